//! Where the files of downloads are kept.

use std::time::Duration;

use async_trait::async_trait;

pub(crate) mod disposition;
mod local;

pub use disposition::attachment;
pub use local::LocalFiles;

/// A place for files that hands out short-lived signed links.
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// A link that gives the file to whoever has it, for `lifetime`; with the file name (RFC 6266) and media type given, and
    /// with Range (RFC 9110) so that a broken transfer can go on.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is no such file: that costs the shopper no attempt.
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError>;

    /// Routes that the storage itself must serve, if any.
    fn routes(&self) -> axum::Router {
        axum::Router::new()
    }
}

/// A file in a storage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredFile {
    /// Its key.
    pub key: String,
    /// The name it is saved under.
    pub file_name: String,
    /// Its media type.
    pub content_type: String,
}

impl StoredFile {
    /// The file under `key`, to be saved as `file_name`, of a media type.
    pub fn new(key: impl Into<String>, file_name: impl Into<String>, content_type: impl Into<String>) -> StoredFile {
        StoredFile { key: key.into(), file_name: file_name.into(), content_type: content_type.into() }
    }
}

/// A storage that cannot hand out a link.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// No such file.
    #[error("there is no file {0:?} in the storage")]
    Missing(String),
    /// The storage cannot be reached.
    #[error("the storage does not answer: {0}")]
    Unavailable(String),
}
