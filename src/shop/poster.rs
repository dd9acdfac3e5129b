//! Posters: one row per picture; each print has its own size, price and stock.

use pannier::{
    Grams, Listed, Listing, ManagedState, Money, ParcelItem, Sellable, Texts, Timestamp, args,
    db::{self, Db, Row, Tx},
};

use super::{locality::currency, neighbours, translated::Translated};

mod managed;
pub mod size;

/// The tables of posters and prints.
pub const TABLES: &str = "CREATE TABLE IF NOT EXISTS posters (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    designer TEXT NOT NULL,
    technique TEXT NOT NULL,
    paper TEXT NOT NULL,
    description TEXT NOT NULL,
    motif TEXT NOT NULL,
    palette TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS prints (
    id TEXT PRIMARY KEY,
    poster TEXT NOT NULL REFERENCES posters (id) ON DELETE CASCADE,
    size TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    amount BIGINT NOT NULL,
    grams BIGINT NOT NULL,
    stock BIGINT NOT NULL CHECK (stock >= 0)
);
CREATE INDEX IF NOT EXISTS posters_position ON posters (position);
CREATE INDEX IF NOT EXISTS prints_of_poster ON prints (poster)";

/// The columns that the tables got when the staff could edit them.
pub const MANAGED: &str = "ALTER TABLE posters ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
ALTER TABLE posters ADD COLUMN technique_en TEXT NOT NULL DEFAULT '';
ALTER TABLE posters ADD COLUMN paper_en TEXT NOT NULL DEFAULT '';
ALTER TABLE posters ADD COLUMN description_en TEXT NOT NULL DEFAULT '';
ALTER TABLE prints ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
CREATE INDEX posters_published ON posters (state, position)";

/// A picture, without its prints.
#[derive(Clone, Debug)]
pub struct Poster {
    pub slug: String,
    pub title: String,
    pub designer: String,
    pub technique: Translated,
    pub paper: Translated,
    pub description: Translated,
    pub motif: String,
    pub palette: String,
    pub updated_at: Timestamp,
    pub state: ManagedState,
    position: i64,
    /// The lowest price of a print.
    pub from: Money,
    /// The stock of all sizes.
    pub stock: u32,
}

/// A poster in one size: the sellable. Its id is the poster's id and the size: `dunes/a2`.
#[derive(Clone, Debug)]
pub struct Print {
    pub id: String,
    pub poster: String,
    pub poster_title: String,
    /// `A3`, `A2`, `50 × 70`.
    pub size: String,
    /// In millimetres, which need no translation.
    pub dimensions: String,
    pub price: Money,
    pub weight: Grams,
    pub stock: u32,
}

/// Posters that have prints, with the lowest price and the total stock of these.
const POSTERS: &str = "(SELECT posters.*,
    (SELECT MIN(amount) FROM prints WHERE poster = posters.id) AS amount,
    (SELECT CAST(SUM(stock) AS BIGINT) FROM prints WHERE poster = posters.id) AS stock
    FROM posters WHERE EXISTS (SELECT 1 FROM prints WHERE poster = posters.id)) AS p";

impl Poster {
    /// Returns the first `n` posters of the catalogue.
    pub async fn first(db: &Db, n: u32) -> db::Result<Vec<Poster>> {
        let sql = format!("SELECT * FROM {POSTERS} WHERE state = 'published' ORDER BY position LIMIT $1");
        db.fetch_all(&sql, args![n]).await?.iter().map(Poster::from_row).collect()
    }

    /// Returns the poster with this slug, in any state.
    pub async fn find(db: &Db, slug: &str) -> db::Result<Option<Poster>> {
        let row = db.fetch_optional(&format!("SELECT * FROM {POSTERS} WHERE id = $1"), args![slug]).await?;
        row.as_ref().map(Poster::from_row).transpose()
    }

    /// Returns the poster with this slug, in any state, and the next three of the catalogue.
    pub async fn with_neighbours(db: &Db, slug: &str) -> db::Result<Option<(Poster, Vec<Poster>)>> {
        neighbours::with_neighbours(db, (POSTERS, "posters"), slug, Poster::from_row).await
    }

    /// Returns the prints of a poster, in the order that the staff gave them.
    pub async fn prints(db: &Db, slug: &str) -> db::Result<Vec<Print>> {
        let sql = format!("SELECT * FROM {PRINTS} WHERE poster = $1 ORDER BY {IN_ORDER}");
        db.fetch_all(&sql, args![slug]).await?.iter().map(Print::from_row).collect()
    }

    /// Returns the path of its page.
    pub fn url(&self) -> String {
        format!("/posters/{}", self.slug)
    }

    /// Returns the path of its picture.
    pub fn image(&self) -> String {
        format!("/art/poster/{}.svg", self.slug)
    }

    fn from_row(row: &Row) -> db::Result<Poster> {
        Ok(Poster {
            slug: row.get("id")?,
            title: row.get("title")?,
            designer: row.get("designer")?,
            technique: Translated::from_row(row, "technique")?,
            paper: Translated::from_row(row, "paper")?,
            description: Translated::from_row(row, "description")?,
            motif: row.get("motif")?,
            palette: row.get("palette")?,
            updated_at: row.get("updated_at")?,
            state: row.get("state")?,
            position: row.get("position")?,
            from: Money::new(row.get("amount")?, currency()),
            stock: row.get_u32("stock")?,
        })
    }
}

/// Prints, with the titles of their posters.
const PRINTS: &str = "(SELECT prints.*, posters.title FROM prints JOIN posters ON posters.id = prints.poster) AS p";
/// Prints of posters that are for sale.
const FOR_SALE: &str = "(SELECT prints.*, posters.title FROM prints JOIN posters ON posters.id = prints.poster
    WHERE posters.state = 'published') AS p";
/// The order of the prints of a poster: the cheapest first, until the staff put them into another.
const IN_ORDER: &str = "position, amount, id";

impl Print {
    /// Returns whether an item is too large to ship flat.
    pub fn is_rolled(item: &ParcelItem) -> bool {
        item.kind == Print::KIND && item.id.ends_with("/50x70")
    }

    fn from_row(row: &Row) -> db::Result<Print> {
        Ok(Print {
            id: row.get("id")?,
            poster: row.get("poster")?,
            poster_title: row.get("title")?,
            size: row.get("size")?,
            dimensions: row.get("dimensions")?,
            price: Money::new(row.get("amount")?, currency()),
            weight: Grams(row.get_u32("grams")?),
            stock: row.get_u32("stock")?,
        })
    }
}

impl Sellable for Print {
    const KIND: &'static str = "poster";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Print>> {
        db.fetch_by_ids(FOR_SALE, ids).await?.iter().map(Print::from_row).collect()
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn managed_id(&self) -> String {
        self.poster.clone()
    }

    fn title(&self) -> String {
        self.poster_title.clone()
    }

    fn title_in(&self, texts: &Texts) -> String {
        texts.format("product-print", &[("title", (&self.poster_title).into()), ("size", (&self.size).into())])
    }

    fn url(&self) -> String {
        format!("/posters/{}", self.poster)
    }

    fn image(&self) -> Option<String> {
        Some(format!("/art/poster/{}.svg", self.poster))
    }

    fn price(&self) -> Money {
        self.price
    }

    fn weight(&self) -> Option<Grams> {
        Some(self.weight)
    }

    fn stock(&self) -> Option<u32> {
        Some(self.stock)
    }

    async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
        let sql = "UPDATE prints SET stock = stock - $2 WHERE id = $1 AND stock >= $2 \
                   AND EXISTS (SELECT 1 FROM posters WHERE posters.id = prints.poster AND posters.state = 'published')";
        Ok(tx.execute(sql, args![id, quantity]).await? == 1)
    }

    async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
        let sql = "UPDATE prints SET stock = stock + $2 WHERE id = $1";
        tx.execute(sql, args![id, quantity]).await.map(drop)
    }
}

impl Listed for Poster {
    type Sells = Print;
    const TABLE: &'static str = "posters";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Poster>> {
        let rows = db.fetch_by_ids(POSTERS, ids).await?;
        let posters = rows.iter().map(Poster::from_row).collect::<db::Result<Vec<_>>>()?;
        Ok(posters.into_iter().filter(|poster| poster.state == ManagedState::Published).collect())
    }

    fn listing(&self) -> Listing {
        let text = [&self.technique, &self.paper, &self.description].map(Translated::everywhere);
        Listing::new(&self.slug, &self.title, self.url(), self.from)
            .by(&self.designer)
            .image(self.image())
            .from_price()
            .stock(self.stock)
            .text(text.join(" "))
            .position(self.position)
            .updated_at(self.updated_at)
    }
}
