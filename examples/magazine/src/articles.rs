//! The articles, as pages read them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod manuscripts;
#[cfg(feature = "ssr")]
pub use manuscripts::of_issue;

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Teaser {
    pub slug: String,
    pub title: String,
    pub by: String,
    pub standfirst: String,
    /// The number of its issue.
    pub issue: i64,
    /// The reading time in minutes.
    pub minutes: usize,
}

/// An article, with the next one to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    pub teaser: Teaser,
    pub body: Vec<Passage>,
    pub next: Teaser,
}

/// A block of an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Passage {
    /// A paragraph: alternating plain and emphasized runs, starting with a plain one.
    Text(Vec<String>),
    Heading(String),
    Quote(String),
}

/// Returns every article, newest first.
#[server(prefix = "/api", endpoint = "articles")]
pub async fn get_articles() -> Result<Vec<Teaser>, ServerFnError> {
    Ok(manuscripts::all().map(|manuscript| manuscript.teaser()).collect())
}

/// Returns the article with this slug, or `None`.
#[server(prefix = "/api", endpoint = "article")]
pub async fn get_article(slug: String) -> Result<Option<Article>, ServerFnError> {
    Ok(manuscripts::article(&slug))
}
