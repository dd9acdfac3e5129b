//! What a refund is for, as it is recorded with it; and the pieces that go back into stock.

use super::allocate::Item;
use crate::{
    args,
    store::{
        db::{Result, Row, Tx, placeholders},
        order::charged::Of,
        refunded,
        sellable::Sellables,
    },
};

/// What a refund is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Allocation {
    /// These items, which add up to its amount.
    Items(Vec<Item>),
    /// A person has yet to say: it was made at the gateway.
    Waiting,
    /// Nothing of the order: its payment was not for it, or more than it.
    #[default]
    None,
}

/// Whether the pieces of a refund go back into stock once it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Restock {
    Yes,
    #[default]
    No,
    /// A person has yet to say: it was made at the gateway.
    Waiting,
}

impl From<bool> for Restock {
    fn from(restock: bool) -> Restock {
        if restock { Restock::Yes } else { Restock::No }
    }
}

/// What is recorded with a refund beside its amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Purpose {
    pub allocation: Allocation,
    pub restock: Restock,
    /// Why, in the merchant's words.
    pub note: String,
}

/// Records what a refund is for, which must not be recorded yet.
pub(super) async fn record(tx: &mut Tx, refund: &str, purpose: &Purpose) -> Result<()> {
    let (allocation, restock) = match &purpose.allocation {
        Allocation::Items(items) => {
            insert(tx, refund, items).await?;
            ("items", purpose.restock)
        }
        Allocation::Waiting => ("waiting", Restock::No),
        Allocation::None => ("none", Restock::No),
    };
    let [restock, open] = [Restock::Yes, Restock::Waiting].map(|one| u32::from(restock == one));
    let sql = "UPDATE pannier_refunds SET allocation = $2, restock = $3, restock_open = $4, note = $5 WHERE id = $1";
    tx.execute(sql, args![refund, allocation, restock, open, &purpose.note]).await.map(drop)
}

async fn insert(tx: &mut Tx, refund: &str, items: &[Item]) -> Result<()> {
    let (mut args, mut rows) = (args![refund].to_vec(), Vec::new());
    for (position, item) in (1_u32..).zip(items) {
        let (kind, id, shipment) = match &item.of {
            Of::Line { kind, id } => (Some(kind.as_str()), Some(id.as_str()), None),
            Of::Parcel { shipment } => (None, None, Some(shipment.as_str())),
        };
        let row = args![
            position,
            kind,
            id,
            shipment,
            item.quantity,
            item.rate.map(|rate| rate.code.as_str().to_owned()),
            item.rate.map(|rate| rate.rate.get()),
            item.rate.map(|rate| u32::from(rate.on_top)),
            item.amount,
            item.rate.map(|_| item.tax),
            item.relieved.map(|(code, _)| code.as_str().to_owned()),
            item.relieved.map(|(_, rest)| rest)
        ];
        rows.push(format!("($1, {})", placeholders(args.len() + 1, row.len())));
        args.extend_from_slice(row);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO pannier_refund_items (refund_id, position, kind, item_id, shipment_id, quantity, code, rate, on_top, \
         amount, tax_amount, relieved_code, relieved_amount) VALUES {}",
        rows.join(", ")
    );
    tx.execute(&sql, &args).await.map(drop)
}

/// Puts the pieces of a refund that is made back into stock, if it says so. What [`take_back`] has left there counts: no more
/// of a line go back than were returned. The transaction has locked the order.
pub(super) async fn restock(tx: &mut Tx, sellables: &Sellables, refund: &str) -> Result<()> {
    let sql = format!(
        "SELECT i.position, i.kind, i.item_id, i.quantity - i.restocked AS due, {} AS returned, \
         (SELECT CAST(COALESCE(SUM(b.restocked), 0) AS BIGINT) FROM pannier_payments bp \
         JOIN pannier_refunds bf ON bf.payment_id = bp.id JOIN pannier_refund_items b ON b.refund_id = bf.id \
         WHERE bp.order_id = l.order_id AND b.kind = l.kind AND b.item_id = l.item_id) AS back \
         FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id \
         JOIN pannier_refund_items i ON i.refund_id = f.id \
         JOIN pannier_order_lines l ON l.order_id = p.order_id AND l.kind = i.kind AND l.item_id = i.item_id \
         WHERE f.id = $1 AND f.restock = 1 AND f.status = 'succeeded' AND l.reserved = 1 AND i.quantity > i.restocked",
        refunded::pieces_made("l.order_id", "l.kind", "l.item_id")
    );
    let read = |row: &Row| {
        let left = row.get_u32("returned")?.saturating_sub(row.get_u32("back")?);
        let line: (String, String) = (row.get("kind")?, row.get("item_id")?);
        Ok((line, row.get_u32("due")?.min(left), row.get_u32("position")?))
    };
    let mut due: Vec<((String, String), u32, u32)> =
        tx.fetch_all(&sql, args![refund]).await?.iter().map(read).collect::<Result<_>>()?;
    // In the order in which placing an order reserves, as cancelling one does.
    due.sort();
    for ((kind, id), quantity, position) in due.into_iter().filter(|(_, quantity, _)| *quantity > 0) {
        let sql = "UPDATE pannier_refund_items SET restocked = restocked + $3 WHERE refund_id = $1 AND position = $2";
        tx.execute(sql, args![refund, position, quantity]).await?;
        sellables.release(tx, &kind, &id, quantity).await?;
    }
    Ok(())
}

/// Takes the pieces of a refund that has failed after all out of the stock again: they are the customer's. Those that were sold
/// since stay where they are. The transaction has locked the order.
pub(super) async fn take_back(tx: &mut Tx, sellables: &Sellables, refund: &str) -> Result<()> {
    let sql =
        "SELECT kind, item_id, restocked, position FROM pannier_refund_items WHERE refund_id = $1 AND restocked > 0";
    let read =
        |row: &Row| Ok((row.get("kind")?, row.get("item_id")?, row.get_u32("restocked")?, row.get_u32("position")?));
    let mut back: Vec<(String, String, u32, u32)> =
        tx.fetch_all(sql, args![refund]).await?.iter().map(read).collect::<Result<_>>()?;
    back.sort();
    for (kind, id, quantity, position) in back {
        if sellables.reserve(tx, &kind, &id, quantity).await? {
            let sql = "UPDATE pannier_refund_items SET restocked = 0 WHERE refund_id = $1 AND position = $2";
            tx.execute(sql, args![refund, position]).await?;
        } else {
            tracing::warn!(refund, kind, id, quantity, "pieces of a refund that has failed were sold since");
        }
    }
    Ok(())
}
