//! Limits on unpaid orders and on mails about them.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::post,
};
use pannier::{
    CheckoutForm, CheckoutOutcome, Intent, Language, OrderStatus, PaymentStep, Problem, Settings, Store, StoreBuilder,
    Visitor, api, args,
    receivers::{Mailer, OrderMail},
    testing::{self, ManualPayment},
};
use tower::ServiceExt;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::{
    on_both,
    product::Product,
    world::{World, admin, days, euro, fresh_dir, minutes, paid, visitor},
};

on_both!(
    an_offline_payment_that_never_arrives_gives_the_stock_back,
    a_payment_that_cannot_be_cancelled_does_not_keep_others_from_it,
    a_session_has_five_unpaid_orders,
    an_address_has_five_unpaid_orders_however_many_sessions,
    ordering_and_starting_over_ends_after_ten_times_an_hour,
    free_orders_are_limited_as_well,
    a_placed_order_keeps_no_creation_key,
    a_recipient_gets_ten_mails_an_hour_about_unpaid_orders,
    a_mail_that_was_not_sent_does_not_count,
);

/// The settings of a shop with this limit of unpaid orders per customer.
fn settings(world: &World, max_unpaid_orders: u32) -> Settings {
    let mut settings = world.store.settings().clone();
    settings.max_unpaid_orders = max_unpaid_orders;
    settings
}

/// A shop on the world's database that is paid by hand.
async fn shop(world: &World, settings: Settings, more: impl FnOnce(StoreBuilder) -> StoreBuilder) -> Store {
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().pay(ManualPayment);
    more(builder).build().await.expect("the store")
}

/// Checks out; the attempt to pay, and the token of the order.
async fn order(store: &Store, visitor: &Visitor, email: &str) -> Result<(String, String), Problem> {
    let form = CheckoutForm { email: email.to_owned(), ..store.checkout(visitor).await?.form };
    let attempt = form.attempt.clone();
    match store.submit_checkout(visitor, form, Intent::Pay).await? {
        CheckoutOutcome::Redirect(page) => Ok((attempt, page.trim_start_matches("/order/").to_owned())),
        other => panic!("not placed: {other:?}"),
    }
}

/// Puts one piece into the basket and orders it.
async fn add_and_order(store: &Store, visitor: &Visitor, email: &str) -> Result<(String, String), Problem> {
    store.add_to_basket(visitor, "product", "book", 1).await?;
    order(store, visitor, email).await
}

async fn an_offline_payment_that_never_arrives_gives_the_stock_back(world: World) {
    world.product("book").stock(2).insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    let visitor = visitor();
    let (_, token) = add_and_order(&store, &visitor, "ada@example.com").await.unwrap();
    let placed = store.order(&token).await.unwrap();
    let Some(PaymentStep::Instructions(instructions)) = placed.step else { panic!("{:?}", placed.step) };
    let day = store.texts(Language::ENGLISH).date(placed.placed_at + days(14));
    assert!(instructions.text.ends_with(&format!("arrived by {day}.")), "{}", instructions.text);

    world.advance(days(13));
    testing::reconcile(&store).await;
    assert_eq!((world.status(&token).await.as_str(), world.stock("book").await), ("pending", 1));
    world.advance(days(2));
    testing::reconcile(&store).await;
    assert_eq!((world.status(&token).await.as_str(), world.stock("book").await), ("cancelled", 2));
    assert_eq!(store.basket(&visitor).await.unwrap().count, 1);

    // Unless the merchant wants to wait.
    let patient = shop(&world, never_expires(&world), |builder| builder).await;
    let (_, token) = order(&patient, &visitor, "ada@example.com").await.unwrap();
    world.advance(days(1000));
    testing::reconcile(&patient).await;
    assert_eq!(world.status(&token).await, "pending");
}

fn never_expires(world: &World) -> Settings {
    let mut settings = settings(world, 5);
    settings.transfer_expires = None;
    settings
}

async fn a_payment_that_cannot_be_cancelled_does_not_keep_others_from_it(world: World) {
    world.product("book").insert().await;
    let gateway = world.gateway.clone();
    let store = shop(&world, settings(&world, 5), |builder| builder.pay(gateway)).await;
    let (attempt, token) = add_and_order(&store, &visitor(), "ada@example.com").await.unwrap();
    // A whole round of older ones, of a provider that gives no answer.
    world.gateway.fall_silent();
    let orders = "INSERT INTO pannier_orders (id, token, created_at, updated_at) \
                  WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 50) \
                  SELECT 'stuck' || n, 'stuck' || n, 0, 0 FROM numbers";
    world.db.execute(orders, &[]).await.unwrap();
    let payments = "INSERT INTO pannier_payments \
                    (id, order_id, provider, status, amount, currency, action, offline, created_at, updated_at, poll_at) \
                    SELECT o.id, o.id, 'fake', 'open', 1, 'EUR', p.action, 1, 0, 0, 0 FROM pannier_orders o, pannier_payments p \
                    WHERE o.id LIKE 'stuck%' AND p.id = $1";
    world.db.execute(payments, args![&attempt]).await.unwrap();
    world.advance(days(15));
    testing::reconcile(&store).await;
    assert_eq!(world.status(&token).await, "pending", "the round was full");
    testing::reconcile(&store).await;
    assert_eq!(world.status(&token).await, "cancelled");
}

async fn a_session_has_five_unpaid_orders(world: World) {
    world.product("book").stock(100).insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    let visitor = visitor();
    let mut orders = Vec::new();
    for n in 0..5 {
        orders.push(add_and_order(&store, &visitor, &format!("{n}@example.com")).await.unwrap());
    }
    let refused = add_and_order(&store, &visitor, "another@example.com").await;
    assert_eq!(refused, Err(Problem::TooManyUnpaid));
    assert_eq!(world.stock("book").await, 95, "a refused order holds nothing");
    assert_eq!(store.basket(&visitor).await.unwrap().count, 1, "and its basket is still there");
    assert_eq!(store.checkout(&visitor).await.unwrap().form.email, "another@example.com", "with what was typed");
    let numbers = "SELECT MAX(number) - MIN(number) AS n FROM pannier_orders";
    assert_eq!(world.number(numbers, &[]).await, 4);
    add_and_order(&store, &crate::world::visitor(), "another@example.com").await.expect("another customer");

    store.settle(&orders[0].0, &paid(1000)).await.unwrap();
    orders.push(order(&store, &visitor, "another@example.com").await.expect("one was paid"));
    assert_eq!(add_and_order(&store, &visitor, "5@example.com").await, Err(Problem::TooManyUnpaid));
    store.start_over(&orders[5].1).await.unwrap();
    order(&store, &visitor, "5@example.com").await.expect("one was cancelled");
}

async fn an_address_has_five_unpaid_orders_however_many_sessions(world: World) {
    world.product("book").stock(100).insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    let elsewhere = shop(&world, settings(&world, 5), |builder| builder).await;
    let mut orders = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = if n % 2 == 0 { store.clone() } else { elsewhere.clone() };
        let email = if n % 3 == 0 { "ADA@Example.com" } else { "ada@example.com" };
        orders.spawn(async move { add_and_order(&store, &visitor(), email).await });
    }
    let orders = orders.join_all().await;
    let placed = orders.iter().filter(|order| order.is_ok()).count();
    let refused = orders.iter().filter(|order| **order == Err(Problem::TooManyUnpaid)).count();
    assert_eq!((placed, refused, world.stock("book").await), (5, 15, 95), "{orders:?}");
}

async fn ordering_and_starting_over_ends_after_ten_times_an_hour(world: World) {
    world.product("book").insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    let visitor = visitor();
    store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    for _ in 0..10 {
        let (_, token) = order(&store, &visitor, "ada@example.com").await.unwrap();
        store.start_over(&token).await.unwrap();
    }
    assert_eq!(order(&store, &visitor, "bob@example.com").await, Err(Problem::TooManyUnpaid), "by session");
    let other = crate::world::visitor();
    assert_eq!(add_and_order(&store, &other, "ada@example.com").await, Err(Problem::TooManyUnpaid), "by address");
    world.advance(minutes(61));
    order(&store, &visitor, "ada@example.com").await.expect("an hour later");
}

async fn free_orders_are_limited_as_well(world: World) {
    world.product("book").price(euro(0)).stock(100).insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    for _ in 0..10 {
        let (_, token) = add_and_order(&store, &visitor(), "ada@example.com").await.unwrap();
        assert_eq!(world.status(&token).await, "completed");
    }
    assert_eq!(add_and_order(&store, &visitor(), "ada@example.com").await, Err(Problem::TooManyUnpaid));
    assert_eq!(world.stock("book").await, 90);
}

async fn a_placed_order_keeps_no_creation_key(world: World) {
    world.product("book").insert().await;
    let store = shop(&world, settings(&world, 5), |builder| builder).await;
    let visitor = visitor();
    add_and_order(&store, &visitor, "ada@example.com").await.unwrap();
    store.add_to_basket(&visitor, "product", "book", 1).await.unwrap();
    let keys = "SELECT COUNT(*) AS n FROM pannier_orders WHERE creation_key IS NOT NULL";
    assert_eq!(world.number(keys, &[]).await, 1, "the basket's");
    order(&store, &visitor, "ada@example.com").await.unwrap();
    assert_eq!(world.number(keys, &[]).await, 0);
}

/// A shop with mails, any number of orders, and the number of mails it has sent.
async fn mailing(world: &World) -> (Store, impl Fn() -> usize) {
    let (folder, settings) = (fresh_dir().join("mail"), settings(world, 0));
    let mail = OrderMail::new(Mailer::folder(folder.clone()), &settings).unwrap();
    let store = shop(world, settings, |builder| builder.receive(mail)).await;
    (store, move || std::fs::read_dir(&folder).map_or(0, Iterator::count))
}

async fn a_recipient_gets_ten_mails_an_hour_about_unpaid_orders(world: World) {
    world.product("book").insert().await;
    let (store, sent) = mailing(&world).await;
    let mut orders = Vec::new();
    for n in 0..12 {
        orders.push(add_and_order(&store, &visitor(), &format!("Ada+{n}@example.com")).await.unwrap());
    }
    add_and_order(&store, &visitor(), "bob@example.com").await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(sent(), 10 + 1, "ten to Ada, and Bob's");
    let waiting = admin(&store).undelivered().await.unwrap();
    assert!(waiting.iter().all(|delivery| !delivery.error.as_deref().unwrap_or_default().contains('@')), "{waiting:?}");
    assert_eq!(waiting.len(), 2);

    store.settle(&orders[0].0, &paid(1000)).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(sent(), 12, "what is paid is confirmed at once");

    world.advance(minutes(61));
    testing::run_outbox(&store).await.unwrap();
    assert_eq!((sent(), admin(&store).undelivered().await.unwrap().len()), (14, 0), "delayed, not lost");

    // A mail that has waited for a day is of no use any more.
    add_and_order(&store, &visitor(), "ada@example.com").await.unwrap();
    world.advance(days(2));
    let full = "UPDATE pannier_mail_limits SET sent = 10, started_at = $1";
    world.db.execute(full, args![world.db.now()]).await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_eq!((sent(), admin(&store).undelivered().await.unwrap().len()), (14, 0));
}

async fn a_mail_that_was_not_sent_does_not_count(world: World) {
    world.product("book").insert().await;
    let (file, settings) = (fresh_dir().join("file"), settings(&world, 0));
    std::fs::write(&file, "not a directory").unwrap();
    let mail = OrderMail::new(Mailer::folder(file.join("mail")), &settings).unwrap();
    let store = shop(&world, settings, |builder| builder.receive(mail)).await;
    add_and_order(&store, &visitor(), "ada@example.com").await.unwrap();
    testing::run_outbox(&store).await.unwrap();
    assert_eq!(admin(&store).undelivered().await.unwrap().len(), 1);
    assert_eq!(world.number("SELECT sent AS n FROM pannier_mail_limits", &[]).await, 0);
}

/// A program learns the reason from the status and the name, a shopper from the page.
#[tokio::test]
async fn a_refused_order_says_why() {
    let world = World::on_sqlite().await;
    world.product("book").insert().await;
    let store = shop(&world, settings(&world, 1), |builder| builder).await;
    let (_, token) = add_and_order(&store, &visitor(), "ada@example.com").await.unwrap();
    assert_eq!(store.order(&token).await.unwrap().status, OrderStatus::Pending);
    let provide = {
        let store = store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    let app = Router::new().route("/pannier/{*function}", functions);
    let app = store.with_security(app.layer(SessionManagerLayer::new(MemoryStore::default()).with_name("sid")));
    let ask = async |path: &str, accept: &str, cookie: &str, form: &str| -> Response<Body> {
        let request = Request::post(path).header("sec-fetch-site", "same-origin").header(header::COOKIE, cookie);
        let request = request.header(header::ACCEPT, accept);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        app.clone().oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap()
    };
    let added = ask(api::ADD_TO_BASKET_PATH, "application/json", "", "kind=product&id=book").await;
    let cookie = added.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let form = "email=ada%40example.com&payment=manual&total=1000+EUR&attempt=AAAAAAAAAAAAAAAAAAAAAA&intent=pay";

    let answer = ask("/pannier/checkout", "application/json", &cookie, form).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(std::str::from_utf8(&body).unwrap(), r#""TooManyUnpaid""#);

    let answer = ask("/pannier/checkout", "text/html", &cookie, form).await;
    assert_eq!(answer.headers()[header::LOCATION], "/basket?problem=too-many-unpaid");
    let problem = Problem::from_code("too-many-unpaid", None).unwrap();
    assert!(problem.message(&store.texts(Language::ENGLISH)).starts_with("There are too many unpaid orders"));
    assert!(problem.message(&store.texts(Language::GERMAN)).starts_with("Es gibt zu viele unbezahlte Bestellungen"));
}
