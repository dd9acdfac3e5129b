//! A bucket in a server that speaks Amazon's protocol and checks its signatures: `s3s-fs`, a process of its own.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::service::{Service, fresh_directory, installed};

pub const BUCKET: &str = "quarto-files";
pub const ACCESS_KEY: &str = "AKIDTESTS";
pub const SECRET_KEY: &str = "what-only-the-bucket-and-the-shop-know";

pub struct Bucket {
    pub endpoint: String,
    /// The directory that the server keeps its files in.
    pub root: PathBuf,
    server: Service,
}

impl Bucket {
    pub fn open() -> Bucket {
        let root = fresh_directory();
        let server = serve(&root);
        Bucket { endpoint: format!("http://127.0.0.1:{}", server.port), root, server }
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
        self.server.kill();
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// Starts a server that keeps the bucket in a directory of `root`.
pub fn serve(root: &Path) -> Service {
    std::fs::create_dir_all(root.join(BUCKET)).expect("a directory");
    Service::start(|port| {
        let mut command = Command::new(installed("s3s-fs"));
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY]).arg(root);
        command
    })
}
