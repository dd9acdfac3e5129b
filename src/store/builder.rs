//! The store builder.

use std::{fmt, sync::Arc};

use super::{
    Inner, Settings, Store,
    catalogue::{Catalogue, KindsWithProducts},
    db::{self, Db, IntoDb, migrate},
    discount::Promotion,
    document::{self, DocumentRenderer, Seller},
    http::{
        csrf::{GuardedPaths, meets_gateways},
        uploads::UploadPaths,
    },
    mail::mailer::Sender,
    managed::ManagedKinds,
    outbox::Outbox,
    payment::{self, PaymentProvider, webhook::UnverifiedLimits},
    rate_limit::RateLimit,
    receivers::{ActivateDownloads, Mailer, Receiver},
    sellable::{Sellable, Sellables},
    shipping::ShippingMethod,
    site::Site,
    staff::auth::{MailLogin, StaffAuth},
    storage::{self, Storage},
    tax::{TaxProvider, Vies},
    terms::Terms,
    withdrawal::Withdrawals,
};
use crate::{
    language::fluent::{AppMessages, Translations},
    model::{CheckoutField, Paths},
};

impl Store {
    /// Starts building a store that keeps its orders in `db`: a [`Db`], or the connection pool that
    /// your app already has, an `SqlitePool` or `PgPool` of [sqlx 0.8](crate::sqlx). SQLite should be in WAL mode with
    /// a busy timeout: see [`db`](db#the-pool-of-your-app).
    pub fn builder(db: impl IntoDb, settings: Settings) -> StoreBuilder {
        StoreBuilder {
            db: db.into(),
            settings,
            sellables: Sellables::default(),
            catalogue: Catalogue::default(),
            managed: ManagedKinds::default(),
            payments: Vec::new(),
            shipping: Vec::new(),
            fields: Vec::new(),
            tax: None,
            seller: None,
            promotions: Vec::new(),
            codes: false,
            terms: Terms::default(),
            receivers: vec![Arc::new(ActivateDownloads)],
            storage: None,
            renderers: vec![Arc::new(document::Page)],
            migrates: true,
            additions: AppMessages::default(),
            site: Site::default(),
            staff_auth: Arc::new(MailLogin),
            staff_mail: None,
            withdrawals: None,
            guarded: GuardedPaths::default(),
            admin_path: None,
        }
    }
}

/// Builds a [`Store`]: one line per plug-in.
///
/// ```
/// use pannier::{Currency, Money, Settings, Store, db::Db, shipping::FlatRate, testing::{ManualPayment, Voucher}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let store = Store::builder(Db::memory().await?, settings)
///     .sell::<Voucher>()
///     .ship(FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)))
///     .pay(ManualPayment)
///     .mount_at("/shop")
///     .build()
///     .await?;
/// assert_eq!(store.paths().basket, "/shop/basket");
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until it builds the store"]
pub struct StoreBuilder {
    db: Db,
    settings: Settings,
    sellables: Sellables,
    pub(super) catalogue: Catalogue,
    pub(super) managed: ManagedKinds,
    payments: Vec<Arc<dyn PaymentProvider>>,
    shipping: Vec<Arc<dyn ShippingMethod>>,
    pub(super) fields: Vec<CheckoutField>,
    tax: Option<Arc<dyn TaxProvider>>,
    pub(super) seller: Option<Seller>,
    promotions: Vec<Arc<dyn Promotion>>,
    codes: bool,
    pub(super) terms: Terms,
    receivers: Vec<Arc<dyn Receiver>>,
    storage: Option<Arc<dyn Storage>>,
    renderers: Vec<Arc<dyn DocumentRenderer>>,
    migrates: bool,
    pub(super) additions: AppMessages,
    pub(super) site: Site,
    pub(super) staff_auth: Arc<dyn StaffAuth>,
    pub(super) staff_mail: Option<Mailer>,
    pub(super) withdrawals: Option<Mailer>,
    pub(super) guarded: GuardedPaths,
    admin_path: Option<String>,
}

/// Without the settings, which hold secrets.
impl fmt::Debug for StoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreBuilder")
            .field("base_url", &self.settings.base_url)
            .field("paths", &self.settings.paths)
            .finish_non_exhaustive()
    }
}

impl StoreBuilder {
    /// Sells a type of product.
    ///
    /// # Panics
    /// If another model has the same [`Sellable::KIND`].
    pub fn sell<T: Sellable>(mut self) -> Self {
        self.sellables.register::<T>();
        self
    }

    /// Adds a payment provider. The first one that applies is preselected.
    ///
    /// # Panics
    /// If another provider has the same id.
    pub fn pay(mut self, provider: impl PaymentProvider) -> Self {
        assert_new(
            "payment provider",
            provider.id(),
            self.payments.iter().map(|p| p.id()).chain([payment::start::FREE]),
        );
        self.payments.push(Arc::new(provider));
        self
    }

    /// Adds a shipping method. The first one that applies is preselected.
    ///
    /// # Panics
    /// If another method has the same id.
    pub fn ship(mut self, method: impl ShippingMethod) -> Self {
        assert_new("shipping method", method.id(), self.shipping.iter().map(|m| m.id()));
        self.shipping.push(Arc::new(method));
        self
    }

    /// Taxes what is sold. Without a provider, orders say nothing of tax.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// use pannier::{tax::Vat, testing};
    ///
    /// let store = testing::in_memory().await.tax(Vat::from("DE").oss()).build().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If there is a tax provider already.
    pub fn tax(mut self, provider: impl TaxProvider) -> Self {
        let id = provider.id();
        let before = self.tax.replace(Arc::new(provider));
        assert!(before.is_none(), "a second tax provider, {id:?}: a store has one");
        self
    }

    /// Registers a promotion: a discount that applies without a code. If several take something off a line, the largest
    /// reduction counts.
    ///
    /// ```
    /// use pannier::{StoreBuilder, discount::ThreeForTwo};
    ///
    /// fn promote(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.promote(ThreeForTwo::of(&["poster"]))
    /// }
    /// ```
    ///
    /// # Panics
    /// If another promotion has the same id.
    pub fn promote(mut self, promotion: impl Promotion) -> Self {
        assert_new("promotion", promotion.id(), self.promotions.iter().map(|p| p.id()));
        self.promotions.push(Arc::new(promotion));
        self
    }

    /// Offers a field for codes on the pages of basket and checkout. The staff create the codes: see
    /// [`Admin::create_code`](crate::Admin::create_code).
    pub fn codes(mut self) -> Self {
        self.codes = true;
        self
    }

    /// Registers a receiver of order signals.
    ///
    /// # Panics
    /// If another receiver has the same name.
    ///
    /// ```
    /// use pannier::{Settings, SettingsError, StoreBuilder, receivers::{Mailer, OrderMail}};
    ///
    /// fn mail(builder: StoreBuilder, settings: &Settings) -> Result<StoreBuilder, SettingsError> {
    ///     Ok(builder.receive(OrderMail::new(Mailer::from_settings(settings)?, settings)?))
    /// }
    /// ```
    pub fn receive(mut self, receiver: impl Receiver) -> Self {
        assert_new("receiver", receiver.name(), self.receivers.iter().map(|r| r.name()));
        self.receivers.push(Arc::new(receiver));
        self
    }

    /// Keeps download files in `storage`. The default is the storage named in the settings: see
    /// [`storage::from_settings`].
    pub fn files(mut self, storage: impl Storage) -> Self {
        self.storage = Some(Arc::new(storage));
        self
    }

    /// Offers documents, such as invoices, in another format beside pages.
    ///
    /// ```
    /// use pannier::{Document, DocumentRenderer, RenderError, StoreBuilder, Texts};
    ///
    /// struct Plain;
    ///
    /// impl DocumentRenderer for Plain {
    ///     fn id(&self) -> &'static str { "txt" }
    ///     fn media_type(&self) -> &'static str { "text/plain; charset=utf-8" }
    ///     fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError> {
    ///         Ok(format!("{}\n{}\n", document.title(texts), texts.money(document.total)).into_bytes())
    ///     }
    /// }
    ///
    /// fn offer(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.render(Plain)
    /// }
    /// # pannier::testing::document_contract(&Plain);
    /// # let _ = offer;
    /// ```
    ///
    /// # Panics
    /// If another format has the same id, or it is not made of lower-case letters and digits.
    pub fn render(mut self, renderer: impl DocumentRenderer) -> Self {
        let id = renderer.id();
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        assert!(
            !id.is_empty() && id.bytes().all(fits),
            "the id {id:?} of a format is not lower-case letters and digits"
        );
        assert_new("document format", id, self.renderers.iter().map(|renderer| renderer.id()));
        self.renderers.push(Arc::new(renderer));
        self
    }

    /// Mounts the store's routes and pages under `prefix`: `/shop/basket`, `/shop/webhooks/..`. See
    /// [`Paths::mounted_at`].
    /// Server functions are not moved: they stay under `/pannier`.
    ///
    /// A fully hydrated app needs the same paths in the browser:
    /// `provide_context(Paths::mounted_at("/shop"))` in its root component.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.mount_at("/shop").build().await?;
    /// assert_eq!(store.paths().checkout, "/shop/checkout");
    /// # Ok(())
    /// # }
    /// ```
    pub fn mount_at(mut self, prefix: &str) -> Self {
        self.settings.paths = Paths::mounted_at(prefix);
        self
    }

    /// Serves the [admin](Store::admin) at `path`, instead of at `/admin` below the store's prefix. It is a whole path,
    /// without the prefix.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// let store = pannier::testing::in_memory().await.mount_at("/shop").build().await?;
    /// assert_eq!(store.admin_path(), "/shop/admin");
    /// let store = pannier::testing::in_memory().await.mount_at("/shop").admin_at("/office").build().await?;
    /// assert_eq!(store.admin_path(), "/office");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// If the path is the root, has other characters than ASCII letters, digits, `-`, `_`, `.` and `/`, or a part that
    /// is empty, `.` or `..`. [`build`](Self::build) refuses the paths of webhooks and payments.
    pub fn admin_at(mut self, path: &str) -> Self {
        let path = path.trim_matches('/');
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        let is_plain = path.chars().all(fits) && path.split('/').all(|part| !["", ".", ".."].contains(&part));
        assert!(is_plain, "{path:?} is not a path for the admin");
        self.admin_path = Some(format!("/{path}"));
        self
    }

    /// Leaves the tables as they are, for a program that is not the shop, such as a report or a command: instead of
    /// migrating, [`build`](Self::build) fails if the shop has not yet.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let error = pannier::testing::in_memory().await.without_migrations().build().await.err().expect("no tables");
    /// assert!(error.to_string().contains("start the shop"));
    /// # }
    /// ```
    pub fn without_migrations(mut self) -> Self {
        self.migrates = false;
        self
    }

    /// Runs the migrations and returns the store. Logs a warning if no receiver
    /// [confirms orders](Receiver::confirms_orders) by mail.
    ///
    /// # Errors
    /// If a migration fails, a newer version has migrated the tables, [`storage::from_settings`] rejects the bucket
    /// settings, the [admin](Self::admin_at) is at the store's prefix or at a path of webhooks or payments, or there is
    /// a mailer for the staff or for [withdrawals](Self::withdrawals), and [`Settings::mail_from`] is no e-mail address to
    /// send from.
    pub async fn build(self) -> db::Result<Store> {
        let prefix = &self.settings.paths.prefix;
        // Those paths accept requests of other sites.
        if let Some(path) = self.admin_path.as_deref().filter(|path| meets_gateways(prefix, path)) {
            let why = format!("the admin cannot be at {path}, where gateways send requests: choose another path");
            return Err(sqlx::Error::Configuration(why.into()).into());
        }
        match self.migrates {
            true => migrate::migrate(&self.db).await?,
            false => migrate::verify(&self.db).await?,
        }
        let StoreBuilder {
            db,
            settings,
            sellables,
            catalogue,
            managed,
            payments,
            shipping,
            fields,
            tax,
            seller,
            mut promotions,
            codes,
            terms,
            receivers,
            storage,
            renderers,
            migrates,
            additions,
            site,
            staff_auth,
            staff_mail,
            withdrawals,
            guarded,
            admin_path,
        } = self;
        let storage = match storage {
            Some(storage) => storage,
            None => storage::from_settings(&settings).await.map_err(|e| sqlx::Error::Configuration(e.into()))?,
        };
        let staff_mail = staff_mail.map(|mailer| Sender::new(mailer, &settings)).transpose();
        let staff_mail = staff_mail.map_err(|e| sqlx::Error::Configuration(e.into()))?;
        let withdrawals = withdrawals.map(|mailer| Withdrawals::new(mailer, &settings)).transpose();
        let withdrawals = withdrawals.map_err(|e| sqlx::Error::Configuration(e.into()))?;
        let outbox = Outbox::new(receivers, settings.outbox_lease);
        // A program that is not the shop places no orders.
        if migrates && !outbox.confirms_orders() {
            tracing::warn!(
                "shoppers get no mails about their orders: add \
                 .receive(OrderMail::new(Mailer::from_settings(&settings)?, &settings)?) to the store, \
                 or a receiver of your own whose confirms_orders() returns true"
            );
        }
        let unnumbered = seller.as_ref().is_some_and(|seller| seller.vat_id.is_empty());
        if migrates && unnumbered && tax.as_ref().is_some_and(|provider| provider.needs_vat_id()) {
            tracing::warn!(
                "the seller of the invoices has no VAT number: companies in other member states are charged VAT, as consumers are"
            );
        }
        let languages = match settings.languages.is_empty() {
            true => additions.languages(),
            false => settings.languages.clone(),
        };
        let translations = Translations::new(&languages, &additions).in_zone(settings.time_zone.clone());
        let admin_path = admin_path.unwrap_or_else(|| format!("{}/admin", settings.paths.prefix));
        let vies = Vies::at(&settings.vies_url);
        // If two take off the same, the first by id counts.
        promotions.sort_by_key(|promotion| promotion.id());
        let unverified = payments.iter().map(|provider| (provider.id(), UnverifiedLimits::default())).collect();
        Ok(Store(Arc::new(Inner {
            db,
            settings,
            sellables,
            catalogue,
            managed,
            payments,
            shipping,
            fields,
            tax,
            vies,
            seller,
            promotions: promotions.into(),
            codes,
            terms,
            outbox,
            storage,
            renderers,
            languages,
            translations,
            kinds_with_products: KindsWithProducts::default(),
            reconciler: Arc::default(),
            unverified,
            site,
            staff_auth,
            staff_mail,
            withdrawals,
            guarded,
            admin_path,
            uploads: UploadPaths::default(),
            cross_site_log: RateLimit::log_line(),
        })))
    }
}

/// Panics on a duplicate name: a programming error, found at startup.
fn assert_new(what: &str, name: &str, mut others: impl Iterator<Item = &'static str>) {
    assert!(others.all(|other| other != name), "duplicate {what} name {name:?}");
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[tokio::test]
    async fn the_admin_is_at_no_path_of_gateways() {
        for path in ["/shop", "/shop/webhooks", "/shop/webhooks/office", "/shop/payments/return"] {
            let error = testing::in_memory().await.admin_at(path).mount_at("/shop").build().await.expect_err(path);
            assert!(error.to_string().contains("choose another path"), "{error}");
        }
        testing::in_memory().await.admin_at("/webhooks").mount_at("/shop").build().await.expect("another path");
    }

    #[tokio::test]
    async fn the_path_of_the_admin_has_plain_parts() {
        for path in ["", "/", "/a/../b", "/..", "/a//b", "/./a", "/a?b", "/a#b", "/a%2e", "/a b", "/{a}"] {
            let builder = testing::in_memory().await;
            let taken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(builder.admin_at(path))));
            assert!(taken.is_err(), "{path:?}");
        }
    }
}
