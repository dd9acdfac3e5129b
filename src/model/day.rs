//! Days of a calendar.

use std::{fmt, str::FromStr};

use time::{Date, Duration, Month, Time};

use super::{InvalidValueError, TimeZone, Timestamp};

/// A day of the calendar, whose text is `2026-01-31` (ISO 8601). When it begins and ends depends on the [`TimeZone`]; it has 23
/// hours or 25 when the clocks change.
///
/// ```
/// use pannier::{Day, TimeZone};
///
/// let berlin: TimeZone = "Europe/Berlin".parse()?;
/// let day: Day = "2026-03-29".parse()?;
/// assert_eq!(day.begins_at(&berlin).to_string(), "2026-03-28T23:00:00Z");
/// assert_eq!(day.ends_at(&berlin).duration_since(day.begins_at(&berlin)).as_secs(), 23 * 60 * 60);
/// assert_eq!(Day::of(day.begins_at(&berlin), &berlin), day);
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Returns the day that a time is in.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Day {
        Day(zone.local(at).date())
    }

    /// Returns the first day of a month, from 1 to 12. The last day that there is for one after the year 9999.
    pub(crate) fn first_of(year: u16, month: u8) -> Day {
        let month = Month::try_from(month).unwrap_or(Month::January);
        Day(Date::from_calendar_date(year.into(), month, 1).unwrap_or(Date::MAX))
    }

    /// Returns the first time that is in it.
    pub fn begins_at(self, zone: &TimeZone) -> Timestamp {
        let midnight = self.0.with_time(Time::MIDNIGHT);
        let utc = || Timestamp::from_secs(midnight.assume_utc().unix_timestamp());
        zone.instant(midnight).unwrap_or_else(utc)
    }

    /// Returns the first time that is no longer in it; of the last day that there is, its last second.
    pub fn ends_at(self, zone: &TimeZone) -> Timestamp {
        match self.plus(1) {
            next if next == self => self.begins_at(zone) + std::time::Duration::from_secs(24 * 60 * 60 - 1),
            next => next.begins_at(zone),
        }
    }

    /// Adds days, or subtracts them if the number is negative. Stops at the first and the last day of the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Day {
        let limit = if days < 0 { Date::MIN } else { Date::MAX };
        Day(self.0.checked_add(Duration::days(days.clamp(-10_000_000, 10_000_000))).unwrap_or(limit))
    }

    /// Returns the year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns the month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// Returns the day of the month, from 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// Returns the days since Monday, from 0 to 6.
    pub(crate) fn since_monday(self) -> i64 {
        self.0.weekday().number_days_from_monday().into()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day()))
    }
}

impl FromStr for Day {
    type Err = InvalidValueError;

    /// Parses a day such as `2026-01-31`.
    fn from_str(text: &str) -> Result<Day, InvalidValueError> {
        let digits = |part: &str, most: usize| part.len() == most && part.bytes().all(|b| b.is_ascii_digit());
        let read = || {
            let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else { return None };
            if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
                return None;
            }
            let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
            Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
        };
        read().map(Day).ok_or_else(|| InvalidValueError::new(format!("{text:?} is not a day, such as 2026-01-31")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::time_zone::tests::{HARD, zone};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_begins_when_the_clocks_there_say_so() {
        for (name, begins_at) in [
            ("UTC", "2027-01-01T00:00:00Z"),
            ("Europe/Berlin", "2026-12-31T23:00:00Z"),
            ("America/New_York", "2027-01-01T05:00:00Z"),
            ("Asia/Kathmandu", "2026-12-31T18:15:00Z"),
        ] {
            assert_eq!(day("2027-01-01").begins_at(&zone(name)).to_string(), begins_at, "{name}");
        }
    }

    #[test]
    fn a_day_has_an_hour_less_or_more_when_the_clocks_change() {
        let hours = |text: &str, name: &str| {
            let (day, zone) = (day(text), zone(name));
            day.ends_at(&zone).duration_since(day.begins_at(&zone)).as_secs() / 3600
        };
        assert_eq!(["2026-03-28", "2026-03-29", "2026-10-25"].map(|day| hours(day, "Europe/Berlin")), [24, 23, 25]);
        assert_eq!(["2026-03-08", "2026-11-01"].map(|day| hours(day, "America/New_York")), [23, 25]);
        assert_eq!(hours("2026-03-29", "Asia/Beirut"), 23, "its first hour does not exist");
        assert_eq!(hours("2011-12-30", "Pacific/Apia"), 0, "it crossed the date line");
    }

    #[test]
    fn only_a_day_of_the_calendar_is_one() {
        assert_eq!(day("2024-02-29").plus(1).to_string(), "2024-03-01");
        assert_eq!((day("2026-11-30").since_monday(), day("2026-12-06").since_monday()), (0, 6));
        for wrong in
            ["", "2026-02-30", "2026-1-1", "30.11.2026", "+2026-01-01", "2026-01-01T00:00", "today", " 2026-01-01"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert_eq!(day("9999-12-31").plus(1), day("9999-12-31"));
        assert_eq!(day("9999-12-31").ends_at(&TimeZone::UTC).to_string(), "9999-12-31T23:59:59Z");
        assert!(day("1970-01-01").plus(i64::MIN) < day("0000-01-01"));
    }

    proptest! {
        #[test]
        fn days_follow_each_other_without_a_gap(
            name in prop::sample::select(&HARD[..]),
            seconds in 0..4_102_444_800_i64,
        ) {
            let (zone, at) = (zone(name), Timestamp::from_secs(seconds));
            let day = Day::of(at, &zone);
            prop_assert!(day.begins_at(&zone) <= at && at < day.ends_at(&zone));
            prop_assert_eq!(Day::of(day.begins_at(&zone), &zone), day);
            prop_assert_eq!(day.plus(1).begins_at(&zone), day.ends_at(&zone));
            prop_assert_eq!(day.plus(7).plus(-7), day);
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
    }
}
