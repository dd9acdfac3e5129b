//! What shoppers see while the database is unavailable.

use std::time::Instant;

use pannier::db::Db;
use reqwest::{Method, StatusCode, header};

use crate::{
    client::{Browser, Checkout, FORM, encode, value},
    process::{Shop, run},
    service::fresh_directory,
};

const SAYS: [(&str, &str, &str); 2] = [
    ("", "The shop isn&#x27;t responding right now.", "Basket unavailable right now"),
    ("/de", "Der Shop ist gerade nicht erreichbar.", "Warenkorb gerade nicht erreichbar"),
];

/// Runs a statement on the database of a shop that is open.
async fn change(shop: &Shop, sql: &str) {
    let db = Db::connect(&format!("sqlite:{}/shop.db", shop.data.display())).await.unwrap();
    db.execute(sql, &[]).await.unwrap();
    db.close().await;
}

#[tokio::test]
async fn an_unavailable_basket_is_not_an_empty_one() {
    let shop = Shop::open();
    let (browser, begun) = (Browser::new(&shop.url), Instant::now());
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    change(&shop, "ALTER TABLE pannier_orders RENAME TO lost").await;
    for (language, unavailable, basket) in SAYS {
        for (path, says) in [
            ("/basket", unavailable),
            ("/basket?removed=album/blue-hour&quantity=1", unavailable),
            ("/checkout", unavailable),
            ("/order/a-token", unavailable),
            ("/albums", basket),
        ] {
            let response = browser.send(browser.request(Method::GET, &format!("{language}{path}"))).await.unwrap();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{language}{path}");
            assert_eq!(response.headers()[header::RETRY_AFTER], "10", "{language}{path}");
            let page = response.text().await.unwrap().replace("&#39;", "&#x27;").replace("isn't", "isn&#x27;t");
            assert!(page.contains(says) && page.contains(basket), "{language}{path}: {page}");
            for wrong in ["Your basket is empty", "Ihr Warenkorb ist leer", "link is complete", "Link vollständig"] {
                assert!(!page.contains(wrong), "{language}{path}: {wrong}");
            }
        }
        let page = browser.send(browser.request(Method::GET, &format!("{language}/payments/return?attempt=1"))).await;
        assert_eq!(page.unwrap().status(), StatusCode::SEE_OTHER, "payments are there");
    }
    // The scripts of the page.
    for path in ["/pannier/basket/summary", "/pannier/basket", "/pannier/checkout/view"] {
        let request = browser.request(Method::POST, path).header(header::ORIGIN, &shop.url);
        let request = request.header(header::ACCEPT, "application/json").header(header::CONTENT_TYPE, FORM);
        let response = browser.send(request.body("")).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    change(&shop, "ALTER TABLE lost RENAME TO pannier_orders").await;
    let (status, page) = browser.get("/basket").await.unwrap();
    assert!(status == StatusCode::OK && page.contains("Blue Hour"), "nothing was lost");
    let (log, seconds) = (shop.log(), begun.elapsed().as_secs());
    for (line, seconds_between) in [("response failed", 60), ("database error", 1)] {
        let lines = u64::try_from(log.matches(line).count()).unwrap();
        assert!((1..=seconds / seconds_between + 2).contains(&lines), "{lines} in {seconds} s: {line}");
    }
}

#[tokio::test]
async fn a_shopper_who_returns_from_a_payment_is_asked_to_wait() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    change(&shop, "ALTER TABLE pannier_payments RENAME TO lost").await;
    for (language, unavailable, _) in SAYS {
        let request = browser.request(Method::GET, &format!("{language}/payments/return?attempt=1"));
        let response = browser.send(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::REFRESH], "10");
        let says = response.text().await.unwrap();
        assert!(says.starts_with(&unavailable.replace("&#x27;", "'")), "{says}");
    }
}

/// The basket would be empty on the next page, as the browser has no session.
#[tokio::test]
async fn a_session_that_could_not_be_saved_leads_to_no_basket() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    change(&shop, "ALTER TABLE pannier_sessions RENAME TO lost").await;
    let form = browser.request(Method::POST, "/de/pannier/basket/add").header(header::ORIGIN, &shop.url);
    let response = browser.send(form.header(header::CONTENT_TYPE, FORM).body("kind=album&id=blue-hour")).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().get(header::LOCATION).is_none());
    let page = response.text().await.unwrap();
    assert!(page.contains("Der Shop ist gerade nicht erreichbar.") && page.contains("Noch einmal versuchen"), "{page}");
    assert_eq!(value(&page, "id").as_deref(), Some("blue-hour"), "{page}");
}

/// Without scripts, the browser leaves the checkout for what the shop answers.
#[tokio::test]
async fn what_a_shopper_typed_into_the_checkout_is_kept_until_the_database_is_back() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    let checkout = Checkout::on(&browser.get("/checkout").await.unwrap().1).unwrap();
    let form = checkout.paid_by("sandbox", "");
    change(&shop, "ALTER TABLE pannier_orders RENAME TO lost").await;
    let pay = browser.request(Method::POST, "/pannier/checkout").header(header::ORIGIN, &shop.url);
    let response = browser.send(pay.header(header::CONTENT_TYPE, FORM).body(encode(&form))).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("style-src 'self'"));
    assert_eq!(response.headers()[header::RETRY_AFTER], "10");
    let page = response.text().await.unwrap();
    let kept: Vec<(&str, String)> = form.iter().map(|(name, _)| (*name, value(&page, name).unwrap())).collect();
    let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(kept, form, "{page}");
    change(&shop, "ALTER TABLE lost RENAME TO pannier_orders").await;
    let next = browser.post("/pannier/checkout", &kept).await.unwrap();
    assert!(next.contains("/sandbox-gateway/pay/"), "{next}");
}

/// Strangers can send any cookie.
#[tokio::test]
async fn sessions_that_cannot_be_loaded_do_not_fill_the_log() {
    let shop = Shop::open();
    let (browser, begun) = (Browser::new(&shop.url), Instant::now());
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    change(&shop, "ALTER TABLE pannier_sessions RENAME TO lost").await;
    for _ in 0..20 {
        assert_eq!(browser.get("/basket").await.unwrap().0, StatusCode::SERVICE_UNAVAILABLE);
    }
    let (log, seconds) = (shop.log(), begun.elapsed().as_secs());
    for line in ["database error", "session unavailable"] {
        let lines = u64::try_from(log.matches(line).count()).unwrap();
        assert!((1..=seconds + 2).contains(&lines), "{lines} in {seconds} s: {line}");
    }
    assert!(!log.contains("tower_sessions"), "{log}");
}

#[tokio::test]
async fn a_command_neither_creates_nor_fills_tables() {
    let data = fresh_directory();
    std::fs::create_dir_all(&data).unwrap();
    drop(Db::connect(&format!("sqlite:{}/shop.db", data.display())).await.unwrap());
    let output = run(&data, &[], &["order", "list"]);
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && says.contains("start the shop"), "{says}");
    let db = Db::connect(&format!("sqlite:{}/shop.db", data.display())).await.unwrap();
    assert!(db.fetch_all("SELECT name FROM sqlite_master", &[]).await.unwrap().is_empty());
}
