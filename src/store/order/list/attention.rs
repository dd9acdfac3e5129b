//! Why orders need attention. Each condition is that of a partial index, which holds little.

use super::selection::{Args, Range, Source};
use crate::store::{hold, refund};

/// SQL: the deliveries that have failed, as `d`, with their signals, as `s`.
pub(super) const FAILED_DELIVERIES: &str =
    "FROM pannier_signal_deliveries d JOIN pannier_signals s ON s.id = d.signal_id WHERE d.status = 'failed'";

/// SQL: the payments with an open issue, as `p`.
pub(super) const FLAGGED_PAYMENTS: &str =
    "FROM pannier_payments p WHERE p.attention IS NOT NULL AND p.attention_cleared_at IS NULL";

/// Returns SQL: the disputes that hold an order, with their payments, as `p`.
pub(super) fn disputes() -> String {
    format!(
        "FROM pannier_disputes d JOIN pannier_payments p ON p.id = d.payment_id WHERE {}",
        hold::held_by_dispute("d")
    )
}

/// Returns SQL: the failed refunds that hold an order, with their payments, as `p`.
pub(super) fn failed_refunds() -> String {
    format!("FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id WHERE {}", hold::HELD_BY_FAILURE)
}

/// SQL: the refunds that are not made yet, as `f`, with their payments, as `p`.
pub(super) const PENDING_REFUNDS: &str =
    "FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id WHERE f.status = 'starting'";

/// Returns SQL: the refunds that do not get through, as `f`, with their payments, as `p`.
pub(super) fn stuck_refunds() -> String {
    format!("{PENDING_REFUNDS} AND {}", refund::stuck("f"))
}

/// Returns how the orders of a range that need attention are found.
pub(super) fn source(args: &mut Args, range: Range) -> Source {
    let ids = format!(
        "SELECT p.order_id {FLAGGED_PAYMENTS} UNION SELECT p.order_id {} UNION SELECT p.order_id {} \
         UNION SELECT p.order_id {} UNION SELECT s.order_id {FAILED_DELIVERIES}",
        disputes(),
        failed_refunds(),
        stuck_refunds()
    );
    Source {
        // Not the number as such, by which an engine may read the whole range. SQLite reads what is before a CROSS JOIN
        // first.
        from: format!(
            "(SELECT o.number + 0 AS number FROM ({ids}) few CROSS JOIN pannier_orders o WHERE o.id = few.order_id) \
             driver"
        ),
        condition: range.condition("driver.number", args),
    }
}
