//! The store's routes, and the middleware around every request.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Extension, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use leptos::{context::use_context, nonce::use_nonce, server_fn::error::SERVER_FN_ERROR_HEADER};
use tower::ServiceBuilder;
use tower_http::limit::RequestBodyLimitLayer;

use super::{element, language, page_response, style};
use crate::{
    language::Language,
    model::{Paths, Problem},
    store::{
        Environment, Store,
        language::RequestLanguage,
        order,
        payment::{record, webhook::Outcome},
        spawn::run_to_completion,
        visitor,
    },
};

/// Seconds after which an unavailable shop may be asked again.
const RETRY_AFTER: &str = "10";
/// Maximum size of a webhook's body in bytes.
const LONGEST_WEBHOOK: usize = 256 * 1024;
/// Seconds after which a gateway may send a webhook again that cannot be handled now.
const RETRY_WEBHOOK_AFTER: &str = "60";
/// The path to which gateways return the shopper's browser, without the store's prefix.
const PAYMENT_RETURN: &str = "/payments/return";
/// Maximum size of a request body in bytes: ample for a form.
const LONGEST_BODY: usize = 1024 * 1024;

impl Store {
    /// Returns the routes that the store serves under [`Paths::prefix`](crate::Paths::prefix):
    /// webhooks, the return from a payment gateway, the style sheet of the components, the files of a
    /// storage without a server of its own, and the payment providers' routes. Merge them into your
    /// app's router.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes: Router<S> = Router::new()
            .route("/webhooks/{provider}", post(webhook).layer(DefaultBodyLimit::max(LONGEST_WEBHOOK)))
            .route(PAYMENT_RETURN, get(payment_return).post(payment_return))
            .merge(style::SHEET.routes())
            .with_state(self.clone())
            .merge(self.0.storage.routes().with_state(()));
        let routes = match self.paths().prefix.as_str() {
            "" => routes,
            prefix => Router::new().nest(prefix, routes),
        };
        let routes = routes.merge(element::MODULE.routes());
        self.0.payments.iter().fold(routes, |routes, provider| routes.merge(provider.routes().with_state(())))
    }

    /// Adds what every page of the store needs to an app: [`Store::with_security`], and sessions in the store's
    /// database. An app with its own session layer (tower-sessions) uses [`Store::with_security`] alone; its cookie
    /// should be `SameSite=Lax`, or shoppers return from the payment gateway without it. Placing an order gives the
    /// session a new id and keeps its data.
    pub fn with_sessions_and_security(&self, app: Router) -> Router {
        self.with_security(app.layer(visitor::layer(self)))
    }

    /// Adds middleware that rejects cross-site requests, sets the usual security headers, limits
    /// request bodies (1 MiB), and removes the tag of a [language](Store::languages) from paths.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use tower_sessions::{MemoryStore, SessionManagerLayer, cookie::SameSite};
    ///
    /// let sessions = SessionManagerLayer::new(MemoryStore::default()).with_same_site(SameSite::Lax);
    /// let app: axum::Router = axum::Router::new().merge(store.routes());
    /// let app = store.with_security(app.layer(sessions));
    /// # Ok(())
    /// # });
    /// ```
    pub fn with_security(&self, app: Router) -> Router {
        let app = app
            .layer(middleware::from_fn_with_state(self.clone(), unsaved))
            .layer(middleware::from_fn_with_state(self.clone(), unreadable))
            .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
            .layer(middleware::from_fn_with_state(self.clone(), same_origin))
            .layer(middleware::from_fn_with_state(self.clone(), headers));
        if self.languages().len() < 2 {
            return app;
        }
        // A router's layer runs after routing, but the path has to change before.
        let by_path = middleware::from_fn_with_state(self.clone(), language::by_path);
        Router::new().fallback_service(ServiceBuilder::new().layer(by_path).service(app))
    }
}

/// Sets the content security policy of the current page, with the nonce of its scripts. Call it in the
/// shell that every page is rendered in.
///
/// ```
/// use leptos::prelude::*;
///
/// fn shell(_options: LeptosOptions) -> impl IntoView {
///     pannier::content_security_policy();
///     view! { <!DOCTYPE html><html lang="en"><body>"Hello"</body></html> }
/// }
/// ```
pub fn content_security_policy() {
    let Some(nonce) = use_nonce() else { return };
    let store = use_context::<Store>();
    let providers = || store.iter().flat_map(|store| &store.0.payments);
    let gateways = providers().flat_map(|p| p.origins()).collect::<Vec<_>>().join(" ");
    let elements = providers().flat_map(|p| p.element_origins()).collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {elements}; frame-src 'self' {elements}; img-src 'self' data: {elements}; object-src 'none'; \
         base-uri 'none'; form-action 'self' {gateways}; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        page_response::header(header::CONTENT_SECURITY_POLICY, policy);
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
pub fn set_response_status(status: StatusCode) {
    page_response::status(status);
}

/// Receives a provider's webhook. Answers 2xx only after the change is committed, so that failed ones
/// are sent again.
async fn webhook(
    State(store): State<Store>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // A gateway that disconnects must not interrupt the processing.
    let outcome = run_to_completion(async move { store.receive(&provider, &headers, &body).await }).await;
    match outcome.unwrap_or_else(|problem| Outcome::Later(problem.to_string())) {
        Outcome::Noted => "accepted".into_response(),
        Outcome::Ignored => "ignored".into_response(),
        Outcome::UnknownAttempt => "unknown attempt".into_response(),
        Outcome::UnknownProvider => (StatusCode::NOT_FOUND, "no such payment provider").into_response(),
        Outcome::Unverified(why) => (StatusCode::UNAUTHORIZED, why).into_response(),
        Outcome::Malformed(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        Outcome::Later(why) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_WEBHOOK_AFTER)], why).into_response()
        }
    }
}

#[derive(serde::Deserialize)]
struct Return {
    #[serde(default)]
    attempt: String,
}

/// Handles the shopper's return from the gateway, by a link or, at some gateways, by a form. The query is not
/// trusted: the payment state is polled.
async fn payment_return(
    State(store): State<Store>,
    language: Option<Extension<RequestLanguage>>,
    Query(query): Query<Return>,
) -> Response {
    match store.back_from_gateway(&query.attempt).await {
        Ok(page) => Redirect::to(&page).into_response(),
        // The browser tries again by itself: the shopper may have paid.
        Err(Problem::Unavailable) => {
            let language = language.map(|Extension(language)| language);
            ([(header::REFRESH, RETRY_AFTER)], unavailable(&store, language.as_ref())).into_response()
        }
        Err(problem) => Redirect::to(&format!("{}?problem={}", store.paths().basket, problem.code())).into_response(),
    }
}

impl Store {
    async fn back_from_gateway(&self, attempt: &str) -> Result<String, Problem> {
        let payment = record::by_id(self.db(), attempt).await?.ok_or(Problem::UnknownOrder)?;
        self.refresh_payment(&payment.order_id).await;
        let head = order::header::head(self.db(), &payment.order_id).await?.ok_or(Problem::UnknownOrder)?;
        Ok(self.path_in(self.language_of_order(&head), &self.order_path(&head.token)))
    }
}

/// Rejects requests sent by a page of another site. Browsers state the origin of a request in
/// Sec-Fetch-Site (Fetch Metadata) or Origin (RFC 6454); a request with neither is not from a current
/// browser, and is rejected as well.
async fn same_origin(State(store): State<Store>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // Gateways authenticate by a signature instead of their origin, and the return from one changes nothing.
    let path = request.uri().path().strip_prefix(store.paths().prefix.as_str());
    let from_gateway = path.is_some_and(|path| path.starts_with("/webhooks/") || path == PAYMENT_RETURN);
    if safe || from_gateway || comes_from_us(&store, request.headers()) {
        return next.run(request).await;
    }
    // Without the path, which may hold the token of an order.
    if let Some(times) = store.0.cross_site_log.pass(store.db().now()) {
        tracing::warn!(times, "cross-site requests rejected");
    }
    (
        StatusCode::FORBIDDEN,
        "We blocked this request because it came from another site. Please go to the shop and try again.",
    )
        .into_response()
}

fn comes_from_us(store: &Store, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let base_url = store.settings().base_url.as_str();
    // The proxy terminates TLS, so only the shop's URL tells the scheme.
    let scheme = base_url.split_once("://").map(|(scheme, _)| scheme);
    let is_here = |(asked, host)| Some(asked) == scheme && Some(host) == text(header::HOST);
    origin == base_url || origin.split_once("://").is_some_and(is_here)
}

/// The response of a shop whose database is unavailable, without a page around it.
fn unavailable(store: &Store, language: Option<&RequestLanguage>) -> (StatusCode, String) {
    (StatusCode::SERVICE_UNAVAILABLE, Problem::Unavailable.message(&store.texts(spoken(store, language))))
}

fn spoken(store: &Store, language: Option<&RequestLanguage>) -> Language {
    language.map_or_else(|| store.first_language(), |RequestLanguage(language)| *language)
}

/// Reports a session that could not be saved. The session layer's empty response would get the status and the
/// redirect that the page has set, and lead to a basket that seems to be empty.
async fn unsaved(State(store): State<Store>, request: Request, next: Next) -> Response {
    let answer = request.extensions().get::<page_response::Answer>().cloned();
    let language = request.extensions().get::<RequestLanguage>().copied();
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR || response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    if let Some(answer) = answer {
        answer.clear();
    }
    unavailable(&store, language.as_ref()).into_response()
}

/// Turns a form that cannot be deserialized into a client error. It never reaches the store: Leptos
/// answers with 500, or redirects back with the error in the URL.
async fn unreadable(State(store): State<Store>, request: Request, next: Next) -> Response {
    let spoken = spoken(&store, request.extensions().get::<RequestLanguage>());
    let mut response = next.run(request).await;
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        if response.status() == StatusCode::FOUND {
            let (basket, code) = (store.path_in(spoken, &store.paths().basket), Problem::BadRequest.code());
            return Redirect::to(&format!("{basket}?problem={code}")).into_response();
        }
        if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
            *response.status_mut() = StatusCode::BAD_REQUEST;
        }
    }
    response
}

/// Sets the usual security headers, unless a page has set its own. A page sets its content security
/// policy itself, because it knows the nonce; any other response may load nothing.
async fn headers(State(store): State<Store>, mut request: Request, next: Next) -> Response {
    let opener = opener_policy(store.paths(), request.uri().path());
    let answer = page_response::Answer::default();
    request.extensions_mut().insert(answer.clone());
    let mut response = next.run(request).await;
    let kept = response.status() == StatusCode::NOT_MODIFIED;
    answer.complete(&mut response);
    let headers = response.headers_mut();
    if kept {
        // The browser keeps the cached page with its policy; a new one would replace it.
        headers.remove(header::CONTENT_SECURITY_POLICY);
        return response;
    }
    let settings = store.settings();
    let https = settings.environment == Environment::Production && settings.base_url.starts_with("https:");
    // Not for subdomains, which may be servers of others.
    let transport = https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    let usual = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), opener),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in usual.into_iter().chain(transport) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

/// Returns the opener policy of a page. A gateway's payment element may open a window, which has to reach the
/// page that opened it.
fn opener_policy(paths: &Paths, path: &str) -> &'static str {
    let is_order = path.strip_prefix(paths.order.as_str()).is_some_and(|rest| rest.starts_with('/'));
    match path == paths.checkout || is_order {
        true => "same-origin-allow-popups",
        false => "same-origin",
    }
}
