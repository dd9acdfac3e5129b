//! Honest shoppers, who buy one download after the other.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Result,
    client::{Checkout, encode},
    http::Client,
    visits,
};

/// The steps of a purchase.
pub const STEPS: [&str; 10] = [
    "connect and open the home page",
    "product page",
    "search",
    "add to basket",
    "basket",
    "checkout",
    "pay",
    "approve at the gateway",
    "return to the shop",
    "wait for the download",
];

/// How long a shopper waits for the download of a paid order.
const PATIENCE: Duration = Duration::from_secs(30);
/// All honest addresses begin like this.
pub const NAME: &str = "honest-";

/// The purchases of a shopper.
#[derive(Default)]
pub struct Purchases {
    /// The durations of each step.
    pub times: [Vec<Duration>; STEPS.len()],
    /// The addresses of the orders that were paid and delivered.
    pub bought: Vec<String>,
    pub failures: Vec<String>,
}

/// Buys until the time is over. Each order is that of another person, from a new connection.
pub fn buy_all(address: SocketAddr, number: usize, until: Instant) -> Purchases {
    let mut purchases = Purchases::default();
    for order in 0.. {
        if Instant::now() >= until {
            break;
        }
        let email = format!("{NAME}{number}-{order}@example.com");
        match buy(address, number, &email, &mut purchases.times) {
            Ok(()) => purchases.bought.push(email),
            Err(why) => purchases.failures.push(format!("{email}: {why}")),
        }
    }
    purchases
}

fn buy(address: SocketAddr, number: usize, email: &str, times: &mut [Vec<Duration>; STEPS.len()]) -> Result<()> {
    let mut steps = times.iter_mut().zip(STEPS);
    let mut step = |act: &mut dyn FnMut() -> Result<String>| -> Result<String> {
        let (times, name) = steps.next().ok_or("no such step")?;
        let begun = Instant::now();
        let done = act().map_err(|why| format!("{name}: {why}"))?;
        times.push(begun.elapsed());
        Ok(done)
    };
    let page =
        |client: &mut Client, path: &str| -> Result<String> { Ok(client.get(path)?.expect(200)?.text()?.to_owned()) };
    let mut connection = None;
    step(&mut || page(connection.insert(Client::connect(address)?), "/"))?;
    let mut client = connection.ok_or("no connection")?;
    step(&mut || visits::product_page(&mut client, number).map(|()| String::new()))?;
    step(&mut || page(&mut client, "/search?q=blue"))?;
    step(&mut || client.post("/pannier/basket/add", &visits::form(number))?.see_other())?;
    step(&mut || page(&mut client, "/basket"))?;
    let checkout = Checkout::on(&step(&mut || page(&mut client, "/checkout"))?).ok_or("no checkout")?;
    let form = encode(&checkout.ordered_by(email, "sandbox", ""));
    let gateway = step(&mut || client.post("/pannier/checkout", &form)?.see_other())?;
    let back = step(&mut || client.post(&gateway, "decision=approve")?.see_other())?;
    let order = step(&mut || client.get(&back)?.see_other())?;
    step(&mut || delivered(&mut client, &order))?;
    Ok(())
}

/// Opens the order's page until it is paid and has its one download.
fn delivered(client: &mut Client, order: &str) -> Result<String> {
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = client.get(order)?.expect(200)?;
        let page = answer.text()?;
        if page.contains("is paid") && page.matches("/download/").count() == 1 {
            return Ok(page.to_owned());
        }
        if Instant::now() > until {
            return Err(format!("{order} is not paid and delivered after {PATIENCE:?}").into());
        }
        thread::sleep(Duration::from_millis(20));
    }
}
