//! Asking for a text by its name.

use std::{fmt, sync::Arc};

use super::Language;
use crate::model::Money;

/// Where texts come from: the message files on the server, what a page brought along in the browser.
pub(crate) trait Source: Send + Sync {
    /// What a text says with these values in it; `None` if there is no such text.
    fn say(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String>;

    /// The same, if this language has a text of its own under the name.
    fn own(&self, name: &str) -> Option<String>;

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
/// assert_eq!(english.say("basket-empty"), "Your basket is empty.");
/// assert_eq!(english.say_with("problem-only-left", &[("left", 2.into())]), "Sorry, only 2 left.");
/// assert_eq!(english.money(Money::new(1990, Currency::EUR)), "€19.90");
/// # Ok(())
/// # });
/// ```
#[derive(Clone)]
pub struct Texts {
    language: Language,
    source: Arc<dyn Source>,
}

impl Texts {
    pub(crate) fn new(language: Language, source: Arc<dyn Source>) -> Texts {
        Texts { language, source }
    }

    /// Those that are right where nobody says in which language: on the server English, in the browser the page's.
    pub(crate) fn here() -> Texts {
        #[cfg(feature = "ssr")]
        return super::server::english();
        #[cfg(not(feature = "ssr"))]
        Texts::of_page()
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

    /// What a text says. One that the language does not have is in English; one that nobody has is its name.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.say("basket-empty"), "Ihr Warenkorb ist leer.");
    /// assert_eq!(german.say("no-such-text"), "no-such-text");
    /// # Ok(())
    /// # });
    /// ```
    pub fn say(&self, name: &str) -> String {
        self.say_with(name, &[])
    }

    /// What a text says with these values in it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.say_with("basket-removed", &[("title", "Dunes".into())]), "„Dunes“ wurde entfernt.");
    /// # Ok(())
    /// # });
    /// ```
    pub fn say_with(&self, name: &str, with: &[(&str, Arg<'_>)]) -> String {
        self.source.say(name, with).unwrap_or_else(|| name.to_owned())
    }

    /// What a text says, if this language has one of its own under the name: for names that are put together from ids, such as
    /// the labels of shipping methods.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let english = store.texts(pannier::Language::ENGLISH);
    /// assert_eq!(english.own("shipping-by-balloon").unwrap_or("Balloon".into()), "Balloon");
    /// # Ok(())
    /// # });
    /// ```
    pub fn own(&self, name: &str) -> Option<String> {
        self.source.own(name)
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

#[cfg(feature = "ssr")]
impl Texts {
    /// A day as the language writes it. `at`: milliseconds since the Unix epoch, UTC.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::Language;
    ///
    /// assert_eq!(store.texts(Language::ENGLISH).date(0), "1 January 1970");
    /// assert_eq!(store.texts(Language::GERMAN).date(0), "1. Januar 1970");
    /// # Ok(())
    /// # });
    /// ```
    pub fn date(&self, at: i64) -> String {
        super::server::date(self.language, at)
    }

    /// A day with its day of the week. `at`: milliseconds since the Unix epoch, UTC.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let german = store.texts(pannier::Language::GERMAN);
    /// assert_eq!(german.date_and_weekday(0), "Donnerstag, 1. Januar 1970");
    /// # Ok(())
    /// # });
    /// ```
    pub fn date_and_weekday(&self, at: i64) -> String {
        super::server::date_and_weekday(self.language, at)
    }

    /// A month where there is little room. `at`: milliseconds since the Unix epoch, UTC.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.texts(pannier::Language::ENGLISH).short_month(0), "Jan");
    /// # Ok(())
    /// # });
    /// ```
    pub fn short_month(&self, at: i64) -> String {
        super::server::short_month(self.language, at)
    }

    /// A number, with the marks that the language puts between thousands.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.texts(pannier::Language::GERMAN).number(1234567), "1.234.567");
    /// # Ok(())
    /// # });
    /// ```
    pub fn number(&self, number: i64) -> String {
        super::server::whole_number(self.language, number)
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
