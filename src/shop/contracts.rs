//! Runs the contracts of the library against the shop's models, on both databases.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use pannier::{
    Actor, Language, LocalFiles, ManagedError, ManagedSave, Sellable, Settings, Storage as _, Store, args,
    db::Db,
    managed::Values,
    storage::Upload,
    tax::TaxClass,
    testing::{managed_contract, sellable_contract},
};

use super::{
    MESSAGES,
    album::Album,
    demo::prepare,
    poster::{Poster, Print},
    product, routes, sell, shipping,
    ticket::Ticket,
};

/// The PostgreSQL cluster of the library's tests.
#[path = "../../tests/support/postgres.rs"]
mod postgres;
#[path = "../../tests/support/service.rs"]
mod service;

/// The key of a file that was uploaded.
const UPLOADED: &str = "uploads/0f343b0931126a20/slow-light.flac";

/// Generates two tests per function: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&super::on_sqlite(&[]).await).await;
            }
            #[tokio::test]
            async fn on_postgres() {
                super::$name(&super::filled(&super::postgres::create_database(None).await, &[]).await).await;
            }
        })+
    };
}

on_both!(
    albums,
    prints,
    tickets,
    products,
    managed_albums,
    managed_posters,
    managed_tickets,
    managed_products,
    managed_rates,
    default_rates,
    rates_at_the_checkout,
    sizes_of_a_poster,
    options_of_a_product,
    tax_classes,
    lists_of_products,
    drawings,
);

/// Returns a path that no other test uses.
fn path() -> PathBuf {
    static PATHS: AtomicU32 = AtomicU32::new(0);
    let n = PATHS.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("pannier-test-shop-{}-{n}", std::process::id()))
}

async fn on_sqlite(languages: &[Language]) -> Store {
    filled(&format!("sqlite:{}.db", path().display()), languages).await
}

async fn filled(url: &str, languages: &[Language]) -> Store {
    let db = Db::connect(url).await.expect("the database opens");
    let mut settings = Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know");
    settings.languages = languages.to_vec();
    let files = LocalFiles::new(path(), "a secret that only tests have to know");
    files.put(Upload::bytes(UPLOADED, "audio/flac", *b"fLaC")).await.expect("the upload");
    let builder = shipping::register(sell(Store::builder(db, settings))).files(files);
    let builder = MESSAGES.into_iter().fold(builder, |builder, (language, texts)| builder.messages(language, texts));
    let store = builder.build().await.expect("a store");
    prepare(&store).await.expect("the demo products");
    store.load_site().await.expect("the rates");
    store
}

async fn albums(store: &Store) {
    sellable_contract::<Album>(store.db(), "blue-hour", "no-such-album").await;
    sellable_contract::<Album>(store.db(), "blue-hour/cd", "no-such-album/cd").await;
}

async fn prints(store: &Store) {
    let id = first_id(store.db(), "SELECT id FROM prints WHERE stock > 0 ORDER BY stock").await;
    sellable_contract::<Print>(store.db(), &id, "no-such-poster/a2").await;
}

async fn tickets(store: &Store) {
    let id = first_id(store.db(), "SELECT id FROM tickets ORDER BY starts_at DESC").await;
    sellable_contract::<Ticket>(store.db(), &id, "no-such-evening").await;
}

async fn products(store: &Store) {
    product::tests::items(store).await;
}

async fn managed_products(store: &Store) {
    product::tests::managed(store).await;
}

async fn managed_rates(store: &Store) {
    shipping::tests::managed(store).await;
}

async fn default_rates(store: &Store) {
    shipping::tests::defaults(store).await;
}

async fn rates_at_the_checkout(store: &Store) {
    shipping::tests::at_the_checkout(store).await;
}

async fn options_of_a_product(store: &Store) {
    product::tests::options(store).await;
}

async fn tax_classes(store: &Store) {
    product::tests::tax_classes(store).await;
    let classes = async |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        Album::load(store.db(), &ids).await.unwrap().iter().map(Album::tax).collect::<Vec<_>>()
    };
    assert_eq!(classes(&["blue-hour", "blue-hour/cd"]).await, [TaxClass::DIGITAL, TaxClass::GOODS]);
    let id = first_id(store.db(), "SELECT id FROM tickets ORDER BY starts_at DESC").await;
    let ticket = Ticket::load(store.db(), &[id]).await.unwrap().pop().unwrap();
    assert_eq!(ticket.tax(), TaxClass::ADMISSION.at("NL"));
}

async fn drawings(store: &Store) {
    routes::tests::drawings(store).await;
}

async fn lists_of_products(store: &Store) {
    product::tests::lists(store).await;
}

async fn first_id(db: &Db, sql: &str) -> String {
    db.fetch_optional(sql, &[]).await.expect(sql).expect("a row").get("id").expect("id")
}

async fn is_loaded<T: Sellable>(store: &Store, id: &str) -> bool {
    !T::load(store.db(), &[id.to_owned()]).await.expect("the database").is_empty()
}

async fn managed_albums(store: &Store) {
    let album = Values::new()
        .with("title", "Slow Light")
        .with("artist", "Ilse Maren")
        .with("year", "2027")
        .with("genre", "Solo piano")
        .with("genre.de", "Klavier solo")
        .with("description", "Ten pieces.\n\nRecorded in one night.")
        .with("tracks", "3:12 First Light\n4:47 Second Light")
        .with("price", "9.00")
        .with("file", UPLOADED)
        .with("downloads", "3")
        .with("download_days", "14")
        .with("cd_price", "15.00")
        .with("cd_weight", "110")
        .with("available_from", "2026-01-15T09:00Z");
    let is_for_sale = async |store: &Store, id: &str| {
        let (file, disc) = (is_loaded::<Album>(store, id).await, is_loaded::<Album>(store, &format!("{id}/cd")).await);
        assert_eq!(file, disc, "{id}");
        file
    };
    managed_contract::<Album>(store, album, is_for_sale).await;
}

fn poster() -> Values {
    Values::new()
        .with("title", "Low Water")
        .with("designer", "Hanne Lind")
        .with("technique", "Risograph")
        .with("paper", "Cotton")
        .with("paper.de", "Baumwolle")
        .with("description", "Mostly sand.")
        .with("prints", "50 × 70 = 39.00\nA3 = 19.00")
        .with("stock", "50 × 70 = 4\nA3 = 7")
}

async fn managed_posters(store: &Store) {
    let is_for_sale = async |store: &Store, id: &str| is_loaded::<Print>(store, &format!("{id}/a3")).await;
    managed_contract::<Poster>(store, poster(), is_for_sale).await;
}

async fn managed_tickets(store: &Store) {
    let ticket = Values::new()
        .with("title", "An Evening of Sand")
        .with("performer", "The Marram Trio")
        .with("starts_at", "2099-01-15T19:30Z")
        .with("minutes", "75")
        .with("venue", "Marram Hall, Cellar")
        .with("street", "Kade 14")
        .with("city", "Vesper")
        .with("country", "NL")
        .with("description", "Doors close at the first note.")
        .with("price", "18.00")
        .with("seats", "40")
        .with("stock", "12")
        .with("available_from", "2026-01-15T09:00Z");
    managed_contract::<Ticket>(store, ticket, is_loaded::<Ticket>).await;
}

async fn sizes_of_a_poster(store: &Store) {
    let admin = store.acting(&Actor::CommandLine);
    let id = admin.save_managed("poster", &ManagedSave::create(poster())).await.unwrap().id;
    let save = async |values: Values| admin.save_managed("poster", &ManagedSave::update(&id, values)).await;
    let stocks = async || {
        let record = admin.managed_record("poster", &id).await.unwrap().record;
        record.values.get("stock").to_owned()
    };
    let refused = async |values: Values| match save(values).await {
        Err(ManagedError::Invalid(errors)) => errors[0].field.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Values::new().with("prints", "A7 = 5.00")).await, "prints");
    assert_eq!(refused(Values::new().with("prints", "A3")).await, "prints");
    assert_eq!(refused(Values::new().with("prints", "A3 = 19.00\nA4 = 12.00")).await, "stock", "of the new size");

    let another = Values::new().with("prints", "A3 = 21.00\nA4 = 12.00").with("stock", "A4 = 9");
    save(another).await.unwrap();
    assert_eq!(stocks().await, "A3 = 7\nA4 = 9", "50 × 70 is no longer sold");
    assert_eq!(admin.adjust_stock("poster", &id, "A3", -2, "torn").await.unwrap(), 5);
    assert!(matches!(admin.adjust_stock("poster", &id, "A3", -6, "").await, Err(ManagedError::TooFew)));
    assert_eq!(stocks().await, "A3 = 5\nA4 = 9");
    let rows = store.db().fetch_all("SELECT id FROM prints WHERE poster = $1 ORDER BY position", args![&id]).await;
    let ids: Vec<String> = rows.unwrap().iter().map(|row| row.get("id").unwrap()).collect();
    assert_eq!(ids, [format!("{id}/a3"), format!("{id}/a4")]);
}

/// What the staff of a German shop edit first is German, and the English page shows the English text.
#[tokio::test]
async fn texts_are_in_the_first_language_of_the_store() {
    let store = on_sqlite(&[Language::GERMAN, Language::ENGLISH]).await;
    let admin = store.acting(&Actor::CommandLine);
    let shown = async || Album::find(store.db(), "blue-hour").await.unwrap().unwrap().genre;
    let values = admin.managed_record("album", "blue-hour").await.unwrap().record.values;
    assert_eq!(shown().await.in_language(Language::ENGLISH), values.get("genre.en"));
    assert_eq!(values.get("genre.en"), "Solo piano");
    let german = Values::new().with("genre", "Klavier allein");
    admin.save_managed("album", &ManagedSave::update("blue-hour", german)).await.unwrap();
    let genre = shown().await;
    assert_eq!(genre.in_language(Language::GERMAN), "Klavier allein");
    assert_eq!(genre.in_language(Language::ENGLISH), "Solo piano");
}
