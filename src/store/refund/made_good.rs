//! Failed refunds whose money was returned since.

use crate::{
    args,
    model::PaymentIssue,
    store::{
        db::{Result, Tx},
        hold,
    },
};

/// Closes the failures of refunds of a payment since which at least the same amount was refunded: they no longer hold
/// the order, nor need attention. The transaction has locked the order.
pub(in crate::store) async fn close_failures(tx: &mut Tx, payment: &str) -> Result<()> {
    let now = tx.now();
    let sql = format!(
        "UPDATE pannier_refunds SET released_at = $2 WHERE payment_id = $1 AND {} AND {}",
        hold::HELD_BY_FAILURE,
        made_good("pannier_refunds")
    );
    tx.execute(&sql, args![payment, now]).await?;
    let sql = format!(
        "UPDATE pannier_payments SET attention_cleared_at = $2, updated_at = $2 WHERE id = $1 AND attention = '{}' \
         AND attention_cleared_at IS NULL AND NOT EXISTS (SELECT 1 FROM pannier_refunds f WHERE f.payment_id = $1 \
         AND f.status = 'failed' AND f.released_at IS NULL AND NOT {})",
        PaymentIssue::RefundFailed.as_str(),
        made_good("f")
    );
    tx.execute(&sql, args![payment, now]).await.map(drop)
}

/// Returns an SQL condition: whether at least the amount of a failed refund was refunded after it had failed.
fn made_good(failed: &str) -> String {
    format!(
        "(SELECT CAST(COALESCE(SUM(later.amount), 0) AS BIGINT) FROM pannier_refunds later \
         WHERE later.payment_id = {failed}.payment_id AND later.status = 'succeeded' \
         AND later.created_at >= {failed}.updated_at) >= {failed}.amount"
    )
}
