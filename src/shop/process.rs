//! The limits of the process: the modes of the files it creates, and the number of those it may open.

use std::{os::unix::fs::PermissionsExt as _, path::Path};

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};

/// Whatever the process creates is for its own user alone: orders, mails, the secret.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Raises the number of open files to the most that the system allows: each connection is one, and the usual
/// limit is for programs from the time of select(2).
pub fn allow_open_files() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, "cannot raise the limit of open files");
    }
}

/// Logs a warning if other users of this machine can read the data directory, which an earlier version or
/// another user has created.
pub fn check_data_directory(data: &Path) {
    let mode = std::fs::metadata(data).map(|about| about.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        tracing::warn!("PANNIER_DATA: other users of this machine may read {0}; chmod 700 {0}", data.display());
    }
}
