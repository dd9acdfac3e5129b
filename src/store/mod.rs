//! The store: modules in the order in which an order passes through them. Server-only.

// Products and search.
pub mod catalogue;
pub mod managed;
mod picture;
pub mod sellable;

// Visitors.
pub mod visitor;

// Basket, discounts, checkout and shipping.
mod basket;
mod checkout;
pub mod discount;
pub mod shipping;
pub mod tax;
mod terms;

// Orders, payments, disputes and refunds.
mod dispute;
mod hold;
pub mod order;
pub mod payment;
pub mod refund;
mod refunded;
pub mod withdrawal;
mod withdrawn;

// Notifications and fulfilment.
pub mod document;
pub mod download;
pub mod invoice;
mod mail;
pub mod outbox;
pub mod receivers;
pub mod storage;
pub(crate) mod upload;

// The merchant's operations, and who performs them.
pub mod admin;
pub mod audit;
pub mod job;
pub mod overview;
pub mod site;
pub mod staff;
pub mod takings;
pub mod tax_report;

// Infrastructure.
pub(crate) mod background;
mod builder;
pub mod country;
pub mod db;
pub mod error;
pub mod http;
pub(crate) mod language;
pub mod rate_limit;
pub(crate) mod retention;
mod settings;
mod spawn;
mod spreadsheet;
mod unused_uploads;

use std::{collections::BTreeMap, fmt, sync::Arc};

use tokio::sync::Notify;

pub use self::{
    builder::StoreBuilder,
    settings::{Environment, SalesMail, Setting, Settings, SettingsError},
};
use self::{
    catalogue::{Catalogue, KindsWithProducts},
    db::Db,
    discount::Promotion,
    document::{DocumentRenderer, Seller},
    http::{csrf::GuardedPaths, uploads::UploadPaths},
    mail::mailer::Sender,
    managed::ManagedKinds,
    outbox::Outbox,
    payment::{PaymentProvider, webhook::UnverifiedLimits},
    rate_limit::RateLimit,
    sellable::Sellables,
    shipping::ShippingMethod,
    site::Site,
    staff::auth::StaffAuth,
    storage::Storage,
    tax::{TaxProvider, Vies},
    terms::Terms,
    withdrawal::Withdrawals,
};
use crate::{
    language::{Language, fluent::Translations},
    model::{CheckoutField, Paths, TimeZone},
};

/// A store: its products, and how they are paid, shipped and delivered. Cheap to clone; clones share
/// the store.
///
/// ```
/// use pannier::testing::{self, ManualPayment, Voucher};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await?;
/// let visitor = testing::visitor(&store);
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// assert_eq!(store.basket(&visitor).await?.count, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Store(Arc<Inner>);

/// Without the settings, which hold secrets.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("base_url", &self.settings().base_url)
            .field("paths", self.paths())
            .finish_non_exhaustive()
    }
}

struct Inner {
    db: Db,
    settings: Settings,
    sellables: Sellables,
    catalogue: Catalogue,
    managed: ManagedKinds,
    payments: Vec<Arc<dyn PaymentProvider>>,
    shipping: Vec<Arc<dyn ShippingMethod>>,
    /// The app's own fields of the checkout.
    fields: Vec<CheckoutField>,
    tax: Option<Arc<dyn TaxProvider>>,
    /// Knows VAT numbers.
    vies: Vies,
    /// In whose name invoices are issued, if they are.
    seller: Option<Seller>,
    /// Sorted by id.
    promotions: Arc<[Arc<dyn Promotion>]>,
    /// Whether pages offer a field for codes.
    codes: bool,
    /// What applies to a sale.
    terms: Terms,
    outbox: Outbox,
    storage: Arc<dyn Storage>,
    /// The formats of documents. The first is the page.
    renderers: Vec<Arc<dyn DocumentRenderer>>,
    /// The first is the default language: its paths have no language tag.
    languages: Vec<Language>,
    translations: Translations,
    kinds_with_products: KindsWithProducts,
    /// Wakes the background tasks that reconcile payments and refunds.
    reconciler: Arc<Notify>,
    /// Limits on the unverified webhooks of each provider, by its id.
    unverified: BTreeMap<&'static str, UnverifiedLimits>,
    /// The settings of the site, in memory.
    site: Site,
    /// Who a request to the admin is from.
    staff_auth: Arc<dyn StaffAuth>,
    /// Mails staff what they sign in with.
    staff_mail: Option<Sender>,
    /// Receives withdrawals.
    withdrawals: Option<Withdrawals>,
    /// The app's paths that the guard against cross-site requests covers besides the store's.
    guarded: GuardedPaths,
    admin_path: String,
    /// Where requests may be larger than elsewhere.
    uploads: UploadPaths,
    /// Limits the log line about rejected cross-site requests.
    cross_site_log: RateLimit,
}

impl Store {
    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The time zone of the shop: [`Settings::time_zone`].
    pub fn time_zone(&self) -> &TimeZone {
        &self.0.settings.time_zone
    }

    /// The paths of the store's pages.
    pub fn paths(&self) -> &Paths {
        &self.0.settings.paths
    }

    /// The path of the [admin](Store::admin).
    pub fn admin_path(&self) -> &str {
        &self.0.admin_path
    }

    /// The storage of download files.
    pub fn storage(&self) -> &dyn Storage {
        &*self.0.storage
    }

    /// Returns whether shoppers get mails about their orders: see
    /// [`Receiver::confirms_orders`](receivers::Receiver::confirms_orders).
    pub(crate) fn confirms_orders(&self) -> bool {
        self.0.outbox.confirms_orders()
    }

    /// Returns the kinds that the store sells, sorted.
    pub(crate) fn kinds_sold(&self) -> Vec<&'static str> {
        self.0.sellables.kinds()
    }

    fn provider(&self, id: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.payments.iter().find(|p| p.id() == id)
    }

    /// The shipping method with this id, if the store has it.
    pub fn shipping_method(&self, id: &str) -> Option<&dyn ShippingMethod> {
        self.0.shipping.iter().find(|method| method.id() == id).map(|method| &**method)
    }

    /// Provides the store as context of a request: for `leptos_routes_with_context` and server functions.
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
        leptos::context::provide_context(language::PageTexts::default());
        leptos::context::provide_context(basket::OrderOfPage::default());
    }

    /// The URL of the style sheet for the store's components, for an app that does not style them
    /// itself: `<link rel="stylesheet" href=store.style_path()/>`. It changes whenever the style does.
    pub fn style_path(&self) -> String {
        http::page_response::links_style();
        http::style::path(self.paths())
    }

    /// Returns whether the database answers and is no read-only standby.
    pub async fn is_healthy(&self) -> bool {
        self.db().is_writable().await
    }
}

/// Returns 128 random bits, base64url-encoded: for URLs that cannot be guessed.
pub(crate) fn token() -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// Returns whether a text can be the token, id or kind of anything stored: no key is longer than 100 bytes.
pub(crate) fn is_key(text: &str) -> bool {
    (1..=100).contains(&text.len()) && db::is_text(text)
}

/// Returns whether a character is not part of a line: a control, or what ends a line or a paragraph.
fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}
