//! The issues, in the magazine's own table, which existed before the store.

use leptos::prelude::*;
use pannier::Money;
use serde::{Deserialize, Serialize};

use crate::articles::Teaser;

#[cfg(feature = "ssr")]
mod table;
#[cfg(feature = "ssr")]
pub use table::open;

/// An issue of the magazine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    pub id: String,
    pub number: i64,
    pub season: String,
    pub title: String,
    pub about: String,
    pub price: Money,
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
        format!("/covers/{}.svg", self.id)
    }
}

/// Returns every issue, newest first.
#[server(prefix = "/api", endpoint = "issues")]
pub async fn get_issues() -> Result<Vec<Issue>, ServerFnError> {
    Ok(Issue::all(expect_context::<pannier::Store>().db()).await?)
}

/// Returns the issue with this id and its articles, or `None`.
#[server(prefix = "/api", endpoint = "issue")]
pub async fn get_contents(id: String) -> Result<Option<Contents>, ServerFnError> {
    use pannier::Sellable;
    let store = expect_context::<pannier::Store>();
    let Some(issue) = Issue::load(store.db(), &[id]).await?.pop() else { return Ok(None) };
    let articles = crate::articles::of_issue(issue.number).into_iter().map(|article| article.teaser).collect();
    let circulation = issue.circulation(store.db()).await?;
    Ok(Some(Contents { issue, articles, circulation }))
}
