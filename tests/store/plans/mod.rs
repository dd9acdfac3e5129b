//! The plans of the library's statements in a shop of a million orders.
//!
//! Every statement that the library runs in a test is explained, once for each engine, when the next test ends. That test fails if
//! the statement reads a whole table that grows with the shop, or all that a column of few values selects of it.

use std::{
    backtrace::Backtrace,
    collections::HashMap,
    fmt::Debug,
    sync::{Arc, LazyLock, Mutex, Once, PoisonError},
};

use pannier::db::Dialect;
use tracing::{
    Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use self::planner::{Access, Plan, Planner};
use crate::world::World;

mod planner;

/// The tables that grow with the orders, with the visitors, or with the catalogue.
const GROWING: [&str; 31] = [
    "pannier_orders",
    "pannier_order_facets",
    "pannier_order_lines",
    "pannier_order_taxes",
    "pannier_order_discounts",
    "pannier_payments",
    "pannier_refunds",
    "pannier_refund_items",
    "pannier_disputes",
    "pannier_shipments",
    "pannier_downloads",
    "pannier_corrections",
    "pannier_invoices",
    "pannier_codes",
    "pannier_code_redemptions",
    "pannier_signals",
    "pannier_signal_deliveries",
    "pannier_webhooks",
    "pannier_audit_log",
    "pannier_sessions",
    "pannier_mail_limits",
    "pannier_staff_sessions",
    "pannier_sign_in_links",
    "pannier_products",
    "pannier_removed_products",
    "pannier_managed_products",
    "pannier_managed_terms",
    "pannier_terms",
    "pannier_pictures",
    "pannier_vat_checks",
    "pannier_withdrawals",
];

/// The indexes of what is still to be done, or needs attention: they may be read as a whole.
const SMALL: [&str; 17] = [
    "pannier_payments_live",
    "pannier_payments_poll",
    "pannier_payments_offline",
    "pannier_payments_attention",
    "pannier_refunds_due",
    "pannier_refunds_holding",
    "pannier_refunds_waiting",
    "pannier_refunds_restock_open",
    "pannier_disputes_holding",
    "pannier_signal_deliveries_due",
    "pannier_signal_deliveries_waiting",
    "pannier_signal_deliveries_failed",
    "pannier_webhooks_due",
    "pannier_managed_products_stale",
    "pannier_vat_checks_due",
    "pannier_withdrawals_due",
    "pannier_withdrawals_open",
];

/// Columns of few values, each of which selects a large share of a table.
const COARSE: [&str; 5] = ["status", "provider", "receiver", "kind", "state"];

/// The statements that may read more than others, by a part of their text, and why.
const EXCEPTIONS: [(&str, &str); 10] = [
    (
        "WITH frozen (kind, item_id",
        "the lines of one order: without its parameters, PostgreSQL does not know their types",
    ),
    (
        "ORDER BY w.received_at DESC, w.id DESC LIMIT",
        "the newest webhooks, and the newest withdrawals: an index from its end",
    ),
    ("ORDER BY e.at DESC, e.id DESC LIMIT", "the newest entries of the audit log: an index from its end"),
    ("ORDER BY p.created_at, p.id LIMIT", "the oldest shipments with a status: an index from its beginning"),
    ("SELECT s.carrier FROM (SELECT carrier", "the newest shipments with a status: an index from its end"),
    ("SELECT kind, id FROM pannier_products WHERE number IN", "a page of a list: an index alone, from its nearer end"),
    ("AS part, CAST(COUNT(*) AS BIGINT) AS products", "the versions of the sitemap, which are kept for a minute"),
    ("AND state = 'draft' LIMIT 1001)", "the counts of a list: an index alone, up to 1,001 rows of each state"),
    ("CAST(SUM(revision) AS BIGINT) AS version", "the versions of settings, of which there are few"),
    ("lexemes @@", "a search: PostgreSQL knows how rare a kind is, and may read all of its products instead"),
];

/// The statements so far, by their engine and text.
static STATEMENTS: LazyLock<Mutex<HashMap<(Dialect, String), Statement>>> = LazyLock::new(Mutex::default);

struct Statement {
    /// Where it was run first.
    from: Arc<Backtrace>,
    explained: bool,
}

/// Collects the statements that are run from now on in this process.
pub fn collect() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Collector).expect("the only one"));
}

/// Explains the statements of an engine that are new.
///
/// # Panics
/// If one of the library's reads too much, or cannot be explained.
pub async fn check(dialect: Dialect) {
    let mut new = Vec::new();
    for ((of, sql), statement) in &mut *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner) {
        if *of == dialect && !statement.explained {
            statement.explained = true;
            new.push((sql.clone(), Arc::clone(&statement.from)));
        }
    }
    if new.is_empty() {
        return;
    }
    let (mut planner, mut faults) = (Planner::open(dialect).await, Vec::new());
    for (sql, from) in new {
        let fault = match planner.explain(&sql).await {
            Ok(plan) => plan.and_then(|plan| fault(&sql, &plan)),
            Err(_) if is_exception(&sql) => None,
            Err(error) => Some(error.to_string()),
        };
        if let Some(fault) = fault
            && is_of_the_library(&from)
        {
            faults.push(format!("{sql}\n{fault}"));
        }
    }
    assert!(
        faults.is_empty(),
        "on {dialect:?}, these statements read too much, or cannot be explained:\n\n{}\n",
        faults.join("\n\n")
    );
}

/// Returns what is wrong with a statement's plan, if anything is.
fn fault(sql: &str, plan: &Plan) -> Option<String> {
    if is_exception(sql) {
        return None;
    }
    let broad: Vec<&Access> = plan.accesses.iter().filter(|access| is_broad(access)).collect();
    (!broad.is_empty()).then(|| format!("{broad:?}:\n{}", plan.text))
}

fn is_exception(sql: &str) -> bool {
    EXCEPTIONS.iter().any(|(part, _)| sql.contains(part))
}

/// Whether rows are read that no column tells apart.
fn is_broad(access: &Access) -> bool {
    GROWING.contains(&access.table.as_str())
        && access.index.as_ref().is_none_or(|index| !SMALL.contains(&index.as_str()))
        && access.columns.iter().all(|column| COARSE.contains(&column.as_str()))
}

/// Whether the library has run a statement, rather than a test: by the first of the two below the module of the database.
fn is_of_the_library(from: &Backtrace) -> bool {
    let frames = from.to_string();
    let names = frames.lines().filter_map(|line| {
        let (number, name) = line.trim_start().split_once(": ")?;
        number.parse::<u32>().ok().map(|_| name.trim_start_matches(['<', '&']))
    });
    let is_database = |name: &&str| name.starts_with("pannier::store::db::");
    let mut callers = names.skip_while(|name| !is_database(name)).filter(|name| !is_database(name));
    let caller = callers.find(|name| name.starts_with("pannier::") || name.starts_with("store::"));
    caller.is_none_or(|name| name.starts_with("pannier::"))
}

/// Whether a text is a single statement that reads or writes rows.
fn is_planned(sql: &str) -> bool {
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    verbs.contains(&sql.split_whitespace().next().unwrap_or_default()) && !sql.contains(';')
}

/// Notes each statement that is run, unless a test has a subscriber of its own.
struct Collector;

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "pannier::sql"
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let dialect = if fields.dialect == "Sqlite" { Dialect::Sqlite } else { Dialect::Postgres };
        let Some(sql) = fields.sql.filter(|sql| is_planned(sql)) else { return };
        let mut statements = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Statement { from: Arc::new(Backtrace::force_capture()), explained: false };
        statements.entry((dialect, sql)).or_insert_with(new);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    dialect: String,
    sql: Option<String>,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.sql = Some(value.to_owned());
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "dialect" {
            self.dialect = format!("{value:?}");
        }
    }
}

#[tokio::test]
async fn a_statement_that_reads_too_much_is_found() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let mut planner = Planner::open(dialect).await;
        let mut reads_too_much = async |sql: &str| {
            let plan = planner.explain(sql).await.unwrap().expect("a table of the store");
            fault(sql, &plan).is_some()
        };
        for sql in [
            "SELECT name FROM pannier_orders WHERE city = $1",
            "SELECT o.name FROM pannier_payments AS p JOIN pannier_orders o ON o.id = p.order_id WHERE p.message = $1",
            "SELECT name FROM pannier_orders WHERE id IN (SELECT order_id FROM pannier_payments WHERE provider = $1)",
            "UPDATE pannier_signal_deliveries SET due_at = $1 WHERE status <> 'done'",
        ] {
            assert!(reads_too_much(sql).await, "{dialect:?}: {sql}");
        }
        for sql in [
            "SELECT name FROM pannier_orders WHERE number = $1",
            "SELECT s.order_id FROM pannier_signal_deliveries d JOIN pannier_signals s ON s.id = d.signal_id \
             WHERE d.status = 'failed'",
            "SELECT name FROM pannier_orders WHERE LOWER(email) = $1 AND placed_at IS NOT NULL",
            // PostgreSQL cannot derive the type of the third parameter.
            "UPDATE pannier_payments SET poll_at = $3, updated_at = CASE WHEN $2 = 'open' THEN NULL ELSE $3 END WHERE id = $1",
            "SELECT value FROM pannier_counters",
        ] {
            assert!(!reads_too_much(sql).await, "{dialect:?}: {sql}");
        }
        assert!(planner.explain("SELECT id FROM posters").await.unwrap().is_none(), "a table of an app");
    }
}

#[tokio::test]
async fn the_statements_of_the_library_are_told_from_those_of_the_tests() {
    let world = World::on_sqlite().await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    world.number("SELECT COUNT(*) AS n FROM pannier_orders WHERE city = 'of a test'", &[]).await;
    let from = |part: &str| {
        let statements = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
        let found = statements.iter().find(|((_, sql), _)| sql.contains(part));
        Arc::clone(&found.expect("a statement").1.from)
    };
    assert!(is_of_the_library(&from("INSERT INTO pannier_orders (id, token, creation_key")));
    assert!(!is_of_the_library(&from("city = 'of a test'")));
}
