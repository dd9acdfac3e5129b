//! Points in time as people write them.

use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

use crate::model::{TimeZone, Timestamp};

/// Writes a point in time, to the minute and in UTC: `2026-12-24T18:00Z`.
pub(super) fn text(at: Timestamp) -> String {
    format!("{}Z", TimeZone::UTC.minute(at).replacen(' ', "T", 1))
}

/// Writes a point in time, to the minute and as clocks in a time zone show it: `2026-12-24 19:00`. In the second of two hours that
/// they show alike, with its offset: `2026-10-25 02:30+01:00`.
pub(super) fn local_text(at: Timestamp, zone: &TimeZone) -> String {
    let (text, offset) = (zone.minute(at), zone.local(at).offset());
    match parse(&text, zone).is_some_and(|read| read.as_secs().div_euclid(60) == at.as_secs().div_euclid(60)) {
        true => text,
        false => {
            let sign = if offset.is_negative() { '-' } else { '+' };
            let (hours, minutes, _) = offset.as_hms();
            format!("{text}{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs())
        }
    }
}

/// Reads a day, `2026-12-24` or `24.12.2026`, with or without a time of the day after a space or a `T`. Without an offset, it is
/// what clocks in a time zone show: see [`TimeZone::instant`].
pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    let (day, rest) = text.split_once([' ', 'T', 't']).unwrap_or((text, ""));
    let (clock, offset) = split_offset(rest.trim())?;
    let clock = PrimitiveDateTime::new(read_day(day)?, read_clock(clock)?);
    let at = match offset {
        Some(offset) => Timestamp::from_secs(clock.assume_offset(offset).unix_timestamp()),
        None => zone.instant(clock)?,
    };
    // What is not a year of four digits in UTC cannot be written.
    (at.as_secs() >= 0 && at.utc().unix_timestamp() == at.as_secs()).then_some(at)
}

fn read_day(text: &str) -> Option<Date> {
    let (parts, reversed): (Vec<&str>, bool) = match text.contains('.') {
        true => (text.split('.').collect(), true),
        false => (text.split('-').collect(), false),
    };
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if reversed { (last, first) } else { (first, last) };
    if year.len() != 4 {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(month)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(number(year)?), month, u8::try_from(number(day)?).ok()?).ok()
}

/// Reads hours and minutes. Seconds are left out.
fn read_clock(text: &str) -> Option<Time> {
    if text.is_empty() {
        return Some(Time::MIDNIGHT);
    }
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    if let Some(seconds) = parts.next() {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
        if number(whole)? > 59 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    if parts.next().is_some() {
        return None;
    }
    Time::from_hms(u8::try_from(hour).ok()?, u8::try_from(minute).ok()?, 0).ok()
}

/// Splits a time of the day from its offset, if it has one: `Z`, or `+01:00`.
fn split_offset(text: &str) -> Option<(&str, Option<UtcOffset>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(UtcOffset::UTC)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let [hours, minutes] = [hours, minutes].map(|part| number(part).and_then(|number| i8::try_from(number).ok()));
    let sign = if text[at..].starts_with('-') { -1 } else { 1 };
    let offset = UtcOffset::from_hms(sign * hours?, sign * minutes?, 0).ok()?;
    Some((&text[..at], Some(offset)))
}

/// Reads one to four digits.
fn number(text: &str) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        name.parse().expect("a time zone")
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            minutes in 0..4_102_444_800_i64 / 60,
            name in prop::sample::select(&["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"][..]),
        ) {
            let (at, zone) = (Timestamp::from_secs(minutes * 60), zone(name));
            prop_assert_eq!(parse(&text(at), &zone), Some(at));
            prop_assert_eq!(parse(&local_text(at, &zone), &zone), Some(at), "{}", local_text(at, &zone));
        }

        #[test]
        fn any_text_is_read_or_refused(typed in "[0-9TZ:.+ é-]{0,24}") {
            let zone = zone("Europe/Berlin");
            if let Some(at) = parse(&typed, &zone) {
                prop_assert_eq!(parse(&text(at), &zone), Some(at), "{:?}", typed);
            }
        }
    }

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        let read = |typed| parse(typed, &TimeZone::UTC).map(text);
        for (typed, written) in [
            ("2026-12-24 18:00", "2026-12-24T18:00Z"),
            ("2026-12-24T18:00", "2026-12-24T18:00Z"),
            ("2026-12-24T18:00:59Z", "2026-12-24T18:00Z"),
            ("2026-12-24T18:00:00.000Z", "2026-12-24T18:00Z"),
            ("2026-12-24T19:30+01:30", "2026-12-24T18:00Z"),
            ("2026-12-24T17:00-01:00", "2026-12-24T18:00Z"),
            ("2026-12-24", "2026-12-24T00:00Z"),
            (" 24.12.2026 ", "2026-12-24T00:00Z"),
            ("1.2.2026 9:05", "2026-02-01T09:05Z"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(written), "{typed}");
        }
        for typed in
            ["", "tomorrow", "2026-13-01", "2026-02-30", "24/12/2026", "12.24.2026", "26-12-24", "2026-12-24 25:00"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn without_an_offset_a_time_is_that_of_the_clocks_there() {
        for (name, typed, written) in [
            ("Europe/Berlin", "2026-12-24 18:00", "2026-12-24T17:00Z"),
            ("Europe/Berlin", "1.7.2026", "2026-06-30T22:00Z"),
            ("Europe/Berlin", "2026-12-24 18:00Z", "2026-12-24T18:00Z"),
            ("America/New_York", "2026-12-24 18:00", "2026-12-24T23:00Z"),
            ("Asia/Kathmandu", "2026-12-24", "2026-12-23T18:15Z"),
        ] {
            assert_eq!(parse(typed, &zone(name)).map(text).as_deref(), Some(written), "{typed} in {name}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_is_written_apart() {
        let berlin = zone("Europe/Berlin");
        for (utc, local) in [
            ("2026-10-25T00:30Z", "2026-10-25 02:30"),
            ("2026-10-25T01:30Z", "2026-10-25 02:30+01:00"),
            ("2026-10-25T02:00Z", "2026-10-25 03:00"),
            ("2026-03-29T01:00Z", "2026-03-29 03:00"),
        ] {
            let at = parse(utc, &berlin).expect("a time");
            assert_eq!(local_text(at, &berlin), local);
            assert_eq!(parse(local, &berlin), Some(at));
        }
        let skipped = parse("2026-03-29 02:30", &berlin).expect("a time");
        assert_eq!(local_text(skipped, &berlin), "2026-03-29 03:30");
    }
}
