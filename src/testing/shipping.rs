//! What a [`ShippingMethod`] must do.

use std::collections::BTreeSet;

use super::assert_name;
use crate::{Currency, Grams, Money, Parcel, ParcelItem, ShippingMethod, ShipsBy};

/// Asks `method` about `parcels`, which should be such that it ships some of them, and about some odd ones.
///
/// ```
/// use pannier::{CheckoutForm, Currency, Grams, Money, Parcel, ParcelItem, shipping::PickUp, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let address = CheckoutForm { country: "DE".into(), ..CheckoutForm::default() };
/// let items = vec![ParcelItem::new("poster", "dunes", 2, Grams(350))];
/// let parcel = Parcel::new(items, Money::new(3900, Currency::EUR), address);
/// testing::shipping_contract(&PickUp::new("Pick-up", "DE"), &[parcel]).await;
/// # }
/// ```
///
/// # Panics
/// When the method breaks its contract.
pub async fn shipping_contract(method: &dyn ShippingMethod, parcels: &[Parcel]) {
    assert_name("the id", method.id());
    let mut offered = 0;
    for parcel in parcels {
        let takes = takes_all(method, parcel);
        let options = options(method, parcel).await;
        assert!(takes || options == 0, "{} offers to ship what it does not take: {:?}", method.id(), parcel.items);
        offered += options;
    }
    assert!(offered > 0, "{} ships none of the parcels of its own test", method.id());
    for parcel in parcels {
        // XTS is ISO 4217's code for tests: no price list has it, so an option in it was made up or mislabelled.
        let foreign = Parcel { value: Money::new(1000, currency("XTS")), ..parcel.clone() };
        options(method, &foreign).await;
        options(method, &Parcel { items: vec![heavy()], ..parcel.clone() }).await;
        let mut nowhere = parcel.clone();
        nowhere.address.country = String::new();
        options(method, &nowhere).await;
    }
}

/// Whether it takes all that is in a parcel. That depends on what the items are, and on nothing else: the shopper's choice for a
/// parcel is kept for as long as the same methods take what is in it.
fn takes_all(method: &dyn ShippingMethod, parcel: &Parcel) -> bool {
    let mut all = true;
    for item in &parcel.items {
        let takes = method.takes(item);
        assert_eq!(method.takes(item), takes, "asked twice, {} answers differently", method.id());
        let more = ParcelItem { quantity: item.quantity.saturating_add(1), ..item.clone() };
        assert_eq!(method.takes(&more), takes, "{} takes {item:?}, but not another number of it", method.id());
        let elsewhere = item.clone().ships_by(ShipsBy::only("no-such-method"));
        all &= takes && (item.ships_by.is_none() || item.is_for(method.id()));
        // Whatever it says to that, the store does not ask: it must only not panic.
        method.takes(&elsewhere);
    }
    all
}

/// Checks the options for a parcel and counts them. An error is allowed: the method cannot tell now.
async fn options(method: &dyn ShippingMethod, parcel: &Parcel) -> usize {
    let Ok(options) = method.quote(parcel).await else { return 0 };
    assert_eq!(method.quote(parcel).await.as_ref(), Ok(&options), "asked twice, {} answers differently", method.id());
    let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
    assert_eq!(ids.len(), options.len(), "two options have one id: {options:?}");
    for option in &options {
        assert!(!option.label.is_empty(), "an option has no label: {option:?}");
        assert_eq!(option.price.currency, parcel.value.currency, "not the currency of the parcel: {option:?}");
        assert!(option.price.amount >= 0, "a negative price: {option:?}");
        assert!(option.days.is_none_or(|(from, to)| from <= to), "it arrives before it leaves: {option:?}");
    }
    options.len()
}

fn heavy() -> ParcelItem {
    ParcelItem::new("anvil", "1", u32::MAX, Grams(u32::MAX))
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).expect("three capital letters")
}
