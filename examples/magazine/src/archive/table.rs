//! The tables of the archive, and the published issues.

use pannier::{
    Currency, Money, args,
    db::{self, Db, Row},
};

use super::Issue;

const ISSUES: &str = "CREATE TABLE IF NOT EXISTS issues (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    season TEXT NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    cents BIGINT NOT NULL
)";
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
    for (number, (season, title, about, cents)) in (1_i64..).zip(PUBLISHED) {
        let sql = "INSERT INTO issues VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
        db.execute(sql, args![format!("no-{number}"), number, season, title, about, cents]).await?;
    }
    Ok(())
}

impl Issue {
    /// Returns every issue, newest first.
    pub async fn all(db: &Db) -> db::Result<Vec<Issue>> {
        let rows = db.fetch_all("SELECT * FROM issues ORDER BY number DESC", &[]).await?;
        rows.iter().map(Issue::from_row).collect()
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
        })
    }
}
