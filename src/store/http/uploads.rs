//! The limit on the size of request bodies, and the paths of uploads, which have one of their own.

use std::sync::OnceLock;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::Limited;

use super::csrf::is_below;
use crate::store::Store;

/// Maximum size of a request body in bytes: ample for a form.
const LONGEST_BODY: usize = 1024 * 1024;

/// The paths of the routes that take uploads: patterns of whole paths, such as `/admin/products/{kind}/import`.
#[derive(Debug, Default)]
pub(in crate::store) struct UploadPaths(OnceLock<Vec<String>>);

impl UploadPaths {
    fn contain(&self, path: &str) -> bool {
        self.0.get().is_some_and(|patterns| patterns.iter().any(|pattern| fits(pattern, path)))
    }
}

/// Returns whether a path is one of a route: a part in braces is any that is not empty.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut parts, mut given) = (pattern.split('/'), path.split('/'));
    let equal = |(part, given): (&str, &str)| part == given || part.starts_with('{') && !given.is_empty();
    parts.by_ref().zip(given.by_ref()).all(equal) && pattern.matches('/').count() == path.matches('/').count()
}

impl Store {
    /// Returns whether a path, below which nothing is nested, is one of the [admin](Store::admin)'s that take uploads, or long
    /// texts. A body can be large and its line slow: a server that limits the time of requests leaves these more. They are
    /// refused before their body is read to all but the staff.
    pub fn takes_uploads(&self, path: &str) -> bool {
        self.0.uploads.contain(path)
    }

    /// Returns whether a path is the [admin](Store::admin)'s, which refuses what is too large by itself, on a page.
    fn is_of_admin(&self, path: &str) -> bool {
        self.0.uploads.0.get().is_some() && is_below(self.admin_path(), path)
    }

    /// Leaves the size of requests to these routes to the routes themselves, which are the same whenever it is called.
    pub(crate) fn accept_uploads(&self, paths: Vec<String>) {
        self.0.uploads.0.get_or_init(|| paths);
    }
}

/// Middleware around an app that limits the bodies of all requests but uploads and long forms.
pub(super) async fn limit_others(State(store): State<Store>, request: Request, next: Next) -> Response {
    if store.0.uploads.contain(request.uri().path()) {
        return next.run(request).await;
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LONGEST_BODY) && !store.is_of_admin(request.uri().path()) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded").into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, LONGEST_BODY)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_paths_of_uploads_may_be_large() {
        let paths = UploadPaths::default();
        assert!(!paths.contain("/admin/products/mug/import"), "an app without the admin");
        paths.0.get_or_init(|| vec!["/admin/products/{kind}/import".to_owned()]);
        for (path, expected) in [
            ("/admin/products/mug/import", true),
            ("/admin/products/%C3%A9/import", true),
            ("/admin/products//import", false),
            ("/admin/products/mug/import/", false),
            ("/admin/products/mug", false),
            ("/admin/products/mug/import/1", false),
            ("/basket", false),
            ("", false),
        ] {
            assert_eq!(paths.contain(path), expected, "{path}");
        }
    }
}
