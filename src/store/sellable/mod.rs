//! The generic relation: any model with a price can go into the basket.
//!
//! The basket stores a *kind*, an *id* and a quantity, nothing else of the model. Teaching the store a new model is one
//! implementation of [`Sellable`] and one line, `.sell::<Album>()`, on the [`StoreBuilder`](crate::StoreBuilder).

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc};

use async_trait::async_trait;

use crate::{
    language::Texts,
    model::Money,
    store::db::{Db, DbError, Result, Tx},
};

/// A model of yours, in a table of your own, that can be bought. A whole one: [`recipes::sell_a_model`](crate::recipes::sell_a_model).
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
/// One that ships, and of which there are so many, says so:
///
/// ```
/// # use pannier::{Currency, Download, Grams, Money, Sellable, args, db::{self, Db, Tx}};
/// # struct Print { id: String, stock: u32 }
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
///     fn download(&self) -> Option<Download> {
///         Some(Download::new(format!("prints/{}.pdf", self.id), "Print.pdf", "application/pdf"))
///     }
/// }
/// ```
pub trait Sellable: Sized + Send + Sync + 'static {
    /// The name of the kind in baskets, forms and tables. Never change it once something was sold.
    const KIND: &'static str;

    /// The models that have these ids, in any order, in one query. Ids that do not exist, or are not for sale, are left
    /// out; that is not an error.
    fn load(db: &Db, ids: &[String]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// The id within the kind. It is opaque to the store: `blue-hour`, `dunes/a2` and `17` are all fine, up to 100 bytes.
    fn id(&self) -> String;

    /// The title, as a line of a basket or an invoice shows it.
    fn title(&self) -> String;

    /// The title in the language that the shopper reads: `texts.get("format-cd")`, or a column of your table for
    /// [`Texts::language`]. An order keeps it as it was when it was placed.
    fn title_in(&self, texts: &Texts) -> String {
        let _ = texts;
        self.title()
    }

    /// The address of the page that shows it, starting with `/`.
    fn url(&self) -> String;

    /// The address of a picture.
    fn image(&self) -> Option<String> {
        None
    }

    /// The price of one piece. What the browser sends is never a price.
    fn price(&self) -> Money;

    /// The weight of one piece if it has to be shipped, `None` if there is nothing to ship.
    fn weight(&self) -> Option<Grams> {
        None
    }

    /// The one shipping method that it travels by, where not every method will do: what is made to order is sent by whoever
    /// makes it. Without it, every method that [takes](crate::ShippingMethod::takes) it is offered.
    fn ships_by(&self) -> Option<ShipsBy> {
        None
    }

    /// The file that comes with it, if any.
    fn download(&self) -> Option<Download> {
        None
    }

    /// How many may still be sold; `None` for any number. A model that answers with a number implements
    /// [`reserve`](Sellable::reserve) and [`release`](Sellable::release) as well.
    fn stock(&self) -> Option<u32> {
        None
    }

    /// Takes `quantity` pieces off the stock, and answers whether there were that many, in **one** conditional statement:
    /// `UPDATE .. SET stock = stock - $2 WHERE id = $1 AND stock >= $2`. Runs in the transaction that places the order.
    fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> impl Future<Output = Result<bool>> + Send {
        let _ = (tx, id, quantity);
        async { Err(unsupported(Self::KIND, "reserve")) }
    }

    /// Gives `quantity` pieces back, in the transaction that cancels the order.
    fn release(tx: &mut Tx, id: &str, quantity: u32) -> impl Future<Output = Result<()>> + Send {
        let _ = (tx, id, quantity);
        async { Err(unsupported(Self::KIND, "release")) }
    }
}

fn unsupported(kind: &str, what: &str) -> DbError {
    DbError(sqlx::Error::Configuration(
        format!("kind {kind:?} has a stock but does not implement Sellable::{what}").into(),
    ))
}

/// A weight in grams.
///
/// ```
/// use pannier::Grams;
///
/// assert!(Grams(350) < Grams(1_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grams(pub u32);

/// That an item travels by one shipping method and by no other.
///
/// ```
/// use pannier::ShipsBy;
///
/// let disc = ShipsBy::only("kunaki").product("PX00ZTH5GT");
/// assert_eq!((disc.method.as_str(), disc.product.as_deref()), ("kunaki", Some("PX00ZTH5GT")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShipsBy {
    /// The [method's id](crate::ShippingMethod::id).
    pub method: String,
    /// What whoever ships it calls the item. It is written down with the order.
    pub product: Option<String>,
}

impl ShipsBy {
    /// Only by the method with this id.
    ///
    /// ```
    /// assert_eq!(pannier::ShipsBy::only("courier").product, None);
    /// ```
    pub fn only(method: impl Into<String>) -> ShipsBy {
        ShipsBy { method: method.into(), product: None }
    }

    /// Where the item has a name of its own.
    ///
    /// ```
    /// assert_eq!(pannier::ShipsBy::only("kunaki").product("PX1").product.as_deref(), Some("PX1"));
    /// ```
    #[must_use]
    pub fn product(self, product: impl Into<String>) -> ShipsBy {
        ShipsBy { product: Some(product.into()), ..self }
    }
}

/// A file that comes with an item.
///
/// ```
/// use pannier::{Allowance, Download};
///
/// let score = Download::new("scores/17.pdf", "Score.pdf", "application/pdf").allow(Allowance::days(30));
/// assert_eq!(score.allowance.attempts, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Download {
    /// Where the [storage](crate::Storage) keeps it.
    pub key: String,
    /// The name it is saved under.
    pub file_name: String,
    /// Its media type (RFC 9110), such as `audio/flac`.
    pub content_type: String,
    /// How often, and until when, it can be fetched.
    pub allowance: Allowance,
}

impl Download {
    /// The file that the storage keeps under `key`, saved as `file_name`, of a media type. It can be fetched three times.
    ///
    /// ```
    /// use pannier::{Allowance, Download};
    ///
    /// let score = Download::new("scores/17.pdf", "Score.pdf", "application/pdf");
    /// assert_eq!(score.allowance, Allowance::times(3));
    /// ```
    pub fn new(key: impl Into<String>, file_name: impl Into<String>, content_type: impl Into<String>) -> Download {
        let (key, file_name, content_type) = (key.into(), file_name.into(), content_type.into());
        Download { key, file_name, content_type, allowance: Allowance::default() }
    }

    /// Another allowance than the usual three times.
    ///
    /// ```
    /// use pannier::{Allowance, Download};
    ///
    /// let score = Download::new("scores/17.pdf", "Score.pdf", "application/pdf").allow(Allowance::days(30));
    /// ```
    #[must_use]
    pub fn allow(self, allowance: Allowance) -> Download {
        Download { allowance, ..self }
    }
}

/// How often, and until when, a download can be fetched. The default is three attempts, for ever.
///
/// ```
/// use pannier::Allowance;
///
/// let twice_within_a_day = Allowance { attempts: Some(2), ..Allowance::days(1) };
/// assert_eq!(twice_within_a_day.seconds, Some(86_400));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Attempts; `None` for any number.
    pub attempts: Option<u32>,
    /// Seconds since the order was completed; `None` for ever.
    pub seconds: Option<u32>,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance { attempts: Some(3), seconds: None }
    }
}

impl Allowance {
    /// Any number of times, for ever.
    ///
    /// ```
    /// use pannier::Allowance;
    ///
    /// assert_eq!(Allowance::UNLIMITED, Allowance { attempts: None, seconds: None });
    /// ```
    pub const UNLIMITED: Allowance = Allowance { attempts: None, seconds: None };

    /// `attempts` times, for ever.
    ///
    /// ```
    /// use pannier::Allowance;
    ///
    /// assert_eq!(Allowance::times(3), Allowance::default());
    /// ```
    pub const fn times(attempts: u32) -> Allowance {
        Allowance { attempts: Some(attempts), seconds: None }
    }

    /// Any number of times, within so many days of the payment.
    ///
    /// ```
    /// use pannier::Allowance;
    ///
    /// assert_eq!(Allowance::days(30).seconds, Some(2_592_000));
    /// ```
    pub const fn days(days: u32) -> Allowance {
        Allowance { attempts: None, seconds: Some(days * 24 * 60 * 60) }
    }
}

/// What the store knows of a model while it works with it.
///
/// ```
/// fn ships(item: &pannier::Item) -> bool {
///     item.weight.is_some()
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Item {
    /// The kind.
    pub kind: &'static str,
    /// The id within the kind.
    pub id: String,
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
    pub download: Option<Download>,
    /// See [`Sellable::stock`].
    pub stock: Option<u32>,
}

impl Item {
    fn of<T: Sellable>(model: &T, texts: &Texts) -> Item {
        Item {
            kind: T::KIND,
            id: model.id(),
            title: model.title_in(texts),
            url: model.url(),
            image: model.image(),
            price: model.price(),
            weight: model.weight(),
            ships_by: model.ships_by(),
            download: model.download(),
            stock: model.stock(),
        }
    }
}

/// A [`Sellable`] with its type erased.
#[async_trait]
trait Kind: Send + Sync {
    async fn load(&self, db: &Db, texts: &Texts, ids: &[String]) -> Result<Vec<Item>>;
    async fn reserve(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<bool>;
    async fn release(&self, tx: &mut Tx, id: &str, quantity: u32) -> Result<()>;
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
}

/// The kinds a store sells.
#[derive(Clone, Default)]
pub(crate) struct Sellables(BTreeMap<&'static str, Arc<dyn Kind>>);

impl Sellables {
    /// Registers a kind.
    ///
    /// # Panics
    /// If the name is taken: two models of one kind is a mistake in the program, found at its start.
    pub fn register<T: Sellable>(&mut self) {
        let taken = self.0.insert(T::KIND, Arc::new(KindOf::<T>(PhantomData)));
        assert!(taken.is_none(), "two sellables of the kind {:?}", T::KIND);
    }

    /// Whether there is such a kind.
    pub fn knows(&self, kind: &str) -> bool {
        self.0.contains_key(kind)
    }

    /// The items of these kinds and ids, with their titles in the language of these texts, by one query per kind. What does not
    /// exist is left out.
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
        let mut items = Items::default();
        for (kind, ids) in ids {
            let Some(sellable) = self.0.get(kind) else { continue };
            for item in sellable.load(db, texts, &ids).await? {
                items.0.insert((item.kind.to_owned(), item.id.clone()), item);
            }
        }
        Ok(items)
    }

    /// See [`Sellable::reserve`]. A kind that is not sold any more has nothing to reserve.
    pub async fn reserve(&self, tx: &mut Tx, kind: &str, id: &str, quantity: u32) -> Result<bool> {
        match self.0.get(kind) {
            Some(sellable) => sellable.reserve(tx, id, quantity).await,
            None => Ok(false),
        }
    }

    /// See [`Sellable::release`]. A kind that is not sold any more takes nothing back.
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
    /// The item, if it exists and is for sale.
    pub fn get(&self, kind: &str, id: &str) -> Option<&Item> {
        self.0.get(&(kind.to_owned(), id.to_owned()))
    }
}
