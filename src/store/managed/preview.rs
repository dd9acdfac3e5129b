//! Previews: links to pages of what is not published, for the staff.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::store::{Store, admin::Admin};

/// How long a link works.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

impl Admin<'_> {
    /// Returns a path at which the page of a model shows it, published or not, for an hour. `None` if it has no page.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let preview = admin.preview_url("postcard", "dunes").expect("a page");
    /// let (page, token) = preview.split_once("?preview=").expect("a token");
    /// assert_eq!(page, "/postcards/dunes");
    /// assert!(store.is_preview("postcard", "dunes", token) && !store.is_preview("postcard", "shore", token));
    /// # Ok(())
    /// # });
    /// ```
    pub fn preview_url(&self, kind: &str, id: &str) -> Option<String> {
        let url = self.store.0.managed.get(kind).ok()?.url(id)?;
        let expires = (self.store.db().now() + LIFETIME).as_secs();
        let signature = URL_SAFE_NO_PAD.encode(mac(self.store, kind, id, expires).finalize().into_bytes());
        let separator = if url.contains('?') { '&' } else { '?' };
        Some(format!("{url}{separator}preview={expires}.{signature}"))
    }
}

impl Store {
    /// Returns whether the `preview` in the query of a request lets it see this model, although it is not published:
    /// see [`Admin::preview_url`]. Such a page must not be indexed or cached.
    pub fn is_preview(&self, kind: &str, id: &str, token: &str) -> bool {
        let Some((expires, signature)) = token.split_once('.') else { return false };
        let (Ok(expires), Ok(signature)) = (expires.parse::<i64>(), URL_SAFE_NO_PAD.decode(signature)) else {
            return false;
        };
        mac(self, kind, id, expires).verify_slice(&signature).is_ok() && self.db().now().as_secs() < expires
    }
}

/// Signs what a link shows. Each text is prefixed with its length, so that no two links sign the same bytes.
fn mac(store: &Store, kind: &str, id: &str, expires: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&store.settings().secret).expect("HMAC takes a key of any length");
    mac.update(b"pannier preview");
    mac.update(&expires.to_be_bytes());
    for text in [kind, id] {
        mac.update(&(text.len() as u64).to_be_bytes());
        mac.update(text.as_bytes());
    }
    mac
}
