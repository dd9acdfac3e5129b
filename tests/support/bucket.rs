//! A bucket in a server that speaks Amazon's protocol and checks its signatures: `s3s-fs`, a process of its own.

use std::{
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

pub const BUCKET: &str = "quarto-files";
pub const ACCESS_KEY: &str = "AKIDTESTS";
pub const SECRET_KEY: &str = "what-only-the-bucket-and-the-shop-know";

static BUCKETS: AtomicU32 = AtomicU32::new(0);

pub struct Bucket {
    pub endpoint: String,
    /// The directory that the server keeps its files in.
    pub root: PathBuf,
    server: Child,
}

impl Bucket {
    pub fn open() -> Bucket {
        let n = BUCKETS.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("pannier-test-bucket-{}-{n}", std::process::id()));
        std::fs::create_dir_all(root.join(BUCKET)).expect("a temporary directory");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let mut server = Command::new("s3s-fs");
        server.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        server.args(["--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY]).arg(&root);
        let server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = server.unwrap_or_else(|e| panic!("s3s-fs does not start ({e}): `scripts/setup test` compiles it"));
        let patience = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < patience, "s3s-fs did not come up within 10 s");
            std::thread::sleep(Duration::from_millis(20));
        }
        Bucket { endpoint: format!("http://127.0.0.1:{port}"), root, server }
    }

    pub fn path(&self, key: &str) -> PathBuf {
        self.root.join(BUCKET).join(key)
    }

    /// What the server keeps of uploads that are under way.
    pub fn unfinished(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.root).expect("the server's directory").flatten();
        let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".upload")).collect()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.root);
    }
}
