//! The sums of basket, checkout and order.
//!
//! Prices are added up, reduced and taxed here and nowhere else. A sum is exact or an error: it never leaves out an
//! amount that does not fit. [`Amounts`] holds the sums, [`calculate`] works them out of prices, discounts and tax
//! rates; what the discounts and rates are is decided elsewhere.

use std::{error::Error, fmt};

use super::{Currency, Money, Problem};
#[cfg(feature = "ssr")]
pub(crate) use calculation::{
    By, Calculation, Charge, LineInput, ParcelInput, Rates, ShippingRates, TaxPart, calculate, combine, spread,
};

/// The sums of a basket or an order, in one currency. The total is always that of items and shipping, and none of
/// the sums is negative. Discount and tax are statements about them: the one was taken off before, the other is part of
/// them.
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
    discount: Money,
    tax: Option<Money>,
}

impl Amounts {
    /// The greatest amount of a price, a line or an order, in minor units of any currency: ten trillion. What costs more cannot
    /// be ordered, so that the sums of a shop fit into 64 bits.
    pub const MAX: i64 = 10_000_000_000_000;

    /// Returns the sums of nothing.
    pub const fn zero(currency: Currency) -> Amounts {
        let zero = Money::zero(currency);
        Amounts { subtotal: zero, shipping: zero, total: zero, discount: zero, tax: None }
    }

    /// Adds up lines (unit price and quantity) and the shipping price of each parcel, without discounts and taxes.
    ///
    /// # Errors
    /// If a sum is greater than [`Amounts::MAX`], or an amount is negative or in another currency than `currency`.
    pub fn of(
        currency: Currency,
        lines: impl IntoIterator<Item = (Money, u32)>,
        shipping: impl IntoIterator<Item = Money>,
    ) -> Result<Amounts, AmountError> {
        let zero = Money::zero(currency);
        let mut lines = lines.into_iter();
        let subtotal = lines.try_fold(zero, |sum, (unit, quantity)| add(sum, line_total(unit, quantity)?))?;
        let shipping = shipping.into_iter().try_fold(zero, add)?;
        add(subtotal, shipping)?;
        Amounts::from_sums(subtotal, shipping, zero, None)
    }

    /// Restores the sums of an order from those it stores: what is charged for the items and for shipping, what was taken
    /// off both, and the tax in both. The only place where a total is made. It is not limited to [`Amounts::MAX`]: what is
    /// stored can be read.
    pub(crate) fn from_sums(
        subtotal: Money,
        shipping: Money,
        discount: Money,
        tax: Option<Money>,
    ) -> Result<Amounts, AmountError> {
        let zero = Money::zero(subtotal.currency);
        let total = plus(plus(zero, subtotal)?, shipping)?;
        let (discount, tax) = (plus(zero, discount)?, tax.map(|tax| plus(zero, tax)).transpose()?);
        Ok(Amounts { subtotal, shipping, total, discount, tax })
    }

    /// Returns what is charged for the lines: after discounts, with all tax.
    pub const fn subtotal(&self) -> Money {
        self.subtotal
    }

    /// Returns what is charged for the shipping of all parcels: after discounts, with all tax.
    pub const fn shipping(&self) -> Money {
        self.shipping
    }

    /// Returns what was taken off the lines and the shipping by discounts.
    pub const fn discount(&self) -> Money {
        self.discount
    }

    /// Returns the tax in the total; `None` if it was not recorded, as without a tax provider.
    pub const fn tax(&self) -> Option<Money> {
        self.tax
    }

    /// Returns the amount to charge.
    pub const fn total(&self) -> Money {
        self.total
    }
}

/// Returns the price of a line.
pub(crate) fn line_total(unit_price: Money, quantity: u32) -> Result<Money, AmountError> {
    let total = unit_price.checked_mul(quantity).ok_or(AmountError::Overflow)?;
    if unit_price.amount < 0 { Err(AmountError::Negative) } else { limited(total) }
}

fn limited(amount: Money) -> Result<Money, AmountError> {
    if amount.amount > Amounts::MAX { Err(AmountError::Overflow) } else { Ok(amount) }
}

fn add(sum: Money, amount: Money) -> Result<Money, AmountError> {
    limited(plus(sum, amount)?)
}

fn plus(sum: Money, amount: Money) -> Result<Money, AmountError> {
    if amount.currency != sum.currency {
        return Err(AmountError::MixedCurrencies { basket: sum.currency, item: amount.currency });
    }
    if amount.amount < 0 {
        return Err(AmountError::Negative);
    }
    sum.checked_add(amount).ok_or(AmountError::Overflow)
}

/// From listed prices to what is charged.
///
/// 1. A line costs its unit price times its quantity, less its discount; a parcel costs its shipping price, less its
///    discount.
/// 2. Shipping that is taxed like the items is divided among the rates in the parcel, in proportion to what is charged for
///    the lines of each.
/// 3. All that has the same rate is one group. The tax of a group is rounded once, to the minor unit, half of one up:
///
///    | the listed prices | tax | charged | net |
///    |---|---|---|---|
///    | include it | sum × rate ÷ (1 + rate) | sum | sum − tax |
///    | are without it | sum × rate | sum + tax | sum |
///    | include a tax that is not charged | none | sum − sum × that rate ÷ (1 + that rate) | what is charged |
///
/// 4. The tax of a group is divided between items and parcels, and that of the items among their lines, in proportion to
///    their amounts ([`spread`]), so that all add up to the taxes of the order.
#[cfg(feature = "ssr")]
mod calculation {
    use std::{cmp::Reverse, collections::BTreeMap};

    use super::{AmountError, Amounts, add, line_total};
    use crate::model::{Currency, Money, Rate, TaxBasis, TaxCode, TaxRate, TaxSum};

    /// What is charged for a line, or for the shipping of a parcel.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Charge {
        /// The listed price, of all pieces.
        pub list: Money,
        pub discount: Money,
        /// What is charged.
        pub amount: Money,
        /// The parts of what is charged, by rate; empty without taxes. A line has one, a parcel may have several.
        pub taxes: Vec<TaxPart>,
    }

    /// The part of a charge that is taxed at one rate.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct TaxPart {
        pub rate: TaxRate,
        pub net: Money,
        pub tax: Money,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct LineInput {
        pub unit: Money,
        pub quantity: u32,
        /// What is taken off all pieces together.
        pub discount: Money,
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct ParcelInput {
        pub price: Money,
        pub discount: Money,
        /// The indexes of its lines. Without any, it follows all lines of the order.
        pub lines: Vec<usize>,
    }

    /// How shipping is taxed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) enum ShippingRates {
        /// Like the lines of each parcel, in proportion to what is charged for them. If that is nothing, at the highest
        /// of their rates.
        FollowLines,
        /// Each parcel at its own rate.
        Each(Vec<TaxRate>),
    }

    /// The rate of each line, and how shipping is taxed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Rates {
        pub lines: Vec<TaxRate>,
        pub shipping: ShippingRates,
    }

    /// What is charged for an order, in all detail.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Calculation {
        pub lines: Vec<Charge>,
        pub parcels: Vec<Charge>,
        /// Sorted by code and rate. Empty without taxes.
        pub taxes: Vec<TaxSum>,
        pub amounts: Amounts,
    }

    /// Works out what is charged. Without `rates`, taxes are not recorded.
    ///
    /// # Errors
    /// If a sum is greater than [`Amounts::MAX`], an amount is negative or in another currency, a discount exceeds what it is
    /// taken off, or a line or parcel has no rate.
    pub(crate) fn calculate(
        currency: Currency,
        lines: &[LineInput],
        parcels: &[ParcelInput],
        rates: Option<&Rates>,
    ) -> Result<Calculation, AmountError> {
        let mut charges = Vec::with_capacity(lines.len() + parcels.len());
        for line in lines {
            charges.push(untaxed(currency, line_total(line.unit, line.quantity)?, line.discount)?);
        }
        for parcel in parcels {
            charges.push(untaxed(currency, parcel.price, parcel.discount)?);
        }
        let zero = Money::zero(currency);
        // What follows adds up parts of it.
        sum(zero, &charges, |charge| charge.amount)?;
        if let Some(rates) = rates {
            for (rate, group) in groups(&charges, lines.len(), parcels, rates)? {
                tax(&mut charges, lines.len(), rate, &group)?;
            }
        }
        let taxes = tax_sums(zero, &charges)?;
        let tax = rates.map(|_| taxes.iter().map(|sum| sum.tax).try_fold(zero, add)).transpose()?;
        let discount = sum(zero, &charges, |charge| charge.discount)?;
        let parcels = charges.split_off(lines.len());
        let items = sum(zero, &charges, |line| line.amount)?;
        let shipping = sum(zero, &parcels, |parcel| parcel.amount)?;
        add(items, shipping)?;
        let amounts = Amounts::from_sums(items, shipping, discount, tax)?;
        Ok(Calculation { lines: charges, parcels, taxes, amounts })
    }

    fn sum(zero: Money, charges: &[Charge], what: fn(&Charge) -> Money) -> Result<Money, AmountError> {
        charges.iter().map(what).try_fold(zero, add)
    }

    fn untaxed(currency: Currency, list: Money, discount: Money) -> Result<Charge, AmountError> {
        let zero = Money::zero(currency);
        let (list, discount) = (add(zero, list)?, add(zero, discount)?);
        let amount = Money::new(list.amount - discount.amount, currency);
        Ok(Charge { list, discount, amount: add(zero, amount)?, taxes: Vec::new() })
    }

    /// Groups charges by rate: the index of each charge, and how much of it has this rate. The first `lines` of the charges
    /// are those of lines, the others those of parcels.
    fn groups(
        charges: &[Charge],
        lines: usize,
        parcels: &[ParcelInput],
        rates: &Rates,
    ) -> Result<BTreeMap<TaxRate, Vec<(usize, i64)>>, AmountError> {
        if rates.lines.len() != lines {
            return Err(AmountError::Untaxed);
        }
        let mut groups = BTreeMap::<TaxRate, Vec<_>>::new();
        for (at, (charge, rate)) in charges.iter().zip(&rates.lines).enumerate() {
            groups.entry(*rate).or_default().push((at, charge.amount.amount));
        }
        for (n, parcel) in parcels.iter().enumerate() {
            let at = lines + n;
            let price = charges[at].amount.amount;
            let shares = match &rates.shipping {
                ShippingRates::FollowLines => shares(price, parcel, &charges[..lines], &rates.lines),
                ShippingRates::Each(rates) => vec![(*rates.get(n).ok_or(AmountError::Untaxed)?, price)],
            };
            for (rate, share) in shares.into_iter().filter(|(_, share)| *share > 0) {
                groups.entry(rate).or_default().push((at, share));
            }
        }
        Ok(groups)
    }

    /// Divides the price of a parcel among the rates of its lines.
    fn shares(price: i64, parcel: &ParcelInput, lines: &[Charge], rates: &[TaxRate]) -> Vec<(TaxRate, i64)> {
        let mut charged = BTreeMap::<TaxRate, i64>::new();
        for (at, (line, rate)) in lines.iter().zip(rates).enumerate() {
            if parcel.lines.is_empty() || parcel.lines.contains(&at) {
                *charged.entry(*rate).or_default() += line.amount.amount;
            }
        }
        if charged.values().all(|amount| *amount == 0) {
            let highest = charged.into_keys().max_by_key(|rate| (rate.rate, Reverse(*rate)));
            // A parcel without lines is in no order that is placed.
            return vec![(highest.unwrap_or(TaxRate::zero(TaxCode::OutOfScope)), price)];
        }
        let weights: Vec<i64> = charged.values().copied().collect();
        charged.into_keys().zip(spread(price, &weights)).collect()
    }

    /// Taxes a group of charges: see [`groups`].
    fn tax(charges: &mut [Charge], lines: usize, rate: TaxRate, group: &[(usize, i64)]) -> Result<(), AmountError> {
        let shares: Vec<i64> = group.iter().map(|(_, share)| *share).collect();
        let sum: i128 = shares.iter().copied().map(i128::from).sum();
        let in_group = match rate.basis {
            TaxBasis::Included => part_of(sum, rate.rate, true),
            TaxBasis::OnTop => part_of(sum, rate.rate, false),
            TaxBasis::Removed(from) => part_of(sum, from, true),
        };
        let in_group = i64::try_from(in_group).map_err(|_| AmountError::Overflow)?;
        let (of_lines, of_parcels) = shares.split_at(group.partition_point(|(at, _)| *at < lines));
        // The lines as one first, so that what is charged for shipping does not depend on how the items are divided into
        // lines.
        let mut weights: Vec<i64> = vec![of_lines.iter().sum()];
        weights.extend(of_parcels);
        let parts = spread(in_group, &weights);
        let parts = spread(parts[0], of_lines).into_iter().chain(parts[1..].iter().copied());
        for ((at, share), part) in group.iter().zip(parts) {
            let charge = &mut charges[*at];
            let (net, tax) = match rate.basis {
                TaxBasis::Included => (share - part, part),
                TaxBasis::OnTop => (*share, part),
                TaxBasis::Removed(_) => (share - part, 0),
            };
            let [net, tax] = [net, tax].map(|amount| Money::new(amount, charge.list.currency));
            // A charge may have shares in other groups.
            let other = Money::new(charge.amount.amount - share, charge.list.currency);
            charge.amount = add(add(other, net)?, tax)?;
            charge.taxes.push(TaxPart { rate, net, tax });
        }
        Ok(())
    }

    /// Returns the tax at a rate on an amount, or in one that includes it, rounded half up.
    fn part_of(amount: i128, rate: Rate, included: bool) -> i128 {
        const WHOLE: i128 = 1_000_000;
        let rate = i128::from(rate.get());
        let all = if included { WHOLE + rate } else { WHOLE };
        (2 * amount * rate + all) / (2 * all)
    }

    fn tax_sums(zero: Money, charges: &[Charge]) -> Result<Vec<TaxSum>, AmountError> {
        let mut sums = BTreeMap::new();
        for part in charges.iter().flat_map(|charge| &charge.taxes) {
            let TaxRate { code, rate, basis } = part.rate;
            let (net, tax) = sums.entry((code, rate, basis == TaxBasis::OnTop)).or_insert((zero, zero));
            (*net, *tax) = (add(*net, part.net)?, add(*tax, part.tax)?);
        }
        let sum = |((code, rate, on_top), (net, tax))| TaxSum { code, rate, on_top, net, tax };
        Ok(sums.into_iter().map(sum).collect())
    }

    /// Spreads an amount over parts in proportion to their weights, exactly: what rounding down leaves goes to the largest
    /// remainders, of equal ones to the first. Weights of only 0 are equal parts; a negative weight is 0.
    pub(crate) fn spread(amount: i64, weights: &[i64]) -> Vec<i64> {
        let mut weights: Vec<i128> = weights.iter().map(|weight| i128::from(*weight).max(0)).collect();
        if weights.iter().all(|weight| *weight == 0) {
            weights.fill(1);
        }
        let (amount, sum) = (i128::from(amount), weights.iter().sum::<i128>());
        let mut parts: Vec<i128> = weights.iter().map(|weight| (amount * weight).div_euclid(sum)).collect();
        let left = amount - parts.iter().sum::<i128>();
        let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
        by_remainder.sort_by_key(|n| Reverse((amount * weights[*n]).rem_euclid(sum)));
        for (n, _) in by_remainder.into_iter().zip(0..left) {
            parts[n] += 1;
        }
        let part = |part: i128| i64::try_from(part).expect("a part of an amount that fits");
        parts.into_iter().map(part).collect()
    }

    /// What is taken off a line, and what gave it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Reduced {
        pub amount: Money,
        /// `None` if nothing is taken off.
        pub by: Option<By>,
    }

    /// What takes something off a line.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum By {
        /// The automatic promotion with this index.
        Automatic(usize),
        Code,
    }

    /// Chooses one reduction for each line: the largest of the automatic ones, of equal ones the first, or the code's if that
    /// is larger. `automatic` has the reduction of each line by each promotion, and `code` those by the code. Nothing takes
    /// off more than the line, and what is in another currency takes off nothing.
    pub(crate) fn combine(lines: &[Money], automatic: &[Vec<Money>], code: Option<&[Money]>) -> Vec<Reduced> {
        let choose = |(n, line): (usize, &Money)| {
            let offered = |reductions: &[Money]| match reductions.get(n) {
                Some(reduction) if reduction.currency == line.currency => reduction.amount.min(line.amount),
                _ => 0,
            };
            let automatic = automatic.iter().enumerate().map(|(n, each)| (By::Automatic(n), offered(each)));
            let all = automatic.chain(code.map(|each| (By::Code, offered(each))));
            let none = Reduced { amount: Money::zero(line.currency), by: None };
            all.fold(none, |best, (by, amount)| match amount > best.amount.amount {
                true => Reduced { amount: Money::new(amount, line.currency), by: Some(by) },
                false => best,
            })
        };
        lines.iter().enumerate().map(choose).collect()
    }
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
    /// A sum is out of range: greater than [`Amounts::MAX`].
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
    /// Taxes were worked out, and a line or parcel has no rate.
    Untaxed,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AmountError::Overflow => f.write_str("a sum is out of range"),
            AmountError::Negative => f.write_str("an amount is negative"),
            AmountError::MixedCurrencies { basket, item } => write!(f, "{item} cannot be added to {basket}"),
            AmountError::Untaxed => f.write_str("a line or parcel has no tax rate"),
        }
    }
}

impl Error for AmountError {}

impl From<AmountError> for Problem {
    fn from(error: AmountError) -> Problem {
        match error {
            AmountError::Overflow | AmountError::Negative | AmountError::Untaxed => Problem::NoTotal,
            AmountError::MixedCurrencies { basket, item } => Problem::MixedCurrencies { basket, item },
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
