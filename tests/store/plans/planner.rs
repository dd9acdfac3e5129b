//! Explains statements.
//!
//! On SQLite a statement is explained twice: without statistics, as the shop has none, and with those of a large shop, as an app
//! may have run `ANALYZE`. PostgreSQL has the statistics of a large shop, does not know the parameters, and scans no table that it
//! can read by an index.

use std::collections::HashMap;

use pannier::{
    db::Dialect,
    sqlx::{self, Connection as _, PgConnection, Row as _, SqliteConnection, raw_sql},
};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::GROWING;
use crate::{database, fill::fill, world::fresh_dir};

/// The number of orders in the databases, and of those whose statistics they have.
const ORDERS: u64 = 2_000;
const LARGE: u64 = 1_000_000;

/// Corrections, baskets, products, staff, codes, and rows that completed orders leave in no table.
const OTHERS: &str = "
    INSERT INTO pannier_corrections (order_id, number, email, address, corrected_at, actor)
        SELECT id, 1, 'corrected-' || email, '{}', updated_at, 'command-line' FROM pannier_orders WHERE status = 'completed';
    INSERT INTO pannier_invoices
        (id, series, number, name, kind, order_id, part, issued_at, total_amount, currency, body, hash)
        SELECT id, '2026', ROW_NUMBER() OVER (ORDER BY number), '2026-' || number, 'invoice', id, '', updated_at, 990, 'EUR', '{}', id
        FROM pannier_orders WHERE status = 'completed' AND number IS NOT NULL ORDER BY number;
    INSERT INTO pannier_orders (id, token, status, created_at, updated_at, first_order_id)
        SELECT 'b' || id, 'b' || token, 'created', created_at, updated_at, 'b' || id FROM pannier_orders WHERE status = 'completed';
    INSERT INTO pannier_order_taxes (order_id, position, kind, item_id, code, rate, on_top, net_amount, tax_amount)
        SELECT id, 1, 'album', 'blue-hour', 'S', 190000, 0, 832, 158 FROM pannier_orders WHERE status = 'created';
    INSERT INTO pannier_refund_items (refund_id, position, kind, item_id, quantity, amount)
        SELECT id, 1, 'album', 'blue-hour', 1, amount FROM pannier_refunds;
    INSERT INTO pannier_order_discounts (order_id, position, promotion, label, amount)
        SELECT id, 1, 'three-for-two', 'Three for two', 100 FROM pannier_orders WHERE status = 'created';
    INSERT INTO pannier_audit_log (id, at, actor, act, order_id, subject, detail, form)
        SELECT 'a' || id, updated_at, 'staff:' || number % 12, 'order.note', id, '', 'a note', 'f' || id
        FROM pannier_orders WHERE number IS NOT NULL;
    INSERT INTO pannier_products (number, kind, id, sort_key, terms, url, amount, position, updated_at)
        WITH RECURSIVE product (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM product WHERE i < 2000)
        SELECT i, CASE WHEN i % 2 = 0 THEN 'product' ELSE 'file' END, 'p' || i, 'title ' || i, 'title ' || i, '/p/' || i, i % 500, i, i
        FROM product;
    INSERT INTO pannier_managed_products
        (kind, id, state, title, sort_key, version, revision, indexed, updated_at, updated_by)
        SELECT kind, id, CASE WHEN number % 3 = 0 THEN 'draft' ELSE 'published' END, sort_key, sort_key, 1, 1, 1,
        updated_at, '' FROM pannier_products;
    INSERT INTO pannier_managed_terms (kind, term, id)
        SELECT kind, 'title', id FROM pannier_products UNION ALL SELECT kind, 'of-' || id, id FROM pannier_products;
    INSERT INTO pannier_pictures (id, width, height, created_at) SELECT id, 1920, 1280, updated_at FROM pannier_products;
    INSERT INTO pannier_removed_products (kind, id, removed_at) SELECT kind, 'removed ' || id, updated_at FROM pannier_products;
    INSERT INTO pannier_mail_limits (recipient, sent, started_at) SELECT id, 1, updated_at FROM pannier_products;
    INSERT INTO pannier_staff (id, email, name, role, created_at) SELECT id, id, id, 'packer', updated_at FROM pannier_products;
    INSERT INTO pannier_staff_sessions (hash, staff_id, agent, created_at, seen_at, expires_at)
        SELECT id, id, '', updated_at, updated_at, updated_at FROM pannier_products;
    INSERT INTO pannier_sign_in_links (hash, staff_id, browser_hash, code_hash, created_at, expires_at)
        SELECT id, id, id, id, updated_at, updated_at FROM pannier_products;
    INSERT INTO pannier_codes (code, label, percent, series, created_at, label_key, series_key)
        SELECT 'C' || id, '', 1000, 's' || number % 20, updated_at, 'L' || id, 'S' || number % 20 FROM pannier_products;
    INSERT INTO pannier_vat_checks (vat_id, answer, checked_at, due_at)
        SELECT 'DE' || id, CASE WHEN number % 9 = 0 THEN 'unknown' ELSE 'valid' END, updated_at,
        CASE WHEN number % 9 = 0 THEN updated_at END FROM pannier_products;
    INSERT INTO pannier_withdrawals (id, token, order_id, identified, order_typed, name, email, lines, text, language, valid,
        created_at, received_at, late, due_at, receipt_at, closed_at)
        SELECT 'w' || id, 'w' || token, id, 1, CAST(number AS TEXT), name, email, '', '', 'en', 1, updated_at,
        CASE WHEN number % 9 <> 1 THEN updated_at END, 0, CASE WHEN number % 90 = 2 THEN updated_at END, updated_at,
        CASE WHEN number % 90 <> 2 THEN updated_at END FROM pannier_orders WHERE number IS NOT NULL;
    INSERT INTO pannier_code_redemptions (order_id, code, person, redeemed_at)
        SELECT id, 'Cp' || (number % 2000 + 1), email, updated_at FROM pannier_orders WHERE number IS NOT NULL;";

/// How a statement is run.
pub struct Plan {
    /// As the engine shows it.
    pub text: String,
    pub accesses: Vec<Access>,
}

/// How a statement reads a table.
#[derive(Debug)]
pub struct Access {
    pub table: String,
    pub index: Option<String>,
    /// The columns by which rows are selected from the index; none if all are read.
    pub columns: Vec<String>,
}

/// Connections to databases that have the tables of the store, and the table of each index.
pub struct Planner {
    connections: Connections,
    indexes: HashMap<String, String>,
}

enum Connections {
    /// Without statistics, and with them.
    Sqlite([SqliteConnection; 2]),
    Postgres(PgConnection),
}

impl Planner {
    pub async fn open(dialect: Dialect) -> Planner {
        match dialect {
            Dialect::Sqlite => {
                let [plain, large] = sqlite().await;
                let mut plain = SqliteConnection::connect(plain).await.unwrap();
                let large = SqliteConnection::connect(large).await.unwrap();
                let sql = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'";
                let rows = sqlx::query(sql).fetch_all(&mut plain).await.unwrap();
                let indexes = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
                Planner { connections: Connections::Sqlite([plain, large]), indexes }
            }
            Dialect::Postgres => {
                let mut connection = PgConnection::connect(postgres().await).await.unwrap();
                let sql = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
                raw_sql(sql).execute(&mut connection).await.unwrap();
                let sql = "SELECT CAST(indexname AS TEXT), CAST(tablename AS TEXT) FROM pg_indexes";
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                let indexes = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
                Planner { connections: Connections::Postgres(connection), indexes }
            }
        }
    }

    /// Returns the plan of a statement; `None` if it is about a table that only an app or a plug-in has.
    pub async fn explain(&mut self, sql: &str) -> sqlx::Result<Option<Plan>> {
        let Planner { connections, indexes } = self;
        let plan = match connections {
            Connections::Sqlite(connections) => on_sqlite(connections, indexes, sql).await,
            Connections::Postgres(connection) => on_postgres(connection, indexes, sql).await,
        };
        match plan {
            Err(error) if is_unknown_table(&error) => Ok(None),
            plan => plan.map(Some),
        }
    }
}

fn is_unknown_table(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
}

async fn on_sqlite(
    connections: &mut [SqliteConnection; 2],
    indexes: &HashMap<String, String>,
    sql: &str,
) -> sqlx::Result<Plan> {
    let (explain, mut steps) = (format!("EXPLAIN QUERY PLAN {sql}"), Vec::<String>::new());
    for connection in connections {
        let rows = sqlx::query(&explain).fetch_all(connection).await?;
        steps.extend(rows.iter().map(|row| row.get::<String, _>("detail")));
    }
    let accesses = steps.iter().filter_map(|step| access(step, sql, indexes)).collect();
    Ok(Plan { text: steps.join("\n"), accesses })
}

/// Reads a step of a plan of SQLite, such as `SEARCH p USING INDEX pannier_payments_order (order_id=?)`.
fn access(step: &str, sql: &str, indexes: &HashMap<String, String>) -> Option<Access> {
    let step = step.strip_prefix("SCAN ").or(step.strip_prefix("SEARCH "))?;
    let (name, how) = step.split_once(' ').unwrap_or((step, ""));
    // The search index, which is only asked for the rows with a word.
    if how.starts_with("VIRTUAL TABLE") {
        return None;
    }
    let index = how.split_once("INDEX ").and_then(|(_, rest)| rest.split(' ').next()).map(str::to_owned);
    let table = match index.as_ref().and_then(|index| indexes.get(index)) {
        Some(table) => table.clone(),
        None => GROWING.into_iter().find(|table| is_named(sql, table, name))?.to_owned(),
    };
    let condition =
        how.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(condition, _)| condition);
    // SQLite makes an automatic index of the whole table, for one statement.
    let columns = match condition.is_empty() || how.contains("AUTOMATIC") {
        true => Vec::new(),
        false => condition.split(" AND ").map(|term| term.trim_end_matches(['?', '=', '<', '>']).to_owned()).collect(),
    };
    Some(Access { table, index, columns })
}

/// Whether a statement has a table by this name, the table's own or an alias.
fn is_named(sql: &str, table: &str, name: &str) -> bool {
    let words = sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty() && *word != "AS");
    let words: Vec<&str> = words.collect();
    words.iter().enumerate().any(|(at, word)| *word == table && (name == table || words.get(at + 1) == Some(&name)))
}

async fn on_postgres(
    connection: &mut PgConnection,
    indexes: &HashMap<String, String>,
    sql: &str,
) -> sqlx::Result<Plan> {
    let mut types = vec!["unknown"; parameters(sql)];
    let list = |items: &[&str]| if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) };
    loop {
        let prepare = format!("PREPARE statement {} AS {sql}", list(&types));
        match raw_sql(&prepare).execute(&mut *connection).await {
            Ok(_) => break,
            // The library binds each parameter with its type. One that cannot be derived is a number.
            Err(error) => match mistyped(&error).and_then(|number| types.get_mut(number.checked_sub(1)?)) {
                Some(of) if *of == "unknown" => *of = "bigint",
                _ => return Err(error),
            },
        }
    }
    let explain = format!("EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE statement {}", list(&vec!["NULL"; types.len()]));
    let row = sqlx::query(&explain).persistent(false).fetch_one(&mut *connection).await?;
    raw_sql("DEALLOCATE statement").execute(&mut *connection).await?;
    let text: String = row.try_get_unchecked(0)?;
    let (plan, mut accesses): (Value, _) = (serde_json::from_str(&text).expect("JSON"), Vec::new());
    read_node(&plan[0]["Plan"], indexes, &mut accesses);
    Ok(Plan { text, accesses })
}

/// Returns the number of a statement's parameters.
fn parameters(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

/// Returns the parameter whose type PostgreSQL cannot derive: `inconsistent types deduced for parameter $4`.
fn mistyped(error: &sqlx::Error) -> Option<usize> {
    error.as_database_error()?.message().split_once("parameter $")?.1.parse().ok()
}

/// Collects the accesses of a node of a plan of PostgreSQL, and of the nodes below it.
fn read_node(node: &Value, indexes: &HashMap<String, String>, accesses: &mut Vec<Access>) {
    let text = |name: &str| node[name].as_str().map(str::to_owned);
    let index = text("Index Name");
    let table = index.as_ref().and_then(|index| indexes.get(index).cloned()).or(text("Relation Name"));
    if let Some(table) = table
        && (index.is_some() || node["Node Type"] == "Seq Scan")
    {
        accesses.push(Access { table, index, columns: columns(&text("Index Cond").unwrap_or_default()) });
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        read_node(child, indexes, accesses);
    }
}

/// Returns the columns of a condition such as `((receiver = $3) AND (due_at <= $1))`: what stands before an operator. That a
/// column is not null selects nothing.
fn columns(condition: &str) -> Vec<String> {
    let words: Vec<&str> = condition.split([' ', '(', ')']).filter(|word| !word.is_empty()).collect();
    let operators = ["=", "<", ">", "<=", ">=", "@@"];
    words.windows(2).filter(|pair| operators.contains(&pair[1])).map(|pair| pair[0].to_owned()).collect()
}

/// The addresses of a database without statistics, and of one with those of a large shop.
async fn sqlite() -> &'static [String; 2] {
    static DATABASES: OnceCell<[String; 2]> = OnceCell::const_new();
    let open = async || {
        let (plain, large) = (database::sqlite(&fresh_dir()).await, database::sqlite(&fresh_dir()).await);
        fill(&large, ORDERS, |_, _| {}).await.unwrap();
        let mut connection = SqliteConnection::connect(&large).await.unwrap();
        // The first figure of an index is the number of its rows.
        let sql = format!(
            "{OTHERS} ANALYZE; UPDATE sqlite_stat1 \
             SET stat = (CAST(stat AS INTEGER) * {}) || SUBSTR(stat, INSTR(stat, ' ')) WHERE idx LIKE '%pannier_%'",
            LARGE / ORDERS
        );
        raw_sql(&sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        [plain, large]
    };
    DATABASES.get_or_init(open).await
}

/// The address of a database with the statistics of a large shop.
async fn postgres() -> &'static str {
    static DATABASE: OnceCell<String> = OnceCell::const_new();
    let open = async || {
        let url = database::postgres().await;
        fill(&url, ORDERS, |_, _| {}).await.unwrap();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        // PostgreSQL estimates the rows of a table by its pages, and by the rows of a page.
        let sql = format!(
            "{OTHERS} ANALYZE; \
             UPDATE pg_class SET reltuples = reltuples * {} WHERE relname LIKE 'pannier_%' AND reltuples > 0",
            LARGE / ORDERS
        );
        raw_sql(&sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        url
    };
    DATABASE.get_or_init(open).await
}
