//! A mail server of its own for a test: aiosmtpd, which `scripts/counterparts` has installed. It ends with the test.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::world::fresh_dir;

/// Takes every mail, and puts it into a folder.
pub const OPEN: &str = include_str!("../support/mailbox.py");

/// Takes mails of the user `shop` with the password `p@ss`. Without TLS, as the loopback interface needs none.
pub const AUTHENTICATED: &str = r#"
import asyncio, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import AuthResult
def authenticate(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"shop", b"p@ss")
    return AuthResult(success=known, handled=False)
Controller(Mailbox(sys.argv[1]), hostname="127.0.0.1", port=int(sys.argv[2]),
           authenticator=authenticate, auth_required=True, auth_require_tls=False).start()
asyncio.new_event_loop().run_forever()
"#;

pub struct Server {
    pub url: String,
    folder: PathBuf,
    port: u16,
    program: &'static str,
    process: Option<Child>,
}

impl Server {
    /// One that has a port, and is not open yet.
    pub fn new(program: &'static str) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let folder = fresh_dir().join("inbox");
        Server { url: format!("smtp://127.0.0.1:{port}"), folder, port, program, process: None }
    }

    pub async fn open(&mut self) {
        let mut command = Command::new(python());
        command.args(["-c", self.program]).arg(&self.folder).arg(self.port.to_string()).stdout(Stdio::null());
        self.process = Some(command.spawn().expect("the mail server starts: scripts/setup test installs it"));
        let patience = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(Instant::now() < patience, "the mail server did not come up within 30 s");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The mails that have arrived, as they came.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.folder.join("new")).into_iter().flatten().flatten();
        files.map(|file| std::fs::read(file.path()).expect("a mail")).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Where set-up has put it, whether the tests were started through scripts/env or not.
fn python() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".setup/bin/counterparts-python")
}
