//! Events that show what a request costs: one for each statement and each commit. `PANNIER_LOG=pannier::sql=trace`
//! prints them, and tests count them.

use tracing::Span;

use super::Dialect;

const TARGET: &str = "pannier::sql";

pub(super) fn statement(dialect: Dialect, sql: &str) {
    tracing::trace!(target: TARGET, ?dialect, sql, "statement");
}

pub(super) fn commit() {
    tracing::trace!(target: TARGET, "commit");
}

/// Returns the span of statements that a timer has caused, and no request.
pub(crate) fn timer() -> Span {
    tracing::trace_span!(target: TARGET, "timer")
}
