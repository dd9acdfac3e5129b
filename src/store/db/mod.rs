//! SQLite or PostgreSQL, with one SQL text for both.
//!
//! [`Db`] is a small interface to either engine. SQL uses `$1` placeholders, `RETURNING` and
//! `ON CONFLICT`, which both support; identifiers are TEXT, money and time are BIGINT (minor units, and the
//! milliseconds of a [`Timestamp`]).
//!
//! SQLite allows a single writer: write transactions use one connection in turn and begin with
//! `BEGIN IMMEDIATE`, because a deferred transaction that upgrades to a write fails at once, whatever
//! the busy timeout is. Reads use connections of their own and do not wait for the writer (WAL), with one exception
//! below. Writes that wait for too long ([`Limits::acquire`]) fail, so that a flood of them does not keep others waiting.
//!
//! A commit waits for the disk, and transactions that wait for each other share that wait (group commit). One that
//! finds others waiting when it commits ends its turn without an answer. They run next, each under a savepoint of the
//! same transaction of the engine, which is committed when no other waits, after 64 of them, or with the first that
//! ends after 5 ms. Only then are they answered, and only then do readers see what they wrote. One that fails, panics
//! or is dropped loses what it has written, and no other does; a transaction sees the members before it, and fails if
//! they do. After one that saw them and was dropped, reads wait for the commit of the group: what it saw must not be
//! acted upon before that is on disk.
//!
//! If the engine undoes the whole group (the disk is full, `RAISE(ROLLBACK)`, a deferred foreign key is violated at the
//! commit), every member fails. Then [`Db::execute`] and [`Db::execute_returning`] repeat their statement alone, so that
//! only the one at fault returns an error, and [`Tx::commit`] returns one that
//! [can be retried](DbError::is_retryable). So does a transaction that was idle for longer than [`Limits::acquire`]
//! while others waited for their commit: it is rolled back.
//!
//! ```
//! # pannier::testing::example(async |store, _| {
//! use pannier::args;
//!
//! store.db().execute("CREATE TABLE posters (id TEXT PRIMARY KEY, cents BIGINT NOT NULL)", &[]).await?;
//! store.db().execute("INSERT INTO posters VALUES ($1, $2)", args!["dunes", 2900_i64]).await?;
//! # Ok(())
//! # });
//! ```
//!
//! # The pool of your app
//!
//! [`Db::connect`] opens connections of the store's own. A store can also share the pool that your app has: an
//! `SqlitePool` or a `PgPool` of sqlx 0.8, which this crate re-exports as [`pannier::sqlx`](crate::sqlx). A pool of
//! another version of sqlx is another type; `cargo tree -i sqlx` shows the versions in your app.
//!
//! Open SQLite in WAL mode, so that readers and the writer do not wait for each other, and with a busy timeout, so
//! that writers wait for each other instead of failing. Foreign keys are on by default, and have to stay on:
//!
//! ```no_run
//! use std::{str::FromStr, time::Duration};
//! use pannier::{Settings, Store};
//! use pannier::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool};
//!
//! # async fn open(settings: Settings) -> Result<Store, Box<dyn std::error::Error>> {
//! let options = SqliteConnectOptions::from_str("sqlite:app.db")?
//!     .create_if_missing(true)
//!     .journal_mode(SqliteJournalMode::Wal)
//!     .busy_timeout(Duration::from_secs(10));
//! let pool = SqlitePool::connect_with(options).await?;
//! let store = Store::builder(pool.clone(), settings).build().await?;
//! # Ok(store)
//! # }
//! ```
//!
//! In memory, each connection would have a database of its own: for tests, [`Db::memory`] opens one that keeps a
//! single connection. PostgreSQL needs no options; a pool of your app has the limits that you give it, not the
//! store's [`Limits`].

use std::{
    str::FromStr,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    postgres::PgPool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

pub(super) use self::value::{named, read_from};
pub use self::{
    error::DbError,
    postgres::Limits,
    tx::Tx,
    value::{Row, Value, is_text, placeholders},
};
use self::{
    group::Writer,
    lender::Lender,
    retry::{Again, Tries, retried},
    tx::Transaction,
};
use super::spawn::run_to_completion;
use crate::model::Timestamp;

pub(crate) mod due;
mod error;
mod group;
mod lender;
pub(super) mod migrate;
mod postgres;
mod retry;
pub(crate) mod trace;
mod turns;
mod tx;
mod undone;
mod value;

/// The result of a database operation.
pub type Result<T, E = DbError> = std::result::Result<T, E>;

/// The store's database. Cheap to clone: clones share their connections.
///
/// Every method fails with a [`DbError`] if a statement is rejected or the database does not answer in
/// time, and for no other reason; only [`Db::fetch_one`] needs a row as well. Reads, and the start of a
/// transaction, are tried once more if the connection to PostgreSQL was lost, and for up to five seconds while concurrent
/// transactions get in the way.
///
/// ```
/// # pannier::testing::example(async |_, _| {
/// use pannier::{args, db::Db};
///
/// let db = Db::memory().await?;
/// db.execute("CREATE TABLE posters (id TEXT PRIMARY KEY, cents BIGINT NOT NULL)", &[]).await?;
/// db.execute("INSERT INTO posters VALUES ($1, $2)", args!["dunes", 2900_i64]).await?;
/// let row = db.fetch_optional("SELECT cents FROM posters WHERE id = $1", args!["dunes"]).await?.unwrap();
/// assert_eq!(row.get::<i64>("cents")?, 2900);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    clock: Clock,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite { readers: Lender, writer: Writer },
    Postgres(postgres::Pool),
}

/// The SQL dialect of a [`Db`], for the few statements that differ.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::db::Dialect;
///
/// let random = match store.db().dialect() {
///     Dialect::Sqlite => "SELECT lower(hex(randomblob(16))) AS token",
///     Dialect::Postgres => "SELECT gen_random_uuid()::TEXT AS token",
/// };
/// assert!(store.db().fetch_optional(random, &[]).await?.is_some());
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite 3.39 or newer.
    Sqlite,
    /// PostgreSQL 14 or newer.
    Postgres,
}

impl Dialect {
    /// Returns the clause by which a `SELECT` locks its rows and skips those that another instance has locked.
    /// Empty for SQLite, which has one writer.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (created if missing) or `postgres://...`, with the default [`Limits`].
    ///
    /// # Errors
    /// As for [`Db::connect_with`].
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, &Limits::default()).await
    }

    /// Opens `sqlite:PATH` (created if missing) or `postgres://...`.
    ///
    /// # Errors
    /// If the URL is invalid, or the database cannot be opened.
    pub async fn connect_with(url: &str, limits: &Limits) -> Result<Self> {
        if !url.starts_with("sqlite:") {
            return Ok(Engine::Postgres(postgres::Pool::open(url, limits).await?).into());
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-4000");
        let writer = Writer::new(Lender::open(options.clone(), 1, limits.acquire).await?);
        let readers = Lender::open(options.pragma("query_only", "on"), 4, limits.acquire).await?;
        Ok(Engine::Sqlite { readers, writer }.into())
    }

    /// Opens an empty SQLite database in memory, which lives as long as its last clone: for tests.
    ///
    /// # Errors
    /// If SQLite cannot allocate it.
    pub async fn memory() -> Result<Self> {
        // Each connection has its own database, so there must be exactly one, and it must stay open.
        let options = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        Ok(options.connect_with(SqliteConnectOptions::from_str("sqlite::memory:")?.foreign_keys(true)).await?.into())
    }

    /// Returns the rows of a table whose `id` is one of `ids`, in any order, with one query. Sufficient
    /// for most implementations of [`Sellable::load`](crate::Sellable::load). `table` must be a
    /// constant of your program, never user input.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
    /// store.db().execute("INSERT INTO posters VALUES ('dunes'), ('shore')", &[]).await?;
    /// let ids = ["dunes".to_owned(), "no-such-poster".to_owned()];
    /// assert_eq!(store.db().fetch_by_ids("posters", &ids).await?.len(), 1);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If the table does not exist, or has no column `id`.
    pub async fn fetch_by_ids(&self, table: &'static str, ids: &[String]) -> Result<Vec<Row>> {
        let sql = format!("SELECT * FROM {table} WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        self.fetch_all(&sql, &ids).await
    }

    /// Returns the dialect of this database.
    pub fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the store's current time: that of the system's clock, plus the time by which a test has
    /// [advanced](crate::testing::advance) it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the difference between the [store's time](Db::now) and that of the database's server. SQLite has
    /// no clock of its own.
    pub(crate) async fn clock_difference(&self) -> Result<Duration> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(Duration::ZERO);
        }
        let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        let (before, theirs) = (self.now(), self.fetch_one(sql, &[]).await?.get::<Timestamp>("now")?);
        // The answer may have taken a while.
        Ok(before.duration_since(theirs) + theirs.duration_since(self.now()))
    }

    /// Advances the clock of all clones of this database and of their transactions.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.0.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Begins a write transaction. It is rolled back if dropped without [`Tx::commit`]. Until then, read with the
    /// methods of the [`Tx`]: those of [`Db`] do not see what it has written, and may wait for its end.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
    /// let mut tx = store.db().begin().await?;
    /// tx.execute("INSERT INTO posters VALUES ('dunes')", &[]).await?;
    /// drop(tx);
    /// assert!(store.db().fetch_all("SELECT id FROM posters", &[]).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As described for [`Db`].
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_as(false).await
    }

    /// Begins a transaction. One that is `alone` shares its commit with no other.
    async fn begin_as(&self, alone: bool) -> Result<Tx> {
        let transaction = match &self.engine {
            Engine::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin(alone).await?),
            Engine::Postgres(pool) => Transaction::Postgres(retried(|| pool.begin()).await?),
        };
        Ok(Tx { transaction, clock: self.clock.clone(), wakes: Vec::new(), again: Arc::default() })
    }

    /// Begins a transaction that may take as long as it needs, such as a migration of large tables.
    async fn begin_unlimited(&self) -> Result<Tx> {
        let mut tx = self.begin_as(true).await?;
        if let Transaction::Postgres(connection) = &mut tx.transaction {
            connection.lift_limits().await?;
        }
        Ok(tx)
    }

    /// Runs a transaction, which `run` commits, and [again](retry), alone, if a deadlock, a serialization failure, a busy
    /// database, a lost connection or its group undid it. A connection lost during the commit is an error: the commit may
    /// have succeeded.
    pub(crate) async fn transact<T, E, F>(&self, run: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<DbError>,
        F: Future<Output = Result<T, E>>,
    {
        let mut tries = Tries::first();
        let done = loop {
            let (done, again) = match self.begin_as(!tries.is_first()).await {
                Ok(tx) => {
                    let again = Arc::clone(&tx.again);
                    let done = run(tx).await;
                    (done, *again.lock().unwrap_or_else(PoisonError::into_inner))
                }
                // After a lost connection, it has tried a second time already.
                Err(DbError(error)) => {
                    let again = Again::unless_lost(&error);
                    (Err(DbError(error).into()), again)
                }
            };
            if done.is_ok() || !tries.allow(again) {
                break done;
            }
            drop(done);
            tries.next(again).await;
        };
        if let Engine::Sqlite { writer, .. } = &self.engine {
            writer.settled().await;
        }
        done
    }

    /// Runs one write statement in a transaction of its own. Returns the number of affected rows.
    ///
    /// # Errors
    /// As described for [`Db`].
    pub async fn execute(&self, sql: &str, args: &[Value]) -> Result<u64> {
        let (engine, sql, args) = self.detach(sql, args);
        run_to_completion(async move {
            let rows = match engine {
                Engine::Sqlite { writer, .. } => writer.execute(&sql, &args).await?.affected,
                Engine::Postgres(pool) => retried(|| pool.acquire_tested()).await?.execute(&sql, &args).await?,
            };
            trace::commit();
            Ok(rows)
        })
        .await
    }

    /// Returns all rows of a read-only statement.
    ///
    /// # Errors
    /// As described for [`Db`].
    pub async fn fetch_all(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        run_to_completion(async move {
            Ok(match engine {
                Engine::Sqlite { readers, writer } => {
                    writer.settled().await;
                    readers.fetch_all(&sql, &args).await?.into_iter().map(Row::sqlite).collect()
                }
                Engine::Postgres(pool) => {
                    let rows = retried(|| async { pool.acquire().await?.fetch_all(&sql, &args).await }).await?;
                    rows.into_iter().map(Row::postgres).collect()
                }
            })
        })
        .await
    }

    /// Returns the first row of a read-only statement, if there is one.
    ///
    /// # Errors
    /// As described for [`Db`].
    pub async fn fetch_optional(&self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        run_to_completion(async move {
            match engine {
                Engine::Sqlite { readers, writer } => {
                    writer.settled().await;
                    Ok(readers.fetch_optional(&sql, &args).await?.map(Row::sqlite))
                }
                Engine::Postgres(pool) => {
                    let row = retried(|| async { pool.acquire().await?.fetch_optional(&sql, &args).await }).await?;
                    Ok(row.map(Row::postgres))
                }
            }
        })
        .await
    }

    /// Returns the first row of a read-only statement that always has one, such as a count.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let row = store.db().fetch_one("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await?;
    /// assert_eq!(row.get_u32("n")?, 0);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If there is no row, or as described for [`Db`].
    pub async fn fetch_one(&self, sql: &str, args: &[Value]) -> Result<Row> {
        self.fetch_optional(sql, args).await?.ok_or_else(DbError::row_not_found)
    }

    /// Runs one write statement with `RETURNING`, and returns its first row.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().execute("CREATE TABLE views (id TEXT PRIMARY KEY, n BIGINT NOT NULL)", &[]).await?;
    /// let sql = "INSERT INTO views VALUES ('home', 1) ON CONFLICT (id) DO UPDATE SET n = views.n + 1 RETURNING n";
    /// store.db().execute_returning(sql, &[]).await?;
    /// assert_eq!(store.db().execute_returning(sql, &[]).await?.unwrap().get_u32("n")?, 2);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As described for [`Db`].
    pub async fn execute_returning(&self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        run_to_completion(async move {
            match engine {
                Engine::Sqlite { writer, .. } => Ok(writer.execute(&sql, &args).await?.row.map(Row::sqlite)),
                Engine::Postgres(pool) => {
                    let mut connection = retried(|| pool.acquire_tested()).await?;
                    Ok(connection.fetch_optional(&sql, &args).await?.map(Row::postgres))
                }
            }
            .inspect(|_| trace::commit())
        })
        .await
    }

    /// Returns whether the database answers and is no read-only standby.
    pub(crate) async fn is_writable(&self) -> bool {
        let Engine::Postgres(pool) = &self.engine else {
            return self.fetch_one("SELECT 1 AS one", &[]).await.is_ok();
        };
        let sql = "SELECT current_setting('transaction_read_only') AS read_only";
        let Ok(read_only) = self.fetch_one(sql, &[]).await.and_then(|row| row.get::<String>("read_only")) else {
            return false;
        };
        let writable = read_only == "off";
        if !writable {
            // After a failover, the same host may be another server.
            pool.replace();
        }
        writable
    }

    fn detach(&self, sql: &str, args: &[Value]) -> (Engine, String, Vec<Value>) {
        trace::statement(self.dialect(), sql);
        (self.engine.clone(), sql.to_owned(), args.to_vec())
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl From<Engine> for Db {
    fn from(engine: Engine) -> Db {
        Db { engine, clock: Clock::default() }
    }
}

/// Uses the [pool of an app](self#the-pool-of-your-app), of sqlx 0.8. It should be in WAL mode with a busy timeout, or
/// concurrent writers will fail.
impl From<SqlitePool> for Db {
    fn from(pool: SqlitePool) -> Db {
        let readers = Lender::App(pool);
        Engine::Sqlite { writer: Writer::new(readers.clone()), readers }.into()
    }
}

/// Uses the [pool of an app](self#the-pool-of-your-app), of sqlx 0.8, whose limits are those of the app.
impl From<PgPool> for Db {
    fn from(pool: PgPool) -> Db {
        Engine::Postgres(pool.into()).into()
    }
}

/// What a store can be built on: a [`Db`], or the [pool of an app](self#the-pool-of-your-app), of sqlx 0.8.
///
/// ```
/// # async fn both(pool: pannier::sqlx::SqlitePool) {
/// use pannier::db::{Db, IntoDb};
///
/// fn open(db: impl IntoDb) -> Db {
///     db.into()
/// }
/// let db = open(pool);
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a store cannot be built on `{Self}`",
    label = "not a `pannier::db::Db`, nor an `SqlitePool` or `PgPool` of sqlx 0.8",
    note = "pannier uses sqlx 0.8 (`pannier::sqlx`); a pool of another version is another type: `cargo tree -i sqlx`"
)]
pub trait IntoDb: Into<Db> {}

impl IntoDb for Db {}
impl IntoDb for SqlitePool {}
impl IntoDb for PgPool {}

/// A clock that tests can advance: the system's, plus this many milliseconds.
#[derive(Clone, Debug, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn now(&self) -> Timestamp {
        Timestamp::now() + Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Returns a new id for a row: a UUID of version 7, so that later ids are greater.
pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
