//! Where the files of downloads are kept.
//!
//! ```
//! let files = pannier::LocalFiles::new("/var/lib/shop/files", "signs the links");
//! ```

use std::time::Duration;

use async_trait::async_trait;

pub(crate) mod disposition;
mod local;

pub use disposition::attachment;
pub use local::LocalFiles;

/// A place for files that hands out short-lived signed links.
///
/// A whole one: [`recipes::storage`](crate::recipes::storage).
///
/// ```
/// use std::time::Duration;
/// use pannier::{Storage, StorageError, StoredFile, async_trait};
///
/// /// The files of one label, in a storage that holds those of many.
/// struct Label<S>(S);
///
/// #[async_trait]
/// impl<S: Storage> Storage for Label<S> {
///     async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError> {
///         let key = format!("quiet-records/{}", file.key);
///         self.0.signed_url(&StoredFile::new(key, &file.file_name, &file.content_type), lifetime).await
///     }
///     fn routes(&self) -> axum::Router {
///         self.0.routes()
///     }
/// }
/// ```
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
///
/// ```
/// let file = pannier::StoredFile::new("albums/blue-hour.flac", "Blue Hour.flac", "audio/flac");
/// assert_eq!(file.content_type, "audio/flac");
/// ```
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
    ///
    /// ```
    /// let file = pannier::StoredFile::new("albums/blue-hour.flac", "Blue Hour.flac", "audio/flac");
    /// assert_eq!(file.key, "albums/blue-hour.flac");
    /// ```
    pub fn new(key: impl Into<String>, file_name: impl Into<String>, content_type: impl Into<String>) -> StoredFile {
        StoredFile { key: key.into(), file_name: file_name.into(), content_type: content_type.into() }
    }
}

/// A storage that cannot hand out a link.
///
/// ```
/// use pannier::StorageError;
///
/// assert_eq!(StorageError::Missing("a.flac".into()).to_string(), r#"there is no file "a.flac" in the storage"#);
/// ```
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
