//! Reminding shoppers of offline payments, such as bank transfers, that have not arrived.

use std::time::Duration;

use super::record;
use crate::{
    args,
    model::days,
    store::{
        Store,
        db::{Result, new_id},
        order::transition,
        receivers::SignalKind,
    },
};

/// The maximum number of reminders written in one round. The others follow in the next round.
const MAX_PER_ROUND: i64 = 50;

/// How long after its due time a reminder is still sent, so that switching reminders on does not mail about
/// old orders.
const FORGOTTEN: Duration = days(30);

/// Writes the reminders that are due, one per payment attempt.
pub(in crate::store) async fn remind_due(store: &Store) -> Result<()> {
    let Some(after) = store.settings().remind_after else { return Ok(()) };
    let placed_before = store.db().now() - after;
    let placed_since = placed_before - FORGOTTEN;
    let sql = format!(
        "SELECT p.id, p.order_id FROM pannier_payments p JOIN pannier_orders o ON o.id = p.order_id \
         WHERE p.status = 'open' AND p.offline = 1 AND {} AND p.created_at BETWEEN $1 AND $2 \
         AND o.status = 'pending' AND NOT EXISTS (SELECT 1 FROM pannier_signals s WHERE s.order_id = p.order_id \
         AND s.kind = $3 AND s.subject = p.id) ORDER BY p.created_at LIMIT $4",
        record::unflagged()
    );
    let due = args![placed_since, placed_before, SignalKind::Overdue.as_str(), MAX_PER_ROUND];
    for row in store.db().fetch_all(&sql, due).await? {
        let (payment, order): (String, String) = (row.get("id")?, row.get("order_id")?);
        if let Err(error) = write(store, &payment, &order).await {
            tracing::error!(payment, %error, "could not write a reminder; will retry");
        }
    }
    Ok(())
}

/// Writes the reminder signal of a payment, unless the order is no longer pending or another instance has
/// written it.
async fn write(store: &Store, payment: &str, order: &str) -> Result<()> {
    let mut tx = store.db().begin().await?;
    if transition::lock_pending(&mut tx, order).await?.is_none() {
        return Ok(());
    }
    if store.0.outbox.push_once(&mut tx, &new_id(), order, SignalKind::Overdue, payment).await? {
        tx.commit().await?;
    }
    Ok(())
}
