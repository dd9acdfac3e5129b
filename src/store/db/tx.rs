//! Write transactions.

use sqlx::{Executor as _, Postgres, Sqlite};

use super::{
    Clock, Result, Row, Value,
    value::{bind_postgres, bind_sqlite},
};
use crate::model::Timestamp;

/// A write transaction on either engine.
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
#[derive(Debug)]
pub struct Tx {
    pub(super) transaction: Transaction,
    pub(super) clock: Clock,
}

#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Returns the store's current time, as [`Db::now`](super::Db::now) does.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Commits the transaction.
    pub async fn commit(self) -> Result<()> {
        match self.transaction {
            Transaction::Sqlite(tx) => tx.commit().await?,
            Transaction::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
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
    pub async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        Ok(match &mut self.transaction {
            Transaction::Sqlite(tx) => bind_sqlite(sql, args).execute(&mut **tx).await?.rows_affected(),
            Transaction::Postgres(tx) => bind_postgres(sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Returns all rows of a statement.
    pub async fn fetch_all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        Ok(match &mut self.transaction {
            Transaction::Sqlite(tx) => {
                bind_sqlite(sql, args).fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect()
            }
            Transaction::Postgres(tx) => {
                bind_postgres(sql, args).fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Returns the first row of a statement, if there is one.
    pub async fn fetch_optional(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        Ok(match &mut self.transaction {
            Transaction::Sqlite(tx) => bind_sqlite(sql, args).fetch_optional(&mut **tx).await?.map(Row::Sqlite),
            Transaction::Postgres(tx) => bind_postgres(sql, args).fetch_optional(&mut **tx).await?.map(Row::Postgres),
        })
    }

    /// Runs a script of several statements without parameters, such as a migration.
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        match &mut self.transaction {
            // A plain string is sent without preparing it, which allows several statements.
            Transaction::Sqlite(tx) => tx.execute(sql).await.map(|_| ())?,
            Transaction::Postgres(tx) => tx.execute(sql).await.map(|_| ())?,
        }
        Ok(())
    }
}
