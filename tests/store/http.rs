//! The store in somebody else's app: under a prefix, beside routes, a pool and a session layer that were there before.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::{get, post},
};
use pannier::{Settings, Store, api, db::Db, testing};
use sqlx::sqlite::SqlitePoolOptions;
use tower::ServiceExt;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::product::{self, Good, product};

const ORIGIN: &str = "https://quarto.example";

async fn app() -> (Router, Store) {
    // The host's pool, and a table of the host's that has nothing to do with the store.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::query("CREATE TABLE articles (id TEXT)").execute(&pool).await.unwrap();
    let db = Db::from(pool.clone());
    product::create_table(&db).await;
    let settings = Settings::new(ORIGIN, "a secret that only tests have to know");
    let store = Store::builder(pool, settings).sell::<Good>().under("/shop/").build().await.unwrap();
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
    (store.guard(app), store)
}

fn add(id: &str, cookie: &str) -> Request<Body> {
    let request = Request::post(api::ADD_TO_BASKET_PATH).header(header::ORIGIN, ORIGIN).header(header::COOKIE, cookie);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(format!("kind=good&id={id}").into()).unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_hosts_session_carries_the_basket() {
    let (app, store) = app().await;
    product(store.db(), "book").insert().await;
    let first = app.clone().oneshot(add("book", "")).await.unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    let cookie = first.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("sid="), "the host's cookie: {cookie}");
    let second = text(app.clone().oneshot(add("book", &cookie)).await.unwrap()).await;
    assert!(second.contains(r#""count":2"#), "{second}");
    let own = app.clone().oneshot(Request::get("/basket").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(text(own).await, "the host's own page of this name");
}

#[tokio::test]
async fn everything_of_the_store_is_below_its_prefix() {
    let (app, store) = app().await;
    let ask = async |request: Request<Body>| app.clone().oneshot(request).await.unwrap();
    let webhook = |path: &str| Request::post(path.to_owned()).body(Body::from("{}")).unwrap();
    // A webhook comes from no page: it passes the guard, and this one names no provider.
    assert_eq!(text(ask(webhook("/shop/webhooks/nobody")).await).await, "no such payment provider");
    assert_eq!(ask(webhook("/webhooks/nobody")).await.status(), StatusCode::FORBIDDEN);
    let get = |path: String| Request::get(path).body(Body::empty()).unwrap();
    let style = ask(get(store.style_path())).await;
    assert_eq!(style.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(text(style).await.contains(".pn-button"));
    let back = ask(get("/shop/payments/return?attempt=nobody".to_owned())).await;
    assert_eq!(back.headers()[header::LOCATION], "/shop/basket?problem=unknown-order");
}

#[tokio::test]
async fn a_store_in_memory_sells() {
    let store = testing::in_memory().await.sell::<Good>().build().await.unwrap();
    product::create_table(store.db()).await;
    product(store.db(), "book").insert().await;
    let visitor = testing::visitor(&store);
    store.add(&visitor, "good", "book", 2, None).await.unwrap();
    assert_eq!(store.basket(&visitor).await.unwrap().count, 2);
    let checkout = store.checkout(&visitor, false).await.unwrap();
    assert_eq!(checkout.totals.total.amount, 2000);
    assert!(checkout.payment.is_empty(), "nobody has said how it may be paid");
}
