//! The settings of the site: a managed model of which there is one. They are kept in memory, so that no page costs a
//! statement for them.

use std::{
    marker::PhantomData,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use tracing::Instrument as _;

use super::{
    Store, StoreBuilder,
    db::{Result, Row, Tx, trace},
    managed::{MAIN, Managed, Values},
    spawn::Stop,
};
use crate::{args, language::Language};

/// How often an instance looks for settings that another one has saved.
const EVERY: Duration = Duration::from_secs(4);
/// Each save has a greater version.
const VERSION: &str = "SELECT version FROM pannier_managed_products WHERE kind = $1 AND id = $2";

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
    /// The name of the value with the legal notice: who sells, with the address. Mails about orders end with it. Empty if the
    /// site has none.
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

/// The model of the settings, erased.
#[async_trait]
trait Model: Send + Sync {
    async fn values(&self, tx: &mut Tx) -> Result<Values>;
}

struct ModelOf<T>(PhantomData<fn() -> T>);

#[async_trait]
impl<T: Managed> Model for ModelOf<T> {
    async fn values(&self, tx: &mut Tx) -> Result<Values> {
        let mut records = T::values(tx, &[MAIN.to_owned()]).await?;
        Ok(records.pop().map(|record| record.values).unwrap_or_default())
    }
}

/// The kind of the settings, and what the store reads of them.
struct Kind {
    name: &'static str,
    model: Box<dyn Model>,
    profile: fn(&Values) -> ShopProfile,
}

/// The settings as they were loaded.
#[derive(Default)]
struct Loaded {
    version: i64,
    values: Arc<Values>,
    profile: ShopProfile,
}

/// The settings of the site, if the store has any.
#[derive(Default)]
pub(super) struct Site {
    kind: Option<Kind>,
    loaded: RwLock<Arc<Loaded>>,
}

impl Site {
    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces what is older. Two tasks can load at the same time, and the one that read first may end last.
    fn replace(&self, new: Loaded) {
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        if new.version >= loaded.version {
            *loaded = Arc::new(new);
        }
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
        assert!(self.site.kind.is_none(), "a site has its settings once");
        self.site.kind = Some(Kind { name: T::KIND, model: Box::new(ModelOf::<T>(PhantomData)), profile });
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

    /// Loads the settings of the [site](StoreBuilder::site). Call it at startup, when their table exists.
    ///
    /// # Errors
    /// If the database returns an error, or the table does not exist.
    pub async fn load_site(&self) -> Result<()> {
        let Some(kind) = &self.0.site.kind else { return Ok(()) };
        let mut tx = self.db().begin().await?;
        // Before the values: what is saved in between is newer than this version, and loaded again.
        let version = version(tx.fetch_optional(VERSION, args![kind.name, MAIN]).await?)?;
        let values = kind.model.values(&mut tx).await?;
        // What was read may not be on disk yet: the commit waits for that.
        tx.commit().await?;
        let profile = (kind.profile)(&values);
        self.0.site.replace(Loaded { version, values: Arc::new(values), profile });
        Ok(())
    }

    /// Loads the settings of the site again, if this kind are they, after a save of it. A failure is logged, since the save
    /// is committed: [`watch`] tries again.
    pub(super) async fn reload_site(&self, kind: &str) {
        if self.0.site.kind.as_ref().is_none_or(|site| site.name != kind) {
            return;
        }
        if let Err(error) = self.load_site().await {
            tracing::error!(%error, "could not load the settings of the site; will retry");
        }
    }

    /// Loads the settings of the site if another instance has saved them.
    async fn follow_site(&self) -> Result<()> {
        let Some(kind) = &self.0.site.kind else { return Ok(()) };
        let current = version(self.db().fetch_optional(VERSION, args![kind.name, MAIN]).await?)?;
        match current > self.0.site.loaded().version {
            true => self.load_site().await,
            false => Ok(()),
        }
    }
}

/// Returns the version in a row; that of settings which were never saved is 0.
fn version(row: Option<Row>) -> Result<i64> {
    row.map_or(Ok(0), |row| row.get("version"))
}

/// Loads settings of the site that other instances save, until told to stop.
pub(super) async fn watch(store: Store, mut stop: Stop) {
    if store.0.site.kind.is_none() {
        return;
    }
    while !stop.is_given() {
        if let Err(error) = store.follow_site().instrument(trace::timer()).await {
            tracing::error!(%error, "could not look for new settings of the site; will retry");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.given() => {}
        }
    }
}
