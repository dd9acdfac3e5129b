//! A PostgreSQL cluster for this run of the tests. It dies with it.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use pannier::db::Db;

/// In the directory for temporary files; the process that runs the tests follows.
const DIRECTORY: &str = "pannier-test-postgres-";

static CLUSTER: OnceLock<u16> = OnceLock::new();

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Creates a database: an empty one, or a copy of the one at this address, which nobody may be connected to. Returns its address.
pub async fn create_database(template: Option<&str>) -> String {
    let port = *CLUSTER.get_or_init(start);
    let address = |database: &str| format!("postgres://postgres@127.0.0.1:{port}/{database}");
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let template = template.and_then(|address| address.rsplit('/').next()).unwrap_or("template1");
    let admin = Db::connect(&address("postgres")).await.expect("the cluster answers");
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    admin.execute(&sql, &[]).await.expect("a database can be created");
    admin.close().await;
    address(&name)
}

fn start() -> u16 {
    clear_away();
    let dir = std::env::temp_dir().join(format!("{DIRECTORY}{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a temporary directory");
    let data = dir.join("data");
    if is_root() {
        run(Command::new("chown").arg("nobody:nogroup").arg(&dir));
    }
    run(unprivileged(&program("initdb")).arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-N"]));
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let (started, wait) = mpsc::channel();
    // The kernel ends the server when the thread ends that has started it; this one lasts as long as the tests do.
    std::thread::spawn(move || {
        let mut server = unprivileged(&program("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(&dir).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        server.args(["-c", "fsync=off", "-c", "max_connections=400", "-c", "max_wal_size=128MB"]);
        let child = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("postgres starts");
        started.send(()).expect("the tests wait");
        let _child = child;
        loop {
            std::thread::park();
        }
    });
    wait.recv().expect("postgres starts");
    let patience = Instant::now() + Duration::from_secs(30);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < patience, "PostgreSQL did not come up within 30 s");
        std::thread::sleep(Duration::from_millis(50));
    }
    port
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
    let id = Command::new("id").arg("-u").output().expect("`id` runs");
    id.stdout.starts_with(b"0\n")
}

fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> =
        versions.map(|v| v.path().join("bin").join(name)).filter(|p| p.exists()).collect();
    installed.sort();
    installed.pop().or_else(|| on_path(name)).unwrap_or_else(|| {
        panic!("PostgreSQL's `{name}` is missing; `make test` installs it (apt-get install postgresql)")
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
