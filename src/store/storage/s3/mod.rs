//! Amazon S3. The settings of a bucket are read in every build, so that one without the feature `s3` can
//! reject them.

#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "s3")]
mod multipart;
#[cfg(feature = "s3")]
mod reason;
mod settings;

#[cfg(feature = "s3")]
pub use bucket::S3;
pub use settings::S3Settings;
