//! The statements and commits of a running shop, read from its log.

use std::time::{Duration, Instant};

use pannier::db::Db;
use serde_json::Value;

use crate::process::Shop;

/// Logs nothing else, and does no background work but what a request has caused. Timers that remain mark their
/// statements.
pub const SETTINGS: [(&str, &str); 4] = [
    ("PANNIER_LOG", "pannier::sql=trace"),
    ("PANNIER_LOG_FORMAT", "json"),
    ("PANNIER_RECONCILE_EVERY", "3600"),
    ("PANNIER_OUTBOX_LEASE", "60"),
];

const PATIENCE: Duration = Duration::from_secs(60);
/// How long a shop that has nothing left to do executes nothing before it counts as idle.
const SILENCE: Duration = Duration::from_millis(150);

#[derive(Debug)]
pub enum SqlEvent {
    /// Its text.
    Statement(String),
    Commit,
}

/// Reads the events of a shop that was opened with [`SETTINGS`].
pub struct SqlEvents<'a> {
    shop: &'a Shop,
    db: Db,
    /// The length of the log up to the last event that was returned.
    read: usize,
}

impl<'a> SqlEvents<'a> {
    pub async fn of(shop: &'a Shop, database: &str) -> SqlEvents<'a> {
        SqlEvents { shop, db: Db::connect(database).await.unwrap(), read: 0 }
    }

    /// Waits until all deliveries are made and all webhooks of the sandbox have arrived. Returns the events since the
    /// last call.
    pub async fn until_idle(&mut self) -> Vec<SqlEvent> {
        let patience = Instant::now() + PATIENCE;
        loop {
            assert!(Instant::now() < patience, "work is left after {PATIENCE:?}");
            let (left, before) = (self.work_left().await, self.shop.log().len());
            tokio::time::sleep(SILENCE).await;
            let log = self.shop.log();
            let late = events(&log[before..]).len();
            if left == 0 && late == 0 {
                let events = events(&log[self.read..]);
                self.read = log.len();
                return events;
            }
        }
    }

    async fn work_left(&self) -> u32 {
        let sql = "SELECT (SELECT COUNT(*) FROM pannier_signal_deliveries WHERE status = 'due') \
                   + (SELECT COUNT(*) FROM sandbox_webhooks WHERE delivered_at IS NULL) AS n";
        self.db.fetch_one(sql, &[]).await.unwrap().get_u32("n").unwrap()
    }
}

/// Returns the events of a log, but for those that a timer has caused.
fn events(log: &str) -> Vec<SqlEvent> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let caused = lines.filter(|line| line["span"]["name"] != "timer");
    let event = |line: Value| match line["fields"]["message"].as_str()? {
        "statement" => Some(SqlEvent::Statement(line["fields"]["sql"].as_str()?.to_owned())),
        "commit" => Some(SqlEvent::Commit),
        _ => None,
    };
    caused.filter_map(event).collect()
}
