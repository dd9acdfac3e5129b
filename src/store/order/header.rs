//! Reading and writing an order's row.

use std::collections::BTreeMap;

use super::state::{Created, Order};
use crate::{
    args,
    language::Language,
    model::{CheckoutForm, Currency, Field, Money, Status},
    store::{
        db::{Db, DbError, Result, Row, Tx, new_id},
        outbox::Outbox,
    },
};

/// An order without its lines.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: String,
    pub token: String,
    pub status: Status,
    pub number: Option<i64>,
    pub currency: Option<Currency>,
    /// The checkout form so far; `attempt` and `total` are empty.
    pub form: CheckoutForm,
    pub shipping_label: Option<String>,
    /// The language in which the form was last filled in.
    pub language: Option<Language>,
    /// The totals of items and shipping, once the order is placed.
    pub amounts: Option<(Money, Money)>,
    pub updated_at: i64,
    pub placed_at: Option<i64>,
}

impl Head {
    /// Returns the amount to charge, once the order is placed.
    pub fn total(&self) -> Option<Money> {
        self.amounts.and_then(|(items, shipping)| items.checked_add(shipping))
    }

    fn read(row: &Row) -> Result<Head> {
        let currency: Option<String> = row.get("currency")?;
        let currency = currency.as_deref().and_then(Currency::from_code);
        let items: Option<i64> = row.get("items_amount")?;
        let shipping: Option<i64> = row.get("shipping_amount")?;
        let mut form = CheckoutForm::default();
        for field in STORED_FIELDS {
            *form.get_mut(field) = row.get(field.name())?;
        }
        form.parcels = serde_json::from_str(&row.get::<String>("parcel_choices")?).unwrap_or_default();
        Ok(Head {
            id: row.get("id")?,
            token: row.get("token")?,
            status: status(row)?,
            number: row.get("number")?,
            currency,
            form,
            shipping_label: row.get("shipping_label")?,
            language: Language::from_tag(&row.get::<String>("language")?),
            amounts: match (currency, items, shipping) {
                (Some(c), Some(items), Some(shipping)) => Some((Money::new(items, c), Money::new(shipping, c))),
                _ => None,
            },
            updated_at: row.get("updated_at")?,
            placed_at: row.get("placed_at")?,
        })
    }
}

/// The fields of the checkout form that an order stores, each in the column of the same name.
pub const STORED_FIELDS: [Field; 11] = [
    Field::Email,
    Field::Name,
    Field::Organization,
    Field::Line1,
    Field::Line2,
    Field::City,
    Field::Region,
    Field::PostalCode,
    Field::Country,
    Field::Shipping,
    Field::Payment,
];

const COLUMNS: &str = "id, token, status, number, currency, email, name, organization, line1, line2, city, region, \
    postal_code, country, shipping, parcel_choices, payment, shipping_label, language, items_amount, shipping_amount, updated_at, placed_at";

pub fn status(row: &Row) -> Result<Status> {
    let name: String = row.get("status")?;
    name.parse().map_err(|()| DbError(sqlx::Error::Decode(format!("no such status: {name}").into())))
}

/// Returns the order with this id.
pub async fn head(db: &Db, id: &str) -> Result<Option<Head>> {
    let sql = format!("SELECT {COLUMNS} FROM pannier_orders WHERE id = $1");
    db.fetch_optional(&sql, args![id]).await?.as_ref().map(Head::read).transpose()
}

/// Returns the order whose page has this token.
pub async fn head_by_token(db: &Db, token: &str) -> Result<Option<Head>> {
    let sql = format!("SELECT {COLUMNS} FROM pannier_orders WHERE token = $1");
    db.fetch_optional(&sql, args![token]).await?.as_ref().map(Head::read).transpose()
}

/// Returns the order with this id, or, if it was cancelled, the one that continues its basket.
pub async fn current(db: &Db, id: &str) -> Result<Option<Head>> {
    let mut found = head(db, id).await?;
    while let Some(cancelled) = found.as_ref().filter(|o| o.status == Status::Cancelled) {
        let sql = format!("SELECT {COLUMNS} FROM pannier_orders WHERE replaces = $1");
        found = db.fetch_optional(&sql, args![&cancelled.id]).await?.as_ref().map(Head::read).transpose()?;
    }
    Ok(found)
}

/// Locks the row of an order that is still a basket, for the rest of the transaction.
/// `None` if it is no longer one.
pub async fn lock_basket(tx: &mut Tx, id: &str) -> Result<Option<(Order<Created>, Option<Currency>)>> {
    let sql = "UPDATE pannier_orders SET updated_at = $2 WHERE id = $1 AND status = 'created' \
               RETURNING currency";
    let Some(row) = tx.fetch_optional(sql, args![id, tx.now()]).await? else { return Ok(None) };
    let currency: Option<String> = row.get("currency")?;
    Ok(Some((Order::seen(id.to_owned()), currency.as_deref().and_then(Currency::from_code))))
}

/// Creates a basket, or returns the one that a concurrent request with the same claim has created.
pub async fn create(tx: &mut Tx, claim: Option<&str>, outbox: &Outbox) -> Result<Order<Created>> {
    let (id, token) = (new_id(), crate::store::token());
    let sql = "INSERT INTO pannier_orders (id, token, claim, created_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
               ON CONFLICT (claim) WHERE status = 'created' DO NOTHING";
    if tx.execute(sql, args![&id, token, claim, tx.now()]).await? == 1 {
        outbox.push_status(tx, &id, Status::Created).await?;
        return Ok(Order::seen(id));
    }
    let sql = "SELECT id FROM pannier_orders WHERE claim = $1 AND status = 'created'";
    Ok(Order::seen(tx.fetch_one(sql, args![claim]).await?.get("id")?))
}

/// Fills in a new basket's checkout form from the visitor's last order, so that an address is typed only
/// once.
pub async fn prefill(tx: &mut Tx, basket: &Order<Created>, last: &str) -> Result<()> {
    let columns = STORED_FIELDS.map(Field::name).join(", ");
    let sql = format!(
        "UPDATE pannier_orders SET ({columns}, parcel_choices) = \
         (SELECT {columns}, parcel_choices FROM pannier_orders WHERE id = $2) \
         WHERE id = $1 AND status = 'created' AND email = ''"
    );
    tx.execute(&sql, args![basket.id(), last]).await?;
    Ok(())
}

/// Stores the shopper's input without validation, so that nothing typed is lost, and the language.
pub async fn keep_form(db: &Db, id: &str, form: &CheckoutForm, language: Language) -> Result<bool> {
    const LONGEST: usize = 500;
    const MOST_PARCELS: usize = 50;
    let kept = |text: &str| -> String { text.trim().chars().filter(|c| *c != '\0').take(LONGEST).collect() };
    let mut parcels: BTreeMap<_, _> = form.parcels.iter().map(|(key, choice)| (kept(key), kept(choice))).collect();
    while parcels.len() > MOST_PARCELS {
        parcels.pop_last();
    }
    let parcels = match parcels.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&parcels).unwrap_or_default(),
    };
    let mut args = args![id, db.now(), parcels, language.tag()].to_vec();
    let mut set = String::from("updated_at = $2, parcel_choices = $3, language = $4");
    for field in STORED_FIELDS {
        args.push(kept(form.get(field)).into());
        set.push_str(&format!(", {} = ${}", field.name(), args.len()));
    }
    let sql = format!("UPDATE pannier_orders SET {set} WHERE id = $1 AND status = 'created'");
    Ok(db.execute(&sql, &args).await? == 1)
}

/// Returns the status of the order with this id, within a transaction.
pub async fn status_in(tx: &mut Tx, id: &str) -> Result<Option<Status>> {
    let row = tx.fetch_optional("SELECT status FROM pannier_orders WHERE id = $1", args![id]).await?;
    row.as_ref().map(status).transpose()
}
