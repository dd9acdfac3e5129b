//! Uploads to a storage.

use std::{
    io::{self, Cursor},
    path::Path,
};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::StorageError;

/// Maximum buffer size allocated up front, in bytes.
const ROOM: usize = 8 * 1024 * 1024;

/// A file to upload. Its content is streamed, so it can be larger than memory.
///
/// ```
/// use pannier::storage::Upload;
///
/// let upload = Upload::bytes("scores/nocturne.pdf", "application/pdf", "%PDF-1.7");
/// assert_eq!(upload.length, 8);
/// ```
#[non_exhaustive]
pub struct Upload {
    /// The key to store it under. See [`StoredFile::key`](super::StoredFile::key).
    pub key: String,
    /// The media type.
    pub content_type: String,
    /// The length in bytes.
    pub length: u64,
    content: Box<dyn AsyncRead + Send + Unpin>,
    /// The number of bytes not read yet.
    left: u64,
}

impl Upload {
    /// Uploads what `content` yields: exactly `length` bytes.
    pub fn new(
        key: impl Into<String>,
        content_type: impl Into<String>,
        length: u64,
        content: impl AsyncRead + Send + Unpin + 'static,
    ) -> Upload {
        let (key, content_type, content) = (key.into(), content_type.into(), Box::new(content));
        Upload { key, content_type, length, content, left: length }
    }

    /// Uploads bytes from memory.
    pub fn bytes(key: impl Into<String>, content_type: impl Into<String>, content: impl Into<Vec<u8>>) -> Upload {
        let content = content.into();
        Upload::new(key, content_type, content.len() as u64, Cursor::new(content))
    }

    /// Uploads a local file.
    ///
    /// ```
    /// use pannier::{Storage, StorageError, storage::Upload};
    ///
    /// async fn publish(storage: &dyn Storage) -> Result<(), StorageError> {
    ///     let master = Upload::file("albums/blue-hour.flac", "audio/flac", "/home/ilse/master.flac").await;
    ///     storage.put(master.map_err(StorageError::Unreadable)?).await
    /// }
    /// ```
    ///
    /// # Errors
    /// If the file cannot be opened, or is not a regular file.
    pub async fn file(
        key: impl Into<String>,
        content_type: impl Into<String>,
        path: impl AsRef<Path>,
    ) -> io::Result<Upload> {
        let file = tokio::fs::File::open(path).await?;
        let about = file.metadata().await?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        Ok(Upload::new(key, content_type, about.len(), file))
    }

    /// Wraps the reader of the content, for example to report progress.
    ///
    /// ```
    /// use pannier::storage::Upload;
    /// use tokio::io::AsyncReadExt;
    ///
    /// /// Half of a file, to test a storage with an incomplete upload.
    /// fn cut_short(upload: Upload) -> Upload {
    ///     let half = upload.length / 2;
    ///     upload.through(|content| content.take(half))
    /// }
    /// ```
    #[must_use]
    pub fn through<R>(self, wrap: impl FnOnce(Box<dyn AsyncRead + Send + Unpin>) -> R) -> Upload
    where
        R: AsyncRead + Send + Unpin + 'static,
    {
        Upload { content: Box::new(wrap(self.content)), ..self }
    }

    /// Returns the next `most` bytes, or fewer at the end, and an empty vector after it. A storage must
    /// read up to that empty vector, which confirms that the file is complete, and discard the file if
    /// it cannot.
    ///
    /// ```
    /// use pannier::{StorageError, storage::Upload};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), StorageError> {
    /// let mut upload = Upload::bytes("notes.txt", "text/plain", "softly");
    /// assert_eq!(upload.next(4).await?, b"soft");
    /// assert_eq!(upload.next(4).await?, b"ly");
    /// assert!(upload.next(4).await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StorageError::Unreadable`] if reading fails, or the content is shorter or longer than `length`.
    pub async fn next(&mut self, most: usize) -> Result<Vec<u8>, StorageError> {
        let wanted = self.left.min(most as u64);
        // The length is not trusted: memory is allocated as bytes arrive.
        let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(most).min(ROOM));
        (&mut self.content).take(wanted.max(1)).read_to_end(&mut bytes).await.map_err(StorageError::Unreadable)?;
        let read = bytes.len() as u64;
        if read != wanted {
            let length = if read < wanted { "shorter" } else { "longer" };
            let error = format!("it is {length} than the declared {} bytes", self.length);
            return Err(StorageError::Unreadable(io::Error::new(io::ErrorKind::InvalidData, error)));
        }
        self.left -= read;
        Ok(bytes)
    }

    /// Reads the entire content, for storages of small files.
    ///
    /// # Errors
    /// [`StorageError::Unreadable`] if reading fails, or the content is shorter or longer than `length`.
    pub async fn into_bytes(mut self) -> Result<Vec<u8>, StorageError> {
        let bytes = self.next(usize::MAX).await?;
        self.next(0).await?;
        Ok(bytes)
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Upload { key, content_type, length, .. } = self;
        write!(f, "Upload {{ key: {key:?}, content_type: {content_type:?}, length: {length} }}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_content_that_is_not_as_long_as_it_was_said_to_be_is_refused() {
        for (length, said) in [(5, "shorter"), (3, "longer"), (0, "longer")] {
            let upload = Upload::new("a", "text/plain", length, &b"abcd"[..]);
            let error = upload.into_bytes().await.unwrap_err().to_string();
            assert!(error.contains(said), "{length}: {error}");
        }
        assert_eq!(Upload::new("a", "text/plain", 4, &b"abcd"[..]).into_bytes().await.unwrap(), b"abcd");
        assert!(Upload::bytes("a", "text/plain", "").into_bytes().await.unwrap().is_empty());
    }
}
