//! Runs the contracts of the library against the shop's models, on both databases.

use std::sync::atomic::{AtomicU32, Ordering};

use pannier::{Settings, Store, db::Db, testing::sellable_contract};

use super::{MESSAGES, album::Album, demo::prepare, poster::Print, product, sell, ticket::Ticket};

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

on_both!(albums, prints, tickets, products, managed_products, options_of_a_product, lists_of_products);

async fn on_sqlite() -> Store {
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let n = DATABASES.fetch_add(1, Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("pannier-test-shop-{}-{n}.db", std::process::id()));
    filled(&format!("sqlite:{}", file.display())).await
}

async fn filled(url: &str) -> Store {
    let db = Db::connect(url).await.expect("the database opens");
    let settings = Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know");
    let builder = sell(Store::builder(db, settings));
    let builder = MESSAGES.into_iter().fold(builder, |builder, (language, texts)| builder.messages(language, texts));
    let store = builder.build().await.expect("a store");
    prepare(&store).await.expect("the demo products");
    store
}

async fn albums(store: &Store) {
    sellable_contract::<Album>(store.db(), "blue-hour", "no-such-album").await;
    sellable_contract::<Album>(store.db(), "blue-hour/cd", "no-such-album/cd").await;
}

async fn prints(store: &Store) {
    let id = first_id(store.db(), "SELECT id FROM prints WHERE stock > 0 ORDER BY stock").await;
    sellable_contract::<Print>(store.db(), &id, "no-such-poster/a2").await;
}

async fn tickets(store: &Store) {
    let id = first_id(store.db(), "SELECT id FROM tickets ORDER BY starts_at DESC").await;
    sellable_contract::<Ticket>(store.db(), &id, "no-such-evening").await;
}

async fn products(store: &Store) {
    product::tests::items(store).await;
}

async fn managed_products(store: &Store) {
    product::tests::managed(store).await;
}

async fn options_of_a_product(store: &Store) {
    product::tests::options(store).await;
}

async fn lists_of_products(store: &Store) {
    product::tests::lists(store).await;
}

async fn first_id(db: &Db, sql: &str) -> String {
    db.fetch_optional(sql, &[]).await.expect(sql).expect("a row").get("id").expect("id")
}
