//! What the shop takes off, by itself and for a code.

use pannier::{
    Currency, Money, Sellable as _, StoreBuilder,
    discount::{FreeShipping, ThreeForTwo},
};

use super::poster::Print;

/// The value from which shipping is free in [`FREE_SHIPPING_TO`].
const FREE_SHIPPING_FROM: Money = Money::new(10_000, Currency::EUR);
const FREE_SHIPPING_TO: [&str; 2] = ["DE", "AT"];

/// Registers the promotions: three prints for two, and free shipping. Offers a field for codes, too.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    builder
        .promote(ThreeForTwo::of(&[Print::KIND]))
        .promote(FreeShipping::from(FREE_SHIPPING_FROM).to(&FREE_SHIPPING_TO))
        .codes()
}
