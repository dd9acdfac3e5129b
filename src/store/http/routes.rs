//! The store's routes, their limits, and the order of the middleware around every request.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Extension, Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use tower::ServiceBuilder;

use super::{
    SERVER_FUNCTIONS,
    csrf::{self, PAYMENT_RETURN},
    element, hydration, is_server_function, language,
    page_response::{self, RETRY_AFTER},
    security_headers::{self, of_the_store},
    style, texts, try_again, uploads,
};
use crate::{
    language::Language,
    model::Problem,
    store::{
        Environment, Store, document,
        language::RequestLanguage,
        order,
        payment::{record, webhook::Outcome},
        picture,
        spawn::run_to_completion,
        terms, visitor,
    },
};

/// Maximum size of a webhook's body in bytes.
const LONGEST_WEBHOOK: usize = 256 * 1024;
/// Seconds after which a gateway may send a webhook again that cannot be handled now.
const RETRY_WEBHOOK_AFTER: &str = "60";

impl Store {
    /// Returns the routes that the store serves: under [`Paths::prefix`](crate::Paths::prefix) webhooks, the return
    /// from a payment gateway, the style sheet of the components, the pictures of products, and the files of a storage
    /// without a server of its own; below the page of an order, its [documents](crate::recipes::documents); beside the
    /// server functions, under `/pannier`, what its scripts load; and the payment providers' routes. Merge them into your app's router.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes: Router<S> = Router::new()
            .route("/webhooks/{provider}", post(webhook).layer(DefaultBodyLimit::max(LONGEST_WEBHOOK)))
            .route(PAYMENT_RETURN, get(payment_return).post(payment_return))
            .merge(style::SHEET.routes())
            .merge(picture::routes())
            .with_state(self.clone())
            .merge(self.0.storage.routes().with_state(()));
        let routes = match self.paths().prefix.as_str() {
            "" => routes,
            prefix => Router::new().nest(prefix, routes),
        };
        // At the path of the page, which the app may have put elsewhere.
        let routes = routes.merge(document::serve::routes(self)).merge(terms::routes(self));
        let routes = routes.merge(element::MODULE.routes()).merge(texts::routes(self));
        let providers = self.0.payments.iter();
        let routes = providers.fold(routes, |routes, provider| routes.merge(provider.routes().with_state(())));
        // Here, because the paths of providers and storages are theirs to choose.
        self.guarded(routes)
    }

    /// Guards routes as the store's own: cross-site requests are rejected, and [`Store::with_security`] adds the security
    /// headers that their responses lack.
    pub(crate) fn guarded<S: Clone + Send + Sync + 'static>(&self, routes: Router<S>) -> Router<S> {
        routes
            .route_layer(middleware::from_fn_with_state(self.clone(), csrf::guard))
            .route_layer(middleware::from_fn(security_headers::mark))
    }

    /// Adds what every page of the store needs to an app: [`Store::with_security`], and sessions in the store's
    /// database. An app with its own session layer, of [tower-sessions 0.15](crate::tower_sessions), uses
    /// [`Store::with_security`] alone. A page whose session can no longer be saved answers 503.
    ///
    /// Your app can keep data of its own in these sessions, such as who has logged in, under any key but `order`,
    /// `replaced`, `aged` and `former`:
    ///
    /// ```
    /// use pannier::tower_sessions::{Session, session::Error};
    ///
    /// async fn log_in(session: Session) -> Result<(), Error> {
    ///     session.insert("user", "ada").await?;
    ///     session.cycle_id().await
    /// }
    ///
    /// async fn log_out(session: Session) -> Result<(), Error> {
    ///     session.remove::<String>("user").await.map(drop)
    /// }
    /// ```
    ///
    /// Placing an order gives the session a new id and keeps its data, and so does `Session::cycle_id`. The old id works for
    /// two more minutes, in case the response with the new one is lost. It has the data as it was before; what a request
    /// with the old id changes may be lost. `Session::flush` also ends a session only after these two minutes. So log
    /// out as above: what is removed from the current session is gone at once. If a session of yours has to end at once
    /// in any case, such as that of a back office, use a session layer of your own.
    pub fn with_sessions_and_security(&self, app: Router) -> Router {
        let app = app.layer(middleware::from_fn(answered)).layer(visitor::layer(self));
        self.secured(app, SessionLayer::OfTheStore)
    }

    /// Adds middleware around an app that protects the store:
    ///
    /// - Cross-site requests to the store's routes and forms are rejected. Your own routes are left alone, unless you
    ///   name them ([`StoreBuilder::reject_cross_site`](crate::StoreBuilder::reject_cross_site)).
    /// - Responses get the security headers in the table below, unless they have them already.
    /// - Request bodies are limited to 1 MiB, except of the [admin's](Store::admin) uploads.
    /// - A form that a browser without scripts posts while the database is unavailable is answered by a page that keeps what
    ///   was typed, to send it again.
    /// - The tag of a [language](Store::languages) is removed from paths. A handler gets it as a
    ///   [`Language`](crate::Language).
    ///
    /// | Header | Responses |
    /// |---|---|
    /// | `X-Content-Type-Options`, `Referrer-Policy` | all |
    /// | `X-Frame-Options`, `Cross-Origin-Opener-Policy`, `Permissions-Policy`; `Strict-Transport-Security` in production over https | those of the store's routes and forms; pages with one of its page components; pages whose document sets the store's [content security policy](crate::ContentSecurityPolicy) |
    /// | `Content-Security-Policy` | those of the store's routes and forms. Your document sets that of your pages |
    ///
    /// For a content security policy of your own instead, see
    /// [`ContentSecurityPolicy`](crate::ContentSecurityPolicy#a-policy-of-your-own).
    ///
    /// The session layer of your app goes inside. It has to be of tower-sessions 0.15, which is re-exported as
    /// [`pannier::tower_sessions`](crate::tower_sessions): a layer of another version compiles, but the store finds no
    /// session, its pages answer 503, and the log says so. The cookie has to be `SameSite=Lax`, or shoppers return from
    /// the payment gateway without it; and it may be `Secure`, which is the default, only if the shop uses https.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::tower_sessions::{MemoryStore, SessionManagerLayer, cookie::SameSite};
    ///
    /// let sessions = SessionManagerLayer::new(MemoryStore::default()) // with the feature `memory-store` of tower-sessions
    ///     .with_same_site(SameSite::Lax)
    ///     .with_secure(store.settings().base_url.starts_with("https:"));
    /// let app: axum::Router = axum::Router::new().merge(store.routes());
    /// let app = store.with_security(app.layer(sessions));
    /// # Ok(())
    /// # });
    /// ```
    pub fn with_security(&self, app: Router) -> Router {
        self.secured(app, SessionLayer::OfTheApp)
    }

    fn secured(&self, app: Router, sessions: SessionLayer) -> Router {
        let app = match self.settings().environment {
            Environment::Production => app,
            Environment::Development => app.layer(middleware::from_fn(hydration::watch)),
        };
        let app = app
            .layer(middleware::from_fn_with_state((self.clone(), sessions), unsaved))
            .layer(middleware::from_fn_with_state(self.clone(), unreadable))
            .layer(middleware::from_fn_with_state(self.clone(), uploads::limit_others))
            .layer(middleware::from_fn_with_state(self.clone(), csrf::guard_app))
            .layer(middleware::from_fn(page_response::apply))
            .layer(middleware::from_fn_with_state(self.clone(), try_again::keep))
            .layer(middleware::from_fn_with_state(self.clone(), security_headers::add));
        if self.languages().len() < 2 {
            return app.layer(Extension(RequestLanguage(self.first_language())));
        }
        // A router's layer runs after routing, but the path has to change before.
        let by_path = middleware::from_fn_with_state(self.clone(), language::by_path);
        Router::new().fallback_service(ServiceBuilder::new().layer(by_path).service(app))
    }
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

/// Handles the shopper's return from the gateway, by a link or, at some gateways, by a form. The query is not
/// trusted, and may be any: the payment state is polled.
async fn payment_return(
    State(store): State<Store>,
    language: Option<Extension<RequestLanguage>>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let attempt = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "attempt");
    let attempt = attempt.map(|(_, attempt)| attempt).unwrap_or_default();
    match store.back_from_gateway(&attempt).await {
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
        self.refresh(&payment).await;
        let head = order::header::head(self.db(), &payment.order_id).await?.ok_or(Problem::UnknownOrder)?;
        Ok(self.path_in(self.language_of_order(&head), &self.order_path(&head.token)))
    }
}

/// The response of a shop whose database is unavailable, without a page around it.
fn unavailable(store: &Store, language: Option<&RequestLanguage>) -> (StatusCode, String) {
    (StatusCode::SERVICE_UNAVAILABLE, Problem::Unavailable.message(&store.texts(spoken(store, language))))
}

fn spoken(store: &Store, language: Option<&RequestLanguage>) -> Language {
    language.map_or_else(|| store.first_language(), |RequestLanguage(language)| *language)
}

/// Whose layer saves the sessions.
#[derive(Clone, Copy)]
enum SessionLayer {
    OfTheStore,
    OfTheApp,
}

/// The mark of a response that comes from inside the store's session layer, in its extensions.
#[derive(Clone, Copy)]
struct Answered;

/// Middleware that marks what the app answers, in contrast to the session layer around it.
async fn answered(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Answered);
    response
}

/// Reports a session that could not be saved. The session layer's empty response would get the status and the
/// redirect that the page has set, and lead to a basket that seems to be empty. The responses of an app's own session
/// layer look like the app's, and are replaced only for a form or a page of the store.
async fn unsaved(State((store, sessions)): State<(Store, SessionLayer)>, request: Request, next: Next) -> Response {
    let answer = request.extensions().get::<page_response::Answer>().cloned();
    let language = request.extensions().get::<RequestLanguage>().copied();
    let calls_the_store = is_server_function(request.uri().path());
    let response = next.run(request).await;
    let Some(answer) = answer.filter(|_| response.status() == StatusCode::INTERNAL_SERVER_ERROR) else {
        return response;
    };
    let is_unsaved = match sessions {
        SessionLayer::OfTheStore => response.extensions().get::<Answered>().is_none(),
        SessionLayer::OfTheApp => {
            !response.headers().contains_key(header::CONTENT_TYPE) && (calls_the_store || answer.shows_the_store())
        }
    };
    if !is_unsaved {
        return response;
    }
    answer.clear();
    of_the_store(unavailable(&store, language.as_ref()).into_response())
}

/// Turns a form of the store that cannot be deserialized into a client error. It never reaches the store: Leptos
/// answers with 500, or redirects back with the error in the URL.
async fn unreadable(State(store): State<Store>, request: Request, next: Next) -> Response {
    if !is_server_function(request.uri().path()) {
        return next.run(request).await;
    }
    let spoken = spoken(&store, request.extensions().get::<RequestLanguage>());
    let page = store.path_in(spoken, page_of(&store, request.uri().path()));
    let mut response = next.run(request).await;
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        if response.status() == StatusCode::FOUND {
            return Redirect::to(&format!("{page}?problem={}", Problem::BadRequest.code())).into_response();
        }
        if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
            *response.status_mut() = StatusCode::BAD_REQUEST;
        }
    }
    // Leptos sends a form whose function does not say where to go back to the page that the request names.
    let target = response.headers().get(header::LOCATION).map(HeaderValue::as_bytes);
    if target.is_some_and(|target| !is_of_this_site(&store.settings().base_url, target)) {
        return Redirect::to(&page).into_response();
    }
    response
}

/// Returns the page that says what is wrong with a form for this server function.
fn page_of<'a>(store: &'a Store, function: &str) -> &'a str {
    let (paths, name) = (store.paths(), function.strip_prefix(SERVER_FUNCTIONS).unwrap_or_default());
    if name.starts_with("withdrawal") { &paths.withdraw } else { &paths.basket }
}

fn is_of_this_site(base_url: &str, target: &[u8]) -> bool {
    match target.strip_prefix(base_url.as_bytes()) {
        Some(rest) => matches!(rest.first(), None | Some(b'/' | b'?')),
        None => target.starts_with(b"/") && !matches!(target.get(1), Some(b'/' | b'\\')),
    }
}
