//! Which orders a query selects, and in how many steps.
//!
//! Every list is in the order of the numbers, and every filter has an index in that order, so one filter is read from
//! its index until the page is full. Of several, one is read and the others are checked: of all its orders, if few
//! satisfy both. So only those numbers are looked at that have at most [`WINDOW`] orders in the index that is read. It
//! is that of the filter for which they reach furthest; a filter that has no more orders than that leaves nothing to
//! look at later.

use super::{
    attention,
    condition::Condition,
    query::{OrderQuery, OrderTab},
    search::{ALIKE, SAME, Search},
};
use crate::{
    args,
    model::Timestamp,
    store::db::{Db, Dialect, Result, Row, Value},
};

/// The greatest number of orders of one filter that are looked at in one go, if there are others.
const WINDOW: i64 = 2_500;

/// Among how many orders those of a time are searched for the least or greatest number: instances have clocks of their
/// own, so orders of the same minutes may be the other way round by their times than by their numbers.
const DISORDER: i64 = 1_000;

/// The parameters of a statement, as it is put together.
#[derive(Default)]
pub(super) struct Args(pub(super) Vec<Value>);

impl Args {
    /// Adds a parameter. Returns its name in the statement.
    pub(super) fn add(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }
}

/// Order numbers: from one on, and below another.
#[derive(Clone, Copy)]
pub(super) struct Range {
    from: i64,
    before: i64,
}

impl Range {
    /// Returns all numbers below this one; all, without one.
    pub(super) fn before(number: Option<i64>) -> Range {
        Range { from: i64::MIN, before: number.unwrap_or(i64::MAX) }
    }

    pub(super) fn condition(self, number: &str, args: &mut Args) -> String {
        format!("{number} < {} AND {number} >= {}", args.add(self.before), args.add(self.from))
    }
}

/// How a statement finds the numbers of orders: `SELECT driver.number FROM {from} WHERE {condition}`.
pub(super) struct Source {
    pub from: String,
    pub condition: String,
}

impl Source {
    /// Returns a query for the greatest of the numbers.
    fn greatest(&self, most: i64) -> String {
        let Source { from, condition } = self;
        format!("SELECT driver.number FROM {from} WHERE {condition} ORDER BY driver.number DESC LIMIT {most}")
    }

    /// Leaves out the orders that do not satisfy these conditions on the order `o`, or were not placed between these times.
    pub(super) fn check(
        &mut self,
        mut conditions: Vec<String>,
        (from, until): (Option<Timestamp>, Option<Timestamp>),
        args: &mut Args,
    ) {
        conditions.extend(from.map(|from| format!("o.placed_at >= {}", args.add(from))));
        conditions.extend(until.map(|until| format!("o.placed_at < {}", args.add(until))));
        if !conditions.is_empty() {
            // A subquery for each order: as a join, an engine may find orders by one of the conditions instead.
            self.condition += &format!(
                " AND (SELECT COUNT(*) FROM pannier_orders o WHERE o.number = driver.number AND {}) > 0",
                conditions.join(" AND ")
            );
        }
    }

    /// Returns the numbers that are in another source as well. Each is read as a whole.
    pub(super) fn and(self, other: Source, args: &mut Args, range: Range) -> Source {
        let numbers = |Source { from, condition }| format!("SELECT driver.number FROM {from} WHERE {condition}");
        Source {
            from: format!("({} INTERSECT {}) driver", numbers(self), numbers(other)),
            condition: range.condition("driver.number", args),
        }
    }
}

/// What a query selects in one go.
pub(in crate::store::order) struct Selection<'q> {
    search: Option<Search>,
    needs_attention: bool,
    /// The condition by which orders are found, unless those of the search or those that need attention are.
    driver: Option<Condition<'q>>,
    others: Vec<Condition<'q>>,
    placed: (Option<Timestamp>, Option<Timestamp>),
    range: Range,
    /// The number below which the query selects more orders, maybe.
    rest: Option<i64>,
    /// Whether the search leaves out orders that begin with what it looks for.
    truncated: bool,
}

/// Orders of a query, the newest first, as rows.
pub(in crate::store::order) struct Part {
    pub rows: Vec<Row>,
    /// The number below which the list continues.
    pub next: Option<i64>,
    pub truncated: bool,
}

/// How much of an index is in a window.
struct Reach {
    count: i64,
    /// The least number.
    least: Option<i64>,
}

impl<'q> Selection<'q> {
    /// Returns what a query selects in one go. `None` if that is nothing, for certain.
    pub(in crate::store::order) async fn new(db: &Db, query: &'q OrderQuery) -> Result<Option<Selection<'q>>> {
        if !query.is_text() {
            return Ok(None);
        }
        let range = range_of(db, query).await?;
        if range.from >= range.before {
            return Ok(None);
        }
        let mut selection = Selection {
            search: query.search.as_deref().and_then(Search::new),
            needs_attention: query.tab == OrderTab::NeedsAttention,
            driver: None,
            others: Condition::all(query),
            placed: (query.placed_from, query.placed_until),
            range,
            rest: None,
            truncated: false,
        };
        if selection.search.is_some() {
            selection.limit_search(db).await?;
        } else if !selection.needs_attention {
            selection.choose_driver(db).await?;
        }
        Ok(Some(selection))
    }

    /// Looks only at the numbers that the search has all orders of.
    async fn limit_search(&mut self, db: &Db) -> Result<()> {
        let Some(search) = &self.search else { return Ok(()) };
        let (mut args, dialect) = (Args::default(), db.dialect());
        let same = search.same(&mut args, self.range, dialect);
        let alike = search.alike(&mut args, ALIKE + 1, dialect);
        if same.is_empty() {
            return Ok(());
        }
        let reaches = reaches(db, &[&same[..], &alike[..]].concat(), &args).await?;
        let (same, alike) = reaches.split_at(same.len());
        self.truncated = alike.iter().any(|reach| reach.count > ALIKE);
        self.rest = same.iter().filter(|reach| reach.count >= SAME).filter_map(|reach| reach.least).max();
        self.range.from = self.rest.unwrap_or(self.range.from);
        Ok(())
    }

    /// Chooses the condition by which orders are found, and looks only at as many numbers as it allows.
    async fn choose_driver(&mut self, db: &Db) -> Result<()> {
        let mut chosen = 0;
        if self.others.len() > 1 {
            let (mut args, range) = (Args::default(), self.range);
            let windows: Vec<String> =
                self.others.iter().map(|one| one.source(&mut args, range).greatest(WINDOW)).collect();
            let reaches = reaches(db, &windows, &args).await?;
            // The one with the fewest orders, or, of those with too many, with the least number.
            let best = reaches.iter().enumerate().min_by_key(|(_, reach)| (reach.count, reach.least));
            let Some((best, reach)) = best else { return Ok(()) };
            self.rest = reach.least.filter(|_| reach.count >= WINDOW);
            self.range.from = self.rest.unwrap_or(self.range.from);
            chosen = best;
        }
        self.driver = (!self.others.is_empty()).then(|| self.others.swap_remove(chosen));
        Ok(())
    }

    /// Returns a query for the greatest numbers of the orders that are selected.
    fn numbers(&self, args: &mut Args, dialect: Dialect, most: i64) -> String {
        let range = self.range;
        let found = self.search.as_ref().map(|search| search.source(args, range, dialect));
        let few = self.needs_attention.then(|| attention::source(args, range));
        let mut source = match (found, few, &self.driver) {
            (Some(found), Some(few), _) => found.and(few, args, range),
            (Some(source), None, _) | (None, Some(source), _) => source,
            (None, None, Some(driver)) => driver.source(args, range),
            (None, None, None) => {
                Source { from: "pannier_orders driver".to_owned(), condition: range.condition("driver.number", args) }
            }
        };
        let mut checks: Vec<String> = self.others.iter().map(|condition| condition.check(args)).collect();
        checks.extend(self.driver.as_ref().and_then(Condition::beyond_index));
        source.check(checks, self.placed, args);
        source.greatest(most)
    }

    /// Returns these columns of the orders `o`, which include the number.
    pub(in crate::store::order) async fn part(self, db: &Db, columns: &str, limit: u32) -> Result<Part> {
        let mut args = Args::default();
        // One more than is asked for tells whether there are more.
        let numbers = self.numbers(&mut args, db.dialect(), i64::from(limit) + 1);
        let sql = format!(
            "SELECT {columns} FROM ({numbers}) page CROSS JOIN pannier_orders o WHERE o.number = page.number \
             ORDER BY o.number DESC"
        );
        let mut rows = db.fetch_all(&sql, &args.0).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last() {
            Some(last) if more => Some(last.get("number")?),
            _ => self.rest,
        };
        Ok(Part { rows, next, truncated: self.truncated })
    }

    /// Returns the number of orders, `most` at most, and whether there are more, or may be.
    pub(super) async fn count(self, db: &Db, most: u32) -> Result<(u32, bool)> {
        let mut args = Args::default();
        let numbers = self.numbers(&mut args, db.dialect(), i64::from(most) + 1);
        let counted = db.fetch_one(&format!("SELECT COUNT(*) AS n FROM ({numbers}) counted"), &args.0).await?;
        let count = counted.get_u32("n")?;
        Ok((count.min(most), count > most || self.rest.is_some() || self.truncated))
    }
}

/// Returns the numbers among which the orders of a query are, by its times and the page before.
async fn range_of(db: &Db, query: &OrderQuery) -> Result<Range> {
    let mut range = Range::before(query.before);
    if query.placed_from.is_none() && query.placed_until.is_none() {
        return Ok(range);
    }
    let near = |condition: &str, order: &str| {
        format!(
            "(SELECT o.number FROM pannier_orders o WHERE o.placed_at {condition} AND o.number IS NOT NULL \
             ORDER BY o.placed_at {order}, o.number {order} LIMIT {DISORDER}) near"
        )
    };
    let sql = format!(
        "SELECT (SELECT MIN(near.number) FROM {}) AS first, (SELECT MAX(near.number) FROM {}) AS last",
        near(">= $1", "ASC"),
        near("< $2", "DESC")
    );
    let from = query.placed_from.map_or(i64::MIN, Timestamp::as_millis);
    let until = query.placed_until.map_or(i64::MAX, Timestamp::as_millis);
    let row = db.fetch_one(&sql, args![from, until]).await?;
    match (row.get::<Option<i64>>("first")?, row.get::<Option<i64>>("last")?) {
        (Some(first), Some(last)) => {
            range.from = first;
            range.before = range.before.min(last.saturating_add(1));
        }
        _ => range.before = range.from,
    }
    Ok(range)
}

async fn reaches(db: &Db, windows: &[String], args: &Args) -> Result<Vec<Reach>> {
    let of_each = windows.iter().enumerate().map(|(n, window)| {
        format!(
            "SELECT CAST({n} AS BIGINT) AS n, COUNT(*) AS orders, MIN(counted.number) AS least FROM ({window}) counted"
        )
    });
    let sql = format!("{} ORDER BY n", of_each.collect::<Vec<_>>().join(" UNION ALL "));
    let read = |row: &Row| Ok(Reach { count: row.get("orders")?, least: row.get("least")? });
    db.fetch_all(&sql, &args.0).await?.iter().map(read).collect()
}
