//! `pannier delivery`, and what it is for: another system that is away when an order is paid.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, routing::post};
use tokio::sync::Notify;

use crate::{
    client::Browser,
    process::{Shop, run},
    service::{free_address, serve},
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[tokio::test(flavor = "multi_thread")]
async fn outbox_commands_list_explain_retry_and_replay() {
    let address = free_address();
    let url = format!("http://{address}/orders");
    let settings = [
        ("PANNIER_OUTGOING_WEBHOOK_URL", url.as_str()),
        ("PANNIER_OUTGOING_WEBHOOK_SECRET", SECRET),
        ("PANNIER_OUTBOX_LEASE", "60"),
    ];
    let shop = Shop::open_with(&settings);
    let pannier = |arguments: &[&str]| {
        let output = run(&shop.data, &settings, arguments);
        let [said, aside] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.success(), said, aside)
    };
    let until = async |what: &str, done: &dyn Fn() -> bool| {
        let patience = Instant::now() + Duration::from_secs(30);
        while !done() {
            assert!(Instant::now() < patience, "waited 30 s for {what}: {}", pannier(&["delivery", "list"]).1);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };

    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.expect("the gateway's page");
    browser.approve(&gateway).await.expect("approved");
    until("a try", &|| pannier(&["delivery", "list"]).1.contains("cannot be reached")).await;
    until("the mail", &|| shop.mails() == 1).await;
    until("the record of all others", &|| pannier(&["delivery", "list"]).1.contains("1 undelivered")).await;
    let (_, list, _) = pannier(&["delivery", "list"]);
    for words in ["Order 1001 was paid (completed)", "outgoing webhook (webhook): tried"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(!list.contains(address.to_string().as_str()), "{list}");
    let id = list.lines().nth(1).unwrap().trim().split(',').next().unwrap();

    let (_, shown, _) = pannier(&["delivery", "show", id]);
    for words in ["cannot be reached", "customer mail (confirmation-mail): delivered on", "delivery retry"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for unknown in [["delivery", "show", "no-such-signal"], ["delivery", "retry", "no-such-signal"]] {
        let (done, _, aside) = pannier(&unknown);
        assert!(!done && aside.contains("no-such-signal"), "{aside}");
    }
    let (done, _, aside) = pannier(&["delivery", "retry"]);
    assert!(!done && aside.contains("--all"), "neither a signal nor all of them: {aside}");

    // The other system is back.
    let socket = tokio::net::TcpListener::bind(address).await.unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let take = async move || {
        counted.fetch_add(1, Ordering::Relaxed);
    };
    tokio::spawn(async move { axum::serve(socket, Router::new().route("/orders", post(take))).await });
    // At least once: a delivery may be repeated.
    let called = |times: usize| calls.load(Ordering::Relaxed) >= times;
    let (done, said, aside) = pannier(&["delivery", "retry", "--all"]);
    assert!(done && said.contains("retries now") || said.contains("Nothing to retry"), "{said}{aside}");
    until("the retry", &|| called(1)).await;
    until("its record", &|| pannier(&["delivery", "list"]).1.contains("All signals are delivered")).await;

    let before = calls.load(Ordering::Relaxed);
    let (done, said, aside) = pannier(&["delivery", "replay", "1001", "--receiver", "webhook"]);
    assert!(done && said.contains("Delivering again") && said.contains("was paid"), "{said}{aside}");
    until("the replay", &|| called(before + 1)).await;
    let (done, _, aside) = pannier(&["delivery", "replay", "1001", "--signal", "refunded"]);
    assert!(!done && aside.contains("no handled delivery"), "{aside}");
    let (done, _, aside) = pannier(&["delivery", "replay", "1001", "--signal", "paid"]);
    assert!(!done && aside.contains("completed"), "it says what there is: {aside}");
    assert_eq!(shop.mails(), 1);
}

#[tokio::test]
async fn a_delivery_in_hand_is_finished_before_the_shop_stops() {
    let called = Arc::new(Notify::new());
    let take = {
        let called = Arc::clone(&called);
        async move || {
            called.notify_one();
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    let url = format!("{}/orders", serve(Router::new().route("/orders", post(take))).await);
    let settings = [
        ("PANNIER_OUTGOING_WEBHOOK_URL", url.as_str()),
        ("PANNIER_OUTGOING_WEBHOOK_SECRET", SECRET),
        ("PANNIER_OUTBOX_LEASE", "60"),
    ];
    let mut shop = Shop::open_with(&settings);
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.expect("the gateway's page");
    browser.approve(&gateway).await.expect("approved");
    called.notified().await;
    // The receiver answers meanwhile, in this process.
    let stopping = tokio::task::spawn_blocking(move || (shop.stop(), shop));
    let (code, shop) = stopping.await.expect("stopped");
    assert_eq!(code, Some(0));
    let list = String::from_utf8(run(&shop.data, &settings, &["delivery", "list"]).stdout).unwrap();
    assert!(!list.contains("outgoing webhook"), "{list}");
}

#[tokio::test]
async fn renewing_downloads_mails_the_shopper() {
    let shop = Shop::open();
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.expect("the gateway's page");
    browser.approve(&gateway).await.expect("approved");
    let mails = async |n: usize| {
        let patience = Instant::now() + Duration::from_secs(30);
        while shop.mails() < n {
            assert!(Instant::now() < patience, "{} mails of {n} after 30 s", shop.mails());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    mails(1).await;
    let renew = |number: &str| run(&shop.data, &[], &["order", "renew-downloads", number]);
    let patience = Instant::now() + Duration::from_secs(30);
    while !renew("1001").status.success() {
        assert!(Instant::now() < patience, "the download is not there after 30 s");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    mails(2).await;
    let shown = String::from_utf8(run(&shop.data, &[], &["order", "show", "1001"]).stdout).unwrap();
    assert!(shown.contains("Blue Hour (download): attempts left: 3"), "{shown}");
    let refused = renew("7");
    assert!(!refused.status.success() && String::from_utf8(refused.stderr).unwrap().contains("unknown order 7"));
}
