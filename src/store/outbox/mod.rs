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
    model::{Status, named::named},
    store::{
        db::{self, Result, Tx, read_from},
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

/// The receivers of a store, and the notification that wakes its worker.
pub(crate) struct Outbox {
    receivers: Vec<Arc<dyn Receiver>>,
    bell: Notify,
}

impl Outbox {
    pub fn new(receivers: Vec<Arc<dyn Receiver>>) -> Outbox {
        Outbox { receivers, bell: Notify::new() }
    }

    /// Whether a receiver with this name is registered.
    pub fn has(&self, name: &str) -> bool {
        self.receivers.iter().any(|r| r.name() == name)
    }

    /// Wakes the worker. Call it after a commit; without it, the delivery is only later.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Writes the signal of a status change.
    pub async fn write(&self, tx: &mut Tx, order_id: &str, status: Status) -> Result<()> {
        self.write_about(tx, order_id, status.into(), "").await
    }

    /// Writes a signal, and a due delivery for every receiver that accepts its kind.
    ///
    /// # Errors
    /// A constraint violation for a second signal of the same kind about the same subject.
    pub async fn write_about(&self, tx: &mut Tx, order_id: &str, kind: SignalKind, subject: &str) -> Result<()> {
        let id = uuid::Uuid::now_v7().to_string();
        tx.execute(INSERT, args![&id, order_id, kind.as_str(), subject, tx.now()]).await?;
        self.address(tx, &id, kind).await
    }

    /// Writes a signal unless there is one with the same id, or with the same order, kind and subject.
    /// Returns whether it was written.
    pub async fn write_once(
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
            let sql = "INSERT INTO pannier_signal_receipts (signal_id, receiver, due_at) VALUES ($1, $2, $3)";
            tx.execute(sql, args![id, receiver.name(), tx.now()]).await?;
        }
        Ok(())
    }

    /// Returns the names of the receivers, in the order of their registration.
    pub fn names(&self) -> Vec<&'static str> {
        self.receivers.iter().map(|receiver| receiver.name()).collect()
    }

    /// Whether a receiver with this name accepts signals of this kind.
    pub fn tells(&self, name: &str, kind: SignalKind) -> bool {
        self.receivers.iter().any(|receiver| receiver.name() == name && receiver.accepts(kind))
    }
}
