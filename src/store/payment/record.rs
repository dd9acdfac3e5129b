//! Reading and inserting payment attempts.

use std::time::Duration;

use crate::{
    args,
    model::{CheckoutForm, Money, PaymentIssue, PaymentStatus, Timestamp},
    store::{
        db::{Db, Result, Row, Tx},
        is_key,
        order::transition,
        payment::{AttemptRef, NextAction, StartedPayment},
    },
};

/// A row of `pannier_payments`.
#[derive(Clone, Debug)]
pub struct Payment {
    pub id: String,
    pub order_id: String,
    pub provider: String,
    pub status: PaymentStatus,
    /// The amount to pay.
    pub amount: Money,
    /// The amount paid, if any.
    pub paid: Option<Money>,
    /// The refunded part of it, in minor units.
    pub refunded: i64,
    /// Whether the attempt was started on the checkout page, by the provider's element.
    pub embedded: bool,
    pub reference: Option<String>,
    pub action: Option<NextAction>,
    pub message: Option<String>,
    /// The highest total of refunds that the gateway has reported, in minor units.
    pub reported_refunds: i64,
    /// The open payment issue, if any.
    pub issue: Option<PaymentIssue>,
    /// The payment issue, open or resolved.
    pub flagged: Option<PaymentIssue>,
    /// Since when the gateway has been waiting for the money, or did before the payment was settled.
    pub processing_since: Option<Timestamp>,
    /// How many cards were declined.
    pub declines: u32,
    /// The country of the payer (ISO 3166-1 alpha-2), as the gateway reported it.
    pub payer_country: Option<String>,
    pub created_at: Timestamp,
}

/// The delay of the first poll after the start of an attempt.
const FIRST_POLL: Duration = Duration::from_secs(5);

/// The columns that [`Payment::read`] reads.
pub const COLUMNS: &str = "id, order_id, provider, \
    CASE WHEN status = 'open' AND processing_since IS NOT NULL THEN 'processing' ELSE status END AS status, amount, currency, \
    paid_amount, paid_currency, refunded_amount, embedded, reference, action, message, reported_refunds, \
    attention, attention_cleared_at, processing_since, declines, payer_country, created_at";

/// Returns an SQL condition: whether a payment is not [flagged](Payment::is_flagged). An index has the same one.
pub fn unflagged() -> String {
    format!("(attention IS NULL OR attention = '{}')", PaymentIssue::Disputed.as_str())
}

/// Returns the `SELECT .. FROM` of a query for [`Payment`]s.
pub fn select() -> String {
    format!("SELECT {COLUMNS} FROM pannier_payments")
}

impl Payment {
    pub fn read(row: &Row) -> Result<Payment> {
        let action: Option<String> = row.get("action")?;
        let paid: Option<i64> = row.get("paid_amount")?;
        let flagged: Option<PaymentIssue> = row.get("attention")?;
        let resolved_at: Option<Timestamp> = row.get("attention_cleared_at")?;
        Ok(Payment {
            id: row.get("id")?,
            order_id: row.get("order_id")?,
            provider: row.get("provider")?,
            status: row.get("status")?,
            amount: row.money("amount", "currency")?,
            paid: match paid {
                Some(_) => Some(row.money("paid_amount", "paid_currency")?),
                None => None,
            },
            refunded: row.get("refunded_amount")?,
            embedded: row.get::<i64>("embedded")? == 1,
            reference: row.get("reference")?,
            action: action.as_deref().and_then(|json| serde_json::from_str(json).ok()),
            message: row.get("message")?,
            reported_refunds: row.get("reported_refunds")?,
            issue: flagged.filter(|_| resolved_at.is_none()),
            flagged,
            processing_since: row.get("processing_since")?,
            declines: row.get_u32("declines")?,
            payer_country: row.get("payer_country")?,
            created_at: row.get("created_at")?,
        })
    }

    /// Whether the attempt is still open.
    pub fn live(&self) -> bool {
        self.status.is_live()
    }

    /// Whether the shopper still has to pay.
    pub fn awaits_shopper(&self) -> bool {
        self.live() && self.status != PaymentStatus::Processing
    }

    /// Whether the shopper pays outside of any gateway, for instance by bank transfer.
    pub fn pays_offline(&self) -> bool {
        matches!(self.action, Some(NextAction::AwaitOffline { .. }))
    }

    /// Whether the payment has or had an issue that leaves it to the merchant. A dispute does not: one that comes
    /// before the payment is settled says nothing about its state.
    pub fn is_flagged(&self) -> bool {
        self.flagged.is_some_and(|issue| issue != PaymentIssue::Disputed)
    }

    /// Whether all that was paid is refunded.
    pub fn refunded_in_full(&self) -> bool {
        self.paid.is_some_and(|paid| self.refunded >= paid.amount)
    }

    pub fn attempt_ref(&self) -> AttemptRef {
        AttemptRef::new(&*self.id, self.reference.clone())
    }
}

/// Inserts an attempt to pay an order, with the options of the checkout form, before any gateway is called.
pub async fn begin(tx: &mut Tx, order_id: &str, form: &CheckoutForm, total: Money) -> Result<Payment> {
    let sql = format!(
        "INSERT INTO pannier_payments (id, order_id, provider, amount, currency, embedded, created_at, updated_at, poll_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) RETURNING {COLUMNS}"
    );
    let (now, embedded) = (tx.now(), i64::from(form.element == form.payment));
    let (amount, currency) = (total.amount, total.currency.code());
    let args = args![&form.attempt, order_id, &form.payment, amount, currency, embedded, now, now + FIRST_POLL];
    Payment::read(&tx.fetch_one(&sql, args).await?)
}

/// Returns the attempt with this id.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Payment>> {
    if !is_key(id) {
        return Ok(None);
    }
    db.fetch_optional(&format!("{} WHERE id = $1", select()), args![id]).await?.as_ref().map(Payment::read).transpose()
}

/// Records the gateway's answer to the start of an attempt. Returns the attempt as it is now: another request may have
/// recorded its answer before, or the payment may be settled already.
pub async fn open(db: &Db, id: &str, started: &StartedPayment) -> Result<Option<Payment>> {
    let sql = format!(
        "UPDATE pannier_payments SET status = 'open', reference = $2, action = $3, updated_at = $4, offline = $5 \
         WHERE id = $1 AND status = 'starting' RETURNING {COLUMNS}"
    );
    let offline = u32::from(matches!(started.action, NextAction::AwaitOffline { .. }));
    let action = serde_json::to_string(&started.action).ok();
    match db.execute_returning(&sql, args![id, started.reference.as_deref(), action, db.now(), offline]).await? {
        Some(row) => Payment::read(&row).map(Some),
        None => by_id(db, id).await,
    }
}

/// An attempt whose order is locked for the rest of the transaction. No other transaction settles or refunds it until
/// then, nor records a dispute.
#[derive(Debug)]
pub struct Locked {
    pub payment: Payment,
    pub order: transition::Locked,
}

/// Locks the order of the attempt with this id, and then reads the attempt.
pub async fn lock(tx: &mut Tx, id: &str) -> Result<Option<Locked>> {
    if !is_key(id) {
        return Ok(None);
    }
    let Some(order) = transition::lock_by_payment(tx, id).await? else { return Ok(None) };
    let row = tx.fetch_one(&format!("{} WHERE id = $1", select()), args![id]).await?;
    Ok(Some(Locked { payment: Payment::read(&row)?, order }))
}

/// Returns the attempt with this id, within a transaction.
pub async fn by_id_in(tx: &mut Tx, id: &str) -> Result<Option<Payment>> {
    if !is_key(id) {
        return Ok(None);
    }
    tx.fetch_optional(&format!("{} WHERE id = $1", select()), args![id]).await?.as_ref().map(Payment::read).transpose()
}

/// Records the country of a payer, once, whatever becomes of the attempt. What is no code of a country is ignored.
pub async fn note_payer_country(tx: &mut Tx, id: &str, country: &str) -> Result<()> {
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    let sql = "UPDATE pannier_payments SET payer_country = $2 WHERE id = $1 AND payer_country IS NULL";
    tx.execute(sql, args![id, country]).await.map(drop)
}

/// Returns an order's open attempt.
pub async fn live(db: &Db, order_id: &str) -> Result<Option<Payment>> {
    let sql = format!("{} WHERE order_id = $1 AND status IN ('starting', 'open')", select());
    db.fetch_optional(&sql, args![order_id]).await?.as_ref().map(Payment::read).transpose()
}

/// Returns an order's attempts, the latest first.
pub async fn of_order(db: &Db, order_id: &str) -> Result<Vec<Payment>> {
    let sql = format!("{} WHERE order_id = $1 ORDER BY created_at DESC", select());
    db.fetch_all(&sql, args![order_id]).await?.iter().map(Payment::read).collect()
}
