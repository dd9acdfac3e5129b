//! What the staff edit, on both databases.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use pannier::{
    AuditQuery, CheckoutOutcome, Currency, Grams, Intent, Listed, Listing, Managed, ManagedError, ManagedQuery,
    ManagedSave, ManagedState, Money, Parcel, ProductQuery, Sellable, Settings, ShippingError, ShippingMethod,
    ShippingOption, Store, StoreBuilder, Timestamp, args,
    db::{self, Db, Tx, Value, placeholders},
    managed::{Field, FieldError, FieldProblem, Record, SaveError, Values},
    testing::{self, managed_contract},
};

use crate::{
    mug_colors::{self, Colors},
    on_both,
    world::{World, admin},
};

on_both!(
    mugs_keep_the_contract,
    ids_are_made_from_titles,
    models_are_listed_found_and_counted,
    a_save_is_in_the_search_index_at_once,
    what_the_app_has_written_is_listed_once_it_is_indexed,
    what_was_saved_before_a_crash_is_indexed_later,
    changes_are_recorded_once,
    a_stock_is_limited_and_unlimited_again,
    two_editors_of_different_fields_lose_nothing,
    what_is_incomplete_is_not_published,
    what_is_retired_while_an_order_is_placed_is_not_sold,
    a_shop_can_start_empty,
);

const PICTURE: &str = "0f343b0931126a20f133d67c2b018a3b";

const TABLE: &str = "CREATE TABLE mugs (id TEXT PRIMARY KEY, state TEXT NOT NULL, title TEXT NOT NULL, \
    title_de TEXT NOT NULL, about TEXT NOT NULL, amount BIGINT NOT NULL, size TEXT NOT NULL, fragile BIGINT NOT NULL, \
    sold_from BIGINT, glaze TEXT NOT NULL, pictures TEXT NOT NULL, stock BIGINT CHECK (stock >= 0))";

/// A mug, in one color or several.
struct Mug {
    id: String,
    title: String,
    amount: i64,
}

impl Sellable for Mug {
    const KIND: &'static str = "mug";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        let sql = format!(
            "SELECT id, title, amount FROM mugs WHERE state = 'published' AND id IN ({})",
            placeholders(1, ids.len())
        );
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let read = |row: &db::Row| Ok(Mug { id: row.get("id")?, title: row.get("title")?, amount: row.get("amount")? });
        db.fetch_all(&sql, &ids).await?.iter().map(read).collect()
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn url(&self) -> String {
        format!("/mugs/{}", self.id)
    }

    fn price(&self) -> Money {
        Money::new(self.amount, Currency::EUR)
    }

    fn weight(&self) -> Option<Grams> {
        Some(Grams(400))
    }
}

impl Listed for Mug {
    type Sells = Mug;
    const TABLE: &'static str = "mugs";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        Mug::load(db, ids).await
    }

    fn listing(&self) -> Listing {
        Listing::of(self)
    }
}

const SIZES: [&str; 2] = ["small", "large"];

impl Managed for Mug {
    const KIND: &'static str = "mug";
    const TABLE: &'static str = "mugs";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required().translated(),
            Field::long_text("about"),
            Field::pictures("pictures"),
            Field::money("price", Currency::EUR).required(),
            Field::choice("size", &SIZES),
            Field::flag("fragile"),
            Field::date_time("sold_from"),
            Field::color("glaze"),
            Field::options("colors", Currency::EUR),
            Field::stock("stock"),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/mugs/{id}"))
    }

    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let these = placeholders(1, ids.len());
        let of_these: Vec<Value> = ids.iter().map(Value::from).collect();
        let mugs = db.fetch_all(&format!("SELECT * FROM mugs WHERE id IN ({these})"), &of_these).await?;
        let mut colors = mug_colors::load(db, ids).await?;
        let mut records = Vec::new();
        for mug in &mugs {
            let id: String = mug.get("id")?;
            let Colors { options, mut stocks } = colors.remove(&id).unwrap_or_default();
            if options.is_empty() {
                stocks.extend(mug_colors::stock(mug)?.map(|units| (String::new(), units)));
            }
            let sold_from: Option<Timestamp> = mug.get("sold_from")?;
            let values = Values::new()
                .with("title", mug.get::<String>("title")?)
                .with("title.de", mug.get::<String>("title_de")?)
                .with("about", mug.get::<String>("about")?)
                .with("pictures", mug.get::<String>("pictures")?)
                .with("price", Values::money_text(Money::new(mug.get("amount")?, Currency::EUR)))
                .with("size", mug.get::<String>("size")?)
                .with("fragile", Values::flag_text(mug.get::<i64>("fragile")? > 0))
                .with("sold_from", sold_from.map(Values::time_text).unwrap_or_default())
                .with("glaze", mug.get::<String>("glaze")?)
                .with("colors", Values::options_text(&options))
                .with("stock", Values::stocks_text(&stocks));
            records.push(Record::new(id, mug.get("state")?, values));
        }
        Ok(records)
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        if values.get("title") == "Forbidden" {
            return Err(SaveError::Fields(vec![FieldError::new("title", FieldProblem::Other("mug-forbidden"))]));
        }
        let sql = if new {
            "INSERT INTO mugs (id, state, title, title_de, about, amount, size, fragile, sold_from, glaze, pictures) \
             VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        } else {
            "UPDATE mugs SET title = $2, title_de = $3, about = $4, amount = $5, size = $6, fragile = $7, \
             sold_from = $8, glaze = $9, pictures = $10 WHERE id = $1"
        };
        let price = values.money("price", Currency::EUR).map(|price| price.amount);
        let text = |name| values.get(name);
        let (fragile, from) = (i64::from(values.flag("fragile")), values.time("sold_from"));
        let args = args![
            id,
            text("title"),
            text("title.de"),
            text("about"),
            price,
            text("size"),
            fragile,
            from,
            text("glaze"),
            text("pictures")
        ];
        tx.execute(sql, args).await?;
        if let Some(units) = values.stocks("stock").get("") {
            tx.execute("UPDATE mugs SET stock = $2 WHERE id = $1", args![id, *units]).await?;
        }
        mug_colors::save(tx, id, values).await?;
        Ok(())
    }

    async fn rename_options(tx: &mut Tx, id: &str, names: &BTreeMap<String, String>) -> db::Result<bool> {
        mug_colors::rename(tx, id, names).await.map(|()| true)
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        mug_colors::set_state(tx, id, state).await
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, option: &str, by: i64) -> db::Result<Option<u32>> {
        mug_colors::adjust_stock(tx, id, option, by).await
    }

    async fn limit_stock(tx: &mut Tx, id: &str, option: &str, stock: Option<u32>) -> db::Result<bool> {
        let other = if stock.is_some() { "IS NULL" } else { "IS NOT NULL" };
        let changed = if option.is_empty() {
            let sql = format!(
                "UPDATE mugs SET stock = $2 WHERE id = $1 AND stock {other} \
                 AND NOT EXISTS (SELECT 1 FROM mug_colors WHERE mug = $1)"
            );
            tx.execute(&sql, args![id, stock]).await?
        } else {
            let sql = format!("UPDATE mug_colors SET stock = $3 WHERE mug = $1 AND name = $2 AND stock {other}");
            tx.execute(&sql, args![id, option, stock]).await?
        };
        Ok(changed == 1)
    }
}

/// A store whose staff edit mugs, in English and German.
async fn pottery(world: World) -> World {
    pottery_with(world, |builder| builder).await
}

async fn pottery_with(world: World, more: impl FnOnce(StoreBuilder) -> StoreBuilder) -> World {
    let mugs = |builder: StoreBuilder| builder.messages("de", "").sell::<Mug>().list::<Mug>().manage::<Mug>();
    let world = world.with(|builder| more(mugs(builder))).await;
    let mut tx = world.db.begin().await.unwrap();
    for table in [TABLE, mug_colors::TABLE] {
        tx.execute_batch(table).await.unwrap();
    }
    let sql = "INSERT INTO pannier_pictures (id, width, height, created_at) VALUES ($1, 640, 480, 0)";
    tx.execute(sql, args![PICTURE]).await.unwrap();
    tx.commit().await.unwrap();
    world
}

fn mug(title: &str) -> Values {
    Values::new().with("title", title).with("price", "12.90")
}

async fn create(store: &Store, values: Values) -> String {
    admin(store).save_managed("mug", &ManagedSave::create(values)).await.unwrap().id
}

async fn update(store: &Store, id: &str, name: &str, text: &str) -> Vec<String> {
    let save = ManagedSave::update(id, Values::new().with(name, text));
    admin(store).save_managed("mug", &save).await.unwrap().changed
}

async fn listed(store: &Store, query: &ManagedQuery) -> Vec<String> {
    admin(store).managed(query).await.unwrap().rows.into_iter().map(|row| row.id).collect()
}

async fn for_sale(store: &Store, id: &str) -> bool {
    !Mug::load(store.db(), &[id.to_owned()]).await.unwrap().is_empty()
}

async fn mugs_keep_the_contract(world: World) {
    let store = pottery(world).await.store;
    let valid = mug("Mug")
        .with("title.de", "Tasse")
        .with("about", "Thrown by hand.\n\nHolds coffee.")
        .with("pictures", format!("{PICTURE} A blue mug"))
        .with("size", "large")
        .with("fragile", "yes")
        .with("sold_from", "2026-12-24T18:00Z")
        .with("glaze", "#1b6e53");
    managed_contract::<Mug>(&store, valid.clone().with("stock", "3"), async |store, id| for_sale(store, id).await)
        .await;
    let colors = valid.with("colors", "Blue = 13.90\nGreen\nRed").with("stock", "Blue = 3\nRed = 40");
    managed_contract::<Mug>(&store, colors, async |store, id| for_sale(store, id).await).await;
    managed_contract::<Mug>(&store, mug("Plain mug"), async |store, id| for_sale(store, id).await).await;
}

async fn ids_are_made_from_titles(world: World) {
    let store = pottery(world).await.store;
    let creations = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { create(&store, mug("Große Tasse")).await })
    });
    let mut ids = BTreeSet::new();
    for creation in creations.collect::<Vec<_>>() {
        ids.insert(creation.await.unwrap());
    }
    let numbered = (2..=8).map(|n| format!("grosse-tasse-{n}"));
    assert_eq!(ids, numbered.chain(["grosse-tasse".to_owned()]).collect::<BTreeSet<_>>());
    let wanted = ManagedSave::create(mug("Mug")).wanted_id("m-1").state(ManagedState::Published);
    let saved = admin(&store).save_managed("mug", &wanted).await.unwrap();
    assert_eq!((saved.id.as_str(), saved.created), ("m-1", true));
    let m1 = admin(&store).managed_record("mug", "m-1").await.unwrap();
    assert_eq!((m1.record.state, m1.version), (ManagedState::Published, 1));
    assert_eq!(create(&store, mug("東京")).await, "mug");
}

async fn models_are_listed_found_and_counted(world: World) {
    let store = pottery(world).await.store;
    for title in ["Zebra mug", "Blue hour mug", "Äpfel", "Blue mug"] {
        create(&store, mug(title)).await;
    }
    update(&store, "apfel", "title.de", "Birnentasse").await;
    admin(&store).set_managed_state("mug", "blue-mug", ManagedState::Published).await.unwrap();
    let all = ManagedQuery::new("mug");
    let (mut walked, mut query) = (Vec::new(), all.clone().limit(3));
    loop {
        let page = admin(&store).managed(&query).await.unwrap();
        assert!(page.rows.len() <= 3);
        walked.extend(page.rows.into_iter().map(|row| row.id));
        let Some(next) = page.next else { break };
        query = query.after(next);
    }
    assert_eq!(walked, ["apfel", "blue-hour-mug", "blue-mug", "zebra-mug"]);
    for (text, found) in [
        ("blu", vec!["blue-hour-mug", "blue-mug"]),
        ("MUG blue", vec!["blue-hour-mug", "blue-mug"]),
        ("hour b", vec!["blue-hour-mug"]),
        ("birne", vec!["apfel"]),
        ("äpf", vec!["apfel"]),
        ("lue", vec![]),
        ("!?", vec![]),
        (" ", vec!["apfel", "blue-hour-mug", "blue-mug", "zebra-mug"]),
        ("nul\0", vec![]),
    ] {
        assert_eq!(listed(&store, &all.clone().search(text)).await, found, "{text:?}");
    }
    update(&store, "blue-mug", "title", "Red mug").await;
    assert_eq!(listed(&store, &all.clone().search("red")).await, ["blue-mug"]);
    let drafts = all.clone().state(ManagedState::Draft);
    assert_eq!(listed(&store, &drafts.search("blue")).await, ["blue-hour-mug"]);
    let counts = admin(&store).managed(&all.clone().after("not a position")).await.unwrap().counts;
    let counts: Vec<_> = counts.into_iter().map(|(state, count)| (state, count.count, count.more)).collect();
    let expected =
        [(ManagedState::Draft, 3, false), (ManagedState::Published, 1, false), (ManagedState::Retired, 0, false)];
    assert_eq!(counts, expected);
    let unknown = admin(&store).managed(&ManagedQuery::new("cup")).await;
    assert!(matches!(unknown, Err(ManagedError::UnknownKind(kind)) if kind == "cup"));
}

/// The titles of the products that shoppers find.
async fn sold(store: &Store) -> Vec<String> {
    let Some(page) = store.products(&ProductQuery::default()).await.unwrap() else { return Vec::new() };
    page.products.into_iter().map(|product| product.listing.title).collect()
}

async fn a_save_is_in_the_search_index_at_once(world: World) {
    let store = pottery(world).await.store;
    let id = create(&store, mug("Mug")).await;
    let set = async |state| admin(&store).set_managed_state("mug", "mug", state).await.unwrap();
    let gone = async || store.is_gone("mug", "mug").await.unwrap();
    assert!(sold(&store).await.is_empty() && !gone().await, "a draft");
    set(ManagedState::Published).await;
    assert_eq!(sold(&store).await, ["Mug"]);
    update(&store, &id, "title", "Cup").await;
    let words = ProductQuery::default().words("cup");
    assert_eq!(store.products(&words).await.unwrap().unwrap().total, 1);
    set(ManagedState::Retired).await;
    assert!(sold(&store).await.is_empty() && gone().await);
    set(ManagedState::Published).await;
    assert_eq!(sold(&store).await, ["Cup"]);
}

async fn what_the_app_has_written_is_listed_once_it_is_indexed(world: World) {
    let World { store, db, .. } = pottery(world).await;
    let insert = async |id: &str, state: &str| {
        let sql = "INSERT INTO mugs (id, state, title, title_de, about, amount, size, fragile, glaze, pictures) \
                   VALUES ($1, $2, 'Mug', '', '', 1290, '', 0, '', '')";
        db.execute(sql, args![id, state]).await.unwrap();
    };
    insert("a", "published").await;
    store.index_new_kinds().await.unwrap();
    let all = ManagedQuery::new("mug");
    assert_eq!(listed(&store, &all).await, ["a"]);
    let a = admin(&store).managed_record("mug", "a").await.unwrap();
    assert_eq!((a.version, a.updated_at, a.updated_by.as_str()), (0, None, ""));
    insert("b", "draft").await;
    db.execute("UPDATE mugs SET title = 'Cup' WHERE id = 'a'", &[]).await.unwrap();
    let b = admin(&store).managed_record("mug", "b").await.unwrap();
    assert_eq!((b.record.state, b.version), (ManagedState::Draft, 0), "it can be edited before");
    assert_eq!(update(&store, "b", "title", "Beaker").await, ["title"]);
    assert_eq!(listed(&store, &all.clone().search("beaker")).await, ["b"]);
    store.index_products().await.unwrap();
    assert_eq!(listed(&store, &all.clone().search("cup")).await, ["a"]);
    assert_eq!(admin(&store).managed_record("mug", "b").await.unwrap().version, 1, "its version stays");
    db.execute("DELETE FROM mugs WHERE id = 'a'", &[]).await.unwrap();
    store.index_products().await.unwrap();
    assert_eq!(listed(&store, &all).await, ["b"]);
}

async fn what_was_saved_before_a_crash_is_indexed_later(world: World) {
    let World { store, db, .. } = pottery(world).await;
    let new = ManagedSave::create(mug("Mug")).state(ManagedState::Published);
    admin(&store).save_managed("mug", &new).await.unwrap();
    let stale = async || {
        let sql = "SELECT COUNT(*) AS n FROM pannier_managed_products WHERE indexed < revision AND kind = 'mug'";
        db.fetch_one(sql, &[]).await.unwrap().get_u32("n").unwrap()
    };
    assert_eq!(stale().await, 0);
    db.execute("UPDATE mugs SET title = 'Cup'", &[]).await.unwrap();
    let sql = "UPDATE pannier_managed_products SET revision = revision + 1 WHERE kind = 'mug' AND id = 'mug'";
    db.execute(sql, &[]).await.unwrap();
    assert_eq!(stale().await, 1);
    testing::reconcile(&store).await;
    assert_eq!(stale().await, 0);
    let words = ProductQuery::default().words("cup");
    assert_eq!(store.products(&words).await.unwrap().unwrap().total, 1);
}

async fn changes_are_recorded_once(world: World) {
    let store = pottery(world).await.store;
    let form = admin(&store).once("a-form");
    let new = ManagedSave::create(mug("Mug").with("stock", "5"));
    assert_eq!(form.save_managed("mug", &new).await.unwrap().id, "mug");
    assert!(matches!(form.save_managed("mug", &new).await, Err(ManagedError::AlreadyDone)));
    assert_eq!(update(&store, "mug", "price", "13").await, ["price"]);
    assert!(update(&store, "mug", "price", "13,00").await.is_empty(), "it is so already");
    assert!(update(&store, "mug", "stock", "99").await.is_empty(), "stock is not saved");
    let admin = admin(&store);
    admin.set_managed_state("mug", "mug", ManagedState::Published).await.unwrap();
    admin.set_managed_state("mug", "mug", ManagedState::Published).await.unwrap();
    assert_eq!(admin.adjust_stock("mug", "mug", "", -2, "Broken").await.unwrap(), 3);
    assert_eq!(admin.adjust_stock("mug", "mug", "", 0, "").await.unwrap(), 3);
    let entries = admin.audit(&AuditQuery::default().subject("mug/mug")).await.unwrap();
    let entries: Vec<_> = entries.iter().rev().map(|entry| (entry.act.as_str(), entry.detail.as_str())).collect();
    let expected = [
        ("product.save", "title: Mug\nprice: 12.90\nstock: 5"),
        ("product.save", "price: 12.90 -> 13.00"),
        ("product.set-state", "draft -> published"),
        ("product.adjust-stock", "-2, 3 left: Broken"),
    ];
    assert_eq!(entries, expected);
    let refused = admin.save_managed("mug", &ManagedSave::create(mug("Forbidden"))).await;
    let reason = [FieldError::new("title", FieldProblem::Other("mug-forbidden"))];
    assert!(matches!(&refused, Err(ManagedError::Invalid(errors)) if *errors == reason), "{refused:?}");
    let unknown = admin.save_managed("mug", &ManagedSave::update("mug", Values::new().with("title.fr", "Tasse"))).await;
    assert!(matches!(unknown, Err(ManagedError::UnknownField(name)) if name == "title.fr"));
}

async fn a_stock_is_limited_and_unlimited_again(world: World) {
    let store = pottery(world).await.store;
    create(&store, mug("Mug").with("colors", "Blue\nGreen").with("stock", "Green = 3")).await;
    let form = admin(&store).once("limit");
    form.limit_stock("mug", "mug", "Blue", Some(0), " Sold\nout ").await.unwrap();
    let again = form.limit_stock("mug", "mug", "Blue", Some(0), "").await;
    assert!(matches!(again, Err(ManagedError::AlreadyDone)), "{again:?}");
    let admin = admin(&store);
    let limit = async |option: &str, stock| admin.limit_stock("mug", "mug", option, stock, "").await;
    for (option, stock) in [("Blue", Some(7)), ("Green", Some(3))] {
        assert!(matches!(limit(option, stock).await, Err(ManagedError::Limited)), "{option}");
    }
    for (option, stock) in [("", Some(1)), ("", None), ("Red", None), ("nul\0", None)] {
        assert!(matches!(limit(option, stock).await, Err(ManagedError::NoStock)), "{option:?}");
    }
    let too_many = limit("Green", Some(1_000_001)).await;
    let reason = [FieldError::new("stock", FieldProblem::TooLarge(1_000_000))];
    assert!(matches!(&too_many, Err(ManagedError::Invalid(errors)) if *errors == reason), "{too_many:?}");
    limit("Green", None).await.unwrap();
    limit("Green", None).await.unwrap();
    let record = admin.managed_record("mug", "mug").await.unwrap();
    assert_eq!((record.record.values.get("stock"), record.version), ("Blue = 0", 1), "nor does an open form conflict");
    let entries = admin.audit(&AuditQuery::default().subject("mug/mug")).await.unwrap();
    let adjusted = entries.iter().rev().filter(|entry| entry.act == "product.adjust-stock");
    let details: Vec<&str> = adjusted.map(|entry| entry.detail.as_str()).collect();
    assert_eq!(details, ["Blue: limited to 0: Soldout", "Green: no longer limited"]);
}

async fn two_editors_of_different_fields_lose_nothing(world: World) {
    let store = pottery(world).await.store;
    create(&store, mug("Mug")).await;
    let (title, about) = (update(&store, "mug", "title", "Cup"), update(&store, "mug", "about", "Blue"));
    tokio::join!(title, about);
    let record = admin(&store).managed_record("mug", "mug").await.unwrap();
    let values = &record.record.values;
    assert_eq!((values.get("title"), values.get("about"), record.version), ("Cup", "Blue", 3));
    // What was changed in a form that was shown before both.
    let save = ManagedSave::update("mug", Values::new().with("price", "9")).based_on(1);
    let now = match admin(&store).save_managed("mug", &save).await {
        Err(ManagedError::Conflict(now)) => now,
        other => panic!("{other:?}"),
    };
    assert_eq!(*now, record);
    let saved = admin(&store).save_managed("mug", &save.based_on(now.version)).await.unwrap();
    assert_eq!((saved.version, saved.changed), (4, vec!["price".to_owned()]));
}

async fn what_is_incomplete_is_not_published(world: World) {
    let World { store, db, .. } = pottery(world).await;
    create(&store, mug("Mug").with("pictures", PICTURE)).await;
    let publish = async |id: &str| admin(&store).set_managed_state("mug", id, ManagedState::Published).await;
    let (untitled, no_text) = (
        [FieldError::new("title", FieldProblem::Required)],
        [FieldError::new("pictures", FieldProblem::NoAlternativeText)],
    );
    let errors = |done: Result<(), ManagedError>| match done {
        Err(ManagedError::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    };
    assert_eq!(errors(publish("mug").await), no_text);
    update(&store, "mug", "pictures", &format!("{PICTURE} A mug")).await;
    publish("mug").await.unwrap();
    let save = ManagedSave::update("mug", Values::new().with("pictures", PICTURE));
    let saved = admin(&store).save_managed("mug", &save).await.map(drop);
    assert_eq!(errors(saved), no_text);
    create(&store, mug("Cup")).await;
    db.execute("UPDATE mugs SET title = '' WHERE id = 'cup'", &[]).await.unwrap();
    assert_eq!(errors(publish("cup").await), untitled);
}

/// A carrier that is asked for a quote while the staff retire a mug, once it knows the store.
struct Meanwhile(Arc<OnceLock<Store>>);

#[async_trait]
impl ShippingMethod for Meanwhile {
    fn id(&self) -> &'static str {
        "meanwhile"
    }

    async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if let Some(store) = self.0.get() {
            admin(store).set_managed_state("mug", "mug", ManagedState::Retired).await.unwrap();
        }
        Ok(Vec::new())
    }
}

async fn what_is_retired_while_an_order_is_placed_is_not_sold(world: World) {
    let known = Arc::new(OnceLock::new());
    let method = Meanwhile(Arc::clone(&known));
    let world = pottery_with(world, |builder| builder.ship(method)).await;
    create(&world.store, mug("Mug")).await;
    admin(&world.store).set_managed_state("mug", "mug", ManagedState::Published).await.unwrap();
    world.product("pen").grams(10).insert().await;
    let visitor = world.visitor_with(&["pen"]).await;
    world.store.add_to_basket(&visitor, "mug", "mug", 1).await.unwrap();
    let form = world.filled_in(&visitor).await;
    known.set(world.store.clone()).unwrap();
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
    let [error] = &view.errors[..] else { panic!("{:?}", view.errors) };
    assert_eq!(error.message, "Sorry, Mug is no longer available. You were not charged.");
    assert_eq!(world.gateway.starts(), 0);
    assert!(matches!(world.pay(&visitor).await.unwrap(), CheckoutOutcome::Redirect(_)), "the pen is still sold");
}

async fn a_shop_can_start_empty(world: World) {
    let World { store, db, .. } = pottery(world).await;
    let sql = "INSERT INTO mugs (id, state, title, title_de, about, amount, size, fragile, glaze, pictures) \
               WITH RECURSIVE mug (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM mug WHERE i < 230) \
               SELECT 'm-' || i, CASE WHEN i % 10 = 0 THEN 'draft' ELSE 'published' END, 'Mug', '', '', 1, '', 0, '', \
               '' FROM mug";
    db.execute(sql, &[]).await.unwrap();
    store.index_new_kinds().await.unwrap();
    let form = admin(&store).once("start-empty");
    assert_eq!(form.retire_all().await.unwrap(), 230);
    assert!(matches!(form.retire_all().await, Err(ManagedError::AlreadyDone)));
    assert_eq!(admin(&store).retire_all().await.unwrap(), 0);
    assert!(sold(&store).await.is_empty());
    let retired = "SELECT COUNT(*) AS n FROM mugs WHERE state = 'retired'";
    assert_eq!(db.fetch_one(retired, &[]).await.unwrap().get_u32("n").unwrap(), 230);
    let entries = admin(&store).audit(&AuditQuery::default().subject("mug")).await.unwrap();
    let steps: Vec<&str> = entries.iter().rev().filter_map(|entry| entry.detail.split(':').next()).collect();
    assert_eq!(steps, ["100", "100", "7", "23"]);
}
