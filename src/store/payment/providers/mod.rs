//! The gateways that come with the library.

mod request;
mod signature;

pub mod bank_transfer;
pub mod paypal;
pub mod sandbox;
pub mod stripe;
