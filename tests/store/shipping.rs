//! One basket in several parcels: offered, chosen, paid, sent.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use axum::{Router, body::Body, http::Request, http::header, routing::post};
use pannier::{
    AddressField, CheckoutForm, CheckoutOutcome, CheckoutView, Currency, Field, FulfilmentError, Intent, Money,
    OrderStatus, OrderView, Parcel, ParcelItem, Settings, ShipmentStatus, ShippingError, ShippingMethod,
    ShippingOption, SignalKind, Store, Timestamp, Tracking, Visitor, api, args, db::Db, shipping::PickUp, testing,
};
use tower::ServiceExt;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::{
    database, on_both,
    product::{Disc, Product},
    world::{RecordingReceiver, World, admin, euro, paid},
};

on_both!(
    three_kinds_ship_in_two_parcels,
    ordinary_items_ship_in_one_parcel,
    a_choice_from_an_older_form_still_counts,
    a_failing_method_does_not_block_the_checkout,
    an_unavailable_choice_is_not_replaced_silently,
    an_unshippable_parcel_is_reported_beside_it,
    a_cancelled_order_keeps_the_choices,
    marking_a_parcel_sent_again_signals_once,
    a_returned_parcel_can_be_sent_again,
    unpaid_parcels_cannot_be_sent,
    a_full_refund_cancels_what_was_not_sent,
    a_refund_of_a_part_cancels_nothing,
    a_refund_of_a_cancelled_order_leaves_its_parcels,
    the_database_refuses_changes_to_paid_parcels,
    ten_concurrent_dispatches_send_once,
);

/// Makes and ships what names it, and nothing else; in the mood that the test sets.
#[derive(Clone, Default)]
pub struct Press {
    mood: Arc<Mutex<Mood>>,
    /// The number of times that it was asked for a quote.
    asked: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, Default)]
pub enum Mood {
    #[default]
    Well,
    Failing,
    Silent,
    WithoutMail,
}

impl Press {
    fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

#[async_trait]
impl ShippingMethod for Press {
    fn id(&self) -> &'static str {
        "press"
    }
    fn takes(&self, item: &ParcelItem) -> bool {
        item.is_for("press")
    }
    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        let mood = *self.mood.lock().unwrap();
        if parcel.value.currency != Currency::EUR || !parcel.items.iter().all(|item| item.is_for("press")) {
            return Ok(Vec::new());
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let (mail, courier) = (ShippingOption::new("Press, mail", euro(250)).id("mail"), euro(900));
        let courier = ShippingOption::new("Press, courier: next day", courier).id("courier: next day");
        match mood {
            Mood::Well => Ok(vec![mail.days(5, 9), courier.days(1, 1)]),
            Mood::WithoutMail => Ok(vec![courier]),
            Mood::Failing => Err(ShippingError::new("the press is on fire")),
            Mood::Silent => std::future::pending().await,
        }
    }
}

const ORDINARY: &str = "by-standard.pick-up";
const PRESSED: &str = "by-press";
const COURIER: &str = "press:courier: next day";

/// A shop with a poster, a book, two discs that a press makes, and a file; and the press.
async fn shop(world: World, receivers: &[RecordingReceiver]) -> (World, Press) {
    world.product("poster").price(euro(2900)).grams(300).insert().await;
    world.product("book").grams(500).insert().await;
    world.product("disc").kind("disc").price(euro(1500)).grams(100).ships_by("press", "PX-disc").insert().await;
    world.product("single").kind("disc").price(euro(500)).grams(100).ships_by("press", "PX-single").insert().await;
    world.product("file").kind("file").price(euro(700)).attempts(3).insert().await;
    let press = Press::default();
    let world = world
        .with(|builder| {
            let builder = builder.ship(press.clone()).ship(PickUp::new("Pick-up in the shop", "DE"));
            receivers.iter().fold(builder, |builder, receiver| builder.receive(receiver.clone()))
        })
        .await;
    (world, press)
}

async fn visitor_with(world: &World, products: &[(&str, &str, u32)]) -> Visitor {
    let visitor = crate::world::visitor();
    for (kind, id, quantity) in products {
        world.store.add_to_basket(&visitor, kind, id, *quantity).await.expect("added");
    }
    visitor
}

const MIXED: &[(&str, &str, u32)] = &[
    ("product", "poster", 2),
    ("disc", "disc", 1),
    ("file", "file", 1),
    ("product", "book", 1),
    ("disc", "single", 1),
];

async fn review(world: &World, visitor: &Visitor, form: CheckoutForm, intent: Intent) -> CheckoutView {
    match world.store.submit_checkout(visitor, form, intent).await.expect("submitted") {
        CheckoutOutcome::Review(view) => *view,
        other => panic!("not to be reviewed: {other:?}"),
    }
}

/// The order of a mixed basket, placed.
async fn placed(world: &World) -> (String, OrderView) {
    let visitor = visitor_with(world, MIXED).await;
    testing::place_order(&world.store, &visitor).await.expect("placed")
}

async fn completed(world: &World) -> OrderView {
    let (attempt, order) = placed(world).await;
    world.store.settle(&attempt, &paid(order.total.amount)).await.expect("settled");
    world.store.order(&order.token).await.expect("an order")
}

fn shown(order: &OrderView) -> Vec<(u32, &str, i64, &str, ShipmentStatus, String)> {
    let parcel = |p: &pannier::ShipmentView| p.contents();
    let all = order.shipments.iter();
    all.map(|p| (p.position, p.method.as_str(), p.price.amount, p.label.as_str(), p.status, parcel(p))).collect()
}

async fn three_kinds_ship_in_two_parcels(world: World) {
    let (world, _) = shop(world, &[]).await;
    let visitor = visitor_with(&world, MIXED).await;
    let view = world.store.checkout(&visitor).await.unwrap();
    let offered: Vec<_> = view
        .parcels
        .iter()
        .map(|p| (p.key.as_str(), p.contents.join(", "), p.choices.iter().map(|c| c.id.as_str()).collect::<Vec<_>>()))
        .collect();
    let expected = [
        (ORDINARY, "2 × The poster, The book".to_owned(), vec!["standard", "pick-up"]),
        (PRESSED, "The disc, The single".to_owned(), vec!["press:mail", COURIER]),
    ];
    assert_eq!(offered, expected);
    assert_eq!(view.form.parcels.len(), 2, "the first of each is chosen: {:?}", view.form.parcels);
    let items = 2 * 2900 + 1000 + 1500 + 500 + 700;
    assert_eq!(view.totals.shipping, Some(euro(490 + 250)));
    assert_eq!(view.totals.total, euro(items + 490 + 250));

    let mut form = world.filled_in(&visitor).await;
    form.parcels = [(ORDINARY, "pick-up"), (PRESSED, COURIER)].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let view = review(&world, &visitor, form, Intent::Update).await;
    assert_eq!(view.totals.total, euro(items + 900));
    let kept = world.store.checkout(&visitor).await.unwrap();
    assert_eq!((&kept.form.parcels, kept.totals.total), (&view.form.parcels, euro(items + 900)));

    let attempt = kept.form.attempt.clone();
    let outcome = world.store.submit_checkout(&visitor, kept.form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    // What is sold now at another price, or shipped by another way, changes nothing that was ordered.
    let sql = "UPDATE products SET amount = 1, ships_by = NULL, title = 'Other' WHERE kind = 'disc'";
    world.db.execute(sql, &[]).await.unwrap();
    world.store.settle(&attempt, &paid(items + 900)).await.unwrap();
    let sql = "SELECT o.token FROM pannier_orders o WHERE status = 'completed'";
    let token: String = world.db.fetch_optional(sql, &[]).await.unwrap().unwrap().get("token").unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.total, order.shipping_total), (euro(items + 900), euro(900)));
    let expected = [
        (1, "pick-up", 0, "Pick-up in the shop", ShipmentStatus::Pending, "2 × The poster, The book".to_owned()),
        (2, "press", 900, "Press, courier: next day", ShipmentStatus::Pending, "The disc, The single".to_owned()),
    ];
    assert_eq!(shown(&order), expected);
    assert!(order.shipments[0].pick_up && !order.shipments[1].pick_up && !order.is_picked_up());
    let pressed = &world.admin().shipments(order.number).await.unwrap()[1];
    let products: Vec<_> = pressed.lines.iter().map(|line| line.supplier_sku.as_deref()).collect();
    assert_eq!((products, pressed.choice.as_str()), (vec![Some("PX-disc"), Some("PX-single")], COURIER));
    assert_eq!((pressed.to.city.as_str(), pressed.to.country.as_str()), ("Berlin", "DE"));
    assert_eq!(pressed.email, "ada@example.com");
}

async fn ordinary_items_ship_in_one_parcel(world: World) {
    let (world, _) = shop(world, &[]).await;
    let visitor = visitor_with(&world, &[("product", "poster", 1), ("file", "file", 1), ("product", "book", 1)]).await;
    let form = CheckoutForm { shipping: "pick-up".into(), ..world.filled_in(&visitor).await };
    assert!(!world.store.checkout(&visitor).await.unwrap().is_picked_up());
    let view = review(&world, &visitor, form, Intent::Update).await;
    assert_eq!((view.parcels.len(), view.form.shipping.as_str()), (1, "pick-up"));
    assert!(view.is_picked_up());
    let prices =
        view.parcels[0].choices.iter().map(|choice| choice.price_label(&world.store.texts(pannier::Language::GERMAN)));
    assert_eq!(prices.collect::<Vec<_>>(), ["4,90\u{a0}€", "Kostenlos"]);
    assert!(view.form.parcels.is_empty(), "{:?}", view.form.parcels);
    let pay = CheckoutForm { total: "4600 EUR".into(), ..view.form };
    let outcome = world.store.submit_checkout(&visitor, pay, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_shipments", &[]).await, 1);
    let sql = "SELECT token FROM pannier_orders WHERE number IS NOT NULL";
    let token: String = world.db.fetch_optional(sql, &[]).await.unwrap().unwrap().get("token").unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert!(order.is_picked_up() && !order.address.is_empty());
    let sql = "SELECT COUNT(*) AS n FROM pannier_order_lines WHERE shipment_id IS NULL";
    assert_eq!(world.number(sql, &[]).await, 1, "the file is in no parcel");
}

/// One that was kept by a version without parcels, or while there was one parcel.
async fn a_choice_from_an_older_form_still_counts(world: World) {
    let (world, _) = shop(world, &[]).await;
    let visitor = visitor_with(&world, &[("product", "poster", 1)]).await;
    let sql = "UPDATE pannier_orders SET shipping = 'pick-up', parcel_choices = '' WHERE id = $1";
    world.db.execute(sql, args![visitor.order_id().await.unwrap().unwrap()]).await.unwrap();
    let one = world.store.validated_checkout(&visitor).await.unwrap();
    assert_eq!(one.parcels[0].chosen, "pick-up");
    world.store.add_to_basket(&visitor, "disc", "disc", 1).await.unwrap();
    let two = world.store.validated_checkout(&visitor).await.unwrap();
    let chosen: Vec<_> = two.parcels.iter().map(|parcel| parcel.chosen.as_str()).collect();
    assert_eq!(chosen, ["pick-up", "press:mail"]);
    assert!(two.errors.iter().all(|error| error.field != Field::Shipping), "{:?}", two.errors);
    assert_eq!(two.form.shipping, "");

    // The other way round, the choice of the parcel that is left stays.
    review(&world, &visitor, two.form, Intent::Update).await;
    world.store.remove_from_basket(&visitor, "disc", "disc").await.unwrap();
    let one = world.store.validated_checkout(&visitor).await.unwrap();
    assert_eq!((one.form.shipping.as_str(), one.form.parcels.len()), ("pick-up", 0));
    // What was kept is no JSON at all: as if nothing had been.
    let sql = "UPDATE pannier_orders SET shipping = '', parcel_choices = 'standard' WHERE id = $1";
    world.db.execute(sql, args![visitor.order_id().await.unwrap().unwrap()]).await.unwrap();
    assert_eq!(world.store.validated_checkout(&visitor).await.unwrap().parcels[0].chosen, "standard");
}

async fn a_failing_method_does_not_block_the_checkout(world: World) {
    let (world, press) = shop(world, &[]).await;
    let visitor = visitor_with(&world, MIXED).await;
    for mood in [Mood::Failing, Mood::Silent] {
        press.be(mood);
        let (asked, before) = (press.asked.load(Ordering::Relaxed), Instant::now());
        let view = world.store.validated_checkout(&visitor).await.unwrap();
        assert!(before.elapsed() < Duration::from_secs(10), "{:?}", before.elapsed());
        assert_eq!(press.asked.load(Ordering::Relaxed) - asked, 1, "each waits for it");
        assert_eq!(view.parcels[0].choices.len(), 2, "the others stay usable");
        assert!(view.parcels[1].choices.is_empty() && view.parcels[1].chosen.is_empty());
        assert_eq!((view.parcels[0].unanswered, view.parcels[1].unanswered), (false, true));
        assert_eq!((view.totals.shipping, view.totals.total), (None, euro(9500 + 490)));
        let errors: Vec<_> = view.errors.iter().filter(|error| error.field == Field::Shipping).collect();
        assert_eq!(errors.len(), 1, "{:?}", view.errors);
        assert_eq!(errors[0].element_id(), "parcel-by-press");
        let message = &errors[0].message;
        assert!(message.contains("The disc, The single") && message.contains("try again"), "{message}");
    }
    let view = review(&world, &visitor, world.filled_in(&visitor).await, Intent::Pay).await;
    assert_eq!(view.errors.len(), 1, "{:?}", view.errors);
    assert_eq!(world.gateway.starts(), 0);
    press.be(Mood::Well);
    assert!(matches!(world.pay(&visitor).await, Ok(CheckoutOutcome::Redirect(_))));
}

async fn an_unavailable_choice_is_not_replaced_silently(world: World) {
    let (world, press) = shop(world, &[]).await;
    let visitor = visitor_with(&world, MIXED).await;
    let form = world.filled_in(&visitor).await;
    press.be(Mood::WithoutMail);
    // Even if the total had come out the same.
    let total = world.store.checkout(&visitor).await.unwrap().form.total;
    let view = review(&world, &visitor, CheckoutForm { total, ..form }, Intent::Pay).await;
    let errors: Vec<_> = view.errors.iter().map(|error| (error.field, error.parcel.as_deref())).collect();
    assert_eq!(errors, [(Field::Shipping, Some(PRESSED))]);
    assert_eq!(view.parcels[1].chosen, COURIER);
    assert_eq!(world.gateway.starts(), 0);
    // Seen, and confirmed.
    let outcome = world.store.submit_checkout(&visitor, view.form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");

    let one = visitor_with(&world, &[("product", "poster", 1)]).await;
    let form = CheckoutForm { shipping: "bicycle".into(), ..world.filled_in(&one).await };
    let view = review(&world, &one, form, Intent::Pay).await;
    assert_eq!((view.errors[0].field, view.errors[0].element_id().as_str()), (Field::Shipping, "shipping"));
}

async fn an_unshippable_parcel_is_reported_beside_it(world: World) {
    let (world, _) = shop(world, &[]).await;
    let visitor = visitor_with(&world, MIXED).await;
    let mut form = world.filled_in(&visitor).await;
    form.shipping_address.country = "FR".into();
    // The press ships to France, the shop does not.
    let view = review(&world, &visitor, form.clone(), Intent::Pay).await;
    let places: Vec<_> = view.errors.iter().map(|error| error.element_id()).collect();
    assert_eq!(places, [format!("parcel-{ORDINARY}")]);
    let message = &view.errors[0].message;
    assert!(message.starts_with("We can't ship ") && message.contains(" to this country"), "{message}");
    let poster = visitor_with(&world, &[("product", "poster", 1)]).await;
    let view = review(&world, &poster, form, Intent::Pay).await;
    let fields: Vec<_> = view.errors.iter().map(|error| error.field).collect();
    assert_eq!(fields, [Field::ShippingAddress(AddressField::Country)]);
}

async fn a_cancelled_order_keeps_the_choices(world: World) {
    let (world, _) = shop(world, &[]).await;
    let visitor = visitor_with(&world, MIXED).await;
    let mut form = world.filled_in(&visitor).await;
    form.parcels.insert(PRESSED.to_owned(), COURIER.to_owned());
    let view = review(&world, &visitor, form, Intent::Update).await;
    let form = CheckoutForm { total: format!("{} EUR", view.totals.total.amount), ..view.form };
    world.store.submit_checkout(&visitor, form.clone(), Intent::Pay).await.unwrap();
    world.store.settle(&form.attempt, &pannier::PaymentState::Cancelled).await.unwrap();
    let again = world.store.checkout(&visitor).await.unwrap();
    assert_eq!(again.form.parcels, form.parcels);
    assert!(matches!(world.pay(&visitor).await, Ok(CheckoutOutcome::Redirect(_))));
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_shipments", &[]).await, 4, "two of each order");
}

async fn marking_a_parcel_sent_again_signals_once(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let (world, _) = shop(world, std::slice::from_ref(&receiver)).await;
    let order = completed(&world).await;
    let [ordinary, pressed] = order.shipments.as_slice() else { panic!("{:?}", order.shipments) };
    assert_eq!(world.admin().shipments_with_status(ShipmentStatus::Pending, 50).await.unwrap().len(), 2);
    let dhl = Tracking::default().carrier("DHL").number("0034");
    for _ in 0..3 {
        world.admin().mark_sent(&ordinary.id, dhl.clone()).await.unwrap();
        testing::run_outbox(&world.store).await.unwrap();
    }
    assert_eq!(receiver.count(SignalKind::Fulfilled), 1);
    let sql = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'fulfilled' AND subject = $1";
    assert_eq!(world.number(sql, args![&ordinary.id]).await, 1);
    // News of the tracking is kept, what was known of it stays.
    let url = "https://carrier.example/0034";
    world.admin().mark_sent(&ordinary.id, Tracking::default().url(url)).await.unwrap();
    let now = world.store.order(&order.token).await.unwrap();
    assert_eq!(now.shipments[0].tracking, dhl.url(url));
    assert_eq!((now.shipments[0].status, now.shipments[1].status), (ShipmentStatus::Sent, ShipmentStatus::Pending));
    assert_eq!(now.status, OrderStatus::Completed);

    let error = world.admin().mark_delivered(&pressed.id).await.unwrap_err();
    let (from, to) = (ShipmentStatus::Pending, ShipmentStatus::Delivered);
    assert!(matches!(error, FulfilmentError::InvalidTransition { from: f, to: t } if (f, t) == (from, to)), "{error}");
    for _ in 0..2 {
        world.admin().mark_delivered(&ordinary.id).await.unwrap();
    }
    let error = world.admin().mark_sent(&ordinary.id, Tracking::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "a shipment that is delivered cannot become sent");
    assert!(world.admin().mark_failed(&ordinary.id, "").await.is_err());
    world.admin().mark_sent(&pressed.id, Tracking::default()).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::Fulfilled), 2, "one for each parcel");
    assert!(world.admin().undelivered().await.unwrap().is_empty());
    let unknown = world.admin().mark_sent("no-such-parcel", Tracking::default()).await.unwrap_err();
    assert!(matches!(unknown, FulfilmentError::UnknownShipment), "{unknown}");
}

async fn a_returned_parcel_can_be_sent_again(world: World) {
    let (world, _) = shop(world, &[]).await;
    let order = completed(&world).await;
    let id = &order.shipments[1].id;
    world.admin().set_shipment_reference(id, "572259").await.unwrap();
    world.admin().mark_failed(id, "out of ink").await.unwrap();
    let failed = &world.admin().shipments(order.number).await.unwrap()[1];
    assert_eq!((failed.status, failed.note.as_deref()), (ShipmentStatus::Failed, Some("out of ink")));
    assert_eq!(failed.reference.as_deref(), Some("572259"));
    world.admin().mark_pending(id).await.unwrap();
    world.admin().mark_pending(id).await.unwrap();
    assert_eq!(world.admin().shipments(order.number).await.unwrap()[1].reference, None, "it can be ordered again");
    for number in ["1", "2"] {
        world.admin().mark_sent(id, Tracking::default().number(number)).await.unwrap();
        world.admin().mark_failed(id, "came back").await.unwrap();
        let english = world.store.texts(pannier::Language::ENGLISH);
        assert_eq!(world.store.order(&order.token).await.unwrap().shipments[1].message(&english), "Delayed");
    }
    world.admin().mark_sent(id, Tracking::default().number("3")).await.unwrap();
    assert!(world.admin().mark_pending(id).await.is_err(), "it is on its way");
    world.admin().mark_delivered(id).await.unwrap();
    let order = world.store.order(&order.token).await.unwrap();
    assert_eq!(order.shipments[1].tracking, Tracking::default().number("3"));
    let sql = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'fulfilled'";
    assert_eq!(world.number(sql, &[]).await, 1, "one mail to the shopper");
}

async fn a_full_refund_cancels_what_was_not_sent(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let (world, _) = shop(world, std::slice::from_ref(&receiver)).await;
    let (sent, failed) = (completed(&world).await, completed(&world).await);
    world.admin().mark_sent(&sent.shipments[0].id, Tracking::default()).await.unwrap();
    world.admin().mark_failed(&failed.shipments[0].id, "torn").await.unwrap();
    world.admin().refund(sent.number, Some(euro(100))).await.unwrap();
    world.admin().refund(sent.number, None).await.unwrap();
    world.admin().record_manual_refund(failed.number, None).await.unwrap();

    let status = async |order: &OrderView| {
        let shipments = world.store.order(&order.token).await.unwrap().shipments;
        shipments.iter().map(|shipment| shipment.status).collect::<Vec<_>>()
    };
    assert_eq!(status(&sent).await, [ShipmentStatus::Sent, ShipmentStatus::Cancelled]);
    assert_eq!(status(&failed).await, [ShipmentStatus::Cancelled, ShipmentStatus::Cancelled]);
    assert!(world.admin().shipments_with_status(ShipmentStatus::Pending, 50).await.unwrap().is_empty());
    let cancelled = &world.store.order(&sent.token).await.unwrap().shipments[1];
    for (language, message) in [(pannier::Language::ENGLISH, "Cancelled"), (pannier::Language::GERMAN, "Storniert")] {
        assert_eq!(cancelled.message(&world.store.texts(language)), message);
    }
    let (admin, id) = (world.admin(), &cancelled.id);
    let refused = [
        admin.begin_shipment(id).await.map(drop),
        admin.mark_sent(id, Tracking::default()).await,
        admin.mark_delivered(id).await,
        admin.mark_failed(id, "").await,
        admin.mark_pending(id).await,
    ];
    for outcome in refused {
        let error = outcome.unwrap_err().to_string();
        assert!(error.starts_with("a shipment that is cancelled cannot become"), "{error}");
    }
    let sql = "UPDATE pannier_shipments SET requested_at = 1 WHERE id = $1";
    assert!(world.db.execute(sql, args![id]).await.is_err(), "nor does the database allow it");
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::Fulfilled), 1);
    // What was sent is delivered, refund or not, and what comes back is not sent again.
    admin.mark_failed(&sent.shipments[0].id, "came back").await.unwrap();
    admin.mark_pending(&sent.shipments[0].id).await.unwrap();
    assert_eq!(status(&sent).await, [ShipmentStatus::Cancelled, ShipmentStatus::Cancelled]);
}

async fn a_refund_of_a_part_cancels_nothing(world: World) {
    let (world, _) = shop(world, &[]).await;
    let order = completed(&world).await;
    world.admin().refund(order.number, Some(euro(order.total.amount - 1))).await.unwrap();
    assert_eq!(world.admin().shipments_with_status(ShipmentStatus::Pending, 50).await.unwrap().len(), 2);
    assert!(world.admin().begin_shipment(&order.shipments[0].id).await.unwrap());
}

async fn a_refund_of_a_cancelled_order_leaves_its_parcels(world: World) {
    let (world, _) = shop(world, &[]).await;
    let (attempt, order) = placed(&world).await;
    world.store.settle(&attempt, &pannier::PaymentState::Cancelled).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::reconcile(&world.store).await;
    let order = world.store.order(&order.token).await.unwrap();
    assert_eq!((order.status, order.refunded), (OrderStatus::Cancelled, Some(order.total)));
    assert!(order.shipments.iter().all(|shipment| shipment.status == ShipmentStatus::Pending));
}

async fn unpaid_parcels_cannot_be_sent(world: World) {
    let (world, _) = shop(world, &[]).await;
    let (attempt, order) = placed(&world).await;
    let id = &order.shipments[0].id;
    for state in [None, Some(pannier::PaymentState::Cancelled)] {
        if let Some(state) = state {
            world.store.settle(&attempt, &state).await.unwrap();
        }
        let sent = world.admin().mark_sent(id, Tracking::default()).await.unwrap_err();
        assert!(matches!(sent, FulfilmentError::NotPaid(_)), "{sent}");
        assert!(world.admin().mark_failed(id, "").await.is_err());
        assert!(world.admin().shipments_with_status(ShipmentStatus::Pending, 50).await.unwrap().is_empty());
    }
    let sql = "SELECT COUNT(*) AS n FROM pannier_shipments WHERE status <> 'pending' OR sent_at IS NOT NULL";
    assert_eq!(world.number(sql, &[]).await, 0);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'fulfilled'", &[]).await, 0);
}

async fn the_database_refuses_changes_to_paid_parcels(world: World) {
    let (world, _) = shop(world, &[]).await;
    let (_, pending) = placed(&world).await;
    let order = completed(&world).await;
    let refused = async |sql: &str, id: &str| {
        let done = world.db.execute(sql, args![id]).await;
        assert!(done.is_err(), "{sql}: {done:?}");
    };
    for order in [&pending, &order] {
        let id = &order.shipments[0].id;
        for set in [
            "amount = 1",
            "currency = 'USD'",
            "label = 'x'",
            "service = 'x'",
            "delivery_time = 'x'",
            "method = 'x'",
            "choice = 'x'",
            "position = 7",
            "order_id = 'x'",
            "created_at = 1",
            "id = 'x'",
            "status = 'delivered'",
            "status = 'lost'",
        ] {
            refused(&format!("UPDATE pannier_shipments SET {set} WHERE id = $1"), id).await;
        }
        refused("DELETE FROM pannier_shipments WHERE id = $1", id).await;
        let more = "INSERT INTO pannier_shipments (id, order_id, position, method, choice, label, amount, currency, created_at, \
                    updated_at) SELECT 'more', order_id, 9, 'x', 'x', 'x', 0, 'EUR', 1, 1 FROM pannier_shipments WHERE id = $1";
        refused(more, id).await;
        let sql = "UPDATE pannier_order_lines SET shipment_id = NULL WHERE shipment_id = $1";
        refused(sql, id).await;
        refused("UPDATE pannier_orders SET parcel_choices = '{}' WHERE token = $1", &order.token).await;
    }
    refused("UPDATE pannier_shipments SET status = 'sent', sent_at = 1 WHERE id = $1", &pending.shipments[0].id).await;
    refused("UPDATE pannier_shipments SET status = 'sent' WHERE id = $1", &order.shipments[0].id).await;
    // Every pair of statuses, on a parcel of its own that has come so far by the regular way.
    for from in ShipmentStatus::ALL {
        for to in ShipmentStatus::ALL.into_iter().filter(|to| *to != from) {
            let order = completed(&world).await;
            let id = &order.shipments[0].id;
            match from {
                ShipmentStatus::Pending => {}
                ShipmentStatus::Failed => world.admin().mark_failed(id, "").await.unwrap(),
                ShipmentStatus::Cancelled => world.admin().refund(order.number, None).await.map(drop).unwrap(),
                sent => {
                    world.admin().mark_sent(id, Tracking::default()).await.unwrap();
                    if sent == ShipmentStatus::Delivered {
                        world.admin().mark_delivered(id).await.unwrap();
                    }
                }
            }
            let sql = "UPDATE pannier_shipments SET status = $2, sent_at = COALESCE(sent_at, 1) WHERE id = $1";
            let done = world.db.execute(sql, args![id, to.as_str()]).await;
            // One that is cancelled changes again only if its refund fails.
            let may = from.can_become(to) && from != ShipmentStatus::Cancelled;
            assert_eq!(done.is_ok(), may, "{from} -> {to}: {done:?}");
            if from == ShipmentStatus::Sent {
                refused("UPDATE pannier_shipments SET sent_at = 1 WHERE id = $1", id).await;
            }
        }
    }
    // An order whose shipments do not add up is not placed.
    let visitor = visitor_with(&world, &[("product", "poster", 1)]).await;
    let id = visitor.order_id().await.unwrap().unwrap();
    let mut tx = world.db.begin().await.unwrap();
    let line = "UPDATE pannier_order_lines SET title = 'x', unit_amount = 1, reserved = 0 WHERE order_id = $1";
    tx.execute(line, args![&id]).await.unwrap();
    let sql = "UPDATE pannier_orders SET status = 'pending', number = 1, items_amount = 1, shipping_amount = 5, \
               total_amount = 6, ships = 1, placed_at = 1 WHERE id = $1";
    let placed = tx.execute(sql, args![&id]).await.unwrap_err();
    assert!(placed.to_string().contains("the shipments do not add up"), "{placed}");
}

async fn ten_concurrent_dispatches_send_once(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let (world, _) = shop(world, std::slice::from_ref(&receiver)).await;
    let order = completed(&world).await;
    let mut sending = tokio::task::JoinSet::new();
    for n in 0..10 {
        let (store, id) = (world.store.clone(), order.shipments[0].id.clone());
        sending.spawn(async move { admin(&store).mark_sent(&id, Tracking::default().number(format!("{n}"))).await });
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap().unwrap();
    }
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::Fulfilled), 1);
}

/// What a browser without JavaScript posts: brackets in the names, encoded or not.
#[tokio::test]
async fn a_form_carries_a_choice_for_each_parcel() {
    const ORIGIN: &str = "https://quarto.example";
    let world = World::on_sqlite().await;
    let (world, _) = shop(world, &[]).await;
    let settings = Settings::new(ORIGIN, "a secret that only tests have to know");
    let store = Store::builder(world.db.clone(), settings)
        .sell::<Product>()
        .sell::<Disc>()
        .ship(PickUp::new("Pick-up", "DE"))
        .ship(Press::default())
        .build()
        .await
        .unwrap();
    let provide = {
        let store = store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    let app = Router::new().route("/pannier/{*function}", functions);
    let app = store.with_security(app.layer(SessionManagerLayer::new(MemoryStore::default()).with_name("sid")));
    let cookie = Mutex::new(String::new());
    let ask = async |path: &str, body: &str| {
        let request =
            Request::post(path).header(header::ORIGIN, ORIGIN).header(header::COOKIE, &*cookie.lock().unwrap());
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = app.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            *cookie.lock().unwrap() = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    ask(api::ADD_TO_BASKET_PATH, "kind=product&id=poster").await;
    ask(api::ADD_TO_BASKET_PATH, "kind=disc&id=disc").await;
    for body in [
        "intent=update&parcels%5Bby-pick-up%5D=pick-up&parcels%5Bby-press%5D=press%3Acourier%3A+next+day",
        "intent=update&parcels[by-press]=press%3Acourier%3A+next+day&parcels[by-pick-up]=pick-up&email=ada",
        // Of an unknown parcel, which does no harm.
        "intent=update&parcels%5B%5D=x&parcels%5B1%5D=x&parcels%5Bby-press%5D=press%3Acourier%3A+next+day",
        "intent=update&shipping=press%3Acourier%3A+next+day",
    ] {
        let (status, answer) = ask("/pannier/checkout", body).await;
        if body.contains("%5B%5D") && !status.is_success() {
            continue;
        }
        assert!(status.is_success(), "{body}: {status} {answer}");
        let outcome: CheckoutOutcome = serde_json::from_str(&answer).unwrap();
        let CheckoutOutcome::Review(view) = outcome else { panic!("{outcome:?}") };
        let chosen: Vec<_> = view.parcels.iter().map(|parcel| parcel.chosen.as_str()).collect();
        assert_eq!(chosen, ["pick-up", COURIER], "{body}");
    }
}

/// Orders of before there were parcels, in both databases.
#[tokio::test]
async fn migration_3_gives_old_orders_one_parcel() {
    const FIRST: &str = include_str!("../../migrations/0001_tables.sql");
    const SECOND: &str = include_str!("../../migrations/0002_money.sql");
    for (url, guards) in [
        (database::empty_sqlite().await, include_str!("../../migrations/sqlite/0001_guards.sql")),
        (database::empty_postgres().await, include_str!("../../migrations/postgres/0001_guards.sql")),
    ] {
        let db = Db::connect(&url).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        for script in [FIRST, guards, SECOND] {
            tx.execute_batch(script).await.unwrap();
        }
        tx.execute_batch(
            "CREATE TABLE pannier_migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL); \
             INSERT INTO pannier_migrations (version, applied_at) VALUES (1, 1), (2, 1);",
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        for (n, shipping, label) in
            [(1_i64, "tracked:air", Some("Tracked")), (2, "standard", Some("Standard")), (3, "", None)]
        {
            let id = format!("order-{n}");
            let sql =
                "INSERT INTO pannier_orders (id, token, shipping, created_at, updated_at) VALUES ($1, $1, $2, 1, 1)";
            db.execute(sql, args![&id, shipping]).await.unwrap();
            let sql = "INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at, title, \
                       unit_amount, reserved) VALUES ($1, 'product', 'book', 2, 500, 1, 'The book', 500, 0)";
            db.execute(sql, args![&id]).await.unwrap();
            let cost = if label.is_some() { 490 } else { 0_i64 };
            let sql = "UPDATE pannier_orders SET number = $2, currency = 'EUR', items_amount = 1000, shipping_amount = $3, \
                       total_amount = 1000 + $3, ships = $4, shipping_label = $5, placed_at = $6, status = 'pending' WHERE id = $1";
            db.execute(sql, args![&id, n, cost, i64::from(label.is_some()), label, Timestamp::now()]).await.unwrap();
            db.execute("UPDATE pannier_orders SET status = 'completed' WHERE id = $1", args![&id]).await.unwrap();
        }
        let basket = "INSERT INTO pannier_orders (id, token, shipping, created_at, updated_at) VALUES ('b', 'b', 'standard', 1, 1)";
        db.execute(basket, &[]).await.unwrap();

        let settings = Settings::new("https://shop.example", "a secret that only tests have to know");
        let store = Store::builder(db, settings).sell::<Product>().build().await.unwrap();
        let order = store.order("order-1").await.unwrap();
        assert_eq!(shown(&order), [(1, "tracked", 490, "Tracked", ShipmentStatus::Pending, String::new())]);
        assert_eq!((order.shipping.as_deref(), order.total), (Some("Tracked"), Money::new(1490, Currency::EUR)));
        assert_eq!(store.order("order-2").await.unwrap().shipments[0].method, "standard");
        assert_eq!(admin(&store).shipments(1).await.unwrap()[0].service, "Tracked");
        assert!(store.order("order-3").await.unwrap().shipments.is_empty());
        admin(&store).mark_sent(&order.shipments[0].id, Tracking::default().carrier("DHL")).await.unwrap();
        let sent = store.order("order-1").await.unwrap();
        assert_eq!((sent.shipments[0].status, sent.lines.len()), (ShipmentStatus::Sent, 1));
    }
}
