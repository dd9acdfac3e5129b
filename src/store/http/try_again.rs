//! The page in place of a form that the store cannot handle while its database is unavailable: it keeps what was typed.
//!
//! The page that the form was on is not stored by the browser, and would have to be loaded from the database: this one is
//! made of nothing but the request. Scripts keep the form on the page themselves.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderName, Method, StatusCode,
        header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;

use super::{html_page, is_server_function, page_response, style};
use crate::{
    inert::IntoInert,
    language::Texts,
    model::Problem,
    store::{Store, language::RequestLanguage},
};

/// Maximum length of a form that is kept, in bytes. The longest checkout has less.
const LONGEST: usize = 64 * 1024;
/// What the page may load: the style sheet.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Middleware that answers a browser's form with a page that sends it again, if the store is unavailable.
pub(super) async fn keep(State(store): State<Store>, request: Request, next: Next) -> Response {
    if !is_form(&request) {
        return next.run(request).await;
    }
    let spoken = request.extensions().get::<RequestLanguage>().map(|RequestLanguage(language)| *language);
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, LONGEST).await else { return StatusCode::BAD_REQUEST.into_response() };
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    match is_unavailable(&response) {
        true => page(&store, &store.texts(spoken.unwrap_or_else(|| store.first_language())), &form),
        false => response,
    }
}

/// Returns whether a request is a form of the store that a browser has sent without scripts.
fn is_form(request: &Request) -> bool {
    let header =
        |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    request.method() == Method::POST
        && is_server_function(request.uri().path())
        && header(CONTENT_TYPE).starts_with("application/x-www-form-urlencoded")
        && header(ACCEPT).contains("text/html")
        && header(CONTENT_LENGTH).parse::<usize>().is_ok_and(|length| length <= LONGEST)
}

/// Returns whether a response to a form says that the store is unavailable, by its status or by where it leads.
fn is_unavailable(response: &Response) -> bool {
    let led = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
    let query = led.and_then(|place| place.split_once('?')).map_or("", |(_, query)| query);
    let problem = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "problem");
    response.status() == StatusCode::SERVICE_UNAVAILABLE
        || problem.is_some_and(|(_, code)| code == Problem::Unavailable.code())
}

fn page(store: &Store, texts: &Texts, form: &[u8]) -> Response {
    // Without an action, a form is sent to the address of its page, which is that of the form that was posted.
    let fields = form_urlencoded::parse(form).into_owned();
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let head = view! {
        <link rel="stylesheet" href=style::path(store.paths()) />
        <link rel="icon" href="data:," />
    };
    let body = view! {
        <main>
            <h1>{store.shop_name()}</h1>
            <p>{Problem::Unavailable.message(texts)}</p>
            <form method="post">
                {fields}
                <button class="pn-button pn-button--primary">{texts.get("try-again")}</button>
            </form>
        </main>
    };
    let headers = [
        (CACHE_CONTROL, "private, no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (RETRY_AFTER, page_response::RETRY_AFTER),
    ];
    let html = html_page(texts, &store.shop_name(), head.into_inert(), body.into_inert());
    (StatusCode::SERVICE_UNAVAILABLE, headers, Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, middleware::from_fn_with_state, response::Redirect, routing::post};
    use tower::ServiceExt as _;

    use super::*;
    use crate::testing;

    const TYPED: &str = "name=Ada+%3Cb%3E%22&city=K%C3%B6ln%0D%0A&billing_address%5Bcity%5D=&intent=pay&a=1&a=2";

    async fn send(path: &str, accept: &str, form: &str) -> (StatusCode, String) {
        let store = testing::in_memory().await.build().await.unwrap();
        let to = |place: &'static str| post(async move || Redirect::to(place));
        let app = Router::new()
            .route("/pannier/down", post(async || StatusCode::SERVICE_UNAVAILABLE))
            .route("/pannier/lost", to("/shop/basket?problem=unavailable"))
            .route("/pannier/fine", to("/order/1?problem=declined"))
            .route("/pannier/echo", post(async |body: String| body))
            .route("/own", post(async || StatusCode::SERVICE_UNAVAILABLE))
            .layer(from_fn_with_state(store, keep));
        let request = Request::post(path).header(ACCEPT, accept).header(CONTENT_LENGTH, form.len());
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = app.oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap();
        let (status, body) = (response.status(), to_bytes(response.into_body(), usize::MAX).await.unwrap());
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Returns the hidden fields of a page, as a browser reads them.
    fn fields(page: &str) -> Vec<(String, String)> {
        let text = |quoted: &str| {
            let quoted = quoted.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
            quoted.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
        };
        let field = |input: &str| {
            let mut quoted = input.split('"').skip(3).step_by(2);
            Some((text(quoted.next()?), text(quoted.next()?)))
        };
        page.split("<input ").skip(1).filter_map(field).collect()
    }

    #[tokio::test]
    async fn what_was_typed_is_kept_for_another_try() {
        let typed: Vec<(String, String)> = form_urlencoded::parse(TYPED.as_bytes()).into_owned().collect();
        for path in ["/pannier/down", "/pannier/lost"] {
            let (status, page) = send(path, "text/html,*/*;q=0.8", TYPED).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(fields(&page), typed, "{page}");
            assert!(page.contains("<form method=\"post\">") && page.contains(">Try again</button>"), "{page}");
            assert!(!page.contains("<b>") && !page.contains("<script"), "{page}");
        }
    }

    #[tokio::test]
    async fn other_requests_are_answered_as_they_were() {
        assert_eq!(send("/pannier/fine", "text/html", TYPED).await.0, StatusCode::SEE_OTHER);
        assert_eq!(send("/pannier/echo", "text/html", TYPED).await.1, TYPED);
        let empty = (StatusCode::SERVICE_UNAVAILABLE, String::new());
        assert_eq!(send("/pannier/down", "application/json", TYPED).await, empty, "a script keeps its form");
        assert_eq!(send("/own", "text/html", TYPED).await, empty, "a form of the app");
        assert_eq!(send("/pannier/down", "text/html", &"a".repeat(LONGEST + 1)).await, empty);
    }
}
