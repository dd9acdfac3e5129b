//! Holds: what a completed order has yet to hand out stays in the shop while its money is in question.
//!
//! An order is on hold while a dispute of its payment is open, after one was lost, while a refund in full is
//! requested or pending at the gateway, and after one has failed. Its downloads are disabled, and its shipments are
//! not sent. A dispute that is won releases it; a refund that is made ends the hold with the order's downloads, and
//! cancels its shipments. A lost dispute and a failed refund hold it until the merchant releases it.
//!
//! A refund of all pieces of a line, or of all that is in a shipment, holds only these, and only until it is made or has failed
//! (`refunded.rs`).

use crate::{
    args,
    model::{PaymentIssue, Timestamp},
    store::{
        admin::Admin,
        db::{Result, Tx},
        error::AdminError,
        order::transition,
        staff::role::Act,
    },
};

/// An SQL condition: whether the failure of a refund holds its order. An index has the same one.
pub(super) const HELD_BY_FAILURE: &str = "held_at IS NOT NULL AND released_at IS NULL";

/// Returns an SQL condition: whether a dispute holds its order. An index has the same one.
pub(super) fn held_by_dispute(dispute: &str) -> String {
    format!("{dispute}.status <> 'won' AND {dispute}.released_at IS NULL")
}

/// Returns an SQL condition: whether the order whose id is in this column is on hold.
pub(super) fn on_hold(order_id: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pannier_payments hp WHERE hp.order_id = {order_id} AND (EXISTS (SELECT 1 \
         FROM pannier_disputes hd WHERE hd.payment_id = hp.id AND {}) \
         OR EXISTS (SELECT 1 FROM pannier_refunds hf WHERE hf.payment_id = hp.id AND {HELD_BY_FAILURE}) \
         OR (hp.refunded_amount < hp.paid_amount AND {})))",
        held_by_dispute("hd"),
        refunds_reach_all("hp")
    )
}

/// Returns an SQL condition: whether the refunds of a payment that are made, requested or pending come to all that was paid.
pub(super) fn refunds_reach_all(payment: &str) -> String {
    format!(
        "{payment}.refunded_amount + (SELECT CAST(COALESCE(SUM(hr.amount), 0) AS BIGINT) FROM pannier_refunds hr \
         WHERE hr.payment_id = {payment}.id AND hr.status = 'starting') >= {payment}.paid_amount"
    )
}

/// Returns an SQL condition: whether the order whose id is in this column was refunded in full.
pub(super) fn refunded_in_full(order_id: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM pannier_payments rp WHERE rp.order_id = {order_id} AND rp.paid_amount > 0 \
         AND rp.refunded_amount >= rp.paid_amount)"
    )
}

/// Returns the SQL of a column, `on_hold`: the condition as 1 or 0.
pub(super) fn column(order_id: &str) -> String {
    format!("CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS on_hold", on_hold(order_id))
}

/// Returns the SQL of two columns, `on_hold` and `refunded`: both conditions as 1 or 0.
pub(super) fn columns(order_id: &str) -> String {
    format!(
        "{}, CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS refunded",
        column(order_id),
        refunded_in_full(order_id)
    )
}

/// Returns since when nothing has held an order: `start`, or its last release if that was later. `None` while it is
/// on hold.
pub(super) async fn free_since(tx: &mut Tx, order_id: &str, start: Timestamp) -> Result<Option<Timestamp>> {
    let sql = format!(
        "SELECT {}, (SELECT MAX(r.at) FROM (SELECT COALESCE(d.released_at, d.updated_at) AS at FROM pannier_disputes d \
         JOIN pannier_payments p ON p.id = d.payment_id WHERE p.order_id = $1 UNION ALL SELECT f.released_at \
         FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id WHERE p.order_id = $1) r) AS released_at",
        column("$1")
    );
    let row = tx.fetch_one(&sql, args![order_id]).await?;
    if row.get::<i64>("on_hold")? > 0 {
        return Ok(None);
    }
    Ok(Some(row.get::<Option<Timestamp>>("released_at")?.map_or(start, |released_at| released_at.max(start))))
}

impl Admin<'_> {
    /// Releases an order that a dispute or a failed refund holds, for instance because the customer has withdrawn
    /// the dispute or keeps the goods after all: its downloads are available again, and its shipments can be sent.
    /// The dispute or the failed refund no longer needs attention; nor does that of a part of the payment, which
    /// holds nothing. The dispute's status remains what the gateway reported: if one that was released while it was open
    /// is lost after all, it holds the order again.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let released = store.acting(&pannier::Actor::CommandLine).release_order(order.number).await;
    /// assert!(matches!(released, Err(AdminError::NotOnHold(_))));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NotOnHold`]; [`AdminError::HeldByRefund`] if a refund that is not
    /// made yet holds the order: it does so until it is made, or until [`Admin::abandon_refund`].
    pub async fn release_order(&self, number: i64) -> Result<(), AdminError> {
        let order_id = self.id_of(number).await?;
        let of_order = "payment_id IN (SELECT id FROM pannier_payments WHERE order_id = $1)";
        let ends = [
            format!(
                "UPDATE pannier_disputes SET released_at = $2 WHERE {} AND {of_order}",
                held_by_dispute("pannier_disputes")
            ),
            format!(
                "UPDATE pannier_payments SET attention_cleared_at = $2, updated_at = $2 WHERE order_id = $1 \
                 AND attention IN ('{}', '{}') AND attention_cleared_at IS NULL",
                PaymentIssue::Disputed.as_str(),
                PaymentIssue::RefundFailed.as_str()
            ),
            format!("UPDATE pannier_refunds SET released_at = $2 WHERE {HELD_BY_FAILURE} AND {of_order}"),
        ];
        let mut tx = self.begin().await?;
        transition::lock(&mut tx, &order_id).await?;
        let mut ended = 0;
        for sql in &ends {
            ended += tx.execute(sql, args![&order_id, tx.now()]).await?;
        }
        if ended == 0 {
            let sql = format!("SELECT {}", column("$1"));
            let held = tx.fetch_one(&sql, args![&order_id]).await?.get::<i64>("on_hold")? > 0;
            return Err(if held { AdminError::HeldByRefund(number) } else { AdminError::NotOnHold(number) });
        }
        Ok(self.entry(Act::ReleaseOrder).order(&order_id).commit(tx).await?)
    }
}
