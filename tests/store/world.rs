//! A store with products of its own, a gateway that does as it is told, and visitors.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use pannier::{
    Actor, Address, Admin, Attempt, AttemptRef, CheckoutForm, CheckoutOutcome, Currency, Dispute, Event, Intent,
    LocalFiles, Money, PaymentError, PaymentProvider, PaymentReport, PaymentState, Problem, Receiver, ReceiverError,
    Refund, RefundRequest, RefundState, Settings, SignalKind, StartedPayment, Storage, Store, StoreBuilder, Timestamp,
    Visitor, WebhookError, WebhookEvent, args,
    db::{Db, Value},
    shipping::FlatRate,
    testing,
};
use tower_sessions::{MemoryStore, Session};

use crate::{
    database, plans,
    product::{Disc, File, NewProduct, Product, product},
    service::fresh_directory,
};

pub struct World {
    pub db: Db,
    pub store: Store,
    pub gateway: Gateway,
    pub files: PathBuf,
    pub url: String,
}

/// An order that waits for its payment.
pub struct Pending {
    pub visitor: Visitor,
    /// The id of the attempt to pay.
    pub attempt: String,
    /// The token of the order's page.
    pub token: String,
}

/// The merchant's operations.
pub fn admin(store: &Store) -> Admin<'_> {
    store.acting(&Actor::CommandLine)
}

impl World {
    /// The merchant's operations.
    pub fn admin(&self) -> Admin<'_> {
        admin(&self.store)
    }

    pub async fn on_sqlite() -> World {
        let dir = fresh_dir();
        World::at(&database::sqlite(&dir).await, dir).await
    }

    pub async fn on_postgres() -> World {
        World::at(&database::postgres().await, fresh_dir()).await
    }

    async fn at(url: &str, dir: PathBuf) -> World {
        plans::collect();
        let db = Db::connect(url).await.expect("the database opens");
        let gateway = Gateway::default();
        let store = build(&db, &dir, gateway.clone(), vec![], None, |builder| builder).await;
        World { db, store, gateway, files: dir.join("files"), url: url.to_owned() }
    }

    /// The same database and gateway, with receivers.
    pub async fn with_receivers(self, receivers: Vec<RecordingReceiver>) -> World {
        let dir = self.files.parent().expect("a directory").to_owned();
        let store = build(&self.db, &dir, self.gateway.clone(), receivers, None, |builder| builder).await;
        World { store, ..self }
    }

    /// The same database and gateway, with more plug-ins.
    pub async fn with(self, more: impl FnOnce(StoreBuilder) -> StoreBuilder) -> World {
        let dir = self.files.parent().expect("a directory").to_owned();
        let store = build(&self.db, &dir, self.gateway.clone(), vec![], None, more).await;
        World { store, ..self }
    }

    /// The same database and gateway, in another time zone and with more plug-ins.
    pub async fn in_zone(self, zone: &str, more: impl FnOnce(StoreBuilder) -> StoreBuilder) -> World {
        let dir = self.files.parent().expect("a directory").to_owned();
        let store = build_in(zone, &self.db, &dir, self.gateway.clone(), vec![], None, more).await;
        World { store, ..self }
    }

    /// Another instance on the same database, with connections and receivers of its own.
    pub async fn another_instance(&self, receivers: Vec<RecordingReceiver>) -> Store {
        let db = Db::connect(&self.url).await.expect("the database opens");
        let dir = self.files.parent().expect("a directory");
        build(&db, dir, self.gateway.clone(), receivers, None, |builder| builder).await
    }

    /// The same database and gateway, with files in another place.
    #[cfg(feature = "s3")]
    pub async fn with_storage(self, storage: Arc<dyn Storage>) -> World {
        let dir = self.files.parent().expect("a directory").to_owned();
        let store = build(&self.db, &dir, self.gateway.clone(), vec![], Some(storage), |builder| builder).await;
        World { store, ..self }
    }

    /// Builds a product that is for sale: `world.product("poster").grams(300).insert().await`.
    pub fn product(&self, id: &str) -> NewProduct<'_> {
        product(&self.db, id)
    }

    pub async fn stock(&self, id: &str) -> i64 {
        self.number("SELECT stock AS n FROM products WHERE id = $1", args![id]).await
    }

    pub async fn number(&self, sql: &str, args: &[Value]) -> i64 {
        self.db.fetch_optional(sql, args).await.expect(sql).expect("a row").get("n").expect("n")
    }

    /// Returns the column `text` of the first row.
    pub async fn text(&self, sql: &str, args: &[Value]) -> String {
        self.db.fetch_one(sql, args).await.expect(sql).get("text").expect(sql)
    }

    /// A visitor whose basket holds one piece of each product.
    pub async fn visitor_with(&self, products: &[&str]) -> Visitor {
        let visitor = visitor();
        for product in products {
            self.store.add_to_basket(&visitor, "product", product, 1).await.expect("added");
        }
        visitor
    }

    /// Fills the checkout in and presses "Pay".
    pub async fn pay(&self, visitor: &Visitor) -> Result<CheckoutOutcome, Problem> {
        self.store.submit_checkout(visitor, self.filled_in(visitor).await, Intent::Pay).await
    }

    pub async fn filled_in(&self, visitor: &Visitor) -> CheckoutForm {
        let view = self.store.checkout(visitor).await.expect("a checkout");
        CheckoutForm {
            email: "ada@example.com".into(),
            shipping_address: Address {
                name: "Ada Lovelace".into(),
                line1: "Unter den Linden 1".into(),
                city: "Berlin".into(),
                postal_code: "10117".into(),
                ..view.form.shipping_address
            },
            ..view.form
        }
    }

    /// Orders a product that is picked up at the shop, and pays its price in euro cents.
    pub async fn sell_for_pick_up(&self, product: &str, price: i64) {
        let visitor = self.visitor_with(&[product]).await;
        let mut form = self.filled_in(&visitor).await;
        let key = self.store.checkout(&visitor).await.expect("a checkout").parcels[0].key.clone();
        form.parcels.insert(key, "pick-up".to_owned());
        form.total = format!("{price} EUR");
        let attempt = form.attempt.clone();
        let outcome = self.store.submit_checkout(&visitor, form, Intent::Pay).await.expect("submitted");
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
        self.store.settle(&attempt, &paid(price)).await.expect("settled");
    }

    /// An order of one piece of each product, which waits for its payment.
    pub async fn pending(&self, products: &[&str]) -> Pending {
        let visitor = self.visitor_with(products).await;
        let form = self.filled_in(&visitor).await;
        let attempt = form.attempt.clone();
        let outcome = self.store.submit_checkout(&visitor, form, Intent::Pay).await.expect("submitted");
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
        let token = self.token_of(&attempt).await;
        Pending { visitor, attempt, token }
    }

    /// The token of the order that an attempt is to pay.
    pub async fn token_of(&self, attempt: &str) -> String {
        let sql = "SELECT o.token FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id WHERE p.id = $1";
        let row = self.db.fetch_optional(sql, args![attempt]).await.expect(sql).expect("an order");
        row.get("token").expect("a token")
    }

    /// Puts the store's clock forward.
    pub fn advance(&self, by: Duration) {
        testing::advance(&self.store, by);
    }

    pub async fn status(&self, token: &str) -> String {
        let sql = "SELECT status FROM pannier_orders WHERE token = $1";
        self.db.fetch_optional(sql, args![token]).await.expect(sql).expect("an order").get("status").expect("a status")
    }
}

async fn build(
    db: &Db,
    dir: &std::path::Path,
    gateway: Gateway,
    receivers: Vec<RecordingReceiver>,
    storage: Option<Arc<dyn Storage>>,
    more: impl FnOnce(StoreBuilder) -> StoreBuilder,
) -> Store {
    build_in("UTC", db, dir, gateway, receivers, storage, more).await
}

async fn build_in(
    zone: &str,
    db: &Db,
    dir: &std::path::Path,
    gateway: Gateway,
    receivers: Vec<RecordingReceiver>,
    storage: Option<Arc<dyn Storage>>,
    more: impl FnOnce(StoreBuilder) -> StoreBuilder,
) -> Store {
    let environment = [
        ("PANNIER_TIME_ZONE", zone.to_owned()),
        ("PANNIER_DATA", dir.display().to_string()),
        ("PANNIER_OUTBOX_LEASE", "20".into()),
        ("PANNIER_RECONCILE_EVERY", "1".into()),
        // Nobody answers there.
        ("PANNIER_VIES_URL", "http://127.0.0.1:9".into()),
        // Every order is Ada's.
        ("PANNIER_MAX_UNPAID_ORDERS", "0".into()),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value));
    let settings = Settings::read(environment, None, "127.0.0.1:3000", &[]).expect("settings");
    let storage = storage.unwrap_or_else(|| Arc::new(LocalFiles::new(dir.join("files"), &settings.secret)));
    let mut builder = Store::builder(db.clone(), settings)
        .files(storage)
        .sell::<Product>()
        .sell::<File>()
        .sell::<Disc>()
        .ship(FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)).countries(["DE"]))
        .pay(gateway);
    for receiver in receivers {
        builder = builder.receive(receiver);
    }
    more(builder).build().await.expect("the store")
}

pub fn fresh_dir() -> PathBuf {
    let dir = fresh_directory();
    std::fs::create_dir_all(dir.join("files")).expect("a temporary directory");
    dir
}

pub fn visitor() -> Visitor {
    Visitor::new(Session::new(None, Arc::new(MemoryStore::default()), None))
}

pub const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub const fn minutes(n: u64) -> Duration {
    seconds(60 * n)
}

pub const fn days(n: u64) -> Duration {
    minutes(24 * 60 * n)
}

/// So many cents.
pub fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

pub fn paid(amount: i64) -> PaymentState {
    PaymentState::Succeeded { amount: euro(amount) }
}

/// An in-process fake of a gateway, for what no real one can be made to do on command. It remembers its attempts by their
/// id, as real ones do by their idempotency key, and says what it is told to say.
#[derive(Clone, Default)]
pub struct Gateway(Arc<Mutex<Ledger>>);

#[derive(Default)]
struct Ledger {
    starts: Vec<String>,
    cancels: u32,
    next_starts: VecDeque<Result<(), PaymentError>>,
    states: HashMap<String, PaymentState>,
    /// Where the payer of an attempt is.
    payers: HashMap<String, String>,
    next_refunds: VecDeque<Result<(), PaymentError>>,
    /// Every time a refund was asked for, by its key.
    refund_keys: Vec<String>,
    /// What was given back, by its key: the attempt and the amount.
    refunds: Vec<(String, String, Money)>,
    /// What it says of its refunds, if they are not made at once.
    refund_state: Option<RefundState>,
    silent: bool,
}

impl Gateway {
    /// How often it was asked to start an attempt.
    pub fn starts(&self) -> usize {
        self.0.lock().unwrap().starts.len()
    }

    /// How many attempts it knows: charged at most once each.
    pub fn attempts(&self) -> usize {
        self.0.lock().unwrap().states.len()
    }

    pub fn cancels(&self) -> u32 {
        self.0.lock().unwrap().cancels
    }

    pub fn next_start(&self, answer: Result<(), PaymentError>) {
        self.0.lock().unwrap().next_starts.push_back(answer);
    }

    pub fn decide(&self, attempt: &str, state: PaymentState) {
        self.0.lock().unwrap().states.insert(attempt.to_owned(), state);
    }

    /// From now on it says that the payer of this attempt is in this country.
    pub fn pays_from(&self, attempt: &str, country: &str) {
        self.0.lock().unwrap().payers.insert(attempt.to_owned(), country.to_owned());
    }

    pub fn next_refund(&self, answer: Result<(), PaymentError>) {
        self.0.lock().unwrap().next_refunds.push_back(answer);
    }

    /// From now on it says this of every refund.
    pub fn refunds_are(&self, state: RefundState) {
        self.0.lock().unwrap().refund_state = Some(state);
    }

    /// The keys of the refunds that were asked for, as often as they were.
    pub fn refund_keys(&self) -> Vec<String> {
        self.0.lock().unwrap().refund_keys.clone()
    }

    /// What was given back, and of which attempt.
    pub fn refunds(&self) -> Vec<(String, Money)> {
        let ledger = self.0.lock().unwrap();
        ledger.refunds.iter().map(|(_, attempt, amount)| (attempt.clone(), *amount)).collect()
    }

    /// Answers nothing any more.
    pub fn fall_silent(&self) {
        self.0.lock().unwrap().silent = true;
    }

    fn state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        let ledger = self.0.lock().unwrap();
        if ledger.silent {
            return Err(PaymentError::Unknown("silence".into()));
        }
        ledger.states.get(&attempt.id).cloned().ok_or(PaymentError::NotFound)
    }
}

#[async_trait]
impl PaymentProvider for Gateway {
    fn id(&self) -> &'static str {
        "fake"
    }

    fn label(&self) -> String {
        "Fake".into()
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let mut ledger = self.0.lock().unwrap();
        ledger.starts.push(attempt.id.clone());
        ledger.next_starts.pop_front().unwrap_or(Ok(()))?;
        ledger.states.entry(attempt.id.clone()).or_insert(PaymentState::Open);
        let url = format!("https://gateway.example/{}", attempt.id);
        Ok(StartedPayment::redirect(Some(format!("ref-{}", attempt.id)), url))
    }

    async fn verify_webhook(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
        _: Timestamp,
    ) -> Result<WebhookEvent, WebhookError> {
        match headers.get(http::header::ETAG).map(http::HeaderValue::as_bytes) {
            Some(b"genuine") => {}
            Some(b"unavailable") => return Err(WebhookError::Unavailable("told to".into())),
            _ => return Err(WebhookError::Unverified("no signature")),
        }
        let event: serde_json::Value =
            serde_json::from_slice(body).map_err(|e| WebhookError::Malformed(e.to_string()))?;
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let state =
            serde_json::from_value(event["state"].clone()).map_err(|e| WebhookError::Malformed(e.to_string()))?;
        let mut read = WebhookEvent::new(text("id"), text("attempt"), state);
        read.declined = event["declined"] == true;
        read.created_at = event["created"].as_i64().map(Timestamp::from_secs);
        read.ignored = event["ignored"].as_str().map(str::to_owned);
        read.payer_country = event["payer"].as_str().map(str::to_owned);
        read.dispute = event["dispute"][0].as_str().map(|reference| {
            Dispute::new(reference, event["dispute"][1].as_str().and_then(|name| name.parse().ok()).expect("a status"))
        });
        read.refund = event["failed_refund"].as_str().map(|reference| {
            let state = RefundState::Failed { reason: "the account is closed".into() };
            Refund::new(reference, Money::new(0, Currency::EUR)).state(state)
        });
        Ok(match serde_json::from_value::<Option<Money>>(event["refunded"].clone()) {
            Ok(Some(total)) => read.refunded(total),
            _ => read,
        })
    }

    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        self.state(attempt)
    }

    async fn fetch_report(&self, attempt: &AttemptRef) -> Result<PaymentReport, PaymentError> {
        let report = PaymentReport::new(self.state(attempt)?);
        let ledger = self.0.lock().unwrap();
        Ok(match ledger.payers.get(&attempt.id) {
            Some(country) => report.payer_country(country),
            None => report,
        })
    }

    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        let state = self.state(attempt)?;
        let mut ledger = self.0.lock().unwrap();
        ledger.cancels += 1;
        if state == PaymentState::Open {
            ledger.states.insert(attempt.id.clone(), PaymentState::Cancelled);
            return Ok(PaymentState::Cancelled);
        }
        Ok(state)
    }

    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let (key, amount) = (&request.id, request.amount);
        let mut ledger = self.0.lock().unwrap();
        ledger.refund_keys.push(key.clone());
        ledger.next_refunds.pop_front().unwrap_or(Ok(()))?;
        if ledger.refunds.iter().all(|(known, ..)| known != key) {
            ledger.refunds.push((key.clone(), attempt.id.clone(), amount));
        }
        let state = ledger.refund_state.clone().unwrap_or(RefundState::Succeeded);
        Ok(Refund::new(format!("ref-{key}"), amount).state(state))
    }

    async fn fetch_refund(&self, _: &AttemptRef, refund: &Refund) -> Result<Refund, PaymentError> {
        let state = self.0.lock().unwrap().refund_state.clone().unwrap_or(RefundState::Succeeded);
        Ok(refund.clone().state(state))
    }
}

/// A receiver that records the signals it has handled.
#[derive(Clone)]
pub struct RecordingReceiver {
    pub name: &'static str,
    /// The ids and kinds of the signals, in the order in which they were handled.
    pub signals: Arc<Mutex<Vec<(String, SignalKind)>>>,
    /// How many calls are still to fail.
    pub failures: Arc<AtomicU32>,
    /// How often it was called.
    pub calls: Arc<AtomicU32>,
    /// How long it takes over each.
    pause: Duration,
}

impl RecordingReceiver {
    pub fn new(name: &'static str) -> RecordingReceiver {
        let (signals, failures, calls) = Default::default();
        RecordingReceiver { name, signals, failures, calls, pause: Duration::ZERO }
    }

    /// Fails this many times first.
    pub fn failing(self, times: u32) -> RecordingReceiver {
        RecordingReceiver { failures: Arc::new(AtomicU32::new(times)), ..self }
    }

    pub fn slow(self, millis: u64) -> RecordingReceiver {
        RecordingReceiver { pause: Duration::from_millis(millis), ..self }
    }

    /// How many signals of a kind it has handled.
    pub fn count(&self, kind: impl Into<SignalKind>) -> usize {
        let kind = kind.into();
        self.signals.lock().unwrap().iter().filter(|(_, k)| *k == kind).count()
    }
}

#[async_trait]
impl Receiver for RecordingReceiver {
    fn name(&self) -> &'static str {
        self.name
    }

    fn accepts(&self, _: SignalKind) -> bool {
        true
    }

    async fn receive(&self, Event { signal, .. }: &Event<'_>) -> Result<(), ReceiverError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(self.pause).await;
        let left = self.failures.load(Ordering::Relaxed);
        if left > 0 {
            self.failures.store(left - 1, Ordering::Relaxed);
            return Err(ReceiverError::new("told to fail"));
        }
        self.signals.lock().unwrap().push((signal.id.clone(), signal.kind));
        Ok(())
    }
}

/// Lets the background work until it has done what is waited for.
pub async fn until(world: &World, what: &str, sql: &str, expected: i64) {
    let background = tokio::spawn(world.store.clone().run_background());
    let mut last = 0;
    for _ in 0..600 {
        last = world.number(sql, &[]).await;
        if last == expected {
            background.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: {last} instead of {expected} after 30 s");
}
