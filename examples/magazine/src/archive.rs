//! The issues, in the magazine's own table, which existed before the store.

use leptos::prelude::*;
use pannier::Money;
use serde::{Deserialize, Serialize};

use crate::articles::Teaser;

#[cfg(feature = "ssr")]
mod table;
#[cfg(feature = "ssr")]
pub use table::{ON_SALE, open};

/// The number of the newest issue whose cover is drawn; those of later ones are blank.
const DRAWN: i64 = 4;

/// An issue of the magazine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    pub id: String,
    pub number: i64,
    pub season: String,
    pub title: String,
    pub about: String,
    pub price: Money,
    /// The key of its PDF in the storage.
    #[serde(skip)]
    pub file: String,
}

/// An issue with its articles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    pub issue: Issue,
    pub articles: Vec<Teaser>,
    /// Copies sold so far.
    pub circulation: i64,
}

impl Issue {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/issues/{}", self.id)
    }

    /// The path of its cover.
    pub fn cover(&self) -> String {
        match self.number {
            1..=DRAWN => format!("/covers/no-{}.svg", self.number),
            _ => "/covers/blank.svg".to_owned(),
        }
    }
}

/// Returns every issue that is on sale, newest first.
#[server(prefix = "/api", endpoint = "issues")]
pub async fn get_issues() -> Result<Vec<Issue>, ServerFnError> {
    Ok(Issue::all(expect_context::<pannier::Store>().db()).await?)
}

/// Returns the issue with this id and its articles, or `None`. An issue that is not on sale is shown to whom the editors
/// have given the link of its preview.
#[server(prefix = "/api", endpoint = "issue")]
pub async fn get_contents(id: String, #[server(default)] preview: String) -> Result<Option<Contents>, ServerFnError> {
    use pannier::Sellable;
    let store = expect_context::<pannier::Store>();
    let db = store.db();
    let issue = match store.is_preview(Issue::KIND, &id, &preview) {
        true => Issue::find(db, &id).await?,
        false => Issue::load(db, &[id]).await?.pop(),
    };
    let Some(issue) = issue else { return Ok(None) };
    let articles = crate::articles::of_issue(issue.number).into_iter().map(|article| article.teaser).collect();
    let circulation = issue.circulation(db).await?;
    Ok(Some(Contents { issue, articles, circulation }))
}
