//! Which of some orders have a withdrawal to answer, before something is done to all of them.

use super::{
    attention,
    condition::Condition,
    query::{OrderQuery, OrderTab},
    search::Search,
    selection::{Args, Range, Source},
};
use crate::store::{
    admin::Admin,
    db::{self, Row, Value, placeholders},
    withdrawn,
};

impl Admin<'_> {
    /// Returns the numbers of those of these orders from which a customer has withdrawn, as long as nobody has answered.
    pub(crate) async fn withdrawn_among(&self, numbers: &[i64]) -> db::Result<Vec<i64>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT o.number FROM pannier_orders o WHERE o.number IN ({}) AND {} > 0 ORDER BY o.number",
            placeholders(1, numbers.len()),
            withdrawn::open("o.id")
        );
        let args: Vec<Value> = numbers.iter().copied().map(Value::from).collect();
        self.read_numbers(&sql, &args).await
    }

    /// Returns the same of all orders that a query selects: see [`Admin::withdrawn_among`]. Its limit does not count.
    pub(crate) async fn withdrawn_matching(&self, query: &OrderQuery) -> db::Result<Vec<i64>> {
        if !query.is_text() {
            return Ok(Vec::new());
        }
        let (mut args, range) = (Args::default(), Range::before(query.before));
        // Few have a withdrawal to answer, however many the query selects.
        let mut few = Source {
            from: format!("(SELECT o.number + 0 AS number FROM {}) driver", withdrawn::ORDERS),
            condition: range.condition("driver.number", &mut args),
        };
        if query.tab == OrderTab::NeedsAttention {
            few = few.and(attention::source(&mut args, range), &mut args, range);
        }
        let mut checks: Vec<String> = Condition::all(query).iter().map(|one| one.check(&mut args)).collect();
        let search = query.search.as_deref().and_then(Search::new);
        checks.extend(search.map(|search| search.check(&mut args, self.store.db().dialect())));
        few.check(checks, (query.placed_from, query.placed_until), &mut args);
        let Source { from, condition } = few;
        let sql = format!("SELECT DISTINCT driver.number FROM {from} WHERE {condition} ORDER BY driver.number");
        self.read_numbers(&sql, &args.0).await
    }

    async fn read_numbers(&self, sql: &str, args: &[Value]) -> db::Result<Vec<i64>> {
        self.store.db().fetch_all(sql, args).await?.iter().map(|row: &Row| row.get("number")).collect()
    }
}
