//! Reminding shoppers of money that comes in its own time, such as a bank transfer, and has not come.

use std::time::Duration;

use super::record::{self, Payment};
use crate::{
    args,
    store::{
        Store,
        db::{Result, millis},
        order::transition,
        receivers::SignalKind,
    },
};

/// The most reminders that are written in one round.
const AT_ONCE: i64 = 50;

/// How long after its time a reminder still makes sense. Whoever switches reminders on must not wake the orders of years.
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Has the shoppers reminded whose time has come, each of them once for each attempt to pay.
pub(in crate::store) async fn remind_due(store: &Store) {
    let Some(after) = store.settings().remind_after else { return };
    if let Err(error) = remind(store, after).await {
        tracing::warn!(%error, "shoppers could not be reminded of their payments");
    }
}

async fn remind(store: &Store, after: Duration) -> Result<()> {
    let placed_before = store.db().now() - millis(after);
    let placed_since = placed_before - millis(FORGOTTEN);
    // What a gateway decides is out of the way before the rows are counted; `Payment::offline` has the last word.
    let sql = format!(
        "{} WHERE status = 'open' AND attention IS NULL AND created_at BETWEEN $1 AND $2 AND action LIKE '%await_offline%' \
         AND NOT EXISTS (SELECT 1 FROM pannier_signals s WHERE s.order_id = pannier_payments.order_id AND s.kind = $3 \
         AND s.subject = pannier_payments.id) ORDER BY created_at LIMIT $4",
        record::select()
    );
    let kind = SignalKind::Overdue;
    for row in store.db().fetch_all(&sql, args![placed_since, placed_before, kind.as_str(), AT_ONCE]).await? {
        let payment = Payment::read(&row)?;
        if payment.offline() {
            write(store, &payment, kind).await?;
        }
    }
    Ok(())
}

/// Writes the signal of a payment that is still waited for, unless another instance has.
async fn write(store: &Store, payment: &Payment, kind: SignalKind) -> Result<()> {
    let mut tx = store.db().begin().await?;
    if transition::hold_pending(&mut tx, &payment.order_id).await?.is_none() {
        return Ok(());
    }
    let (id, outbox) = (uuid::Uuid::now_v7().to_string(), &store.0.outbox);
    if outbox.write_once(&mut tx, &id, &payment.order_id, kind, &payment.id).await? {
        tx.commit().await?;
        outbox.ring();
    }
    Ok(())
}
