//! Compares a shop of a million orders with a small one: `make grow`.
//!
//! Both are the production build, with the same settings. The large one has what a shop of that age has: completed orders, with
//! all that hangs on them, and a large catalogue (`ORDERS=100000 GOODS=0 make grow` is a short run). What a visitor does, each
//! list of the command line, and each page of the admin should cost the same in both. Before that, large CSV files are imported
//! (`ORDERS=0 ROWS=100000 make grow` does that alone). Figures depend on the machine: they are printed, not asserted.

mod admin;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/catalogue.rs"]
mod catalogue;
#[path = "../../tests/support/client.rs"]
mod client;
mod fill;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/http.rs"]
mod http;
mod import;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/load.rs"]
mod load;
mod measure;
#[path = "../../tests/support/postgres.rs"]
mod postgres;
#[path = "../../tests/support/process.rs"]
mod process;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/server.rs"]
mod server;
#[path = "../../tests/support/service.rs"]
mod service;
mod shop;
mod table;
#[path = "../shop/target.rs"]
mod target;
#[path = "../shop/visits.rs"]
mod visits;
#[path = "../shop/webhooks.rs"]
mod webhooks;

use std::path::PathBuf;

use pannier::db::Db;

use self::{postgres::Cluster, shop::Shop};

/// The number of concurrent clients.
const CLIENTS: usize = 16;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The number of orders of the small shop: enough for every list to be full.
const FEW: u64 = 1_000;

fn main() -> Result<()> {
    let sizes = Sizes {
        orders: number("ORDERS", 1_000_000)?,
        goods: number("GOODS", 100_000)?,
        rows: number("ROWS", 100_000)?,
    };
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("grow");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;

    let url = |name: &str| format!("sqlite:{}", place.join(format!("sqlite-{name}")).join("shop.db").display());
    run("SQLite", &sizes, |name| (url(name), place.join(format!("sqlite-{name}"))))?;
    match Cluster::start(&place.join("cluster"), &["max_wal_size=4GB", "shared_buffers=512MB"]) {
        Some(cluster) => {
            create_databases(&cluster, ["small", "large", "import"])?;
            let version = cluster.version.clone();
            run(&version, &sizes, |name| (cluster.url(name), place.join(format!("postgres-{name}"))))?;
        }
        None => println!("PostgreSQL is not installed: `apt-get install postgresql` installs it.\n"),
    }
    std::fs::remove_dir_all(&place)?;
    Ok(())
}

/// The sizes of the large shop, and of the files that are imported.
struct Sizes {
    orders: u64,
    goods: u64,
    rows: u64,
}

/// Measures on an engine. `place` returns the database and the directory of a shop.
fn run(engine: &str, sizes: &Sizes, place: impl Fn(&str) -> (String, PathBuf)) -> Result<()> {
    println!("\n{engine}");
    let shop = |name: &str, orders: u64, goods: u64| {
        let (database, data) = place(name);
        Shop::new(database, data, orders, goods)
    };
    if sizes.rows > 0 {
        let (database, data) = place("import");
        import::measure(database, data.clone(), sizes.rows)?;
        std::fs::remove_dir_all(data)?;
    }
    if sizes.orders > 0 {
        let shops = [shop("small", FEW, 0), shop("large", sizes.orders.max(FEW), sizes.goods)];
        compare(engine, &shops)?;
        // They take a few gigabytes, which the other engine needs next.
        shops.iter().try_for_each(|shop| std::fs::remove_dir_all(&shop.data))?;
    }
    Ok(())
}

/// Returns a number from the environment.
fn number(name: &str, default: u64) -> Result<u64> {
    let Ok(text) = std::env::var(name) else { return Ok(default) };
    text.parse::<u64>().map_err(|error| format!("{name}: {error}").into())
}

fn create_databases(cluster: &Cluster, names: [&str; 3]) -> Result<()> {
    shop::block_on(async {
        let db = Db::connect(&cluster.url("postgres")).await?;
        for name in names {
            db.execute(&format!("CREATE DATABASE {name}"), &[]).await?;
        }
        db.close().await;
        Ok(())
    })
}

/// Fills both shops, and prints what they cost.
fn compare(engine: &str, shops: &[Shop; 2]) -> Result<()> {
    for shop in shops {
        shop.fill()?;
    }
    let figures = measure::all(shops)?;
    table::print(engine, &figures);
    Ok(())
}
