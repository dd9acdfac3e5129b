//! Asking for a text by its name.

use std::{fmt, sync::Arc};

use super::Language;
use crate::model::money::Money;

/// Where texts come from: the message files on the server, what a page brought along in the browser.
pub(crate) trait MessageSource: Send + Sync {
    /// What a text says with these values in it; `None` if there is no such text.
    fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String>;

    /// The same, if this language has a text of its own under the name.
    fn get_own(&self, name: &str) -> Option<String>;

    /// An amount as the language writes it.
    fn money(&self, money: Money) -> String;
}

/// The texts of one language, by name; and how that language writes money. Cheap to clone.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::{Currency, Language, Money};
///
/// let english = store.texts(Language::ENGLISH);
/// assert_eq!(english.get("basket-empty"), "Your basket is empty.");
/// assert_eq!(english.format("problem-only-left", &[("left", 2.into())]), "Sorry, only 2 left.");
/// assert_eq!(english.money(Money::new(1990, Currency::EUR)), "€19.90");
/// # Ok(())
/// # });
/// ```
#[derive(Clone)]
pub struct Texts {
    language: Language,
    source: Arc<dyn MessageSource>,
}

impl Texts {
    pub(crate) fn new(language: Language, source: Arc<dyn MessageSource>) -> Texts {
        Texts { language, source }
    }

    /// Their language.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::Language;
    ///
    /// assert_eq!(store.texts(Language::GERMAN).language(), Language::GERMAN);
    /// # Ok(())
    /// # });
    /// ```
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns a text. One that the language does not have is in English; one that nobody has is its name.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.get("basket-empty"), "Ihr Warenkorb ist leer.");
    /// assert_eq!(german.get("no-such-text"), "no-such-text");
    /// # Ok(())
    /// # });
    /// ```
    pub fn get(&self, name: &str) -> String {
        self.format(name, &[])
    }

    /// Returns a text with these values in it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.format("basket-removed", &[("title", "Dunes".into())]), "„Dunes“ wurde entfernt.");
    /// # Ok(())
    /// # });
    /// ```
    pub fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> String {
        self.source.format(name, with).unwrap_or_else(|| name.to_owned())
    }

    /// Returns a text, if this language has one of its own under the name: for names that are put together from ids, such as
    /// the labels of shipping methods.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let english = store.texts(pannier::Language::ENGLISH);
    /// assert_eq!(english.get_own("shipping-by-balloon").unwrap_or("Balloon".into()), "Balloon");
    /// # Ok(())
    /// # });
    /// ```
    pub fn get_own(&self, name: &str) -> Option<String> {
        self.source.get_own(name)
    }

    /// An amount as the language writes it, with all the decimal digits of its currency (ISO 4217).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Currency, Language, Money};
    ///
    /// let yen = Money::new(1200, Currency::from_code("JPY").unwrap());
    /// assert_eq!(store.texts(Language::ENGLISH).money(yen), "¥1,200");
    /// # Ok(())
    /// # });
    /// ```
    pub fn money(&self, money: Money) -> String {
        self.source.money(money)
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({})", self.language)
    }
}

/// A value in a text: a word, which stays as it is, or a number, which the language writes its own way and which may decide
/// between singular and plural.
///
/// ```
/// use pannier::Arg;
///
/// assert_eq!(Arg::from(3_u32), Arg::Number(3));
/// assert_eq!(Arg::from("Dunes"), Arg::Text("Dunes"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// As it is.
    Text(&'a str),
    /// A number. What looks like one and is none, such as that of an order, is a text.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

impl From<i32> for Arg<'_> {
    fn from(number: i32) -> Self {
        Arg::Number(number.into())
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Number(number.into())
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
