//! The outcome of the run, read from the shop's database and from its services.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use pannier::db::Db;
use tokio::runtime::Runtime;

use crate::{Result, checks::Checks, listener::Listener, neighbour::Neighbour};

/// Waits until the outbox is empty.
pub fn wait_until_handled(database: &str, patience: Duration) -> Result<()> {
    let (runtime, until) = (Runtime::new()?, Instant::now() + patience);
    let left = || -> Result<u32> {
        runtime.block_on(async {
            let db = Db::connect(database).await?;
            let sql = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'due'";
            Ok(db.fetch_optional(sql, &[]).await?.ok_or("no rows")?.get_u32("n")?)
        })
    };
    loop {
        match left()? {
            0 => return Ok(()),
            _ if Instant::now() > until => return Ok(()),
            n => println!("  {n:>5} deliveries pending"),
        }
        thread::sleep(Duration::from_secs(5));
    }
}

/// Prints the tally. Returns whether every figure is as expected.
pub fn print(database: &str, orders: usize, mail: &Neighbour, listener: &Listener, fetched: usize) -> Result<bool> {
    let (statuses, deliveries, downloads) = Runtime::new()?.block_on(async {
        let db = Db::connect(database).await?;
        let counts = async |sql: &str| -> Result<BTreeMap<String, u32>> {
            let rows = db.fetch_all(sql, &[]).await?;
            rows.iter().map(|row| Ok((row.get::<String>("what")?, row.get_u32("n")?))).collect()
        };
        let statuses =
            "SELECT status AS what, COUNT(*) AS n FROM pannier_orders WHERE number IS NOT NULL GROUP BY status";
        let deliveries =
            "SELECT receiver || ' ' || status AS what, COUNT(*) AS n FROM pannier_signal_deliveries GROUP BY 1";
        let downloads = "SELECT 'all' AS what, COUNT(*) AS n FROM pannier_downloads";
        Ok::<_, crate::Error>((counts(statuses).await?, counts(deliveries).await?, counts(downloads).await?))
    })?;
    let mut checks = Checks::default();
    checks.exactly("orders completed", statuses.get("completed").copied().unwrap_or(0) as usize, orders);
    let others = statuses.iter().filter(|(status, _)| *status != "completed").map(|(_, n)| *n as usize).sum();
    checks.exactly("orders in any other status", others, 0);
    for (what, n) in &deliveries {
        let what = format!("signals, {what}");
        match what.ends_with(" done") {
            true => checks.figure(&what, *n as usize),
            false => checks.exactly(&what, *n as usize, 0),
        }
    }
    checks.exactly("downloads activated", downloads["all"] as usize, orders);
    checks.exactly("downloads complete from the bucket", fetched, orders);
    let mails = mail.mails()?;
    checks.exactly("confirmations, by Message-ID", mails.len(), orders);
    checks.figure("  duplicates, under the same Message-ID", twice(&mails));
    let webhooks = listener.received();
    let told = deliveries.get("webhook done").copied().unwrap_or(0) as usize;
    checks.exactly("webhooks, by webhook-id", webhooks.len(), told);
    checks.figure("  duplicates, under the same webhook-id", twice(&webhooks));
    Ok(checks.all_right())
}

fn twice(all: &BTreeMap<String, u32>) -> usize {
    all.values().filter(|n| **n > 1).count()
}
