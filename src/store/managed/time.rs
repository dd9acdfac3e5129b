//! Points in time as people write them.

use time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};

use crate::model::Timestamp;

/// Writes a point in time, to the minute: `2026-12-24 18:00`, in UTC.
pub(super) fn text(at: Timestamp) -> String {
    let utc = at.utc();
    format!("{:04}-{:02}-{:02} {:02}:{:02}", utc.year(), u8::from(utc.month()), utc.day(), utc.hour(), utc.minute())
}

/// Reads a day, `2026-12-24` or `24.12.2026`, with or without a time of the day after a space or a `T`. Without an
/// offset it is in UTC.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (day, rest) = text.split_once([' ', 'T', 't']).unwrap_or((text, ""));
    let (clock, offset) = split_offset(rest.trim())?;
    let at = PrimitiveDateTime::new(read_day(day)?, read_clock(clock)?).assume_offset(offset);
    let at = Timestamp::from_secs(at.unix_timestamp());
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

/// Splits a time of the day from its offset: `Z`, or `+01:00`.
fn split_offset(text: &str) -> Option<(&str, UtcOffset)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, UtcOffset::UTC));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, UtcOffset::UTC)) };
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let [hours, minutes] = [hours, minutes].map(|part| number(part).and_then(|number| i8::try_from(number).ok()));
    let sign = if text[at..].starts_with('-') { -1 } else { 1 };
    let offset = UtcOffset::from_hms(sign * hours?, sign * minutes?, 0).ok()?;
    Some((&text[..at], offset))
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

    proptest! {
        #[test]
        fn what_is_written_is_read(minutes in 0..4_102_444_800_i64 / 60) {
            let at = Timestamp::from_secs(minutes * 60);
            prop_assert_eq!(parse(&text(at)), Some(at));
        }

        #[test]
        fn any_text_is_read_or_refused(typed in "[0-9TZ:.+ é-]{0,24}") {
            if let Some(at) = parse(&typed) {
                prop_assert_eq!(parse(&text(at)), Some(at), "{:?}", typed);
            }
        }
    }

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        let read = |typed| parse(typed).map(text);
        for (typed, written) in [
            ("2026-12-24 18:00", "2026-12-24 18:00"),
            ("2026-12-24T18:00", "2026-12-24 18:00"),
            ("2026-12-24T18:00:59Z", "2026-12-24 18:00"),
            ("2026-12-24T18:00:00.000Z", "2026-12-24 18:00"),
            ("2026-12-24T19:30+01:30", "2026-12-24 18:00"),
            ("2026-12-24T17:00-01:00", "2026-12-24 18:00"),
            ("2026-12-24", "2026-12-24 00:00"),
            (" 24.12.2026 ", "2026-12-24 00:00"),
            ("1.2.2026 9:05", "2026-02-01 09:05"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(written), "{typed}");
        }
        for typed in
            ["", "tomorrow", "2026-13-01", "2026-02-30", "24/12/2026", "12.24.2026", "26-12-24", "2026-12-24 25:00"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
