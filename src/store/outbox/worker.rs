//! Delivers the signals of the outbox to the receivers.
//!
//! There is one delivery per signal and receiver, and one worker per receiver, so that a slow receiver delays
//! its own deliveries only. A delivery is leased: its due time is the end of the lease. If the worker crashes, it
//! falls due again. The transaction that inserts a delivery leases it for the worker of its own process, if that has
//! a free slot (`slots.rs`); other deliveries are claimed. A failed delivery is retried with exponential back-off,
//! and finally left to the merchant, who is notified by a signal (`admin.rs`, `pannier delivery`). A receiver cannot
//! change an order.

use std::{convert::Infallible, sync::Arc, time::Duration};

use tokio::{
    sync::OnceCell,
    task::{JoinError, JoinSet},
};
use tracing::Instrument as _;

use super::{Delivery, DeliveryStatus, Subscriber, signal};
use crate::{
    args,
    model::{Timestamp, days},
    store::{
        Store,
        db::{
            Result, Tx,
            due::{Backoff, Queue},
            new_id, trace,
        },
        hold,
        order::view,
        receivers::{Event, OrderSignal, ReceiverError, Record, SignalKind},
        spawn::{Stop, joined},
    },
};

/// The delays between attempts: 2 s, 4 s, 8 s .. 4.5 h.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(16_384) };
/// The maximum number of attempts: over a day, with the delays of [`BACKOFF`].
const MAX_ATTEMPTS: u32 = 19;
/// How long a receiver may wait for work in progress elsewhere before the merchant is notified. The time starts over
/// when the order is no longer on hold.
const PATIENCE: Duration = days(7);
/// How often the outbox is searched for deliveries that no commit of this instance announces: another one may have
/// written a signal, or a retry may be due.
const IDLE: Duration = Duration::from_secs(1);
/// How long the delivery of a placed order waits for the gateway's response.
const STARTING: Duration = Duration::from_secs(60);
/// The maximum number of concurrent deliveries per receiver and instance.
const MAX_CONCURRENT: usize = 8;
/// How long a worker with a free slot and a backlog waits for more free slots.
const GATHER: Duration = Duration::from_millis(5);

/// Delivers the signals of a receiver until told to stop, and then finishes the deliveries in hand.
pub(in crate::store) async fn run(store: Store, receiver: &'static str, mut stop: Stop) {
    let Some(subscriber) = store.0.outbox.subscriber(receiver) else { return };
    let slots = subscriber.workers.register(MAX_CONCURRENT);
    let mut work = JoinSet::new();
    while !stop.is_given() {
        let (handed, wanted) = slots.begin();
        start(&store, handed, &mut work);
        if wanted > 0 {
            match claim(&store, subscriber, wanted).await {
                Ok(claimed) => {
                    slots.claimed(wanted, claimed.len());
                    start(&store, claimed, &mut work);
                }
                Err(error) => {
                    tracing::error!(%error, "could not read the outbox; will retry");
                    // `watch` finds out that they are still due.
                    slots.release(wanted);
                }
            }
        }
        tokio::select! {
            Some(done) = work.join_next() => {
                report(done);
                let mut ended = 1;
                if slots.is_behind() {
                    // Other deliveries are about to end as well: a single claim then fills their slots.
                    tokio::time::sleep(GATHER).await;
                    while let Some(done) = work.try_join_next() {
                        report(done);
                        ended += 1;
                    }
                }
                slots.release(ended);
            }
            () = slots.changed() => {}
            () = stop.given() => {}
        }
    }
    slots.close();
    loop {
        start(&store, slots.begin().0, &mut work);
        if work.is_empty() && slots.is_settled() {
            return;
        }
        tokio::select! {
            Some(done) = work.join_next() => report(done),
            () = slots.changed() => {}
        }
    }
}

/// Wakes the workers of receivers with a due delivery, now and then, until told to stop.
pub(in crate::store) async fn watch(store: Store, mut stop: Stop) {
    while !stop.is_given() {
        tokio::select! {
            () = tokio::time::sleep(IDLE) => {}
            () = stop.given() => return,
        }
        match due(&store).instrument(trace::timer()).await {
            Ok(due) => due.iter().for_each(|subscriber| subscriber.workers.wake()),
            Err(error) => tracing::error!(%error, "could not search the outbox; will retry"),
        }
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
    for subscriber in &store.0.outbox.subscribers {
        start(store, claim(store, subscriber, MAX_CONCURRENT).await?, &mut work);
    }
    let begun = work.len();
    while let Some(done) = work.join_next().await {
        joined(done).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    }
    Ok(begun)
}

/// Starts deliveries.
fn start(store: &Store, deliveries: Vec<Delivery>, work: &mut JoinSet<Result<()>>) {
    for delivery in deliveries {
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
            match outcome {
                Ok(()) => delivery.record.write(store.db()).await,
                Err(error) => record_failure(&store, &delivery, error).await,
            }
        });
    }
}

/// Returns an SQL condition: whether a delivery to the receiver of this parameter can be made, if its time has come.
/// `$2` is a minute ago.
///
/// A newly placed order waits until its gateway has responded, since receivers want to know the next step. A
/// signal of a kind unknown to this version waits for an instance of a newer one.
fn deliverable(receiver: usize) -> String {
    let kinds = SignalKind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    format!(
        "status = 'due' AND receiver = ${receiver} AND EXISTS (SELECT 1 FROM pannier_signals s WHERE s.id = signal_id \
         AND s.kind IN ({kinds}) AND (s.kind <> 'pending' OR s.created_at < $2 OR NOT EXISTS (SELECT 1 FROM pannier_payments p \
         WHERE p.order_id = s.order_id AND p.status = 'starting')))"
    )
}

/// Returns the receivers with a due delivery.
async fn due(store: &Store) -> Result<Vec<&Subscriber>> {
    let (subscribers, now) = (&store.0.outbox.subscribers, store.db().now());
    let (mut args, mut each) = (args![now, now - STARTING].to_vec(), Vec::new());
    for subscriber in subscribers {
        args.push(subscriber.receiver.name().into());
        each.push(format!(
            "SELECT ${0} AS receiver WHERE EXISTS (SELECT 1 FROM pannier_signal_deliveries WHERE due_at <= $1 AND {1})",
            args.len(),
            deliverable(args.len())
        ));
    }
    let rows = store.db().fetch_all(&each.join(" UNION ALL "), &args).await?;
    let due: Vec<String> = rows.iter().map(|row| row.get("receiver")).collect::<Result<_>>()?;
    Ok(subscribers.iter().filter(|subscriber| due.iter().any(|name| name == subscriber.receiver.name())).collect())
}

/// Leases up to `most` due deliveries to a receiver, so that no two workers have the same one.
async fn claim(store: &Store, subscriber: &Subscriber, most: usize) -> Result<Vec<Delivery>> {
    let (db, name) = (store.db(), subscriber.receiver.name());
    let deliveries = Queue {
        table: "pannier_signal_deliveries",
        key: &["signal_id", "receiver"],
        condition: &deliverable(3),
        leased_at: "started_at",
        returning: "signal_id, attempts, started_at",
    };
    let lease = store.settings().outbox_lease;
    let mine = deliveries.claim(db, lease, most, args![db.now() - STARTING, name]).await?;
    let mut ids = Vec::with_capacity(mine.len());
    for delivery in &mine {
        ids.push(delivery.get::<String>("signal_id")?);
    }
    let signals = signal::by_ids(db, &ids).await?;
    let mut claimed = Vec::with_capacity(mine.len());
    for (delivery, id) in mine.iter().zip(&ids) {
        let Some(signal) = signals.iter().find(|signal| signal.id == *id) else { continue };
        claimed.push(Delivery {
            signal: Arc::new(signal.clone()),
            order: Arc::new(OnceCell::new()),
            receiver: Arc::clone(&subscriber.receiver),
            attempts: delivery.get_u32("attempts")?,
            started_at: delivery.get("started_at")?,
            record: Record::new(id, name),
        });
    }
    Ok(claimed)
}

async fn hand_over(store: Store, delivery: Arc<Delivery>) -> Result<(), ReceiverError> {
    let Delivery { signal, receiver, .. } = &*delivery;
    let order = delivery.order.get_or_try_init(|| view::by_id(&store, &signal.order_id)).await;
    let event = Event::new(signal, order.map_err(ReceiverError::new)?, &store).recorded_in(&delivery.record);
    let deadline = delivery.started_at + store.settings().outbox_lease.mul_f32(0.8);
    let left = deadline.duration_since(store.db().now());
    if left.is_zero() {
        return Err(ReceiverError::retry_after(Duration::ZERO, "the lease ended before the receiver was called"));
    }
    let answer = match receiver.timeout() {
        Some(timeout) => tokio::select! {
            answer = tokio::time::timeout(timeout, receiver.receive(&event)) => answer,
            never = keep_lease(&store, &delivery) => match never {},
        },
        None => tokio::time::timeout(left, receiver.receive(&event)).await,
    };
    answer.unwrap_or_else(|_| Err(ReceiverError::new("no answer in time")))
}

/// Renews the lease of a delivery whenever a third of it is over, until dropped.
async fn keep_lease(store: &Store, delivery: &Delivery) -> Infallible {
    let lease = store.settings().outbox_lease;
    let mut renewed_at = delivery.started_at;
    loop {
        tokio::time::sleep((renewed_at + lease / 3).duration_since(store.db().now())).await;
        renewed_at = store.db().now();
        let sql = "UPDATE pannier_signal_deliveries SET due_at = $4 \
                   WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND started_at = $3";
        let args = args![&delivery.signal.id, delivery.receiver.name(), delivery.started_at, renewed_at + lease];
        if let Err(error) = store.db().execute(sql, args).await {
            tracing::warn!(%error, "could not renew a lease; will retry");
        }
    }
}

async fn record_failure(store: &Store, delivery: &Delivery, error: ReceiverError) -> Result<()> {
    let (signal, receiver, now) = (&delivery.signal.id, delivery.receiver.name(), store.db().now());
    let (status, wait, tries) = match error.retry_delay() {
        Some(after) => (DeliveryStatus::Due, after, delivery.attempts - 1),
        None => {
            let last = error.is_permanent() || delivery.attempts >= MAX_ATTEMPTS;
            tracing::warn!(%signal, %receiver, attempts = delivery.attempts, last, %error, "delivery failed");
            let status = if last { DeliveryStatus::Failed } else { DeliveryStatus::Due };
            (status, BACKOFF.after(delivery.attempts), delivery.attempts)
        }
    };
    let sql = "UPDATE pannier_signal_deliveries SET status = $3, due_at = $4, error = $5, started_at = NULL, attempts = $7 \
               WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND started_at = $6";
    let args = args![signal, receiver, status.as_str(), now + wait, error.to_string(), delivery.started_at, tries];
    let mut tx = store.db().begin().await?;
    if tx.execute(sql, args).await? == 1 {
        match status {
            DeliveryStatus::Failed => notify(store, &mut tx, delivery, SignalKind::DeliveryFailed).await?,
            DeliveryStatus::Due => {
                if error.retry_delay().is_some() && is_late(&mut tx, &delivery.signal).await? {
                    notify(store, &mut tx, delivery, SignalKind::DeliveryDelayed).await?;
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
async fn notify(store: &Store, tx: &mut Tx, delivery: &Delivery, kind: SignalKind) -> Result<()> {
    let (OrderSignal { id, order_id, kind: of, .. }, receiver) = (&*delivery.signal, delivery.receiver.name());
    // None about a basket, which no customer waits for, and none about such a signal, which would never end.
    if matches!(of, SignalKind::Created | SignalKind::DeliveryFailed | SignalKind::DeliveryDelayed) {
        return Ok(());
    }
    // A delivery can fail again after the merchant has retried it; that it is late is signalled once.
    let subject = match kind {
        SignalKind::DeliveryFailed => format!("{receiver} {id} {}", delivery.started_at.as_millis()),
        _ => format!("{receiver} {id}"),
    };
    store.0.outbox.push_once(tx, &new_id(), order_id, kind, &subject).await.map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;

    use super::*;
    use crate::{
        OrderStatus,
        store::receivers::Receiver,
        testing::{self, Voucher},
    };

    /// Counts its calls.
    #[derive(Clone, Default)]
    struct Called(Arc<AtomicUsize>);

    impl Called {
        fn times(&self) -> usize {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[async_trait]
    impl Receiver for Called {
        fn name(&self) -> &'static str {
            "called"
        }
        fn accepts(&self, kind: SignalKind) -> bool {
            matches!(kind, SignalKind::Created | SignalKind::Completed)
        }
        async fn receive(&self, _: &Event<'_>) -> Result<(), ReceiverError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    }

    /// A store with this receiver, and the order of a basket.
    async fn basket(called: &Called) -> (Store, String) {
        let builder = testing::in_memory().await.sell::<Voucher>().receive(called.clone());
        let store = builder.build().await.unwrap();
        let visitor = testing::visitor(&store);
        store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
        (store, visitor.order_id().await.unwrap().unwrap())
    }

    #[tokio::test]
    async fn a_receiver_is_not_called_when_its_time_within_the_lease_is_over() {
        let called = Called::default();
        let (store, _) = basket(&called).await;
        let subscriber = store.0.outbox.subscriber("called").unwrap();
        let delivery = claim(&store, subscriber, 1).await.unwrap().pop().unwrap();
        store.db().advance(store.settings().outbox_lease.mul_f32(0.8));
        let outcome = hand_over(store.clone(), Arc::new(delivery)).await;
        assert_eq!(outcome.unwrap_err().retry_delay(), Some(Duration::ZERO), "as soon as the lease is free");
        assert_eq!(called.times(), 0);
    }

    #[tokio::test]
    async fn a_worker_that_stops_takes_what_a_transaction_has_leased_for_it() {
        let called = Called::default();
        let (store, order) = basket(&called).await;
        let (sender, stop) = Stop::signal();
        let worker = tokio::spawn(run(store.clone(), "called", stop));
        while called.times() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut tx = store.db().begin().await.unwrap();
        store.0.outbox.push_status(&mut tx, &order, OrderStatus::Completed).await.unwrap();
        sender.send_replace(true);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!worker.is_finished(), "it waits for the transaction");
        tx.commit().await.unwrap();
        worker.await.unwrap();
        assert_eq!(called.times(), 2);
    }
}
