//! The settings of a site: kept in memory, and what the store reads of them.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{body::Bytes, http::StatusCode};
use futures_util::stream;
use pannier::{
    Language, Managed, ManagedSave, ManagedState, NewImport, Role, Settings, ShopProfile, Store, StoreBuilder, args,
    db::{self, Tx, placeholders},
    managed::{Field, MAIN, Record, SaveError, Values},
    receivers::{Mailer, OrderMail},
    testing,
};

use crate::{
    admin_pages::{Browser, add},
    mails::mails,
    on_both,
    world::{World, admin, fresh_dir, paid},
};

on_both!(
    what_is_saved_counts_at_once_and_elsewhere_soon,
    mails_are_in_the_name_of_the_shop,
    what_is_empty_is_as_the_environment_says,
    settings_of_which_there_are_several_are_kept_in_memory,
    such_settings_have_a_place_of_their_own_in_the_admin,
    no_more_settings_are_published_than_can_be,
);

/// The settings of a site.
struct Site;

impl Managed for Site {
    const KIND: &'static str = "site";
    const TABLE: &'static str = "sites";
    const SINGLE: bool = true;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![Field::text("name"), Field::text("email")]
    }
    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        assert_eq!(ids, [MAIN]);
        let rows = db.fetch_all("SELECT name, email FROM sites WHERE id = $1", args![MAIN]).await?;
        let record = |row: &db::Row| {
            let values =
                Values::new().with("name", row.get::<String>("name")?).with("email", row.get::<String>("email")?);
            Ok(Record::new(MAIN, ManagedState::Published, values))
        };
        rows.iter().map(record).collect()
    }
    async fn save(tx: &mut Tx, id: &str, values: &Values, _new: bool) -> Result<(), SaveError> {
        let sql = "UPDATE sites SET name = $2, email = $3 WHERE id = $1";
        tx.execute(sql, args![id, values.get("name"), values.get("email")]).await?;
        Ok(())
    }
    async fn set_state(_: &mut Tx, _: &str, _: ManagedState) -> db::Result<()> {
        Ok(())
    }
}

fn site(builder: StoreBuilder) -> StoreBuilder {
    builder.site::<Site>(|values| ShopProfile::new(values.get("name")).email(values.get("email")))
}

/// A shop with settings, none of which is set.
async fn shop(world: World, more: impl FnOnce(StoreBuilder) -> StoreBuilder) -> World {
    let create = "CREATE TABLE IF NOT EXISTS sites (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)";
    world.db.execute(create, &[]).await.unwrap();
    let insert = "INSERT INTO sites VALUES ('main', '', '') ON CONFLICT DO NOTHING";
    world.db.execute(insert, &[]).await.unwrap();
    let world = world.with(|builder| more(site(builder))).await;
    world.store.load_site().await.unwrap();
    world
}

async fn save(store: &Store, values: Values) {
    admin(store).save_managed(Site::KIND, &ManagedSave::update(MAIN, values)).await.unwrap();
}

async fn what_is_saved_counts_at_once_and_elsewhere_soon(world: World) {
    let world = shop(world, |builder| builder).await;
    let other = site(Store::builder(world.db.clone(), world.store.settings().clone())).build().await.unwrap();
    assert_eq!((world.store.shop_name().as_str(), world.store.shop_email()), ("Pannier", None));
    for name in ["Mugs", "Cups"] {
        save(&world.store, Values::new().with("name", name)).await;
        assert_eq!(world.store.shop_name(), name);
        assert_eq!(world.store.site().get("name"), name);
        // Looks at once, and every few seconds from then on.
        let background = tokio::spawn(other.clone().run_background());
        let follows = async {
            while other.shop_name() != name {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), follows).await.expect("it follows");
        background.abort();
    }
}

async fn mails_are_in_the_name_of_the_shop(world: World) {
    let folder = fresh_dir().join("mail");
    let mail = OrderMail::new(Mailer::folder(folder.clone()), world.store.settings()).unwrap();
    let world = shop(world, |builder| builder.receive(mail)).await;
    world.product("score").attempts(3).insert().await;
    save(&world.store, Values::new().with("name", "Mugs & Söhne").with("email", "hello@mugs.example")).await;
    let pending = world.pending(&["score"]).await;
    let total = world.store.order(&pending.token).await.unwrap().total;
    world.store.settle(&pending.attempt, &paid(total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let mails = mails(&folder);
    assert!(mails[0].header("From").contains("Mugs & Söhne"), "{}", mails[0].header("From"));
    assert_eq!(mails[0].header("Reply-To"), "hello@mugs.example");
    assert!(mails[0].text.ends_with("\nMugs & Söhne\n\nEmail: hello@mugs.example\n"), "{}", mails[0].text);
}

async fn what_is_empty_is_as_the_environment_says(world: World) {
    let world = shop(world, |builder| builder).await;
    save(&world.store, Values::new().with("name", "Mugs").with("email", "hello@mugs.example")).await;
    assert_eq!(world.store.shop_email().as_deref(), Some("hello@mugs.example"));
    save(&world.store, Values::new().with("name", "").with("email", "")).await;
    assert_eq!((world.store.shop_name().as_str(), world.store.shop_email()), ("Pannier", None));
}

/// A shipping rate.
struct Rate;

impl Managed for Rate {
    const KIND: &'static str = "rate";
    const TABLE: &'static str = "rates";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![Field::text("title").required()]
    }
    async fn values(db: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT id, title, state FROM rates WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<db::Value> = ids.iter().map(db::Value::from).collect();
        let record = |row: &db::Row| {
            let values = Values::new().with("title", row.get::<String>("title")?);
            Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
        };
        db.fetch_all(&sql, &ids).await?.iter().map(record).collect()
    }
    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        let sql = match new {
            true => "INSERT INTO rates (id, title, state) VALUES ($1, $2, 'draft')",
            false => "UPDATE rates SET title = $2 WHERE id = $1",
        };
        tx.execute(sql, args![id, values.get("title")]).await?;
        Ok(())
    }
    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        tx.execute("UPDATE rates SET state = $2 WHERE id = $1", args![id, state.as_str()]).await.map(drop)
    }
}

/// What an instance keeps: the titles and states of what is published.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<(String, ManagedState)>>>);

impl Kept {
    fn register(&self, builder: StoreBuilder) -> StoreBuilder {
        let kept = Arc::clone(&self.0);
        builder.manage_settings::<Rate>(move |records| {
            let of = |record: Record| (record.values.get("title").to_owned(), record.state);
            *kept.lock().unwrap() = records.into_iter().map(of).collect();
        })
    }

    fn is(&self, title: &str) -> bool {
        *self.0.lock().unwrap() == [(title.to_owned(), ManagedState::Published)]
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

const RATES: &str = "CREATE TABLE rates (id TEXT PRIMARY KEY, title TEXT NOT NULL, state TEXT NOT NULL)";

async fn settings_of_which_there_are_several_are_kept_in_memory(world: World) {
    world.db.execute(RATES, &[]).await.unwrap();
    let (kept, elsewhere) = (Kept::default(), Kept::default());
    let world = world.with(|builder| kept.register(builder)).await;
    let builder = Store::builder(world.db.clone(), world.store.settings().clone());
    let other = elsewhere.register(builder).build().await.unwrap();
    for store in [&world.store, &other] {
        store.load_site().await.unwrap();
    }
    let admin = admin(&world.store);
    let new = ManagedSave::create(Values::new().with("title", "Post"));
    let id = admin.save_managed(Rate::KIND, &new).await.unwrap().id;
    assert!(kept.is_empty(), "a draft has no effect");
    admin.set_managed_state(Rate::KIND, &id, ManagedState::Published).await.unwrap();
    assert!(kept.is("Post"));
    assert_eq!(admin.retire_all().await.unwrap(), 0, "a shop that starts empty keeps its settings");
    admin.save_managed(Rate::KIND, &ManagedSave::update(&id, Values::new().with("title", "Parcel"))).await.unwrap();
    assert!(kept.is("Parcel"));
    // More than are kept, before it in the order in which they are read.
    let retired: Vec<_> = (0..501).map(|n| format!("('a{n}', 'Old', 'retired')")).collect();
    let sql = format!("INSERT INTO rates (id, title, state) VALUES {}", retired.join(", "));
    world.db.execute(&sql, &[]).await.unwrap();
    world.store.load_site().await.unwrap();
    assert!(kept.is("Parcel"), "what is retired takes nobody's place");

    let kinds = admin.managed_kinds();
    assert!(kinds.iter().any(|kind| kind.kind == Rate::KIND && kind.settings && !kind.single), "{kinds:?}");
    let background = tokio::spawn(other.clone().run_background());
    let follows = async |title: &str| {
        let waits = async {
            while !elsewhere.is(title) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waits).await.expect("it follows");
    };
    follows("Parcel").await;

    // The app deletes a record, and with it what counts its changes.
    for sql in
        ["DELETE FROM rates WHERE id = $1", "DELETE FROM pannier_managed_products WHERE kind = 'rate' AND id = $1"]
    {
        world.db.execute(sql, args![&id]).await.unwrap();
    }
    let new = ManagedSave::create(Values::new().with("title", "Letter")).state(ManagedState::Published);
    admin.save_managed(Rate::KIND, &new).await.unwrap();
    assert!(kept.is("Letter"));
    follows("Letter").await;
    background.abort();
}

async fn such_settings_have_a_place_of_their_own_in_the_admin(world: World) {
    world.db.execute(RATES, &[]).await.unwrap();
    let world = world.with(|builder| Kept::default().register(builder)).await;
    add(&world.store, "ada@shop.example", "Ada", Role::Manager).await;
    let mut browser = Browser::of(&world.store);
    browser.sign_in(&world.store, "ada@shop.example").await;
    let list = browser.get("/admin/products/rate").await.html;
    assert!(list.contains("href=\"/admin/products/rate\" aria-current=\"page\""), "{list}");
    assert!(!list.contains("href=\"/admin/products\""), "there are no products: {list}");
    let new = browser.get("/admin/products/rate/new").await.html;
    assert!(new.contains("aria-current=\"page\">Rate</a>"), "{new}");
}

async fn no_more_settings_are_published_than_can_be(world: World) {
    world.db.execute(RATES, &[]).await.unwrap();
    let kept = Kept::default();
    let world = world.with(|builder| kept.register(builder)).await;
    let many: Vec<_> = (0..499).map(|n| format!("('a{n}', 'Post', 'published')")).collect();
    let sql = format!("INSERT INTO rates (id, title, state) VALUES {}", many.join(", "));
    world.db.execute(&sql, &[]).await.unwrap();
    let says = "At most 500 can be in use at a time";

    // The rows that publish are in two parts of the file: the check knows of the first what an import finds in the table.
    let drafts: String = (0..500).map(|n| format!("Draft {n},\n")).collect();
    let file = Bytes::from(format!("title,state\nLetter,published\n{drafts}Parcel,published\n"));
    let admin = admin(&world.store);
    let mut import = admin.read_import(&NewImport::new("rate"), stream::iter([Ok(file)])).await.unwrap();
    for applied in [false, true] {
        while import.state.is_at_work() {
            import = admin.continue_import(&import.id).await.unwrap();
        }
        assert_eq!((import.applied, import.created, import.refused), (applied, 501, 1));
        let rows = admin.noted_rows(&import.id, 0, 10).await.unwrap();
        let texts = world.store.texts(Language::ENGLISH);
        assert!(rows.len() == 1 && rows[0].title == "Parcel" && rows[0].sentences(&texts).contains(says), "{rows:?}");
        import = admin.apply_import(&import.id).await.unwrap();
    }
    assert_eq!(kept.0.lock().unwrap().len(), 500, "all of them");

    add(&world.store, "ada@shop.example", "Ada", Role::Manager).await;
    let mut browser = Browser::of(&world.store);
    browser.sign_in(&world.store, "ada@shop.example").await;
    let new = [("field.title", "Courier"), ("state", "published")];
    let new = browser.submit("/admin/products/rate/new", &new).await;
    let publish = browser.submit("/admin/products/rate/draft-0/publish", &[]).await;
    for page in [new, publish] {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains(says), "{}", page.html);
    }
    admin.set_managed_state(Rate::KIND, "a0", ManagedState::Retired).await.unwrap();
    admin.set_managed_state(Rate::KIND, "draft-0", ManagedState::Published).await.unwrap();
    assert_eq!(kept.0.lock().unwrap().len(), 500);
}
