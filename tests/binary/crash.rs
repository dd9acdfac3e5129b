//! Killed between any two steps, and started again: nothing is lost, nothing happens twice.

use std::time::Duration;

use crate::{
    client::{Browser, again},
    process::Shop,
};

const PATIENCE: Duration = Duration::from_secs(30);

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
