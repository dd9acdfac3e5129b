//! The security headers of the shop's pictures, files and health check, which the store leaves to the app.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use pannier::{Environment, Store};

/// Middleware that adds the headers that a response does not have yet. Pages have them, as their document calls
/// [`content_security_policy`](pannier::content_security_policy()); everything else may load nothing.
pub async fn secure(State(store): State<Store>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // The browser keeps those of the cached response.
    if response.status() == StatusCode::NOT_MODIFIED {
        return response;
    }
    let settings = store.settings();
    let https = settings.environment == Environment::Production && settings.base_url.starts_with("https:");
    let transport = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let always = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in always.into_iter().chain(transport) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
