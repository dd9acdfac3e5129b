//! Product search: one index over products of every kind, for lists, filters, the search box and sitemaps.
//!
//! The index holds what products are sorted and searched by, and nothing that is displayed: a page of a
//! list loads its products from their own tables, one query for each kind, so that prices and stock are
//! always current. A product that no longer exists leaves the index when a query meets it, or when the
//! app reports it ([`Store::products_changed`]), and is remembered as gone ([`Store::is_gone`]).
//!
//! Every page answers within milliseconds, whatever the size of the catalogue: lists walk a covering
//! index from the nearer end; counts are stored, not computed; and only the first 1,000 results of a
//! search are sorted and shown.
//!
//! A search finds and sorts the same on both engines: texts are folded to plain words before indexing
//! (see `tokenize.rs`); products whose title or maker contains all the words come first, shortest title
//! first. BM25 and `ts_rank` are not used: both read every match before they can return the first.

mod index;
mod kinds;
mod search;
mod sitemap;
mod tokenize;

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc};

use async_trait::async_trait;

use crate::{
    model::{Availability, Money, Timestamp},
    store::{
        Store, StoreBuilder,
        db::{Db, Result},
        sellable::Sellable,
    },
};

pub use index::IndexReport;
pub(super) use kinds::KindsWithProducts;
pub use search::{FoundProduct, KindCount, ProductPage, ProductQuery, ProductSort};
pub(in crate::store) use tokenize::{fold, words};

/// A model of yours that has its own page and that shoppers can find. For a complete example, see
/// [`recipes::find_products`](crate::recipes::find_products).
///
/// The page need not be the item for sale: a poster has one page, and each of its sizes is an item.
///
/// ```
/// # use pannier::{db::{self, Db}, Currency, Money, Sellable};
/// # struct Postcard { id: String, title: String, text: String }
/// # impl Sellable for Postcard {
/// #     const KIND: &'static str = "postcard";
/// #     async fn load(_: &Db, _: &[String]) -> db::Result<Vec<Self>> { Ok(Vec::new()) }
/// #     fn id(&self) -> String { self.id.clone() }
/// #     fn title(&self) -> String { self.title.clone() }
/// #     fn url(&self) -> String { format!("/postcards/{}", self.id) }
/// #     fn price(&self) -> Money { Money::new(250, Currency::EUR) }
/// # }
/// use pannier::{Listed, Listing};
///
/// impl Listed for Postcard {
///     type Sells = Postcard;
///     const TABLE: &'static str = "postcards";
///
///     async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
///         Postcard::load(db, ids).await
///     }
///     fn listing(&self) -> Listing {
///         Listing::of(self).text(&self.text)
///     }
/// }
/// ```
pub trait Listed: Sized + Send + Sync + 'static {
    /// The item sold on its page. Its [kind](Sellable::KIND) is the kind that lists are filtered by.
    type Sells: Sellable;

    /// Your table with a row for each page and a column `id`.
    const TABLE: &'static str;

    /// Loads the models with these ids, in any order, in one query. Ids that do not exist or are no
    /// longer public are left out; that is not an error.
    ///
    /// # Errors
    /// If the database does.
    fn listed(db: &Db, ids: &[String]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// Returns its entry in lists and searches.
    fn listing(&self) -> Listing;
}

/// A product in a list: the data to display, and the text to search.
///
/// ```
/// use pannier::{Currency, Listing, Money};
///
/// let dunes = Listing::new("dunes", "Dunes at Marram Point", "/posters/dunes", Money::new(1900, Currency::EUR))
///     .by("Jonna Feld")
///     .from_price()
///     .text("Screen print in four colours");
/// assert_eq!(dunes.by, "Jonna Feld");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listing {
    /// The id in [`Listed::TABLE`].
    pub id: String,
    /// The title.
    pub title: String,
    /// The maker; empty if unknown.
    pub by: String,
    /// The URL of the page: a path, starting with `/`.
    pub url: String,
    /// The URL of an image.
    pub image: Option<String>,
    /// The price, or the lowest price.
    pub price: Money,
    /// Whether `price` is the lowest of several.
    pub from_price: bool,
    /// Units left for sale; `None` if unlimited.
    pub stock: Option<u32>,
    /// The period in which it is on sale. Once that is over, it leaves the index.
    pub available: Availability,
    /// Further text to index: description, genre, place.
    pub text: String,
    /// The position in the default sort order, ascending: a position, a date, or a negated date.
    pub position: i64,
    /// When the page last changed, for the sitemap. `None`: when the store last saw a change of title, maker,
    /// text, URL or price.
    pub updated_at: Option<Timestamp>,
}

impl Listing {
    /// Creates a product with this id, title, page and price.
    pub fn new(id: impl Into<String>, title: impl Into<String>, url: impl Into<String>, price: Money) -> Listing {
        Listing {
            id: id.into(),
            title: title.into(),
            by: String::new(),
            url: url.into(),
            image: None,
            price,
            from_price: false,
            stock: None,
            available: Availability::ALWAYS,
            text: String::new(),
            position: 0,
            updated_at: None,
        }
    }

    /// Creates a product that is itself the item for sale: takes id, title, URL, image, price, stock and
    /// the period of its sale from it.
    pub fn of(item: &impl Sellable) -> Listing {
        let listing = Listing::new(item.id(), item.title(), item.url(), item.price());
        Listing { image: item.image(), stock: item.stock(), available: item.available(), ..listing }
    }

    /// Sets the maker. It is searched like the title.
    #[must_use]
    pub fn by(self, by: impl Into<String>) -> Listing {
        Listing { by: by.into(), ..self }
    }

    /// Sets the image.
    #[must_use]
    pub fn image(self, image: impl Into<String>) -> Listing {
        Listing { image: Some(image.into()), ..self }
    }

    /// Marks the price as the lowest of several.
    #[must_use]
    pub fn from_price(self) -> Listing {
        Listing { from_price: true, ..self }
    }

    /// Sets the number of units left for sale.
    #[must_use]
    pub fn stock(self, stock: u32) -> Listing {
        Listing { stock: Some(stock), ..self }
    }

    /// Sets the period in which it is on sale. Once that is over, the background work takes it out of lists and
    /// sitemaps; a save that prolongs the sale brings it back.
    #[must_use]
    pub fn available(self, available: Availability) -> Listing {
        Listing { available, ..self }
    }

    /// Sets further text to search. It is not displayed.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Listing {
        Listing { text: text.into(), ..self }
    }

    /// Sets the position in the default sort order, ascending.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// let pulled_at = 1_704_067_200_000;
    /// assert_eq!(listing.position(-pulled_at).position, -1_704_067_200_000, "the newest comes first");
    /// ```
    #[must_use]
    pub fn position(self, position: i64) -> Listing {
        Listing { position, ..self }
    }

    /// Sets when the page last changed.
    #[must_use]
    pub fn updated_at(self, updated_at: Timestamp) -> Listing {
        Listing { updated_at: Some(updated_at), ..self }
    }
}

/// A [`Listed`] type, erased.
#[async_trait]
trait Kind: Send + Sync {
    fn table(&self) -> &'static str;
    async fn load(&self, db: &Db, ids: &[String]) -> Result<Vec<Listing>>;
}

struct KindOf<T>(PhantomData<fn() -> T>);

#[async_trait]
impl<T: Listed> Kind for KindOf<T> {
    fn table(&self) -> &'static str {
        T::TABLE
    }
    async fn load(&self, db: &Db, ids: &[String]) -> Result<Vec<Listing>> {
        // `IN ()` is not valid in PostgreSQL.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(T::listed(db, ids).await?.iter().map(Listed::listing).collect())
    }
}

/// The listed kinds.
#[derive(Clone, Default)]
pub(super) struct Catalogue(BTreeMap<&'static str, Arc<dyn Kind>>);

impl StoreBuilder {
    /// Lists a type of product in [`Store::products`] and in the [sitemap](Store::sitemap).
    ///
    /// ```
    /// use pannier::{StoreBuilder, Listed};
    ///
    /// fn products<Postcard: Listed>(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.sell::<Postcard::Sells>().list::<Postcard>()
    /// }
    /// ```
    ///
    /// # Panics
    /// If another type is listed as the same kind.
    pub fn list<T: Listed>(mut self) -> Self {
        let kind = <T::Sells as Sellable>::KIND;
        let taken = self.catalogue.0.insert(kind, Arc::new(KindOf::<T>(PhantomData)));
        assert!(taken.is_none(), "kind {kind:?} is listed twice");
        self
    }
}
