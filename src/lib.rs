//! A store you can drop into a Leptos app, and a finished shop.
//!
//! The crate has two halves. With the feature `ssr` it is the server: the [`Store`], its plug-in traits, and the pages of the
//! demo [`shop`]. With the feature `hydrate` it is the islands, built as WASM. The [`components`] belong to both.
//!
//! - Teach the store what you sell: [`Sellable`].
//! - Put it together: [`Store::builder`], one line per plug-in ([`PaymentProvider`], [`ShippingMethod`], [`Receiver`],
//!   [`Storage`]).
//! - Mount it: [`Store::routes`] beside your routes, [`Store::provide`] in the context of every request,
//!   [`Store::protect`] around it all, [`Store::work`] in the background.
//! - Show it: [`AddToBasket`](components::AddToBasket), [`BasketWidget`](components::BasketWidget),
//!   [`BasketPage`](components::BasketPage), [`CheckoutPage`](components::CheckoutPage),
//!   [`OrderPage`](components::OrderPage), [`DownloadPage`](components::DownloadPage).
//!
//! `shop::server` does all of this in one place: begin by copying it.

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

#[cfg(feature = "ssr")]
pub use async_trait::async_trait;
pub use model::*;
#[cfg(feature = "ssr")]
use store::token;
#[cfg(feature = "ssr")]
pub use store::{
    Environment, Settings, SettingsError, Store, StoreBuilder, country, db,
    delivery::{self, Receiver, ReceiverError, Signal},
    download::Claim,
    http::content_security_policy,
    order::machine,
    payment::{
        self, Action, Attempt, AttemptRef, PaymentError, PaymentProvider, PaymentState, Refund, Started, WebhookError,
        WebhookEvent,
    },
    sellable::{Allowance, Download, Grams, Item, Sellable},
    session::Visitor,
    settings_help,
    shipping::{self, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption},
    storage::{self, LocalFiles, Storage, StorageError, StoredFile},
};

/// Starts the islands of a page in the browser. The crate that becomes your app's WASM exports it to JavaScript: the library does
/// not, as an app that is hydrated as a whole exports a `hydrate` of its own.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
