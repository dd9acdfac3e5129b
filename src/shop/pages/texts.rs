//! Texts in the language of the page.

use pannier::{Arg, components::use_texts};

use crate::shop::translated::Translated;

/// What a text says in the language of the page.
pub fn say(name: &str) -> String {
    use_texts().get(name)
}

/// What a text says with these values in it.
pub fn say_with(name: &str, with: &[(&str, Arg<'_>)]) -> String {
    use_texts().format(name, with)
}

/// What the owner wrote, in the language of the page.
pub fn translated(text: &Translated) -> String {
    text.in_language(use_texts().language()).to_owned()
}
