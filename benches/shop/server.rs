//! The shop from the production build.

use std::{fs, path::Path, time::Instant};

use crate::{Result, http::Client, process::Shop, target::target};

/// Starts the shop with Stripe. Returns the time in seconds until its first page.
pub fn start(database: &str, data: &Path) -> Result<(Shop, f64)> {
    start_with(database, data, &crate::webhooks::SETTINGS)
}

/// Starts the shop with these settings beside those of every bench. Returns the time in seconds until its first page.
pub fn start_with(database: &str, data: &Path, settings: &[(&str, &str)]) -> Result<(Shop, f64)> {
    let target = target()?;
    let site = target.join("site").display().to_string();
    let own = [("DATABASE_URL", database), ("LEPTOS_SITE_ROOT", &site), ("PANNIER_LOG", "error")];
    let settings = [&own[..], settings].concat();
    let mut shop = Shop::new(&target.join("release/pannier"), data, &settings);
    let exec = Instant::now();
    shop.start()?;
    Client::connect(shop.address)?.get("/")?.expect(200)?;
    Ok((shop, exec.elapsed().as_secs_f64()))
}

/// Returns the resident memory in bytes (proc(5), VmRSS).
pub fn memory(shop: &Shop) -> Result<f64> {
    let status = about(shop, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
}

/// Returns the CPU time in seconds that the process has used (proc(5), utime and stime, in hundredths of a second).
pub fn cpu(shop: &Shop) -> Result<f64> {
    let stat = about(shop, "stat")?;
    // The name of the program, in parentheses, is the second of the fields; it may contain anything.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let [user, system] = [11, 12].map(|n| fields.get(n).and_then(|ticks| ticks.parse::<f64>().ok()));
    Ok((user.ok_or("no utime")? + system.ok_or("no stime")?) / 100.0)
}

fn about(shop: &Shop, file: &str) -> Result<String> {
    Ok(fs::read_to_string(format!("/proc/{}/{file}", shop.id().ok_or("the shop is closed")?))?)
}
