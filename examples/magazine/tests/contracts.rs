//! Runs the store's contract suites on the magazine's models and plug-ins.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::http::{HeaderMap, Request};
use magazine::{
    archive::{self, Issue},
    circulation::Circulation,
    honesty_box::HonestyBox,
    newsroom::{EDITOR, Newsroom},
    plain_text::PlainText,
    post::Post,
    press,
    subscription::Subscription,
    vat::ReducedVat,
    volume::WholeVolume,
};
use pannier::{
    Address, Attempt, Currency, Grams, LocalFiles, Money, Parcel, ParcelItem, Rate, Sellable, StartedPayment, Store,
    StoredFile, TaxRate, Timestamp, async_trait,
    db::Db,
    discount::{Offer, OfferLine, Promotion as _},
    managed::Values,
    tax::{Buyer, Place, Sale, TaxClass, TaxProvider as _, Taxable},
    testing::{
        TestGateway, document_contract, in_memory, managed_contract, order, payment_contract, promotion_contract,
        receiver_contract, sellable_contract, shipping_contract, staff_auth_contract, storage_contract, tax_contract,
    },
    tower_sessions::Session,
};
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};
use tower_sessions::MemoryStore;

/// A database in memory, which lives as long as its one connection.
async fn pool() -> SqlitePool {
    let options = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    options.connect("sqlite::memory:").await.expect("a database")
}

async fn db() -> Db {
    let db = Db::from(pool().await);
    archive::open(&db).await.expect("tables");
    db
}

#[tokio::test]
async fn issues_can_be_sold() {
    sellable_contract::<Issue>(&db().await, "no-2", "no-99").await;
}

/// Returns the path of a temporary directory, which does not exist yet.
fn fresh_directory(of: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("quarto-{of}-{}", std::process::id()));
    // An earlier process with the same id may have left one behind.
    drop(std::fs::remove_dir_all(&directory));
    directory
}

#[tokio::test]
async fn issues_can_be_edited() {
    let files = fresh_directory("desk");
    std::fs::create_dir_all(files.join("uploads/glue")).unwrap();
    std::fs::write(files.join("uploads/glue/no-5.pdf"), "%PDF-1.4").unwrap();
    let builder = in_memory().await.sell::<Issue>().manage::<Issue>().files(LocalFiles::new(&files, [7; 32]));
    let store = builder.build().await.unwrap();
    archive::open(store.db()).await.unwrap();
    let issue = Values::new()
        .with("title", "Glue")
        .with("number", "5")
        .with("season", "Spring 2027")
        .with("about", "What holds.")
        .with("price", "7.50")
        .with("file", "uploads/glue/no-5.pdf");
    let is_on_sale = async |store: &Store, id: &str| !Issue::load(store.db(), &[id.into()]).await.unwrap().is_empty();
    managed_contract::<Issue>(&store, issue, is_on_sale).await;
    std::fs::remove_dir_all(files).unwrap();
}

#[tokio::test]
async fn subscriptions_can_be_sold() {
    sellable_contract::<Subscription>(&db().await, "4", "5").await;
}

#[tokio::test]
async fn the_post_takes_subscriptions() {
    let parcel = |country: &str, pieces| {
        let items = vec![ParcelItem::new(Subscription::KIND, "4", pieces, Grams(320))];
        let address = Address { country: country.into(), ..Address::default() };
        Parcel::new(items, Money::new(3800, Currency::EUR), address)
    };
    shipping_contract(&Post, &[parcel("DE", 1), parcel("NZ", 2), parcel("DE", 10)]).await;
}

/// A PDF and a subscription in print, bought there.
fn sale(country: &str) -> Sale {
    let pdf = Taxable::new("issue", TaxClass::DIGITAL, Money::new(750, Currency::EUR));
    let print = Taxable::new(Subscription::KIND, TaxClass::GOODS, Money::new(3800, Currency::EUR));
    Sale::new(vec![pdf.ships(false), print.ships(true)], Place::country(country), Buyer::Consumer, Timestamp::now())
}

#[tokio::test]
async fn periodicals_are_taxed_at_the_reduced_rate() {
    tax_contract(&ReducedVat, &[sale("DE"), sale("FR"), sale("CH")]).await;
    let rates = async |country: &str| ReducedVat.assess(&sale(country)).await.unwrap().lines;
    assert_eq!(rates("DE").await, [TaxRate::included(Rate::percent(7)); 2]);
    assert!(rates("CH").await.iter().all(|rate| rate.rate == Rate::ZERO));
}

#[test]
fn a_whole_volume_costs_a_fifth_less() {
    let issue = |n: u32, quantity| OfferLine::new("issue", format!("no-{n}"), Money::new(600, Currency::EUR), quantity);
    let offer = |lines| Offer::new(lines, Currency::EUR, Timestamp::now());
    let volume = offer((1..=4).map(|n| issue(n, 1)).collect());
    let copies = offer(vec![issue(1, 4), OfferLine::new("subscription", "4", Money::new(3800, Currency::EUR), 1)]);
    assert_eq!(WholeVolume.take_off(&volume).len(), 4);
    assert!(WholeVolume.take_off(&copies).is_empty(), "four copies of one issue are no volume");
    promotion_contract(&WholeVolume, &[volume, copies]);
}

#[test]
fn an_invoice_can_be_plain_text() {
    document_contract(&PlainText);
}

#[tokio::test]
async fn copies_are_counted_once() {
    let store = in_memory().await.build().await.unwrap();
    let db = store.db();
    archive::open(db).await.unwrap();
    let order = order(&[("issue", "no-1", 3), ("subscription", "4", 1)]);
    let issue = Issue::load(db, &["no-1".into()]).await.unwrap().pop().unwrap();
    let sold = async || issue.circulation(db).await.unwrap().unsigned_abs();
    receiver_contract(&Circulation, &store, &order, sold).await;
}

#[tokio::test]
async fn printed_issues_are_found_by_the_store() {
    let db = db().await;
    let files = fresh_directory("press");
    press::print_missing(&Issue::all(&db).await.unwrap(), &files).unwrap();
    let issue = Issue::load(&db, &["no-3".into()]).await.unwrap().pop().unwrap();
    let download = issue.download().unwrap();
    let file = StoredFile::new(download.key, download.file_name, download.content_type);
    storage_contract(&LocalFiles::new(&files, [7; 32]), &file, &press::print(&issue)).await;
    std::fs::remove_dir_all(files).unwrap();
}

#[tokio::test]
async fn the_honesty_box_is_a_payment_provider() {
    let honesty = HonestyBox::open(pool().await).await.expect("tables");
    payment_contract(&honesty, &Reader { honesty: honesty.clone(), attempts: AtomicI64::new(0) }).await;
}

#[tokio::test]
async fn editors_are_told_from_readers() {
    let session = Session::new(None, Arc::new(MemoryStore::default()), None);
    session.insert(EDITOR, "ada@quarto.example").await.unwrap();
    let (parts, ()) = Request::get("/office").extension(session).body(()).unwrap().into_parts();
    staff_auth_contract(&Newsroom, &parts, "ada@quarto.example").await;
}

/// A reader at the honesty box.
struct Reader {
    honesty: HonestyBox,
    attempts: AtomicI64,
}

#[async_trait]
impl TestGateway for Reader {
    fn attempt(&self) -> Attempt {
        let n = self.attempts.fetch_add(1, Ordering::Relaxed);
        let (back, webhook) = ("http://127.0.0.1/back", "http://127.0.0.1/webhook");
        Attempt::new(format!("attempt-{n}"), n, Money::new(1350, Currency::EUR), "ada@example.com", back, webhook)
    }

    async fn approve(&self, attempt: &Attempt, _: &StartedPayment) {
        self.honesty.settle(&attempt.id, "paid").await.expect("the coins");
    }

    async fn decline(&self, attempt: &Attempt, _: &StartedPayment) {
        self.honesty.settle(&attempt.id, "left").await.expect("no coins");
    }

    async fn webhook(&self, _: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        None
    }
}
