//! The production build of the shop, killed and restarted.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    Result,
    http::Client,
    listener::Listener,
    neighbour::{ACCESS_KEY, BUCKET, Neighbour, SECRET_KEY},
    target::target,
};

pub struct Shop {
    pub address: SocketAddr,
    data: PathBuf,
    settings: Vec<(&'static str, String)>,
    process: Mutex<Child>,
    kills: AtomicU32,
}

impl Shop {
    pub fn open(place: &Path, mail: &Neighbour, bucket: &Neighbour, listener: &Listener) -> Result<Shop> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let data = place.join("shop");
        let settings = vec![
            ("DATABASE_URL", format!("sqlite:{}/shop.db", data.display())),
            ("LEPTOS_SITE_ADDR", address.to_string()),
            ("LEPTOS_SITE_ROOT", target()?.join("site").display().to_string()),
            ("PANNIER_DATA", data.display().to_string()),
            ("PANNIER_LOG", "off".to_owned()),
            ("PANNIER_SMTP_URL", format!("smtp://127.0.0.1:{}", mail.port)),
            ("PANNIER_S3_BUCKET", BUCKET.to_owned()),
            ("PANNIER_S3_ENDPOINT", format!("http://127.0.0.1:{}", bucket.port)),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
            ("PANNIER_WEBHOOK_URL", format!("http://{}/orders", listener.address)),
            ("PANNIER_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
            ("PANNIER_OUTBOX_LEASE", "3".to_owned()),
            ("PANNIER_RECONCILE_EVERY", "1".to_owned()),
        ];
        let process = Mutex::new(start(&settings)?);
        let shop = Shop { address, data, settings, process, kills: AtomicU32::new(0) };
        shop.wait_until_open()?;
        Ok(shop)
    }

    pub fn database(&self) -> String {
        self.settings[0].1.clone()
    }

    /// Kills the shop (SIGKILL) and restarts it.
    pub fn kill(&self) -> Result<()> {
        let mut process = self.process.lock().map_err(|_| "poisoned")?;
        process.kill()?;
        process.wait()?;
        self.kills.fetch_add(1, Ordering::Relaxed);
        *process = start(&self.settings)?;
        drop(process);
        self.wait_until_open()
    }

    pub fn kills(&self) -> u32 {
        self.kills.load(Ordering::Relaxed)
    }

    pub fn stop(&self) -> Result<()> {
        let mut process = self.process.lock().map_err(|_| "poisoned")?;
        Command::new("kill").arg(process.id().to_string()).status()?;
        process.wait()?;
        Ok(())
    }

    /// Waits until the shop answers. Restarts it if it has exited, as a supervisor does: it may, while the bucket is down.
    fn wait_until_open(&self) -> Result<()> {
        let patience = Instant::now() + Duration::from_secs(60);
        loop {
            if Client::connect(self.address)
                .and_then(|mut client| client.get("/healthz"))
                .is_ok_and(|a| a.status == 200)
            {
                return Ok(());
            }
            let mut process = self.process.lock().map_err(|_| "poisoned")?;
            if process.try_wait()?.is_some() {
                *process = start(&self.settings)?;
            }
            drop(process);
            if Instant::now() > patience {
                return Err(format!("the shop does not start; its data is in {}", self.data.display()).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Ok(process) = self.process.get_mut() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn start(settings: &[(&'static str, String)]) -> Result<Child> {
    let mut command = Command::new(target()?.join("release/pannier"));
    command.env_clear().envs(settings.iter().map(|(name, value)| (*name, value)));
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}
