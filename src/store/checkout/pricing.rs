//! What is charged for a checkout: prices, discounts and tax rates, and what they come to.

use super::{parcels::Parcels, taxation::Taxation};
use crate::{
    language::Texts,
    model::{
        BasketLineView, Currency, Money, Problem,
        amounts::{Calculation, LineInput, ParcelInput, calculate},
    },
    store::{
        Store,
        basket::{Basket, offer_lines},
        discount::{OfferParcel, apply::Given},
    },
};

/// What is charged, with all that it was worked out from.
pub(super) struct Pricing {
    /// The lines that count.
    lines: Vec<LineInput>,
    /// The parcels whose shipping is chosen.
    parcels: Vec<ParcelInput>,
    pub taxation: Taxation,
    pub calculation: Calculation,
    /// What promotions and the code have taken off.
    pub given: Vec<Given>,
}

/// What shipping costs before tax.
pub(super) struct Shipping {
    parcels: Vec<ParcelInput>,
    given: Vec<Given>,
}

impl Store {
    /// Returns what the chosen shipping of the parcels costs, after discounts.
    pub(super) fn shipping_of(
        &self,
        basket: &Basket,
        lines: &[BasketLineView],
        parcels: &Parcels,
        country: &str,
        texts: &Texts,
    ) -> Shipping {
        let chosen = parcels.choices.iter().zip(&parcels.values).zip(&parcels.lines);
        let chosen = chosen.filter_map(|((parcel, value), inside)| {
            let choice = parcel.selected()?;
            Some(OfferParcel::new(choice.price, *value, country, &*choice.id, inside.clone()))
        });
        let chosen: Vec<OfferParcel> = chosen.collect();
        let (mut discounts, mut given) = (vec![Money::zero(basket.currency); chosen.len()], Vec::new());
        if !basket.discounts.is_empty() && !chosen.is_empty() {
            let now = self.db().now();
            let offered = offer_lines(lines);
            let reduced = basket.discounts.of_parcels(&offered, &chosen, basket.currency, now, texts);
            (discounts, given) = (reduced.amounts, reduced.given);
        }
        let input = |(parcel, discount): (OfferParcel, Money)| ParcelInput {
            price: parcel.price,
            discount,
            lines: parcel.lines,
        };
        Shipping { parcels: chosen.into_iter().zip(discounts).map(input).collect(), given }
    }
}

impl Pricing {
    /// Works out what is charged for lines, of which `given` was taken off, and for shipping.
    ///
    /// # Errors
    /// If it does not add up.
    pub fn new(
        currency: Currency,
        lines: &[BasketLineView],
        given: Vec<Given>,
        shipping: Shipping,
        taxation: Taxation,
    ) -> Result<Pricing, Problem> {
        let input = |line: &BasketLineView| LineInput {
            unit: line.unit_price,
            quantity: line.quantity,
            discount: line.discount.unwrap_or(Money::zero(currency)),
        };
        let lines: Vec<_> = lines.iter().filter(|line| line.counts()).map(input).collect();
        let calculation = calculate(currency, &lines, &shipping.parcels, taxation.rates())?;
        let given = together(given, shipping.given);
        Ok(Pricing { lines, parcels: shipping.parcels, taxation, calculation, given })
    }

    /// Works out the same in the currency of an order that is being placed.
    ///
    /// # Errors
    /// If it does not add up, because another request has changed the currency.
    pub fn again(&self, currency: Currency) -> Result<Calculation, Problem> {
        Ok(calculate(currency, &self.lines, &self.parcels, self.taxation.rates())?)
    }

    /// Returns the code that has taken something off, if one has.
    pub fn code(&self) -> Option<&str> {
        self.given.iter().find_map(|given| given.code.as_deref())
    }
}

/// Adds what was taken off the shipping to what the same promotion, or the code, has taken off the lines.
fn together(mut all: Vec<Given>, of_parcels: Vec<Given>) -> Vec<Given> {
    for given in of_parcels {
        match all.iter_mut().find(|other| other.promotion == given.promotion && other.code == given.code) {
            Some(other) => {
                let amount = other.amount.amount.saturating_add(given.amount.amount);
                other.amount = Money::new(amount, other.amount.currency);
            }
            None => all.push(given),
        }
    }
    all
}
