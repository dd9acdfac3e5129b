//! Pick-up by the customer.

use async_trait::async_trait;

use crate::{Money, Parcel, ShippingError, ShippingMethod, ShippingOption};

/// Free pick-up, with the id `pick-up`. Available for addresses in the shop's own country.
///
/// ```
/// use pannier::{ShippingMethod, shipping::PickUp};
///
/// assert_eq!(PickUp::new("Pick-up in the shop", "DE").id(), "pick-up");
/// ```
#[derive(Clone, Debug)]
pub struct PickUp {
    label: String,
    country: String,
}

impl PickUp {
    /// Offers pick-up in a country (ISO 3166-1 alpha-2). `label` names the place: "Pick-up in the shop,
    /// Example Street 1, Berlin".
    pub fn new(label: impl Into<String>, country: impl Into<String>) -> PickUp {
        PickUp { label: label.into(), country: country.into() }
    }
}

#[async_trait]
impl ShippingMethod for PickUp {
    fn id(&self) -> &'static str {
        "pick-up"
    }

    fn is_pick_up(&self) -> bool {
        true
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if self.country != parcel.country() {
            return Ok(Vec::new());
        }
        Ok(vec![ShippingOption::new(&self.label, Money::zero(parcel.value.currency))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, store::shipping::method::tests::parcel};

    #[tokio::test]
    async fn free_and_in_one_country() {
        let pick_up = PickUp::new("Pick-up in the shop", "DE");
        let value = Money::new(2000, Currency::USD);
        assert_eq!(pick_up.quote(&parcel("DE", 1, value)).await.unwrap()[0].price, Money::zero(Currency::USD));
        assert_eq!(pick_up.quote(&parcel("AT", 1, value)).await, Ok(vec![]));
    }
}
