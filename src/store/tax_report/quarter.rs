//! A quarter of a year.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::model::{InvalidValueError, Timestamp};

/// A quarter of a year, in UTC. Its text is `2026Q4`.
///
/// ```
/// use pannier::{Quarter, Timestamp};
///
/// let quarter: Quarter = "2026Q4".parse()?;
/// assert_eq!((quarter.year(), quarter.number()), (2026, 4));
/// assert_eq!(quarter.begins_at().to_string(), "2026-10-01T00:00:00Z");
/// assert_eq!(quarter.next().to_string(), "2027Q1");
/// assert_eq!(Quarter::of(Timestamp::from_secs(1_795_996_800)), quarter);
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
    /// Returns the quarter of a time.
    pub fn of(at: Timestamp) -> Quarter {
        let date = at.utc().date();
        let year = u16::try_from(date.year()).unwrap_or(*YEARS.start()).clamp(*YEARS.start(), *YEARS.end());
        Quarter { year, index: (u8::from(date.month()) - 1) / 3 }
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
    pub fn begins_at(self) -> Timestamp {
        beginning(self.year, self.index)
    }

    /// Returns the first time that is no longer in it.
    pub fn ends_at(self) -> Timestamp {
        match self.index {
            3 => beginning(self.year + 1, 0),
            index => beginning(self.year, index + 1),
        }
    }
}

/// Returns the first time of a quarter.
fn beginning(year: u16, index: u8) -> Timestamp {
    let month = [Month::January, Month::April, Month::July, Month::October][usize::from(index)];
    let day = Date::from_calendar_date(year.into(), month, 1).expect("the first of a month, up to the year 9999");
    Timestamp::from_secs(day.midnight().assume_utc().unix_timestamp())
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
        fn quarters_follow_each_other_without_a_gap(year in 1971..9998_u16, number in 1..=4_u8) {
            let quarter: Quarter = format!("{year}Q{number}").parse().unwrap();
            prop_assert_eq!(quarter.ends_at(), quarter.next().begins_at());
            prop_assert_eq!(quarter.next().previous(), quarter);
            let last = quarter.ends_at() - Duration::from_millis(1);
            prop_assert_eq!((Quarter::of(quarter.begins_at()), Quarter::of(last)), (quarter, quarter));
            prop_assert!(quarter < quarter.next());
            prop_assert_eq!(quarter.to_string().parse(), Ok(quarter));
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
            Quarter::of(Timestamp::from_millis(i64::MAX)).to_string(),
            "1970Q1",
            "beyond the calendar: the epoch"
        );
    }
}
