//! Lookup of texts by name.

use std::{fmt, sync::Arc};

use super::Language;
#[cfg(feature = "ssr")]
use crate::model::TimeZone;
use crate::model::money::Money;

/// A source of texts: the message files on the server, the page's JSON in the browser.
pub(crate) trait MessageSource: Send + Sync {
    /// Formats a text with values; `None` if there is no such text.
    fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String>;

    /// Returns a text if this language has it, without falling back to English.
    fn get_own(&self, name: &str) -> Option<String>;

    /// Formats an amount.
    fn money(&self, money: Money) -> String;
}

/// The texts of a language by name, and its formats of money, numbers and, on the server, of times in the time zone of the shop.
/// Cheap to clone.
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
    /// In which times are shown.
    #[cfg(feature = "ssr")]
    zone: TimeZone,
}

impl Texts {
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn new(language: Language, source: Arc<dyn MessageSource>) -> Texts {
        Texts { language, source }
    }

    #[cfg(feature = "ssr")]
    pub(crate) fn new(language: Language, source: Arc<dyn MessageSource>, zone: TimeZone) -> Texts {
        Texts { language, source, zone }
    }

    /// Returns the same texts, whose times are in another zone.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, Timestamp};
    ///
    /// let texts = store.texts(Language::ENGLISH).in_zone("Europe/Berlin".parse()?);
    /// assert_eq!(texts.date(Timestamp::from_secs(1_798_759_800)), "1 January 2027"); // 23:30 of the day before, in UTC
    /// # Ok(())
    /// # });
    /// ```
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Texts {
        Texts { zone, ..self }
    }

    /// Returns the time zone in which times are shown.
    #[cfg(feature = "ssr")]
    pub fn time_zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns a text. Falls back to English, then to the name itself.
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

    /// Formats a text with values.
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

    /// Returns a text if this language has it, without falling back to English: for names composed from
    /// ids, such as the labels of shipping methods.
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

    /// Formats an amount with all the decimal digits of its currency (ISO 4217).
    pub fn money(&self, money: Money) -> String {
        self.source.money(money)
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({})", self.language)
    }
}

/// A value in a text: a string, inserted as it is, or a number, which is formatted by the language and can
/// select between singular and plural.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arg<'a> {
    /// A string, inserted as it is.
    Text(&'a str),
    /// A number. Identifiers made of digits, such as an order number, are text.
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

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
