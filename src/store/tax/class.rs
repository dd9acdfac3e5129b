//! Tax classes: what a thing is, as far as its tax depends on that.

use std::{borrow::Cow, fmt, str::FromStr};

use crate::model::InvalidValueError;

/// The tax class of an item: what it is, as far as its tax depends on that.
///
/// ```
/// use pannier::TaxClass;
///
/// let concert = TaxClass::ADMISSION.at("AT");
/// assert_eq!((concert.name(), concert.place()), ("admission", Some("AT")));
/// assert_eq!(TaxClass::parse(concert.as_str()), Some(concert));
/// let wine = TaxClass::named("wine");
/// assert_eq!(wine.as_str(), "wine");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaxClass(Cow<'static, str>);

impl TaxClass {
    /// Goods without a class of their own.
    pub const GOODS: TaxClass = TaxClass(Cow::Borrowed("goods"));
    /// What is supplied electronically, such as a download of music.
    pub const DIGITAL: TaxClass = TaxClass(Cow::Borrowed("digital"));
    /// A printed book.
    pub const BOOK: TaxClass = TaxClass(Cow::Borrowed("book"));
    /// A book as a download.
    pub const EBOOK: TaxClass = TaxClass(Cow::Borrowed("ebook"));
    /// Admission to a concert, a play, an exhibition. It is taxed where that takes place: see [`TaxClass::at`].
    pub const ADMISSION: TaxClass = TaxClass(Cow::Borrowed("admission"));
    /// A voucher that can be redeemed for things of different tax. It is taxed when it is redeemed.
    pub const VOUCHER: TaxClass = TaxClass(Cow::Borrowed("voucher"));

    /// Returns a class of your own: lower-case letters, digits, `-` and `_`. Providers that do not know it tax it as
    /// goods.
    ///
    /// # Panics
    /// If the name has other characters, or none: a programming error. [`TaxClass::parse`] reads names from a table.
    pub fn named(name: impl Into<Cow<'static, str>>) -> TaxClass {
        let name = name.into();
        assert!(is_name(&name), "{name:?} is no name of a tax class: lower-case letters, digits, - and _");
        TaxClass(name)
    }

    /// Sets the country in which it takes place (ISO 3166-1 alpha-2). Without one, or with a text that is no code, it is
    /// the seller's.
    #[must_use]
    pub fn at(&self, country: &str) -> TaxClass {
        match is_country(country) {
            true => TaxClass(Cow::Owned(format!("{}@{country}", self.name()))),
            false => TaxClass(Cow::Owned(self.name().to_owned())),
        }
    }

    /// Returns the name, without the place.
    pub fn name(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }

    /// Returns the country in which it takes place, if there is one.
    pub fn place(&self) -> Option<&str> {
        self.0.split_once('@').map(|(_, place)| place)
    }

    /// Returns the text in tables: `book`, `admission@DE`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses a text in tables, the inverse of [`TaxClass::as_str`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<TaxClass> {
        let valid = match text.split_once('@') {
            Some((name, country)) => is_name(name) && is_country(country),
            None => is_name(text),
        };
        valid.then(|| TaxClass(Cow::Owned(text.to_owned())))
    }
}

impl FromStr for TaxClass {
    type Err = InvalidValueError;

    /// Parses a text in tables, as [`TaxClass::parse`] does.
    fn from_str(text: &str) -> Result<TaxClass, InvalidValueError> {
        let invalid = || InvalidValueError::new(format!("{text:?} is not a tax class, such as book or admission@DE"));
        TaxClass::parse(text).ok_or_else(invalid)
    }
}

/// Writes the text in tables.
impl fmt::Display for TaxClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_as_it_was_written() {
        for class in [TaxClass::GOODS, TaxClass::EBOOK, TaxClass::named("wine"), TaxClass::ADMISSION.at("AT")] {
            assert_eq!(class.as_str().parse(), Ok(class.clone()));
            assert_eq!(TaxClass::parse(class.as_str()), Some(class));
        }
        for text in ["", "Wine", "wine@", "wine@de", "wine@DEU", "@DE", "wine@DE@AT", "ein wein", "wein\n"] {
            assert_eq!(TaxClass::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_last_place_counts_and_no_code_is_none() {
        assert_eq!(TaxClass::ADMISSION.at("AT").at("FR").as_str(), "admission@FR");
        assert_eq!(TaxClass::ADMISSION.at("AT").at("nowhere"), TaxClass::ADMISSION);
    }
}
