//! How the shop ships: what goes where, and for how much.

use pannier::{
    Currency, Grams, Money, ParcelItem, StoreBuilder,
    shipping::{FlatRate, PickUp, Restricted, WeightTable, Zone},
};

use super::poster::Print;

/// The method whose carrier asks for a phone number overseas.
pub const TRACKED: &str = "tracked";
/// The countries nearby.
pub const HOME: [&str; 2] = ["DE", "AT"];
/// The other countries that parcels cost less to than overseas.
pub const EUROPE: [&str; 15] =
    ["BE", "CH", "CZ", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "PL", "PT", "SE"];

/// Registers the shipping methods.
pub fn register(builder: StoreBuilder) -> StoreBuilder {
    let euro = |amount| Money::new(amount, Currency::EUR);
    builder
        .ship(Restricted::new(FlatRate::new("standard", "Standard", euro(490)).countries(HOME).days(2, 4), is_flat))
        .ship(Restricted::new(
            WeightTable::new(TRACKED, "Tracked parcel")
                .zone(Zone::countries(HOME).up_to(Grams(5_000), euro(790)).days(1, 2))
                .zone(
                    Zone::countries(EUROPE).up_to(Grams(1_000), euro(890)).up_to(Grams(10_000), euro(1_690)).days(3, 7),
                )
                .zone(
                    Zone::everywhere_else()
                        .up_to(Grams(1_000), euro(1_590))
                        .up_to(Grams(5_000), euro(3_490))
                        .days(7, 21),
                ),
            is_flat,
        ))
        .ship(Restricted::new(
            WeightTable::new("tube", "Rolled, in a tube")
                .zone(Zone::countries(HOME).up_to(Grams(10_000), euro(690)).days(2, 4))
                .zone(Zone::everywhere_else().up_to(Grams(5_000), euro(2_490)).days(7, 21)),
            Print::is_rolled,
        ))
        .ship(PickUp::new("Pick-up at the shop in Berlin", "DE"))
}

fn is_flat(item: &ParcelItem) -> bool {
    !Print::is_rolled(item)
}
