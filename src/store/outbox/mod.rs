//! The outbox: signals are written in the transaction that changes an order, and delivered to every receiver.
//!
//! This module writes signals. It depends on the database and the receivers, not on orders, which import it.
//! [`worker`] delivers them.

pub mod admin;
pub mod worker;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::{
    args,
    model::{OrderStatus, named::named},
    store::{
        db::{self, Result, Tx, new_id, read_from},
        receivers::{Receiver, SignalKind},
    },
};

const INSERT: &str =
    "INSERT INTO pannier_signals (id, order_id, kind, subject, created_at) VALUES ($1, $2, $3, $4, $5)";

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

/// The receivers of a store, and the notification that wakes their workers.
pub(crate) struct Outbox {
    receivers: Vec<Arc<dyn Receiver>>,
    workers: Arc<Notify>,
}

impl Outbox {
    pub fn new(receivers: Vec<Arc<dyn Receiver>>) -> Outbox {
        Outbox { receivers, workers: Arc::default() }
    }

    /// Whether a receiver with this name is registered.
    pub fn has(&self, name: &str) -> bool {
        self.receivers.iter().any(|r| r.name() == name)
    }

    /// Whether a receiver confirms orders by mail.
    pub fn confirms_orders(&self) -> bool {
        self.receivers.iter().any(|r| r.confirms_orders())
    }

    /// Wakes the workers, for deliveries that have become due outside of a transaction.
    pub fn wake(&self) {
        self.workers.notify_waiters();
    }

    /// Wakes the workers once the transaction is committed. Signals that are pushed do so themselves.
    pub fn wake_on_commit(&self, tx: &mut Tx) {
        tx.wake_on_commit(&self.workers);
    }

    /// Writes the signal of a status change.
    pub async fn push_status(&self, tx: &mut Tx, order_id: &str, status: OrderStatus) -> Result<()> {
        self.push(tx, order_id, status.into(), "").await
    }

    /// Writes a signal, and a due delivery for every receiver that accepts its kind. The commit wakes the
    /// workers.
    ///
    /// # Errors
    /// A constraint violation for a second signal of the same kind about the same subject.
    pub async fn push(&self, tx: &mut Tx, order_id: &str, kind: SignalKind, subject: &str) -> Result<()> {
        let id = new_id();
        tx.execute(INSERT, args![&id, order_id, kind.as_str(), subject, tx.now()]).await?;
        self.address(tx, &id, kind).await
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
        let sql = format!("{INSERT} ON CONFLICT DO NOTHING");
        if tx.execute(&sql, args![id, order_id, kind.as_str(), subject, tx.now()]).await? == 0 {
            return Ok(false);
        }
        self.address(tx, id, kind).await?;
        Ok(true)
    }

    async fn address(&self, tx: &mut Tx, id: &str, kind: SignalKind) -> Result<()> {
        for receiver in self.receivers.iter().filter(|r| r.accepts(kind)) {
            let sql = "INSERT INTO pannier_signal_deliveries (signal_id, receiver, due_at) VALUES ($1, $2, $3)";
            tx.execute(sql, args![id, receiver.name(), tx.now()]).await?;
        }
        self.wake_on_commit(tx);
        Ok(())
    }

    /// Returns the names of the receivers, in the order of their registration.
    pub fn names(&self) -> Vec<&'static str> {
        self.receivers.iter().map(|receiver| receiver.name()).collect()
    }

    /// Whether a receiver with this name accepts signals of this kind.
    pub fn subscribes(&self, name: &str, kind: SignalKind) -> bool {
        self.receivers.iter().any(|receiver| receiver.name() == name && receiver.accepts(kind))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::futures::Notified;

    use super::*;
    use crate::testing::{self, ManualPayment, Voucher};

    #[tokio::test]
    async fn a_committed_signal_wakes_the_workers_and_a_rolled_back_one_does_not() {
        let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
        let visitor = testing::visitor(&store);
        let outbox = &store.0.outbox;
        let woken = async |waiting: Notified<'_>| tokio::time::timeout(Duration::ZERO, waiting).await.is_ok();
        let waiting = outbox.workers.notified();
        store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
        let order = visitor.order_id().await.unwrap().unwrap();
        assert!(woken(waiting).await, "the signal of a new basket");

        let mut tx = store.db().begin().await.unwrap();
        let waiting = outbox.workers.notified();
        outbox.push_status(&mut tx, &order, OrderStatus::Completed).await.unwrap();
        drop(tx);
        assert!(!woken(waiting).await, "rolled back");

        let mut tx = store.db().begin().await.unwrap();
        let (early, waiting) = (outbox.workers.notified(), outbox.workers.notified());
        outbox.push_status(&mut tx, &order, OrderStatus::Completed).await.unwrap();
        assert!(!woken(early).await, "not before the commit");
        tx.commit().await.unwrap();
        assert!(woken(waiting).await);
    }
}
