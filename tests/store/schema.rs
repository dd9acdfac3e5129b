//! The store's tables, and programs of other versions.

use pannier::{
    Settings, Store, args,
    db::{Db, Dialect},
    sqlx::PgPool,
};

use crate::{
    database,
    log::Log,
    on_both,
    world::{World, seconds},
};

on_both!(
    a_program_refuses_the_tables_of_a_newer_version,
    a_command_refuses_the_tables_of_an_older_version,
    a_start_that_migrates_nothing_waits_for_no_lock,
);

/// Opens the store, which migrates, or as a command does, which does not; what it says if it cannot.
async fn open(db: &Db, migrate: bool) -> Option<String> {
    let builder =
        Store::builder(db.clone(), Settings::new("https://shop.example", "a secret that only tests have to know"));
    let builder = if migrate { builder } else { builder.without_migrations() };
    builder.build().await.err().map(|error| error.to_string())
}

async fn known(db: &Db) -> i64 {
    db.fetch_one("SELECT MAX(version) AS n FROM pannier_migrations", &[]).await.unwrap().get("n").unwrap()
}

async fn a_program_refuses_the_tables_of_a_newer_version(World { db, .. }: World) {
    assert_eq!((open(&db, true).await, open(&db, false).await), (None, None));
    let (known, newer) = (known(&db).await, 9999_i64);
    db.execute("INSERT INTO pannier_migrations (version, applied_at) VALUES ($1, 0)", args![newer]).await.unwrap();
    for migrate in [true, false] {
        let error = open(&db, migrate).await.expect("refused");
        assert!(error.contains(&known.to_string()) && error.contains("9999"), "{error}");
    }
}

async fn a_command_refuses_the_tables_of_an_older_version(World { db, .. }: World) {
    let newest = known(&db).await;
    db.execute("DELETE FROM pannier_migrations WHERE version = $1", args![newest]).await.unwrap();
    let error = open(&db, false).await.expect("refused");
    assert!(error.contains(&newest.to_string()), "{error}");
    assert!(known(&db).await < newest, "it migrates nothing");
}

async fn a_start_that_migrates_nothing_waits_for_no_lock(World { db, url, .. }: World) {
    let mut tx = db.begin().await.unwrap();
    if db.dialect() == Dialect::Postgres {
        tx.execute_batch("SELECT pg_advisory_xact_lock(7246685301)").await.unwrap();
    }
    let another = Db::connect(&url).await.unwrap();
    let opened = tokio::time::timeout(seconds(5), open(&another, true)).await;
    assert_eq!(opened.expect("it waits"), None);
}

#[tokio::test]
async fn no_notice_greets_whoever_starts_the_shop() {
    let url = database::empty_postgres().await;
    let log = Log::default();
    let _guard = log.listen();
    let (pool, own) = (PgPool::connect(&url).await.unwrap(), Db::connect(&url).await.unwrap());
    for db in [Db::from(pool.clone()), Db::from(pool), own.clone()] {
        assert_eq!(open(&db, true).await, None);
    }
    for _ in 0..2 {
        own.execute("CREATE TABLE IF NOT EXISTS posters (id TEXT PRIMARY KEY)", &[]).await.unwrap();
    }
    assert_eq!(log.lines("already exists"), Vec::<String>::new());
}

#[tokio::test]
async fn a_command_creates_no_tables() {
    for (url, tables) in [
        (database::empty_sqlite().await, "SELECT name FROM sqlite_master"),
        (database::empty_postgres().await, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"),
    ] {
        let db = Db::connect(&url).await.unwrap();
        assert!(open(&db, false).await.is_some());
        assert!(db.fetch_all(tables, &[]).await.unwrap().is_empty());
    }
}
