//! The values of a model, as texts.

use std::{collections::BTreeMap, str::FromStr};

use super::time;
use crate::{
    language::Language,
    model::{Currency, Money, TimeZone, Timestamp},
};

/// The values of a model by the names of its [fields](super::Field), as texts: what a form shows and a CSV file
/// contains.
///
/// A translated field has a value of its own for each further language of the store:
/// `title.de`. A value that is missing is the same as an empty one.
///
/// | Kind | Text |
/// |---|---|
/// | text | one line without white space around it |
/// | long text | lines that end with `\n`, without white space at the end |
/// | money | major units with all decimal digits of the currency: `12.90` |
/// | count | `12` |
/// | flag | `yes` or `no` |
/// | date and time | UTC: `2026-12-24T18:00Z` |
/// | color | `#1b6e53` |
/// | file | its key in the storage |
/// | pictures | a line each: the id of the picture, and its alternative text |
/// | options | a line each: `Blue = 13.90`, or `Blue` at the price of the model |
/// | stock | `17`, or a line for each option that is limited: `Blue = 3`. Empty if unlimited |
///
/// ```
/// use pannier::{Currency, Language, Money, managed::Values};
///
/// let mug = Values::new().with("title", "Mug").with("title.de", "Tasse").with("price", "12.90");
/// assert_eq!((mug.get_in("title", Language::GERMAN), mug.get_in("title", Language::ENGLISH)), ("Tasse", "Mug"));
/// assert_eq!(mug.money("price", Currency::EUR), Some(Money::new(1290, Currency::EUR)));
/// assert_eq!(mug.get("maker"), "");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

/// A picture of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PictureRef {
    /// The id of the picture.
    pub id: String,
    /// The alternative text; may be empty until the model is published.
    pub alt: String,
}

impl PictureRef {
    /// Creates a reference to a picture, with an alternative text.
    pub fn new(id: impl Into<String>, alt: impl Into<String>) -> PictureRef {
        PictureRef { id: id.into(), alt: alt.into() }
    }
}

/// Returns the name of a field's value in a further language of the store.
pub(super) fn key_in(name: &str, language: Language) -> String {
    format!("{name}.{language}")
}

/// Returns the name of an option and what is said of it, from a line such as `Blue = 13.90`.
pub(super) fn option_line(line: &str) -> (&str, Option<&str>) {
    match line.split_once('=') {
        Some((name, value)) => (name.trim(), Some(value.trim())),
        None => (line.trim(), None),
    }
}

/// Returns the lines that are not blank.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl Values {
    /// Creates values without any.
    pub fn new() -> Values {
        Values::default()
    }

    /// Returns a value; the empty text if it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Returns the value in a language; that in the first language of the store if it has none.
    pub fn get_in(&self, name: &str, language: Language) -> &str {
        match self.get(&key_in(name, language)) {
            "" => self.get(name),
            text => text,
        }
    }

    /// Returns whether a value is set, if only to the empty text. A [save](crate::Admin::save_managed) changes those
    /// that are.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Sets a value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Sets a value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Values {
        self.set(name, value);
        self
    }

    /// Returns the names that are set, and their values, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Reads an amount. Like the other readers, it returns `None` for a text that is empty or not as described above.
    pub fn money(&self, name: &str, currency: Currency) -> Option<Money> {
        Money::from_decimal(self.get(name), currency)
    }

    /// Reads a count.
    pub fn count(&self, name: &str) -> Option<u32> {
        u32::from_str(self.get(name)).ok()
    }

    /// Reads a flag.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// Reads a point in time.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        time::parse(self.get(name), &TimeZone::UTC)
    }

    /// Reads a point in time as it is typed: without an offset, it is what clocks in a time zone show. Of an hour that they show
    /// twice it is the first, and what they skip is as much later.
    pub fn time_in(&self, name: &str, zone: &TimeZone) -> Option<Timestamp> {
        time::parse(self.get(name), zone)
    }

    /// Reads the key of a file.
    pub fn file(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|key| !key.is_empty()).map(str::to_owned)
    }

    /// Reads the names of the options in their order, each with its price, if that is not the price of the model.
    ///
    /// ```
    /// use pannier::{Currency, Money, managed::Values};
    ///
    /// let shirt = Values::new().with("sizes", "M\nXXL = 23.00");
    /// let options = shirt.options("sizes", Currency::EUR);
    /// assert_eq!(options[0], ("M".to_owned(), None));
    /// assert_eq!(options[1], ("XXL".to_owned(), Some(Money::new(2300, Currency::EUR))));
    /// assert_eq!(Values::options_text(&options), shirt.get("sizes"));
    /// ```
    pub fn options(&self, name: &str, currency: Currency) -> Vec<(String, Option<Money>)> {
        let option = |line| {
            let (name, price) = option_line(line);
            (name.to_owned(), price.and_then(|price| Money::from_decimal(price, currency)))
        };
        lines(self.get(name)).map(option).collect()
    }

    /// Reads the stock of each option that is limited, by its name, or of the model itself, by the empty text.
    ///
    /// ```
    /// use pannier::managed::Values;
    ///
    /// let shirt = Values::new().with("stock", "M = 3\nXXL = 0");
    /// assert_eq!(shirt.stocks("stock").get("XXL"), Some(&0));
    /// assert_eq!(Values::new().with("stock", "17").stocks("stock").get(""), Some(&17));
    /// ```
    pub fn stocks(&self, name: &str) -> BTreeMap<String, u32> {
        let stock = |line| match option_line(line) {
            (name, Some(units)) => Some((name.to_owned(), units.parse::<u32>().ok()?)),
            (units, None) => Some((String::new(), units.parse::<u32>().ok()?)),
        };
        lines(self.get(name)).filter_map(stock).collect()
    }

    /// Reads pictures in their order.
    ///
    /// ```
    /// use pannier::managed::Values;
    ///
    /// let mug = Values::new().with("pictures", "0f343b0931126a20f133d67c2b018a3b A blue mug");
    /// assert_eq!(mug.pictures("pictures")[0].alt, "A blue mug");
    /// assert_eq!(Values::pictures_text(&mug.pictures("pictures")), mug.get("pictures"));
    /// ```
    pub fn pictures(&self, name: &str) -> Vec<PictureRef> {
        let picture = |line: &str| {
            let (id, alt) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            PictureRef::new(id, alt.trim())
        };
        lines(self.get(name)).map(picture).collect()
    }

    /// Reads pictures in their order, with the alternative text in a language, or in the first language of the store if
    /// a picture has none in this one.
    pub fn pictures_in(&self, name: &str, language: Language) -> Vec<PictureRef> {
        let translated = self.pictures(&key_in(name, language));
        let mut pictures = self.pictures(name);
        for picture in &mut pictures {
            let own = translated.iter().find(|other| other.id == picture.id && !other.alt.is_empty());
            if let Some(own) = own {
                picture.alt.clone_from(&own.alt);
            }
        }
        pictures
    }

    /// Writes an amount.
    pub fn money_text(money: Money) -> String {
        money.decimal()
    }

    /// Writes a flag.
    pub fn flag_text(flag: bool) -> String {
        if flag { "yes" } else { "no" }.to_owned()
    }

    /// Writes a point in time, to the minute.
    ///
    /// ```
    /// use pannier::{Timestamp, managed::Values};
    ///
    /// let eve = Values::new().with("from", "2026-12-24T18:00Z");
    /// assert_eq!(eve.time("from"), Some(Timestamp::from_secs(1_798_135_200)));
    /// assert_eq!(Values::time_text(Timestamp::from_secs(1_798_135_200)), "2026-12-24T18:00Z");
    /// ```
    pub fn time_text(at: Timestamp) -> String {
        time::text(at)
    }

    /// Writes a point in time as people read and type it: as clocks in a time zone show it, to the minute.
    /// [`time_in`](Values::time_in) reads it.
    ///
    /// ```
    /// use pannier::{Timestamp, TimeZone, managed::Values};
    ///
    /// let berlin: TimeZone = "Europe/Berlin".parse()?;
    /// let shown = Values::time_text_in(Timestamp::from_secs(1_798_135_200), &berlin);
    /// assert_eq!(shown, "2026-12-24 19:00");
    /// assert_eq!(Values::new().with("from", shown).time_in("from", &berlin), Some(Timestamp::from_secs(1_798_135_200)));
    /// # Ok::<(), pannier::InvalidValueError>(())
    /// ```
    pub fn time_text_in(at: Timestamp, zone: &TimeZone) -> String {
        time::local_text(at, zone)
    }

    /// Writes options.
    pub fn options_text(options: &[(String, Option<Money>)]) -> String {
        let line = |(name, price): &(String, Option<Money>)| match price {
            Some(price) => format!("{name} = {}", price.decimal()),
            None => name.clone(),
        };
        options.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Writes stocks.
    pub fn stocks_text(stocks: &BTreeMap<String, u32>) -> String {
        let line = |(name, units): (&String, &u32)| match name.as_str() {
            "" => units.to_string(),
            name => format!("{name} = {units}"),
        };
        stocks.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Writes pictures.
    pub fn pictures_text(pictures: &[PictureRef]) -> String {
        let line = |picture: &PictureRef| format!("{} {}", picture.id, picture.alt).trim_end().to_owned();
        pictures.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A missing value equals an empty one.
impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        let filled = |(_, value): &(&str, &str)| !value.is_empty();
        self.iter().filter(filled).eq(other.iter().filter(filled))
    }
}

impl Eq for Values {}

impl FromIterator<(String, String)> for Values {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Values {
        Values(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_equals_an_empty_one() {
        assert_eq!(Values::new().with("maker", ""), Values::new());
        assert_ne!(Values::new().with("maker", "Ada"), Values::new());
        assert!(Values::new().with("maker", "").contains("maker"));
    }

    #[test]
    fn lists_are_written_as_they_are_read() {
        let values = Values::new()
            .with("options", "Blue = 13.90\nGreen")
            .with("stock", "Blue = 3\nGreen = 0")
            .with("pictures", "0f343b0931126a20f133d67c2b018a3b A mug\n1f343b0931126a20f133d67c2b018a3b");
        assert_eq!(Values::options_text(&values.options("options", Currency::EUR)), values.get("options"));
        assert_eq!(Values::stocks_text(&values.stocks("stock")), values.get("stock"));
        assert_eq!(Values::pictures_text(&values.pictures("pictures")), values.get("pictures"));
        assert_eq!(Values::stocks_text(&Values::new().with("stock", "17").stocks("stock")), "17");
    }

    #[test]
    fn a_picture_without_a_translation_keeps_its_text() {
        let values = Values::new()
            .with("pictures", "0f343b0931126a20f133d67c2b018a3b A mug\n1f343b0931126a20f133d67c2b018a3b Its handle")
            .with("pictures.de", "0f343b0931126a20f133d67c2b018a3b Eine Tasse");
        let german = values.pictures_in("pictures", Language::GERMAN);
        assert_eq!((german[0].alt.as_str(), german[1].alt.as_str()), ("Eine Tasse", "Its handle"));
    }
}
