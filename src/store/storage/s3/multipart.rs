//! Multipart uploads of large files.

use super::{S3, reason::unavailable};
use crate::store::storage::{StorageError, Upload};

/// Default size of a part in bytes: what is sent again if the storage fails, and half of the memory used for a file, since a
/// part is sent once it is known whether it is the last one.
pub(super) const PART: u64 = 8 * 1024 * 1024;
/// Maximum number of parts of a file.
const PARTS: u64 = 10_000;

impl S3 {
    /// Uploads a file that is too large for one request. On failure, the bucket is unchanged.
    pub(super) async fn put_in_parts(&self, key: &str, mut upload: Upload) -> Result<(), StorageError> {
        let size = usize::try_from(PART.max(upload.length.div_ceil(PARTS)))
            .map_err(|_| StorageError::Unavailable("the file is too large for this machine".to_owned()))?;
        let writer = self.operator().await?.writer_with(key).content_type(&upload.content_type);
        let mut writer = writer.await.map_err(|error| unavailable(&error))?;
        let done = send_parts(&mut writer, size, &mut upload).await;
        if done.is_err()
            && let Err(error) = writer.abort().await
        {
            let reason = unavailable(&error);
            tracing::warn!(key, %reason, "multipart upload not aborted; parts may remain in the bucket");
        }
        done
    }
}

async fn send_parts(writer: &mut opendal_core::Writer, size: usize, upload: &mut Upload) -> Result<(), StorageError> {
    loop {
        let content = upload.next(size).await?;
        if content.is_empty() {
            return writer.close().await.map(drop).map_err(|error| unavailable(&error));
        }
        writer.write(content).await.map_err(|error| unavailable(&error))?;
    }
}
