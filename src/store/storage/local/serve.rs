//! The route that serves signed links.

use axum::{
    body::Body,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use super::{
    LocalFiles,
    link::{Link, Refusal},
};
use crate::{
    model::Timestamp,
    store::storage::{StorageError, disposition::attachment},
};

const EXPIRED: &str =
    "This download link has expired. Go back to your order page and download the file again to get a new link.\n";
const TAMPERED: &str = "This download link is not valid. Go back to your order page and download the file again.\n";
const MISSING: &str = "This file is no longer available. Please contact the shop.\n";
const UNAVAILABLE: &str = "This file is unavailable right now. Please try again in a moment.\n";

/// Serves the file, if the link is signed and has not expired.
pub(super) async fn serve(
    State(files): State<LocalFiles>,
    Path(key): Path<String>,
    link: Result<Query<Link>, QueryRejection>,
    request: Request,
) -> Response {
    let Ok(Query(link)) = link else { return refuse(StatusCode::FORBIDDEN, TAMPERED) };
    match link.verify(&files.0.secret, &key, Timestamp::now()) {
        Ok(()) => {}
        Err(Refusal::Expired) => return refuse(StatusCode::FORBIDDEN, EXPIRED),
        Err(Refusal::Tampered) => return refuse(StatusCode::FORBIDDEN, TAMPERED),
    }
    match files.path(&key).await {
        Ok(path) => file(&path, &link, request).await,
        Err(StorageError::Missing(_)) => refuse(StatusCode::NOT_FOUND, MISSING),
        Err(error) => {
            tracing::error!(%error, "download file unreadable");
            refuse(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE)
        }
    }
}

async fn file(path: &std::path::Path, link: &Link, mut request: Request) -> Response {
    if !range_applies(path, request.headers()).await {
        request.headers_mut().remove(RANGE);
    }
    let Ok(response) = ServeFile::new(path).oneshot(request).await;
    let mut response = response.map(Body::new);
    let found = response.status().is_success();
    let headers = response.headers_mut();
    if found {
        let binary = HeaderValue::from_static("application/octet-stream");
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(&link.content_type).unwrap_or(binary));
        if let Ok(value) = HeaderValue::from_str(&attachment(&link.name)) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
    }
    protect(headers);
    response
}

/// Returns whether to serve a range (RFC 9110, 13.1.5): a client with a part of an older file gets the
/// whole new one, or it would combine the two.
async fn range_applies(path: &std::path::Path, headers: &HeaderMap) -> bool {
    let Some(condition) = headers.get(IF_RANGE) else { return true };
    let Ok(modified) = tokio::fs::metadata(path).await.and_then(|m| m.modified()) else { return false };
    condition.to_str().is_ok_and(|condition| condition == httpdate::fmt_http_date(modified))
}

fn refuse(status: StatusCode, sentence: &'static str) -> Response {
    let mut response = (status, sentence).into_response();
    protect(response.headers_mut());
    response
}

/// Sets the headers of a private file: links are secret, so caches must not store it, and browsers must
/// not display it as a page of the shop.
fn protect(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
