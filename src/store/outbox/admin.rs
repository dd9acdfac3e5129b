//! The outbox as a person sees it: what is not handled and why, having it tried again, and handing over once more what was
//! handled.

use crate::{
    args,
    store::{
        Store,
        db::{self, Row, Tx, Value},
        error::ManageError,
        receivers::SignalKind,
    },
};

/// What one receiver has made of one signal.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for receipt in store.undelivered().await? {
///     println!("{} is not told of {}: {}", receipt.receiver, receipt.kind, receipt.error.unwrap_or_default());
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Receipt {
    /// The signal.
    pub signal_id: String,
    /// The number of its order, if it has one: a basket has none.
    pub order_number: Option<i64>,
    /// What happened to the order, as [`SignalKind::as_str`] names it. A newer version may know more kinds than this one.
    pub kind: String,
    /// When that was: milliseconds since the Unix epoch, UTC.
    pub at: i64,
    /// Who has to be told.
    pub receiver: String,
    /// How far it has come.
    pub state: ReceiptState,
    /// Tries so far, since a person has last asked for one.
    pub attempts: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// How far a receiver has come with a signal. Times are milliseconds since the Unix epoch, UTC.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::ReceiptState;
///
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// pannier::testing::place(&store, &visitor).await?;
/// let stuck = store.undelivered().await?;
/// assert!(stuck.iter().all(|receipt| receipt.state != ReceiptState::Failed));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptState {
    /// It is handed over at this time, for the first time or again.
    Waiting {
        /// When.
        until: i64,
    },
    /// A worker has handed it over, and waits for the answer.
    InHand {
        /// Since when.
        since: i64,
    },
    /// It has failed too often, or for good: only a person has it tried again.
    Failed,
    /// It was handled.
    Handled {
        /// When; unknown for what was handled by an earlier version.
        at: Option<i64>,
    },
}

const SELECT: &str = "SELECT r.signal_id, r.receiver, r.status, r.attempts, r.due_at, r.error, r.started_at, r.handled_at, \
    s.kind, s.created_at, o.number FROM pannier_signal_receipts r JOIN pannier_signals s ON s.id = r.signal_id \
    JOIN pannier_orders o ON o.id = s.order_id";

/// What nobody works on right now. Whoever works on it would only be doubled.
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
    /// The receipts that are not handled, those of the oldest signal first.
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

    /// The receipts of one signal, handled or not; none if there is no such signal.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::ReceiptState;
    ///
    /// # store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// let stuck = store.undelivered().await?.pop().expect("nobody has worked yet");
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

    /// Has every receiver that has not handled a signal try again now, with all its patience back. Returns how many will: one that
    /// is at work on it already is left to it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.retry("no-such-signal").await?, 0);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry(&self, signal_id: &str) -> db::Result<u64> {
        self.retry_where("signal_id = $2", args![self.db().now(), signal_id]).await
    }

    /// The same for all signals that some receiver has not handled.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add(&visitor, "voucher", "spring", 1, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// assert_eq!(store.retry_all().await?, 1, "the downloads are not told yet that it was paid");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry_all(&self) -> db::Result<u64> {
        self.retry_where("1 = 1", args![self.db().now()]).await
    }

    /// Hands signals of an order that were handled to their receivers once more: a mail that was lost is sent again, a system that
    /// was restored is told again. Only those of one `receiver` and of one `kind`, where these are given; a receiver that was not
    /// there yet when the signal was written is told of it for the first time. Returns what will be handed over.
    ///
    /// A receiver gets the [`Signal::id`](crate::Signal::id) that it got the first time. Where it does nothing twice under one id,
    /// as receivers should, it does nothing: what was lost has to be lost for it as well.
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
            tracing::info!(%signal, %receiver, order, "a signal that was handled is handed over once more, as a person has asked");
        }
        tx.commit().await?;
        if handled.is_empty() {
            return Err(ManageError::NothingHandled);
        }
        self.0.outbox.ring();
        let mut again = Vec::new();
        for (signal, receiver) in handled {
            let receipts = self.receipts(&signal).await?;
            again.extend(receipts.into_iter().filter(|receipt| receipt.receiver == receiver));
        }
        Ok(again)
    }

    /// The signals of an order with the receivers that have handled them, and with the one that is asked for if it has not
    /// been told of them.
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
        self.0.outbox.ring();
        Ok(retried)
    }
}
