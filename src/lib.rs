//! A store you can drop into a Leptos app.

// The types of nested views are deep.
#![recursion_limit = "512"]

pub mod api;
pub mod components;
mod model;
#[cfg(feature = "ssr")]
pub mod shop;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod testing;

pub use model::*;
#[cfg(feature = "ssr")]
pub use store::{
    Environment, Paths, Settings, SettingsError, Store, StoreBuilder, country, db,
    download::Claim,
    delivery::{self, Receiver, ReceiverError, Signal},
    http::content_security_policy,
    order::machine,
    payment::{
        self, Action, Attempt, AttemptRef, PaymentError, PaymentProvider, PaymentState, Refund, Started, WebhookError,
        WebhookEvent,
    },
    sellable::{Allowance, Download, Grams, Item, Sellable},
    shipping::{self, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption},
    session::Visitor,
    settings_help,
    storage::{self, LocalFiles, Storage, StorageError, StoredFile},
};

/// Starts the islands of a page in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
