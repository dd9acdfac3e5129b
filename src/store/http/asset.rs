//! Static files that are compiled into the program, such as style sheets and JavaScript modules.

use std::sync::OnceLock;

use axum::{
    Router,
    extract::RawQuery,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use super::{encode, etag::Validator};

/// A static file that is compiled into the program. Its URL contains a hash of its content, so browsers
/// cache it permanently and still get another version as soon as a page refers to it.
///
/// A payment provider serves the module of its [`PaymentElement`](crate::PaymentElement) with one:
///
/// ```
/// use std::collections::BTreeMap;
/// use axum::Router;
/// use pannier::{Asset, PaymentElement};
///
/// static MODULE: Asset = Asset::javascript("/pannier/acme.js", "export const mount = (place, data) => {};");
///
/// fn element() -> PaymentElement {
///     PaymentElement::new(MODULE.url(), BTreeMap::from([("publishable-key", "pk_1")]))
/// }
///
/// fn routes() -> Router {
///     MODULE.routes()
/// }
/// # assert!(element().script.starts_with("/pannier/acme.js?v="));
/// # drop(routes());
/// ```
#[derive(Debug)]
pub struct Asset {
    path: &'static str,
    content_type: &'static str,
    content: &'static [u8],
    url: OnceLock<String>,
}

impl Asset {
    /// Creates a style sheet, served at `path`.
    ///
    /// ```
    /// use pannier::Asset;
    ///
    /// static STYLE: Asset = Asset::css("/acme.css", "p { margin: 0 }");
    /// # assert!(STYLE.url().starts_with("/acme.css?v="));
    /// ```
    pub const fn css(path: &'static str, content: &'static str) -> Asset {
        Asset::new(path, "text/css; charset=utf-8", content.as_bytes())
    }

    /// Creates a script or module in JavaScript, served at `path`.
    ///
    /// ```
    /// use pannier::Asset;
    ///
    /// static MODULE: Asset = Asset::javascript("/pannier/acme.js", "export const mount = () => {};");
    /// # assert!(MODULE.url().starts_with("/pannier/acme.js?v="));
    /// ```
    pub const fn javascript(path: &'static str, content: &'static str) -> Asset {
        Asset::new(path, "text/javascript; charset=utf-8", content.as_bytes())
    }

    /// Creates a file of any other content type (RFC 9110, 8.3), served at `path`.
    ///
    /// ```
    /// use pannier::Asset;
    ///
    /// static LOGO: Asset = Asset::new("/acme.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    /// # assert!(LOGO.url().starts_with("/acme.svg?v="));
    /// ```
    pub const fn new(path: &'static str, content_type: &'static str, content: &'static [u8]) -> Asset {
        Asset { path, content_type, content, url: OnceLock::new() }
    }

    /// Returns the path with the hash of the content, for pages to refer to. Below a prefix at which
    /// [`routes`](Asset::routes) is nested, the prefix comes before it.
    ///
    /// ```
    /// use pannier::Asset;
    ///
    /// static STYLE: Asset = Asset::css("/acme.css", "p { margin: 0 }");
    /// static OTHER: Asset = Asset::css("/acme.css", "p { margin: 1rem }");
    /// assert_ne!(STYLE.url(), OTHER.url());
    /// ```
    pub fn url(&self) -> &str {
        self.url.get_or_init(|| format!("{}?v={}", self.path, encode::hex(&Sha256::digest(self.content)[..8])))
    }

    /// Returns the route of the file, for an app's router.
    ///
    /// ```
    /// use axum::Router;
    /// use pannier::Asset;
    ///
    /// static STYLE: Asset = Asset::css("/acme.css", "p { margin: 0 }");
    /// let app: Router = Router::new().nest("/shop", STYLE.routes());
    /// let url = format!("/shop{}", STYLE.url());
    /// # drop((app, url));
    /// ```
    pub fn routes<S: Clone + Send + Sync + 'static>(&'static self) -> Router<S> {
        let serve = move |RawQuery(query): RawQuery, headers: HeaderMap| async move {
            self.respond(query.as_deref().unwrap_or_default(), &headers)
        };
        Router::new().route(self.path, get(serve))
    }

    fn respond(&self, query: &str, request: &HeaderMap) -> Response {
        // A request with another hash, or without one, comes from a page that does not know this version.
        let caching = match self.url() == format!("{}?{query}", self.path) {
            true => "public, max-age=31536000, immutable",
            false => "public, no-cache",
        };
        let version = Validator::of(self.url());
        if version.matches(request) {
            return (StatusCode::NOT_MODIFIED, version.headers(), [(CACHE_CONTROL, caching)]).into_response();
        }
        let about = [(CONTENT_TYPE, self.content_type), (CACHE_CONTROL, caching)];
        (version.headers(), about, self.content).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ETAG, IF_NONE_MATCH};

    use super::*;

    static STYLE: Asset = Asset::css("/style.css", "p { margin: 0 }");

    fn response(query: &str, request: &HeaderMap) -> (StatusCode, HeaderMap) {
        let (parts, _) = STYLE.respond(query, request).into_parts();
        (parts.status, parts.headers)
    }

    #[test]
    fn the_url_is_the_same_in_every_build() {
        // printf '%s' 'p { margin: 0 }' | sha256sum
        assert_eq!(STYLE.url(), "/style.css?v=ec85a1831a0e1930");
    }

    #[test]
    fn only_the_url_with_this_hash_is_cached_permanently() {
        let hash = STYLE.url().split_once('?').unwrap().1;
        for (query, caching) in
            [(hash, "public, max-age=31536000, immutable"), ("v=0", "public, no-cache"), ("", "public, no-cache")]
        {
            let (status, headers) = response(query, &HeaderMap::new());
            assert_eq!((status, headers[CACHE_CONTROL].to_str().unwrap()), (StatusCode::OK, caching), "{query}");
            assert_eq!(headers[CONTENT_TYPE], "text/css; charset=utf-8");
        }
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        let (_, headers) = response("", &HeaderMap::new());
        let request = HeaderMap::from_iter([(IF_NONE_MATCH, headers[ETAG].clone())]);
        assert_eq!(response("", &request).0, StatusCode::NOT_MODIFIED);
    }
}
