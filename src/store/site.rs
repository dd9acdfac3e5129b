//! Settings that the staff edit, which are kept in memory so that no page costs a statement for them: those of the site, of
//! which there is one, and others of which there are several, such as shipping rates.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::Mutex;
use tracing::Instrument as _;

use super::{
    Store, StoreBuilder,
    db::{Result, Value, placeholders, trace},
    managed::{Managed, Record, Values},
    spawn::Stop,
};
use crate::{args, language::Language};

/// How often an instance looks for settings that another one has saved.
const EVERY: Duration = Duration::from_secs(4);

/// Who the shop is, as mails and the admin say.
///
/// ```
/// use pannier::ShopProfile;
///
/// let profile = ShopProfile::new("Mugs").email("hello@mugs.example");
/// assert_eq!(profile.email, "hello@mugs.example");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShopProfile {
    /// The name. Empty for that of the [settings](crate::Settings::shop_name).
    pub name: String,
    /// The e-mail address to which shoppers reply. Empty for the [sender](crate::Settings::mail_from) of mails.
    pub email: String,
    /// The name of the value with the legal notice: who sells, with the address. Mails about orders and the receipts
    /// of withdrawals end with it. Empty if the site has none.
    pub imprint: &'static str,
}

impl ShopProfile {
    /// Creates the profile of a shop with this name.
    pub fn new(name: impl Into<String>) -> ShopProfile {
        ShopProfile { name: name.into(), ..ShopProfile::default() }
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn email(self, email: impl Into<String>) -> ShopProfile {
        ShopProfile { email: email.into(), ..self }
    }

    /// Names the value with the legal notice, which may be [translated](crate::managed::Field::translated).
    #[must_use]
    pub fn imprint(self, value: &'static str) -> ShopProfile {
        ShopProfile { imprint: value, ..self }
    }
}

/// A kind of settings, and who keeps its records.
struct Kept {
    kind: &'static str,
    keep: Box<dyn Fn(Vec<Record>) + Send + Sync>,
    /// The version of the records that are kept. Locked while they are loaded: of two tasks that load them, the second reads what
    /// is newer.
    version: Mutex<i64>,
}

impl Kept {
    fn new<T: Managed>(keep: impl Fn(Vec<Record>) + Send + Sync + 'static) -> Kept {
        Kept { kind: T::KIND, keep: Box::new(keep), version: Mutex::new(0) }
    }
}

/// The settings of the site as they were loaded.
#[derive(Default)]
struct Loaded {
    values: Arc<Values>,
    profile: ShopProfile,
}

/// The settings of the site, if the store has any, and all others that are kept in memory.
#[derive(Default)]
pub(super) struct Site {
    kept: Vec<Kept>,
    /// Whether those of the site are among them.
    has_site: bool,
    loaded: Arc<RwLock<Arc<Loaded>>>,
}

impl Site {
    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StoreBuilder {
    /// Manages the settings of your site: a model that is [`SINGLE`](Managed::SINGLE), whose values the owner edits in the
    /// admin. They are kept in memory ([`Store::site`]), and `profile` reads from them what mails and the admin say.
    ///
    /// ```
    /// use pannier::{Managed, ShopProfile, StoreBuilder};
    ///
    /// fn settings<Site: Managed>(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.site::<Site>(|values| ShopProfile::new(values.get("shop_name")).email(values.get("email")))
    /// }
    /// ```
    ///
    /// # Panics
    /// If the model is not single, or the store has settings of its site already.
    pub fn site<T: Managed>(mut self, profile: fn(&Values) -> ShopProfile) -> Self {
        assert!(T::SINGLE, "there can be several of the kind {:?}", T::KIND);
        assert!(!self.site.has_site, "a site has its settings once");
        let loaded = Arc::clone(&self.site.loaded);
        let keep = move |mut records: Vec<Record>| {
            let values = records.pop().map(|record| record.values).unwrap_or_default();
            let profile = profile(&values);
            let new = Arc::new(Loaded { values: Arc::new(values), profile });
            *loaded.write().unwrap_or_else(PoisonError::into_inner) = new;
        };
        self.site.has_site = true;
        self.site.kept.push(Kept::new::<T>(keep));
        self.manage::<T>()
    }

    /// Manages settings of which there are several, such as shipping rates, for an app that keeps them in memory. `keep` gets
    /// all records of the kind that are published, in any order: when they are [loaded](Store::load_site), after each change in
    /// the admin of this instance, and within five seconds what another instance has changed, if the store runs the
    /// [background work](Store::run_background). It should return at once.
    ///
    /// The staff can publish 500 of a kind: one more is [refused](crate::managed::FieldProblem::TooManyPublished).
    ///
    /// In the admin, the kind has a place of its own beside the products, and stays when the shop
    /// [starts empty](crate::Admin::retire_all).
    ///
    /// ```
    /// use std::sync::{Arc, RwLock};
    ///
    /// use pannier::{Managed, StoreBuilder, managed::Record};
    ///
    /// fn rates<Rate: Managed>(builder: StoreBuilder, rates: Arc<RwLock<Vec<Record>>>) -> StoreBuilder {
    ///     builder.manage_settings::<Rate>(move |records| *rates.write().expect("not poisoned") = records)
    /// }
    /// ```
    ///
    /// # Panics
    /// If there is [one only](Managed::SINGLE), or another type has the same kind.
    pub fn manage_settings<T: Managed>(mut self, keep: impl Fn(Vec<Record>) + Send + Sync + 'static) -> Self {
        assert!(!T::SINGLE, "there is one only of the kind {:?}", T::KIND);
        self.site.kept.push(Kept::new::<T>(keep));
        self.manage::<T>()
    }
}

impl Store {
    /// Returns the settings of the [site](StoreBuilder::site), from memory. Without any until they are
    /// [loaded](Store::load_site).
    ///
    /// This instance has what is saved in its admin at once, and what another one has saved within five seconds, if
    /// it runs the [background work](Store::run_background).
    pub fn site(&self) -> Arc<Values> {
        Arc::clone(&self.0.site.loaded().values)
    }

    /// Returns the name of the shop: that of the [profile](ShopProfile::name), or else of the
    /// [settings](crate::Settings::shop_name).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.shop_name(), store.settings().shop_name);
    /// # Ok(())
    /// # });
    /// ```
    pub fn shop_name(&self) -> String {
        match self.0.site.loaded().profile.name.as_str() {
            "" => self.settings().shop_name.clone(),
            name => name.to_owned(),
        }
    }

    /// Returns the e-mail address of the [profile](ShopProfile::email), if it has one.
    pub fn shop_email(&self) -> Option<String> {
        Some(self.0.site.loaded().profile.email.clone()).filter(|email| !email.is_empty())
    }

    /// Returns the legal notice of the [profile](ShopProfile::imprint) in a language, if it is written.
    pub(crate) fn shop_imprint(&self, language: Language) -> Option<String> {
        let loaded = self.0.site.loaded();
        let text = loaded.values.get_in(loaded.profile.imprint, language).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Loads the settings of the [site](StoreBuilder::site), and [others](StoreBuilder::manage_settings) that are kept in
    /// memory. Call it at startup, when their tables exist.
    ///
    /// # Errors
    /// If the database returns an error, or a table does not exist.
    pub async fn load_site(&self) -> Result<()> {
        for kept in &self.0.site.kept {
            self.load_kept(kept).await?;
        }
        Ok(())
    }

    async fn load_kept(&self, kept: &Kept) -> Result<()> {
        let mut loaded = kept.version.lock().await;
        let mut tx = self.db().begin().await?;
        // Before the records: what is saved in between has another version, and is loaded again.
        let version = tx.fetch_optional(&versions(1), args![kept.kind]).await?;
        let version: i64 = version.map_or(Ok(0), |row| row.get("version"))?;
        let records = self.0.managed.published(&mut tx, kept.kind).await?;
        // What was read may not be on disk yet: the commit waits for that.
        tx.commit().await?;
        (kept.keep)(records);
        *loaded = version;
        Ok(())
    }

    /// Returns whether a kind is settings that are kept in memory.
    pub(super) fn is_kept(&self, kind: &str) -> bool {
        self.0.site.kept.iter().any(|kept| kept.kind == kind)
    }

    /// Loads a kind again, if it is kept in memory, after a change of it. A failure is logged, since the change is committed:
    /// [`watch`] tries again.
    pub(super) async fn reload_site(&self, kind: &str) {
        for kept in self.0.site.kept.iter().filter(|kept| kept.kind == kind) {
            if let Err(error) = self.load_kept(kept).await {
                tracing::error!(kind, %error, "could not load settings; will retry");
            }
        }
    }

    /// Loads the settings that another instance has changed.
    async fn follow_site(&self) -> Result<()> {
        let kept = &self.0.site.kept;
        let kinds: Vec<Value> = kept.iter().map(|kept| kept.kind.into()).collect();
        let rows = self.db().fetch_all(&versions(kinds.len()), &kinds).await?;
        let of_kind = rows.iter().map(|row| Ok((row.get("kind")?, row.get("version")?)));
        let current = of_kind.collect::<Result<BTreeMap<String, i64>>>()?;
        for kept in kept {
            let loaded = *kept.version.lock().await;
            if loaded != current.get(kept.kind).copied().unwrap_or_default() {
                self.load_kept(kept).await?;
            }
        }
        Ok(())
    }
}

/// Returns the query for the versions of kinds. Each change of a record counts, and settings that were never changed have none. It
/// is smaller when the app has deleted a record.
fn versions(kinds: usize) -> String {
    let kinds = placeholders(1, kinds);
    format!(
        "SELECT kind, CAST(SUM(revision) AS BIGINT) AS version FROM pannier_managed_products WHERE kind IN ({kinds}) \
         GROUP BY kind"
    )
}

/// Loads settings that other instances save, until told to stop.
pub(super) async fn watch(store: Store, mut stop: Stop) {
    if store.0.site.kept.is_empty() {
        return;
    }
    while !stop.is_given() {
        if let Err(error) = store.follow_site().instrument(trace::timer()).await {
            tracing::error!(%error, "could not look for new settings; will retry");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.given() => {}
        }
    }
}
