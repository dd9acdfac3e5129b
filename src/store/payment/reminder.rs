//! Reminding shoppers of offline payments, such as bank transfers, that have not arrived.

use std::time::Duration;

use super::record::{self, Payment};
use crate::{
    args,
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
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Writes the reminders that are due, one per payment attempt.
pub(in crate::store) async fn remind_due(store: &Store) -> Result<()> {
    let Some(after) = store.settings().remind_after else { return Ok(()) };
    let placed_before = store.db().now() - after;
    let placed_since = placed_before - FORGOTTEN;
    // `LIKE` only narrows the rows down, so that `LIMIT` counts offline payments; `Payment::pays_offline` has the
    // last word.
    let sql = format!(
        "{} WHERE status = 'open' AND attention IS NULL AND created_at BETWEEN $1 AND $2 AND action LIKE '%await_offline%' \
         AND NOT EXISTS (SELECT 1 FROM pannier_signals s WHERE s.order_id = pannier_payments.order_id AND s.kind = $3 \
         AND s.subject = pannier_payments.id) ORDER BY created_at LIMIT $4",
        record::select()
    );
    let kind = SignalKind::Overdue;
    for row in store.db().fetch_all(&sql, args![placed_since, placed_before, kind.as_str(), MAX_PER_ROUND]).await? {
        let payment = Payment::read(&row)?;
        if payment.pays_offline() {
            write(store, &payment, kind).await?;
        }
    }
    Ok(())
}

/// Writes the reminder signal of a payment, unless the order is no longer pending or another instance has
/// written it.
async fn write(store: &Store, payment: &Payment, kind: SignalKind) -> Result<()> {
    let mut tx = store.db().begin().await?;
    if transition::lock_pending(&mut tx, &payment.order_id).await?.is_none() {
        return Ok(());
    }
    if store.0.outbox.push_once(&mut tx, &new_id(), &payment.order_id, kind, &payment.id).await? {
        tx.commit().await?;
    }
    Ok(())
}
