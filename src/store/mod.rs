//! The store: orders, plug-ins, delivery. Server-only.

mod basket;
pub mod catalogue;
mod checkout;
mod client;
pub mod country;
pub mod db;
pub mod delivery;
pub mod download;
pub mod fulfilment;
pub mod http;
#[cfg(feature = "kunaki")]
mod kunaki;
pub(crate) mod language;
pub mod manage;
mod migrate;
pub mod order;
mod order_page;
pub mod outbox;
mod pay;
pub mod payment;
mod reconcile;
mod refund;
mod remind;
pub mod sellable;
pub mod session;
mod settings;
mod settle;
pub mod shipping;
pub mod signal;
pub mod storage;
mod tidy;
pub mod webhook;

use std::sync::{Arc, atomic::AtomicI64};

use tokio::sync::Notify;

pub use self::settings::{Environment, Settings, SettingsError, help as settings_help};
use self::{
    catalogue::Catalogue,
    db::Db,
    delivery::{ActivateDownloads, Receiver},
    payment::PaymentProvider,
    sellable::{Sellable, Sellables},
    shipping::ShippingMethod,
    storage::Storage,
};
use crate::{
    language::{
        Language,
        server::{Additions, Translations},
    },
    model::{Paths, Problem},
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
    outbox: signal::Outbox,
    storage: Arc<dyn Storage>,
    /// The first is that of paths without a tag.
    languages: Vec<Language>,
    translations: Translations,
    /// Has the background look after payments at once.
    look: Notify,
    /// When a webhook that could not be verified last had gateways asked.
    hinted_at: AtomicI64,
}

/// Puts a [`Store`] together: one line per plug-in.
///
/// ```
/// use pannier::{Currency, Money, Settings, Store, db::Db, shipping::FlatRate, testing::{Till, Voucher}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let store = Store::builder(Db::memory().await?, settings)
///     .sell::<Voucher>()
///     .ship(FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)))
///     .pay(Till)
///     .under("/shop")
///     .build()
///     .await?;
/// assert_eq!(store.paths().basket, "/shop/basket");
/// # Ok(())
/// # }
/// ```
pub struct StoreBuilder {
    db: Db,
    settings: Settings,
    sellables: Sellables,
    catalogue: Catalogue,
    payments: Vec<Arc<dyn PaymentProvider>>,
    shipping: Vec<Arc<dyn ShippingMethod>>,
    receivers: Vec<Arc<dyn Receiver>>,
    storage: Option<Arc<dyn Storage>>,
    additions: Additions,
}

impl StoreBuilder {
    /// Sells a kind of model.
    ///
    /// ```
    /// use pannier::{StoreBuilder, testing::Voucher};
    ///
    /// fn goods(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.sell::<Voucher>()
    /// }
    /// ```
    ///
    /// # Panics
    /// If another model has the same [`Sellable::KIND`].
    #[must_use]
    pub fn sell<T: Sellable>(mut self) -> Self {
        self.sellables.register::<T>();
        self
    }

    /// Offers a way to pay. The first that applies is preselected.
    ///
    /// # Panics
    /// If another provider has the same id.
    ///
    /// ```
    /// use pannier::{StoreBuilder, testing::Till};
    ///
    /// fn payment(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.pay(Till)
    /// }
    /// ```
    #[must_use]
    pub fn pay(mut self, provider: impl PaymentProvider) -> Self {
        assert_new("payment provider", provider.id(), self.payments.iter().map(|p| p.id()).chain([pay::FREE]));
        self.payments.push(Arc::new(provider));
        self
    }

    /// Offers a way to ship. The first that applies is preselected.
    ///
    /// # Panics
    /// If another method has the same id.
    ///
    /// ```
    /// use pannier::{StoreBuilder, shipping::PickUp};
    ///
    /// fn shipping(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.ship(PickUp::new("Pick-up in the shop", "DE"))
    /// }
    /// ```
    #[must_use]
    pub fn ship(mut self, method: impl ShippingMethod) -> Self {
        assert_new("shipping method", method.id(), self.shipping.iter().map(|m| m.id()));
        self.shipping.push(Arc::new(method));
        self
    }

    /// Has a receiver told of every change of status.
    ///
    /// # Panics
    /// If another receiver has the same name.
    ///
    /// ```
    /// use pannier::{Settings, StoreBuilder, delivery::{Mailer, OrderMail}};
    ///
    /// fn mail(builder: StoreBuilder, settings: &Settings) -> Result<StoreBuilder, String> {
    ///     Ok(builder.receive(OrderMail::new(Mailer::from_settings(settings)?, settings)?))
    /// }
    /// ```
    #[must_use]
    pub fn receive(mut self, receiver: impl Receiver) -> Self {
        assert_new("receiver", receiver.name(), self.receivers.iter().map(|r| r.name()));
        self.receivers.push(Arc::new(receiver));
        self
    }

    /// Keeps the files of downloads in `storage`. Without it they are where the settings say: see [`storage::from_settings`].
    ///
    /// ```
    /// use pannier::{LocalFiles, StoreBuilder};
    ///
    /// fn storage(builder: StoreBuilder, secret: &[u8]) -> StoreBuilder {
    ///     builder.files(LocalFiles::new("/var/lib/shop/files", secret))
    /// }
    /// ```
    #[must_use]
    pub fn files(mut self, storage: impl Storage) -> Self {
        self.storage = Some(Arc::new(storage));
        self
    }

    /// Has the store's routes and pages below `prefix`: `/shop/basket`, `/shop/webhooks/..`. See [`Paths::under`].
    /// Server functions are not among them: they are below `/pannier` everywhere.
    ///
    /// An app that is hydrated as a whole says it to the browser as well: `provide_context(Paths::under("/shop"))` in its root
    /// component.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.under("/shop").build().await?;
    /// assert_eq!(store.paths().checkout, "/shop/checkout");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.settings.paths = Paths::under(prefix);
        self
    }

    /// The finished store; its tables are brought up to date.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.build().await?;
    /// assert!(store.is_healthy().await);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the database refuses the migrations, or [`storage::from_settings`] what it is told of a bucket.
    pub async fn build(self) -> db::Result<Store> {
        migrate::migrate(&self.db).await?;
        let StoreBuilder { db, settings, sellables, catalogue, payments, shipping, receivers, storage, additions } =
            self;
        let storage = match storage {
            Some(storage) => storage,
            None => storage::from_settings(&settings).await.map_err(|e| sqlx::Error::Configuration(e.into()))?,
        };
        let outbox = signal::Outbox::new(receivers);
        let languages = match settings.languages.is_empty() {
            true => additions.languages(),
            false => settings.languages.clone(),
        };
        let translations = Translations::new(&languages, &additions);
        Ok(Store(Arc::new(Inner {
            db,
            settings,
            sellables,
            catalogue,
            payments,
            shipping,
            outbox,
            storage,
            languages,
            translations,
            look: Notify::new(),
            hinted_at: AtomicI64::new(0),
        })))
    }
}

/// Two plug-ins of one name are a mistake in the program, found at its start.
fn assert_new(what: &str, name: &str, mut others: impl Iterator<Item = &'static str>) {
    assert!(others.all(|other| other != name), "two plug-ins of one name: the {what} {name:?}");
}

impl Store {
    /// A store that keeps its orders in `db`: a [`Db`], or the pool of an app that has one already.
    ///
    /// ```
    /// use pannier::{Settings, Store, db};
    ///
    /// /// Beside the tables of an app that has a pool.
    /// async fn open(pool: sqlx::PgPool, settings: Settings) -> db::Result<Store> {
    ///     Store::builder(pool, settings).build().await
    /// }
    /// ```
    pub fn builder(db: impl Into<Db>, settings: Settings) -> StoreBuilder {
        let db = db.into();
        let activate = ActivateDownloads::new(db.clone());
        StoreBuilder {
            db,
            settings,
            sellables: Sellables::default(),
            catalogue: Catalogue::default(),
            payments: Vec::new(),
            shipping: Vec::new(),
            receivers: vec![Arc::new(activate)],
            storage: None,
            additions: Additions::default(),
        }
    }

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

    /// Runs the store's background work for as long as it is polled: the outbox, and asking gateways about payments that
    /// hang. Spawn it once in every instance: `tokio::spawn(store.clone().work())`. Instances share the work through the
    /// database.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let background = tokio::spawn(store.clone().work());
    /// background.abort();
    /// # Ok(())
    /// # });
    /// ```
    pub async fn work(self) {
        tokio::join!(signal::run(&self), reconcile::run(&self), session::purge(&self));
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

impl From<db::DbError> for Problem {
    fn from(error: db::DbError) -> Self {
        tracing::error!(%error, "the database refused");
        Problem::Unavailable
    }
}
