//! Large files, part by part.

use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::{S3, reason::unavailable};
use crate::store::storage::{StorageError, Upload};

/// The usual size of a part, in bytes: what is in memory of a file, and what is sent again when the line breaks.
pub(super) const PART: u64 = 8 * 1024 * 1024;
/// No file has more parts.
const PARTS: u64 = 10_000;

impl S3 {
    /// A file that is too large for one request. If it fails, the bucket is as it was.
    pub(super) async fn put_in_parts(&self, key: &str, upload: Upload) -> Result<(), StorageError> {
        let start = self.client.create_multipart_upload().bucket(&self.bucket).key(key);
        let started = start.content_type(&upload.content_type).send().await.map_err(|error| unavailable(&error))?;
        let id = started.upload_id().ok_or_else(|| StorageError::Unavailable("it names no upload".to_owned()))?;
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
            // Whatever sum a part was sent with must be said again when it is put together.
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
            tracing::warn!(key, upload = id, %reason, "parts of an upload that failed may be left in the bucket");
        }
    }
}
