//! The JavaScript module that mounts Stripe's element, and its content security policy.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

const MODULE: &str = include_str!("element.js");
const PATH: &str = "/pannier/stripe.js";

static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    MODULE.hash(&mut hasher);
    format!("{PATH}?v={:x}", hasher.finish())
});

/// Returns the URL of the module, with its version.
pub(super) fn path() -> &'static str {
    &ADDRESS
}

pub(super) fn routes() -> Router {
    Router::new().route(PATH, get(serve))
}

/// Serves the module, cacheable without limit: its URL changes with its content.
async fn serve() -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, MODULE)
}

/// Returns the origins that Stripe.js frames, connects to and loads images from
/// (<https://docs.stripe.com/security/guide#content-security-policy>), or those of a mock server.
pub(super) fn origins(api: &str, js: &str) -> Vec<String> {
    if (api, js) == (super::API, super::JS) {
        let frames = ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"];
        return frames.into_iter().chain([super::API]).map(str::to_owned).collect();
    }
    let mut origins = vec![origin(js), origin(api)];
    origins.dedup();
    origins
}

/// Returns the origin of a URL: `https://js.stripe.com` for `https://js.stripe.com/v3/`.
pub(super) fn origin(url: &str) -> String {
    let end = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[end..].find('/').map_or(url.len(), |path| end + path);
    url[..end].to_owned()
}
