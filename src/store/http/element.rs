//! The JavaScript module that manages gateways' payment elements, compiled into the binary.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};

const MODULE: &str = include_str!("element.js");
/// Served beside the server functions, whatever the store's prefix.
pub(super) const FILE: &str = "/pannier/element.js";

static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    MODULE.hash(&mut hasher);
    format!("{FILE}?v={:x}", hasher.finish())
});

/// Returns the path of the module, with its version.
pub(crate) fn path() -> &'static str {
    &ADDRESS
}

/// Serves the module. Its URL contains a version, so it can be cached permanently.
pub(super) async fn serve() -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, MODULE)
}
