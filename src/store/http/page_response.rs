//! The status and headers that a page or server function sets on its response.
//!
//! They are stored in leptos_axum's `ResponseOptions`, and again in the request itself. Leptos loses
//! the former occasionally: under load, one page in a few hundred came without its headers (seen with
//! leptos_axum 0.8.10), which would mean a page without a content security policy, and a basket that
//! shared caches may store.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use leptos::{
    nonce::use_nonce,
    prelude::{use_context, with_context},
};
use leptos_axum::ResponseOptions;

/// Seconds after which an unavailable shop may be asked again.
pub(super) const RETRY_AFTER: &str = "10";

/// Middleware that gives each request an [`Answer`] to fill in, and applies it to the response. One that is
/// unavailable also gets a `Retry-After`.
pub(super) async fn apply(mut request: Request, next: Next) -> Response {
    let answer = Answer::default();
    request.extensions_mut().insert(answer.clone());
    let mut response = next.run(request).await;
    answer.complete(&mut response);
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

/// The status and headers of a response, kept in the extensions of its request.
#[derive(Clone, Default)]
pub(super) struct Answer(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    status: Option<StatusCode>,
    headers: HeaderMap,
    vary: Option<HeaderValue>,
    shown: Option<Shown>,
    links_style: bool,
    /// Whether the page loads its islands, once it is written.
    loads_islands: Option<Arc<AtomicBool>>,
}

/// A page of the app that the store protects, in the extensions of its response. Other pages are the app's own affair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub page: Page,
    /// The nonce of its scripts.
    pub nonce: Option<String>,
    /// Whether it may run scripts of the store: not in an app of islands, unless it loads them.
    pub has_scripts: bool,
    /// Whether it links the store's style sheet.
    pub links_style: bool,
    /// The URLs of products' pictures on it.
    pub pictures: BTreeSet<String>,
    /// Whether its policy is one that allows what the store's components need.
    pub has_policy: bool,
}

/// What a page shows of the store. A later one needs what an earlier one needs, and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    /// Nothing, but it has the store's content security policy.
    #[default]
    Document,
    Download,
    Withdrawal,
    Basket,
    Order,
    Checkout,
}

impl Answer {
    fn say(&self, what: impl FnOnce(&mut Said)) {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Returns whether the page set nothing that makes it non-public or an error.
    pub fn is_plain(&self) -> bool {
        let mut plain = true;
        self.say(|said| {
            let private = said.headers.get(header::CACHE_CONTROL).is_some_and(|v| v.as_bytes().starts_with(b"private"));
            plain = !private && said.status.is_none_or(|status| status == StatusCode::OK);
        });
        plain
    }

    /// Returns whether the page shows the store.
    pub fn shows_the_store(&self) -> bool {
        let mut shows = false;
        self.say(|said| shows = said.shown.is_some());
        shows
    }

    /// Returns whether the page loads its islands; `None` for an app that does not load them page by page.
    pub fn loads_islands(&self) -> Option<bool> {
        let mut loads = None;
        self.say(|said| loads = said.loads_islands.as_ref().map(|loads| loads.load(Ordering::Relaxed)));
        loads
    }

    /// Forgets what the page has set.
    pub fn clear(&self) {
        self.say(|said| *said = Said::default());
    }

    /// Applies the status and headers to the response, and marks it with what the page shows of the store.
    pub fn complete(&self, response: &mut Response) {
        self.say(|said| {
            if let Some(mut shown) = said.shown.take() {
                shown.has_scripts = said.loads_islands.as_ref().is_none_or(|loads| loads.load(Ordering::Relaxed));
                shown.links_style = said.links_style;
                response.extensions_mut().insert(shown);
            }
            if let Some(status) = said.status {
                *response.status_mut() = status;
            }
            response.headers_mut().extend(std::mem::take(&mut said.headers));
            if let Some(names) = said.vary.take() {
                response.headers_mut().append(header::VARY, names);
            }
        });
    }
}

/// Returns the [`Answer`] of the current request.
fn here() -> Option<Answer> {
    with_context(|parts: &Parts| parts.extensions.get().cloned())?
}

/// Sets a header of the response, replacing any other of that name.
pub(crate) fn header(name: HeaderName, value: HeaderValue) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(name.clone(), value.clone());
    }
    if let Some(answer) = here() {
        answer.say(|said| drop(said.headers.insert(name, value)));
    }
}

/// Marks the page being rendered as one that shows a page of the store: it gets the usual security headers.
pub(crate) fn shows(page: Page) {
    if let Some(answer) = here() {
        let nonce = use_nonce().map(|nonce| nonce.to_string());
        answer.say(|said| {
            let shown = said.shown.get_or_insert_default();
            shown.page = shown.page.max(page);
            shown.nonce = shown.nonce.take().or(nonce);
        });
    }
}

/// Notes that the page being rendered links the store's style sheet.
pub(in crate::store) fn links_style() {
    if let Some(answer) = here() {
        answer.say(|said| said.links_style = true);
    }
}

/// Sets the content security policy of a page that [`shows`] something, which allows what the store's components need.
pub(super) fn content_security_policy(policy: HeaderValue) {
    header(header::CONTENT_SECURITY_POLICY, policy);
    if let Some(answer) = here() {
        answer.say(|said| {
            if let Some(shown) = &mut said.shown {
                shown.has_policy = true;
            }
        });
    }
}

/// Adds pictures to what the page being rendered [`shows`].
pub(crate) fn shows_pictures<'a>(urls: impl Iterator<Item = &'a String>) {
    if let Some(answer) = here() {
        answer.say(|said| {
            if let Some(shown) = &mut said.shown {
                shown.pictures.extend(urls.cloned());
            }
        });
    }
}

/// Notes where it will say whether the page being rendered loads its islands, which is known when it is written.
pub(crate) fn loads_islands(loads: Arc<AtomicBool>) {
    if let Some(answer) = here() {
        answer.say(|said| said.loads_islands = Some(loads));
    }
}

/// Tells caches that the response depends on these request headers, in addition to those it always
/// depends on.
pub(super) fn vary(names: HeaderValue) {
    if let Some(answer) = here() {
        answer.say(|said| said.vary = Some(names));
    }
}

/// Sets the status of the page being rendered, such as 404 or 410. Use this instead of Leptos's
/// `ResponseOptions`, which occasionally loses the status under load.
///
/// ```
/// use axum::http::StatusCode;
/// use leptos::prelude::*;
///
/// #[component]
/// fn NotFound() -> impl IntoView {
///     pannier::set_response_status(StatusCode::NOT_FOUND);
///     view! { <h1>"There is no such page."</h1> }
/// }
/// ```
pub fn status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
    if let Some(answer) = here() {
        answer.say(|said| said.status = Some(status));
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        http::{Request, header::CACHE_CONTROL},
        response::IntoResponse,
    };
    use leptos::prelude::{Owner, provide_context};

    use super::*;

    #[test]
    fn what_was_cleared_does_not_arrive() {
        let answer = Answer::default();
        answer.say(|said| said.status = Some(StatusCode::SEE_OTHER));
        answer.clear();
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        answer.complete(&mut response);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[test]
    fn a_response_is_marked_with_the_page_that_needs_most() {
        let answer = Answer::default();
        let (mut parts, _) = Request::new(Body::empty()).into_parts();
        parts.extensions.insert(answer.clone());
        let cover = "/cover.jpg".to_owned();
        Owner::new().with(|| {
            provide_context(parts);
            links_style();
            shows(Page::Checkout);
            shows_pictures([&cover].into_iter());
            shows(Page::Document);
            content_security_policy(HeaderValue::from_static("default-src 'self'"));
        });
        let mut response = StatusCode::OK.into_response();
        answer.complete(&mut response);
        let expected = Shown {
            page: Page::Checkout,
            nonce: None,
            has_scripts: true,
            links_style: true,
            pictures: BTreeSet::from([cover]),
            has_policy: true,
        };
        assert_eq!(response.extensions().get::<Shown>(), Some(&expected));
    }

    #[test]
    fn a_page_of_islands_has_scripts_if_it_loads_them() {
        for loads in [true, false] {
            let answer = Answer::default();
            answer.say(|said| {
                said.shown = Some(Shown::default());
                said.loads_islands = Some(Arc::new(AtomicBool::new(loads)));
            });
            let mut response = StatusCode::OK.into_response();
            answer.complete(&mut response);
            assert_eq!(response.extensions().get::<Shown>().map(|shown| shown.has_scripts), Some(loads));
        }
    }

    #[test]
    fn what_was_said_arrives_even_if_leptos_forgets_it() {
        let answer = Answer::default();
        let (mut parts, _) = Request::new(Body::empty()).into_parts();
        parts.extensions.insert(answer.clone());
        Owner::new().with(|| {
            provide_context(parts);
            header(CACHE_CONTROL, HeaderValue::from_static("private"));
            header(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            status(StatusCode::NOT_FOUND);
        });
        let mut response = ([(CACHE_CONTROL, "public")], "a basket").into_response();
        answer.complete(&mut response);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let kept: Vec<_> = response.headers().get_all(CACHE_CONTROL).iter().collect();
        assert_eq!(kept, ["private, no-store"]);
    }
}
