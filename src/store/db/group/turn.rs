//! One transaction of a group.

use std::time::Instant;

use futures_util::TryStreamExt as _;
use sqlx::{Either, Executor as _, SqliteConnection, sqlite::SqliteRow};
use tokio::sync::oneshot;

use super::{Done, Group, Outcome, Writer};
use crate::store::db::{DbError, Result, Value, trace, value::bind_sqlite};

/// The turn of a transaction. Dropped without a commit, the transaction is rolled back.
#[derive(Debug)]
pub struct Turn {
    pub(super) writer: Writer,
    pub(super) number: u64,
}

impl Turn {
    pub async fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        Ok(self.run(sql, args).await?.affected)
    }

    pub async fn fetch_all(&mut self, sql: &str, args: &[Value]) -> Result<Vec<SqliteRow>> {
        let mut lease = self.lease()?;
        let rows = bind_sqlite(sql, args).fetch_all(lease.connection()).await;
        lease.check(rows).await
    }

    pub async fn fetch_optional(&mut self, sql: &str, args: &[Value]) -> Result<Option<SqliteRow>> {
        let mut lease = self.lease()?;
        let row = bind_sqlite(sql, args).fetch_optional(lease.connection()).await;
        lease.check(row).await
    }

    /// Runs several statements without parameters.
    pub async fn execute_batch(&mut self, sql: &str) -> Result<()> {
        let mut lease = self.lease()?;
        // A plain string is sent without preparing it, which allows several statements.
        let done = lease.connection().execute(sql).await;
        lease.check(done).await.map(drop)
    }

    /// Commits the transaction, alone or with its group.
    pub async fn commit(self) -> Result<()> {
        if let Some(outcome) = self.join_group()? {
            // Without an outcome, the connection was lost during the commit.
            let outcome = outcome.await.map_err(|_| DbError(sqlx::Error::WorkerCrashed))?;
            return outcome.map_err(|undone| DbError(undone.into()));
        }
        let mut lease = self.lease()?;
        lease.connection().execute("COMMIT").await?;
        drop(lease);
        self.end();
        trace::flush(1);
        Ok(())
    }

    /// Leaves the commit to the group, if it has members or others wait to join it. Returns where its outcome arrives.
    fn join_group(&self) -> Result<Option<oneshot::Receiver<Outcome>>> {
        let mut state = self.writer.lock();
        let shares = state.turns.next_shares();
        let group = state.group_of(self.number)?;
        let is_first = group.members.is_empty();
        if is_first && (group.alone || !shares) {
            return Ok(None);
        }
        let (member, outcome) = oneshot::channel();
        group.members.push(member);
        if is_first {
            let (complete, completed) = oneshot::channel();
            (group.since, group.complete) = (Instant::now(), Some(complete));
            tokio::spawn(self.writer.clone().close_in_time(group.id, completed));
        }
        drop(state);
        self.writer.pass_on(self.number);
        Ok(Some(outcome))
    }

    /// Begins the engine's transaction, or joins it. What may be undone alone needs a savepoint.
    pub(super) async fn open(&self, savepoint: bool) -> Result<()> {
        let mut lease = self.lease()?;
        let group = lease.group();
        let joins = std::mem::replace(&mut group.begun, true);
        let sql = match group.marked_by {
            _ if !joins => "BEGIN IMMEDIATE",
            _ if !savepoint => return Ok(()),
            None => "SAVEPOINT member",
            Some(_) => "RELEASE member; SAVEPOINT member",
        };
        // If this is cancelled, the next savepoint is set on top of what was set.
        group.marked_by = None;
        let done = lease.connection().execute(sql).await;
        lease.check(done).await?;
        lease.group().marked_by = joins.then_some(self.number);
        Ok(())
    }

    pub(super) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<Done> {
        let mut lease = self.lease()?;
        let done = run(lease.connection(), sql, args).await;
        lease.check(done).await
    }

    /// Runs a statement without a transaction around it.
    pub(super) async fn run_and_end(self, sql: &str, args: &[Value]) -> Result<Done> {
        let mut lease = self.lease()?;
        let done = run(lease.connection(), sql, args).await?;
        drop(lease);
        self.end();
        trace::flush(1);
        Ok(done)
    }

    /// Whether a single statement needs no transaction around it: no other waits to share its commit.
    pub(super) fn commits_itself(&self) -> Result<bool> {
        let mut state = self.writer.lock();
        let shares = state.turns.next_shares();
        let group = state.group_of(self.number)?;
        Ok(!group.begun && (group.alone || !shares))
    }

    /// Ends the turn after a commit.
    fn end(self) {
        let group = self.writer.lock().group.take();
        self.writer.end(self.number, group);
    }

    fn lease(&self) -> Result<Lease<'_>> {
        let mut state = self.writer.lock();
        state.group_of(self.number)?;
        Ok(Lease { writer: &self.writer, group: state.group.take() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.writer.lock();
        if !state.turns.is_current(self.number) {
            return;
        }
        if state.group.is_none() {
            return state.turns.end(self.number);
        }
        state.see();
        drop(state);
        tokio::spawn(self.writer.clone().roll_back(self.number));
    }
}

/// The group while a statement runs. It goes back when this is dropped, even in the middle of the statement: the
/// connection runs the next one after it.
struct Lease<'a> {
    writer: &'a Writer,
    group: Option<Box<Group>>,
}

impl Lease<'_> {
    fn group(&mut self) -> &mut Group {
        self.group.as_deref_mut().expect("goes back when this is dropped")
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.group().connection
    }

    /// Finds out whether a statement that has failed has undone the transaction, for example because the disk is full.
    async fn check<T>(&mut self, done: sqlx::Result<T>) -> Result<T> {
        let error = match done {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        if !is_in_transaction(self.connection()).await {
            self.group().fail(&error);
        }
        Err(DbError(error))
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(mut group) = self.group.take() {
            group.used = Instant::now();
            self.writer.lock().group = Some(group);
        }
    }
}

async fn run(connection: &mut SqliteConnection, sql: &str, args: &[Value]) -> sqlx::Result<Done> {
    let mut done = Done { affected: 0, row: None };
    // To its end, where the engine reports a commit that fails.
    let mut results = connection.fetch_many(bind_sqlite(sql, args));
    while let Some(result) = results.try_next().await? {
        match result {
            Either::Left(end) => done.affected += end.rows_affected(),
            Either::Right(row) if done.row.is_none() => done.row = Some(row),
            Either::Right(_) => {}
        }
    }
    Ok(done)
}

/// Whether the connection is in a transaction. SQLite refuses to begin another.
async fn is_in_transaction(connection: &mut SqliteConnection) -> bool {
    let begun = connection.execute("BEGIN").await.is_ok();
    if begun {
        let _ = connection.execute("ROLLBACK").await;
    }
    !begun
}
