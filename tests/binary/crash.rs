//! Killed between any two steps, and started again: nothing is lost, nothing happens twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pannier::db::Db;
use reqwest::{Client, RequestBuilder, StatusCode, header, redirect::Policy};
use tokio::task::JoinSet;

use crate::{
    client::{Browser, FORM, again, encode},
    postgres::create_database,
    process::{Shop, run},
};

const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test]
async fn orders_survive_a_shop_that_is_killed_again_and_again() {
    const ORDERS: usize = 8;
    let mut shop = Shop::open();
    let mut pages = Vec::new();
    for n in 0..ORDERS {
        let browser = Browser::new(&shop.url);
        let gateway = browser.to_the_gateway().await.expect("the gateway's page");
        assert!(gateway.contains("/sandbox-gateway/pay/"), "{gateway}");
        // The approval sets off the webhook, the completion, the downloads and the mail; the kill comes somewhere in between.
        let approval = browser.approve(&gateway);
        let kill = tokio::time::sleep(Duration::from_millis(3 * n as u64));
        tokio::pin!(approval);
        let page = tokio::select! { page = &mut approval => page.ok(), () = kill => None };
        shop.kill();
        shop.open_again();
        let page = match page {
            Some(page) => page,
            // Whatever came of the first click, the shopper clicks again.
            None => browser.approve(&gateway).await.expect("approved"),
        };
        pages.push(page);
    }
    let browser = Browser::new(&shop.url);
    for page in &pages {
        again(PATIENCE, async || browser.download(page).await.expect("the order's page")).await;
    }
    again(PATIENCE, async || (shop.mails() >= ORDERS).then_some(())).await;
    // Long enough for a delivery that was left behind to fall due a second time.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(shop.mails(), ORDERS, "one mail an order, under one name");
    let numbers: std::collections::BTreeSet<_> = pages.iter().collect();
    assert_eq!(numbers.len(), ORDERS);
}

/// A request to the shop, as its pages send it.
fn post(http: &Client, shop: &str, path: &str) -> RequestBuilder {
    let request = http.post(format!("{shop}/pannier/{path}"));
    request.header(header::ORIGIN, shop).header(header::CONTENT_TYPE, FORM)
}

/// Adds to a new basket. Returns its cookie, once the shop has acknowledged it.
async fn add(http: &Client, shop: &str) -> Option<String> {
    let request = post(http, shop, "basket/add").header(header::ACCEPT, "text/html");
    let response = request.body(encode(&[("kind", "album"), ("id", "blue-hour")])).send().await.ok()?;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let cookie = response.headers()[header::SET_COOKIE].to_str().expect("text");
    cookie.split(';').next().map(str::to_owned)
}

/// What a script of a page learns about the basket of a cookie.
async fn summary(http: Client, shop: String, cookie: String) -> String {
    let request = post(&http, &shop, "basket/summary").header(header::ACCEPT, "application/json");
    let response = request.header(header::COOKIE, cookie).body("").send().await.expect("a response");
    response.text().await.expect("text")
}

#[tokio::test]
async fn every_acknowledged_write_survives_a_kill_under_32_writers() {
    const WRITERS: usize = 32;
    let http = Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE).build().unwrap();
    let mut shop = Shop::open_with(&[("PANNIER_LOG", "pannier::sql=trace")]);
    let mut baskets = Vec::new();
    for round in 1..=2 {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (http, shop, acknowledged) = (http.clone(), shop.url.clone(), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    let mut baskets = Vec::new();
                    // Until it is killed.
                    while let Some(cookie) = add(&http, &shop).await {
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                        baskets.push(cookie);
                    }
                    baskets
                })
            })
            .collect();
        let busy = async {
            while acknowledged.load(Ordering::Relaxed) < 2 * round * WRITERS {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, busy).await.expect("the shop adds");
        shop.kill();
        for writer in writers {
            baskets.extend(writer.await.unwrap());
        }
        shop.open_again();
    }
    for some in baskets.chunks(WRITERS) {
        let summaries: Vec<_> =
            some.iter().map(|cookie| tokio::spawn(summary(http.clone(), shop.url.clone(), cookie.clone()))).collect();
        for summary in summaries {
            let summary = summary.await.unwrap();
            assert!(summary.contains("\"count\":1,"), "an acknowledged basket is lost: {summary}");
        }
    }
    let log = shop.log();
    let shared = log.lines().filter_map(|line| line.split_once("flush transactions=")?.1.trim().parse::<u32>().ok());
    assert!(shared.max() > Some(1), "no commit was shared");
}

/// Buys a download, up to the page of the order that is paid.
async fn buy(shop: &str) -> crate::client::Result<()> {
    let browser = Browser::new(shop);
    let gateway = browser.to_the_gateway().await?;
    browser.approve(&gateway).await.map(drop)
}

/// Sells, and kills the shop twice meanwhile: each order that is paid in the end has one invoice, and their numbers have no gap.
async fn numbers_of_invoices_survive(settings: &[(&str, &str)]) {
    const ORDERS: usize = 200;
    const SHOPPERS: usize = 8;
    let mut shop = Shop::open_with(settings);
    let bought = Arc::new(AtomicUsize::new(0));
    let mut shoppers = JoinSet::new();
    for _ in 0..SHOPPERS {
        let (url, bought) = (shop.url.clone(), Arc::clone(&bought));
        shoppers.spawn(async move {
            while bought.load(Ordering::Relaxed) < ORDERS {
                match buy(&url).await {
                    Ok(()) => drop(bought.fetch_add(1, Ordering::Relaxed)),
                    // Killed, or not open again yet.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        });
    }
    for part in 1..=2 {
        again(4 * PATIENCE, async || (bought.load(Ordering::Relaxed) >= part * ORDERS / 3).then_some(())).await;
        shop.kill();
        shop.open_again();
    }
    shoppers.join_all().await;

    let file = format!("sqlite:{}/shop.db", shop.data.display());
    let database = settings.iter().find(|(name, _)| *name == "DATABASE_URL").map_or(&*file, |(_, url)| url);
    let db = Db::connect(database).await.unwrap();
    let number = async |sql: &str| db.fetch_one(sql, &[]).await.unwrap().get::<i64>("n").unwrap();
    let waiting = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status <> 'done'";
    again(2 * PATIENCE, async || (number(waiting).await == 0).then_some(())).await;
    let completed = number("SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'completed'").await;
    assert!(completed >= ORDERS as i64, "{completed}");
    for sql in [
        "SELECT COUNT(*) AS n FROM pannier_invoices",
        "SELECT MAX(number) AS n FROM pannier_invoices",
        "SELECT COUNT(DISTINCT name) AS n FROM pannier_invoices",
        "SELECT COUNT(DISTINCT order_id) AS n FROM pannier_invoices",
        "SELECT value AS n FROM pannier_counters WHERE name LIKE 'invoice-%'",
    ] {
        assert_eq!(number(sql).await, completed, "{sql}");
    }
    db.close().await;
    let checked = run(&shop.data, settings, &["invoice", "check"]);
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success(), "{said}");
    assert_eq!(said, format!("{completed} documents were checked, and nothing is wrong.\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_invoices_survive_kills_on_sqlite() {
    numbers_of_invoices_survive(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_invoices_survive_kills_on_postgres() {
    let url = create_database(None).await;
    numbers_of_invoices_survive(&[("DATABASE_URL", &url)]).await;
}
