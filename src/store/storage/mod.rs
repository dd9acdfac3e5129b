//! Where the files of downloads are kept.
//!
//! ```
//! let files = pannier::LocalFiles::new("/var/lib/shop/files", "signs the links");
//! ```

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::store::{Settings, SettingsError};

mod disposition;
mod local;
mod s3;
mod upload;

pub use disposition::attachment;
pub use local::LocalFiles;
#[cfg(feature = "s3")]
pub use s3::S3;
pub use s3::S3Settings;
pub use upload::Upload;

/// The storage that the settings name: the bucket of [`S3Settings`] if there is one, else the directory `files` below
/// [`Settings::data`]. A store that is given no other uses it.
///
/// ```
/// use pannier::{Settings, Storage, StorageError, StoredFile, storage};
/// # use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), String> {
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let files = storage::from_settings(&settings).await?;
/// let file = StoredFile::new("no-such.flac", "No such.flac", "audio/flac");
/// assert!(matches!(files.signed_url(&file, Duration::from_secs(60)).await, Err(StorageError::Missing(_))));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the bucket cannot be used, with a sentence that names the setting. It is not asked whether it is there.
pub async fn from_settings(settings: &Settings) -> Result<Arc<dyn Storage>, SettingsError> {
    #[cfg(feature = "s3")]
    if let Some(bucket) = S3::from_settings(settings).await? {
        return Ok(Arc::new(bucket));
    }
    #[cfg(not(feature = "s3"))]
    if S3Settings::from_settings(settings)?.is_some() {
        let why = "this program was built without S3; pannier's feature `s3` has it";
        return Err(SettingsError::invalid("PANNIER_S3_BUCKET", why));
    }
    Ok(Arc::new(LocalFiles::new(settings.data.join("files"), &settings.secret)))
}

/// A place for files that hands out short-lived signed links.
///
/// A whole one: [`recipes::storage`](crate::recipes::storage).
///
/// ```
/// use std::time::Duration;
/// use pannier::{Storage, StorageError, StoredFile, async_trait, storage::Upload};
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
///     async fn put(&self, mut upload: Upload) -> Result<(), StorageError> {
///         upload.key.insert_str(0, "quiet-records/");
///         self.0.put(upload).await
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

    /// Puts a file there, in place of the one that has its key already, if there is one. Nobody sees half a file: until the
    /// whole of it has arrived, the old one is there, and if it does not arrive, the old one stays.
    ///
    /// A storage that is filled elsewhere leaves this as it is.
    ///
    /// # Errors
    /// [`StorageError::ReadOnly`] when the storage takes none, [`StorageError::BadKey`], [`StorageError::Unreadable`] when the
    /// content breaks off, [`StorageError::Unavailable`] when the storage does.
    async fn put(&self, upload: Upload) -> Result<(), StorageError> {
        let _ = upload;
        Err(StorageError::ReadOnly)
    }

    /// Routes that the storage itself must serve, if any.
    fn routes(&self) -> axum::Router {
        axum::Router::new()
    }
}

#[async_trait]
impl<S: Storage + ?Sized> Storage for Arc<S> {
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError> {
        (**self).signed_url(file, lifetime).await
    }

    async fn put(&self, upload: Upload) -> Result<(), StorageError> {
        (**self).put(upload).await
    }

    fn routes(&self) -> axum::Router {
        (**self).routes()
    }
}

/// Whether this can be a key in every storage: what an address or a file system would read as something else cannot.
fn is_key(key: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    !key.contains(|c: char| c == '\\' || c.is_control()) && key.split('/').all(plain)
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
    /// Its key: a relative path with `/` between its parts, such as `albums/blue-hour.flac`.
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
    /// The storage cannot be reached, or refuses. The reason holds no secret.
    #[error("the storage cannot be used: {0}")]
    Unavailable(String),
    /// No file can be put under this key.
    #[error("{0:?} cannot be a key: a key is a relative path such as albums/blue-hour.flac")]
    BadKey(String),
    /// What was to be put there cannot be read to its end.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// No file can be put there by the store.
    #[error("this storage takes no files from the store: they are put there by its own tools")]
    ReadOnly,
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn a_key_is_a_relative_path() {
        for key in ["a.flac", "albums/a.flac", "albums/b c?.flac", "Größe/..a"] {
            assert!(is_key(key), "{key:?}");
        }
        for key in ["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a\\b", "a\0b", "a\nb"] {
            assert!(!is_key(key), "{key:?}");
        }
    }
}
