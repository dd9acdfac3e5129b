//! Delivers the signals of the outbox to the receivers.
//!
//! There is one delivery per signal and receiver, and one worker per receiver, so that a slow receiver delays
//! its own deliveries only. A worker leases a delivery by moving its due time to the end of the lease; if the
//! worker crashes, the delivery falls due again. A failed delivery is retried with exponential back-off, and
//! finally left to the merchant, who is notified by a signal (`admin.rs`, `pannier delivery`). A receiver cannot
//! change an order.

use std::{convert::Infallible, mem, sync::Arc, time::Duration};

use tokio::task::{JoinError, JoinSet};
use tracing::{Instrument as _, Span};

use super::DeliveryStatus;
use crate::{
    args,
    model::{DisputeStatus, PaymentIssue, RefundReason, Timestamp},
    store::{
        Store,
        db::{
            Db, Result, Row, Tx, Value,
            due::{Backoff, Queue},
            new_id, placeholders, trace,
        },
        hold,
        order::view,
        receivers::{Event, OrderSignal, ReceiverError, SignalKind},
        spawn::{Stop, joined},
    },
};

/// The delays between attempts: 2 s, 4 s, 8 s .. 4.5 h.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(16_384) };
/// The maximum number of attempts: over a day, with the delays of [`BACKOFF`].
const MAX_ATTEMPTS: u32 = 19;
/// How long a receiver may wait for work in progress elsewhere before the merchant is notified. The time starts over
/// when the order is no longer on hold.
const PATIENCE: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long the outbox sleeps unless woken: another instance may have written a signal, or a retry may be
/// due.
const IDLE: Duration = Duration::from_secs(1);
/// How long the delivery of a placed order waits for the gateway's response.
const STARTING: Duration = Duration::from_secs(60);
/// The maximum number of concurrent deliveries per receiver and instance.
const MAX_CONCURRENT: usize = 4;
/// How long a worker with a free slot waits for more of them.
const GATHER: Duration = Duration::from_millis(5);

/// A leased delivery.
struct Taken {
    signal: OrderSignal,
    receiver: String,
    attempts: u32,
    /// When the lease was taken. Identifies it, so that a worker that has lost its lease cannot record an
    /// outcome.
    started_at: Timestamp,
}

/// Delivers the signals of a receiver until told to stop, and then finishes the deliveries in hand.
pub(in crate::store) async fn run(store: Store, receiver: &'static str, mut stop: Stop) {
    let mut work = JoinSet::new();
    let mut cause = Span::none();
    while !stop.is_given() {
        // Before the query, so that a wake-up during it is not missed.
        let woken = store.0.outbox.workers.notified();
        let begun = begin(&store, receiver, MAX_CONCURRENT - work.len(), &mut work);
        if let Err(error) = begun.instrument(mem::replace(&mut cause, Span::none())).await {
            tracing::error!(%error, "could not read the outbox; will retry");
            tokio::time::sleep(IDLE).await;
        }
        let done = tokio::select! {
            Some(done) = work.join_next() => Some(done),
            () = woken, if work.len() < MAX_CONCURRENT => None,
            () = tokio::time::sleep(IDLE), if work.len() < MAX_CONCURRENT => {
                cause = trace::timer();
                None
            }
            () = stop.given() => None,
        };
        if let Some(done) = done {
            report(done);
            // Other deliveries are about to end as well: the free slots are then filled by a single query.
            tokio::time::sleep(GATHER).await;
            while let Some(done) = work.try_join_next() {
                report(done);
            }
        }
    }
    while let Some(done) = work.join_next().await {
        report(done);
    }
}

fn report(done: Result<Result<()>, JoinError>) {
    match done {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "could not record delivery outcome; will retry"),
        Err(error) if error.is_panic() => tracing::error!(%error, "outbox worker panicked"),
        // The runtime is shutting down. The lease ends, and another instance delivers.
        Err(_) => {}
    }
}

/// Delivers all that is due now, concurrently. Returns the number of deliveries, successful or not.
pub(crate) async fn drain(store: &Store) -> Result<usize> {
    let mut work = JoinSet::new();
    let mut begun = 0;
    for receiver in store.0.outbox.names() {
        begun += begin(store, receiver, MAX_CONCURRENT, &mut work).await?;
    }
    while let Some(done) = work.join_next().await {
        joined(done).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    }
    Ok(begun)
}

/// Starts up to `most` due deliveries to a receiver.
async fn begin(store: &Store, receiver: &str, most: usize, work: &mut JoinSet<Result<()>>) -> Result<usize> {
    let taken = take(store.db(), receiver, store.settings().outbox_lease, most).await?;
    let begun = taken.len();
    for delivery in taken {
        let store = store.clone();
        work.spawn(async move {
            let delivery = Arc::new(delivery);
            // A task of its own, so that a panic is an ordinary failure; in a set, so that it ends with the
            // worker.
            let mut alone = JoinSet::new();
            alone.spawn(hand_over(store.clone(), Arc::clone(&delivery)));
            let outcome = match joined(alone.join_next().await.expect("one task")).await {
                Ok(outcome) => outcome,
                Err(_) => Err(ReceiverError::new("the receiver panicked; see the log")),
            };
            record_outcome(&store, &delivery, outcome).await
        });
    }
    Ok(begun)
}

/// Leases due deliveries to a receiver, so that no two workers have the same one.
///
/// A newly placed order waits until its gateway has responded, since receivers want to know the next step. A
/// signal of a kind unknown to this version waits for an instance of a newer one.
async fn take(db: &Db, receiver: &str, lease: Duration, most: usize) -> Result<Vec<Taken>> {
    let kinds = SignalKind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    let condition = format!(
        "status = 'due' AND receiver = $3 AND EXISTS (SELECT 1 FROM pannier_signals s WHERE s.id = signal_id \
         AND s.kind IN ({kinds}) AND (s.kind <> 'pending' OR s.created_at < $2 OR NOT EXISTS (SELECT 1 FROM pannier_payments p \
         WHERE p.order_id = s.order_id AND p.status = 'starting')))"
    );
    let deliveries = Queue {
        table: "pannier_signal_deliveries",
        key: &["signal_id", "receiver"],
        condition: &condition,
        leased_at: "started_at",
        returning: "signal_id, receiver, attempts, started_at",
    };
    let mine = deliveries.take(db, lease, most, args![db.now() - STARTING, receiver]).await?;
    let mut ids = Vec::with_capacity(mine.len());
    for delivery in &mine {
        ids.push(delivery.get::<String>("signal_id")?);
    }
    let signals = signals(db, &ids).await?;
    let mut taken = Vec::with_capacity(mine.len());
    for (delivery, id) in mine.iter().zip(&ids) {
        let Some(signal) = signals.iter().find(|signal| signal.id == *id) else { continue };
        taken.push(Taken {
            signal: signal.clone(),
            receiver: delivery.get("receiver")?,
            attempts: delivery.get_u32("attempts")?,
            started_at: delivery.get("started_at")?,
        });
    }
    Ok(taken)
}

/// SQL: what was refunded of a payment when a refund of it was made, with that refund, even if it has failed since. A
/// refund that is made is not updated any more, so that this is when it was made.
const REFUNDED_SO_FAR: &str = "(SELECT CAST(SUM(r.amount) AS BIGINT) FROM pannier_refunds r WHERE r.payment_id = f.payment_id \
    AND (r.id = f.id OR (r.status = 'succeeded' AND (r.updated_at < f.updated_at \
    OR (r.updated_at = f.updated_at AND r.id < f.id)))))";

/// Returns the signals with these ids, with the amounts that they are about.
async fn signals(db: &Db, ids: &[String]) -> Result<Vec<OrderSignal>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT s.id, s.order_id, s.kind, s.subject, s.created_at, f.amount, f.currency, f.reason, f.error, \
         CASE WHEN s.kind = 'refunded' THEN {REFUNDED_SO_FAR} END AS refunded, p.paid_amount, p.paid_currency, p.attention, d.status AS dispute FROM pannier_signals s \
         LEFT JOIN pannier_refunds f ON f.id = s.subject LEFT JOIN pannier_disputes d ON d.id = s.subject \
         LEFT JOIN pannier_payments p ON p.id = COALESCE(d.payment_id, s.subject) WHERE s.id IN ({})",
        placeholders(1, ids.len())
    );
    let ids: Vec<Value> = ids.iter().map(Value::from).collect();
    let mut signals = Vec::with_capacity(ids.len());
    for row in db.fetch_all(&sql, &ids).await? {
        match read(&row) {
            Ok(signal) => signals.push(signal),
            // Once its lease has ended, an instance of a newer version may be able to read it.
            Err(error) => tracing::error!(%error, "could not read a signal; will retry"),
        }
    }
    Ok(signals)
}

fn read(row: &Row) -> Result<OrderSignal> {
    let amount = match (row.get::<Option<i64>>("amount")?, row.get::<Option<i64>>("paid_amount")?) {
        (Some(_), _) => Some(row.money("amount", "currency")?),
        (None, Some(_)) => Some(row.money("paid_amount", "paid_currency")?),
        (None, None) => None,
    };
    let refunded = match row.get::<Option<i64>>("refunded")? {
        Some(_) => Some(row.money("refunded", "currency")?),
        None => None,
    };
    let (kind, reason): (SignalKind, Option<RefundReason>) = (row.get("kind")?, row.get("reason")?);
    let dispute: Option<DisputeStatus> = row.get("dispute")?;
    let issue = match (kind, reason) {
        (SignalKind::Attention, Some(_)) => Some(PaymentIssue::RefundFailed),
        (SignalKind::Attention, None) if dispute.is_some() => Some(PaymentIssue::Disputed),
        (SignalKind::Attention, None) => row.get("attention")?,
        _ => None,
    };
    Ok(OrderSignal {
        id: row.get("id")?,
        order_id: row.get("order_id")?,
        kind,
        subject: row.get("subject")?,
        amount,
        refunded,
        issue,
        dispute,
        reason,
        error: row.get("error")?,
        at: row.get("created_at")?,
    })
}

async fn hand_over(store: Store, taken: Arc<Taken>) -> Result<(), ReceiverError> {
    let receiver = store.0.outbox.receivers.iter().find(|r| r.name() == taken.receiver);
    let receiver = receiver.ok_or_else(|| ReceiverError::new("no receiver with this name is registered"))?;
    let order = view::by_id(&store, &taken.signal.order_id).await.map_err(ReceiverError::new)?;
    let event = Event::new(&taken.signal, &order, &store);
    let deadline = taken.started_at + store.settings().outbox_lease.mul_f32(0.8);
    let left = deadline.duration_since(store.db().now());
    if left.is_zero() {
        return Err(ReceiverError::retry_after(Duration::ZERO, "the lease ended before the receiver was called"));
    }
    let answer = match receiver.timeout() {
        Some(timeout) => tokio::select! {
            answer = tokio::time::timeout(timeout, receiver.receive(&event)) => answer,
            never = keep_lease(&store, &taken) => match never {},
        },
        None => tokio::time::timeout(left, receiver.receive(&event)).await,
    };
    answer.unwrap_or_else(|_| Err(ReceiverError::new("no answer in time")))
}

/// Renews the lease of a delivery until dropped.
async fn keep_lease(store: &Store, taken: &Taken) -> Infallible {
    let lease = store.settings().outbox_lease;
    loop {
        let sql = "UPDATE pannier_signal_deliveries SET due_at = $4 \
                   WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND started_at = $3";
        let args = args![&taken.signal.id, &taken.receiver, taken.started_at, store.db().now() + lease];
        if let Err(error) = store.db().execute(sql, args).await {
            tracing::warn!(%error, "could not renew a lease; will retry");
        }
        tokio::time::sleep(lease / 3).await;
    }
}

async fn record_outcome(store: &Store, taken: &Taken, outcome: Result<(), ReceiverError>) -> Result<()> {
    let (signal, receiver, now) = (&taken.signal.id, &taken.receiver, store.db().now());
    let Err(error) = outcome else {
        let sql = "UPDATE pannier_signal_deliveries SET status = 'done', error = NULL, started_at = NULL, handled_at = $3 \
                   WHERE signal_id = $1 AND receiver = $2";
        return store.db().execute(sql, args![signal, receiver, now]).await.map(drop);
    };
    let (status, wait, tries) = match error.retry_delay() {
        Some(after) => (DeliveryStatus::Due, after, taken.attempts - 1),
        None => {
            let last = error.is_permanent() || taken.attempts >= MAX_ATTEMPTS;
            tracing::warn!(%signal, %receiver, attempts = taken.attempts, last, %error, "delivery failed");
            let status = if last { DeliveryStatus::Failed } else { DeliveryStatus::Due };
            (status, BACKOFF.after(taken.attempts), taken.attempts)
        }
    };
    let sql = "UPDATE pannier_signal_deliveries SET status = $3, due_at = $4, error = $5, started_at = NULL, attempts = $7 \
               WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND started_at = $6";
    let args = args![signal, receiver, status.as_str(), now + wait, error.to_string(), taken.started_at, tries];
    let mut tx = store.db().begin().await?;
    if tx.execute(sql, args).await? == 1 {
        match status {
            DeliveryStatus::Failed => notify(store, &mut tx, taken, SignalKind::DeliveryFailed).await?,
            DeliveryStatus::Due => {
                if error.retry_delay().is_some() && is_late(&mut tx, &taken.signal).await? {
                    notify(store, &mut tx, taken, SignalKind::DeliveryDelayed).await?;
                }
            }
            DeliveryStatus::Done => {}
        }
    }
    tx.commit().await
}

/// Whether a delivery that waits has done so for too long, since its signal was written or its order was released.
async fn is_late(tx: &mut Tx, signal: &OrderSignal) -> Result<bool> {
    let now = tx.now();
    let late = |since: Timestamp| now.duration_since(since) > PATIENCE;
    // Most are not, and need no query.
    Ok(late(signal.at) && hold::free_since(tx, &signal.order_id, signal.at).await?.is_some_and(late))
}

/// Inserts a signal about a delivery, for the merchant.
async fn notify(store: &Store, tx: &mut Tx, taken: &Taken, kind: SignalKind) -> Result<()> {
    let OrderSignal { id, order_id, kind: of, .. } = &taken.signal;
    // None about a basket, which no customer waits for, and none about such a signal, which would never end.
    if matches!(of, SignalKind::Created | SignalKind::DeliveryFailed | SignalKind::DeliveryDelayed) {
        return Ok(());
    }
    // A delivery can fail again after the merchant has retried it; that it is late is signalled once.
    let subject = match kind {
        SignalKind::DeliveryFailed => format!("{} {id} {}", taken.receiver, taken.started_at.as_millis()),
        _ => format!("{} {id}", taken.receiver),
    };
    store.0.outbox.push_once(tx, &new_id(), order_id, kind, &subject).await.map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use async_trait::async_trait;

    use super::*;
    use crate::{
        store::receivers::Receiver,
        testing::{self, Voucher},
    };

    struct Called(Arc<AtomicBool>);

    #[async_trait]
    impl Receiver for Called {
        fn name(&self) -> &'static str {
            "called"
        }
        fn accepts(&self, _: SignalKind) -> bool {
            true
        }
        async fn receive(&self, _: &Event<'_>) -> Result<(), ReceiverError> {
            self.0.store(true, Ordering::Relaxed);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_receiver_is_not_called_when_its_time_within_the_lease_is_over() {
        let called = Arc::new(AtomicBool::new(false));
        let builder = testing::in_memory().await.sell::<Voucher>().receive(Called(Arc::clone(&called)));
        let store = builder.build().await.unwrap();
        store.add_to_basket(&testing::visitor(&store), "voucher", "spring", 1).await.unwrap();
        let lease = store.settings().outbox_lease;
        let taken = take(store.db(), "called", lease, 1).await.unwrap().pop().unwrap();
        store.db().advance(lease.mul_f32(0.8));
        let outcome = hand_over(store, Arc::new(taken)).await;
        assert_eq!(outcome.unwrap_err().retry_delay(), Some(Duration::ZERO), "as soon as the lease is free");
        assert!(!called.load(Ordering::Relaxed));
    }
}
