//! Databases for tests: empty ones, and copies of one that was migrated once for this run of the tests.
//!
//! A copy takes milliseconds; the migrations take most of a second, and a few hundred tests want a database.

use std::path::{Path, PathBuf};

use pannier::{Settings, Store, db::Db};
use tokio::sync::OnceCell;

use crate::{postgres::create_database, product, world::fresh_dir};

/// The address of a migrated database in a file of this directory.
pub async fn sqlite(dir: &Path) -> String {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(async || {
        let file = fresh_dir().join("template.db");
        migrate(&sqlite_url(&file)).await;
        // The last connection that closes has written the log back: the file is all there is.
        assert!(!file.with_extension("db-wal").exists(), "the template is not closed");
        file
    });
    let file = dir.join("store.db");
    std::fs::copy(template.await, &file).expect("a copy of the template");
    sqlite_url(&file)
}

/// The address of a migrated database in the cluster.
pub async fn postgres() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(async || {
        let url = empty_postgres().await;
        migrate(&url).await;
        url
    });
    create_database(Some(template.await)).await
}

/// The address of a database without a table. It has its journal mode, which connections that are opened at once would lock each
/// other out of setting.
pub async fn empty_sqlite() -> String {
    let url = sqlite_url(&fresh_dir().join("empty.db"));
    Db::connect(&url).await.expect("the database opens").close().await;
    url
}

pub async fn empty_postgres() -> String {
    create_database(None).await
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Creates the store's tables, and the products' beside them, and closes every connection: PostgreSQL copies no database that
/// somebody is in.
async fn migrate(url: &str) {
    let db = Db::connect(url).await.expect("the database opens");
    let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    Store::builder(db.clone(), settings).build().await.expect("the store");
    product::create_table(&db).await;
    db.close().await;
}
