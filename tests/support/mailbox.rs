//! A mail server that keeps the mails it takes: aiosmtpd, which `scripts/counterparts` installs.
#![allow(dead_code, reason = "each kind of test uses a part of it")]

use std::{path::Path, process::Command};

use super::service::installed;

/// Takes every mail.
pub const OPEN: &str = include_str!("mailbox.py");

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

/// The command of a server that keeps its mails in `folder`.
pub fn command(program: &str, folder: &Path, port: u16) -> Command {
    let mut command = Command::new(installed("counterparts-python"));
    command.args(["-c", program]).arg(folder).arg(port.to_string());
    command
}

/// The mails that have arrived, as they came.
pub fn mails(folder: &Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(folder.join("new")).into_iter().flatten().flatten();
    files.map(|file| std::fs::read(file.path()).expect("a mail")).collect()
}
