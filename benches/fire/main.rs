//! A crash test of the outbox: `make fire`.
//!
//! Shoppers complete orders at the production build while the shop is killed (SIGKILL) repeatedly, the mail
//! server and the bucket go up and down, and a webhook listener fails at random. At the end the outbox
//! drains undisturbed, and the tally lists completed, pending and duplicate deliveries per receiver.
//!
//! `ORDERS=100 make fire` is a short run.

#[path = "../../tests/support/bucket.rs"]
mod bucket;
mod checks;
#[path = "../../tests/support/client.rs"]
mod client;
mod listener;
#[path = "../../tests/support/mailbox.rs"]
mod mailbox;
mod neighbour;
mod outcome;
#[path = "../../tests/support/process.rs"]
mod process;
#[path = "../../tests/support/service.rs"]
mod service;
mod shop;
mod shopper;
mod tally;
#[path = "../shop/target.rs"]
mod target;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Runtime};

use self::{listener::Listener, neighbour::Neighbour, shop::Shop};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

const SHOPPERS: u32 = 8;
/// Time between a start and the next kill.
const LIFE_OF_THE_SHOP: Duration = Duration::from_millis(600);
const LIFE_OF_A_NEIGHBOUR: Duration = Duration::from_millis(900);
/// Time for the outbox to drain after the last kill.
const PEACE: Duration = Duration::from_secs(300);

fn main() -> Result<()> {
    let orders = std::env::var("ORDERS").map_or(Ok(1_000), |n| n.parse())?;
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fire");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place)?;
    let (mail, bucket, listener) = (Neighbour::mail(&place), Neighbour::bucket(&place), Listener::open()?);
    let shop = Shop::open(&place, &mail, &bucket, &listener)?;

    let (begun, paid, over) = (AtomicU32::new(0), AtomicU32::new(0), AtomicBool::new(false));
    let start = Instant::now();
    println!("\n{orders} orders, while the shop and its services are killed repeatedly");
    let pages: Vec<String> = thread::scope(|scope| -> Result<Vec<String>> {
        let shopping: Vec<_> = (0..SHOPPERS)
            .map(|_| {
                let (shop, begun, paid) = (&shop, &begun, &paid);
                scope.spawn(move || -> Result<Vec<String>> {
                    let (runtime, mut pages) = (runtime()?, Vec::new());
                    while begun.fetch_add(1, Ordering::Relaxed) < orders {
                        pages.push(runtime.block_on(shopper::buys(&shop.url)));
                        paid.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(pages)
                })
            })
            .collect();
        let (over, paid) = (&over, &paid);
        let fires = [
            scope.spawn(|| kill_again_and_again(LIFE_OF_THE_SHOP, over, || shop.kill())),
            scope.spawn(|| kill_again_and_again(LIFE_OF_A_NEIGHBOUR, over, || mail.kill())),
            scope.spawn(|| kill_again_and_again(LIFE_OF_A_NEIGHBOUR * 2, over, || bucket.kill())),
        ];
        scope.spawn(|| {
            for second in 1.. {
                thread::sleep(Duration::from_secs(1));
                if over.load(Ordering::Relaxed) {
                    break;
                }
                if second % 10 == 0 {
                    println!("  {:>5} paid after {:.0?}", paid.load(Ordering::Relaxed), start.elapsed());
                }
            }
        });
        let pages = shopping.into_iter().map(|shopper| shopper.join().map_err(|_| "a shopper panicked")?);
        let pages: Result<Vec<Vec<String>>> = pages.collect();
        over.store(true, Ordering::Relaxed);
        for fire in fires {
            fire.join().map_err(|_| "a fire panicked")??;
        }
        Ok(pages?.concat())
    })?;
    println!("  all paid after {:.0?}; no more kills", start.elapsed());
    listener.calm_down();
    outcome::wait_until_handled(&shop.database, PEACE)?;
    let settled = start.elapsed();
    let fetched = runtime()?.block_on(shopper::fetch(&shop.url, &pages))?;
    println!(
        "\n{} orders in {settled:.0?}. Killed: the shop {} times, the mail server {} times, the bucket {} times. The listener \
         refused or dropped {} calls.\n",
        pages.len(),
        shop.kills(),
        mail.kills(),
        bucket.kills(),
        listener.failures()
    );
    let right = tally::print(&shop.database, pages.len(), &mail, &listener, fetched)?;
    shop.stop()?;
    if !right {
        return Err("a delivery was lost, or duplicated where it must not be".into());
    }
    std::fs::remove_dir_all(&place)?;
    Ok(())
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn kill_again_and_again(life: Duration, over: &AtomicBool, kill: impl Fn() -> Result<()>) -> Result<()> {
    let (mut born, tick) = (Instant::now(), Duration::from_millis(50));
    while !over.load(Ordering::Relaxed) {
        thread::sleep(tick);
        if born.elapsed() > life {
            kill()?;
            born = Instant::now();
        }
    }
    Ok(())
}
