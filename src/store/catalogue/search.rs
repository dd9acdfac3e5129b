//! Pages of a list: filter, sort, search.

use std::collections::BTreeMap;

use super::{
    Listing, Store,
    index::write,
    tokenize::{Part, SearchTerms},
};
use crate::{
    args,
    store::{
        db::{Db, Dialect, Result, Row, Value},
        spawn::run_to_completion,
    },
};

/// Maximum number of search results that are sorted and shown; beyond it, the shopper is asked to
/// refine the search.
const MOST_FOUND: u32 = 1_000;

/// A query for a page of products.
///
/// ```
/// use pannier::{ProductQuery, ProductSort};
///
/// let query = ProductQuery::default().words("blue hou").kind("album").sort(ProductSort::Title).page(2);
/// assert_eq!((query.page, query.per_page), (2, 24));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProductQuery {
    /// Words that a product must contain, all of them; the last may be a prefix. Case, diacritics and
    /// punctuation are ignored; no input is an error.
    pub words: String,
    /// Only products of this kind.
    pub kind: Option<String>,
    /// The sort order.
    pub sort: ProductSort,
    /// The page number, starting at 1.
    pub page: u32,
    /// The number of products on a page.
    pub per_page: u32,
}

impl Default for ProductQuery {
    fn default() -> ProductQuery {
        ProductQuery { words: String::new(), kind: None, sort: ProductSort::Default, page: 1, per_page: 24 }
    }
}

impl ProductQuery {
    /// Searches for products that contain these words.
    #[must_use]
    pub fn words(self, words: impl Into<String>) -> ProductQuery {
        ProductQuery { words: words.into(), ..self }
    }

    /// Filters by kind.
    #[must_use]
    pub fn kind(self, kind: impl Into<String>) -> ProductQuery {
        ProductQuery { kind: Some(kind.into()), ..self }
    }

    /// Sets the sort order.
    #[must_use]
    pub fn sort(self, sort: ProductSort) -> ProductQuery {
        ProductQuery { sort, ..self }
    }

    /// Sets the page number.
    #[must_use]
    pub fn page(self, page: u32) -> ProductQuery {
        ProductQuery { page, ..self }
    }

    /// Sets the number of products on a page, clamped to 1–1,000.
    #[must_use]
    pub fn per_page(self, per_page: u32) -> ProductQuery {
        ProductQuery { per_page: per_page.clamp(1, 1_000), ..self }
    }
}

/// The sort order of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProductSort {
    /// By [`Listing::position`]; search results by best match.
    #[default]
    Default,
    /// By title, ascending.
    Title,
    /// By price, ascending.
    PriceUp,
    /// By price, descending.
    PriceDown,
}

impl ProductSort {
    /// Every sort order.
    pub const ALL: [ProductSort; 4] =
        [ProductSort::Default, ProductSort::Title, ProductSort::PriceUp, ProductSort::PriceDown];

    /// The code used in URLs; empty for the default order.
    pub fn code(self) -> &'static str {
        match self {
            ProductSort::Default => "",
            ProductSort::Title => "title",
            ProductSort::PriceUp => "price",
            ProductSort::PriceDown => "price-down",
        }
    }

    /// Parses a code.
    ///
    /// ```
    /// use pannier::ProductSort;
    ///
    /// assert_eq!(ProductSort::from_code("price-down"), Some(ProductSort::PriceDown));
    /// assert_eq!(ProductSort::from_code("colour"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<ProductSort> {
        ProductSort::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// Returns the column it sorts by, which is indexed, and whether in descending order.
    fn column(self) -> (&'static str, bool) {
        match self {
            ProductSort::Default => ("position", false),
            ProductSort::Title => ("sort_key", false),
            ProductSort::PriceUp => ("amount", false),
            ProductSort::PriceDown => ("amount", true),
        }
    }
}

/// A product, loaded from its own table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundProduct {
    /// The kind.
    pub kind: &'static str,
    /// The data that lists display.
    pub listing: Listing,
}

/// The number of matching products of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KindCount {
    /// The kind.
    pub kind: &'static str,
    /// The count.
    pub products: u32,
    /// Whether the count was cut off.
    pub more: bool,
}

/// A page of products.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProductPage {
    /// The products, in order.
    pub products: Vec<FoundProduct>,
    /// The number of products on all pages.
    pub total: u32,
    /// Whether a search found more: only the first 1,000 are sorted and shown.
    pub more: bool,
    /// The count for each kind, regardless of the kind filter; sorted by kind.
    pub kinds: Vec<KindCount>,
    /// The page number.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
}

impl Store {
    /// Returns a page of products of every [listed](crate::StoreBuilder::list) kind. `None` if there is
    /// no such page or kind. Prices, stock and titles are current.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::ProductQuery;
    ///
    /// let found = store.products(&ProductQuery::default().words("dunes")).await?.expect("a first page");
    /// assert_eq!((found.total, found.pages), (0, 1));
    /// assert!(store.products(&ProductQuery::default().page(2)).await?.is_none());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If the database returns an error.
    pub async fn products(&self, query: &ProductQuery) -> Result<Option<ProductPage>> {
        // Products deleted without notice leave the index now, and others take their places on the page.
        let found = self.look_up(query).await?;
        match found {
            Some((_, gone)) if !gone.is_empty() => {
                for (kind, ids) in gone {
                    let db = self.db().clone();
                    run_to_completion(async move { write(&db, kind, &ids, Vec::new()).await }).await?;
                }
                Ok(self.look_up(query).await?.map(|(found, _)| found))
            }
            found => Ok(found.map(|(found, _)| found)),
        }
    }

    async fn look_up(
        &self,
        query: &ProductQuery,
    ) -> Result<Option<(ProductPage, BTreeMap<&'static str, Vec<String>>)>> {
        let kinds: Vec<&'static str> = self.0.catalogue.0.keys().copied().collect();
        let kind = match &query.kind {
            Some(kind) => match kinds.iter().find(|known| **known == kind.as_str()) {
                Some(kind) => Some(*kind),
                None => return Ok(None),
            },
            None => None,
        };
        let Some(offset) = query.page.checked_sub(1).map(|before| before.saturating_mul(query.per_page)) else {
            return Ok(None);
        };
        let db = self.db();
        let (counts, found) = match (SearchTerms::read(&query.words), query.words.trim()) {
            // Concurrently, as the queries are independent.
            (Some(sought), _) => {
                let page = found(db, &sought, kind, query.sort, offset, query.per_page);
                let (counts, page) = tokio::try_join!(matching(db, &kinds, &sought), page)?;
                (counts, Some(page))
            }
            (None, "") => (all(db, &kinds).await?, None),
            // Only punctuation: matches nothing.
            (None, _) => {
                (kinds.iter().map(|&kind| KindCount { kind, products: 0, more: false }).collect(), Some(Vec::new()))
            }
        };
        let wanted = counts.iter().filter(|count| kind.is_none_or(|kind| kind == count.kind));
        let (total, more) = wanted.fold((0_u32, false), |(n, more), c| (n.saturating_add(c.products), more || c.more));
        let limit = if found.is_some() { MOST_FOUND } else { u32::MAX };
        let (total, more) = (total.min(limit), more || total > limit);
        let pages = total.div_ceil(query.per_page).max(1);
        if query.page > pages {
            return Ok(None);
        }
        let rows = match found {
            Some(rows) => rows,
            None => {
                let rows = query.per_page.min(total.saturating_sub(offset));
                let beyond = total - offset - rows;
                listed(db, kind, query.sort, offset, beyond, rows).await?
            }
        };
        let (products, gone) = self.load_products(&rows).await?;
        Ok(Some((ProductPage { products, total, more, kinds: counts, page: query.page, pages }, gone)))
    }

    /// Loads the products of these rows, and returns those that no longer exist separately.
    async fn load_products(&self, rows: &[Row]) -> Result<(Vec<FoundProduct>, BTreeMap<&'static str, Vec<String>>)> {
        let mut order: Vec<(&'static str, String)> = Vec::with_capacity(rows.len());
        for row in rows {
            let kind: String = row.get("kind")?;
            // Kinds that were removed from the builder remain indexed.
            let Some((kind, _)) = self.0.catalogue.0.get_key_value(kind.as_str()) else { continue };
            order.push((*kind, row.get("id")?));
        }
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (kind, id) in &order {
            wanted.entry(*kind).or_default().push(id.clone());
        }
        let mut there: BTreeMap<(&'static str, String), Listing> = BTreeMap::new();
        for (kind, ids) in &wanted {
            for listing in self.0.catalogue.0[kind].load(self.db(), ids).await? {
                there.insert((*kind, listing.id.clone()), listing);
            }
        }
        let (mut products, mut gone) = (Vec::with_capacity(order.len()), BTreeMap::<_, Vec<String>>::new());
        for (kind, id) in order {
            match there.remove(&(kind, id.clone())) {
                Some(listing) => products.push(FoundProduct { kind, listing }),
                None => gone.entry(kind).or_default().push(id),
            }
        }
        Ok((products, gone))
    }
}

/// Counts the products of each kind.
async fn all(db: &Db, kinds: &[&'static str]) -> Result<Vec<KindCount>> {
    let rows = db.fetch_all("SELECT kind, products FROM pannier_product_kinds", &[]).await?;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        counts.insert(row.get("kind")?, row.get_u32("products")?);
    }
    let count = |kind| counts.get(kind).copied().unwrap_or_default();
    Ok(kinds.iter().map(|&kind| KindCount { kind, products: count(kind), more: false }).collect())
}

/// Counts the matching products of each kind, reading no more than needed.
async fn matching(db: &Db, kinds: &[&'static str], sought: &SearchTerms) -> Result<Vec<KindCount>> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let column = |(i, &kind): (usize, &&'static str)| {
        let matches = matches(db, i, Some(kind));
        format!("(SELECT COUNT(*) FROM (SELECT 1 AS one {matches} LIMIT {}) AS m{i}) AS n{i}", MOST_FOUND + 1)
    };
    let columns: Vec<String> = (1..).zip(kinds).map(column).collect();
    let expressions: Vec<Value> =
        kinds.iter().map(|kind| expression(db, sought, Part::Anywhere, Some(kind)).into()).collect();
    let row = db.fetch_one(&format!("SELECT {}", columns.join(", ")), &expressions).await?;
    let count = |(i, &kind): (usize, &&'static str)| {
        let products = row.get_u32(&format!("n{}", i + 1))?;
        Ok(KindCount { kind, products: products.min(MOST_FOUND), more: products > MOST_FOUND })
    };
    kinds.iter().enumerate().map(count).collect()
}

/// Returns the `FROM` and `WHERE` of a search with the expression in this parameter, for one kind or all.
fn matches(db: &Db, parameter: usize, kind: Option<&'static str>) -> String {
    match db.dialect() {
        Dialect::Sqlite => {
            // A left join, which SQLite skips where it only counts.
            format!(
                "FROM pannier_product_terms AS w LEFT JOIN pannier_products ON number = w.rowid \
                 WHERE pannier_product_terms MATCH ${parameter}"
            )
        }
        Dialect::Postgres => {
            // A literal instead of a parameter: for a rare kind, scanning it is faster than searching
            // for common words, and PostgreSQL can see that in its statistics.
            let of_kind = kind.map(|kind| format!(" AND kind = '{}'", kind.replace('\'', "''"))).unwrap_or_default();
            // A plain cast: `to_tsquery` would tokenize the words again.
            format!("FROM pannier_products WHERE lexemes @@ CAST(CAST(${parameter} AS TEXT) AS tsquery){of_kind}")
        }
    }
}

/// Returns the search expression for one kind or all: SQLite's index has the kind as one more word.
fn expression(db: &Db, sought: &SearchTerms, part: Part, kind: Option<&str>) -> String {
    let word = kind.filter(|_| db.dialect() == Dialect::Sqlite);
    sought.expression(db.dialect(), part, word)
}

/// Returns a page of search results: those with all words in title or maker come first.
async fn found(
    db: &Db,
    sought: &SearchTerms,
    kind: Option<&'static str>,
    sort: ProductSort,
    offset: u32,
    rows: u32,
) -> Result<Vec<Row>> {
    let (column, down) = sort.column();
    let way = if down { "DESC" } else { "ASC" };
    let order = match sort {
        ProductSort::Default => "tier, LENGTH(sort_key), position, number".to_owned(),
        _ => format!("{column} {way}, number {way}"),
    };
    let columns = "kind, id, number, sort_key, position, amount";
    let (titled, others) = (matches(db, 1, kind), matches(db, 2, kind));
    // Both engines append in the order written: the second search does not start if the first finds enough.
    let sql = format!(
        "SELECT kind, id FROM (SELECT {columns}, 1 AS tier {titled} \
             UNION ALL SELECT {columns}, 2 AS tier {others} LIMIT {MOST_FOUND}) AS f \
         ORDER BY {order} LIMIT $3 OFFSET $4"
    );
    let expression = |part| expression(db, sought, part, kind);
    db.fetch_all(&sql, args![expression(Part::Titled), expression(Part::Others), rows, offset]).await
}

/// Returns a page of a list: up to `rows` rows, with `offset` rows before and `beyond` rows after them.
async fn listed(
    db: &Db,
    kind: Option<&str>,
    sort: ProductSort,
    offset: u32,
    beyond: u32,
    rows: u32,
) -> Result<Vec<Row>> {
    // The second half of a long list is read from its end.
    let from_end = beyond < offset;
    let (column, down) = sort.column();
    let way = if down != from_end { "DESC" } else { "ASC" };
    let of_kind = if kind.is_some() { "WHERE kind = $3" } else { "" };
    // The inner query skips the offset on the index alone, without reading the table.
    let sql = format!(
        "SELECT kind, id FROM pannier_products WHERE number IN (SELECT number FROM pannier_products {of_kind} \
         ORDER BY {column} {way}, number {way} LIMIT $1 OFFSET $2) ORDER BY {column} {way}, number {way}"
    );
    let mut args = args![rows, if from_end { beyond } else { offset }].to_vec();
    args.extend(kind.map(Value::from));
    let mut rows = db.fetch_all(&sql, &args).await?;
    if from_end {
        rows.reverse();
    }
    Ok(rows)
}
