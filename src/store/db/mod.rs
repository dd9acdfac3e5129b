//! Two engines, one SQL text.
//!
//! [`Db`] is SQLite or PostgreSQL behind one small face. Texts use `$1` placeholders, `RETURNING` and `ON CONFLICT`, which
//! both understand; identifiers are TEXT, money and time are BIGINT (minor units, milliseconds since the Unix epoch, UTC).
//!
//! SQLite has one writer: write transactions go through a pool of a single connection and begin with `BEGIN IMMEDIATE`,
//! because a deferred transaction that upgrades to a write fails at once, whatever the busy timeout says. Reads have
//! connections of their own and never wait for the writer (WAL).
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

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    postgres::{PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

use self::{
    tx::Transaction,
    value::{bind_postgres, bind_sqlite},
};
pub use self::{
    tx::Tx,
    value::{Row, Value, placeholders},
};

pub(super) mod migrate;
mod tx;
mod value;

/// What can go wrong between the store and its database.
///
/// ```
/// use pannier::db::{self, Db};
///
/// async fn posters(db: &Db) -> db::Result<usize> {
///     Ok(db.fetch_all("SELECT id FROM posters", &[]).await?.len())
/// }
/// ```
pub type Result<T, E = DbError> = std::result::Result<T, E>;

/// A database that cannot be reached, or a statement it refused.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// let error = store.db().fetch_all("SELECT * FROM nowhere", &[]).await.err().expect("no such table");
/// assert!(!error.is_conflict() && !error.is_retryable());
/// # Ok(())
/// # });
/// ```
#[derive(Debug, thiserror::Error)]
#[error("database: {0}")]
pub struct DbError(#[from] pub sqlx::Error);

impl DbError {
    /// A unique or primary key that is taken already.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
    /// let insert = "INSERT INTO posters VALUES ('dunes')";
    /// store.db().execute(insert, &[]).await?;
    /// assert!(store.db().execute(insert, &[]).await.is_err_and(|error| error.is_conflict()));
    /// # Ok(())
    /// # });
    /// ```
    pub fn is_conflict(&self) -> bool {
        self.0.as_database_error().is_some_and(|e| e.is_unique_violation())
    }

    /// Another writer was faster (PostgreSQL's deadlock and serialization failures); the transaction may be tried again.
    ///
    /// ```
    /// use pannier::db::{self, Db};
    ///
    /// async fn stubborn(db: &Db, sql: &str) -> db::Result<u64> {
    ///     loop {
    ///         match db.execute(sql, &[]).await {
    ///             Err(error) if error.is_retryable() => continue,
    ///             done => return done,
    ///         }
    ///     }
    /// }
    /// ```
    pub fn is_retryable(&self) -> bool {
        let code = self.0.as_database_error().and_then(|e| e.code().map(|c| c.into_owned()));
        matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
    }
}

/// The store's database. Cheap to clone: clones share their connections.
///
/// A statement that is refused, and a database that does not answer in time, is a [`DbError`]; there are no other errors.
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
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

/// Which SQL dialect a [`Db`] speaks, for the few texts that differ.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.39 or newer.
    Sqlite,
    /// PostgreSQL 14 or newer.
    Postgres,
}

impl Db {
    /// Opens `sqlite:PATH` (created if missing) or `postgres://...`.
    ///
    /// ```no_run
    /// # pannier::testing::example(async |_, _| {
    /// let db = pannier::db::Db::connect("sqlite:data/pannier.db").await?;
    /// # Ok(())
    /// # });
    /// ```
    pub async fn connect(url: &str) -> Result<Self> {
        if !url.starts_with("sqlite:") {
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire(false)
                .connect(url)
                .await?;
            return Ok(pool.into());
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-4000");
        let pool = |max| SqlitePoolOptions::new().max_connections(max).test_before_acquire(false).idle_timeout(None);
        let writer = pool(1).connect_with(options.clone()).await?;
        let readers = pool(4).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Engine::Sqlite { readers, writer }.into())
    }

    /// An empty SQLite database in memory, gone with the last clone: for tests.
    ///
    /// ```
    /// # pannier::testing::example(async |_, _| {
    /// let db = pannier::db::Db::memory().await?;
    /// assert!(db.fetch_optional("SELECT 1 AS one", &[]).await?.is_some());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When there is no memory for it.
    pub async fn memory() -> Result<Self> {
        // Each connection has a memory of its own, so there must be one, and it must stay.
        let options = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        Ok(options.connect_with(SqliteConnectOptions::from_str("sqlite::memory:")?.foreign_keys(true)).await?.into())
    }

    /// The rows of a table whose `id` is one of `ids`, in any order, by one query: what [`Sellable::load`](crate::Sellable::load)
    /// needs of most models. `table` is a name in your program, never something that was sent.
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
    /// When there is no such table, or it has no column `id`.
    pub async fn fetch_by_ids(&self, table: &'static str, ids: &[String]) -> Result<Vec<Row>> {
        let sql = format!("SELECT * FROM {table} WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        self.fetch_all(&sql, &ids).await
    }

    /// The dialect of this database.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// assert_eq!(store.db().dialect(), pannier::db::Dialect::Sqlite);
    /// # Ok(())
    /// # });
    /// ```
    pub fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The time that the store goes by: milliseconds since the Unix epoch, UTC. It is [`now`], and however much a test has put the
    /// clock forward ([`testing::advance`](crate::testing::advance)).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let year_2024 = 1_704_067_200_000;
    /// assert!(store.db().now() > year_2024);
    /// # Ok(())
    /// # });
    /// ```
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Puts the clock forward, for all clones of this database and for their transactions.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.0.fetch_add(millis(by), Ordering::Relaxed);
    }

    /// Begins a write transaction. Dropped without [`Tx::commit`], it is rolled back.
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
    pub async fn begin(&self) -> Result<Tx> {
        let transaction = match &self.engine {
            Engine::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        };
        Ok(Tx { transaction, clock: self.clock.clone() })
    }

    /// Runs one statement that writes, in a transaction of its own. Returns the number of rows it touched.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::args;
    ///
    /// store.db().execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
    /// assert_eq!(store.db().execute("INSERT INTO posters VALUES ($1)", args!["dunes"]).await?, 1);
    /// # Ok(())
    /// # });
    /// ```
    pub async fn execute(&self, sql: &str, args: &[Value]) -> Result<u64> {
        let (engine, sql, args) = self.detach(sql, args);
        driven(async move {
            Ok(match engine {
                Engine::Sqlite { writer, .. } => bind_sqlite(&sql, &args).execute(&writer).await?.rows_affected(),
                Engine::Postgres(pool) => bind_postgres(&sql, &args).execute(&pool).await?.rows_affected(),
            })
        })
        .await
    }

    /// All rows of a statement that only reads.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let rows = store.db().fetch_all("SELECT 1 AS n UNION SELECT 2", &[]).await?;
    /// assert_eq!(rows.len(), 2);
    /// # Ok(())
    /// # });
    /// ```
    pub async fn fetch_all(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        driven(async move {
            Ok(match engine {
                Engine::Sqlite { readers, .. } => {
                    bind_sqlite(&sql, &args).fetch_all(&readers).await?.into_iter().map(Row::Sqlite).collect()
                }
                Engine::Postgres(pool) => {
                    bind_postgres(&sql, &args).fetch_all(&pool).await?.into_iter().map(Row::Postgres).collect()
                }
            })
        })
        .await
    }

    /// The first row of a statement that only reads, if there is one.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let row = store.db().fetch_optional("SELECT 'dunes' AS id", &[]).await?.unwrap();
    /// assert_eq!(row.get::<String>("id")?, "dunes");
    /// # Ok(())
    /// # });
    /// ```
    pub async fn fetch_optional(&self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        driven(async move {
            match engine {
                Engine::Sqlite { readers, .. } => first_of_sqlite(&readers, &sql, &args).await,
                Engine::Postgres(pool) => first_of_postgres(&pool, &sql, &args).await,
            }
        })
        .await
    }

    /// Like [`Db::fetch_optional`] for a single statement that writes (`INSERT .. RETURNING`, `UPDATE .. RETURNING`).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().execute("CREATE TABLE views (id TEXT PRIMARY KEY, n BIGINT NOT NULL)", &[]).await?;
    /// let sql = "INSERT INTO views VALUES ('home', 1) ON CONFLICT (id) DO UPDATE SET n = views.n + 1 RETURNING n";
    /// store.db().write_returning(sql, &[]).await?;
    /// assert_eq!(store.db().write_returning(sql, &[]).await?.unwrap().count("n")?, 2);
    /// # Ok(())
    /// # });
    /// ```
    pub async fn write_returning(&self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        let (engine, sql, args) = self.detach(sql, args);
        driven(async move {
            match engine {
                Engine::Sqlite { writer, .. } => first_of_sqlite(&writer, &sql, &args).await,
                Engine::Postgres(pool) => first_of_postgres(&pool, &sql, &args).await,
            }
        })
        .await
    }

    fn detach(&self, sql: &str, args: &[Value]) -> (Engine, String, Vec<Value>) {
        (self.engine.clone(), sql.to_owned(), args.to_vec())
    }

    /// Waits for running statements and closes every connection.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// store.db().close().await;
    /// assert!(!store.is_healthy().await);
    /// # Ok(())
    /// # });
    /// ```
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

async fn first_of_sqlite(pool: &SqlitePool, sql: &str, args: &[Value]) -> Result<Option<Row>> {
    Ok(bind_sqlite(sql, args).fetch_optional(pool).await?.map(Row::Sqlite))
}

async fn first_of_postgres(pool: &PgPool, sql: &str, args: &[Value]) -> Result<Option<Row>> {
    Ok(bind_postgres(sql, args).fetch_optional(pool).await?.map(Row::Postgres))
}

/// Runs a future to its end, whether or not anybody polls the caller.
///
/// A page's futures are first polled all, then awaited one after the other. One that has a connection and is not polled
/// keeps it from the one that is waited for: a few such pages at once would wait for each other until the pool gives up.
pub(super) async fn driven<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(future).await {
        Ok(output) => output,
        // Nobody cancels the task; what is left is its panic.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

impl From<Engine> for Db {
    fn from(engine: Engine) -> Db {
        Db { engine, clock: Clock::default() }
    }
}

/// The pool of an app that has one. SQLite should be in WAL mode with a busy timeout, or the store's writers get in each other's
/// way.
impl From<SqlitePool> for Db {
    fn from(pool: SqlitePool) -> Db {
        Engine::Sqlite { readers: pool.clone(), writer: pool }.into()
    }
}

/// The pool of an app that has one.
impl From<PgPool> for Db {
    fn from(pool: PgPool) -> Db {
        Engine::Postgres(pool).into()
    }
}

/// The system's clock: milliseconds since the Unix epoch, UTC. What is written into the store's tables goes by [`Db::now`].
///
/// ```
/// let year_2024 = 1_704_067_200_000;
/// assert!(pannier::db::now() > year_2024);
/// ```
pub fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

/// The clock of a database, which a test can put forward: so many milliseconds before the system's.
#[derive(Clone, Debug, Default)]
struct Clock(Arc<AtomicI64>);

impl Clock {
    fn now(&self) -> i64 {
        now().saturating_add(self.0.load(Ordering::Relaxed))
    }
}

/// A length of time in milliseconds, as it is added to [`now`] or taken from it: that never overflows.
pub(crate) fn millis(length: std::time::Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX / 2)
}
