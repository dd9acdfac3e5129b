//! The outbox: signals are written in the transaction that changes an order, and handed to every receiver.
//!
//! Each receiver has a receipt for each signal. A worker takes a receipt by moving its due time past the end of a lease;
//! if it dies, the receipt falls due again. A receiver that fails is tried again, later and later, and at last left for a
//! person (`pannier outbox`). Nothing a receiver does can move an order back.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, task::JoinSet};

use super::{
    Store,
    db::{Db, Result, Row, Tx, now},
    delivery::{Receiver, ReceiverError, Signal, SignalKind},
    order::{machine::Attention, payment},
    order_page,
};
use crate::{
    args,
    model::{Money, Status},
};

/// Tries before a receipt is left for a person: over a day, with the delays of [`retry_after`].
const MAX_ATTEMPTS: u32 = 19;
/// How long the outbox sleeps when nobody wakes it: another instance may have written something, or a retry is due.
const IDLE: Duration = Duration::from_secs(1);
/// How long the signal of an order that was placed waits for the answer of its gateway, in milliseconds.
const STARTING: i64 = 60_000;
/// Receipts that one instance works on at the same time.
const AT_ONCE: i64 = 8;

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
        let (id, now) = (uuid::Uuid::now_v7().to_string(), now());
        let sql = "INSERT INTO pannier_signals (id, order_id, kind, subject, created_at) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, args![&id, order_id, kind.as_str(), subject, now]).await?;
        for receiver in self.receivers.iter().filter(|r| r.listens(kind)) {
            let sql = "INSERT INTO pannier_signal_receipts (signal_id, receiver, due_at) VALUES ($1, $2, $3)";
            tx.execute(sql, args![&id, receiver.name(), now]).await?;
        }
        Ok(())
    }
}

/// A receipt that a worker has taken.
struct Taken {
    signal: Signal,
    receiver: String,
    attempts: u32,
}

/// Works through the outbox, for ever.
pub(crate) async fn run(store: &Store) {
    loop {
        match drain(store).await {
            Ok(0) => {
                let _ = tokio::time::timeout(IDLE, store.0.outbox.bell.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

/// Handles what is due now, several receipts at once. Returns how many were handled, well or not.
pub(crate) async fn drain(store: &Store) -> Result<usize> {
    let mut work = JoinSet::new();
    for receipt in take(store.db(), store.settings().outbox_lease).await? {
        let store = store.clone();
        work.spawn(async move {
            let outcome = hand_over(&store, &receipt).await;
            settle(store.db(), &receipt, outcome).await
        });
    }
    let mut handled = 0;
    while let Some(done) = work.join_next().await {
        match done {
            Ok(settled) => settled?,
            Err(error) => tracing::error!(%error, "a receiver panicked; it will be tried again"),
        }
        handled += 1;
    }
    Ok(handled)
}

/// Takes receipts that are due, for the length of a lease. Two workers never take the same: the row that one has updated is
/// not due any more when the other gets to it. An order that was placed just now is left until its gateway has said what the
/// shopper does next: receivers want to know.
async fn take(db: &Db, lease: Duration) -> Result<Vec<Taken>> {
    let now = now();
    let lease_ends = now + i64::try_from(lease.as_millis()).unwrap_or(i64::MAX / 2);
    let sql = "SELECT r.signal_id, r.receiver, s.order_id, s.kind, s.subject, s.created_at, f.amount, f.currency, f.reason, \
               f.error, p.paid_amount, p.paid_currency, p.attention FROM pannier_signal_receipts r \
               JOIN pannier_signals s ON s.id = r.signal_id LEFT JOIN pannier_refunds f ON f.id = s.subject \
               LEFT JOIN pannier_payments p ON p.id = s.subject WHERE r.status = 'due' AND r.due_at <= $1 \
               AND (s.kind <> 'pending' OR s.created_at < $3 OR NOT EXISTS (SELECT 1 FROM pannier_payments l \
               WHERE l.order_id = s.order_id AND l.status = 'starting')) ORDER BY r.due_at LIMIT $2";
    let mut taken = Vec::new();
    for row in db.fetch_all(sql, args![now, AT_ONCE, now - STARTING]).await? {
        let (signal_id, receiver): (String, String) = (row.get("signal_id")?, row.get("receiver")?);
        let sql = "UPDATE pannier_signal_receipts SET attempts = attempts + 1, due_at = $3 \
                   WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND due_at <= $4 RETURNING attempts";
        let Some(mine) = db.write_returning(sql, args![&signal_id, &receiver, lease_ends, now]).await? else {
            continue;
        };
        let kind: String = row.get("kind")?;
        // One that a newer version has written is left to an instance of that version.
        let Ok(kind) = kind.parse() else { continue };
        let signal = read(&row, signal_id, kind)?;
        taken.push(Taken { signal, receiver, attempts: mine.count("attempts")? });
    }
    Ok(taken)
}

fn read(row: &Row, id: String, kind: SignalKind) -> Result<Signal> {
    let amount = match (row.get::<Option<i64>>("amount")?, row.get::<Option<i64>>("paid_amount")?) {
        (Some(refunded), _) => Some(Money::new(refunded, payment::currency(row, "currency")?)),
        (None, Some(paid)) => Some(Money::new(paid, payment::currency(row, "paid_currency")?)),
        (None, None) => None,
    };
    let (refund, attempt): (Option<String>, Option<String>) = (row.get("reason")?, row.get("attention")?);
    let reason = match (kind, refund, attempt) {
        (SignalKind::Attention, Some(_), _) => Attention::RefundFailed.as_str().to_owned(),
        (_, refund, attempt) => refund.or(attempt).unwrap_or_default(),
    };
    let (order_id, subject, at) = (row.get("order_id")?, row.get("subject")?, row.get("created_at")?);
    Ok(Signal { id, order_id, kind, subject, amount, reason, error: row.get("error")?, at })
}

async fn hand_over(store: &Store, taken: &Taken) -> Result<(), ReceiverError> {
    let receiver = store.0.outbox.receivers.iter().find(|r| r.name() == taken.receiver);
    let receiver = receiver.ok_or_else(|| ReceiverError::new("no receiver of this name is registered"))?;
    let order = order_page::by_id(store, &taken.signal.order_id).await.map_err(ReceiverError::new)?;
    let deadline = store.settings().outbox_lease.mul_f32(0.8);
    match tokio::time::timeout(deadline, receiver.receive(&taken.signal, &order)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ReceiverError::new("no answer within the lease")),
    }
}

async fn settle(db: &Db, taken: &Taken, outcome: Result<(), ReceiverError>) -> Result<()> {
    let (signal, receiver) = (&taken.signal.id, &taken.receiver);
    match outcome {
        Ok(()) => {
            let sql = "UPDATE pannier_signal_receipts SET status = 'done', error = NULL \
                       WHERE signal_id = $1 AND receiver = $2";
            db.execute(sql, args![signal, receiver]).await?;
        }
        Err(error) => {
            let last = taken.attempts >= MAX_ATTEMPTS;
            tracing::warn!(%signal, %receiver, attempts = taken.attempts, last, %error, "a receiver failed");
            let sql = "UPDATE pannier_signal_receipts SET status = $3, due_at = $4, error = $5 \
                       WHERE signal_id = $1 AND receiver = $2 AND status = 'due'";
            let status = if last { "failed" } else { "due" };
            let due = now() + retry_after(taken.attempts);
            db.execute(sql, args![signal, receiver, status, due, error.to_string()]).await?;
        }
    }
    Ok(())
}

/// Milliseconds to the next try: 2 s, 4 s, 8 s .. 4.5 h.
fn retry_after(attempts: u32) -> i64 {
    1000 << attempts.clamp(1, 14)
}

/// What is stuck or waiting, for a person.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Receipt {
    /// The signal.
    pub signal_id: String,
    /// The number of its order, if it has one.
    pub order_number: Option<i64>,
    /// What happened to the order.
    pub kind: String,
    /// Who has to be told.
    pub receiver: String,
    /// `due` or `failed`.
    pub state: String,
    /// Tries so far.
    pub attempts: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
}

impl Store {
    /// The receipts that are not done.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// for receipt in store.undelivered().await? {
    ///     println!("{} waits for {}: {:?}", receipt.signal_id, receipt.receiver, receipt.error);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn undelivered(&self) -> Result<Vec<Receipt>> {
        let sql = "SELECT r.signal_id, o.number, s.kind, r.receiver, r.status, r.attempts, r.error \
                   FROM pannier_signal_receipts r JOIN pannier_signals s ON s.id = r.signal_id \
                   JOIN pannier_orders o ON o.id = s.order_id WHERE r.status <> 'done' ORDER BY s.created_at";
        let rows = self.db().fetch_all(sql, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(Receipt {
                    signal_id: row.get("signal_id")?,
                    order_number: row.get("number")?,
                    kind: row.get("kind")?,
                    receiver: row.get("receiver")?,
                    state: row.get("status")?,
                    attempts: row.count("attempts")?,
                    error: row.get("error")?,
                })
            })
            .collect()
    }

    /// Has every receiver that has not handled a signal try again now. Returns how many will.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.replay("no-such-signal").await?, 0);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn replay(&self, signal_id: &str) -> Result<u64> {
        let sql = "UPDATE pannier_signal_receipts SET status = 'due', attempts = 0, due_at = $2 \
                   WHERE signal_id = $1 AND status <> 'done'";
        let replayed = self.db().execute(sql, args![signal_id, now()]).await?;
        self.0.outbox.ring();
        Ok(replayed)
    }
}
