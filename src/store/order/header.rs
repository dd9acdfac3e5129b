//! Reading and writing an order's row.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::state_machine::{Created, Order};
use crate::{
    args,
    language::Language,
    model::{
        Address, Amounts, CheckoutForm, Currency, Field, FieldValue, Money, OrderStatus, Problem, Timestamp, days,
        frozen_fields, typed_fields, typed_fields_json,
    },
    store::{
        db::{Db, DbError, Result, Row, Tx, Value, new_id},
        is_key,
        outbox::Outbox,
    },
};

/// How long the address of an order fills in the checkout form of the next one.
const ADDRESS_MEMORY: Duration = days(90);

/// An order without its lines.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: String,
    pub token: String,
    pub status: OrderStatus,
    pub number: Option<i64>,
    pub currency: Option<Currency>,
    /// The checkout form so far, or as the order was placed with it; `attempt` and `total` are empty. Its code is the one
    /// that was accepted.
    pub form: CheckoutForm,
    /// What the checkout has refused of the last code.
    pub refusal: Option<Refusal>,
    /// The shopper's e-mail address, as it was corrected last.
    pub email: String,
    /// Whether the form was filled in from an earlier order.
    pub prefilled: bool,
    pub shipping_label: Option<String>,
    /// The language in which the form was last filled in.
    pub language: Option<Language>,
    /// The sums, once the order is placed.
    pub amounts: Option<Amounts>,
    /// The app's own fields, once the order is placed.
    pub fields: Vec<FieldValue>,
    /// What was known of the VAT number when the order was placed: `valid`, `invalid`, or `unknown`.
    pub vat_proof: Option<String>,
    /// Whether the terms that applied are recorded.
    pub has_terms: bool,
    pub updated_at: Timestamp,
    pub placed_at: Option<Timestamp>,
}

/// A code that the checkout has refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code, folded; empty if it was one that had been accepted, and was lost.
    pub code: String,
    /// Why.
    pub problem: Problem,
}

impl Head {
    fn read(row: &Row) -> Result<Head> {
        let currency: Option<String> = row.get("currency")?;
        let currency = currency.as_deref().and_then(Currency::from_code);
        let items: Option<i64> = row.get("items_amount")?;
        let shipping: Option<i64> = row.get("shipping_amount")?;
        let (discount, tax): (i64, Option<i64>) = (row.get("discount_amount")?, row.get("tax_amount")?);
        let number: Option<i64> = row.get("number")?;
        let fields: String = row.get("fields")?;
        let mut form = CheckoutForm::default();
        for field in form_fields() {
            *form.get_mut(field) = row.get(field.name())?;
        }
        form.code = row.get("code")?;
        form.parcels = serde_json::from_str(&row.get::<String>("parcel_choices")?).unwrap_or_default();
        form.fields = typed_fields(&fields);
        let (refused, problem): (String, String) = (row.get("code_refused")?, row.get("code_problem")?);
        let refusal = |problem| Refusal { code: refused, problem };
        Ok(Head {
            id: row.get("id")?,
            token: row.get("token")?,
            status: row.get("status")?,
            number,
            currency,
            form,
            refusal: Problem::from_code(&problem, None).map(refusal),
            email: row.get("current_email")?,
            prefilled: row.get::<i64>("prefilled")? == 1,
            shipping_label: row.get("shipping_label")?,
            language: Language::from_tag(&row.get::<String>("language")?),
            amounts: match (currency, items, shipping) {
                (Some(c), Some(items), Some(shipping)) => {
                    let money = |amount| Money::new(amount, c);
                    Some(Amounts::from_sums(money(items), money(shipping), money(discount), tax.map(money))?)
                }
                _ => None,
            },
            fields: number.map(|_| frozen_fields(&fields)).unwrap_or_default(),
            vat_proof: row.get("vat_proof")?,
            has_terms: row.get::<Option<String>>("terms")?.is_some(),
            updated_at: row.get("updated_at")?,
            placed_at: row.get("placed_at")?,
        })
    }
}

/// Returns the fields of the checkout form that an order stores as they are typed, each in the column of the same name.
/// The code is not one of them: it is stored once it was accepted.
fn form_fields() -> impl Iterator<Item = Field> {
    let fields = [Field::Email, Field::Shipping, Field::Payment, Field::VatId].into_iter();
    fields.chain(Address::FIELDS.map(Field::ShippingAddress)).chain(Address::FIELDS.map(Field::BillingAddress))
}

/// Returns the columns of the checkout form, without the code.
pub fn form_columns() -> String {
    let columns: Vec<_> = form_fields().map(Field::name).chain(["parcel_choices", "fields"]).collect();
    columns.join(", ")
}

/// Whom the mails and the parcels of a placed order go to. See [`Admin::contact`](crate::Admin::contact).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// The shopper's e-mail address.
    pub email: String,
    /// The recipient and the address. Empty if nothing ships.
    pub address: Address,
}

/// Returns the SQL of a column of an order's newest correction; NULL if there is none.
fn corrected(column: &str, order_id: &str, which: &str) -> String {
    format!(
        "(SELECT c.{column} FROM pannier_corrections c WHERE c.order_id = {order_id}{which} \
         ORDER BY c.number DESC LIMIT 1)"
    )
}

/// Returns the SQL of an order's e-mail address, as it was corrected last. `orders` is the table, or its alias.
pub fn email_column(orders: &str) -> String {
    format!("COALESCE({}, {orders}.email)", corrected("email", &format!("{orders}.id"), ""))
}

impl Contact {
    /// Returns the columns that [`Contact::read`] reads. `orders` is the table, or its alias; `which` restricts the
    /// corrections `c` that count: ` AND c.number <= $2`.
    pub(in crate::store) fn columns(orders: &str, which: &str) -> String {
        let id = format!("{orders}.id");
        let address = Address::FIELDS.map(|field| format!("{orders}.{}", field.name())).join(", ");
        format!(
            "{orders}.email, {address}, {} AS corrected_email, {} AS corrected_address",
            corrected("email", &id, which),
            corrected("address", &id, which)
        )
    }

    /// Reads the contact of the newest correction that counts, or else that with which the order was placed.
    pub(in crate::store) fn read(row: &Row) -> Result<Contact> {
        let corrected: (Option<String>, Option<String>) = (row.get("corrected_email")?, row.get("corrected_address")?);
        if let (Some(email), Some(address)) = corrected {
            let address = serde_json::from_str(&address);
            return Ok(Contact {
                email,
                address: address.map_err(|error| DbError(sqlx::Error::Decode(error.into())))?,
            });
        }
        Contact::read_own(row)
    }

    /// Reads the contact with which the order was placed.
    pub(in crate::store) fn read_own(row: &Row) -> Result<Contact> {
        let mut address = Address::default();
        for field in Address::FIELDS {
            *address.get_mut(field) = row.get(field.name())?;
        }
        Ok(Contact { email: row.get("email")?, address })
    }
}

/// Returns the columns that [`Head::read`] reads.
fn columns() -> String {
    format!(
        "id, token, status, number, currency, {}, code, code_problem, code_refused, {} AS current_email, prefilled, \
         shipping_label, language, items_amount, shipping_amount, pannier_orders.discount_amount, tax_amount, vat_proof, terms, \
         updated_at, placed_at",
        form_columns(),
        email_column("pannier_orders")
    )
}

fn select(which: &str) -> String {
    format!("SELECT {} FROM pannier_orders {which}", columns())
}

/// Returns the order with this id.
pub async fn head(db: &Db, id: &str) -> Result<Option<Head>> {
    db.fetch_optional(&select("WHERE id = $1"), args![id]).await?.as_ref().map(Head::read).transpose()
}

/// Returns the order whose page has this token.
pub async fn head_by_token(db: &Db, token: &str) -> Result<Option<Head>> {
    if !is_key(token) {
        return Ok(None);
    }
    db.fetch_optional(&select("WHERE token = $1"), args![token]).await?.as_ref().map(Head::read).transpose()
}

/// Returns the order with this id, or, if it was cancelled, the one that continues its basket. With it come the rows of
/// its lines while it is a basket: one for each line, or one without a line.
pub async fn current(db: &Db, id: &str) -> Result<Option<(Head, Vec<Row>)>> {
    let with_lines = |which: &str| {
        format!(
            "SELECT {}, kind, item_id, quantity, quoted_amount, quoted_title \
             FROM pannier_orders LEFT JOIN pannier_order_lines ON order_id = id AND status = 'created' \
             WHERE {which} = $1 ORDER BY added_at, kind, item_id",
            columns()
        )
    };
    let mut rows = db.fetch_all(&with_lines("id"), args![id]).await?;
    while let Some(head) = rows.first().map(Head::read).transpose()? {
        if head.status != OrderStatus::Cancelled {
            return Ok(Some((head, rows)));
        }
        rows = db.fetch_all(&with_lines("replaces"), args![&head.id]).await?;
    }
    Ok(None)
}

/// Locks the row of an order that is still a basket, for the rest of the transaction.
/// `None` if it is no longer one.
pub async fn lock_basket(tx: &mut Tx, id: &str) -> Result<Option<(Order<Created>, Option<Currency>)>> {
    let sql = "UPDATE pannier_orders SET updated_at = $2 WHERE id = $1 AND status = 'created' RETURNING id, currency";
    tx.fetch_optional(sql, args![id, tx.now()]).await?.as_ref().map(read_basket).transpose()
}

/// A basket to be created.
pub struct NewBasket<'a> {
    /// Concurrent requests with the same key create a single basket.
    pub creation_key: Option<String>,
    /// How long the key leads to the basket, if not for as long as it is one.
    pub key_lifetime: Option<Duration>,
    /// The visitor's last order.
    pub last: Option<&'a str>,
    pub currency: Currency,
}

/// Creates a basket, or locks the one that a concurrent request with the same creation key has created. Returns it with
/// its currency.
pub async fn create(tx: &mut Tx, new: &NewBasket<'_>, outbox: &Outbox) -> Result<(Order<Created>, Option<Currency>)> {
    let (id, token) = (new_id(), crate::store::token());
    let sql = "INSERT INTO pannier_orders (id, token, creation_key, currency, created_at, updated_at, first_order_id) \
               VALUES ($1, $2, $3, $4, $5, $5, COALESCE((SELECT first_order_id FROM pannier_orders WHERE id = $6), $1)) \
               ON CONFLICT (creation_key) WHERE status = 'created' DO UPDATE SET updated_at = excluded.updated_at \
               RETURNING id, currency, created_at";
    let args = args![&id, token, new.creation_key.as_deref(), new.currency.code(), tx.now(), new.last];
    loop {
        let row = tx.fetch_one(sql, args).await?;
        let basket = read_basket(&row)?;
        if basket.0.id() == id {
            outbox.push_status(tx, &id, OrderStatus::Created).await?;
            return Ok(basket);
        }
        let created_at: Timestamp = row.get("created_at")?;
        if new.key_lifetime.is_none_or(|lifetime| created_at >= tx.now() - lifetime) {
            return Ok(basket);
        }
        // The key no longer leads to it.
        let sql = "UPDATE pannier_orders SET creation_key = NULL WHERE id = $1 AND status = 'created'";
        tx.execute(sql, args![basket.0.id()]).await?;
    }
}

fn read_basket(row: &Row) -> Result<(Order<Created>, Option<Currency>)> {
    let currency: Option<String> = row.get("currency")?;
    Ok((Order::seen(row.get("id")?), currency.as_deref().and_then(Currency::from_code)))
}

/// Fills in a new basket's checkout form from the visitor's last order, so that an address is typed only
/// once. An order that is too old is ignored: another person may use the browser by now.
pub async fn prefill(tx: &mut Tx, basket: &Order<Created>, last: &str) -> Result<()> {
    let columns = form_columns();
    let sql = format!(
        "UPDATE pannier_orders SET prefilled = 1, ({columns}) = (SELECT {columns} FROM pannier_orders WHERE id = $2) \
         WHERE id = $1 AND status = 'created' AND email = '' \
         AND EXISTS (SELECT 1 FROM pannier_orders WHERE id = $2 AND placed_at >= $3)"
    );
    tx.execute(&sql, args![basket.id(), last, tx.now() - ADDRESS_MEMORY]).await?;
    Ok(())
}

/// Stores a normalized form without validation, so that nothing typed is lost, and the language. A form that was sent
/// before the stored one was [cleared](make_new) is ignored; `begun` is when its request began.
pub async fn save_form(db: &Db, id: &str, form: &CheckoutForm, language: Language, begun: Timestamp) -> Result<bool> {
    let (mut sql, mut args) = set_form(id, form, &typed_fields_json(&form.fields), None, language, db.now());
    args.push(begun.into());
    sql.push_str(&format!(" AND (cleared_at IS NULL OR cleared_at <= ${})", args.len()));
    Ok(db.execute(&sql, &args).await? == 1)
}

/// Locks the row of an order that is to be placed, as [`lock_basket`] does, and stores the form that it is placed with,
/// whatever was saved since that was validated: with its code, and with the app's own `fields` as they are frozen.
pub async fn lock_with_form(
    tx: &mut Tx,
    id: &str,
    form: &CheckoutForm,
    fields: &str,
    language: Language,
) -> Result<Option<(Order<Created>, Option<Currency>)>> {
    let (mut sql, args) = set_form(id, form, fields, Some(&form.code), language, tx.now());
    sql.push_str(" RETURNING id, currency");
    tx.fetch_optional(&sql, &args).await?.as_ref().map(read_basket).transpose()
}

fn set_form(
    id: &str,
    form: &CheckoutForm,
    fields: &str,
    code: Option<&str>,
    language: Language,
    now: Timestamp,
) -> (String, Vec<Value>) {
    let parcels = match form.parcels.is_empty() {
        true => String::new(),
        false => serde_json::to_string(&form.parcels).unwrap_or_default(),
    };
    let mut args = args![id, now, parcels, language.tag(), fields].to_vec();
    let mut set = String::from("updated_at = $2, parcel_choices = $3, language = $4, fields = $5");
    for field in form_fields() {
        args.push(form.get(field).into());
        set.push_str(&format!(", {} = ${}", field.name(), args.len()));
    }
    if let Some(code) = code {
        args.push(code.into());
        set.push_str(&format!(", code = ${}", args.len()));
    }
    (format!("UPDATE pannier_orders SET {set} WHERE id = $1 AND status = 'created'"), args)
}

/// Notes which code the checkout has refused, and why, until another one is accepted or none is typed.
pub async fn note_refusal(db: &Db, id: &str, refusal: Option<&Refusal>) -> Result<()> {
    let (problem, code) = refusal.map_or(("", ""), |refusal| (refusal.problem.code(), refusal.code.as_str()));
    let sql = "UPDATE pannier_orders SET code_problem = $2, code_refused = $3 WHERE id = $1 AND status = 'created'";
    db.execute(sql, args![id, problem, code]).await.map(drop)
}

/// Makes a basket that of a new visitor: empties its form, and ties it to no earlier order. Returns whether the order
/// is still a basket.
pub async fn make_new(db: &Db, id: &str) -> Result<bool> {
    let empty = form_columns().replace(", ", " = '', ");
    let sql = format!(
        "UPDATE pannier_orders SET {empty} = '', code = '', code_problem = '', code_refused = '', prefilled = 0, \
         creation_key = NULL, first_order_id = id, updated_at = $2, cleared_at = $2 WHERE id = $1 AND status = 'created'"
    );
    Ok(db.execute(&sql, args![id, db.now()]).await? == 1)
}
