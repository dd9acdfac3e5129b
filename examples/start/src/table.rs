//! The table of mugs, in the app's own database, and how the store sells them.

use std::{error::Error, path::Path, time::Duration};

use pannier::db::{self, Db, Row};
use pannier::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool};
use pannier::{Currency, Grams, Money, Sellable};

use crate::mugs::Mug;

/// The first mugs, with prices in cents.
const MUGS: &str = "
    CREATE TABLE IF NOT EXISTS mugs (id TEXT PRIMARY KEY, title TEXT NOT NULL, cents BIGINT NOT NULL);
    INSERT INTO mugs (id, title, cents)
    VALUES ('tall', 'Tall mug', 1200), ('enamel', 'Enamel mug', 900), ('espresso', 'Espresso cup', 700)
    ON CONFLICT (id) DO NOTHING;
";

/// Opens the database, and creates it the first time.
pub async fn open(data: &Path) -> Result<SqlitePool, Box<dyn Error>> {
    std::fs::create_dir_all(data)?;
    let options = SqliteConnectOptions::new()
        .filename(data.join("app.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(10));
    let pool = SqlitePool::connect_with(options).await?;
    pannier::sqlx::raw_sql(MUGS).execute(&pool).await?;
    Ok(pool)
}

impl Sellable for Mug {
    const KIND: &'static str = "mug";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Mug>> {
        db.fetch_by_ids("mugs", ids).await?.iter().map(Mug::from_row).collect()
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn url(&self) -> String {
        self.path()
    }

    fn price(&self) -> Money {
        self.price
    }

    fn weight(&self) -> Option<Grams> {
        Some(Grams(400))
    }
}

impl Mug {
    pub async fn all(db: &Db) -> db::Result<Vec<Mug>> {
        db.fetch_all("SELECT * FROM mugs ORDER BY cents", &[]).await?.iter().map(Mug::from_row).collect()
    }

    fn from_row(row: &Row) -> db::Result<Mug> {
        let price = Money::new(row.get("cents")?, Currency::EUR);
        Ok(Mug { id: row.get("id")?, title: row.get("title")?, price })
    }
}
