//! Signed links: what they contain, and their signature.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::{
    model::Timestamp,
    store::{http::encode, storage::StoredFile},
};

/// The query of a link; the key is its path.
#[derive(Debug, Deserialize)]
pub(super) struct Link {
    /// When it expires, as [`Timestamp::as_secs`].
    pub expires: i64,
    /// The file name that browsers save it as.
    pub name: String,
    /// The media type.
    #[serde(rename = "type")]
    pub content_type: String,
    /// HMAC-SHA256 in URL-safe base64 without padding.
    signature: String,
}

/// The reason why a link is rejected.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    Expired,
    Tampered,
}

impl Link {
    pub fn sign(secret: &[u8], file: &StoredFile, expires: Timestamp) -> Link {
        let expires = expires.as_secs();
        let mac = mac(secret, &file.key, expires, &file.file_name, &file.content_type);
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        Link { expires, name: file.file_name.clone(), content_type: file.content_type.clone(), signature }
    }

    /// Verifies the signature, in constant time, and then the expiry.
    pub fn verify(&self, secret: &[u8], key: &str, now: Timestamp) -> Result<(), Refusal> {
        let signature = URL_SAFE_NO_PAD.decode(&self.signature).map_err(|_| Refusal::Tampered)?;
        let mac = mac(secret, key, self.expires, &self.name, &self.content_type);
        mac.verify_slice(&signature).map_err(|_| Refusal::Tampered)?;
        if now.as_secs() < self.expires { Ok(()) } else { Err(Refusal::Expired) }
    }

    pub fn query(&self) -> String {
        let [name, content_type] = [&self.name, &self.content_type].map(|text| encode::component(text));
        format!("expires={}&name={name}&type={content_type}&signature={}", self.expires, self.signature)
    }
}

/// Signs the parts of a link. Each text is prefixed with its length, so that no two links sign the same
/// bytes.
fn mac(secret: &[u8], key: &str, expires: i64, name: &str, content_type: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&expires.to_be_bytes());
    for text in [key, name, content_type] {
        mac.update(&(text.len() as u64).to_be_bytes());
        mac.update(text.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: Timestamp = Timestamp::from_secs(999);

    fn link() -> Link {
        let file = StoredFile { key: "a.flac".into(), file_name: "A.flac".into(), content_type: "audio/flac".into() };
        Link::sign(b"secret", &file, Timestamp::from_secs(1000))
    }

    #[test]
    fn a_link_works_until_it_expires() {
        assert_eq!(link().verify(b"secret", "a.flac", BEFORE), Ok(()));
        assert_eq!(link().verify(b"secret", "a.flac", Timestamp::from_secs(1000)), Err(Refusal::Expired));
    }

    #[test]
    fn every_part_is_signed() {
        let tampered = [
            link().verify(b"other", "a.flac", BEFORE),
            link().verify(b"secret", "b.flac", BEFORE),
            Link { expires: 2000, ..link() }.verify(b"secret", "a.flac", BEFORE),
            Link { name: "B.flac".into(), ..link() }.verify(b"secret", "a.flac", BEFORE),
            Link { content_type: "text/html".into(), ..link() }.verify(b"secret", "a.flac", BEFORE),
            Link { signature: "???".into(), ..link() }.verify(b"secret", "a.flac", BEFORE),
            Link { signature: String::new(), ..link() }.verify(b"secret", "a.flac", BEFORE),
        ];
        assert!(tampered.iter().all(|t| *t == Err(Refusal::Tampered)), "{tampered:?}");
    }
}
