//! The settings of a bucket.

use crate::store::{Setting, Settings, SettingsError};

const BUCKET: &str = "PANNIER_S3_BUCKET";
const REGION: &str = "PANNIER_S3_REGION";
const ENDPOINT: &str = "PANNIER_S3_ENDPOINT";
const PATH_STYLE: &str = "PANNIER_S3_PATH_STYLE";
const PREFIX: &str = "PANNIER_S3_PREFIX";

/// A bucket of Amazon S3, or of a storage that speaks its protocol. Credentials are not in here: they are
/// found as in every AWS program.
///
/// ```
/// let mut bucket = pannier::storage::S3Settings::new("quarto-files");
/// bucket.region = Some("eu-central-1".into());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct S3Settings {
    /// The bucket's name.
    pub bucket: String,
    /// The region it is in, such as `eu-central-1`. Without one, what `AWS_REGION`, the profile or the
    /// machine says.
    pub region: Option<String>,
    /// The address of a storage that is not Amazon's, such as `https://minio.example:9000`.
    pub endpoint: Option<String>,
    /// Whether the bucket's name is in the path of an address, rather than in the name of its host.
    pub path_style: bool,
    /// What every key in the bucket begins with: a bucket may hold more than one shop.
    pub prefix: String,
}

impl S3Settings {
    /// What can be set about a bucket, for [`Settings::read`](crate::Settings::read).
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(BUCKET, "bucket for files; data/files if empty. Credentials come from the usual AWS sources"),
        Setting::new(REGION, "region of the bucket; AWS_REGION or the profile's if empty"),
        Setting::new(ENDPOINT, "URL of another S3-compatible storage"),
        Setting::new(PATH_STYLE, "true puts the bucket's name into the path of URLs. True with an endpoint if empty"),
        Setting::new(PREFIX, "prefix of the keys in the bucket, such as shop/"),
    ];

    /// A bucket at Amazon, in the region that the environment says.
    ///
    /// ```
    /// let bucket = pannier::storage::S3Settings::new("quarto-files");
    /// assert_eq!((bucket.endpoint, bucket.path_style), (None, false));
    /// ```
    pub fn new(bucket: impl Into<String>) -> S3Settings {
        let bucket = bucket.into();
        S3Settings { bucket, region: None, endpoint: None, path_style: false, prefix: String::new() }
    }

    /// The bucket that is set; `None` if none is.
    ///
    /// ```
    /// use pannier::{Settings, storage::S3Settings};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert_eq!(S3Settings::from_settings(&settings)?, None, "no PANNIER_S3_BUCKET");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// When a value cannot be used, or says nothing because there is no bucket.
    pub fn from_settings(settings: &Settings) -> Result<Option<S3Settings>, SettingsError> {
        let Some(bucket) = settings.get(BUCKET) else {
            return match S3Settings::SETTINGS.iter().find(|setting| settings.get(setting.name).is_some()) {
                Some(setting) => Err(SettingsError::invalid(setting.name, format!("says nothing without {BUCKET}"))),
                None => Ok(None),
            };
        };
        // An access point may be named by its ARN, which has a slash.
        if bucket.contains(char::is_whitespace) || bucket.contains('/') && !bucket.starts_with("arn:") {
            return Err(SettingsError::invalid(BUCKET, format!("{bucket:?} is not the name of a bucket")));
        }
        let endpoint = settings.get(ENDPOINT);
        if let Some(url) = endpoint
            && (!url.starts_with("http://") && !url.starts_with("https://") || url.contains('@'))
        {
            let what = "must start with http:// or https://, and holds no credentials: those come the AWS way";
            return Err(SettingsError::invalid(ENDPOINT, what));
        }
        let path_style = match settings.get(PATH_STYLE) {
            None => endpoint.is_some(),
            Some("true") => true,
            Some("false") => false,
            Some(other) => {
                return Err(SettingsError::invalid(PATH_STYLE, format!("{other:?} is neither true nor false")));
            }
        };
        let prefix = settings.get(PREFIX).unwrap_or_default();
        if prefix.starts_with('/') || prefix.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(SettingsError::invalid(PREFIX, format!("{prefix:?} is not like shop/")));
        }
        Ok(Some(S3Settings {
            bucket: bucket.to_owned(),
            region: settings.get(REGION).map(str::to_owned),
            endpoint: endpoint.map(str::to_owned),
            path_style,
            prefix: prefix.to_owned(),
        }))
    }
}
