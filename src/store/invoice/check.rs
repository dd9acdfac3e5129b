//! Checks all invoices: that their numbers have no gap, that nobody has changed one, and that they add up.
//!
//! Series and orders are read in slices, each by an index: a million invoices block nobody, and take no more memory than a few.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    body::adds_up,
    issue::{counter, hash},
    parse,
    receiver::NAME,
};
use crate::{
    args,
    model::{Money, Timestamp},
    store::{
        admin::Admin,
        db::{Db, Result, Row},
        document::DocumentKind,
    },
};

/// The number of documents, or of orders, that are read by one statement.
const SLICE: u32 = 500;
/// The maximum number of problems that are listed.
const MOST: usize = 1_000;

/// What a check of all invoices and credit notes has found. See [`Admin::check_invoices`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvoiceCheck {
    /// How many documents were checked.
    pub checked: u64,
    /// What is wrong: the first 1,000 findings.
    pub problems: Vec<InvoiceProblem>,
    /// Whether there are more.
    pub more: bool,
}

impl InvoiceCheck {
    /// Returns whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    fn note(&mut self, problem: InvoiceProblem) {
        match self.problems.len() < MOST {
            true => self.problems.push(problem),
            false => self.more = true,
        }
    }
}

/// What is wrong with invoices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InvoiceProblem {
    /// Numbers of a series are missing.
    Gap {
        /// The series: `2026`.
        series: String,
        /// The first that is missing.
        from: i64,
        /// The last that is missing.
        to: i64,
    },
    /// Two documents have this number.
    Twin(String),
    /// The document with this number is not as it was issued.
    Changed(String),
    /// The sums of the document with this number do not add up.
    Sums(String),
    /// The invoices of the order with this number are not what it was charged, or its credit notes are more.
    Order(i64),
    /// The order with this number was completed since the store issues invoices, and has none.
    Missing(i64),
    /// A refund of the order with this number has no credit note.
    Uncredited(i64),
}

/// For the operator.
impl fmt::Display for InvoiceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvoiceProblem::Gap { series, from, to } if from == to => write!(f, "{series}-{from:05} is missing"),
            InvoiceProblem::Gap { series, from, to } => write!(f, "{series}-{from:05} to {series}-{to:05} are missing"),
            InvoiceProblem::Twin(name) => write!(f, "{name} was issued twice"),
            InvoiceProblem::Changed(name) => write!(f, "{name} is not as it was issued"),
            InvoiceProblem::Sums(name) => write!(f, "the sums of {name} do not add up"),
            InvoiceProblem::Order(number) => write!(f, "the invoices of order {number} do not add up to its total"),
            InvoiceProblem::Missing(number) => write!(f, "order {number} has no invoice"),
            InvoiceProblem::Uncredited(number) => write!(f, "a refund of order {number} has no credit note"),
        }
    }
}

impl Admin<'_> {
    /// Checks all invoices and credit notes: numbers without gap or twin, texts that are as they were issued, sums that add up to
    /// what the orders were charged, and since the first invoice, an invoice of each completed order and a credit note for each
    /// refund whose lines are known. What the receiver has not got to yet is left out.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let check = store.acting(&pannier::Actor::CommandLine).check_invoices().await?;
    /// assert!(check.is_clean() && check.checked == 0);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn check_invoices(&self) -> Result<InvoiceCheck> {
        let (db, mut check, mut series) = (self.store.db(), InvoiceCheck::default(), String::new());
        while let Some(next) = next_series(db, &series).await? {
            check.series(db, &next).await?;
            series = next;
        }
        let sql = "SELECT issued_at FROM pannier_invoices WHERE issued_at > $1 ORDER BY issued_at LIMIT 1";
        if let Some(first) = db.fetch_optional(sql, args![0_i64]).await? {
            check.orders(db, first.get("issued_at")?).await?;
        }
        Ok(check)
    }
}

/// Returns the series after this one.
async fn next_series(db: &Db, series: &str) -> Result<Option<String>> {
    let sql = "SELECT series FROM pannier_invoices WHERE series > $1 ORDER BY series LIMIT 1";
    db.fetch_optional(sql, args![series]).await?.map(|row| row.get("series")).transpose()
}

/// SQL: the sum of the documents of an order for which this holds.
fn sum_of(condition: &str) -> String {
    format!(
        "(SELECT CAST(COALESCE(SUM(CASE WHEN d.kind = 'invoice' THEN d.total_amount ELSE -d.total_amount END), 0) AS BIGINT) \
         FROM pannier_invoices d WHERE d.order_id = i.order_id AND {condition})"
    )
}

impl InvoiceCheck {
    /// Checks the documents of a series, and the orders that the invoices in it are the first of.
    async fn series(&mut self, db: &Db, series: &str) -> Result<()> {
        let sql = format!(
            "SELECT i.number, i.name, i.kind, i.total_amount, i.currency, i.body, i.hash, o.number AS order_number, \
             o.total_amount AS order_total, CASE WHEN i.kind = 'invoice' AND i.refers_to IS NULL THEN {first} END AS first, \
             {balance} AS balance FROM pannier_invoices i JOIN pannier_orders o ON o.id = i.order_id \
             WHERE i.series = $1 AND i.number > $2 ORDER BY i.number LIMIT {SLICE}",
            first = sum_of("d.kind = 'invoice' AND d.refers_to IS NULL"),
            balance = sum_of("1 = 1")
        );
        let mut last: i64 = 0;
        loop {
            let rows = db.fetch_all(&sql, args![series, last]).await?;
            for row in &rows {
                let number: i64 = row.get("number")?;
                if number == last {
                    self.note(InvoiceProblem::Twin(row.get("name")?));
                } else if number > last + 1 {
                    let (series, from, to) = (series.to_owned(), last + 1, number - 1);
                    self.note(InvoiceProblem::Gap { series, from, to });
                }
                last = number;
                self.document(row, series)?;
            }
            if rows.is_empty() {
                break;
            }
        }
        // The last ones may be missing as well.
        let sql = "SELECT value FROM pannier_counters WHERE name = $1";
        let drawn = db.fetch_optional(sql, args![counter(series)]).await?;
        let drawn: i64 = drawn.map_or(Ok(0), |row| row.get("value"))?;
        if drawn > last {
            self.note(InvoiceProblem::Gap { series: series.to_owned(), from: last + 1, to: drawn });
        }
        Ok(())
    }

    /// Checks a document, and if it is the first of its order, that order.
    fn document(&mut self, row: &Row, series: &str) -> Result<()> {
        self.checked += 1;
        let (name, body): (String, String) = (row.get("name")?, row.get("body")?);
        let (total, kind): (Money, DocumentKind) = (row.money("total_amount", "currency")?, row.get("kind")?);
        let order: i64 = row.get("order_number")?;
        let is_named = name == format!("{series}-{:05}", row.get::<i64>("number")?);
        let as_issued = parse(&body).ok().filter(|document| {
            is_named
                && row.get::<String>("hash").is_ok_and(|stored| stored == hash(&body))
                && (&document.number, document.kind, document.total, document.order) == (&name, kind, total, order)
        });
        match as_issued {
            None => self.note(InvoiceProblem::Changed(name)),
            Some(document) if !adds_up(&document) => self.note(InvoiceProblem::Sums(name)),
            Some(_) => {}
        }
        let (first, charged): (Option<i64>, i64) = (row.get("first")?, row.get("order_total")?);
        let balance: i64 = row.get("balance")?;
        if first.is_some_and(|first| first != charged || balance < 0 || balance > charged) {
            // An order of two invoices is found twice.
            let problem = InvoiceProblem::Order(order);
            if self.problems.last() != Some(&problem) {
                self.note(problem);
            }
        }
        Ok(())
    }

    /// Looks for orders that were completed since a time and lack an invoice, or a credit note for a refund.
    async fn orders(&mut self, db: &Db, since: Timestamp) -> Result<()> {
        let is_due = |kinds: &str, subject: &str| {
            format!(
                "EXISTS (SELECT 1 FROM pannier_signals s JOIN pannier_signal_deliveries d ON d.signal_id = s.id \
                 AND d.receiver = '{NAME}' WHERE s.order_id = o.id AND s.kind IN ({kinds}){subject} AND d.status = 'due')"
            )
        };
        let sql = format!(
            "SELECT o.id, o.number, o.closed_at, CAST(CASE WHEN o.total_amount > 0 \
             AND NOT EXISTS (SELECT 1 FROM pannier_invoices i WHERE i.order_id = o.id) AND NOT {invoice_is_due} \
             THEN 1 ELSE 0 END AS BIGINT) AS missing, CAST(CASE WHEN EXISTS (SELECT 1 FROM pannier_payments p \
             JOIN pannier_refunds f ON f.payment_id = p.id AND f.status = 'succeeded' AND f.allocation = 'items' \
             AND f.amount > 0 WHERE p.order_id = o.id AND NOT EXISTS (SELECT 1 FROM pannier_invoices i WHERE i.refund_id = f.id) \
             AND NOT EXISTS (SELECT 1 FROM pannier_refund_items r WHERE r.refund_id = f.id AND r.relieved_code IS NOT NULL) \
             AND NOT {credit_is_due}) THEN 1 ELSE 0 END AS BIGINT) AS uncredited FROM pannier_orders o \
             WHERE o.status = 'completed' AND o.closed_at >= $1 AND (o.closed_at > $1 OR o.id > $2) \
             ORDER BY o.closed_at, o.id LIMIT {SLICE}",
            invoice_is_due = is_due("'completed'", ""),
            credit_is_due = is_due("'refunded', 'refund-allocated'", " AND s.subject = f.id")
        );
        let (mut at, mut id) = (since, String::new());
        loop {
            let rows = db.fetch_all(&sql, args![at, &id]).await?;
            for row in &rows {
                (at, id) = (row.get("closed_at")?, row.get("id")?);
                let missing = row.get::<i64>("missing")? == 1;
                if missing {
                    self.note(InvoiceProblem::Missing(row.get("number")?));
                } else if row.get::<i64>("uncredited")? == 1 {
                    self.note(InvoiceProblem::Uncredited(row.get("number")?));
                }
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_lists_no_more_than_can_be_read() {
        let mut check = InvoiceCheck::default();
        for number in 0..1_001 {
            check.note(InvoiceProblem::Missing(number));
        }
        assert!(check.problems.len() == MOST && check.more && !check.is_clean());
    }

    #[test]
    fn a_gap_names_the_numbers_that_are_missing() {
        let gap = |from, to| InvoiceProblem::Gap { series: "C2026".into(), from, to }.to_string();
        assert_eq!(gap(7, 7), "C2026-00007 is missing");
        assert_eq!(gap(7, 9), "C2026-00007 to C2026-00009 are missing");
    }
}
