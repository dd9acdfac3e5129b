//! Every call between shopper, shop and gateway goes wrong in every way, one after the other: the shop's end state is always
//! right, and the gateway has charged once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use pannier::{args, db::Db};

use crate::{
    client::{self, Browser, Checkout, again},
    fault_proxy::{Fault, FaultProxy, Step, Upstreams},
    localstripe::LocalStripe,
    process::Shop,
};

const WEBHOOK_SECRET: &str = "whsec_of_the_tests";
const PATIENCE: Duration = Duration::from_secs(40);

/// The steps of a payment at one gateway.
struct Steps {
    start: Step,
    query: Step,
    webhook: Step,
}

const ORDER: Step = |call| call.starts_with("POST /pannier/checkout ");
const RETURN: Step = |call| call.starts_with("GET /payments/return");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_with_the_sandbox_charges_once() {
    let proxy = FaultProxy::open().await;
    // The gateway is a shop of its own, whose sandbox lives on while the first is killed: they have their keys in common.
    let settings = [("PANNIER_BASE_URL", proxy.url.as_str()), ("PANNIER_SECRET", "0123456789abcdef0123456789abcdef")];
    let (shop, gateway) = (Shop::open_with(&settings), Shop::open_with(&settings));
    let upstreams = connect(&proxy, shop, &gateway.url, |call| call.contains(" /sandbox-gateway/"));
    let steps = Steps {
        start: |call| call.starts_with("POST /sandbox-gateway/v1/payments "),
        query: |call| call.starts_with("GET /sandbox-gateway/v1/payments"),
        webhook: |call| call.starts_with("POST /webhooks/sandbox "),
    };
    let pay = async |browser: &Browser, next: String| {
        // The order's page comes first if the answer of the gateway was lost.
        let gateway = again(PATIENCE, async || match next.contains("/sandbox-gateway/pay/") {
            true => Some(next.clone()),
            false => browser.resume(&next).await.ok().filter(|next| next.contains("/sandbox-gateway/pay/")),
        });
        let gateway = gateway.await;
        again(PATIENCE, async || browser.approve(&gateway).await.ok()).await
    };
    let orders = inject_each_fault(&proxy, &steps, "sandbox", pay).await;
    check(&upstreams, orders).await;

    let books = Db::connect(&format!("sqlite:{}/shop.db", gateway.data.display())).await.unwrap();
    let sql =
        "SELECT COUNT(*) AS charges, COUNT(DISTINCT order_number) AS orders FROM sandbox_payments WHERE status = $1";
    let row = books.fetch_optional(sql, args!["succeeded"]).await.unwrap().unwrap();
    assert_eq!(
        (row.get_u32("charges").unwrap(), row.get_u32("orders").unwrap()),
        (orders, orders),
        "one charge an order"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_with_localstripe_charges_once() {
    let (proxy, stripe) = (FaultProxy::open().await, LocalStripe::open());
    let settings = [
        ("PANNIER_BASE_URL", proxy.url.as_str()),
        ("PANNIER_STRIPE_SECRET_KEY", "sk_test_1"),
        ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_test_1"),
        ("PANNIER_STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET),
        ("PANNIER_STRIPE_API", &proxy.url),
        ("PANNIER_STRIPE_ELEMENT", "card"),
    ];
    let upstreams = connect(&proxy, Shop::open_with(&settings), &stripe.url, |call| call.contains(" /v1/"));
    stripe.send_webhooks_to(&format!("{}/webhooks/stripe", proxy.url), WEBHOOK_SECRET).await;
    let steps = Steps {
        start: |call| call.starts_with("POST /v1/payment_intents "),
        query: |call| call.starts_with("GET /v1/payment_intents/"),
        webhook: |call| call.starts_with("POST /webhooks/stripe "),
    };
    // On the order's page, as Stripe.js does it.
    let pay = async |browser: &Browser, order: String| {
        let element = async |order: &str| {
            let page = browser.get(order).await.ok()?.1;
            let json =
                page.split("data-element=\"").nth(1)?.split('"').next()?.replace("&quot;", "\"").replace("&amp;", "&");
            serde_json::from_str::<serde_json::Value>(&json).ok()
        };
        let element = again(PATIENCE, async || match element(&order).await {
            Some(element) => Some(element),
            None => {
                // What a click on "Resume payment" does, if the answer of the first call was lost.
                let _ = browser.resume(&order).await;
                None
            }
        });
        let data = element.await["data"].take();
        let intent = data["client-secret"].as_str().and_then(|secret| secret.split("_secret_").next());
        stripe.confirm(intent.expect("an intent"), "4242424242424242").await.expect("a charge");
        let back = data["return-url"].as_str().expect("the way back");
        again(PATIENCE, async || browser.get(back).await.ok().filter(|(status, _)| status.is_redirection())).await;
        order
    };
    let orders = inject_each_fault(&proxy, &steps, "stripe", pay).await;
    check(&upstreams, orders).await;
    assert_eq!(stripe.charges().await, orders as usize, "one charge an order");
}

fn connect(proxy: &Arc<FaultProxy>, shop: Shop, gateway: &str, to_gateway: Step) -> Arc<Upstreams> {
    let address = |url: &str| url.trim_start_matches("http://").to_owned();
    let (shop_address, gateway_address) = (address(&shop.url), address(gateway));
    let upstreams = Arc::new(Upstreams { shop: shop.into(), shop_address, gateway_address, to_gateway });
    proxy.connect(Arc::clone(&upstreams));
    upstreams
}

/// Places one order for each way in which a step can go wrong. Returns how many those were.
async fn inject_each_fault(
    proxy: &FaultProxy,
    steps: &Steps,
    payment: &str,
    pay: impl AsyncFn(&Browser, String) -> String,
) -> u32 {
    let all: [(&str, &[Step]); 5] = [
        ("the order", &[ORDER]),
        ("the start of the payment", &[steps.start]),
        ("the webhook", &[steps.webhook]),
        // The gateway is asked where its webhook is missing.
        ("the question", &[steps.query, steps.webhook]),
        ("the way back", &[RETURN]),
    ];
    let (start, mut orders, mut injected) = (Instant::now(), 0, 0);
    for (name, wrong) in all {
        for fault in Fault::ALL {
            let (first, others) = wrong.split_first().expect("a step");
            proxy.arm(*first, fault);
            others.iter().for_each(|step| proxy.arm(*step, Fault::CallLost));
            injected += wrong.len();
            let browser = Browser::new(&proxy.url);
            let next = place(&browser, payment).await;
            let page = pay(&browser, next).await;
            let what = format!("{name}, {fault:?}");
            let patience = Instant::now() + PATIENCE;
            while !browser.download(&page).await.is_ok_and(|link| link.is_some()) || proxy.armed() > 0 {
                assert!(Instant::now() < patience, "{what}: not paid, or not gone wrong ({} left)", proxy.armed());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            orders += 1;
        }
    }
    println!("{payment}: {injected} faults injected and survived by {orders} orders in {:.0?}", start.elapsed());
    orders
}

/// The end state: every order is paid and delivered, and nothing is left that waits for anything.
async fn check(upstreams: &Upstreams, orders: u32) {
    let (db, mails) = {
        let shop = upstreams.shop.lock().unwrap();
        (format!("sqlite:{}/shop.db", shop.data.display()), || upstreams.shop.lock().unwrap().mails())
    };
    again(PATIENCE, async || (mails() >= orders as usize).then_some(())).await;
    let db = Db::connect(&db).await.unwrap();
    let count = async |sql: &str| db.fetch_optional(sql, &[]).await.unwrap().unwrap().get_u32("n").unwrap();
    assert_eq!(count("SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'completed'").await, orders);
    assert_eq!(count("SELECT COUNT(*) AS n FROM pannier_orders WHERE status <> 'completed'").await, 0);
    assert_eq!(count("SELECT MAX(number) - 1000 AS n FROM pannier_orders").await, orders, "numbers have no gaps");
    assert_eq!(count("SELECT COUNT(*) AS n FROM pannier_payments WHERE status = 'succeeded'").await, orders);
    assert_eq!(count("SELECT COUNT(*) AS n FROM pannier_payments WHERE attention IS NOT NULL").await, 0);
    assert_eq!(count("SELECT COUNT(*) AS n FROM pannier_refunds").await, 0);
    assert_eq!(mails(), orders as usize, "one mail an order");
}

/// Orders a download, as a shopper does whose browser loses the connection: the same form once more. What comes
/// next.
async fn place(browser: &Browser, payment: &str) -> String {
    let basket = [("kind", "album"), ("id", "blue-hour")];
    again(PATIENCE, async || unless_lost(browser.post("/pannier/basket/add", &basket).await)).await;
    let page = again(PATIENCE, async || browser.get("/checkout").await.ok()).await.1;
    let checkout = Checkout::on(&page).unwrap_or_else(|| panic!("no checkout: {page}"));
    let form = checkout.paid_by(payment, if payment == "stripe" { payment } else { "" });
    let next = again(PATIENCE, async || unless_lost(browser.post("/pannier/checkout", &form).await)).await;
    assert!(!next.contains("problem"), "{next}");
    next
}

/// `None` if the connection broke. Any other failure is the shop's.
fn unless_lost<T>(outcome: client::Result<T>) -> Option<T> {
    match outcome {
        Ok(done) => Some(done),
        Err(error) if error.is::<reqwest::Error>() => None,
        Err(error) => panic!("{error}"),
    }
}
