//! The shop's services, as third-party processes: a mail server (aiosmtpd) and a bucket (s3s-fs).

use std::{
    collections::BTreeMap,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::Result;

pub const BUCKET: &str = "fire";
pub const ACCESS_KEY: &str = "AKIDFIRE";
pub const SECRET_KEY: &str = "what-only-the-bucket-and-the-shop-know";

/// Downtime of a killed service.
const AWAY: Duration = Duration::from_millis(700);

/// Accepts every mail and writes it to a folder.
const MAIL: &str = include_str!("../../tests/support/mailbox.py");

pub struct Neighbour {
    pub port: u16,
    folder: PathBuf,
    program: fn(&Path, u16) -> Command,
    process: Mutex<Child>,
    kills: AtomicU32,
}

impl Neighbour {
    pub fn mail(place: &Path) -> Result<Neighbour> {
        Neighbour::open(place.join("inbox"), |folder, port| {
            let mut command = Command::new("counterparts-python");
            command.args(["-c", MAIL]).arg(folder).arg(port.to_string());
            command
        })
    }

    pub fn bucket(place: &Path) -> Result<Neighbour> {
        let folder = place.join("bucket");
        std::fs::create_dir_all(folder.join(BUCKET))?;
        Neighbour::open(folder, |folder, port| {
            let mut command = Command::new("s3s-fs");
            command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
            command.args(["--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY]).arg(folder);
            command
        })
    }

    fn open(folder: PathBuf, program: fn(&Path, u16) -> Command) -> Result<Neighbour> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Mutex::new(start(program, &folder, port)?);
        Ok(Neighbour { port, folder, program, process, kills: AtomicU32::new(0) })
    }

    /// Kills the service, and restarts it after [`AWAY`].
    pub fn kill(&self) -> Result<()> {
        let mut process = self.process.lock().map_err(|_| "poisoned")?;
        process.kill()?;
        process.wait()?;
        self.kills.fetch_add(1, Ordering::Relaxed);
        thread::sleep(AWAY);
        *process = start(self.program, &self.folder, self.port)?;
        Ok(())
    }

    pub fn kills(&self) -> u32 {
        self.kills.load(Ordering::Relaxed)
    }

    /// How often each mail was received, by its Message-ID.
    pub fn mails(&self) -> Result<BTreeMap<String, u32>> {
        let mut mails = BTreeMap::new();
        for file in std::fs::read_dir(self.folder.join("new"))? {
            let mail = std::fs::read_to_string(file?.path())?;
            let id =
                mail.lines().find_map(|line| line.strip_prefix("Message-ID:")).ok_or("a mail without a Message-ID")?;
            *mails.entry(id.trim().to_owned()).or_default() += 1;
        }
        Ok(mails)
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        if let Ok(process) = self.process.get_mut() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn start(program: fn(&Path, u16) -> Command, folder: &Path, port: u16) -> Result<Child> {
    let child = program(folder, port).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let child =
        child.map_err(|error| format!("a service does not start ({error}): `scripts/setup test` installs it"))?;
    let patience = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if Instant::now() > patience {
            return Err("a service did not come up within 30 s".into());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(child)
}
