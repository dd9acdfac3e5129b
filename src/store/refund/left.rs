//! What is left of an order to be refunded, read from what it charged and from the items of its refunds.

use std::collections::HashMap;

use super::{
    allocate::{self, Item, Part, Wish},
    items::RefundItems,
    purpose::{Allocation, Purpose, Restock},
};
use crate::{
    args,
    model::{Currency, Money, OrderStatus, Rate, TaxCode},
    store::{
        db::{Db, Result, Row, Tx},
        error::AdminError,
        order::charged::{self, ChargedRate, Charges, Of},
    },
};

/// What the refunds of an order have taken, but for those that have failed. What has returned tax and nothing else comes first.
const TAKEN: &str = "SELECT i.kind, i.item_id, i.shipment_id, i.code, i.rate, i.on_top, i.relieved_code, \
    CAST(SUM(i.quantity) AS BIGINT) AS quantity, CAST(SUM(i.amount) AS BIGINT) AS amount, \
    CAST(COALESCE(SUM(i.tax_amount), 0) AS BIGINT) AS tax FROM pannier_payments p \
    JOIN pannier_refunds f ON f.payment_id = p.id JOIN pannier_refund_items i ON i.refund_id = f.id \
    WHERE p.order_id = $1 AND f.status <> 'failed' \
    GROUP BY i.kind, i.item_id, i.shipment_id, i.code, i.rate, i.on_top, i.relieved_code \
    ORDER BY CASE WHEN i.relieved_code IS NULL THEN 1 ELSE 0 END";

/// What a line was when it was bought.
#[derive(Debug)]
pub(super) struct Sold {
    pub title: String,
    pub quantity: u32,
    /// Whether its pieces were taken from stock.
    pub reserved: bool,
}

/// What is left of an order.
#[derive(Debug)]
pub(super) struct Left {
    /// That of the order.
    status: OrderStatus,
    /// That of the order.
    currency: Currency,
    /// The money that is left of the payment.
    money: Money,
    /// The parts of lines first, then those of parcels.
    parts: Vec<Part>,
    /// What the parts of lines were, by their index.
    sold: Vec<Sold>,
}

/// What a refund is to be: its amount, and what it is for.
#[derive(Debug)]
pub(super) struct Plan {
    pub amount: Money,
    pub allocation: Allocation,
}

impl Left {
    /// Reads what is left of an order of whose payment this much money is left. The transaction has locked the order.
    pub async fn read_in(tx: &mut Tx, order_id: &str, money: Money) -> Result<Left> {
        let charges = charged::read_in(tx, order_id).await?;
        let taken = tx.fetch_all(TAKEN, args![order_id]).await?;
        Left::of(charges, &taken, money)
    }

    /// Reads what is left of an order, to be shown.
    pub async fn read(db: &Db, order_id: &str, money: Money) -> Result<Left> {
        let charges = charged::read(db, order_id).await?;
        let taken = db.fetch_all(TAKEN, args![order_id]).await?;
        Left::of(charges, &taken, money)
    }

    fn of(charges: Charges, taken: &[Row], money: Money) -> Result<Left> {
        let currency = charges.all.first().map_or(money.currency, |charged| charged.amount.currency);
        let mut left = Left { status: charges.status, currency, money, parts: Vec::new(), sold: Vec::new() };
        let mut indexes: HashMap<(Of, Option<ChargedRate>), usize> = HashMap::new();
        for charged in charges.all {
            let (of, rate, tax) = (charged.of, charged.rate, charged.tax);
            let amount = charged.net + tax;
            if let Some(at) = indexes.get(&(of.clone(), rate)) {
                // Two bases of tax can have one code and rate.
                let part = &mut left.parts[*at];
                (part.amount, part.tax) = (part.amount + amount, part.tax + tax);
                continue;
            }
            let pieces = charged.quantity;
            if matches!(of, Of::Line { .. }) {
                left.sold.push(Sold { title: charged.title, quantity: pieces, reserved: charged.reserved });
            }
            indexes.insert((of.clone(), rate), left.parts.len());
            left.parts.push(Part { of, rate, pieces, amount, tax });
        }
        for row in taken {
            let (of, rate) = (Of::read(row)?, ChargedRate::read(row)?);
            // What was refunded after its tax was returned is of it all the same, if that has failed since.
            let same = || left.parts.iter().position(|part| part.of == of);
            let Some(at) = indexes.get(&(of.clone(), rate)).copied().or_else(same) else { continue };
            let part = &mut left.parts[at];
            part.pieces = part.pieces.saturating_sub(row.get_u32("quantity")?);
            part.amount = (part.amount - row.get::<i64>("amount")?).max(0);
            part.tax = (part.tax - row.get::<i64>("tax")?).clamp(0, part.amount);
            if let Some(code) = row.get::<Option<TaxCode>>("relieved_code")? {
                // What is refunded of it from then on has this code, and what was before keeps its own.
                let untaxed = Some(ChargedRate { code, rate: Rate::ZERO, on_top: false });
                part.rate = untaxed;
                let into = *indexes.entry((of.clone(), untaxed)).or_insert(at);
                if into != at {
                    // The rates of a parcel are one now.
                    let (amount, tax) = (std::mem::take(&mut part.amount), std::mem::take(&mut part.tax));
                    left.parts[into].amount += amount;
                    left.parts[into].tax += tax;
                    indexes.insert((of, rate), into);
                }
            }
        }
        Ok(left)
    }

    /// Whether a refund of the order has items: the order was completed, in the currency of the payment.
    pub fn has_items(&self) -> bool {
        self.status == OrderStatus::Completed && self.currency == self.money.currency
    }

    /// Returns the money that is left of the payment.
    pub const fn money(&self) -> Money {
        self.money
    }

    /// Returns the lines: kind and id, what is left, and what was sold.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str, &Part, &Sold)> {
        self.parts.iter().zip(&self.sold).filter_map(|(part, sold)| match &part.of {
            Of::Line { kind, id } => Some((kind.as_str(), id.as_str(), part, sold)),
            Of::Parcel { .. } => None,
        })
    }

    /// Returns what is left of the shipping of all parcels.
    pub fn shipping(&self) -> Money {
        let parcels = self.parts.get(self.sold.len()..).unwrap_or_default();
        Money::new(allocate::total(parcels), self.currency)
    }

    /// Plans a refund of what was chosen.
    ///
    /// # Errors
    /// [`AdminError::NothingChosen`], [`AdminError::NotSoMany`], [`AdminError::NotCompleted`], [`AdminError::NotPositive`],
    /// [`AdminError::ExceedsRefundable`].
    pub fn plan(&self, chosen: &RefundItems) -> Result<Plan, AdminError> {
        if !chosen.names_parts() {
            return self.plan_amount(Some(chosen.extra.ok_or(AdminError::NothingChosen)?));
        }
        if self.status != OrderStatus::Completed {
            return Err(AdminError::NotCompleted(self.status));
        }
        let extra = self.extra(chosen)?;
        let wish = self.wish(chosen, extra)?;
        if extra == 0 && wish.takes_all(&self.parts) && allocate::total(&self.parts) > self.money.amount {
            return self.plan_amount(None);
        }
        let items = allocate::allocate(&self.parts, &wish).ok_or(AdminError::ExceedsRefundable(self.money))?;
        let amount = Money::new(sum(&items), self.currency);
        if amount.amount > self.money.amount || amount.currency != self.money.currency {
            return Err(AdminError::ExceedsRefundable(self.money));
        }
        // Pieces that cost nothing are taken back without money.
        if amount.amount <= 0 && wish.pieces.is_empty() {
            return Err(AdminError::NotPositive(Money::zero(self.money.currency)));
        }
        Ok(Plan { amount, allocation: Allocation::Items(items) })
    }

    /// Plans a refund of an amount; `None` is all that is left.
    ///
    /// # Errors
    /// [`AdminError::NotPositive`], [`AdminError::ExceedsRefundable`].
    pub fn plan_amount(&self, amount: Option<Money>) -> Result<Plan, AdminError> {
        if let Some(amount) = amount.filter(|amount| amount.amount <= 0) {
            return Err(AdminError::NotPositive(Money::zero(amount.currency)));
        }
        let amount = amount.unwrap_or(self.money);
        if amount.currency != self.money.currency || amount.amount > self.money.amount || amount.amount <= 0 {
            return Err(AdminError::ExceedsRefundable(self.money));
        }
        Ok(Plan { amount, allocation: self.allocation(amount) })
    }

    /// Plans the return of tax, and of nothing else. `codes` has the code of what is left of each line and parcel from then on.
    /// `None` if there is none to return.
    ///
    /// # Errors
    /// [`AdminError::NotCompleted`], [`AdminError::ExceedsRefundable`].
    pub fn plan_relief(&self, codes: &HashMap<Of, TaxCode>) -> Result<Option<Plan>, AdminError> {
        if self.status != OrderStatus::Completed {
            return Err(AdminError::NotCompleted(self.status));
        }
        let items = allocate::relieve(&self.parts, codes);
        let amount = Money::new(sum(&items), self.currency);
        if amount.amount > self.money.amount || amount.currency != self.money.currency {
            return Err(AdminError::ExceedsRefundable(self.money));
        }
        Ok((!items.is_empty()).then_some(Plan { amount, allocation: Allocation::Items(items) }))
    }

    /// Returns what a refund of an amount is for, of which nothing else is known. The amount is at most the money that is
    /// left. What was paid beyond what was charged goes back first, for nothing of the order.
    fn allocation(&self, amount: Money) -> Allocation {
        let charged = allocate::total(&self.parts);
        if !self.has_items() || amount.amount > charged {
            return Allocation::None;
        }
        if amount == self.money {
            return Allocation::Items(allocate::everything(&self.parts, amount.amount));
        }
        if amount.amount <= self.money.amount - charged {
            return Allocation::None;
        }
        let wish = Wish { extra: amount.amount, ..Wish::default() };
        allocate::allocate(&self.parts, &wish).map_or(Allocation::None, Allocation::Items)
    }

    /// Returns what a refund is for that was made at the gateway: everything, or what a person has yet to say. So is whether pieces
    /// that were taken from stock are back.
    pub fn of_the_gateway(&self, amount: Money) -> Purpose {
        let allocation = match self.allocation(amount) {
            Allocation::Items(_) if amount != self.money => Allocation::Waiting,
            allocation => allocation,
        };
        let restock = match &allocation {
            Allocation::Items(items) if items.iter().any(|item| self.was_in_stock(item)) => Restock::Waiting,
            Allocation::Items(_) | Allocation::Waiting | Allocation::None => Restock::No,
        };
        Purpose { allocation, restock, note: String::new() }
    }

    /// Whether an item has pieces that were taken from stock.
    fn was_in_stock(&self, item: &Item) -> bool {
        let sold = self.parts.iter().zip(&self.sold).find(|(part, _)| part.of == item.of);
        item.quantity > 0 && sold.is_some_and(|(_, sold)| sold.reserved)
    }

    /// Returns the items of a refund of this amount, which was made at the gateway: what was chosen, and the rest as an
    /// amount.
    ///
    /// # Errors
    /// [`AdminError::NotSoMany`]; [`AdminError::ExceedsRefundable`] if what was chosen exceeds the amount.
    pub fn allocate(&self, chosen: &RefundItems, amount: Money) -> Result<Vec<Item>, AdminError> {
        let wish = self.wish(chosen, self.rest(chosen, amount)?)?;
        allocate::allocate(&self.parts, &wish).ok_or(AdminError::ExceedsRefundable(amount))
    }

    /// Returns what remains of a refund of this amount beyond what was chosen, in minor units: 0 or more.
    ///
    /// # Errors
    /// [`AdminError::NotSoMany`]; [`AdminError::ExceedsRefundable`] if what was chosen exceeds the amount.
    pub fn rest(&self, chosen: &RefundItems, amount: Money) -> Result<i64, AdminError> {
        let exceeds = AdminError::ExceedsRefundable(amount);
        match allocate::allocate(&self.parts, &self.wish(chosen, 0)?) {
            Some(items) if sum(&items) <= amount.amount => Ok(amount.amount - sum(&items)),
            Some(_) | None => Err(exceeds),
        }
    }

    /// Returns the amount beyond what was chosen, in minor units.
    fn extra(&self, chosen: &RefundItems) -> Result<i64, AdminError> {
        match chosen.extra {
            None => Ok(0),
            Some(extra) if extra.amount < 0 => Err(AdminError::NotPositive(Money::zero(extra.currency))),
            Some(extra) if extra.currency != self.currency => Err(AdminError::ExceedsRefundable(self.money)),
            Some(extra) => Ok(extra.amount),
        }
    }

    fn wish(&self, chosen: &RefundItems, extra: i64) -> Result<Wish, AdminError> {
        let mut pieces: Vec<(usize, u32)> = Vec::new();
        for line in chosen.lines.iter().filter(|line| line.quantity > 0) {
            let is_it = |part: &Part| matches!(&part.of, Of::Line { kind, id } if *kind == line.kind && *id == line.id);
            let Some(at) = self.parts.iter().position(is_it) else {
                return Err(AdminError::NotSoMany { title: format!("{}/{}", line.kind, line.id), left: 0 });
            };
            match pieces.iter_mut().find(|(known, _)| *known == at) {
                Some((_, quantity)) => *quantity = quantity.saturating_add(line.quantity),
                None => pieces.push((at, line.quantity)),
            }
        }
        if let Some((at, _)) = pieces.iter().find(|(at, quantity)| *quantity > self.parts[*at].pieces) {
            let title = self.sold[*at].title.clone();
            return Err(AdminError::NotSoMany { title, left: self.parts[*at].pieces });
        }
        Ok(Wish { pieces, shipping: chosen.shipping, extra })
    }
}

fn sum(items: &[Item]) -> i64 {
    items.iter().fold(0, |sum, item| sum.saturating_add(item.amount))
}
