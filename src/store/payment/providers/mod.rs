//! The payment providers that come with the library.

#[cfg(test)]
mod random_json;
mod request;
mod stripe_signature;

#[cfg(feature = "bank-transfer")]
pub mod bank_transfer;
pub mod paypal;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod stripe;
