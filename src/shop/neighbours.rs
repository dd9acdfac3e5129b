//! Shared by the shop's three tables: ordered lists whose product pages show the next few rows, too.

/// Returns a query for the row of `source` with id `$1` and the next three, wrapping around at the end.
/// `source` is `table` or a view of it.
///
/// One query instead of two, since product pages are requested most. Without such a row, it returns the
/// first rows: see [`split_first`].
pub fn with_neighbours(source: &str, table: &str) -> String {
    // Each part of the union uses an index. With an OR instead, PostgreSQL scans the whole table, which may
    // be long.
    let here = format!("COALESCE((SELECT position FROM {table} WHERE id = $1), 0)");
    format!(
        "SELECT * FROM {source} WHERE id IN (
            SELECT id FROM {table} WHERE id = $1
            UNION SELECT id FROM (SELECT id FROM {table} WHERE position > {here} ORDER BY position LIMIT 3) AS next
            UNION SELECT id FROM (SELECT id FROM {table} ORDER BY position LIMIT 3) AS first)
        ORDER BY CASE WHEN id = $1 THEN 0 WHEN position > {here} THEN 1 ELSE 2 END, position LIMIT 4"
    )
}

/// Splits off the first row, if it is the wanted one.
pub fn split_first<T>(mut rows: Vec<T>, wanted: impl Fn(&T) -> bool) -> Option<(T, Vec<T>)> {
    if !rows.first().is_some_and(wanted) {
        return None;
    }
    let first = rows.remove(0);
    Some((first, rows))
}
