//! Webhook signatures in Stripe's format: a header `t=<seconds>,v1=<hex>`, HMAC-SHA256 over the timestamp, a
//! full stop and the body (<https://docs.stripe.com/webhooks#verify-manually>). The sandbox signs the same
//! way.

use std::time::Duration;

use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderName};
use sha2::Sha256;

use crate::{Timestamp, WebhookError};

/// The maximum difference between a signature's timestamp and the clock. Limits replay attacks.
const TOLERANCE: Duration = Duration::from_secs(300);

/// Returns the header's value for a body sent at `now`.
#[cfg(any(test, feature = "sandbox"))]
pub(super) fn sign(secret: &[u8], now: Timestamp, body: &[u8]) -> String {
    let now = now.as_secs();
    let tag = mac(secret, &now.to_string(), body).finalize().into_bytes();
    format!("t={now},v1={}", crate::store::http::encode::hex(&tag))
}

/// Verifies a webhook's signature in the header `name`.
pub(super) fn check(
    secret: &str,
    headers: &HeaderMap,
    name: &HeaderName,
    body: &[u8],
    now: Timestamp,
) -> Result<(), WebhookError> {
    let header = headers.get(name).ok_or(WebhookError::Unverified("no signature"))?;
    let header = header.to_str().map_err(|_| WebhookError::Unverified("unreadable signature"))?;
    verify(secret.as_bytes(), header, body, now).map_err(WebhookError::Unverified)
}

/// Verifies a header's value, in constant time. It has several `v1` while a secret is being rotated.
///
/// # Errors
/// The reason, for [`WebhookError::Unverified`].
fn verify(secret: &[u8], header: &str, body: &[u8], now: Timestamp) -> Result<(), &'static str> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, value)| value).ok_or("no timestamp")?;
    let signed_at: i64 = time.parse().map_err(|_| "no timestamp")?;
    let matches = |hex: &str| unhex(hex).is_some_and(|tag| mac(secret, time, body).verify_slice(&tag).is_ok());
    if !parts().any(|(name, value)| name == "v1" && matches(value)) {
        return Err("wrong signature");
    }
    let difference = Duration::from_secs(now.as_secs().abs_diff(signed_at));
    if difference > TOLERANCE { Err("signature too old") } else { Ok(()) }
}

fn mac(secret: &[u8], time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    rest.is_empty().then(|| pairs.iter().map(|[a, b]| Some(digit(*a)? << 4 | digit(*b)?)).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::Index};

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &[
        "t=",
        "v1=",
        "v0=",
        ",",
        "=",
        "0",
        "-1",
        "1700000000",
        "9223372036854775807",
        "ab",
        "é",
        "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd",
    ];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    proptest! {
        #[test]
        fn any_body_is_verified_as_it_was_signed_and_not_otherwise(
            (secret, body) in (vec(any::<u8>(), 0..80), vec(any::<u8>(), 1..200)),
            (place, bit) in (any::<Index>(), 0..8_u8),
            seconds in 0..=4_000_000_000_i64,
        ) {
            let header = sign(&secret, at(seconds), &body);
            prop_assert_eq!(verify(&secret, &header, &body, at(seconds)), Ok(()));
            let mut other = body.clone();
            other[place.index(body.len())] ^= 1 << bit;
            prop_assert_eq!(verify(&secret, &header, &other, at(seconds)), Err("wrong signature"));
        }

        #[test]
        fn any_header_is_no_signature_by_chance(header in texts(PIECES, 12), now: i64) {
            prop_assert!(verify(b"secret", &header, b"body", at(now)).is_err());
        }
    }

    #[test]
    fn what_is_signed_is_verified() {
        let header = sign(b"secret", at(1000), b"body");
        assert_eq!(verify(b"secret", &header, b"body", at(1300)), Ok(()));
        assert_eq!(verify(b"secret", &header, b"body", at(700)), Ok(()));
        assert_eq!(verify(b"secret", &format!("{header},v1=00"), b"body", at(1000)), Ok(()));
    }

    #[test]
    fn anything_else_is_not() {
        let header = sign(b"secret", at(1000), b"body");
        assert_eq!(verify(b"secret", &header, b"body", at(1301)), Err("signature too old"));
        assert_eq!(verify(b"secret", &header, b"body", at(i64::MIN)), Err("signature too old"));
        assert_eq!(verify(b"secret", &header, b"bodi", at(1000)), Err("wrong signature"));
        assert_eq!(verify(b"other", &header, b"body", at(1000)), Err("wrong signature"));
        assert_eq!(verify(b"secret", &header.replace("t=1000", "t=1001"), b"body", at(1000)), Err("wrong signature"));
        for garbage in ["", "t", "t=", "t=x,v1=00", "v1=00", "t=1000", "t=1000,v1=0", "t=1000,v1=é"] {
            assert!(verify(b"secret", garbage, b"body", at(1000)).is_err(), "{garbage}");
        }
    }
}
