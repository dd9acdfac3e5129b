//! Imports of a large CSV file: the time that each takes, and the memory of its process.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{Result, shop::Shop};

/// The time that an import of 100,000 rows may take, in seconds.
const GOAL: f64 = 60.0;
/// How often the memory is read.
const EVERY: Duration = Duration::from_millis(50);

/// Imports this many products into a new shop, then checks and applies a change of each, and prints what that costs.
pub fn measure(database: String, data: PathBuf, rows: u64) -> Result<()> {
    println!("  imports of {rows} rows: at most {GOAL:.0} s for 100,000");
    let shop = Shop::new(database, data, 0, 0);
    let (mut open, _) = shop.open()?;
    open.stop();
    let (new, changed) = (shop.data.join("new.csv"), shop.data.join("changed.csv"));
    fs::write(&new, products(rows)?)?;
    fs::write(&changed, prices(rows)?)?;
    let imports: [(&str, &Path, &[&str]); 3] =
        [("create", &new, &[]), ("check changes", &changed, &["--dry-run"]), ("change", &changed, &[])];
    for (what, file, options) in imports {
        let (seconds, peak) = import(&shop, file, options)?;
        let per_second = rows as f64 / seconds;
        println!("    {what:<30}{seconds:>8.1} s{per_second:>8.0}/s{:>8.1} MB at most", peak / 1e6);
    }
    Ok(())
}

/// Returns a file of products, whose ids follow from their titles.
fn products(rows: u64) -> Result<String> {
    let mut csv = "title,title.de,by,text,price,weight,stock,state\n".to_owned();
    for n in 1..=rows {
        let text = format!("Holds tea, and a little more. Number {n} of its kind.");
        let price = format!("{}.{:02}", n % 90 + 1, n % 100);
        writeln!(csv, "Enamel mug {n},Emaillebecher {n},Hanne Lind,\"{text}\",{price},380,{},published", n % 50)?;
    }
    Ok(csv)
}

fn prices(rows: u64) -> Result<String> {
    let mut csv = "id,price\n".to_owned();
    for n in 1..=rows {
        writeln!(csv, "enamel-mug-{n},{}.95", n % 90 + 1)?;
    }
    Ok(csv)
}

/// Imports a file. Returns the time in seconds, and the most memory that the process has had, in bytes.
fn import(shop: &Shop, file: &Path, options: &[&str]) -> Result<(f64, f64)> {
    let (mut command, begun) = (shop.command()?, Instant::now());
    command.args(["product", "import", "product"]).arg(file).args(options);
    let (mut process, mut peak) = (command.stdout(Stdio::null()).spawn()?, 0.0);
    let status = loop {
        if let Some(status) = process.try_wait()? {
            break status;
        }
        // Nothing, once it has ended.
        peak = peak_of(process.id()).unwrap_or(peak);
        thread::sleep(EVERY);
    };
    let seconds = begun.elapsed().as_secs_f64();
    if status.success() { Ok((seconds, peak)) } else { Err(format!("the import has failed: {status}").into()) }
}

/// Returns the most memory that a process has had so far, in bytes (proc(5), VmHWM).
fn peak_of(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0)
}
