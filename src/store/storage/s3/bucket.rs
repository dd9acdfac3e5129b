//! Files in a bucket of Amazon S3 or a compatible storage, from which browsers download directly.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::TryStreamExt;
use opendal_core::{HttpTransporter, OperationContext, Operator};
use opendal_service_s3::S3 as Service;
use reqsign_core::ProvideCredentialChain;
use tokio::time::timeout;
use tokio_util::io::StreamReader;

use super::{
    S3Settings,
    credentials::Credentials,
    endpoint::{self, amazon, is_label},
    multipart,
    reason::{broken_off, chain, is_no_such_key, refusal, unavailable},
    transport::Transport,
};
use crate::store::{
    Settings, SettingsError,
    storage::{Storage, StorageError, StoredContent, StoredFile, Upload, attachment, is_key},
};

/// Timeout of the check whether a file exists, while a customer is waiting.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest that the protocol signs a link for.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A bucket. Links are presigned and lead directly to the storage, so the shop transfers no files. The
/// bucket stays private.
///
/// ```
/// use pannier::storage::{S3, S3Settings};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pannier::SettingsError> {
/// let mut bucket = S3Settings::new("quarto-files");
/// bucket.region = Some("eu-central-1".into());
/// let files = S3::load(&bucket).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct S3 {
    operator: Operator,
    credentials: Arc<Credentials>,
    prefix: String,
}

impl S3 {
    /// Opens the bucket of [`S3Settings`]; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, storage::S3};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pannier::SettingsError> {
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(S3::from_settings(&settings).await?.is_none(), "no PANNIER_S3_BUCKET");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If a value is invalid or the region is unknown. Does not check whether the bucket exists.
    pub async fn from_settings(settings: &Settings) -> Result<Option<S3>, SettingsError> {
        match S3Settings::from_settings(settings)? {
            Some(bucket) => S3::load(&bucket).await.map(Some),
            None => Ok(None),
        }
    }

    /// Opens a bucket with the credentials that AWS programs find: in the environment (`AWS_ACCESS_KEY_ID`), a
    /// profile, by a web identity (a Kubernetes service account), or from the role of the container or machine.
    /// They need `s3:GetObject` and `s3:ListBucket`; to upload files, `s3:PutObject` and
    /// `s3:AbortMultipartUpload` as well; and `s3:DeleteObject` to delete those that nothing refers to.
    ///
    /// ```
    /// use pannier::storage::{S3, S3Settings};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), pannier::SettingsError> {
    /// let mut bucket = S3Settings::new("quarto-files");
    /// bucket.endpoint = Some("https://minio.example:9000".into());
    /// bucket.path_style = true;
    /// let files = S3::load(&bucket).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the region is unknown, or the bucket's name cannot be one. Does not check whether the bucket exists.
    pub async fn load(settings: &S3Settings) -> Result<S3, SettingsError> {
        let region = endpoint::region(settings)?;
        let credentials = Credentials::found(&endpoint::environment().unwrap_or_else(|| region.clone()));
        S3::open(settings, &region, credentials)
    }

    /// Opens a bucket with an access key, such as one that your app reads from a vault.
    ///
    /// ```
    /// use pannier::storage::{S3, S3Settings};
    ///
    /// # let secret_from_the_vault = "keep this in a vault, not here";
    /// let mut bucket = S3Settings::new("quarto-files");
    /// bucket.region = Some("eu-central-1".into());
    /// let files = S3::with_key(&bucket, "AKIAIOSFODNN7EXAMPLE", secret_from_the_vault)?;
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// As of [`load`](S3::load).
    pub fn with_key(settings: &S3Settings, access_key_id: &str, secret_access_key: &str) -> Result<S3, SettingsError> {
        S3::open(settings, &endpoint::region(settings)?, Credentials::key(access_key_id, secret_access_key))
    }

    fn open(settings: &S3Settings, region: &str, credentials: Credentials) -> Result<S3, SettingsError> {
        let S3Settings { bucket, prefix, .. } = settings;
        let credentials = Arc::new(credentials);
        let endpoint = settings.endpoint.clone().unwrap_or_else(|| amazon(region));
        let service = Service::default()
            .bucket(bucket)
            .region(region)
            // OpenDAL removes a bucket's name from the host, but the host of a storage may begin with the same word.
            .endpoint(&endpoint.replacen("//", &format!("//{bucket}."), 1))
            // An address of the environment would replace that of the settings.
            .disable_config_load()
            .credential_provider_chain(ProvideCredentialChain::new().push(credentials.clone()));
        let service = match settings.path_style || !is_label(bucket) {
            true => service,
            false => service.enable_virtual_host_style(),
        };
        let service = match settings.endpoint {
            // S3-compatible storages often do not support the newer checksums.
            Some(_) => service,
            None => service.checksum_algorithm("crc32c"),
        };
        let operator = Operator::new(service).map_err(|e| SettingsError::invalid("PANNIER_S3_BUCKET", e.message()))?;
        let http = HttpTransporter::new(Transport::to(&endpoint));
        let operator = operator.with_context(OperationContext::new().with_http_transport(http));
        Ok(S3 { operator, credentials, prefix: prefix.clone() })
    }

    /// Sets a prefix of every key in the bucket, such as `shop/`, in place of that of the settings.
    #[must_use]
    pub fn below(self, prefix: &str) -> S3 {
        S3 { prefix: prefix.to_owned(), ..self }
    }

    /// Returns the key in the bucket. `None` if it is invalid, such as one with `..`.
    fn key(&self, key: &str) -> Option<String> {
        let whole = format!("{}{key}", self.prefix);
        // OpenDAL would trim spaces and merge slashes: the key of another file.
        (is_key(key) && is_key(&whole) && whole.trim() == whole).then_some(whole)
    }

    /// Returns what sends requests. Asks for the credentials first, since OpenDAL does not say why there are none.
    pub(super) async fn operator(&self) -> Result<&Operator, StorageError> {
        match self.credentials.current().await {
            Ok(_) => Ok(&self.operator),
            Err(error) => Err(StorageError::Unavailable(chain(&error))),
        }
    }

    async fn exists(&self, key: &str) -> Result<bool, StorageError> {
        match self.operator().await?.stat(key).await {
            Ok(_) => Ok(true),
            Err(error) if refusal(&error).is_some_and(|refused| refused.status == 404) => Ok(false),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

#[async_trait]
impl Storage for S3 {
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError> {
        let missing = || StorageError::Missing(file.key.clone());
        let key = self.key(&file.key).ok_or_else(missing)?;
        if lifetime > WEEK {
            return Err(StorageError::Unavailable("a link is valid for a week at most".to_owned()));
        }
        match timeout(PATIENCE, self.exists(&key)).await {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => return Err(missing()),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                return Err(StorageError::Unavailable(format!("no answer within {} seconds", PATIENCE.as_secs())));
            }
        }
        let lifetime = self.credentials.shorten(lifetime).await.map_err(|e| StorageError::Unavailable(chain(&e)))?;
        let link = self.operator.presign_read_with(&key, lifetime);
        let link = link
            .override_content_disposition(&attachment(&file.file_name))
            .override_content_type(&file.content_type)
            // Links are secret: caches must not store the file.
            .override_cache_control("private, no-store");
        Ok(link.await.map_err(|error| unavailable(&error))?.uri().to_string())
    }

    /// Uploads in one request, or in several if the file is large (a multipart upload, which is aborted
    /// on failure). A crash during such an upload leaves parts behind that are billed: a lifecycle rule
    /// (`AbortIncompleteMultipartUpload`) removes them.
    async fn put(&self, upload: Upload) -> Result<(), StorageError> {
        let key = self.key(&upload.key).ok_or_else(|| StorageError::BadKey(upload.key.clone()))?;
        if upload.length > multipart::PART {
            return self.put_in_parts(&key, upload).await;
        }
        let content_type = upload.content_type.clone();
        let content = upload.into_bytes().await?;
        let put = self.operator().await?.write_with(&key, content).content_type(&content_type);
        put.await.map(drop).map_err(|error| unavailable(&error))
    }

    async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
        let missing = || StorageError::Missing(key.to_owned());
        let in_bucket = self.key(key).ok_or_else(missing)?;
        let reader = self.operator().await?.reader(&in_bucket).await.map_err(|error| unavailable(&error))?;
        let mut content = reader.into_bytes_stream(..).await.map_err(|error| unavailable(&error))?;
        match content.metadata().await {
            Ok(about) => {
                let content = content.map_err(broken_off);
                Ok(StoredContent::new(about.content_length(), StreamReader::new(content)))
            }
            Err(error) if is_no_such_key(&error) => Err(missing()),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// In a bucket with versions, the earlier ones stay.
    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let Some(key) = self.key(key) else { return Ok(()) };
        match self.operator().await?.delete(&key).await {
            // Not all storages say that a file that does not exist has been deleted.
            Err(error) if is_no_such_key(&error) => Ok(()),
            deleted => deleted.map_err(|error| unavailable(&error)),
        }
    }
}
