//! How the shop ships: what goes where, and for how much. The rates are in a table that the staff edit in the admin; the
//! methods answer from memory.

mod countries;
mod managed;
mod method;
mod rate;
#[cfg(test)]
pub mod tests;

use pannier::StoreBuilder;

pub use self::managed::TABLE;
use self::{
    method::{RateMethod, Service},
    rate::{Rate, Rates},
};

/// The choice at the checkout whose carrier asks for a phone number overseas.
pub const TRACKED: &str = "flat:tracked";
/// The countries nearby.
pub const HOME: [&str; 2] = ["DE", "AT"];
/// The other countries that parcels cost less to than overseas.
pub const EUROPE: [&str; 15] =
    ["BE", "CH", "CZ", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "PL", "PT", "SE"];

/// Registers the rates, for the staff to edit, and the shipping methods.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    register_with(builder, &Rates::default())
}

/// Registers the shipping methods, and the rates that they answer from.
fn register_with(builder: StoreBuilder, rates: &Rates) -> StoreBuilder {
    let kept = rates.clone();
    let builder = builder.manage_settings::<Rate>(move |records| kept.replace(&records));
    methods(rates).into_iter().fold(builder, StoreBuilder::ship)
}

/// Returns the shipping methods, in the order of the checkout.
fn methods(rates: &Rates) -> [RateMethod; 3] {
    Service::ALL.map(|service| RateMethod::new(service, rates.clone()))
}
