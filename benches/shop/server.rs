//! The shop as a process of its own, from the binary that `make build` has made.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{Result, http::Client, target::target};

/// A running shop. Killed on drop.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
}

impl Server {
    /// Starts the shop. Returns the time until its first page.
    pub fn start(database: &str, data: &Path) -> Result<(Server, f64)> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let target = target()?;
        let mut command = Command::new(target.join("release/pannier"));
        command
            .env_clear()
            .env("DATABASE_URL", database)
            .env("LEPTOS_SITE_ADDR", address.to_string())
            .env("LEPTOS_SITE_ROOT", target.join("site"))
            .env("PANNIER_DATA", data)
            .env("PANNIER_LOG", "error")
            .envs(crate::webhooks::SETTINGS)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let exec = Instant::now();
        let mut server = Server { address, process: command.spawn()? };
        loop {
            if let Ok(answer) = Client::connect(address).and_then(|mut client| client.get("/")) {
                answer.expect(200)?;
                return Ok((server, exec.elapsed().as_secs_f64()));
            }
            if let Some(status) = server.process.try_wait()? {
                return Err(format!("the shop did not start: {status}").into());
            }
            if exec.elapsed() > Duration::from_secs(30) {
                return Err("the shop did not answer within 30 s".into());
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Returns the resident memory in bytes (proc(5), VmRSS).
    pub fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
    }

    /// Stops the shop (SIGTERM), and waits for its exit.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.process.id().to_string()).status()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
