//! The contract of [`ShippingMethod`].

use std::collections::BTreeSet;

use super::assert_name;
use crate::{Currency, Grams, Money, Parcel, ParcelItem, ShippingMethod, ShipsBy};

/// Tests a shipping method with `parcels`, some of which it must ship, and with unusual ones.
///
/// ```
/// use pannier::{Address, Currency, Grams, Money, Parcel, ParcelItem, shipping::PickUp, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let address = Address { country: "DE".into(), ..Address::default() };
/// let items = vec![ParcelItem::new("poster", "dunes", 2, Grams(350))];
/// let parcel = Parcel::new(items, Money::new(3900, Currency::EUR), address);
/// testing::shipping_contract(&PickUp::new("Pick-up", "DE"), &[parcel]).await;
/// # }
/// ```
///
/// # Panics
/// If the method violates its contract.
pub async fn shipping_contract(method: &dyn ShippingMethod, parcels: &[Parcel]) {
    assert_name("the id", method.id());
    let mut offered = 0;
    for parcel in parcels {
        let takes = takes_all(method, parcel);
        let options = options(method, parcel).await;
        assert!(
            takes || options == 0,
            "{} quotes a parcel with items it does not take: {:?}",
            method.id(),
            parcel.items
        );
        offered += options;
    }
    assert!(offered > 0, "{} ships none of the given parcels", method.id());
    for parcel in parcels {
        // XTS is ISO 4217's test code: no price list has it, so an option in it is made up or has the wrong
        // currency.
        let foreign = Parcel { value: Money::new(1000, currency("XTS")), ..parcel.clone() };
        options(method, &foreign).await;
        options(method, &Parcel { items: vec![heavy()], ..parcel.clone() }).await;
        let mut nowhere = parcel.clone();
        nowhere.address.country = String::new();
        options(method, &nowhere).await;
    }
}

/// Returns whether the method takes all items of a parcel. This must depend on the items only: the
/// shopper's choice for a parcel is kept as long as the same methods take its items.
fn takes_all(method: &dyn ShippingMethod, parcel: &Parcel) -> bool {
    let mut all = true;
    for item in &parcel.items {
        let takes = method.takes(item);
        assert_eq!(method.takes(item), takes, "{} gives different answers to the same question", method.id());
        let more = ParcelItem { quantity: item.quantity.saturating_add(1), ..item.clone() };
        assert_eq!(method.takes(&more), takes, "whether {} takes {item:?} depends on the quantity", method.id());
        let elsewhere = item.clone().ships_by(ShipsBy::only("no-such-method"));
        all &= takes && (item.ships_by.is_none() || item.is_for(method.id()));
        // The store never asks this, so the answer does not matter, but it must not panic.
        method.takes(&elsewhere);
    }
    all
}

/// Checks and counts the options for a parcel. An error is allowed: no quote can be obtained now.
async fn options(method: &dyn ShippingMethod, parcel: &Parcel) -> usize {
    let Ok(options) = method.quote(parcel).await else { return 0 };
    assert_eq!(
        method.quote(parcel).await.as_ref(),
        Ok(&options),
        "{} gives different quotes for the same parcel",
        method.id()
    );
    let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
    assert_eq!(ids.len(), options.len(), "two options share an id: {options:?}");
    for option in &options {
        assert!(!option.label.is_empty(), "an option has no label: {option:?}");
        assert_eq!(option.price.currency, parcel.value.currency, "not the parcel's currency: {option:?}");
        assert!(option.price.amount >= 0, "a negative price: {option:?}");
        assert!(option.days.is_none_or(|(from, to)| from <= to), "the delivery time is an empty range: {option:?}");
        for (language, label) in &option.translations {
            let later = method.label(&option.id, *language);
            assert_eq!(later.as_ref(), Some(label), "the method does not know {option:?} in {language} by its id");
        }
    }
    options.len()
}

fn heavy() -> ParcelItem {
    ParcelItem::new("anvil", "1", u32::MAX, Grams(u32::MAX))
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).expect("three capital letters")
}
