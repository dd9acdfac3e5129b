//! The gateway's tables: payments, refunds and outgoing webhooks.

use std::time::Duration;

use serde::Serialize;
use uuid::Uuid;

use super::after_sale::RefundAnswer;
use crate::{
    Currency, DisputeStatus, Money, RefundStatus, Timestamp, args,
    db::{self, Db, DbError, Dialect, Row, Tx},
    store::payment::providers::sandbox::wire::{Dispute, Event, NewPayment, Payment, Refund, Status},
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS sandbox_payments (
        id TEXT PRIMARY KEY,
        attempt TEXT NOT NULL UNIQUE,
        order_number BIGINT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount > 0),
        currency TEXT NOT NULL,
        return_url TEXT NOT NULL,
        webhook_url TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'open',
        message TEXT,
        decide_at BIGINT,
        refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
        created_at BIGINT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS sandbox_refunds (
        id TEXT PRIMARY KEY,
        idempotency_key TEXT NOT NULL UNIQUE,
        payment_id TEXT NOT NULL REFERENCES sandbox_payments (id),
        amount BIGINT NOT NULL CHECK (amount > 0),
        created_at BIGINT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS sandbox_webhooks (
        id TEXT PRIMARY KEY,
        payment_id TEXT NOT NULL REFERENCES sandbox_payments (id),
        url TEXT NOT NULL,
        body TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        tries BIGINT NOT NULL DEFAULT 0,
        delivered_at BIGINT
    );
    CREATE INDEX IF NOT EXISTS sandbox_refunds_payment ON sandbox_refunds (payment_id);";

/// The columns that the tables of an earlier version lack: the table, the column and its type.
const LATER: [(&str, &str, &str); 4] = [
    ("sandbox_payments", "merchant", "TEXT"),
    ("sandbox_payments", "dispute", "TEXT"),
    ("sandbox_payments", "refunds", "TEXT NOT NULL DEFAULT 'made'"),
    ("sandbox_refunds", "status", "TEXT NOT NULL DEFAULT 'succeeded'"),
];

/// Why a refund has failed.
const RETURNED: &str = "the shopper's bank has returned the money";

/// A row of `sandbox_payments`.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub id: String,
    pub attempt: String,
    pub order_number: i64,
    pub amount: Money,
    pub return_url: String,
    pub webhook_url: String,
    pub status: Status,
    pub message: Option<String>,
    /// When a payment in `processing` will be decided.
    pub decide_at: Option<Timestamp>,
    pub dispute: Option<DisputeStatus>,
    /// The name of the shop, if it came with the payment.
    pub merchant: Option<String>,
    /// How requests for refunds are answered.
    pub refunds: RefundAnswer,
    /// What is refunded or being refunded, in minor units.
    refunded: i64,
}

/// An outgoing webhook.
#[derive(Clone, Debug)]
pub(super) struct Webhook {
    pub id: String,
    pub url: String,
    pub body: String,
    pub due_at: Timestamp,
    pub tries: u32,
}

/// A status change of a payment, with its webhooks.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub from: Status,
    pub to: Status,
    pub message: Option<&'a str>,
    /// For [`Status::Processing`]: when the payment will be decided.
    pub decide_at: Option<Timestamp>,
    /// The delay of each webhook. All carry the same event.
    pub webhooks: &'a [Duration],
}

pub(super) async fn create_tables(db: &Db) -> db::Result<()> {
    let mut tx = db.begin().await?;
    if db.dialect() == Dialect::Postgres {
        // `IF NOT EXISTS` does not prevent two sessions from creating the same table at once, and causes a notice.
        tx.execute_batch("SELECT pg_advisory_xact_lock(731501); SET LOCAL client_min_messages = warning").await?;
    }
    tx.execute_batch(TABLES).await?;
    let sql = match db.dialect() {
        Dialect::Sqlite => "SELECT 1 AS one FROM pragma_table_info($1) WHERE name = $2",
        Dialect::Postgres => {
            "SELECT 1 AS one FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 AND column_name = $2"
        }
    };
    for (table, column, kind) in LATER {
        if tx.fetch_all(sql, args![table, column]).await?.is_empty() {
            tx.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {kind}")).await?;
        }
    }
    tx.commit().await
}

/// Opens a payment, or returns the attempt's existing one.
pub(super) async fn open(db: &Db, attempt: &str, new: &NewPayment) -> db::Result<Option<Record>> {
    db.execute(
        "INSERT INTO sandbox_payments (id, attempt, order_number, amount, currency, return_url, webhook_url, merchant, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (attempt) DO NOTHING",
        args![
            name("pay"),
            attempt,
            new.order_number,
            new.amount,
            &new.currency,
            &new.return_url,
            &new.webhook_url,
            new.merchant.as_deref(),
            Timestamp::now()
        ],
    )
    .await?;
    find_by_attempt(db, attempt).await
}

pub(super) async fn find(db: &Db, id: &str) -> db::Result<Option<Record>> {
    let row = db.fetch_optional("SELECT * FROM sandbox_payments WHERE id = $1", args![id]).await?;
    row.as_ref().map(record).transpose()
}

pub(super) async fn find_by_attempt(db: &Db, attempt: &str) -> db::Result<Option<Record>> {
    let row = db.fetch_optional("SELECT * FROM sandbox_payments WHERE attempt = $1", args![attempt]).await?;
    row.as_ref().map(record).transpose()
}

/// Returns the payments that await a late decision.
pub(super) async fn processing(db: &Db) -> db::Result<Vec<Record>> {
    let rows = db.fetch_all("SELECT * FROM sandbox_payments WHERE status = 'processing'", args![]).await?;
    rows.iter().map(record).collect()
}

/// Changes a payment's status, as a compare-and-swap: of two concurrent changes from the same status, one is
/// made. Returns the payment and its webhooks, or `None` if the status was not `from`.
pub(super) async fn change(
    db: &Db,
    id: &str,
    change: &Change<'_>,
    page: impl Fn(&str) -> String,
) -> db::Result<Option<(Record, Vec<Webhook>)>> {
    let mut tx = db.begin().await?;
    let row = tx
        .fetch_optional(
            "UPDATE sandbox_payments SET status = $3, message = $4, decide_at = $5 WHERE id = $1 AND status = $2 RETURNING *",
            args![id, change.from.as_str(), change.to.as_str(), change.message, change.decide_at],
        )
        .await?;
    let Some(payment) = row.as_ref().map(record).transpose()? else { return Ok(None) };
    let body = event("payment", payment.status.as_str(), &payment.wire(page(&payment.id)))?;
    let mut webhooks = Vec::new();
    for delay in change.webhooks {
        webhooks.push(plan_webhook(&mut tx, &payment, &body, *delay).await?);
    }
    tx.commit().await?;
    Ok(Some((payment, webhooks)))
}

async fn plan_webhook(tx: &mut Tx, payment: &Record, body: &str, delay: Duration) -> db::Result<Webhook> {
    let due_at = Timestamp::now() + delay;
    let webhook = Webhook { id: name("wh"), url: payment.webhook_url.clone(), body: body.to_owned(), due_at, tries: 0 };
    tx.execute(
        "INSERT INTO sandbox_webhooks (id, payment_id, url, body, due_at) VALUES ($1, $2, $3, $4, $5)",
        args![&webhook.id, &payment.id, &webhook.url, body, due_at],
    )
    .await?;
    Ok(webhook)
}

/// Returns the body of a webhook.
fn event(about: &str, status: &str, data: &impl Serialize) -> db::Result<String> {
    let data = serde_json::to_value(data).map_err(decode)?;
    serde_json::to_string(&Event { id: name("evt"), kind: format!("{about}.{status}"), data }).map_err(decode)
}

/// Opens or decides the dispute of an approved payment. Returns its webhook, or none if it is not open, or was opened
/// before.
pub(super) async fn dispute(db: &Db, id: &str, status: DisputeStatus) -> db::Result<Vec<Webhook>> {
    let before = match status {
        DisputeStatus::Open => "",
        DisputeStatus::Won | DisputeStatus::Lost => "open",
    };
    let sql = "UPDATE sandbox_payments SET dispute = $2 \
               WHERE id = $1 AND status = 'succeeded' AND COALESCE(dispute, '') = $3 RETURNING *";
    let mut tx = db.begin().await?;
    let row = tx.fetch_optional(sql, args![id, status.as_str(), before]).await?;
    let Some(payment) = row.as_ref().map(record).transpose()? else { return Ok(Vec::new()) };
    let dispute = Dispute { id: format!("dp_{}", payment.attempt), attempt: payment.attempt.clone(), status };
    let body = event("dispute", status.as_str(), &dispute)?;
    let webhook = plan_webhook(&mut tx, &payment, &body, Duration::ZERO).await?;
    tx.commit().await?;
    Ok(vec![webhook])
}

/// Sets how requests for refunds of an approved payment are answered.
pub(super) async fn answer_refunds(db: &Db, id: &str, answer: RefundAnswer) -> db::Result<()> {
    let sql = "UPDATE sandbox_payments SET refunds = $2 WHERE id = $1 AND status = 'succeeded'";
    db.execute(sql, args![id, answer.as_str()]).await.map(drop)
}

/// Ends refunds of a payment: makes those that are pending, or lets those fail that are pending or made. Returns a
/// webhook for each.
pub(super) async fn end_refunds(db: &Db, payment: &Record, end: RefundStatus) -> db::Result<Vec<Webhook>> {
    let mut tx = db.begin().await?;
    let sql = "UPDATE sandbox_refunds SET status = $2 WHERE payment_id = $1 \
               AND (status = 'pending' OR (status = 'succeeded' AND $2 = 'failed')) RETURNING id, amount, status";
    let rows = tx.fetch_all(sql, args![&payment.id, end.as_str()]).await?;
    let refunds: Vec<Refund> = rows.iter().map(|row| payment.refund(row)).collect::<db::Result<_>>()?;
    if end == RefundStatus::Failed {
        let returned: i64 = refunds.iter().map(|refund| refund.amount).sum();
        let sql = "UPDATE sandbox_payments SET refunded = refunded - $2 WHERE id = $1";
        tx.execute(sql, args![&payment.id, returned]).await?;
    }
    let mut webhooks = Vec::new();
    for refund in refunds {
        let body = event("refund", end.as_str(), &refund)?;
        webhooks.push(plan_webhook(&mut tx, payment, &body, Duration::ZERO).await?);
    }
    tx.commit().await?;
    Ok(webhooks)
}

/// Returns the statuses of a payment's refunds.
pub(super) async fn refunds(db: &Db, payment: &Record) -> db::Result<Vec<RefundStatus>> {
    let rows = db.fetch_all("SELECT status FROM sandbox_refunds WHERE payment_id = $1", args![&payment.id]).await?;
    rows.iter().map(|row| row.get("status")).collect()
}

pub(super) async fn find_refund(db: &Db, payment: &Record, id: &str) -> db::Result<Option<Refund>> {
    let sql = "SELECT id, amount, status FROM sandbox_refunds WHERE id = $1 AND payment_id = $2";
    let row = db.fetch_optional(sql, args![id, &payment.id]).await?;
    row.map(|row| payment.refund(&row)).transpose()
}

/// Returns the undelivered webhooks due after `since`.
pub(super) async fn undelivered(db: &Db, since: Timestamp) -> db::Result<Vec<Webhook>> {
    let sql =
        "SELECT id, url, body, due_at FROM sandbox_webhooks WHERE delivered_at IS NULL AND due_at > $1 ORDER BY due_at";
    let webhook = |row: &Row| {
        let (id, url, body) = (row.get("id")?, row.get("url")?, row.get("body")?);
        Ok(Webhook { id, url, body, due_at: row.get("due_at")?, tries: 0 })
    };
    db.fetch_all(sql, args![since]).await?.iter().map(webhook).collect()
}

pub(super) async fn delivered(db: &Db, webhook: &Webhook) -> db::Result<()> {
    db.execute("UPDATE sandbox_webhooks SET delivered_at = $2 WHERE id = $1", args![&webhook.id, Timestamp::now()])
        .await?;
    Ok(())
}

pub(super) async fn postponed(db: &Db, webhook: &Webhook) -> db::Result<()> {
    let sql = "UPDATE sandbox_webhooks SET tries = $2, due_at = $3 WHERE id = $1";
    db.execute(sql, args![&webhook.id, webhook.tries, webhook.due_at]).await?;
    Ok(())
}

/// Refunds part of a payment, once per key. Returns `None` if it exceeds the amount left, or if the payment's refunds
/// are refused.
pub(super) async fn refund(db: &Db, payment: &Record, amount: i64, key: &str) -> db::Result<Option<Refund>> {
    let mut tx = db.begin().await?;
    let id = name("re");
    let status = match payment.refunds {
        RefundAnswer::Made => RefundStatus::Succeeded,
        RefundAnswer::Pending => RefundStatus::Pending,
        RefundAnswer::Refused | RefundAnswer::Unauthorized => RefundStatus::Failed,
    };
    // The key first: a concurrent call with the same key waits here, and then finds the refund made.
    let fresh = tx
        .fetch_optional(
            "INSERT INTO sandbox_refunds (id, idempotency_key, payment_id, amount, status, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id, amount, status",
            args![&id, key, &payment.id, amount, status.as_str(), Timestamp::now()],
        )
        .await?;
    let Some(fresh) = fresh else {
        let sql = "SELECT id, amount, status FROM sandbox_refunds WHERE idempotency_key = $1 AND payment_id = $2";
        let row = tx.fetch_optional(sql, args![key, &payment.id]).await?;
        return row.map(|row| payment.refund(&row)).transpose();
    };
    let refund = payment.refund(&fresh)?;
    if status == RefundStatus::Failed {
        return Ok(None);
    }
    let sql = "UPDATE sandbox_payments SET refunded = refunded + $2
               WHERE id = $1 AND status = 'succeeded' AND amount - refunded >= $2";
    if tx.execute(sql, args![&payment.id, amount]).await? == 0 {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(refund))
}

/// Makes a refund that the merchant has not requested by the API, but makes here. Returns its webhook, or none if the payment is
/// not approved, or less is left of it.
pub(super) async fn refund_here(db: &Db, payment: &Record, amount: i64) -> db::Result<Vec<Webhook>> {
    if amount <= 0 {
        return Ok(Vec::new());
    }
    let mut tx = db.begin().await?;
    let sql = "UPDATE sandbox_payments SET refunded = refunded + $2 \
               WHERE id = $1 AND status = 'succeeded' AND amount - refunded >= $2 RETURNING *";
    let row = tx.fetch_optional(sql, args![&payment.id, amount]).await?;
    let Some(payment) = row.as_ref().map(record).transpose()? else { return Ok(Vec::new()) };
    let sql = "INSERT INTO sandbox_refunds (id, idempotency_key, payment_id, amount, status, created_at) \
               VALUES ($1, $1, $2, $3, $4, $5) RETURNING id, amount, status";
    let status = RefundStatus::Succeeded.as_str();
    let row = tx.fetch_one(sql, args![name("re"), &payment.id, amount, status, Timestamp::now()]).await?;
    let refund = Refund { total: Some(payment.refunded), ..payment.refund(&row)? };
    let body = event("refund", status, &refund)?;
    let webhook = plan_webhook(&mut tx, &payment, &body, Duration::ZERO).await?;
    tx.commit().await?;
    Ok(vec![webhook])
}

impl Record {
    /// Returns what is neither refunded nor being refunded, in minor units.
    pub fn left(&self) -> i64 {
        self.amount.amount - self.refunded
    }

    /// Converts the payment to its API representation.
    pub fn wire(&self, page: String) -> Payment {
        let (amount, currency) = (self.amount.amount, self.amount.currency);
        let (id, attempt, message) = (self.id.clone(), self.attempt.clone(), self.message.clone());
        Payment { id, attempt, status: self.status, amount, currency, message, page }
    }

    /// Reads a refund of the payment.
    fn refund(&self, row: &Row) -> db::Result<Refund> {
        let status: RefundStatus = row.get("status")?;
        Ok(Refund {
            id: row.get("id")?,
            attempt: self.attempt.clone(),
            amount: row.get("amount")?,
            currency: self.amount.currency,
            status,
            reason: (status == RefundStatus::Failed).then(|| RETURNED.to_owned()),
            total: None,
        })
    }
}

/// Generates an unguessable id: the URL of a payment's page is all that protects it.
fn name(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::new_v4().simple())
}

fn record(row: &Row) -> db::Result<Record> {
    let (status, currency): (String, String) = (row.get("status")?, row.get("currency")?);
    let refunds: String = row.get("refunds")?;
    let currency = Currency::from_code(&currency).ok_or_else(|| decode(format!("currency {currency:?}")))?;
    Ok(Record {
        id: row.get("id")?,
        attempt: row.get("attempt")?,
        order_number: row.get("order_number")?,
        amount: Money::new(row.get("amount")?, currency),
        return_url: row.get("return_url")?,
        webhook_url: row.get("webhook_url")?,
        status: Status::from_name(&status).ok_or_else(|| decode(format!("status {status:?}")))?,
        message: row.get("message")?,
        decide_at: row.get("decide_at")?,
        dispute: row.get("dispute")?,
        merchant: row.get("merchant")?,
        refunds: RefundAnswer::from_name(&refunds).ok_or_else(|| decode(format!("refunds {refunds:?}")))?,
        refunded: row.get("refunded")?,
    })
}

fn decode(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> DbError {
    DbError(sqlx::Error::Decode(error.into()))
}
