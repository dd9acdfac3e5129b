//! Points in time.

use std::{
    ops::{Add, Sub},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since the Unix epoch (1970-01-01T00:00:00Z), UTC.
///
/// On the server, its `Display` is ISO 8601, to the second, and it can be converted from and to
/// [`SystemTime`](std::time::SystemTime), and so to the types of date libraries. Sums and differences saturate.
///
/// ```
/// use std::time::Duration;
/// use pannier::Timestamp;
///
/// let placed = Timestamp::from_secs(1_769_868_192);
/// assert_eq!(placed.to_string(), "2026-01-31T14:03:12Z");
/// assert_eq!((placed + Duration::from_millis(1500)).as_millis(), 1_769_868_193_500);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates a timestamp from milliseconds.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// Creates a timestamp from seconds.
    pub const fn from_secs(seconds: i64) -> Timestamp {
        Timestamp(seconds.saturating_mul(1000))
    }

    /// Returns the milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns the seconds, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns the time since an earlier timestamp; zero if that one is later.
    ///
    /// ```
    /// use std::time::Duration;
    /// use pannier::Timestamp;
    ///
    /// let (one, two) = (Timestamp::from_secs(1), Timestamp::from_secs(2));
    /// assert_eq!(two.duration_since(one), Duration::from_secs(1));
    /// assert_eq!(one.duration_since(two), Duration::ZERO);
    /// ```
    pub fn duration_since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;
    fn add(self, length: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(millis(length)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Timestamp;
    fn sub(self, length: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(millis(length)))
    }
}

/// Returns the length of a number of days of 24 hours each. A [`Day`](super::Day) of the calendar may be longer or shorter.
#[cfg(feature = "ssr")]
pub(crate) const fn days(number: u64) -> Duration {
    Duration::from_secs(number * 24 * 60 * 60)
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}

/// What needs a clock or a calendar, which only the server has.
#[cfg(feature = "ssr")]
mod server {
    use std::{
        fmt,
        time::{Duration, SystemTime},
    };

    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    use super::{Timestamp, millis};

    impl Timestamp {
        /// Returns the time of the system's clock. The store's tables use
        /// [`Db::now`](crate::db::Db::now), which tests can advance.
        pub fn now() -> Timestamp {
            SystemTime::now().into()
        }

        /// Returns the date and the time, to the second. The epoch for a time beyond the year 9999.
        pub(crate) fn utc(self) -> OffsetDateTime {
            OffsetDateTime::from_unix_timestamp(self.as_secs()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
        }
    }

    impl fmt::Display for Timestamp {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.pad(&self.utc().format(&Rfc3339).unwrap_or_default())
        }
    }

    /// Rounded to the millisecond, toward the epoch.
    impl From<SystemTime> for Timestamp {
        fn from(at: SystemTime) -> Timestamp {
            match at.duration_since(SystemTime::UNIX_EPOCH) {
                Ok(since) => Timestamp(millis(since)),
                Err(before) => Timestamp(-millis(before.duration())),
            }
        }
    }

    impl From<Timestamp> for SystemTime {
        fn from(at: Timestamp) -> SystemTime {
            let distance = Duration::from_millis(at.0.unsigned_abs());
            match at.0 < 0 {
                true => SystemTime::UNIX_EPOCH - distance,
                false => SystemTime::UNIX_EPOCH + distance,
            }
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn sums_saturate() {
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        assert_eq!((last + Duration::MAX, first - Duration::MAX), (last, first));
        assert_eq!(Timestamp::from_secs(i64::MAX), last);
        assert_eq!(last.duration_since(first), Duration::from_millis(i64::MAX.unsigned_abs()));
    }

    #[test]
    fn before_the_epoch_seconds_are_rounded_down() {
        let before = Timestamp(-1);
        assert_eq!((before.as_secs(), before.to_string().as_str()), (-1, "1969-12-31T23:59:59Z"));
        assert_eq!(SystemTime::from(before), SystemTime::UNIX_EPOCH - Duration::from_millis(1));
    }

    #[test]
    fn on_the_wire_it_is_a_number() {
        assert_eq!(serde_json::to_string(&Timestamp(1500)).unwrap(), "1500");
        assert_eq!(serde_json::from_str::<Timestamp>("1500").unwrap(), Timestamp(1500));
    }
}
