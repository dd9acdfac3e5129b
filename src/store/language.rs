//! The languages of a store: which there are, which a request is in, and where its pages are in each.
//!
//! A page in another language than the first is at the same path below the language's tag: `/de/basket`. The tag is taken off
//! before a request is routed ([`http::language`](crate::store::http)), so that routes know nothing of it.

use http::request::Parts;
use leptos::prelude::{use_context, with_context};

use crate::{
    language::{Language, Texts, fluent, prefixed},
    store::{Store, StoreBuilder, order::Head, visitor::Visitor},
};

/// The language of a request, among its extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestLanguage(pub Language);

impl StoreBuilder {
    /// Adds messages in a language (BCP 47), in the syntax of [Fluent](https://projectfluent.org/fluent/guide/): texts of your
    /// own pages, other words for a text of the store's, the [names](crate::recipes::language) of what you offer. A language that
    /// something was said in is one of the store's, unless the [settings](crate::Settings::languages) name others.
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
    /// If the messages cannot be read, or the tag is none.
    #[must_use]
    pub fn messages(mut self, tag: &str, messages: &str) -> Self {
        if let Err(why) = self.additions.add(tag, messages) {
            panic!("{why}");
        }
        self
    }
}

impl Store {
    /// The languages that there are pages in. The first is the one without a tag in its paths.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.languages(), [pannier::Language::ENGLISH]);
    /// # Ok(())
    /// # });
    /// ```
    pub fn languages(&self) -> &[Language] {
        &self.0.languages
    }

    /// The texts of a language: the store's, and what was [added](StoreBuilder::messages).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.get("checkout-place"), "Bestellen");
    /// # Ok(())
    /// # });
    /// ```
    pub fn texts(&self, language: Language) -> Texts {
        self.0.translations.texts(language)
    }

    /// A path of the app, as it is in a language.
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

    /// The page at a path in each language: pairs for `hreflang` and `href`, with absolute addresses, and `x-default` at the end. Empty if
    /// there is one language.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.messages("de", "").build().await?;
    /// let tags: Vec<String> = store.alternates("/albums").into_iter().map(|(tag, _)| tag).collect();
    /// assert_eq!(tags, ["en", "de", "x-default"]);
    /// assert!(store.alternates("/albums")[1].1.ends_with("/de/albums"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn alternates(&self, path: &str) -> Vec<(String, String)> {
        let address = |language: Language| self.settings().url(&self.path_in(language, path));
        let [first, _, ..] = self.languages() else { return Vec::new() };
        let each = self.languages().iter().map(|language| (language.to_string(), address(*language)));
        each.chain([("x-default".to_owned(), address(*first))]).collect()
    }

    /// What the paths of a language begin with.
    pub(crate) fn path_prefix(&self, language: Language) -> String {
        match self.languages().first() {
            Some(first) if *first != language && self.languages().contains(&language) => {
                format!("/{}", language.tag().to_ascii_lowercase())
            }
            _ => String::new(),
        }
    }

    /// The language of the paths that have no tag.
    pub(crate) fn first_language(&self) -> Language {
        self.languages().first().copied().unwrap_or(Language::ENGLISH)
    }

    /// The language whose paths begin like this one, and the path without that.
    pub(super) fn language_of<'a>(&self, path: &'a str) -> Option<(Language, &'a str)> {
        let (tag, rest) = match path.strip_prefix('/')?.split_once('/') {
            Some((tag, _)) => (tag, &path[tag.len() + 1..]),
            None => (&path[1..], "/"),
        };
        let language = self.languages().iter().find(|language| language.tag().eq_ignore_ascii_case(tag))?;
        Some((*language, rest))
    }

    /// The language of the request at hand.
    pub(crate) fn language_here(&self) -> Language {
        let spoken = with_context(|parts: &Parts| parts.extensions.get().copied()).flatten();
        spoken.map_or_else(|| self.first_language(), |RequestLanguage(language)| language)
    }

    /// The texts of the visitor's language.
    pub(crate) fn texts_for(&self, visitor: &Visitor) -> Texts {
        self.texts(visitor.language().unwrap_or_else(|| self.first_language()))
    }

    /// The language that an order was placed in.
    pub(super) fn language_of_order(&self, head: &Head) -> Language {
        head.language.filter(|language| self.languages().contains(language)).unwrap_or_else(|| self.first_language())
    }

    /// What a page in this language tells the browser; see [`Translations`](fluent::Translations).
    pub(crate) fn messages_for_the_browser(&self, whole: bool) -> String {
        let language = self.language_here();
        self.0.translations.for_the_browser(language, &self.path_prefix(language), whole)
    }
}

/// The texts of the request at hand; English ones where there is none.
pub(crate) fn texts_here() -> Texts {
    match use_context::<Store>() {
        Some(store) => store.texts(store.language_here()),
        None => fluent::english(),
    }
}

/// A path of the app, in the language of the request at hand.
pub(crate) fn path_here(path: &str) -> String {
    match use_context::<Store>() {
        Some(store) => store.path_in(store.language_here(), path),
        None => path.to_owned(),
    }
}
