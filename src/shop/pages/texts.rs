//! Texts in the page's language.

use pannier::{Arg, components::use_texts};

use crate::shop::translated::Translated;

/// Returns a message in the page's language.
pub fn text(name: &str) -> String {
    use_texts().get(name)
}

/// Formats a message with values, in the page's language.
pub fn text_with(name: &str, values: &[(&str, Arg<'_>)]) -> String {
    use_texts().format(name, values)
}

/// Returns a text from the shop's tables in the page's language.
pub fn translated(text: &Translated) -> String {
    text.in_language(use_texts().language()).to_owned()
}
