//! Search and lists in a shop with 100,000 more products.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use pannier::db::Db;

use crate::{
    Result,
    catalogue::fill,
    http::Client,
    process::{Shop, command},
    server,
    table::{Limit, Row},
    target::target,
};

/// Number of requests per page, one after the other.
const VISITS: usize = 300;
/// Limit for a page at p99, in seconds.
const FOUND: f64 = 0.020;

/// Fills the database while the shop is stopped, then measures lists and searches.
pub fn rows(database: &str, data: &Path) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(fill(database))?;
    let begun = Instant::now();
    let settings = [("DATABASE_URL", database), ("PANNIER_LOG", "error")];
    let mut index = command(&target()?.join("release/pannier"), data, "127.0.0.1:0", settings);
    let output = index.args(["product", "index"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let indexed = begun.elapsed().as_secs_f64();
    if database.starts_with("postgres") {
        runtime.block_on(vacuum(database, "albums, pannier_products"))?;
    }
    let mut rows = vec![Row::time("rebuild of the index, 100,000", indexed, Limit::None)];
    let (mut shop, _) = server::start(database, data)?;
    for (name, path) in [
        ("list of 100,000, page 1", "/albums"),
        ("list, page 2,000", "/albums?page=2000"),
        ("list, page 4,000", "/albums?page=4000"),
        ("list by price, page 2,000", "/albums?sort=price&page=2000"),
        ("search, a word of every product", "/search?q=record"),
        ("search, two common words", "/search?q=silver+harb&sort=price"),
        ("search, a rare word", "/search?q=number+77777"),
        ("product page", "/albums/blue-hour"),
    ] {
        let [half, most] = visits(&shop, path)?;
        rows.push(Row::wait(name, half, most, Limit::AtMost(FOUND)));
    }
    shop.stop();
    Ok(rows)
}

/// Returns p50 and p99 of the visits, in seconds.
fn visits(shop: &Shop, path: &str) -> Result<[f64; 2]> {
    let mut client = Client::connect(shop.address)?;
    let mut times: Vec<Duration> = Vec::with_capacity(VISITS);
    for _ in 0..VISITS {
        let begun = Instant::now();
        client.get(path)?.expect(200)?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok([VISITS / 2, VISITS * 99 / 100].map(|n| times[n].as_secs_f64()))
}

/// Runs what autovacuum would run a minute later.
async fn vacuum(database: &str, tables: &str) -> Result<()> {
    let db = Db::connect(database).await?;
    db.execute(&format!("VACUUM ANALYZE {tables}"), &[]).await?;
    db.close().await;
    Ok(())
}
