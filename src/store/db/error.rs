//! Errors of the database.

use std::{
    collections::HashMap,
    mem::{Discriminant, discriminant},
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use crate::{model::Timestamp, store::rate_limit::RateLimit};

/// A database error: a connection failed or timed out, or a statement was rejected. Its
/// [source](std::error::Error::source) is the [`sqlx::Error`](crate::sqlx::Error).
#[derive(Debug, thiserror::Error)]
#[error("database: {0}")]
pub struct DbError(#[from] pub(crate) sqlx::Error);

impl DbError {
    /// Returns the error of a row that must exist and does not.
    pub(crate) fn row_not_found() -> DbError {
        DbError(sqlx::Error::RowNotFound)
    }

    /// Returns whether a unique or primary key is already taken.
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

    /// Returns whether a constraint of a table does not allow what a statement writes.
    pub(crate) fn is_violation(&self) -> bool {
        self.0.as_database_error().is_some_and(|e| !matches!(e.kind(), sqlx::error::ErrorKind::Other))
    }

    /// Returns whether a concurrent write got in the way (deadlock and serialization failures in
    /// PostgreSQL, a busy database in SQLite, a [failed group](super) of transactions). Retry the transaction.
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

    /// Logs the error, at most one of each kind a second and the number of those since the last one: while the
    /// database is unavailable, every request has one. Kinds are those of sqlx, and the codes of the database.
    ///
    /// ```
    /// use axum::http::StatusCode;
    /// use pannier::db::DbError;
    ///
    /// fn unavailable(error: DbError) -> StatusCode {
    ///     error.log();
    ///     StatusCode::SERVICE_UNAVAILABLE
    /// }
    /// # assert_eq!(unavailable(DbError::from(pannier::sqlx::Error::PoolClosed)), StatusCode::SERVICE_UNAVAILABLE);
    /// ```
    pub fn log(&self) {
        if let Some(times) = self.times_to_log(Timestamp::now()) {
            tracing::error!(error = %self, times, "database error");
        }
    }

    fn times_to_log(&self, now: Timestamp) -> Option<u64> {
        type Kind = (Discriminant<sqlx::Error>, Option<String>);
        static LIMITS: LazyLock<Mutex<HashMap<Kind, RateLimit>>> = LazyLock::new(Mutex::default);
        let code = self.0.as_database_error().and_then(|error| Some(error.code()?.into_owned()));
        let mut limits = LIMITS.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = limits.entry((discriminant(&self.0), code));
        limit.or_insert_with(|| RateLimit::every(Duration::from_secs(1))).pass(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::Db;

    #[tokio::test]
    async fn a_flood_of_one_error_hides_no_other() {
        let db = Db::memory().await.unwrap();
        let broken = async |sql: &str| db.execute(sql, &[]).await.unwrap_err();
        db.execute("CREATE TABLE posters (id TEXT PRIMARY KEY, cents BIGINT NOT NULL)", &[]).await.unwrap();
        let (missing, empty) =
            (broken("SELECT * FROM nothing").await, broken("INSERT INTO posters VALUES ('1', NULL)").await);
        // Other tests log errors now.
        let now = Timestamp::now() + Duration::from_secs(3600);
        let times = |error: &DbError| error.times_to_log(now);
        assert!(times(&missing).is_some() && times(&empty).is_some());
        assert_eq!((times(&missing), times(&empty)), (None, None));
        let lost = DbError(sqlx::Error::WorkerCrashed);
        assert!(times(&lost).is_some() && times(&lost).is_none());
    }
}
