//! The visitors' actions.

use crate::{Result, http::Client};

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

/// Buys a download: adds it, opens the checkout, pays, approves at the gateway, returns, and waits for the paid order.
pub fn journey(client: &mut Client, number: usize) -> Result<()> {
    client.forget();
    client.post("/pannier/basket/add", &form(number))?.see_other()?;
    let (_, _, gateway) = order(client, "sandbox")?;
    let back = client.post(&gateway, "decision=approve")?.see_other()?;
    let order = client.get(&back)?.see_other()?;
    // The gateway's webhook may still be in flight.
    while !client.get(&order)?.expect(200)?.text()?.contains("is paid") {}
    Ok(())
}

/// Orders the basket. Returns the attempt, the total, and the path of the redirect.
pub fn order(client: &mut Client, payment: &str) -> Result<(String, String, String)> {
    let checkout = client.get("/checkout")?.expect(200)?;
    let field = |name| hidden(checkout.text()?, name).map(str::to_owned);
    let (attempt, total) = (field("attempt")?, field("total")?);
    let form = format!(
        "email=bench%40example.com&payment={payment}&element={payment}&attempt={attempt}&total={}&intent=pay",
        total.replace(' ', "+")
    );
    let next = client.post("/pannier/checkout", &form)?.see_other()?;
    Ok((attempt, total, next))
}

pub fn form(number: usize) -> String {
    format!("kind=album&id={}&quantity=1", DOWNLOADS[number % DOWNLOADS.len()])
}

/// Returns the value of a hidden field of a page's form.
pub fn hidden<'a>(page: &'a str, name: &str) -> Result<&'a str> {
    let field = page.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).ok_or("no such field")?;
    let (_, value) = field.split_once(" value=\"").ok_or("a field without a value")?;
    Ok(value.split('"').next().unwrap_or_default())
}
