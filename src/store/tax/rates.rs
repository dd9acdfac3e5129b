//! The rates of value added tax, with the dates from which they apply: `rates.tsv`.

use std::sync::OnceLock;

use super::TaxClass;
use crate::model::{Day, Rate, Timestamp};

/// The class whose rate applies to every class of a country that has none of its own.
pub(super) const STANDARD: &str = "standard";

/// The day on which the table was checked last: 2026-11-30.
const CHECKED_ON: Timestamp = Timestamp::from_secs(1_795_996_800);

/// A rate in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateRow {
    /// ISO 3166-1 alpha-2; ISO 3166-2 for a region with rates of its own, such as `PT-20` for the Azores.
    pub country: &'static str,
    /// The name of the [class](TaxClass::name); `standard` for all that have no row.
    pub class: &'static str,
    /// The rate.
    pub rate: Rate,
    /// The day from which it applies, as in ISO 8601.
    pub from: &'static str,
    /// The law.
    pub source: &'static str,
}

/// Returns the table of rates: the European Union, Switzerland, Norway and the United Kingdom. The rows of a country and
/// class are in order of their dates.
///
/// ```
/// use pannier::{Rate, tax};
///
/// let estonia: Vec<_> = tax::rates().filter(|row| (row.country, row.class) == ("EE", "standard")).collect();
/// let newest = estonia.last().expect("a rate");
/// assert_eq!((newest.rate, newest.from), (Rate::percent(24), "2025-07-01"));
/// ```
pub fn rates() -> impl Iterator<Item = &'static RateRow> {
    table().iter()
}

/// Returns the day on which the table of rates was checked last, at its beginning (UTC).
///
/// ```
/// assert!(pannier::tax::checked_on().to_string() >= "2026-11-30".to_owned());
/// ```
pub fn checked_on() -> Timestamp {
    CHECKED_ON
}

/// Returns the rate of a country (ISO 3166-1 alpha-2, or a region of the [table](rates())) and class on a day: the class's
/// own, or else the standard rate. `None` for a country that is not in the table, and for a day before its rows.
///
/// ```
/// use pannier::{Day, Rate, TaxClass, tax::rate_of};
///
/// let (christmas, spring): (Day, Day) = ("2025-12-25".parse()?, "2026-04-01".parse()?);
/// assert_eq!(rate_of("FI", &TaxClass::BOOK, christmas), Some(Rate::percent(14)));
/// assert_eq!(rate_of("FI", &TaxClass::BOOK, spring), Some(Rate::millionths(135_000)));
/// assert_eq!(rate_of("FI", &TaxClass::GOODS, spring), Some(Rate::millionths(255_000)));
/// assert_eq!(rate_of("US", &TaxClass::GOODS, spring), None);
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
pub fn rate_of(country: &str, class: &TaxClass, day: Day) -> Option<Rate> {
    let day = day.to_string();
    let of = |class: &str| {
        let mut rows = table().iter().filter(|row| row.country == country && row.class == class);
        rows.rfind(|row| *row.from <= *day).map(|row| row.rate)
    };
    of(class.name()).or_else(|| of(STANDARD))
}

/// Returns the country of the table with this code.
pub(super) fn country(code: &str) -> Option<&'static str> {
    table().iter().map(|row| row.country).find(|country| *country == code)
}

/// Parses a rate in percent: `25.5`. At most four digits after the point.
pub(super) fn percent(text: &str) -> Option<Rate> {
    const DIGITS: usize = 4;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let numeric = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(part) || part.len() > DIGITS || text.ends_with('.') {
        return None;
    }
    let millionths: u32 = format!("{whole}{part:0<DIGITS$}").parse().ok()?;
    (millionths <= 1_000_000).then(|| Rate::millionths(millionths))
}

fn table() -> &'static [RateRow] {
    static TABLE: OnceLock<Vec<RateRow>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("rates.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| row(line).expect("rates.tsv is part of the program")).collect()
    })
}

fn row(line: &'static str) -> Option<RateRow> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next();
    let (country, class, rate) = (cell()?, cell()?, percent(cell()?)?);
    Some(RateRow { country, class, rate, from: cell()?, source: cell()? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::TimeZone;

    const MEMBERS: [&str; 27] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    #[test]
    fn every_row_is_whole_and_in_order() {
        let mut last: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for row in rates() {
            assert!(row.from.len() == 10 && row.from.as_bytes()[4] == b'-', "{row:?}");
            assert!(!row.source.is_empty() && row.rate <= Rate::percent(27), "{row:?}");
            let before = last.insert((row.country, row.class), row.from).unwrap_or_default();
            assert!(before < row.from, "{row:?} after {before}");
        }
    }

    #[test]
    fn every_country_has_a_standard_rate() {
        let today = Day::of(CHECKED_ON, &TimeZone::UTC);
        for country in MEMBERS.into_iter().chain(["CH", "NO", "GB", "PT-20", "PT-30", "AT-JM"]) {
            assert!(rate_of(country, &TaxClass::GOODS, today).is_some_and(|rate| rate > Rate::ZERO), "{country}");
        }
        assert_eq!(rates().map(|row| row.country).collect::<std::collections::BTreeSet<_>>().len(), 33);
    }

    #[test]
    fn a_rate_applies_from_its_day_on() {
        let estonia = |day: &str| rate_of("EE", &TaxClass::DIGITAL, day.parse().unwrap());
        assert_eq!(estonia("2025-06-30"), Some(Rate::percent(22)));
        assert_eq!(estonia("2025-07-01"), Some(Rate::percent(24)));
        assert_eq!(estonia("1970-01-01"), None, "long before the table");
    }

    #[test]
    fn percents_are_read_exactly() {
        assert_eq!(percent("25.5"), Some(Rate::millionths(255_000)));
        assert_eq!(percent("8.875"), Some(Rate::millionths(88_750)));
        assert_eq!((percent("0"), percent("100")), (Some(Rate::ZERO), Some(Rate::percent(100))));
        for text in ["", ".5", "5.", "-1", "5 %", "1e1", "101", "0.12345", "99999999999"] {
            assert_eq!(percent(text), None, "{text:?}");
        }
    }
}
