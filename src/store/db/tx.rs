//! Several statements, or none of them.

use sqlx::{Executor as _, Postgres, Sqlite};

use super::{
    Clock, Result, Row, Value,
    value::{bind_postgres, bind_sqlite},
};

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
    /// The time that the store goes by, as [`Db::now`](super::Db::now).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let tx = store.db().begin().await?;
    /// assert!(tx.now() <= store.db().now());
    /// # Ok(())
    /// # });
    /// ```
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Makes everything done in this transaction durable.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let mut tx = store.db().begin().await?;
    /// tx.execute("CREATE TABLE posters (id TEXT PRIMARY KEY)", &[]).await?;
    /// tx.commit().await?;
    /// assert!(store.db().fetch_all("SELECT id FROM posters", &[]).await.is_ok());
    /// # Ok(())
    /// # });
    /// ```
    pub async fn commit(self) -> Result<()> {
        match self.transaction {
            Transaction::Sqlite(tx) => tx.commit().await?,
            Transaction::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs one statement. Returns the number of rows it touched.
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

    /// All rows of a statement.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let mut tx = store.db().begin().await?;
    /// assert_eq!(tx.fetch_all("SELECT 1 AS n UNION SELECT 2", &[]).await?.len(), 2);
    /// # Ok(())
    /// # });
    /// ```
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

    /// The first row of a statement, if there is one.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let mut tx = store.db().begin().await?;
    /// assert!(tx.fetch_optional("SELECT 1 AS n WHERE 1 = 2", &[]).await?.is_none());
    /// # Ok(())
    /// # });
    /// ```
    pub async fn fetch_optional(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>> {
        Ok(match &mut self.transaction {
            Transaction::Sqlite(tx) => bind_sqlite(sql, args).fetch_optional(&mut **tx).await?.map(Row::Sqlite),
            Transaction::Postgres(tx) => bind_postgres(sql, args).fetch_optional(&mut **tx).await?.map(Row::Postgres),
        })
    }

    /// Runs a script of several statements without parameters, such as a migration.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let mut tx = store.db().begin().await?;
    /// tx.script("CREATE TABLE posters (id TEXT PRIMARY KEY); CREATE TABLE frames (id TEXT PRIMARY KEY)").await?;
    /// tx.commit().await?;
    /// # Ok(())
    /// # });
    /// ```
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        match &mut self.transaction {
            // A bare text is sent as it is, not prepared: only so may it hold several statements.
            Transaction::Sqlite(tx) => tx.execute(sql).await.map(|_| ())?,
            Transaction::Postgres(tx) => tx.execute(sql).await.map(|_| ())?,
        }
        Ok(())
    }
}
