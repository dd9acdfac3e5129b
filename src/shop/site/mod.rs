//! The shop as a whole: its name, what its owner says of it in the admin, and its URLs.

mod accent;
mod legal;
mod model;
#[cfg(test)]
mod tests;

use leptos::prelude::*;
use pannier::{
    Language, PriceNote, Store,
    components::{local_path, use_texts},
};

pub use self::{
    accent::StyleSheet,
    legal::{LEGAL, LegalPage, TERMS, legal_text},
    model::{Site, TABLES},
};
use super::sections;

/// The path of the search page.
pub const SEARCH: &str = "/search";
/// The path of the page about the shop.
const ABOUT: &str = "/about";

/// Returns the shop's name, as shown on pages, mails and prints.
pub fn shop_name() -> String {
    use_context::<Store>().map_or_else(|| "Pannier".to_owned(), |store| store.shop_name())
}

/// Returns the e-mail address to which shoppers write, if the owner has set one.
pub fn shop_email() -> Option<String> {
    use_context::<Store>()?.shop_email()
}

/// Returns a text of the owner's in the page's language; `None` if there is none.
pub fn own_text(field: &str) -> Option<String> {
    let site = use_context::<Store>()?.site();
    Some(site.get_in(field, use_texts().language()).to_owned()).filter(|text| !text.is_empty())
}

/// Returns a text that the law may ask for, and the language that it is in; `None` if there is none in any language.
pub fn own_legal_text(page: &LegalPage) -> Option<(Language, String)> {
    legal_text(&use_context::<Store>()?, page, use_texts().language())
}

/// Returns whether listed prices include tax. Who charges none, as a small business, must not say that.
pub fn includes_tax() -> bool {
    use_context::<Store>().is_some_and(|store| store.price_note() == PriceNote::Included)
}

/// Returns the path of the page that says what shipping costs: the owner's terms, or else the page about the shop. `None` if
/// there is neither.
pub fn shipping_page() -> Option<&'static str> {
    let [_, terms, ..] = LEGAL;
    match own_legal_text(&terms) {
        Some(_) => Some(TERMS),
        None => (own_text("about").is_some() || sections::has_demo(&sections::open())).then_some(ABOUT),
    }
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
