//! What promotions and a code take off the lines of an order, and off its shipping.
//!
//! Of the promotions the best counts for each line, and the code where it takes off more; nothing is ever taken off
//! twice. What they ask for is limited to what a line costs here, so that no promotion can make an order cheaper than
//! free.

use std::sync::Arc;

use super::{
    Offer, OfferLine, OfferParcel, Promotion, Reduction,
    code::{Code, Off},
};
use crate::{
    language::Texts,
    model::{By, Currency, Money, Timestamp, combine, spread},
};

/// What takes something off an order: the promotions of the store, and a code. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Discounts {
    /// Sorted by id.
    pub promotions: Arc<[Arc<dyn Promotion>]>,
    pub code: Option<Box<Code>>,
}

/// What is taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reduced {
    /// Of each line or parcel, in their order.
    pub amounts: Vec<Money>,
    /// What shoppers see: one for each promotion or code that took something off.
    pub given: Vec<Given>,
}

/// What one promotion or code has taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// The id of the promotion; `None` for the code.
    pub promotion: Option<&'static str>,
    pub code: Option<String>,
    pub label: String,
    pub amount: Money,
}

impl Discounts {
    /// Whether there is nothing that could take something off.
    pub fn is_empty(&self) -> bool {
        self.promotions.is_empty() && self.code.is_none()
    }

    /// Returns what is taken off each line.
    pub fn of_lines(&self, lines: &[OfferLine], currency: Currency, at: Timestamp, texts: &Texts) -> Reduced {
        let totals: Vec<i64> = lines.iter().map(|line| limit(line.total(), currency)).collect();
        let order = by_name(lines);
        let offer = Offer::new(lines.to_vec(), currency, at);
        let automatic = self.promotions.iter().map(|promotion| {
            let mut off = Taken::of(&totals, &order, currency);
            for reduction in promotion.take_off(&offer) {
                match reduction {
                    Reduction::Line { line, amount } => off.take(line, amount),
                    Reduction::Order { amount } => off.spread(amount),
                    Reduction::Parcel { .. } => {}
                }
            }
            off.amounts()
        });
        let code = self.code.as_ref().map(|code| code_of_lines(code, lines, &totals, &order, currency));
        self.combined(&money(&totals, currency), automatic.collect(), code.as_deref(), currency, texts)
    }

    /// Returns what is taken off the shipping of each parcel.
    pub fn of_parcels(
        &self,
        lines: &[OfferLine],
        parcels: &[OfferParcel],
        currency: Currency,
        at: Timestamp,
        texts: &Texts,
    ) -> Reduced {
        let prices: Vec<i64> = parcels.iter().map(|parcel| limit(parcel.price, currency)).collect();
        let offer = Offer::new(lines.to_vec(), currency, at).parcels(parcels.to_vec());
        let automatic = self.promotions.iter().map(|promotion| {
            // Nothing is spread over parcels.
            let mut off = Taken::of(&prices, &[], currency);
            for reduction in promotion.take_off(&offer) {
                if let Reduction::Parcel { parcel, amount } = reduction {
                    off.take(parcel, amount);
                }
            }
            off.amounts()
        });
        let code = self.code.as_ref().map(|code| code_of_parcels(code, lines, parcels, &prices, currency));
        self.combined(&money(&prices, currency), automatic.collect(), code.as_deref(), currency, texts)
    }

    /// Decides which reduction counts for each line or parcel, and adds up what each promotion has taken off.
    fn combined(
        &self,
        most: &[Money],
        automatic: Vec<Vec<Money>>,
        code: Option<&[Money]>,
        currency: Currency,
        texts: &Texts,
    ) -> Reduced {
        let best = combine(most, &automatic, code);
        let by = |by: By| -> Money {
            let own = best.iter().filter(|reduced| reduced.by == Some(by));
            let amount = own.fold(0_i64, |sum, reduced| sum.saturating_add(reduced.amount.amount));
            Money::new(amount, currency)
        };
        let promotions = self.promotions.iter().enumerate().map(|(n, promotion)| Given {
            promotion: Some(promotion.id()),
            code: None,
            label: label(&**promotion, texts),
            amount: by(By::Automatic(n)),
        });
        let code = self.code.as_ref().map(|code| Given {
            promotion: None,
            code: Some(code.code.clone()),
            label: code.title().to_owned(),
            amount: by(By::Code),
        });
        let given = promotions.chain(code).filter(|given| given.amount.amount > 0).collect();
        Reduced { amounts: best.iter().map(|reduced| reduced.amount).collect(), given }
    }
}

/// Returns what shoppers call a promotion in their language.
fn label(promotion: &dyn Promotion, texts: &Texts) -> String {
    texts.get_own(&format!("promotion-{}", promotion.id())).unwrap_or_else(|| promotion.label())
}

/// Returns what can be taken off an amount: nothing, if it is in another currency.
fn limit(price: Money, currency: Currency) -> i64 {
    if price.currency == currency { price.amount.max(0) } else { 0 }
}

fn money(amounts: &[i64], currency: Currency) -> Vec<Money> {
    amounts.iter().map(|amount| Money::new(*amount, currency)).collect()
}

/// Returns the sum of amounts that are not negative; the greatest amount there is if it is out of range.
fn sum(amounts: &[i64]) -> i64 {
    amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount))
}

/// What a promotion takes off each line or parcel, never more than it costs.
struct Taken<'a> {
    most: &'a [i64],
    /// Over which lines something is spread, in this order.
    order: &'a [usize],
    off: Vec<i64>,
    currency: Currency,
}

impl<'a> Taken<'a> {
    fn of(most: &'a [i64], order: &'a [usize], currency: Currency) -> Taken<'a> {
        Taken { most, order, off: vec![0; most.len()], currency }
    }

    fn take(&mut self, n: usize, amount: Money) {
        if let (Some(most), Some(off)) = (self.most.get(n), self.off.get_mut(n)) {
            *off = off.saturating_add(limit(amount, self.currency)).min(*most);
        }
    }

    fn spread(&mut self, amount: Money) {
        for (n, share) in shares(limit(amount, self.currency), self.most, self.order).into_iter().enumerate() {
            self.take(n, Money::new(share, self.currency));
        }
    }

    fn amounts(&self) -> Vec<Money> {
        money(&self.off, self.currency)
    }
}

/// Returns the indexes of lines by their names. A cent that is left when something is spread goes to the first of those that
/// are due it: where a line stands in the basket must not matter.
fn by_name(lines: &[OfferLine]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|n| (&lines[*n].kind, &lines[*n].id));
    order
}

/// Spreads an amount over lines in proportion to what they cost, and no more than that. `order` has the index of each.
fn shares(amount: i64, most: &[i64], order: &[usize]) -> Vec<i64> {
    let sorted: Vec<i64> = order.iter().map(|n| most[*n]).collect();
    let mut shares = vec![0; most.len()];
    for (n, share) in order.iter().zip(spread(amount.min(sum(most)), &sorted)) {
        shares[*n] = share;
    }
    shares
}

/// Returns what a code takes off each line.
fn code_of_lines(code: &Code, lines: &[OfferLine], totals: &[i64], order: &[usize], currency: Currency) -> Vec<Money> {
    let own: Vec<i64> =
        lines.iter().zip(totals).map(|(line, total)| if code.is_for(&line.kind) { *total } else { 0 }).collect();
    let off = match code.off {
        Off::Percent(points) => share(sum(&own), points),
        Off::Amount(amount) => limit(amount, currency),
        Off::FreeShipping => 0,
    };
    // Without a line that it is for, there is nothing to spread it over.
    if off == 0 || sum(&own) == 0 || !code.is_reached(Money::new(sum(&own), currency)) {
        return vec![Money::zero(currency); own.len()];
    }
    money(&shares(off, &own, order), currency)
}

/// Returns what a code takes off the shipping of each parcel: all of it, if the code is for everything in the parcel.
fn code_of_parcels(
    code: &Code,
    lines: &[OfferLine],
    parcels: &[OfferParcel],
    prices: &[i64],
    currency: Currency,
) -> Vec<Money> {
    let own = lines.iter().filter(|line| code.is_for(&line.kind));
    let value = own.fold(0_i64, |sum, line| sum.saturating_add(limit(line.total(), currency)));
    let free = code.off == Off::FreeShipping && code.is_reached(Money::new(value, currency));
    let is_own =
        |parcel: &OfferParcel| parcel.lines.iter().all(|n| lines.get(*n).is_some_and(|line| code.is_for(&line.kind)));
    let off = |(parcel, price): (&OfferParcel, &i64)| if free && is_own(parcel) { *price } else { 0 };
    money(&parcels.iter().zip(prices).map(off).collect::<Vec<_>>(), currency)
}

/// Returns a share of an amount, in basis points, rounded half up.
fn share(amount: i64, points: u32) -> i64 {
    let share = (i128::from(amount) * i128::from(points) + 5_000) / 10_000;
    i64::try_from(share).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
