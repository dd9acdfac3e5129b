//! Lists of orders against a simple model, in a big shop, and as CSV.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use pannier::{
    Actor, CheckoutOutcome, Intent, Money, OrderPage, OrderQuery, OrderStatus, OrderSummary, OrderTab, PaymentState,
    RefundState, Settings, Store, Timestamp, Tracking, args,
    db::{Db, Dialect},
    payment::BankTransfer,
    shipping::FlatRate,
    testing::ManualPayment,
};

use crate::{
    database,
    fill::fill,
    on_both, plans,
    product::{Disc, File, Product},
    world::{World, admin, days, euro, fresh_dir, minutes, paid, visitor},
};

on_both!(
    every_list_is_that_of_a_simple_model,
    an_order_is_found_by_all_that_names_it,
    what_is_to_send_leaves_its_list_once_it_is_sent,
    a_text_that_no_database_stores_finds_nothing,
    an_export_is_csv_without_formulas,
    an_export_of_items_has_a_row_for_each,
    the_overview_counts_what_is_to_be_done_and_what_was_taken,
    a_day_that_is_over_is_kept_until_something_of_it_changes,
);

/// Random numbers that are the same in each run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    /// One of them, once in three times.
    fn maybe<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (self.roll(3) == 0).then(|| self.pick(of).clone())
    }
}

/// What a list does not say of an order.
struct Placed {
    number: i64,
    attempt: String,
    total: Money,
    provider: String,
    kinds: Vec<String>,
    tracking: Option<String>,
}

const NAMES: [&str; 5] = ["Ada Lovelace", "Jürgen Müller", "Ägidius van der Öst", "Ada Müllerin", "Émilie du Châtelet"];
const EMAILS: [&str; 4] = ["ada@example.com", "Ada.Lovelace@example.com", "mueller@example.org", "z@example.net"];

/// A store that ships to Germany and Switzerland, with two ways to pay.
async fn shop(world: World) -> World {
    let world = world
        .with(|builder| {
            let abroad = FlatRate::new("abroad", "Abroad", euro(990)).countries(["CH"]);
            builder.ship(abroad).pay(ManualPayment)
        })
        .await;
    world.product("book").grams(300).insert().await;
    world.product("single").kind("disc").grams(100).insert().await;
    world.product("song").kind("file").attempts(2).insert().await;
    world
}

async fn place(
    world: &World,
    sold: &[(&str, &str)],
    (name, email): (&str, &str),
    country: &str,
    provider: &str,
) -> Placed {
    let visitor = visitor();
    for (kind, id) in sold {
        world.store.add_to_basket(&visitor, kind, id, 1).await.unwrap();
    }
    let mut form = world.store.checkout(&visitor).await.unwrap().form;
    form.shipping_address.country = country.to_owned();
    world.store.save_checkout(&visitor, &form).await.unwrap();
    let mut form = world.store.checkout(&visitor).await.unwrap().form;
    let address = &mut form.shipping_address;
    (address.name, address.line1) = (name.to_owned(), "Am Markt 1".to_owned());
    (address.postal_code, address.city) = match country {
        "CH" => ("8001".to_owned(), "Zürich".to_owned()),
        _ => ("10117".to_owned(), "Berlin".to_owned()),
    };
    (form.email, form.payment) = (email.to_owned(), provider.to_owned());
    let attempt = form.attempt.clone();
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let sql = "SELECT o.number, o.total_amount FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id \
               WHERE p.id = $1";
    let row = world.db.fetch_one(sql, args![&attempt]).await.unwrap();
    Placed {
        number: row.get("number").unwrap(),
        attempt,
        total: euro(row.get("total_amount").unwrap()),
        provider: provider.to_owned(),
        kinds: sold.iter().map(|(kind, _)| (*kind).to_owned()).collect(),
        tracking: None,
    }
}

/// Marks the shipments of an order as sent.
async fn send(world: &World, number: i64, tracking: &str) {
    for shipment in world.admin().shipments(number).await.unwrap() {
        world.admin().mark_sent(&shipment.id, Tracking::default().number(tracking)).await.unwrap();
    }
}

/// Places an order and lets it come to something.
async fn any_order(world: &World, dice: &mut Dice) -> Placed {
    let sold: [&[(&str, &str)]; 4] = [
        &[("product", "book")],
        &[("disc", "single")],
        &[("product", "book"), ("file", "song")],
        &[("product", "book"), ("disc", "single")],
    ];
    let who = (*dice.pick(&NAMES), *dice.pick(&EMAILS));
    let (country, provider) = (*dice.pick(&["DE", "DE", "CH"]), *dice.pick(&["fake", "manual"]));
    let mut placed = place(world, dice.pick(&sold), who, country, provider).await;
    let (total, attempt) = (placed.total, placed.attempt.clone());
    let settle = async |state: PaymentState| world.store.settle(&attempt, &state).await.unwrap();
    match dice.roll(8) {
        0 => {}
        1 => settle(PaymentState::Expired).await,
        2 => settle(paid(total.amount + 1)).await,
        fate => {
            settle(paid(total.amount)).await;
            if fate < 5 {
                let tracking = format!("00340{}", placed.number);
                send(world, placed.number, &tracking).await;
                placed.tracking = Some(tracking);
            }
            if fate > 5 {
                let amount = if fate == 6 { euro(100) } else { total };
                world.admin().record_manual_refund(placed.number, Some(amount)).await.unwrap();
            }
        }
    }
    world.advance(minutes(dice.roll(30) as u64));
    placed
}

/// Whether an order is one that a query asks for, whatever the page.
fn satisfies(query: &OrderQuery, order: &OrderSummary, placed: &Placed) -> bool {
    let tab = match query.tab {
        OrderTab::All => true,
        OrderTab::ToSend => order.shipments_to_send > 0,
        OrderTab::Unpaid => order.status == OrderStatus::Pending,
        OrderTab::NeedsAttention => !order.issues.is_empty() || order.failed_deliveries > 0,
        OrderTab::Refunded => order.refunded || order.partly_refunded,
        tab => panic!("the tab {tab} is not tested"),
    };
    let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
    tab && query.search.as_ref().is_none_or(|text| finds(text, order, placed))
        && query.email.as_ref().is_none_or(|email| email.to_lowercase() == order.email.to_lowercase())
        && query.placed_from.is_none_or(|from| order.placed_at >= from)
        && query.placed_until.is_none_or(|until| order.placed_at < until)
        && query.status.is_none_or(|status| order.status == status)
        && is(&query.provider, &placed.provider)
        && is(&query.country, &order.country)
        && query.kind.as_ref().is_none_or(|kind| placed.kinds.contains(kind))
}

fn finds(text: &str, order: &OrderSummary, placed: &Placed) -> bool {
    let begins = |value: &str| value.to_lowercase().starts_with(&text.to_lowercase());
    text == order.number.to_string()
        || text == BankTransfer::reference(order.number)
        || text == placed.attempt
        || placed.provider == "fake" && text == format!("ref-{}", placed.attempt)
        || placed.tracking.as_deref() == Some(text)
        || begins(&order.name)
        || begins(order.name.rsplit(' ').next().unwrap_or_default())
        || begins(&order.email)
}

fn any_query(dice: &mut Dice, orders: &[OrderSummary], placed: &BTreeMap<i64, Placed>) -> OrderQuery {
    let mut query = OrderQuery::default().tab(*dice.pick(&OrderTab::ALL));
    let some = dice.pick(orders);
    let named = &placed[&some.number];
    let words = ["a", "ada", "ADA lo", "Lovelace", "müll", "jürgen mü", "ägi", "öst", "émilie", "ada@", "nobody"];
    let mut texts = words.map(str::to_owned).to_vec();
    texts.extend([some.number.to_string(), BankTransfer::reference(some.number), named.attempt.clone()]);
    texts.extend([format!("ref-{}", named.attempt), some.email.to_uppercase()]);
    texts.extend(named.tracking.clone());
    query.search = dice.maybe(&texts);
    query.email = dice.maybe(&[some.email.clone(), some.email.to_uppercase()]);
    let (one, another) = (dice.pick(orders).placed_at, dice.pick(orders).placed_at);
    query.placed_from = dice.maybe(&[one]);
    query.placed_until = dice.maybe(&[another]);
    query.status = dice.maybe(&[OrderStatus::Pending, OrderStatus::Completed, OrderStatus::Cancelled]);
    query.provider = dice.maybe(&["fake", "manual", "none"].map(str::to_owned));
    query.country = dice.maybe(&["DE", "CH", "FR"].map(str::to_owned));
    query.kind = dice.maybe(&["product", "disc", "file", "none"].map(str::to_owned));
    query
}

/// The orders of all pages of a list.
async fn paged(world: &World, query: &OrderQuery, limit: u32) -> Vec<OrderSummary> {
    let (mut query, mut orders) = (query.clone().limit(limit), Vec::new());
    loop {
        let OrderPage { orders: page, next, .. } = world.admin().order_page(&query).await.unwrap();
        assert!(page.len() <= limit as usize);
        orders.extend(page);
        match next {
            Some(next) => query = query.before(next),
            None => return orders,
        }
    }
}

async fn every_list_is_that_of_a_simple_model(world: World) {
    let (world, mut dice) = (shop(world).await, Dice(0x5eed));
    let mut placed = BTreeMap::new();
    for _ in 0..40 {
        let order = any_order(&world, &mut dice).await;
        placed.insert(order.number, order);
    }
    let all = world.admin().orders(&OrderQuery::default()).await.unwrap();
    assert!(all.iter().map(|order| order.number).eq(placed.keys().rev().copied()), "all of them, the newest first");
    // Each condition alone, and then at random.
    let mut queries: Vec<OrderQuery> = OrderTab::ALL.map(|tab| OrderQuery::default().tab(tab)).to_vec();
    for _ in 0..20 {
        let OrderQuery { search, email, placed_from, placed_until, status, provider, country, kind, .. } =
            any_query(&mut dice, &all, &placed);
        let alone = OrderQuery::default();
        queries.extend(search.map(|text| alone.clone().search(text)));
        queries.extend(email.map(|email| alone.clone().email(email)));
        queries.extend(placed_from.map(|from| alone.clone().placed_from(from)));
        queries.extend(placed_until.map(|until| alone.clone().placed_until(until)));
        queries.extend(status.map(|status| alone.clone().status(status)));
        queries.extend(provider.map(|provider| alone.clone().provider(provider)));
        queries.extend(country.map(|country| alone.clone().country(country)));
        queries.extend(kind.map(|kind| alone.clone().kind(kind)));
    }
    queries.extend((0..60).map(|_| any_query(&mut dice, &all, &placed)));
    for query in queries {
        let wanted = all.iter().filter(|order| satisfies(&query, order, &placed[&order.number]));
        let wanted: Vec<OrderSummary> = wanted.cloned().collect();
        let limit = 1 + dice.roll(7) as u32;
        assert_eq!(paged(&world, &query, limit).await, wanted, "{query:?} by {limit}");
        let counted = world.admin().count_orders(&query).await.unwrap();
        assert_eq!((counted.count as usize, counted.more), (wanted.len(), false), "{query:?}");
        let first = world.admin().orders(&query.clone().limit(limit)).await.unwrap();
        assert_eq!(first, wanted[..wanted.len().min(limit as usize)], "{query:?}");
    }
    let values = world.admin().filter_values().await.unwrap();
    assert_eq!(values.providers, ["fake", "manual"]);
    assert_eq!(values.countries, ["CH", "DE"]);
    assert_eq!(values.kinds, ["disc", "file", "product"]);
}

async fn an_order_is_found_by_all_that_names_it(world: World) {
    let world = shop(world).await;
    let book = [("product", "book")];
    place(&world, &book, ("Ada Lovelace", "ada@example.com"), "DE", "fake").await;
    let order = place(&world, &book, ("Jürgen Öztürk", "Oeztuerk@example.org"), "DE", "fake").await;
    world.store.settle(&order.attempt, &paid(order.total.amount)).await.unwrap();
    send(&world, order.number, "00340434161094042557").await;
    let number = order.number;
    for text in [
        &*number.to_string(),
        &format!("#{number}"),
        &BankTransfer::reference(number),
        &BankTransfer::reference(number).to_lowercase().replace(' ', ""),
        "jürgen",
        "JÜRGEN  öztürk",
        "özt",
        "ÖZTÜRK",
        " oeztuerk@EXAMPLE.org ",
        "oeztu",
        &format!("ref-{}", order.attempt),
        &order.attempt,
        "00340434161094042557",
    ] {
        let found = world.admin().orders(&OrderQuery::default().search(text)).await.unwrap();
        assert_eq!(found.iter().map(|order| order.number).collect::<Vec<_>>(), [number], "{text}");
    }
    for text in ["ürgen", "tuerk", "0034043416109404255", "ref-", "%", "_", "jürgen ü", "RF001001"] {
        let found = world.admin().orders(&OrderQuery::default().search(text)).await.unwrap();
        assert!(found.is_empty(), "{text}");
    }
    let blank = world.admin().orders(&OrderQuery::default().search(" ")).await.unwrap();
    assert_eq!(blank.len(), 2, "nothing was searched for");
}

async fn what_is_to_send_leaves_its_list_once_it_is_sent(world: World) {
    let world = shop(world).await;
    let who = ("Ada Lovelace", "ada@example.com");
    let order = place(&world, &[("product", "book")], who, "DE", "fake").await;
    let listed = async |tab: OrderTab| !world.admin().orders(&OrderQuery::default().tab(tab)).await.unwrap().is_empty();
    assert!(!listed(OrderTab::ToSend).await && listed(OrderTab::Unpaid).await, "unpaid");
    world.store.settle(&order.attempt, &paid(order.total.amount)).await.unwrap();
    assert!(listed(OrderTab::ToSend).await && !listed(OrderTab::Unpaid).await, "paid");
    send(&world, order.number, "1").await;
    assert!(!listed(OrderTab::ToSend).await, "sent");
    let shipment = world.admin().shipments(order.number).await.unwrap().remove(0);
    world.admin().mark_failed(&shipment.id, "returned").await.unwrap();
    assert!(!listed(OrderTab::ToSend).await, "returned");
    world.admin().mark_pending(&shipment.id).await.unwrap();
    assert!(listed(OrderTab::ToSend).await, "to be sent again");
    world.gateway.refunds_are(RefundState::Pending);
    world.admin().refund(order.number, None).await.unwrap();
    assert!(!listed(OrderTab::ToSend).await, "on hold");
}

async fn a_text_that_no_database_stores_finds_nothing(world: World) {
    let world = shop(world).await;
    place(&world, &[("product", "book")], ("Ada Lovelace", "ada@example.com"), "DE", "fake").await;
    let none = OrderQuery::default();
    let long = "x".repeat(10_000);
    for text in ["\0", "ada\0", "' OR 1=1 --", "\u{10ffff}", "99999999999999999999", "-1", &long] {
        for query in [
            none.clone().search(text),
            none.clone().email(text),
            none.clone().provider(text),
            none.clone().country(text),
            none.clone().kind(text),
        ] {
            assert!(world.admin().orders(&query).await.unwrap().is_empty(), "{query:?}");
            assert_eq!(world.admin().count_orders(&query).await.unwrap().count, 0, "{query:?}");
        }
    }
    for before in [i64::MIN, -1, 0, 1001] {
        assert!(world.admin().orders(&none.clone().before(before)).await.unwrap().is_empty());
    }
    assert_eq!(world.admin().orders(&none.clone().before(i64::MAX)).await.unwrap().len(), 1);
    let from_the_end = none.clone().placed_from(Timestamp::from_millis(i64::MAX));
    assert!(world.admin().orders(&from_the_end).await.unwrap().is_empty());
    assert!(world.admin().orders(&none.limit(0)).await.unwrap().is_empty());
}

/// The records of an export, with the names of their columns.
async fn exported(store: &Store, query: &OrderQuery) -> Vec<BTreeMap<String, String>> {
    records(admin(store).export_orders(query).try_collect::<Vec<_>>().await.unwrap().concat())
}

fn records(csv: Vec<u8>) -> Vec<BTreeMap<String, String>> {
    let csv = String::from_utf8(csv).unwrap();
    let csv = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    let records = csv::Reader::from_reader(csv.as_bytes()).into_deserialize().collect::<Result<Vec<_>, _>>();
    records.expect("as many cells in each line as in the first")
}

async fn an_export_is_csv_without_formulas(world: World) {
    let world = shop(world).await;
    let names = [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1+2", "'-1+2"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("two\nlines, \"quoted\"", "two\nlines, \"quoted\""),
        ("Jürgen Müller; 'x'", "Jürgen Müller; 'x'"),
    ];
    let mut orders = Vec::new();
    for _ in names {
        orders.push(place(&world, &[("product", "book")], ("Ada Lovelace", "ada@example.com"), "CH", "fake").await);
    }
    // As an import may have written them: the checkout lets no control character through.
    let unguarded = match world.db.dialect() {
        Dialect::Sqlite => "DROP TRIGGER pannier_orders_frozen",
        Dialect::Postgres => "ALTER TABLE pannier_orders DISABLE TRIGGER pannier_orders_guard",
    };
    world.db.execute(unguarded, &[]).await.unwrap();
    for (order, (name, _)) in orders.iter().zip(names) {
        let sql = "UPDATE pannier_orders SET name = $1 WHERE number = $2";
        world.db.execute(sql, args![name, order.number]).await.unwrap();
    }
    let first = &orders[0];
    world.store.settle(&first.attempt, &paid(first.total.amount)).await.unwrap();
    world.admin().record_manual_refund(first.number, Some(euro(100))).await.unwrap();

    let mut records = exported(&world.store, &OrderQuery::default()).await;
    records.reverse();
    for ((order, (_, written)), record) in orders.iter().zip(names).zip(&records) {
        assert_eq!(record["order"], order.number.to_string());
        assert_eq!(record["name"], written);
    }
    let placed_at = world.admin().order(first.number).await.unwrap().0.placed_at.to_string();
    let reference = format!("ref-{}", first.attempt);
    for (column, value) in [
        ("placed_at", placed_at.as_str()),
        ("status", "completed"),
        ("email", "ada@example.com"),
        ("country", "CH"),
        ("city", "Zürich"),
        ("payment_provider", "fake"),
        ("payment_reference", reference.as_str()),
        ("currency", "EUR"),
        ("items", "10.00"),
        ("shipping", "9.90"),
        ("total", "19.90"),
        ("paid", "19.90"),
        ("refunded", "1.00"),
    ] {
        assert_eq!(records[0][column], value, "{column}");
    }
    assert_eq!((&*records[1]["paid"], &*records[1]["refunded"]), ("0.00", "0.00"));
    assert!(exported(&world.store, &OrderQuery::default().country("FR")).await.is_empty(), "the filter's");
    assert_eq!(exported(&world.store, &OrderQuery::default().status(OrderStatus::Completed).limit(0)).await.len(), 1);
}

async fn an_export_of_items_has_a_row_for_each(world: World) {
    let world = shop(world).await;
    let who = ("=1+1", "ada@example.com");
    let one = place(&world, &[("product", "book"), ("disc", "single")], who, "CH", "fake").await;
    let other = place(&world, &[("product", "book")], who, "DE", "fake").await;
    let csv = world.admin().export_order_items(&OrderQuery::default());
    let items = records(csv.try_collect::<Vec<_>>().await.unwrap().concat());
    let of = |name: &str| items.iter().map(|item| item[name].clone()).collect::<Vec<_>>();
    let (one, other) = (one.number.to_string(), other.number.to_string());
    assert_eq!(of("order"), [&*other, &*one, &*one]);
    assert_eq!(of("kind"), ["product", "disc", "product"]);
    assert_eq!(of("item"), ["book", "single", "book"]);
    for (column, value) in [
        ("country", "DE"),
        ("email", "ada@example.com"),
        ("currency", "EUR"),
        ("quantity", "1"),
        ("unit_price", "10.00"),
        ("discount", "0.00"),
        ("amount", "10.00"),
        ("tax", ""),
        ("tax_rate", ""),
    ] {
        assert_eq!(items[0][column], value, "{column}");
    }
    let csv = world.admin().export_order_items(&OrderQuery::default().country("FR"));
    assert!(records(csv.try_collect::<Vec<_>>().await.unwrap().concat()).is_empty(), "the filter's");
}

async fn the_overview_counts_what_is_to_be_done_and_what_was_taken(world: World) {
    let world = shop(world).await;
    let taken = async || {
        let overview = world.admin().overview().await.unwrap();
        overview.takings.iter().map(|taken| (taken.days, taken.amounts.clone())).collect::<Vec<_>>()
    };
    let nothing = [1_u32, 7, 30].map(|days| (days, vec![euro(0)]));
    assert_eq!(taken().await, nothing);

    let who = ("Ada Lovelace", "ada@example.com");
    let order = place(&world, &[("product", "book")], who, "DE", "fake").await;
    place(&world, &[("product", "book")], who, "DE", "fake").await;
    let flagged = place(&world, &[("product", "book")], who, "DE", "fake").await;
    assert_eq!(taken().await, nothing, "unpaid");
    world.store.settle(&order.attempt, &paid(1490)).await.unwrap();
    world.store.settle(&flagged.attempt, &paid(10)).await.unwrap();
    let overview = world.admin().overview().await.unwrap();
    let counts = [
        overview.needs_attention,
        overview.failed_deliveries,
        overview.shipments_to_send,
        overview.unpaid,
        overview.disputes,
    ];
    assert_eq!(counts.map(|counted| counted.count), [1, 0, 1, 2, 0]);
    assert!(counts.iter().all(|counted| !counted.more));
    assert_eq!(taken().await, [1_u32, 7, 30].map(|days| (days, vec![euro(1500)])), "what was paid");

    world.advance(days(3));
    world.admin().record_manual_refund(order.number, Some(euro(500))).await.unwrap();
    assert_eq!(taken().await, [(1, vec![euro(-500)]), (7, vec![euro(1000)]), (30, vec![euro(1000)])]);
    world.advance(days(5));
    assert_eq!(taken().await, [(1, vec![euro(0)]), (7, vec![euro(-500)]), (30, vec![euro(1000)])]);
    world.advance(days(30));
    assert_eq!(taken().await, nothing);
}

async fn a_day_that_is_over_is_kept_until_something_of_it_changes(world: World) {
    let world = shop(world).await;
    let taken = async || world.admin().overview().await.unwrap().takings[1].amounts.clone();
    let kept = async || {
        world.number("SELECT COUNT(*) AS n FROM pannier_daily_takings WHERE COALESCE(amount, 0) <> 0", &[]).await
    };
    let order = place(&world, &[("product", "book")], ("Ada Lovelace", "ada@example.com"), "DE", "fake").await;
    world.store.settle(&order.attempt, &paid(1490)).await.unwrap();
    assert_eq!((taken().await, kept().await), (vec![euro(1490)], 0), "today goes on");
    world.advance(days(3));
    assert_eq!((taken().await, kept().await), (vec![euro(1490)], 1));
    // That it was read from what was kept shows only if that is wrong.
    world.db.execute("UPDATE pannier_daily_takings SET amount = 7 WHERE amount <> 0", &[]).await.unwrap();
    assert_eq!(taken().await, [euro(7)]);

    // The gateway has corrected what was paid.
    world.db.execute("UPDATE pannier_payments SET paid_amount = 1500", &[]).await.unwrap();
    assert_eq!((taken().await, kept().await), (vec![euro(1500)], 0));
    world.admin().record_manual_refund(order.number, Some(euro(500))).await.unwrap();
    world.advance(days(3));
    assert_eq!((taken().await, kept().await), (vec![euro(1000)], 1), "the day of the payment is added up");
    // The refund has failed since it was made.
    world.db.execute("UPDATE pannier_refunds SET status = 'failed', updated_at = updated_at + 1", &[]).await.unwrap();
    assert_eq!((taken().await, kept().await), (vec![euro(1500)], 0));
}

/// Enough orders for filters that one look does not decide: a tenth is from Austria.
const MANY: u64 = 26_000;

mod in_a_big_shop {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        lists(database::sqlite(&fresh_dir()).await).await;
        plans::check(Dialect::Sqlite).await;
    }

    #[tokio::test]
    async fn on_postgres() {
        lists(database::postgres().await).await;
        plans::check(Dialect::Postgres).await;
    }

    async fn lists(url: String) {
        plans::collect();
        fill(&url, MANY, |_, _| {}).await.unwrap();
        let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
        let builder = Store::builder(Db::connect(&url).await.unwrap(), settings);
        let store = builder.sell::<Product>().sell::<File>().sell::<Disc>().build().await.unwrap();
        let admin = store.acting(&Actor::CommandLine);
        let all = OrderQuery::default();
        let count = async |query: &OrderQuery| {
            let counted = admin.count_orders(query).await.unwrap();
            (counted.count, counted.more)
        };

        // Thousands of each, and none of both: a page says where to go on.
        let none = all.clone().country("AT").provider("sandbox");
        let page = admin.order_page(&none).await.unwrap();
        assert!(page.orders.is_empty());
        let rest = none.clone().before(page.next.expect("more to look at"));
        assert_eq!(admin.order_page(&rest).await.unwrap().next, None);
        assert_eq!(count(&none).await, (0, true));
        assert!(admin.orders(&none).await.unwrap().is_empty(), "after having looked at all");
        // Few of one: the first look decides.
        let few = all.clone().country("LI").provider("stripe").kind("album").status(OrderStatus::Completed);
        let page = admin.order_page(&few).await.unwrap();
        assert_eq!((page.orders.len(), page.next), (26, None));
        assert_eq!(count(&few).await, (26, false));

        for (tab, counted) in [
            (OrderTab::All, (1_000, true)),
            (OrderTab::ToSend, (96, false)),
            (OrderTab::Unpaid, (0, false)),
            (OrderTab::NeedsAttention, (20, false)),
            (OrderTab::Refunded, (520, false)),
        ] {
            assert_eq!(count(&all.clone().tab(tab)).await, counted, "{tab}");
        }
        for (text, counted) in [
            ("customer", (1_000, true)),
            ("customer 123", (111, false)),
            ("customer77@", (1, false)),
            ("track404", (1, false)),
            // The order of this number, and customers whose number begins with it.
            ("1404", (12, false)),
            ("404", (11, false)),
        ] {
            let (found, more) = count(&all.clone().search(text)).await;
            assert_eq!((found, more), counted, "{text}");
        }
        assert!(admin.order_page(&all.clone().search("customer")).await.unwrap().truncated);
        let some = admin.orders(&all.clone().before(1_601).limit(100)).await.unwrap();
        let times = all.clone().placed_from(some[99].placed_at).placed_until(some[0].placed_at);
        assert_eq!(count(&times).await, (99, false));

        let records = exported(&store, &all).await;
        assert_eq!(records.len(), usize::try_from(MANY).unwrap());
        let numbers = records.iter().map(|record| record["order"].parse::<u64>().unwrap());
        assert!(numbers.eq((1_001..=1_000 + MANY).rev()), "each once");
        assert_eq!(exported(&store, &few).await.len(), 26);
    }
}
