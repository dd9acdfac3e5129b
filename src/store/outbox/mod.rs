//! The outbox: signals are written in the transaction that changes an order, and handed to every receiver.
//!
//! Here is the side that writes: it knows the database and the names of the receivers, and nothing of orders, which import it.
//! The side that delivers is [`worker`].

pub mod admin;
pub mod worker;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::{
    args,
    model::Status,
    store::{
        db::{Result, Tx},
        receivers::{Receiver, SignalKind},
    },
};

const INSERT: &str =
    "INSERT INTO pannier_signals (id, order_id, kind, subject, created_at) VALUES ($1, $2, $3, $4, $5)";

/// The receivers of a store, and the bell that wakes its worker.
pub(crate) struct Outbox {
    receivers: Vec<Arc<dyn Receiver>>,
    bell: Notify,
}

impl Outbox {
    pub fn new(receivers: Vec<Arc<dyn Receiver>>) -> Outbox {
        Outbox { receivers, bell: Notify::new() }
    }

    /// Whether there is a receiver of this name.
    pub fn has(&self, name: &str) -> bool {
        self.receivers.iter().any(|r| r.name() == name)
    }

    /// Wakes the worker. Called after a commit; forgotten, the signal is only later.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Writes the signal of a change of status.
    pub async fn write(&self, tx: &mut Tx, order_id: &str, status: Status) -> Result<()> {
        self.write_about(tx, order_id, status.into(), "").await
    }

    /// Writes a signal, due for every receiver that listens to its kind. A second one of the same kind about the same subject is
    /// refused.
    pub async fn write_about(&self, tx: &mut Tx, order_id: &str, kind: SignalKind, subject: &str) -> Result<()> {
        let id = uuid::Uuid::now_v7().to_string();
        tx.execute(INSERT, args![&id, order_id, kind.as_str(), subject, tx.now()]).await?;
        self.address(tx, &id, kind).await
    }

    /// The same for what may be written only once, by whoever comes first: the second time nothing is written, and `false` is
    /// the answer. It is the same thing if the id is the same, or the order, the kind and the subject.
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
        for receiver in self.receivers.iter().filter(|r| r.listens(kind)) {
            let sql = "INSERT INTO pannier_signal_receipts (signal_id, receiver, due_at) VALUES ($1, $2, $3)";
            tx.execute(sql, args![id, receiver.name(), tx.now()]).await?;
        }
        Ok(())
    }

    /// The names of the receivers, in the order in which they were registered.
    pub fn names(&self) -> Vec<&'static str> {
        self.receivers.iter().map(|receiver| receiver.name()).collect()
    }

    /// Whether a receiver of this name is to be told of signals of this kind.
    pub fn tells(&self, name: &str, kind: SignalKind) -> bool {
        self.receivers.iter().any(|receiver| receiver.name() == name && receiver.listens(kind))
    }
}
