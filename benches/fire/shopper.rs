//! A shopper whose connection breaks repeatedly, and who retries.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Result,
    http::{Answer, Client},
    visits,
};

const PATIENCE: Duration = Duration::from_secs(120);

/// Buys a download. Returns the path of the order's page, once it shows the payment and the download.
pub fn buys(shop: SocketAddr) -> Result<String> {
    let mut client = until(|| Client::connect(shop).ok())?;
    let basket = visits::form(0);
    again(shop, &mut client, |client| client.post("/pannier/basket/add", &basket)?.see_other())?;
    let page = again(shop, &mut client, |client| client.get("/checkout")?.expect(200))?;
    let field = |name| visits::hidden(page.text()?, name).map(str::to_owned);
    let (attempt, total) = (field("attempt")?, field("total")?.replace(' ', "+"));
    let form = format!("email=fire%40example.com&payment=sandbox&element=&attempt={attempt}&total={total}&intent=pay");
    let mut next = again(shop, &mut client, |client| client.post("/pannier/checkout", &form)?.see_other())?;
    let resume = format!("token={}", next.rsplit('/').next().unwrap_or_default());
    // If the gateway's response was lost, the order's page comes first.
    if !next.contains("/sandbox-gateway/") {
        next = again(shop, &mut client, |client| {
            let next = client.post("/pannier/order/resume", &resume)?.see_other()?;
            if next.contains("/sandbox-gateway/") { Ok(next) } else { Err("not at the gateway yet".into()) }
        })?;
    }
    let back = again(shop, &mut client, |client| approve(client, &next))?;
    let order = again(shop, &mut client, |client| client.get(&back)?.see_other())?;
    again(shop, &mut client, |client| match link(client, &order)? {
        Some(_) => Ok(()),
        None => Err("not delivered yet".into()),
    })?;
    Ok(order)
}

/// Approves the payment at the gateway, if it is open. Returns the path back to the shop.
fn approve(client: &mut Client, gateway: &str) -> Result<String> {
    let answer = client.post(gateway, "decision=approve")?;
    if answer.status == 303 {
        return answer.see_other();
    }
    // Approved before: the page links back.
    let page = answer.expect(200)?;
    let link = page.text()?.split("href=\"").find(|part| part.contains("/payments/return")).ok_or("no way back")?;
    let link = link.split('"').next().unwrap_or_default().replace("&amp;", "&");
    Ok(link.find("/payments").map_or(link.clone(), |path| link[path..].to_owned()))
}

/// Returns the link of an order's download, once the order is paid and the download is active.
fn link(client: &mut Client, order: &str) -> Result<Option<String>> {
    let page = client.get(order)?.expect(200)?;
    let text = page.text()?;
    let link = text.split("href=\"").find(|part| part.starts_with("/download/"));
    let link = link.and_then(|part| part.split('"').next()).map(str::to_owned);
    Ok(link.filter(|_| text.contains("is paid")))
}

/// Fetches the download of each order from the bucket. Returns how many are complete: of the same size, and not empty.
pub fn fetch(shop: SocketAddr, orders: &[String]) -> Result<usize> {
    let mut client = Client::connect(shop)?;
    let mut sizes = Vec::new();
    for order in orders {
        let Some(link) = link(&mut client, order)? else { continue };
        let to = client.get(&link)?.location.ok_or("no way to the bucket")?;
        let (host, path) = to.trim_start_matches("http://").split_once('/').ok_or("no path in the bucket")?;
        let Answer { status: 200, body, .. } = Client::connect(host.parse()?)?.get(&format!("/{path}"))? else {
            continue;
        };
        sizes.push(body.len());
    }
    Ok(sizes.iter().filter(|size| **size > 0 && **size == sizes[0]).count())
}

/// Retries until success, with a new connection each time.
fn again<T>(shop: SocketAddr, client: &mut Client, mut what: impl FnMut(&mut Client) -> Result<T>) -> Result<T> {
    let patience = Instant::now() + PATIENCE;
    loop {
        match what(client) {
            Ok(done) => return Ok(done),
            Err(error) if Instant::now() > patience => return Err(error),
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
        // The same visitor over a new connection.
        let cookie = client.cookie.take();
        *client = until(|| Client::connect(shop).ok())?;
        client.cookie = cookie;
    }
}

fn until<T>(mut what: impl FnMut() -> Option<T>) -> Result<T> {
    let patience = Instant::now() + PATIENCE;
    loop {
        if let Some(done) = what() {
            return Ok(done);
        }
        if Instant::now() > patience {
            return Err("the shop does not start".into());
        }
        thread::sleep(Duration::from_millis(50));
    }
}
