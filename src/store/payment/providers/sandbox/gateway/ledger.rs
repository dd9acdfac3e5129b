//! The gateway's tables: payments, refunds and outgoing webhooks.

use std::time::Duration;

use uuid::Uuid;

use crate::{
    Currency, Money, Timestamp, args,
    db::{self, Db, DbError, Dialect, Row, Tx},
    store::payment::providers::sandbox::wire::{Event, NewPayment, Payment, Refund, Status},
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
    );";

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
    tx.commit().await
}

/// Opens a payment, or returns the attempt's existing one.
pub(super) async fn open(db: &Db, attempt: &str, new: &NewPayment) -> db::Result<Option<Record>> {
    db.execute(
        "INSERT INTO sandbox_payments (id, attempt, order_number, amount, currency, return_url, webhook_url, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (attempt) DO NOTHING",
        args![
            name("pay"),
            attempt,
            new.order_number,
            new.amount,
            &new.currency,
            &new.return_url,
            &new.webhook_url,
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
    let event = Event {
        id: name("evt"),
        kind: format!("payment.{}", payment.status.as_str()),
        data: serde_json::to_value(payment.wire(page(&payment.id))).map_err(decode)?,
    };
    let body = serde_json::to_string(&event).map_err(decode)?;
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

/// Refunds part of a payment, once per key. Returns `None` if it exceeds the amount left.
pub(super) async fn refund(db: &Db, payment: &Record, amount: i64, key: &str) -> db::Result<Option<Refund>> {
    let refund = |id, amount| Refund { id, amount, currency: payment.amount.currency };
    let mut tx = db.begin().await?;
    let id = name("re");
    // The key first: a concurrent call with the same key waits here, and then finds the refund made.
    let fresh = tx
        .execute(
            "INSERT INTO sandbox_refunds (id, idempotency_key, payment_id, amount, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (idempotency_key) DO NOTHING",
            args![&id, key, &payment.id, amount, Timestamp::now()],
        )
        .await?;
    if fresh == 0 {
        let sql = "SELECT id, amount FROM sandbox_refunds WHERE idempotency_key = $1 AND payment_id = $2";
        let row = tx.fetch_optional(sql, args![key, &payment.id]).await?;
        return row.map(|row| Ok(refund(row.get("id")?, row.get("amount")?))).transpose();
    }
    let sql = "UPDATE sandbox_payments SET refunded = refunded + $2
               WHERE id = $1 AND status = 'succeeded' AND amount - refunded >= $2";
    if tx.execute(sql, args![&payment.id, amount]).await? == 0 {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(refund(id, amount)))
}

impl Record {
    /// Converts the payment to its API representation.
    pub fn wire(&self, page: String) -> Payment {
        let (amount, currency) = (self.amount.amount, self.amount.currency);
        let (id, attempt, message) = (self.id.clone(), self.attempt.clone(), self.message.clone());
        Payment { id, attempt, status: self.status, amount, currency, message, page }
    }
}

/// Generates an unguessable id: the URL of a payment's page is all that protects it.
fn name(prefix: &str) -> String {
    format!("{prefix}_{}", Uuid::new_v4().simple())
}

fn record(row: &Row) -> db::Result<Record> {
    let (status, currency): (String, String) = (row.get("status")?, row.get("currency")?);
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
    })
}

fn decode(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> DbError {
    DbError(sqlx::Error::Decode(error.into()))
}
