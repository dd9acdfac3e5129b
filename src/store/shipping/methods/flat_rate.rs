//! A flat rate per parcel.

use async_trait::async_trait;

use crate::{Money, Parcel, ShippingError, ShippingMethod, ShippingOption};

/// A flat rate per parcel.
///
/// ```
/// use pannier::{Currency, Money, shipping::FlatRate};
/// let standard = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR))
///     .countries(["DE", "AT"])
///     .days(2, 4)
///     .free_from(Money::new(5000, Currency::EUR));
/// ```
#[derive(Clone, Debug)]
pub struct FlatRate {
    id: &'static str,
    label: String,
    price: Money,
    countries: Option<Vec<String>>,
    free_from: Option<Money>,
    days: Option<(u32, u32)>,
}

impl FlatRate {
    /// Ships everywhere for `price`. Not available for orders in another currency.
    pub fn new(id: &'static str, label: impl Into<String>, price: Money) -> FlatRate {
        FlatRate { id, label: label.into(), price, countries: None, free_from: None, days: None }
    }

    /// Restricts the rate to these countries (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn countries(mut self, countries: impl IntoIterator<Item = impl Into<String>>) -> FlatRate {
        self.countries = Some(countries.into_iter().map(Into::into).collect());
        self
    }

    /// Makes shipping free if the items in the parcel cost at least `value`. An amount in another
    /// currency than the price's never applies.
    #[must_use]
    pub fn free_from(mut self, value: Money) -> FlatRate {
        self.free_from = Some(value);
        self
    }

    /// Sets the delivery time in working days.
    #[must_use]
    pub fn days(mut self, from: u32, to: u32) -> FlatRate {
        self.days = Some((from, to));
        self
    }

    fn price(&self, value: Money) -> Money {
        let free = self.free_from.is_some_and(|from| from.currency == value.currency && value.amount >= from.amount);
        if free { Money::zero(value.currency) } else { self.price }
    }
}

#[async_trait]
impl ShippingMethod for FlatRate {
    fn id(&self) -> &'static str {
        self.id
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let ships = self.countries.as_ref().is_none_or(|to| to.iter().any(|country| country == parcel.country()));
        if !ships || self.price.currency != parcel.value.currency {
            return Ok(Vec::new());
        }
        let mut option = ShippingOption::new(&self.label, self.price(parcel.value));
        option.days = self.days;
        Ok(vec![option])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, store::shipping::method::tests::parcel};

    fn eur(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    #[tokio::test]
    async fn one_price_for_the_countries_it_ships_to() {
        let rate = FlatRate::new("standard", "Standard", eur(490)).countries(["DE", "FR"]).days(2, 4);
        let offered = rate.quote(&parcel("DE", 300, eur(2000))).await;
        assert_eq!(offered, Ok(vec![ShippingOption::new("Standard", eur(490)).days(2, 4)]));
        assert_eq!(rate.quote(&parcel("US", 300, eur(2000))).await, Ok(vec![]));
        assert_eq!(rate.quote(&parcel("DE", 300, Money::new(2000, Currency::USD))).await, Ok(vec![]));
    }

    #[tokio::test]
    async fn free_from_an_amount() {
        let rate = FlatRate::new("standard", "Standard", eur(490)).free_from(eur(5000));
        assert_eq!(rate.quote(&parcel("JP", 1, eur(4999))).await.unwrap()[0].price, eur(490));
        assert_eq!(rate.quote(&parcel("JP", 1, eur(5000))).await.unwrap()[0].price, eur(0));
    }
}
