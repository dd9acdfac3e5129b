//! The promotions of the library: one file for each, one trait, one line to register.

mod free_shipping;
mod percent_off;
mod three_for_two;

pub use self::{free_shipping::FreeShipping, percent_off::PercentOff, three_for_two::ThreeForTwo};
