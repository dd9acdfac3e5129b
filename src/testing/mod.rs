//! Test support: a store in memory ([`in_memory`]) with stubs for the rest of a store ([`Voucher`],
//! [`ManualPayment`]), and contract suites, which test any implementation of a plug-in trait against the trait's
//! requirements.
//!
//! A suite panics with a message that names the violated requirement. Call it from your own test:
//!
//! ```no_run
//! # use pannier::{Address, Currency, Grams, Money, Parcel, ParcelItem, shipping::FlatRate, testing};
//! # async fn test() {
//! let rate = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR));
//! let item = ParcelItem::new("poster", "dunes", 2, Grams(350));
//! let address = Address { country: "DE".into(), ..Address::default() };
//! testing::shipping_contract(&rate, &[Parcel::new(vec![item], Money::new(3900, Currency::EUR), address)]).await;
//! # }
//! ```

mod document;
mod managed;
mod memory;
mod payment;
mod postcard;
mod promotion;
mod receiver;
mod sellable;
mod shipping;
#[doc(hidden)]
pub mod sign_in;
mod staff_auth;
mod stand_in;
mod storage;
mod tax;

pub use document::{document, document_contract};
pub use managed::managed_contract;
pub use memory::{in_memory, visitor};
pub use payment::{TestGateway, offline_contract, payment_contract};
pub use promotion::promotion_contract;
pub use receiver::{order, receiver_contract, signal};
pub use sellable::sellable_contract;
pub use shipping::shipping_contract;
pub use staff_auth::staff_auth_contract;
#[doc(hidden)]
pub use stand_in::example;
pub use stand_in::{ManualPayment, Voucher, advance, place_order, purge, reconcile, run_outbox};
pub use storage::storage_contract;
pub use tax::tax_contract;

/// Asserts that a name is safe in tables, forms and URLs.
fn assert_name(what: &str, name: &str) {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    assert!(!name.is_empty() && name.bytes().all(plain), "{what} {name:?} is not lower-case letters, digits, - and _");
}
