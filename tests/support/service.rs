//! Servers of others, run for a test: third-party programs, and fakes in this process. They are gone with it.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU16, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A third-party program.
pub struct Service {
    pub port: u16,
    command: Command,
    process: Child,
}

impl Service {
    /// Starts a server on a free port, and waits until it accepts connections.
    pub fn start(command: impl FnOnce(u16) -> Command) -> Service {
        let port = free_address().port();
        Service::start_on(port, command(port))
    }

    pub fn start_on(port: u16, mut command: Command) -> Service {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = spawn(&mut command, port);
        Service { port, command, process }
    }

    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Starts the killed server again, on the same port.
    pub fn start_again(&mut self) {
        self.process = spawn(&mut self.command, self.port);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(command: &mut Command, port: u16) -> Child {
    let process = command.spawn();
    let mut process = process.unwrap_or_else(|e| panic!("{command:?}: {e}: `scripts/setup test` installs it"));
    let patience = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = process.try_wait().expect("a process");
        assert!(ended.is_none(), "{command:?} has ended: {ended:?}");
        assert!(Instant::now() < patience, "{command:?} did not come up within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    process
}

/// Serves a fake in this process. Returns its URL.
pub async fn serve(app: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// An address on loopback with a free port.
pub fn free_address() -> SocketAddr {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    // Below the ephemeral port range: the kernel could assign a port of that range to another socket before the caller binds it.
    // The counter keeps threads apart, and its random start processes.
    static NEXT: LazyLock<AtomicU16> =
        LazyLock::new(|| AtomicU16::new(RandomState::new().build_hasher().finish() as u16));
    let free = (0..COUNT).find_map(|_| {
        let port = FIRST + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT;
        TcpListener::bind(("127.0.0.1", port)).and_then(|listener| listener.local_addr()).ok()
    });
    free.expect("a free port")
}

/// Returns the path of a temporary directory, which does not exist yet.
pub fn fresh_directory() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let directory = std::env::temp_dir().join(format!("pannier-test-{}-{n}", std::process::id()));
    // An earlier process with the same id may have left one behind.
    let _ = std::fs::remove_dir_all(&directory);
    directory
}

/// A program that set-up has installed, whether the tests were started through scripts/env or not.
pub fn installed(program: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".setup/bin").join(program);
    if own.exists() { own } else { PathBuf::from(program) }
}
