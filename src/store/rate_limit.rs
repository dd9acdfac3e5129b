//! Limits on what strangers can cause: log lines, and calls to other servers.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::model::Timestamp;

/// Lets one event per interval pass, and counts the others: for what strangers can cause, such as log lines.
///
/// ```
/// use std::time::Duration;
/// use pannier::{RateLimit, Timestamp};
///
/// static LOG: RateLimit = RateLimit::log_line();
///
/// fn rejected(now: Timestamp) {
///     if let Some(times) = LOG.pass(now) {
///         println!("{times} requests rejected");
///     }
/// }
/// # rejected(Timestamp::now());
/// # let limit = RateLimit::every(Duration::from_secs(1));
/// # let now = Timestamp::now();
/// # assert_eq!((limit.pass(now), limit.pass(now), limit.pass(now + Duration::from_secs(1))), (Some(1), None, Some(2)));
/// ```
#[derive(Debug)]
pub struct RateLimit {
    interval: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    passed_at: Option<Timestamp>,
    held_back: u64,
}

impl RateLimit {
    /// Creates a limit of one event per `interval`.
    pub const fn every(interval: Duration) -> RateLimit {
        RateLimit { interval, state: Mutex::new(State { passed_at: None, held_back: 0 }) }
    }

    /// Creates the limit of a log line that strangers can cause: one a minute.
    pub const fn log_line() -> RateLimit {
        RateLimit::every(Duration::from_secs(60))
    }

    /// Returns the number of events since the last one that passed, this one included, or `None` if this one
    /// does not pass.
    pub fn pass(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.passed_at.is_some_and(|at| now.duration_since(at) < self.interval) {
            state.held_back += 1;
            return None;
        }
        state.passed_at = Some(now);
        Some(std::mem::take(&mut state.held_back) + 1)
    }
}

/// Lets each event pass once, for a log line about a mistake that every page would repeat.
#[derive(Debug)]
pub(in crate::store) struct OnlyOnce(Mutex<BTreeSet<String>>);

impl OnlyOnce {
    /// Maximum number of events that pass, as strangers may be able to name more.
    const MOST: usize = 100;

    pub const fn new() -> OnlyOnce {
        OnlyOnce(Mutex::new(BTreeSet::new()))
    }

    /// Returns whether this is the first time that the event occurs.
    pub fn pass(&self, event: &str) -> bool {
        let mut passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passed.len() < OnlyOnce::MOST && passed.insert(event.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_passes_once_up_to_a_limit() {
        let once = OnlyOnce::new();
        assert!(once.pass("a") && once.pass("b") && !once.pass("a"));
        let passed = (0..1_000).filter(|n| once.pass(&n.to_string())).count();
        assert_eq!(passed, OnlyOnce::MOST - 2);
    }

    #[test]
    fn one_event_per_interval_passes_and_the_others_are_counted() {
        let limit = RateLimit::log_line();
        let passed: Vec<_> = (0..122).map(|second| limit.pass(Timestamp::from_secs(second))).collect();
        assert_eq!((passed[0], passed[60], passed[120]), (Some(1), Some(60), Some(60)));
        assert_eq!(passed.iter().flatten().count(), 3);
    }
}
