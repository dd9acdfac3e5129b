//! Events that show what a request costs: one for each statement, each commit, and each time that SQLite waits for the
//! disk, since commits share that. `PANNIER_LOG=pannier::sql=trace` prints them, and tests count them.

use tracing::Span;

use super::Dialect;

const TARGET: &str = "pannier::sql";

pub(super) fn statement(dialect: Dialect, sql: &str) {
    tracing::trace!(target: TARGET, ?dialect, sql, "statement");
}

pub(super) fn commit() {
    tracing::trace!(target: TARGET, "commit");
}

/// SQLite has written the commit of this many transactions to the disk.
pub(super) fn flush(transactions: usize) {
    tracing::trace!(target: TARGET, transactions, "flush");
}

/// Returns the span of statements that a timer has caused, and no request.
pub(crate) fn timer() -> Span {
    tracing::trace_span!(target: TARGET, "timer")
}
