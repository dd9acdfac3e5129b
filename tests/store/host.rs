//! The app around the store: its pages and forms stay as it made them, and the store's are protected in any case.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header},
    middleware::{self, Next},
    routing,
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_axum::LeptosRoutes;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use pannier::{
    Attempt, AttemptRef, ElementOrigins, PaymentError, PaymentProvider, PaymentState, Refund, RefundRequest,
    StartedPayment, Store, StoreBuilder, Timestamp, WebhookError, WebhookEvent, api, async_trait,
    components::{BasketPage, BasketWidget, CheckoutPage, DownloadPage, OrderPage, WithdrawalPage},
    testing,
};
use tower::ServiceExt;

use crate::{
    log::Log,
    product::{self, Product, product},
    routes::ROUTES,
};

const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

#[component]
pub fn App() -> AnyView {
    view! {
        <Router>
            <BasketWidget/>
            <Routes fallback=|| "There is no such page.">
                <Route path=path!("/") view=|| view! { <h1>"News"</h1> } ssr=SsrMode::Async/>
                <Route path=path!("/basket") view=|| view! { <BasketPage/> } ssr=SsrMode::Async/>
                <Route path=path!("/checkout") view=|| view! { <CheckoutPage/> } ssr=SsrMode::Async/>
                <Route path=path!("/order/:token") view=|| view! { <OrderPage/> } ssr=SsrMode::Async/>
                <Route path=path!("/download/:token") view=|| view! { <DownloadPage/> } ssr=SsrMode::Async/>
                <Route path=path!("/withdraw") view=|| view! { <WithdrawalPage/> } ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
    .into_any()
}

/// A form of the app's.
#[server(prefix = "/api", endpoint = "letters")]
async fn send_letter(number: u32) -> Result<u32, ServerFnError> {
    Ok(number)
}

/// A payment provider with a route and an element of its own.
struct Till;

#[async_trait]
impl PaymentProvider for Till {
    fn id(&self) -> &'static str {
        "till"
    }

    fn label(&self) -> String {
        "At the till".to_owned()
    }

    fn origins(&self) -> Vec<String> {
        vec!["https://till.example".to_owned()]
    }

    fn element_origins(&self) -> ElementOrigins {
        ElementOrigins::new().script("https://js.till.example").connect("https://api.till.example")
    }

    fn routes(&self) -> axum::Router {
        axum::Router::new().route("/till", routing::post(async || "settled"))
    }

    async fn start(&self, _: &Attempt) -> Result<StartedPayment, PaymentError> {
        Err(PaymentError::NotFound)
    }

    async fn verify_webhook(&self, _: &HeaderMap, _: &[u8], _: Timestamp) -> Result<WebhookEvent, WebhookError> {
        Err(WebhookError::Unverified("it sends none"))
    }

    async fn fetch_state(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Err(PaymentError::NotFound)
    }

    async fn cancel(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Err(PaymentError::NotFound)
    }

    async fn refund(&self, _: &AttemptRef, _: &RefundRequest) -> Result<Refund, PaymentError> {
        Err(PaymentError::NotFound)
    }
}

pub struct Host {
    pub app: axum::Router,
    store: Store,
}

impl Host {
    /// Opens an app. `policy` is called in its document, and `layer` adds middleware of its own.
    pub async fn open(builder: StoreBuilder, policy: fn(), layer: fn(axum::Router) -> axum::Router) -> Host {
        let store = builder.sell::<Product>().pay(Till).build().await.unwrap();
        product::create_table(store.db()).await;
        let provide = {
            let store = store.clone();
            move || store.provide()
        };
        let options = LeptosOptions::builder().output_name("app").build();
        let document = move || -> AnyView {
            policy();
            view! { <!DOCTYPE html><html lang="en"><body><App/></body></html> }.into_any()
        };
        let json = async || ([(header::CONTENT_TYPE, "application/json")], "[]");
        let app = axum::Router::new()
            .route("/api/items", routing::get(json).post(async || "sent"))
            .route("/api/hooks/stock", routing::post(async || "noted"))
            .route("/api/broken", routing::get(async || StatusCode::INTERNAL_SERVER_ERROR))
            .route("/logo.svg", routing::get(async || ([(header::CONTENT_TYPE, "image/svg+xml")], "<svg/>")))
            .leptos_routes_with_context(&options, ROUTES.host.clone(), provide, document)
            .merge(store.routes())
            .with_state(options);
        Host { app: store.with_sessions_and_security(layer(app)), store }
    }

    /// Opens an app that has done nothing about security.
    pub async fn plain() -> Host {
        Host::open(testing::in_memory().await, || {}, |app| app).await
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response<Body> {
        self.ask(Method::GET, path, &[]).await
    }

    /// Adds a book to a new basket. Returns the cookie of its session.
    async fn add(&self) -> String {
        product(self.store.db(), "book").insert().await;
        let request = Request::post(api::ADD_TO_BASKET_PATH).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let added = self.app.clone().oneshot(request.body(Body::from("kind=product&id=book")).unwrap()).await.unwrap();
        value(&added, &header::SET_COOKIE).unwrap().split(';').next().unwrap().to_owned()
    }

    /// Posts as a program does, which names no site.
    async fn post(&self, path: &str) -> StatusCode {
        self.ask(Method::POST, path, &[]).await.status()
    }
}

pub fn value<'a>(response: &'a Response<Body>, name: &HeaderName) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

pub async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

/// Asserts that a response has nothing of the store's but the two headers that disturb no page.
fn assert_untouched(response: &Response<Body>, path: &str) {
    let ours = [header::CONTENT_SECURITY_POLICY, header::X_FRAME_OPTIONS, header::STRICT_TRANSPORT_SECURITY];
    for name in ours.iter().chain(&[OPENER, PERMISSIONS]) {
        assert_eq!(value(response, name), None, "{path}: {name}");
    }
    assert_eq!(value(response, &header::X_CONTENT_TYPE_OPTIONS), Some("nosniff"), "{path}");
    assert_eq!(value(response, &header::REFERRER_POLICY), Some("strict-origin-when-cross-origin"), "{path}");
}

#[tokio::test]
async fn pages_and_files_of_the_app_are_its_own() {
    let host = Host::plain().await;
    for path in ["/", "/api/items", "/logo.svg", "/nothing-here"] {
        assert_untouched(&host.get(path).await, path);
    }
    let broken = host.get("/api/broken").await;
    assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR, "only a page of the store is unavailable with it");
    assert_untouched(&broken, "/api/broken");
}

#[tokio::test]
async fn a_form_of_the_app_fails_as_it_does_without_the_store() {
    assert_eq!(send_letter(7).await.ok(), Some(7));
    let host = Host::plain().await;
    assert_eq!(host.post("/api/letters").await, StatusCode::INTERNAL_SERVER_ERROR, "Leptos's answer");
    let own = host.ask(Method::POST, "/pannier/basket/removed", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(own.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_basket_in_the_header_makes_no_page_of_the_store() {
    let host = Host::plain().await;
    let cookie = host.add().await;
    let page = host.ask(Method::GET, "/", &[("cookie", cookie.as_str())]).await;
    assert_eq!(value(&page, &header::CACHE_CONTROL), Some("private, no-store"), "it shows the basket");
    assert_untouched(&page, "/");
}

#[tokio::test]
async fn a_page_and_the_basket_in_its_header_read_the_order_once_and_write_nothing() {
    let host = Host::plain().await;
    let cookie = host.add().await;
    for path in ["/", "/basket", "/checkout"] {
        let log = Log::default();
        let guard = log.listen();
        let page = host.ask(Method::GET, path, &[("cookie", cookie.as_str())]).await;
        assert_eq!(value(&page, &header::SET_COOKIE), None, "{path}");
        assert!(text(page).await.contains("data-count=\"1\""), "{path}");
        drop(guard);
        // The session, the order with its lines, and the items.
        let statements = log.lines("message=statement");
        assert!(statements.len() <= 3, "{path}: {statements:#?}");
        assert!(log.lines("message=commit").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn pages_of_the_store_have_the_usual_headers() {
    let host = Host::plain().await;
    for (path, opener) in [
        ("/basket", "same-origin"),
        ("/checkout", "same-origin-allow-popups"),
        ("/order/unknown", "same-origin-allow-popups"),
        ("/download/unknown", "same-origin"),
        ("/withdraw", "same-origin"),
    ] {
        let page = host.get(path).await;
        assert_eq!(value(&page, &header::X_FRAME_OPTIONS), Some("DENY"), "{path}");
        assert_eq!(value(&page, &OPENER), Some(opener), "{path}");
        assert!(value(&page, &PERMISSIONS).unwrap().contains("camera=()"), "{path}");
        assert_eq!(value(&page, &header::CONTENT_SECURITY_POLICY), None, "{path}: the app sets none");
        assert!(text(page).await.contains("<html"), "{path}");
    }
}

#[tokio::test]
async fn every_page_of_a_document_with_the_policy_has_it() {
    let host = Host::open(testing::in_memory().await, pannier::content_security_policy, |app| app).await;
    for path in ["/", "/basket"] {
        let page = host.get(path).await;
        assert_eq!(value(&page, &header::X_FRAME_OPTIONS), Some("DENY"), "{path}");
        let policy = value(&page, &header::CONTENT_SECURITY_POLICY).unwrap();
        for part in [
            "default-src 'self'; script-src 'nonce-",
            "connect-src 'self' https://api.till.example;",
            "form-action 'self' https://till.example;",
        ] {
            assert!(policy.contains(part), "{path}: {part} in {policy}");
        }
    }
    assert_untouched(&host.get("/logo.svg").await, "/logo.svg");
}

#[tokio::test]
async fn a_document_can_allow_more() {
    let policy = || {
        let policy = pannier::ContentSecurityPolicy::new().allow_img("https://cdn.example");
        policy.allow_style("'unsafe-inline'").allow_frame("https://evil.example; script-src *").apply();
    };
    let host = Host::open(testing::in_memory().await, policy, |app| app).await;
    let page = host.get("/").await;
    let policy = value(&page, &header::CONTENT_SECURITY_POLICY).unwrap();
    assert!(policy.contains("img-src 'self' data: https://cdn.example;"), "{policy}");
    assert!(policy.contains("style-src 'self' 'unsafe-inline';") && !policy.contains("evil"), "{policy}");
}

#[tokio::test]
async fn what_the_app_has_set_stays() {
    async fn of_the_app(request: Request, next: Next) -> Response<Body> {
        let mut response = next.run(request).await;
        let own = [(header::CONTENT_SECURITY_POLICY, "default-src 'self'"), (header::X_FRAME_OPTIONS, "SAMEORIGIN")];
        for (name, value) in own {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
    let layer = |app: axum::Router| app.layer(middleware::from_fn(of_the_app));
    let host = Host::open(testing::in_memory().await, || {}, layer).await;
    for path in ["/", "/checkout", "/logo.svg"] {
        let page = host.get(path).await;
        assert_eq!(value(&page, &header::CONTENT_SECURITY_POLICY), Some("default-src 'self'"), "{path}");
        assert_eq!(value(&page, &header::X_FRAME_OPTIONS), Some("SAMEORIGIN"), "{path}");
    }
}

#[tokio::test]
async fn what_the_store_sends_itself_may_load_nothing() {
    let host = Host::plain().await;
    let style = host.store.style_path();
    let requests = [
        (Method::GET, style.as_str(), "none"),
        (Method::GET, "/payments/return?attempt=unknown", "cross-site"),
        (Method::GET, "/pannier/element.js", "same-origin"),
        (Method::POST, "/webhooks/unknown", "cross-site"),
        (Method::POST, "/till", "same-origin"),
        (Method::POST, "/till", "cross-site"),
        (Method::POST, "/pannier/basket", "same-origin"),
        (Method::POST, "/pannier/basket", "cross-site"),
    ];
    for (method, path, from) in requests {
        let response = host.ask(method, path, &[("sec-fetch-site", from)]).await;
        assert_eq!(value(&response, &header::CONTENT_SECURITY_POLICY), Some(NOTHING), "{path}: {}", response.status());
        assert_eq!(value(&response, &header::X_FRAME_OPTIONS), Some("DENY"), "{path}");
    }
}

#[tokio::test]
async fn the_stores_forms_and_routes_are_guarded_always() {
    let accepting = testing::in_memory().await.accept_cross_site("/").accept_cross_site("/pannier/basket");
    let accepting = accepting.accept_cross_site("/till").messages("de", "");
    for host in [Host::plain().await, Host::open(accepting, || {}, |app| app).await] {
        let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
        let functions: Vec<&str> = functions.filter(|path| path.starts_with("/pannier/")).collect();
        assert!(functions.len() >= 10 && functions.contains(&api::ADD_TO_BASKET_PATH), "{functions:?}");
        for path in functions.into_iter().chain(["/till"]) {
            assert_eq!(host.post(path).await, StatusCode::FORBIDDEN, "{path}");
        }
        for tag in host.store.languages().iter().skip(1) {
            let path = format!("/{tag}{}", api::ADD_TO_BASKET_PATH);
            assert_eq!(host.post(&path).await, StatusCode::FORBIDDEN, "{path}");
        }
        let own = host.ask(Method::POST, "/till", &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(own.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn posts_of_the_app_are_guarded_where_it_says_so() {
    let plain = Host::plain().await;
    assert_eq!(plain.post("/api/items").await, StatusCode::OK);
    let foreign = plain.ask(Method::POST, "/api/items", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(foreign.status(), StatusCode::OK);

    let (refused, accepted) = (StatusCode::FORBIDDEN, StatusCode::OK);
    let apps: [(&str, &str, &[&str]); 3] =
        [("/api", "", &[""]), ("/", "", &["", "/de"]), ("/api/items", "/shop", &["", "/de"])];
    for (guarded, mounted, languages) in apps {
        let mut builder = testing::in_memory().await.mount_at(mounted);
        builder = builder.reject_cross_site(guarded).accept_cross_site("/api/hooks");
        if languages.contains(&"/de") {
            builder = builder.messages("de", "");
        }
        let host = Host::open(builder, || {}, |app| app).await;
        for tag in languages {
            let says = format!("{guarded} {mounted} {tag}");
            assert_eq!(host.post(&format!("{tag}/api/items")).await, refused, "{says}");
            assert_eq!(host.post(&format!("{tag}/api/hooks/stock")).await, accepted, "{says}");
            let path = format!("{tag}/api/items");
            let own = host.ask(Method::POST, &path, &[("origin", "http://127.0.0.1:3000")]).await;
            assert_eq!(own.status(), accepted, "{says}");
            assert_eq!(host.get(&path).await.status(), accepted, "{says}: reading changes nothing");
            let webhook = host.post(&format!("{tag}{mounted}/webhooks/unknown")).await;
            assert_eq!(webhook, StatusCode::NOT_FOUND, "{says}: no such provider, and no guard");
        }
    }
}
