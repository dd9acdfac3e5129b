//! Plain products, whatever they are: one row each, and one for each option, such as a color. The staff edit them in the
//! admin.

use std::collections::{BTreeMap, btree_map::Entry};

use pannier::{
    Availability, Grams, Language, Listed, Listing, ManagedState, Money, Paths, Picture, SaleState, Timestamp, args,
    db::{self, Db, Row},
    managed::{PictureRef, Values},
};

mod item;
mod managed;
mod options;
#[cfg(test)]
pub mod tests;

pub use item::ProductItem;

use super::locality::currency;

/// The tables of products and options. `translations` holds the texts of the shop's further languages, as JSON.
pub const TABLES: &str = "CREATE TABLE IF NOT EXISTS products (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    maker TEXT NOT NULL,
    description TEXT NOT NULL,
    pictures TEXT NOT NULL,
    translations TEXT NOT NULL,
    amount BIGINT NOT NULL,
    stock BIGINT CHECK (stock >= 0),
    grams BIGINT,
    file TEXT,
    available_from BIGINT,
    available_until BIGINT,
    updated_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS product_options (
    id TEXT PRIMARY KEY,
    product TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    amount BIGINT,
    stock BIGINT CHECK (stock >= 0)
);
CREATE INDEX IF NOT EXISTS products_position ON products (state, position);
CREATE INDEX IF NOT EXISTS options_of_product ON product_options (product)";

/// The column that products got when taxes were charged: a word of [`TAX_CLASSES`], or nothing.
pub const TAXED: &str = "ALTER TABLE products ADD COLUMN tax_class TEXT NOT NULL DEFAULT ''";

/// The tax classes that the staff can choose from. Without a choice, a product is goods, or digital if it is nothing but a
/// file.
const TAX_CLASSES: [&str; 5] = ["goods", "digital", "book", "ebook", "voucher"];

/// The texts, by the names of their fields, and their columns.
const TEXTS: [(&str, &str); 4] =
    [("title", "title"), ("by", "maker"), ("text", "description"), ("pictures", "pictures")];

/// The widths in pixels that pictures are shown in: beside an item in the basket, and on a card.
const THUMBNAIL: u32 = 320;
const CARD: u32 = 640;

/// Products in any state: a row for each option, or one without.
const PRODUCTS: &str = "(SELECT products.*, o.id AS option_id, o.position AS option_position, o.name AS option_name, \
    o.amount AS option_amount, o.stock AS option_stock \
    FROM products LEFT JOIN product_options AS o ON o.product = products.id) AS p";

/// A product with its options.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: String,
    pub state: ManagedState,
    /// In grams; `None` if it is not shipped.
    pub weight: Option<Grams>,
    /// The key of the file that comes with it.
    pub file: Option<String>,
    pub available: Availability,
    /// A word of [`TAX_CLASSES`]; empty if the staff have chosen none.
    tax_class: String,
    /// In their order; empty if there is nothing to choose.
    pub options: Vec<ProductOption>,
    /// The texts, in all languages.
    words: Values,
    price: Money,
    /// That of the product itself, which counts if it has no options.
    stock: Option<u32>,
    updated_at: Timestamp,
    position: i64,
}

/// An option of a product, with a stock of its own.
#[derive(Clone, Debug)]
pub struct ProductOption {
    /// The id of the product, and that of the option: `mug/blue`.
    pub id: String,
    pub name: String,
    position: i64,
    /// Its price; `None` if that is the price of the product.
    price: Option<Money>,
    stock: Option<u32>,
}

impl Product {
    /// Returns the first `n` products of the catalogue.
    pub async fn first(db: &Db, n: u32) -> db::Result<Vec<Product>> {
        let sql = format!(
            "SELECT * FROM {PRODUCTS} WHERE id IN \
             (SELECT id FROM products WHERE state = 'published' ORDER BY position LIMIT $1)"
        );
        let mut products = read(&db.fetch_all(&sql, args![n]).await?)?;
        products.sort_by_key(|product| product.position);
        Ok(products)
    }

    /// Returns the product with this id, in any state.
    pub async fn find(db: &Db, id: &str) -> db::Result<Option<Product>> {
        let rows = db.fetch_all(&format!("SELECT * FROM {PRODUCTS} WHERE id = $1"), args![id]).await?;
        Ok(read(&rows)?.pop())
    }

    /// Returns the product with this id, in any state, and up to three published ones: those after it in the catalogue, then
    /// the first.
    pub async fn with_neighbours(db: &Db, id: &str) -> db::Result<Option<(Product, Vec<Product>)>> {
        // Each part of the union uses an index.
        let here = "COALESCE((SELECT position FROM products WHERE id = $1), 0)";
        let sql = format!(
            "SELECT * FROM {PRODUCTS} WHERE id IN (
                SELECT id FROM products WHERE id = $1
                UNION SELECT id FROM (SELECT id FROM products WHERE state = 'published' AND position > {here}
                    ORDER BY position LIMIT 3) AS next
                UNION SELECT id FROM (SELECT id FROM products WHERE state = 'published'
                    ORDER BY position LIMIT 4) AS first)"
        );
        let mut others = read(&db.fetch_all(&sql, args![id]).await?)?;
        let Some(at) = others.iter().position(|product| product.id == id) else { return Ok(None) };
        let product = others.swap_remove(at);
        others.sort_by_key(|other| (other.position <= product.position, other.position));
        others.truncate(3);
        Ok(Some((product, others)))
    }

    /// Returns those of these products that are published.
    pub async fn published(db: &Db, ids: &[String]) -> db::Result<Vec<Product>> {
        let products = read(&db.fetch_by_ids(PRODUCTS, ids).await?)?;
        Ok(products.into_iter().filter(Product::is_published).collect())
    }

    /// Returns whether it is for sale, as far as the staff are concerned.
    pub fn is_published(&self) -> bool {
        self.state == ManagedState::Published
    }

    /// Returns the title in a language.
    pub fn title(&self, language: Language) -> &str {
        self.words.get_in("title", language)
    }

    /// Returns the maker in a language; empty if unknown.
    pub fn by(&self, language: Language) -> &str {
        self.words.get_in("by", language)
    }

    /// Returns the description in a language; may be empty.
    pub fn text(&self, language: Language) -> &str {
        self.words.get_in("text", language)
    }

    /// Returns its pictures, with their alternative texts in a language.
    pub fn pictures(&self, language: Language) -> Vec<PictureRef> {
        self.words.pictures_in("pictures", language)
    }

    /// Returns the path of its page.
    pub fn url(&self) -> String {
        format!("/products/{}", self.id)
    }

    /// Returns the path of the picture that it has without a photograph.
    pub fn drawing(&self) -> String {
        format!("/art/product/{}.svg", self.id)
    }

    /// Returns the path of its first picture in about this width in pixels, or of the drawing.
    fn image(&self, width: u32) -> String {
        // The store serves a narrower one in the place of a version that there is not.
        let path = |picture: &PictureRef| Picture::new(&Paths::default(), &*picture.id, width, width).src(width);
        self.words.pictures("pictures").first().map_or_else(|| self.drawing(), path)
    }

    /// Returns its entry in lists, in a language.
    pub fn listing_in(&self, language: Language) -> Listing {
        let mut listing = self.listing();
        self.title(language).clone_into(&mut listing.title);
        self.by(language).clone_into(&mut listing.by);
        listing
    }

    /// Returns the prices at which it is sold.
    fn prices(&self) -> Vec<Money> {
        match self.options.is_empty() {
            true => vec![self.price],
            false => self.options.iter().map(|option| option.price.unwrap_or(self.price)).collect(),
        }
    }

    /// Returns the units left of all options; `None` if one is unlimited.
    fn stock(&self) -> Option<u32> {
        match self.options.is_empty() {
            true => self.stock,
            false => self.options.iter().try_fold(0_u32, |sum, option| Some(sum.saturating_add(option.stock?))),
        }
    }

    fn from_row(row: &Row) -> db::Result<Product> {
        let translations: String = row.get("translations")?;
        let translations: BTreeMap<String, String> = serde_json::from_str(&translations).unwrap_or_default();
        let mut words: Values = translations.into_iter().collect();
        for (field, column) in TEXTS {
            words.set(field, row.get::<String>(column)?);
        }
        Ok(Product {
            id: row.get("id")?,
            state: row.get("state")?,
            weight: count(row, "grams")?.map(Grams),
            file: row.get("file")?,
            available: Availability { from: row.get("available_from")?, until: row.get("available_until")? },
            tax_class: row.get("tax_class")?,
            options: Vec::new(),
            words,
            price: Money::new(row.get("amount")?, currency()),
            stock: count(row, "stock")?,
            updated_at: row.get("updated_at")?,
            position: row.get("position")?,
        })
    }
}

impl ProductOption {
    /// Reads the option of a row, if it has one.
    fn from_row(row: &Row) -> db::Result<Option<ProductOption>> {
        let Some(id) = row.get::<Option<String>>("option_id")? else { return Ok(None) };
        let amount: Option<i64> = row.get("option_amount")?;
        Ok(Some(ProductOption {
            id,
            name: row.get("option_name")?,
            position: row.get("option_position")?,
            price: amount.map(|amount| Money::new(amount, currency())),
            stock: count(row, "option_stock")?,
        }))
    }
}

/// Reads products from rows of [`PRODUCTS`].
fn read(rows: &[Row]) -> db::Result<Vec<Product>> {
    let mut products: BTreeMap<String, Product> = BTreeMap::new();
    for row in rows {
        let product = match products.entry(row.get("id")?) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Product::from_row(row)?),
        };
        product.options.extend(ProductOption::from_row(row)?);
    }
    let mut products: Vec<Product> = products.into_values().collect();
    for product in &mut products {
        product.options.sort_by_key(|option| option.position);
    }
    Ok(products)
}

/// Reads a number that may be missing.
fn count(row: &Row, column: &str) -> db::Result<Option<u32>> {
    let number: Option<i64> = row.get(column)?;
    Ok(number.and_then(|number| u32::try_from(number).ok()))
}

impl Listed for Product {
    type Sells = ProductItem;
    const TABLE: &'static str = "products";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Product>> {
        let (products, now) = (Product::published(db, ids).await?, db.now());
        Ok(products.into_iter().filter(|product| product.available.state(now) != SaleState::Over).collect())
    }

    fn listing(&self) -> Listing {
        let prices = self.prices();
        let lowest = prices.iter().copied().min_by_key(|price| price.amount).unwrap_or(self.price);
        let texts = self.words.iter().filter(|(name, _)| !name.starts_with("pictures")).map(|(_, text)| text);
        let text: Vec<&str> = texts.chain(self.options.iter().map(|option| option.name.as_str())).collect();
        let listing = Listing::new(&self.id, self.words.get("title"), self.url(), lowest)
            .by(self.words.get("by"))
            .image(self.image(CARD))
            .text(text.join(" "))
            .position(self.position)
            .available(self.available)
            .updated_at(self.updated_at);
        let listing = if prices.iter().any(|price| *price != lowest) { listing.from_price() } else { listing };
        match self.stock() {
            Some(stock) => listing.stock(stock),
            None => listing,
        }
    }
}
