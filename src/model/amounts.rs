//! The sums of basket, checkout and order.
//!
//! Prices are added up here and nowhere else. A sum is exact or an error: it never leaves out an amount that
//! does not fit.

use std::{error::Error, fmt};

use super::{Currency, Money, Problem};

/// The sums of a basket or an order, in one currency. The total is always that of its parts, and none of
/// them is negative.
///
/// ```
/// use pannier::{AmountError, Amounts, Currency, Money};
///
/// let euro = |cents| Money::new(cents, Currency::EUR);
/// let amounts = Amounts::of(Currency::EUR, [(euro(1990), 2), (euro(500), 1)], [euro(490)])?;
/// assert_eq!((amounts.subtotal(), amounts.shipping(), amounts.total()), (euro(4480), euro(490), euro(4970)));
///
/// let dollars = Money::new(100, Currency::USD);
/// let mixed = AmountError::MixedCurrencies { basket: Currency::EUR, item: Currency::USD };
/// assert_eq!(Amounts::of(Currency::EUR, [(euro(1990), 2), (dollars, 1)], []), Err(mixed));
/// # Ok::<(), AmountError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amounts {
    subtotal: Money,
    shipping: Money,
    total: Money,
}

impl Amounts {
    /// Returns the sums of nothing.
    pub const fn zero(currency: Currency) -> Amounts {
        let zero = Money::zero(currency);
        Amounts { subtotal: zero, shipping: zero, total: zero }
    }

    /// Adds up lines (unit price and quantity) and the shipping price of each parcel.
    ///
    /// # Errors
    /// If a sum overflows, or an amount is negative or in another currency than `currency`.
    pub fn of(
        currency: Currency,
        lines: impl IntoIterator<Item = (Money, u32)>,
        shipping: impl IntoIterator<Item = Money>,
    ) -> Result<Amounts, AmountError> {
        let zero = Money::zero(currency);
        let mut lines = lines.into_iter();
        let subtotal = lines.try_fold(zero, |sum, (unit, quantity)| add(sum, line_total(unit, quantity)?))?;
        let shipping = shipping.into_iter().try_fold(zero, add)?;
        Amounts::from_sums(subtotal, shipping)
    }

    /// Restores the sums of an order from those it stores. The only place where a total is made: discounts
    /// and taxes would be further inputs of [`Amounts::of`], and further terms here.
    pub(crate) fn from_sums(subtotal: Money, shipping: Money) -> Result<Amounts, AmountError> {
        let total = add(add(Money::zero(subtotal.currency), subtotal)?, shipping)?;
        Ok(Amounts { subtotal, shipping, total })
    }

    /// Returns the sum of the lines.
    pub const fn subtotal(&self) -> Money {
        self.subtotal
    }

    /// Returns the shipping costs of all parcels.
    pub const fn shipping(&self) -> Money {
        self.shipping
    }

    /// Returns the amount to charge.
    pub const fn total(&self) -> Money {
        self.total
    }
}

/// Returns the price of a line.
pub(crate) fn line_total(unit_price: Money, quantity: u32) -> Result<Money, AmountError> {
    let total = unit_price.checked_mul(quantity).ok_or(AmountError::Overflow)?;
    if unit_price.amount < 0 { Err(AmountError::Negative) } else { Ok(total) }
}

fn add(sum: Money, amount: Money) -> Result<Money, AmountError> {
    if amount.currency != sum.currency {
        return Err(AmountError::MixedCurrencies { basket: sum.currency, item: amount.currency });
    }
    if amount.amount < 0 {
        return Err(AmountError::Negative);
    }
    sum.checked_add(amount).ok_or(AmountError::Overflow)
}

/// The reason why amounts cannot be added up.
///
/// ```
/// use pannier::{AmountError, Problem};
///
/// assert_eq!(Problem::from(AmountError::Overflow), Problem::NoTotal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmountError {
    /// A sum is out of range.
    Overflow,
    /// An amount is negative.
    Negative,
    /// An amount is in another currency than the others.
    MixedCurrencies {
        /// The currency of the others.
        basket: Currency,
        /// The currency of this amount.
        item: Currency,
    },
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AmountError::Overflow => f.write_str("a sum is out of range"),
            AmountError::Negative => f.write_str("an amount is negative"),
            AmountError::MixedCurrencies { basket, item } => write!(f, "{item} cannot be added to {basket}"),
        }
    }
}

impl Error for AmountError {}

impl From<AmountError> for Problem {
    fn from(error: AmountError) -> Problem {
        match error {
            AmountError::Overflow | AmountError::Negative => Problem::NoTotal,
            AmountError::MixedCurrencies { basket, item } => Problem::MixedCurrencies { basket, item },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    /// Amounts as shops have them, and any others.
    fn amount() -> impl Strategy<Value = i64> {
        prop_oneof![8 => 0..10_000_000_i64, 1 => 0..=i64::MAX, 1 => any::<i64>()]
    }

    fn quantity() -> impl Strategy<Value = u32> {
        prop_oneof![8 => 0..1000_u32, 1 => any::<u32>()]
    }

    fn lines() -> impl Strategy<Value = Vec<(Money, u32)>> {
        prop::collection::vec((amount().prop_map(euro), quantity()), 0..8)
    }

    fn shipping() -> impl Strategy<Value = Vec<Money>> {
        prop::collection::vec(amount().prop_map(euro), 0..4)
    }

    fn of(lines: &[(Money, u32)], shipping: &[Money]) -> Result<Amounts, AmountError> {
        Amounts::of(Currency::EUR, lines.iter().copied(), shipping.iter().copied())
    }

    proptest! {
        #[test]
        fn sums_are_exact_or_refused(lines in lines(), shipping in shipping()) {
            let items: i128 = lines.iter().map(|(unit, n)| i128::from(unit.amount) * i128::from(*n)).sum();
            let parcels: i128 = shipping.iter().map(|price| i128::from(price.amount)).sum();
            let negative = lines.iter().map(|(unit, _)| unit).chain(&shipping).any(|money| money.amount < 0);
            let fits = !negative && items + parcels <= i128::from(i64::MAX);
            match of(&lines, &shipping) {
                Ok(amounts) => {
                    prop_assert!(fits);
                    let sums = [amounts.subtotal(), amounts.shipping(), amounts.total()];
                    prop_assert_eq!(sums.map(|sum| i128::from(sum.amount)), [items, parcels, items + parcels]);
                    prop_assert!(sums.iter().all(|sum| sum.currency == Currency::EUR));
                    prop_assert_eq!(Amounts::from_sums(amounts.subtotal(), amounts.shipping()), Ok(amounts));
                }
                Err(AmountError::MixedCurrencies { .. }) => prop_assert!(false, "there is one currency"),
                Err(_) => prop_assert!(!fits),
            }
        }

        #[test]
        fn no_sum_is_smaller_than_one_of_its_parts(lines in lines(), shipping in shipping()) {
            if let Ok(amounts) = of(&lines, &shipping) {
                for (unit, quantity) in &lines {
                    prop_assert!(line_total(*unit, *quantity).is_ok_and(|line| line.amount <= amounts.subtotal().amount));
                }
                prop_assert!(shipping.iter().all(|price| price.amount <= amounts.shipping().amount));
                prop_assert!(amounts.subtotal().amount.max(amounts.shipping().amount) <= amounts.total().amount);
            }
        }

        #[test]
        fn the_order_of_the_lines_does_not_matter(
            (lines, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
            shipping in shipping(),
        ) {
            prop_assert_eq!(of(&lines, &shipping).ok(), of(&shuffled, &shipping).ok());
        }

        #[test]
        fn a_second_currency_is_refused_wherever_it_stands(
            mut lines in lines(), mut shipping in shipping(), foreign in amount(), n in quantity(), at: prop::sample::Index,
        ) {
            let dollars = Money::new(foreign, Currency::USD);
            let place = at.index(lines.len() + 1);
            let parcel = at.index(shipping.len() + 1);
            shipping.insert(parcel, dollars);
            prop_assert!(of(&lines, &shipping).is_err());
            shipping.remove(parcel);
            lines.insert(place, (dollars, n));
            prop_assert!(of(&lines, &shipping).is_err());
            prop_assert!(Amounts::from_sums(euro(1), dollars).is_err());
        }

        #[test]
        fn a_line_is_exact_or_refused(unit: i64, n: u32) {
            let exact = unit.checked_mul(n.into()).filter(|_| unit >= 0);
            prop_assert_eq!(line_total(euro(unit), n).ok(), exact.map(euro));
        }
    }

    #[test]
    fn nothing_costs_nothing() {
        assert_eq!(of(&[], &[]), Ok(Amounts::zero(Currency::EUR)));
        assert_eq!(of(&[(euro(0), 1)], &[euro(0)]), Ok(Amounts::zero(Currency::EUR)));
    }

    #[test]
    fn an_error_names_its_cause() {
        let dollars = Money::new(1, Currency::USD);
        let mixed = AmountError::MixedCurrencies { basket: Currency::EUR, item: Currency::USD };
        assert_eq!(of(&[(euro(1), 1), (dollars, 1), (euro(1), 1)], &[]), Err(mixed));
        assert_eq!(mixed.to_string(), "USD cannot be added to EUR");
        assert_eq!(of(&[(euro(i64::MAX), 1), (euro(1), 1), (euro(1), 1)], &[]), Err(AmountError::Overflow));
        assert_eq!(of(&[(euro(i64::MAX), 1)], &[euro(1)]), Err(AmountError::Overflow));
        assert_eq!(of(&[(euro(-1), 1)], &[euro(1)]), Err(AmountError::Negative));
        assert_eq!(Amounts::from_sums(euro(-1), euro(1)), Err(AmountError::Negative));
    }
}
