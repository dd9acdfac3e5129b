//! More products: albums with the ids `b0`, `b1` and so on.

use pannier::db::Db;

use crate::Result;

const PRODUCTS: usize = 100_000;
const WORDS: [&str; 12] =
    ["gold", "silver", "harbour", "winter", "river", "paper", "engine", "garden", "letter", "signal", "tower", "field"];

/// Adds 100,000 products to the shop's own. They are for sale, but not indexed.
pub async fn fill(database: &str) -> Result<()> {
    fill_with(database, PRODUCTS).await
}

/// Adds this many products.
pub async fn fill_with(database: &str, products: usize) -> Result<()> {
    let db = Db::connect(database).await?;
    let mut tx = db.begin().await?;
    for first in (0..products).step_by(500) {
        let rows: Vec<String> = (first..products.min(first + 500)).map(album).collect();
        tx.execute_batch(&format!("INSERT INTO albums VALUES {}", rows.join(", "))).await?;
    }
    tx.commit().await?;
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
         'tide', 1700000000000, '', '', 'published', '', '', 'albums/b{n}.wav', NULL)",
        n + 100,
        n % 977,
        word(2),
        cents + 600
    )
}
