//! Strangers abuse the shop while honest shoppers buy from it: `make abuse`.
//!
//! For a minute (`SECONDS=10 make abuse` is a short run) strangers place orders that they never pay, have the shop write to
//! people who ordered nothing, try out cards, flood it with webhooks, fill baskets without end, hold slow connections open and
//! send random requests to every route. At the end the tally says what the shoppers have noticed, and whether the shop's limits
//! held. `BINARY` names the program of another build.

#[path = "../shop/catalogue.rs"]
mod catalogue;
#[path = "../fire/checks.rs"]
mod checks;
#[path = "../../tests/support/client.rs"]
mod client;
mod database;
#[path = "../../tests/support/form_fields.rs"]
mod form_fields;
mod honest;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/http.rs"]
mod http;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/load.rs"]
mod load;
mod paypal;
#[path = "../../tests/support/process.rs"]
mod process;
mod random;
#[path = "../../tests/support/service.rs"]
mod service;
mod shop;
mod slow;
mod strangers;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/table.rs"]
mod table;
mod tally;
#[path = "../shop/target.rs"]
mod target;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/visits.rs"]
mod visits;
#[allow(dead_code, reason = "the bench of the shop uses the rest")]
#[path = "../shop/webhooks.rs"]
mod webhooks;

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use self::{
    checks::Checks,
    database::Database,
    honest::Purchases,
    paypal::PayPal,
    random::Answers,
    shop::Shop,
    slow::Sockets,
    strangers::{KINDS, Report},
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const SHOPPERS: usize = 20;
/// Concurrent strangers of each kind.
const STRANGERS: usize = 2;
/// Time for the mails and downloads of what the honest shoppers have bought, and for orders to expire.
const PATIENCE: Duration = Duration::from_secs(120);

/// What each client reports.
struct Reports {
    shoppers: Vec<Purchases>,
    /// Of the time when only the slow connections were there.
    earlier: Vec<Purchases>,
    strangers: Vec<Report>,
    random: Vec<Answers>,
    sockets: Sockets,
    took: Duration,
}

fn main() -> Result<()> {
    let time = Duration::from_secs(std::env::var("SECONDS").map_or(Ok(60), |seconds| seconds.parse())?);
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("abuse");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;
    let sockets = slow::affordable()?;
    let paypal = PayPal::open()?;
    let mut shop = Shop::open(&place, &paypal.url)?;
    let database = Database::open(&shop.database)?;
    database.fill()?;
    let stock = database.stock()?;

    let mut checks = Checks::default();
    println!("\n{SHOPPERS} shoppers and {sockets} slow connections");
    let alone = run(&shop, time / 4, sockets, false)?;
    tally::first_page(&mut checks, &alone);
    println!("\n{SHOPPERS} shoppers, and strangers who abuse the shop for {time:.0?}, with {sockets} slow connections");
    let reports = Reports { earlier: alone.shoppers, ..run(&shop, time, sockets, true)? };
    tally::shoppers(&mut checks, &reports, &database, PATIENCE)?;
    tally::strangers(&mut checks, &reports, &database, &shop)?;
    checks.figure("questions to PayPal about webhooks of strangers", paypal.questions());
    shop.expire_orders()?;
    tally::stock(&mut checks, &database, &stock, PATIENCE)?;
    shop.stop()?;
    tally::log(&mut checks, &shop.log()?);
    println!();
    if !checks.all_right() {
        return Err(format!("the shop did not stand the abuse; its log is {}", place.join("shop/log").display()).into());
    }
    std::fs::remove_dir_all(&place)?;
    Ok(())
}

/// Lets the shoppers buy beside slow connections and, with `abuse`, beside all other strangers.
fn run(shop: &Shop, time: Duration, sockets: usize, abuse: bool) -> Result<Reports> {
    let (address, begun) = (shop.address(), Instant::now());
    let (clients, kinds) = if abuse { (random::CLIENTS, &KINDS[..]) } else { (0, &KINDS[..0]) };
    let first = if abuse { 0 } else { SHOPPERS };
    let (large, until) = (slow::large_file(address)?, begun + time);
    thread::scope(|scope| {
        let slow = scope.spawn(|| slow::hold(address, sockets, &large, until));
        let random: Vec<_> = (0..clients).map(|_| scope.spawn(move || random::send_all(address, until))).collect();
        let strangers: Vec<_> = kinds
            .iter()
            .flat_map(|kind| (0..STRANGERS).map(move |number| (kind, number)))
            .map(|(kind, number)| scope.spawn(move || strangers::repeat(address, kind, number, until)))
            .collect();
        let shoppers: Vec<_> = (first..first + SHOPPERS)
            .map(|number| scope.spawn(move || honest::buy_all(address, number, until)))
            .collect();
        Ok(Reports {
            shoppers: all(shoppers)?,
            earlier: Vec::new(),
            took: begun.elapsed(),
            strangers: all(strangers)?,
            random: all(random)?,
            sockets: slow.join().map_err(|_| "a thread panicked")?,
        })
    })
}

fn all<T>(threads: Vec<thread::ScopedJoinHandle<'_, T>>) -> Result<Vec<T>> {
    threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked".into())).collect()
}
