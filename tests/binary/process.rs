//! A shop in a process and a directory of its own.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

static SHOPS: AtomicU32 = AtomicU32::new(0);

pub struct Shop {
    pub url: String,
    pub data: PathBuf,
    address: String,
    settings: Vec<(String, String)>,
    process: Child,
}

impl Shop {
    pub fn open() -> Shop {
        Shop::open_with(&[])
    }

    pub fn open_with(settings: &[(&str, &str)]) -> Shop {
        let n = SHOPS.fetch_add(1, Ordering::Relaxed);
        let data = std::env::temp_dir().join(format!("pannier-test-shop-{}-{n}", std::process::id()));
        let address = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").to_string();
        let process = start(&data, &address, settings);
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Shop { url: format!("http://{address}"), data, address, settings, process }
    }

    /// SIGKILL, at whatever it is doing.
    pub fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }

    pub fn open_again(&mut self) {
        let settings: Vec<_> = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.process = start(&self.data, &self.address, &settings);
    }

    /// SIGTERM; the exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").arg(pid).status().expect("kill runs").success());
        self.process.wait().expect("gone").code()
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
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs the shop with settings that stop it before it opens, or not; what it says.
pub fn refuse(settings: &[(&str, &str)]) -> String {
    let data = std::env::temp_dir().join(format!("pannier-test-refused-{}", std::process::id()));
    let output = command(&data, "127.0.0.1:0", settings).output().expect("the shop runs");
    assert!(!output.status.success());
    String::from_utf8(output.stderr).expect("text")
}

/// Runs a command of the shop's on the settings and the data of one that is open or will be.
pub fn run(data: &PathBuf, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
    command(data, "127.0.0.1:0", settings).args(arguments).output().expect("the shop runs")
}

fn command(data: &PathBuf, address: &str, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pannier"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("LEPTOS_SITE_ADDR", address)
        .env("PANNIER_DATA", data)
        .env("DATABASE_URL", format!("sqlite:{}/shop.db", data.display()))
        .env("PANNIER_OUTBOX_LEASE", "1")
        .env("PANNIER_RECONCILE_EVERY", "1")
        .envs(settings.iter().copied());
    command
}

/// Starts the shop, and waits until it says where it is.
fn start(data: &PathBuf, address: &str, settings: &[(&str, &str)]) -> Child {
    std::fs::create_dir_all(data).expect("a directory");
    let log = std::fs::File::options().create(true).append(true).open(data.join("log")).expect("a log");
    let mut process =
        command(data, address, settings).stdout(Stdio::piped()).stderr(log).spawn().expect("the shop starts");
    let mut said = String::new();
    let stdout = process.stdout.take().expect("its output");
    BufReader::new(stdout).read_line(&mut said).expect("it says something");
    assert!(said.contains("is open"), "{said}{}", std::fs::read_to_string(data.join("log")).unwrap_or_default());
    process
}
