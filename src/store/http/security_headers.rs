//! The security headers of every response, and the content security policy of pages.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::{context::use_context, nonce::use_nonce};

use super::page_response;
use crate::{
    model::Paths,
    store::{Environment, Store},
};

/// Sets the content security policy of the current page, with the nonce of its scripts. Call it in the
/// shell that every page is rendered in.
///
/// ```
/// use leptos::prelude::*;
///
/// fn shell(_options: LeptosOptions) -> impl IntoView {
///     pannier::content_security_policy();
///     view! { <!DOCTYPE html><html lang="en"><body>"Hello"</body></html> }
/// }
/// ```
pub fn content_security_policy() {
    let Some(nonce) = use_nonce() else { return };
    let store = use_context::<Store>();
    let providers = || store.iter().flat_map(|store| &store.0.payments);
    let gateways = providers().flat_map(|p| p.origins()).collect::<Vec<_>>().join(" ");
    let elements = providers().flat_map(|p| p.element_origins()).collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {elements}; frame-src 'self' {elements}; img-src 'self' data: {elements}; object-src 'none'; \
         base-uri 'none'; form-action 'self' {gateways}; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        page_response::header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Middleware that sets the usual security headers, unless a page has set its own. A page sets its content security
/// policy itself, because it knows the nonce; any other response may load nothing.
pub(super) async fn add(State(store): State<Store>, request: Request, next: Next) -> Response {
    let opener = opener_policy(store.paths(), request.uri().path());
    let mut response = next.run(request).await;
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if unchanged {
        // The browser keeps the cached page with its policy; a new one would replace it.
        headers.remove(header::CONTENT_SECURITY_POLICY);
        return response;
    }
    let settings = store.settings();
    let https = settings.environment == Environment::Production && settings.base_url.starts_with("https:");
    // Not for subdomains, which may be servers of others.
    let transport = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let usual = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), opener),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in usual.into_iter().chain(transport) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

/// Returns the opener policy of a page. A gateway's payment element may open a window, which has to reach the
/// page that opened it.
fn opener_policy(paths: &Paths, path: &str) -> &'static str {
    let is_order = path.strip_prefix(paths.order.as_str()).is_some_and(|rest| rest.starts_with('/'));
    match path == paths.checkout || is_order {
        true => "same-origin-allow-popups",
        false => "same-origin",
    }
}
