//! Free shipping from an amount.

use crate::{Money, Offer, OfferParcel, Promotion, Reduction};

/// Free shipping for orders whose items cost at least an amount.
///
/// Counted is what the items of all parcels cost after discounts. Unlike
/// [`FlatRate::free_from`](crate::shipping::FlatRate::free_from), it covers every shipping method, and several parcels
/// count together.
///
/// ```
/// use pannier::{Currency, Money, discount::FreeShipping};
///
/// let shipping = FreeShipping::from(Money::new(10_000, Currency::EUR)).to(&["DE", "AT"]);
/// ```
#[derive(Clone, Debug)]
pub struct FreeShipping {
    id: &'static str,
    least: Money,
    countries: Option<Vec<String>>,
}

impl FreeShipping {
    /// Creates the promotion for orders of at least this amount, in its currency only. Its id is `free-shipping`.
    pub fn from(least: Money) -> FreeShipping {
        FreeShipping { id: "free-shipping", least, countries: None }
    }

    /// Restricts it to these countries (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn to(self, countries: &[&str]) -> FreeShipping {
        let countries = countries.iter().map(|country| (*country).to_owned()).collect();
        FreeShipping { countries: Some(countries), ..self }
    }

    /// Sets another id, for a second one.
    #[must_use]
    pub fn id(self, id: &'static str) -> FreeShipping {
        FreeShipping { id, ..self }
    }

    fn reaches(&self, parcel: &OfferParcel) -> bool {
        self.countries.as_ref().is_none_or(|to| to.contains(&parcel.country))
    }
}

impl Promotion for FreeShipping {
    fn id(&self) -> &'static str {
        self.id
    }

    fn label(&self) -> String {
        "Free shipping".to_owned()
    }

    fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
        let value = offer.parcels.iter().fold(0_i64, |sum, parcel| sum.saturating_add(parcel.value.amount));
        if offer.currency != self.least.currency || value < self.least.amount {
            return Vec::new();
        }
        let parcels = offer.parcels.iter().enumerate();
        let free = parcels.filter(|(_, parcel)| self.reaches(parcel) && parcel.price.amount > 0);
        free.map(|(n, parcel)| Reduction::parcel(n, parcel.price)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Timestamp};

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    /// What the shipping of parcels with these values costs less, if each is sent for 490.
    fn off(promotion: &FreeShipping, values: &[i64], country: &str) -> Vec<Reduction> {
        let parcel = |value: &i64| OfferParcel::new(euro(490), euro(*value), country, "standard", Vec::new());
        let offer = Offer::new(Vec::new(), Currency::EUR, Timestamp::from_secs(0));
        promotion.take_off(&offer.parcels(values.iter().map(parcel).collect()))
    }

    #[test]
    fn parcels_count_together_and_all_are_free() {
        let shipping = FreeShipping::from(euro(5000));
        assert_eq!(off(&shipping, &[4999], "DE"), []);
        assert_eq!(off(&shipping, &[], "DE"), []);
        let both = [Reduction::parcel(0, euro(490)), Reduction::parcel(1, euro(490))];
        assert_eq!(off(&shipping, &[2500, 2500], "DE"), both);
    }

    #[test]
    fn only_to_its_countries_and_in_its_currency() {
        let german = FreeShipping::from(euro(5000)).to(&["DE"]);
        assert_eq!((off(&german, &[5000], "DE").len(), off(&german, &[5000], "FR").len()), (1, 0));
        assert_eq!(off(&FreeShipping::from(Money::new(1, Currency::USD)), &[5000], "DE"), []);
    }
}
