//! Work that falls due: leases that instances share through a table, and the delays between attempts.

use std::time::Duration;

use super::{Db, Result, Row, Value};
use crate::args;

/// Exponential back-off: the delay doubles with each attempt, up to a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// The delay after the first attempt.
    pub first: Duration,
    /// The limit.
    pub longest: Duration,
}

impl Backoff {
    /// Returns the delay after this many attempts.
    pub fn after(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(30);
        self.first.saturating_mul(1 << doublings).min(self.longest)
    }
}

/// A queue: the rows of a table, each due when its `due_at` has passed.
///
/// An instance leases a row by moving `due_at` to the end of the lease, and counts that in `attempts`. If the
/// instance crashes, the row falls due again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queue<'a> {
    /// The table.
    pub table: &'a str,
    /// The columns of its primary key.
    pub key: &'a [&'a str],
    /// The condition under which a row is due at all. `$1` is the current time; further parameters follow.
    pub condition: &'a str,
    /// The column that stores when the lease was taken.
    pub leased_at: &'a str,
    /// The columns to return.
    pub returning: &'a str,
}

impl Queue<'_> {
    /// Leases up to `most` due rows as [`Queue::claim`] does, if there is one: mostly, nothing is due, and a read,
    /// which waits for no writer, finds that out.
    pub async fn take(&self, db: &Db, lease: Duration, most: usize, parameters: &[Value]) -> Result<Vec<Row>> {
        let sql = format!("SELECT 1 AS one {} LIMIT 1", self.due());
        match db.fetch_optional(&sql, &[args![db.now()], parameters].concat()).await? {
            Some(_) => self.claim(db, lease, most, parameters).await,
            None => Ok(Vec::new()),
        }
    }

    /// Leases up to `most` due rows, those due longest first, so that no two instances have the same one.
    /// `parameters` are those of the condition, from `$2` on.
    ///
    /// On PostgreSQL, an instance skips the rows that another one has locked; SQLite has one writer, and so one
    /// instance at a time that leases.
    pub async fn claim(&self, db: &Db, lease: Duration, most: usize, parameters: &[Value]) -> Result<Vec<Row>> {
        let Queue { table, leased_at, returning, .. } = self;
        let (due, skip_locked) = (self.due(), db.dialect().skip_locked());
        // Names of their own, because SQLite does not qualify the columns of RETURNING.
        let names: Vec<String> = (1..=self.key.len()).map(|n| format!("key_{n}")).collect();
        let pairs: Vec<String> =
            self.key.iter().zip(&names).map(|(column, name)| format!("{column} = next.{name}")).collect();
        let (names, key, matches) = (names.join(", "), self.key.join(", "), pairs.join(" AND "));
        let (lease_ends, limit) = (parameters.len() + 2, parameters.len() + 3);
        let sql = format!(
            "WITH next ({names}) AS MATERIALIZED (SELECT {key} {due} ORDER BY due_at LIMIT ${limit} {skip_locked}) \
             UPDATE {table} SET attempts = attempts + 1, due_at = ${lease_ends}, {leased_at} = $1 FROM next \
             WHERE {matches} RETURNING {returning}"
        );
        let mut tx = db.begin().await?;
        // The lease starts once the transaction has, which may have waited for another writer.
        let (now, most) = (tx.now(), i64::try_from(most).unwrap_or(i64::MAX));
        let args = [args![now], parameters, args![now + lease, most]].concat();
        let leased = tx.fetch_all(&sql, &args).await?;
        tx.commit().await?;
        Ok(leased)
    }

    fn due(&self) -> String {
        format!("FROM {} WHERE due_at <= $1 AND {}", self.table, self.condition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_delay_doubles_up_to_the_limit() {
        let backoff = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(4096) };
        let delays = [1, 2, 3, 12, 13, 40, u32::MAX].map(|attempts| backoff.after(attempts).as_secs());
        assert_eq!(delays, [2, 4, 8, 4_096, 4_096, 4_096, 4_096]);
    }

    /// Leases jobs of a colour; returns their numbers and attempts.
    async fn take(db: &Db, colour: &str, most: usize) -> Vec<(i64, u32)> {
        let jobs = Queue {
            table: "jobs",
            key: &["n", "colour"],
            condition: "colour = $2",
            leased_at: "started_at",
            returning: "n, attempts",
        };
        let mut jobs: Vec<(i64, u32)> = jobs
            .take(db, MINUTE, most, args![colour])
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get("n").unwrap(), row.get_u32("attempts").unwrap()))
            .collect();
        jobs.sort_unstable();
        jobs
    }

    #[tokio::test]
    async fn a_row_is_leased_once_until_its_lease_ends() {
        let db = Db::memory().await.unwrap();
        let sql =
            "CREATE TABLE jobs (n BIGINT, colour TEXT, attempts BIGINT DEFAULT 0, due_at BIGINT, started_at BIGINT)";
        db.execute(sql, &[]).await.unwrap();
        let now = db.now();
        let ago = |seconds| now - Duration::from_secs(seconds);
        let jobs = [(1_i64, "red", ago(1)), (2, "red", ago(3)), (3, "red", ago(2)), (4, "red", now + 60 * MINUTE)];
        for (n, colour, due_at) in jobs.into_iter().chain([(5, "blue", ago(9))]) {
            db.execute("INSERT INTO jobs (n, colour, due_at) VALUES ($1, $2, $3)", args![n, colour, due_at])
                .await
                .unwrap();
        }
        assert_eq!(take(&db, "red", 0).await, []);
        assert_eq!(take(&db, "red", 2).await, [(2, 1), (3, 1)], "those due longest");
        assert_eq!(take(&db, "red", 9).await, [(1, 1)]);
        assert_eq!(take(&db, "red", 9).await, [], "leased, or not due yet");
        db.advance(MINUTE);
        assert_eq!(take(&db, "red", 9).await, [(1, 2), (2, 2), (3, 2)]);
    }
}
