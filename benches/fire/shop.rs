//! The production build of the shop, killed and restarted.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    Result,
    bucket::{ACCESS_KEY, BUCKET, SECRET_KEY},
    listener::Listener,
    neighbour::Neighbour,
    process,
    target::target,
};

pub struct Shop {
    pub url: String,
    pub database: String,
    process: Mutex<process::Shop>,
    kills: AtomicU32,
}

impl Shop {
    pub fn open(place: &Path, mail: &Neighbour, bucket: &Neighbour, listener: &Listener) -> Result<Shop> {
        let (target, data) = (target()?, place.join("shop"));
        let database = format!("sqlite:{}/shop.db", data.display());
        let settings: [(&str, &str); 12] = [
            ("DATABASE_URL", &database),
            ("LEPTOS_SITE_ROOT", &target.join("site").display().to_string()),
            ("PANNIER_LOG", "off"),
            ("PANNIER_SMTP_URL", &format!("smtp://127.0.0.1:{}", mail.port)),
            ("PANNIER_S3_BUCKET", BUCKET),
            ("PANNIER_S3_ENDPOINT", &format!("http://127.0.0.1:{}", bucket.port)),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("PANNIER_OUTGOING_WEBHOOK_URL", &format!("http://{}/orders", listener.address)),
            ("PANNIER_OUTGOING_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("PANNIER_OUTBOX_LEASE", "3"),
            ("PANNIER_RECONCILE_EVERY", "1"),
        ];
        let mut process = process::Shop::new(&target.join("release/pannier"), &data, &settings);
        supervise(&mut process)?;
        Ok(Shop { url: process.url.clone(), database, process: Mutex::new(process), kills: AtomicU32::new(0) })
    }

    /// Kills the shop (SIGKILL) and restarts it.
    pub fn kill(&self) -> Result<()> {
        let mut process = self.process.lock().map_err(|_| "poisoned")?;
        process.kill();
        self.kills.fetch_add(1, Ordering::Relaxed);
        supervise(&mut process)
    }

    pub fn kills(&self) -> u32 {
        self.kills.load(Ordering::Relaxed)
    }

    pub fn stop(&self) -> Result<()> {
        self.process.lock().map_err(|_| "poisoned")?.stop();
        Ok(())
    }
}

/// Starts the shop. Restarts it if it exits instead of opening, as a supervisor does: it may, while the
/// bucket is down.
fn supervise(shop: &mut process::Shop) -> Result<()> {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        match shop.start() {
            Ok(()) => return Ok(()),
            Err(why) if Instant::now() > patience => return Err(why.into()),
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
}
