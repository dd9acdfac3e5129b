//! The price of a line: what paper and XML say of it adds up to what is charged, whatever became of the tax.
//!
//! Lists name prices with tax, or without it if it is added at the checkout. Where tax that a list includes is not charged, as
//! of a company abroad, the price of a line is without it, since nobody pays it.

use super::DocumentLine;
use crate::model::{AmountError, Money};

/// What the list says of a line of an order, and what was charged for all of it, in minor units.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Listed {
    pub unit: i64,
    pub quantity: u32,
    pub discount: i64,
    /// With all tax.
    pub charged: i64,
}

impl Listed {
    /// Sets the price and the discount of a line that is about some pieces, and whose amounts are known.
    ///
    /// # Errors
    /// If an amount is out of range.
    pub fn price(self, line: &mut DocumentLine) -> Result<(), AmountError> {
        let (quantity, discount, charged) =
            (i128::from(self.quantity.max(1)), i128::from(self.discount), i128::from(self.charged));
        let left = i128::from(self.unit) * i128::from(self.quantity) - discount;
        line.priced_with_tax = charged == left;
        let (unit, off) = if charged < left {
            // Tax was removed, from the discount as well.
            let off = (2 * discount * charged + left) / (2 * left);
            let all = charged + off;
            ((all % quantity == 0).then_some(all / quantity), off)
        } else {
            (Some(i128::from(self.unit)), discount)
        };
        line.set_price(unit, off * i128::from(line.quantity) / quantity)
    }
}

impl DocumentLine {
    /// Sets price and discount anew, after pieces or amounts have changed.
    ///
    /// # Errors
    /// If an amount is out of range.
    pub(in crate::store) fn reprice(&mut self) -> Result<(), AmountError> {
        let unit = (self.base_quantity == 1).then_some(i128::from(self.unit_price.amount));
        self.set_price(unit, i128::from(self.discount.map_or(0, |off| off.amount)))
    }

    /// Sets the price of a piece, and the rest up to what is charged as the discount. Without such a price, or if it leaves no
    /// more than what rounding does, the price is what is charged and the discount `off`.
    fn set_price(&mut self, unit: Option<i128>, off: i128) -> Result<(), AmountError> {
        if self.quantity == 0 {
            (self.base_quantity, self.discount) = (1, None);
            return Ok(());
        }
        let (pieces, charged) = (i128::from(self.quantity), self.priced_amount());
        let rest = unit.map(|unit| (unit, unit * pieces - charged));
        let is_meant = |rest: i128| rest == 0 || rest > pieces || (rest > 0 && off > 0);
        let (unit, base, off) = match rest {
            Some((unit, rest)) if is_meant(rest) => (unit, 1, rest),
            // The price of a piece may have no end: it is then that of all pieces.
            _ if (charged + off) % pieces == 0 => ((charged + off) / pieces, 1, off),
            _ => (charged + off, self.quantity, off),
        };
        let money = |amount: i128| i64::try_from(amount).map(|amount| Money { amount, ..self.amount });
        let (unit, off) = (money(unit), money(off));
        self.unit_price = unit.map_err(|_| AmountError::Overflow)?;
        self.discount = Some(off.map_err(|_| AmountError::Overflow)?).filter(|off| off.amount > 0);
        self.base_quantity = base;
        Ok(())
    }

    /// Returns what is charged, with tax if the price is.
    fn priced_amount(&self) -> i128 {
        i128::from(if self.priced_with_tax { self.amount.amount } else { self.net.amount })
    }

    /// Returns the price of all pieces before the discount, in minor units.
    pub(in crate::store) fn price_of_all(&self) -> i128 {
        i128::from(self.unit_price.amount) * i128::from(self.quantity) / i128::from(self.base_quantity.max(1))
    }

    /// Returns whether price, pieces and discount are what is charged.
    pub(in crate::store) fn is_priced(&self) -> bool {
        let off = self.discount.map_or(0, |off| off.amount);
        match self.quantity {
            0 => self.discount.is_none(),
            pieces => {
                (self.base_quantity == 1 || self.base_quantity == pieces)
                    && off >= 0
                    && self.price_of_all() - i128::from(off) == self.priced_amount()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Currency;

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn line(quantity: u32, net: i64, tax: i64) -> DocumentLine {
        DocumentLine {
            kind: "print".to_owned(),
            id: "dunes".to_owned(),
            title: "Dunes".to_owned(),
            quantity,
            unit_price: euro(0),
            base_quantity: 1,
            priced_with_tax: true,
            discount: None,
            net: euro(net),
            tax: euro(tax),
            amount: euro(net + tax),
            rate: None,
        }
    }

    /// Pieces of three at 19.00 of the list, less 19.00: the price, of how many pieces, and the discount.
    fn of_three(charged: i64, pieces: u32, net: i64, tax: i64) -> (i64, u32, Option<i64>, bool) {
        let mut line = line(pieces, net, tax);
        Listed { unit: 1900, quantity: 3, discount: 1900, charged }.price(&mut line).unwrap();
        assert!(line.is_priced(), "{line:?}");
        (line.unit_price.amount, line.base_quantity, line.discount.map(|off| off.amount), line.priced_with_tax)
    }

    #[test]
    fn a_price_is_as_listed_if_the_tax_is_charged() {
        assert_eq!(of_three(3800, 3, 3193, 607), (1900, 1, Some(1900), true), "included");
        assert_eq!(of_three(4522, 3, 3800, 722), (1900, 1, Some(1900), false), "added");
        assert_eq!(of_three(3800, 3, 3800, 0), (1900, 1, Some(1900), true), "none");
    }

    #[test]
    fn a_price_is_without_the_tax_that_is_not_charged() {
        // 31.93 of 38.00: 19.00 are 15.97 without tax, and 47.90 have no third in whole cents.
        assert_eq!(of_three(3193, 3, 3193, 0), (4790, 3, Some(1597), false));
        let mut download = line(1, 756, 0);
        Listed { unit: 900, quantity: 1, discount: 0, charged: 756 }.price(&mut download).unwrap();
        assert_eq!((download.unit_price, download.discount, download.is_priced()), (euro(756), None, true));
    }

    #[test]
    fn a_part_has_its_share_of_the_discount() {
        assert_eq!(of_three(3800, 1, 1065, 202), (1900, 1, Some(633), true));
        assert_eq!(of_three(3193, 1, 1064, 0), (1596, 1, Some(532), false));
        assert_eq!(of_three(3193, 0, 100, 0), (0, 1, None, false), "an amount has no price");
    }

    #[test]
    fn what_rounding_leaves_is_no_discount() {
        let mut piece = line(1, 999, 190);
        Listed { unit: 1000, quantity: 3, discount: 0, charged: 3571 }.price(&mut piece).unwrap();
        assert_eq!((piece.unit_price, piece.discount), (euro(999), None));
        // A part that was credited before is one.
        let mut rest = line(1, 560, 107);
        Listed { unit: 1000, quantity: 3, discount: 0, charged: 3000 }.price(&mut rest).unwrap();
        assert_eq!((rest.unit_price, rest.discount), (euro(1000), Some(euro(333))));
    }

    proptest! {
        /// Whatever is listed and charged: the price of a line adds up, and the same again when it is set anew.
        #[test]
        fn every_price_adds_up(
            unit in 0..100_000_i64, quantity in 1..20_u32, pieces in 0..20_u32, percent in 0..=100_i64,
            charged in 0..3_000_000_i64, net in 0..2_000_000_i64, tax in 0..400_000_i64,
        ) {
            let discount = unit * i64::from(quantity) * percent / 100;
            let left = unit * i64::from(quantity) - discount;
            for charged in [left, charged] {
                let mut line = line(pieces, net, tax);
                Listed { unit, quantity, discount, charged }.price(&mut line).unwrap();
                prop_assert!(line.is_priced(), "{line:?}");
                let mut again = line.clone();
                again.reprice().unwrap();
                prop_assert!(again.is_priced(), "{again:?}");
                prop_assert_eq!(again, line);
            }
        }
    }
}
