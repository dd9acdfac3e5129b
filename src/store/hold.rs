//! Holds: what a completed order has yet to hand out stays in the shop while its money is in question.
//!
//! An order is on hold while a dispute of its payment is open, after one was lost, and while a refund in full is
//! requested or pending at the gateway. Its downloads are disabled, and its shipments are not sent. A dispute that
//! is won and a refund that fails release it; a refund that is made ends the hold with the order's downloads, and
//! cancels its shipments.

use crate::{
    args,
    model::Timestamp,
    store::db::{Result, Tx},
};

/// Returns an SQL condition: whether the order whose id is in this column is on hold.
pub(super) fn on_hold(order_id: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pannier_payments hp WHERE hp.order_id = {order_id} AND (EXISTS (SELECT 1 \
         FROM pannier_disputes hd WHERE hd.payment_id = hp.id AND hd.status <> 'won') \
         OR (hp.refunded_amount < hp.paid_amount AND hp.refunded_amount + (SELECT \
         CAST(COALESCE(SUM(hr.amount), 0) AS BIGINT) FROM pannier_refunds hr WHERE hr.payment_id = hp.id \
         AND hr.status = 'starting') >= hp.paid_amount)))"
    )
}

/// Returns an SQL condition: whether the order whose id is in this column was refunded in full.
pub(super) fn refunded_in_full(order_id: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pannier_payments rp WHERE rp.order_id = {order_id} AND rp.paid_amount > 0 \
         AND rp.refunded_amount >= rp.paid_amount)"
    )
}

/// Returns the SQL of two columns, `on_hold` and `refunded`: both conditions as 1 or 0.
pub(super) fn columns(order_id: &str) -> String {
    format!(
        "CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS on_hold, \
         CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS refunded",
        on_hold(order_id),
        refunded_in_full(order_id)
    )
}

/// Returns since when nothing has held an order: `start`, or its last release if that was later. `None` while it is
/// on hold.
pub(super) async fn free_since(tx: &mut Tx, order_id: &str, start: Timestamp) -> Result<Option<Timestamp>> {
    let sql = format!(
        "SELECT {}, (SELECT MAX(r.at) FROM (SELECT d.updated_at AS at FROM pannier_disputes d JOIN pannier_payments p \
         ON p.id = d.payment_id WHERE p.order_id = $1 AND d.status = 'won' UNION ALL SELECT f.updated_at \
         FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id WHERE p.order_id = $1 \
         AND f.status = 'failed') r) AS released_at",
        columns("$1")
    );
    let row = tx.fetch_one(&sql, args![order_id]).await?;
    if row.get::<i64>("on_hold")? > 0 {
        return Ok(None);
    }
    Ok(Some(row.get::<Option<Timestamp>>("released_at")?.map_or(start, |released_at| released_at.max(start))))
}
