//! A bucket, as it is set from outside.

use std::collections::BTreeMap;

use super::{Setting, SettingsError, unusable};

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        name: "PANNIER_S3_BUCKET",
        default: "",
        help: "the bucket that files are in; they are in data/files if empty. Credentials come the AWS way",
    },
    Setting { name: "PANNIER_S3_REGION", default: "", help: "the bucket's region; what AWS_REGION says if empty" },
    Setting { name: "PANNIER_S3_ENDPOINT", default: "", help: "http(s)://.. of a storage that is not Amazon's" },
    Setting {
        name: "PANNIER_S3_PATH_STYLE",
        default: "",
        help: "true: the bucket is in the path, not in the host's name. True with an endpoint if empty",
    },
    Setting { name: "PANNIER_S3_PREFIX", default: "", help: "what the keys in the bucket begin with, such as shop/" },
];

/// A bucket of Amazon S3, or of a storage that speaks its protocol. Credentials are not in here: they are found as in every AWS
/// program.
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
    /// The region it is in, such as `eu-central-1`. Without one, what `AWS_REGION`, the profile or the machine says.
    pub region: Option<String>,
    /// The address of a storage that is not Amazon's, such as `https://minio.example:9000`.
    pub endpoint: Option<String>,
    /// Whether the bucket's name is in the path of an address, rather than in the name of its host.
    pub path_style: bool,
    /// What every key in the bucket begins with: a bucket may hold more than one shop.
    pub prefix: String,
}

impl S3Settings {
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

    pub(super) fn read(values: &BTreeMap<&'static str, String>) -> Result<Option<S3Settings>, SettingsError> {
        let given = |name: &str| Some(values[name].clone()).filter(|value| !value.is_empty());
        let Some(bucket) = given("PANNIER_S3_BUCKET") else {
            return match SETTINGS.iter().find(|setting| given(setting.name).is_some()) {
                Some(setting) => Err(unusable(setting.name, "says nothing without PANNIER_S3_BUCKET")),
                None => Ok(None),
            };
        };
        // An access point may be named by its ARN, which has a slash.
        if bucket.contains(char::is_whitespace) || bucket.contains('/') && !bucket.starts_with("arn:") {
            return Err(unusable("PANNIER_S3_BUCKET", format!("{bucket:?} is not the name of a bucket")));
        }
        let endpoint = given("PANNIER_S3_ENDPOINT");
        if let Some(url) = &endpoint
            && (!url.starts_with("http://") && !url.starts_with("https://") || url.contains('@'))
        {
            let what = "must start with http:// or https://, and holds no credentials: those come the AWS way";
            return Err(unusable("PANNIER_S3_ENDPOINT", what));
        }
        let path_style = match values["PANNIER_S3_PATH_STYLE"].as_str() {
            "" => endpoint.is_some(),
            "true" => true,
            "false" => false,
            other => return Err(unusable("PANNIER_S3_PATH_STYLE", format!("{other:?} is neither true nor false"))),
        };
        let prefix = values["PANNIER_S3_PREFIX"].clone();
        if prefix.starts_with('/') || prefix.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(unusable("PANNIER_S3_PREFIX", format!("{prefix:?} is not like shop/")));
        }
        Ok(Some(S3Settings { bucket, region: given("PANNIER_S3_REGION"), endpoint, path_style, prefix }))
    }
}
