//! Connections to SQLite: the store's own, which stay open, or those of an app's pool.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Connection as _, Sqlite, SqliteConnection, SqlitePool,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{DbError, Result, Value, value::bind_sqlite};

/// Lends connections, in the order in which they were asked for.
///
/// A pool of sqlx tests each connection that returns, which costs as much as the statement itself. The store's own
/// connections are used only by statements that run to their end, and return as they are.
#[derive(Clone, Debug)]
pub(super) enum Lender {
    App(SqlitePool),
    Own(Arc<Own>),
}

/// The store's own connections.
#[derive(Debug)]
pub(super) struct Own {
    options: SqliteConnectOptions,
    most: u32,
    /// The time to wait for a connection.
    limit: Duration,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
}

/// A connection that was lent. The store's own is closed when it is dropped, unless it is [kept](Lent::keep).
#[derive(Debug)]
pub(super) enum Lent {
    Pooled(PoolConnection<Sqlite>),
    Own(SqliteConnection, Arc<Own>, OwnedSemaphorePermit),
}

impl Lender {
    /// Opens the first of at most `most` connections.
    pub async fn open(options: SqliteConnectOptions, most: u32, limit: Duration) -> Result<Lender> {
        let (permits, idle) = (Arc::new(Semaphore::new(most as usize)), Mutex::default());
        let lender = Lender::Own(Arc::new(Own { options, most, limit, permits, idle }));
        lender.lend().await?.keep();
        Ok(lender)
    }

    pub async fn lend(&self) -> Result<Lent> {
        let own = match self {
            Lender::App(pool) => return Ok(Lent::Pooled(pool.acquire().await?)),
            Lender::Own(own) => own,
        };
        let lent = timeout(own.limit, async {
            let permit = Arc::clone(&own.permits).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
            let idle = own.idle().pop();
            let connection = match idle {
                Some(connection) => connection,
                None => own.options.connect().await?,
            };
            Ok::<_, DbError>(Lent::Own(connection, Arc::clone(own), permit))
        });
        lent.await.map_err(|_| DbError(sqlx::Error::PoolTimedOut))?
    }

    pub async fn fetch_all(&self, sql: &str, args: &[Value]) -> Result<Vec<SqliteRow>> {
        let mut lent = self.lend().await?;
        let rows = bind_sqlite(sql, args).fetch_all(&mut *lent).await;
        lent.keep_after(&rows);
        Ok(rows?)
    }

    pub async fn fetch_optional(&self, sql: &str, args: &[Value]) -> Result<Option<SqliteRow>> {
        let mut lent = self.lend().await?;
        let row = bind_sqlite(sql, args).fetch_optional(&mut *lent).await;
        lent.keep_after(&row);
        Ok(row?)
    }

    /// The time that a transaction waits for those before it.
    pub fn limit(&self) -> Duration {
        match self {
            Lender::App(pool) => pool.options().get_acquire_timeout(),
            Lender::Own(own) => own.limit,
        }
    }

    /// Waits for the connections that are lent, and closes all of them.
    pub async fn close(&self) {
        let own = match self {
            Lender::App(pool) => return pool.close().await,
            Lender::Own(own) => own,
        };
        let all = own.permits.acquire_many(own.most).await;
        own.permits.close();
        let idle = std::mem::take(&mut *own.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "a connection was not closed");
            }
        }
        drop(all);
    }
}

impl Own {
    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// Returns the connection, on which nothing is running and no transaction is open.
    pub fn keep(self) {
        match self {
            Lent::Pooled(connection) => drop(connection),
            Lent::Own(connection, own, permit) => {
                own.idle().push(connection);
                drop(permit);
            }
        }
    }

    /// Closes the connection.
    pub fn discard(self) {
        if let Lent::Pooled(mut connection) = self {
            connection.close_on_drop();
        }
    }

    /// Returns the connection after a statement, unless the connection itself has failed.
    fn keep_after<T>(self, done: &sqlx::Result<T>) {
        if matches!(done, Ok(_) | Err(sqlx::Error::Database(_))) {
            self.keep();
        }
    }
}

impl Deref for Lent {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Lent::Pooled(connection) => connection,
            Lent::Own(connection, ..) => connection,
        }
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Lent::Pooled(connection) => connection,
            Lent::Own(connection, ..) => connection,
        }
    }
}
