//! Runs the sellable contract against the shop's models, on both databases.

use std::sync::atomic::{AtomicU32, Ordering};

use pannier::{db::Db, testing::sellable_contract};

use super::{album::Album, demo::prepare, poster::Print, ticket::Ticket};

/// The PostgreSQL cluster of the library's tests.
#[path = "../../tests/support/postgres.rs"]
mod postgres;
#[path = "../../tests/support/service.rs"]
mod service;

/// Generates two tests per function: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&super::on_sqlite().await).await;
            }
            #[tokio::test]
            async fn on_postgres() {
                super::$name(&super::filled(&super::postgres::create_database(None).await).await).await;
            }
        })+
    };
}

on_both!(albums, prints, tickets);

async fn on_sqlite() -> Db {
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let n = DATABASES.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("pannier-test-shop-{}-{n}.db", std::process::id()));
    filled(&format!("sqlite:{}", file.display())).await
}

async fn filled(url: &str) -> Db {
    let db = Db::connect(url).await.expect("the database opens");
    prepare(&db).await.expect("the demo products");
    db
}

async fn albums(db: &Db) {
    sellable_contract::<Album>(db, "blue-hour", "no-such-album").await;
    sellable_contract::<Album>(db, "blue-hour/cd", "no-such-album/cd").await;
}

async fn prints(db: &Db) {
    let id = first_id(db, "SELECT id FROM prints WHERE stock > 0 ORDER BY stock").await;
    sellable_contract::<Print>(db, &id, "no-such-poster/a2").await;
}

async fn tickets(db: &Db) {
    let id = first_id(db, "SELECT id FROM tickets ORDER BY starts_at DESC").await;
    sellable_contract::<Ticket>(db, &id, "no-such-evening").await;
}

async fn first_id(db: &Db, sql: &str) -> String {
    db.fetch_optional(sql, &[]).await.expect(sql).expect("a row").get("id").expect("id")
}
