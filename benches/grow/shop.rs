//! A shop that is filled before it opens.

use std::{
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use pannier::sqlx::{Connection as _, PgConnection, raw_sql};

use crate::{
    Result, catalogue,
    fill::fill,
    process::{self, command},
    server,
    target::target,
};

pub struct Shop {
    pub database: String,
    pub data: PathBuf,
    pub orders: u64,
    /// The number of products beside the shop's own.
    goods: u64,
}

impl Shop {
    pub fn new(database: String, data: PathBuf, orders: u64, goods: u64) -> Shop {
        Shop { database, data, orders, goods }
    }

    /// Creates the shop with its products and orders, and prints the time that each table takes.
    pub fn fill(&self) -> Result<()> {
        let begun = Instant::now();
        println!("  a shop of {} orders", self.orders);
        let (mut shop, _) = self.open()?;
        shop.stop();
        if self.goods > 0 {
            let begun = Instant::now();
            block_on(catalogue::fill_with(&self.database, usize::try_from(self.goods)?))?;
            self.run(&["product", "index"])?;
            report("products, and their index", begun.elapsed());
        }
        block_on(async {
            fill(&self.database, self.orders, report).await?;
            if self.database.starts_with("postgres") {
                let mut connection = PgConnection::connect(&self.database).await?;
                raw_sql("CHECKPOINT").execute(&mut connection).await?;
            }
            Ok(())
        })?;
        // What is still to be written would be measured otherwise.
        Command::new("sync").status()?;
        report("everything", begun.elapsed());
        Ok(())
    }

    /// Opens the shop. Returns the time in seconds until its first page.
    pub fn open(&self) -> Result<(process::Shop, f64)> {
        server::start(&self.database, &self.data)
    }

    /// Runs a command of the shop. Returns its time in seconds.
    ///
    /// # Errors
    /// If it fails, with what it says.
    pub fn run(&self, arguments: &[&str]) -> Result<f64> {
        let begun = Instant::now();
        self.output(arguments)?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Runs a command of the shop. Returns what it prints.
    ///
    /// # Errors
    /// If it fails, with what it says.
    pub fn output(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command()?.args(arguments).output()?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }

    /// Returns a command of the shop, which lacks its arguments.
    pub fn command(&self) -> Result<Command> {
        let settings = [("DATABASE_URL", self.database.as_str()), ("PANNIER_LOG", "error")];
        Ok(command(&target()?.join("release/pannier"), &self.data, "127.0.0.1:0", settings))
    }
}

fn report(what: &str, time: Duration) {
    println!("    {what:<30}{:>8.1} s", time.as_secs_f64());
}

/// Runs a future that needs the network.
pub fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}
