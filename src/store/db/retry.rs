//! What is tried again after an error, and how often.

use std::{
    io,
    time::{Duration, Instant},
};

use super::{DbError, Result, postgres::is_unusable};
use crate::{model::Timestamp, store::rate_limit::RateLimit};

/// The maximum number of tries of what concurrent transactions undo.
const MOST: u32 = 8;
/// The time in which they begin. What has waited for longer is tried twice at most, so that no request waits again and again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the same may succeed if it is tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Again {
    #[default]
    Never,
    /// The connection was lost: another one may be all right.
    Once,
    /// Concurrent transactions have undone it: a deadlock, a serialization failure, or a group that has failed.
    Often,
    /// SQLite is busy. It has waited for that as long as it should, unless the app's pool does not wait.
    Busy,
}

impl Again {
    /// After this error. Not after a timeout, so that no request waits twice.
    pub fn after(error: &sqlx::Error) -> Again {
        match error.as_database_error().and_then(|said| said.code()).as_deref() {
            Some("40001" | "40P01") => return Again::Often,
            Some("5" | "517") => return Again::Busy,
            _ => {}
        }
        match error {
            sqlx::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Again::Never,
            error if is_unusable(error) => Again::Once,
            _ => Again::Never,
        }
    }

    /// After this error, unless the connection was lost.
    pub fn unless_lost(error: &sqlx::Error) -> Again {
        match Again::after(error) {
            Again::Once => Again::Never,
            again => again,
        }
    }
}

/// Counts the tries of an operation.
pub(super) struct Tries {
    number: u32,
    begun: Instant,
}

impl Tries {
    pub fn first() -> Tries {
        Tries { number: 1, begun: Instant::now() }
    }

    pub fn is_first(&self) -> bool {
        self.number == 1
    }

    /// Returns whether there is another try.
    pub fn allow(&self, again: Again) -> bool {
        let (is_first, in_time) = (self.is_first(), self.number < MOST && self.begun.elapsed() < PATIENCE);
        match again {
            Again::Never => false,
            Again::Once => is_first,
            Again::Often => is_first || in_time,
            Again::Busy => in_time,
        }
    }

    /// Begins the next try, after up to 10 ms, 20 ms, 40 ms .. 640 ms. Half of it is random, so that what got in each
    /// other's way does not meet again. There is no delay after a lost connection.
    pub async fn next(&mut self, again: Again) {
        if again != Again::Once {
            let longest = Duration::from_millis(5 << self.number);
            tokio::time::sleep(longest.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
        }
        self.number += 1;
    }
}

/// Runs an idempotent operation, and again after an error after which it may succeed.
pub(super) async fn retried<T, F: Future<Output = Result<T>>>(operation: impl Fn() -> F) -> Result<T> {
    let mut tries = Tries::first();
    loop {
        let done = operation().await;
        let again = done.as_ref().err().map_or(Again::Never, |DbError(error)| Again::after(error));
        if !tries.allow(again) {
            return done;
        }
        if let Err(error) = done {
            static LIMIT: RateLimit = RateLimit::every(Duration::from_secs(1));
            if let Some(times) = LIMIT.pass(Timestamp::now()) {
                tracing::warn!(%error, times, "trying again");
            }
        }
        tries.next(again).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::undone::Undone;

    #[tokio::test]
    async fn a_lost_connection_is_tried_again_once_and_a_timeout_never() {
        for (kind, tries) in [(io::ErrorKind::ConnectionReset, 2), (io::ErrorKind::TimedOut, 1)] {
            let tried = std::cell::Cell::new(0);
            let operation = || {
                tried.set(tried.get() + 1);
                async move { Err::<(), _>(DbError(io::Error::from(kind).into())) }
            };
            assert!(retried(operation).await.is_err());
            assert_eq!(tried.get(), tries, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn what_others_have_undone_is_tried_until_it_succeeds() {
        let tried = std::cell::Cell::new(0);
        let operation = || {
            tried.set(tried.get() + 1);
            let succeeds = tried.get() == 4;
            async move { if succeeds { Ok(()) } else { Err(DbError(Undone::idle().into())) } }
        };
        assert!(retried(operation).await.is_ok());
        assert_eq!(tried.get(), 4);
    }

    #[test]
    fn what_has_waited_is_tried_a_second_time_at_most() {
        let long_ago = Instant::now().checked_sub(PATIENCE).unwrap();
        let allowed = |again, number, begun| Tries { number, begun }.allow(again);
        for (again, second, late, third, ninth) in [
            (Again::Never, false, false, false, false),
            (Again::Once, true, true, false, false),
            (Again::Often, true, true, true, false),
            (Again::Busy, true, false, true, false),
        ] {
            assert_eq!(allowed(again, 1, Instant::now()), second, "{again:?}");
            assert_eq!(allowed(again, 1, long_ago), late, "{again:?}");
            assert_eq!(allowed(again, 2, Instant::now()), third, "{again:?}");
            assert!(!allowed(again, 2, long_ago), "{again:?}");
            assert_eq!(allowed(again, MOST, Instant::now()), ninth, "{again:?}");
        }
    }
}
