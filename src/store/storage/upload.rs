//! What is put into a storage.

use std::{
    io::{self, Cursor},
    path::Path,
};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::StorageError;

/// Bytes for which there is room before the first of them has come.
const ROOM: usize = 8 * 1024 * 1024;

/// A file on its way into a storage: its content is read as it is sent, so that it may be larger than the memory.
///
/// ```
/// use pannier::storage::Upload;
///
/// let upload = Upload::bytes("scores/nocturne.pdf", "application/pdf", "%PDF-1.7");
/// assert_eq!(upload.length, 8);
/// ```
#[non_exhaustive]
pub struct Upload {
    /// The key it is put under. See [`StoredFile::key`](super::StoredFile::key).
    pub key: String,
    /// Its media type.
    pub content_type: String,
    /// Its length in bytes.
    pub length: u64,
    content: Box<dyn AsyncRead + Send + Unpin>,
    /// How much of the length was not read yet.
    left: u64,
}

impl Upload {
    /// What `content` gives: exactly `length` bytes.
    ///
    /// ```
    /// use pannier::storage::Upload;
    ///
    /// async fn log(socket: tokio::net::TcpStream, length: u64) -> Upload {
    ///     Upload::new("logs/today.txt", "text/plain", length, socket)
    /// }
    /// ```
    pub fn new(
        key: impl Into<String>,
        content_type: impl Into<String>,
        length: u64,
        content: impl AsyncRead + Send + Unpin + 'static,
    ) -> Upload {
        let (key, content_type, content) = (key.into(), content_type.into(), Box::new(content));
        Upload { key, content_type, length, content, left: length }
    }

    /// What is in memory.
    ///
    /// ```
    /// let upload = pannier::storage::Upload::bytes("notes.txt", "text/plain", "to be sung softly");
    /// ```
    pub fn bytes(key: impl Into<String>, content_type: impl Into<String>, content: impl Into<Vec<u8>>) -> Upload {
        let content = content.into();
        Upload::new(key, content_type, content.len() as u64, Cursor::new(content))
    }

    /// A file of this machine.
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
    /// When it cannot be opened, or is no file.
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

    /// The same upload, with its content read through something that watches it go by.
    ///
    /// ```
    /// use pannier::storage::Upload;
    /// use tokio::io::AsyncReadExt;
    ///
    /// /// Half of a file, to see what a storage makes of that.
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

    /// The next `most` bytes, or what is left; nothing at the end, and only there. A storage that has read as far as that has
    /// the whole file, and one that has not does not keep it.
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
    /// [`StorageError::Unreadable`] when the content breaks off, or is not as long as was said.
    pub async fn next(&mut self, most: usize) -> Result<Vec<u8>, StorageError> {
        let wanted = self.left.min(most as u64);
        // A length is what somebody said: memory is taken for what has come.
        let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(most).min(ROOM));
        (&mut self.content).take(wanted.max(1)).read_to_end(&mut bytes).await.map_err(StorageError::Unreadable)?;
        let read = bytes.len() as u64;
        if read != wanted {
            let length = if read < wanted { "shorter" } else { "longer" };
            let error = format!("it is {length} than the {} bytes it was said to be", self.length);
            return Err(StorageError::Unreadable(io::Error::new(io::ErrorKind::InvalidData, error)));
        }
        self.left -= read;
        Ok(bytes)
    }

    /// All of it, for a storage of files that are small.
    ///
    /// ```
    /// use pannier::{StorageError, storage::Upload};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), StorageError> {
    /// assert_eq!(Upload::bytes("notes.txt", "text/plain", "softly").into_bytes().await?, b"softly");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StorageError::Unreadable`] when the content breaks off, or is not as long as was said.
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
