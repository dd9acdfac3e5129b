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
        db::{Result, Row, Tx},
        payment::{
            PaymentError, Refund,
            record::{self, Payment},
        },
        receivers::SignalKind,
    },
};

/// The timeout of a refund call to a gateway.
const GATEWAY_PATIENCE: Duration = Duration::from_secs(20);
/// How long an instance holds the lease on a refund.
const LEASE: Duration = Duration::from_secs(30);
/// The maximum number of refunds processed in one round.
const AT_ONCE: i64 = 20;

/// How a refund was made.
pub(super) enum By {
    /// Through the gateway, with the gateway's id of the refund.
    Gateway(String),
    /// Outside of the store: by bank transfer, in cash, or at the gateway's dashboard.
    Hand,
}

/// A refund leased by a worker.
struct Taken {
    id: String,
    payment: Payment,
    amount: Money,
    attempts: u32,
}

/// Inserts a refund, to be requested under the id it gets. The caller makes sure that the amount is [`left`].
pub(super) async fn write(tx: &mut Tx, payment: &Payment, amount: Money, reason: RefundReason) -> Result<String> {
    let (id, now) = (uuid::Uuid::now_v7().to_string(), tx.now());
    let sql = "INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, due_at, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";
    tx.execute(sql, args![&id, &payment.id, amount.amount, amount.currency.code(), reason.as_str(), now]).await?;
    Ok(id)
}

/// Returns the amount of a payment that is neither refunded nor being refunded. Locks the payment's row for
/// the rest of the transaction.
pub(super) async fn left(tx: &mut Tx, payment: &str) -> Result<Option<(Payment, Money)>> {
    tx.execute("UPDATE pannier_payments SET updated_at = $2 WHERE id = $1", args![payment, tx.now()]).await?;
    let Some(payment) = record::by_id_in(tx, payment).await? else { return Ok(None) };
    let Some(paid) = payment.paid else { return Ok(None) };
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM pannier_refunds \
               WHERE payment_id = $1 AND status <> 'failed'";
    let taken: i64 = match tx.fetch_optional(sql, args![&payment.id]).await? {
        Some(row) => row.get("n")?,
        None => 0,
    };
    let left = Money::new(paid.amount - taken, paid.currency);
    Ok(Some((payment, left)))
}

/// Requests the refunds that are due.
pub(super) async fn pursue_due(store: &Store) {
    let sql = "SELECT id FROM pannier_refunds WHERE status = 'starting' AND due_at <= $1 ORDER BY due_at LIMIT $2";
    let due = match store.db().fetch_all(sql, args![store.db().now(), AT_ONCE]).await {
        Ok(rows) => rows,
        Err(error) => return tracing::error!(%error, "could not read due refunds"),
    };
    for id in due.iter().filter_map(|row| row.get::<String>("id").ok()) {
        if let Err(error) = pursue(store, &id).await {
            tracing::error!(refund = id, %error, "refund failed; will retry");
        }
    }
}

/// Requests a refund from the gateway, unless another worker holds its lease, and records the answer.
pub(super) async fn pursue(store: &Store, id: &str) -> Result<()> {
    let Some(taken) = take(store, id).await? else { return Ok(()) };
    let Some(provider) = store.provider(&taken.payment.provider) else {
        return put_off(store, &taken, "the payment provider is no longer registered").await;
    };
    let attempt = taken.payment.attempt_ref();
    let answer = tokio::time::timeout(GATEWAY_PATIENCE, provider.refund(&attempt, taken.amount, &taken.id)).await;
    match answer.unwrap_or_else(|_| Err(PaymentError::Unknown("no answer in time".to_owned()))) {
        Ok(Refund { reference, .. }) => {
            let mut tx = store.db().begin().await?;
            settle(store, &mut tx, &taken.payment, (&taken.id, taken.amount), By::Gateway(reference)).await?;
            tx.commit().await?;
            store.0.outbox.ring();
            Ok(())
        }
        Err(PaymentError::Unknown(reason)) => put_off(store, &taken, &reason).await,
        Err(PaymentError::Refused(reason)) => give_up(store, &taken, &reason).await,
        Err(error @ PaymentError::NotFound) => give_up(store, &taken, &error.to_string()).await,
    }
}

async fn take(store: &Store, id: &str) -> Result<Option<Taken>> {
    let now = store.db().now();
    let sql = "UPDATE pannier_refunds SET due_at = $2, attempts = attempts + 1, updated_at = $3 \
               WHERE id = $1 AND status = 'starting' AND due_at <= $3 RETURNING id, payment_id, amount, currency, attempts";
    let Some(row) = store.db().write_returning(sql, args![id, now + LEASE, now]).await? else { return Ok(None) };
    let payment = record::by_id(store.db(), &row.get::<String>("payment_id")?).await?;
    let read = |row: &Row, payment| -> Result<Taken> {
        let amount = row.money("amount", "currency")?;
        Ok(Taken { id: row.get("id")?, payment, amount, attempts: row.count("attempts")? })
    };
    payment.map(|payment| read(&row, payment)).transpose()
}

/// Records a refund as made, and signals the receivers. No effect if it was recorded before.
pub(super) async fn settle(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    (id, amount): (&str, Money),
    by: By,
) -> Result<()> {
    let now = tx.now();
    let sql = "UPDATE pannier_refunds SET status = 'succeeded', reference = $2, error = NULL, updated_at = $3 \
               WHERE id = $1 AND status = 'starting'";
    let reference = match by {
        By::Gateway(reference) => Some(reference),
        By::Hand => None,
    };
    if tx.execute(sql, args![id, reference, now]).await? == 0 {
        return Ok(());
    }
    // A payment that is refunded in full no longer needs attention.
    let sql = "UPDATE pannier_payments SET refunded_amount = refunded_amount + $2, updated_at = $3, attention_cleared_at = \
               CASE WHEN attention IS NOT NULL AND refunded_amount + $2 >= paid_amount THEN $3 \
               ELSE attention_cleared_at END WHERE id = $1";
    tx.execute(sql, args![&payment.id, amount.amount, now]).await?;
    tracing::info!(order = payment.order_id, %amount, "refund made");
    store.0.outbox.write_about(tx, &payment.order_id, SignalKind::Refunded, id).await
}

/// Schedules a retry with the same key and exponential back-off, since the outcome is unknown.
async fn put_off(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::warn!(order = taken.payment.order_id, refund = taken.id, reason, "refund not confirmed; will retry");
    let wait = Duration::from_secs(1 << taken.attempts.clamp(1, 12));
    let sql = "UPDATE pannier_refunds SET due_at = $2, error = $3 WHERE id = $1 AND status = 'starting'";
    store.db().execute(sql, args![&taken.id, store.db().now() + wait, reason]).await.map(drop)
}

/// Marks a refund that the gateway refused as failed, which needs the merchant's attention.
async fn give_up(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::error!(order = taken.payment.order_id, refund = taken.id, reason, "refund refused by the gateway");
    let mut tx = store.db().begin().await?;
    let sql = "UPDATE pannier_refunds SET status = 'failed', error = $2, updated_at = $3 WHERE id = $1 AND status = 'starting'";
    if tx.execute(sql, args![&taken.id, reason, tx.now()]).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, updated_at = $3 \
               WHERE id = $1 AND (attention IS NULL OR attention_cleared_at IS NOT NULL)";
    tx.execute(sql, args![&taken.payment.id, PaymentIssue::RefundFailed.as_str(), tx.now()]).await?;
    store.0.outbox.write_about(&mut tx, &taken.payment.order_id, SignalKind::Attention, &taken.id).await?;
    tx.commit().await?;
    store.0.outbox.ring();
    Ok(())
}

/// Records the total refunded so far, as reported by the gateway. An amount above the known total is a refund
/// that was made at the gateway's dashboard.
pub(super) async fn note_total(store: &Store, payment: &str, total: Money) -> Result<()> {
    let mut tx = store.db().begin().await?;
    let Some((payment, left)) = left(&mut tx, payment).await? else { return Ok(()) };
    let Some(paid) = payment.paid.filter(|paid| paid.currency == total.currency) else { return Ok(()) };
    let news = total.amount - (paid.amount - left.amount);
    if news <= 0 || news > left.amount {
        return Ok(());
    }
    let amount = Money::new(news, paid.currency);
    let id = write(&mut tx, &payment, amount, RefundReason::MadeAtTheGateway).await?;
    settle(store, &mut tx, &payment, (&id, amount), By::Hand).await?;
    tx.commit().await?;
    store.0.outbox.ring();
    Ok(())
}
