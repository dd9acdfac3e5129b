//! Shared by the shop's three tables: ordered lists whose product pages show the next few rows, too.

use pannier::{
    args,
    db::{self, Db, Row},
};

/// Loads the row of `source` with this id, in any state, and the next three that are published, wrapping around at the
/// end. `source` is `table` or a query of it; `read` reads a row.
///
/// One query instead of two, since product pages are requested most.
pub async fn with_neighbours<T>(
    db: &Db,
    (source, table): (&str, &str),
    id: &str,
    read: impl Fn(&Row) -> db::Result<T>,
) -> db::Result<Option<(T, Vec<T>)>> {
    let rows = db.fetch_all(&query(source, table), args![id]).await?;
    // Without such a row, the query returns the first rows.
    match rows.split_first() {
        Some((row, others)) if row.get::<String>("id")? == id => {
            Ok(Some((read(row)?, others.iter().map(read).collect::<db::Result<_>>()?)))
        }
        _ => Ok(None),
    }
}

fn query(source: &str, table: &str) -> String {
    // Each part of the union uses an index. With an OR instead, PostgreSQL scans the whole table, which may
    // be long.
    let here = format!("COALESCE((SELECT position FROM {table} WHERE id = $1), 0)");
    let published = format!("SELECT id FROM {table} WHERE state = 'published'");
    format!(
        "SELECT * FROM {source} WHERE id IN (
            SELECT id FROM {table} WHERE id = $1
            UNION SELECT id FROM ({published} AND position > {here} ORDER BY position LIMIT 3) AS next
            UNION SELECT id FROM ({published} ORDER BY position LIMIT 3) AS first)
        ORDER BY CASE WHEN id = $1 THEN 0 WHEN position > {here} THEN 1 ELSE 2 END, position LIMIT 4"
    )
}
