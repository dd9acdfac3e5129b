//! Several instances on one database: they share shoppers and outbox, and are killed and started under load.

use std::{
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use pannier::{args, db::Db};
use tokio::runtime::{Builder, Runtime};

use crate::{
    Result, SHOPPERS,
    checks::Checks,
    listener::{Listener, twice},
    load::Load,
    outcome::{Outcome, wait_until_handled},
    postgres::Cluster,
    process::Shop,
    server, shopper,
    table::{self, Row},
    visits,
};

/// The numbers of instances that are compared. The last is also that of those that are killed.
const INSTANCES: [usize; 3] = [1, 2, 4];
/// The same for all instances: the key of the sandbox is derived from it.
const SECRET: (&str, &str) = ("PANNIER_SECRET", "4f6e6c7920666f7220746573747321214f6e6c79");
const SHOPPING: Duration = Duration::from_secs(8);
/// Time for the outbox to drain.
const PEACE: Duration = Duration::from_secs(120);

/// The lease of a delivery in seconds.
const LEASE: u64 = 2;
/// From a signal to its delivery: the worker of an instance that was killed had it for the lease, others look for ended
/// leases once a second, and the machine is busy.
const LONGEST: Duration = Duration::from_secs(LEASE + 2);
/// The time between two kills: longer than [`LONGEST`], so that none meets a delivery for the second time.
const CALM: Duration = Duration::from_secs(LEASE + 3);
/// The time that the receiver of webhooks takes, so that a kill meets a delivery.
const RECEIVING: Duration = Duration::from_millis(50);

/// Prints what they sell together, and what became of their orders.
///
/// # Errors
/// If an order is not completed, or a delivery was lost, repeated without need, or late.
pub fn measure(cluster: &Cluster, place: &Path) -> Result<()> {
    let mut checks = Checks::default();
    let mut rows = Vec::new();
    for instances in INSTANCES {
        rows.extend(share(cluster, place, instances, &mut checks)?);
    }
    println!();
    table::print(&format!("{}, several instances", cluster.version), ["", "p50", "p99"], &rows);
    kill(cluster, place, &mut checks)?;
    println!();
    match checks.all_right() {
        true => Ok(()),
        false => Err("several instances have lost, repeated or delayed something".into()),
    }
}

/// Instances on a database of their own. Each has an address and a directory.
struct Fleet {
    shops: Vec<Shop>,
    database: String,
}

impl Fleet {
    fn start(cluster: &Cluster, place: &Path, name: &str, instances: usize, more: &[(&str, &str)]) -> Result<Fleet> {
        let database = runtime()?.block_on(create_database(cluster, name))?;
        let settings = [&[SECRET][..], more].concat();
        let mut shops = Vec::with_capacity(instances);
        for n in 0..instances {
            let (shop, _) = server::start_with(&database, &place.join(format!("{name}-{n}")), &settings)?;
            shops.push(shop);
        }
        Ok(Fleet { shops, database })
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.shops.iter().map(|shop| shop.address).collect()
    }

    fn stop(&mut self) {
        for shop in &mut self.shops {
            shop.stop();
            eprint!("{}", shop.log());
        }
    }
}

async fn create_database(cluster: &Cluster, name: &str) -> Result<String> {
    let admin = Db::connect(&cluster.url("postgres")).await?;
    admin.execute(&format!("CREATE DATABASE {name}"), &[]).await?;
    admin.close().await;
    Ok(cluster.url(name))
}

/// Measures the purchases and the deliveries of a number of instances together.
fn share(cluster: &Cluster, place: &Path, instances: usize, checks: &mut Checks) -> Result<[Row; 2]> {
    let title = if instances == 1 { "1 instance".to_owned() } else { format!("{instances} instances") };
    println!("  {title}");
    let mut fleet = Fleet::start(cluster, place, &format!("instances_{instances}"), instances, &[])?;
    let start = Instant::now();
    let load = Load::run(&fleet.addresses(), SHOPPERS, SHOPPING, visits::journey)?;
    wait_until_handled(&fleet.database, PEACE)?;
    let time = start.elapsed();
    Outcome::read(&fleet.database)?.check(checks, load.visits() + SHOPPERS);
    let deliveries = Deliveries::read(&fleet.database)?;
    checks.exactly("deliveries begun more than once", deliveries.repeated, 0);
    fleet.stop();
    let per_second = deliveries.all as f64 / time.as_secs_f64();
    Ok([
        Row::rate(&format!("complete purchase, {title}"), &load, None),
        Row::per_second("  deliveries, until the last", per_second),
    ])
}

/// Kills one instance after the other (SIGKILL) and starts it again, while shoppers buy from all.
fn kill(cluster: &Cluster, place: &Path, checks: &mut Checks) -> Result<()> {
    let listener = Listener::open()?;
    listener.calm_down();
    listener.slow_down(RECEIVING);
    let settings: [(&str, &str); 4] = [
        ("PANNIER_OUTGOING_WEBHOOK_URL", &format!("http://{}/orders", listener.address)),
        ("PANNIER_OUTGOING_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("PANNIER_OUTBOX_LEASE", &LEASE.to_string()),
        ("PANNIER_RECONCILE_EVERY", "1"),
    ];
    let instances = INSTANCES[INSTANCES.len() - 1];
    println!("  {instances} instances, of which one after the other is killed and started again");
    let mut fleet = Fleet::start(cluster, place, "killed", instances, &settings)?;
    let urls: Vec<String> = fleet.shops.iter().map(|shop| shop.url.clone()).collect();
    let over = AtomicBool::new(false);
    let shops = |n: usize| -> Result<usize> {
        let (runtime, mut orders) = (runtime()?, 0);
        while !over.load(Ordering::Relaxed) {
            runtime.block_on(shopper::buys(&urls[n % urls.len()]));
            orders += 1;
        }
        Ok(orders)
    };
    let shops = &shops;
    let orders = thread::scope(|scope| -> Result<usize> {
        let shoppers: Vec<_> = (0..SHOPPERS).map(|n| scope.spawn(move || shops(n))).collect();
        let killed = fleet.shops.iter_mut().try_for_each(|shop| {
            thread::sleep(CALM);
            shop.kill();
            shop.start()
        });
        thread::sleep(CALM);
        over.store(true, Ordering::Relaxed);
        let mut orders = 0;
        for shopper in shoppers {
            orders += shopper.join().map_err(|_| "a shopper panicked")??;
        }
        killed?;
        Ok(orders)
    })?;
    wait_until_handled(&fleet.database, PEACE)?;
    let outcome = Outcome::read(&fleet.database)?;
    outcome.check(checks, orders);
    let deliveries = Deliveries::read(&fleet.database)?;
    checks.at_least("deliveries that an instance took over", deliveries.repeated, 1);
    checks.exactly(&format!("deliveries later than {LONGEST:?}"), deliveries.late, 0);
    checks.figure("  the latest, in milliseconds", deliveries.latest);
    let webhooks = listener.received();
    checks.exactly("webhooks, by webhook-id", webhooks.len(), outcome.delivered("webhook"));
    // One that was killed may have sent its webhook, and not have recorded it.
    checks.at_most("  duplicates, under the same webhook-id", twice(&webhooks), deliveries.repeated);
    fleet.stop();
    Ok(())
}

/// The deliveries of all signals.
struct Deliveries {
    all: usize,
    /// Those that were begun more than once: the first lease has ended without an outcome.
    repeated: usize,
    /// Those that came after [`LONGEST`].
    late: usize,
    /// The longest time from a signal to its delivery, in milliseconds.
    latest: usize,
}

impl Deliveries {
    fn read(database: &str) -> Result<Deliveries> {
        runtime()?.block_on(async {
            let db = Db::connect(database).await?;
            let sql = "SELECT COUNT(*) AS n, COUNT(CASE WHEN d.attempts > 1 THEN 1 END) AS repeated, \
                       COUNT(CASE WHEN d.handled_at - s.created_at > $1 THEN 1 END) AS late, \
                       COALESCE(MAX(d.handled_at - s.created_at), 0) AS latest \
                       FROM pannier_signal_deliveries d JOIN pannier_signals s ON s.id = d.signal_id";
            let row = db.fetch_one(sql, args![LONGEST.as_millis() as i64]).await?;
            let number = |column: &str| -> Result<usize> { Ok(row.get_u32(column)? as usize) };
            let deliveries = Deliveries {
                all: number("n")?,
                repeated: number("repeated")?,
                late: number("late")?,
                latest: number("latest")?,
            };
            db.close().await;
            Ok(deliveries)
        })
    }
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
