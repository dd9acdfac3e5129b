//! The store in somebody else's app: under a prefix, beside routes, a pool and a session layer that were there before.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, Uri, header},
    routing::{get, post},
};
use pannier::{Address, AddressField, Environment, Language, Settings, Store, api, db::Db, testing};
use proptest::{collection::vec, prelude::*, sample::select};
use sqlx::sqlite::SqlitePoolOptions;
use tower::ServiceExt;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::product::{self, Product, product};

const ORIGIN: &str = "https://quarto.example";

async fn app() -> (Router, Store) {
    // The host's pool, and a table of the host's that has nothing to do with the store.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::query("CREATE TABLE articles (id TEXT)").execute(&pool).await.unwrap();
    let db = Db::from(pool.clone());
    product::create_table(&db).await;
    let settings = Settings::new(ORIGIN, "a secret that only tests have to know");
    let store = Store::builder(pool, settings).sell::<Product>().mount_at("/shop/").build().await.unwrap();
    let provide = {
        let store = store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    let app = Router::new()
        .route("/basket", get(async || "the host's own page of this name"))
        .route("/pannier/{*function}", functions)
        .merge(store.routes())
        .layer(SessionManagerLayer::new(MemoryStore::default()).with_name("sid"));
    (store.with_security(app), store)
}

fn submit(path: &str, form: String, cookie: &str) -> Request<Body> {
    let request = Request::post(path).header(header::ORIGIN, ORIGIN).header(header::COOKIE, cookie);
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.into()).unwrap()
}

fn add(id: &str, cookie: &str) -> Request<Body> {
    submit(api::ADD_TO_BASKET_PATH, format!("kind=product&id={id}"), cookie)
}

fn cookie(response: &Response<Body>) -> String {
    response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn texts_are_those_of_the_closest_language() {
    let store = testing::in_memory().await.messages("de", "").build().await.unwrap();
    let app: Router = store.routes();
    let texts = async |tag: &str| {
        let request = Request::get(format!("/pannier/messages/{tag}")).body(Body::empty()).unwrap();
        text(app.clone().oneshot(request).await.unwrap()).await
    };
    let (english, german) = (texts("en").await, texts("de").await);
    assert_ne!(english, german);
    for (tag, expected) in [("de-AT", &german), ("DE-at", &german), ("fr", &english), ("no-tag-at-all", &english)] {
        assert_eq!(&texts(tag).await, expected, "{tag}");
    }
}

#[tokio::test]
async fn the_hosts_session_carries_the_basket() {
    let (app, store) = app().await;
    product(store.db(), "book").insert().await;
    let first = app.clone().oneshot(add("book", "")).await.unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    let cookie = cookie(&first);
    assert!(cookie.starts_with("sid="), "the host's cookie: {cookie}");
    let second = text(app.clone().oneshot(add("book", &cookie)).await.unwrap()).await;
    assert!(second.contains(r#""count":2"#), "{second}");
    let own = app.clone().oneshot(Request::get("/basket").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(text(own).await, "the host's own page of this name");
}

/// A form as a browser posts it: with text that looks like numbers, and with a choice for each of several parcels.
#[tokio::test]
async fn every_field_of_a_posted_checkout_form_arrives() {
    let (app, store) = app().await;
    product(store.db(), "book").grams(300).insert().await;
    let cookie = cookie(&app.clone().oneshot(add("book", "")).await.unwrap());
    let posted = |n: usize, field: AddressField| match field {
        // Addresses there have every field.
        AddressField::Country => "US".to_owned(),
        _ => format!("0{n}"),
    };
    for (n, path) in ["/pannier/checkout/save", "/pannier/checkout"].into_iter().enumerate() {
        let mut form = format!("attempt=&total=1490+EUR&element=&email={n}%40example.com&payment=&intent=update");
        for (m, field) in Address::FIELDS.into_iter().enumerate() {
            form.push_str(&format!("&{}={}", field.name(), posted(10 * n + m, field)));
        }
        form.push_str("&parcels%5Bby-standard%5D=standard&parcels%5Bby-press%5D=press%3Anext+day");
        let response = app.clone().oneshot(submit(path, form, &cookie)).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let response: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();

        let rows = store.db().fetch_all("SELECT * FROM pannier_orders", &[]).await.unwrap();
        let [order] = &rows[..] else { panic!("{} orders", rows.len()) };
        let kept = |column: &str| order.get::<String>(column).unwrap();
        assert_eq!(kept("email"), format!("{n}@example.com"));
        assert_eq!(kept("parcel_choices"), r#"{"by-press":"press:next day","by-standard":"standard"}"#);
        for (m, field) in Address::FIELDS.into_iter().enumerate() {
            assert_eq!(kept(field.name()), posted(10 * n + m, field), "{path}: {field:?}");
            let shown = &response["Review"]["form"][field.name()];
            assert!(path.ends_with("/save") || *shown == posted(10 * n + m, field), "{field:?}: {response}");
        }
    }
}

#[tokio::test]
async fn everything_of_the_store_is_below_its_prefix() {
    let (app, store) = app().await;
    let ask = async |request: Request<Body>| app.clone().oneshot(request).await.unwrap();
    let webhook = |path: &str| Request::post(path.to_owned()).body(Body::from("{}")).unwrap();
    // A webhook comes from no page: it passes the guard, and this one names no provider.
    assert_eq!(text(ask(webhook("/shop/webhooks/nobody")).await).await, "no such payment provider");
    assert_eq!(ask(webhook("/webhooks/nobody")).await.status(), StatusCode::NOT_FOUND, "no path of the store");
    let get = |path: String| Request::get(path).body(Body::empty()).unwrap();
    let style = ask(get(store.style_path())).await;
    assert_eq!(style.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(text(style).await.contains(".pn-button"));
    let back = ask(get("/shop/payments/return?attempt=nobody".to_owned())).await;
    assert_eq!(back.headers()[header::LOCATION], "/shop/basket?problem=unknown-order");
}

#[tokio::test]
async fn a_return_with_any_query_leads_to_a_page() {
    let (app, _) = app().await;
    for query in
        ["", "?", "?attempt", "?attempt=a&attempt=b", "?attempt=%00", "?attempt=%ff", "?attempt[]=a", "?%", "?&&=&"]
    {
        let request = Request::get(format!("/shop/payments/return{query}")).body(Body::empty()).unwrap();
        let back = app.clone().oneshot(request).await.unwrap();
        assert_eq!(back.status(), StatusCode::SEE_OTHER, "{query}");
        assert_eq!(back.headers()[header::LOCATION], "/shop/basket?problem=unknown-order", "{query}");
    }
}

#[tokio::test]
async fn a_gateway_may_return_the_shopper_by_a_posted_form() {
    let (app, store) = app().await;
    let sql = "INSERT INTO pannier_orders (id, token, created_at, updated_at) VALUES ('o1', 't1', 1, 1)";
    store.db().execute(sql, &[]).await.unwrap();
    let sql = "INSERT INTO pannier_payments (id, order_id, provider, amount, currency, created_at, updated_at, poll_at) \
               VALUES ('a1', 'o1', 'acme', 1000, 'EUR', 1, 1, 1)";
    store.db().execute(sql, &[]).await.unwrap();
    let post = |path: &str| {
        let request = Request::post(path.to_owned()).header(header::ORIGIN, "https://gateway.example");
        let request = request.header("sec-fetch-site", "cross-site");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        app.clone().oneshot(request.body(Body::from("status=ok")).unwrap())
    };
    let back = post("/shop/payments/return?attempt=a1").await.unwrap();
    assert_eq!(back.status(), StatusCode::SEE_OTHER);
    assert_eq!(back.headers()[header::LOCATION], "/shop/order/t1");
    assert_eq!(
        post("/payments/return?attempt=a1").await.unwrap().status(),
        StatusCode::NOT_FOUND,
        "no path of the store"
    );
}

#[tokio::test]
async fn a_store_in_memory_sells() {
    let store = testing::in_memory().await.sell::<Product>().build().await.unwrap();
    product::create_table(store.db()).await;
    product(store.db(), "book").insert().await;
    let visitor = testing::visitor(&store);
    store.add_to_basket(&visitor, "product", "book", 2).await.unwrap();
    assert_eq!(store.basket(&visitor).await.unwrap().count, 2);
    let checkout = store.checkout(&visitor).await.unwrap();
    assert_eq!(checkout.totals.total.amount, 2000);
    assert!(checkout.payment.is_empty(), "nobody has said how it may be paid");
}

#[tokio::test]
async fn a_handler_of_the_app_gets_the_language_of_the_request() {
    let two = testing::in_memory().await.messages("de", "").build().await.unwrap();
    let mut settings = settings(ORIGIN);
    settings.languages = vec![Language::GERMAN];
    let one = Store::builder(Db::memory().await.unwrap(), settings).build().await.unwrap();
    let routes = || Router::new().route("/login", post(async |language: Language| language.to_string()));
    let ask =
        async |app: Router, path: &str| app.oneshot(Request::post(path).body(Body::empty()).unwrap()).await.unwrap();
    for (store, path, expected) in [(&two, "/login", "en"), (&two, "/de/login", "de"), (&one, "/login", "de")] {
        for app in [store.with_security(routes()), store.with_sessions_and_security(routes())] {
            assert_eq!(text(ask(app, path).await).await, expected, "{path}");
        }
    }
    let unwrapped = ask(routes(), "/login").await;
    assert_eq!(unwrapped.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text(unwrapped).await.contains("with_sessions_and_security"));
}

/// A page that links to itself in each language, in a store of two.
async fn switch() -> Router {
    let store = testing::in_memory().await.messages("de", "").build().await.unwrap();
    let links = {
        let store = store.clone();
        move |uri: Uri| {
            let links = store.languages().iter().map(|language| store.path_in(*language, &uri.to_string()));
            let links = links.collect::<Vec<_>>().join("\n");
            async move { links }
        }
    };
    store.with_security(Router::new().fallback(links))
}

#[test]
fn no_path_leads_a_browser_to_another_host() {
    const PIECES: [&str; 10] = ["/", "//", "\\", "de", "en", "DE", "evil.example", ".", "?", "%2f"];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(switch());
    proptest!(|(pieces in vec(select(&PIECES), 0..8))| {
        let path = format!("/{}", pieces.concat());
        let response = runtime.block_on(async {
            let response = app.clone().oneshot(Request::get(&path).body(Body::empty()).unwrap()).await.unwrap();
            let location = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            format!("{}\n{}", location.unwrap_or_default(), text(response).await)
        });
        let base = reqwest::Url::parse(ORIGIN).unwrap();
        for link in response.lines() {
            let to = base.join(link).unwrap();
            prop_assert_eq!(to.host_str(), base.host_str(), "{} links to {}", path, link);
        }
    });
}

/// An app with the store's own sessions.
async fn with_sessions(settings: Settings) -> (Router, Store) {
    let store = Store::builder(Db::memory().await.unwrap(), settings).sell::<Product>().build().await.unwrap();
    product::create_table(store.db()).await;
    let provide = {
        let store = store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    let app = Router::new().route("/pannier/{*function}", functions).fallback(async || "a page");
    (store.with_sessions_and_security(app), store)
}

fn settings(url: &str) -> Settings {
    Settings::new(url, "a secret that only tests have to know")
}

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_and_the_database_opens_no_session() {
    let (app, store) = with_sessions(settings(ORIGIN)).await;
    product(store.db(), "book").insert().await;
    let cookie = cookie(&app.clone().oneshot(add("book", "")).await.unwrap());
    let id = cookie.strip_prefix("__Host-pannier=").expect("the prefix for a cookie that no subdomain can set");
    let rows = store.db().fetch_all("SELECT id FROM pannier_sessions", &[]).await.unwrap();
    let [session] = &rows[..] else { panic!("{} sessions", rows.len()) };
    let stored: String = session.get("id").unwrap();
    assert!(!stored.contains(id) && stored.len() == 43, "{stored}");

    let basket = |cookie: String| app.clone().oneshot(add("book", &cookie));
    assert!(text(basket(cookie.clone()).await.unwrap()).await.contains(r#""count":2"#));
    let stolen = text(basket(format!("__Host-pannier={stored}")).await.unwrap()).await;
    assert!(stolen.contains(r#""count":1"#), "{stolen}");
    let rows = store
        .db()
        .fetch_all("SELECT COALESCE(creation_key, '') AS creation_key FROM pannier_orders", &[])
        .await
        .unwrap();
    assert!(rows.iter().all(|row| !row.get::<String>("creation_key").unwrap().contains(id)));
}

#[tokio::test]
async fn browsers_are_told_to_stay_with_https_in_production() {
    for (environment, url, told) in [
        (Environment::Production, ORIGIN, Some("max-age=31536000")),
        (Environment::Development, ORIGIN, None),
        (Environment::Production, "http://127.0.0.1:3000", None),
    ] {
        let mut settings = settings(url);
        settings.environment = environment;
        let (app, _) = with_sessions(settings).await;
        for (path, told) in [("/pannier/basket", told), ("/", None)] {
            let page = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            let header = page.headers().get(header::STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap());
            assert_eq!(header, told, "{environment:?} {url}: {path}");
        }
    }
}

#[tokio::test]
async fn an_origin_of_another_scheme_is_another_site() {
    let (app, store) = with_sessions(settings(ORIGIN)).await;
    product(store.db(), "book").insert().await;
    for (origin, host, status) in [
        ("https://quarto.example", "quarto.example", StatusCode::OK),
        ("https://www.quarto.example", "www.quarto.example", StatusCode::OK),
        ("http://quarto.example", "quarto.example", StatusCode::FORBIDDEN),
        ("http://www.quarto.example", "www.quarto.example", StatusCode::FORBIDDEN),
        ("quarto.example", "quarto.example", StatusCode::FORBIDDEN),
    ] {
        let mut request = add("book", "");
        request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        assert_eq!(app.clone().oneshot(request).await.unwrap().status(), status, "{origin}");
    }
}
