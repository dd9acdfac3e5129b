//! The back office's operations on the outbox: listing, retrying and replaying deliveries.

use crate::{
    args,
    store::{
        Store,
        db::{self, Row, Tx, Value},
        error::ManageError,
        receivers::SignalKind,
    },
};

/// The delivery of a signal to a receiver.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Receipt {
    /// The id of the signal.
    pub signal_id: String,
    /// The order number, unless the order is still a basket.
    pub order_number: Option<i64>,
    /// The kind of the signal, as in [`SignalKind::as_str`]. May be one that only a newer version knows.
    pub kind: String,
    /// When the signal was written, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The name of the receiver.
    pub receiver: String,
    /// The state of the delivery.
    pub state: ReceiptState,
    /// The number of attempts since the signal was written, retried or replayed.
    pub attempts: u32,
    /// The error of the last attempt.
    pub error: Option<String>,
}

/// The state of a delivery. Times are in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptState {
    /// Waiting for its first attempt, or for the next one.
    Waiting {
        /// When it is due.
        until: i64,
    },
    /// Leased by a worker, which awaits the receiver's answer.
    InHand {
        /// When the attempt started.
        since: i64,
    },
    /// Failed permanently, or too often: no further attempt until [`Store::retry`].
    Failed,
    /// Handled by the receiver.
    Handled {
        /// When; unknown if an earlier version delivered it.
        at: Option<i64>,
    },
}

const SELECT: &str = "SELECT r.signal_id, r.receiver, r.status, r.attempts, r.due_at, r.error, r.started_at, r.handled_at, \
    s.kind, s.created_at, o.number FROM pannier_signal_receipts r JOIN pannier_signals s ON s.id = r.signal_id \
    JOIN pannier_orders o ON o.id = s.order_id";

/// Excludes leased deliveries, which a retry would only double.
const NOT_IN_HAND: &str = "(started_at IS NULL OR due_at <= $1)";

impl Receipt {
    fn read(row: &Row, now: i64) -> db::Result<Receipt> {
        let due_at: i64 = row.get("due_at")?;
        let started_at: Option<i64> = row.get("started_at")?;
        let state = match row.get::<String>("status")?.as_str() {
            "done" => ReceiptState::Handled { at: row.get("handled_at")? },
            "failed" => ReceiptState::Failed,
            _ => match started_at.filter(|_| due_at > now) {
                Some(since) => ReceiptState::InHand { since },
                None => ReceiptState::Waiting { until: due_at },
            },
        };
        Ok(Receipt {
            signal_id: row.get("signal_id")?,
            order_number: row.get("number")?,
            kind: row.get("kind")?,
            at: row.get("created_at")?,
            receiver: row.get("receiver")?,
            state,
            attempts: row.count("attempts")?,
            error: row.get("error")?,
        })
    }
}

impl Store {
    /// Returns all pending and failed deliveries, those of the oldest signal first.
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
    pub async fn undelivered(&self) -> db::Result<Vec<Receipt>> {
        self.receipts_where("r.status <> 'done'", &[]).await
    }

    /// Returns all deliveries of a signal, handled or not; empty if there is no such signal.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::ReceiptState;
    ///
    /// # store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// let stuck = store.undelivered().await?.pop().expect("no worker runs in a test");
    /// pannier::testing::deliver(&store).await?;
    /// let receipts = store.receipts(&stuck.signal_id).await?;
    /// assert!(matches!(receipts[0].state, ReceiptState::Handled { at: Some(_) }));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn receipts(&self, signal_id: &str) -> db::Result<Vec<Receipt>> {
        self.receipts_where("r.signal_id = $1", args![signal_id]).await
    }

    /// Retries all pending and failed deliveries of a signal now, with a fresh count of attempts. Returns the
    /// number of deliveries; those that a worker is busy with are left out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry(&self, signal_id: &str) -> db::Result<u64> {
        self.retry_where("signal_id = $2", args![self.db().now(), signal_id]).await
    }

    /// Retries all pending and failed deliveries now, with a fresh count of attempts. Returns their number.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// assert_eq!(store.retry_all().await?, 1, "the delivery of the completed order to the downloads");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry_all(&self) -> db::Result<u64> {
        self.retry_where("1 = 1", args![self.db().now()]).await
    }

    /// Replays handled deliveries of an order: a lost mail is sent again, a restored system is notified
    /// again.
    ///
    /// `receiver` and `kind` restrict the replay. A named receiver also gets the signals that were written
    /// before it was registered. Returns the deliveries to come.
    ///
    /// The [`Signal::id`](crate::Signal::id) is the same as in the first delivery, so an idempotent receiver
    /// does nothing unless it has lost its record of that id.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::SignalKind;
    ///
    /// # store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// pannier::testing::deliver(&store).await?;
    /// let again = store.replay(order.number, Some("downloads"), Some(SignalKind::Completed)).await?;
    /// assert_eq!(again.len(), 1);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::UnknownOrder`], [`ManageError::UnknownReceiver`], [`ManageError::NothingHandled`].
    pub async fn replay(
        &self,
        order: i64,
        receiver: Option<&str>,
        kind: Option<SignalKind>,
    ) -> Result<Vec<Receipt>, ManageError> {
        let order_id = self.id_of(order).await?;
        if let Some(name) = receiver.filter(|name| !self.0.outbox.has(name)) {
            let known = self.0.outbox.names().join(", ");
            return Err(ManageError::UnknownReceiver { name: name.to_owned(), known });
        }
        let mut tx = self.db().begin().await?;
        let handled = self.handled(&mut tx, &order_id, receiver, kind).await?;
        let now = tx.now();
        for (signal, receiver) in &handled {
            let sql = "INSERT INTO pannier_signal_receipts (signal_id, receiver, due_at) VALUES ($1, $2, $3) \
                       ON CONFLICT (signal_id, receiver) DO UPDATE SET status = 'due', attempts = 0, due_at = excluded.due_at";
            tx.execute(sql, args![signal, receiver, now]).await?;
            self.0.outbox.wake_on_commit(&mut tx);
            tracing::info!(%signal, %receiver, order, "delivery replayed by admin");
        }
        tx.commit().await?;
        if handled.is_empty() {
            return Err(ManageError::NothingHandled);
        }
        let mut again = Vec::new();
        for (signal, receiver) in handled {
            let receipts = self.receipts(&signal).await?;
            again.extend(receipts.into_iter().filter(|receipt| receipt.receiver == receiver));
        }
        Ok(again)
    }

    /// Returns the signals of an order with the receivers that have handled them, and with `receiver` if
    /// there is no delivery to it yet.
    async fn handled(
        &self,
        tx: &mut Tx,
        order_id: &str,
        receiver: Option<&str>,
        kind: Option<SignalKind>,
    ) -> db::Result<Vec<(String, String)>> {
        let sql = "SELECT s.id, s.kind, r.receiver, r.status FROM pannier_signals s \
                   LEFT JOIN pannier_signal_receipts r ON r.signal_id = s.id AND ($2 = '' OR r.receiver = $2) \
                   WHERE s.order_id = $1 AND ($3 = '' OR s.kind = $3) ORDER BY s.created_at, r.receiver";
        let which = args![order_id, receiver.unwrap_or_default(), kind.map_or("", SignalKind::as_str)];
        let mut handled = Vec::new();
        for row in tx.fetch_all(sql, which).await? {
            let kind: String = row.get("kind")?;
            let told: Option<String> = row.get("receiver")?;
            match (told, receiver) {
                (Some(told), _) if row.get::<String>("status")? == "done" => handled.push((row.get("id")?, told)),
                (None, Some(new)) if kind.parse().is_ok_and(|kind| self.0.outbox.tells(new, kind)) => {
                    handled.push((row.get("id")?, new.to_owned()));
                }
                _ => {}
            }
        }
        Ok(handled)
    }

    async fn receipts_where(&self, which: &str, args: &[Value]) -> db::Result<Vec<Receipt>> {
        let sql = format!("{SELECT} WHERE {which} ORDER BY s.created_at, s.id, r.receiver");
        let now = self.db().now();
        self.db().fetch_all(&sql, args).await?.iter().map(|row| Receipt::read(row, now)).collect()
    }

    async fn retry_where(&self, which: &str, args: &[Value]) -> db::Result<u64> {
        let sql = format!(
            "UPDATE pannier_signal_receipts SET status = 'due', attempts = 0, due_at = $1, started_at = NULL \
             WHERE status <> 'done' AND {NOT_IN_HAND} AND {which}"
        );
        let retried = self.db().execute(&sql, args).await?;
        self.0.outbox.wake();
        Ok(retried)
    }
}
