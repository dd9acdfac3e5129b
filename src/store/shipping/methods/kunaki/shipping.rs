//! Kunaki as a shipping method: requests quotes.

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Offer, Product, ShippingOptions},
    country,
};
use crate::{Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption};

/// The method's id, as named by Kunaki items in [`ShipsBy`](crate::ShipsBy).
pub(super) const ID: &str = "kunaki";

#[async_trait]
impl ShippingMethod for Kunaki {
    fn id(&self) -> &'static str {
        ID
    }

    fn takes(&self, item: &ParcelItem) -> bool {
        item.is_for(ID)
    }

    fn has_supplier(&self) -> bool {
        true
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let Some(country) = country::name(parcel.country()) else { return Ok(Vec::new()) };
        let currency = self.0.rate.currency();
        if parcel.value.currency != currency {
            let (theirs, ours) = (parcel.value.currency, currency);
            return Err(ShippingError::new(format!(
                "the basket is in {theirs}, but Kunaki's prices are converted to {ours}"
            )));
        }
        let product = products(parcel)?;
        let state = country::state(parcel.country(), &parcel.address.region);
        let ask = ShippingOptions { country, state, postal_code: &parcel.address.postal_code, product: &product };
        let request = format!("{ask:?}");
        let offers = match self.0.offers.get(&request) {
            Some(offers) => offers,
            None => {
                let offers = match self.0.api.shipping_options(&ask).await {
                    Ok(offers) => offers,
                    // The address is incomplete, or Kunaki does not ship there.
                    Err(Failure::Refused { code, text }) => {
                        tracing::info!(code, text, "no Kunaki shipping option for the parcel");
                        return Ok(Vec::new());
                    }
                    Err(error) => return Err(ShippingError::new(error)),
                };
                self.0.offers.keep(&request, &offers);
                offers
            }
        };
        offers.into_iter().map(|offer| self.option(offer)).collect()
    }
}

impl Kunaki {
    fn option(&self, offer: Offer) -> Result<ShippingOption, ShippingError> {
        let price = self.0.rate.convert(&offer.price);
        let price = price.ok_or_else(|| ShippingError::new(format!("invalid price {:?}", offer.price)))?;
        let days = days(&offer.delivery_time);
        let option = ShippingOption::new(&offer.description, price).id(slug(&offer.description));
        Ok(match days {
            Some((from, to)) => option.days(from, to),
            None => option,
        })
    }
}

fn products(parcel: &Parcel) -> Result<Vec<Product>, ShippingError> {
    let product = |item: &ParcelItem| {
        let id = item.ships_by.as_ref().and_then(|by| by.supplier_sku.clone());
        let id = id.ok_or_else(|| ShippingError::new(format!("{} {} has no Kunaki product id", item.kind, item.id)))?;
        Ok(Product { product_id: id, quantity: item.quantity })
    };
    parcel.items.iter().map(product).collect()
}

/// Converts `USPS First Class Mail` to a part of an id: `usps-first-class-mail`.
fn slug(description: &str) -> String {
    let words = description.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// Parses the working days in a text such as `2-5 business days`.
fn days(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let from = numbers.next()?;
    let to = numbers.next().unwrap_or(from);
    (from <= to && text.contains("day")).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kunaki_writes_for_people_is_read_as_far_as_it_goes() {
        assert_eq!(days("2-5 business days"), Some((2, 5)));
        assert_eq!(days("3 to 10 days"), Some((3, 10)));
        assert_eq!(days("1 business day"), Some((1, 1)));
        for vague in ["", "soon", "5-2 days", "2 weeks"] {
            assert_eq!(days(vague), None, "{vague}");
        }
        assert_eq!(slug("USPS Priority Mail International (6-10)"), "usps-priority-mail-international-6-10");
    }
}
