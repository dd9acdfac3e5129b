//! Measures the production build over HTTP, as visitors do: `make bench`.
//!
//! The server runs as a process of its own, on a fresh SQLite database and then on a temporary PostgreSQL;
//! the clients share the machine with it. Figures that depend on the machine are printed, not asserted. The
//! weight of a page does not depend on it: the bench fails if one has grown by more than 3 %. `cargo bench
//! --features shop,s3,sandbox --bench shop -- weight` measures it alone.

mod catalogue;
#[path = "../../tests/support/client.rs"]
mod client;
mod http;
mod load;
#[path = "../../tests/support/postgres.rs"]
mod postgres;
#[path = "../../tests/support/process.rs"]
mod process;
mod server;
#[path = "../../tests/support/service.rs"]
mod service;
mod shelf;
mod table;
mod target;
mod visits;
mod webhooks;
mod weight;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use self::{
    load::{CLIENTS, Load},
    postgres::Cluster,
    server::memory,
    table::{Limit, Row},
    visits::Visit,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Targets, with the clients on the same two cores.
const PAGES_PER_SECOND: f64 = 4_000.0;
const ADDS_PER_SECOND: f64 = 800.0;
const MEMORY: f64 = 60e6;
const START: f64 = 0.3;
const SCRIPTS: f64 = 80e3;

fn main() -> Result<()> {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;

    let cores = std::thread::available_parallelism()?;
    println!("\nPannier {}: {CLIENTS} clients and the server share {cores} cores\n", env!("CARGO_PKG_VERSION"));
    let sqlite = format!("sqlite:{}", place.join("shop.db").display());
    let (files, heavier) = match std::env::args().any(|wish| wish == "weight") {
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
    match Cluster::start(&place.join("cluster"), &[]) {
        Some(cluster) => drop(measure(&cluster.version, &cluster.url("postgres"), &place.join("postgres"))?),
        None => println!("PostgreSQL is not installed: `apt-get install postgresql` installs it.\n"),
    }
    Ok(files)
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

    let load = |name, visit: Visit, seconds, target| -> Result<Row> {
        let load = Load::run(shop.address, Duration::from_secs(seconds), visit)?;
        Ok(Row::rate(name, &load, target))
    };
    let rows = vec![
        load("product page", visits::product_page, 8, Some(PAGES_PER_SECOND))?,
        load("add to basket, durable", visits::add, 8, Some(ADDS_PER_SECOND))?,
        load("complete purchase", visits::journey, 10, None)?,
        load("webhook and its duplicate", webhooks::old_news, 8, None)?,
        Row::time("first start", first_start, Limit::AtMost(START)),
        Row::time("start", start, Limit::AtMost(START)),
        Row::memory("memory, idle", idle, Limit::None),
        Row::memory("memory, after the load", memory(&shop)?, Limit::AtMost(MEMORY)),
    ];
    shop.stop();
    table::print(name, ["", "p50", "p99"], &rows);
    table::print(&format!("{name}, one visitor"), ["p99", "p50", ""], &shelf::rows(database, data)?);
    eprint!("{}", shop.log());
    Ok(files)
}
