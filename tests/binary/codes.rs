//! A code that works once, fifty shoppers who want it at the same moment, and a shop that is killed meanwhile.

use std::{cell::Cell, time::Duration};

use futures_util::future::join_all;
use pannier::{args, db::Db};

use crate::{
    client::{Browser, Checkout, Result, again},
    postgres::create_database,
    process::{Shop, run},
};

const SHOPPERS: usize = 50;
const PATIENCE: Duration = Duration::from_secs(180);
/// The page of the gateway, to which an order leads.
const GATEWAY: &str = "/sandbox-gateway/pay/";

/// A shopper with the same basket in two tabs: each has a payment attempt, at an instance of its own.
struct Shopper {
    email: String,
    tabs: [(Browser, Checkout); 2],
}

impl Shopper {
    async fn with_the_code(n: usize, shops: [&str; 2]) -> Shopper {
        let browser = Browser::new(shops[0]);
        browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
        browser.post("/pannier/basket/code", &[("code", "once")]).await.unwrap();
        let other = browser.at(shops[1]);
        let checkouts = [checkout(&browser).await.unwrap(), checkout(&other).await.unwrap()];
        assert!(checkouts[0].attempt != checkouts[1].attempt, "two tabs have one attempt");
        let [one, two] = checkouts.map(|checkout| {
            assert_eq!(checkout.total, "810 EUR", "the code takes something off");
            checkout
        });
        Shopper { email: format!("ada-{n}@example.com"), tabs: [(browser, one), (other, two)] }
    }

    /// Presses "Pay" in both tabs at once. What is refused, or cut off, is looked at and tried again. Returns the page of the
    /// gateway.
    async fn order(self, db: Db) -> String {
        let Shopper { email, tabs: [(browser, checkout), (other, second)] } = self;
        let (one, two) = tokio::join!(pay(&browser, &checkout, &email), pay(&other, &second, &email));
        if let Some(gateway) = [one, two].into_iter().flatten().find(|next| next.contains(GATEWAY)) {
            return gateway;
        }
        again(PATIENCE, async || {
            let next = go_on(&browser, &db, &email).await.ok()?;
            next.contains(GATEWAY).then_some(next)
        })
        .await
    }
}

/// Opens the checkout.
async fn checkout(browser: &Browser) -> Result<Checkout> {
    Ok(Checkout::on(&browser.get("/checkout").await?.1).ok_or("no checkout")?)
}

async fn pay(browser: &Browser, checkout: &Checkout, email: &str) -> Result<String> {
    browser.post("/pannier/checkout", &checkout.ordered_by(email, "sandbox", "")).await
}

/// Resumes the payment of an order that was placed before the shop was killed, or else orders what is in the basket now.
async fn go_on(browser: &Browser, db: &Db, email: &str) -> Result<String> {
    let sql = "SELECT token FROM pannier_orders WHERE email = $1 AND status = 'pending'";
    match db.fetch_optional(sql, args![email]).await? {
        Some(order) => browser.resume(&order.get::<String>("token")?).await,
        None => pay(browser, &checkout(browser).await?, email).await,
    }
}

async fn number(db: &Db, sql: &str) -> i64 {
    db.fetch_one(sql, &[]).await.unwrap().get::<i64>("n").unwrap()
}

/// The uses of the code: as it counts them, and as orders that are not cancelled have them.
async fn uses(db: &Db) -> (i64, i64, i64) {
    let redeemed = "SELECT COUNT(*) AS n FROM pannier_code_redemptions r JOIN pannier_orders o ON o.id = r.order_id \
                    WHERE o.status IN ('pending', 'completed')";
    let taken_off = "SELECT COUNT(*) AS n FROM pannier_order_discounts d JOIN pannier_orders o ON o.id = d.order_id \
                     WHERE d.code = 'ONCE' AND o.status IN ('pending', 'completed')";
    let counted = "SELECT uses AS n FROM pannier_codes WHERE code = 'ONCE'";
    (number(db, counted).await, number(db, redeemed).await, number(db, taken_off).await)
}

/// Sells at these shops, which have a database in common, and kills all of them when the first orders are placed.
async fn a_code_is_used_once(mut shops: Vec<Shop>, database: &str, settings: &[(&str, &str)]) {
    let created = run(&shops[0].data, settings, &["code", "add", "ONCE", "--percent", "10", "--most-uses", "1"]);
    assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let urls: Vec<String> = shops.iter().map(|shop| shop.url.clone()).collect();
    let at = |n: usize| urls[n % urls.len()].as_str();
    let mut ready = Vec::new();
    for n in 0..SHOPPERS {
        ready.push(Shopper::with_the_code(n, [at(n), at(n + 1)]).await);
    }

    let db = Db::connect(database).await.unwrap();
    let ordered = Cell::new(0);
    let shoppers = ready.into_iter().map(async |shopper: Shopper| {
        shopper.order(db.clone()).await;
        ordered.set(ordered.get() + 1);
    });
    let kill = async {
        again(PATIENCE, async || (ordered.get() >= SHOPPERS / 10).then_some(())).await;
        // Where it blocks no shopper.
        let opened = tokio::task::spawn_blocking(move || {
            shops.iter_mut().for_each(Shop::kill);
            shops.iter_mut().for_each(Shop::open_again);
            shops
        });
        opened.await.unwrap()
    };
    let (_, shops) = tokio::join!(join_all(shoppers), kill);

    let orders = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status IN ('pending', 'completed')";
    let emails = "SELECT COUNT(DISTINCT email) AS n FROM pannier_orders WHERE status IN ('pending', 'completed')";
    let all = i64::try_from(SHOPPERS).unwrap();
    assert_eq!((number(&db, orders).await, number(&db, emails).await), (all, all), "one order of each shopper");
    assert_eq!(uses(&db).await, (1, 1, 1));

    // Its order is cancelled, and gives it back to another shopper.
    let winner = "SELECT o.token FROM pannier_code_redemptions r JOIN pannier_orders o ON o.id = r.order_id";
    let token: String = db.fetch_one(winner, &[]).await.unwrap().get("token").unwrap();
    let browser = Browser::new(&shops[0].url);
    browser.post("/pannier/order/start-over", &[("token", &token)]).await.unwrap();
    assert_eq!(uses(&db).await, (0, 0, 0));
    assert_eq!(number(&db, orders).await, all - 1);
    let late = Shopper::with_the_code(SHOPPERS, [at(0), at(1)]).await;
    let gateway = late.order(db.clone()).await;
    again(PATIENCE, async || browser.approve(&gateway).await.ok()).await;
    let completed = "SELECT COUNT(*) AS n FROM pannier_code_redemptions r JOIN pannier_orders o ON o.id = r.order_id \
                     WHERE o.status = 'completed'";
    again(PATIENCE, async || (number(&db, completed).await == 1).then_some(())).await;
    assert_eq!(uses(&db).await, (1, 1, 1));
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_works_once_survives_a_kill_on_sqlite() {
    let shop = Shop::open();
    let database = format!("sqlite:{}/shop.db", shop.data.display());
    a_code_is_used_once(vec![shop], &database, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_works_once_survives_a_kill_of_two_instances_on_postgres() {
    let database = create_database(None).await;
    // A session of one is a session of the other.
    let settings = [("DATABASE_URL", database.as_str()), ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef")];
    let shops = vec![Shop::open_with(&settings), Shop::open_with(&settings)];
    a_code_is_used_once(shops, &database, &settings).await;
}
