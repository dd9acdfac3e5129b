//! What a refund takes of what an order has charged.
//!
//! A [`Part`] is a line, or what a parcel's shipping has at one rate of tax, less what earlier refunds took of it. An item
//! takes of one part; its tax is in proportion to its amount. What takes all that is left of a part takes all of its tax, so
//! that any sequence of refunds that returns everything returns each part exactly.

use std::collections::HashMap;

use crate::{
    model::{TaxCode, amounts::spread},
    store::order::charged::{ChargedRate, Of},
};

/// What is left of a line, or of a parcel at one rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub of: Of,
    /// `None` if the tax is not recorded.
    pub rate: Option<ChargedRate>,
    /// The pieces of a line that are left. A parcel has none.
    pub pieces: u32,
    /// What is left of what was charged, with all tax, in minor units.
    pub amount: i64,
    /// What is left of the tax in it.
    pub tax: i64,
}

impl Part {
    fn is_parcel(&self) -> bool {
        matches!(self.of, Of::Parcel { .. })
    }

    /// Takes an amount, and these pieces, of it. The amount is at most what is left.
    fn take(&mut self, quantity: u32, amount: i64) -> Item {
        let tax = tax_in(amount, self.amount, self.tax);
        self.pieces = self.pieces.saturating_sub(quantity);
        self.amount -= amount;
        self.tax -= tax;
        Item { of: self.of.clone(), rate: self.rate, quantity, amount, tax, relieved: None }
    }
}

/// An item of a refund: what it takes of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub of: Of,
    pub rate: Option<ChargedRate>,
    /// Pieces. 0 for an amount only.
    pub quantity: u32,
    /// With all tax, in minor units.
    pub amount: i64,
    /// 0 if the tax is not recorded.
    pub tax: i64,
    /// Of one that returns the tax of a part and nothing else: the code that what is left of the part has from then on, and
    /// how much that is.
    pub relieved: Option<(TaxCode, i64)>,
}

/// What a refund is to take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// The index of each part, and how many of its pieces: at most those that are left, and each part once.
    pub pieces: Vec<(usize, u32)>,
    /// Whether to take the shipping of all parcels.
    pub shipping: bool,
    /// An amount beyond these, in minor units, not negative.
    pub extra: i64,
}

impl Wish {
    /// Whether it takes all pieces that are left and all shipping.
    pub fn takes_all(&self, left: &[Part]) -> bool {
        let chosen = |at: usize, part: &Part| self.pieces.contains(&(at, part.pieces));
        self.shipping
            && left.iter().enumerate().all(|(at, part)| part.is_parcel() || part.pieces == 0 || chosen(at, part))
    }
}

/// Returns the sum of what is left.
pub(super) fn total(left: &[Part]) -> i64 {
    left.iter().fold(0, |sum, part| sum.saturating_add(part.amount))
}

/// Returns the items of what is wished. `None` if the extra amount is more than is left after the pieces and the shipping.
pub(super) fn allocate(left: &[Part], wish: &Wish) -> Option<Vec<Item>> {
    let (mut left, mut items) = (left.to_vec(), Vec::new());
    for &(at, quantity) in &wish.pieces {
        let part = &mut left[at];
        let amount = share(part.amount, quantity, part.pieces);
        items.push(part.take(quantity, amount));
    }
    if wish.shipping {
        items.extend(
            left.iter_mut().filter(|part| part.is_parcel() && part.amount > 0).map(|part| part.take(0, part.amount)),
        );
    }
    if wish.extra > 0 {
        if wish.extra > total(&left) {
            return None;
        }
        let amounts: Vec<i64> = left.iter().map(|part| part.amount).collect();
        let spread = left.iter_mut().zip(spread(wish.extra, &amounts)).filter(|(_, amount)| *amount > 0);
        items.extend(spread.map(|(part, amount)| part.take(0, amount)));
    }
    Some(items)
}

/// Returns the items that take everything: all pieces and all shipping, for an amount of at most what is left. It is less if
/// money was refunded of which nobody has said what it was for.
pub(super) fn everything(left: &[Part], amount: i64) -> Vec<Item> {
    let amounts: Vec<i64> = left.iter().map(|part| part.amount).collect();
    let mut left = left.to_vec();
    let spread = left.iter_mut().zip(spread(amount, &amounts));
    spread
        .filter(|(part, amount)| part.pieces > 0 || *amount > 0)
        .map(|(part, amount)| part.take(part.pieces, amount))
        .collect()
}

/// Returns the items that return the tax that is left of parts, and nothing else. `codes` has the code of each part from then
/// on; the others keep their tax.
pub(super) fn relieve(left: &[Part], codes: &HashMap<Of, TaxCode>) -> Vec<Item> {
    let item = |part: &Part| {
        let code = *codes.get(&part.of)?;
        let relieved = Some((code, part.amount - part.tax));
        let (amount, tax) = (part.tax, part.tax);
        Some(Item { of: part.of.clone(), rate: part.rate, quantity: 0, amount, tax, relieved })
    };
    left.iter().filter(|part| part.tax > 0).filter_map(item).collect()
}

/// Returns what `quantity` of the `pieces` that are left cost, rounded half up.
fn share(amount: i64, quantity: u32, pieces: u32) -> i64 {
    if quantity >= pieces { amount } else { proportion(amount, quantity.into(), pieces.into()) }
}

/// Returns the tax in an amount, of what is left and the tax in that. Neither tax nor net of the rest is negative.
fn tax_in(amount: i64, left: i64, tax: i64) -> i64 {
    if amount >= left {
        return tax;
    }
    let least = (tax - (left - amount)).max(0);
    proportion(tax, amount, left).clamp(least, tax.min(amount).max(least))
}

/// Returns `amount · part / whole`, rounded half up. The whole is positive, and the part is at most that.
fn proportion(amount: i64, part: i64, whole: i64) -> i64 {
    let (amount, part, whole) = (i128::from(amount), i128::from(part), i128::from(whole));
    i64::try_from((2 * amount * part + whole) / (2 * whole)).expect("a part of an amount that fits")
}

#[cfg(test)]
mod tests;
