//! The shop from the production build.

use std::{fs, path::Path, time::Instant};

use crate::{Result, http::Client, process::Shop, target::target};

/// Starts the shop. Returns the time in seconds until its first page.
pub fn start(database: &str, data: &Path) -> Result<(Shop, f64)> {
    let target = target()?;
    let site = target.join("site").display().to_string();
    let settings = [("DATABASE_URL", database), ("LEPTOS_SITE_ROOT", &site), ("PANNIER_LOG", "error")];
    let settings = [&settings[..], &crate::webhooks::SETTINGS].concat();
    let mut shop = Shop::new(&target.join("release/pannier"), data, &settings);
    let exec = Instant::now();
    shop.start()?;
    Client::connect(shop.address)?.get("/")?.expect(200)?;
    Ok((shop, exec.elapsed().as_secs_f64()))
}

/// Returns the resident memory in bytes (proc(5), VmRSS).
pub fn memory(shop: &Shop) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", shop.id().ok_or("the shop is closed")?))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
}
