//! Texts in the page's language.

use pannier::{Arg, components::use_texts};

use crate::shop::translated::Translated;

/// Returns a text in the page's language.
pub fn say(name: &str) -> String {
    use_texts().get(name)
}

/// Formats a text with values, in the page's language.
pub fn say_with(name: &str, with: &[(&str, Arg<'_>)]) -> String {
    use_texts().format(name, with)
}

/// Returns an owner's text in the page's language.
pub fn translated(text: &Translated) -> String {
    text.in_language(use_texts().language()).to_owned()
}
