//! What is read from a storage.

use std::{fmt, pin::Pin};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::StorageError;

/// The content of a stored file, as it is read. It is streamed, so it can be larger than memory.
#[non_exhaustive]
pub struct StoredContent {
    /// The length in bytes.
    pub length: u64,
    /// The bytes: `length` of them, unless reading fails.
    pub content: Pin<Box<dyn AsyncRead + Send>>,
}

impl StoredContent {
    /// Returns what `content` yields: `length` bytes.
    pub fn new(length: u64, content: impl AsyncRead + Send + 'static) -> StoredContent {
        StoredContent { length, content: Box::pin(content) }
    }

    /// Reads the entire content, of small files.
    ///
    /// ```
    /// use pannier::{StorageError, storage::StoredContent};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), StorageError> {
    /// assert_eq!(StoredContent::new(6, &b"softly"[..]).into_bytes().await?, b"softly");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StorageError::Unreadable`] if reading fails.
    pub async fn into_bytes(mut self) -> Result<Vec<u8>, StorageError> {
        let mut bytes = Vec::new();
        self.content.read_to_end(&mut bytes).await.map_err(StorageError::Unreadable)?;
        Ok(bytes)
    }
}

impl fmt::Debug for StoredContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredContent").field("length", &self.length).finish_non_exhaustive()
    }
}
