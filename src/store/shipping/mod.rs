//! Shipping methods: one file for each, one trait, one line to register.
//!
//! ```
//! use pannier::{Currency, Money, shipping::{FlatRate, PickUp}};
//!
//! let standard = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)).days(2, 4);
//! let pick_up = PickUp::new("Pick-up in the shop", "DE");
//! ```

mod method;
pub(in crate::store) mod methods;

// From the items in the basket, through quotes and shipments, to delivery.
pub(crate) mod admin;
mod carriers;
mod label;
pub(in crate::store) mod packing;
pub(in crate::store) mod quotes;
pub(crate) mod shipment;
pub(crate) mod slips;

pub use method::{Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption};
#[cfg(feature = "kunaki")]
pub use methods::kunaki::{Kunaki, KunakiMode};
pub use methods::{
    flat_rate::FlatRate,
    pick_up::PickUp,
    restricted::Restricted,
    weight_table::{WeightTable, Zone},
};
