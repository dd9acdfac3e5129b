//! What a refund is for: pieces of lines, shipping, and amounts.

use serde::{Deserialize, Serialize};

use crate::{
    args,
    model::{Money, Rate, TaxCode},
    store::{
        Store,
        db::{Db, Result, Row, is_text},
        document::DocumentRate,
    },
};

/// The maximum number of characters of a note.
const LONGEST_NOTE: usize = 500;

/// What a refund is for.
///
/// Pieces cost their share of what was charged for their line, after discounts and with all tax. An amount beyond pieces and
/// shipping, such as a discount for a scratch, is spread over all that is left of the order by value, and so is its tax.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::RefundItems;
///
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
/// let admin = store.acting(&pannier::Actor::CommandLine);
/// admin.mark_paid(order.number).await?;
/// let one = RefundItems::new().line("voucher", "spring", 1).note("Bought twice");
/// let refund = admin.record_manual_refund_items(order.number, &one).await?;
/// assert_eq!((refund.amount.amount, refund.items[0].quantity), (order.total.amount / 2, 1));
/// assert_eq!(admin.refundable(order.number).await?.lines[0].left, 1);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefundItems {
    /// The lines of which pieces are refunded.
    pub lines: Vec<RefundedLine>,
    /// Whether what is left of the shipping of all parcels is refunded.
    pub shipping: bool,
    /// An amount beyond these. Alone, it is a refund as by [`Admin::refund`](crate::Admin::refund).
    pub extra: Option<Money>,
    /// Whether the pieces go back into stock once the refund is made.
    pub restock: bool,
    /// Why, in words for the customer. One line; 500 characters are kept. May be empty.
    pub note: String,
}

/// A line of which pieces are refunded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundedLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// How many pieces. 0 is as if the line was not named.
    pub quantity: u32,
}

impl RefundItems {
    /// Creates a refund of nothing.
    pub fn new() -> RefundItems {
        RefundItems::default()
    }

    /// Adds pieces of a line.
    #[must_use]
    pub fn line(mut self, kind: impl Into<String>, id: impl Into<String>, quantity: u32) -> RefundItems {
        self.lines.push(RefundedLine { kind: kind.into(), id: id.into(), quantity });
        self
    }

    /// Adds what is left of the shipping of all parcels.
    #[must_use]
    pub fn shipping(self) -> RefundItems {
        RefundItems { shipping: true, ..self }
    }

    /// Sets an amount beyond pieces and shipping.
    #[must_use]
    pub fn extra(self, amount: Money) -> RefundItems {
        RefundItems { extra: Some(amount), ..self }
    }

    /// Puts the pieces back into stock once the refund is made.
    #[must_use]
    pub fn restock(self) -> RefundItems {
        RefundItems { restock: true, ..self }
    }

    /// Sets why.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> RefundItems {
        RefundItems { note: note.into(), ..self }
    }

    /// Whether it names pieces or shipping.
    pub(super) fn names_parts(&self) -> bool {
        self.shipping || self.lines.iter().any(|line| line.quantity > 0)
    }

    /// Returns the note as it is stored.
    pub(super) fn tidy_note(&self) -> String {
        let words: String = self.note.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().filter(|c| !c.is_control()).take(LONGEST_NOTE).collect()
    }
}

/// What can still be refunded of an order: nothing that was refunded or is being refunded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refundable {
    /// The lines, as they were added. Empty if only an amount can be refunded: the order is not completed, or was paid in
    /// another currency.
    pub lines: Vec<RefundableLine>,
    /// What is left of the shipping of all parcels.
    pub shipping: Money,
    /// What is left of the payment. It can be less than the lines and the shipping, if a refund was made that names none.
    pub total: Money,
}

/// What can still be refunded of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefundableLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The title when the order was placed.
    pub title: String,
    /// How many pieces were ordered.
    pub quantity: u32,
    /// How many of them are left.
    pub left: u32,
    /// What all pieces that are left cost.
    pub amount: Money,
    /// Whether refunded pieces go back into stock [by default](crate::Sellable::RESTOCK). `false` if none were taken from it.
    pub restock: bool,
}

/// An item of a refund, as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefundItem {
    /// The sellable's kind. `None` for shipping.
    pub kind: Option<String>,
    /// The sellable's id within its kind. `None` for shipping.
    pub id: Option<String>,
    /// The [id of the shipment](crate::Shipment::id) whose shipping it is. `None` for a line.
    pub shipment: Option<String>,
    /// The title of the line when the order was placed, or the label of the shipping option.
    pub title: String,
    /// How many pieces. 0 for an amount without pieces.
    pub quantity: u32,
    /// The amount, with all tax.
    pub amount: Money,
    /// The tax in it. `None` if it is not recorded.
    pub tax: Option<Money>,
    /// The code and rate of the tax. `None` if it is not recorded.
    pub rate: Option<DocumentRate>,
    /// Whether its pieces were taken from stock when the order was placed.
    #[serde(default)]
    pub reserved: bool,
    /// Whether it returns the tax of a line or of shipping, and nothing of its price: [`Admin::return_tax`](crate::Admin::return_tax).
    #[serde(default)]
    pub returns_tax: bool,
}

/// The items of the refunds `f`.
const ITEMS: &str = "SELECT f.id AS refund_id, i.kind, i.item_id, i.shipment_id, COALESCE(l.title, s.label, '') AS title, \
    i.quantity, i.amount, i.tax_amount, i.code, i.rate, i.relieved_code, COALESCE(l.reserved, 0) AS reserved, f.currency \
    FROM pannier_refunds f \
    JOIN pannier_payments p ON p.id = f.payment_id JOIN pannier_refund_items i ON i.refund_id = f.id \
    LEFT JOIN pannier_order_lines l ON l.order_id = p.order_id AND l.kind = i.kind AND l.item_id = i.item_id \
    LEFT JOIN pannier_shipments s ON s.id = i.shipment_id";

impl RefundItem {
    fn read(row: &Row) -> Result<RefundItem> {
        let amount = row.money("amount", "currency")?;
        let tax: Option<i64> = row.get("tax_amount")?;
        let rate = match row.get::<Option<TaxCode>>("code")? {
            Some(code) => Some(DocumentRate { code, rate: Rate::millionths(row.get_u32("rate")?) }),
            None => None,
        };
        Ok(RefundItem {
            kind: row.get("kind")?,
            id: row.get("item_id")?,
            shipment: row.get("shipment_id")?,
            title: row.get("title")?,
            quantity: row.get_u32("quantity")?,
            amount,
            tax: tax.map(|tax| Money::new(tax, amount.currency)),
            rate,
            reserved: row.get::<i64>("reserved")? > 0,
            returns_tax: row.get::<Option<TaxCode>>("relieved_code")?.is_some(),
        })
    }
}

/// Returns the items of all refunds of a payment, with the id of the refund of each.
pub(in crate::store) async fn of_payment(db: &Db, payment: &str) -> Result<Vec<(String, RefundItem)>> {
    let sql = format!("{ITEMS} WHERE f.payment_id = $1 ORDER BY f.created_at, f.id, i.position");
    let read = |row: &Row| Ok((row.get("refund_id")?, RefundItem::read(row)?));
    db.fetch_all(&sql, args![payment]).await?.iter().map(read).collect()
}

/// Returns the items of a refund, and why it was made, in the merchant's words. Both are empty for one that there is not.
pub(in crate::store) async fn of_refund(db: &Db, refund: &str) -> Result<(Vec<RefundItem>, String)> {
    if !is_text(refund) {
        return Ok((Vec::new(), String::new()));
    }
    let sql = format!("{ITEMS} WHERE f.id = $1 ORDER BY i.position");
    let items = db.fetch_all(&sql, args![refund]).await?.iter().map(RefundItem::read).collect::<Result<_>>()?;
    Ok((items, note(db, refund).await?))
}

async fn note(db: &Db, refund: &str) -> Result<String> {
    match db.fetch_optional("SELECT note FROM pannier_refunds WHERE id = $1", args![refund]).await? {
        Some(row) => row.get("note"),
        None => Ok(String::new()),
    }
}

impl Store {
    /// Returns what a refund is for: its items. Empty if nobody has said it, for one that is for nothing of its order, and for
    /// an unknown id. `refund` is the [subject](crate::OrderSignal::subject) of a signal about it.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let refund = admin.record_manual_refund(order.number, None).await?;
    /// assert_eq!(store.refund_items(&refund.id).await?, refund.items);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refund_items(&self, refund: &str) -> Result<Vec<RefundItem>> {
        Ok(of_refund(self.db(), refund).await?.0)
    }

    /// Returns why a refund was made, in the merchant's words for the customer. Empty if nothing was said, and for an unknown
    /// id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refund_note(&self, refund: &str) -> Result<String> {
        if is_text(refund) { note(self.db(), refund).await } else { Ok(String::new()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_and_not_endless() {
        let note = |text: &str| RefundItems::new().note(text).tidy_note();
        assert_eq!(note(" two\r\n lines\0 "), "two lines");
        assert_eq!(note(&"ä".repeat(501)).chars().count(), LONGEST_NOTE);
    }

    #[test]
    fn lines_without_pieces_name_nothing() {
        assert!(!RefundItems::new().line("poster", "dunes", 0).names_parts());
        assert!(RefundItems::new().line("poster", "dunes", 1).names_parts());
        assert!(RefundItems::new().shipping().names_parts());
    }
}
