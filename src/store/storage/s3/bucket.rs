//! Files in a bucket of Amazon S3 or a compatible storage, from which browsers download directly.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::{
    BehaviorVersion, ConfigLoader, Region, SdkConfig, environment::EnvironmentVariableRegionProvider,
    identity::IdentityCache, meta::region::RegionProviderChain, profile::ProfileFileRegionProvider,
};
use aws_sdk_s3::{
    Client,
    config::{self, RequestChecksumCalculation, ResponseChecksumValidation, timeout::TimeoutConfig},
    error::SdkError,
    operation::{get_object::GetObjectError, head_object::HeadObjectError},
    presigning::PresigningConfig,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use super::{S3Settings, multipart, reason::unavailable};
use crate::store::{
    Settings, SettingsError,
    storage::{Storage, StorageError, StoredContent, StoredFile, Upload, attachment, is_key},
};

/// Timeout of the check whether a file exists, while a customer is waiting.
const PATIENCE: Duration = Duration::from_secs(10);
/// Minimum remaining lifetime of credentials before they are renewed: a link is valid no longer than
/// the credentials it was signed with.
const RENEWED_BEFORE: Duration = Duration::from_secs(300);
/// The protocol's region for a storage without regions.
const ANY_REGION: &str = "us-east-1";

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
    pub(super) client: Client,
    pub(super) bucket: String,
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

    /// Opens a bucket with the standard AWS credentials: from the environment (`AWS_ACCESS_KEY_ID`), a
    /// profile, a web identity (a Kubernetes service account), or the role of the container or machine.
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
    /// If the region is unknown. Does not check whether the bucket exists.
    pub async fn load(settings: &S3Settings) -> Result<S3, SettingsError> {
        let shared = shared(settings).await;
        if shared.region().is_none() {
            let why = "is not set, and neither AWS_REGION nor a profile says the region";
            return Err(SettingsError::invalid("PANNIER_S3_REGION", why));
        }
        let mut config = config::Builder::from(&shared)
            .force_path_style(settings.path_style)
            // Browsers follow the link, and would not verify the checksum that it asks for.
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if let Some(endpoint) = &settings.endpoint {
            // S3-compatible storages often do not support the newer checksums.
            let sums = RequestChecksumCalculation::WhenRequired;
            config = config.endpoint_url(endpoint).request_checksum_calculation(sums);
        }
        Ok(S3::new(Client::from_conf(config.build()), &settings.bucket).below(&settings.prefix))
    }

    /// Uses a bucket through an existing client.
    pub fn new(client: Client, bucket: impl Into<String>) -> S3 {
        S3 { client, bucket: bucket.into(), prefix: String::new() }
    }

    /// Sets a prefix of every key in the bucket, such as `shop/`.
    #[must_use]
    pub fn below(self, prefix: &str) -> S3 {
        S3 { prefix: prefix.to_owned(), ..self }
    }

    /// Returns the key in the bucket. `None` if it is invalid, such as one with `..`.
    fn key(&self, key: &str) -> Option<String> {
        is_key(key).then(|| format!("{}{key}", self.prefix))
    }
}

/// Loads the AWS configuration of the environment: credentials, and the region if the settings have none.
async fn shared(settings: &S3Settings) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let credentials = IdentityCache::lazy().buffer_time(RENEWED_BEFORE).build();
    let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http).identity_cache(credentials);
    let in_region = |loader: ConfigLoader, region: &str| loader.region(Region::new(region.to_owned()));
    let loader = match (&settings.region, &settings.endpoint) {
        (Some(region), _) => in_region(loader, region),
        // Outside of AWS there is no metadata service, and waiting for its answer takes seconds.
        (None, Some(_)) => loader.region(
            RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
                .or_else(ProfileFileRegionProvider::new())
                .or_else(Region::from_static(ANY_REGION)),
        ),
        (None, None) => loader,
    };
    loader.load().await
}

#[async_trait]
impl Storage for S3 {
    async fn signed_url(&self, file: &StoredFile, lifetime: Duration) -> Result<String, StorageError> {
        let missing = || StorageError::Missing(file.key.clone());
        let key = self.key(&file.key).ok_or_else(missing)?;
        let patience =
            config::Config::builder().timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build());
        let head = self.client.head_object().bucket(&self.bucket).key(&key);
        match head.customize().config_override(patience).send().await {
            Ok(_) => {}
            Err(SdkError::ServiceError(error)) if matches!(error.err(), HeadObjectError::NotFound(_)) => {
                return Err(missing());
            }
            Err(error) => return Err(unavailable(&error)),
        }
        let lifetime = PresigningConfig::expires_in(lifetime).map_err(|e| StorageError::Unavailable(e.to_string()))?;
        let link = self.client.get_object().bucket(&self.bucket).key(&key);
        let link = link
            .response_content_disposition(attachment(&file.file_name))
            .response_content_type(&file.content_type)
            // Links are secret: caches must not store the file.
            .response_cache_control("private, no-store");
        let link = link.presigned(lifetime).await.map_err(|error| unavailable(&error))?;
        Ok(link.uri().to_owned())
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
        let put = self.client.put_object().bucket(&self.bucket).key(&key).content_type(content_type);
        let put = put.body(upload.into_bytes().await?.into());
        put.send().await.map(drop).map_err(|error| unavailable(&error))
    }

    async fn read(&self, key: &str) -> Result<StoredContent, StorageError> {
        let missing = || StorageError::Missing(key.to_owned());
        let in_bucket = self.key(key).ok_or_else(missing)?;
        match self.client.get_object().bucket(&self.bucket).key(in_bucket).send().await {
            Ok(object) => {
                let length = object.content_length().and_then(|length| u64::try_from(length).ok());
                let length = length.ok_or_else(|| StorageError::Unavailable(format!("no length of {key:?}")))?;
                Ok(StoredContent::new(length, object.body.into_async_read()))
            }
            Err(SdkError::ServiceError(error)) if matches!(error.err(), GetObjectError::NoSuchKey(_)) => Err(missing()),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// In a bucket with versions, the earlier ones stay.
    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let Some(key) = self.key(key) else { return Ok(()) };
        let deleted = self.client.delete_object().bucket(&self.bucket).key(key).send().await;
        deleted.map(drop).map_err(|error| unavailable(&error))
    }
}
