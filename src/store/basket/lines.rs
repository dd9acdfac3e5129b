//! The lines of an order.
//!
//! Functions that change a line take an [`Order<Created>`](Order), so that the lines of a placed order
//! cannot be changed.

use crate::{
    args,
    model::{Currency, amounts::Charge},
    store::{
        db::{Result, Row, Tx, placeholders},
        order::state_machine::{Created, Order},
        sellable::Item,
    },
};

/// A line of a basket: item, quantity, and the price and title the shopper was shown.
#[derive(Clone, Debug)]
pub struct BasketLine {
    pub kind: String,
    pub item_id: String,
    pub quantity: u32,
    /// Minor units; only shown to report a price change, never charged.
    pub quoted_price: i64,
    /// Only shown once the item is no longer sold. `None` for a line that an earlier version has added.
    pub quoted_title: Option<String>,
}

/// Maximum quantity of a line.
pub const MAX_QUANTITY: u32 = 999;

/// Maximum number of lines of a basket.
pub const MAX_LINES: u32 = 100;

/// Reads the lines that come with a [current](crate::store::order::header::current) order, in the order in which they
/// were added.
pub fn read(rows: &[Row]) -> Result<Vec<BasketLine>> {
    let mut lines = Vec::new();
    for row in rows {
        let Some(kind) = row.get("kind")? else { continue };
        lines.push(BasketLine {
            kind,
            item_id: row.get("item_id")?,
            quantity: row.get_u32("quantity")?,
            quoted_price: row.get("quoted_amount")?,
            quoted_title: row.get("quoted_title")?,
        });
    }
    Ok(lines)
}

/// Adds to the quantity of a line, and creates the line if it is missing. Returns the new quantity, `None` if there
/// would be more than [`MAX_LINES`]; the caller rolls back if it exceeds the limit.
pub async fn add(tx: &mut Tx, order: &Order<Created>, item: &Item, quantity: u32) -> Result<Option<u32>> {
    let sql = "INSERT INTO pannier_order_lines \
               (order_id, kind, item_id, quantity, quoted_amount, added_at, quoted_title) \
               SELECT $1, $2, $3, $4, $5, $6, $8 \
               WHERE (SELECT COUNT(*) FROM pannier_order_lines WHERE order_id = $1 AND NOT (kind = $2 AND item_id = $3)) < $7 \
               ON CONFLICT (order_id, kind, item_id) DO UPDATE SET \
               quantity = pannier_order_lines.quantity + excluded.quantity, quoted_amount = excluded.quoted_amount, \
               quoted_title = excluded.quoted_title RETURNING quantity";
    let args = args![order.id(), item.kind, &item.id, quantity, item.price.amount, tx.now(), MAX_LINES, &item.title];
    tx.fetch_optional(sql, args).await?.map(|row| row.get_u32("quantity")).transpose()
}

/// Sets the currency of a basket, unless it has lines in another one. Returns whether it was set.
pub async fn set_currency(tx: &mut Tx, order: &Order<Created>, currency: Currency) -> Result<bool> {
    let sql = "UPDATE pannier_orders SET currency = $2 WHERE id = $1 \
               AND (currency IS NULL OR NOT EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = $1))";
    Ok(tx.execute(sql, args![order.id(), currency.code()]).await? == 1)
}

/// Sets the quantity of an existing line. Returns `false` if there is no such line.
pub async fn set(tx: &mut Tx, order: &Order<Created>, item: &Item, quantity: u32) -> Result<bool> {
    let sql = "UPDATE pannier_order_lines SET quantity = $4, quoted_amount = $5, quoted_title = $6 \
               WHERE order_id = $1 AND kind = $2 AND item_id = $3";
    let args = args![order.id(), item.kind, &item.id, quantity, item.price.amount, &item.title];
    Ok(tx.execute(sql, args).await? == 1)
}

/// Removes a line. Returns its quantity, or `None` if there was no such line.
pub async fn remove(tx: &mut Tx, order: &Order<Created>, kind: &str, item_id: &str) -> Result<Option<u32>> {
    let sql = "DELETE FROM pannier_order_lines WHERE order_id = $1 AND kind = $2 AND item_id = $3 RETURNING quantity";
    tx.fetch_optional(sql, args![order.id(), kind, item_id]).await?.map(|row| row.get_u32("quantity")).transpose()
}

/// A line of an order that is being placed, with its item and its shipment, and what is charged for it.
pub struct SoldLine<'a> {
    pub line: &'a BasketLine,
    pub item: &'a Item,
    pub shipment: Option<&'a str>,
    pub charge: &'a Charge,
}

/// Freezes all lines of an order: stores their titles, prices, charges and deliveries permanently. Returns `false` if the order
/// has other lines or quantities, since another request may have changed it; the caller then rolls back.
pub async fn freeze(tx: &mut Tx, order: &Order<Created>, lines: &[SoldLine<'_>]) -> Result<bool> {
    let mut args = args![order.id()].to_vec();
    let mut values = Vec::new();
    for SoldLine { line, item, shipment, charge } in lines {
        let download = item.download.as_ref();
        let lifetime = download.and_then(|download| download.limit.lifetime);
        let row = args![
            &line.kind,
            &line.item_id,
            line.quantity,
            &item.title,
            item.price.amount,
            u32::from(item.stock.is_some()),
            download.map(|d| d.key.as_str()),
            download.map(|d| d.file_name.as_str()),
            download.map(|d| d.content_type.as_str()),
            download.and_then(|d| d.limit.attempts),
            lifetime.map(|lifetime| u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX)),
            *shipment,
            item.ships_by.as_ref().and_then(|by| by.supplier_sku.as_deref()),
            charge.discount.amount,
            charge.amount.amount,
            item.withdrawal.as_str()
        ];
        values.push(format!("({})", placeholders(args.len() + 1, row.len())));
        args.extend_from_slice(row);
    }
    let sql = format!(
        "WITH frozen (kind, item_id, quantity, title, unit_amount, reserved, download_key, download_name, download_type, \
         download_attempts, download_seconds, shipment_id, supplier_sku, discount_amount, amount, withdrawal) AS (VALUES {}) \
         UPDATE pannier_order_lines SET title = frozen.title, unit_amount = frozen.unit_amount, \
         reserved = frozen.reserved, download_key = frozen.download_key, download_name = frozen.download_name, \
         download_type = frozen.download_type, download_attempts = frozen.download_attempts, \
         download_seconds = frozen.download_seconds, shipment_id = frozen.shipment_id, \
         supplier_sku = frozen.supplier_sku, discount_amount = frozen.discount_amount, amount = frozen.amount, \
         withdrawal = frozen.withdrawal FROM frozen WHERE pannier_order_lines.order_id = $1 \
         AND pannier_order_lines.kind = frozen.kind AND pannier_order_lines.item_id = frozen.item_id \
         AND pannier_order_lines.quantity = frozen.quantity \
         RETURNING (SELECT COUNT(*) FROM pannier_order_lines WHERE order_id = $1) AS n",
        values.join(", ")
    );
    let frozen = tx.fetch_all(&sql, &args).await?;
    match frozen.first() {
        Some(row) => Ok(frozen.len() == lines.len() && row.get_u32("n")? as usize == lines.len()),
        None => Ok(false),
    }
}
