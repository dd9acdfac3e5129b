//! The outbox: signals are written in the transaction that changes an order, and delivered to every receiver.
//!
//! This module writes signals. It depends on the database and the receivers, not on orders, which import it.
//! [`worker`] delivers them. The commit wakes a worker only if there is a delivery for it.

pub mod admin;
mod signal;
mod slots;
pub mod worker;

use std::{sync::Arc, time::Duration};

use tokio::sync::OnceCell;

use self::slots::Workers;
use crate::{
    args,
    model::{OrderStatus, OrderView, Timestamp, named::named},
    store::{
        db::{self, Result, Tx, new_id, placeholders, read_from},
        receivers::{OrderSignal, Receiver, Record, SignalKind},
    },
};

/// The status of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DeliveryStatus {
    /// Not handled yet.
    Due,
    /// Handled.
    Done,
    /// Not handled, and not tried again.
    Failed,
}

named! { DeliveryStatus {
    Due => "due",
    Done => "done",
    Failed => "failed",
} }

read_from! {
    DeliveryStatus: String => db::named,
    SignalKind: String => db::named,
}

/// The receivers of a store, and their workers in this process.
pub(crate) struct Outbox {
    subscribers: Vec<Subscriber>,
    lease: Duration,
}

/// A receiver, and its workers in this process.
struct Subscriber {
    receiver: Arc<dyn Receiver>,
    workers: Arc<Workers>,
}

/// A delivery that a worker of this process has leased.
struct Delivery {
    signal: Arc<OrderSignal>,
    /// The order, once it is loaded. The deliveries of a signal that one transaction hands over share it.
    order: Arc<OnceCell<OrderView>>,
    receiver: Arc<dyn Receiver>,
    attempts: u32,
    /// When the lease was taken. Identifies it, so that a worker that has lost its lease cannot record an
    /// outcome.
    started_at: Timestamp,
    record: Record,
}

impl Outbox {
    /// A worker leases its deliveries for the duration of `lease`.
    pub fn new(receivers: Vec<Arc<dyn Receiver>>, lease: Duration) -> Outbox {
        let subscriber = |receiver| Subscriber { receiver, workers: Arc::default() };
        Outbox { subscribers: receivers.into_iter().map(subscriber).collect(), lease }
    }

    /// Whether a receiver with this name is registered.
    pub fn has(&self, name: &str) -> bool {
        self.subscriber(name).is_some()
    }

    fn subscriber(&self, name: &str) -> Option<&Subscriber> {
        self.subscribers.iter().find(|subscriber| subscriber.receiver.name() == name)
    }

    /// Whether a receiver confirms orders by mail.
    pub fn confirms_orders(&self) -> bool {
        self.subscribers.iter().any(|subscriber| subscriber.receiver.confirms_orders())
    }

    /// Wakes the workers with a delivery of a placed order, which has waited for the response of its gateway.
    pub fn wake_placed(&self, offline: bool) {
        self.audience(SignalKind::Pending, offline).iter().for_each(|subscriber| subscriber.workers.wake());
    }

    /// Wakes the workers of a receiver once the transaction is committed, because it made a delivery due.
    pub fn wake_on_commit(&self, tx: &mut Tx, receiver: &str) {
        if let Some(subscriber) = self.subscriber(receiver) {
            subscriber.wake_on_commit(tx);
        }
    }

    /// Writes the signal of a status change, as [`Outbox::push`] does.
    pub async fn push_status(&self, tx: &mut Tx, order_id: &str, status: OrderStatus) -> Result<()> {
        self.push(tx, order_id, status.into(), "").await
    }

    /// Writes the signal of an order that was completed or cancelled at this time, as [`Outbox::push`] does. `ships` says
    /// whether it has something to ship.
    pub async fn push_closed(
        &self,
        tx: &mut Tx,
        order_id: &str,
        status: OrderStatus,
        at: Timestamp,
        ships: bool,
    ) -> Result<()> {
        let signal = new_signal(new_id(), order_id, status.into(), "", at);
        insert(tx, &signal, "").await?;
        self.address(tx, signal, ships).await
    }

    /// Writes the signal of a placed order, as [`Outbox::push`] does. `offline` says whether the order is paid outside
    /// of any gateway.
    pub async fn push_placed(&self, tx: &mut Tx, order_id: &str, offline: bool) -> Result<()> {
        let signal = new_signal(new_id(), order_id, SignalKind::Pending, "", tx.now());
        insert(tx, &signal, "").await?;
        self.address(tx, signal, offline).await
    }

    /// Writes a signal, and a delivery for every receiver that accepts its kind. The commit wakes their workers.
    ///
    /// # Errors
    /// A constraint violation for a second signal of the same kind about the same subject.
    pub async fn push(&self, tx: &mut Tx, order_id: &str, kind: SignalKind, subject: &str) -> Result<()> {
        let signal = new_signal(new_id(), order_id, kind, subject, tx.now());
        insert(tx, &signal, "").await?;
        self.address(tx, signal, true).await
    }

    /// Writes a signal unless there is one with the same id, or with the same order, kind and subject.
    /// Returns whether it was written.
    pub async fn push_once(
        &self,
        tx: &mut Tx,
        id: &str,
        order_id: &str,
        kind: SignalKind,
        subject: &str,
    ) -> Result<bool> {
        let signal = new_signal(id.to_owned(), order_id, kind, subject, tx.now());
        if insert(tx, &signal, "ON CONFLICT DO NOTHING").await? == 0 {
            return Ok(false);
        }
        self.address(tx, signal, true).await?;
        Ok(true)
    }

    /// Returns the receivers of a signal. `detail` is that of [`Subscriber::accepts`].
    fn audience(&self, kind: SignalKind, detail: bool) -> Vec<&Subscriber> {
        self.subscribers.iter().filter(|subscriber| subscriber.accepts(kind, detail)).collect()
    }

    /// Inserts a delivery of the signal for each of its receivers. `detail` is that of [`Subscriber::accepts`].
    async fn address(&self, tx: &mut Tx, signal: OrderSignal, detail: bool) -> Result<()> {
        let audience = self.audience(signal.kind, detail);
        if audience.is_empty() {
            return Ok(());
        }
        // A placed order waits for its gateway; what follows does not overtake it. A signal about more than its order
        // has to be read.
        let waits = signal.kind == SignalKind::Pending;
        let follows = matches!(signal.kind, SignalKind::Completed | SignalKind::Cancelled);
        let complete = !waits && signal.subject.is_empty();
        let (now, mut args, mut rows, mut slots) = (signal.at, args![&signal.id].to_vec(), Vec::new(), Vec::new());
        for subscriber in &audience {
            let at_once = complete && !(follows && subscriber.accepts(SignalKind::Pending, false));
            let slot = if at_once { subscriber.workers.reserve() } else { None };
            let (due_at, leased_at) = match slot {
                Some(_) => (now + self.lease, Some(now)),
                None => (now, None),
            };
            let delivery = args![subscriber.receiver.name(), due_at, leased_at, u32::from(slot.is_some())];
            rows.push(format!("($1, {})", placeholders(args.len() + 1, delivery.len())));
            args.extend_from_slice(delivery);
            slots.push(slot);
        }
        let sql = format!(
            "INSERT INTO pannier_signal_deliveries (signal_id, receiver, due_at, started_at, attempts) VALUES {}",
            rows.join(", ")
        );
        tx.execute(&sql, &args).await?;
        let (signal, order) = (Arc::new(signal), Arc::default());
        for (subscriber, slot) in audience.into_iter().zip(slots) {
            match slot {
                Some(slot) => {
                    let delivery = Delivery {
                        signal: Arc::clone(&signal),
                        order: Arc::clone(&order),
                        receiver: Arc::clone(&subscriber.receiver),
                        attempts: 1,
                        started_at: now,
                        record: Record::new(&signal.id, subscriber.receiver.name()),
                    };
                    tx.on_commit(move || slot.hand(delivery));
                }
                None if waits => {}
                None => subscriber.wake_on_commit(tx),
            }
        }
        Ok(())
    }

    /// Returns the names of the receivers, in the order of their registration.
    pub fn names(&self) -> Vec<&'static str> {
        self.subscribers.iter().map(|subscriber| subscriber.receiver.name()).collect()
    }

    /// Whether a receiver with this name accepts signals of this kind.
    pub fn subscribes(&self, name: &str, kind: SignalKind) -> bool {
        self.subscriber(name).is_some_and(|subscriber| subscriber.receiver.accepts(kind))
    }
}

impl Subscriber {
    /// `detail` is whether a placed order is paid offline, or a completed one has something to ship. It matters for no
    /// other kind.
    fn accepts(&self, kind: SignalKind, detail: bool) -> bool {
        self.receiver.accepts(kind)
            && match kind {
                SignalKind::Pending => self.receiver.accepts_pending(detail),
                SignalKind::Completed => self.receiver.accepts_completed(detail),
                _ => true,
            }
    }

    fn wake_on_commit(&self, tx: &mut Tx) {
        let workers = Arc::clone(&self.workers);
        tx.on_commit(move || workers.wake());
    }
}

/// Returns a signal without amounts, which are those of its subject.
fn new_signal(id: String, order_id: &str, kind: SignalKind, subject: &str, at: Timestamp) -> OrderSignal {
    OrderSignal {
        id,
        order_id: order_id.to_owned(),
        kind,
        subject: subject.to_owned(),
        amount: None,
        refunded: None,
        issue: None,
        dispute: None,
        reason: None,
        error: None,
        at,
    }
}

async fn insert(tx: &mut Tx, signal: &OrderSignal, on_conflict: &str) -> Result<u64> {
    let OrderSignal { id, order_id, kind, subject, at, .. } = signal;
    let sql = format!(
        "INSERT INTO pannier_signals (id, order_id, kind, subject, created_at) VALUES ($1, $2, $3, $4, $5) {on_conflict}"
    );
    tx.execute(&sql, args![id, order_id, kind.as_str(), subject, *at]).await
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use crate::{
        Event, ReceiverError, Store,
        testing::{self, ManualPayment, Voucher},
    };

    /// Accepts everything.
    struct Everything;

    #[async_trait]
    impl Receiver for Everything {
        fn name(&self) -> &'static str {
            "everything"
        }
        fn accepts(&self, _: SignalKind) -> bool {
            true
        }
        async fn receive(&self, _: &Event<'_>) -> Result<(), ReceiverError> {
            Ok(())
        }
    }

    /// Puts a voucher into a basket; returns the id of its order.
    async fn basket(store: &Store) -> String {
        let visitor = testing::visitor(store);
        store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
        visitor.order_id().await.unwrap().unwrap()
    }

    async fn push(store: &Store, order: &str) -> Tx {
        let mut tx = store.db().begin().await.unwrap();
        store.0.outbox.push_status(&mut tx, order, OrderStatus::Completed).await.unwrap();
        tx
    }

    #[tokio::test]
    async fn a_commit_hands_over_its_delivery_and_a_rollback_frees_the_slot() {
        let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
        let orders = [basket(&store).await, basket(&store).await, basket(&store).await];
        let downloads = store.0.outbox.subscriber("downloads").unwrap();
        let worker = downloads.workers.register(1);
        let begin = || {
            let (handed, due) = worker.begin();
            (handed.len(), due)
        };
        assert_eq!(begin(), (0, 1), "what is left from before the start");
        worker.claimed(1, 0);

        drop(push(&store, &orders[0]).await);
        assert_eq!(begin(), (0, 0), "rolled back");
        let tx = push(&store, &orders[0]).await;
        assert_eq!(begin(), (0, 0), "not before the commit");
        tx.commit().await.unwrap();
        assert_eq!(begin(), (1, 0));
        let leased =
            "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE attempts = 1 AND due_at - started_at = $1";
        let lease = Timestamp::from_millis(0) + store.settings().outbox_lease;
        assert_eq!(store.db().fetch_one(leased, args![lease]).await.unwrap().get_u32("n").unwrap(), 1);

        // The only slot is taken: the next delivery is due, and the one after it must not overtake it.
        push(&store, &orders[1]).await.commit().await.unwrap();
        assert_eq!(begin(), (0, 0));
        worker.release(1);
        push(&store, &orders[2]).await.commit().await.unwrap();
        assert_eq!(begin(), (0, 1));
        let due = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE attempts = 0 AND started_at IS NULL";
        assert_eq!(store.db().fetch_one(due, &[]).await.unwrap().get_u32("n").unwrap(), 2);
    }

    #[tokio::test]
    async fn a_placed_order_is_due_when_its_gateway_has_responded() {
        let builder = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).receive(Everything);
        let store = builder.build().await.unwrap();
        let visitor = testing::visitor(&store);
        let everything = store.0.outbox.subscriber("everything").unwrap();
        let worker = everything.workers.register(2);
        worker.begin();
        worker.claimed(2, 0);
        store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
        let (handed, due) = worker.begin();
        assert_eq!((handed.len(), due), (1, 0), "the signal of the basket");
        testing::place_order(&store, &visitor).await.unwrap();
        let (handed, due) = worker.begin();
        assert_eq!((handed.len(), due), (0, 1), "the worker claims it");
    }

    #[tokio::test]
    async fn without_a_worker_a_delivery_is_due() {
        let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
        let order = basket(&store).await;
        let downloads = store.0.outbox.subscriber("downloads").unwrap();
        let worker = downloads.workers.register(1);
        worker.begin();
        worker.claimed(1, 0);
        drop(worker);
        push(&store, &order).await.commit().await.unwrap();
        testing::run_outbox(&store).await.unwrap();
        let done = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'done'";
        assert_eq!(store.db().fetch_one(done, &[]).await.unwrap().get_u32("n").unwrap(), 1);
    }
}
