//! The shop's secret: from the environment, or in a file of the data directory.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

use super::{Environment, Settings, SettingsError, Values, invalid};

/// The least length of a key in bytes: that of the hash it is used with (RFC 2104, 3).
const SHORTEST: usize = 32;

/// Parts of the samples in the documentation, which everyone knows.
const SAMPLES: [&str; 3] = ["replace-me", "that nobody can guess", "keep this in the environment"];

/// Returns the secret. In development, `missing` provides one that is not set, from the data directory.
pub(super) fn secret(
    values: &Values,
    environment: Environment,
    missing: impl FnOnce() -> io::Result<Vec<u8>>,
) -> Result<Vec<u8>, SettingsError> {
    let production = environment == Environment::Production;
    let why = match values.core("PANNIER_SECRET") {
        "" if production => {
            "must be set in production, the same for all instances, such as the output of `openssl rand -hex 32`"
        }
        "" => return missing().map_err(|e| invalid("PANNIER_DATA", format!("cannot keep a secret there: {e}"))),
        short if short.len() < SHORTEST => "needs 32 characters or more",
        sample if production && is_sample(sample) => {
            "is a sample from the documentation: replace it with the output of `openssl rand -hex 32`"
        }
        secret => return Ok(secret.as_bytes().to_vec()),
    };
    Err(invalid("PANNIER_SECRET", why))
}

fn is_sample(secret: &str) -> bool {
    let secret = secret.to_ascii_lowercase();
    SAMPLES.iter().any(|sample| secret.contains(sample))
}

/// See [`Settings::load_or_create_secret`].
pub(super) fn load_or_create(directory: &Path) -> io::Result<Vec<u8>> {
    let path = directory.join("secret");
    if !path.try_exists()? {
        create(directory, &path)?;
    }
    load(&path)
}

/// Returns the secret that is kept in this directory, or else a random one that is not kept.
pub(super) fn load_or_improvise(directory: &Path) -> io::Result<Vec<u8>> {
    match load(&directory.join("secret")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(random().into_bytes()),
        loaded => loaded,
    }
}

fn load(path: &Path) -> io::Result<Vec<u8>> {
    let secret = fs::read(path)?;
    if secret.len() < SHORTEST {
        let why = format!("{} holds fewer than 32 bytes: delete it to have another secret made", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    Ok(secret)
}

fn random() -> String {
    format!("{}{}", crate::store::token(), crate::store::token())
}

impl Settings {
    /// The secret that is kept in a file of this directory; made the first time. For a machine of one's own:
    /// instances side by side need one secret for all, from the environment. Only the user who runs the program
    /// can read the file, and the directory, if it has to be created.
    ///
    /// ```
    /// let directory = std::env::temp_dir().join(format!("shop-{}", std::process::id()));
    /// let secret = pannier::Settings::load_or_create_secret(&directory)?;
    /// assert_eq!(pannier::Settings::load_or_create_secret(&directory)?, secret);
    /// # std::fs::remove_dir_all(directory)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the directory cannot be written, or the file holds fewer than 32 bytes.
    pub fn load_or_create_secret(directory: impl AsRef<Path>) -> io::Result<Vec<u8>> {
        load_or_create(directory.as_ref())
    }
}

/// Creates the file whole or not at all. If another process is first, its file stays.
fn create(directory: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let draft = directory.join(format!(".secret-{}", crate::store::token()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let written = file.write_all(random().as_bytes()).and_then(|()| file.sync_all());
    // A link, unlike a renamed file, replaces nothing.
    let linked = written.and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, path::PathBuf, thread};

    use super::*;

    fn directory() -> PathBuf {
        std::env::temp_dir().join(format!("pannier-secret-{}", uuid::Uuid::new_v4()))
    }

    #[test]
    fn processes_that_start_at_once_share_one_whole_secret() {
        let directory = directory();
        let start = || Settings::load_or_create_secret(&directory).unwrap();
        let secrets: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(secrets[0].len() >= SHORTEST && secrets.iter().all(|secret| *secret == secrets[0]));
        let files: Vec<_> = fs::read_dir(&directory).unwrap().flatten().collect();
        assert_eq!(files.len(), 1, "no draft stays: {files:?}");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&files[0].path())), (0o700, 0o600));
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_secret_that_is_too_short_is_refused_and_kept() {
        let directory = directory();
        fs::create_dir_all(&directory).unwrap();
        for short in [String::new(), "x".repeat(31)] {
            fs::write(directory.join("secret"), &short).unwrap();
            let refused = Settings::load_or_create_secret(&directory).unwrap_err().to_string();
            assert!(refused.contains("fewer than 32 bytes"), "{refused}");
            assert_eq!(fs::read_to_string(directory.join("secret")).unwrap(), short);
        }
        fs::remove_dir_all(directory).unwrap();
    }
}
