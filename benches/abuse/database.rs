//! The shop's database, read while the shop runs.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use pannier::db::Db;
use tokio::runtime::{Builder, Runtime};

use crate::{Result, catalogue};

pub struct Database {
    url: String,
    db: Db,
    runtime: Runtime,
}

impl Database {
    pub fn open(url: &str) -> Result<Database> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let db = runtime.block_on(Db::connect(url))?;
        Ok(Database { url: url.to_owned(), db, runtime })
    }

    /// Adds products enough for baskets without end.
    pub fn fill(&self) -> Result<()> {
        self.runtime.block_on(catalogue::fill(&self.url))
    }

    /// Returns the column `n` of the only row.
    pub fn count(&self, sql: &str) -> Result<usize> {
        let row = self.runtime.block_on(self.db.fetch_optional(sql, &[]))?.ok_or("no rows")?;
        Ok(row.get_u32("n")? as usize)
    }

    /// Waits until a count is zero. Returns it, which is above zero if that took too long.
    pub fn wait_for_none(&self, sql: &str, patience: Duration) -> Result<usize> {
        let until = Instant::now() + patience;
        loop {
            match self.count(sql)? {
                n if n == 0 || Instant::now() > until => return Ok(n),
                _ => thread::sleep(Duration::from_millis(200)),
            }
        }
    }

    /// Returns how much is left of everything that can sell out, by its id.
    pub fn stock(&self) -> Result<BTreeMap<String, usize>> {
        let sql = "SELECT id AS what, seats_left AS n FROM tickets UNION ALL SELECT id, stock FROM prints \
                   UNION ALL SELECT id, stock FROM products WHERE stock IS NOT NULL \
                   UNION ALL SELECT id, stock FROM product_options WHERE stock IS NOT NULL";
        let rows = self.runtime.block_on(self.db.fetch_all(sql, &[]))?;
        rows.iter().map(|row| Ok((row.get("what")?, row.get_u32("n")? as usize))).collect()
    }
}
