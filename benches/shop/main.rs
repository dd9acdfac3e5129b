//! Measures the production build over HTTP, as visitors do: `make bench`.
//!
//! The server runs as a process of its own, on a fresh SQLite database and then on a temporary PostgreSQL;
//! the clients share the machine with it. Figures that depend on the machine are printed, not asserted. What
//! can be counted does not depend on it: the bench fails if a page has grown by more than 3 %, or if several
//! instances on one database lose, repeat or delay a delivery. `cargo bench --features shop,s3,sandbox --bench
//! shop -- weight` measures the weight alone (of what `scripts/front pannier magazine hydrated` has made), and
//! `-- instances` several instances.

mod catalogue;
#[path = "../fire/checks.rs"]
mod checks;
#[path = "../../tests/support/client.rs"]
mod client;
mod http;
mod instances;
#[path = "../fire/listener.rs"]
mod listener;
mod load;
mod loads;
#[path = "../fire/outcome.rs"]
mod outcome;
#[path = "../../tests/support/postgres.rs"]
mod postgres;
#[path = "../../tests/support/process.rs"]
mod process;
mod server;
#[path = "../../tests/support/service.rs"]
mod service;
mod shelf;
#[path = "../fire/shopper.rs"]
mod shopper;
mod table;
mod target;
mod visits;
mod webhooks;
mod weight;

use std::path::{Path, PathBuf};

use self::{
    postgres::Cluster,
    server::memory,
    table::{Limit, Row},
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Number of concurrent clients, and of those that buy.
const CLIENTS: usize = 16;
const SHOPPERS: usize = 8;

/// Targets, with the clients on the same two cores; those of the loads are in `loads`.
const MEMORY: f64 = 60e6;
const FIRST_START: f64 = 0.3;
const START: f64 = 0.1;
const SCRIPTS: f64 = 62e3;
/// What the store may add to the WASM and JavaScript of a fully hydrated app: its basket, and then its pages.
const ADDED_BY_BASKET: f64 = 45e3;
const ADDED_BY_PAGES: f64 = 10e3;

fn main() -> Result<()> {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;

    let cores = std::thread::available_parallelism()?;
    println!(
        "\nPannier {}: {CLIENTS} clients, {SHOPPERS} that buy, and the server share {cores} cores\n",
        env!("CARGO_PKG_VERSION")
    );
    let sqlite = format!("sqlite:{}", place.join("shop.db").display());
    let wanted = |part: &str| std::env::args().any(|wish| wish == part);
    if wanted("instances") {
        let cluster = cluster(&place).ok_or("PostgreSQL is missing")?;
        return instances::measure(&cluster, &place);
    }
    let (files, heavier) = match wanted("weight") {
        true => {
            let (shop, _) = server::start(&sqlite, &place.join("sqlite"))?;
            weight::rows(&shop)?
        }
        false => everything(&place, &sqlite)?,
    };
    table::print("Downloads of a first visit", ["brotli", "", "raw"], &files);
    std::fs::remove_dir_all(&place)?;
    match heavier.is_empty() {
        true => Ok(()),
        false => Err(format!("a page has grown by more than 3 %:\n  {}", heavier.join("\n  ")).into()),
    }
}

/// Measures the shop on both databases.
fn everything(place: &Path, sqlite: &str) -> Result<(Vec<Row>, Vec<String>)> {
    let files = measure("SQLite", sqlite, &place.join("sqlite"))?;
    if let Some(cluster) = cluster(place) {
        measure(&cluster.version, &cluster.url("postgres"), &place.join("postgres"))?;
        instances::measure(&cluster, place)?;
    }
    Ok(files)
}

fn cluster(place: &Path) -> Option<Cluster> {
    let cluster = Cluster::start(&place.join("cluster"), &[]);
    if cluster.is_none() {
        println!("PostgreSQL is not installed: `apt-get install postgresql` installs it.\n");
    }
    cluster
}

/// Prints the figures of the shop on one database. Returns the weight of its pages, which does not depend
/// on the database.
fn measure(name: &str, database: &str, data: &Path) -> Result<(Vec<Row>, Vec<String>)> {
    let (mut shop, first_start) = server::start(database, data)?;
    let files = weight::rows(&shop)?;
    shop.stop();
    // The second start has nothing to set up: it measures later starts, and the memory before the first
    // visitor.
    let (mut shop, start) = server::start(database, data)?;
    let idle = memory(&shop)?;

    let mut rows = loads::rows(&shop)?;
    rows.extend([
        Row::time("first start", first_start, Limit::AtMost(FIRST_START)),
        Row::time("start", start, Limit::AtMost(START)),
        Row::memory("memory, idle", idle, Limit::None),
        Row::memory("memory, after the load", memory(&shop)?, Limit::AtMost(MEMORY)),
    ]);
    shop.stop();
    table::print(name, ["", "p50", "p99"], &rows);
    table::print(&format!("{name}, one visitor"), ["p99", "p50", ""], &shelf::rows(database, data)?);
    eprint!("{}", shop.log());
    Ok(files)
}
