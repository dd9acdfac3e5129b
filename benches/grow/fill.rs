//! Fills a migrated database with completed orders.
//!
//! The guards are off meanwhile: they would check each row, and let no order begin as completed. So are foreign keys and the
//! journal. The statements are those of `orders.sql`.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pannier::sqlx::{
    self, ConnectOptions as _, Connection as _, PgConnection, Row as _, SqliteConnection, raw_sql,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

const STATEMENTS: &str = include_str!("orders.sql");
/// The time over which the orders were placed, in milliseconds: 300 days. A session lasts longer.
const SPAN: u64 = 300 * 24 * 60 * 60 * 1000;
/// SQLite's cache in KiB, negative by its convention: random keys are inserted all over their indexes.
const CACHE: &str = "-500000";

/// Inserts this many orders, one at least. Reports the time that each statement has taken, by its table.
///
/// # Errors
/// If the database rejects a statement. Its guards may then be missing.
pub async fn fill(database: &str, orders: u64, report: impl Fn(&str, Duration)) -> sqlx::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis() as u64);
    let (start, step) = (now.saturating_sub(SPAN), SPAN / orders);
    let mut database = Database::open(database).await?;
    let guards = database.disable_guards().await?;
    let (grown, statements) =
        (database.grown(orders, start, step), STATEMENTS.replace("{orders}", &orders.to_string()));
    for statement in [grown.as_str()].into_iter().chain(statements.split_inclusive(";\n")) {
        let begun = Instant::now();
        database.run(statement).await?;
        report(table(statement), begun.elapsed());
    }
    database.run("DROP TABLE grown").await?;
    database.enable_guards(&guards).await
}

/// Returns the table that a statement writes to.
fn table(statement: &str) -> &str {
    let written = ["INSERT INTO ", "UPDATE "].iter().find_map(|verb| statement.split(verb).nth(1));
    written.and_then(|rest| rest.split(' ').next()).unwrap_or_default()
}

enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    async fn open(url: &str) -> sqlx::Result<Database> {
        if !url.starts_with("sqlite:") {
            return Ok(Database::Postgres(PgConnection::connect(url).await?));
        }
        let options: SqliteConnectOptions = url.parse()?;
        let options = options.journal_mode(SqliteJournalMode::Off).synchronous(SqliteSynchronous::Off);
        Ok(Database::Sqlite(options.foreign_keys(false).pragma("cache_size", CACHE).connect().await?))
    }

    async fn run(&mut self, sql: &str) -> sqlx::Result<()> {
        match self {
            Database::Sqlite(connection) => raw_sql(sql).execute(&mut *connection).await.map(drop),
            Database::Postgres(connection) => raw_sql(sql).execute(&mut *connection).await.map(drop),
        }
    }

    /// Disables the triggers. Returns the statements that create them again.
    async fn disable_guards(&mut self) -> sqlx::Result<Vec<String>> {
        let mut guards = Vec::new();
        match self {
            Database::Sqlite(connection) => {
                let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
                for trigger in sqlx::query(sql).fetch_all(&mut *connection).await? {
                    let name: String = trigger.try_get("name")?;
                    raw_sql(&format!("DROP TRIGGER {name}")).execute(&mut *connection).await?;
                    guards.push(trigger.try_get("sql")?);
                }
            }
            Database::Postgres(_) => {
                self.run("SET session_replication_role = replica; SET synchronous_commit = off").await?;
            }
        }
        Ok(guards)
    }

    /// Enables the triggers, and does what autovacuum would do a minute later.
    async fn enable_guards(&mut self, guards: &[String]) -> sqlx::Result<()> {
        for guard in guards {
            self.run(guard).await?;
        }
        match self {
            Database::Sqlite(_) => Ok(()),
            Database::Postgres(_) => {
                self.run("SET session_replication_role = origin").await?;
                self.run("VACUUM ANALYZE").await
            }
        }
    }

    /// Returns the statements for the table `grown`, the only ones that differ by engine.
    fn grown(&self, orders: u64, start: u64, step: u64) -> String {
        let hex = |number: &str| match self {
            Database::Sqlite(_) => format!("PRINTF('%012x', {number})"),
            Database::Postgres(_) => format!("LPAD(TO_HEX({number}), 12, '0')"),
        };
        let random = match self {
            Database::Sqlite(_) => "LOWER(HEX(RANDOMBLOB(16)))",
            Database::Postgres(_) => "MD5(RANDOM()::TEXT)",
        };
        let (time, number) = (hex("at"), hex("i"));
        format!(
            "CREATE TABLE grown (i BIGINT PRIMARY KEY, at BIGINT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL); \
             INSERT INTO grown WITH RECURSIVE \
             number (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM number WHERE i < {orders}), \
             placed AS (SELECT i, {start} + i * {step} AS at FROM number) \
             SELECT i, at, SUBSTR({time}, 1, 8) || '-' || SUBSTR({time}, 9, 4) || '-7000-8000-' || {number}, {random} \
             FROM placed"
        )
    }
}
