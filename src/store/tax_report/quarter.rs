//! A quarter of a year.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::model::{Day, InvalidValueError, TimeZone, Timestamp};

/// A quarter of a year. Its text is `2026Q4`. When it begins and ends depends on the [`TimeZone`].
///
/// ```
/// use pannier::{Quarter, TimeZone, Timestamp};
///
/// let quarter: Quarter = "2026Q4".parse()?;
/// assert_eq!((quarter.year(), quarter.number()), (2026, 4));
/// assert_eq!(quarter.begins_at(&TimeZone::UTC).to_string(), "2026-10-01T00:00:00Z");
/// assert_eq!(quarter.begins_at(&"Europe/Berlin".parse()?).to_string(), "2026-09-30T22:00:00Z");
/// assert_eq!(quarter.next().to_string(), "2027Q1");
/// assert_eq!(Quarter::of(Timestamp::from_secs(1_795_996_800), &TimeZone::UTC), quarter);
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    year: u16,
    /// From 0.
    index: u8,
}

/// The years of a quarter: what a date can have, and a time still tells apart.
const YEARS: std::ops::RangeInclusive<u16> = 1970..=9998;

impl Quarter {
    /// Returns the quarter that a time is in.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Quarter {
        let day = Day::of(at, zone);
        let year = u16::try_from(day.year()).unwrap_or(*YEARS.start()).clamp(*YEARS.start(), *YEARS.end());
        Quarter { year, index: (day.month() - 1) / 3 }
    }

    /// Returns the year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the number within the year, from 1 to 4.
    pub const fn number(self) -> u8 {
        self.index + 1
    }

    /// Returns the quarter after this one; the last that there is has none.
    #[must_use]
    pub fn next(self) -> Quarter {
        let next = match self.index {
            3 => Quarter { year: self.year + 1, index: 0 },
            index => Quarter { index: index + 1, ..self },
        };
        if YEARS.contains(&next.year) { next } else { self }
    }

    /// Returns the quarter before this one; the first that there is has none.
    #[must_use]
    pub fn previous(self) -> Quarter {
        let previous = match self.index {
            0 => Quarter { year: self.year - 1, index: 3 },
            index => Quarter { index: index - 1, ..self },
        };
        if YEARS.contains(&previous.year) { previous } else { self }
    }

    /// Returns the first time that is in it.
    pub fn begins_at(self, zone: &TimeZone) -> Timestamp {
        beginning(self.year, self.index, zone)
    }

    /// Returns the first time that is no longer in it.
    pub fn ends_at(self, zone: &TimeZone) -> Timestamp {
        match self.index {
            3 => beginning(self.year + 1, 0, zone),
            index => beginning(self.year, index + 1, zone),
        }
    }
}

/// Returns the first time of a quarter.
fn beginning(year: u16, index: u8, zone: &TimeZone) -> Timestamp {
    Day::first_of(year, 3 * index + 1).begins_at(zone)
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}Q{}", self.year, self.number()))
    }
}

impl FromStr for Quarter {
    type Err = InvalidValueError;

    /// Parses a quarter such as `2026Q4`.
    fn from_str(text: &str) -> Result<Quarter, InvalidValueError> {
        let invalid = || InvalidValueError::new(format!("{text:?} is not a quarter, such as 2026Q4"));
        let (year, number) = text.split_once(['Q', 'q']).ok_or_else(invalid)?;
        let digits = |text: &str, most: usize| text.len() == most && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(number, 1) {
            return Err(invalid());
        }
        let (year, number): (u16, u8) = (year.parse().map_err(|_| invalid())?, number.parse().map_err(|_| invalid())?);
        match YEARS.contains(&year) && (1..=4).contains(&number) {
            true => Ok(Quarter { year, index: number - 1 }),
            false => Err(invalid()),
        }
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> String {
        quarter.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = InvalidValueError;

    fn try_from(text: String) -> Result<Quarter, InvalidValueError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn quarters_follow_each_other_without_a_gap(
            year in 1971..9998_u16,
            number in 1..=4_u8,
            zone in prop::sample::select(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"][..]),
        ) {
            let (quarter, zone): (Quarter, TimeZone) =
                (format!("{year}Q{number}").parse().unwrap(), zone.parse().unwrap());
            prop_assert_eq!(quarter.ends_at(&zone), quarter.next().begins_at(&zone));
            prop_assert_eq!(quarter.next().previous(), quarter);
            let (first, last) = (quarter.begins_at(&zone), quarter.ends_at(&zone) - Duration::from_millis(1));
            prop_assert_eq!((Quarter::of(first, &zone), Quarter::of(last, &zone)), (quarter, quarter));
            prop_assert!(quarter < quarter.next());
            prop_assert_eq!(quarter.to_string().parse(), Ok(quarter));
        }
    }

    #[test]
    fn the_last_hour_of_a_year_in_utc_is_in_the_next_one_further_east() {
        let new_year = Timestamp::from_secs(1_798_759_800); // 2026-12-31T23:30:00Z
        for (zone, quarter) in [
            ("UTC", "2026Q4"),
            ("Europe/Berlin", "2027Q1"),
            ("Asia/Kathmandu", "2027Q1"),
            ("America/New_York", "2026Q4"),
        ] {
            assert_eq!(Quarter::of(new_year, &zone.parse().unwrap()).to_string(), quarter, "{zone}");
        }
    }

    #[test]
    fn only_a_year_and_a_number_are_a_quarter() {
        assert_eq!("2026q1".parse::<Quarter>().unwrap().to_string(), "2026Q1");
        for wrong in
            ["", "2026", "2026Q", "2026Q0", "2026Q5", "26Q1", "2026Q12", "2026-1", "Q1", "+026Q1", "9999Q4", "0000Q1"]
        {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_first_and_the_last_have_no_neighbour() {
        let (first, last): (Quarter, Quarter) = ("1970Q1".parse().unwrap(), "9998Q4".parse().unwrap());
        assert_eq!((first.previous(), last.next()), (first, last));
        assert_eq!(
            Quarter::of(Timestamp::from_millis(i64::MAX), &TimeZone::UTC).to_string(),
            "1970Q1",
            "beyond the calendar: the epoch"
        );
    }
}
