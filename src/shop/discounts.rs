//! What the shop takes off, by itself and for a code.

use pannier::{
    Currency, Money, Sellable as _, StoreBuilder,
    discount::{FreeShipping, ThreeForTwo},
};

use super::{poster::Print, shipping::HOME};

/// The value from which shipping nearby is free.
const FREE_SHIPPING_FROM: Money = Money::new(10_000, Currency::EUR);

/// Registers the promotions: three prints for two, and free shipping. Offers a field for codes, too.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    builder.promote(ThreeForTwo::of(&[Print::KIND])).promote(FreeShipping::from(FREE_SHIPPING_FROM).to(&HOME)).codes()
}
