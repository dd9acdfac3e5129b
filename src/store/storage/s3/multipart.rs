//! Multipart uploads of large files.

use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::{S3, reason::unavailable};
use crate::store::storage::{StorageError, Upload};

/// Default size of a part in bytes: the memory used for a file, and the amount sent again after a
/// connection failure.
pub(super) const PART: u64 = 8 * 1024 * 1024;
/// Maximum number of parts of a file.
const PARTS: u64 = 10_000;

impl S3 {
    /// Uploads a file that is too large for one request. On failure, the bucket is unchanged.
    pub(super) async fn put_in_parts(&self, key: &str, upload: Upload) -> Result<(), StorageError> {
        let start = self.client.create_multipart_upload().bucket(&self.bucket).key(key);
        let started = start.content_type(&upload.content_type).send().await.map_err(|error| unavailable(&error))?;
        let id = started.upload_id().ok_or_else(|| StorageError::Unavailable("no upload id".to_owned()))?;
        let done = self.send_parts(key, id, upload).await;
        if done.is_err() {
            self.call_off(key, id).await;
        }
        done
    }

    async fn send_parts(&self, key: &str, id: &str, mut upload: Upload) -> Result<(), StorageError> {
        let size = usize::try_from(PART.max(upload.length.div_ceil(PARTS)))
            .map_err(|_| StorageError::Unavailable("the file is too large for this machine".to_owned()))?;
        let mut parts = Vec::new();
        for number in 1.. {
            let content = upload.next(size).await?;
            if content.is_empty() {
                break;
            }
            let part = self.client.upload_part().bucket(&self.bucket).key(key).upload_id(id).part_number(number);
            let sent = part.body(content.into()).send().await.map_err(|error| unavailable(&error))?;
            // The checksums of the parts must be repeated on completion.
            let part = CompletedPart::builder()
                .part_number(number)
                .set_e_tag(sent.e_tag)
                .set_checksum_crc32(sent.checksum_crc32)
                .set_checksum_crc32_c(sent.checksum_crc32_c)
                .set_checksum_crc64_nvme(sent.checksum_crc64_nvme)
                .set_checksum_sha1(sent.checksum_sha1)
                .set_checksum_sha256(sent.checksum_sha256);
            parts.push(part.build());
        }
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let end = self.client.complete_multipart_upload().bucket(&self.bucket).key(key).upload_id(id);
        end.multipart_upload(parts).send().await.map(drop).map_err(|error| unavailable(&error))
    }

    async fn call_off(&self, key: &str, id: &str) {
        let call_off = self.client.abort_multipart_upload().bucket(&self.bucket).key(key).upload_id(id);
        if let Err(error) = call_off.send().await {
            let reason = unavailable(&error);
            tracing::warn!(key, upload = id, %reason, "multipart upload not aborted; parts may remain in the bucket");
        }
    }
}
