//! Refunds.
//!
//! A refund is stored before the gateway is called, with its id as the idempotency key, and retried until the
//! gateway has answered. However many retries and instances, it is made once. A refund that is pending at the
//! gateway is queried until it is made, and one that fails after it was made is taken back. Until the outcome is
//! known, a refund in full holds the order, and so does its failure (`hold.rs`).
//!
//! What a refund is for are its items (`items.rs`): pieces of lines, shipping, and amounts. They are worked out of what is
//! left of the order (`left.rs`, `allocate.rs`) and recorded with the refund (`purpose.rs`). What they mean for downloads,
//! parcels and sums is always read from the items of refunds that have not failed (`store/refunded.rs`).

mod abandon;
pub mod admin;
mod allocate;
mod contents;
mod fallen;
pub mod items;
mod left;
mod made_good;
mod purpose;

pub(super) use fallen::reconcile;
pub(super) use made_good::close_failures;

use std::time::Duration;

use self::{left::Left, purpose::Purpose};
use crate::{
    args,
    model::{Money, PaymentIssue, RefundReason, RefundState, RefundStatus, Timestamp},
    store::{
        Store,
        db::{
            Result, Row, Tx, Value,
            due::{Backoff, Queue},
            new_id, placeholders,
        },
        hold,
        order::transition,
        payment::{
            PaymentError, Refund, RefundRequest, WebhookEvent, in_time,
            record::{self, Locked, Payment},
            start::FREE,
        },
        receivers::SignalKind,
        shipping::shipment,
    },
};

/// How long an instance holds the lease on a refund: longer than the call to the gateway may take.
const LEASE: Duration = Duration::from_secs(30);
/// The delays between requests: 2 s, 4 s, 8 s .. 1.1 h, without end, since the outcome must be known.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(4096) };
/// The number of attempts, without an answer, that take more than an hour.
const ATTEMPTS_IN_AN_HOUR: u32 = 12;
/// The error of a refund that waits for a provider.
const REMOVED: &str = "the payment provider is no longer registered";
/// SQL: the [`RefundStatus`] of a refund.
pub(super) const STATUS: &str =
    "CASE WHEN status = 'starting' AND pending_since IS NOT NULL THEN 'pending' ELSE status END AS status";

/// Returns an SQL condition: whether a refund is neither made nor refused, and needs a person. Its gateway has not
/// accepted it within an hour, as with credentials that it rejects, or nothing asks the gateway.
pub(super) fn stuck(refund: &str) -> String {
    format!(
        "{refund}.status = 'starting' AND {refund}.error IS NOT NULL AND ({refund}.error = '{REMOVED}' \
         OR ({refund}.pending_since IS NULL AND {refund}.attempts >= {ATTEMPTS_IN_AN_HOUR}))"
    )
}

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
    /// The gateway's id of the refund, if it is pending.
    pending: Option<String>,
}

/// Inserts a refund and what it is for, to be requested under the id it gets. The caller makes sure that the amount is
/// [`refundable`], and has locked the order.
async fn insert(
    tx: &mut Tx,
    payment: &Payment,
    amount: Money,
    reason: RefundReason,
    purpose: &Purpose,
) -> Result<String> {
    let (id, now) = (new_id(), tx.now());
    let sql = "INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, due_at, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";
    tx.execute(sql, args![&id, &payment.id, amount.amount, amount.currency.code(), reason.as_str(), now]).await?;
    purpose::record(tx, &id, purpose).await?;
    Ok(id)
}

/// Inserts a refund that is for nothing of its order, and that the background task requests at once: the commit wakes it.
pub(super) async fn schedule(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    amount: Money,
    reason: RefundReason,
) -> Result<()> {
    insert(tx, payment, amount, reason, &Purpose::default()).await?;
    tx.wake_on_commit(&store.0.reconciler);
    Ok(())
}

/// Schedules the refund of what is left of an amount that turned out to be paid, if anything is: the gateway may have
/// reported it before, and a refund of it.
pub(super) async fn schedule_rest(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    paid: Money,
    reason: RefundReason,
) -> Result<()> {
    let left = paid.amount - taken(tx, &payment.id).await?;
    if left <= 0 {
        return Ok(());
    }
    schedule(store, tx, payment, Money::new(left, paid.currency), reason).await
}

/// Selects the sum of the refunds of a payment that are made or being made, in minor units.
const TAKEN: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS n FROM pannier_refunds \
                     WHERE payment_id = $1 AND status <> 'failed'";

/// Returns the sum of the refunds of a payment that are made or being made, in minor units.
async fn taken(tx: &mut Tx, payment: &str) -> Result<i64> {
    tx.fetch_one(TAKEN, args![payment]).await?.get("n")
}

/// Returns the amount of a payment that is neither refunded nor being refunded. Locks the order for the rest of the
/// transaction.
pub(super) async fn refundable(tx: &mut Tx, payment: &str) -> Result<Option<(Payment, Money)>> {
    let Some(Locked { payment, .. }) = record::lock(tx, payment).await? else { return Ok(None) };
    let Some(paid) = payment.paid else { return Ok(None) };
    let left = Money::new(paid.amount - taken(tx, &payment.id).await?, paid.currency);
    Ok(Some((payment, left)))
}

/// Requests the refund of a provider's payment that has been due longest. Returns whether one was due at
/// `as_of`.
pub(super) async fn request_next(store: &Store, provider: &str, as_of: Timestamp) -> Result<bool> {
    // Not IN, for which SQLite reads all payments of the provider.
    let of_provider = "due_at <= $3 AND EXISTS (SELECT 1 FROM pannier_payments p \
                       WHERE p.id = pannier_refunds.payment_id AND p.provider = $2)";
    let Some(row) = take(store, of_provider, args![provider, as_of]).await? else { return Ok(false) };
    if let Err(error) = request_taken(store, &row).await {
        tracing::error!(%error, "refund failed; will retry");
    }
    Ok(true)
}

/// Requests a refund from the gateway, unless another worker holds its lease, and records the answer.
pub(super) async fn request(store: &Store, id: &str) -> Result<()> {
    match take(store, "id = $2", args![id]).await? {
        Some(row) => request_taken(store, &row).await,
        None => Ok(()),
    }
}

/// Notes on refunds whose provider is no longer registered that they wait for it: nothing requests them.
pub(super) async fn note_removed_providers(store: &Store) -> Result<()> {
    let registered = store.0.payments.iter().map(|provider| provider.id()).chain([FREE]);
    let registered: Vec<Value> = registered.map(Value::from).collect();
    let sql = format!(
        "UPDATE pannier_refunds SET error = $1 WHERE status = 'starting' AND NOT EXISTS (SELECT 1 FROM pannier_payments p \
         WHERE p.id = pannier_refunds.payment_id AND p.provider IN ({}))",
        placeholders(2, registered.len())
    );
    let waiting = store.db().execute(&sql, &[args![REMOVED], &registered[..]].concat()).await?;
    if waiting > 0 {
        tracing::error!(waiting, "refunds wait for payment providers that are not registered");
    }
    Ok(())
}

async fn request_taken(store: &Store, row: &Row) -> Result<()> {
    let payment: String = row.get("payment_id")?;
    let Some(payment) = record::by_id(store.db(), &payment).await? else { return Ok(()) };
    let (id, amount, attempts) = (row.get("id")?, row.money("amount", "currency")?, row.get_u32("attempts")?);
    let pending = match row.get::<Option<Timestamp>>("pending_since")? {
        Some(_) => row.get("reference")?,
        None => None,
    };
    let taken = Taken { id, payment, amount, attempts, pending };
    let Some(provider) = store.provider(&taken.payment.provider) else {
        return reschedule(store, &taken, REMOVED).await;
    };
    let attempt = taken.payment.attempt_ref();
    let answer = match &taken.pending {
        None => in_time(provider.refund(&attempt, &RefundRequest::new(&taken.id, taken.amount))).await,
        // The gateway has accepted it: a query that is refused says nothing about the refund.
        Some(reference) => {
            let refund = Refund::new(reference, taken.amount).state(RefundState::Pending);
            in_time(provider.fetch_refund(&attempt, &refund)).await.map_err(|e| PaymentError::Unknown(e.to_string()))
        }
    };
    match answer {
        Ok(Refund { reference, state: RefundState::Pending, .. }) => mark_pending(store, &taken, &reference).await,
        Ok(refund) => apply(store, &taken.payment, (&taken.id, taken.amount), refund).await,
        Err(PaymentError::Unknown(reason)) => reschedule(store, &taken, &reason).await,
        Err(PaymentError::Unauthorized(reason)) => {
            tracing::error!(order = taken.payment.order_id, reason, "gateway rejected the credentials for a refund");
            reschedule(store, &taken, &reason).await
        }
        Err(PaymentError::Refused(reason)) => mark_failed(store, &taken, &reason).await,
        Err(error @ PaymentError::NotFound) => mark_failed(store, &taken, &error.to_string()).await,
    }
}

/// Leases one refund that waits for its request, or for the query while it is pending, right before the call.
async fn take(store: &Store, which: &str, parameters: &[Value]) -> Result<Option<Row>> {
    let waiting = Queue {
        table: "pannier_refunds",
        key: &["id"],
        condition: &format!("status = 'starting' AND {which}"),
        leased_at: "updated_at",
        returning: "id, payment_id, amount, currency, attempts, pending_since, reference",
    };
    Ok(waiting.take(store.db(), LEASE, 1, parameters).await?.pop())
}

/// Applies a final state that the gateway reports.
async fn apply(store: &Store, payment: &Payment, stored: (&str, Money), refund: Refund) -> Result<()> {
    let made = matches!(refund.state, RefundState::Succeeded);
    let mut tx = store.db().begin().await?;
    apply_in(store, &mut tx, payment, stored, refund).await?;
    if made {
        close_failures(&mut tx, &payment.id).await?;
    }
    tx.commit().await
}

/// Applies a final state that the gateway reports, within a transaction.
async fn apply_in(store: &Store, tx: &mut Tx, payment: &Payment, stored: (&str, Money), refund: Refund) -> Result<()> {
    match refund.state {
        RefundState::Pending => Ok(()),
        RefundState::Succeeded => settle(store, tx, payment, stored, RefundedBy::Gateway(refund.reference)).await,
        RefundState::Failed { reason } => fail(store, tx, payment, stored, &reason).await,
    }
}

/// Records a refund as made, and signals the receivers, unless its amount is 0: then there is nothing to mail or to credit. Its
/// pieces go back into stock, if it says so. Shipments that were not sent, and of which nothing is left, are cancelled; if
/// nothing of the payment is left, all of them, and so is the order of a payment with an issue: nothing else would ever close it.
/// No effect if it was recorded before.
pub(super) async fn settle(
    store: &Store,
    tx: &mut Tx,
    payment: &Payment,
    (id, amount): (&str, Money),
    by: RefundedBy,
) -> Result<()> {
    let now = tx.now();
    let pending = transition::lock_pending(tx, &payment.order_id).await?;
    let sql = "UPDATE pannier_refunds SET status = 'succeeded', reference = $2, error = NULL, updated_at = $3 \
               WHERE id = $1 AND status = 'starting'";
    let reference = match by {
        RefundedBy::Gateway(reference) => Some(reference),
        RefundedBy::Merchant => None,
    };
    if tx.execute(sql, args![id, reference, now]).await? == 0 {
        return Ok(());
    }
    // A payment that is refunded in full no longer needs attention, nor do the refunds of it that had failed.
    let sql = "UPDATE pannier_payments SET refunded_amount = refunded_amount + $2, updated_at = $3, attention_cleared_at = \
               CASE WHEN attention IS NOT NULL AND refunded_amount + $2 >= paid_amount THEN $3 \
               ELSE attention_cleared_at END WHERE id = $1";
    tx.execute(sql, args![&payment.id, amount.amount, now]).await?;
    let sql = format!(
        "UPDATE pannier_refunds SET released_at = $2 WHERE payment_id = $1 AND {} AND EXISTS (SELECT 1 \
         FROM pannier_payments p WHERE p.id = $1 AND p.refunded_amount >= p.paid_amount)",
        hold::HELD_BY_FAILURE
    );
    tx.execute(&sql, args![&payment.id, now]).await?;
    shipment::cancel_if_refunded(tx, &payment.order_id).await?;
    purpose::restock(tx, &store.0.sellables, id).await?;
    tracing::info!(order = payment.order_id, %amount, "refund made");
    if let Some(order) = pending
        && let Some(payment) = record::by_id_in(tx, &payment.id).await?
        && payment.live()
        && payment.is_flagged()
        && payment.refunded_in_full()
    {
        transition::cancel(tx, &store.0.outbox, order, &store.0.sellables).await?;
        let sql = "UPDATE pannier_payments SET status = 'succeeded', updated_at = $2 WHERE id = $1";
        tx.execute(sql, args![&payment.id, now]).await?;
    }
    if amount.amount == 0 {
        return Ok(());
    }
    store.0.outbox.push(tx, &payment.order_id, SignalKind::Refunded, id).await
}

/// Schedules a retry with the same key and exponential back-off, since the outcome is unknown.
async fn reschedule(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    tracing::warn!(order = taken.payment.order_id, refund = taken.id, reason, "refund not confirmed; will retry");
    let sql = "UPDATE pannier_refunds SET due_at = $2, error = $3 WHERE id = $1 AND status = 'starting'";
    let due_at = store.db().now() + BACKOFF.after(taken.attempts);
    store.db().execute(sql, args![&taken.id, due_at, reason]).await.map(drop)
}

/// Records that the gateway has accepted a refund, and schedules a query with the same back-off.
async fn mark_pending(store: &Store, taken: &Taken, reference: &str) -> Result<()> {
    let sql = "UPDATE pannier_refunds SET pending_since = COALESCE(pending_since, $3), reference = $2, error = NULL, due_at = $4 \
               WHERE id = $1 AND status = 'starting'";
    let now = store.db().now();
    let args = args![&taken.id, reference, now, now + BACKOFF.after(taken.attempts)];
    store.db().execute(sql, args).await.map(drop)
}

async fn mark_failed(store: &Store, taken: &Taken, reason: &str) -> Result<()> {
    let mut tx = store.db().begin().await?;
    fail(store, &mut tx, &taken.payment, (&taken.id, taken.amount), reason).await?;
    tx.commit().await
}

/// Marks a refund as failed, which needs the merchant's attention. If it was recorded as made, that is undone, and
/// the shipments that it has cancelled are pending again; what it has put back into stock stays there. If it would have
/// returned all that was paid for a completed order, it holds the order: the merchant decides whether the goods are handed
/// out. No effect if it was recorded as failed before.
async fn fail(store: &Store, tx: &mut Tx, payment: &Payment, (id, amount): (&str, Money), reason: &str) -> Result<()> {
    transition::lock(tx, &payment.order_id).await?;
    let now = tx.now();
    let sql = format!(
        "SELECT {STATUS}, CAST((CASE WHEN EXISTS (SELECT 1 FROM pannier_payments p JOIN pannier_orders o \
         ON o.id = p.order_id WHERE p.id = pannier_refunds.payment_id AND o.status = 'completed' \
         AND {}) THEN 1 ELSE 0 END) AS BIGINT) AS in_full FROM pannier_refunds WHERE id = $1",
        hold::refunds_reach_all("p")
    );
    let was = tx.fetch_one(&sql, args![id]).await?;
    // What the gateway had accepted is no longer in its total.
    let (made, reported) = match was.get("status")? {
        RefundStatus::Failed => return Ok(()),
        RefundStatus::Starting => (0, 0),
        RefundStatus::Pending => (0, amount.amount),
        RefundStatus::Succeeded => (amount.amount, amount.amount),
    };
    tracing::error!(order = payment.order_id, refund = id, reason, "refund failed");
    let held_at = (was.get::<i64>("in_full")? > 0).then_some(now);
    let sql = "UPDATE pannier_refunds SET status = 'failed', error = $2, updated_at = $3, held_at = $4 WHERE id = $1";
    tx.execute(sql, args![id, reason, now, held_at]).await?;
    let sql = "UPDATE pannier_payments SET refunded_amount = refunded_amount - $2, \
               reported_refunds = CASE WHEN reported_refunds > $3 THEN reported_refunds - $3 ELSE 0 END WHERE id = $1";
    tx.execute(sql, args![&payment.id, made, reported]).await?;
    shipment::restore_if_not_refunded(tx, &payment.order_id).await?;
    purpose::take_back(tx, &store.0.sellables, id).await?;
    let sql = "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, updated_at = $3 \
               WHERE id = $1 AND (attention IS NULL OR attention_cleared_at IS NOT NULL)";
    tx.execute(sql, args![&payment.id, PaymentIssue::RefundFailed.as_str(), now]).await?;
    store.0.outbox.push(tx, &payment.order_id, SignalKind::Attention, id).await?;
    record_reported(store, tx, &payment.id, None).await
}

/// Applies the state of a refund that the gateway reports. A refund that was made at the gateway, and is known
/// by its amount only, is recognized by it. Others are ignored: their totals are reported as well. The transaction has
/// locked the order.
pub(super) async fn note(store: &Store, tx: &mut Tx, payment: &Payment, refund: &Refund) -> Result<()> {
    let sql = "SELECT id, amount, currency FROM pannier_refunds WHERE payment_id = $1 AND (reference = $2 \
               OR (reference IS NULL AND reason = $3 AND amount = $4 AND status <> 'failed')) \
               ORDER BY CASE WHEN reference IS NULL THEN 1 ELSE 0 END, created_at DESC LIMIT 1";
    let made_there = RefundReason::MadeAtTheGateway.as_str();
    let args = args![&payment.id, &refund.reference, made_there, refund.amount.amount];
    let Some(row) = tx.fetch_optional(sql, args).await? else { return Ok(()) };
    let (id, amount): (String, Money) = (row.get("id")?, row.money("amount", "currency")?);
    apply_in(store, tx, payment, (&id, amount), refund.clone()).await
}

/// Applies the total refunded so far, as an event of the gateway reports it. An amount above the known total is
/// a refund that was made at the gateway's dashboard: what it is for, a person has to say, unless it is everything. Returns
/// the payment if it is below: a refund has failed since, and the gateway is to be asked which one ([`reconcile`]) after
/// the commit.
pub(super) async fn note_total(
    store: &Store,
    tx: &mut Tx,
    payment: &str,
    total: Money,
    event: &WebhookEvent,
) -> Result<Option<Payment>> {
    let Some((known, _)) = refundable(tx, payment).await? else { return Ok(None) };
    if known.paid.is_none_or(|paid| paid.currency != total.currency) {
        return Ok(None);
    }
    if total.amount < known.refunded {
        return Ok(Some(known));
    }
    if is_late(tx, &known, event).await? {
        return Ok(None);
    }
    let sql = "UPDATE pannier_payments SET reported_refunds = $2 WHERE id = $1 AND reported_refunds < $2";
    tx.execute(sql, args![payment, total.amount]).await?;
    record_reported(store, tx, payment, event.refund.as_ref()).await?;
    Ok(None)
}

/// Records what the gateway has reported as refunded and no refund of the store accounts for, as `refund` if that
/// is it. A refund that waits for its answer counts, as it may be the reported one; when it fails, this is called
/// again.
async fn record_reported(store: &Store, tx: &mut Tx, payment: &str, refund: Option<&Refund>) -> Result<()> {
    let Some((payment, left)) = refundable(tx, payment).await? else { return Ok(()) };
    let Some(paid) = payment.paid else { return Ok(()) };
    let news = payment.reported_refunds - (paid.amount - left.amount);
    if news <= 0 || news > left.amount {
        return Ok(());
    }
    let amount = Money::new(news, paid.currency);
    let purpose = Left::read_in(tx, &payment.order_id, left).await?.of_the_gateway(amount);
    let id = insert(tx, &payment, amount, RefundReason::MadeAtTheGateway, &purpose).await?;
    let by = match refund {
        Some(refund) if refund.amount == amount => RefundedBy::Gateway(refund.reference.clone()),
        _ => RefundedBy::Merchant,
    };
    settle(store, tx, &payment, (&id, amount), by).await
}

/// Whether an event is older than the failure of a refund, which its total still includes.
async fn is_late(tx: &mut Tx, payment: &Payment, event: &WebhookEvent) -> Result<bool> {
    let Some(at) = event.created_at else { return Ok(false) };
    let sql = "SELECT 1 AS one FROM pannier_refunds WHERE payment_id = $1 AND status = 'failed' AND reference IS NOT NULL \
               AND updated_at > $2 LIMIT 1";
    Ok(tx.fetch_optional(sql, args![&payment.id, at]).await?.is_some())
}
