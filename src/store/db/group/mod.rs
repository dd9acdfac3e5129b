//! The writer of SQLite, and the commits that transactions share. The module [`db`](super) says what holds.
//!
//! Transactions take [turns](Turns) at the connection that writes. A transaction that finds others waiting when it
//! commits becomes a member of a [`Group`]: it ends its turn and waits, while those others run under savepoints of the
//! same transaction of the engine. A task ([`Writer::close_in_time`]) commits the group and answers its members. One
//! that is alone has no savepoint, no task, and no more statements than without groups.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{Executor as _, sqlite::SqliteRow};
use tokio::{
    sync::{oneshot, watch},
    time::timeout,
};

pub(super) use self::turn::Turn;
use super::{
    DbError, Result, Value,
    lender::{Lender, Lent},
    trace,
    turns::Turns,
    undone::Undone,
};

mod turn;

/// The maximum number of transactions that share a commit.
const MAX_MEMBERS: usize = 64;
/// How long others may still join after the first member waits for the commit.
const MAX_DELAY: Duration = Duration::from_millis(5);

/// Runs the write transactions of SQLite, one at a time.
#[derive(Clone, Debug)]
pub(super) struct Writer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    lender: Lender,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    turns: Turns,
    /// Belongs to the transaction whose turn it is; not here while one of its statements runs.
    group: Option<Box<Group>>,
    /// Closes when the last group ends that was [seen](Group::seen).
    seen: Option<watch::Receiver<()>>,
}

/// A connection, and the transactions that share the engine's transaction on it.
#[derive(Debug)]
struct Group {
    id: u64,
    connection: Lent,
    /// Whether it is for one transaction alone.
    alone: bool,
    begun: bool,
    /// The turn that has set the savepoint.
    marked_by: Option<u64>,
    /// Those that wait for the commit, and since when the first of them does.
    members: Vec<oneshot::Sender<Outcome>>,
    since: Instant,
    /// Passes the turn to the task that commits. Dropped, it ends that task.
    complete: Option<oneshot::Sender<u64>>,
    /// The end of the last statement.
    used: Instant,
    /// Why the engine has undone it.
    failed: Option<Undone>,
    /// If a transaction that was not committed has seen what its members have written: what that has led to must not be
    /// answered, and no read that follows be made, before the group has ended.
    seen: Option<watch::Sender<()>>,
}

/// The result of a group's commit.
type Outcome = Result<(), Undone>;

/// The result of a statement.
pub(super) struct Done {
    pub affected: u64,
    /// The first row.
    pub row: Option<SqliteRow>,
}

impl Writer {
    pub fn new(lender: Lender) -> Writer {
        Writer(Arc::new(Inner { lender, state: Mutex::default() }))
    }

    /// Begins a transaction, after those that came before. One that is `alone` shares its commit with no other.
    pub async fn begin(&self, alone: bool) -> Result<Turn> {
        let turn = self.turn(alone).await?;
        turn.open(true).await?;
        Ok(turn)
    }

    /// Runs a statement in a transaction of its own. Must run to completion.
    pub async fn execute(&self, sql: &str, args: &[Value]) -> Result<Done> {
        match self.execute_once(sql, args, !may_share(sql)).await {
            Err(DbError(error)) if Undone::is(&error) => self.execute_once(sql, args, true).await,
            done => done,
        }
    }

    async fn execute_once(&self, sql: &str, args: &[Value], alone: bool) -> Result<Done> {
        let mut turn = self.turn(alone).await?;
        if turn.commits_itself()? {
            return turn.run_and_end(sql, args).await;
        }
        // Without a savepoint: the engine undoes a statement that fails.
        turn.open(false).await?;
        let done = turn.run(sql, args).await;
        let committed = turn.commit().await;
        let done = done?;
        committed?;
        Ok(done)
    }

    /// Waits until what was [seen](Group::seen) is on disk, or undone.
    pub async fn settled(&self) {
        let seen = self.lock().seen.clone();
        if let Some(mut seen) = seen {
            // An error: the group has ended.
            let _ = seen.changed().await;
        }
    }

    /// Waits for the transactions that have begun or wait, and closes the connection.
    pub async fn close(&self) {
        let turn = self.wait(true).await;
        self.0.lender.close().await;
        drop(turn);
    }

    async fn turn(&self, alone: bool) -> Result<Turn> {
        let late = |_| DbError(sqlx::Error::PoolTimedOut);
        let turn = timeout(self.0.lender.limit(), self.wait(alone)).await.map_err(late)?;
        if self.lock().group.is_none() {
            let group = Group {
                id: turn.number,
                connection: self.0.lender.lend().await?,
                alone,
                begun: false,
                marked_by: None,
                members: Vec::new(),
                since: Instant::now(),
                complete: None,
                used: Instant::now(),
                failed: None,
                seen: None,
            };
            self.lock().group = Some(Box::new(group));
        }
        Ok(turn)
    }

    async fn wait(&self, alone: bool) -> Turn {
        let (number, wake) = self.lock().turns.queue(alone);
        let _place = Place { writer: self, number };
        loop {
            if self.lock().take_turn(number) {
                return Turn { writer: self.clone(), number };
            }
            wake.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the turn of a transaction whose group has members. The next one continues the group; if there is none, or
    /// the group is full, it is committed.
    fn pass_on(&self, number: u64) {
        let mut state = self.lock();
        let shares = state.turns.next_shares();
        if let Some(group) = state.group.as_mut()
            && (group.is_full() || !shares)
            && let Some(complete) = group.complete.take()
        {
            let number = state.turns.seize();
            if complete.send(number).is_err() {
                // Without the task, the runtime is shutting down.
                state.turns.end(number);
            }
            return;
        }
        state.turns.end(number);
    }

    /// Ends a turn, and returns the connection, on which no transaction is open.
    fn end(&self, number: u64, group: Option<Box<Group>>) {
        if let Some(group) = group {
            let Group { connection, .. } = *group;
            connection.keep();
        }
        self.lock().turns.end(number);
    }

    /// Undoes a transaction that was dropped.
    async fn roll_back(self, number: u64) {
        let group = self.lock().group.take();
        let Some(mut group) = group else { return self.end(number, None) };
        if !group.members.is_empty() {
            group.undo(number).await;
        }
        if group.members.is_empty() {
            return self.abandon(number, group).await;
        }
        self.lock().group = Some(group);
        self.pass_on(number);
    }

    /// Commits a group when it is complete, or in time if the next transaction does not take its turn. One that is
    /// idle for too long while the members wait is undone.
    async fn close_in_time(self, id: u64, mut complete: oneshot::Receiver<u64>) {
        let mut patience = MAX_DELAY;
        let (number, idle) = loop {
            match timeout(patience, &mut complete).await {
                Ok(Ok(number)) => break (number, None),
                // The group has failed.
                Ok(Err(_)) => return,
                Err(_) => {}
            }
            match self.seize(id) {
                Some(seized) => break seized,
                None => patience = (self.0.lender.limit() / 4).max(MAX_DELAY),
            }
        };
        let group = self.lock().group.take();
        let Some(mut group) = group else { return self.end(number, None) };
        if let Some(idle) = idle {
            tracing::warn!("a transaction was undone: it was idle for too long while others waited for their commit");
            group.undo(idle).await;
        }
        if group.failed.is_none() {
            match group.connection.execute("COMMIT").await {
                Ok(_) => {
                    trace::flush(group.members.len());
                    for member in group.members.drain(..) {
                        let _ = member.send(Ok(()));
                    }
                    return self.end(number, Some(group));
                }
                Err(error) => group.fail(&error),
            }
        }
        self.abandon(number, group).await;
    }

    /// Takes the turn for the commit of a group: from no transaction, or from one that is idle, which is returned too.
    fn seize(&self, id: u64) -> Option<(u64, Option<u64>)> {
        let mut state = self.lock();
        let idle_for = state.group.as_ref().filter(|group| group.id == id)?.used.elapsed();
        let current = state.turns.current();
        let may = current.is_none() || idle_for >= self.0.lender.limit();
        may.then(|| (state.turns.seize(), current))
    }

    /// Rolls back what the engine has not, and ends the turn.
    async fn abandon(&self, number: u64, mut group: Box<Group>) {
        match group.connection.execute("ROLLBACK").await {
            Err(error) if !is_misuse(&error) => {
                let Group { connection, .. } = *group;
                connection.discard();
                self.end(number, None);
            }
            // Done, or there was no transaction left.
            _ => self.end(number, Some(group)),
        }
    }
}

impl State {
    /// Notes that a transaction of the group ends without a commit.
    fn see(&mut self) {
        if let Some(group) = self.group.as_mut()
            && group.seen.is_none()
            && !group.members.is_empty()
        {
            let (sender, receiver) = watch::channel(());
            (group.seen, self.seen) = (Some(sender), Some(receiver));
        }
    }

    fn take_turn(&mut self, number: u64) -> bool {
        self.turns.take(number, self.group.is_some())
    }

    /// Returns the group, if it is the turn of this transaction and nothing has undone it.
    fn group_of(&mut self, number: u64) -> Result<&mut Group> {
        if !self.turns.is_current(number) {
            return Err(DbError(Undone::idle().into()));
        }
        let group = self.group.as_deref_mut().ok_or(DbError(sqlx::Error::WorkerCrashed))?;
        match group.failed.clone() {
            Some(undone) => Err(DbError(undone.into())),
            None => Ok(group),
        }
    }
}

impl Group {
    fn is_full(&self) -> bool {
        self.members.len() >= MAX_MEMBERS || self.since.elapsed() >= MAX_DELAY
    }

    /// Undoes what this turn has written.
    async fn undo(&mut self, number: u64) {
        if self.marked_by == Some(number)
            && let Err(error) = self.connection.execute("ROLLBACK TO member").await
        {
            self.fail(&error);
        }
    }

    /// Answers the members with an error: the engine has undone their transaction, or is about to.
    fn fail(&mut self, cause: &sqlx::Error) {
        let undone = Undone::by(cause);
        for member in self.members.drain(..) {
            // Without a word of the engine, the commit may have succeeded. What is dropped unanswered counts as lost.
            if cause.as_database_error().is_some() {
                let _ = member.send(Err(undone.clone()));
            }
        }
        self.complete = None;
        self.failed = Some(undone);
    }
}

/// A place in the queue.
struct Place<'a> {
    writer: &'a Writer,
    number: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.writer.lock().turns.leave(self.number);
    }
}

/// Whether a statement may run in a transaction with others. `VACUUM` may not, for example.
fn may_share(sql: &str) -> bool {
    let verb = sql.split_ascii_whitespace().next().unwrap_or_default();
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].iter().any(|known| verb.eq_ignore_ascii_case(known))
}

/// Whether SQLite has refused a statement for what it is, such as a rollback without a transaction (`SQLITE_ERROR`).
fn is_misuse(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("1"))
}

#[cfg(test)]
mod tests;
