//! The merchant's side of withdrawals: lists them, names the order that is meant, and closes what was answered.

use serde::{Deserialize, Serialize};

use super::{
    deadline,
    draft::{COLUMNS, Withdrawal},
    order, receipt,
};
use crate::{
    args,
    language::Language,
    model::{TimeZone, Timestamp, WithdrawalLine, WithdrawalRight, is_in_words},
    store::{
        admin::Admin,
        db::{self, Row, Value},
        error::AdminError,
        is_key,
        staff::role::Act,
    },
};

/// A withdrawal that was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalRecord {
    /// The id, which is the subject of its [signal](crate::SignalKind::Withdrawn).
    pub id: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// The number of the order; `None` if it was not found.
    pub order: Option<i64>,
    /// The number of the order as it was typed.
    pub typed: String,
    /// Whether it came from the page of the order, which only the customer knows.
    pub identified: bool,
    /// The customer's name.
    pub name: String,
    /// The e-mail address that the receipt goes to.
    pub email: String,
    /// The lines from which the customer withdraws, with their pieces. Empty for [everything](WithdrawalRecord::is_everything), and
    /// for items that are [named in words](WithdrawalRecord::is_in_words).
    pub lines: Vec<WithdrawalLine>,
    /// What the customer has to say, in lines. May be empty.
    pub text: String,
    /// The customer's language.
    pub language: Language,
    /// Whether the period was over, as far as it is known.
    pub late: bool,
    /// The exceptions from the right to withdraw that apply to something of what it names, or of the whole order: the merchant
    /// decides about that.
    #[serde(default)]
    pub exceptions: Vec<WithdrawalRight>,
    /// What became of the receipt.
    pub receipt: ReceiptState,
    /// When the merchant was done with it.
    pub closed_at: Option<Timestamp>,
}

/// What became of the receipt of a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReceiptState {
    /// It is to be sent.
    Waiting {
        /// Why the last try has failed.
        error: Option<String>,
    },
    /// It was sent.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// It could not be sent for more than a week, and is not tried again: the merchant has to send one.
    Failed {
        /// Why the last try has failed.
        error: String,
    },
}

/// A query for withdrawals, the newest first.
///
/// ```
/// use pannier::WithdrawalQuery;
///
/// let query = WithdrawalQuery::default().open().order(1001).limit(10);
/// assert_eq!((query.open, query.order, query.limit), (true, Some(1001), 10));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WithdrawalQuery {
    /// Only those that are not closed.
    pub open: bool,
    /// Only those from the order with this number.
    pub order: Option<i64>,
    /// Only those after the one with this id, the last one of a page.
    pub before: Option<String>,
    /// The maximum number: 50.
    pub limit: u32,
}

impl Default for WithdrawalQuery {
    fn default() -> WithdrawalQuery {
        WithdrawalQuery { open: false, order: None, before: None, limit: 50 }
    }
}

impl WithdrawalQuery {
    /// Leaves out those that are closed.
    #[must_use]
    pub fn open(self) -> WithdrawalQuery {
        WithdrawalQuery { open: true, ..self }
    }

    /// Filters by an order's number.
    #[must_use]
    pub fn order(self, number: i64) -> WithdrawalQuery {
        WithdrawalQuery { order: Some(number), ..self }
    }

    /// Continues after the withdrawal with this id.
    #[must_use]
    pub fn before(self, id: impl Into<String>) -> WithdrawalQuery {
        WithdrawalQuery { before: Some(id.into()), ..self }
    }

    /// Sets the maximum number.
    #[must_use]
    pub fn limit(self, limit: u32) -> WithdrawalQuery {
        WithdrawalQuery { limit, ..self }
    }
}

/// A page of withdrawals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WithdrawalPage {
    /// The withdrawals, the newest first.
    pub withdrawals: Vec<WithdrawalRecord>,
    /// The id [before](WithdrawalQuery::before()) which there are more.
    pub next: Option<String>,
}

impl WithdrawalRecord {
    fn read(row: &Row) -> db::Result<WithdrawalRecord> {
        let found = Withdrawal::read(row)?;
        let receipt = match (found.receipt_at, found.due_at) {
            (Some(at), _) => ReceiptState::Sent { at },
            (None, Some(_)) => ReceiptState::Waiting { error: found.error },
            (None, None) => ReceiptState::Failed { error: found.error.unwrap_or_default() },
        };
        let lines = found.declared.lines.unwrap_or_default();
        let mut exceptions = Vec::new();
        for (right, column) in [(WithdrawalRight::EndsWithDownload, "ending"), (WithdrawalRight::Excluded, "excluded")]
        {
            let applies = match lines.is_empty() {
                true => row.get::<i64>(column)? > 0,
                false => lines.iter().any(|line| line.right == right),
            };
            exceptions.extend(applies.then_some(right));
        }
        Ok(WithdrawalRecord {
            id: found.id,
            received_at: row.get("received_at")?,
            order: row.get("number")?,
            typed: found.declared.number,
            identified: found.identified,
            name: found.declared.name,
            email: found.declared.email,
            lines,
            text: found.declared.text,
            language: found.language,
            late: found.late == Some(true),
            exceptions,
            receipt,
            closed_at: found.closed_at,
        })
    }

    /// Returns whether the customer withdraws from everything: no lines were chosen, nor are items named in words.
    pub fn is_everything(&self) -> bool {
        self.lines.is_empty() && !self.is_in_words()
    }

    /// Returns whether the [text](WithdrawalRecord::text) names the items. Only one can that did not come from the order's page.
    pub fn is_in_words(&self) -> bool {
        is_in_words(self.identified, &self.text)
    }

    /// Returns until when the merchant has to refund it: to the end of the fourteenth day after the one on which it was received
    /// (Directive 2011/83/EU, article 13), in the [time zone](crate::Settings::time_zone) of the shop. Until the goods are back, or
    /// proved to be sent back, the merchant may wait.
    pub fn refund_by(&self, zone: &TimeZone) -> Timestamp {
        deadline::refund_by(self.received_at, zone)
    }
}

/// Returns a statement that selects withdrawals that were received, with the numbers of their orders, and of how many of their
/// lines the right ends with the download, or is excluded. An order of before, whose lines do not say so, has it end with
/// downloads.
fn select(which: &str) -> String {
    let columns = COLUMNS.map(|column| format!("w.{column}")).join(", ");
    let count = |condition: &str| {
        format!(
            "(SELECT COUNT(*) FROM pannier_order_lines l WHERE l.order_id = w.order_id AND l.unit_amount IS NOT NULL \
             AND {condition})"
        )
    };
    let ending =
        "(l.withdrawal = 'ends' OR (l.withdrawal IS NULL AND l.download_key IS NOT NULL AND l.shipment_id IS NULL))";
    let (ending, excluded) = (count(ending), count("l.withdrawal = 'excluded'"));
    format!(
        "SELECT {columns}, o.number, {ending} AS ending, {excluded} AS excluded \
         FROM pannier_withdrawals w LEFT JOIN pannier_orders o ON o.id = w.order_id \
         WHERE w.received_at IS NOT NULL{which}"
    )
}

impl Admin<'_> {
    /// Returns withdrawals, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn withdrawals(&self, query: &WithdrawalQuery) -> db::Result<WithdrawalPage> {
        let none = WithdrawalPage { withdrawals: Vec::new(), next: None };
        let (db, most) = (self.store.db(), query.limit.max(1));
        // One more tells whether there are more.
        let (mut which, mut args): (String, Vec<Value>) = (String::new(), vec![most.saturating_add(1).into()]);
        if query.open {
            which.push_str(" AND w.closed_at IS NULL");
        }
        if let Some(number) = query.order {
            args.push(number.into());
            which
                .push_str(&format!(" AND w.order_id = (SELECT id FROM pannier_orders WHERE number = ${})", args.len()));
        }
        if let Some(id) = &query.before {
            let sql = "SELECT received_at FROM pannier_withdrawals WHERE id = $1 AND received_at IS NOT NULL";
            let last = if is_key(id) { db.fetch_optional(sql, args![id]).await? } else { None };
            let Some(last) = last else { return Ok(none) };
            args.extend_from_slice(args![last.get::<Timestamp>("received_at")?, id]);
            let (at, id) = (args.len() - 1, args.len());
            which.push_str(&format!(" AND w.received_at <= ${at} AND (w.received_at < ${at} OR w.id < ${id})"));
        }
        let sql = format!("{} ORDER BY w.received_at DESC, w.id DESC LIMIT $1", select(&which));
        let rows = db.fetch_all(&sql, &args).await?;
        let more = rows.len() > most as usize;
        let shown = rows.iter().take(most as usize).map(WithdrawalRecord::read);
        let withdrawals = shown.collect::<db::Result<Vec<_>>>()?;
        let next = withdrawals.last().filter(|_| more).map(|last| last.id.clone());
        Ok(WithdrawalPage { withdrawals, next })
    }

    /// Returns the lines from which the customer of an order has withdrawn, as long as the merchant has not answered. `None` if
    /// there is nothing to answer; no lines for everything, and for what is named in words.
    pub(crate) async fn open_withdrawal_lines(&self, number: i64) -> db::Result<Option<Vec<WithdrawalLine>>> {
        let open = self.withdrawals(&WithdrawalQuery::default().open().order(number)).await?.withdrawals;
        if open.is_empty() {
            return Ok(None);
        }
        // Beside one that names none, the lines of another would say too little.
        let named = open.iter().all(|found| !found.lines.is_empty());
        Ok(Some(if named { open.into_iter().flat_map(|found| found.lines).collect() } else { Vec::new() }))
    }

    /// Returns a withdrawal that was received.
    ///
    /// # Errors
    /// [`AdminError::UnknownWithdrawal`].
    pub async fn withdrawal(&self, id: &str) -> Result<WithdrawalRecord, AdminError> {
        Ok(WithdrawalRecord::read(&self.received(id).await?)?)
    }

    async fn received(&self, id: &str) -> Result<Row, AdminError> {
        if !is_key(id) {
            return Err(AdminError::UnknownWithdrawal);
        }
        let row = self.store.db().fetch_optional(&select(" AND w.id = $1"), args![id]).await?;
        row.ok_or(AdminError::UnknownWithdrawal)
    }

    /// Records which order is meant by a withdrawal that was not matched, and tells the receivers. If the order has another
    /// e-mail address, a note goes there.
    ///
    /// # Errors
    /// [`AdminError::UnknownWithdrawal`]; [`AdminError::UnknownOrder`]; [`AdminError::WithdrawalMatched`] if it belongs to an
    /// order already.
    pub async fn match_withdrawal(&self, id: &str, number: i64) -> Result<(), AdminError> {
        let found = Withdrawal::read(&self.received(id).await?)?;
        let known = order::by_number(self.store, number).await?.ok_or(AdminError::UnknownOrder(number))?;
        let mut tx = self.begin().await?;
        if !receipt::attach(self.store, &mut tx, &found, &known).await? {
            return Err(AdminError::WithdrawalMatched);
        }
        // The note is sent by the next try: at once, or when the lease ends of one that is in hand, which may be about to send
        // the receipt.
        let sql = "UPDATE pannier_withdrawals SET due_at = CASE WHEN leased_at IS NOT NULL AND due_at > $2 THEN due_at \
                   ELSE $2 END, leased_at = NULL, attempts = 0 WHERE id = $1";
        let now = tx.now();
        tx.execute(sql, args![&found.id, now]).await?;
        tx.wake_on_commit(&self.store.0.reconciler);
        Ok(self.entry(Act::MatchWithdrawal).order(&known.id).subject(&found.id).commit(tx).await?)
    }

    /// Records that a withdrawal was answered. Does nothing if it was closed before.
    ///
    /// # Errors
    /// [`AdminError::UnknownWithdrawal`].
    pub async fn close_withdrawal(&self, id: &str) -> Result<(), AdminError> {
        let found = Withdrawal::read(&self.received(id).await?)?;
        let mut tx = self.begin().await?;
        let sql = "UPDATE pannier_withdrawals SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
        let now = tx.now();
        if tx.execute(sql, args![&found.id, now]).await? == 0 {
            return Ok(());
        }
        let entry = self.entry(Act::CloseWithdrawal).subject(&found.id);
        let entry = match &found.order_id {
            Some(order) => entry.order(order),
            None => entry,
        };
        Ok(entry.commit(tx).await?)
    }

    /// Counts the withdrawals that are not closed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open_withdrawals(&self) -> db::Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM pannier_withdrawals WHERE received_at IS NOT NULL AND closed_at IS NULL";
        Ok(self.store.db().fetch_one(sql, &[]).await?.get_u32("n")?.into())
    }
}
