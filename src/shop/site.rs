//! What is known of the shop as a whole: its name and its addresses.

use leptos::prelude::*;
use pannier::{Store, components::local_path};

/// Where the search is.
pub const SEARCH: &str = "/search";

/// How the shop signs its pages, its mails and its prints.
pub fn shop_name() -> String {
    use_context::<Store>().map_or_else(|| "Pannier".to_owned(), |store| store.settings().shop_name.clone())
}

/// The absolute address of a path of this shop.
pub fn absolute(path: &str) -> String {
    let base = use_context::<Store>().map(|store| store.settings().base_url.clone()).unwrap_or_default();
    format!("{base}{path}")
}

/// The same of a page, which is in the language of this one.
pub fn absolute_page(path: &str) -> String {
    absolute(&local_path(path))
}
