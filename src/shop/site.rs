//! The shop as a whole: its name and URLs.

use leptos::prelude::*;
use pannier::{Store, components::local_path};

/// The path of the search page.
pub const SEARCH: &str = "/search";

/// Returns the shop's name, as shown on pages, mails and prints.
pub fn shop_name() -> String {
    use_context::<Store>().map_or_else(|| "Pannier".to_owned(), |store| store.settings().shop_name.clone())
}

/// Returns the absolute URL of a path.
pub fn absolute(path: &str) -> String {
    let base = use_context::<Store>().map(|store| store.settings().base_url.clone()).unwrap_or_default();
    format!("{base}{path}")
}

/// Returns the absolute URL of a page in the language of this one.
pub fn absolute_page(path: &str) -> String {
    absolute(&local_path(path))
}
