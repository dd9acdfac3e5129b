//! Time zones: what a clock shows somewhere at a point in time. The data (IANA) is part of the program, so that all instances
//! of a shop agree.

use std::{fmt, str::FromStr};

use jiff::{civil, tz};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{Day, InvalidValueError, Timestamp};

/// How many names an error suggests.
const SUGGESTED: usize = 5;

/// A time zone by its name in the database of the IANA, such as `Europe/Berlin`. That of a shop is
/// [`Settings::time_zone`](crate::Settings::time_zone).
///
/// Times are stored and compared in UTC. A zone says which [`Day`] a time is in, and how it is shown. Cheap to clone.
///
/// ```
/// use pannier::{TimeZone, Timestamp};
///
/// let berlin: TimeZone = "Europe/Berlin".parse()?;
/// let at = Timestamp::from_secs(1_769_868_192);
/// assert_eq!(berlin.iso(at), "2026-01-31T15:03:12+01:00");
/// assert_eq!(TimeZone::UTC.iso(at), at.to_string());
/// assert!("Europe/Berln".parse::<TimeZone>().unwrap_err().to_string().contains("Europe/Berlin"));
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TimeZone(tz::TimeZone);

impl TimeZone {
    /// Coordinated universal time, the default.
    pub const UTC: TimeZone = TimeZone(tz::TimeZone::UTC);

    /// Returns the name: `Europe/Berlin`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Formats a time in ISO 8601, to the second and with its offset: `2026-01-31T15:03:12+01:00`. For machines, and for
    /// spreadsheets.
    pub fn iso(&self, at: Timestamp) -> String {
        // ISO 8601 has no seconds of an offset, which some zones had before 1972.
        self.local(at).format(&Rfc3339).unwrap_or_else(|_| at.to_string())
    }

    /// Formats a time to the minute, without the zone, for tables that name it: `2026-01-31 15:03`.
    pub fn minute(&self, at: Timestamp) -> String {
        format!("{} {}", Day::of(at, self), self.clock(at))
    }

    /// Formats the time of the day, to the minute: `15:03`.
    pub fn clock(&self, at: Timestamp) -> String {
        let (hour, minute, _) = self.local(at).to_hms();
        format!("{hour:02}:{minute:02}")
    }

    /// Whether it is [UTC](TimeZone::UTC).
    pub(crate) fn is_utc(&self) -> bool {
        *self == TimeZone::UTC
    }

    /// Returns what a clock shows at a time, to the second. The epoch for a time beyond the year 9999.
    pub(crate) fn local(&self, at: Timestamp) -> OffsetDateTime {
        let utc = at.utc();
        let instant = jiff::Timestamp::from_second(utc.unix_timestamp());
        let seconds = instant.map_or(0, |instant| self.0.to_offset(instant).seconds());
        let offset = UtcOffset::from_whole_seconds(seconds).unwrap_or(UtcOffset::UTC);
        utc.checked_to_offset(offset).unwrap_or(utc)
    }

    /// Returns when a clock shows a date and a time, to the second. Of a time that it shows twice, because it is set back, the
    /// first; of one that it skips, because it is set forward, as long after the gap as the time is after its beginning (RFC 5545,
    /// 3.3.5). `None` beyond the year 9999.
    pub(crate) fn instant(&self, clock: PrimitiveDateTime) -> Option<Timestamp> {
        let (date, time) = (clock.date(), clock.time());
        let part = |part: u8| i8::try_from(part).ok();
        let civil = civil::DateTime::new(
            i16::try_from(date.year()).ok()?,
            part(date.month().into())?,
            part(date.day())?,
            part(time.hour())?,
            part(time.minute())?,
            part(time.second())?,
            0,
        );
        let instant = self.0.to_ambiguous_timestamp(civil.ok()?).compatible().ok()?;
        Some(Timestamp::from_secs(instant.as_second()))
    }
}

impl Default for TimeZone {
    fn default() -> TimeZone {
        TimeZone::UTC
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeZone({})", self.name())
    }
}

impl FromStr for TimeZone {
    type Err = InvalidValueError;

    /// Parses a name. Capitals make no difference.
    fn from_str(name: &str) -> Result<TimeZone, InvalidValueError> {
        let found = tz::TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some_and(is_of_a_place));
        match found {
            Some(zone) if zone.iana_name() == Some("UTC") => Ok(TimeZone::UTC),
            Some(zone) => Ok(TimeZone(zone)),
            None => Err(InvalidValueError::new(unknown(name))),
        }
    }
}

impl From<TimeZone> for String {
    fn from(zone: TimeZone) -> String {
        zone.name().to_owned()
    }
}

impl TryFrom<String> for TimeZone {
    type Error = InvalidValueError;

    fn try_from(name: String) -> Result<TimeZone, InvalidValueError> {
        name.parse()
    }
}

/// Whether a name does not say that the zone is not known.
fn is_of_a_place(name: &str) -> bool {
    !["Factory", "Etc/Unknown"].contains(&name)
}

/// Returns what is wrong with a name, and the names that may be meant.
fn unknown(name: &str) -> String {
    let near = near(name);
    let (which, meant) = match near.is_empty() {
        true => ("such as", "Europe/Berlin".to_owned()),
        false => ("did you mean", near.join(", ")),
    };
    let name: String = name.chars().take(100).collect();
    format!("{name:?} is no time zone of the IANA: {which} {meant}{}", if near.is_empty() { "" } else { "?" })
}

/// Returns the names that are most like one: those with the same city, or with one that was misspelt.
fn near(name: &str) -> Vec<String> {
    let plain = |name: &str| name.trim().to_lowercase().replace([' ', '-'], "_");
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = plain(name);
    let wanted_city = letters(&city(&wanted));
    // In a short name, any letter could be another.
    let most = wanted_city.len() / 4;
    let distances = |known: &str| {
        let known = plain(known);
        let known_city = letters(&city(&known));
        let is_near = known_city.len().abs_diff(wanted_city.len()) <= most;
        let distance = is_near.then(|| edits(&wanted_city, &known_city)).filter(|distance| *distance <= most)?;
        Some((distance, edits(&letters(&wanted), &letters(&known))))
    };
    let known = tz::db().available().map(|known| known.as_str().to_owned()).filter(|known| is_of_a_place(known));
    let mut near: Vec<_> = known.filter_map(|known| Some((distances(&known)?, known))).collect();
    near.sort();
    near.into_iter().take(SUGGESTED).map(|(_, name)| name).collect()
}

/// Returns the letters of a word: as many as the longest name has.
fn letters(word: &str) -> Vec<char> {
    word.chars().take(40).collect()
}

/// Returns how many letters have to be added, removed or replaced to make one word of another (Levenshtein).
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, with) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != with);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    pub(crate) fn zone(name: &str) -> TimeZone {
        name.parse().expect("a time zone")
    }

    /// Zones that differ in what is hard: summer and winter, the other side of UTC, an offset that is no whole hour, the half hour
    /// of Lord Howe's summer, midnights that do not exist (Beirut), and a day that does not (Apia).
    pub(crate) const HARD: [&str; 8] = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Asia/Beirut",
        "Pacific/Apia",
        "Pacific/Kiritimati",
    ];

    fn at(text: &str) -> Timestamp {
        let at = OffsetDateTime::parse(text, &Rfc3339).expect("a time");
        Timestamp::from_secs(at.unix_timestamp())
    }

    #[test]
    fn a_time_is_shown_as_the_clocks_there_show_it() {
        for (name, shown) in [
            ("UTC", "2026-12-31T23:30:00Z"),
            ("Europe/Berlin", "2027-01-01T00:30:00+01:00"),
            ("America/New_York", "2026-12-31T18:30:00-05:00"),
            ("Asia/Kathmandu", "2027-01-01T05:15:00+05:45"),
        ] {
            assert_eq!(zone(name).iso(at("2026-12-31T23:30:00Z")), shown);
        }
        assert_eq!(zone("Europe/Berlin").minute(at("2026-07-01T22:30:00Z")), "2026-07-02 00:30");
        assert_eq!(zone("Europe/Berlin").iso(Timestamp::from_millis(i64::MAX)), "1970-01-01T01:00:00+01:00");
    }

    #[test]
    fn of_an_hour_that_comes_twice_it_is_the_first_and_of_one_that_is_skipped_the_next() {
        let berlin = zone("Europe/Berlin");
        let instant = |clock| berlin.instant(clock).expect("a time");
        assert_eq!(instant(datetime!(2026-10-25 02:30)), at("2026-10-25T00:30:00Z"), "before the clocks are set back");
        assert_eq!(instant(datetime!(2026-03-29 02:30)), at("2026-03-29T01:30:00Z"));
        assert_eq!(berlin.minute(instant(datetime!(2026-03-29 02:30))), "2026-03-29 03:30");
        assert_eq!(instant(datetime!(2026-03-29 01:59)), at("2026-03-29T00:59:00Z"));
        assert_eq!(instant(datetime!(2026-03-29 03:00)), at("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn a_name_is_one_of_the_iana() {
        assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
        assert_eq!((zone("utc"), zone("UTC").to_string()), (TimeZone::UTC, "UTC".to_owned()));
        for (wrong, meant) in [
            ("Berlin", "Europe/Berlin"),
            ("Europe/Berln", "Europe/Berlin"),
            ("America/New York", "America/New_York"),
            ("Asia/Katmandoo", "Asia/Katmandu"),
            ("Berlin time", "such as Europe/Berlin"),
            ("", "such as Europe/Berlin"),
            ("Etc/Unknown", "such as Europe/Berlin"),
        ] {
            let error = wrong.parse::<TimeZone>().unwrap_err().to_string();
            assert!(error.contains(meant), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_clock_leads_back_to_its_time(name in prop::sample::select(&HARD[..]), seconds in 0..4_102_444_800_i64) {
            let (zone, at) = (zone(name), Timestamp::from_secs(seconds));
            let local = zone.local(at);
            let again = zone.instant(PrimitiveDateTime::new(local.date(), local.time())).unwrap();
            // The hour that comes twice is read as the first.
            prop_assert_eq!(zone.local(again).date(), local.date());
            prop_assert_eq!(zone.minute(again), zone.minute(at));
            prop_assert!(again == at || again < at && at.duration_since(again).as_secs() <= 3600);
        }

        #[test]
        fn a_text_is_a_zone_or_an_error(name in "\\PC{0,30}") {
            match name.parse::<TimeZone>() {
                Ok(zone) => prop_assert!(zone.name().eq_ignore_ascii_case(&name)),
                Err(error) => prop_assert!(error.to_string().contains("time zone")),
            }
        }
    }
}
