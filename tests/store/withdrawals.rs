//! Withdrawals from contracts: what customers declare, who learns of it, and what stays.

use std::path::{Path, PathBuf};

use pannier::{
    AdminError, AuditQuery, Correction, Language, OrderView, PaymentState, Problem, ReceiptState, RefundItems, Role,
    SignalKind, Store, TimelineEvent, Tracking, WithdrawalForm, WithdrawalLine, WithdrawalQuery, WithdrawalRecord,
    WithdrawalRight, WithdrawalStep, WithdrawnLine, args, receivers::Mailer, testing,
};

use crate::{
    invoices::seller,
    mails::{Mail, mails},
    on_both,
    smtp::Server,
    world::{Pending, World, days, euro, fresh_dir, minutes},
};

on_both!(
    a_guest_withdraws_without_the_page_of_the_order,
    from_the_page_of_the_order_lines_are_chosen,
    what_was_withdrawn_from_is_shown_and_not_offered_again,
    a_stranger_learns_nothing_of_an_order,
    the_receipt_says_who_sells_and_the_merchant_is_told_in_their_language,
    confirmed_twice_at_once_it_is_received_once,
    a_draft_is_corrected_before_it_is_confirmed,
    receipts_to_one_address_are_delayed_and_not_dropped,
    receipts_to_strangers_are_limited_and_those_of_orders_are_not,
    after_the_period_it_is_received_and_said_to_be_late,
    the_period_begins_with_the_last_parcel,
    the_merchant_names_the_order_and_closes_it,
    withdrawals_are_listed_page_by_page,
    what_was_received_is_frozen_and_drafts_are_deleted,
    a_corrected_address_is_the_customers_too,
);

const ADA: &str = "ada@example.com";
/// The merchant.
const OWNER: &str = "shop@localhost";

/// A shop with a poster, which ships, and a song, in English and German; and the folder of its mails.
async fn shop(world: World) -> (World, PathBuf) {
    world.product("poster").title("Dunes").price(euro(3900)).grams(300).insert().await;
    world.product("song").title("Blue Hour").price(euro(900)).attempts(3).insert().await;
    let folder = fresh_dir().join("mail");
    let mailer = Mailer::folder(folder.clone());
    let world = world.with(|builder| builder.messages("de", "").withdrawals(mailer)).await;
    (world, folder)
}

/// Sells one piece of each product to Ada.
async fn sell(world: &World, products: &[&str]) -> OrderView {
    let Pending { attempt, token, .. } = world.pending(products).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: total }).await.unwrap();
    world.store.order(&token).await.unwrap()
}

/// What a guest types.
fn typed(number: impl ToString, email: &str) -> WithdrawalForm {
    WithdrawalForm {
        number: number.to_string(),
        name: "Ada Lovelace".into(),
        email: email.into(),
        text: "It is too large.\nThank you!".into(),
        ..WithdrawalForm::default()
    }
}

/// Declares it. Returns the token.
async fn declare(store: &Store, form: WithdrawalForm) -> String {
    let draft = store.draft_withdrawal(form, None, Language::ENGLISH).await.unwrap();
    store.confirm_withdrawal(&draft).await.unwrap();
    draft
}

/// The mails to an address.
fn to(folder: &Path, address: &str) -> Vec<Mail> {
    mails(folder).into_iter().filter(|mail| mail.header("To") == address).collect()
}

fn assert_says(mail: &Mail, parts: &[&str]) {
    for part in parts {
        assert!(mail.text.contains(part), "{part}: {}", mail.text);
    }
}

/// All withdrawals, the newest first.
async fn all(world: &World) -> Vec<WithdrawalRecord> {
    world.admin().withdrawals(&WithdrawalQuery::default()).await.unwrap().withdrawals
}

/// The subjects of the signals about withdrawals from an order.
async fn told(world: &World, order: i64) -> Vec<String> {
    let timeline = world.admin().timeline(order).await.unwrap();
    let subject = |event: TimelineEvent| match event {
        TimelineEvent::Signal { kind: Some(SignalKind::Withdrawn), subject, .. } => Some(subject),
        _ => None,
    };
    timeline.into_iter().filter_map(|entry| subject(entry.event)).collect()
}

async fn a_guest_withdraws_without_the_page_of_the_order(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    let form = typed(format!("No. {}", order.number), " Ada@Example.com");
    let draft = world.store.draft_withdrawal(form, None, Language::ENGLISH).await.unwrap();
    let page = world.store.withdrawal(Some(&draft), None, false).await.unwrap();
    assert_eq!((page.step, page.order, page.received_at), (WithdrawalStep::Confirm, None, None));
    assert!(page.form.everything && page.errors.is_empty());
    assert_eq!(all(&world).await, [], "not yet");

    world.store.confirm_withdrawal(&draft).await.unwrap();
    let page = world.store.withdrawal(Some(&draft), None, false).await.unwrap();
    assert_eq!((page.step, page.order), (WithdrawalStep::Received, None));
    assert_eq!(page.receipt_to.as_deref(), Some("Ada@example.com"));
    assert_eq!(all(&world).await[0].receipt, ReceiptState::Waiting { error: None });

    testing::reconcile(&world.store).await;
    assert_eq!(mails(&folder).len(), 2);
    let receipts = to(&folder, "Ada@example.com");
    assert_eq!(receipts[0].header("Subject"), "We've received your withdrawal");
    let number = format!("No. {}", order.number);
    assert_says(
        &receipts[0],
        &[&number, "Ada Lovelace", "The items you name below", "It is too large.\nThank you!", "(UTC)"],
    );
    let record = all(&world).await.remove(0);
    let owner = to(&folder, OWNER);
    assert_eq!(owner[0].header("Subject"), format!("Withdrawal from order {}", order.number));
    let page = world.store.settings().url(&format!("/admin/withdrawals/{}", record.id));
    assert_says(&owner[0], &[&page, "what the message names", "Ada@example.com", "Order, as typed:"]);

    assert_eq!((record.order, record.identified, record.late), (Some(order.number), false, false));
    assert!(record.is_in_words() && !record.is_everything(), "{record:?}");
    assert!(matches!(record.receipt, ReceiptState::Sent { .. }), "{record:?}");
    assert_eq!(world.admin().withdrawal(&record.id).await.unwrap(), record);
    assert_eq!(told(&world, order.number).await, [record.id]);
    assert_eq!(world.store.order(&order.token).await.unwrap().refunded, None, "money moves by a person");
}

async fn from_the_page_of_the_order_lines_are_chosen(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster", "song"]).await;
    let page = world.store.withdrawal(None, Some(&order.token), false).await.unwrap();
    assert_eq!((page.step, page.draft), (WithdrawalStep::Form, None));
    assert_eq!((page.form.number, page.form.email), (order.number.to_string(), ADA.to_owned()));
    assert_eq!((page.form.name.as_str(), page.form.everything), ("Ada Lovelace", true));
    let known = page.order.expect("an order");
    let right = |line: &WithdrawalLine| (line.title.clone(), line.quantity, line.right);
    let mut rights: Vec<_> = known.lines.iter().map(right).collect();
    rights.sort_by(|one, other| one.0.cmp(&other.0));
    let expected = [("Blue Hour", WithdrawalRight::EndsWithDownload), ("Dunes", WithdrawalRight::Applies)];
    assert_eq!(rights, expected.map(|(title, right)| (title.to_owned(), 1_u32, right)));

    let song = WithdrawnLine { kind: "product".into(), id: "song".into(), quantity: 1 };
    let form = WithdrawalForm {
        order: order.token.clone(),
        lines: vec![song.clone()],
        ..typed("another", "Charles@example.com")
    };
    let draft = world.store.draft_withdrawal(form.clone(), None, Language::GERMAN).await.unwrap();
    world.store.confirm_withdrawal(&draft).await.unwrap();
    testing::reconcile(&world.store).await;
    let received = world.store.withdrawal(Some(&draft), None, false).await.unwrap();
    assert_eq!((received.form.lines, received.form.everything), (vec![song], false));

    let receipts = to(&folder, "Charles@example.com");
    assert_eq!(receipts[0].header("Subject"), "Ihr Widerruf ist bei uns eingegangen");
    assert_says(&receipts[0], &["1 × Blue Hour", "Uhr (UTC)", &order.number.to_string()]);
    // The customer learns that somebody has declared it, and not who.
    let notes = to(&folder, ADA);
    assert_eq!(notes[0].header("Subject"), format!("Withdrawal from your order {}", order.number));
    assert_says(&notes[0], &["1 × Blue Hour", "If this wasn't you", &order.url]);
    assert!(!notes[0].text.contains("Charles@example.com"), "{}", notes[0].text);
    assert_eq!(mails(&folder).len(), 3, "and one to the merchant");
    let owner = to(&folder, OWNER).remove(0);
    assert!(owner.text.contains("Order:") && !owner.text.contains("as typed"), "{}", owner.text);
    let record = all(&world).await.remove(0);
    assert_eq!((record.order, record.identified, record.lines.len()), (Some(order.number), true, 1));
    assert_eq!((record.lines[0].title.as_str(), record.language), ("Blue Hour", Language::GERMAN));

    // Neither more pieces than were ordered, nor none.
    for quantity in [0, 2] {
        let lines = vec![WithdrawnLine { quantity, ..form.lines[0].clone() }];
        let draft = declare(&world.store, WithdrawalForm { lines, ..form.clone() }).await;
        let page = world.store.withdrawal(Some(&draft), None, false).await.unwrap();
        let fields: Vec<_> = page.errors.iter().map(|error| error.field.name()).collect();
        assert_eq!((page.step, fields), (WithdrawalStep::Form, vec!["lines"]));
    }

    let refund = RefundItems::new().line("product", "song", 1);
    world.admin().record_manual_refund_items(order.number, &refund).await.unwrap();
    let known = world.store.withdrawal(Some(&draft), None, false).await.unwrap().order.expect("an order");
    let titles: Vec<_> = known.lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(titles, ["Blue Hour"], "as it was declared, although it is refunded");
}

async fn what_was_withdrawn_from_is_shown_and_not_offered_again(world: World) {
    let (world, _) = shop(world).await;
    let order = sell(&world, &["poster", "poster", "song"]).await;
    assert_eq!(order.withdrawals, []);
    let form = WithdrawalForm { order: order.token.clone(), ..typed("", ADA) };
    let poster = WithdrawnLine { kind: "product".into(), id: "poster".into(), quantity: 1 };
    declare(&world.store, WithdrawalForm { lines: vec![poster], ..form.clone() }).await;
    let left = async || {
        let known = world.store.withdrawal(None, Some(&order.token), false).await.unwrap().order.expect("an order");
        let mut left: Vec<_> = known.lines.into_iter().map(|line| (line.id, line.quantity)).collect();
        left.sort();
        (left, known.earlier.len())
    };
    let one_of_each = vec![("poster".to_owned(), 1), ("song".to_owned(), 1)];
    assert_eq!(left().await, (one_of_each.clone(), 1));
    let shown = world.store.order(&order.token).await.unwrap().withdrawals;
    assert_eq!((shown.len(), shown[0].lines[0].title.as_str(), shown[0].in_words), (1, "Dunes", false));

    // Anybody can type the number and the address, which is shown and takes no choice from the customer.
    world.advance(minutes(1));
    declare(&world.store, typed(order.number, ADA)).await;
    testing::reconcile(&world.store).await;
    assert_eq!(left().await, (one_of_each.clone(), 2));

    let refund = RefundItems::new().line("product", "poster", 1);
    let refund = world.admin().record_manual_refund_items(order.number, &refund).await.unwrap();
    assert_eq!(left().await, (one_of_each, 2), "the refund is of the piece that was withdrawn");
    world.advance(minutes(1));
    declare(&world.store, WithdrawalForm { everything: true, ..form }).await;
    assert_eq!(left().await, (vec![], 3));

    let [second, _, first] = <[WithdrawalRecord; 3]>::try_from(all(&world).await).expect("three withdrawals");
    assert_eq!((first.exceptions, second.exceptions), (vec![], vec![WithdrawalRight::EndsWithDownload]));
    assert_eq!(world.admin().refunds_since(order.number, first.received_at).await.unwrap(), [refund]);
    assert_eq!(world.admin().refunds_since(order.number, second.received_at).await.unwrap(), []);
}

async fn a_stranger_learns_nothing_of_an_order(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    let (eve, nobody) = ("eve@example.com", order.number + 7);
    let mut answers = Vec::new();
    for form in [typed(order.number, ADA), typed(order.number, eve), typed(nobody, ADA), typed("my order", ADA)] {
        let (number, email) = (form.number.clone(), form.email.clone());
        let draft = declare(&world.store, form).await;
        let mut page = world.store.withdrawal(Some(&draft), None, false).await.unwrap();
        assert!(page.received_at.take().is_some() && page.draft.take() == Some(draft));
        assert_eq!((page.form.number, page.form.email), (number, email.clone()));
        assert_eq!(page.receipt_to.as_ref(), Some(&email));
        answers.push((page.step, page.errors, page.order));
    }
    assert!(answers.iter().all(|answer| *answer == (WithdrawalStep::Received, vec![], None)), "{answers:?}");

    testing::reconcile(&world.store).await;
    let plain = |mail: &Mail| {
        let lines =
            mail.text.lines().filter(|line| !["Received:", "Order:", "Email:"].iter().any(|of| line.starts_with(of)));
        lines.collect::<Vec<_>>().join("\n")
    };
    let (ours, theirs) = (to(&folder, ADA), to(&folder, eve));
    assert_eq!((ours.len(), theirs.len()), (3, 1), "a receipt each, and no note about Eve's to Ada");
    assert!(ours.iter().all(|mail| plain(mail) == plain(&theirs[0])));
    let orders: Vec<_> = all(&world).await.into_iter().rev().map(|record| record.order).collect();
    assert_eq!(orders, [Some(order.number), None, None, None]);
    assert_eq!(told(&world, order.number).await.len(), 1);
    let not_found = to(&folder, OWNER).iter().filter(|mail| mail.header("Subject").contains("not found")).count();
    assert_eq!(not_found, 3, "the merchant is told of all");
}

async fn the_receipt_says_who_sells_and_the_merchant_is_told_in_their_language(world: World) {
    let folder = fresh_dir().join("mail");
    let mailer = Mailer::folder(folder.clone());
    let world = world.with(|builder| builder.messages("de", "").withdrawals(mailer).invoices(seller())).await;
    world.admin().add_staff(OWNER, "Grace", Role::Owner).await.unwrap();
    world.db.execute("UPDATE pannier_staff SET language = 'de' WHERE email = $1", args![OWNER]).await.unwrap();
    declare(&world.store, typed(1001, ADA)).await;
    testing::reconcile(&world.store).await;

    let receipt = &to(&folder, ADA)[0];
    let (said, imprint) = receipt.text.split_once(&world.store.shop_name()).expect("a signature");
    assert!(said.contains("You have withdrawn") && imprint.contains(&seller().name), "{}", receipt.text);
    let note = &to(&folder, OWNER)[0];
    assert_eq!(note.header("Subject"), "Widerruf einer Bestellung, die nicht gefunden wurde");
    assert_says(note, &["was die Nachricht nennt", "Uhr (UTC)", "Widerruf ansehen"]);
}

async fn confirmed_twice_at_once_it_is_received_once(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    let store = &world.store;
    let draft = store.draft_withdrawal(typed(order.number, ADA), None, Language::ENGLISH).await.unwrap();
    let (one, another) = tokio::join!(store.confirm_withdrawal(&draft), store.confirm_withdrawal(&draft));
    assert_eq!((one, another), (Ok(()), Ok(())));
    let received_at = store.withdrawal(Some(&draft), None, false).await.unwrap().received_at;
    tokio::join!(testing::reconcile(store), testing::reconcile(store));
    world.advance(minutes(90));
    store.confirm_withdrawal(&draft).await.unwrap();
    testing::reconcile(store).await;
    assert_eq!(store.withdrawal(Some(&draft), None, false).await.unwrap().received_at, received_at);
    let sent = "SELECT CAST(SUM(sent) AS BIGINT) AS n FROM pannier_mail_limits";
    assert_eq!((world.number(sent, &[]).await, mails(&folder).len()), (2, 2), "a receipt, and one to the merchant");
    assert_eq!((all(&world).await.len(), told(&world, order.number).await.len()), (1, 1));
}

async fn a_draft_is_corrected_before_it_is_confirmed(world: World) {
    let (world, folder) = shop(world).await;
    let store = &world.store;
    let fields = async |draft: &str| {
        let page = store.withdrawal(Some(draft), None, false).await.unwrap();
        (page.step, page.errors.iter().map(|error| error.field.name()).collect::<Vec<_>>())
    };
    let draft = store.draft_withdrawal(typed("", "ada@example"), None, Language::ENGLISH).await.unwrap();
    assert_eq!(fields(&draft).await, (WithdrawalStep::Form, vec!["number", "email"]));
    store.confirm_withdrawal(&draft).await.unwrap();
    assert_eq!(all(&world).await, [], "with errors");

    let again = store.draft_withdrawal(typed(1001, ADA), Some(&draft), Language::ENGLISH).await.unwrap();
    assert_eq!((&again, fields(&draft).await), (&draft, (WithdrawalStep::Confirm, vec![])));
    let edited = store.withdrawal(Some(&draft), None, true).await.unwrap();
    assert_eq!(
        (edited.step, edited.form),
        (WithdrawalStep::Form, WithdrawalForm { everything: true, ..typed(1001, ADA) })
    );
    store.confirm_withdrawal(&draft).await.unwrap();
    // What was declared stays: a form that is sent again is another draft.
    let next = store.draft_withdrawal(typed(1002, ADA), Some(&draft), Language::ENGLISH).await.unwrap();
    assert_ne!(next, draft);
    testing::reconcile(store).await;
    let typed: Vec<_> = all(&world).await.into_iter().map(|record| record.typed).collect();
    assert_eq!((typed, to(&folder, ADA).len()), (vec!["1001".to_owned()], 1));

    // What is unknown shows an empty form, and changes nothing.
    for token in ["no-such-token", "", "\0"] {
        let page = store.withdrawal(Some(token), Some(token), false).await.unwrap();
        assert_eq!((page.step, page.form.number.as_str(), page.order), (WithdrawalStep::Form, "", None));
        assert_eq!(store.confirm_withdrawal(token).await, Ok(()));
    }
    let without = world.another_instance(vec![]).await;
    assert!(!without.offers_withdrawal());
    assert_eq!(without.confirm_withdrawal(&next).await, Err(Problem::BadRequest));
}

async fn receipts_to_one_address_are_delayed_and_not_dropped(world: World) {
    let (world, folder) = shop(world).await;
    for n in 1..=12 {
        declare(&world.store, typed(n, if n % 2 == 0 { ADA } else { "ADA+shop@example.com" })).await;
    }
    let waiting = async || {
        let records = all(&world).await;
        records.iter().filter(|record| record.receipt == ReceiptState::Waiting { error: None }).count()
    };
    let receipts = || mails(&folder).iter().filter(|mail| mail.header("To") != OWNER).count();
    testing::reconcile(&world.store).await;
    assert_eq!((receipts(), waiting().await, to(&folder, OWNER).len()), (10, 2, 12));
    testing::reconcile(&world.store).await;
    assert_eq!(receipts(), 10, "not yet");
    world.advance(minutes(61));
    testing::reconcile(&world.store).await;
    assert_eq!((receipts(), waiting().await, to(&folder, OWNER).len()), (12, 0, 12));
}

async fn receipts_to_strangers_are_limited_and_those_of_orders_are_not(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    let hundred =
        "INSERT INTO pannier_mail_limits (recipient, sent, started_at) VALUES ('withdrawal-strangers', 100, $1)";
    world.db.execute(hundred, args![world.db.now()]).await.unwrap();
    // What comes from the page of an order counts towards a limit of its own.
    let of_page = WithdrawalForm { order: order.token.clone(), everything: true, ..typed("", "eve@example.com") };
    for form in [typed(order.number, ADA), typed(7, "bob@example.com"), of_page] {
        declare(&world.store, form).await;
    }
    let receipts =
        |address: &str| to(&folder, address).iter().filter(|mail| mail.header("Subject").contains("received")).count();
    let all = || [ADA, "bob@example.com", "eve@example.com"].map(receipts);
    testing::reconcile(&world.store).await;
    assert_eq!(all(), [1, 0, 1]);
    world.advance(minutes(61));
    testing::reconcile(&world.store).await;
    assert_eq!(all(), [1, 1, 1], "delayed, not dropped");
}

async fn after_the_period_it_is_received_and_said_to_be_late(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["song"]).await;
    let of_page = async || world.store.withdrawal(None, Some(&order.token), false).await.unwrap().order.unwrap();
    let known = of_page().await;
    assert!(!known.over && known.until.expect("it has begun") >= order.placed_at + days(14));
    world.advance(days(14));
    assert!(!of_page().await.over, "the last day is part of it as a whole");
    // The last day may have been on a weekend.
    world.advance(days(4));
    assert!(of_page().await.over);
    declare(&world.store, typed(order.number, ADA)).await;
    testing::reconcile(&world.store).await;
    assert!(all(&world).await[0].late);
    assert_says(&to(&folder, OWNER)[0], &["The period was over"]);
    let receipt = &to(&folder, ADA)[0];
    assert!(!receipt.text.contains("over"), "it would say that there is such an order: {}", receipt.text);
}

async fn the_period_begins_with_the_last_parcel(world: World) {
    let (world, _) = shop(world).await;
    let order = sell(&world, &["poster", "song"]).await;
    let until = async || world.store.withdrawal(None, Some(&order.token), false).await.unwrap().order.unwrap().until;
    world.advance(days(100));
    assert_eq!(until().await, None, "it is still to be sent");
    let parcel = world.admin().shipments(order.number).await.unwrap().remove(0).id;
    world.admin().mark_sent(&parcel, Tracking::default()).await.unwrap();
    let sent_at = world.db.now();
    let end = until().await.expect("it has begun");
    assert!(end >= sent_at + days(21) && end <= sent_at + days(25), "{end}");
    world.admin().mark_delivered(&parcel).await.unwrap();
    let end = until().await.expect("it has begun");
    assert!(end >= sent_at + days(14) && end <= sent_at + days(18), "{end}");
}

async fn the_merchant_names_the_order_and_closes_it(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    declare(&world.store, typed("the posters", "ada@work.example")).await;
    testing::reconcile(&world.store).await;
    let admin = world.admin();
    let id = all(&world).await[0].id.clone();
    assert_eq!((to(&folder, ADA).len(), admin.open_withdrawals().await.unwrap()), (0, 1));
    assert!(matches!(admin.match_withdrawal(&id, 7).await, Err(AdminError::UnknownOrder(7))));
    assert!(matches!(admin.match_withdrawal("another", order.number).await, Err(AdminError::UnknownWithdrawal)));
    admin.match_withdrawal(&id, order.number).await.unwrap();
    let again = admin.match_withdrawal(&id, order.number).await;
    assert!(matches!(again, Err(AdminError::WithdrawalMatched)), "{again:?}");
    assert_eq!(told(&world, order.number).await, std::slice::from_ref(&id));
    testing::reconcile(&world.store).await;
    assert_eq!(to(&folder, ADA).len(), 1, "a note");
    assert_eq!(mails(&folder).len(), 3, "the others were sent before");

    for _ in 0..2 {
        admin.close_withdrawal(&id).await.unwrap();
    }
    assert!(matches!(admin.close_withdrawal("another").await, Err(AdminError::UnknownWithdrawal)));
    assert_eq!(admin.open_withdrawals().await.unwrap(), 0);
    assert!(admin.withdrawal(&id).await.unwrap().closed_at.is_some());
    let entries = admin.audit(&AuditQuery::default().subject(&id)).await.unwrap();
    let acts: Vec<_> = entries.iter().rev().map(|entry| (entry.act.as_str(), entry.order)).collect();
    assert_eq!(acts, [("withdrawal.match", Some(order.number)), ("withdrawal.close", Some(order.number))]);
}

async fn withdrawals_are_listed_page_by_page(world: World) {
    let (world, _) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    for n in 0..5 {
        world.advance(minutes(1));
        declare(&world.store, typed(if n == 2 { order.number } else { n }, ADA)).await;
    }
    testing::reconcile(&world.store).await;
    let typed = async |query: WithdrawalQuery| {
        let page = world.admin().withdrawals(&query).await.unwrap();
        let typed = page.withdrawals.iter().map(|record| record.typed.clone()).collect::<Vec<_>>();
        (typed.join(" "), page.next)
    };
    let (own, query) = (order.number, WithdrawalQuery::default().limit(2));
    let (first, next) = typed(query.clone()).await;
    assert_eq!(first, "4 3");
    let (second, next) = typed(query.clone().before(next.expect("more"))).await;
    assert_eq!(second, format!("{own} 1"));
    assert_eq!(typed(query.clone().before(next.expect("more"))).await, ("0".to_owned(), None));
    assert_eq!(typed(query.clone().before("another")).await, (String::new(), None));
    assert_eq!(typed(query.order(own)).await, (own.to_string(), None));
    let newest = all(&world).await[0].id.clone();
    world.admin().close_withdrawal(&newest).await.unwrap();
    assert_eq!(typed(WithdrawalQuery::default().open()).await, (format!("3 {own} 1 0"), None));
}

async fn what_was_received_is_frozen_and_drafts_are_deleted(world: World) {
    let (world, _) = shop(world).await;
    let (kept, draft) = (declare(&world.store, typed(1, ADA)).await, typed(2, ADA));
    let draft = world.store.draft_withdrawal(draft, None, Language::ENGLISH).await.unwrap();
    for sql in [
        "UPDATE pannier_withdrawals SET text = '' WHERE token = $1",
        "UPDATE pannier_withdrawals SET received_at = NULL WHERE token = $1",
        "UPDATE pannier_withdrawals SET received_at = received_at + 1 WHERE token = $1",
        "DELETE FROM pannier_withdrawals WHERE token = $1",
    ] {
        let error = world.db.execute(sql, args![&kept]).await.expect_err(sql).to_string();
        assert!(error.contains("pannier: the withdrawal is frozen"), "{error}");
    }
    let rows = "SELECT COUNT(*) AS n FROM pannier_withdrawals";
    testing::purge(&world.store).await;
    assert_eq!(world.number(rows, &[]).await, 2);
    world.advance(days(2));
    testing::purge(&world.store).await;
    assert_eq!(world.number(rows, &[]).await, 1);
    let page = async |token: &str| world.store.withdrawal(Some(token), None, false).await.unwrap();
    assert_eq!((page(&kept).await.step, page(&draft).await.draft), (WithdrawalStep::Received, None));
}

async fn a_corrected_address_is_the_customers_too(world: World) {
    let (world, folder) = shop(world).await;
    let order = sell(&world, &["poster"]).await;
    let correct = Correction::default().email("lovelace@example.com");
    world.admin().correct(order.number, correct).await.unwrap();
    for email in ["lovelace@example.com", ADA] {
        declare(&world.store, typed(order.number, email)).await;
    }
    testing::reconcile(&world.store).await;
    assert_eq!(told(&world, order.number).await.len(), 2);
    // The address that was typed wrong may be a stranger's: the customer is told of what came from there.
    assert_eq!((to(&folder, "lovelace@example.com").len(), to(&folder, ADA).len()), (2, 1));
}

#[tokio::test]
async fn a_receipt_waits_for_the_mail_server() {
    let mut server = Server::new(crate::mailbox::OPEN);
    let mailer = Mailer::smtp(&server.url).unwrap();
    let world = World::on_sqlite().await.with(|builder| builder.withdrawals(mailer)).await;
    declare(&world.store, typed(1001, ADA)).await;
    testing::reconcile(&world.store).await;
    let receipt = all(&world).await.remove(0).receipt;
    let ReceiptState::Waiting { error: Some(error) } = &receipt else { panic!("{receipt:?}") };
    assert!(error.contains("the mail server cannot be reached") && !error.contains("ada@"), "{error}");
    testing::reconcile(&world.store).await;
    let attempts = "SELECT attempts AS n FROM pannier_withdrawals";
    assert_eq!(world.number(attempts, &[]).await, 1, "not due yet");

    server.open();
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    assert_eq!(server.mails().len(), 2, "the receipt, and the merchant's");
    let receipt = all(&world).await.remove(0).receipt;
    assert!(matches!(receipt, ReceiptState::Sent { .. }), "{receipt:?}");
}
