//! A shipping method for letters.

use pannier::{Currency, Grams, Money, Parcel, ShippingError, ShippingMethod, ShippingOption, async_trait};

/// The weight limit of a large letter.
const LARGE_LETTER: Grams = Grams(1000);

pub struct Post;

#[async_trait]
impl ShippingMethod for Post {
    fn id(&self) -> &'static str {
        "post"
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let (cents, days) = if parcel.country() == "DE" { (290, (2, 4)) } else { (650, (4, 12)) };
        let fits = parcel.weight() <= LARGE_LETTER && parcel.value.currency == Currency::EUR;
        let letter = ShippingOption::new("Letter post", Money::new(cents, Currency::EUR)).days(days.0, days.1);
        Ok(fits.then_some(letter).into_iter().collect())
    }
}
