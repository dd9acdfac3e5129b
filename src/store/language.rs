//! The languages of a store, the language of a request, and the paths of pages in each language.
//!
//! The first language has plain paths; pages in another are at the same path below its tag:
//! `/de/basket`. The tag is removed before a request is routed
//! ([`http::language`](crate::store::http)), so that routes are independent of the language.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use http::request::Parts;
use leptos::prelude::{use_context, with_context};

use crate::{
    language::{
        Language, Texts,
        fluent::{self, Audience},
        prefixed,
    },
    store::{Store, StoreBuilder, order::Head, visitor::Visitor},
};

/// The language of a request, kept in its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestLanguage(pub Language);

/// The URL of a page in one language, for `<link rel="alternate">`. See [`Store::alternates`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alternate {
    /// The language's tag, or `x-default` for visitors of any other language.
    pub hreflang: String,
    /// The absolute URL of the page in it.
    pub href: String,
}

impl StoreBuilder {
    /// Adds messages in a language (BCP 47), in the syntax of
    /// [Fluent](https://projectfluent.org/fluent/guide/): texts of your own pages, replacements for the
    /// store's texts, [names](crate::recipes::language) of your products, payment and shipping methods.
    /// This also adds the language to the store, unless the [settings](crate::Settings::languages) list
    /// the languages.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// use pannier::Language;
    ///
    /// let store = pannier::testing::in_memory().await
    ///     .messages("de", "checkout-place = Kostenpflichtig bestellen\nwelcome = Willkommen")
    ///     .build()
    ///     .await?;
    /// assert_eq!(store.languages(), [Language::ENGLISH, Language::GERMAN]);
    /// assert_eq!(store.texts(Language::GERMAN).get("welcome"), "Willkommen");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If the messages cannot be parsed, or the tag is invalid.
    pub fn messages(mut self, tag: &str, messages: &str) -> Self {
        if let Err(why) = self.additions.add(tag, messages) {
            panic!("{why}");
        }
        self
    }
}

impl Store {
    /// The languages that pages are available in. The first has no tag in its paths.
    pub fn languages(&self) -> &[Language] {
        &self.0.languages
    }

    /// Returns the texts in a language: the store's own, and those [added](StoreBuilder::messages).
    pub fn texts(&self, language: Language) -> Texts {
        self.0.translations.texts(language)
    }

    /// Returns a path of the app in a language. `path` has no tag, like the URI of a request, from which the store has removed
    /// it. A [switcher](crate::recipes::language#link-to-the-other-languages) passes the latter.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// use pannier::Language;
    ///
    /// let store = pannier::testing::in_memory().await.messages("de", "").build().await?;
    /// assert_eq!(store.path_in(Language::GERMAN, "/basket"), "/de/basket");
    /// assert_eq!(store.path_in(Language::ENGLISH, "/basket"), "/basket");
    /// # Ok(())
    /// # }
    /// ```
    pub fn path_in(&self, language: Language, path: &str) -> String {
        prefixed(&self.path_prefix(language), path)
    }

    /// Returns the URLs of a page in each language, with `x-default` last. Empty if the store has a single language. `path` has
    /// no tag, as for [`path_in`](Store::path_in).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.messages("de", "").build().await?;
    /// let alternates = store.alternates("/albums");
    /// let tags: Vec<&str> = alternates.iter().map(|alternate| alternate.hreflang.as_str()).collect();
    /// assert_eq!(tags, ["en", "de", "x-default"]);
    /// assert!(alternates[1].href.ends_with("/de/albums"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn alternates(&self, path: &str) -> Vec<Alternate> {
        let alternate = |hreflang: String, language: Language| {
            let href = self.settings().url(&self.path_in(language, path));
            Alternate { hreflang, href }
        };
        let [first, _, ..] = self.languages() else { return Vec::new() };
        let each = self.languages().iter().map(|language| alternate(language.to_string(), *language));
        each.chain([alternate("x-default".to_owned(), *first)]).collect()
    }

    /// Returns the path prefix of a language: empty for the first.
    pub(crate) fn path_prefix(&self, language: Language) -> String {
        match self.languages().first() {
            Some(first) if *first != language && self.languages().contains(&language) => {
                format!("/{}", language.tag().to_ascii_lowercase())
            }
            _ => String::new(),
        }
    }

    /// Returns the language of paths without a tag.
    pub(crate) fn first_language(&self) -> Language {
        self.languages().first().copied().unwrap_or(Language::ENGLISH)
    }

    /// Splits a path into the language of its tag and the rest. `None` if it has no tag of the store's
    /// languages.
    pub(super) fn language_of<'a>(&self, path: &'a str) -> Option<(Language, &'a str)> {
        let (tag, rest) = match path.strip_prefix('/')?.split_once('/') {
            Some((tag, _)) => (tag, &path[tag.len() + 1..]),
            None => (&path[1..], "/"),
        };
        let language = self.languages().iter().find(|language| language.tag().eq_ignore_ascii_case(tag))?;
        Some((*language, rest))
    }

    /// Returns the language of the current request.
    pub(crate) fn language_here(&self) -> Language {
        let spoken = with_context(|parts: &Parts| parts.extensions.get().copied()).flatten();
        spoken.map_or_else(|| self.first_language(), |RequestLanguage(language)| language)
    }

    /// Returns the texts in the visitor's language.
    pub(crate) fn texts_for(&self, visitor: &Visitor) -> Texts {
        self.texts(visitor.language().unwrap_or_else(|| self.first_language()))
    }

    /// Returns the language an order was placed in.
    pub(super) fn language_of_order(&self, head: &Head) -> Language {
        head.language.filter(|language| self.languages().contains(language)).unwrap_or_else(|| self.first_language())
    }

    /// Returns the messages for the browser as JSON; see [`Translations`](fluent::Translations).
    pub(crate) fn messages_for_the_browser(&self, language: Language, audience: Audience) -> String {
        self.0.translations.for_the_browser(language, &self.path_prefix(language), audience)
    }
}

/// The texts for the browser of the page that is being rendered.
#[derive(Clone, Default)]
pub(crate) struct PageTexts {
    json: Arc<OnceLock<String>>,
    /// Whether the page includes them.
    pub(crate) included: Arc<AtomicBool>,
}

impl PageTexts {
    /// Returns those of the current page.
    pub(crate) fn here() -> Option<PageTexts> {
        use_context()
    }

    /// Returns them as JSON.
    pub(crate) fn json(&self, islands: bool) -> &str {
        let audience = if islands { Audience::Islands } else { Audience::Hydrated };
        self.json.get_or_init(|| match use_context::<Store>() {
            Some(store) => store.messages_for_the_browser(store.language_here(), audience),
            None => String::new(),
        })
    }
}

/// Returns the texts in the language of the current request; in English outside of a request.
pub(crate) fn texts_here() -> Texts {
    match use_context::<Store>() {
        Some(store) => store.texts(store.language_here()),
        None => fluent::english(),
    }
}

/// Returns a path of the app in the language of the current request.
pub(crate) fn path_here(path: &str) -> String {
    match use_context::<Store>() {
        Some(store) => store.path_in(store.language_here(), path),
        None => path.to_owned(),
    }
}
