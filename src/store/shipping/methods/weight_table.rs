//! Prices by weight and zone.

use async_trait::async_trait;

use crate::{Grams, Money, Parcel, ShippingError, ShippingMethod, ShippingOption};

/// A carrier's price list: zones, and weight steps with a price in each.
///
/// ```
/// use pannier::{Currency, Grams, Money, shipping::{WeightTable, Zone}};
/// let eur = |cents| Money::new(cents, Currency::EUR);
/// let parcel = WeightTable::new("parcel", "Parcel")
///     .zone(Zone::countries(["DE"]).up_to(Grams(2_000), eur(549)).up_to(Grams(10_000), eur(1049)).days(1, 2))
///     .zone(Zone::everywhere_else().up_to(Grams(2_000), eur(1999)).days(5, 12));
/// ```
#[derive(Clone, Debug)]
pub struct WeightTable {
    id: &'static str,
    label: String,
    zones: Vec<Zone>,
}

/// A group of countries with the same prices.
#[derive(Clone, Debug)]
pub struct Zone {
    countries: Option<Vec<String>>,
    steps: Vec<(Grams, Money)>,
    days: Option<(u32, u32)>,
}

impl WeightTable {
    /// Creates a price list without zones, which ships nowhere yet.
    pub fn new(id: &'static str, label: impl Into<String>) -> WeightTable {
        WeightTable { id, label: label.into(), zones: Vec::new() }
    }

    /// Adds a zone. The first zone that lists a country applies to it; [`Zone::everywhere_else`]
    /// applies to the rest.
    #[must_use]
    pub fn zone(mut self, zone: Zone) -> WeightTable {
        self.zones.push(zone);
        self
    }

    fn zone_of(&self, country: &str) -> Option<&Zone> {
        let names = |zone: &&Zone| zone.countries.as_ref().is_some_and(|of| of.iter().any(|c| c == country));
        self.zones.iter().find(names).or_else(|| self.zones.iter().find(|zone| zone.countries.is_none()))
    }
}

impl Zone {
    /// A zone of these countries (ISO 3166-1 alpha-2).
    pub fn countries(countries: impl IntoIterator<Item = impl Into<String>>) -> Zone {
        Zone { countries: Some(countries.into_iter().map(Into::into).collect()), steps: Vec::new(), days: None }
    }

    /// The zone of every country that no other zone lists.
    pub fn everywhere_else() -> Zone {
        Zone { countries: None, steps: Vec::new(), days: None }
    }

    /// Adds a step: the price of a parcel of at most this weight. The lightest sufficient step applies,
    /// regardless of their order; heavier parcels are not shipped.
    #[must_use]
    pub fn up_to(mut self, weight: Grams, price: Money) -> Zone {
        self.steps.push((weight, price));
        self
    }

    /// Sets the delivery time in working days.
    #[must_use]
    pub fn days(mut self, from: u32, to: u32) -> Zone {
        self.days = Some((from, to));
        self
    }

    fn price(&self, parcel: &Parcel) -> Option<Money> {
        let weight = parcel.weight();
        let fits = self.steps.iter().filter(|(to, price)| *to >= weight && price.currency == parcel.value.currency);
        fits.min_by_key(|(to, _)| *to).map(|(_, price)| *price)
    }
}

#[async_trait]
impl ShippingMethod for WeightTable {
    fn id(&self) -> &'static str {
        self.id
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let offer = self.zone_of(parcel.country()).and_then(|zone| Some((zone.price(parcel)?, zone.days)));
        let option = |(price, days)| {
            let mut option = ShippingOption::new(&self.label, price);
            option.days = days;
            option
        };
        Ok(offer.map(option).into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, store::shipping::method::tests::parcel};

    fn eur(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    async fn price(table: &WeightTable, country: &str, grams: u32) -> Option<i64> {
        let offered = table.quote(&parcel(country, grams, eur(1000))).await.unwrap();
        offered.first().map(|option| option.price.amount)
    }

    #[tokio::test]
    async fn steps_and_zones() {
        let table = WeightTable::new("parcel", "Parcel")
            .zone(Zone::everywhere_else().up_to(Grams(1000), eur(1999)))
            .zone(Zone::countries(["DE"]).up_to(Grams(5000), eur(899)).up_to(Grams(1000), eur(549)));
        assert_eq!(price(&table, "DE", 1000).await, Some(549), "a step includes its own weight");
        assert_eq!(price(&table, "DE", 1001).await, Some(899));
        assert_eq!(price(&table, "DE", 5001).await, None, "too heavy");
        assert_eq!(price(&table, "US", 1000).await, Some(1999));
    }

    #[tokio::test]
    async fn a_country_in_no_zone_and_another_currency_are_not_offered() {
        let table = WeightTable::new("parcel", "Parcel").zone(Zone::countries(["DE"]).up_to(Grams(5000), eur(899)));
        assert_eq!(price(&table, "FR", 1).await, None);
        assert_eq!(table.quote(&parcel("DE", 1, Money::new(1000, Currency::USD))).await, Ok(vec![]));
    }
}
