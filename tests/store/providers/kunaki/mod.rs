//! Kunaki: quotes for discs, and orders that are sent once.

use pannier::{
    Address, AddressField, CheckoutForm, CheckoutOutcome, Correction, Currency, DeliveryState, Field, Grams, Intent,
    Money, OrderQuery, OrderView, Parcel, ParcelItem, RefundItems, RefundState, RefundStatus, ShipmentStatus,
    ShippingMethod, ShipsBy, SignalDelivery, SignalKind, Tracking, Visitor,
    shipping::{Kunaki, KunakiMode},
    testing,
};

use crate::{
    on_both,
    service::free_address,
    webhook::{about, post},
    world::{World, days, euro, minutes, paid},
};

mod fake;

use fake::{Mood, PASSWORD, USER, tag};

on_both!(
    discs_are_quoted_ordered_and_tracked,
    a_corrected_order_is_made_for_its_new_address,
    an_order_without_an_answer_is_never_sent_twice,
    an_order_that_never_arrived_is_sent_again,
    a_refused_order_waits_for_a_manual_retry,
    discs_that_cannot_be_quoted_leave_the_other_parcel_alone,
    discs_without_tracking_are_sent_without_a_number,
    an_order_that_kunaki_cancels_needs_attention_until_it_is_ordered_again,
    an_order_that_kunaki_does_not_ship_is_signalled_once,
    an_order_that_kunaki_does_not_know_fails,
    a_test_order_is_not_polled,
    a_refunded_order_is_not_ordered,
    refunded_discs_are_not_ordered,
    an_order_that_was_ordered_before_its_refund_is_followed,
    an_aborted_order_is_not_ordered_after_its_refund,
    an_order_on_hold_is_ordered_once_it_is_released,
    an_order_whose_refund_fails_is_ordered_after_all,
    every_order_has_a_city,
    the_service_is_kunakis_own_in_every_language,
);

/// Ninety-two cents for a dollar.
fn kunaki(url: &str) -> Kunaki {
    Kunaki::new(USER, PASSWORD).mode(KunakiMode::Live).rate(Currency::EUR, "0.92").expect("a rate").at(url)
}

/// A shop with a poster, and two discs that Kunaki makes.
async fn shop(world: World, kunaki: &Kunaki) -> World {
    world.product("poster").price(euro(2900)).grams(300).insert().await;
    for disc in ["disc", "single"] {
        let id = format!("PX-{disc}");
        world.product(disc).kind("disc").price(euro(1500)).grams(100).ships_by("kunaki", &id).insert().await;
    }
    world.with(|builder| builder.ship(kunaki.clone()).receive(kunaki.clone())).await
}

async fn visitor(world: &World) -> Visitor {
    let visitor = crate::world::visitor();
    for (kind, id, quantity) in [("product", "poster", 1), ("disc", "disc", 2), ("disc", "single", 1)] {
        world.store.add_to_basket(&visitor, kind, id, quantity).await.expect("added");
    }
    visitor
}

/// An order of a poster and three discs, paid and handed over as far as it goes.
async fn completed(world: &World) -> OrderView {
    let visitor = visitor(world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.expect("placed");
    world.store.settle(&attempt, &paid(order.total.amount)).await.expect("settled");
    testing::run_outbox(&world.store).await.expect("delivered");
    world.store.order(&order.token).await.expect("an order")
}

fn waits(delivery: &SignalDelivery) -> bool {
    matches!(delivery.state, DeliveryState::Waiting { .. })
}

/// Has Kunaki's receiver go on now, as a person does.
async fn again(world: &World) {
    for delivery in world.admin().undelivered().await.unwrap() {
        world.admin().retry(&delivery.signal_id).await.unwrap();
    }
    testing::run_outbox(&world.store).await.unwrap();
}

async fn discs_are_quoted_ordered_and_tracked(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let view = world.store.checkout(&visitor(&world).await).await.unwrap();
    let choices: Vec<_> = view.parcels[1].choices.iter().map(|c| (c.id.as_str(), c.label.as_str(), c.price)).collect();
    let priority = "USPS Priority Mail International";
    let expected = [
        ("kunaki:usps-air-mail", "USPS Air Mail", euro(391)),
        ("kunaki:usps-priority-mail-international", priority, euro(2714)),
    ];
    assert_eq!(choices, expected);
    assert_eq!(view.parcels[1].choices[0].delivery_time.as_deref(), Some("6 to 10 working days"));
    assert_eq!(view.totals.shipping, Some(euro(490 + 391)));
    assert_eq!(fake.quotes(), 1);

    let order = completed(&world).await;
    assert_eq!(fake.quotes(), 2, "the same discs are quoted once for an address, however often it is looked at");
    let [request] = &fake.orders()[..] else { panic!("{:?}", fake.orders()) };
    for (field, value) in [
        ("Mode", "LIVE"),
        ("Name", "Ada Example"),
        ("City", "Berlin"),
        ("Country", "Germany"),
        ("ShippingDescription", "USPS Air Mail"),
    ] {
        assert_eq!(tag(request, field), Some(value), "{request}");
    }
    assert!(request.contains("<ProductId>PX-disc</ProductId><Quantity>2</Quantity>"), "{request}");
    assert!(!request.contains("poster"), "{request}");
    let parcel = &world.admin().shipments(order.number).await.unwrap()[1];
    assert_eq!((parcel.reference.as_deref(), parcel.status), (Some("700001"), ShipmentStatus::Pending));
    let waiting = world.admin().undelivered().await.unwrap();
    assert!(waiting.len() == 1 && waits(&waiting[0]) && waiting[0].attempts == 0, "{waiting:?}");
    again(&world).await;
    assert_eq!(fake.orders().len(), 1, "asked again how it stands, and not to send again");

    fake.ships("USPS", "LZ0012345US");
    again(&world).await;
    let parcels = world.store.order(&order.token).await.unwrap().shipments;
    assert_eq!((parcels[0].status, parcels[1].status), (ShipmentStatus::Pending, ShipmentStatus::Sent));
    assert_eq!(parcels[1].tracking, Tracking::default().carrier("USPS").number("LZ0012345US"));
    assert!(world.admin().undelivered().await.unwrap().is_empty(), "there is nothing more to follow");
    let sql = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = $1";
    assert_eq!(world.number(sql, pannier::args![SignalKind::Fulfilled.as_str()]).await, 1);
}

async fn a_corrected_order_is_made_for_its_new_address(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor(&world).await).await.expect("placed");
    let correct = async |street: &str| {
        let correction = Correction::default().address(AddressField::Line1, street);
        world.admin().correct(order.number, correction.address(AddressField::Name, "Ada Lovelace")).await.unwrap();
    };
    correct("Example Street 2").await;
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let [request] = &fake.orders()[..] else { panic!("{:?}", fake.orders()) };
    assert_eq!((tag(request, "Name"), tag(request, "Address1")), (Some("Ada Lovelace"), Some("Example Street 2")));

    // Kunaki has it: only the poster can still go elsewhere.
    correct("Example Street 3").await;
    let shipments = world.admin().shipments(order.number).await.unwrap();
    let streets: Vec<_> = shipments.iter().map(|shipment| shipment.to.line1.as_str()).collect();
    assert_eq!(streets, ["Example Street 3", "Example Street 2"]);
    again(&world).await;
    assert_eq!(fake.orders().len(), 1);
}

async fn an_order_without_an_answer_is_never_sent_twice(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    fake.be(Mood::LosesAnswers);
    let order = completed(&world).await;
    assert_eq!(fake.orders().len(), 1, "Kunaki has it");
    let delivery = world.admin().undelivered().await.unwrap().remove(0);
    let error = delivery.error.unwrap_or_default();
    assert_eq!(delivery.state, DeliveryState::Failed, "no machine sends it again");
    let hint = format!("pannier shipment set-reference {} 2", order.number);
    assert!(error.contains(&hint) && error.contains("pannier shipment reorder"), "{error}");
    fake.be(Mood::Well);
    again(&world).await;
    assert_eq!(fake.orders().len(), 1, "not even a retry sends it again");

    let parcel = world.admin().shipments(order.number).await.unwrap().remove(1);
    world.admin().set_shipment_reference(&parcel.id, "700001").await.unwrap();
    fake.ships("USPS", "LZ1");
    again(&world).await;
    assert_eq!(world.admin().shipments(order.number).await.unwrap()[1].status, ShipmentStatus::Sent);
    assert!(
        world.admin().abort_shipment(&parcel.id).await.is_err(),
        "a shipment with a reference must not be released"
    );
    assert_eq!(fake.orders().len(), 1);

    // The other answer of a person: Kunaki does not have it.
    fake.be(Mood::LosesAnswers);
    let order = completed(&world).await;
    fake.be(Mood::Well);
    let parcel = world.admin().shipments(order.number).await.unwrap().remove(1);
    world.admin().abort_shipment(&parcel.id).await.unwrap();
    again(&world).await;
    assert_eq!(fake.orders().len(), 3);
    assert_eq!(world.admin().shipments(order.number).await.unwrap()[1].status, ShipmentStatus::Sent);
}

async fn an_order_that_never_arrived_is_sent_again(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let closed = free_address();
    let (good, dead) = (kunaki(&url), kunaki(&format!("http://{closed}/")));
    // Quotes come, and then nobody is there any more.
    let world = shop(world, &good).await;
    let visitor = visitor(&world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    let world = world.with(|builder| builder.ship(dead.clone()).receive(dead)).await;
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let delivery = world.admin().undelivered().await.unwrap().remove(0);
    assert!(waits(&delivery), "{delivery:?}");
    assert!(delivery.error.unwrap_or_default().contains("cannot be reached"));

    let world = world.with(|builder| builder.ship(good.clone()).receive(good)).await;
    again(&world).await;
    assert_eq!(fake.orders().len(), 1);
}

async fn a_refused_order_waits_for_a_manual_retry(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let visitor = visitor(&world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    let locked_out = Kunaki::new(USER, "an old password").rate(Currency::EUR, "0.92").unwrap().at(&url);
    let world = world.with(|builder| builder.ship(locked_out.clone()).receive(locked_out)).await;
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let delivery = world.admin().undelivered().await.unwrap().remove(0);
    assert_eq!(delivery.state, DeliveryState::Failed);
    let error = delivery.error.unwrap_or_default();
    assert!(error.contains("Invalid login") && !error.contains("an old password"), "{error}");

    let right = kunaki(&url);
    let world = world.with(|builder| builder.ship(right.clone()).receive(right)).await;
    again(&world).await;
    assert_eq!(fake.orders().len(), 1);
}

async fn discs_that_cannot_be_quoted_leave_the_other_parcel_alone(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    for mood in [Mood::Unavailable, Mood::Slow] {
        fake.be(mood);
        let view = world.store.validated_checkout(&visitor(&world).await).await.unwrap();
        assert_eq!((view.parcels[0].choices.len(), view.parcels[1].choices.len()), (1, 0));
        let beside = [Field::Shipping, Field::ShippingAddress(AddressField::Country)];
        assert!(view.errors.iter().any(|e| beside.contains(&e.field)), "{:?}", view.errors);
    }
    fake.be(Mood::Well);
    let view = world.store.checkout(&visitor(&world).await).await.unwrap();
    assert_eq!(view.parcels[1].choices.len(), 2, "a failure is not kept in mind");
}

/// The shipment of the discs.
async fn discs_of(world: &World, order: i64) -> pannier::Shipment {
    world.admin().shipments(order).await.unwrap().remove(1)
}

/// The orders that need attention, with their failed deliveries.
async fn attention(world: &World) -> Vec<(i64, u32)> {
    let orders = world.admin().orders(&OrderQuery::default().needing_attention()).await.unwrap();
    orders.into_iter().map(|order| (order.number, order.failed_deliveries)).collect()
}

async fn signals(world: &World, kind: SignalKind) -> i64 {
    world.number("SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = $1", pannier::args![kind.as_str()]).await
}

async fn discs_without_tracking_are_sent_without_a_number(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    for (carrier, number) in [("NA", ""), ("NA", "NA"), ("", "")] {
        fake.says("Pending", carrier, number);
        let order = completed(&world).await;
        assert_eq!(discs_of(&world, order.number).await.status, ShipmentStatus::Pending);
        fake.ships(carrier, number);
        again(&world).await;
        let discs = discs_of(&world, order.number).await;
        assert_eq!((discs.status, discs.tracking), (ShipmentStatus::Sent, Tracking::default()));
        assert!(world.admin().undelivered().await.unwrap().is_empty());
    }
}

async fn an_order_that_kunaki_cancels_needs_attention_until_it_is_ordered_again(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let order = completed(&world).await;
    assert_eq!(attention(&world).await, []);
    fake.says("Cancelled", "", "");
    again(&world).await;
    let discs = discs_of(&world, order.number).await;
    assert_eq!(discs.status, ShipmentStatus::Failed);
    assert_eq!(discs.note.as_deref(), Some("Kunaki has cancelled the order 700001"));
    assert_eq!(attention(&world).await, [(order.number, 1)]);
    assert_eq!(signals(&world, SignalKind::DeliveryFailed).await, 1);
    let error = world.admin().undelivered().await.unwrap().remove(0).error.unwrap_or_default();
    assert!(error.contains(&format!("pannier shipment reorder {} 2", order.number)), "{error}");

    fake.says("Pending", "", "");
    world.admin().mark_pending(&discs.id).await.unwrap();
    world.admin().abort_shipment(&discs.id).await.unwrap();
    again(&world).await;
    assert_eq!(discs_of(&world, order.number).await.reference.as_deref(), Some("700002"));
    assert_eq!((fake.orders().len(), attention(&world).await), (2, vec![]));
}

async fn an_order_that_kunaki_does_not_ship_is_signalled_once(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    fake.says("Pending", "", "");
    completed(&world).await;
    for (more, signalled) in [(6, 0), (2, 1), (9, 1)] {
        world.advance(days(more));
        testing::run_outbox(&world.store).await.unwrap();
        assert_eq!(signals(&world, SignalKind::DeliveryDelayed).await, signalled);
    }
    assert!(waits(&world.admin().undelivered().await.unwrap()[0]), "it is followed all the same");
}

async fn an_order_that_kunaki_does_not_know_fails(world: World) {
    let (_, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let order = completed(&world).await;
    let discs = discs_of(&world, order.number).await;
    world.admin().set_shipment_reference(&discs.id, "1").await.unwrap();
    world.db.execute("UPDATE pannier_signal_deliveries SET attempts = 18 WHERE status = 'due'", &[]).await.unwrap();
    world.advance(days(1));
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(attention(&world).await, [(order.number, 1)]);
}

async fn a_test_order_is_not_polled(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url).mode(KunakiMode::Test)).await;
    let order = completed(&world).await;
    assert_eq!(tag(&fake.orders()[0], "Mode"), Some("TEST"));
    assert!(world.admin().undelivered().await.unwrap().is_empty(), "there is nothing to wait for");
    let discs = discs_of(&world, order.number).await;
    assert_eq!((discs.status, discs.reference.as_deref()), (ShipmentStatus::Pending, Some("00000")));
}

async fn refunded_discs_are_not_ordered(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor(&world).await).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    let refunded = RefundItems::new().line("disc", "disc", 1).line("disc", "single", 1);
    world.admin().refund_items(order.number, &refunded).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let [request] = &fake.orders()[..] else { panic!("{:?}", fake.orders()) };
    assert!(request.contains("<ProductId>PX-disc</ProductId><Quantity>1</Quantity>"), "{request}");
    assert!(!request.contains("PX-single"), "{request}");
}

async fn a_refunded_order_is_not_ordered(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let (good, dead) = (kunaki(&url), kunaki(&format!("http://{}/", free_address())));
    let world = shop(world, &good).await;
    let visitor = visitor(&world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    let world = world.with(|builder| builder.ship(dead.clone()).receive(dead)).await;
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    world.admin().refund(order.number, None).await.unwrap();

    let world = world.with(|builder| builder.ship(good.clone()).receive(good)).await;
    again(&world).await;
    assert!(fake.orders().is_empty() && world.admin().undelivered().await.unwrap().is_empty());
    assert_eq!(discs_of(&world, order.number).await.status, ShipmentStatus::Cancelled);
}

async fn an_order_that_was_ordered_before_its_refund_is_followed(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    let order = completed(&world).await;
    world.admin().refund(order.number, None).await.unwrap();
    let discs = discs_of(&world, order.number).await;
    assert_eq!(discs.status, ShipmentStatus::Pending, "Kunaki makes it");
    assert!(discs.note.is_some_and(|note| note.contains("cancel it there")));
    fake.says("Cancelled", "", "");
    again(&world).await;
    assert_eq!(discs_of(&world, order.number).await.status, ShipmentStatus::Cancelled);
    assert_eq!((fake.orders().len(), attention(&world).await), (1, vec![]));
    assert_eq!(signals(&world, SignalKind::DeliveryFailed).await, 0, "the owner wanted it");
}

async fn an_aborted_order_is_not_ordered_after_its_refund(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    fake.be(Mood::LosesAnswers);
    let order = completed(&world).await;
    world.admin().refund(order.number, None).await.unwrap();
    let discs = discs_of(&world, order.number).await;
    assert_eq!(discs.status, ShipmentStatus::Pending, "Kunaki may have it");
    fake.be(Mood::Well);
    world.admin().abort_shipment(&discs.id).await.unwrap();
    again(&world).await;
    assert_eq!(discs_of(&world, order.number).await.status, ShipmentStatus::Cancelled);
    assert_eq!((fake.orders().len(), attention(&world).await), (1, vec![]));
}

async fn an_order_on_hold_is_ordered_once_it_is_released(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    fake.says("Pending", "", "");
    let visitor = visitor(&world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    world.gateway.refunds_are(RefundState::Pending);
    world.admin().refund(order.number, None).await.unwrap();
    for _ in 0..3 {
        testing::run_outbox(&world.store).await.unwrap();
        let waiting = world.admin().undelivered().await.unwrap();
        assert!(waiting.len() == 1 && waits(&waiting[0]) && waiting[0].attempts == 0, "{waiting:?}");
        assert!(waiting[0].error.as_deref().is_some_and(|error| error.contains("on hold")), "{waiting:?}");
        assert_eq!((fake.orders().len(), signals(&world, SignalKind::DeliveryDelayed).await), (0, 0));
        world.advance(days(8));
    }
    world.gateway.refunds_are(RefundState::Failed { reason: "the account is closed".into() });
    testing::reconcile(&world.store).await;
    testing::run_outbox(&world.store).await.unwrap();
    assert!(fake.orders().is_empty(), "the owner decides");
    world.admin().release_order(order.number).await.unwrap();
    // The week starts with the release. A refund of a part, which fails, does not start it over.
    for (more, delayed) in [(minutes(61), 0), (days(6), 0), (days(1), 1)] {
        world.advance(more);
        let cent = Money::new(1, order.total.currency);
        assert_eq!(world.admin().refund(order.number, Some(cent)).await.unwrap().status, RefundStatus::Failed);
        testing::run_outbox(&world.store).await.unwrap();
        assert_eq!((fake.orders().len(), signals(&world, SignalKind::DeliveryDelayed).await), (1, delayed));
    }
}

async fn an_order_whose_refund_fails_is_ordered_after_all(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    fake.says("Pending", "", "");
    let visitor = visitor(&world).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    let refund = world.admin().refund(order.number, None).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(discs_of(&world, order.number).await.status, ShipmentStatus::Cancelled);

    let failed = serde_json::json!(format!("ref-{}", refund.id));
    assert_eq!(post(&world, about("e1", &attempt, &[("failed_refund", failed)])).await, 200);
    let discs = discs_of(&world, order.number).await;
    assert!(discs.note.is_some_and(|note| note.contains("pannier delivery replay")));
    assert!(fake.orders().is_empty(), "the owner decides when");
    world.admin().release_order(order.number).await.unwrap();
    world.admin().replay(order.number, Some("kunaki"), Some(SignalKind::Completed)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!((fake.orders().len(), discs.status), (1, ShipmentStatus::Pending));
}

async fn every_order_has_a_city(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let world = shop(world, &kunaki(&url)).await;
    for (country, postal_code, city, region, expected) in [
        ("JP", "150-0001", "", "東京都", ("Tokyo", None)),
        ("SG", "238801", "", "", ("Singapore", None)),
        ("HK", "", "", "Kowloon", ("Kowloon", None)),
        ("HK", "", "Mong Kok", "Kowloon", ("Mong Kok", Some("Kowloon"))),
    ] {
        let visitor = crate::world::visitor();
        world.store.add_to_basket(&visitor, "disc", "disc", 1).await.unwrap();
        let address = Address {
            country: country.into(),
            postal_code: postal_code.into(),
            city: city.into(),
            region: region.into(),
            ..world.filled_in(&visitor).await.shipping_address
        };
        let form = CheckoutForm { shipping_address: address, ..world.filled_in(&visitor).await };
        let CheckoutOutcome::Review(view) = world.store.submit_checkout(&visitor, form, Intent::Update).await.unwrap()
        else {
            panic!("not reviewed")
        };
        let (attempt, total) = (view.form.attempt.clone(), view.totals.total.amount);
        let outcome = world.store.submit_checkout(&visitor, view.form, Intent::Pay).await.unwrap();
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
        world.store.settle(&attempt, &paid(total)).await.unwrap();
        testing::run_outbox(&world.store).await.unwrap();
        let orders = fake.orders();
        let request = orders.last().expect("an order");
        assert_eq!((tag(request, "City"), tag(request, "Address2")), (Some(expected.0), expected.1), "{request}");
    }
    assert_eq!(fake.orders().len(), 4);
}

async fn the_service_is_kunakis_own_in_every_language(world: World) {
    let (fake, url) = fake::Kunaki::open().await;
    let kunaki = kunaki(&url);
    let world = shop(world, &kunaki).await;
    let translated = "shipping-kunaki-usps-air-mail = By plane";
    let world = world.with(|builder| builder.messages("en", translated).ship(kunaki.clone()).receive(kunaki)).await;
    let order = completed(&world).await;
    assert_eq!(order.shipments[1].label, "By plane");
    assert_eq!(tag(&fake.orders()[0], "ShippingDescription"), Some("USPS Air Mail"));
}

fn discs(country: &str, region: &str, currency: Currency) -> Parcel {
    let disc = ParcelItem::new("disc", "1", 2, Grams(100)).ships_by(ShipsBy::only("kunaki").supplier_sku("PX1"));
    let address = Address { country: country.into(), region: region.into(), ..Address::default() };
    Parcel::new(vec![disc], Money::new(3000, currency), address)
}

#[tokio::test]
async fn its_quotes_keep_the_contract_of_shipping_methods() {
    let (_, url) = fake::Kunaki::open().await;
    let parcels = [discs("DE", "", Currency::EUR), discs("US", "NY", Currency::EUR), discs("AQ", "", Currency::EUR)];
    testing::shipping_contract(&kunaki(&url), &parcels).await;
}

#[tokio::test]
async fn a_basket_in_another_currency_is_refused_with_the_reason() {
    let (fake, url) = fake::Kunaki::open().await;
    let dollars = Kunaki::new(USER, PASSWORD).mode(KunakiMode::Live).at(&url);
    let error = dollars.quote(&discs("DE", "", Currency::EUR)).await.unwrap_err();
    assert!(error.to_string().contains("the basket is in EUR"), "{error}");
    assert_eq!(dollars.quote(&discs("DE", "", Currency::USD)).await.unwrap()[0].price.amount, 425);
    assert_eq!(fake.quotes(), 1);
    assert!(dollars.quote(&discs("AQ", "", Currency::USD)).await.unwrap().is_empty(), "nobody sends discs there");
    let nameless = ParcelItem::new("disc", "2", 1, Grams(100)).ships_by(ShipsBy::only("kunaki"));
    let mut parcel = discs("DE", "", Currency::USD);
    parcel.items = vec![nameless];
    assert!(dollars.quote(&parcel).await.is_err(), "it names no product");
}
