//! The cookies of the admin.

use std::time::Duration;

use axum::http::{
    HeaderMap,
    header::{COOKIE, SET_COOKIE},
};

use crate::{Store, days};

/// A cookie that only the admin's own pages get, and no script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie {
    name: &'static str,
    lives: Duration,
}

/// The session of a member of staff. The store ends it earlier than the browser.
pub(super) const SESSION: Cookie = Cookie { name: "pannier_admin", lives: days(7) };

/// The browser in which a code was asked for: the code is of no use in another.
pub(super) const BROWSER: Cookie = Cookie { name: "pannier_admin_browser", lives: Duration::from_secs(15 * 60) };

/// The page to show after signing in.
pub(super) const NEXT: Cookie = Cookie { name: "pannier_admin_next", lives: Duration::from_secs(15 * 60) };

impl Cookie {
    /// Returns its value in a request.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        let texts = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// Sets it to a value, which is made of characters that a cookie may have.
    pub fn set(self, store: &Store, value: &str, headers: &mut HeaderMap) {
        self.write(store, value, self.lives.as_secs(), headers);
    }

    /// Removes it from the browser.
    pub fn remove(self, store: &Store, headers: &mut HeaderMap) {
        self.write(store, "", 0, headers);
    }

    fn write(self, store: &Store, value: &str, seconds: u64, headers: &mut HeaderMap) {
        let secure = if store.settings().base_url.starts_with("https:") { "; Secure" } else { "" };
        let (name, path) = (self.name, store.admin_path());
        let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(text) = text.parse() {
            headers.append(SET_COOKIE, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] =
        &["pannier_admin", "pannier_admin_browser", "=", ";", "; ", " ", ",", "\"", "x-_Y", "%00", "é"];

    proptest! {
        #[test]
        fn any_header_has_the_cookie_of_that_name_or_none(header in texts(PIECES, 12)) {
            let Ok(value) = HeaderValue::from_str(&header) else { return Ok(()) };
            let headers = HeaderMap::from_iter([(COOKIE, value)]);
            if let Some(value) = SESSION.read(&headers) {
                prop_assert!(!value.is_empty() && !value.contains(';'), "{:?} of {:?}", value, header);
                prop_assert!(header.contains(&format!("pannier_admin={value}")), "{:?} of {:?}", value, header);
            }
        }
    }

    fn read(texts: &[&'static str]) -> Option<String> {
        let headers = texts.iter().map(|text| (COOKIE, HeaderValue::from_static(text))).collect::<HeaderMap>();
        SESSION.read(&headers).map(str::to_owned)
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        assert_eq!(read(&["a=b; pannier_admin=x-_Y; c=d"]).as_deref(), Some("x-_Y"));
        assert_eq!(read(&["a=b", "pannier_admin=x"]).as_deref(), Some("x"));
        for none in ["", "pannier_admin=", "pannier_admin_browser=x", "xpannier_admin=x", "pannier_admin"] {
            assert_eq!(read(&[none]), None, "{none}");
        }
    }
}
