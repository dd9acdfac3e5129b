//! Writes the taxes and discounts of an order that is being placed. An order without them costs no statement.

use crate::{
    args,
    model::{
        TaxBasis,
        amounts::{Charge, TaxPart},
    },
    store::{
        basket::lines::SoldLine,
        db::{Result, Tx, Value, placeholders},
        discount::apply::Given,
        order::state_machine::{Created, Order},
    },
};

/// Inserts the taxes of each line, and of each shipment, which is given by its id.
pub(super) async fn insert_taxes(
    tx: &mut Tx,
    order: &Order<Created>,
    lines: &[SoldLine<'_>],
    shipments: &[(String, &Charge)],
) -> Result<()> {
    let mut rows = Vec::new();
    for SoldLine { line, charge, .. } in lines {
        let of = [Some(line.kind.as_str()), Some(line.item_id.as_str()), None];
        rows.extend(charge.taxes.iter().map(|part| (of, *part)));
    }
    for (id, charge) in shipments {
        let of = [None, None, Some(id.as_str())];
        rows.extend(charge.taxes.iter().map(|part| (of, *part)));
    }
    let row = |([kind, item, shipment], TaxPart { rate, net, tax }): ([Option<&str>; 3], TaxPart)| {
        let on_top = u32::from(rate.basis == TaxBasis::OnTop);
        let (code, rate) = (rate.code.as_str(), rate.rate.get());
        args![kind, item, shipment, code, rate, on_top, net.amount, tax.amount].to_vec()
    };
    let columns = "pannier_order_taxes (order_id, position, kind, item_id, shipment_id, code, rate, on_top, net_amount, \
                   tax_amount)";
    insert(tx, order, columns, rows.into_iter().map(row).collect()).await
}

/// Inserts what shoppers see of the discounts.
pub(super) async fn insert_discounts(tx: &mut Tx, order: &Order<Created>, given: &[Given]) -> Result<()> {
    let row = |given: &Given| args![given.promotion, given.code.as_deref(), &given.label, given.amount.amount].to_vec();
    let columns = "pannier_order_discounts (order_id, position, promotion, code, label, amount)";
    insert(tx, order, columns, given.iter().map(row).collect()).await
}

/// Inserts rows of an order, numbered from 1, by one statement.
async fn insert(tx: &mut Tx, order: &Order<Created>, columns: &str, rows: Vec<Vec<Value>>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (mut args, mut values) = (args![order.id()].to_vec(), Vec::new());
    for (n, row) in rows.into_iter().enumerate() {
        values.push(format!("($1, {}, {})", n + 1, placeholders(args.len() + 1, row.len())));
        args.extend(row);
    }
    tx.execute(&format!("INSERT INTO {columns} VALUES {}", values.join(", ")), &args).await.map(drop)
}
