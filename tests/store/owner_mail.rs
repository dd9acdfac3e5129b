//! Mails to the owner about sales.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use pannier::{
    CheckoutField, CheckoutOutcome, Intent, Language, OrderView, Parcel, ParcelItem, PaymentState, SalesMail, Settings,
    ShippingError, ShippingMethod, ShippingOption, Store, Tracking,
    receivers::{Mailer, OwnerMail},
    shipping::PickUp,
    testing,
};

use crate::{
    mails::{Mail, mails},
    on_both,
    world::{Pending, World, admin, days, euro, fresh_dir, minutes, paid, seconds},
};

on_both!(
    each_sale_is_mailed_at_once,
    a_pick_up_is_to_be_prepared_and_not_to_be_sent,
    names_are_in_the_language_of_the_owner,
    what_the_owner_has_to_send_is_mailed_and_nothing_else,
    what_is_on_hold_is_not_to_be_sent,
    an_owner_who_wants_none_gets_none,
    a_day_is_mailed_once_when_it_is_over,
    the_mail_about_a_day_has_the_takings_of_the_admin,
    a_day_begins_when_its_mail_is_switched_on,
    a_day_whose_mail_could_not_be_sent_is_mailed_later,
    an_early_retry_does_not_end_the_day,
    a_day_without_a_sale_is_not_mailed,
);

/// Makes and sends what names it.
struct Supplier;

#[async_trait]
impl ShippingMethod for Supplier {
    fn id(&self) -> &'static str {
        "press"
    }
    fn takes(&self, item: &ParcelItem) -> bool {
        item.is_for("press")
    }
    fn has_supplier(&self) -> bool {
        true
    }
    async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        Ok(vec![ShippingOption::new("Press", euro(250))])
    }
}

/// A shop with a poster, a song, and a disc that a supplier makes, whose owner gets these mails; and their folder.
async fn shop(world: World, sales: SalesMail) -> (World, PathBuf) {
    world.product("poster").title("Dunes").price(euro(3900)).grams(300).insert().await;
    world.product("song").title("Blue Hour").price(euro(900)).attempts(3).insert().await;
    world.product("disc").title("Disc").price(euro(1500)).grams(100).ships_by("press", "PX1").insert().await;
    let folder = fresh_dir().join("mail");
    (mailing(world, &folder, sales).await, folder)
}

/// The same shop, whose owner gets these mails.
async fn mailing(world: World, folder: &Path, sales: SalesMail) -> World {
    world.with(|builder| builder.ship(Supplier).receive(mails_about(folder, sales))).await
}

fn mails_about(folder: &Path, sales: SalesMail) -> OwnerMail {
    let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    settings.owner_mail_sales = sales;
    OwnerMail::new(Mailer::folder(folder), &settings).unwrap()
}

/// Another instance of a shop.
async fn another(world: &World, folder: &Path, sales: SalesMail) -> Store {
    let World { db, store, gateway, files, url } = world;
    let (db, store, gateway) = (db.clone(), store.clone(), gateway.clone());
    let copy = World { db, store, gateway, files: files.clone(), url: url.clone() };
    mailing(copy, folder, sales).await.store
}

/// Sells one piece of each product.
async fn sell(world: &World, products: &[&str]) -> OrderView {
    let Pending { attempt, token, .. } = world.pending(products).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: total }).await.unwrap();
    world.store.order(&token).await.unwrap()
}

async fn deliver(world: &World) {
    testing::run_outbox(&world.store).await.unwrap();
}

/// Puts the clock forward to one o'clock of the next day, so that no sale is near midnight. Returns its date as mails write it.
fn next_morning(world: &World) -> String {
    let passed = world.db.now().as_secs().rem_euclid(86_400).unsigned_abs();
    world.advance(seconds(86_400 - passed + 3_600));
    today(world)
}

fn today(world: &World) -> String {
    world.store.texts(Language::ENGLISH).date(world.db.now())
}

fn assert_says(mail: &Mail, parts: &[&str]) {
    for part in parts {
        assert!(mail.text.contains(part), "{part}: {}", mail.text);
    }
}

async fn each_sale_is_mailed_at_once(world: World) {
    let (world, folder) = shop(world, SalesMail::Each).await;
    let OrderView { number, token, .. } = sell(&world, &["poster", "song"]).await;
    deliver(&world).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("Subject"), format!("Order {number} is paid: €52.90, 1 parcel to send"));
    let (page, command) = (
        format!("/admin/orders/{number}\n"),
        format!("on the order's page, or with `pannier shipment mark-sent {number} 1`"),
    );
    let page = world.store.settings().url(&page);
    assert_says(&sent[0], &["1 × Dunes", "€4.90", "ada@example.com", "Unter den Linden 1", &page, &command]);
    assert!(!sent[0].text.contains(&token), "the shopper's page is the shopper's: {}", sent[0].text);

    let OrderView { number, .. } = sell(&world, &["song"]).await;
    deliver(&world).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1].header("Subject"), format!("Order {number} is paid: €9.00"));
    assert_says(&sent[1], &["There's nothing to send."]);
}

async fn a_pick_up_is_to_be_prepared_and_not_to_be_sent(world: World) {
    let (world, folder) = shop(world, SalesMail::Each).await;
    let mail = mails_about(&folder, SalesMail::Each);
    let world = world.with(|builder| builder.ship(PickUp::new("In the shop", "DE")).receive(mail)).await;
    world.sell_for_pick_up("poster", 3900).await;
    deliver(&world).await;
    let sent = mails(&folder);
    assert!(sent[0].header("Subject").ends_with("€39.00, 1 pick-up to prepare"), "{}", sent[0].header("Subject"));
    assert_says(&sent[0], &["Pick-up 1", "Address of the customer"]);
}

const ENGLISH: &str = "
checkout-field-wrapping = Wrapping
checkout-field-wrapping-paper = Brown paper
";
const GERMAN: &str = "
checkout-field-wrapping = Verpackung
checkout-field-wrapping-paper = Packpapier
payment-fake = Attrappe
shipping-standard = Standardversand
";

async fn names_are_in_the_language_of_the_owner(world: World) {
    let (mut world, folder) = shop(world, SalesMail::None).await;
    let expected = [
        (SalesMail::Each, &["Fake", "Standard: Dunes", "Wrapping", "Brown paper"][..]),
        (SalesMail::Daily, &["1 × Dunes (Standard, DE)"][..]),
    ];
    for (n, (sales, parts)) in expected.into_iter().enumerate() {
        let wrapping = CheckoutField::choice("wrapping", &["paper"]);
        let mail = mails_about(&folder, sales);
        world = world
            .with(|builder| builder.field(wrapping).messages("en", ENGLISH).messages("de", GERMAN).receive(mail))
            .await;
        next_morning(&world);
        let visitor = world.visitor_with(&["poster"]).await.with_language(Language::GERMAN);
        let mut form = world.filled_in(&visitor).await;
        form.fields.insert("wrapping".to_owned(), "paper".to_owned());
        let attempt = form.attempt.clone();
        let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
        world.store.settle(&attempt, &paid(4_390)).await.unwrap();
        let order = world.store.order(&world.token_of(&attempt).await).await.unwrap();
        assert_eq!((order.shipments[0].label.as_str(), order.fields[0].shown()), ("Standardversand", "Packpapier"));
        deliver(&world).await;
        next_morning(&world);
        deliver(&world).await;
        let sent = mails(&folder);
        assert_eq!(sent.len(), n + 1);
        let mail = sent.iter().find(|mail| mail.text.contains(parts[0])).expect(parts[0]);
        assert_says(mail, parts);
        for german in ["Attrappe", "Standardversand", "Verpackung", "Packpapier"] {
            assert!(!mail.text.contains(german), "{german}: {}", mail.text);
        }
    }
}

async fn what_the_owner_has_to_send_is_mailed_and_nothing_else(world: World) {
    let (world, folder) = shop(world, SalesMail::ToSend).await;
    sell(&world, &["song"]).await;
    let deliveries = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE receiver = 'owner-mail'";
    assert_eq!(world.number(deliveries, &[]).await, 0, "a download costs no delivery");
    sell(&world, &["disc"]).await;
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 0, "a supplier sends it");
    let order = sell(&world, &["poster", "disc", "song"]).await;
    deliver(&world).await;
    let sent = mails(&folder);
    assert_eq!((sent.len(), order.shipments.len()), (1, 2));
    assert!(sent[0].header("Subject").ends_with("1 parcel to send"), "{}", sent[0].header("Subject"));
    assert_says(&sent[0], &["Standard: Dunes"]);
    assert!(!sent[0].text.contains("Press: Disc"), "{}", sent[0].text);

    // A parcel that has left meanwhile is not to be sent.
    let order = sell(&world, &["poster"]).await;
    admin(&world.store).mark_sent(&order.shipments[0].id, Tracking::default()).await.unwrap();
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 1);
}

async fn what_is_on_hold_is_not_to_be_sent(world: World) {
    let (world, folder) = shop(world, SalesMail::ToSend).await;
    let order = sell(&world, &["poster"]).await;
    world.gateway.refunds_are(pannier::RefundState::Pending);
    admin(&world.store).refund(order.number, None).await.unwrap();
    deliver(&world).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 1);
    assert_says(&sent[0], &["Don't send it yet"]);
    assert!(!sent[0].text.contains("mark-sent"), "{}", sent[0].text);
}

async fn an_owner_who_wants_none_gets_none(world: World) {
    let (world, folder) = shop(world, SalesMail::None).await;
    sell(&world, &["poster"]).await;
    deliver(&world).await;
    next_morning(&world);
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 0);
}

async fn a_day_is_mailed_once_when_it_is_over(world: World) {
    let (world, folder) = shop(world, SalesMail::Daily).await;
    let instance = another(&world, &folder, SalesMail::Daily).await;
    let mut orders = Vec::new();
    let day = next_morning(&world);
    for products in [&["poster"][..], &["song"], &["disc"]] {
        orders.push(sell(&world, products).await.number);
        deliver(&world).await;
    }
    assert_eq!(mails(&folder).len(), 0);
    let waiting = admin(&world.store).undelivered().await.unwrap();
    assert_eq!(waiting.len(), 1, "the first sale waits for the others");
    let date = &world.db.now().to_string()[..10];
    assert!(waiting[0].error.as_ref().is_some_and(|why| why.contains(date)), "{waiting:?}");

    world.advance(days(1));
    let next = sell(&world, &["song"]).await;
    let (one, two) = tokio::join!(testing::run_outbox(&world.store), testing::run_outbox(&instance));
    one.and(two).unwrap();
    let sent = mails(&folder);
    assert_eq!(sent.len(), 1);
    // The poster and the disc with their shipping.
    assert_eq!(sent[0].header("Subject"), format!("{day}: 3 orders, €70.40"));
    let poster = format!("Order {}, parcel 1:  1 × Dunes (Standard, DE)", orders[0]);
    let orders_page = world.store.settings().url("/admin/orders?tab=to-send\n");
    assert_says(&sent[0], &["1 parcel is waiting to be sent:", &poster, "pannier shipment mark-sent", &orders_page]);
    assert!(!sent[0].text.contains("Disc"), "a supplier sends it: {}", sent[0].text);

    let next_day = today(&world);
    for _ in 0..3 {
        world.advance(days(1));
        deliver(&world).await;
    }
    let sent = mails(&folder);
    assert_eq!(sent.len(), 2, "one for each day with a sale");
    assert_eq!(sent[1].header("Subject"), format!("{next_day}: 1 order, {}", next.total));
    assert!(admin(&world.store).undelivered().await.unwrap().is_empty());
}

async fn the_mail_about_a_day_has_the_takings_of_the_admin(world: World) {
    let (world, folder) = shop(world, SalesMail::Daily).await;
    let day = next_morning(&world);
    let order = sell(&world, &["song"]).await;
    sell(&world, &["song"]).await;
    // Flagged: the money has arrived, although the order is not completed.
    let short = world.pending(&["song"]).await;
    world.store.settle(&short.attempt, &PaymentState::Succeeded { amount: euro(10) }).await.unwrap();
    world.admin().record_manual_refund(order.number, Some(euro(400))).await.unwrap();
    let overview = world.admin().overview().await.unwrap();
    assert_eq!(overview.takings[0].amounts, [euro(1410)]);
    deliver(&world).await;
    world.advance(days(1));
    deliver(&world).await;
    let sent = mails(&folder);
    let about = sent.iter().find(|mail| mail.header("Subject").starts_with(&day)).expect("the mail about the day");
    assert_eq!(about.header("Subject"), format!("{day}: 3 orders, €14.10"));
}

async fn a_day_begins_when_its_mail_is_switched_on(world: World) {
    let (world, folder) = shop(world, SalesMail::Each).await;
    next_morning(&world);
    sell(&world, &["song"]).await;
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 1, "the sale");
    let world = mailing(world, &folder, SalesMail::Daily).await;
    sell(&world, &["song"]).await;
    deliver(&world).await;
    world.advance(days(1));
    deliver(&world).await;
    let sent = mails(&folder);
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().any(|mail| mail.header("Subject").ends_with("2 orders, €18.00")), "{}", sent[1].text);
}

async fn a_day_whose_mail_could_not_be_sent_is_mailed_later(world: World) {
    let (world, folder) = shop(world, SalesMail::Daily).await;
    next_morning(&world);
    sell(&world, &["song"]).await;
    deliver(&world).await;
    world.advance(days(1));
    // The folder is a file, so that no mail can be written; then it is none any more.
    std::fs::write(&folder, "").unwrap();
    deliver(&world).await;
    assert_eq!(admin(&world.store).undelivered().await.unwrap()[0].attempts, 1);
    std::fs::remove_file(&folder).unwrap();
    // Whichever instance has a try at it next.
    let instance = another(&world, &folder, SalesMail::Daily).await;
    for _ in 0..3 {
        world.advance(minutes(5));
        testing::run_outbox(&instance).await.unwrap();
        deliver(&world).await;
    }
    assert_eq!(mails(&folder).len(), 1);
    assert!(admin(&world.store).undelivered().await.unwrap().is_empty());
}

async fn an_early_retry_does_not_end_the_day(world: World) {
    let (world, folder) = shop(world, SalesMail::Daily).await;
    next_morning(&world);
    sell(&world, &["song"]).await;
    deliver(&world).await;
    assert_eq!(admin(&world.store).retry_all().await.unwrap(), 1);
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 0);
    world.advance(days(1));
    deliver(&world).await;
    assert_eq!(mails(&folder).len(), 1);
}

async fn a_day_without_a_sale_is_not_mailed(world: World) {
    let (world, folder) = shop(world, SalesMail::Daily).await;
    world.pending(&["song"]).await;
    for _ in 0..3 {
        next_morning(&world);
        testing::reconcile(&world.store).await;
        deliver(&world).await;
    }
    assert_eq!(mails(&folder).len(), 0);
}
