//! The pages about products, as a browser without scripts meets them.

use axum::http::StatusCode;
use pannier::{
    Actor, AuditQuery, Currency, Managed, ManagedState, Money, Role, Settings, Store, args,
    db::{self, Tx, Value, placeholders},
    managed::{Field, MAIN, Record, SaveError, Values},
};

use crate::{
    admin_pages::{Browser, Page, add},
    on_both,
    world::World,
};

const ADA: &str = "ada@shop.example";
const GRACE: &str = "grace@shop.example";

struct Mug;

impl Managed for Mug {
    const KIND: &'static str = "mug";
    const TABLE: &'static str = "mugs";

    fn fields(_: &Settings) -> Vec<Field> {
        vec![
            Field::text("title").required().translated(),
            Field::money("price", Currency::EUR).required().listed(),
            Field::stock("stock").listed(),
        ]
    }

    fn url(id: &str) -> Option<String> {
        Some(format!("/mugs/{id}"))
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM mugs WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let read = |row: &db::Row| {
            let stock: Option<i64> = row.get("stock")?;
            let values = Values::new()
                .with("title", row.get::<String>("title")?)
                .with("title.de", row.get::<String>("title_de")?)
                .with("price", Values::money_text(Money::new(row.get("amount")?, Currency::EUR)))
                .with("stock", stock.map(|stock| stock.to_string()).unwrap_or_default());
            Ok(Record::new(row.get::<String>("id")?, row.get("state")?, values))
        };
        tx.fetch_all(&sql, &ids).await?.iter().map(read).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, new: bool) -> Result<(), SaveError> {
        if new {
            let sql =
                "INSERT INTO mugs (id, title, title_de, amount, stock, state) VALUES ($1, '', '', 0, $2, 'draft')";
            tx.execute(sql, args![id, values.stocks("stock").get("").copied()]).await?;
        }
        let amount = values.money("price", Currency::EUR).map(|price| price.amount);
        let sql = "UPDATE mugs SET title = $2, title_de = $3, amount = $4 WHERE id = $1";
        tx.execute(sql, args![id, values.get("title"), values.get("title.de"), amount]).await?;
        Ok(())
    }

    async fn set_state(tx: &mut Tx, id: &str, state: ManagedState) -> db::Result<()> {
        tx.execute("UPDATE mugs SET state = $2 WHERE id = $1", args![id, state.as_str()]).await.map(drop)
    }

    async fn adjust_stock(tx: &mut Tx, id: &str, _: &str, by: i64) -> db::Result<Option<u32>> {
        let sql = "UPDATE mugs SET stock = stock + $2 WHERE id = $1 AND stock + $2 >= 0 RETURNING stock";
        let row = tx.fetch_optional(sql, args![id, by]).await?;
        row.map(|row| row.get_u32("stock")).transpose()
    }

    async fn limit_stock(tx: &mut Tx, id: &str, _: &str, stock: Option<u32>) -> db::Result<bool> {
        let other = if stock.is_some() { "IS NULL" } else { "IS NOT NULL" };
        let sql = format!("UPDATE mugs SET stock = $2 WHERE id = $1 AND stock {other}");
        Ok(tx.execute(&sql, args![id, stock]).await? == 1)
    }
}

/// Settings that there is one of.
struct Motto;

impl Managed for Motto {
    const KIND: &'static str = "motto";
    const TABLE: &'static str = "mottos";
    const SINGLE: bool = true;

    fn fields(_: &Settings) -> Vec<Field> {
        vec![Field::text("motto")]
    }

    async fn values(tx: &mut Tx, ids: &[String]) -> db::Result<Vec<Record>> {
        let sql = format!("SELECT * FROM mottos WHERE id IN ({})", placeholders(1, ids.len()));
        let ids: Vec<Value> = ids.iter().map(Value::from).collect();
        let read = |row: &db::Row| {
            let values = Values::new().with("motto", row.get::<String>("motto")?);
            Ok(Record::new(MAIN, ManagedState::Published, values))
        };
        tx.fetch_all(&sql, &ids).await?.iter().map(read).collect()
    }

    async fn save(tx: &mut Tx, id: &str, values: &Values, _: bool) -> Result<(), SaveError> {
        let sql =
            "INSERT INTO mottos (id, motto) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET motto = excluded.motto";
        tx.execute(sql, args![id, values.get("motto")]).await?;
        Ok(())
    }

    async fn set_state(_: &mut Tx, _: &str, _: ManagedState) -> db::Result<()> {
        Ok(())
    }
}

on_both!(
    a_mug_is_added_changed_sold_and_retired,
    what_was_typed_stays_until_it_can_be_saved,
    a_price_of_zero_is_asked_about_before_it_is_for_sale,
    the_second_of_two_editors_loses_nothing,
    a_count_takes_into_account_what_was_sold,
    a_limit_is_lifted_and_set_again,
    a_hint_of_the_app_is_shown_instead,
    a_role_sees_what_it_may_not_change,
    a_shop_starts_empty,
);

async fn open(world: World) -> World {
    let mugs = "CREATE TABLE mugs (id TEXT PRIMARY KEY, title TEXT NOT NULL, title_de TEXT NOT NULL, \
                amount BIGINT NOT NULL, stock BIGINT, state TEXT NOT NULL)";
    world.db.execute(mugs, &[]).await.unwrap();
    world.db.execute("CREATE TABLE mottos (id TEXT PRIMARY KEY, motto TEXT NOT NULL)", &[]).await.unwrap();
    let german = "kind-mug = Tassen";
    let hint = "field-mug-stock-hint = As many as the kiln holds.";
    world.with(|builder| builder.manage::<Mug>().manage::<Motto>().messages("de", german).messages("en", hint)).await
}

async fn signed_in(store: &Store, email: &str, role: Role) -> Browser {
    add(store, email, "Ada", role).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, email).await;
    browser
}

/// The values of the inputs of the form that posts to a path.
fn inputs(page: &Page, action: &str) -> Vec<(String, String)> {
    let (_, form) = page.html.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{}", page.html));
    let (form, _) = form.split_once("</form>").unwrap();
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next().unwrap_or_default().replace("&amp;", "&"))
    };
    let tags = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let named = tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())));
    named.collect()
}

/// Sends a form with other values in some of its inputs.
async fn send(browser: &mut Browser, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
    let mut fields = inputs(page, action);
    for (name, value) in typed {
        let input = fields.iter_mut().find(|(of, _)| of == name).unwrap_or_else(|| panic!("no input {name}"));
        input.1 = (*value).to_owned();
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(action, &fields).await
}

const NEW: &str = "/admin/products/mug/new";
const MUG: &str = "/admin/products/mug/blue-mug";
const SAVE: &str = "/admin/products/mug/blue-mug/save";

/// Adds a blue mug for €12.90, of which there are 10.
async fn add_mug(browser: &mut Browser) {
    let form = browser.get(NEW).await;
    let typed = [("field.title", "Blue mug"), ("field.price", "12,9"), ("field.stock", "10")];
    assert_eq!(send(browser, &form, NEW, &typed).await.location(), format!("{MUG}?done=product-created"));
}

async fn a_mug_is_added_changed_sold_and_retired(world: World) {
    let world = open(world).await;
    let mut browser = signed_in(&world.store, ADA, Role::Manager).await;
    let nothing = browser.get("/admin/products/mug").await;
    assert!(nothing.html.contains("There is nothing here yet."), "{}", nothing.html);
    add_mug(&mut browser).await;
    let page = browser.get(MUG).await;
    assert!(page.html.contains("value=\"12.90\"") && page.html.contains("Draft"), "{}", page.html);
    assert!(page.html.contains("href=\"/mugs/blue-mug?preview="), "{}", page.html);
    assert!(page.html.contains("Saved a product"), "{}", page.html);

    let saved = send(&mut browser, &page, SAVE, &[("field.title.de", "Blaue Tasse")]).await;
    assert_eq!(saved.location(), format!("{MUG}?done=product-saved"));
    let page = browser.get(MUG).await;
    assert!(page.html.contains("value=\"Blaue Tasse\""), "{}", page.html);
    assert_eq!(send(&mut browser, &page, SAVE, &[]).await.location(), format!("{MUG}?done=product-unchanged"));

    let published = browser.submit(&format!("{MUG}/publish"), &[]).await;
    assert_eq!(published.location(), format!("{MUG}?done=product-published"));
    let found = browser.get("/admin/products/mug?state=published&q=blaue").await;
    assert!(found.html.contains(&format!("href=\"{MUG}\"")), "{}", found.html);
    for cell in ["data-label=\"Price\" class=\"ad-figure\">€12.90<", "data-label=\"Stock\"><span>10</span>"] {
        assert!(found.html.contains(cell), "{}", found.html);
    }
    let page = browser.get(MUG).await;
    assert!(page.html.contains("href=\"/mugs/blue-mug\"") && !page.html.contains("/publish"), "{}", page.html);
    browser.submit(&format!("{MUG}/retire"), &[]).await.location();
    let late = browser.get(&format!("{MUG}/retire")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "it is retired");
    let back = browser.submit(&format!("{MUG}/bring-back"), &[]).await;
    assert_eq!(back.location(), format!("{MUG}?done=product-brought-back"));

    let entries = world.admin().audit(&AuditQuery::default().subject("mug/blue-mug")).await.unwrap();
    let acts: Vec<&str> = entries.iter().rev().map(|entry| entry.act.as_str()).collect();
    let [save, set] = ["product.save", "product.set-state"];
    assert_eq!(acts, [save, save, set, set, set]);
    assert!(entries.iter().all(|entry| entry.actor == Actor::Staff(ADA.into()).to_string()));
}

async fn what_was_typed_stays_until_it_can_be_saved(world: World) {
    let world = open(world).await;
    let mut browser = signed_in(&world.store, ADA, Role::Manager).await;
    let form = browser.get(NEW).await;
    let typed = [("field.title", ""), ("field.title.de", "<b>"), ("field.price", "cheap"), ("id", "Not An Id")];
    let refused = send(&mut browser, &form, NEW, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = &refused.html;
    assert!(html.contains("role=\"alert\"") && html.contains("value=\"cheap\"") && !html.contains("<b>"), "{html}");

    add_mug(&mut browser).await;
    let form = browser.get(MUG).await;
    let refused = send(&mut browser, &form, SAVE, &[("field.title", "  "), ("field.price", "9.99")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("href=\"#field.title\"") && refused.html.contains("value=\"9.99\""),
        "{}",
        refused.html
    );
    let saved = send(&mut browser, &refused, SAVE, &[("field.title", "Cup")]).await;
    assert_eq!(saved.location(), format!("{MUG}?done=product-saved"));
    let page = browser.get(MUG).await;
    assert!(page.html.contains("value=\"Cup\"") && page.html.contains("value=\"9.99\""), "{}", page.html);
    assert_eq!(browser.post(SAVE, &[("form", "x")]).await.status, StatusCode::BAD_REQUEST, "without its version");
}

async fn a_price_of_zero_is_asked_about_before_it_is_for_sale(world: World) {
    let world = open(world).await;
    let mut browser = signed_in(&world.store, ADA, Role::Manager).await;
    let asks = |page: &Page| {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.html);
        assert!(page.html.contains("The price is zero") && page.html.contains("name=\"free\""), "{}", page.html);
    };
    add_mug(&mut browser).await;
    let page = browser.get(MUG).await;
    // A draft is for nobody yet.
    send(&mut browser, &page, SAVE, &[("field.price", "0")]).await.location();
    let publish = format!("{MUG}/publish");
    asks(&browser.submit(&publish, &[]).await);
    let published = browser.submit(&publish, &[("free", "yes")]).await;
    assert_eq!(published.location(), format!("{MUG}?done=product-published"));

    let page = browser.get(MUG).await;
    send(&mut browser, &page, SAVE, &[("field.price", "5")]).await.location();
    let page = browser.get(MUG).await;
    let asked = send(&mut browser, &page, SAVE, &[("field.price", "0,00")]).await;
    asks(&asked);
    assert!(asked.html.contains("value=\"0,00\""), "{}", asked.html);
    let price = async || world.number("SELECT amount AS n FROM mugs WHERE id = 'blue-mug'", &[]).await;
    assert_eq!(price().await, 500);
    // Of the inputs, the tick is one.
    send(&mut browser, &asked, SAVE, &[]).await.location();
    assert_eq!(price().await, 0);

    let gift = [("field.title", "Gift"), ("field.price", "0"), ("state", "published"), ("free", "yes")];
    asks(&browser.submit(NEW, &gift[..3]).await);
    assert_eq!(browser.submit(NEW, &gift).await.location(), "/admin/products/mug/gift?done=product-created");
}

async fn the_second_of_two_editors_loses_nothing(world: World) {
    let world = open(world).await;
    let mut ada = signed_in(&world.store, ADA, Role::Manager).await;
    add_mug(&mut ada).await;
    let mut grace = signed_in(&world.store, GRACE, Role::Manager).await;
    let (hers, other) = (ada.get(MUG).await, grace.get(MUG).await);
    let both = [("field.title", "Cup"), ("field.title.de", "Becher")];
    send(&mut grace, &other, SAVE, &both).await.location();
    let mut hopper = signed_in(&world.store, "hopper@shop.example", Role::Manager).await;
    let page = hopper.get(MUG).await;
    send(&mut hopper, &page, SAVE, &[("field.title.de", "Krug")]).await.location();

    let conflict = send(&mut ada, &hers, SAVE, &[("field.title", "Beaker"), ("field.price", "15")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let shown = inputs(&conflict, SAVE);
    let input = |name: &str| shown.iter().find(|(of, _)| of == name).unwrap().1.clone();
    assert_eq!(["field.title", "field.title.de", "field.price"].map(input), ["Beaker", "Krug", "15"]);
    for (editor, now) in [("grace", "Cup"), ("hopper", "Krug")] {
        let notes = conflict.html.split(&format!("{editor}@shop.example changed this on")).collect::<Vec<_>>();
        assert_eq!(notes.len(), 2, "{editor} has changed one of the values: {}", conflict.html);
        let note = notes[1].split("</p>").next().unwrap();
        assert!(note.contains(&format!("It is now: {now}")), "{note}");
    }

    assert_eq!(send(&mut ada, &conflict, SAVE, &[]).await.location(), format!("{MUG}?done=product-saved"));
    let record = world.admin().managed_record("mug", "blue-mug").await.unwrap().record;
    let values = ["title", "title.de", "price"].map(|name| record.values.get(name));
    assert_eq!(values, ["Beaker", "Krug", "15.00"]);
    let history = ada.get(MUG).await.html;
    assert!(history.contains("Price: €12.90 → €15.00") && history.contains("Title: Cup → Beaker"), "{history}");

    // What nobody else has touched is no conflict, nor is a form that is sent twice.
    let page = ada.get(MUG).await;
    publish_mug(&mut grace).await;
    assert_eq!(
        send(&mut ada, &page, SAVE, &[("field.price", "16")]).await.location(),
        format!("{MUG}?done=product-saved")
    );
    assert_eq!(
        send(&mut ada, &page, SAVE, &[("field.price", "16")]).await.location(),
        format!("{MUG}?done=product-saved")
    );
}

async fn publish_mug(browser: &mut Browser) {
    browser.submit(&format!("{MUG}/publish"), &[]).await.location();
}

async fn a_count_takes_into_account_what_was_sold(world: World) {
    let world = open(world).await;
    let mut browser = signed_in(&world.store, ADA, Role::Packer).await;
    add_mug(&mut signed_in(&world.store, GRACE, Role::Manager).await).await;
    let path = format!("{MUG}/stock");
    let form = browser.get(&path).await;
    let stock = async || world.number("SELECT stock AS n FROM mugs WHERE id = 'blue-mug'", &[]).await;
    let mut count = inputs(&form, &path);
    count.push(("how".to_owned(), "counted".to_owned()));
    // Three are sold while nine are counted.
    world.db.execute("UPDATE mugs SET stock = stock - 3 WHERE id = 'blue-mug'", &[]).await.unwrap();
    for (name, value) in &mut count {
        if name == "number" {
            *value = "9".to_owned();
        }
    }
    let fields: Vec<(&str, &str)> = count.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..2 {
        assert_eq!(browser.post(&path, &fields).await.location(), format!("{MUG}?done=stock-adjusted"));
        assert_eq!(stock().await, 6, "one of ten was missing, and three are sold");
    }
    let too_many = browser.submit(&path, &[("how", "take"), ("number", "7"), ("shown.", "6")]).await;
    assert_eq!(too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_many.html.contains("Only 6 are left"), "{}", too_many.html);
    let added = [("how", "add"), ("number", "4"), ("reason", "A parcel"), ("shown.", "6")];
    browser.submit(&path, &added).await.location();
    assert_eq!(stock().await, 10);
}

async fn a_limit_is_lifted_and_set_again(world: World) {
    let world = open(world).await;
    let mut browser = signed_in(&world.store, ADA, Role::Packer).await;
    add_mug(&mut signed_in(&world.store, GRACE, Role::Manager).await).await;
    let stock = async || {
        let row = world.db.fetch_one("SELECT stock FROM mugs WHERE id = 'blue-mug'", &[]).await.unwrap();
        row.get::<Option<i64>>("stock").unwrap()
    };
    let [page, limit, lift] = ["/stock", "/stock/limit", "/stock/unlimited"].map(|below| format!("{MUG}{below}"));
    let limited = browser.get(&page).await;
    assert!(limited.html.contains(&lift) && !limited.html.contains(&limit), "{}", limited.html);
    let number = [("how", "add"), ("number", "1"), ("shown.", "10")];
    let token = limited.token();
    assert_eq!(browser.submit(&lift, &[]).await.location(), format!("{MUG}?done=stock-unlimited"));
    assert_eq!(stock().await, None);

    // A form that was shown before.
    let fields: Vec<_> = [("form", token.as_str())].into_iter().chain(number).collect();
    let late = browser.post(&page, &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.html.contains("no longer as the form showed it") && late.html.contains("not limited"),
        "{}",
        late.html
    );
    assert_eq!(browser.get(&lift).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it is done");
    assert!(browser.get(MUG).await.html.contains(&page));

    for (units, says) in [("many", "Please enter a whole number"), ("1000001", "at most.")] {
        let refused = browser.submit(&limit, &[("units", units)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{units}");
        let kept = format!("value=\"{units}\"");
        assert!(refused.html.contains(says) && refused.html.contains(&kept), "{}", refused.html);
    }
    let form = browser.get(&page).await;
    let reason = [("units", "4"), ("limit-reason", "The last")];
    for _ in 0..2 {
        assert_eq!(send(&mut browser, &form, &limit, &reason).await.location(), format!("{MUG}?done=stock-limited"));
        assert_eq!(stock().await, Some(4));
    }
    let entries = world.admin().audit(&AuditQuery::default().subject("mug/blue-mug")).await.unwrap();
    let details: Vec<&str> = entries.iter().take(2).map(|entry| entry.detail.as_str()).collect();
    assert_eq!(details, ["limited to 4: The last", "no longer limited"]);
}

async fn a_hint_of_the_app_is_shown_instead(world: World) {
    let world = open(world).await;
    let form = signed_in(&world.store, ADA, Role::Manager).await.get(NEW).await;
    assert!(form.html.contains("As many as the kiln holds."), "{}", form.html);
    assert!(form.html.contains("aria-describedby=\"field.stock-hint\""), "{}", form.html);
    assert!(!form.html.contains("Leave it empty if you never run out."), "{}", form.html);
}

async fn a_role_sees_what_it_may_not_change(world: World) {
    let world = open(world).await;
    let mut manager = signed_in(&world.store, ADA, Role::Manager).await;
    add_mug(&mut manager).await;
    let mut reader = signed_in(&world.store, GRACE, Role::Reader).await;
    let page = reader.get(MUG).await;
    assert!(page.status == StatusCode::OK && page.html.contains("€12.90"), "{}", page.html);
    assert!(!page.html.contains(SAVE) && !page.html.contains("/retire") && !page.html.contains("/stock"));
    assert_eq!(reader.get(NEW).await.status, StatusCode::FORBIDDEN);

    let motto = "/admin/products/motto/main";
    assert_eq!(manager.get("/admin/products/motto").await.location(), motto);
    assert_eq!(manager.post(&format!("{motto}/save"), &[("form", "x")]).await.status, StatusCode::FORBIDDEN);
    assert!(!manager.get("/admin").await.html.contains(motto));
    let mut owner = signed_in(&world.store, "owner@shop.example", Role::Owner).await;
    assert!(owner.get("/admin").await.html.contains(motto));
    let form = owner.get(motto).await;
    let action = format!("{motto}/save");
    send(&mut owner, &form, &action, &[("field.motto", "Tea first")]).await.location();
    assert!(owner.get(motto).await.html.contains("value=\"Tea first\""));
    for path in ["/new", "/main/retire", "/main/publish"] {
        assert_eq!(owner.get(&format!("/admin/products/motto{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn a_shop_starts_empty(world: World) {
    let world = open(world).await;
    let mut owner = signed_in(&world.store, ADA, Role::Owner).await;
    add_mug(&mut owner).await;
    publish_mug(&mut owner).await;
    assert!(owner.get("/admin/products").await.html.contains("1 for sale"));
    assert_eq!(owner.submit("/admin/empty-shop", &[]).await.location(), "/admin/products?done=shop-emptied");
    let empty = owner.get("/admin/products").await;
    assert!(empty.html.contains("1 retired") && !empty.html.contains("/admin/empty-shop"), "{}", empty.html);
}
