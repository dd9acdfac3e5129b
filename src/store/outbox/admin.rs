//! The merchant's operations on the outbox: listing, retrying and replaying deliveries.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DeliveryStatus, Outbox};
use crate::{
    args,
    model::Timestamp,
    store::{
        admin::Admin,
        db::{self, Row, Tx, Value},
        error::AdminError,
        receivers::SignalKind,
        staff::role::Act,
    },
};

/// The delivery of a signal to a receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SignalDelivery {
    /// The id of the signal.
    pub signal_id: String,
    /// The order number, unless the order is still a basket.
    pub order_number: Option<i64>,
    /// The kind of the signal; `None` if only a newer version knows it.
    pub kind: Option<SignalKind>,
    /// When the signal was written.
    pub at: Timestamp,
    /// The name of the receiver.
    pub receiver: String,
    /// Whether this store has a receiver of that name. Otherwise the delivery waits for an instance that has it.
    pub registered: bool,
    /// The state of the delivery.
    pub state: DeliveryState,
    /// The number of attempts since the signal was written, retried or replayed.
    pub attempts: u32,
    /// The error of the last attempt.
    pub error: Option<String>,
}

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DeliveryState {
    /// Waiting for its first attempt, or for the next one.
    Waiting {
        /// When it is due.
        until: Timestamp,
    },
    /// Leased by a worker, which awaits the receiver's answer.
    InProgress {
        /// When the attempt started.
        since: Timestamp,
    },
    /// Failed permanently, or too often: no further attempt until [`Admin::retry`]. Its order needs attention until
    /// then, or until [`Admin::dismiss`].
    Failed,
    /// Handled by the receiver.
    Handled {
        /// When; unknown if an earlier version delivered it.
        at: Option<Timestamp>,
    },
}

const SELECT: &str = "SELECT d.signal_id, d.receiver, d.status, d.attempts, d.due_at, d.error, d.started_at, d.handled_at, \
    s.kind, s.created_at AS created_at, o.number FROM pannier_signal_deliveries d JOIN pannier_signals s ON s.id = d.signal_id \
    JOIN pannier_orders o ON o.id = s.order_id";

/// The number of deliveries that are retried in a transaction; more if the last signal has several.
const BATCH: u32 = 500;

/// Excludes leased deliveries, which a retry would only double.
const NOT_IN_HAND: &str = "(started_at IS NULL OR due_at <= $1)";

impl SignalDelivery {
    pub(in crate::store) fn read(row: &Row, now: Timestamp, outbox: &Outbox) -> db::Result<SignalDelivery> {
        let due_at: Timestamp = row.get("due_at")?;
        let started_at: Option<Timestamp> = row.get("started_at")?;
        let state = match row.get("status")? {
            DeliveryStatus::Done => DeliveryState::Handled { at: row.get("handled_at")? },
            DeliveryStatus::Failed => DeliveryState::Failed,
            DeliveryStatus::Due => match started_at.filter(|_| due_at > now) {
                Some(since) => DeliveryState::InProgress { since },
                None => DeliveryState::Waiting { until: due_at },
            },
        };
        let receiver: String = row.get("receiver")?;
        Ok(SignalDelivery {
            signal_id: row.get("signal_id")?,
            order_number: row.get("number")?,
            kind: row.get::<String>("kind")?.parse().ok(),
            at: row.get("created_at")?,
            registered: outbox.has(&receiver),
            receiver,
            state,
            attempts: row.get_u32("attempts")?,
            error: row.get("error")?,
        })
    }
}

impl Admin<'_> {
    /// Returns all pending and failed deliveries, those of the oldest signal first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// for delivery in admin.undelivered().await? {
    ///     println!("{} waits for {}: {:?}", delivery.signal_id, delivery.receiver, delivery.error);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn undelivered(&self) -> db::Result<Vec<SignalDelivery>> {
        // Each status has an index of its own. Without it, every delivery ever made would be read.
        self.deliveries_where(&format!("d.status = 'due' UNION ALL {SELECT} WHERE d.status = 'failed'"), &[]).await
    }

    /// Returns up to `limit` failed deliveries, those of the oldest signal first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn failed_deliveries(&self, limit: u32) -> db::Result<Vec<SignalDelivery>> {
        self.oldest(DeliveryStatus::Failed, limit).await
    }

    /// Returns up to `limit` deliveries that wait for an attempt or are in progress, those of the oldest signal first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_deliveries(&self, limit: u32) -> db::Result<Vec<SignalDelivery>> {
        self.oldest(DeliveryStatus::Due, limit).await
    }

    /// Returns all deliveries of a signal, handled or not; empty if there is no such signal.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::DeliveryState;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let stuck = admin.undelivered().await?.pop().expect("no worker runs in a test");
    /// pannier::testing::run_outbox(&store).await?;
    /// let deliveries = admin.deliveries(&stuck.signal_id).await?;
    /// assert!(matches!(deliveries[0].state, DeliveryState::Handled { at: Some(_) }));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn deliveries(&self, signal_id: &str) -> db::Result<Vec<SignalDelivery>> {
        self.deliveries_where("d.signal_id = $1", args![signal_id]).await
    }

    /// Retries all pending and failed deliveries of a signal now, with a fresh count of attempts. Returns the
    /// number of deliveries; those that a worker is busy with are left out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry(&self, signal_id: &str) -> Result<u64, AdminError> {
        let mut tx = self.begin().await?;
        let args = args![tx.now(), signal_id];
        let receivers = self.make_due(&mut tx, "status <> 'done' AND signal_id = $2", args).await?;
        self.commit_deliveries(tx, Act::RetryDelivery, signal_id, receivers).await
    }

    /// Retries all pending and failed deliveries of an order now, with a fresh count of attempts: for those that have
    /// waited for a decision about its shipments. Returns their number; those that a worker is busy with are left out.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn retry_order(&self, order: i64) -> Result<u64, AdminError> {
        let order_id = self.id_of(order).await?;
        let mut tx = self.begin().await?;
        let of_order = "status <> 'done' AND signal_id IN (SELECT id FROM pannier_signals WHERE order_id = $2)";
        let args = args![tx.now(), &order_id];
        let receivers = self.make_due(&mut tx, of_order, args).await?;
        if !receivers.is_empty() {
            let entry = self.entry(Act::RetryDelivery).order(&order_id).detail(receivers.join(", "));
            entry.commit(tx).await?;
        }
        Ok(receivers.len() as u64)
    }

    /// Retries all pending and failed deliveries now, with a fresh count of attempts. Returns their number;
    /// those that a worker is busy with are left out.
    ///
    /// They are changed a few hundred at a time, each time with an entry in the audit log, so that nobody waits for long
    /// to write. After an error, some may be retried and others not.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// assert_eq!(admin.retry_all().await?, 1, "the delivery of the completed order to the downloads");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry_all(&self) -> Result<u64, AdminError> {
        let (mut admin, mut retried) = (*self, 0);
        for status in [DeliveryStatus::Due, DeliveryStatus::Failed] {
            // In the order of the signals: a delivery that fails again meanwhile is not met a second time.
            let mut after = String::new();
            loop {
                let (batch, last) = admin.retry_batch(status, &after).await?;
                if batch > 0 {
                    // The first change takes the form, and with it the others: a second request makes none.
                    admin.form = None;
                }
                retried += batch;
                let Some(last) = last else { break };
                after = last;
            }
        }
        Ok(retried)
    }

    /// Retries deliveries of signals after the one with this id. Returns their number, and the last signal; `None` if
    /// there are no others after it.
    async fn retry_batch(&self, status: DeliveryStatus, after: &str) -> Result<(u64, Option<String>), AdminError> {
        let mut tx = self.begin().await?;
        let which = format!("status = '{}' AND signal_id > $2", status.as_str());
        let sql = format!(
            "SELECT signal_id FROM pannier_signal_deliveries WHERE status = '{}' AND signal_id > $1 \
             ORDER BY signal_id LIMIT 1 OFFSET {}",
            status.as_str(),
            BATCH - 1
        );
        let last = tx.fetch_optional(&sql, args![after]).await?;
        let last: Option<String> = last.map(|row| row.get("signal_id")).transpose()?;
        let now = tx.now();
        let receivers = match &last {
            Some(last) => {
                self.make_due(&mut tx, &format!("{which} AND signal_id <= $3"), args![now, after, last]).await?
            }
            None => self.make_due(&mut tx, &which, args![now, after]).await?,
        };
        if !receivers.is_empty() {
            self.entry(Act::RetryDelivery).detail(receivers.len()).commit(tx).await?;
        }
        Ok((receivers.len() as u64, last))
    }

    /// Records the failed deliveries of a signal as handled, because nothing is left to be done about them. Returns
    /// their number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn dismiss(&self, signal_id: &str) -> Result<u64, AdminError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE pannier_signal_deliveries SET status = 'done', handled_at = $2 \
                   WHERE signal_id = $1 AND status = 'failed' RETURNING receiver";
        let rows = tx.fetch_all(sql, args![signal_id, tx.now()]).await?;
        self.commit_deliveries(tx, Act::DismissDelivery, signal_id, receivers(&rows)?).await
    }

    /// Replays handled deliveries of an order: a lost mail is sent again, a restored system is notified
    /// again.
    ///
    /// `receiver` and `kind` restrict the replay. A named receiver also gets the signals that were written
    /// before it was registered. Returns the deliveries to come.
    ///
    /// The [`OrderSignal::id`](crate::OrderSignal::id) is the same as in the first delivery, so an idempotent receiver
    /// does nothing unless it has lost its record of that id.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::SignalKind;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// pannier::testing::run_outbox(&store).await?;
    /// let again = admin.replay(order.number, Some("downloads"), Some(SignalKind::Completed)).await?;
    /// assert_eq!(again.len(), 1);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`], [`AdminError::UnknownReceiver`], [`AdminError::NothingHandled`].
    pub async fn replay(
        &self,
        order: i64,
        receiver: Option<&str>,
        kind: Option<SignalKind>,
    ) -> Result<Vec<SignalDelivery>, AdminError> {
        let order_id = self.id_of(order).await?;
        if let Some(name) = receiver.filter(|name| !self.store.0.outbox.has(name)) {
            let known = self.store.0.outbox.names().join(", ");
            return Err(AdminError::UnknownReceiver { name: name.to_owned(), known });
        }
        let mut tx = self.begin().await?;
        let handled = self.handled(&mut tx, &order_id, receiver, kind).await?;
        if handled.is_empty() {
            return Err(AdminError::NothingHandled);
        }
        let now = tx.now();
        for (signal, receiver, _) in &handled {
            let sql = "INSERT INTO pannier_signal_deliveries (signal_id, receiver, due_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (signal_id, receiver) DO UPDATE SET status = 'due', attempts = 0, due_at = excluded.due_at";
            tx.execute(sql, args![signal, receiver, now]).await?;
            self.store.0.outbox.wake_on_commit(&mut tx, receiver);
        }
        let replayed: BTreeSet<String> =
            handled.iter().map(|(_, receiver, kind)| format!("{receiver}: {kind}")).collect();
        let entry = self.entry(Act::ReplayDelivery).order(&order_id).detail(Vec::from_iter(replayed).join(", "));
        let entry = match &handled[..] {
            [(signal, ..)] => entry.subject(signal),
            _ => entry,
        };
        entry.commit(tx).await?;
        let mut again = Vec::new();
        for (signal, receiver, _) in handled {
            let deliveries = self.deliveries(&signal).await?;
            again.extend(deliveries.into_iter().filter(|delivery| delivery.receiver == receiver));
        }
        Ok(again)
    }

    /// Returns the signals of an order with the receivers that have handled them, and with `receiver` if
    /// there is no delivery to it yet, and with their kind.
    async fn handled(
        &self,
        tx: &mut Tx,
        order_id: &str,
        receiver: Option<&str>,
        kind: Option<SignalKind>,
    ) -> db::Result<Vec<(String, String, SignalKind)>> {
        let sql = "SELECT s.id, s.kind, d.receiver, d.status FROM pannier_signals s \
                   LEFT JOIN pannier_signal_deliveries d ON d.signal_id = s.id AND ($2 = '' OR d.receiver = $2) \
                   WHERE s.order_id = $1 AND ($3 = '' OR s.kind = $3) ORDER BY s.created_at, d.receiver";
        let which = args![order_id, receiver.unwrap_or_default(), kind.map_or("", SignalKind::as_str)];
        let mut handled = Vec::new();
        for row in tx.fetch_all(sql, which).await? {
            let Ok(kind) = row.get::<String>("kind")?.parse::<SignalKind>() else { continue };
            let (handler, status): (Option<String>, Option<DeliveryStatus>) =
                (row.get("receiver")?, row.get("status")?);
            match (handler, status, receiver) {
                (Some(handler), Some(DeliveryStatus::Done), _) => handled.push((row.get("id")?, handler, kind)),
                (None, _, Some(new)) if self.store.0.outbox.subscribes(new, kind) => {
                    handled.push((row.get("id")?, new.to_owned(), kind));
                }
                _ => {}
            }
        }
        Ok(handled)
    }

    async fn deliveries_where(&self, which: &str, args: &[Value]) -> db::Result<Vec<SignalDelivery>> {
        let sql = format!("{SELECT} WHERE {which} ORDER BY created_at, signal_id, receiver");
        let now = self.store.db().now();
        let outbox = &self.store.0.outbox;
        let rows = self.store.db().fetch_all(&sql, args).await?;
        rows.iter().map(|row| SignalDelivery::read(row, now, outbox)).collect()
    }

    async fn oldest(&self, status: DeliveryStatus, limit: u32) -> db::Result<Vec<SignalDelivery>> {
        // Ids ascend with the time. Materialized, so that these few are found before anything is joined to them.
        let sql = format!(
            "WITH oldest AS MATERIALIZED (SELECT signal_id, receiver FROM pannier_signal_deliveries \
             WHERE status = '{}' ORDER BY signal_id, receiver LIMIT $1) {SELECT} \
             JOIN oldest ON oldest.signal_id = d.signal_id AND oldest.receiver = d.receiver \
             ORDER BY d.signal_id, d.receiver",
            status.as_str()
        );
        let (now, outbox) = (self.store.db().now(), &self.store.0.outbox);
        let rows = self.store.db().fetch_all(&sql, args![limit]).await?;
        rows.iter().map(|row| SignalDelivery::read(row, now, outbox)).collect()
    }

    /// Makes deliveries due now, with a fresh count of attempts. Returns their receivers, whom the commit wakes.
    async fn make_due(&self, tx: &mut Tx, which: &str, args: &[Value]) -> db::Result<Vec<String>> {
        let sql = format!(
            "UPDATE pannier_signal_deliveries SET status = 'due', attempts = 0, due_at = $1, started_at = NULL \
             WHERE {which} AND {NOT_IN_HAND} RETURNING receiver"
        );
        let receivers = receivers(&tx.fetch_all(&sql, args).await?)?;
        for receiver in receivers.iter().collect::<BTreeSet<_>>() {
            self.store.0.outbox.wake_on_commit(tx, receiver);
        }
        Ok(receivers)
    }

    /// Commits a change of the deliveries of a signal to these receivers, with its entry in the audit log. Returns
    /// their number; with none, nothing has changed.
    async fn commit_deliveries(
        &self,
        mut tx: Tx,
        act: Act,
        signal_id: &str,
        receivers: Vec<String>,
    ) -> Result<u64, AdminError> {
        if receivers.is_empty() {
            return Ok(0);
        }
        let sql = "SELECT order_id FROM pannier_signals WHERE id = $1";
        let order_id: String = tx.fetch_one(sql, args![signal_id]).await?.get("order_id")?;
        let entry = self.entry(act).order(&order_id).subject(signal_id).detail(receivers.join(", "));
        entry.commit(tx).await?;
        Ok(receivers.len() as u64)
    }
}

/// Returns the receivers of changed deliveries.
fn receivers(rows: &[Row]) -> db::Result<Vec<String>> {
    rows.iter().map(|row| row.get("receiver")).collect()
}
