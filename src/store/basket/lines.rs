//! The lines of an order.
//!
//! Functions that change a line take an [`Order<Created>`](Order), so that the lines of a placed order
//! cannot be changed.

use crate::{
    args,
    model::Currency,
    store::{
        db::{Db, Result, Row, Tx},
        order::state_machine::{Created, Order},
        sellable::Item,
    },
};

/// A line of a basket: item, quantity, and the price the shopper was shown.
#[derive(Clone, Debug)]
pub struct BasketLine {
    pub kind: String,
    pub item_id: String,
    pub quantity: u32,
    /// Minor units; only shown to report a price change, never charged.
    pub quoted_price: i64,
}

/// Maximum quantity of a line.
pub const MAX_QUANTITY: u32 = 999;

/// Maximum number of lines of a basket.
pub const MAX_LINES: u32 = 100;

const LINES: &str = "SELECT kind, item_id, quantity, quoted_amount FROM pannier_order_lines WHERE order_id = $1 \
                     ORDER BY added_at, kind, item_id";

fn read(row: &Row) -> Result<BasketLine> {
    Ok(BasketLine {
        kind: row.get("kind")?,
        item_id: row.get("item_id")?,
        quantity: row.get_u32("quantity")?,
        quoted_price: row.get("quoted_amount")?,
    })
}

/// Returns the lines in the order in which they were added.
pub async fn lines(db: &Db, order_id: &str) -> Result<Vec<BasketLine>> {
    db.fetch_all(LINES, args![order_id]).await?.iter().map(read).collect()
}

/// Returns the lines within a transaction.
pub async fn lines_in(tx: &mut Tx, order_id: &str) -> Result<Vec<BasketLine>> {
    tx.fetch_all(LINES, args![order_id]).await?.iter().map(read).collect()
}

/// Adds to the quantity of a line, and creates the line if it is missing. Returns the new quantity; the
/// caller rolls back if it exceeds the limit.
pub async fn add(tx: &mut Tx, order: &Order<Created>, item: &Item, quantity: u32) -> Result<u32> {
    let sql = "INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at) \
               VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (order_id, kind, item_id) DO UPDATE SET \
               quantity = pannier_order_lines.quantity + excluded.quantity, quoted_amount = excluded.quoted_amount \
               RETURNING quantity";
    let args = args![order.id(), item.kind, &item.id, quantity, item.price.amount, tx.now()];
    tx.fetch_one(sql, args).await?.get_u32("quantity")
}

/// Returns the number of lines.
pub async fn count(tx: &mut Tx, order: &Order<Created>) -> Result<u32> {
    let sql = "SELECT COUNT(*) AS n FROM pannier_order_lines WHERE order_id = $1";
    tx.fetch_one(sql, args![order.id()]).await?.get_u32("n")
}

/// Sets the currency of the basket's prices.
pub async fn set_currency(tx: &mut Tx, order: &Order<Created>, currency: Currency) -> Result<()> {
    tx.execute("UPDATE pannier_orders SET currency = $2 WHERE id = $1", args![order.id(), currency.code()]).await?;
    Ok(())
}

/// Sets the quantity of an existing line. Returns `false` if there is no such line.
pub async fn set(tx: &mut Tx, order: &Order<Created>, item: &Item, quantity: u32) -> Result<bool> {
    let sql = "UPDATE pannier_order_lines SET quantity = $4, quoted_amount = $5 \
               WHERE order_id = $1 AND kind = $2 AND item_id = $3";
    let args = args![order.id(), item.kind, &item.id, quantity, item.price.amount];
    Ok(tx.execute(sql, args).await? == 1)
}

/// Removes a line. Returns its quantity, or `None` if there was no such line.
pub async fn remove(tx: &mut Tx, order: &Order<Created>, kind: &str, item_id: &str) -> Result<Option<u32>> {
    let sql = "DELETE FROM pannier_order_lines WHERE order_id = $1 AND kind = $2 AND item_id = $3 RETURNING quantity";
    tx.fetch_optional(sql, args![order.id(), kind, item_id]).await?.map(|row| row.get_u32("quantity")).transpose()
}

/// Freezes a line: stores its title, price and delivery permanently.
pub async fn freeze(
    tx: &mut Tx,
    order: &Order<Created>,
    item: &Item,
    reserved: bool,
    parcel: Option<&str>,
) -> Result<()> {
    let download = item.download.as_ref();
    let lifetime = download.and_then(|download| download.limit.lifetime);
    tx.execute(
        "UPDATE pannier_order_lines SET title = $4, unit_amount = $5, reserved = $6, download_key = $7, \
         download_name = $8, download_type = $9, download_attempts = $10, download_seconds = $11, \
         shipment_id = $12, supplier_sku = $13 WHERE order_id = $1 AND kind = $2 AND item_id = $3",
        args![
            order.id(),
            item.kind,
            &item.id,
            &item.title,
            item.price.amount,
            u32::from(reserved),
            download.map(|d| d.key.as_str()),
            download.map(|d| d.file_name.as_str()),
            download.map(|d| d.content_type.as_str()),
            download.and_then(|d| d.limit.attempts),
            lifetime.map(|lifetime| u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX)),
            parcel,
            item.ships_by.as_ref().and_then(|by| by.supplier_sku.as_deref())
        ],
    )
    .await?;
    Ok(())
}
