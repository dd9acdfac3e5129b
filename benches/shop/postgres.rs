//! A temporary PostgreSQL server. A server that runs on this machine already is not touched.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Result;

/// A temporary cluster with its own, durable settings. Stopped on drop.
pub struct Cluster {
    pub url: String,
    /// `PostgreSQL 15.18`.
    pub version: String,
    programs: PathBuf,
    data: PathBuf,
    root: bool,
}

impl Cluster {
    /// Starts a cluster below `place`. Returns `None` if PostgreSQL is not installed.
    pub fn start(place: &Path) -> Result<Option<Cluster>> {
        let Some(programs) = programs() else { return Ok(None) };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let version = Command::new(programs.join("postgres")).arg("--version").output()?.stdout;
        let version = String::from_utf8_lossy(&version).split_whitespace().nth(2).unwrap_or_default().to_owned();
        let home = place.join("cluster");
        fs::create_dir_all(&home)?;
        let cluster = Cluster {
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            version: format!("PostgreSQL {version}"),
            programs,
            data: home.join("data"),
            root: fs::metadata("/proc/self")?.uid() == 0,
        };
        if cluster.root {
            chown(&home, Some(id("-u")?), Some(id("-g")?))?;
        }
        cluster.run("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"])?;
        let options = format!("-h 127.0.0.1 -p {port} -c unix_socket_directories=");
        cluster.run("pg_ctl", &["-o", &options, "-w", "-l", "/dev/null", "start"])?;
        Ok(Some(cluster))
    }

    /// Runs a program of PostgreSQL; as the user `nobody` if this process is root, which PostgreSQL refuses.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let path = self.programs.join(program);
        let mut command = match self.root {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(path);
                command
            }
            false => Command::new(path),
        };
        command.arg("-D").arg(&self.data).args(arguments).current_dir("/").stdout(Stdio::null());
        if command.status()?.success() { Ok(()) } else { Err(format!("{program} failed").into()) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.run("pg_ctl", &["-m", "immediate", "-w", "stop"]);
    }
}

/// Returns the folder of initdb: on the PATH, or where Debian installs it.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    std::env::split_paths(&path).chain(debian).find(|folder| folder.join("initdb").is_file())
}

/// Returns the numeric id of the user `nobody` (`-u`) or of its group (`-g`).
fn id(which: &str) -> Result<u32> {
    let output = Command::new("id").args([which, "nobody"]).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
