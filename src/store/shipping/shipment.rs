//! The shipments of an order: stored when it is placed, read for its page, mails and fulfilment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    args,
    language::Language,
    model::{Address, Money, ShipmentLine, ShipmentStatus, ShippingChoice, Timestamp, Tracking, amounts::Charge},
    store::{
        db::{Db, Result, Row, Tx, Value, new_id, placeholders},
        hold,
        order::{
            header::Contact,
            state_machine::{Created, Order},
        },
        refunded,
    },
};

/// A parcel of a placed order, with the data for fulfilment.
///
/// ```
/// use pannier::{Admin, ShipmentStatus, Shipment, db};
///
/// /// A packing list of the pending shipments.
/// async fn packing_list(admin: Admin<'_>) -> db::Result<Vec<String>> {
///     let pending = admin.shipments_with_status(ShipmentStatus::Pending, 50).await?;
///     let line = |s: &Shipment| format!("{}/{}: {} things for {}", s.order_number, s.position, s.lines.len(), s.to.name);
///     Ok(pending.iter().map(line).collect())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Shipment {
    /// The id, used as the subject of [signals](crate::OrderSignal::subject) and to change the status.
    pub id: String,
    /// The id of the order.
    pub order_id: String,
    /// The number of the order.
    pub order_number: i64,
    /// The number within its order, starting at 1.
    pub position: u32,
    /// The id of the shipping method.
    pub method: String,
    /// The chosen option: the method's id, or `method:option` with the
    /// [option's id](crate::ShippingOption::id).
    pub choice: String,
    /// The label of the option: "Standard", in the language of the order.
    pub label: String,
    /// The label as the method gave it, untranslated: the name by which a carrier knows its service.
    pub service: String,
    /// The language of the order. `None` if it was placed before orders had one.
    pub language: Option<Language>,
    /// The delivery time that was promised with the order, in its language: "2 to 4 working days". `None` if the option had none.
    pub delivery_time: Option<String>,
    /// The shipping price charged to the customer.
    pub price: Money,
    /// The status.
    pub status: ShipmentStatus,
    /// When it was first sent, which is when the customer was notified. A shipment that has failed since keeps it.
    pub sent_at: Option<Timestamp>,
    /// When its request from a fulfilment provider was [begun](crate::Admin::begin_shipment).
    pub requested_at: Option<Timestamp>,
    /// The tracking information.
    pub tracking: Tracking,
    /// The carrier's reference.
    pub reference: Option<String>,
    /// Why it failed; for the merchant only.
    pub note: Option<String>,
    /// Whether it must not be sent for the time being, because all that is left in it is being refunded, or the payment is
    /// disputed or being refunded in full, or such a refund has failed.
    pub on_hold: bool,
    /// The recipient and the address, as they were [corrected](crate::Admin::correct) last; once it is sent, or its
    /// request is [begun](crate::Admin::begin_shipment), as they were then.
    pub to: Address,
    /// The customer's e-mail address, for a carrier that announces the delivery; corrected as [`Shipment::to`] is.
    pub email: String,
    /// The contents: the pieces that are not refunded, or were not when it was sent, or when its request was begun; all of
    /// them if none are left. Empty for orders from before the store recorded shipments.
    pub lines: Vec<ShipmentLine>,
}

impl Shipment {
    /// Returns whether a parcel of a paid order is to be packed, or was.
    pub(crate) fn may_be_packed(&self) -> bool {
        match self.status {
            ShipmentStatus::Pending | ShipmentStatus::Failed => !self.on_hold,
            ShipmentStatus::Sent | ShipmentStatus::Delivered => true,
            ShipmentStatus::Cancelled => false,
        }
    }
}

/// Returns the method of a choice.
fn method_of(choice: &str) -> &str {
    choice.split_once(':').map_or(choice, |(method, _)| method)
}

/// Inserts a shipment of an order that is being placed, with what is charged for it. Returns its id.
pub async fn insert(
    tx: &mut Tx,
    order: &Order<Created>,
    position: usize,
    choice: &ShippingChoice,
    charge: &Charge,
) -> Result<String> {
    let id = new_id();
    let sql = "INSERT INTO pannier_shipments (id, order_id, position, method, choice, label, service, amount, currency, \
               created_at, updated_at, list_amount, discount_amount, delivery_time) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13)";
    let args = args![
        &id,
        order.id(),
        i64::try_from(position).unwrap_or(i64::MAX),
        method_of(&choice.id),
        &choice.id,
        &choice.label,
        &choice.service,
        charge.amount.amount,
        charge.amount.currency.code(),
        tx.now(),
        charge.list.amount,
        charge.discount.amount,
        choice.delivery_time.as_deref()
    ];
    tx.execute(sql, args).await?;
    Ok(id)
}

/// SQL, for an `UPDATE`: from now on, no correction changes where a shipment goes.
pub const FIX_ADDRESS: &str = "correction = COALESCE(correction, (SELECT COALESCE(MAX(c.number), 0) \
    FROM pannier_corrections c WHERE c.order_id = pannier_shipments.order_id))";

/// SQL: which corrections of its order count for a shipment.
const UP_TO_FIXED: &str = " AND (p.correction IS NULL OR c.number <= p.correction)";

/// The note on a shipment that a supplier may send although its order was refunded.
const ALREADY_ORDERED: &str = "The order was refunded, but this was already ordered from the supplier: cancel it there";
/// The note on a shipment that a refund had cancelled before it failed.
const RESTORED: &str = "The refund failed, so this can be sent once the order is released. If a supplier sends it, then run \
                        `pannier delivery replay ORDER --receiver NAME`";

/// Returns an SQL condition: whether nothing is left of a shipment of the order `$1`, or the order was refunded in full.
fn refunded_in_full() -> String {
    let shipment = refunded::shipment_refunded("$1", "pannier_shipments.id");
    format!("({} OR {shipment})", hold::refunded_in_full("$1"))
}

/// Returns an SQL condition: whether a shipment, or its order, is on hold. The arguments are columns.
pub fn on_hold(order_id: &str, id: &str) -> String {
    format!("({} OR {})", hold::on_hold(order_id), refunded::shipment_held(order_id, id))
}

/// Cancels the unsent shipments of a completed order of which nothing is left; all of them if it was refunded in full. One that
/// a supplier was already asked for may be made and sent all the same: it stays, with a note for the merchant.
pub async fn cancel_if_refunded(tx: &mut Tx, order_id: &str) -> Result<()> {
    let refunded = format!(
        "order_id = $1 AND EXISTS (SELECT 1 FROM pannier_orders WHERE id = $1 AND status = 'completed') AND {}",
        refunded_in_full()
    );
    // First, because it locks every pending shipment: a concurrent request for one is then seen by the second.
    let sql = format!("UPDATE pannier_shipments SET note = $2 WHERE {refunded} AND status = 'pending'");
    tx.execute(&sql, args![order_id, ALREADY_ORDERED]).await?;
    let sql = format!(
        "UPDATE pannier_shipments SET status = 'cancelled', note = CASE WHEN status = 'failed' THEN note END, \
         updated_at = $2 WHERE {refunded} AND (status = 'failed' AND sent_at IS NULL \
         OR status = 'pending' AND requested_at IS NULL AND reference IS NULL)"
    );
    tx.execute(&sql, args![order_id, tx.now()]).await.map(drop)
}

/// Undoes [`cancel_if_refunded`] once a refund has failed: what was cancelled is pending again, as after
/// [`Admin::mark_pending`](crate::Admin::mark_pending).
pub async fn restore_if_not_refunded(tx: &mut Tx, order_id: &str) -> Result<()> {
    let which = format!("order_id = $1 AND NOT {}", refunded_in_full());
    let sql = format!("UPDATE pannier_shipments SET note = NULL WHERE {which} AND status = 'pending' AND note = $2");
    tx.execute(&sql, args![order_id, ALREADY_ORDERED]).await?;
    let sql = format!(
        "UPDATE pannier_shipments SET status = 'pending', requested_at = NULL, reference = NULL, correction = NULL, \
         note = $2, updated_at = $3 WHERE {which} AND status = 'cancelled'"
    );
    tx.execute(&sql, args![order_id, RESTORED, tx.now()]).await.map(drop)
}

/// Returns the shipments of an order, by position.
pub async fn of_order(db: &Db, order_id: &str) -> Result<Vec<Shipment>> {
    select(db, "WHERE p.order_id = $1 ORDER BY p.position", args![order_id]).await
}

/// Returns the shipments of the orders with these numbers, by number and position.
pub async fn of_numbers(db: &Db, numbers: &[i64]) -> Result<Vec<Shipment>> {
    let which = format!("WHERE o.number IN ({}) ORDER BY o.number, p.position", placeholders(1, numbers.len()));
    let numbers: Vec<Value> = numbers.iter().copied().map(Value::from).collect();
    select(db, &which, &numbers).await
}

/// Returns the shipments of an order, by position, without their contents.
pub async fn of_order_without_lines(db: &Db, order_id: &str) -> Result<Vec<Shipment>> {
    select_without_lines(db, "WHERE p.order_id = $1 ORDER BY p.position", args![order_id]).await
}

/// Returns the shipment with this id.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Shipment>> {
    Ok(select(db, "WHERE p.id = $1", args![id]).await?.pop())
}

/// Returns the shipments of paid orders with this status, oldest first, without the pending ones that are on hold.
pub async fn in_status(db: &Db, status: ShipmentStatus, limit: u32) -> Result<Vec<Shipment>> {
    let which = format!(
        "WHERE p.status = $1 AND o.status = 'completed' AND (p.status <> 'pending' OR NOT {}) \
         ORDER BY p.created_at, p.id LIMIT $2",
        on_hold("p.order_id", "p.id")
    );
    select(db, &which, args![status.as_str(), limit]).await
}

async fn select(db: &Db, which: &str, args: &[Value]) -> Result<Vec<Shipment>> {
    let mut shipments = select_without_lines(db, which, args).await?;
    if shipments.is_empty() {
        return Ok(shipments);
    }
    let mut lines = lines(db, &shipments).await?;
    for shipment in &mut shipments {
        shipment.lines = contents(shipment.status, lines.remove(&shipment.id).unwrap_or_default());
    }
    Ok(shipments)
}

async fn select_without_lines(db: &Db, which: &str, args: &[Value]) -> Result<Vec<Shipment>> {
    let sql = format!(
        "SELECT p.id, p.order_id, o.number, p.position, p.method, p.choice, p.label, p.service, o.language, \
         p.delivery_time, p.amount, p.currency, p.status, p.sent_at, p.requested_at, p.carrier, p.tracking_number, \
         p.tracking_url, p.reference, p.note, {}, \
         CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS on_hold FROM pannier_shipments p \
         JOIN pannier_orders o ON o.id = p.order_id {which}",
        Contact::columns("o", UP_TO_FIXED),
        on_hold("p.order_id", "p.id")
    );
    db.fetch_all(&sql, args).await?.iter().map(read).collect()
}

/// Returns the lines of the orders of these shipments, by shipment.
async fn lines(db: &Db, shipments: &[Shipment]) -> Result<BTreeMap<String, Vec<Packed>>> {
    let sql = format!(
        "SELECT l.shipment_id, l.kind, l.item_id, l.title, l.quantity, l.supplier_sku, {} AS not_in_it \
         FROM pannier_order_lines l JOIN pannier_shipments s ON s.id = l.shipment_id WHERE l.order_id IN ({}) \
         ORDER BY l.added_at, l.kind, l.item_id",
        refunded::pieces_not_in("l", "s"),
        placeholders(1, shipments.len())
    );
    let orders: Vec<Value> = shipments.iter().map(|shipment| Value::from(&shipment.order_id)).collect();
    let mut lines: BTreeMap<String, Vec<Packed>> = BTreeMap::new();
    for row in db.fetch_all(&sql, &orders).await? {
        lines.entry(row.get("shipment_id")?).or_default().push(packed(&row)?);
    }
    Ok(lines)
}

/// A line of a shipment, and how many of its pieces are not in it: see [`refunded::pieces_not_in`].
pub type Packed = (ShipmentLine, u32);

/// Reads a line of a shipment from that of its order.
pub fn packed(row: &Row) -> Result<Packed> {
    let line = ShipmentLine {
        kind: row.get("kind")?,
        id: row.get("item_id")?,
        title: row.get("title")?,
        quantity: row.get_u32("quantity")?,
        supplier_sku: row.get("supplier_sku")?,
    };
    Ok((line, row.get_u32("not_in_it")?))
}

/// Returns the contents of a shipment: what is left of them, or was when it was packed. If that is nothing, it is on hold or
/// cancelled, and people have to see what it is.
pub fn contents(status: ShipmentStatus, lines: Vec<Packed>) -> Vec<ShipmentLine> {
    if status == ShipmentStatus::Cancelled || lines.iter().all(|(line, not_in_it)| *not_in_it >= line.quantity) {
        return lines.into_iter().map(|(line, _)| line).collect();
    }
    let left = |(line, not_in_it): Packed| ShipmentLine { quantity: line.quantity.saturating_sub(not_in_it), ..line };
    lines.into_iter().map(left).filter(|line| line.quantity > 0).collect()
}

fn read(row: &Row) -> Result<Shipment> {
    let Contact { email, address: to } = Contact::read(row)?;
    Ok(Shipment {
        id: row.get("id")?,
        order_id: row.get("order_id")?,
        order_number: row.get("number")?,
        position: row.get_u32("position")?,
        method: row.get("method")?,
        choice: row.get("choice")?,
        label: row.get("label")?,
        service: row.get("service")?,
        language: Language::from_tag(&row.get::<String>("language")?),
        delivery_time: row.get("delivery_time")?,
        price: row.money("amount", "currency")?,
        status: row.get("status")?,
        sent_at: row.get("sent_at")?,
        requested_at: row.get("requested_at")?,
        tracking: Tracking {
            carrier: row.get("carrier")?,
            number: row.get("tracking_number")?,
            url: row.get("tracking_url")?,
        },
        reference: row.get("reference")?,
        note: row.get("note")?,
        on_hold: row.get::<i64>("on_hold")? > 0,
        to,
        email,
        lines: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipment_holds_what_is_left() {
        let line = |id: &str, quantity| ShipmentLine {
            kind: "poster".into(),
            id: id.into(),
            title: id.into(),
            quantity,
            supplier_sku: None,
        };
        let lines = || vec![(line("dunes", 3), 2), (line("night", 1), 1)];
        assert_eq!(contents(ShipmentStatus::Pending, lines()), [line("dunes", 1)]);
        assert_eq!(contents(ShipmentStatus::Sent, lines()), [line("dunes", 1)], "as it was packed");
        assert_eq!(contents(ShipmentStatus::Cancelled, lines()), [line("dunes", 3), line("night", 1)]);
        assert_eq!(contents(ShipmentStatus::Pending, vec![(line("night", 1), 1)]), [line("night", 1)]);
    }

    #[test]
    fn a_choice_names_its_method() {
        assert_eq!((method_of("kunaki:USPS: First Class"), method_of("standard")), ("kunaki", "standard"));
    }
}
