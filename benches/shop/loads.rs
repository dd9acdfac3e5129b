//! The loads on one instance, each with its target.

use std::time::Duration;

use crate::{
    CLIENTS, Result, SHOPPERS,
    http::Client,
    load::Load,
    process::Shop,
    server::cpu,
    table::{Limit, Row},
    visits::{self, Visit},
    webhooks,
};

/// A visit that clients repeat for some seconds.
struct Repeated {
    name: &'static str,
    visit: Visit,
    clients: usize,
    seconds: u64,
    /// The number of visits a second that all clients should reach together.
    per_second: Option<f64>,
    /// The share of the visits that should take at most this many seconds.
    at_most: Option<(&'static str, f64, f64)>,
}

const LOADS: [Repeated; 5] = [
    // What the others would cost if they had nothing to do.
    Repeated {
        name: "robots.txt, for comparison",
        visit: robots,
        clients: CLIENTS,
        seconds: 4,
        per_second: None,
        at_most: None,
    },
    Repeated {
        name: "product page",
        visit: visits::product_page,
        clients: CLIENTS,
        seconds: 8,
        per_second: Some(6_000.0),
        at_most: None,
    },
    Repeated {
        name: "add to basket, durable",
        visit: visits::add,
        clients: CLIENTS,
        seconds: 8,
        per_second: Some(2_500.0),
        at_most: Some(("p99", 0.99, 0.015)),
    },
    Repeated {
        name: "complete purchase",
        visit: visits::journey,
        clients: SHOPPERS,
        seconds: 10,
        per_second: Some(300.0),
        at_most: Some(("p50", 0.5, 0.030)),
    },
    Repeated {
        name: "webhook and its duplicate",
        visit: webhooks::old_news,
        clients: CLIENTS,
        seconds: 8,
        per_second: Some(1_500.0),
        at_most: None,
    },
];

/// Reads a short text, which passes through what every response passes through: routes, headers, limits.
fn robots(client: &mut Client, _: usize) -> Result<()> {
    client.get("/robots.txt")?.expect(200)?;
    Ok(())
}

/// Returns the rate of each visit with its latency, and what one costs the shop's process in CPU time. That of the
/// database's server is not included.
pub fn rows(shop: &Shop) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for Repeated { name, visit, clients, seconds, per_second, at_most } in LOADS {
        let before = cpu(shop)?;
        let load = Load::run(&[shop.address], clients, Duration::from_secs(seconds), visit)?;
        let each = (cpu(shop)? - before) / (load.visits() + clients) as f64;
        rows.push(Row::rate(name, &load, per_second));
        if let Some((percentile, share, seconds)) = at_most {
            let limit = Limit::AtMost(seconds);
            rows.push(Row::time(&format!("  {percentile}"), load.percentile(share).as_secs_f64(), limit));
        }
        rows.push(Row::cpu("  CPU", each));
    }
    Ok(rows)
}
