//! The guard against cross-site request forgery (CSRF): it rejects requests that a page of another site makes the
//! shopper's browser send, to the store and to those paths of the app that it is asked to guard.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{is_server_function, security_headers::of_the_store};
use crate::store::{Store, StoreBuilder};

/// The path to which gateways return the shopper's browser, without the store's prefix.
pub(super) const PAYMENT_RETURN: &str = "/payments/return";

/// The app's paths that are guarded (`true`), and the exceptions below them (`false`).
#[derive(Debug, Default)]
pub(in crate::store) struct GuardedPaths(BTreeMap<String, bool>);

impl GuardedPaths {
    fn set(&mut self, path: &str, guarded: bool) {
        let path = match path.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        self.0.insert(path, guarded);
    }

    /// Returns whether a path is guarded: the longest path that it is at or below decides.
    fn contain(&self, path: &str) -> bool {
        let rules = self.0.iter().filter(|(root, _)| is_below(root, path));
        rules.max_by_key(|(root, _)| root.len()).is_some_and(|(_, guarded)| *guarded)
    }
}

impl StoreBuilder {
    /// Rejects cross-site requests to a path of your app and to everything below it, as the store does for its own
    /// forms: `/` for the whole app. By default, your own routes are not guarded.
    ///
    /// Anything but GET, HEAD and OPTIONS is then answered with 403 unless the browser states (`Sec-Fetch-Site`,
    /// `Origin`) that one of the shop's own pages sent it. Programs state neither: exempt the paths that they call
    /// with [`accept_cross_site`](StoreBuilder::accept_cross_site). Paths are those of your router, without the tag of
    /// a language.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// use axum::{Router, body::Body, http::{Request, StatusCode}, routing::post};
    /// use tower::ServiceExt;
    ///
    /// let store = pannier::testing::in_memory().await
    ///     .reject_cross_site("/")
    ///     .accept_cross_site("/hooks")
    ///     .build()
    ///     .await?;
    /// let app = Router::new().route("/letters", post(async || "sent")).route("/hooks/stock", post(async || "noted"));
    /// let app = store.with_sessions_and_security(app);
    /// for (path, status) in [("/letters", StatusCode::FORBIDDEN), ("/hooks/stock", StatusCode::OK)] {
    ///     let by_a_program = Request::post(path).body(Body::empty()).unwrap();
    ///     assert_eq!(app.clone().oneshot(by_a_program).await.unwrap().status(), status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn reject_cross_site(mut self, path: &str) -> Self {
        self.guarded.set(path, true);
        self
    }

    /// Accepts cross-site requests to a path and to everything below it, although it is below one that
    /// [rejects](StoreBuilder::reject_cross_site) them: the longer path counts. The store's own forms reject them in
    /// any case.
    pub fn accept_cross_site(mut self, path: &str) -> Self {
        self.guarded.set(path, false);
        self
    }
}

/// Middleware around an app that guards the store's server functions and the paths that the app has named. The path
/// has no language tag any more.
pub(super) async fn guard_app(store: State<Store>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    match is_server_function(path) || store.0.0.guarded.contain(path) {
        true => guard(store, request, next).await,
        false => next.run(request).await,
    }
}

/// Middleware that rejects requests sent by a page of another site, with the status 403. Requests that change
/// nothing pass, and those of [gateways](is_of_gateway).
pub(super) async fn guard(State(store): State<Store>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let gateway = is_of_gateway(&store.paths().prefix, request.uri().path());
    if safe || gateway || is_same_origin(&store.settings().base_url, request.headers()) {
        return next.run(request).await;
    }
    // Without the path, which may hold the token of an order.
    if let Some(times) = store.0.cross_site_log.pass(store.db().now()) {
        tracing::warn!(times, "cross-site requests rejected");
    }
    let why = "We blocked this request because it came from another site. Please go to the shop and try again.";
    of_the_store((StatusCode::FORBIDDEN, why).into_response())
}

/// Returns whether a path is this one, or below it.
pub(super) fn is_below(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns whether pages at a path and below it could be at a path of [gateways](is_of_gateway), and unguarded.
pub(in crate::store) fn meets_gateways(prefix: &str, path: &str) -> bool {
    ["/webhooks", PAYMENT_RETURN].iter().any(|of_gateway| {
        let of_gateway = format!("{prefix}{of_gateway}");
        is_below(&of_gateway, path) || is_below(path, &of_gateway)
    })
}

/// Returns whether gateways send requests to this path. They authenticate by a signature instead of their origin,
/// and the return from one changes nothing.
fn is_of_gateway(prefix: &str, path: &str) -> bool {
    let local = path.strip_prefix(prefix);
    local.is_some_and(|path| path.starts_with("/webhooks/") || path == PAYMENT_RETURN)
}

/// Returns whether the shop's own page sent a request. Browsers state its origin in Sec-Fetch-Site (Fetch Metadata)
/// or Origin (RFC 6454); a request with neither is not from a current browser, and is rejected as well.
fn is_same_origin(base_url: &str, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let mut sites = headers.get_all(HeaderName::from_static("sec-fetch-site")).iter().peekable();
    if sites.peek().is_some() {
        return sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    // The proxy terminates TLS, so only the shop's URL tells the scheme.
    let scheme = base_url.split_once("://").map(|(scheme, _)| scheme);
    let is_here = |(asked, host)| Some(asked) == scheme && Some(host) == text(header::HOST);
    origin == base_url || origin.split_once("://").is_some_and(is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://quarto.example";

    fn passes(headers: &[(&'static str, &'static str)]) -> bool {
        let parsed = |&(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_same_origin(SHOP, &headers.iter().map(parsed).collect::<HeaderMap>())
    }

    #[test]
    fn a_request_says_where_it_comes_from() {
        for (site, expected) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            assert_eq!(passes(&[("sec-fetch-site", site)]), expected, "{site}");
        }
        let twice = |sites: [&'static str; 2]| {
            let site = HeaderName::from_static("sec-fetch-site");
            let headers = sites.map(|value| (site.clone(), HeaderValue::from_static(value)));
            is_same_origin(SHOP, &headers.into_iter().collect())
        };
        assert!(!twice(["same-origin", "cross-site"]) && !twice(["cross-site", "none"]));
        assert!(passes(&[("origin", SHOP)]));
        assert!(!passes(&[("origin", "https://evil.example"), ("host", "quarto.example")]));
        assert!(!passes(&[("origin", "null"), ("host", "null")]), "a sandboxed frame, or a redirect from another site");
        assert!(!passes(&[("host", "quarto.example")]), "no origin at all");
    }

    #[test]
    fn what_the_browser_knows_about_the_site_outweighs_the_origin() {
        assert!(!passes(&[("sec-fetch-site", "cross-site"), ("origin", SHOP)]));
        assert!(passes(&[("sec-fetch-site", "same-origin"), ("origin", "https://behind-a-proxy.example")]));
    }

    #[test]
    fn the_longest_path_decides() {
        let mut guarded = GuardedPaths::default();
        assert!(!guarded.contain("/letters"));
        for (path, is_guarded) in [("/", true), ("/api", false), ("/api/admin/", true), ("letters", true)] {
            guarded.set(path, is_guarded);
        }
        for (path, expected) in [
            ("/", true),
            ("/letters/new", true),
            ("/api", false),
            ("/api/", false),
            ("/api/stock", false),
            ("/apis", true),
            ("/api/admin", true),
            ("/api/admin/users", true),
            ("/api/administrators", false),
        ] {
            assert_eq!(guarded.contain(path), expected, "{path}");
        }
        guarded.set("/api/", true);
        assert!(guarded.contain("/api/stock"), "what is said last counts");
        let mut one = GuardedPaths::default();
        one.set("/letters", true);
        assert!(!one.contain("/") && !one.contain("/lettersx") && one.contain("/letters/1"));
    }

    #[test]
    fn pages_keep_away_from_the_paths_of_gateways() {
        for (prefix, path, meets) in [
            ("", "/webhooks", true),
            ("", "/webhooks/office", true),
            ("", "/payments", true),
            ("", "/payments/return", true),
            ("", "/admin", false),
            ("", "/webhooks-office", false),
            ("/shop", "/shop", true),
            ("/shop", "/shop/webhooks/office", true),
            ("/shop", "/shop/admin", false),
            ("/shop", "/webhooks", false),
        ] {
            assert_eq!(meets_gateways(prefix, path), meets, "{prefix} {path}");
        }
    }

    #[test]
    fn gateways_are_exempt_on_their_own_paths_only() {
        for (prefix, path, exempt) in [
            ("", "/webhooks/stripe", true),
            ("", "/payments/return", true),
            ("", "/payments/return/x", false),
            ("", "/webhooks", false),
            ("", "/checkout", false),
            ("/shop", "/shop/webhooks/stripe", true),
            ("/shop", "/shop/payments/return", true),
            ("/shop", "/webhooks/stripe", false),
            ("/shop", "/shopping/webhooks/stripe", false),
            ("/shop", "/a/shop/webhooks/stripe", false),
        ] {
            assert_eq!(is_of_gateway(prefix, path), exempt, "{prefix} {path}");
        }
    }
}
