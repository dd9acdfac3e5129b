//! A price by weight, in a table of its own for each zone.

use async_trait::async_trait;

use crate::{Grams, Money, Parcel, ShippingError, ShippingMethod, ShippingOption};

/// A carrier's price list: zones, and in each zone a price up to a weight.
///
/// ```
/// use pannier::{Currency, Grams, Money, shipping::{WeightTable, Zone}};
/// let eur = |cents| Money::new(cents, Currency::EUR);
/// let parcel = WeightTable::new("parcel", "Parcel")
///     .zone(Zone::of(["DE"]).up_to(Grams(2_000), eur(549)).up_to(Grams(10_000), eur(1049)).days(1, 2))
///     .zone(Zone::everywhere_else().up_to(Grams(2_000), eur(1999)).days(5, 12));
/// ```
#[derive(Clone, Debug)]
pub struct WeightTable {
    id: &'static str,
    label: String,
    zones: Vec<Zone>,
}

/// Countries that share their prices.
///
/// ```
/// use pannier::{Currency, Grams, Money, shipping::Zone};
///
/// let eur = |cents| Money::new(cents, Currency::EUR);
/// let alps = Zone::of(["AT", "CH"]).up_to(Grams(2_000), eur(890)).up_to(Grams(5_000), eur(1490)).days(3, 6);
/// ```
#[derive(Clone, Debug)]
pub struct Zone {
    countries: Option<Vec<String>>,
    steps: Vec<(Grams, Money)>,
    days: Option<(u32, u32)>,
}

impl WeightTable {
    /// A list without zones, which ships nowhere yet.
    ///
    /// ```
    /// use pannier::shipping::{WeightTable, Zone};
    ///
    /// let table = WeightTable::new("parcel", "Parcel").zone(Zone::everywhere_else());
    /// ```
    pub fn new(id: &'static str, label: impl Into<String>) -> WeightTable {
        WeightTable { id, label: label.into(), zones: Vec::new() }
    }

    /// Adds a zone. The first one that names a country decides for it; [`Zone::everywhere_else`] decides for the rest.
    ///
    /// ```
    /// use pannier::{Currency, Grams, Money, shipping::{WeightTable, Zone}};
    ///
    /// let zone = Zone::of(["DE"]).up_to(Grams(2_000), Money::new(549, Currency::EUR));
    /// let table = WeightTable::new("parcel", "Parcel").zone(zone);
    /// ```
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
    /// These countries (ISO 3166-1 alpha-2).
    ///
    /// ```
    /// let benelux = pannier::shipping::Zone::of(["BE", "NL", "LU"]);
    /// ```
    pub fn of(countries: impl IntoIterator<Item = impl Into<String>>) -> Zone {
        Zone { countries: Some(countries.into_iter().map(Into::into).collect()), steps: Vec::new(), days: None }
    }

    /// Every country that no other zone names.
    ///
    /// ```
    /// let world = pannier::shipping::Zone::everywhere_else().days(7, 21);
    /// ```
    pub fn everywhere_else() -> Zone {
        Zone { countries: None, steps: Vec::new(), days: None }
    }

    /// What a parcel of at most this weight costs. The lightest step that holds the parcel applies, in whatever order they
    /// are given; heavier parcels are not shipped.
    ///
    /// ```
    /// use pannier::{Currency, Grams, Money, shipping::Zone};
    ///
    /// let zone = Zone::of(["DE"]).up_to(Grams(10_000), Money::new(1049, Currency::EUR));
    /// ```
    #[must_use]
    pub fn up_to(mut self, weight: Grams, price: Money) -> Zone {
        self.steps.push((weight, price));
        self
    }

    /// Takes so many working days, from and to.
    ///
    /// ```
    /// let zone = pannier::shipping::Zone::of(["DE"]).days(1, 2);
    /// ```
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
        let option = |(price, days)| ShippingOption { id: String::new(), label: self.label.clone(), price, days };
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
            .zone(Zone::of(["DE"]).up_to(Grams(5000), eur(899)).up_to(Grams(1000), eur(549)));
        assert_eq!(price(&table, "DE", 1000).await, Some(549), "a step includes its own weight");
        assert_eq!(price(&table, "DE", 1001).await, Some(899));
        assert_eq!(price(&table, "DE", 5001).await, None, "too heavy");
        assert_eq!(price(&table, "US", 1000).await, Some(1999));
    }

    #[tokio::test]
    async fn a_country_in_no_zone_and_another_currency_are_not_offered() {
        let table = WeightTable::new("parcel", "Parcel").zone(Zone::of(["DE"]).up_to(Grams(5000), eur(899)));
        assert_eq!(price(&table, "FR", 1).await, None);
        assert_eq!(table.quote(&parcel("DE", 1, Money::new(1000, Currency::USD))).await, Ok(vec![]));
    }
}
