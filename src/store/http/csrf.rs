//! The guard against cross-site request forgery (CSRF): it rejects requests that a page of another site makes the
//! shopper's browser send.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::store::Store;

/// The path to which gateways return the shopper's browser, without the store's prefix.
pub(super) const PAYMENT_RETURN: &str = "/payments/return";

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
    (
        StatusCode::FORBIDDEN,
        "We blocked this request because it came from another site. Please go to the shop and try again.",
    )
        .into_response()
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
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
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
