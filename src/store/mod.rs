//! The store, in the order in which an order lives. Server-only.

// What is sold, and found.
pub mod catalogue;
pub mod sellable;

// Who buys.
pub mod visitor;

// What is wanted, and what it costs.
mod basket;
mod checkout;
pub mod shipping;

// What is agreed, and paid.
pub mod order;
pub mod payment;
mod refund;

// Who is told, and what is handed over.
pub mod download;
mod mail;
pub mod outbox;
pub mod receivers;
pub mod storage;

// What all of it stands on.
mod builder;
pub mod country;
pub mod db;
pub mod error;
pub mod http;
pub(crate) mod language;
mod settings;
pub(crate) mod worker;

use std::sync::{Arc, atomic::AtomicI64};

use tokio::sync::Notify;

pub use self::{
    builder::StoreBuilder,
    settings::{Environment, Settings, SettingsError, help as settings_help},
};
use self::{
    catalogue::Catalogue, db::Db, outbox::Outbox, payment::PaymentProvider, sellable::Sellables,
    shipping::ShippingMethod, storage::Storage,
};
use crate::{
    language::{Language, fluent::Translations},
    model::Paths,
};

/// A store: what it sells, how it is paid, shipped and delivered. Cheap to clone; clones are the same store.
///
/// ```
/// use pannier::testing::{self, Till, Voucher};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = testing::in_memory().await.sell::<Voucher>().pay(Till).build().await?;
/// let visitor = testing::visitor(&store);
/// store.add(&visitor, "voucher", "spring", 1, None).await?;
/// assert_eq!(store.basket(&visitor).await?.count, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    settings: Settings,
    sellables: Sellables,
    catalogue: Catalogue,
    payments: Vec<Arc<dyn PaymentProvider>>,
    shipping: Vec<Arc<dyn ShippingMethod>>,
    outbox: Outbox,
    storage: Arc<dyn Storage>,
    /// The first is that of paths without a tag.
    languages: Vec<Language>,
    translations: Translations,
    /// Has the background look after payments at once.
    look: Notify,
    /// When a webhook that could not be verified last had gateways asked.
    hinted_at: AtomicI64,
}

impl Store {
    /// The database.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let row = store.db().fetch_optional("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await?.unwrap();
    /// assert_eq!(row.count("n")?, 0);
    /// # Ok(())
    /// # });
    /// ```
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// What was set from outside.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.settings().currency, pannier::Currency::EUR);
    /// # Ok(())
    /// # });
    /// ```
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Where the store's pages are.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.paths().basket, "/basket");
    /// # Ok(())
    /// # });
    /// ```
    pub fn paths(&self) -> &Paths {
        &self.0.settings.paths
    }

    /// The storage of the files of downloads.
    ///
    /// ```
    /// use pannier::{StorageError, Store, storage::Upload};
    ///
    /// async fn publish(store: &Store, score: Vec<u8>) -> Result<(), StorageError> {
    ///     store.storage().put(Upload::bytes("scores/nocturne.pdf", "application/pdf", score)).await
    /// }
    /// ```
    pub fn storage(&self) -> &dyn Storage {
        &*self.0.storage
    }

    fn provider(&self, id: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.payments.iter().find(|p| p.id() == id)
    }

    /// Puts the store into the context of a request: for `leptos_routes_with_context` and server functions.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use leptos::prelude::*;
    ///
    /// Owner::new().with(|| {
    ///     store.provide();
    ///     assert_eq!(expect_context::<pannier::Store>().paths().basket, "/basket");
    /// });
    /// # Ok(())
    /// # });
    /// ```
    pub fn provide(&self) {
        leptos::context::provide_context(self.clone());
        leptos::context::provide_context(self.paths().clone());
    }

    /// The address of the style sheet of the store's components, for an app that has none of its own for them:
    /// `<link rel="stylesheet" href=store.style_path()/>`. It changes when the style does.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert!(store.style_path().starts_with("/pannier.css?v="));
    /// # Ok(())
    /// # });
    /// ```
    pub fn style_path(&self) -> String {
        http::style::path(self.paths())
    }

    /// Whether the database answers.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert!(store.is_healthy().await);
    /// # Ok(())
    /// # });
    /// ```
    pub async fn is_healthy(&self) -> bool {
        self.db().fetch_optional("SELECT 1 AS one", &[]).await.is_ok()
    }
}

/// 128 random bits, URL-safe: for addresses that nobody can guess.
pub(crate) fn token() -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}
