//! The shop as a process of its own, in a directory of its own.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::service::{free_address, fresh_directory};

/// How long a shop may take to open.
const PATIENCE: Duration = Duration::from_secs(60);

/// The shop that was built with this test, and settings with which a test need not wait.
pub const BUILT: &str = env!("CARGO_BIN_EXE_pannier");
const IMPATIENT: [(&str, &str); 2] = [("PANNIER_OUTBOX_LEASE", "1"), ("PANNIER_RECONCILE_EVERY", "1")];

pub struct Shop {
    pub url: String,
    pub address: SocketAddr,
    pub data: PathBuf,
    program: PathBuf,
    settings: Vec<(String, String)>,
    process: Option<Child>,
}

impl Shop {
    pub fn open() -> Shop {
        Shop::open_with(&[])
    }

    pub fn open_with(settings: &[(&str, &str)]) -> Shop {
        let mut shop = Shop::new(Path::new(BUILT), &fresh_directory(), &[&IMPATIENT, settings].concat());
        shop.open_again();
        shop
    }

    /// One that has an address, and is not open yet.
    pub fn new(program: &Path, data: &Path, settings: &[(&str, &str)]) -> Shop {
        let address = free_address();
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (program, data) = (program.to_owned(), data.to_owned());
        Shop { url: format!("http://{address}"), address, data, program, settings, process: None }
    }

    /// Starts the shop, and waits until it says that it is open.
    ///
    /// # Errors
    /// With what it says instead.
    pub fn start(&mut self) -> Result<(), String> {
        std::fs::create_dir_all(&self.data).map_err(|e| e.to_string())?;
        let log = File::options().create(true).append(true).open(self.data.join("log")).map_err(|e| e.to_string())?;
        let settings = self.settings.iter().map(|(name, value)| (name, value));
        let mut command = command(&self.program, &self.data, &self.address.to_string(), settings);
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().map_err(|e| e.to_string())?;
        let stdout = process.stdout.take().ok_or("no output")?;
        let (say, said) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let _ = BufReader::new(stdout).read_line(&mut line);
            let _ = say.send(line);
        });
        let said = said.recv_timeout(PATIENCE).unwrap_or_default();
        self.process = Some(process);
        if said.contains("is open") {
            return Ok(());
        }
        self.kill();
        Err(format!("the shop does not open: {said}{}", self.log()))
    }

    pub fn open_again(&mut self) {
        self.start().unwrap_or_else(|why| panic!("{why}"));
    }

    /// SIGKILL, at whatever it is doing.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// SIGTERM; the exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let mut process = self.process.take()?;
        assert!(Command::new("kill").arg(process.id().to_string()).status().expect("kill runs").success());
        process.wait().expect("gone").code()
    }

    /// The id of its process, while it is open.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.join("log")).expect("a log")
    }

    /// Mails sent so far.
    pub fn mails(&self) -> usize {
        let mails = std::fs::read_dir(self.data.join("mail")).into_iter().flatten().flatten();
        mails.filter(|mail| mail.path().extension().is_some_and(|e| e == "eml")).count()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs the shop with settings that stop it before it opens, or not; what it says.
pub fn refuse(settings: &[(&str, &str)]) -> String {
    let output = run(&fresh_directory(), settings, &[]);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("text")
}

/// Runs a command of the shop's on the settings and the data of one that is open or will be.
pub fn run(data: &Path, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
    let settings = [&IMPATIENT, settings].concat();
    command(Path::new(BUILT), data, "127.0.0.1:0", settings).args(arguments).output().expect("the shop runs")
}

/// The shop's program with these settings and no others. Its database is in a file, unless they say otherwise.
pub fn command<K: AsRef<OsStr>, V: AsRef<OsStr>>(
    program: &Path,
    data: &Path,
    address: &str,
    settings: impl IntoIterator<Item = (K, V)>,
) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .env_clear()
        .env("LEPTOS_SITE_ADDR", address)
        .env("PANNIER_DATA", data)
        .env("DATABASE_URL", format!("sqlite:{}/shop.db", data.display()))
        // Every order is Ada's.
        .env("PANNIER_MAX_UNPAID_ORDERS", "0")
        .envs(settings);
    command
}
