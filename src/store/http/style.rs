//! The style sheet of the store's components, as a part of the program.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};

use crate::Paths;

/// What `style/store.css` imports, in its order.
const STYLE: &str = concat!(
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/foundation.css"),
    include_str!("../../../style/buttons.css"),
    include_str!("../../../style/forms.css"),
    include_str!("../../../style/notices.css"),
    include_str!("../../../style/add.css"),
    include_str!("../../../style/basket.css"),
    include_str!("../../../style/checkout.css"),
    include_str!("../../../style/order.css"),
);

pub(super) const FILE: &str = "/pannier.css";

static VERSION: LazyLock<u64> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    STYLE.hash(&mut hasher);
    hasher.finish()
});

/// The path of the style sheet, with its version.
pub(in crate::store) fn path(paths: &Paths) -> String {
    format!("{}{FILE}?v={:x}", paths.prefix, *VERSION)
}

/// Its address changes when it does, so it may be kept for ever.
pub(super) async fn serve() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, STYLE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_what_an_import_of_the_file_would_be() {
        let imports = include_str!("../../../style/store.css").lines().filter_map(|l| l.split('"').nth(1));
        let source = include_str!("style.rs");
        let included =
            source.lines().filter_map(|l| l.trim().strip_prefix("include_str!(\"../../../style/")?.split('"').next());
        assert!(imports.eq(included));
    }
}
