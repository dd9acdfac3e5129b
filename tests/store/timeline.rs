//! What happened to an order, and corrections of what was typed wrong.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use pannier::{
    Act, Actor, AddressField, AdminError, AuditQuery, Correction, Field, FieldError, Language, OrderQuery,
    PaymentError, PaymentIssue, PaymentState, PaymentStatus, RefundState, Shipment, SignalKind, TimelineEntry,
    TimelineEvent, Timestamp, Tracking, args,
    receivers::{Mailer, OrderMail},
    testing,
};
use serde_json::json;

use crate::{
    hold::Sold,
    on_both,
    shipping::Press,
    webhook::{post, webhook},
    world::{Pending, RecordingReceiver, World, euro, fresh_dir, minutes, paid, visitor},
};

on_both!(
    a_whole_life_of_an_order_is_told_in_order,
    what_goes_wrong_is_told_too,
    a_late_payment_comes_after_the_end_of_its_order,
    each_receiver_says_what_it_has_done,
    a_timeline_is_bounded,
    a_long_timeline_is_read_page_by_page,
    the_next_mail_goes_to_the_corrected_address,
    a_shipment_that_has_left_keeps_its_address,
    a_shipment_that_was_begun_keeps_its_address_until_it_is_aborted,
    invalid_values_are_refused_by_field_and_nothing_is_written,
    the_country_stays_and_an_order_that_does_not_ship_has_no_address,
    only_an_order_that_is_placed_and_not_cancelled_is_corrected,
    a_form_corrects_once,
    the_database_refuses_to_change_a_correction,
);

/// What an entry is about, in a word or two.
fn name(entry: &TimelineEntry) -> String {
    match &entry.event {
        TimelineEvent::Signal { kind: Some(kind), .. } => format!("signal {kind}"),
        TimelineEvent::Audit(entry) => format!("audit {}", entry.act),
        event => match serde_json::to_value(event).unwrap() {
            serde_json::Value::String(name) => name,
            event => event.as_object().and_then(|event| event.keys().next()).expect("a variant").clone(),
        },
    }
}

async fn names(world: &World, order: i64) -> Vec<String> {
    world.admin().timeline(order).await.unwrap().iter().map(name).collect()
}

/// The position of the first entry with this name.
fn position(names: &[String], name: &str) -> usize {
    names.iter().position(|other| other == name).unwrap_or_else(|| panic!("no {name}: {names:?}"))
}

async fn number(world: &World, token: &str) -> i64 {
    world.store.order(token).await.unwrap().number
}

async fn shipments(world: &World, order: i64) -> Vec<Shipment> {
    world.admin().shipments(order).await.unwrap()
}

/// Corrects the street.
async fn move_to(world: &World, order: i64, street: &str) {
    world.admin().correct(order, Correction::default().address(AddressField::Line1, street)).await.unwrap();
}

async fn corrections(world: &World) -> i64 {
    world.number("SELECT COUNT(*) AS n FROM pannier_corrections", &[]).await
}

/// The names of the fields that have errors.
fn refused(outcome: Result<(), AdminError>) -> Vec<&'static str> {
    match outcome {
        Err(AdminError::InvalidCorrection(errors)) => errors.iter().map(|error| error.field.name()).collect(),
        outcome => panic!("not refused: {outcome:?}"),
    }
}

/// An order of these products, paid.
async fn completed(world: &World, products: &[&str], total: i64) -> (String, i64) {
    let Pending { attempt, token, .. } = world.pending(products).await;
    world.store.settle(&attempt, &paid(total)).await.unwrap();
    let number = number(world, &token).await;
    (token, number)
}

async fn a_whole_life_of_an_order_is_told_in_order(world: World) {
    let sold = Sold::placed(world.with_receivers(vec![RecordingReceiver::new("recorder")]).await).await;
    let (start, number) = (SystemTime::now(), sold.number().await);
    let hour = minutes(60);
    sold.world.advance(hour);
    sold.world.admin().correct(number, Correction::default().email("lovelace@example.com")).await.unwrap();
    sold.world.advance(hour);
    sold.world.store.settle(&sold.attempt, &sold.payment().await).await.unwrap();
    let mut sold = sold.delivered().await;
    sold.world.advance(hour);
    assert!(sold.is_released().await, "this downloads the song");
    sold.world.advance(hour);
    let poster = sold.poster().await.id;
    sold.world.admin().mark_sent(&poster, Tracking::default().carrier("DHL")).await.unwrap();
    sold.world.advance(hour);
    sold.world.admin().mark_delivered(&poster).await.unwrap();
    sold.world.advance(hour);
    sold.hears("dispute", json!(["dp_1", "open"])).await;
    sold.world.advance(hour);
    sold.hears("dispute", json!(["dp_1", "won"])).await;
    sold.world.advance(hour);
    sold.world.admin().refund(number, Some(euro(100))).await.unwrap();
    sold.world.advance(hour);
    sold.world.admin().note(number, "Was very kind on the phone.").await.unwrap();
    assert!(start.elapsed().unwrap() < Duration::from_secs(3000), "the hours are those of the test");

    let timeline = sold.world.admin().timeline(number).await.unwrap();
    assert!(timeline.is_sorted_by_key(|entry| entry.at));
    let placed = timeline.iter().find(|entry| name(entry) == "placed").expect("it was placed").at;
    let mut told = Vec::new();
    for entry in &timeline {
        let hour = entry.at.duration_since(placed).as_secs() / 3600;
        told.push((hour, name(entry)));
    }
    told.sort();
    let expected = [
        // Webhooks have the time of the system, which nobody advances.
        (0, vec!["payment_started", "placed", "signal created", "signal pending", "webhook", "webhook"]),
        (1, vec!["corrected"]),
        (2, vec!["completed", "download_activated", "payment_ended", "signal completed"]),
        (3, vec!["download_used"]),
        (4, vec!["audit shipment.mark-sent", "shipment_sent", "signal fulfilled"]),
        (5, vec!["audit shipment.mark-delivered", "shipment_delivered"]),
        (6, vec!["dispute_opened", "signal attention"]),
        (7, vec!["dispute_closed", "issue_closed", "signal dispute-closed"]),
        (8, vec!["audit order.refund", "refund_made", "refund_started", "signal refunded"]),
        (9, vec!["audit order.note"]),
    ];
    let each = |(hour, names): (u64, Vec<&'static str>)| names.into_iter().map(move |name| (hour, name.to_owned()));
    assert_eq!(told, expected.into_iter().flat_map(each).collect::<Vec<_>>());

    let ended = timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::PaymentEnded { status, paid, provider, .. } => Some((*status, *paid, provider.as_str())),
        _ => None,
    });
    assert_eq!(ended, Some((PaymentStatus::Succeeded, Some(euro(1490)), "fake")));
    let corrected = timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Corrected { actor, changes } => Some((actor.as_str(), changes[0].old.as_str())),
        _ => None,
    });
    assert_eq!(corrected, Some(("command-line", "ada@example.com")), "the old value stays");
    let json = serde_json::to_string(&timeline).unwrap();
    assert_eq!(serde_json::from_str::<Vec<TimelineEntry>>(&json).unwrap(), timeline);
    assert!(matches!(sold.world.admin().timeline(1).await, Err(AdminError::UnknownOrder(1))));
}

async fn what_goes_wrong_is_told_too(world: World) {
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    world.advance(minutes(1));
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.advance(minutes(1));
    world.admin().cancel_order(order).await.unwrap();
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    let told = names(&world, order).await;
    let expected = ["placed", "issue_found", "cancelled", "audit order.cancel", "refund_made"];
    assert!(expected.iter().map(|name| position(&told, name)).is_sorted(), "{told:?}");
    let timeline = world.admin().timeline(order).await.unwrap();
    let issue = timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::IssueFound { issue, paid, .. } => Some((*issue, *paid)),
        _ => None,
    });
    assert_eq!(issue, Some((Some(PaymentIssue::AmountMismatch), Some(euro(1000)))));

    let (_, order) = completed(&world, &["book"], 1490).await;
    let id = shipments(&world, order).await.remove(0).id;
    world.admin().begin_shipment(&id).await.unwrap();
    world.admin().mark_failed(&id, "torn").await.unwrap();
    world.gateway.next_refund(Err(PaymentError::Refused("the card has expired".into())));
    world.admin().refund(order, Some(euro(100))).await.unwrap();
    let told = names(&world, order).await;
    for expected in ["shipment_begun", "shipment_failed", "refund_failed", "signal attention"] {
        position(&told, expected);
    }
    let timeline = world.admin().timeline(order).await.unwrap();
    let failed = timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::RefundFailed { amount, error, .. } => Some((*amount, error.as_deref())),
        _ => None,
    });
    assert_eq!(failed, Some((euro(100), Some("the card has expired"))));
}

async fn a_late_payment_comes_after_the_end_of_its_order(world: World) {
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    world.advance(minutes(1));
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    world.advance(minutes(1));
    world.store.settle(&attempt, &paid(1490)).await.unwrap();
    let told = names(&world, order).await;
    assert!(position(&told, "cancelled") < position(&told, "issue_found"), "{told:?}");
    assert!(position(&told, "cancelled") < position(&told, "payment_ended"), "{told:?}");
}

async fn each_receiver_says_what_it_has_done(world: World) {
    let receivers = vec![RecordingReceiver::new("well"), RecordingReceiver::new("ill").failing(99)];
    let world = world.with_receivers(receivers).await;
    world.product("book").grams(500).insert().await;
    let (_, order) = completed(&world, &["book"], 1490).await;
    testing::run_outbox(&world.store).await.unwrap();
    let timeline = world.admin().timeline(order).await.unwrap();
    let deliveries = timeline.iter().find_map(|entry| match &entry.event {
        TimelineEvent::Signal { kind: Some(SignalKind::Completed), deliveries, .. } => Some(deliveries),
        _ => None,
    });
    let deliveries: Vec<_> =
        deliveries.unwrap().iter().map(|delivery| (delivery.receiver.as_str(), delivery.error.as_deref())).collect();
    assert_eq!(deliveries, [("downloads", None), ("ill", Some("told to fail")), ("well", None)]);
    assert!(world.admin().timeline(order).await.unwrap().iter().all(|entry| match &entry.event {
        TimelineEvent::Signal { deliveries, .. } => deliveries.iter().all(|d| d.order_number == Some(order)),
        _ => true,
    }));
}

async fn a_timeline_is_bounded(world: World) {
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let sql = "INSERT INTO pannier_webhooks (id, provider, payment_id, headers, body, received_at) \
               WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 1100) \
               SELECT 'w' || i, 'fake', $1, '{}', '', i FROM n";
    world.db.execute(sql, args![&attempt]).await.unwrap();
    let timeline = world.admin().timeline(number(&world, &token).await).await.unwrap();
    assert_eq!(timeline.len(), 1000);
    assert!(timeline.iter().any(|entry| name(entry) == "placed"), "the newest are kept");
    assert!(timeline[0].at > Timestamp::from_millis(100));
}

async fn a_long_timeline_is_read_page_by_page(world: World) {
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    // Three of each time, so that pages of 100 end within one.
    let sql = "INSERT INTO pannier_webhooks (id, provider, payment_id, headers, body, received_at) \
               WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
               SELECT 'w' || i, 'fake', $1, '{}', '', i / 3 FROM n";
    world.db.execute(sql, args![&attempt]).await.unwrap();
    for text in ["Rings twice", "Rings once"] {
        world.admin().note(order, text).await.unwrap();
    }
    let (mut webhooks, mut notes, mut before) = (HashSet::new(), 0, None);
    loop {
        let page = world.admin().timeline_page(order, before, 100).await.unwrap();
        assert!((100..103).contains(&page.entries.len()) || page.earlier.is_none(), "{}", page.entries.len());
        assert!(page.entries.iter().all(|entry| before.is_none_or(|before| entry.at < before)));
        for entry in page.entries {
            match entry.event {
                TimelineEvent::Webhook { id, .. } => assert!(webhooks.insert(id), "twice"),
                TimelineEvent::Audit(_) => notes += 1,
                _ => {}
            }
        }
        before = page.earlier;
        if before.is_none() {
            break;
        }
    }
    assert_eq!((webhooks.len(), notes), (10_000, 2));
}

async fn the_next_mail_goes_to_the_corrected_address(world: World) {
    let (folder, mut settings) = (fresh_dir().join("mail"), world.store.settings().clone());
    "orders@shop.example".clone_into(&mut settings.mail_from);
    let mail = OrderMail::new(Mailer::folder(folder.clone()), &settings).expect("mails");
    let world = world.with(|builder| builder.receive(mail)).await;
    world.product("book").grams(500).insert().await;
    let (token, order) = completed(&world, &["book"], 1490).await;
    testing::run_outbox(&world.store).await.unwrap();
    world.admin().correct(order, Correction::default().email(" lovelace @Example.COM ")).await.unwrap();
    let parcel = shipments(&world, order).await.remove(0);
    assert_eq!(parcel.email, "lovelace@example.com", "normalized, as at the checkout");
    world.admin().mark_sent(&parcel.id, Tracking::default()).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(recipients(&folder), ["ada@example.com", "lovelace@example.com"]);

    assert_eq!(world.store.order(&token).await.unwrap().email, "lovelace@example.com");
    let frozen = world.db.fetch_one("SELECT email FROM pannier_orders WHERE token = $1", args![&token]).await.unwrap();
    assert_eq!(frozen.get::<String>("email").unwrap(), "ada@example.com");
    for email in ["ADA@example.com", "lovelace@example.com"] {
        let found = world.admin().orders(&OrderQuery::default().email(email)).await.unwrap();
        assert_eq!((found.len(), found[0].number, found[0].email.as_str()), (1, order, "lovelace@example.com"));
    }
    let [record] = &world.admin().corrections(order).await.unwrap()[..] else { panic!("not one") };
    let [change] = &record.changes[..] else { panic!("{record:?}") };
    assert_eq!(
        (change.field, change.old.as_str(), change.new.as_str()),
        (Field::Email, "ada@example.com", "lovelace@example.com")
    );
    let audit = world.admin().audit(&AuditQuery::default().order(order)).await.unwrap();
    let entry = audit.iter().find(|entry| entry.act == Act::Correct.as_str()).expect("an entry");
    assert_eq!(entry.detail, "email", "the values are in the correction alone");
}

/// Whom the mails of a folder are to, the oldest first.
fn recipients(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
    // Their names are those of their signals.
    files.sort();
    let to = |path: &PathBuf| {
        let mail = std::fs::read_to_string(path).expect("a mail");
        mail.lines().find_map(|line| line.strip_prefix("To: ")).expect("a recipient").trim().to_owned()
    };
    files.iter().map(to).collect()
}

async fn a_shipment_that_has_left_keeps_its_address(world: World) {
    let world = world.with(|builder| builder.ship(Press::default())).await;
    world.product("poster").grams(300).insert().await;
    world.product("disc").kind("disc").grams(100).ships_by("press", "PX-disc").insert().await;
    let visitor = visitor();
    world.store.add_to_basket(&visitor, "product", "poster", 1).await.unwrap();
    world.store.add_to_basket(&visitor, "disc", "disc", 1).await.unwrap();
    let (attempt, placed) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &paid(placed.total.amount)).await.unwrap();
    let (order, admin) = (placed.number, world.admin());
    let first = placed.shipments[0].id.clone();
    let streets = async || {
        let all = shipments(&world, order).await.into_iter().map(|shipment| shipment.to.line1);
        all.map(|street| street.replace("Example Street ", "")).collect::<Vec<_>>()
    };
    admin.mark_sent(&first, Tracking::default()).await.unwrap();
    move_to(&world, order, "Example Street 2").await;
    assert_eq!(streets().await, ["1", "2"]);
    let page = world.store.order(&placed.token).await.unwrap();
    assert!(page.address.contains(&"Example Street 2".to_owned()), "{:?}", page.address);
    assert!(page.shipments[0].address.contains(&"Example Street 1".to_owned()), "{:?}", page.shipments);

    // It came back.
    admin.mark_failed(&first, "moved").await.unwrap();
    assert_eq!(streets().await, ["2", "2"]);
    admin.mark_sent(&first, Tracking::default()).await.unwrap();
    move_to(&world, order, "Example Street 3").await;
    assert_eq!(streets().await, ["2", "3"]);
    admin.mark_delivered(&first).await.unwrap();
    move_to(&world, order, "Example Street 4").await;
    assert_eq!(streets().await, ["2", "4"]);
    for correction in ["0", "3", "NULL"] {
        let sql = format!("UPDATE pannier_shipments SET correction = {correction} WHERE id = $1");
        assert!(world.db.execute(&sql, args![&first]).await.is_err(), "{correction}");
    }
    let contact = admin.contact(order).await.unwrap();
    assert_eq!((contact.address.line1.as_str(), contact.address.country.as_str()), ("Example Street 4", "DE"));
}

async fn a_shipment_that_was_begun_keeps_its_address_until_it_is_aborted(world: World) {
    world.product("book").grams(500).insert().await;
    let (_, order) = completed(&world, &["book"], 1490).await;
    let (admin, id) = (world.admin(), shipments(&world, order).await.remove(0).id);
    let street = async || shipments(&world, order).await.remove(0).to.line1;
    assert!(admin.begin_shipment(&id).await.unwrap());
    move_to(&world, order, "Example Street 2").await;
    assert_eq!(street().await, "Unter den Linden 1", "the supplier has it");
    admin.abort_shipment(&id).await.unwrap();
    assert_eq!(street().await, "Example Street 2");
    admin.set_shipment_reference(&id, "700001").await.unwrap();
    move_to(&world, order, "Example Street 3").await;
    admin.mark_failed(&id, "the supplier has cancelled it").await.unwrap();
    assert_eq!(street().await, "Example Street 2");
    admin.mark_pending(&id).await.unwrap();
    assert_eq!(street().await, "Example Street 3");
}

async fn invalid_values_are_refused_by_field_and_nothing_is_written(world: World) {
    world.product("book").grams(500).insert().await;
    let (token, order) = completed(&world, &["book"], 1490).await;
    let before = world.store.order(&token).await.unwrap();
    let wrong = Correction::default()
        .email("ada@")
        .address(AddressField::PostalCode, "1")
        .address(AddressField::Line1, " ")
        .address(AddressField::City, "www.evil.example")
        .address(AddressField::Organization, "x".repeat(121));
    let fields = ["email", "organization", "line1", "postal_code", "city"];
    assert_eq!(refused(world.admin().correct(order, wrong.clone()).await), fields);
    match world.admin().correct(order, wrong.language(Language::GERMAN)).await {
        Err(AdminError::InvalidCorrection(errors)) => {
            let of = |field: Field| errors.iter().find(|error: &&FieldError| error.field == field).map(|e| &*e.message);
            let name = of(Field::ShippingAddress(AddressField::PostalCode)).unwrap_or_default();
            assert!(name.starts_with("Bitte prüfen: Postleitzahl"), "{name}");
        }
        outcome => panic!("{outcome:?}"),
    }
    // What stays as it was is no correction, however it is typed.
    let same = Correction::default()
        .email("ada@example.com ")
        .address(AddressField::Country, "de")
        .address(AddressField::PostalCode, "D-10117")
        .address(AddressField::Region, "of no use in Germany");
    world.admin().correct(order, same).await.unwrap();
    assert_eq!(corrections(&world).await, 0);
    let audit = world.admin().audit(&AuditQuery::default().order(order)).await.unwrap();
    assert!(audit.iter().all(|entry| entry.act != Act::Correct.as_str()), "{audit:?}");
    assert_eq!(world.store.order(&token).await.unwrap(), before);
}

async fn the_country_stays_and_an_order_that_does_not_ship_has_no_address(world: World) {
    world.product("book").grams(500).insert().await;
    world.product("voucher").insert().await;
    let (_, ships) = completed(&world, &["book"], 1490).await;
    let abroad = Correction::default().address(AddressField::Country, "FR").address(AddressField::PostalCode, "75001");
    assert_eq!(refused(world.admin().correct(ships, abroad).await), ["country"]);

    let (token, order) = completed(&world, &["voucher"], 1000).await;
    let address = Correction::default().address(AddressField::Country, "DE").address(AddressField::City, "Berlin");
    assert_eq!(refused(world.admin().correct(order, address).await), ["country", "city"]);
    let email = Correction::default().email("lovelace@example.com").address(AddressField::City, "");
    world.admin().correct(order, email).await.unwrap();
    assert_eq!(world.store.order(&token).await.unwrap().email, "lovelace@example.com");
    assert_eq!(world.admin().contact(order).await.unwrap().address, pannier::Address::default());
}

async fn only_an_order_that_is_placed_and_not_cancelled_is_corrected(world: World) {
    let email = || Correction::default().email("lovelace@example.com");
    assert!(matches!(world.admin().correct(7, email()).await, Err(AdminError::UnknownOrder(7))));
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    world.admin().correct(order, email()).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    let again = world.admin().correct(order, Correction::default().email("byron@example.com")).await;
    assert!(matches!(again, Err(AdminError::OrderCancelled(number)) if number == order), "{again:?}");
    assert_eq!(corrections(&world).await, 1);

    // One that is on hold is corrected as any other.
    world.gateway.refunds_are(RefundState::Pending);
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    assert_eq!(post(&world, webhook("e1", &attempt, paid(1490), None)).await, 200);
    let order = number(&world, &token).await;
    world.admin().refund(order, None).await.unwrap();
    assert!(world.store.order(&token).await.unwrap().on_hold);
    move_to(&world, order, "Example Street 2").await;
    assert_eq!(corrections(&world).await, 2);
}

async fn a_form_corrects_once(world: World) {
    world.product("book").grams(500).insert().await;
    let (token, order) = completed(&world, &["book"], 1490).await;
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada).once("a form");
    admin.correct(order, Correction::default().email("lovelace@example.com")).await.unwrap();
    let again = admin.correct(order, Correction::default().email("byron@example.com")).await;
    assert!(matches!(again, Err(AdminError::AlreadyDone)), "{again:?}");
    assert_eq!(world.store.order(&token).await.unwrap().email, "lovelace@example.com");
    assert_eq!(world.admin().corrections(order).await.unwrap()[0].actor, "staff:ada@shop.example");
}

async fn the_database_refuses_to_change_a_correction(world: World) {
    world.product("book").grams(500).insert().await;
    let (token, order) = completed(&world, &["book"], 1490).await;
    move_to(&world, order, "Example Street 2").await;
    for sql in [
        "UPDATE pannier_corrections SET email = 'x'",
        "UPDATE pannier_corrections SET actor = actor",
        "DELETE FROM pannier_corrections",
    ] {
        let error = world.db.execute(sql, &[]).await.unwrap_err().to_string();
        assert!(error.contains("pannier: a correction is final"), "{error}");
    }
    // A basket has a form that is still open, and a cancelled order goes nowhere.
    let basket = world.visitor_with(&["book"]).await.order_id().await.unwrap().unwrap();
    let insert = "INSERT INTO pannier_corrections (order_id, number, email, address, corrected_at, actor) \
                  VALUES ($1, 1, 'x', '{}', 1, 'x')";
    let error = world.db.execute(insert, args![&basket]).await.unwrap_err().to_string();
    assert!(error.contains("pannier: only a placed order is corrected"), "{error}");
    let sql = "UPDATE pannier_orders SET email = 'lovelace@example.com' WHERE token = $1";
    assert!(world.db.execute(sql, args![&token]).await.is_err(), "the order itself stays frozen");
    assert_eq!(corrections(&world).await, 1);
}
