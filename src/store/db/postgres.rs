//! Connections to PostgreSQL, which restarts, fails over and hangs.

use std::{
    io,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    Connection as _, Executor as _, PgConnection, Postgres, TransactionManager as _,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow, PgTransactionManager},
};

use super::{DbError, Result, Value, value::bind_postgres};
use crate::{model::Timestamp, store::rate_limit::RateLimit};

/// The time between two log lines of a kind. Without PostgreSQL, every request has one.
const LOG_INTERVAL: Duration = Duration::from_secs(1);

/// The limits of the connections that [`Db::connect_with`](super::Db::connect_with) opens to PostgreSQL.
/// SQLite has `acquire` alone.
///
/// ```no_run
/// # async fn open() -> pannier::db::Result<()> {
/// use pannier::db::{Db, Limits};
///
/// let mut limits = Limits::default();
/// limits.connections = 40;
/// let db = Db::connect_with("postgres://shop@localhost/shop", &limits).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The number of connections: 16.
    pub connections: u32,
    /// The time to wait for a free connection: 10 s. A write to SQLite waits that long for those before it, and a
    /// transaction that is idle for that long while others wait for the commit they share is rolled back.
    pub acquire: Duration,
    /// The time that a statement may take (`statement_timeout`): 15 s. Migrations may take longer.
    pub statement: Duration,
    /// The time that a statement may wait for a lock (`lock_timeout`): 5 s.
    pub lock: Duration,
    /// The time that a transaction may wait for its next statement (`idle_in_transaction_session_timeout`): 30 s.
    pub idle_in_transaction: Duration,
    /// The time after `statement` until a server that has not responded is given up: 5 s.
    pub response: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 16,
            acquire: Duration::from_secs(10),
            statement: Duration::from_secs(15),
            lock: Duration::from_secs(5),
            idle_in_transaction: Duration::from_secs(30),
            response: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// Returns the settings of a session, apart from those that the URL sets in `options`.
    fn session(&self, given: &str) -> impl Iterator<Item = (&'static str, u128)> {
        let settings = [
            ("statement_timeout", self.statement.as_millis()),
            ("lock_timeout", self.lock.as_millis()),
            ("idle_in_transaction_session_timeout", self.idle_in_transaction.as_millis()),
            // The locks of a client that is gone without a word are released after 75 s instead of two hours.
            ("tcp_keepalives_idle", 30),
            ("tcp_keepalives_interval", 15),
            ("tcp_keepalives_count", 3),
            // To compile a statement would take longer than any of them runs.
            ("jit", 0),
        ];
        let given = given.to_owned();
        settings.into_iter().filter(move |(name, _)| !given.contains(name))
    }
}

/// A pool of connections: the store's own, or that of an app, which sets its own limits.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pool: PgPool,
    /// The time that a response may take.
    limit: Option<Duration>,
    replaced: Replaced,
}

impl From<PgPool> for Pool {
    fn from(pool: PgPool) -> Pool {
        Pool { pool, limit: None, replaced: Replaced::default() }
    }
}

impl Pool {
    pub async fn open(url: &str, limits: &Limits) -> Result<Pool> {
        let options = PgConnectOptions::from_str(url)?;
        let given = options.get_options().unwrap_or_default().to_owned();
        // Otherwise sqlx logs the server's notices at each start, such as that a table exists already.
        let quiet = (!given.contains("client_min_messages")).then_some(("client_min_messages", "warning"));
        let replaced = Replaced::default();
        let known = replaced.clone();
        let pool = PgPoolOptions::new()
            .max_connections(limits.connections)
            .acquire_timeout(limits.acquire)
            .test_before_acquire(false)
            .before_acquire(move |_, connection| {
                let usable = !known.contains(connection.age);
                Box::pin(async move { Ok(usable) })
            })
            .connect_with(options.options(limits.session(&given)).options(quiet))
            .await?;
        Ok(Pool { pool, limit: Some(limits.statement + limits.response), replaced })
    }

    pub async fn acquire(&self) -> Result<Connection> {
        let lent = self.pool.acquire().await.inspect_err(|error| self.replace_after(error))?;
        Ok(Connection { lent: Some(lent), limit: self.limit, pool: self.clone() })
    }

    /// Returns a connection on which the server has just responded, for a statement that must not be repeated.
    pub async fn acquire_tested(&self) -> Result<Connection> {
        let mut connection = self.acquire().await?;
        connection.ping().await?;
        Ok(connection)
    }

    /// Returns a connection in a transaction, which is rolled back unless it is committed.
    pub async fn begin(&self) -> Result<Connection> {
        let mut connection = self.acquire().await?;
        connection.begin().await?;
        Ok(connection)
    }

    /// Replaces the connections: those that are open now are not lent again.
    pub fn replace(&self) {
        self.replaced.now();
    }

    fn replace_after(&self, error: &sqlx::Error) {
        if is_unusable(error) {
            static LIMIT: RateLimit = RateLimit::every(LOG_INTERVAL);
            if let Some(times) = LIMIT.pass(Timestamp::now()) {
                tracing::warn!(%error, times, "replacing the connections to PostgreSQL");
            }
            self.replace();
        }
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The time at which the connections were replaced last. If a server has closed one, it has closed all of them; if
/// it has become a read-only standby, it has for all of them.
#[derive(Clone, Debug, Default)]
struct Replaced(Arc<Mutex<Option<Instant>>>);

impl Replaced {
    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Returns whether a connection of this age was among them.
    fn contains(&self, age: Duration) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at.elapsed() <= age)
    }
}

/// A connection that was lent by a pool. It returns when it is dropped, unless it has become unusable.
#[derive(Debug)]
pub(super) struct Connection {
    lent: Option<PoolConnection<Postgres>>,
    limit: Option<Duration>,
    pool: Pool,
}

impl Connection {
    pub async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let done = within(self.limit, bind_postgres(sql, args).execute(self.lent()?)).await;
        Ok(self.keep_if_usable(done)?.rows_affected())
    }

    pub async fn fetch_all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<PgRow>> {
        let rows = within(self.limit, bind_postgres(sql, args).fetch_all(self.lent()?)).await;
        self.keep_if_usable(rows)
    }

    pub async fn fetch_optional(&mut self, sql: &str, args: &[Value]) -> Result<Option<PgRow>> {
        let row = within(self.limit, bind_postgres(sql, args).fetch_optional(self.lent()?)).await;
        self.keep_if_usable(row)
    }

    /// Runs several statements without parameters.
    pub async fn execute_batch(&mut self, sql: &str) -> Result<()> {
        let done = within(self.limit, self.lent()?.execute(sql)).await;
        self.keep_if_usable(done).map(drop)
    }

    pub async fn commit(&mut self) -> Result<()> {
        let done = within(self.limit, PgTransactionManager::commit(self.lent()?)).await;
        self.keep_if_usable(done)
    }

    /// Lifts the limits of the transaction's statements, such as those of a migration.
    pub async fn lift_limits(&mut self) -> Result<()> {
        self.limit = None;
        self.execute_batch("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await
    }

    async fn begin(&mut self) -> Result<()> {
        let begun = within(self.limit, PgTransactionManager::begin(self.lent()?, None)).await;
        self.keep_if_usable(begun)
    }

    async fn ping(&mut self) -> Result<()> {
        let response = within(self.limit, self.lent()?.ping()).await;
        self.keep_if_usable(response)
    }

    fn lent(&mut self) -> Result<&mut PgConnection> {
        let closed = || DbError(io::Error::new(io::ErrorKind::NotConnected, "the connection was closed").into());
        self.lent.as_deref_mut().ok_or_else(closed)
    }

    /// Drops the connection if it is unusable, without a farewell: a server that hangs would not read it.
    fn keep_if_usable<T>(&mut self, result: sqlx::Result<T>) -> Result<T> {
        if let Err(error) = &result
            && is_unusable(error)
        {
            self.pool.replace_after(error);
            drop(self.lent.take().map(PoolConnection::detach));
        }
        Ok(result?)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else { return };
        PgTransactionManager::start_rollback(&mut lent);
        // The pool tests a connection that returns, and would wait forever for a server that hangs.
        if let Some(limit) = self.pool.limit {
            drop(tokio::spawn(tokio::time::timeout(limit, lent.return_to_pool())));
        }
    }
}

/// Waits for the response of the server.
async fn within<T>(limit: Option<Duration>, response: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let Some(limit) = limit else { return response.await };
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, format!("no response from PostgreSQL within {limit:?}"));
    tokio::time::timeout(limit, response).await.map_err(late)?
}

/// Returns whether the error ends the connection, or comes from a server that accepts no writes any more.
pub(super) fn is_unusable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Connection exceptions, interventions of the operator, idle transactions that were ended, read-only.
            code.starts_with("08") || code.starts_with("57P") || matches!(&*code, "25P03" | "25P04" | "25006")
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_url_take_precedence() {
        let names = |given| Limits::default().session(given).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("").len(), 7);
        assert!(!names("-c statement_timeout=60000").contains(&"statement_timeout"));
    }

    #[test]
    fn connections_are_replaced_by_age() {
        let replaced = Replaced::default();
        assert!(!replaced.contains(Duration::from_secs(60)), "never replaced");
        replaced.now();
        assert!(replaced.contains(Duration::from_secs(60)));
        assert!(!replaced.contains(Duration::ZERO));
    }
}
