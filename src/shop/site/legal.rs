//! The pages that the law may ask for. There is one as soon as the owner has written its text.

use pannier::{Language, Store};

/// A page of the owner's text.
#[derive(Debug)]
pub struct LegalPage {
    pub path: &'static str,
    /// The field with its text.
    pub field: &'static str,
    /// The message with its name.
    pub name: &'static str,
}

/// The path of the terms of sale, which the checkout links if there are any.
pub const TERMS: &str = "/terms";

/// All of them, in the order of the footer.
pub const LEGAL: [LegalPage; 4] = [
    LegalPage { path: "/imprint", field: "imprint", name: "legal-imprint" },
    LegalPage { path: TERMS, field: "terms", name: "legal-terms" },
    LegalPage { path: "/withdrawal", field: "withdrawal", name: "legal-withdrawal" },
    LegalPage { path: "/privacy", field: "privacy", name: "legal-privacy" },
];

/// Returns the text of a page in a language, or else in the first of the shop's that has one: terms that a shopper can have
/// translated are better than none. Returns the language that it is in as well.
pub fn legal_text(store: &Store, page: &LegalPage, language: Language) -> Option<(Language, String)> {
    let (site, languages) = (store.site(), store.languages());
    let text_in = |language: Language| {
        let text = match languages.first() {
            Some(first) if *first != language => site.get(&format!("{}.{language}", page.field)),
            _ => site.get(page.field),
        };
        (!text.trim().is_empty()).then(|| (language, text.to_owned()))
    };
    text_in(language).or_else(|| languages.iter().copied().find_map(text_in))
}
