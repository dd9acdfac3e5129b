//! What there is to read.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod manuscripts;
#[cfg(feature = "ssr")]
pub use manuscripts::of_issue;

/// An article as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Teaser {
    pub slug: String,
    pub title: String,
    pub by: String,
    pub standfirst: String,
    /// The number of the issue it is in.
    pub issue: i64,
    /// How long one reads.
    pub minutes: usize,
}

/// An article, and one to go on with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    pub teaser: Teaser,
    pub body: Vec<Passage>,
    pub next: Teaser,
}

/// A piece of an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Passage {
    /// A paragraph: plain and emphasized runs in turn, beginning with a plain one.
    Text(Vec<String>),
    Heading(String),
    Quote(String),
}

/// Every article, the newest first.
#[server(prefix = "/api", endpoint = "articles")]
pub async fn get_articles() -> Result<Vec<Teaser>, ServerFnError> {
    Ok(manuscripts::all().map(|manuscript| manuscript.teaser()).collect())
}

/// The article of this name, if there is one.
#[server(prefix = "/api", endpoint = "article")]
pub async fn get_article(slug: String) -> Result<Option<Article>, ServerFnError> {
    Ok(manuscripts::article(&slug))
}
