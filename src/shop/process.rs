//! The limits of the process: the modes of the files it creates, and the number of those it may open.

use std::{os::unix::fs::PermissionsExt as _, path::Path};

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};

/// Open files for all but shoppers and the database: calls to other servers, the listener, the runtime.
const OTHER_FILES: u64 = 128;

/// Whatever the process creates is for its own user alone: orders, mails, the secret.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Raises the limit of open files, as far as the system allows, to what this number of connections needs, beside those
/// of the database. The usual limit is for programs from the time of select(2). Returns how many connections it
/// allows: at most `connections`, and one at least.
pub fn allow_open_files(connections: usize, database: u32) -> usize {
    let others = OTHER_FILES + u64::from(database);
    let needed = files(connections).saturating_add(others);
    let limit = getrlimit(Resource::Nofile);
    let mut allowed = limit.current.unwrap_or(u64::MAX);
    if allowed < needed {
        let raised = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
        match setrlimit(Resource::Nofile, Rlimit { current: Some(raised), ..limit }) {
            Ok(()) => allowed = raised,
            Err(error) => tracing::warn!(%error, "cannot raise the limit of open files"),
        }
    }
    let fit = fitting(connections, allowed.saturating_sub(others));
    if fit < connections {
        tracing::warn!(
            "PANNIER_CONNECTIONS: {fit} instead of {connections}, which need {needed} open files: the system allows {allowed}; \
             raise its hard limit (LimitNOFILE in systemd, ulimit -Hn)"
        );
    }
    fit
}

/// Returns how many files connections need: each is one, and may be sent another.
fn files(connections: usize) -> u64 {
    u64::try_from(connections).unwrap_or(u64::MAX).saturating_mul(2)
}

/// Returns how many of the connections fit into a number of files.
fn fitting(connections: usize, files: u64) -> usize {
    usize::try_from(files / 2).unwrap_or(usize::MAX).clamp(1, connections)
}

/// Logs a warning if other users of this machine can read the data directory, which an earlier version or
/// another user has created.
pub fn check_data_directory(data: &Path) {
    let mode = std::fs::metadata(data).map(|about| about.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        tracing::warn!("PANNIER_DATA: other users of this machine may read {0}; chmod 700 {0}", data.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_limited_to_those_whose_files_the_system_allows() {
        assert_eq!(fitting(4096, files(4096)), 4096);
        assert_eq!(fitting(4096, u64::MAX), 4096);
        assert_eq!(fitting(4096, files(4096) - 1), 4095);
        assert_eq!(fitting(4096, 0), 1);
    }

    #[test]
    fn the_limit_of_open_files_is_raised() {
        let before = getrlimit(Resource::Nofile);
        let fit = allow_open_files(600, 5);
        let now = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        assert!(before.current.is_none_or(|before| now >= before), "never lowered");
        assert!(now >= files(fit) + OTHER_FILES + 5, "{now}");
        if before.maximum.is_none_or(|maximum| maximum >= 1333) {
            assert_eq!(fit, 600);
        }
    }
}
