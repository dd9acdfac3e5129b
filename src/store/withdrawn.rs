//! SQL about the withdrawals from an order, for those who list orders and pack parcels.

/// Returns the SQL of how many withdrawals from an order the merchant has not answered yet. The argument is a column or parameter:
/// the order's id.
pub(super) fn open(order: &str) -> String {
    format!(
        "(SELECT COUNT(*) FROM pannier_withdrawals xw WHERE xw.order_id = {order} AND xw.received_at IS NOT NULL \
         AND xw.closed_at IS NULL)"
    )
}
