//! Files in a local directory, served by the store under signed links.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use axum::{Router, routing};
use tokio::io::AsyncWriteExt as _;

use super::{Storage, StorageError, StoredContent, StoredFile, Upload, is_key};
use crate::{model::Timestamp, store::http::encode};

mod link;
mod serve;

/// Number of bytes of an upload held in memory at a time.
const PIECE: usize = 1024 * 1024;

use link::Link;

/// A directory of files. Links are self-contained: an expiry, and an HMAC-SHA256 over it, the key, the
/// file name and the media type. No state is stored, so any instance with the same directory and secret
/// can serve them. Add files by [`put`](Storage::put), or with any program that copies files.
///
/// ```
/// use std::time::Duration;
/// use pannier::{LocalFiles, Storage, StorageError, StoredFile};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let files = LocalFiles::new("/var/lib/shop/files", "keep this in the environment, not here").at("/media");
/// let file = StoredFile::new("../secret", "Secret.txt", "text/plain");
/// assert!(matches!(files.signed_url(&file, Duration::from_secs(60)).await, Err(StorageError::Missing(_))));
/// # }
/// ```
#[derive(Clone)]
pub struct LocalFiles(Arc<Inner>);

struct Inner {
    root: PathBuf,
    secret: Vec<u8>,
    base_path: String,
}

/// Without the secret.
impl fmt::Debug for LocalFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalFiles")
            .field("root", &self.0.root)
            .field("base_path", &self.0.base_path)
            .finish_non_exhaustive()
    }
}

impl LocalFiles {
    /// Serves the files in `root` at links under `/files`. Anyone who knows `secret` can create links:
    /// keep it confidential, and unchanged for as long as links should remain valid.
    ///
    /// # Panics
    /// If the secret has fewer than 32 bytes.
    pub fn new(root: impl Into<PathBuf>, secret: impl AsRef<[u8]>) -> LocalFiles {
        assert!(secret.as_ref().len() >= 32, "the secret that signs links needs 32 bytes or more");
        LocalFiles(Arc::new(Inner {
            root: root.into(),
            secret: secret.as_ref().to_vec(),
            base_path: "/files".to_owned(),
        }))
    }

    /// Sets the path of the links, such as `/media`.
    #[must_use]
    pub fn at(self, base_path: &str) -> LocalFiles {
        let base_path = format!("/{}", base_path.trim_matches('/'));
        let secret = self.0.secret.clone();
        LocalFiles(Arc::new(Inner { root: self.0.root.clone(), secret, base_path }))
    }

    /// Returns the path of an existing file. A key is a relative path with `/` as separator; it cannot
    /// leave the root, neither by `..` nor by a symbolic link.
    async fn path(&self, key: &str) -> Result<PathBuf, StorageError> {
        let missing = || StorageError::Missing(key.to_owned());
        if !is_key(key) {
            return Err(missing());
        }
        let error = |e: io::Error| match e.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => missing(),
            _ => StorageError::Unavailable(e.to_string()),
        };
        let root = tokio::fs::canonicalize(&self.0.root).await.map_err(error)?;
        let path = tokio::fs::canonicalize(root.join(key)).await.map_err(error)?;
        let is_file = tokio::fs::metadata(&path).await.map_err(error)?.is_file();
        if is_file && path.starts_with(&root) { Ok(path) } else { Err(missing()) }
    }
}

/// Returns the path to store a key at, and creates its directory. The path cannot leave the root.
fn destination(root: &Path, key: &str) -> Result<PathBuf, StorageError> {
    let error = |e: io::Error| match e.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename | io::ErrorKind::AlreadyExists => {
            StorageError::BadKey(key.to_owned())
        }
        _ => unavailable(e),
    };
    std::fs::create_dir_all(root).map_err(unavailable)?;
    let root = root.canonicalize().map_err(unavailable)?;
    let path = root.join(key);
    let folder = path.parent().filter(|_| is_key(key)).ok_or_else(|| StorageError::BadKey(key.to_owned()))?;
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(&root);
    if !there.canonicalize().map_err(error)?.starts_with(&root) || path.is_dir() {
        return Err(StorageError::BadKey(key.to_owned()));
    }
    std::fs::create_dir_all(folder).map_err(error)?;
    Ok(path)
}

fn unavailable(error: io::Error) -> StorageError {
    StorageError::Unavailable(error.to_string())
}

/// An incomplete file, next to its destination. Removed on drop, unless it was renamed.
struct Draft(PathBuf);

impl Draft {
    async fn of(path: &Path, upload: &mut Upload) -> Result<Draft, StorageError> {
        let draft = Draft(path.with_file_name(format!(".{}.part", uuid::Uuid::new_v4())));
        let mut file = tokio::fs::File::create_new(&draft.0).await.map_err(unavailable)?;
        loop {
            let piece = upload.next(PIECE).await?;
            if piece.is_empty() {
                break;
            }
            file.write_all(&piece).await.map_err(unavailable)?;
        }
        file.sync_all().await.map_err(unavailable)?;
        Ok(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[async_trait]
impl Storage for LocalFiles {
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError> {
        self.path(&file.key).await?;
        let link = Link::sign(&self.0.secret, file, Timestamp::now() + lifetime);
        Ok(format!("{}/{}?{}", self.0.base_path, encode::path(&file.key), link.query()))
    }

    /// Does not store the media type: each link carries its own.
    async fn put(&self, mut upload: Upload) -> Result<(), StorageError> {
        let (root, key) = (self.0.root.clone(), upload.key.clone());
        let path = tokio::task::spawn_blocking(move || destination(&root, &key));
        let path = path.await.map_err(|e| StorageError::Unavailable(e.to_string()))??;
        let draft = Draft::of(&path, &mut upload).await?;
        tokio::fs::rename(&draft.0, &path).await.map_err(unavailable)
    }

    async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
        let file = tokio::fs::File::open(self.path(key).await?).await.map_err(unavailable)?;
        let length = file.metadata().await.map_err(unavailable)?.len();
        Ok(StoredContent::new(length, file))
    }

    /// Leaves the directories, even empty ones.
    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.path(key).await {
            Ok(path) => tokio::fs::remove_file(path).await.map_err(unavailable),
            Err(StorageError::Missing(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn routes(&self) -> Router {
        let path = format!("{}/{{*key}}", self.0.base_path);
        Router::new().route(&path, routing::get(serve::serve)).with_state(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a directory with `albums/a.flac`, and a file next to it that must not be accessible.
    fn files() -> (PathBuf, LocalFiles) {
        let top = std::env::temp_dir().join(format!("pannier-local-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(top.join("files/albums")).unwrap();
        std::fs::write(top.join("files/albums/a.flac"), b"music").unwrap();
        std::fs::write(top.join("private.txt"), b"private").unwrap();
        let files = LocalFiles::new(top.join("files"), [7; 32]);
        (top, files)
    }

    #[tokio::test]
    async fn keys_lead_nowhere_outside_the_root() {
        let (top, files) = files();
        std::os::unix::fs::symlink(top.join("private.txt"), top.join("files/link.txt")).unwrap();
        assert!(files.path("albums/a.flac").await.is_ok());
        for key in [
            "",
            ".",
            "albums",
            "../private.txt",
            "albums/../../private.txt",
            "/etc/passwd",
            "link.txt",
            "no.txt",
            "a\0b",
        ] {
            let path = files.path(key).await;
            assert!(matches!(path, Err(StorageError::Missing(_))), "{key:?}: {path:?}");
        }
        std::fs::remove_dir_all(top).unwrap();
    }

    #[tokio::test]
    async fn a_file_is_put_inside_the_root_whole_or_not_at_all() {
        let (top, files) = files();
        std::os::unix::fs::symlink(&top, top.join("files/out")).unwrap();
        for key in ["", "../b.flac", "/b.flac", "albums", "albums/a.flac/b.flac", "out/b.flac", "out/deep/b.flac"] {
            let put = files.put(Upload::bytes(key, "audio/flac", "noise")).await;
            assert!(matches!(put, Err(StorageError::BadKey(_))), "{key:?}: {put:?}");
        }
        let broken = Upload::new("albums/a.flac", "audio/flac", 6, &b"noise"[..]);
        assert!(matches!(files.put(broken).await, Err(StorageError::Unreadable(_))));
        assert_eq!(std::fs::read(top.join("files/albums/a.flac")).unwrap(), b"music");
        files.put(Upload::bytes("albums/new/b.flac", "audio/flac", "noise")).await.unwrap();
        assert_eq!(std::fs::read(top.join("files/albums/new/b.flac")).unwrap(), b"noise");
        let left: Vec<_> =
            std::fs::read_dir(top.join("files/albums")).unwrap().flatten().map(|f| f.file_name()).collect();
        assert_eq!(left.len(), 2, "a draft stayed behind: {left:?}");
        assert!(!top.join("deep").exists() && !top.join("b.flac").exists());
        std::fs::remove_dir_all(top).unwrap();
    }

    #[tokio::test]
    async fn only_what_is_inside_the_root_is_deleted() {
        let (top, files) = files();
        std::os::unix::fs::symlink(&top, top.join("files/out")).unwrap();
        for key in ["", "albums", "../private.txt", "out/private.txt", "no.txt"] {
            files.delete(key).await.unwrap();
        }
        assert!(top.join("private.txt").exists() && top.join("files/albums/a.flac").exists());
        for _ in 0..2 {
            files.delete("albums/a.flac").await.unwrap();
            assert!(!top.join("files/albums/a.flac").exists());
        }
        std::fs::remove_dir_all(top).unwrap();
    }

    #[test]
    fn a_secret_that_can_be_guessed_signs_no_links() {
        for short in [0, 31] {
            assert!(std::panic::catch_unwind(|| LocalFiles::new("files", vec![7; short])).is_err(), "{short} bytes");
        }
    }

    #[tokio::test]
    async fn a_link_names_the_file_and_escapes_it() {
        let (top, files) = files();
        std::fs::write(top.join("files/albums/b c?.flac"), b"music").unwrap();
        let file = StoredFile {
            key: "albums/b c?.flac".into(),
            file_name: "B & C.flac".into(),
            content_type: "audio/flac".into(),
        };
        let url = files.clone().at("media/").signed_url(&file, Duration::from_secs(60)).await.unwrap();
        assert!(url.starts_with("/media/albums/b%20c%3F.flac?expires="), "{url}");
        assert!(url.contains("&name=B%20%26%20C.flac&type=audio%2Fflac&signature="), "{url}");
        std::fs::remove_dir_all(top).unwrap();
    }
}
