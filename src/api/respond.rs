//! Responses to the two kinds of callers of a server function.

use leptos::prelude::*;
use tower_sessions::Session;

pub(crate) use crate::store::http::{
    encode::component as encode,
    page_response::{Page, shows},
};
use crate::{
    BasketLineView, Problem, Store,
    store::{http::page_response, language::path_here, visitor::Visitor},
};

/// Returns the store and the visitor of the current request.
///
/// # Errors
/// [`Problem::Unavailable`] if the app has no [`Store`] in its context or no session layer.
pub(crate) async fn request() -> Result<(Store, Visitor), Problem> {
    with_status(read_request().await)
}

async fn read_request() -> Result<(Store, Visitor), Problem> {
    let store = use_context::<Store>().ok_or_else(|| {
        tracing::error!("no Store in context: call Store::provide for server functions and pages");
        Problem::Unavailable
    })?;
    let session: Session = leptos_axum::extract().await.map_err(|_| {
        tracing::error!(
            "no session layer: wrap the app with Store::with_sessions_and_security, or add a layer of your own inside of \
             Store::with_security; it has to be of the same version of tower-sessions, 0.15 (pannier::tower_sessions)"
        );
        Problem::Unavailable
    })?;
    let language = store.language_here();
    Ok((store, Visitor::new(session).with_language(language)))
}

/// Returns whether the caller is a browser that has posted a form.
pub(crate) fn is_form() -> bool {
    let is_page = |parts: &http::request::Parts| {
        let accept = parts.headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    };
    with_context(is_page).unwrap_or_default()
}

/// Localizes a path of the app to the language of the request. Other URLs are returned unchanged.
pub(crate) fn local(place: &str) -> String {
    if place.starts_with('/') { path_here(place) } else { place.to_owned() }
}

/// Redirects a browser that has posted a form to `path` (303, RFC 9110). Other callers are unaffected.
pub(crate) fn see_other(path: &str) {
    if let (true, Ok(location)) = (is_form(), http::HeaderValue::from_str(&local(path))) {
        page_response::header(http::header::LOCATION, location);
        page_response::status(http::StatusCode::SEE_OTHER);
    }
}

/// Refuses a request: redirects a browser to `path` with the problem's code; other callers get the
/// problem's HTTP status.
pub(crate) fn refuse(problem: &Problem, path: &str) {
    if is_form() {
        let separator = if path.contains('?') { '&' } else { '?' };
        let number = problem.number().map(|n| format!("&number={n}")).unwrap_or_default();
        see_other(&format!("{path}{separator}problem={}{number}", problem.code()));
    } else {
        status(problem);
    }
}

/// Passes a result on; the response gets the status of its problem.
pub(crate) fn with_status<T>(result: Result<T, Problem>) -> Result<T, Problem> {
    result.inspect_err(status)
}

/// Sets the response status to that of the problem.
pub(crate) fn status(problem: &Problem) {
    if let Ok(status) = http::StatusCode::from_u16(problem.status()) {
        page_response::status(status);
    }
}

/// Notes the pictures of lines that a page shows, for a check of its content security policy.
pub(crate) fn shows_pictures(lines: &[BasketLineView]) {
    page_response::shows_pictures(lines.iter().filter_map(|line| line.image.as_ref()));
}

/// Marks a response as private to the visitor. Without caching, the back button never shows an outdated
/// basket or a checkout that was already paid.
pub(crate) fn private() {
    page_response::header(http::header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-store"));
}

/// Keeps a page out of search engines, whatever the app's own metadata says.
pub(crate) fn unlisted() {
    let robots = http::HeaderName::from_static("x-robots-tag");
    page_response::header(robots, http::HeaderValue::from_static("noindex"));
}
