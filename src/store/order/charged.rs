//! What an order has charged: its lines and the shipping of its parcels, at each rate of tax. Refunds take of it, and documents
//! say it.

use crate::{
    args,
    model::{Money, OrderStatus, Rate, TaxCode},
    store::db::{Db, Result, Row, Tx},
};

/// What was charged for, or is refunded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    Line { kind: String, id: String },
    Parcel { shipment: String },
}

/// How something is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChargedRate {
    pub code: TaxCode,
    pub rate: Rate,
    /// Whether the tax was added to the listed price.
    pub on_top: bool,
}

/// A line, or the shipping of a parcel, at one rate: several if a tax provider has split it.
#[derive(Clone, Debug)]
pub struct Charged {
    pub of: Of,
    /// The title of a line, or the label of a shipping option.
    pub title: String,
    /// The pieces of the whole line. A parcel has none.
    pub quantity: u32,
    /// Whether the pieces were taken from stock.
    pub reserved: bool,
    /// The listed price of a piece, in minor units; 0 for a parcel.
    pub unit: i64,
    /// What was taken off the listed price of the whole line, in minor units.
    pub discount: i64,
    /// The shipping method of a parcel; empty for a line.
    pub method: String,
    /// What was charged for the whole line or parcel, before tax was added.
    pub amount: Money,
    /// `None` if the tax is not recorded.
    pub rate: Option<ChargedRate>,
    /// What was charged at this rate, without the tax, in minor units. All of the amount if the tax is not recorded.
    pub net: i64,
    /// The tax, in minor units. 0 if it is not recorded.
    pub tax: i64,
}

/// All that an order has charged.
#[derive(Clone, Debug)]
pub struct Charges {
    /// That of the order; [`OrderStatus::Created`] if it has charged nothing.
    pub status: OrderStatus,
    /// The lines as they were added, and then the parcels.
    pub all: Vec<Charged>,
}

/// The lines and parcels of an order, with a row for each tax.
const CHARGED: &str = "SELECT 0 AS place, l.added_at AS at, l.kind AS kind, l.item_id AS item_id, \
    CAST(NULL AS TEXT) AS shipment_id, l.title, l.quantity, l.reserved, l.unit_amount, l.discount_amount, \
    CAST('' AS TEXT) AS method, COALESCE(l.amount, l.unit_amount * l.quantity) AS amount, t.position AS nth, t.code, t.rate, \
    t.on_top, t.net_amount, t.tax_amount, o.status, o.currency FROM pannier_orders o \
    JOIN pannier_order_lines l ON l.order_id = o.id \
    LEFT JOIN pannier_order_taxes t ON t.order_id = l.order_id AND t.kind = l.kind AND t.item_id = l.item_id \
    WHERE o.id = $1 AND l.unit_amount IS NOT NULL UNION ALL \
    SELECT 1, s.position, NULL, NULL, s.id, s.label, CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT), \
    CAST(0 AS BIGINT), s.method, s.amount, t.position, t.code, t.rate, t.on_top, t.net_amount, t.tax_amount, o.status, \
    o.currency FROM pannier_orders o JOIN pannier_shipments s ON s.order_id = o.id \
    LEFT JOIN pannier_order_taxes t ON t.order_id = s.order_id AND t.shipment_id = s.id WHERE o.id = $1 \
    ORDER BY place, at, kind, item_id, nth";

/// Reads what an order has charged.
pub async fn read(db: &Db, order_id: &str) -> Result<Charges> {
    Charges::read(&db.fetch_all(CHARGED, args![order_id]).await?)
}

/// Reads what an order has charged, within a transaction.
pub async fn read_in(tx: &mut Tx, order_id: &str) -> Result<Charges> {
    Charges::read(&tx.fetch_all(CHARGED, args![order_id]).await?)
}

impl Charges {
    fn read(rows: &[Row]) -> Result<Charges> {
        let status = match rows.first() {
            Some(row) => row.get("status")?,
            None => OrderStatus::Created,
        };
        Ok(Charges { status, all: rows.iter().map(Charged::read).collect::<Result<_>>()? })
    }
}

impl Charged {
    fn read(row: &Row) -> Result<Charged> {
        let (amount, rate) = (row.money("amount", "currency")?, ChargedRate::read(row)?);
        let (net, tax) = match rate {
            Some(_) => (row.get("net_amount")?, row.get("tax_amount")?),
            None => (amount.amount, 0),
        };
        Ok(Charged {
            of: Of::read(row)?,
            title: row.get("title")?,
            quantity: row.get_u32("quantity")?,
            reserved: row.get::<Option<i64>>("reserved")? == Some(1),
            unit: row.get("unit_amount")?,
            discount: row.get("discount_amount")?,
            method: row.get("method")?,
            amount,
            rate,
            net,
            tax,
        })
    }
}

impl Of {
    /// Reads what a row is of, by `kind`, `item_id` and `shipment_id`.
    pub fn read(row: &Row) -> Result<Of> {
        Ok(match row.get::<Option<String>>("shipment_id")? {
            Some(shipment) => Of::Parcel { shipment },
            None => Of::Line { kind: row.get("kind")?, id: row.get("item_id")? },
        })
    }
}

impl ChargedRate {
    /// Reads how a row is taxed, by `code`, `rate` and `on_top`. `None` if its tax is not recorded.
    pub fn read(row: &Row) -> Result<Option<ChargedRate>> {
        let Some(code) = row.get::<Option<TaxCode>>("code")? else { return Ok(None) };
        let (rate, on_top) = (Rate::millionths(row.get_u32("rate")?), row.get::<i64>("on_top")? == 1);
        Ok(Some(ChargedRate { code, rate, on_top }))
    }
}
