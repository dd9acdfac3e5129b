//! Restricts a shipping method to some items.

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use crate::{Language, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption};

/// A shipping method restricted to some items. Other items of the order ship in a separate parcel, by
/// the methods that take them.
///
/// ```
/// use pannier::{Currency, Money, ParcelItem, shipping::{FlatRate, Restricted}};
///
/// let tube = FlatRate::new("tube", "Rolled, in a tube", Money::new(690, Currency::EUR));
/// let tube = Restricted::new(tube, |item: &ParcelItem| item.kind == "poster");
/// ```
#[derive(Clone)]
pub struct Restricted<M> {
    method: M,
    takes: Arc<dyn Fn(&ParcelItem) -> bool + Send + Sync>,
}

impl<M: ShippingMethod> Restricted<M> {
    /// Restricts `method` to the items for which `takes` returns true and that it takes itself. See
    /// [`ShippingMethod::takes`].
    ///
    /// ```
    /// use pannier::{Grams, ParcelItem, ShippingMethod, shipping::{Restricted, PickUp}};
    ///
    /// let light = Restricted::new(PickUp::new("Pick-up at the kiosk", "DE"), |item| item.weight < Grams(2_000));
    /// assert!(light.takes(&ParcelItem::new("poster", "dunes", 1, Grams(300))));
    /// assert!(!light.takes(&ParcelItem::new("anvil", "large", 1, Grams(90_000))));
    /// ```
    pub fn new(method: M, takes: impl Fn(&ParcelItem) -> bool + Send + Sync + 'static) -> Restricted<M> {
        Restricted { method, takes: Arc::new(takes) }
    }
}

impl<M: fmt::Debug> fmt::Debug for Restricted<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Restricted").field(&self.method).finish()
    }
}

#[async_trait]
impl<M: ShippingMethod> ShippingMethod for Restricted<M> {
    fn id(&self) -> &'static str {
        self.method.id()
    }

    fn takes(&self, item: &ParcelItem) -> bool {
        self.method.takes(item) && (self.takes)(item)
    }

    fn is_pick_up(&self) -> bool {
        self.method.is_pick_up()
    }

    fn has_supplier(&self) -> bool {
        self.method.has_supplier()
    }

    fn label(&self, option: &str, language: Language) -> Option<String> {
        self.method.label(option, language)
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        match parcel.items.iter().all(|item| self.takes(item)) {
            true => self.method.quote(parcel).await,
            false => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, Grams, Money, shipping::FlatRate, store::shipping::method::tests::parcel, testing::shipping_contract,
    };

    #[tokio::test]
    async fn the_contract_holds_for_what_it_takes_and_for_what_it_leaves() {
        let euros = |cents| Money::new(cents, Currency::EUR);
        let tube = Restricted::new(FlatRate::new("tube", "Rolled", euros(690)), |item| item.kind == "poster");
        let of = |kind: &str| Parcel {
            items: vec![ParcelItem::new(kind, "dunes", 1, Grams(100))],
            ..parcel("DE", 100, euros(2_000))
        };
        shipping_contract(&tube, &[of("poster"), of("vase")]).await;
        assert_eq!(tube.quote(&of("vase")).await, Ok(Vec::new()));
    }
}
