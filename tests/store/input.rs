//! What is typed and posted: normalized once, bounded, and frozen as it was validated and quoted.

use std::{
    cell::{Cell, RefCell},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use pannier::{
    Address, AddressField, CheckoutForm, CheckoutOutcome, CheckoutView, DownloadOutcome, Field, Intent, Language,
    Money, Parcel, PaymentState, Problem, Sellable, Settings, ShippingError, ShippingMethod, ShippingOption, Store,
    Visitor, country,
    db::{self, Db, Dialect, Tx},
    testing::{self, ManualPayment},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{
    on_both,
    product::{self, Product, product},
    world::{Pending, World, days, euro, paid, seconds, visitor},
};

on_both!(
    an_order_goes_to_the_country_it_was_quoted_for,
    an_unknown_country_is_an_error_and_not_replaced,
    a_form_saved_while_prices_are_quoted_is_not_frozen,
    a_basket_that_changes_while_prices_are_quoted_is_not_charged,
    a_basket_has_a_hundred_lines,
    the_id_of_a_visit_leads_to_its_basket_for_half_a_minute,
    ids_of_another_format_are_no_visits,
    texts_that_are_no_keys_are_not_found,
    stock_is_locked_in_one_order_by_placing_and_cancelling,
    an_email_address_is_one_that_any_server_takes,
    names_and_addresses_contain_no_links,
    an_order_goes_to_kosovo,
    a_prefilled_form_can_be_emptied,
    an_address_is_remembered_for_ninety_days,
);

/// A method that ships everywhere but to Australia, at a price by country. It records the address of the last
/// quote, and something may happen in another tab meanwhile.
#[derive(Clone, Default)]
struct Carrier(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    quoted: Address,
    other_tab: Option<(Store, Visitor, OtherTab)>,
}

#[derive(Clone)]
enum OtherTab {
    Saves(Box<CheckoutForm>),
    Adds(&'static str),
    Sets(&'static str, u32),
}

impl Carrier {
    fn meanwhile(&self, store: &Store, visitor: &Visitor, other_tab: OtherTab) {
        self.0.lock().unwrap().other_tab = Some((store.clone(), visitor.clone(), other_tab));
    }

    fn quoted(&self) -> Address {
        self.0.lock().unwrap().quoted.clone()
    }
}

#[async_trait]
impl ShippingMethod for Carrier {
    fn id(&self) -> &'static str {
        "carrier"
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let other_tab = {
            let mut state = self.0.lock().unwrap();
            state.quoted = parcel.address.clone();
            state.other_tab.take()
        };
        match other_tab {
            Some((store, visitor, OtherTab::Saves(form))) => store.save_checkout(&visitor, &form).await.unwrap(),
            Some((store, visitor, OtherTab::Adds(id))) => {
                store.add_to_basket(&visitor, "product", id, 1).await.unwrap();
            }
            Some((store, visitor, OtherTab::Sets(id, quantity))) => {
                store.set_quantity(&visitor, "product", id, quantity).await.unwrap();
            }
            None => {}
        }
        let price = match parcel.country() {
            "DE" => 590,
            "US" => 1990,
            "AU" => return Ok(Vec::new()),
            _ => 990,
        };
        Ok(vec![ShippingOption::new("Carrier", euro(price))])
    }
}

async fn with_carrier(world: World) -> (World, Carrier) {
    let carrier = Carrier::default();
    let world = world.with(|builder| builder.ship(carrier.clone())).await;
    world.product("book").grams(300).insert().await;
    (world, carrier)
}

/// A form that ships by the carrier to Paris.
async fn to_paris(world: &World, visitor: &Visitor) -> CheckoutForm {
    let mut form = world.filled_in(visitor).await;
    form.shipping = "carrier".into();
    form.shipping_address.city = "Paris".into();
    form.shipping_address.postal_code = "75001".into();
    form.shipping_address.country = "FR".into();
    form
}

/// Posts a form as the page does: for the total, then to pay it.
async fn pay(store: &Store, visitor: &Visitor, form: CheckoutForm) -> CheckoutOutcome {
    store.submit_checkout(visitor, form.clone(), Intent::Update).await.unwrap();
    let CheckoutForm { attempt, total, .. } = store.checkout(visitor).await.unwrap().form;
    store.submit_checkout(visitor, CheckoutForm { attempt, total, ..form }, Intent::Pay).await.unwrap()
}

fn review(outcome: CheckoutOutcome) -> Box<CheckoutView> {
    match outcome {
        CheckoutOutcome::Review(view) => view,
        other => panic!("{other:?}"),
    }
}

/// The e-mail address and the shipping address of the order that was placed last.
async fn frozen(db: &Db) -> CheckoutForm {
    let sql = "SELECT * FROM pannier_orders WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1";
    let order = db.fetch_one(sql, &[]).await.unwrap();
    let mut form = CheckoutForm { email: order.get("email").unwrap(), ..CheckoutForm::default() };
    for field in Address::FIELDS {
        *form.shipping_address.get_mut(field) = order.get(field.name()).unwrap();
    }
    form
}

async fn an_order_goes_to_the_country_it_was_quoted_for(world: World) {
    let (world, carrier) = with_carrier(world).await;
    for typed in ["FR ", "F\0R", "fr", "ＦＲ"] {
        let visitor = world.visitor_with(&["book"]).await;
        let mut form = to_paris(&world, &visitor).await;
        form.shipping_address.country = typed.into();
        // France has no regions: nothing would validate it.
        form.shipping_address.region = "Anywhere".into();
        let outcome = pay(&world.store, &visitor, form).await;
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{typed:?}: {outcome:?}");
        let quoted = carrier.quoted();
        assert_eq!((quoted.country.as_str(), quoted.region.as_str()), ("FR", ""), "{typed:?}");
    }
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE country = 'FR' AND region = '' AND shipping_amount = 990";
    assert_eq!(world.number(sql, &[]).await, 4);
}

async fn an_unknown_country_is_an_error_and_not_replaced(world: World) {
    let (world, _) = with_carrier(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    let place = Field::ShippingAddress(AddressField::Country);
    for typed in ["", "XX", "Germany", "D E"] {
        let mut form = form.clone();
        form.shipping_address.country = typed.into();
        let view = review(world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap());
        assert_eq!(view.errors.iter().map(|error| error.field).collect::<Vec<_>>(), [place], "{typed:?}");
        // A browser without scripts is redirected to the page. It shows the store's country: empty is no error there.
        let page = world.store.validated_checkout(&visitor).await.unwrap();
        assert_eq!(page.errors.len(), usize::from(!typed.is_empty()), "{typed:?}: {:?}", page.errors);
    }
    assert_eq!(world.gateway.starts(), 0);
    let german = visitor.clone().with_language(Language::GERMAN);
    let form =
        CheckoutForm { shipping_address: Address { country: "XX".into(), ..form.shipping_address.clone() }, ..form };
    let view = review(world.store.submit_checkout(&german, form, Intent::Pay).await.unwrap());
    assert_eq!(view.errors[0].message, "Bitte wählen Sie ein Land aus der Liste.");
}

async fn a_form_saved_while_prices_are_quoted_is_not_frozen(world: World) {
    let (world, carrier) = with_carrier(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = to_paris(&world, &visitor).await;
    let mut other = form.clone();
    other.email = "eve@example.com".into();
    other.shipping_address.country = "AU".into();
    other.shipping_address.postal_code = "nowhere".into();
    world.store.save_checkout(&visitor, &form).await.unwrap();
    let total = world.store.checkout(&visitor).await.unwrap().form.total;
    carrier.meanwhile(&world.store, &visitor, OtherTab::Saves(Box::new(other)));
    let form = CheckoutForm { total, ..form };
    let outcome = world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let frozen = frozen(&world.db).await;
    assert_eq!((frozen.email, &frozen.shipping_address), (form.email, &form.shipping_address));
    assert_eq!(frozen.shipping_address, carrier.quoted());
}

async fn a_basket_that_changes_while_prices_are_quoted_is_not_charged(world: World) {
    let (world, carrier) = with_carrier(world).await;
    world.product("pen").grams(10).stock(9).insert().await;
    world.product("ink").grams(50).insert().await;
    for other_tab in [OtherTab::Adds("ink"), OtherTab::Adds("book"), OtherTab::Sets("pen", 2), OtherTab::Sets("pen", 0)]
    {
        let visitor = world.visitor_with(&["book", "pen"]).await;
        let form = world.filled_in(&visitor).await;
        carrier.meanwhile(&world.store, &visitor, other_tab);
        let view = review(world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap());
        assert_eq!(view.errors.iter().map(|error| error.field).collect::<Vec<_>>(), [Field::Total]);
        let kept = world.store.checkout(&visitor).await.unwrap().form;
        assert_eq!(kept.email, "ada@example.com", "what was typed");
    }
    let frozen = "SELECT COUNT(*) AS n FROM pannier_order_lines WHERE title IS NOT NULL";
    for nothing in ["SELECT COUNT(*) AS n FROM pannier_shipments", frozen] {
        assert_eq!(world.number(nothing, &[]).await, 0);
    }
    assert_eq!(world.stock("pen").await, 9);
}

async fn a_basket_has_a_hundred_lines(world: World) {
    world.product("book").insert().await;
    world.product("pen").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) \
               INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at) \
               SELECT o.id, 'product', 'line-' || i, 1, 1000, 1 FROM n, pannier_orders o";
    world.db.execute(sql, &[]).await.unwrap();
    let add = async |id: &str| world.store.add_to_basket(&visitor, "product", id, 1).await;
    assert_eq!(add("pen").await, Err(Problem::BasketFull(100)));
    assert_eq!(add("book").await, Ok(()), "more of what is in it");
    world.store.remove_from_basket(&visitor, "product", "line-1").await.unwrap();
    assert_eq!(add("pen").await, Ok(()));
    let full = Problem::BasketFull(100);
    assert_eq!((full.status(), Problem::from_code(full.code(), full.number())), (422, Some(full.clone())));
    let german = full.message(&world.store.texts(Language::GERMAN));
    assert!(german.contains("höchstens 100 verschiedene Artikel"), "{german}");
}

const VISIT: &str = "0123456789abcdef0123456789abcdef";

async fn the_id_of_a_visit_leads_to_its_basket_for_half_a_minute(world: World) {
    world.product("book").insert().await;
    let add = async || {
        let visitor = visitor().with_visit(VISIT);
        world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
        visitor.order_id().await.unwrap()
    };
    let first = add().await;
    world.advance(seconds(29));
    assert_eq!(add().await, first);
    world.advance(seconds(2));
    let second = add().await;
    assert_ne!(second, first, "it is a basket of its own");
    assert_eq!(add().await, second);
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE creation_key IS NOT NULL";
    assert_eq!(world.number(sql, &[]).await, 1, "the old one is no longer found by it");
}

async fn ids_of_another_format_are_no_visits(world: World) {
    world.product("book").insert().await;
    let long = VISIT.repeat(30_000);
    for word in ["0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcde\0", &long, ""]
    {
        world.store.add_to_basket(&visitor().with_visit(word), "product", "book", 1).await.unwrap();
    }
    let sql = "SELECT COUNT(*) AS n FROM pannier_orders WHERE creation_key IS NULL";
    assert_eq!(world.number(sql, &[]).await, 5);
}

async fn texts_that_are_no_keys_are_not_found(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let long = "a".repeat(1_000_000);
    for text in ["a\0b", "", &long] {
        let store = &world.store;
        assert_eq!(store.order(text).await, Err(Problem::UnknownOrder));
        assert_eq!(store.resume_payment(text).await, Err(Problem::UnknownOrder));
        assert_eq!(store.start_over(text).await, Err(Problem::UnknownOrder));
        assert_eq!(store.settle(text, &paid(1)).await, Err(Problem::UnknownOrder));
        assert_eq!(store.redeem_download(text).await, Ok(DownloadOutcome::Unknown));
        for (kind, id) in [("product", text), (text, "book")] {
            assert_eq!(store.add_to_basket(&visitor, kind, id, 1).await, Err(Problem::UnknownItem));
            assert_eq!(store.set_quantity(&visitor, kind, id, 2).await, Err(Problem::UnknownItem));
            assert_eq!(store.remove_from_basket(&visitor, kind, id).await, Err(Problem::UnknownItem));
        }
        // Every text of the form, also where no field of the page is.
        let mut form = CheckoutForm {
            email: text.into(),
            shipping: text.into(),
            parcels: [(text.to_owned(), text.to_owned())].into(),
            payment: text.into(),
            attempt: text.into(),
            element: text.into(),
            total: text.into(),
            ..CheckoutForm::default()
        };
        for field in Address::FIELDS {
            text.clone_into(form.shipping_address.get_mut(field));
        }
        assert_eq!(store.save_checkout(&visitor, &form).await, Ok(()));
        assert!(!review(store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap()).errors.is_empty());
    }
    let sql = "SELECT CAST(MAX(LENGTH(name) + LENGTH(email) + LENGTH(shipping)) AS BIGINT) AS n FROM pannier_orders";
    assert!(world.number(sql, &[]).await < 2000);
}

thread_local! {
    /// The stock that was reserved and released in this test, in that order.
    static LOCKED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Seat(String);

impl Sellable for Seat {
    const KIND: &'static str = "seat";

    async fn load(_: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        Ok(ids.iter().cloned().map(Seat).collect())
    }
    fn id(&self) -> String {
        self.0.clone()
    }
    fn title(&self) -> String {
        self.0.clone()
    }
    fn url(&self) -> String {
        "/seats".into()
    }
    fn price(&self) -> Money {
        euro(1000)
    }
    fn stock(&self) -> Option<u32> {
        Some(9)
    }
    async fn reserve(_: &mut Tx, id: &str, _: u32) -> db::Result<bool> {
        LOCKED.with_borrow_mut(|locked| locked.push(id.to_owned()));
        Ok(true)
    }
    async fn release(_: &mut Tx, id: &str, _: u32) -> db::Result<()> {
        LOCKED.with_borrow_mut(|locked| locked.push(id.to_owned()));
        Ok(())
    }
}

async fn stock_is_locked_in_one_order_by_placing_and_cancelling(world: World) {
    if world.db.dialect() == Dialect::Postgres {
        // As in a database with a locale: a before A before b.
        let sql = "ALTER TABLE pannier_order_lines ALTER COLUMN item_id TYPE TEXT COLLATE \"en-x-icu\"";
        world.db.execute(sql, &[]).await.unwrap();
    }
    let world = world.with(|builder| builder.sell::<Seat>()).await;
    let visitor = visitor();
    for id in ["b", "a", "A"] {
        world.store.add_to_basket(&visitor, "seat", id, 1).await.unwrap();
    }
    let form = world.filled_in(&visitor).await;
    let attempt = form.attempt.clone();
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    assert_eq!(LOCKED.take(), ["A", "a", "b", "A", "a", "b"]);
}

async fn an_email_address_is_one_that_any_server_takes(world: World) {
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    for (email, expected) in [
        ("jürgen@example.com", "before the @"),
        // Letters of both directions in one label: no such domain can be registered.
        ("ada@a\u{5d0}.example", "name@example.com"),
        ("ada@example..com", "name@example.com"),
    ] {
        let form = CheckoutForm { email: email.into(), ..form.clone() };
        let view = review(world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap());
        let [error] = &view.errors[..] else { panic!("{email}: {:?}", view.errors) };
        assert!(error.field == Field::Email && error.message.contains(expected), "{email}: {}", error.message);
    }
    let form = CheckoutForm { email: "ａｄａ\u{9b}@Bücher.example".into(), ..form };
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert_eq!(frozen(&world.db).await.email, "ada@xn--bcher-kva.example");
}

async fn names_and_addresses_contain_no_links(world: World) {
    world.product("book").grams(300).insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    for field in
        [AddressField::Name, AddressField::Organization, AddressField::Line1, AddressField::Line2, AddressField::City]
    {
        for text in ["WIN HTTPS://evil.example/x", "Visit WWW.evil.example", "ｈｔｔｐ：／／evil.example"] {
            let mut form = form.clone();
            *form.shipping_address.get_mut(field) = text.into();
            let view = review(world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap());
            let [error] = &view.errors[..] else { panic!("{field:?} {text}: {:?}", view.errors) };
            assert_eq!(error.field, Field::ShippingAddress(field));
            assert!(error.message.contains("Web addresses"), "{}", error.message);
        }
    }
    assert_eq!(world.gateway.starts(), 0);
}

async fn an_order_goes_to_kosovo(world: World) {
    let (world, _) = with_carrier(world).await;
    let visitor = world.visitor_with(&["book"]).await;
    let mut form = to_paris(&world, &visitor).await;
    let Address { country, city, postal_code, .. } = &mut form.shipping_address;
    (*country, *city, *postal_code) = ("XK".into(), "Prishtina".into(), "1000".into());
    let view = review(pay(&world.store, &visitor, form.clone()).await);
    assert_eq!(view.errors[0].field, Field::ShippingAddress(AddressField::PostalCode));
    form.shipping_address.postal_code = "10000".into();
    let outcome = pay(&world.store, &visitor, form).await;
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let lines = country::format(&frozen(&world.db).await.shipping_address);
    assert_eq!(lines[2..], ["10000 Prishtina", "Kosovo"]);
}

async fn a_prefilled_form_can_be_emptied(world: World) {
    world.product("book").grams(300).insert().await;
    let Pending { visitor, attempt, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1490)).await.unwrap();
    world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    let prefilled = async || {
        let view = world.store.checkout(&visitor).await.unwrap();
        (view.prefilled, view.form.email, view.form.shipping_address)
    };
    let (is_prefilled, email, address) = prefilled().await;
    assert!(is_prefilled && email == "ada@example.com" && address.name == "Ada Lovelace");
    world.store.clear_checkout(&visitor).await.unwrap();
    let germany = Address { country: "DE".into(), ..Address::default() };
    assert_eq!(prefilled().await, (false, String::new(), germany));

    // What the visitor types is not from an earlier order, until it is.
    let form = world.filled_in(&visitor).await;
    world.store.save_checkout(&visitor, &form).await.unwrap();
    assert!(!prefilled().await.0);
    world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap();
    world.store.settle(&form.attempt, &PaymentState::Cancelled).await.unwrap();
    let (is_prefilled, email, _) = prefilled().await;
    assert!(is_prefilled && email == "ada@example.com");

    // A placed order is not emptied, but it is no longer the visitor's.
    world.pay(&visitor).await.unwrap();
    world.store.clear_checkout(&visitor).await.unwrap();
    assert_eq!(visitor.order_id().await.unwrap(), None);
    let kept = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'pending' AND email = 'ada@example.com'";
    assert_eq!(world.number(kept, &[]).await, 1);
}

async fn an_address_is_remembered_for_ninety_days(world: World) {
    world.product("book").grams(300).insert().await;
    for (passed, email) in [(days(89), "ada@example.com"), (days(91), "")] {
        let Pending { visitor, attempt, .. } = world.pending(&["book"]).await;
        world.store.settle(&attempt, &paid(1490)).await.unwrap();
        world.advance(passed);
        world.store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
        let view = world.store.checkout(&visitor).await.unwrap();
        assert_eq!((view.prefilled, view.form.email.as_str()), (!email.is_empty(), email));
        assert_eq!(view.form.shipping_address.name.is_empty(), email.is_empty());
    }
}

/// A text as it may be typed: mostly the valid one, with or without noise.
fn typed(valid: &'static str) -> impl Strategy<Value = String> {
    let noise = prop::sample::select(vec![" ", "\0", "\t", "\u{85}", "\u{3000}", "\r\n", "\u{9b}"]);
    prop_oneof![
        6 => Just(valid.to_owned()),
        3 => (0..=valid.len(), noise).prop_map(move |(at, noise)| [&valid[..at], noise, &valid[at..]].concat()),
        1 => any::<String>(),
        1 => Just(valid.repeat(200)),
    ]
}

fn posted() -> impl Strategy<Value = CheckoutForm> {
    let country =
        prop_oneof![6 => typed("DE"), 1 => typed("fr"), 1 => typed("US"), 1 => typed("AU"), 1 => Just("XX".to_owned())];
    let texts = (typed("Ada Lovelace"), typed("Main Street 1"), typed("Berlin"), typed("10115"), typed(""));
    (typed("ada@example.com"), country, texts).prop_map(|(email, country, (name, line1, city, postal_code, region))| {
        let shipping_address = Address { country, name, line1, city, postal_code, region, ..Address::default() };
        CheckoutForm { email, shipping_address, ..CheckoutForm::default() }
    })
}

#[test]
fn whatever_is_posted_and_saved_at_once_what_is_frozen_was_validated_and_quoted() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let carrier = Carrier::default();
    let store = runtime.block_on(async {
        let mut settings = Settings::new("https://shop.example", [7; 32]);
        settings.max_unpaid_orders = 0;
        let store = Store::builder(Db::memory().await.unwrap(), settings).sell::<Product>();
        let store = store.ship(carrier.clone()).pay(ManualPayment).build().await.unwrap();
        product::create_table(store.db()).await;
        product(store.db(), "book").grams(300).insert().await;
        store
    });
    let placed = Cell::new(0);
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let check = async |form: CheckoutForm, saved: CheckoutForm| {
        let visitor = testing::visitor(&store);
        store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
        store.submit_checkout(&visitor, form.clone(), Intent::Update).await.unwrap();
        let CheckoutForm { attempt, total, .. } = store.checkout(&visitor).await.unwrap().form;
        let saved = CheckoutForm { email: "eve@example.com".into(), ..saved };
        carrier.meanwhile(&store, &visitor, OtherTab::Saves(Box::new(saved)));
        let form = CheckoutForm { attempt, total, ..form };
        if !matches!(store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap(), CheckoutOutcome::Redirect(_)) {
            return;
        }
        placed.set(placed.get() + 1);
        let frozen = frozen(store.db()).await;
        assert_ne!(frozen.email, "eve@example.com");
        assert_eq!(frozen.shipping_address, carrier.quoted());
        let rules = country::rules(&frozen.shipping_address.country).expect("a country");
        assert_eq!(frozen.validate(Some(&rules), country::matches, &store.texts(Language::ENGLISH)), []);
        let unasked = Address::FIELDS.into_iter().filter(|field| rules.field(*field).is_none());
        for field in unasked.filter(|field| *field != AddressField::Country) {
            assert_eq!(frozen.shipping_address.get(field), "", "{field:?} was not validated");
        }
    };
    let cases = TestRunner::new(config).run(&(posted(), posted()), |(form, saved)| {
        runtime.block_on(check(form, saved));
        Ok(())
    });
    cases.unwrap();
    assert!(placed.get() > 9, "only {} of 96 forms could be placed", placed.get());
}
