//! Reading attempts to pay.

use crate::{
    args,
    model::{CheckoutForm, Money},
    store::{
        db::{Db, DbError, Result, Row, Tx},
        payment::{Action, AttemptRef},
    },
};

/// An attempt to pay, as its row has it.
#[derive(Clone, Debug)]
pub struct Payment {
    pub id: String,
    pub order_id: String,
    pub provider: String,
    pub status: String,
    /// What was to be paid.
    pub amount: Money,
    /// What was paid, as far as anything was.
    pub paid: Option<Money>,
    /// How much of that was given back.
    pub refunded: i64,
    /// Whether it was begun on the page itself, by the provider's element.
    pub embedded: bool,
    pub reference: Option<String>,
    pub action: Option<Action>,
    pub message: Option<String>,
    /// Why a person has to look at it, until that is put right.
    pub attention: Option<String>,
    pub created_at: i64,
}

/// When the gateway is asked for the first time about an attempt that it has not told of, in milliseconds after its start.
const ASK_FIRST: i64 = 5_000;

/// What [`Payment::read`] reads.
const COLUMNS: &str = "id, order_id, provider, status, amount, currency, paid_amount, paid_currency, refunded_amount, \
    embedded, reference, action, message, CASE WHEN attention_cleared_at IS NULL THEN attention END AS attention, created_at";

/// Begins a statement that reads [`Payment`]s.
pub fn select() -> String {
    format!("SELECT {COLUMNS} FROM pannier_payments")
}

impl Payment {
    pub fn read(row: &Row) -> Result<Payment> {
        let action: Option<String> = row.get("action")?;
        let paid: Option<i64> = row.get("paid_amount")?;
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
            attention: row.get("attention")?,
            created_at: row.get("created_at")?,
        })
    }

    /// Whether it is not decided yet.
    pub fn live(&self) -> bool {
        matches!(self.status.as_str(), "starting" | "open")
    }

    /// Whether the money comes in its own time, such as by a bank transfer, and no gateway knows of it.
    pub fn offline(&self) -> bool {
        matches!(self.action, Some(Action::AwaitOffline { .. }))
    }

    pub fn attempt_ref(&self) -> AttemptRef {
        AttemptRef::new(&*self.id, self.reference.clone())
    }
}

/// Writes down an attempt to pay an order, by what the checkout form says, before any gateway hears of it.
pub async fn begin(tx: &mut Tx, order_id: &str, form: &CheckoutForm, total: Money) -> Result<Payment> {
    let sql = format!(
        "INSERT INTO pannier_payments (id, order_id, provider, amount, currency, embedded, created_at, updated_at, ask_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) RETURNING {COLUMNS}"
    );
    let (now, embedded) = (tx.now(), i64::from(form.element == form.payment));
    let (amount, currency) = (total.amount, total.currency.code());
    let args = args![&form.attempt, order_id, &form.payment, amount, currency, embedded, now, now + ASK_FIRST];
    let row = tx.fetch_optional(&sql, args).await?.ok_or(DbError(sqlx::Error::RowNotFound))?;
    Payment::read(&row)
}

/// The attempt of this id.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Payment>> {
    db.fetch_optional(&format!("{} WHERE id = $1", select()), args![id]).await?.as_ref().map(Payment::read).transpose()
}

/// The same, within a transaction.
pub async fn by_id_in(tx: &mut Tx, id: &str) -> Result<Option<Payment>> {
    tx.fetch_optional(&format!("{} WHERE id = $1", select()), args![id]).await?.as_ref().map(Payment::read).transpose()
}

/// The attempt that is under way for an order.
pub async fn live(db: &Db, order_id: &str) -> Result<Option<Payment>> {
    let sql = format!("{} WHERE order_id = $1 AND status IN ('starting', 'open')", select());
    db.fetch_optional(&sql, args![order_id]).await?.as_ref().map(Payment::read).transpose()
}

/// The attempts of an order, the last one first.
pub async fn of_order(db: &Db, order_id: &str) -> Result<Vec<Payment>> {
    let sql = format!("{} WHERE order_id = $1 ORDER BY created_at DESC", select());
    db.fetch_all(&sql, args![order_id]).await?.iter().map(Payment::read).collect()
}
