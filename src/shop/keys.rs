//! Keys derived from the shop's secret.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Derives a key for one purpose, in hex. Keys for different purposes are independent.
pub fn derive(secret: &[u8], purpose: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}
