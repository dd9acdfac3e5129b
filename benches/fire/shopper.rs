//! A shopper whose connection breaks repeatedly, and who retries.
#![allow(dead_code, reason = "each bench uses a part of it")]

use std::time::Duration;

use reqwest::{Method, StatusCode, header::LOCATION};

use crate::{
    Result,
    client::{Browser, Checkout, again},
};

const PATIENCE: Duration = Duration::from_secs(120);

/// Buys a download. Returns the path of the order's page, once it shows the payment and the download.
pub async fn buys(shop: &str) -> String {
    let browser = Browser::new(shop);
    let basket = [("kind", "album"), ("id", "blue-hour")];
    again(PATIENCE, async || browser.post("/pannier/basket/add", &basket).await.ok()).await;
    let checkout = again(PATIENCE, async || Checkout::on(&browser.get("/checkout").await.ok()?.1)).await;
    // Of another person each time: the shop limits the unpaid orders of one.
    let email = format!("{}@example.com", checkout.attempt);
    let form = checkout.ordered_by(&email, "sandbox", "");
    let mut next = again(PATIENCE, async || browser.post("/pannier/checkout", &form).await.ok()).await;
    // If the gateway's response was lost, the order's page comes first.
    if !next.contains("/sandbox-gateway/") {
        let at_gateway = async || browser.resume(&next).await.ok().filter(|next| next.contains("/sandbox-gateway/"));
        next = again(PATIENCE, at_gateway).await;
    }
    let order = again(PATIENCE, async || browser.approve(&next).await.ok()).await;
    again(PATIENCE, async || browser.download(&order).await.ok()?).await;
    order
}

/// Fetches the download of each order from the bucket. Returns how many are complete: of the same size, and
/// not empty.
pub async fn fetch(shop: &str, orders: &[String]) -> Result<usize> {
    let browser = Browser::new(shop);
    let mut sizes = Vec::new();
    for order in orders {
        let Some(link) = browser.download(order).await? else { continue };
        let redirect = browser.send(browser.request(Method::GET, &link)).await?;
        let to = redirect.headers().get(LOCATION).ok_or("no way to the bucket")?.to_str()?;
        let file = browser.send(browser.request(Method::GET, to)).await?;
        if file.status() == StatusCode::OK {
            sizes.push(file.bytes().await?.len());
        }
    }
    Ok(sizes.iter().filter(|size| **size > 0 && **size == sizes[0]).count())
}
