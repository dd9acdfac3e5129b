//! Our own plug-ins keep the contracts that a stranger's must keep.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{Router, body::Bytes, extract::State, routing::post};
use http::HeaderMap;
use pannier::{
    Address, Attempt, AttemptRef, Currency, Environment, Grams, LocalFiles, Money, NextAction, Parcel, ParcelItem,
    PaymentError, PaymentProvider, PaymentState, SalesMail, Settings, ShipsBy, StartedPayment, Store, StoredFile,
    db::Db,
    payment::{
        BankTransfer,
        sandbox::{Delays, Gateway, Sandbox, SandboxError},
    },
    receivers::{ActivateDownloads, Mailer, OrderMail, OwnerMail},
    shipping::{FlatRate, PickUp, WeightTable, Zone},
    testing::{
        self, ManualPayment, TestGateway, offline_contract, order, payment_contract, receiver_contract,
        shipping_contract,
    },
};
use tokio::sync::Mutex;

use crate::{
    on_both,
    service::serve,
    world::{Pending, World, euro, fresh_dir},
};

on_both!(downloads);

async fn downloads(world: World) {
    // The receiver works on the lines of an order that is there.
    world.product("score").price(euro(500)).attempts(3).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["score"]).await;
    world.store.settle(&attempt, &crate::world::paid(500)).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    let done = async || world.number("SELECT COUNT(*) AS n FROM pannier_downloads", &[]).await.unsigned_abs();
    receiver_contract(&ActivateDownloads, &world.store, &order, done).await;
}

#[tokio::test]
async fn mails() {
    let dir = fresh_dir().join("mail");
    let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    settings.owner_mail_sales = SalesMail::Each;
    let store = testing::in_memory().await.build().await.unwrap();
    let mail = OrderMail::new(Mailer::folder(dir.clone()), &settings).unwrap();
    let sent = async || {
        let mails = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        mails.filter(|file| file.path().extension().is_some_and(|e| e == "eml")).count() as u64
    };
    receiver_contract(&mail, &store, &order(&[("album", "blue-hour", 1)]), sent).await;
    let note = OwnerMail::new(Mailer::folder(dir.clone()), &settings).unwrap();
    receiver_contract(&note, &store, &order(&[("album", "blue-hour", 1)]), sent).await;
}

#[tokio::test]
async fn shipping_methods() {
    let parcel = |country: &str, grams| {
        let address = Address { country: country.into(), ..Address::default() };
        Parcel::new(vec![ParcelItem::new("poster", "dunes", 2, Grams(grams))], euro(3900), address)
    };
    let parcels = [parcel("DE", 100), parcel("FR", 900), parcel("NZ", 2_000)];
    shipping_contract(&FlatRate::new("standard", "Standard", euro(490)).countries(["DE"]).days(2, 4), &parcels).await;
    let zone = Zone::everywhere_else().up_to(Grams(5_000), euro(1_590)).days(7, 21);
    shipping_contract(&WeightTable::new("tracked", "Tracked").zone(zone), &parcels).await;
    shipping_contract(&PickUp::new("Pick-up in the shop", "DE"), &parcels).await;
    let disc = ParcelItem::new("disc", "blue-hour", 1, Grams(100)).ships_by(ShipsBy::only("press"));
    let pressed = Parcel::new(vec![disc], euro(1500), parcel("DE", 100).address);
    shipping_contract(&crate::shipping::Press::default(), &[parcel("DE", 100), pressed]).await;
}

#[tokio::test]
async fn local_files() {
    let dir = fresh_dir();
    std::fs::create_dir_all(dir.join("albums")).unwrap();
    std::fs::write(dir.join("albums/a.flac"), b"music").unwrap();
    let file = StoredFile::new("albums/a.flac", "A.flac", "audio/flac");
    testing::storage_contract(&LocalFiles::new(dir, [7; 32]), &file, b"music").await;
}

#[tokio::test]
async fn sandbox() {
    let shop = Shop::open().await;
    let provider = Sandbox::new(shop.url("/sandbox-gateway"), KEY, SECRET);
    payment_contract(&provider, &shop).await;
}

#[tokio::test]
async fn a_self_hosted_sandbox() {
    let (shop, provider) = Shop::that_hosts_its_gateway().await;
    payment_contract(&provider, &shop).await;
}

#[tokio::test]
async fn a_self_hosted_sandbox_is_refused_in_production() {
    let mut settings = Settings::new("https://shop.example", SECRET);
    settings.environment = Environment::Production;
    let db = Db::memory().await.unwrap();
    let refused = Sandbox::self_hosted(db.clone(), &settings);
    assert!(matches!(refused, Err(SandboxError::Production)));
    let asked_for = Sandbox::public_demonstration(db.clone(), &settings);
    assert_eq!(
        Store::builder(db, settings).pay(asked_for).build().await.unwrap().settings().environment,
        Environment::Production
    );
}

/// A command, such as one that lists orders, opens the same store and serves nothing.
#[tokio::test]
async fn a_gateway_that_is_not_served_creates_no_tables() {
    let (shop, provider) = Shop::that_hosts_its_gateway().await;
    let tables = async || shop.db.fetch_optional("SELECT COUNT(*) AS n FROM sandbox_payments", &[]).await;
    assert!(tables().await.is_err());
    let answer = provider.fetch_state(&AttemptRef::new("a1", None)).await;
    assert_eq!(answer, Err(PaymentError::NotFound));
    assert!(tables().await.is_ok());
}

#[tokio::test]
async fn a_sandbox_payment_can_fail_late() {
    let shop = Shop::open().await;
    let provider = Sandbox::new(shop.url("/sandbox-gateway"), KEY, SECRET);
    let attempt = shop.attempt();
    let started = provider.start(&attempt).await.unwrap();
    shop.decide(&started, "decline-late").await;
    let name = AttemptRef::new(&*attempt.id, started.reference);
    let mut state = provider.fetch_state(&name).await.unwrap();
    while state == PaymentState::Processing {
        tokio::time::sleep(Duration::from_millis(1)).await;
        state = provider.fetch_state(&name).await.unwrap();
    }
    assert!(matches!(&state, PaymentState::Declined { message } if !message.is_empty()), "{state:?}");
}

#[tokio::test]
async fn paypal() {
    let side = crate::providers::paypal::Side::open().await;
    payment_contract(&side.provider, &side).await;
}

#[tokio::test]
async fn payment_by_other_means() {
    let attempt = || {
        let (id, here) = (uuid::Uuid::new_v4().to_string(), "https://shop.example/");
        Attempt::new(id, 1001, Money::new(2490, Currency::EUR), "ada@example.com", here, here)
    };
    let transfer = BankTransfer::new("Quarto Press", "DE02 1203 0000 0000 2020 51").unwrap();
    offline_contract(&transfer, attempt).await;
    offline_contract(&ManualPayment, attempt).await;
}

const KEY: &str = "an API key that only tests have to know";
const SECRET: &str = "a secret that only tests have to know";

/// The headers and the body of the last webhook of each attempt.
type Webhooks = Arc<Mutex<HashMap<String, (HeaderMap, Bytes)>>>;

/// The gateway, and a shop that keeps the webhooks it gets.
struct Shop {
    url: String,
    /// The database of the gateway.
    db: Db,
    webhooks: Webhooks,
}

async fn database() -> Db {
    Db::connect(&format!("sqlite:{}", fresh_dir().join("gateway.db").display())).await.unwrap()
}

/// The route at which the shop gets webhooks.
fn inbox(webhooks: &Webhooks) -> Router {
    let keep = async |State(all): State<Webhooks>, headers: HeaderMap, body: Bytes| {
        let event: serde_json::Value = serde_json::from_slice(&body).unwrap();
        all.lock().await.insert(event["data"]["attempt"].as_str().unwrap().to_owned(), (headers, body));
    };
    Router::new().route("/inbox", post(keep)).with_state(Arc::clone(webhooks))
}

impl Shop {
    async fn open() -> Shop {
        let db = database().await;
        let gateway = Gateway::new(db.clone(), KEY, SECRET, "/sandbox-gateway").delays(Delays {
            webhook: Duration::from_millis(10),
            decision: Duration::from_millis(10),
            retry: Duration::from_millis(10),
        });
        let webhooks = Arc::default();
        let url = serve(gateway.pages().merge(gateway.api()).merge(inbox(&webhooks))).await;
        Shop { url, db, webhooks }
    }

    /// One whose store serves the gateway, behind its protection against forged requests.
    async fn that_hosts_its_gateway() -> (Shop, Sandbox) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (db, settings) = (database().await, Settings::new(&url, SECRET));
        let sandbox = Sandbox::self_hosted(db.clone(), &settings).unwrap();
        let store = Store::builder(db.clone(), settings).pay(sandbox.clone()).build().await.unwrap();
        let webhooks = Arc::default();
        let app = store.with_sessions_and_security(store.routes()).merge(inbox(&webhooks));
        tokio::spawn(async move { axum::serve(listener, app).await });
        (Shop { url, db, webhooks }, sandbox)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    async fn decide(&self, started: &StartedPayment, decision: &str) {
        let NextAction::Redirect { url } = &started.action else { panic!("not a redirect: {started:?}") };
        self.press(path_of(url), decision).await;
    }

    /// Presses a button of the gateway's page at this path.
    async fn press(&self, page: &str, decision: &str) {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let body = format!("decision={decision}");
        let page = client.post(self.url(page)).header("Origin", &self.url).body(body);
        let answer = page.header("Content-Type", "application/x-www-form-urlencoded").send().await.unwrap();
        assert!(answer.status().is_redirection(), "{}", answer.status());
    }
}

fn path_of(url: &str) -> &str {
    match url.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/').unwrap_or(rest.len())..],
        None => url,
    }
}

#[async_trait]
impl TestGateway for Shop {
    fn attempt(&self) -> Attempt {
        let id = uuid::Uuid::new_v4().to_string();
        let (back, inbox) = (self.url("/back"), self.url("/inbox"));
        Attempt::new(id, 1001, Money::new(2490, Currency::EUR), "ada@example.com", back, inbox)
    }

    async fn approve(&self, _: &Attempt, started: &StartedPayment) {
        self.decide(started, "approve-webhook-first").await;
    }

    async fn decline(&self, _: &Attempt, started: &StartedPayment) {
        self.decide(started, "decline").await;
    }

    async fn dispute(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let (_, approval) = self.webhook(attempt).await?;
        let approval: serde_json::Value = serde_json::from_slice(&approval).unwrap();
        self.press(approval["data"]["page"].as_str().unwrap(), "dispute").await;
        self.webhook(attempt).await
    }

    async fn webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let (headers, body) = self.webhooks.lock().await.get(&attempt.id).cloned().expect("a webhook");
        Some((headers, body.to_vec()))
    }
}
