//! Storage of download files.
//!
//! ```
//! let files = pannier::LocalFiles::new("/var/lib/shop/files", "keep this in the environment, not here");
//! ```

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::store::{Settings, SettingsError};

mod content;
mod disposition;
mod local;
mod s3;
mod upload;

pub use content::StoredContent;
pub use disposition::attachment;
pub(in crate::store) use disposition::inline;
pub use local::LocalFiles;
#[cfg(feature = "s3")]
pub use s3::S3;
pub use s3::S3Settings;
pub use upload::Upload;

/// Returns the storage named in the settings: the bucket of [`S3Settings`] if set, else the directory
/// `files` under [`Settings::data`]. The default of a store.
///
/// ```
/// use pannier::{Settings, Storage, StorageError, StoredFile, storage};
/// # use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pannier::SettingsError> {
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let files = storage::from_settings(&settings).await?;
/// let file = StoredFile::new("no-such.flac", "No such.flac", "audio/flac");
/// assert!(matches!(files.signed_url(&file, Duration::from_secs(60)).await, Err(StorageError::Missing(_))));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the bucket cannot be used; the error names the setting. Does not check whether the bucket exists.
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

/// A file storage that issues short-lived signed links.
///
/// For a complete example, see [`recipes::storage`](crate::recipes::storage).
///
/// ```
/// use std::time::Duration;
/// use pannier::{Storage, StorageError, StoredFile, async_trait, storage::{StoredContent, Upload}};
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
///     async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
///         self.0.read(&format!("quiet-records/{key}")).await
///     }
///     async fn delete(&self, key: &str) -> Result<(), StorageError> {
///         self.0.delete(&format!("quiet-records/{key}")).await
///     }
///     fn routes(&self) -> axum::Router {
///         self.0.routes()
///     }
/// }
/// ```
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Returns a link to the file, valid for `lifetime`, for anyone who has it. It is served with the
    /// given file name (RFC 6266) and media type, and supports Range requests (RFC 9110), so that an
    /// interrupted transfer can be resumed.
    ///
    /// # Errors
    /// [`StorageError::Missing`] if there is no such file: it costs the customer no attempt.
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError>;

    /// Stores a file, replacing any with the same key. Replacement is atomic: the old file remains
    /// until the new one is complete, and if the upload fails.
    ///
    /// A storage that is filled by other means keeps the default.
    ///
    /// # Errors
    /// [`StorageError::ReadOnly`] if the storage accepts no files, [`StorageError::BadKey`],
    /// [`StorageError::Unreadable`] if reading the content fails, [`StorageError::Unavailable`] if the
    /// storage does.
    async fn put(&self, upload: Upload) -> Result<(), StorageError> {
        let _ = upload;
        Err(StorageError::ReadOnly)
    }

    /// Reads a file, for the shop to serve it by itself: the pictures of products.
    ///
    /// A storage that only issues links keeps the default. The shop then takes no pictures.
    ///
    /// # Errors
    /// [`StorageError::Unsupported`] if the storage cannot be read from, [`StorageError::Missing`] if there is no such
    /// file, [`StorageError::Unavailable`] if the storage fails.
    async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
        let _ = key;
        Err(StorageError::Unsupported)
    }

    /// Deletes a file. One that does not exist is no error.
    ///
    /// A storage that keeps everything keeps the default. Uploads that nothing refers to stay in it then.
    ///
    /// # Errors
    /// [`StorageError::Unsupported`] if the storage deletes no files, [`StorageError::Unavailable`] if it fails.
    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let _ = key;
        Err(StorageError::Unsupported)
    }

    /// Returns the routes that the storage itself serves, if any.
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

    async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
        (**self).read(key).await
    }

    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        (**self).delete(key).await
    }

    fn routes(&self) -> axum::Router {
        (**self).routes()
    }
}

/// Returns whether a key is valid in every storage: URLs or file systems interpret some characters and
/// segments.
fn is_key(key: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    !key.contains(|c: char| c == '\\' || c.is_control()) && key.split('/').all(plain)
}

/// Returns the media type of a file, by the end of its name.
///
/// ```
/// use pannier::storage::media_type;
///
/// assert_eq!(media_type("Blue Hour.flac"), "audio/flac");
/// assert_eq!(media_type("notes"), "application/octet-stream");
/// ```
pub fn media_type(file_name: &str) -> &'static str {
    mime_guess::from_path(file_name).first_raw().unwrap_or("application/octet-stream")
}

/// A file in a storage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredFile {
    /// The key: a relative path with `/` as separator, such as `albums/blue-hour.flac`.
    pub key: String,
    /// The file name that browsers save it as.
    pub file_name: String,
    /// The media type.
    pub content_type: String,
}

impl StoredFile {
    /// Refers to the file stored under `key`, with a file name and media type.
    pub fn new(key: impl Into<String>, file_name: impl Into<String>, content_type: impl Into<String>) -> StoredFile {
        StoredFile { key: key.into(), file_name: file_name.into(), content_type: content_type.into() }
    }
}

/// A storage operation that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The file does not exist.
    #[error("no file {0:?} in the storage")]
    Missing(String),
    /// The storage cannot be reached, or rejected the request. The reason contains no secrets.
    #[error("storage unavailable: {0}")]
    Unavailable(String),
    /// The key is invalid.
    #[error("invalid key {0:?}: a key is a relative path such as albums/blue-hour.flac")]
    BadKey(String),
    /// The content could not be read completely.
    #[error("cannot read the file: {0}")]
    Unreadable(#[source] io::Error),
    /// The storage accepts no files.
    #[error("this storage is read-only: add files with its own tools")]
    ReadOnly,
    /// The storage issues links, but cannot be read from, or deletes no files.
    #[error("the files of this storage can only be downloaded by links")]
    Unsupported,
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
