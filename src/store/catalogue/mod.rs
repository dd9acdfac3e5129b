//! What shoppers can find: one index over the goods of every kind, for lists, filters, a search box and sitemaps.
//!
//! The index holds what goods are sorted and searched by, and nothing that is shown: a page of a list loads its goods from their
//! own tables, one query for each kind, so that no price and no stock on it is old. A good that is gone leaves the index when it is
//! met, or when the app says so ([`Store::goods_changed`]), and is remembered as gone ([`Store::is_gone`]).
//!
//! Each page answers within milliseconds, however many goods there are: lists walk an index that covers them, from whichever end
//! is nearer; counts are kept, not counted; and of what a search finds, the first 1,000 are sorted and shown.
//!
//! Whatever the engine, a search finds and sorts the same: texts are folded to plain words before they get to it
//! (see `tokenize.rs`), goods whose title or maker has all the words come first, the shortest title before the others.
//! BM25 and `ts_rank` are not asked, as both read every match before they know the first.

mod index;
mod search;
mod sitemap;
mod tokenize;

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc};

use async_trait::async_trait;

use crate::{
    model::Money,
    store::{
        Store, StoreBuilder,
        db::{Db, Result},
        sellable::Sellable,
    },
};

pub use index::Indexed;
pub use search::{FoundGoods, Good, GoodsQuery, GoodsSort, KindCount};

/// A model of yours with a page of its own that shoppers should find. A whole one:
/// [`recipes::find_goods`](crate::recipes::find_goods).
///
/// What has a page need not be what is sold: a poster has one, and each of its sizes is an item that is sold.
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
    /// What is sold on its page. Its [kind](Sellable::KIND) is the kind that lists are filtered by.
    type Sells: Sellable;

    /// Your table that has a row for each page, with a column `id`.
    const TABLE: &'static str;

    /// The models that have these ids, in any order, in one query. Ids that do not exist, or are not shown any more, are left
    /// out; that is not an error.
    fn listed(db: &Db, ids: &[String]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// What lists show of it, and what it is found by.
    fn listing(&self) -> Listing;
}

/// What a list shows of a good, and what it is found by.
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
    /// Its title.
    pub title: String,
    /// Who made it; empty if that is not said.
    pub by: String,
    /// The address of its page, starting with `/`.
    pub url: String,
    /// The address of a picture.
    pub image: Option<String>,
    /// What it costs, or what it costs at least.
    pub price: Money,
    /// Whether there are dearer ways to buy it.
    pub from_price: bool,
    /// How many may still be sold; `None` for any number.
    pub stock: Option<u32>,
    /// What else it is found by: a description, a genre, a place.
    pub text: String,
    /// Where it stands in a list that nobody has sorted: the smallest comes first. A position, a date, or minus a date.
    pub position: i64,
    /// When its page last changed, in milliseconds since the Unix epoch: what a sitemap says. `None`: when the store last saw that
    /// title, maker, text, address or price were others.
    pub updated_at: Option<i64>,
}

impl Listing {
    /// A good of this id and title, whose page is at `url`, at a price.
    ///
    /// ```
    /// use pannier::{Currency, Listing, Money};
    ///
    /// let harbour = Listing::new("harbour", "Harbour at dusk", "/postcards/harbour", Money::new(250, Currency::EUR));
    /// assert_eq!((harbour.position, harbour.stock), (0, None));
    /// ```
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
            text: String::new(),
            position: 0,
            updated_at: None,
        }
    }

    /// A good that is sold as what it is: id, title, address, picture, price and stock are the item's.
    ///
    /// ```
    /// use pannier::{Listing, Sellable};
    ///
    /// fn listing(postcard: &impl Sellable) -> Listing {
    ///     Listing::of(postcard).position(3)
    /// }
    /// ```
    pub fn of(item: &impl Sellable) -> Listing {
        let listing = Listing::new(item.id(), item.title(), item.url(), item.price());
        Listing { image: item.image(), stock: item.stock(), ..listing }
    }

    /// Says who made it. A search looks there as it does in the title.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert_eq!(listing.by("Jonna Feld").by, "Jonna Feld");
    /// ```
    #[must_use]
    pub fn by(self, by: impl Into<String>) -> Listing {
        Listing { by: by.into(), ..self }
    }

    /// Shows a picture.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert!(listing.image("/posters/dunes.avif").image.is_some());
    /// ```
    #[must_use]
    pub fn image(self, image: impl Into<String>) -> Listing {
        Listing { image: Some(image.into()), ..self }
    }

    /// The price is that of the cheapest way to buy it.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert!(listing.from_price().from_price);
    /// ```
    #[must_use]
    pub fn from_price(self) -> Listing {
        Listing { from_price: true, ..self }
    }

    /// So many may still be sold.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert_eq!(listing.stock(7).stock, Some(7));
    /// ```
    #[must_use]
    pub fn stock(self, stock: u32) -> Listing {
        Listing { stock: Some(stock), ..self }
    }

    /// What else it is found by. Nothing of it is shown.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert_eq!(listing.text("Screen print").text, "Screen print");
    /// ```
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Listing {
        Listing { text: text.into(), ..self }
    }

    /// Where it stands in a list that nobody has sorted: the smallest comes first.
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

    /// When its page last changed, in milliseconds since the Unix epoch.
    ///
    /// ```
    /// # use pannier::{Currency, Listing, Money};
    /// # let listing = Listing::new("dunes", "Dunes", "/posters/dunes", Money::new(1900, Currency::EUR));
    /// assert_eq!(listing.updated_at(1_704_067_200_000).updated_at, Some(1_704_067_200_000));
    /// ```
    #[must_use]
    pub fn updated_at(self, updated_at: i64) -> Listing {
        Listing { updated_at: Some(updated_at), ..self }
    }
}

/// A [`Listed`] with its type erased.
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
        // An empty list of ids is not SQL for everybody.
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(T::listed(db, ids).await?.iter().map(Listed::listing).collect())
    }
}

/// The kinds that shoppers can find.
#[derive(Clone, Default)]
pub(super) struct Catalogue(BTreeMap<&'static str, Arc<dyn Kind>>);

impl StoreBuilder {
    /// Lets shoppers find a kind of model: in [`Store::goods`] and in the [sitemap](Store::sitemap).
    ///
    /// ```
    /// use pannier::{StoreBuilder, Listed};
    ///
    /// fn goods<Postcard: Listed>(builder: StoreBuilder) -> StoreBuilder {
    ///     builder.sell::<Postcard::Sells>().list::<Postcard>()
    /// }
    /// ```
    ///
    /// # Panics
    /// If another model is listed as the same kind.
    #[must_use]
    pub fn list<T: Listed>(mut self) -> Self {
        let kind = <T::Sells as Sellable>::KIND;
        let taken = self.catalogue.0.insert(kind, Arc::new(KindOf::<T>(PhantomData)));
        assert!(taken.is_none(), "two models are listed as the kind {kind:?}");
        self
    }
}
