//! The link to your models: anything with a price can be added to the basket.
//!
//! The basket stores a *kind*, an *id* and a quantity, and nothing else of the model. A new model needs
//! one implementation of [`Sellable`] and one line, `.sell::<Album>()`, on the
//! [`StoreBuilder`](crate::StoreBuilder).

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::{
    language::Texts,
    model::{Availability, Money, SaleState, WithdrawalRight},
    store::{
        db::{Db, DbError, Result, Tx},
        tax::TaxClass,
    },
};

/// Maximum number of ids in one query: databases limit the number of parameters.
const MOST_IDS: usize = 500;

/// A model of yours, in a table of your own, that can be bought. For a complete example, see
/// [`recipes::sell_a_model`](crate::recipes::sell_a_model).
///
/// ```
/// # use pannier::{db::{self, Db}, Money, Sellable};
/// struct Postcard { id: String, title: String, price: Money }
///
/// impl Sellable for Postcard {
///     const KIND: &'static str = "postcard";
///
///     async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
///         let rows = db.fetch_by_ids("postcards", ids).await?;
///         rows.iter().map(|row| Ok(Postcard {
///             id: row.get("id")?,
///             title: row.get("title")?,
///             price: Money::new(row.get("amount")?, pannier::Currency::EUR),
///         })).collect()
///     }
///     fn id(&self) -> String { self.id.clone() }
///     fn title(&self) -> String { self.title.clone() }
///     fn url(&self) -> String { format!("/postcards/{}", self.id) }
///     fn price(&self) -> Money { self.price }
/// }
/// ```
///
/// A model that is shipped, with limited stock, on sale from the opening of an exhibition:
///
/// ```
/// # use pannier::{Availability, Currency, DigitalFile, Grams, Money, Sellable, Timestamp, args, db::{self, Db, Tx}};
/// # struct Print { id: String, stock: u32, opening: Timestamp }
/// impl Sellable for Print {
///     # const KIND: &'static str = "print";
///     # async fn load(_: &Db, _: &[String]) -> db::Result<Vec<Self>> { Ok(Vec::new()) }
///     # fn id(&self) -> String { self.id.clone() }
///     # fn title(&self) -> String { self.id.clone() }
///     # fn url(&self) -> String { format!("/prints/{}", self.id) }
///     # fn price(&self) -> Money { Money::new(2900, Currency::EUR) }
///     fn image(&self) -> Option<String> { Some(format!("/prints/{}.jpg", self.id)) }
///     fn weight(&self) -> Option<Grams> { Some(Grams(350)) }
///     fn stock(&self) -> Option<u32> { Some(self.stock) }
///     fn available(&self) -> Availability { Availability::from(self.opening) }
///
///     async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
///         let sql = "UPDATE prints SET stock = stock - $2 WHERE id = $1 AND stock >= $2";
///         Ok(tx.execute(sql, args![id, quantity]).await? == 1)
///     }
///     async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
///         let sql = "UPDATE prints SET stock = stock + $2 WHERE id = $1";
///         tx.execute(sql, args![id, quantity]).await.map(drop)
///     }
///     // And if a file comes with it:
///     fn download(&self) -> Option<DigitalFile> {
///         Some(DigitalFile::new(format!("prints/{}.pdf", self.id), "Print.pdf", "application/pdf"))
///     }
/// }
/// ```
pub trait Sellable: Sized + Send + Sync + 'static {
    /// The name of the kind in baskets, forms and tables. Never change it after the first sale.
    const KIND: &'static str;

    /// Whether refunded pieces go back into [stock](Sellable::stock), unless the merchant says otherwise: what the forms of the
    /// admin begin with. `false` suits what cannot be sold again, such as what was made to order.
    ///
    /// ```
    /// # use pannier::{db::{self, Db}, Money, Sellable};
    /// # struct Engraving { id: String }
    /// impl Sellable for Engraving {
    ///     # const KIND: &'static str = "engraving";
    ///     const RESTOCK: bool = false;
    ///     # async fn load(_: &Db, _: &[String]) -> db::Result<Vec<Self>> { Ok(Vec::new()) }
    ///     # fn id(&self) -> String { self.id.clone() }
    ///     # fn title(&self) -> String { self.id.clone() }
    ///     # fn url(&self) -> String { format!("/engravings/{}", self.id) }
    ///     # fn price(&self) -> Money { Money::new(2900, pannier::Currency::EUR) }
    /// }
    /// ```
    const RESTOCK: bool = true;

    /// Loads the models with these ids, at most 500, in any order, in one query. Ids that do not exist or are
    /// not for sale are left out; that is not an error.
    ///
    /// # Errors
    /// If the database does.
    fn load(db: &Db, ids: &[String]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// The id within the kind. It is opaque to the store: `blue-hour`, `dunes/a2` and `17` are all
    /// valid, up to 100 bytes.
    fn id(&self) -> String;

    /// The id of the [`Managed`](crate::Managed) model of the same kind that it belongs to, if that is another: of the
    /// poster whose size it is. An item whose model is retired while an order is placed is not sold any more.
    fn managed_id(&self) -> String {
        self.id()
    }

    /// The title, as shown in the basket and on invoices.
    fn title(&self) -> String;

    /// The title in the shopper's language: `texts.get("format-cd")`, or a column of your table for
    /// [`Texts::language`]. An order keeps the title it was placed with.
    fn title_in(&self, texts: &Texts) -> String {
        let _ = texts;
        self.title()
    }

    /// The URL of its page: a path, starting with `/`.
    fn url(&self) -> String;

    /// The URL of an image. If it is of another origin, such as a CDN, the pages' content security policy has to
    /// [allow](crate::ContentSecurityPolicy::allow_img) it.
    fn image(&self) -> Option<String> {
        None
    }

    /// The price of one unit, up to [`Amounts::MAX`](crate::Amounts::MAX): what costs more cannot be ordered. Prices never come
    /// from the browser.
    fn price(&self) -> Money;

    /// The weight of one unit, or `None` if it is not shipped.
    fn weight(&self) -> Option<Grams> {
        None
    }

    /// The only shipping method that can be used, if not every method will do: a product made to order
    /// is shipped by its manufacturer. By default, every method that
    /// [takes](crate::ShippingMethod::takes) it is offered.
    fn ships_by(&self) -> Option<ShipsBy> {
        None
    }

    /// The download that is included, if any.
    fn download(&self) -> Option<DigitalFile> {
        None
    }

    /// The tax class, which a store with a [tax provider](crate::StoreBuilder::tax) needs to know. By default, a download that
    /// does not ship is [digital](TaxClass::DIGITAL), and everything else [goods](TaxClass::GOODS).
    ///
    /// ```
    /// # use pannier::{db::{self, Db}, Money, Sellable, TaxClass};
    /// # struct Concert { id: String, country: String }
    /// impl Sellable for Concert {
    ///     # const KIND: &'static str = "concert";
    ///     # async fn load(_: &Db, _: &[String]) -> db::Result<Vec<Self>> { Ok(Vec::new()) }
    ///     # fn id(&self) -> String { self.id.clone() }
    ///     # fn title(&self) -> String { self.id.clone() }
    ///     # fn url(&self) -> String { format!("/concerts/{}", self.id) }
    ///     # fn price(&self) -> Money { Money::new(2900, pannier::Currency::EUR) }
    ///     fn tax(&self) -> TaxClass {
    ///         TaxClass::ADMISSION.at(&self.country)
    ///     }
    /// }
    /// ```
    fn tax(&self) -> TaxClass {
        match (self.weight(), self.download()) {
            (None, Some(_)) => TaxClass::DIGITAL,
            _ => TaxClass::GOODS,
        }
    }

    /// Whether a consumer can withdraw from buying it. By default, the right ends with the download of what does not ship, and
    /// applies to everything else. An order keeps what it was placed with; the page of a [withdrawal] tells customers.
    ///
    /// [withdrawal]: crate::StoreBuilder::withdrawals
    ///
    /// ```
    /// # use pannier::{db::{self, Db}, Money, Sellable, WithdrawalRight};
    /// # struct Portrait { id: String }
    /// impl Sellable for Portrait {
    ///     # const KIND: &'static str = "portrait";
    ///     # async fn load(_: &Db, _: &[String]) -> db::Result<Vec<Self>> { Ok(Vec::new()) }
    ///     # fn id(&self) -> String { self.id.clone() }
    ///     # fn title(&self) -> String { self.id.clone() }
    ///     # fn url(&self) -> String { format!("/portraits/{}", self.id) }
    ///     # fn price(&self) -> Money { Money::new(9900, pannier::Currency::EUR) }
    ///     fn withdrawal(&self) -> WithdrawalRight {
    ///         // Painted to order.
    ///         WithdrawalRight::Excluded
    ///     }
    /// }
    /// ```
    fn withdrawal(&self) -> WithdrawalRight {
        match (self.weight(), self.download()) {
            (None, Some(_)) => WithdrawalRight::EndsWithDownload,
            _ => WithdrawalRight::Applies,
        }
    }

    /// The number of units left for sale; `None` if unlimited. A model that returns a number also
    /// implements [`reserve`](Sellable::reserve) and [`release`](Sellable::release).
    fn stock(&self) -> Option<u32> {
        None
    }

    /// The period in which it is on sale. Outside of it, the item can be neither added nor ordered; once it is over,
    /// the item leaves the baskets that hold it, with a notice. [`load`](Sellable::load) need not leave out what is
    /// not on sale.
    fn available(&self) -> Availability {
        Availability::ALWAYS
    }

    /// Reserves `quantity` units and returns whether there were enough, in **one** conditional
    /// statement: `UPDATE .. SET stock = stock - $2 WHERE id = $1 AND stock >= $2`. Runs in the
    /// transaction that places the order.
    ///
    /// # Errors
    /// If the database does; by default always, since a model with stock implements it.
    fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> impl Future<Output = Result<bool>> + Send {
        let _ = (tx, id, quantity);
        async { Err(unsupported(Self::KIND, "reserve")) }
    }

    /// Returns `quantity` reserved units to stock, in the transaction that cancels the order, or in the one that records a
    /// [refund of pieces](crate::Admin::refund_items) as made, if the merchant wants that. Never called for more units of an
    /// order than were reserved.
    ///
    /// # Errors
    /// If the database does; by default always, since a model with stock implements it.
    fn release(tx: &mut Tx, id: &str, quantity: u32) -> impl Future<Output = Result<()>> + Send {
        let _ = (tx, id, quantity);
        async { Err(unsupported(Self::KIND, "release")) }
    }
}

fn unsupported(kind: &str, what: &str) -> DbError {
    DbError(sqlx::Error::Configuration(
        format!("kind {kind:?} has stock but does not implement Sellable::{what}").into(),
    ))
}

/// A weight in grams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grams(pub u32);

/// Restricts an item to one shipping method.
///
/// ```
/// use pannier::ShipsBy;
///
/// let disc = ShipsBy::only("kunaki").supplier_sku("PX00ZTH5GT");
/// assert_eq!((disc.method.as_str(), disc.supplier_sku.as_deref()), ("kunaki", Some("PX00ZTH5GT")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShipsBy {
    /// The [method's id](crate::ShippingMethod::id).
    pub method: String,
    /// The supplier's SKU. It is stored with the order.
    pub supplier_sku: Option<String>,
}

impl ShipsBy {
    /// Restricts an item to the method with this id.
    pub fn only(method: impl Into<String>) -> ShipsBy {
        ShipsBy { method: method.into(), supplier_sku: None }
    }

    /// Sets the supplier's SKU.
    #[must_use]
    pub fn supplier_sku(self, sku: impl Into<String>) -> ShipsBy {
        ShipsBy { supplier_sku: Some(sku.into()), ..self }
    }
}

/// A file that is included with an item.
///
/// ```
/// use pannier::{DownloadLimit, DigitalFile};
///
/// let score = DigitalFile::new("scores/17.pdf", "Score.pdf", "application/pdf").limit(DownloadLimit::days(30));
/// assert_eq!(score.limit.attempts, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DigitalFile {
    /// Its key in the [storage](crate::Storage).
    pub key: String,
    /// The file name that browsers save it as.
    pub file_name: String,
    /// The media type (RFC 9110), such as `audio/flac`.
    pub content_type: String,
    /// The number of attempts, and the expiry.
    pub limit: DownloadLimit,
}

impl DigitalFile {
    /// Creates a download of the file stored under `key`, with a file name and media type. It can be
    /// downloaded three times.
    pub fn new(key: impl Into<String>, file_name: impl Into<String>, content_type: impl Into<String>) -> DigitalFile {
        let (key, file_name, content_type) = (key.into(), file_name.into(), content_type.into());
        DigitalFile { key, file_name, content_type, limit: DownloadLimit::default() }
    }

    /// Sets a limit other than the default of three attempts.
    #[must_use]
    pub fn limit(self, limit: DownloadLimit) -> DigitalFile {
        DigitalFile { limit, ..self }
    }
}

/// The limits of a download: attempts and time. The default is three attempts, without expiry.
///
/// ```
/// use std::time::Duration;
/// use pannier::DownloadLimit;
///
/// let twice_within_a_day = DownloadLimit::days(1).attempts(2);
/// assert_eq!(twice_within_a_day.lifetime, Some(Duration::from_secs(86_400)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DownloadLimit {
    /// The number of attempts; `None` if unlimited.
    pub attempts: Option<u32>,
    /// The time from the completion of the order until the expiry, counted in whole seconds; `None` for no expiry.
    pub lifetime: Option<Duration>,
}

impl Default for DownloadLimit {
    fn default() -> Self {
        DownloadLimit::times(3)
    }
}

impl DownloadLimit {
    /// Unlimited attempts, without expiry.
    pub const UNLIMITED: DownloadLimit = DownloadLimit { attempts: None, lifetime: None };

    /// Allows this number of attempts, without expiry.
    pub const fn times(attempts: u32) -> DownloadLimit {
        DownloadLimit::UNLIMITED.attempts(attempts)
    }

    /// Allows unlimited attempts within this number of days from the payment.
    pub const fn days(days: u32) -> DownloadLimit {
        DownloadLimit::UNLIMITED.lifetime(crate::model::days(days as u64))
    }

    /// Sets the number of attempts.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> DownloadLimit {
        DownloadLimit { attempts: Some(attempts), ..self }
    }

    /// Sets the time from the completion of the order until the expiry.
    #[must_use]
    pub const fn lifetime(self, lifetime: Duration) -> DownloadLimit {
        DownloadLimit { lifetime: Some(lifetime), ..self }
    }
}

/// The store's copy of a model's data.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The kind.
    pub kind: &'static str,
    /// The id within the kind.
    pub id: String,
    /// See [`Sellable::managed_id`].
    pub managed_id: String,
    /// See [`Sellable::title_in`].
    pub title: String,
    /// See [`Sellable::url`].
    pub url: String,
    /// See [`Sellable::image`].
    pub image: Option<String>,
    /// See [`Sellable::price`].
    pub price: Money,
    /// See [`Sellable::weight`].
    pub weight: Option<Grams>,
    /// See [`Sellable::ships_by`].
    pub ships_by: Option<ShipsBy>,
    /// See [`Sellable::download`].
    pub download: Option<DigitalFile>,
    /// See [`Sellable::tax`].
    pub tax: TaxClass,
    /// See [`Sellable::withdrawal`].
    pub withdrawal: WithdrawalRight,
    /// See [`Sellable::stock`].
    pub stock: Option<u32>,
    /// See [`Sellable::available`].
    pub available: Availability,
}

impl Item {
    fn of<T: Sellable>(model: &T, texts: &Texts) -> Item {
        Item {
            kind: T::KIND,
            id: model.id(),
            managed_id: model.managed_id(),
            title: model.title_in(texts),
            url: model.url(),
            image: model.image(),
            price: model.price(),
            weight: model.weight(),
            ships_by: model.ships_by(),
            download: model.download(),
            tax: model.tax(),
            withdrawal: model.withdrawal(),
            stock: model.stock(),
            available: model.available(),
        }
    }
}

/// A [`Sellable`] type, erased.
#[async_trait]
trait Kind: Send + Sync {
    async fn load(&self, db: &Db, texts: &Texts, ids: &[String]) -> Result<Vec<Item>>;
    async fn reserve(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<bool>;
    async fn release(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<()>;
    /// See [`Sellable::RESTOCK`].
    fn restocks(&self) -> bool;
}

struct KindOf<T>(PhantomData<fn() -> T>);

#[async_trait]
impl<T: Sellable> Kind for KindOf<T> {
    async fn load(&self, db: &Db, texts: &Texts, ids: &[String]) -> Result<Vec<Item>> {
        Ok(T::load(db, ids).await?.iter().map(|model| Item::of(model, texts)).collect())
    }
    async fn reserve(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<bool> {
        T::reserve(tx, id, quantity).await
    }
    async fn release(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<()> {
        T::release(tx, id, quantity).await
    }
    fn restocks(&self) -> bool {
        T::RESTOCK
    }
}

/// The kinds that a store sells.
#[derive(Clone, Default)]
pub(crate) struct Sellables(BTreeMap<&'static str, Arc<dyn Kind>>);

impl Sellables {
    /// Registers a kind.
    ///
    /// # Panics
    /// If the name is taken: a programming error, found at startup.
    pub fn register<T: Sellable>(&mut self) {
        let taken = self.0.insert(T::KIND, Arc::new(KindOf::<T>(PhantomData)));
        assert!(taken.is_none(), "duplicate sellable kind {:?}", T::KIND);
    }

    /// Returns whether a kind is registered.
    pub fn knows(&self, kind: &str) -> bool {
        self.0.contains_key(kind)
    }

    /// Returns the kinds that are registered, sorted.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    /// See [`Sellable::RESTOCK`]. `false` for a kind that is no longer sold.
    pub fn restocks(&self, kind: &str) -> bool {
        self.0.get(kind).is_some_and(|sellable| sellable.restocks())
    }

    /// Loads the items with these kinds and ids, with titles in the language of these texts, by one
    /// query per kind and 500 ids. Items that do not exist, or whose sale is over, are left out.
    pub async fn load<'a>(
        &self,
        db: &Db,
        texts: &Texts,
        wanted: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Items> {
        let mut ids: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (kind, id) in wanted {
            ids.entry(kind).or_default().push(id.to_owned());
        }
        let (mut items, now) = (Items::default(), db.now());
        for (kind, ids) in ids {
            let Some(sellable) = self.0.get(kind) else { continue };
            for ids in ids.chunks(MOST_IDS) {
                let loaded = sellable.load(db, texts, ids).await?;
                for item in loaded.into_iter().filter(|item| item.available.state(now) != SaleState::Over) {
                    items.0.insert((item.kind.to_owned(), item.id.clone()), item);
                }
            }
        }
        Ok(items)
    }

    /// See [`Sellable::reserve`]. Returns `false` for a kind that is no longer sold.
    pub async fn reserve(&self, tx: &mut Tx, kind: &str, id: &str, quantity: u32) -> Result<bool> {
        match self.0.get(kind) {
            Some(sellable) => sellable.reserve(tx, id, quantity).await,
            None => Ok(false),
        }
    }

    /// See [`Sellable::release`]. Does nothing for a kind that is no longer sold.
    pub async fn release(&self, tx: &mut Tx, kind: &str, id: &str, quantity: u32) -> Result<()> {
        match self.0.get(kind) {
            Some(sellable) => sellable.release(tx, id, quantity).await,
            None => Ok(()),
        }
    }
}

/// Items by kind and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items(BTreeMap<(String, String), Item>);

impl Items {
    /// Returns the item, if it exists and is for sale.
    pub fn get(&self, kind: &str, id: &str) -> Option<&Item> {
        self.0.get(&(kind.to_owned(), id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{language::fluent::english, model::Currency};

    struct Card(String);

    impl Sellable for Card {
        const KIND: &'static str = "card";

        async fn load(_: &Db, ids: &[String]) -> Result<Vec<Self>> {
            assert!(ids.len() <= MOST_IDS, "{} ids", ids.len());
            Ok(ids.iter().cloned().map(Card).collect())
        }
        fn id(&self) -> String {
            self.0.clone()
        }
        fn title(&self) -> String {
            self.0.clone()
        }
        fn url(&self) -> String {
            "/cards".to_owned()
        }
        fn price(&self) -> Money {
            Money::new(1, Currency::EUR)
        }
    }

    #[tokio::test]
    async fn many_ids_are_loaded_in_several_queries() {
        let (db, mut sellables) = (Db::memory().await.unwrap(), Sellables::default());
        sellables.register::<Card>();
        let ids: Vec<String> = (0..1201).map(|n| n.to_string()).collect();
        let wanted = ids.iter().map(|id| (Card::KIND, id.as_str()));
        assert_eq!(sellables.load(&db, &english(), wanted).await.unwrap().0.len(), ids.len());
    }
}
