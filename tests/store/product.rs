//! Products to sell, of several kinds: one table with a column for each thing that a test may care about, and a builder.

use std::{cell::Cell, marker::PhantomData, time::Duration};

use pannier::{
    Availability, Currency, DigitalFile, DownloadLimit, Grams, Money, Sellable, ShipsBy, args,
    db::{self, Db, Tx, Value, placeholders},
};

use crate::world::euro;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS products (kind TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, \
    amount BIGINT NOT NULL, currency TEXT NOT NULL, stock BIGINT, grams BIGINT, attempts BIGINT, seconds BIGINT, ships_by TEXT, \
    available_from BIGINT, available_until BIGINT, PRIMARY KEY (kind, id))";

/// Creates the table of the products, beside the store's.
pub async fn create_table(db: &Db) {
    db.execute(TABLE, &[]).await.expect("the products' table");
}

/// A product that costs €10, is always in stock, and neither ships nor comes with a file, unless the builder says so.
pub fn product<'a>(db: &'a Db, id: &str) -> NewProduct<'a> {
    NewProduct {
        db,
        kind: Product::KIND,
        id: id.to_owned(),
        title: format!("The {id}"),
        price: euro(1000),
        stock: None,
        grams: None,
        attempts: None,
        seconds: None,
        ships_by: None,
        available: Availability::ALWAYS,
    }
}

/// Builder of a product; [`NewProduct::insert`] writes it.
#[must_use = "a product is for sale once it is inserted"]
pub struct NewProduct<'a> {
    db: &'a Db,
    kind: &'static str,
    id: String,
    title: String,
    price: Money,
    stock: Option<u32>,
    grams: Option<u32>,
    attempts: Option<u32>,
    seconds: Option<u32>,
    ships_by: Option<String>,
    available: Availability,
}

impl NewProduct<'_> {
    /// The kind it is sold as: `product` (unless it is said), `file` or `disc`.
    pub fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub fn title(self, title: &str) -> Self {
        Self { title: title.to_owned(), ..self }
    }

    pub fn price(self, price: Money) -> Self {
        Self { price, ..self }
    }

    pub fn stock(self, stock: u32) -> Self {
        Self { stock: Some(stock), ..self }
    }

    /// Its weight: it ships.
    pub fn grams(self, grams: u32) -> Self {
        Self { grams: Some(grams), ..self }
    }

    /// How often its file can be downloaded: it has one, `{id}.txt`.
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: Some(attempts), ..self }
    }

    /// How long its file can be downloaded.
    pub fn seconds(self, seconds: u32) -> Self {
        Self { seconds: Some(seconds), ..self }
    }

    /// The only shipping method that takes it, and what that calls it.
    pub fn ships_by(self, method: &str, product: &str) -> Self {
        Self { ships_by: Some(format!("{method}:{product}")), ..self }
    }

    /// When it is on sale.
    pub fn available(self, available: Availability) -> Self {
        Self { available, ..self }
    }

    pub async fn insert(self) {
        let sql = "INSERT INTO products (kind, id, title, amount, currency, stock, grams, attempts, seconds, ships_by, \
                   available_from, available_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let Money { amount, currency } = self.price;
        let args = args![
            self.kind,
            self.id,
            self.title,
            amount,
            currency.code(),
            self.stock,
            self.grams,
            self.attempts,
            self.seconds,
            self.ships_by,
            self.available.from,
            self.available.until
        ];
        self.db.execute(sql, args).await.expect("a product");
    }
}

thread_local! {
    /// How many times a kind was loaded in this test: each test has a thread of its own.
    pub static LOADS: Cell<u32> = const { Cell::new(0) };
}

/// The kinds of products. They differ in their names alone.
pub trait Kind: Send + Sync + 'static {
    const NAME: &'static str;
}

macro_rules! kinds {
    ($($alias:ident = $kind:ident($name:literal)),+ $(,)?) => {
        $(
            pub struct $kind;
            impl Kind for $kind {
                const NAME: &'static str = $name;
            }
            pub type $alias = ProductOf<$kind>;
        )+
    };
}
kinds!(Product = ProductKind("product"), File = FileKind("file"), Disc = DiscKind("disc"));

/// A row of the products' table.
pub struct ProductOf<K> {
    id: String,
    title: String,
    price: Money,
    stock: Option<u32>,
    grams: Option<u32>,
    attempts: Option<u32>,
    seconds: Option<u32>,
    ships_by: Option<String>,
    available: Availability,
    kind: PhantomData<K>,
}

impl<K: Kind> Sellable for ProductOf<K> {
    const KIND: &'static str = K::NAME;

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        LOADS.set(LOADS.get() + 1);
        let sql = format!("SELECT * FROM products WHERE kind = $1 AND id IN ({})", placeholders(2, ids.len()));
        let args: Vec<Value> = std::iter::once(K::NAME.into()).chain(ids.iter().map(Value::from)).collect();
        let small = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
        let read = |row: &db::Row| {
            let currency: String = row.get("currency")?;
            Ok(ProductOf {
                id: row.get("id")?,
                title: row.get("title")?,
                price: Money::new(row.get("amount")?, Currency::from_code(&currency).expect("a currency")),
                stock: small(row.get("stock")?),
                grams: small(row.get("grams")?),
                attempts: small(row.get("attempts")?),
                seconds: small(row.get("seconds")?),
                ships_by: row.get("ships_by")?,
                available: Availability { from: row.get("available_from")?, until: row.get("available_until")? },
                kind: PhantomData,
            })
        };
        db.fetch_all(&sql, &args).await?.iter().map(read).collect()
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn url(&self) -> String {
        format!("/{}/{}", K::NAME, self.id)
    }

    fn price(&self) -> Money {
        self.price
    }

    fn weight(&self) -> Option<Grams> {
        self.grams.map(Grams)
    }

    fn ships_by(&self) -> Option<ShipsBy> {
        let (method, product) = self.ships_by.as_deref()?.split_once(':')?;
        Some(ShipsBy::only(method).supplier_sku(product))
    }

    fn download(&self) -> Option<DigitalFile> {
        let name = format!("{}.txt", self.id);
        let allowance = |n| {
            let mut limit = DownloadLimit::times(n);
            limit.lifetime = self.seconds.map(|seconds| Duration::from_secs(seconds.into()));
            limit
        };
        self.attempts.map(|n| DigitalFile::new(name.clone(), name, "text/plain").limit(allowance(n)))
    }

    fn stock(&self) -> Option<u32> {
        self.stock
    }

    fn available(&self) -> Availability {
        self.available
    }

    async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
        let sql = "UPDATE products SET stock = stock - $3 WHERE kind = $1 AND id = $2 AND stock >= $3";
        Ok(tx.execute(sql, args![K::NAME, id, quantity]).await? == 1)
    }

    async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
        let sql = "UPDATE products SET stock = stock + $3 WHERE kind = $1 AND id = $2";
        tx.execute(sql, args![K::NAME, id, quantity]).await.map(drop)
    }
}
