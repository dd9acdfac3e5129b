//! Refunds.
//!
//! A refund is stored before the gateway is called, with its id as the idempotency key, and retried until the
//! gateway has answered. However many retries and instances, it is made once.

use std::time::Duration;

use crate::{
    args,
    model::{Money, PaymentIssue, RefundReason},
    store::{
        Store,
        db::{
            Result, Tx,
            due::{Backoff, Queue},
            new_id,
        },
        payment::{
            PaymentError, Refund, in_time,
            record::{self, Payment},
        },
        receivers::SignalKind,
        shipping::shipment,
    },
};

/// How long an instance holds the lease on a refund: longer than the call to the gateway may take.
const LEASE: Duration = Duration::from_secs(30);
/// The delays between requests: 2 s, 4 s, 8 s .. 1.1 h, without end, since the outcome must be known.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(4096) };
/// The maximum number of refunds requested in one round. The others follow in the next round, so that a slow
/// gateway does not keep the polling of payments waiting for too long.
const MAX_PER_ROUND: i64 = 20;
/// A refund that waits for its request, by its id. Leased one by one, right before the request.
const WAITING: Queue = Queue {
    table: "pannier_refunds",
    key: &["id"],
    condition: "status = 'starting' AND id = $2",
    leased_at: "updated_at",
    returning: "payment_id, amount, currency, attempts",
};

/// Who made a refund.
pub(super) enum RefundedBy {
    /// The gateway, with its id of the refund.
    Gateway(String),
    /// The merchant, outside of the store: by bank transfer, in cash, or at the gateway's dashboard.
    Merchant,
}

/// A refund leased by a worker.
struct Taken {
    id: String,
    payment: Payment,
    amount: Money,
    attempts: u32,
}

/// Inserts a refund, to be requested under the id it gets. The caller makes sure that the amount is
/// [`refundable`].
pub(super) async fn insert(tx: &mut Tx, payment: &Payment, amount: Money, reason: RefundReason) -> Result<String> {
    let (id, now) = (new_id(), tx.now());
    let sql = "INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, due_at, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";
    tx.execute(sql, args![&id, &payment.id, amount.amount, amount.currency.code(), reason.as_str(), now]).await?;
    Ok(id)
}

/// Inserts a refund that the background task requests at once: the commit wakes it.
pub(super) async fn schedule(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    amount: Money,
    reason: RefundReason,
) -> Result<()> {
    insert(tx, payment, amount, reason).await?;
    tx.wake_on_commit(&store.0.reconciler);
    Ok(())
}

/// Returns the amount of a payment that is neither refunded nor being refunded. Locks the payment's row for
/// the rest of the transaction.
pub(super) async fn refundable(tx: &mut Tx, payment: &str) -> Result<Option<(Payment, Money)>> {
    tx.execute("UPDATE pannier_payments SET updated_at = $2 WHERE id = $1", args![payment, tx.now()]).await?;
    let Some(payment) = record::by_id_in(tx, payment).await? else { return Ok(None) };
    let Some(paid) = payment.paid else { return Ok(None) };
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM pannier_refunds \
               WHERE payment_id = $1 AND status <> 'failed'";
    let taken: i64 = tx.fetch_one(sql, args![&payment.id]).await?.get("n")?;
    let left = Money::new(paid.amount - taken, paid.currency);
    Ok(Some((payment, left)))
}

/// Requests the refunds that are due.
pub(super) async fn request_due(store: &Store) -> Result<()> {
    let sql = "SELECT id FROM pannier_refunds WHERE status = 'starting' AND due_at <= $1 ORDER BY due_at LIMIT $2";
    for row in store.db().fetch_all(sql, args![store.db().now(), MAX_PER_ROUND]).await? {
        let id: String = row.get("id")?;
        if let Err(error) = request(store, &id).await {
            tracing::error!(refund = id, %error, "refund failed; will retry");
        }
    }
    Ok(())
}

/// Requests a refund from the gateway, unless another worker holds its lease, and records the answer.
pub(super) async fn request(store: &Store, id: &str) -> Result<()> {
    let Some(taken) = take(store, id).await? else { return Ok(()) };
    let Some(provider) = store.provider(&taken.payment.provider) else {
        return reschedule(store, &taken, "the payment provider is no longer registered").await;
    };
    let attempt = taken.payment.attempt_ref();
    match in_time(provider.refund(&attempt, taken.amount, &taken.id)).await {
        Ok(Refund { reference, .. }) => {
            let mut tx = store.db().begin().await?;
            settle(store, &mut tx, &taken.payment, (&taken.id, taken.amount), RefundedBy::Gateway(reference)).await?;
            tx.commit().await
        }
        Err(PaymentError::Unknown(reason)) => reschedule(store, &taken, &reason).await,
        Err(PaymentError::Refused(reason)) => mark_failed(store, &taken, &reason).await,
        Err(error @ PaymentError::NotFound) => mark_failed(store, &taken, &error.to_string()).await,
    }
}

async fn take(store: &Store, id: &str) -> Result<Option<Taken>> {
    let Some(row) = WAITING.take(store.db(), LEASE, 1, args![id]).await?.pop() else { return Ok(None) };
    let payment = record::by_id(store.db(), &row.get::<String>("payment_id")?).await?;
    let Some(payment) = payment else { return Ok(None) };
    let (amount, attempts) = (row.money("amount", "currency")?, row.get_u32("attempts")?);
    Ok(Some(Taken { id: id.to_owned(), payment, amount, attempts }))
}

/// Records a refund as made, and signals the receivers. If nothing of the payment is left, what was not sent is
/// not sent any more. No effect if it was recorded before.
pub(super) async fn settle(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    (id, amount): (&str, Money),
    by: RefundedBy,
) -> Result<()> {
    let now = tx.now();
    let sql = "UPDATE pannier_refunds SET status = 'succeeded', reference = $2, error = NULL, updated_at = $3 \
               WHERE id = $1 AND status = 'starting'";
    let reference = match by {
        RefundedBy::Gateway(reference) => Some(reference),
        RefundedBy::Merchant => None,
    };
    if tx.execute(sql, args![id, reference, now]).await? == 0 {
        return Ok(());
    }
    // A payment that is refunded in full no longer needs attention.
    let sql = "UPDATE pannier_payments SET refunded_amount = refunded_amount + $2, updated_at = $3, attention_cleared_at = \
               CASE WHEN attention IS NOT NULL AND refunded_amount + $2 >= paid_amount THEN $3 \
               ELSE attention_cleared_at END WHERE id = $1";
    tx.execute(sql, args![&payment.id, amount.amount, now]).await?;
    shipment::cancel_if_refunded(tx, &payment.order_id).await?;
    tracing::info!(order = payment.order_id, %amount, "refund made");
    store.0.outbox.push(tx, &payment.order_id, SignalKind::Refunded, id).await
}

/// Schedules a retry with the same key and exponential back-off, since the outcome is unknown.
async fn reschedule(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::warn!(order = taken.payment.order_id, refund = taken.id, reason, "refund not confirmed; will retry");
    let sql = "UPDATE pannier_refunds SET due_at = $2, error = $3 WHERE id = $1 AND status = 'starting'";
    let due_at = store.db().now() + BACKOFF.after(taken.attempts);
    store.db().execute(sql, args![&taken.id, due_at, reason]).await.map(drop)
}

/// Marks a refund that the gateway refused as failed, which needs the merchant's attention.
async fn mark_failed(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::error!(order = taken.payment.order_id, refund = taken.id, reason, "refund refused by the gateway");
    let mut tx = store.db().begin().await?;
    let sql = "UPDATE pannier_refunds SET status = 'failed', error = $2, updated_at = $3 WHERE id = $1 AND status = 'starting'";
    if tx.execute(sql, args![&taken.id, reason, tx.now()]).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, updated_at = $3 \
               WHERE id = $1 AND (attention IS NULL OR attention_cleared_at IS NOT NULL)";
    tx.execute(sql, args![&taken.payment.id, PaymentIssue::RefundFailed.as_str(), tx.now()]).await?;
    store.0.outbox.push(&mut tx, &taken.payment.order_id, SignalKind::Attention, &taken.id).await?;
    tx.commit().await
}

/// Records the total refunded so far, as reported by the gateway. An amount above the known total is a refund
/// that was made at the gateway's dashboard.
pub(super) async fn note_total(store: &Store, payment: &str, total: Money) -> Result<()> {
    let mut tx = store.db().begin().await?;
    let Some((payment, left)) = refundable(&mut tx, payment).await? else { return Ok(()) };
    let Some(paid) = payment.paid.filter(|paid| paid.currency == total.currency) else { return Ok(()) };
    let news = total.amount - (paid.amount - left.amount);
    if news <= 0 || news > left.amount {
        return Ok(());
    }
    let amount = Money::new(news, paid.currency);
    let id = insert(&mut tx, &payment, amount, RefundReason::MadeAtTheGateway).await?;
    settle(store, &mut tx, &payment, (&id, amount), RefundedBy::Merchant).await?;
    tx.commit().await
}
