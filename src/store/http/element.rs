//! The module that looks after gateways' elements on a page, as a part of the program.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};

const MODULE: &str = include_str!("element.js");
/// Beside the server functions, whatever the store's prefix.
pub(super) const FILE: &str = "/pannier/element.js";

static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    MODULE.hash(&mut hasher);
    format!("{FILE}?v={:x}", hasher.finish())
});

/// The path of the module, with its version.
pub(crate) fn path() -> &'static str {
    &ADDRESS
}

/// Its address changes when it does, so it may be kept for ever.
pub(super) async fn serve() -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, MODULE)
}
