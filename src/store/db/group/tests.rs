//! What transactions that share a commit can rely on.

use std::{pin::pin, str::FromStr};

use sqlx::{
    Executor as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

use self::log::Log;
use super::*;
use crate::{
    args,
    store::db::{Db, Engine, Limits, Tx},
};

#[path = "../../../../tests/support/log.rs"]
mod log;

const PATIENCE: Duration = Duration::from_secs(20);
const SEAT: &str = "INSERT INTO seats VALUES ($1)";
const GUEST: &str = "INSERT INTO guests VALUES ($1)";

fn url() -> String {
    let file = std::env::temp_dir().join(format!("pannier-group-{}.db", uuid::Uuid::new_v4()));
    format!("sqlite:{}", file.display())
}

async fn with_seats(db: Db) -> Db {
    db.execute("CREATE TABLE seats (n BIGINT PRIMARY KEY)", &[]).await.unwrap();
    db
}

async fn open() -> Db {
    with_seats(Db::connect(&url()).await.unwrap()).await
}

async fn take(tx: &mut Tx, n: i64) -> Result<u64> {
    tx.execute(SEAT, args![n]).await
}

/// Takes a seat in a transaction of its own.
async fn book(db: &Db, n: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    take(&mut tx, n).await?;
    tx.commit().await
}

/// Takes a seat in a transaction that is repeated if its group was undone.
async fn book_again(db: &Db, n: i64) -> Result<()> {
    let booked = db.transact(|mut tx| async move {
        take(&mut tx, n).await?;
        tx.commit().await
    });
    booked.await
}

async fn taken(db: &Db) -> Vec<i64> {
    let rows = db.fetch_all("SELECT n FROM seats ORDER BY n", &[]).await.unwrap();
    rows.iter().map(|row| row.get("n").unwrap()).collect()
}

/// Waits until this many transactions wait for their turn.
async fn queued(db: &Db, n: usize) {
    let Engine::Sqlite { writer, .. } = &db.engine else { panic!("not SQLite") };
    let waiting = async {
        while writer.lock().turns.waiting() < n {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap();
}

async fn joined<T>(task: JoinHandle<T>) -> T {
    timeout(PATIENCE, task).await.expect("it stays locked").unwrap()
}

/// How many commits were logged, and how many times SQLite has waited for the disk.
fn commits_and_flushes(log: &Log) -> (usize, usize) {
    (log.lines("message=commit ").len(), log.lines("message=flush ").len())
}

#[tokio::test]
async fn transactions_that_wait_share_a_commit() {
    let (db, log) = (open().await, Log::default());
    let _guard = log.listen();
    let mut first = db.begin().await.unwrap();
    take(&mut first, 100).await.unwrap();
    let others: Vec<_> = (0..32)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                // Statements in transactions of their own share commits too.
                if n % 4 == 0 { db.execute(SEAT, args![n]).await.map(drop) } else { book(&db, n).await }
            })
        })
        .collect();
    queued(&db, 32).await;
    first.commit().await.unwrap();
    for other in others {
        joined(other).await.unwrap();
    }
    assert_eq!(taken(&db).await.len(), 33);
    let (commits, flushes) = commits_and_flushes(&log);
    // A group closes soon after its first transaction: on a busy machine, only one other may have joined it.
    assert!(commits == 33 && flushes <= 20, "{commits} commits, {flushes} flushes");
}

/// What it has led to must not be read or answered before it is on disk.
#[tokio::test]
async fn a_read_after_a_transaction_that_wrote_nothing_sees_what_that_has_seen() {
    let db = open().await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let seen = tx.fetch_all("SELECT n FROM seats", &[]).await.unwrap().len();
            drop(tx);
            (seen, taken(&db).await)
        }
    });
    queued(&db, 1).await;
    let (go, gone) = oneshot::channel::<()>();
    let third = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            gone.await.unwrap();
            take(&mut tx, 3).await.unwrap();
            tx.commit().await
        }
    });
    queued(&db, 2).await;
    let first = tokio::spawn(first.commit());
    // Longer than others may join.
    sleep(2 * MAX_DELAY).await;
    assert!(!second.is_finished(), "the third holds up the commit");
    go.send(()).unwrap();
    joined(first).await.unwrap();
    joined(third).await.unwrap();
    assert_eq!(second.await.unwrap(), (1, vec![1, 3]));
}

#[tokio::test]
async fn one_alone_commits_at_once() {
    let (db, log) = (open().await, Log::default());
    let _guard = log.listen();
    book(&db, 1).await.unwrap();
    db.execute(SEAT, args![2]).await.unwrap();
    let row = db.execute_returning("INSERT INTO seats VALUES ($1) RETURNING n", args![3]).await.unwrap().unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 3);
    assert_eq!(commits_and_flushes(&log), (3, 3));
    assert_eq!(taken(&db).await, [1, 2, 3]);
    assert!(db.execute(SEAT, args![3]).await.unwrap_err().is_conflict());
    db.execute("VACUUM", &[]).await.unwrap();
}

#[tokio::test]
async fn readers_see_a_group_when_it_is_committed() {
    let db = open().await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let (seen, sees) = oneshot::channel();
    let (go, gone) = oneshot::channel::<()>();
    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let rows = tx.fetch_all("SELECT n FROM seats", &[]).await.unwrap();
            seen.send(rows.len()).unwrap();
            gone.await.unwrap();
            take(&mut tx, 2).await.unwrap();
            tx.commit().await
        }
    });
    queued(&db, 1).await;
    let first = tokio::spawn(first.commit());
    assert_eq!(sees.await.unwrap(), 1, "a transaction sees the members before it");
    // Longer than others may join.
    sleep(2 * MAX_DELAY).await;
    assert_eq!(taken(&db).await, [0_i64; 0]);
    assert!(!first.is_finished(), "answered before the commit");
    go.send(()).unwrap();
    joined(first).await.unwrap();
    assert_eq!(taken(&db).await, [1, 2], "one commit for both");
    joined(second).await.unwrap();
}

#[tokio::test]
async fn one_that_fails_panics_or_is_dropped_takes_no_other_with_it() {
    fn spoil() {
        panic!("on purpose");
    }
    let db = open().await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let begin = {
        let db = db.clone();
        move || {
            let db = db.clone();
            async move { db.begin().await.unwrap() }
        }
    };
    let panics = tokio::spawn({
        let begin = begin();
        async move {
            let mut tx = begin.await;
            take(&mut tx, 2).await.unwrap();
            spoil();
        }
    });
    let is_dropped = tokio::spawn({
        let begin = begin();
        async move { take(&mut begin.await, 3).await.unwrap() }
    });
    let fails = tokio::spawn({
        let begin = begin();
        async move {
            let mut tx = begin.await;
            take(&mut tx, 4).await.unwrap();
            take(&mut tx, 1).await.unwrap_err()
        }
    });
    let is_cancelled = tokio::spawn({
        let begin = begin();
        async move {
            let mut tx = begin.await;
            let many = "WITH RECURSIVE many (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM many WHERE n < 300000) \
                        INSERT INTO seats SELECT n FROM many";
            timeout(Duration::from_millis(2), tx.execute(many, &[])).await.is_err()
        }
    });
    let refused = tokio::spawn({
        let db = db.clone();
        async move { db.execute("INSERT INTO seats VALUES (1)", &[]).await.unwrap_err() }
    });
    let others: [_; 2] = [5, 6].map(|n| {
        let db = db.clone();
        tokio::spawn(async move { book(&db, n).await })
    });
    queued(&db, 7).await;
    first.commit().await.unwrap();
    assert!(timeout(PATIENCE, panics).await.unwrap().is_err());
    joined(is_dropped).await;
    assert!(joined(fails).await.is_conflict(), "with a member before it");
    assert!(joined(is_cancelled).await, "it was not cancelled in the middle");
    assert!(joined(refused).await.is_conflict());
    for other in others {
        joined(other).await.unwrap();
    }
    assert_eq!(taken(&db).await, [1, 5, 6]);
}

/// A database whose trigger undoes the whole transaction for a negative seat.
async fn with_trigger() -> Db {
    let db = open().await;
    let trigger = "CREATE TRIGGER no_such_seat BEFORE INSERT ON seats WHEN NEW.n < 0 \
                   BEGIN SELECT RAISE(ROLLBACK, 'no such seat'); END";
    db.execute(trigger, &[]).await.unwrap();
    db
}

#[tokio::test]
async fn a_group_that_the_engine_undoes_acknowledges_nothing() {
    let db = with_trigger().await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let refused = take(&mut tx, -1).await.unwrap_err();
            // Not on its own outside of any transaction.
            let later = take(&mut tx, 2).await.unwrap_err();
            (refused, later, tx.commit().await.unwrap_err())
        }
    });
    queued(&db, 1).await;
    let undone = timeout(PATIENCE, first.commit()).await.unwrap().unwrap_err();
    assert!(undone.is_retryable() && undone.to_string().contains("no such seat"), "{undone}");
    let (refused, later, commit) = joined(second).await;
    assert!(!refused.is_retryable() && refused.to_string().contains("no such seat"), "{refused}");
    assert!(later.is_retryable() && commit.is_retryable(), "{later}, {commit}");
    assert_eq!(taken(&db).await, [0_i64; 0]);
    book(&db, 3).await.unwrap();
    assert_eq!(taken(&db).await, [3]);
}

#[tokio::test]
async fn what_was_undone_with_its_group_is_repeated_alone() {
    let db = with_trigger().await;
    let wait = db.begin().await.unwrap();
    let one = tokio::spawn({
        let db = db.clone();
        async move { book_again(&db, 1).await }
    });
    let two = tokio::spawn({
        let db = db.clone();
        async move { db.execute(SEAT, args![2]).await }
    });
    let refused = tokio::spawn({
        let db = db.clone();
        async move { book_again(&db, -1).await }
    });
    queued(&db, 3).await;
    drop(wait);
    joined(one).await.unwrap();
    assert_eq!(joined(two).await.unwrap(), 1);
    assert!(joined(refused).await.unwrap_err().to_string().contains("no such seat"));
    assert_eq!(taken(&db).await, [1, 2]);
}

#[tokio::test]
async fn a_deferred_foreign_key_fails_the_one_that_violates_it() {
    let db = open().await;
    let table = "CREATE TABLE guests (seat BIGINT NOT NULL REFERENCES seats (n) DEFERRABLE INITIALLY DEFERRED)";
    db.execute(table, &[]).await.unwrap();
    let wait = db.begin().await.unwrap();
    let one = tokio::spawn({
        let db = db.clone();
        async move { book_again(&db, 1).await }
    });
    let violates = tokio::spawn({
        let db = db.clone();
        async move { db.execute(GUEST, args![7]).await }
    });
    let two = tokio::spawn({
        let db = db.clone();
        async move { db.execute(SEAT, args![2]).await }
    });
    queued(&db, 3).await;
    drop(wait);
    joined(one).await.unwrap();
    joined(two).await.unwrap();
    let error = joined(violates).await.unwrap_err();
    assert!(!error.is_retryable() && error.to_string().contains("FOREIGN KEY"), "{error}");
    assert_eq!(taken(&db).await, [1, 2]);
    assert!(db.fetch_all("SELECT seat FROM guests", &[]).await.unwrap().is_empty());

    // Alone, with its own transaction.
    let mut tx = db.begin().await.unwrap();
    tx.execute(GUEST, args![7]).await.unwrap();
    assert!(tx.commit().await.unwrap_err().to_string().contains("FOREIGN KEY"));
    book(&db, 3).await.unwrap();
}

#[tokio::test]
async fn one_that_is_idle_keeps_its_group_waiting_for_a_limited_time() {
    let limits = Limits { acquire: Duration::from_millis(500), ..Limits::default() };
    let db = with_seats(Db::connect_with(&url(), &limits).await.unwrap()).await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let second = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            take(&mut tx, 2).await.unwrap();
            tx
        }
    });
    queued(&db, 1).await;
    let first = tokio::spawn(first.commit());
    let mut idle = joined(second).await;
    assert!(!first.is_finished());
    joined(first).await.unwrap();
    assert_eq!(taken(&db).await, [1]);
    book(&db, 3).await.unwrap();
    let error = take(&mut idle, 4).await.unwrap_err();
    assert!(error.is_retryable() && error.to_string().contains("idle"), "{error}");
    assert!(idle.commit().await.unwrap_err().is_retryable());
    assert_eq!(taken(&db).await, [1, 3]);

    // Where no other waits for a commit, it may take its time.
    let mut alone = db.begin().await.unwrap();
    take(&mut alone, 5).await.unwrap();
    sleep(2 * limits.acquire).await;
    alone.commit().await.unwrap();
}

#[tokio::test]
async fn a_turn_that_is_not_taken_keeps_no_commit_waiting() {
    let db = open().await;
    let mut first = db.begin().await.unwrap();
    take(&mut first, 1).await.unwrap();
    let mut next = pin!(db.begin());
    assert!(timeout(Duration::ZERO, &mut next).await.is_err());
    timeout(PATIENCE, first.commit()).await.expect("it waits for a future that is not polled").unwrap();
    assert_eq!(taken(&db).await, [1]);
    let mut next = next.await.unwrap();
    take(&mut next, 2).await.unwrap();
    next.commit().await.unwrap();
    assert_eq!(taken(&db).await, [1, 2]);
}

#[tokio::test]
async fn a_transaction_begins_within_the_limit_or_fails() {
    let limits = Limits { acquire: Duration::from_millis(500), ..Limits::default() };
    let db = with_seats(Db::connect_with(&url(), &limits).await.unwrap()).await;
    let first = db.begin().await.unwrap();
    assert!(matches!(db.begin().await, Err(DbError(sqlx::Error::PoolTimedOut))));
    assert!(matches!(db.execute(SEAT, args![1]).await, Err(DbError(sqlx::Error::PoolTimedOut))));
    drop(first);
    book(&db, 2).await.unwrap();
    assert_eq!(taken(&db).await, [2]);
}

#[tokio::test]
async fn a_long_transaction_shares_no_commit() {
    let (db, log) = (open().await, Log::default());
    let _guard = log.listen();
    let wait = db.begin().await.unwrap();
    let [before, after] = [1, 3].map(|n| (db.clone(), n));
    let before = tokio::spawn(async move { book(&before.0, before.1).await });
    let long = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.begin_unlimited().await.unwrap();
            take(&mut tx, 2).await.unwrap();
            tx.commit().await
        }
    });
    let after = tokio::spawn(async move { book(&after.0, after.1).await });
    queued(&db, 3).await;
    drop(wait);
    for task in [before, long, after] {
        joined(task).await.unwrap();
    }
    assert_eq!(commits_and_flushes(&log), (3, 3));
    assert_eq!(taken(&db).await, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_memory_has_one_connection_for_all() {
    let db = with_seats(Db::memory().await.unwrap()).await;
    let tasks: Vec<_> = (0..60)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                match n % 3 {
                    0 => book(&db, n).await,
                    1 => db.execute(SEAT, args![n]).await.map(drop),
                    _ => db.fetch_all("SELECT n FROM seats", &[]).await.map(drop),
                }
            })
        })
        .collect();
    for task in tasks {
        joined(task).await.unwrap();
    }
    assert_eq!(taken(&db).await.len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_of_an_app_gets_its_connection_back() {
    let options = SqliteConnectOptions::from_str(&url()).unwrap().create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(PATIENCE);
    let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
    let db = with_seats(Db::from(pool.clone())).await;
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let (db, pool) = (db.clone(), pool.clone());
            tokio::spawn(async move {
                match n % 2 {
                    0 => book(&db, n).await,
                    _ => sqlx::query("INSERT INTO seats VALUES (?)")
                        .bind(n)
                        .execute(&pool)
                        .await
                        .map(drop)
                        .map_err(DbError),
                }
            })
        })
        .collect();
    for task in tasks {
        joined(task).await.unwrap();
    }
    assert_eq!(taken(&db).await.len(), 40);
    let tx = db.begin().await.unwrap();
    drop(tx);
    let both = timeout(PATIENCE, async { (pool.acquire().await.unwrap(), pool.acquire().await.unwrap()) });
    let (mut one, mut other) = both.await.expect("a connection was not returned");
    for connection in [&mut one, &mut other] {
        // None is returned with an open transaction.
        connection.execute("BEGIN; ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn closing_waits_for_what_runs() {
    let db = open().await;
    let mut tx = db.begin().await.unwrap();
    let closing = tokio::spawn({
        let db = db.clone();
        async move { db.close().await }
    });
    queued(&db, 1).await;
    take(&mut tx, 1).await.unwrap();
    assert!(!closing.is_finished());
    tx.commit().await.unwrap();
    joined(closing).await;
    assert!(matches!(db.begin().await, Err(DbError(sqlx::Error::PoolClosed))));
    assert!(matches!(db.fetch_all("SELECT n FROM seats", &[]).await, Err(DbError(sqlx::Error::PoolClosed))));
}
