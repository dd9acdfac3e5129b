//! Each of the library's own plug-ins that speaks to another system, against that system or a fake of it.

mod kunaki;
mod outgoing_webhook;
pub mod paypal;
#[cfg(feature = "s3")]
mod s3;
mod stripe;
