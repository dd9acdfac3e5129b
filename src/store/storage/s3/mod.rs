//! Amazon S3. What is set about a bucket is read in every build, so that one without the feature `s3` can say that it cannot be used.

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
