//! Delivers the signals of the outbox to the receivers.
//!
//! Each receiver has a receipt for each signal. A worker takes a receipt by moving its due time past the end of a lease;
//! if it dies, the receipt falls due again. A receiver that fails is tried again, later and later, and at last left for a
//! person (`admin.rs`, `pannier outbox`). Nothing a receiver does can move an order back.

use std::{sync::Arc, time::Duration};

use tokio::task::{JoinError, JoinSet};

use crate::{
    args,
    store::{
        Store,
        db::{Db, Dialect, Result, Row, Value, millis, placeholders},
        order::{state::Attention, view},
        receivers::{ReceiverError, Signal, SignalKind},
    },
};

/// Tries before a receipt is left for a person: over a day, with the delays of [`retry_after`].
const MAX_ATTEMPTS: u32 = 19;
/// How long the outbox sleeps when nobody wakes it: another instance may have written something, or a retry is due.
const IDLE: Duration = Duration::from_secs(1);
/// How long the signal of an order that was placed waits for the answer of its gateway, in milliseconds.
const STARTING: i64 = 60_000;
/// Receipts that one instance works on at the same time.
const AT_ONCE: usize = 8;
/// How long a worker that has a place free waits for others to become so.
const GATHER: Duration = Duration::from_millis(5);

/// A receipt that a worker has taken.
struct Taken {
    signal: Signal,
    receiver: String,
    attempts: u32,
    /// When it was taken, which names the lease: whoever has lost it has nothing to say any more.
    started_at: i64,
}

/// Works through the outbox, for ever. A receiver that is slow holds one of the places, and not the turn of the others.
pub(crate) async fn run(store: &Store) {
    let mut work = JoinSet::new();
    loop {
        if let Err(error) = begin(store, &mut work).await {
            tracing::error!(%error, "the outbox cannot be read");
            tokio::time::sleep(IDLE).await;
        }
        let done = tokio::select! {
            Some(done) = work.join_next() => Some(done),
            () = store.0.outbox.bell.notified(), if work.len() < AT_ONCE => None,
            () = tokio::time::sleep(IDLE), if work.len() < AT_ONCE => None,
        };
        if let Some(done) = done {
            report(done);
            // Others are about to be done as well: what takes their places is then fetched for all of them at once.
            tokio::time::sleep(GATHER).await;
            while let Some(done) = work.try_join_next() {
                report(done);
            }
        }
    }
}

fn report(done: Result<Result<()>, JoinError>) {
    match done {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "what a receiver did cannot be written down; it will be asked again"),
        Err(error) => tracing::error!(%error, "a worker of the outbox panicked"),
    }
}

/// Handles what is due now, several receipts at once. Returns how many were handled, well or not.
pub(crate) async fn drain(store: &Store) -> Result<usize> {
    let mut work = JoinSet::new();
    let begun = begin(store, &mut work).await?;
    while let Some(done) = work.join_next().await {
        done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
    }
    Ok(begun)
}

/// Begins with as many receipts that are due as there are places free.
async fn begin(store: &Store, work: &mut JoinSet<Result<()>>) -> Result<usize> {
    let taken = take(store.db(), store.settings().outbox_lease, AT_ONCE - work.len()).await?;
    let begun = taken.len();
    for receipt in taken {
        let store = store.clone();
        work.spawn(async move {
            let receipt = Arc::new(receipt);
            // In a task of its own, so that a panic is a failure like any other; in a set, so that it ends with the worker.
            let mut alone = JoinSet::new();
            alone.spawn(hand_over(store.clone(), Arc::clone(&receipt)));
            let outcome = match alone.join_next().await {
                Some(Ok(outcome)) => outcome,
                _ => Err(ReceiverError::new("the receiver panicked: the log has its words")),
            };
            settle(store.db(), &receipt, outcome).await
        });
    }
    Ok(begun)
}

/// Takes receipts that are due, for the length of a lease, so that no two workers have the same. On PostgreSQL a worker passes
/// over what another one is about to take, and takes the next; SQLite has one writer, and so one worker at a time that takes.
///
/// An order that was placed just now is left until its gateway has said what the shopper does next: receivers want to know.
/// A signal that a newer version has written is left to an instance of that version.
async fn take(db: &Db, lease: Duration, most: usize) -> Result<Vec<Taken>> {
    let now = db.now();
    let kinds = SignalKind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    let due = format!(
        "FROM pannier_signal_receipts r JOIN pannier_signals s ON s.id = r.signal_id \
         WHERE r.status = 'due' AND r.due_at <= $1 AND s.kind IN ({kinds}) \
         AND (s.kind <> 'pending' OR s.created_at < $2 OR NOT EXISTS (SELECT 1 FROM pannier_payments l \
         WHERE l.order_id = s.order_id AND l.status = 'starting'))"
    );
    // An outbox that is empty, as it mostly is, is read and not written.
    let sql = format!("SELECT 1 AS one {due} LIMIT 1");
    if most == 0 || db.fetch_optional(&sql, args![now, now - STARTING]).await?.is_none() {
        return Ok(Vec::new());
    }
    let passing_over = match db.dialect() {
        Dialect::Postgres => "FOR UPDATE OF r SKIP LOCKED",
        Dialect::Sqlite => "",
    };
    let sql = format!(
        "WITH next (signal, who) AS MATERIALIZED (SELECT r.signal_id, r.receiver {due} ORDER BY r.due_at LIMIT $3 {passing_over}) \
         UPDATE pannier_signal_receipts SET attempts = attempts + 1, started_at = $1, due_at = $4 FROM next \
         WHERE signal_id = next.signal AND receiver = next.who RETURNING signal_id, receiver, attempts"
    );
    let lease_ends = now + millis(lease);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut tx = db.begin().await?;
    let mine = tx.fetch_all(&sql, args![now, now - STARTING, most, lease_ends]).await?;
    tx.commit().await?;
    let mut ids = Vec::with_capacity(mine.len());
    for receipt in &mine {
        ids.push(receipt.get::<String>("signal_id")?);
    }
    let signals = signals(db, &ids).await?;
    let mut taken = Vec::with_capacity(mine.len());
    for (receipt, id) in mine.iter().zip(&ids) {
        let Some(signal) = signals.iter().find(|signal| signal.id == *id) else { continue };
        let (receiver, attempts) = (receipt.get("receiver")?, receipt.count("attempts")?);
        taken.push(Taken { signal: signal.clone(), receiver, attempts, started_at: now });
    }
    Ok(taken)
}

/// The signals of these ids, with the money that they are about.
async fn signals(db: &Db, ids: &[String]) -> Result<Vec<Signal>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT s.id, s.order_id, s.kind, s.subject, s.created_at, f.amount, f.currency, f.reason, f.error, p.paid_amount, \
         p.paid_currency, p.attention FROM pannier_signals s LEFT JOIN pannier_refunds f ON f.id = s.subject \
         LEFT JOIN pannier_payments p ON p.id = s.subject WHERE s.id IN ({})",
        placeholders(1, ids.len())
    );
    let ids: Vec<Value> = ids.iter().map(Value::from).collect();
    let mut signals = Vec::with_capacity(ids.len());
    for row in db.fetch_all(&sql, &ids).await? {
        if let Ok(kind) = row.get::<String>("kind")?.parse() {
            signals.push(read(&row, row.get("id")?, kind)?);
        }
    }
    Ok(signals)
}

fn read(row: &Row, id: String, kind: SignalKind) -> Result<Signal> {
    let amount = match (row.get::<Option<i64>>("amount")?, row.get::<Option<i64>>("paid_amount")?) {
        (Some(_), _) => Some(row.money("amount", "currency")?),
        (None, Some(_)) => Some(row.money("paid_amount", "paid_currency")?),
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

async fn hand_over(store: Store, taken: Arc<Taken>) -> Result<(), ReceiverError> {
    let receiver = store.0.outbox.receivers.iter().find(|r| r.name() == taken.receiver);
    let receiver = receiver.ok_or_else(|| ReceiverError::new("no receiver of this name is registered"))?;
    let order = view::by_id(&store, &taken.signal.order_id).await.map_err(ReceiverError::new)?;
    let deadline = store.settings().outbox_lease.mul_f32(0.8);
    match tokio::time::timeout(deadline, receiver.receive_in(&store, &taken.signal, &order)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ReceiverError::new("no answer within the lease")),
    }
}

async fn settle(db: &Db, taken: &Taken, outcome: Result<(), ReceiverError>) -> Result<()> {
    let (signal, receiver) = (&taken.signal.id, &taken.receiver);
    match outcome {
        Ok(()) => {
            let sql = "UPDATE pannier_signal_receipts SET status = 'done', error = NULL, started_at = NULL, handled_at = $3 \
                       WHERE signal_id = $1 AND receiver = $2";
            db.execute(sql, args![signal, receiver, db.now()]).await?;
        }
        Err(error) => {
            let (status, wait, tries) = match error.asked_again_after() {
                Some(after) => ("due", millis(after), taken.attempts - 1),
                None => {
                    let last = error.is_for_good() || taken.attempts >= MAX_ATTEMPTS;
                    tracing::warn!(%signal, %receiver, attempts = taken.attempts, last, %error, "a receiver failed");
                    (if last { "failed" } else { "due" }, retry_after(taken.attempts), taken.attempts)
                }
            };
            let sql = "UPDATE pannier_signal_receipts SET status = $3, due_at = $4, error = $5, started_at = NULL, attempts = $7 \
                       WHERE signal_id = $1 AND receiver = $2 AND status = 'due' AND started_at = $6";
            let (due, error) = (db.now() + wait, error.to_string());
            db.execute(sql, args![signal, receiver, status, due, error, taken.started_at, i64::from(tries)]).await?;
        }
    }
    Ok(())
}

/// Milliseconds to the next try: 2 s, 4 s, 8 s .. 4.5 h.
fn retry_after(attempts: u32) -> i64 {
    1000 << attempts.clamp(1, 14)
}
