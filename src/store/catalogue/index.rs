//! Updates the index when products change.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Kind, Listed, Listing, Store, kinds,
    tokenize::{index_terms, sort_key},
};
use crate::{
    args,
    model::{SaleState, Timestamp},
    store::{
        db::{self, Db, Result, Row, Tx, Value, placeholders},
        sellable::Sellable,
    },
};

/// Number of products written in one statement.
const BATCH: usize = 500;
/// Maximum length of a sort key in bytes: PostgreSQL limits an index row to 2,700.
const LONGEST_SORT_KEY: usize = 1_000;
/// Number of columns written for each product.
const COLUMNS: usize = 10;

/// The result of [`Store::index_products`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexReport {
    /// Products in the index.
    pub products: u64,
    /// Products that were removed from the index.
    pub removed: u64,
}

impl Store {
    /// Updates the index for products that were changed, created or deleted. Call it after writing to a
    /// [`Listed::TABLE`]. Pages show a new price without it, but lists sorted by price need it.
    ///
    /// ```
    /// use pannier::{Listed, Store, args, db};
    ///
    /// async fn rename<Postcard: Listed>(store: &Store, id: &str, title: &str) -> db::Result<()> {
    ///     store.db().execute("UPDATE postcards SET title = $2 WHERE id = $1", args![id, title]).await?;
    ///     store.products_changed::<Postcard>(&[id]).await
    /// }
    /// ```
    ///
    /// # Errors
    /// If the database returns an error.
    pub async fn products_changed<T: Listed>(&self, ids: &[&str]) -> Result<()> {
        let kind = <T::Sells as Sellable>::KIND;
        for ids in ids.chunks(BATCH) {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            let listings = T::listed(self.db(), &ids).await?.iter().map(Listed::listing).collect();
            write(self.db(), kind, &ids, listings).await?;
        }
        Ok(())
    }

    /// Updates the index for these ids of a kind, if it is listed.
    pub(in crate::store) async fn index_ids(&self, kind: &str, ids: &[String]) -> Result<()> {
        let Some(listed) = self.0.catalogue.0.get(kind) else { return Ok(()) };
        for ids in ids.chunks(BATCH) {
            write(self.db(), kind, ids, listed.load(self.db(), ids).await?).await?;
        }
        Ok(())
    }

    /// Updates the index for products whose sale was over at a time: those that are still on sale, since that was
    /// prolonged without [`Store::products_changed`], stay in it. Returns whether there may be more.
    pub(in crate::store) async fn index_ended(&self, as_of: Timestamp) -> Result<bool> {
        let sql =
            format!("SELECT kind, id FROM pannier_products WHERE sale_ends <= $1 ORDER BY sale_ends LIMIT {BATCH}");
        let rows = self.db().fetch_all(&sql, args![as_of]).await?;
        let mut ended: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &rows {
            ended.entry(row.get("kind")?).or_default().push(row.get("id")?);
        }
        for (kind, ids) in &ended {
            // Of a kind that the app no longer lists, nothing is left.
            let listings = match self.0.catalogue.0.get(kind.as_str()) {
                Some(listed) => listed.load(self.db(), ids).await?,
                None => Vec::new(),
            };
            write(self.db(), kind, ids, listings).await?;
        }
        Ok(rows.len() == BATCH)
    }

    /// Returns whether a kind is in the index.
    pub(in crate::store) fn is_listed(&self, kind: &str) -> bool {
        self.0.catalogue.0.contains_key(kind)
    }

    /// Rebuilds the index from the tables of every [listed](crate::StoreBuilder::list) kind, and the lists of every
    /// [managed](crate::StoreBuilder::manage) one: the first time, and after the tables were changed without
    /// [`Store::products_changed`].
    ///
    /// # Errors
    /// If the database returns an error, or a table does not exist.
    pub async fn index_products(&self) -> Result<IndexReport> {
        let mut indexed = IndexReport::default();
        for (kind, listed) in &self.0.catalogue.0 {
            indexed.removed += self.index_kind(kind, &**listed).await?;
        }
        self.list_managed().await?;
        let sql = "SELECT CAST(COALESCE(SUM(products), 0) AS BIGINT) AS n FROM pannier_product_kinds";
        let row = self.db().fetch_one(sql, &[]).await?;
        indexed.products = row.get::<i64>("n")?.unsigned_abs();
        Ok(indexed)
    }

    /// Indexes the kinds that were never indexed before. Call it at startup.
    ///
    /// # Errors
    /// If the database returns an error, or a table does not exist.
    pub async fn index_new_kinds(&self) -> Result<()> {
        let rows = self.db().fetch_all("SELECT kind FROM pannier_product_kinds", &[]).await?;
        let known: BTreeSet<String> = rows.iter().map(|row| row.get("kind")).collect::<Result<_>>()?;
        for (kind, listed) in self.0.catalogue.0.iter().filter(|(kind, _)| !known.contains(**kind)) {
            self.index_kind(kind, &**listed).await?;
        }
        self.list_new_managed().await
    }

    /// Returns whether a product existed and was deleted. Its URL then answers 410, so that search
    /// engines drop it. `id` is the id in [`Listed::TABLE`]. Only meaningful for a product that is not
    /// in its table.
    ///
    /// # Errors
    /// If the database returns an error.
    pub async fn is_gone(&self, kind: &str, id: &str) -> Result<bool> {
        // Still in the index: deleted, but not reported yet.
        let sql = "SELECT 1 AS one FROM pannier_removed_products WHERE kind = $1 AND id = $2 \
                   UNION ALL SELECT 1 FROM pannier_products WHERE kind = $1 AND id = $2";
        Ok(self.db().fetch_optional(sql, args![kind, id]).await?.is_some())
    }

    async fn index_kind(&self, kind: &str, listed: &dyn Kind) -> Result<u64> {
        let db = self.db();
        let page = |table: &str| format!("SELECT id FROM {table} WHERE id > $1 ORDER BY id LIMIT {BATCH}");
        let (mut after, of_table) = (String::new(), page(listed.table()));
        loop {
            let ids = ids(db, &of_table, args![&after]).await?;
            write(db, kind, &ids, listed.load(db, &ids).await?).await?;
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
        }
        // Then remove the entries that are no longer in the table.
        let (mut after, mut gone) = (String::new(), 0);
        let of_index = format!("SELECT id FROM pannier_products WHERE kind = $2 AND id > $1 ORDER BY id LIMIT {BATCH}");
        loop {
            let ids = ids(db, &of_index, args![&after, kind]).await?;
            let there: BTreeSet<String> = listed.load(db, &ids).await?.into_iter().map(|listing| listing.id).collect();
            let lost: Vec<String> = ids.iter().filter(|id| !there.contains(*id)).cloned().collect();
            if !lost.is_empty() {
                gone += write(db, kind, &lost, Vec::new()).await?;
            }
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
        }
        Ok(gone)
    }
}

async fn ids(db: &Db, sql: &str, args: &[Value]) -> Result<Vec<String>> {
    db.fetch_all(sql, args).await?.iter().map(|row| row.get("id")).collect()
}

/// Updates the index for these ids: those with a listing whose sale is not over are in it afterwards, the others
/// are not. Returns the number removed.
pub(super) async fn write(db: &Db, kind: &str, ids: &[String], listings: Vec<Listing>) -> Result<u64> {
    let now = db.now();
    let listings = listings.iter().filter(|listing| listing.available.state(now) != SaleState::Over);
    let listings: BTreeMap<&str, &Listing> = listings.map(|listing| (listing.id.as_str(), listing)).collect();
    let lost: Vec<&String> = ids.iter().filter(|id| !listings.contains_key(id.as_str())).collect();
    let mut tx = db.begin().await?;
    // This row serializes writers: the numbers and counts below hold until the commit.
    let sql = "UPDATE pannier_counters SET value = value + 0 WHERE name = 'products' RETURNING value";
    let last: i64 = tx.fetch_one(sql, &[]).await?.get("value")?;
    let new = put(&mut tx, kind, last, &listings).await?;
    let gone = take(&mut tx, kind, &lost).await?;
    tx.execute("UPDATE pannier_counters SET value = value + $1 WHERE name = 'products'", args![new]).await?;
    let sql = "INSERT INTO pannier_product_kinds (kind, products) VALUES ($1, 0) ON CONFLICT DO NOTHING";
    tx.execute(sql, args![kind]).await?;
    let delta = new - i64::try_from(gone).unwrap_or(0);
    tx.execute("UPDATE pannier_product_kinds SET products = products + $2 WHERE kind = $1", args![kind, delta]).await?;
    tx.commit().await?;
    if delta != 0 {
        kinds::changed();
    }
    Ok(gone)
}

/// A product's row in the index.
#[derive(Clone, PartialEq)]
struct Entry {
    number: i64,
    sort_key: String,
    terms: String,
    url: String,
    amount: i64,
    position: i64,
    updated_at: Timestamp,
    sale_ends: Option<Timestamp>,
}

impl Entry {
    fn read(row: &Row) -> Result<Entry> {
        Ok(Entry {
            number: row.get("number")?,
            sort_key: row.get("sort_key")?,
            terms: row.get("terms")?,
            url: row.get("url")?,
            amount: row.get("amount")?,
            position: row.get("position")?,
            updated_at: row.get("updated_at")?,
            sale_ends: row.get("sale_ends")?,
        })
    }

    /// The entry of a listing. The previous entry provides the number, and the time of the change if
    /// the listing has none.
    fn of(kind: &str, listing: &Listing, was: Option<&Entry>, number: i64, now: Timestamp) -> Entry {
        let sort_key = sort_key(&listing.title, &listing.by, LONGEST_SORT_KEY);
        let entry = Entry {
            number: was.map_or(number, |was| was.number),
            terms: index_terms(&sort_key, &listing.text, kind),
            sort_key,
            url: listing.url.clone(),
            amount: listing.price.amount,
            position: listing.position,
            updated_at: listing.updated_at.unwrap_or(now),
            sale_ends: listing.available.until,
        };
        match was {
            Some(was) if listing.updated_at.is_none() => {
                let Entry { position, updated_at, sale_ends, .. } = *was;
                let as_it_was = Entry { position, updated_at, sale_ends, ..entry.clone() };
                if as_it_was == *was { Entry { updated_at: was.updated_at, ..entry } } else { entry }
            }
            _ => entry,
        }
    }
}

/// Inserts or updates products. Returns the number inserted.
async fn put(tx: &mut Tx, kind: &str, last: i64, listings: &BTreeMap<&str, &Listing>) -> Result<i64> {
    if listings.is_empty() {
        return Ok(0);
    }
    let ids = listings.keys().map(|id| Value::from(*id));
    let these: Vec<Value> = [Value::from(kind)].into_iter().chain(ids).collect();
    let list = placeholders(2, listings.len());
    let sql = format!(
        "SELECT id, CAST(number AS BIGINT) AS number, sort_key, terms, url, amount, position, updated_at, sale_ends \
         FROM pannier_products WHERE kind = $1 AND id IN ({list})"
    );
    let rows = tx.fetch_all(&sql, &these).await?;
    let known: BTreeMap<String, Entry> =
        rows.iter().map(|row| Ok((row.get("id")?, Entry::read(row)?))).collect::<Result<_>>()?;

    let (mut next, mut values) = (last, Vec::new());
    for (id, listing) in listings {
        let was = known.get(*id);
        let entry = Entry::of(kind, listing, was, next + 1, tx.now());
        match was {
            Some(was) if *was == entry => continue,
            Some(_) => {}
            None => next += 1,
        }
        let row: [Value; COLUMNS] = [
            entry.number.into(),
            kind.into(),
            (*id).into(),
            entry.sort_key.into(),
            entry.terms.into(),
            entry.url.into(),
            entry.amount.into(),
            entry.position.into(),
            entry.updated_at.into(),
            entry.sale_ends.into(),
        ];
        values.extend(row);
    }
    if !values.is_empty() {
        let row = |i: usize| format!("({})", placeholders(1 + i * COLUMNS, COLUMNS));
        let rows: Vec<String> = (0..values.len() / COLUMNS).map(row).collect();
        let sql = format!(
            "INSERT INTO pannier_products \
             (number, kind, id, sort_key, terms, url, amount, position, updated_at, sale_ends) VALUES {} \
             ON CONFLICT (number) DO UPDATE SET sort_key = excluded.sort_key, terms = excluded.terms, url = excluded.url, \
             amount = excluded.amount, position = excluded.position, updated_at = excluded.updated_at, \
             sale_ends = excluded.sale_ends",
            rows.join(", ")
        );
        tx.execute(&sql, &values).await?;
    }
    // A product that is back is no longer gone.
    tx.execute(&format!("DELETE FROM pannier_removed_products WHERE kind = $1 AND id IN ({list})"), &these).await?;
    Ok(next - last)
}

/// Removes products from the index and remembers them as gone. Returns the number removed.
async fn take(tx: &mut Tx, kind: &str, ids: &[&String]) -> db::Result<u64> {
    let mut gone = 0;
    for id in ids {
        if tx.execute("DELETE FROM pannier_products WHERE kind = $1 AND id = $2", args![kind, *id]).await? == 1 {
            let sql = "INSERT INTO pannier_removed_products (kind, id, removed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            tx.execute(sql, args![kind, *id, tx.now()]).await?;
            gone += 1;
        }
    }
    Ok(gone)
}
