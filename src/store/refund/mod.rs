//! Giving money back.
//!
//! A refund is written down before the gateway is asked for it, under the key that the gateway will know it by, and asked for
//! again until the gateway has answered. However often, and from however many instances, it is given once.

use std::time::Duration;

use crate::{
    args,
    model::Money,
    store::{
        Store,
        db::{Result, Row, Tx},
        order::state::Attention,
        payment::{
            PaymentError, Refund,
            record::{self, Payment},
        },
        receivers::SignalKind,
    },
};

/// How long a gateway may take over a refund.
const GATEWAY_PATIENCE: Duration = Duration::from_secs(20);
/// How long an instance has a refund to itself, in milliseconds.
const LEASE: i64 = 30_000;
/// Refunds that are asked for in one round.
const AT_ONCE: i64 = 20;

/// Who has given the money back.
pub(super) enum By {
    /// The gateway, under its own name for the refund.
    Gateway(String),
    /// A person: by a transfer, or on the gateway's own pages.
    Hand,
}

/// A refund that a worker has taken.
struct Taken {
    id: String,
    payment: Payment,
    amount: Money,
    attempts: u32,
}

/// Writes a refund down, to be asked for under the id that it gets. The caller knows that so much is [`left`].
pub(super) async fn write(tx: &mut Tx, payment: &Payment, amount: Money, reason: &str) -> Result<String> {
    let (id, now) = (uuid::Uuid::now_v7().to_string(), tx.now());
    let sql = "INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, due_at, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";
    tx.execute(sql, args![&id, &payment.id, amount.amount, amount.currency.code(), reason, now]).await?;
    Ok(id)
}

/// How much of a payment is neither given back nor on its way back. Holds the payment's row for the rest of the transaction.
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

/// Asks for the refunds that are due.
pub(super) async fn pursue_due(store: &Store) {
    let sql = "SELECT id FROM pannier_refunds WHERE status = 'starting' AND due_at <= $1 ORDER BY due_at LIMIT $2";
    let due = match store.db().fetch_all(sql, args![store.db().now(), AT_ONCE]).await {
        Ok(rows) => rows,
        Err(error) => return tracing::error!(%error, "refunds cannot be read"),
    };
    for id in due.iter().filter_map(|row| row.get::<String>("id").ok()) {
        if let Err(error) = pursue(store, &id).await {
            tracing::error!(refund = id, %error, "a refund could not be asked for");
        }
    }
}

/// Asks the gateway for a refund, unless somebody else is about to, and writes down what it says.
pub(super) async fn pursue(store: &Store, id: &str) -> Result<()> {
    let Some(taken) = take(store, id).await? else { return Ok(()) };
    let Some(provider) = store.provider(&taken.payment.provider) else {
        return put_off(store, &taken, "the payment provider is not registered any more").await;
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

/// Writes down that money was given back, and has the receivers told. Nothing happens if that is known already.
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
    // All of it is back: what needed a person for it does not any more.
    let sql = "UPDATE pannier_payments SET refunded_amount = refunded_amount + $2, updated_at = $3, attention_cleared_at = \
               CASE WHEN attention IS NOT NULL AND refunded_amount + $2 >= paid_amount THEN $3 \
               ELSE attention_cleared_at END WHERE id = $1";
    tx.execute(sql, args![&payment.id, amount.amount, now]).await?;
    tracing::info!(order = payment.order_id, %amount, "a refund is made");
    store.0.outbox.write_about(tx, &payment.order_id, SignalKind::Refunded, id).await
}

/// Nobody knows: it is asked for again, under the same key, later and later.
async fn put_off(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::warn!(order = taken.payment.order_id, refund = taken.id, reason, "a refund is not confirmed yet");
    let wait = 1000 << taken.attempts.clamp(1, 12);
    let sql = "UPDATE pannier_refunds SET due_at = $2, error = $3 WHERE id = $1 AND status = 'starting'";
    store.db().execute(sql, args![&taken.id, store.db().now() + wait, reason]).await.map(drop)
}

/// The gateway will not: a person has to see to it.
async fn give_up(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::error!(order = taken.payment.order_id, refund = taken.id, reason, "a refund was refused");
    let mut tx = store.db().begin().await?;
    let sql = "UPDATE pannier_refunds SET status = 'failed', error = $2, updated_at = $3 WHERE id = $1 AND status = 'starting'";
    if tx.execute(sql, args![&taken.id, reason, tx.now()]).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, updated_at = $3 \
               WHERE id = $1 AND (attention IS NULL OR attention_cleared_at IS NOT NULL)";
    tx.execute(sql, args![&taken.payment.id, Attention::RefundFailed.as_str(), tx.now()]).await?;
    store.0.outbox.write_about(&mut tx, &taken.payment.order_id, SignalKind::Attention, &taken.id).await?;
    tx.commit().await?;
    store.0.outbox.ring();
    Ok(())
}

/// Takes note that so much of a payment has been given back in all, by whatever way: what is more than was known is a refund that
/// somebody has made at the gateway.
pub(super) async fn note_total(store: &Store, payment: &str, total: Money) -> Result<()> {
    let mut tx = store.db().begin().await?;
    let Some((payment, left)) = left(&mut tx, payment).await? else { return Ok(()) };
    let Some(paid) = payment.paid.filter(|paid| paid.currency == total.currency) else { return Ok(()) };
    let news = total.amount - (paid.amount - left.amount);
    if news <= 0 || news > left.amount {
        return Ok(());
    }
    let amount = Money::new(news, paid.currency);
    let id = write(&mut tx, &payment, amount, "made-at-the-gateway").await?;
    settle(store, &mut tx, &payment, (&id, amount), By::Hand).await?;
    tx.commit().await?;
    store.0.outbox.ring();
    Ok(())
}
