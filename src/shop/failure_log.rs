//! The log lines of failed responses.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use pannier::{RateLimit, Timestamp};
use tower_http::{classify::ServerErrorsFailureClass as Failure, trace::OnFailure};
use tracing::Span;

/// Logs failed responses: of each kind, one a minute and the number of those since the last one. During an outage,
/// strangers can cause any number of them.
#[derive(Clone, Debug, Default)]
pub struct FailureLog(Arc<Limits>);

#[derive(Debug)]
struct Limits {
    unavailable: RateLimit,
    other: RateLimit,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { unavailable: RateLimit::log_line(), other: RateLimit::log_line() }
    }
}

impl FailureLog {
    /// Returns the number of such failures since the last one that was logged, if this one is to be logged.
    fn pass(&self, failure: &Failure, now: Timestamp) -> Option<u64> {
        let limit = match failure {
            Failure::StatusCode(StatusCode::SERVICE_UNAVAILABLE) => &self.0.unavailable,
            _ => &self.0.other,
        };
        limit.pass(now)
    }
}

impl OnFailure<Failure> for FailureLog {
    fn on_failure(&mut self, failure: Failure, latency: Duration, _: &Span) {
        if let Some(times) = self.pass(&failure, Timestamp::now()) {
            tracing::error!(classification = %failure, ?latency, times, "response failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_logged_once_a_minute_and_hides_no_other_failure() {
        let log = FailureLog::default();
        let unavailable = Failure::StatusCode(StatusCode::SERVICE_UNAVAILABLE);
        let broken = Failure::StatusCode(StatusCode::INTERNAL_SERVER_ERROR);
        let second = Timestamp::from_secs;
        assert_eq!(log.pass(&unavailable, second(0)), Some(1));
        assert_eq!(log.clone().pass(&unavailable, second(1)), None);
        assert_eq!(log.pass(&broken, second(2)), Some(1));
        assert_eq!(log.pass(&unavailable, second(60)), Some(2));
    }
}
