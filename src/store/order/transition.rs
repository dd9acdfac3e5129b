//! Status changes: the one statement, and the signal in the same transaction.
//!
//! # Locks
//!
//! The row of an order is the lock of its payments, with their refunds and disputes, and of its withdrawals. A transaction
//! that changes more than one of these rows locks the order first, whatever its status; one that handles a webhook has
//! written the webhook's row before that. Since all take their locks in this order, no two of them can deadlock. What is read
//! under the lock holds until the commit. Placing and cancelling an order, and a refund that puts pieces back, then lock the
//! stock of its lines, sorted, and the row of its code; placing it locks last the counter of order numbers. Issuing documents
//! of an order locks last the counters of their series, that of invoices before that of credit notes: two transactions that
//! issue for two orders wait there for each other, and have nothing left to wait for.

use super::{
    header::form_columns,
    state_machine::{Cancelled, Change, Created, Order, Pending, State, To},
};
use crate::{
    args,
    model::{Amounts, OrderStatus},
    store::{
        db::{Result, Row, Tx, new_id},
        discount::redeem,
        outbox::Outbox,
        sellable::Sellables,
    },
};

/// Applies a change as a compare-and-swap, and writes its signal. Returns the order and the code that it was placed with;
/// `None` if a concurrent change was faster.
async fn apply<S: To<T>, T: State>(
    tx: &mut Tx,
    outbox: &Outbox,
    change: Change<S, T>,
) -> Result<Option<(Order<T>, String)>> {
    let sql = "UPDATE pannier_orders SET status = $3, updated_at = $4, closed_at = $4 WHERE id = $1 AND status = $2 \
               RETURNING ships, code";
    let now = tx.now();
    let args = args![change.id(), change.from().as_str(), change.to().as_str(), now];
    let Some(row) = tx.fetch_optional(sql, args).await? else { return Ok(None) };
    outbox.push_closed(tx, change.id(), change.to(), now, row.get::<i64>("ships")? == 1).await?;
    Ok(Some((Order::seen(change.id().to_owned()), row.get("code")?)))
}

/// The values that are frozen when an order is placed.
#[derive(Debug)]
pub struct Placement {
    pub amounts: Amounts,
    pub shipping_label: Option<String>,
    pub ships: bool,
    /// Whether the order is paid outside of any gateway.
    pub offline: bool,
    /// How the tax was worked out, if it was.
    pub tax: Option<TaxRecord>,
    /// The hash of the terms that apply, if there are any.
    pub terms: Option<String>,
}

/// How the tax of an order was worked out.
#[derive(Debug)]
pub struct TaxRecord {
    /// The id of the tax provider.
    pub provider: &'static str,
    /// The country that it was sold to, by the rules of which the provider has decided.
    pub country: String,
    /// What was known of the VAT number, if there is one.
    pub proof: Option<&'static str>,
}

/// `created -> pending`: numbers the order and freezes its sums, which are those of the lines frozen in the
/// same transaction. The database checks that they add up. Returns the order with its number.
pub async fn place(
    tx: &mut Tx,
    outbox: &Outbox,
    order: Order<Created>,
    placement: &Placement,
) -> Result<Option<(Order<Pending>, i64)>> {
    let sql = "UPDATE pannier_counters SET value = value + 1 WHERE name = 'order_number' RETURNING value";
    let number: i64 = tx.fetch_one(sql, &[]).await?.get("value")?;
    let change = order.change::<Pending>();
    let sql = "UPDATE pannier_orders SET status = $3, number = $4, items_amount = $5, shipping_amount = $6, \
               total_amount = $7, currency = $8, shipping_label = $9, ships = $10, placed_at = $11, updated_at = $11, \
               discount_amount = $12, tax_amount = $13, tax_provider = $14, tax_country = $15, vat_proof = $16, \
               terms = $17, creation_key = NULL WHERE id = $1 AND status = $2";
    let tax = placement.tax.as_ref();
    let args = args![
        change.id(),
        change.from().as_str(),
        change.to().as_str(),
        number,
        placement.amounts.subtotal().amount,
        placement.amounts.shipping().amount,
        placement.amounts.total().amount,
        placement.amounts.total().currency.code(),
        placement.shipping_label.as_deref(),
        u32::from(placement.ships),
        tx.now(),
        placement.amounts.discount().amount,
        placement.amounts.tax().map(|tax| tax.amount),
        tax.map(|tax| tax.provider),
        tax.map(|tax| tax.country.as_str()),
        tax.and_then(|tax| tax.proof),
        placement.terms.as_deref()
    ];
    if tx.execute(sql, args).await? == 0 {
        return Ok(None);
    }
    outbox.push_placed(tx, change.id(), placement.offline).await?;
    Ok(Some((Order::seen(change.id().to_owned()), number)))
}

/// `pending -> completed`.
pub async fn complete(tx: &mut Tx, outbox: &Outbox, order: Order<Pending>) -> Result<bool> {
    Ok(apply(tx, outbox, order.change::<super::state_machine::Completed>()).await?.is_some())
}

/// `pending -> cancelled`: releases the reservations, gives the use of the code back, and copies the basket to a new order.
pub async fn cancel(tx: &mut Tx, outbox: &Outbox, order: Order<Pending>, sellables: &Sellables) -> Result<bool> {
    let Some((order, code)) = apply(tx, outbox, order.change::<Cancelled>()).await? else { return Ok(false) };
    let sql = "SELECT kind, item_id, quantity FROM pannier_order_lines WHERE order_id = $1 AND reserved = 1";
    let read = |row: &Row| Ok((row.get("kind")?, row.get("item_id")?, row.get_u32("quantity")?));
    let mut reserved: Vec<(String, String, u32)> =
        tx.fetch_all(sql, args![order.id()]).await?.iter().map(read).collect::<Result<_>>()?;
    // In the order in which placing an order reserves: that of a database's collation could deadlock with it.
    reserved.sort();
    for (kind, id, quantity) in reserved {
        sellables.release(tx, &kind, &id, quantity).await?;
    }
    if !code.is_empty() {
        redeem::give_back(tx, order.id()).await?;
    }
    clone_basket(tx, outbox, &order).await?;
    Ok(true)
}

async fn clone_basket(tx: &mut Tx, outbox: &Outbox, cancelled: &Order<Cancelled>) -> Result<()> {
    let id = new_id();
    let form = form_columns();
    let sql = format!(
        "INSERT INTO pannier_orders (id, token, replaces, currency, {form}, code, code_tries, code_tries_since, prefilled, \
         language, created_at, updated_at, first_order_id) SELECT $2, $3, id, currency, {form}, code, code_tries, \
         code_tries_since, 1, language, $4, $4, first_order_id FROM pannier_orders WHERE id = $1"
    );
    tx.execute(&sql, args![cancelled.id(), &id, crate::store::token(), tx.now()]).await?;
    tx.execute(
        "INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, quoted_title, added_at) \
         SELECT $2, kind, item_id, quantity, unit_amount, title, added_at FROM pannier_order_lines WHERE order_id = $1",
        args![cancelled.id(), &id],
    )
    .await?;
    outbox.push_status(tx, &id, OrderStatus::Created).await
}

/// An order whose row is locked for the rest of the transaction.
#[derive(Debug)]
pub struct Locked {
    pub status: OrderStatus,
    /// The order, if it is pending.
    pub pending: Option<Order<Pending>>,
}

/// Locks the row of an order for the rest of the transaction. `None` if there is no such order.
pub async fn lock(tx: &mut Tx, id: &str) -> Result<Option<Locked>> {
    lock_where(tx, "id = $1", id).await
}

/// Locks the row of a payment's order for the rest of the transaction. `None` if there is no such payment.
pub async fn lock_by_payment(tx: &mut Tx, payment: &str) -> Result<Option<Locked>> {
    lock_where(tx, "id = (SELECT order_id FROM pannier_payments WHERE id = $1)", payment).await
}

async fn lock_where(tx: &mut Tx, which: &str, id: &str) -> Result<Option<Locked>> {
    // An update that changes nothing is the lock that both engines have.
    let sql = format!("UPDATE pannier_orders SET updated_at = updated_at WHERE {which} RETURNING id, status");
    let Some(row) = tx.fetch_optional(&sql, args![id]).await? else { return Ok(None) };
    let (id, status): (String, OrderStatus) = (row.get("id")?, row.get("status")?);
    Ok(Some(Locked { status, pending: (status == OrderStatus::Pending).then(|| Order::seen(id)) }))
}

/// Locks the row of an order for the rest of the transaction. `None` if the order is not pending.
pub async fn lock_pending(tx: &mut Tx, id: &str) -> Result<Option<Order<Pending>>> {
    Ok(lock(tx, id).await?.and_then(|order| order.pending))
}
