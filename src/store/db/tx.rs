//! Write transactions.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use super::{Clock, DbError, Dialect, Result, Row, Value, group::Turn, postgres::Connection, retry::Again, trace};
use crate::{model::Timestamp, store::spawn::run_to_completion};

/// A write transaction on either engine. Its methods fail as those of [`Db`](super::Db); a statement that fails has
/// undone the transaction on PostgreSQL.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// let mut tx = store.db().begin().await?;
/// tx.execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
/// tx.execute("INSERT INTO posters VALUES ('dunes')", &[]).await?;
/// assert_eq!(tx.fetch_all("SELECT id FROM posters", &[]).await?.len(), 1);
/// tx.commit().await?;
/// # Ok(())
/// # });
/// ```
#[must_use = "a transaction is rolled back unless it is committed"]
pub struct Tx {
    pub(super) transaction: Transaction,
    pub(super) clock: Clock,
    /// What wakes the background tasks after the commit.
    pub(super) wakes: Vec<Box<dyn FnOnce() + Send + Sync>>,
    /// Whether it may succeed if it is tried again, after the error that has rolled it back.
    pub(super) again: Arc<Mutex<Again>>,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}

#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(Turn),
    Postgres(Connection),
}

impl Tx {
    /// Returns the store's current time, as [`Db::now`](super::Db::now) does.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Commits the transaction, and then wakes the background tasks for which it wrote work.
    ///
    /// # Errors
    /// If the commit is rejected, or that of its [group](super), or the connection is lost: then it may have succeeded.
    pub async fn commit(self) -> Result<()> {
        // To its end, even if the caller is dropped meanwhile: what is committed has to be announced.
        run_to_completion(self.commit_and_wake()).await?;
        trace::commit();
        Ok(())
    }

    async fn commit_and_wake(self) -> Result<()> {
        let done = match self.transaction {
            Transaction::Sqlite(turn) => turn.commit().await,
            Transaction::Postgres(mut connection) => connection.commit().await,
        };
        if let Err(DbError(error)) = &done {
            // If the connection was lost, the commit may have succeeded.
            note(&self.again, Again::unless_lost(error));
        }
        done?;
        self.wakes.into_iter().for_each(|wake| wake());
        Ok(())
    }

    fn dialect(&self) -> Dialect {
        match self.transaction {
            Transaction::Sqlite(_) => Dialect::Sqlite,
            Transaction::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Wakes the background tasks that wait for `task` once the transaction is committed, because it wrote work
    /// for them.
    pub(crate) fn wake_on_commit(&mut self, task: &Arc<Notify>) {
        let task = Arc::clone(task);
        self.on_commit(move || task.notify_waiters());
    }

    /// Calls `wake` once the transaction is committed. If it is rolled back, `wake` is dropped.
    pub(crate) fn on_commit(&mut self, wake: impl FnOnce() + Send + Sync + 'static) {
        self.wakes.push(Box::new(wake));
    }

    /// Runs one statement. Returns the number of affected rows.
    ///
    /// ```
    /// use pannier::{args, db::{self, Tx}};
    ///
    /// /// Takes a seat, if one is left.
    /// async fn take(tx: &mut Tx, concert: &str) -> db::Result<bool> {
    ///     let sql = "UPDATE concerts SET seats = seats - 1 WHERE id = $1 AND seats > 0";
    ///     Ok(tx.execute(sql, args![concert]).await? == 1)
    /// }
    /// ```
    ///
    /// # Errors
    /// If the statement is rejected.
    pub async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        trace::statement(self.dialect(), sql);
        let done = match &mut self.transaction {
            Transaction::Sqlite(turn) => turn.execute(sql, args).await,
            Transaction::Postgres(connection) => connection.execute(sql, args).await,
        };
        noted(done, &self.again)
    }

    /// Returns all rows of a statement.
    ///
    /// # Errors
    /// If the statement is rejected.
    pub async fn fetch_all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        trace::statement(self.dialect(), sql);
        Ok(match &mut self.transaction {
            Transaction::Sqlite(turn) => {
                let rows = noted(turn.fetch_all(sql, args).await, &self.again)?;
                rows.into_iter().map(Row::sqlite).collect()
            }
            Transaction::Postgres(connection) => {
                let rows = noted(connection.fetch_all(sql, args).await, &self.again)?;
                rows.into_iter().map(Row::postgres).collect()
            }
        })
    }

    /// Returns the first row of a statement, if there is one.
    ///
    /// # Errors
    /// If the statement is rejected.
    pub async fn fetch_optional(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        trace::statement(self.dialect(), sql);
        Ok(match &mut self.transaction {
            Transaction::Sqlite(turn) => noted(turn.fetch_optional(sql, args).await, &self.again)?.map(Row::sqlite),
            Transaction::Postgres(connection) => {
                noted(connection.fetch_optional(sql, args).await, &self.again)?.map(Row::postgres)
            }
        })
    }

    /// Returns the first row of a statement that always has one, such as an `INSERT .. RETURNING`.
    ///
    /// ```
    /// use pannier::{args, db::{self, Tx}};
    ///
    /// /// Counts a visit; returns their number.
    /// async fn count(tx: &mut Tx, page: &str) -> db::Result<u32> {
    ///     let sql = "INSERT INTO visits VALUES ($1, 1) ON CONFLICT (page) DO UPDATE SET n = visits.n + 1 RETURNING n";
    ///     tx.fetch_one(sql, args![page]).await?.get_u32("n")
    /// }
    /// ```
    ///
    /// # Errors
    /// If there is no row, or the statement is rejected.
    pub async fn fetch_one(&mut self, sql: &str, args: &[Value]) -> Result<Row> {
        self.fetch_optional(sql, args).await?.ok_or_else(DbError::row_not_found)
    }

    /// Runs a script of several statements without parameters, such as a migration.
    ///
    /// # Errors
    /// If a statement is rejected.
    pub async fn execute_batch(&mut self, sql: &str) -> Result<()> {
        let done = match &mut self.transaction {
            Transaction::Sqlite(turn) => turn.execute_batch(sql).await,
            Transaction::Postgres(connection) => connection.execute_batch(sql).await,
        };
        noted(done, &self.again)
    }
}

/// Notes whether the error of a statement has undone the transaction and may not occur again.
fn noted<T>(result: Result<T>, noted: &Mutex<Again>) -> Result<T> {
    if let Err(DbError(error)) = &result {
        note(noted, Again::after(error));
    }
    result
}

fn note(noted: &Mutex<Again>, again: Again) {
    *noted.lock().unwrap_or_else(PoisonError::into_inner) = again;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt as _;
    use tokio::{sync::futures::Notified, time::timeout};

    use super::*;
    use crate::store::db::Db;

    async fn woken(waiting: Notified<'_>) -> bool {
        timeout(Duration::ZERO, waiting).await.is_ok()
    }

    #[tokio::test]
    async fn a_commit_wakes_and_a_rollback_does_not() {
        let (db, task) = (Db::memory().await.unwrap(), Arc::new(Notify::new()));
        let mut tx = db.begin().await.unwrap();
        tx.wake_on_commit(&task);
        tx.wake_on_commit(&task);
        assert!(!woken(task.notified()).await, "not before the commit");
        let (one, another) = (task.notified(), task.notified());
        tx.commit().await.unwrap();
        assert!(woken(one).await && woken(another).await, "all that wait");

        let mut tx = db.begin().await.unwrap();
        tx.wake_on_commit(&task);
        let waiting = task.notified();
        drop(tx);
        assert!(!woken(waiting).await);
    }

    #[tokio::test]
    async fn a_commit_whose_caller_is_dropped_wakes() {
        let (db, task) = (Db::memory().await.unwrap(), Arc::new(Notify::new()));
        let mut tx = db.begin().await.unwrap();
        tx.wake_on_commit(&task);
        let waiting = task.notified();
        let mut commit = Box::pin(tx.commit());
        assert!((&mut commit).now_or_never().is_none(), "it waits for the database");
        drop(commit);
        timeout(Duration::from_secs(10), waiting).await.expect("the commit was given up");
    }
}
