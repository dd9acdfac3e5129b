//! The store's tables, and programs of other versions.

use pannier::{Settings, Store, args, db::Db};

use crate::{database, on_both, world::World};

on_both!(a_program_refuses_the_tables_of_a_newer_version, a_command_refuses_the_tables_of_an_older_version);

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
