//! Search and lists in a shop with 100,000 more products.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use pannier::db::Db;

use crate::{
    Result,
    http::Client,
    process::{Shop, command},
    server,
    table::{Limit, Row},
    target::target,
};

const PRODUCTS: usize = 100_000;
/// Number of requests per page, one after the other.
const VISITS: usize = 300;
/// Limit for a page at p99, in seconds.
const FOUND: f64 = 0.020;
const WORDS: [&str; 12] =
    ["gold", "silver", "harbour", "winter", "river", "paper", "engine", "garden", "letter", "signal", "tower", "field"];

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

async fn fill(database: &str) -> Result<()> {
    let db = Db::connect(database).await?;
    let mut tx = db.begin().await?;
    for batch in 0..PRODUCTS / 500 {
        let rows: Vec<String> = (batch * 500..(batch + 1) * 500).map(album).collect();
        tx.execute_batch(&format!("INSERT INTO albums VALUES {}", rows.join(", "))).await?;
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}

/// Runs what autovacuum would run a minute later.
async fn vacuum(database: &str, tables: &str) -> Result<()> {
    let db = Db::connect(database).await?;
    db.execute(&format!("VACUUM ANALYZE {tables}"), &[]).await?;
    db.close().await;
    Ok(())
}

fn album(n: usize) -> String {
    let word = |k: usize| WORDS[(n * k / 7 + n / k) % WORDS.len()];
    let title = format!("{} {} {n}", word(3), word(11));
    let about = format!("A record of the {} and the {}, number {n}", word(5), word(13));
    let cents = 500 + n * 37 % 2_000;
    format!(
        "('b{n}', {}, '{title}', 'Artist {}', 2026, 'Drone', '{about}', '4:00 {}', {cents}, 3, NULL, {}, 110, 'horizon', \
         'tide', 1700000000000, '', '')",
        n + 100,
        n % 977,
        word(2),
        cents + 600
    )
}
