//! The visitors' actions.

use crate::{
    Result,
    client::{Checkout, encode},
    http::Client,
};

/// An action that a client repeats. The number identifies the client.
pub type Visit = fn(&mut Client, usize) -> Result<()>;

/// Products without stock limits, so that none sells out.
const DOWNLOADS: [&str; 4] = ["blue-hour", "small-republics", "salt-roads", "low-sun"];

/// Opens a product page without a cookie, as most visitors do.
pub fn product_page(client: &mut Client, number: usize) -> Result<()> {
    client.get(&format!("/albums/{}", DOWNLOADS[number % DOWNLOADS.len()]))?.expect(200)?;
    Ok(())
}

/// Adds to the client's basket as WASM does; the response is the new basket.
pub fn add(client: &mut Client, number: usize) -> Result<()> {
    let answer = client.call("/pannier/basket/add", &form(number))?;
    if answer.status == 422 {
        // A line holds at most 999 pieces: starts a new basket.
        client.forget();
        return add(client, number);
    }
    answer.expect(200)?;
    Ok(())
}

/// Buys a download: opens its page, adds it, opens the basket and the checkout, pays, approves at the gateway,
/// returns, and waits for the paid order.
pub fn journey(client: &mut Client, number: usize) -> Result<()> {
    client.forget();
    product_page(client, number)?;
    client.post("/pannier/basket/add", &form(number))?.see_other()?;
    client.get("/basket")?.expect(200)?;
    let (_, gateway) = order(client, "sandbox")?;
    let back = client.post(&gateway, "decision=approve")?.see_other()?;
    let order = client.get(&back)?.see_other()?;
    // The gateway's webhook may still be in flight.
    while !client.get(&order)?.expect(200)?.text()?.contains("is paid") {}
    Ok(())
}

/// Orders the basket. Returns its checkout, and the path of the redirect.
pub fn order(client: &mut Client, payment: &str) -> Result<(Checkout, String)> {
    let page = client.get("/checkout")?.expect(200)?;
    let checkout = Checkout::on(page.text()?).ok_or("no checkout")?;
    // Of another person each time: the shop limits the unpaid orders of one.
    let email = format!("{}@example.com", checkout.attempt);
    let form = encode(&checkout.ordered_by(&email, payment, payment));
    let next = client.post("/pannier/checkout", &form)?.see_other()?;
    Ok((checkout, next))
}

pub fn form(number: usize) -> String {
    format!("kind=album&id={}&quantity=1", DOWNLOADS[number % DOWNLOADS.len()])
}
