//! SQL about the withdrawals from an order, for those who list orders and pack parcels.

/// SQL: the withdrawals that the merchant has not answered yet, with their orders, as `o`. The time is compared, and SQLite reads what
/// is before a CROSS JOIN first, so that both engines find them by the small index of those that are open.
pub(super) const ORDERS: &str = "pannier_withdrawals w CROSS JOIN pannier_orders o WHERE w.received_at > 0 \
                                 AND w.received_at IS NOT NULL AND w.closed_at IS NULL AND o.id = w.order_id";

/// Returns the SQL of how many withdrawals from an order the merchant has not answered yet. The argument is a column or parameter:
/// the order's id.
pub(super) fn open(order: &str) -> String {
    format!(
        "(SELECT COUNT(*) FROM pannier_withdrawals xw WHERE xw.order_id = {order} AND xw.received_at IS NOT NULL \
         AND xw.closed_at IS NULL)"
    )
}
