//! The tables of the archive, and the published issues.

use pannier::{
    Currency, Money, args,
    db::{self, Db, Row},
};

use super::Issue;

const ISSUES: &str = "CREATE TABLE IF NOT EXISTS issues (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    season TEXT NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    cents BIGINT NOT NULL
)";
/// What the table got when the editors could edit it.
const EDITED: &str = "ALTER TABLE issues ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
ALTER TABLE issues ADD COLUMN file TEXT NOT NULL DEFAULT '';
UPDATE issues SET file = id || '.pdf'";
/// The issues that can be bought: those that are published, once their PDF is there.
pub const ON_SALE: &str = "(SELECT * FROM issues WHERE state = 'published' AND file <> '') AS issues";
/// Copies sold, by the id of the signal.
const CIRCULATION: &str = "CREATE TABLE IF NOT EXISTS circulation (
    signal TEXT NOT NULL,
    issue TEXT NOT NULL,
    copies BIGINT NOT NULL,
    PRIMARY KEY (signal, issue)
)";

/// Season, title, subject and price in cents of each issue, from the first on.
const PUBLISHED: [(&str, &str, &str, i64); 4] = [
    ("Spring 2026", "Folded", "How a sheet becomes a book, and what is left out of it on purpose.", 600),
    ("Summer 2026", "Ink", "Black, blue and a brown that was meant to be black. With a recipe that takes weeks.", 600),
    ("Autumn 2026", "Margins", "Two essays from the edge of the page, one of them by boat.", 600),
    ("Winter 2026", "By Post", "Whatever can be folded can be sent, if somebody is willing to walk.", 750),
];

/// Creates the tables and inserts the published issues.
pub async fn open(db: &Db) -> db::Result<()> {
    db.execute(ISSUES, &[]).await?;
    db.execute(CIRCULATION, &[]).await?;
    let edited = "SELECT name FROM pragma_table_info('issues') WHERE name = 'state'";
    if db.fetch_optional(edited, &[]).await?.is_none() {
        let mut tx = db.begin().await?;
        tx.execute_batch(EDITED).await?;
        tx.commit().await?;
    }
    for (number, (season, title, about, cents)) in (1_i64..).zip(PUBLISHED) {
        let sql = "INSERT INTO issues (id, number, season, title, about, cents, file) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let (id, file) = (format!("no-{number}"), format!("no-{number}.pdf"));
        db.execute(sql, args![id, number, season, title, about, cents, file]).await?;
    }
    Ok(())
}

impl Issue {
    /// Returns every issue that is on sale, newest first.
    pub async fn all(db: &Db) -> db::Result<Vec<Issue>> {
        let rows = db.fetch_all(&format!("SELECT * FROM {ON_SALE} ORDER BY number DESC"), &[]).await?;
        rows.iter().map(Issue::from_row).collect()
    }

    /// Returns the issue with this id, on sale or not.
    pub async fn find(db: &Db, id: &str) -> db::Result<Option<Issue>> {
        let row = db.fetch_optional("SELECT * FROM issues WHERE id = $1", args![id]).await?;
        row.as_ref().map(Issue::from_row).transpose()
    }

    /// Returns the number of copies sold so far.
    pub async fn circulation(&self, db: &Db) -> db::Result<i64> {
        let sql = "SELECT COALESCE(SUM(copies), 0) AS copies FROM circulation WHERE issue = $1";
        let row = db.fetch_optional(sql, args![&self.id]).await?;
        row.map_or(Ok(0), |row| row.get("copies"))
    }

    /// Reads a row of the table.
    pub fn from_row(row: &Row) -> db::Result<Issue> {
        Ok(Issue {
            id: row.get("id")?,
            number: row.get("number")?,
            season: row.get("season")?,
            title: row.get("title")?,
            about: row.get("about")?,
            price: Money::new(row.get("cents")?, Currency::EUR),
            file: row.get("file")?,
        })
    }
}
