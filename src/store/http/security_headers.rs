//! The security headers: all of them on the store's responses and pages, and two harmless ones on the app's.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::{
    is_server_function,
    page_response::{Page, Shown},
    policy_gaps,
};
use crate::store::{Environment, Store};

type Header = (HeaderName, &'static str);

/// The mark of a response that the store has made itself, in its extensions. It is no page and may load nothing.
#[derive(Clone, Copy)]
struct OfTheStore;

/// Marks a response as one that the store has made itself.
pub(super) fn of_the_store(mut response: Response) -> Response {
    response.extensions_mut().insert(OfTheStore);
    response
}

/// Middleware that [marks](of_the_store) the responses of the store's routes.
pub(super) async fn mark(request: Request, next: Next) -> Response {
    of_the_store(next.run(request).await)
}

/// Middleware that adds the security headers that a response does not have.
pub(super) async fn add(State(store): State<Store>, request: Request, next: Next) -> Response {
    let calls_the_store = is_server_function(request.uri().path());
    let mut response = next.run(request).await;
    let is_own = calls_the_store || response.extensions().get::<OfTheStore>().is_some();
    let shown = response.extensions_mut().remove::<Shown>().filter(|_| !is_own);
    if response.status() == StatusCode::NOT_MODIFIED {
        // The browser keeps the cached page with its policy; a new one would replace it.
        if is_own || shown.is_some() {
            response.headers_mut().remove(header::CONTENT_SECURITY_POLICY);
        }
        return response;
    }
    let headers = response.headers_mut();
    let everywhere =
        [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "strict-origin-when-cross-origin")];
    insert_missing(headers, everywhere);
    if is_own {
        insert_missing(headers, [(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")]);
    }
    if is_own || shown.is_some() {
        insert_missing(headers, usual(&store, shown.as_ref().map_or(Page::Document, |shown| shown.page)));
    }
    if let Some(shown) = shown.filter(|_| is_html(headers)) {
        policy_gaps::report(&store, &shown, headers);
    }
    response
}

/// Returns what a response of the store or a page that shows it gets, besides a policy.
fn usual(store: &Store, page: Page) -> impl Iterator<Item = Header> {
    let settings = store.settings();
    let https = settings.environment == Environment::Production && settings.base_url.starts_with("https:");
    // Not for subdomains, which may be servers of others.
    let transport = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let opener = match page {
        // A gateway's payment element may open a window, which has to reach the page that opened it.
        Page::Order | Page::Checkout => "same-origin-allow-popups",
        Page::Document | Page::Download | Page::Withdrawal | Page::Basket => "same-origin",
    };
    let always = [
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), opener),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    always.into_iter().chain(transport)
}

fn insert_missing(headers: &mut HeaderMap, wanted: impl IntoIterator<Item = Header>) {
    for (name, value) in wanted {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
