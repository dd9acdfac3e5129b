//! Measures the production build from outside, as its visitors meet it: `make bench`.
//!
//! The server runs as a process of its own, on a fresh SQLite and then on a throw-away PostgreSQL; the clients share the
//! machine with it. What depends on the machine belongs in front of a person, and is not asserted. What a page loads does not: it
//! fails if that has grown by more than 3 %. `cargo bench --features shop,s3,sandbox --bench shop -- weight` looks at that alone.

mod http;
mod load;
mod postgres;
mod server;
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
    server::Server,
    table::{Limit, Row},
    visits::Visit,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The first targets, with the clients on the same two cores.
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
            let (server, _) = Server::start(&sqlite, &place.join("sqlite"))?;
            weight::rows(&server)?
        }
        false => everything(&place, &sqlite)?,
    };
    table::print("What a first visit loads", ["brotli", "", "raw"], &files);
    std::fs::remove_dir_all(&place)?;
    match heavier.is_empty() {
        true => Ok(()),
        false => Err(format!("what a visit loads has grown by more than 3 %:\n  {}", heavier.join("\n  ")).into()),
    }
}

/// The figures of the shop on both databases.
fn everything(place: &Path, sqlite: &str) -> Result<(Vec<Row>, Vec<String>)> {
    let files = measure("SQLite", sqlite, &place.join("sqlite"))?;
    match Cluster::start(place)? {
        Some(cluster) => drop(measure(&cluster.version, &cluster.url, &place.join("postgres"))?),
        None => println!("PostgreSQL is not on this machine: `apt-get install postgresql` gets it.\n"),
    }
    Ok(files)
}

/// Prints the figures of the shop on one database. Answers with what its pages load, which depends on no database.
fn measure(name: &str, database: &str, data: &Path) -> Result<(Vec<Row>, Vec<String>)> {
    let (server, first_start) = Server::start(database, data)?;
    let files = weight::rows(&server)?;
    server.stop()?;
    // Started again, there is nothing to set up: how every later start is, and what memory a shop has before its first visitor.
    let (server, start) = Server::start(database, data)?;
    let idle = server.memory()?;

    let load = |name, visit: Visit, seconds, target| -> Result<Row> {
        let load = Load::run(server.address, Duration::from_secs(seconds), visit)?;
        Ok(Row::rate(name, &load, target))
    };
    let rows = vec![
        load("product page", visits::product_page, 8, Some(PAGES_PER_SECOND))?,
        load("add to basket, durable", visits::add, 8, Some(ADDS_PER_SECOND))?,
        load("whole journey, paid", visits::journey, 10, None)?,
        load("webhook and its duplicate", webhooks::old_news, 8, None)?,
        Row::time("start, the very first", first_start, Limit::AtMost(START)),
        Row::time("start", start, Limit::AtMost(START)),
        Row::memory("memory, idle", idle, Limit::None),
        Row::memory("memory, after all that", server.memory()?, Limit::AtMost(MEMORY)),
    ];
    server.stop()?;
    table::print(name, ["", "p50", "p99"], &rows);
    table::print(&format!("{name}, one visitor"), ["p99", "p50", ""], &shelf::rows(database, data)?);
    Ok(files)
}
