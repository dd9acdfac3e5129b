//! Conditional requests (RFC 9110, 13): answers 304 for a page, image or sitemap that has not changed.
//!
//! The tags are weak: a compressed page is the same version, and so is one with another script nonce.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::SystemTime,
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::page_response::Answer;
use crate::model::Timestamp;

/// The version of a response, compared with the one that a client has cached.
///
/// ```
/// use axum::{http::{HeaderMap, StatusCode, header::IF_NONE_MATCH}, response::{IntoResponse, Response}};
/// use pannier::etag::Validator;
///
/// async fn drawing(headers: HeaderMap) -> Response {
///     let svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
///     let version = Validator::of(svg);
///     match version.matches(&headers) {
///         true => (StatusCode::NOT_MODIFIED, version.headers()).into_response(),
///         false => (version.headers(), svg).into_response(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    tag: String,
    modified: Option<SystemTime>,
}

impl Validator {
    /// Returns the version of content that this text represents completely.
    pub fn of(content: &str) -> Validator {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        Validator { tag: format!("W/\"{:016x}\"", hasher.finish()), modified: None }
    }

    /// Sets when the content last changed, if that is known.
    ///
    /// ```
    /// use axum::http::header::LAST_MODIFIED;
    /// use pannier::{Timestamp, etag::Validator};
    ///
    /// let version = Validator::of("one").modified(Timestamp::from_secs(784_111_777));
    /// assert_eq!(version.headers()[LAST_MODIFIED], "Sun, 06 Nov 1994 08:49:37 GMT");
    /// ```
    #[must_use]
    pub fn modified(self, at: impl Into<Option<Timestamp>>) -> Validator {
        // The date of the header has no fraction of a second, and none before the epoch.
        let at = at.into().map(Timestamp::as_secs).filter(|seconds| *seconds > 0);
        Validator { modified: at.map(|seconds| Timestamp::from_secs(seconds).into()), ..self }
    }

    /// Returns the `ETag` and `Last-Modified` headers, for a response with or without a body.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut say = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        say(header::ETAG, &self.tag);
        if let Some(modified) = self.modified {
            say(header::LAST_MODIFIED, &httpdate::fmt_http_date(modified));
        }
        headers
    }

    /// Returns whether the client has this version: by its tag or, if the request has no tag, by its date.
    ///
    /// ```
    /// use axum::http::{HeaderMap, header::{ETAG, IF_NONE_MATCH}};
    /// use pannier::etag::Validator;
    ///
    /// let version = Validator::of("one");
    /// let mut request = HeaderMap::new();
    /// assert!(!version.matches(&request));
    /// request.insert(IF_NONE_MATCH, version.headers()[ETAG].clone());
    /// assert!(version.matches(&request));
    /// ```
    pub fn matches(&self, request: &HeaderMap) -> bool {
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let mut tags = request.get_all(header::IF_NONE_MATCH).iter().map(text).peekable();
        if tags.peek().is_some() {
            // Compare weakly: a proxy that compresses may add or remove the W/.
            let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            let ours = bare(&self.tag);
            return tags.any(|tags| tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == ours));
        }
        let since = request.get(header::IF_MODIFIED_SINCE).map(text);
        let since = since.and_then(|since| httpdate::parse_http_date(&since).ok());
        matches!((self.modified, since), (Some(modified), Some(since)) if modified <= since)
    }
}

/// Middleware that adds an `ETag` to public pages, and answers 304 to clients that have the page, to GET and HEAD alike. A
/// layer for the routes of pages, inside of compression and of [`Store::with_security`](crate::Store::with_security).
///
/// Private pages (`Cache-Control: private`) are left as they are. The nonce of a page's scripts is not
/// part of its version, and a 304 has no content security policy: the browser keeps the cached page
/// with its policy and nonce.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use axum::{Router, middleware::from_fn, response::Html, routing::get};
///
/// let pages = Router::new().route("/", get(async || Html("<p>Hello</p>")));
/// let app = store.with_sessions_and_security(pages.layer(from_fn(pannier::etag::pages)));
/// # Ok(())
/// # });
/// ```
pub async fn pages(request: Request, next: Next) -> Response {
    // axum removes the body of a response to HEAD only after this.
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let asked = request.headers().clone();
    let said = request.extensions().get::<Answer>().cloned();
    let response = next.run(request).await;
    if !is_public_page(&response, said.as_ref()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::builder().status(StatusCode::SERVICE_UNAVAILABLE).body(Body::empty()).unwrap_or_default();
    };
    let version = Validator::of(&without_nonces(&String::from_utf8_lossy(&bytes)));
    parts.headers.extend(version.headers());
    if !version.matches(&asked) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// Also checks what the page set itself, as Leptos may lose it: see [`Answer`](super::page_response).
fn is_public_page(response: &Response, said: Option<&Answer>) -> bool {
    let headers = response.headers();
    let starts = |name, start: &str| {
        headers.get(name).is_some_and(|value: &HeaderValue| value.as_bytes().starts_with(start.as_bytes()))
    };
    response.status() == StatusCode::OK
        && starts(header::CONTENT_TYPE, "text/html")
        && !starts(header::CACHE_CONTROL, "private")
        && !headers.contains_key(header::ETAG)
        && !headers.contains_key(header::SET_COOKIE)
        && said.is_none_or(Answer::is_plain)
}

fn without_nonces(page: &str) -> String {
    let mut parts = page.split(" nonce=\"");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest += part.split_once('"').map_or(part, |(_, after)| after);
    }
    rest
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::random_text::texts;

    proptest! {
        #[test]
        fn any_validator_knows_a_version_by_its_tag_alone(value in vec(any::<u8>(), 0..60), other in texts(&["W/", "\"x\"", " ", "*", "x"], 8)) {
            let version = Validator::of("one").modified(Timestamp::from_secs(784_111_777));
            let Ok(value) = HeaderValue::from_bytes(&value) else { return Ok(()) };
            for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
                let known = version.matches(&HeaderMap::from_iter([(name, value.clone())]));
                prop_assert!(!known || value.to_str().is_ok_and(|text| text.contains('*')), "{:?}", value);
            }
            let tags = format!("\"{}\", {}", other.replace(|c: char| !c.is_ascii_graphic() || matches!(c, '"' | ','), ""), version.tag);
            prop_assert!(version.matches(&asking(header::IF_NONE_MATCH, &tags)), "{}", tags);
        }
    }

    fn asking(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_tag_is_found_among_others_and_compared_weakly() {
        let version = Validator::of("one");
        let tag = version.tag.clone();
        let bare = tag.trim_start_matches("W/");
        for known in [tag.as_str(), bare, "*", &format!("\"x\", {bare} , W/\"y\"")] {
            assert!(version.matches(&asking(header::IF_NONE_MATCH, known)), "{known}");
        }
        for other in ["\"x\"", "", "nonsense", &bare[1..bare.len() - 1]] {
            assert!(!version.matches(&asking(header::IF_NONE_MATCH, other)), "{other}");
        }
    }

    #[test]
    fn a_date_counts_where_no_tag_is_named() {
        let version = Validator::of("one").modified(Timestamp::from_millis(784_111_777_999));
        let known = |date: &str| version.matches(&asking(header::IF_MODIFIED_SINCE, date));
        assert!(known("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert!(!known("Sun, 06 Nov 1994 08:49:36 GMT"));
        assert!(!known("yesterday"));
        let mut both = asking(header::IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:37 GMT");
        both.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\""));
        assert!(!version.matches(&both));
    }

    #[test]
    fn a_nonce_makes_no_other_page() {
        let page = |nonce| format!("<p>one</p><script nonce=\"{nonce}\">run()</script>");
        assert_eq!(without_nonces(&page("abc")), without_nonces(&page("xyz")));
        assert_eq!(without_nonces("<p>one</p>"), "<p>one</p>");
    }
}
