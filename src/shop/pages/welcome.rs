//! What the home page says first: the owner's words, or else those of the demo shop.

use leptos::prelude::*;

use super::{
    prose::{Prose, excerpt},
    texts::text,
};
use crate::shop::site::{own_text, shop_name};

/// The first words of the home page.
pub struct Welcome {
    /// The title of the document, after the shop's name.
    pub title: String,
    /// The description for search engines.
    pub description: String,
    /// The first heading.
    pub headline: String,
    /// The text below it.
    text: Option<String>,
    /// Whether the owner has written any of it. What the demo shop says of itself would not fit beside that.
    pub is_own: bool,
}

impl Welcome {
    /// Returns the words in the page's language.
    pub fn words() -> Welcome {
        let (title, own, tagline) = (own_text("home_title"), own_text("home_text"), own_text("tagline"));
        if title.is_none() && own.is_none() {
            return Welcome {
                title: tagline.clone().unwrap_or_else(|| text("home-title")),
                description: tagline.unwrap_or_else(|| text("home-description")),
                headline: text("home-headline"),
                text: Some(text("home-lede")),
                is_own: false,
            };
        }
        let name = title.clone().or_else(|| tagline.clone()).unwrap_or_else(|| text("shop-home"));
        Welcome {
            description: own.as_deref().map(excerpt).or(tagline).unwrap_or_else(|| name.clone()),
            headline: title.unwrap_or_else(shop_name),
            title: name,
            text: own,
            is_own: true,
        }
    }

    /// Renders the text below the heading.
    pub fn text(&self) -> impl IntoView + use<> {
        self.text.clone().map(|text| view! { <Prose text class="lede"/> })
    }
}
