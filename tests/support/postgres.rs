//! A PostgreSQL cluster of its own, which dies with the program that has started it. One that runs on this
//! machine already is not touched.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use pannier::db::Db;

use super::service::free_address;

/// In the directory for temporary files; the process that runs the tests follows.
const DIRECTORY: &str = "pannier-test-postgres-";

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Creates a database in the cluster of this run of the tests: an empty one, or a copy of the one at this
/// address, which nobody may be connected to. Returns its address.
pub async fn create_database(template: Option<&str>) -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(of_the_tests);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let template = template.and_then(|address| address.rsplit('/').next()).unwrap_or("template1");
    let admin = Db::connect(&cluster.url("postgres")).await.expect("the cluster answers");
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    admin.execute(&sql, &[]).await.expect("a database can be created");
    admin.close().await;
    cluster.url(&name)
}

/// The directory of a cluster of a test's own.
pub fn directory(name: &str) -> PathBuf {
    of_the_run().join(name)
}

fn of_the_run() -> &'static Path {
    static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
        let place = std::env::temp_dir().join(format!("{DIRECTORY}{}", std::process::id()));
        // An earlier run with the same id may have left one behind.
        drop(std::fs::remove_dir_all(&place));
        place
    });
    &PLACE
}

fn of_the_tests() -> Cluster {
    clear_away();
    Cluster::start(of_the_run(), &["fsync=off", "max_connections=400", "max_wal_size=128MB"])
        .expect("PostgreSQL is missing; `make test` installs it (apt-get install postgresql)")
}

/// A run leaves a gigabyte behind, as nothing outlives it that could remove its cluster. The next one does.
fn clear_away() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(run) = name.to_str().and_then(|name| name.strip_prefix(DIRECTORY)) else { continue };
        if !Path::new("/proc").join(run).exists() {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}

pub struct Cluster {
    /// `PostgreSQL 15.18`.
    pub version: String,
    port: u16,
    place: PathBuf,
    /// While it is held, the server runs. A message restarts it, and is answered then.
    held: Option<mpsc::Sender<mpsc::Sender<()>>>,
    server: Option<JoinHandle<()>>,
}

impl Cluster {
    /// Starts a cluster in a directory, which is created, with these settings beside the defaults. Returns
    /// `None` if PostgreSQL is not installed.
    pub fn start(place: &Path, settings: &[&str]) -> Option<Cluster> {
        Cluster::start_with(place, settings, |_| {})
    }

    /// Starts a cluster that accepts encrypted connections alone. Its certificate is `server.crt` in the directory.
    pub fn start_encrypted(place: &Path) -> Option<Cluster> {
        let (certificate, key) = (place.join("server.crt"), place.join("server.key"));
        let [named, keyed] =
            [("cert", &certificate), ("key", &key)].map(|(name, file)| format!("ssl_{name}_file={}", file.display()));
        Cluster::start_with(place, &["fsync=off", "ssl=on", &named, &keyed], |data| {
            let mut openssl = Command::new("openssl");
            openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
            openssl.args(["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]);
            openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
            run(openssl.arg("-out").arg(&certificate).arg("-keyout").arg(&key));
            if is_root() {
                run(Command::new("chown").arg("nobody:nogroup").arg(&key));
            }
            std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n").expect("a file");
        })
    }

    fn start_with(place: &Path, settings: &[&str], prepare: impl FnOnce(&Path)) -> Option<Cluster> {
        let programs = programs()?;
        std::fs::create_dir_all(place).expect("a directory");
        if is_root() {
            run(Command::new("chown").arg("nobody:nogroup").arg(place));
        }
        let data = place.join("data");
        let mut initdb = unprivileged(&programs.join("initdb"));
        run(initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--no-locale"]));
        prepare(&data);
        let port = free_address().port();
        let mut server = unprivileged(&programs.join("postgres"));
        server.arg("-D").arg(&data).args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
            "-c",
            "unix_socket_directories=",
        ]);
        server.args(settings.iter().flat_map(|setting| ["-c", setting]));
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let (held, released) = mpsc::channel::<mpsc::Sender<()>>();
        // The kernel ends the server when the thread ends that has started it.
        let server = thread::spawn(move || {
            let mut running = server.spawn().expect("postgres starts");
            while let Ok(restarted) = released.recv() {
                interrupt(running);
                running = server.spawn().expect("postgres starts");
                let _ = restarted.send(());
            }
            interrupt(running);
        });
        let version = run(Command::new(programs.join("postgres")).arg("--version"));
        let version = format!("PostgreSQL {}", version.split_whitespace().nth(2).unwrap_or_default());
        let cluster = Cluster { version, port, place: place.to_owned(), held: Some(held), server: Some(server) };
        cluster.wait_until_ready();
        Some(cluster)
    }

    /// Ends every connection, and returns when the server accepts new ones.
    pub fn restart(&self) {
        let (restarted, wait) = mpsc::channel();
        self.held.as_ref().expect("it runs").send(restarted).expect("its thread runs");
        wait.recv().expect("its thread runs");
        self.wait_until_ready();
    }

    /// Sends a signal to the server and to the process of each connection: `STOP`, and they hang until `CONT`.
    pub fn signal(&self, signal: &str) {
        let lines = std::fs::read_to_string(self.place.join("data/postmaster.pid")).expect("it runs");
        let server = lines.lines().next().expect("its id");
        let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children")).expect("a process");
        run(Command::new("kill").arg(format!("-{signal}")).arg(server).args(children.split_whitespace()));
    }

    fn wait_until_ready(&self) {
        let patience = Instant::now() + Duration::from_secs(30);
        let programs = programs().expect("it was started");
        let mut is_ready = Command::new(programs.join("pg_isready"));
        is_ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while !is_ready.status().expect("pg_isready runs").success() {
            assert!(Instant::now() < patience, "PostgreSQL did not come up within 30 s");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The address of one of its databases; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.held = None;
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

/// Ends the connections and the server, which removes what it has in shared memory.
fn interrupt(mut server: Child) {
    let _ = Command::new("kill").args(["-INT", &server.id().to_string()]).status();
    let _ = server.wait();
}

/// PostgreSQL refuses to run as root.
fn unprivileged(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root() {
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    }
    command.arg(program);
    command.current_dir("/");
    command
}

fn is_root() -> bool {
    run(Command::new("id").arg("-u")) == "0\n"
}

/// The directory of PostgreSQL's programs: the newest that Debian has installed, or one on the PATH.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = debian.into_iter().rev().chain(std::env::split_paths(&path));
    candidates.into_iter().find(|directory| directory.join("initdb").is_file())
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
