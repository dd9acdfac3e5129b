//! A total of refunds that has fallen: one of them has failed since it was recorded as made.

use super::{apply, note};
use crate::{
    args,
    model::{Money, RefundReason, RefundState, Timestamp},
    store::{
        Store,
        db::Result,
        order::transition,
        payment::{
            Refund, in_time,
            record::{self, Payment},
        },
    },
};

/// Finds out which refunds have failed, by asking the gateway about each of them. What it does not know by an id,
/// because it was made at the gateway, is taken back as far as the total tells, if the event is newer than it.
pub(in crate::store) async fn reconcile(
    store: &Store,
    payment: &Payment,
    total: Money,
    at: Option<Timestamp>,
) -> Result<()> {
    query_each(store, payment).await?;
    let Some(payment) = record::by_id(store.db(), &payment.id).await? else { return Ok(()) };
    let Some(at) = at else { return Ok(()) };
    let mut excess = payment.refunded - total.amount;
    // Events can arrive late: only a refund that is older than the event can be missing from its total.
    let sql = "SELECT id, amount, currency FROM pannier_refunds WHERE payment_id = $1 AND status = 'succeeded' \
               AND reference IS NULL AND reason = $2 AND created_at < $3 ORDER BY created_at DESC";
    let args = args![&payment.id, RefundReason::MadeAtTheGateway.as_str(), at];
    for row in store.db().fetch_all(sql, args).await? {
        let (id, amount): (String, Money) = (row.get("id")?, row.money("amount", "currency")?);
        if amount.amount <= excess {
            let reason = "no longer in the gateway's total".to_owned();
            let failed = Refund::new("", amount).state(RefundState::Failed { reason });
            apply(store, &payment, (&id, amount), failed).await?;
            excess -= amount.amount;
        }
    }
    Ok(())
}

async fn query_each(store: &Store, payment: &Payment) -> Result<()> {
    let Some(provider) = store.provider(&payment.provider) else { return Ok(()) };
    let sql = "SELECT reference, amount, currency FROM pannier_refunds \
               WHERE payment_id = $1 AND status = 'succeeded' AND reference IS NOT NULL";
    for row in store.db().fetch_all(sql, args![&payment.id]).await? {
        let refund = Refund::new(row.get::<String>("reference")?, row.money("amount", "currency")?);
        match in_time(provider.fetch_refund(&payment.attempt_ref(), &refund)).await {
            Ok(refund) => {
                let mut tx = store.db().begin().await?;
                transition::lock(&mut tx, &payment.order_id).await?;
                note(store, &mut tx, payment, &refund).await?;
                tx.commit().await?;
            }
            Err(error) => tracing::warn!(order = payment.order_id, %error, "refund query failed"),
        }
    }
    Ok(())
}
