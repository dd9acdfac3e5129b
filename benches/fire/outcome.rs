//! The outcome of a run, read from the shop's database.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use pannier::db::Db;
use tokio::runtime::Runtime;

use crate::{Result, checks::Checks};

/// The time between two looks at the outbox, and between two lines about it.
const LOOK: Duration = Duration::from_millis(200);
const TELL: Duration = Duration::from_secs(5);

/// Waits until the outbox is empty.
pub fn wait_until_handled(database: &str, patience: Duration) -> Result<()> {
    Runtime::new()?.block_on(async {
        let db = Db::connect(database).await?;
        let (start, mut told) = (Instant::now(), Instant::now());
        loop {
            let sql = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'due'";
            let left = db.fetch_one(sql, &[]).await?.get_u32("n")?;
            if left == 0 || start.elapsed() > patience {
                break;
            }
            if told.elapsed() > TELL {
                println!("  {left:>5} deliveries pending");
                told = Instant::now();
            }
            tokio::time::sleep(LOOK).await;
        }
        db.close().await;
        Ok(())
    })
}

/// What has become of all orders.
pub struct Outcome {
    /// The number of placed orders by their status.
    orders: BTreeMap<String, usize>,
    /// The number of deliveries by receiver and status: `webhook done`.
    deliveries: BTreeMap<String, usize>,
    downloads: usize,
}

impl Outcome {
    pub fn read(database: &str) -> Result<Outcome> {
        Runtime::new()?.block_on(async {
            let db = Db::connect(database).await?;
            let counts = async |sql: &str| -> Result<BTreeMap<String, usize>> {
                let rows = db.fetch_all(sql, &[]).await?;
                rows.iter().map(|row| Ok((row.get::<String>("what")?, row.get_u32("n")? as usize))).collect()
            };
            let orders =
                "SELECT status AS what, COUNT(*) AS n FROM pannier_orders WHERE number IS NOT NULL GROUP BY status";
            let deliveries =
                "SELECT receiver || ' ' || status AS what, COUNT(*) AS n FROM pannier_signal_deliveries GROUP BY 1";
            let downloads = db.fetch_one("SELECT COUNT(*) AS n FROM pannier_downloads", &[]).await?;
            let outcome = Outcome {
                orders: counts(orders).await?,
                deliveries: counts(deliveries).await?,
                downloads: downloads.get_u32("n")? as usize,
            };
            db.close().await;
            Ok(outcome)
        })
    }

    /// Checks that this number of orders was placed, and that each is completed and delivered.
    pub fn check(&self, checks: &mut Checks, orders: usize) {
        checks.exactly("orders completed", self.orders.get("completed").copied().unwrap_or(0), orders);
        let others = self.orders.iter().filter(|(status, _)| *status != "completed").map(|(_, n)| n).sum();
        checks.exactly("orders in any other status", others, 0);
        for (what, n) in &self.deliveries {
            let name = format!("signals, {what}");
            match what.ends_with(" done") {
                true => checks.figure(&name, *n),
                false => checks.exactly(&name, *n, 0),
            }
        }
        checks.exactly("downloads activated", self.downloads, orders);
    }

    /// Returns the number of deliveries to a receiver that are made.
    pub fn delivered(&self, receiver: &str) -> usize {
        self.deliveries.get(&format!("{receiver} done")).copied().unwrap_or(0)
    }
}
