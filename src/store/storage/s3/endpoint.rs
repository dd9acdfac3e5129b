//! Where a bucket is: its region, and the address of the storage.

use std::env;

use super::S3Settings;
use crate::store::SettingsError;

/// The protocol's region for a storage without regions.
const ANY_REGION: &str = "us-east-1";

/// Returns the region of the settings, or else of the environment.
///
/// # Errors
/// If a bucket at Amazon has none.
pub(super) fn region(settings: &S3Settings) -> Result<String, SettingsError> {
    match (settings.region.clone().or_else(environment), &settings.endpoint) {
        (Some(region), _) => Ok(region),
        (None, Some(_)) => Ok(ANY_REGION.to_owned()),
        (None, None) => Err(SettingsError::invalid("PANNIER_S3_REGION", "is not set, and neither is AWS_REGION")),
    }
}

/// Returns the region that the environment says this program is in.
pub(super) fn environment() -> Option<String> {
    let set = |name: &str| env::var(name).ok().filter(|region| !region.is_empty());
    set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION"))
}

/// Returns the address of Amazon's storage in a region.
pub(super) fn amazon(region: &str) -> String {
    let domain = match region {
        _ if region.starts_with("cn-") => "amazonaws.com.cn",
        _ if region.starts_with("eusc-") => "amazonaws.eu",
        _ => "amazonaws.com",
    };
    format!("https://s3.{region}.{domain}")
}

/// Returns whether a bucket's name can be part of a host's. A dot would need a certificate for two levels.
pub(super) fn is_label(bucket: &str) -> bool {
    bucket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
