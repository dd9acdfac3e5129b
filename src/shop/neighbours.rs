//! What the shop's three tables have in common: they are lists with an order, and a page shows one row and the next few.

/// One row of `source` by its id (`$1`) and the three that follow it, from the end on to the beginning. `source` is `table`
/// or a view of it.
///
/// One query instead of two, as product pages are what is asked for most. Where there is no such row, the first rows come
/// back: see [`split_first`].
pub fn with_neighbours(source: &str, table: &str) -> String {
    // One list of ids, and each part of it comes from an index: a table may be long, and PostgreSQL goes through all of it where
    // there is an OR.
    let here = format!("COALESCE((SELECT position FROM {table} WHERE id = $1), 0)");
    format!(
        "SELECT * FROM {source} WHERE id IN (
            SELECT id FROM {table} WHERE id = $1
            UNION SELECT id FROM (SELECT id FROM {table} WHERE position > {here} ORDER BY position LIMIT 3) AS next
            UNION SELECT id FROM (SELECT id FROM {table} ORDER BY position LIMIT 3) AS first)
        ORDER BY CASE WHEN id = $1 THEN 0 WHEN position > {here} THEN 1 ELSE 2 END, position LIMIT 4"
    )
}

/// Takes the first row apart from the others, if it is the one that was asked for.
pub fn split_first<T>(mut rows: Vec<T>, wanted: impl Fn(&T) -> bool) -> Option<(T, Vec<T>)> {
    if !rows.first().is_some_and(wanted) {
        return None;
    }
    let first = rows.remove(0);
    Some((first, rows))
}
