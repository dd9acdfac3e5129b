//! SQLite that is busy, and PostgreSQL as it is run: encrypted, restarted, hanging, failed over. On clusters of their own, since
//! each of these affects all that are connected.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pannier::{
    CheckoutOutcome, Problem, Settings, Store,
    db::{self, Db, Limits},
};

use crate::{
    database,
    postgres::{Cluster, directory},
    product::{Product, product},
    world::{World, fresh_dir, visitor},
};

const MISSING: &str = "PostgreSQL is missing; `make test` installs it";

fn cluster(name: &str) -> Cluster {
    Cluster::start(&directory(name), &["fsync=off"]).expect(MISSING)
}

/// Opens as many connections as the pool may have, which are then idle.
async fn fill(db: &Db) {
    let sql = "SELECT 1 AS one FROM pg_sleep(0.1)";
    for answer in join_all((0..Limits::default().connections).map(|_| db.fetch_all(sql, &[]))).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn a_write_to_sqlite_that_waits_too_long_for_another_fails_and_the_next_does_not() {
    let mut limits = Limits::default();
    limits.acquire = Duration::from_secs(4);
    let db = Db::connect_with(&database::sqlite(&fresh_dir()).await, &limits).await.unwrap();
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    let store = Store::builder(db.clone(), settings).sell::<Product>().build().await.unwrap();
    product(&db, "book").insert().await;
    let visitor = visitor();
    let add = async || store.add_to_basket(&visitor, "product", "book", 1).await;
    let writing = db.begin().await.unwrap();
    let begun = Instant::now();
    assert_eq!(add().await, Err(Problem::Unavailable));
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert!(store.is_healthy().await && store.basket(&visitor).await.unwrap().count == 0, "reads do not wait");
    drop(writing);
    add().await.unwrap();
    assert_eq!(store.basket(&visitor).await.unwrap().count, 1);
}

async fn is_encrypted(url: String) -> db::Result<bool> {
    let db = Db::connect(&url).await?;
    let sql = "SELECT CAST(ssl AS TEXT) AS ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let ssl: String = db.fetch_one(sql, &[]).await?.get("ssl")?;
    db.close().await;
    Ok(ssl == "true")
}

#[tokio::test]
async fn a_connection_is_encrypted_and_its_server_is_verified() {
    let place = directory("encrypted");
    let cluster = Cluster::start_encrypted(&place).expect(MISSING);
    let url = |mode: &str| format!("{}?sslmode={mode}", cluster.url("postgres"));
    let known = |url: String| format!("{url}&sslrootcert={}", place.join("server.crt").display());
    assert!(is_encrypted(cluster.url("postgres")).await.unwrap(), "the server takes no other");
    assert!(is_encrypted(url("require")).await.unwrap());
    assert!(is_encrypted(known(url("verify-full"))).await.unwrap());
    assert!(is_encrypted(url("disable")).await.is_err(), "the server refuses it");
    assert!(is_encrypted(url("verify-full")).await.is_err(), "from no authority that this machine trusts");
    let elsewhere = known(url("verify-full")).replace("127.0.0.1", "localhost");
    assert!(is_encrypted(elsewhere).await.is_err(), "the certificate does not name this host");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_every_request_succeeds() {
    let cluster = cluster("restarted");
    let db = Db::connect(&cluster.url("postgres")).await.unwrap();
    db.execute("CREATE TABLE visits (n BIGINT NOT NULL)", &[]).await.unwrap();
    let read = async || db.fetch_all("SELECT n FROM visits", &[]).await.map(drop);
    let write = async || db.execute("INSERT INTO visits VALUES (1)", &[]).await.map(drop);
    let transaction = async || {
        let mut tx = db.begin().await?;
        tx.execute("INSERT INTO visits VALUES (2)", &[]).await?;
        tx.commit().await
    };
    for _ in 0..2 {
        fill(&db).await;
        tokio::task::block_in_place(|| cluster.restart());
        join_all((0..20).map(|_| read())).await.into_iter().for_each(|done| done.unwrap());
        fill(&db).await;
        tokio::task::block_in_place(|| cluster.restart());
        join_all((0..20).map(|_| write())).await.into_iter().for_each(|done| done.unwrap());
        fill(&db).await;
        tokio::task::block_in_place(|| cluster.restart());
        join_all((0..20).map(|_| transaction())).await.into_iter().for_each(|done| done.unwrap());
    }
    let sql = "SELECT COUNT(*) AS n FROM visits";
    assert_eq!(db.fetch_one(sql, &[]).await.unwrap().get::<i64>("n").unwrap(), 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_fails_no_request_but_those_in_flight() {
    let cluster = cluster("loaded");
    let mut limits = Limits::default();
    // A restart takes less than this on a slow machine, so no request for a connection times out.
    limits.acquire = Duration::from_secs(30);
    let db = Db::connect_with(&cluster.url("postgres"), &limits).await.unwrap();
    db.execute("CREATE TABLE visits (n BIGINT NOT NULL)", &[]).await.unwrap();
    let over = AtomicBool::new(false);
    // Each has one request in flight at a time.
    let visitor = async || {
        let (mut done, mut failed) = (0, 0);
        while !over.load(Ordering::Relaxed) {
            match db.execute("INSERT INTO visits VALUES (1)", &[]).await {
                Ok(_) => done += 1,
                Err(_) => failed += 1,
            }
        }
        (done, failed)
    };
    let restart = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let restarted = tokio::task::spawn_blocking(move || {
            cluster.restart();
            cluster
        });
        let cluster = restarted.await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        over.store(true, Ordering::Relaxed);
        cluster
    };
    let (visitors, _cluster) = tokio::join!(join_all((0..8).map(|_| visitor())), restart);
    assert!(visitors.iter().all(|(done, failed)| *done > 0 && *failed <= 1), "{visitors:?}");
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_until_it_responds() {
    let cluster = cluster("hanging");
    let mut limits = Limits::default();
    limits.connections = 2;
    limits.acquire = Duration::from_secs(3);
    limits.statement = Duration::from_millis(1500);
    limits.response = Duration::from_millis(500);
    let db = Db::connect_with(&cluster.url("postgres"), &limits).await.unwrap();
    let read = async || db.fetch_one("SELECT 1 AS one FROM pg_sleep(0.05)", &[]).await.is_ok();
    assert!(join_all([read(), read()]).await.iter().all(|done| *done));
    cluster.signal("STOP");
    let begun = Instant::now();
    let hung = join_all([read(), read()]).await;
    let begin = db.begin().await.is_ok();
    let waited = begun.elapsed();
    cluster.signal("CONT");
    assert!(!begin && hung.iter().all(|done| !done), "{hung:?}");
    assert!(waited < Duration::from_secs(15), "{waited:?}");
    assert!(join_all([read(), read()]).await.iter().all(|done| *done), "with new connections");
}

#[tokio::test]
async fn statements_and_locks_have_limits_and_migrations_have_none() {
    let cluster = cluster("limited");
    let mut limits = Limits::default();
    limits.statement = Duration::from_secs(2);
    limits.lock = Duration::from_millis(500);
    let db = Db::connect_with(&cluster.url("postgres"), &limits).await.unwrap();
    let error = db.fetch_all("SELECT 1 AS one FROM pg_sleep(9)", &[]).await.err().unwrap().to_string();
    assert!(error.contains("statement timeout"), "{error}");
    db.execute("CREATE TABLE visits (n BIGINT NOT NULL)", &[]).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.execute("LOCK TABLE visits", &[]).await.unwrap();
    let error = db.fetch_all("SELECT n FROM visits", &[]).await.err().unwrap().to_string();
    assert!(error.contains("lock timeout"), "{error}");
    drop(tx);

    // Another instance migrates for longer than a statement may take.
    let mut tx = db.begin().await.unwrap();
    tx.execute_batch("SELECT pg_advisory_xact_lock(7246685301)").await.unwrap();
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    let waiting = tokio::spawn(Store::builder(db.clone(), settings).build());
    tokio::time::sleep(Duration::from_millis(2500)).await;
    drop(tx);
    assert!(waiting.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_server_that_becomes_read_only_is_unhealthy_and_given_up() {
    let cluster = cluster("read-only");
    let mut limits = Limits::default();
    limits.connections = 1;
    let db = Db::connect_with(&cluster.url("postgres"), &limits).await.unwrap();
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    let store = Store::builder(db.clone(), settings).build().await.unwrap();
    let session = async || {
        let row = db.fetch_one("SELECT CAST(pg_backend_pid() AS TEXT) AS id", &[]).await.unwrap();
        row.get::<String>("id").unwrap()
    };
    let configure = async |sql: &str, healthy: bool| {
        db.execute(sql, &[]).await.unwrap();
        db.fetch_all("SELECT 1 AS one FROM pg_reload_conf()", &[]).await.unwrap();
        let patience = Instant::now() + Duration::from_secs(30);
        while store.is_healthy().await != healthy {
            assert!(Instant::now() < patience, "healthy: {}", !healthy);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(store.is_healthy().await);
    configure("ALTER SYSTEM SET default_transaction_read_only = on", false).await;
    let before = session().await;
    assert_eq!(session().await, before, "a read needs no other");
    assert!(db.execute("UPDATE pannier_counters SET value = value", &[]).await.is_err());
    assert_ne!(session().await, before, "the next attempt may reach another server");
    let before = session().await;
    assert!(!store.is_healthy().await);
    assert_ne!(session().await, before);
    configure("ALTER SYSTEM RESET default_transaction_read_only", true).await;
    db.execute("UPDATE pannier_counters SET value = value", &[]).await.unwrap();
}

/// Makes the database reject the next `times` changes of a table with this SQLSTATE.
async fn reject(world: &World, table: &str, state: &str, times: u32) {
    let mut tx = world.db.begin().await.unwrap();
    let sql = format!(
        "DROP TRIGGER IF EXISTS reject ON {table}; DROP SEQUENCE IF EXISTS rejected; CREATE SEQUENCE rejected; \
         CREATE OR REPLACE FUNCTION reject() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('rejected') <= {times} THEN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{state}'; END IF; \
         RETURN COALESCE(NEW, OLD); END $$; \
         CREATE TRIGGER reject BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION reject()"
    );
    tx.execute_batch(&sql).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_order_that_the_database_has_undone_is_placed_again() {
    let world = World::on_postgres().await;
    world.product("book").stock(9).insert().await;
    // Deadlock, serialization failure, shutdown, read-only after a failover.
    for (n, state) in (1..).zip(["40P01", "40001", "57P01", "25006"]) {
        reject(&world, "pannier_payments", state, 1).await;
        let outcome = world.pay(&world.visitor_with(&["book"]).await).await;
        assert!(matches!(outcome, Ok(CheckoutOutcome::Redirect(_))), "{state}: {outcome:?}");
        assert_eq!((world.gateway.starts(), world.stock("book").await), (n, 9 - i64::try_from(n).unwrap()), "{state}");
    }
    // Up to a limit; a lost connection twice; and an error that would only recur.
    for (state, tries) in [("40P01", 2..=8), ("57P01", 2..=2), ("57014", 1..=1)] {
        reject(&world, "pannier_payments", state, 99).await;
        let outcome = world.pay(&world.visitor_with(&["book"]).await).await;
        assert!(matches!(outcome, Err(Problem::Unavailable)), "{state}: {outcome:?}");
        let tried = world.number("SELECT last_value AS n FROM rejected", &[]).await;
        assert!(tries.contains(&tried), "{tried} tries: {state}");
    }
    assert_eq!((world.gateway.starts(), world.stock("book").await), (4, 5));
}

#[tokio::test]
async fn a_change_of_the_basket_that_the_database_has_undone_is_made_again() {
    let world = World::on_postgres().await;
    world.product("book").insert().await;
    let (store, visitor, lines) = (&world.store, visitor(), "pannier_order_lines");
    let count = async || store.basket(&visitor).await.unwrap().count;
    for state in ["40P01", "40001", "57P01"] {
        reject(&world, lines, state, 1).await;
        // The first creates the basket.
        store.add_to_basket(&visitor, "product", "book", 2).await.unwrap();
        assert_eq!(count().await, 2, "{state}");
        reject(&world, lines, state, 1).await;
        store.set_quantity(&visitor, "product", "book", 5).await.unwrap();
        assert_eq!(count().await, 5, "{state}");
        reject(&world, lines, state, 1).await;
        let removed = store.remove_from_basket(&visitor, "product", "book").await.unwrap();
        assert_eq!((removed.unwrap().quantity, count().await), (5, 0), "{state}");
    }
    reject(&world, lines, "40P01", 99).await;
    assert_eq!(store.add_to_basket(&visitor, "product", "book", 1).await, Err(Problem::Unavailable));
    assert!((2..=8).contains(&world.number("SELECT last_value AS n FROM rejected", &[]).await));
    assert_eq!(count().await, 0);
}
