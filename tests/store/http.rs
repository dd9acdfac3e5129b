//! The store in somebody else's app: under a prefix, beside routes, a pool and a session layer that were there before.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::{get, post},
};
use pannier::{Address, AddressField, Settings, Store, api, db::Db, testing};
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
        AddressField::Country => "DE".to_owned(),
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
    assert_eq!(ask(webhook("/webhooks/nobody")).await.status(), StatusCode::FORBIDDEN);
    let get = |path: String| Request::get(path).body(Body::empty()).unwrap();
    let style = ask(get(store.style_path())).await;
    assert_eq!(style.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(text(style).await.contains(".pn-button"));
    let back = ask(get("/shop/payments/return?attempt=nobody".to_owned())).await;
    assert_eq!(back.headers()[header::LOCATION], "/shop/basket?problem=unknown-order");
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
        StatusCode::FORBIDDEN,
        "no path of the store"
    );
}

#[tokio::test]
async fn a_store_in_memory_sells() {
    let store = testing::in_memory().await.sell::<Product>().build().await.unwrap();
    product::create_table(store.db()).await;
    product(store.db(), "book").insert().await;
    let visitor = testing::visitor(&store);
    store.add_to_basket(&visitor, "product", "book", 2, None).await.unwrap();
    assert_eq!(store.basket(&visitor).await.unwrap().count, 2);
    let checkout = store.checkout(&visitor, false).await.unwrap();
    assert_eq!(checkout.totals.total.amount, 2000);
    assert!(checkout.payment.is_empty(), "nobody has said how it may be paid");
}
