//! Corrections of invoices: a credit note of what is left, and another invoice.

use async_trait::async_trait;
use mailparse::MailHeaderMap;
use pannier::{
    Address, AdminError, Assessment, AuditQuery, Buyer, CheckoutForm, CheckoutOutcome, Correction, Document,
    DocumentKind, Intent, InvoiceBuyer, OrderView, Party, Quarter, Rate, RefundItems, RefundState, RefundStatus, Sale,
    SignalKind, TaxCode, TaxError, TaxProvider, TaxRate, VatProof, Visitor, args, shipping::FlatRate, tax::Vat,
    testing,
};
use proptest::collection::vec;
use serde_json::json;

use crate::{
    invoices::{
        attached, balance, check, deliver, documents, issued, leaves, names, products, sell, seller, shop,
        shop_with_mails,
    },
    on_both,
    random::values,
    refund_pages::{desk, hidden, press, says},
    webhook::{about as at_gateway, post, webhook},
    world::{World, euro, minutes, paid},
};

on_both!(
    a_correction_is_a_credit_note_and_another_invoice,
    a_company_is_not_where_its_goods_went,
    each_of_two_invoices_is_corrected_by_its_own,
    a_corrected_invoice_is_mailed_once,
    tax_is_returned_once_a_number_has_proved_valid,
    tax_is_returned_of_each_of_two_invoices,
    pieces_that_went_back_before_their_tax_are_credited_before_it,
    tax_and_pieces_go_back_one_after_the_other,
    tax_that_was_returned_elsewhere_is_recorded,
    tax_that_a_gateway_refuses_is_returned_as_tax,
    shipping_at_two_rates_goes_back_once_after_its_tax,
    any_refunds_before_and_after_the_tax_are_credited_to_the_cent,
    prices_add_up_whatever_becomes_of_the_tax,
);

/// A company that the invoice should have named.
fn company() -> InvoiceBuyer {
    let address = Address {
        country: "DE".into(),
        organization: "Analytical Engines GmbH".into(),
        line1: "Friedrichstraße 1".into(),
        city: "Berlin".into(),
        postal_code: "10117".into(),
        ..Address::default()
    };
    InvoiceBuyer::new(address).vat_id("de 136 695 976")
}

async fn a_correction_is_a_credit_note_and_another_invoice(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (_, order) = sell(&world, &[("book", 3)]).await;
    let admin = world.admin();
    admin.refund_items(order.number, &RefundItems::new().line("product", "book", 1)).await.unwrap();
    deliver(&world).await;
    let wrong = admin.correct_invoice(order.number, company().vat_id("DE136695978"), "").await;
    assert!(matches!(wrong, Err(AdminError::InvalidCorrection(errors)) if errors.len() == 1));
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001"], "nothing was changed");

    let new = admin.once("aform").correct_invoice(order.number, company(), " Wrong\r\ncompany\n").await.unwrap();
    let again = admin.once("aform").correct_invoice(order.number, company(), "Wrong company").await;
    assert!(matches!(again, Err(AdminError::AlreadyDone)), "{again:?}");
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001", "C-00002", "-00002"]);
    let all = documents(&world, &order).await;
    let (first, note, second) = (&all[0], &all[2], &all[3]);
    assert_eq!((&second.number, new.refers_to.as_ref()), (&new.name, Some(&first.number)));
    assert_eq!(note.refers_to.as_ref().map(|about| &about.number), Some(&first.number));
    assert_eq!((note.reason.as_str(), second.reason.as_str()), ("Wrong company", ""));
    assert_eq!((note.total, second.total), (euro(2490), euro(2490)), "what is left");
    assert_eq!((note.paid, second.paid), (euro(0), euro(2490)), "nothing is given back");
    assert_eq!((&note.lines, note.buyer.name()), (&second.lines, "Ada Lovelace"));
    assert_eq!((second.buyer.name(), second.buyer.vat_id.as_str()), ("Analytical Engines GmbH", "DE136695976"));
    assert!(second.buyer.lines.contains(&"10117 Berlin".to_owned()), "{:?}", second.buyer);
    assert_eq!((first.ship_to.as_ref(), second.ship_to.as_ref().map(Party::name)), (None, Some("Ada Lovelace")));
    let log = admin.audit(&AuditQuery::default().order(order.number).limit(1)).await.unwrap();
    assert_eq!((log[0].act.as_str(), log[0].subject.as_str()), ("invoice.correct", new.name.as_str()));

    admin.refund(order.number, None).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    let rest = all.last().expect("a credit note");
    assert_eq!(
        (rest.refers_to.as_ref().map(|about| &about.number), rest.buyer.name()),
        (Some(&new.name), "Analytical Engines GmbH")
    );
    assert_eq!(balance(&all), 0);
    let nothing = admin.correct_invoice(order.number, company(), "").await;
    assert!(matches!(nothing, Err(AdminError::NothingInvoiced(_))), "{nothing:?}");
    check(&world, 5).await;
}

/// The number of what a document refers to.
fn about(document: &Document) -> Option<&str> {
    document.refers_to.as_ref().map(|about| about.number.as_str())
}

async fn each_of_two_invoices_is_corrected_by_its_own(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (attempt, order) = sell(&world, &[("song", 3)]).await;
    let admin = world.admin();
    let song = || RefundItems::new().line("product", "song", 1);
    let refund = admin.refund_items(order.number, &song()).await.unwrap();
    deliver(&world).await;
    assert_eq!(post(&world, webhook("e0", &attempt, paid(3000), Some(euro(1000)))).await, 200);
    let failed = json!(format!("ref-{}", refund.id));
    assert_eq!(post(&world, at_gateway("e1", &attempt, &[("failed_refund", failed)])).await, 200);
    deliver(&world).await;
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001", "-00002"]);

    // Another refund of the same piece is about the invoice that names it.
    admin.refund_items(order.number, &song()).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    assert_eq!(about(&all[3]), Some(all[2].number.as_str()));
    admin.refund_items(order.number, &song()).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    assert_eq!(about(&all[4]), Some(all[0].number.as_str()), "the second holds no more");
    check(&world, 5).await;
    let new = admin.correct_invoice(order.number, company(), "").await.unwrap();
    let all = documents(&world, &order).await;
    assert_eq!(
        (all.len(), new.refers_to.as_deref()),
        (7, Some(all[0].number.as_str())),
        "of the second, nothing is left"
    );

    let (attempt, order) = sell(&world, &[("song", 2)]).await;
    let refund = admin.refund_items(order.number, &song()).await.unwrap();
    deliver(&world).await;
    assert_eq!(post(&world, webhook("e2", &attempt, paid(2000), Some(euro(1000)))).await, 200);
    let failed = json!(format!("ref-{}", refund.id));
    assert_eq!(post(&world, at_gateway("e3", &attempt, &[("failed_refund", failed)])).await, 200);
    deliver(&world).await;
    admin.correct_invoice(order.number, company(), "").await.unwrap();
    let all = documents(&world, &order).await;
    let [first, _, second, corrections @ ..] = &all[..] else { panic!("{all:?}") };
    let corrections: Vec<_> =
        corrections.iter().map(|document| (document.kind, about(document), document.total)).collect();
    for invoice in [first, second] {
        for kind in [DocumentKind::CreditNote, DocumentKind::Invoice] {
            assert!(corrections.contains(&(kind, Some(invoice.number.as_str()), euro(1000))), "{corrections:?}");
        }
    }
    assert_eq!((corrections.len(), balance(&all)), (4, 2000));
    let again = admin.correct_invoice(order.number, company(), "").await.unwrap();
    assert_eq!(again.total, euro(1000));
    assert_eq!(documents(&world, &order).await.len(), 11, "each of the two again");
    check(&world, 18).await;
}

async fn a_corrected_invoice_is_mailed_once(world: World) {
    let (world, folder) = shop_with_mails(world).await;
    let (_, order) = sell(&world, &[("song", 1)]).await;
    deliver(&world).await;
    let admin = world.admin();
    admin.correct(order.number, Correction::default().email("lovelace@example.com")).await.unwrap();
    admin.correct_invoice(order.number, company(), "").await.unwrap();
    deliver(&world).await;
    admin.replay(order.number, Some("confirmation-mail"), Some(SignalKind::InvoiceCorrected)).await.unwrap();
    deliver(&world).await;

    let mut sent: Vec<_> = std::fs::read_dir(folder).unwrap().map(|mail| mail.unwrap().path()).collect();
    sent.sort();
    let [_, path] = &sent[..] else { panic!("the confirmation, and one about the correction: {sent:?}") };
    let source = std::fs::read(path).unwrap();
    let mail = mailparse::parse_mail(&source).unwrap();
    assert_eq!(mail.headers.get_first_value("To").as_deref(), Some("lovelace@example.com"));
    assert!(mail.headers.get_first_value("Subject").unwrap().ends_with("corrected invoice"));
    let documents = issued(&world, &order).await;
    let [first, note, second] = &documents[..] else { panic!("{documents:?}") };
    let parts = leaves(&mail);
    let text = parts.iter().find(|part| part.ctype.mimetype == "text/plain").expect("a text").get_body().unwrap();
    assert!(
        text.contains(&note.name) && text.contains(&second.name) && !text.contains(&format!(" {}", first.name)),
        "{text}"
    );
    let attached = attached(&mail);
    let names = attached.iter().map(|part| {
        let disposition = part.get_content_disposition();
        disposition.params.get("filename").cloned().unwrap_or_default()
    });
    let expected = [format!("Credit note {}.html", note.name), format!("Invoice {}.html", second.name)];
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

async fn a_company_is_not_where_its_goods_went(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = world.filled_in(&visitor).await;
    let attempt = form.attempt.clone();
    let billing_address = Address { organization: "Quarto GmbH".into(), ..form.billing_address.clone() };
    let form = CheckoutForm { billing_address, ..form };
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &paid(total.amount)).await.unwrap();
    deliver(&world).await;
    let order = world.store.order(&token).await.unwrap();
    world.admin().correct_invoice(order.number, company(), "").await.unwrap();
    let all = documents(&world, &order).await;
    let (first, second) = (&all[0], &all[2]);
    assert_eq!((first.buyer.name(), first.ship_to.as_ref()), ("Quarto GmbH", None));
    assert_eq!(second.ship_to.as_ref().map(Party::name), Some("Ada Lovelace"), "{:?}", second.ship_to);
}

/// A German shop that sends abroad and issues invoices.
async fn exporter(world: World, taxes: impl TaxProvider) -> World {
    products(&world).await;
    let abroad = FlatRate::new("abroad", "Abroad", euro(490)).countries(["FR"]);
    world.with(|builder| builder.tax(taxes).invoices(seller()).ship(abroad)).await
}

/// Orders in the name of a French company whose VAT number cannot be checked, and pays. Returns the attempt, and the order.
async fn sell_to_france(world: &World, visitor: &Visitor) -> (String, OrderView) {
    let mut form = world.filled_in(visitor).await;
    let to = &mut form.shipping_address;
    (to.country, to.postal_code, to.city) = ("FR".into(), "75001".into(), "Paris".into());
    if !world.store.checkout(visitor).await.unwrap().ships {
        form.billing_address = form.shipping_address.clone();
    }
    let form = CheckoutForm { vat_id: "FR40303265045".into(), ..form };
    let attempt = form.attempt.clone();
    let mut outcome = world.store.submit_checkout(visitor, form, Intent::Pay).await.unwrap();
    if let CheckoutOutcome::Review(view) = outcome {
        // Another country, another shipping method, which is confirmed.
        outcome = world.store.submit_checkout(visitor, view.form, Intent::Pay).await.unwrap();
    }
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.gateway.decide(&attempt, paid(total.amount));
    world.store.settle(&attempt, &paid(total.amount)).await.unwrap();
    (attempt, world.store.order(&token).await.unwrap())
}

/// VIES answers at last.
async fn prove_valid(world: &World) {
    world.db.execute("UPDATE pannier_vat_checks SET answer = 'valid', due_at = NULL", &[]).await.unwrap();
}

async fn tax_is_returned_once_a_number_has_proved_valid(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let (_, order) = sell_to_france(&world, &world.visitor_with(&["book", "song"]).await).await;
    deliver(&world).await;
    assert_eq!((order.total, order.tax_total), (euro(2490), Some(euro(398))));
    let admin = world.admin();
    let not_yet = admin.return_tax(order.number).await;
    assert!(matches!(not_yet, Err(AdminError::NoTaxToReturn(_))), "{not_yet:?}");
    prove_valid(&world).await;
    let report = async || admin.tax_report(Quarter::of(world.db.now(), world.store.time_zone())).await.unwrap();
    assert_eq!(report().await.to_return[0].tax, euro(398));
    let overview = admin.overview().await.unwrap();
    assert_eq!((overview.tax_to_return.count, overview.tax_to_return_since.is_some()), (1, true));
    assert_eq!(admin.returnable_tax(order.number).await.unwrap(), euro(398));
    assert_eq!(world.store.order(&order.token).await.unwrap().tax_returned, None);
    let refund = admin.return_tax(order.number).await.unwrap();
    assert_eq!(refund.amount, euro(398));
    deliver(&world).await;
    let seen = world.store.order(&order.token).await.unwrap();
    assert_eq!((seen.tax_returned, seen.tax_total), (Some(euro(398)), Some(euro(398))));

    // A credit note takes the invoice back, and another one without tax replaces it.
    let all = documents(&world, &order).await;
    assert_eq!((all.len(), balance(&all)), (3, 2092));
    let note = all.iter().find(|document| document.kind == DocumentKind::CreditNote).unwrap();
    assert_eq!((note.total, note.paid), (euro(2490), euro(398)));
    assert!(note.reason.contains("FR40303265045"), "{}", note.reason);
    let replaces = |document: &&Document| document.kind == DocumentKind::Invoice && document.refers_to.is_some();
    let again = all.iter().find(replaces).unwrap();
    let sums: Vec<_> = again.taxes.iter().map(|sum| (sum.rate.code, sum.rate.rate, sum.net, sum.tax)).collect();
    let untaxed = |code, net| (code, Rate::ZERO, euro(net), euro(0));
    assert_eq!(sums, [untaxed(TaxCode::ReverseCharge, 840), untaxed(TaxCode::IntraCommunity, 1252)]);
    assert!(again.notes.iter().any(|note| note.contains("article 138")), "{:?}", again.notes);

    // It is in the EC sales list, and could not be returned again.
    let found = report().await;
    let business: Vec<_> = found.business.iter().map(|row| (row.vat_id.as_str(), row.code, row.net)).collect();
    let number = "FR40303265045";
    assert_eq!(business, [(number, TaxCode::ReverseCharge, euro(840)), (number, TaxCode::IntraCommunity, euro(1252))]);
    let taxed = found.rows.iter().find(|row| row.code == TaxCode::Standard).unwrap();
    assert_eq!((taxed.net, taxed.tax), (taxed.refunded_net, taxed.refunded_tax));
    assert!(found.to_return.is_empty() && found.totals() == [(euro(2092), euro(0))], "{found:?}");
    let again = admin.return_tax(order.number).await;
    assert!(matches!(again, Err(AdminError::NoTaxToReturn(_))), "{again:?}");
    assert_eq!(admin.overview().await.unwrap().tax_to_return.count, 0);

    // What is refunded from then on has no tax.
    let song = admin.refund_items(order.number, &RefundItems::new().line("product", "song", 1)).await.unwrap();
    assert_eq!((song.amount, song.items[0].tax), (euro(840), Some(euro(0))));
    deliver(&world).await;
    assert_eq!(balance(&documents(&world, &order).await), 1252);
    check(&world, 4).await;
}

/// The number, the kind and the total of each document, the oldest first.
async fn totals(world: &World, order: &OrderView) -> Vec<(String, DocumentKind, i64)> {
    let documents = documents(world, order).await;
    documents.into_iter().map(|document| (document.number, document.kind, document.total.amount)).collect()
}

async fn tax_is_returned_of_each_of_two_invoices(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let (attempt, order) = sell_to_france(&world, &world.visitor_with(&["song", "song"]).await).await;
    let admin = world.admin();
    let refund = admin.refund_items(order.number, &RefundItems::new().line("product", "song", 1)).await.unwrap();
    deliver(&world).await;
    assert_eq!(post(&world, webhook("e0", &attempt, paid(2000), Some(euro(1000)))).await, 200);
    let failed = json!(format!("ref-{}", refund.id));
    assert_eq!(post(&world, at_gateway("e1", &attempt, &[("failed_refund", failed)])).await, 200);
    deliver(&world).await;
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001", "-00002"]);

    prove_valid(&world).await;
    assert_eq!(admin.return_tax(order.number).await.unwrap().amount, euro(319));
    deliver(&world).await;
    let all = totals(&world, &order).await;
    let of = |kind| {
        let mut of: Vec<i64> = all[3..].iter().filter(|one| one.1 == kind).map(|one| one.2).collect();
        of.sort();
        of
    };
    assert_eq!(
        (of(DocumentKind::CreditNote), of(DocumentKind::Invoice)),
        (vec![1000, 1000], vec![840, 841]),
        "{all:?}"
    );
    check(&world, 7).await;
}

async fn pieces_that_went_back_before_their_tax_are_credited_before_it(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let (_, order) = sell_to_france(&world, &world.visitor_with(&["song", "song"]).await).await;
    deliver(&world).await;
    prove_valid(&world).await;
    let admin = world.admin();
    let song = admin.refund_items(order.number, &RefundItems::new().line("product", "song", 1)).await.unwrap();
    world.advance(minutes(1));
    let tax = admin.return_tax(order.number).await.unwrap();
    assert_eq!((song.amount, tax.amount), (euro(1000), euro(159)));
    // The first delivery has failed, and is tried again after the second.
    let later = "UPDATE pannier_signal_deliveries SET due_at = due_at + 3600000 WHERE status = 'due' AND signal_id = \
                 (SELECT id FROM pannier_signals WHERE subject = $1)";
    world.db.execute(later, args![&song.id]).await.unwrap();
    deliver(&world).await;
    let all = totals(&world, &order).await;
    let sums: Vec<_> = all.iter().map(|(_, kind, total)| (*kind, *total)).collect();
    let (invoice, note) = (DocumentKind::Invoice, DocumentKind::CreditNote);
    assert_eq!(sums.len(), 4, "{all:?}");
    for document in [(invoice, 2000), (note, 1000), (note, 1000), (invoice, 841)] {
        assert!(sums.contains(&document), "{all:?}");
    }
    world.advance(minutes(90));
    deliver(&world).await;
    assert_eq!(totals(&world, &order).await, all, "nothing is credited twice");
    check(&world, 4).await;
}

async fn tax_and_pieces_go_back_one_after_the_other(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let (_, order) = sell_to_france(&world, &world.visitor_with(&["song", "song"]).await).await;
    prove_valid(&world).await;
    let (admin, song) = (world.admin(), RefundItems::new().line("product", "song", 1));
    let settle = async || {
        world.gateway.refunds_are(RefundState::Succeeded);
        world.advance(minutes(90));
        testing::reconcile(&world.store).await;
    };
    world.gateway.refunds_are(RefundState::Pending);
    assert_eq!(admin.refund_items(order.number, &song).await.unwrap().status, RefundStatus::Pending);
    let too_early = admin.return_tax(order.number).await;
    assert!(matches!(too_early, Err(AdminError::UnsettledRefund(_))), "{too_early:?}");
    settle().await;

    world.gateway.refunds_are(RefundState::Pending);
    assert_eq!(admin.return_tax(order.number).await.unwrap().status, RefundStatus::Pending);
    let too_early = admin.refund_items(order.number, &song).await;
    assert!(matches!(too_early, Err(AdminError::UnsettledRefund(_))), "{too_early:?}");
    let too_early = admin.record_manual_refund(order.number, Some(euro(100))).await;
    assert!(matches!(too_early, Err(AdminError::UnsettledRefund(_))), "{too_early:?}");
    settle().await;
    let song = admin.refund_items(order.number, &song).await.unwrap();
    assert_eq!((song.amount, song.items[0].tax), (euro(841), Some(euro(0))));
    deliver(&world).await;
    assert_eq!(balance(&documents(&world, &order).await), 0);
    check(&world, 5).await;
}

async fn tax_that_was_returned_elsewhere_is_recorded(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let mut browser = desk(&world).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let (_, order) = sell_to_france(&world, &world.visitor_with(&["song"]).await).await;
        numbers.push(order.number);
    }
    let page = format!("/admin/orders/{}", numbers[0]);
    let path = format!("{page}/return-tax");
    says(&browser.get(&path).await, &["There is no tax to return"]);
    prove_valid(&world).await;
    let ask = browser.get(&path).await;
    says(&ask, &["FR40303265045", "€1.60"]);
    let form = hidden(&ask);
    assert_eq!(press(&mut browser, &path, &form).await.location(), format!("{page}?done=refund-made"));
    assert_eq!(press(&mut browser, &path, &form).await.location(), format!("{page}?done=refund-submitted"));
    assert_eq!(world.gateway.refunds().len(), 1);

    let admin = world.admin();
    let refund = admin.record_returned_tax(numbers[1]).await.unwrap();
    assert_eq!((refund.amount, refund.status, refund.manual), (euro(160), RefundStatus::Succeeded, true));
    assert_eq!(world.gateway.refunds().len(), 1, "its gateway was not asked");
    let again = admin.record_returned_tax(numbers[1]).await;
    assert!(matches!(again, Err(AdminError::NoTaxToReturn(_))), "{again:?}");
}

async fn tax_that_a_gateway_refuses_is_returned_as_tax(world: World) {
    let world = exporter(world, Vat::from("DE")).await;
    let mut browser = desk(&world).await;
    let (_, order) = sell_to_france(&world, &world.visitor_with(&["song"]).await).await;
    prove_valid(&world).await;
    let page = format!("/admin/orders/{}", order.number);
    let (path, record) = (format!("{page}/return-tax"), format!("{page}/record-returned-tax"));
    let ask = browser.get(&path).await;
    assert!(!ask.html.contains(&record), "nothing was refused yet: {}", ask.html);
    world.gateway.refunds_are(RefundState::Failed { reason: "the account is closed".into() });
    let refused = press(&mut browser, &path, &hidden(&ask)).await;
    says(&refused, &["the account is closed", &record]);
    let (_, payments) = world.admin().order(order.number).await.unwrap();
    assert!(payments[0].refunds[0].returns_tax, "{:?}", payments[0].refunds);
    says(&browser.get(&page).await, &["An ordinary refund would leave the sale taxed", &path]);

    let form = hidden(&browser.get(&record).await);
    assert_eq!(press(&mut browser, &record, &form).await.location(), format!("{page}?done=record-refund"));
    let again = world.admin().returnable_tax(order.number).await;
    assert!(matches!(again, Err(AdminError::NoTaxToReturn(_))), "{again:?}");
    let (_, payments) = world.admin().order(order.number).await.unwrap();
    assert_eq!(payments[0].issue, None, "what was refused is made good");
}

/// Discs are taxed at 7 %, all else at 19 %, but for companies with a valid number.
struct TwoRates;

#[async_trait]
impl TaxProvider for TwoRates {
    fn id(&self) -> &'static str {
        "two-rates"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        let is_company = matches!(sale.buyer, Buyer::Business { proof: VatProof::Valid, .. });
        let rate = |kind: &str| {
            let rate = Rate::percent(if kind == "disc" { 7 } else { 19 });
            if is_company { TaxRate::removed(TaxCode::IntraCommunity, rate) } else { TaxRate::included(rate) }
        };
        Ok(Assessment::new(sale.lines.iter().map(|line| rate(&line.kind)).collect()))
    }
}

async fn shipping_at_two_rates_goes_back_once_after_its_tax(world: World) {
    world.product("record").kind("disc").price(euro(500)).grams(100).insert().await;
    let world = exporter(world, TwoRates).await;
    let visitor = world.visitor_with(&["book"]).await;
    world.store.add_to_basket(&visitor, "disc", "record", 1).await.unwrap();
    let (_, order) = sell_to_france(&world, &visitor).await;
    prove_valid(&world).await;
    let (admin, shipping) = (world.admin(), RefundItems::new().shipping());
    let tax = order.tax_total.expect("taxes are recorded");
    assert_eq!(admin.return_tax(order.number).await.unwrap().amount, tax);
    let left = admin.refundable(order.number).await.unwrap().shipping;
    assert!(left.amount > 0 && left.amount < 490, "{left:?}");
    assert_eq!(admin.refund_items(order.number, &shipping).await.unwrap().amount, left);
    assert_eq!(admin.refundable(order.number).await.unwrap().shipping, euro(0));
    let again = admin.refund_items(order.number, &shipping).await;
    assert!(matches!(again, Err(AdminError::NotPositive(_))), "{again:?}");
    let rest = admin.refund(order.number, None).await.unwrap().amount;
    assert_eq!(tax.amount + left.amount + rest.amount, order.total.amount);
    deliver(&world).await;
    assert_eq!(balance(&documents(&world, &order).await), 0);
    check(&world, 5).await;
}

async fn any_refunds_before_and_after_the_tax_are_credited_to_the_cent(world: World) {
    const ORDERS: usize = 4;
    let world = exporter(world, Vat::from("DE")).await;
    let wish = || vec((0..4_u8, 1..=900_i64), 0..4);
    let mut orders = Vec::new();
    for (before, after) in values((wish(), wish())).take(ORDERS).collect::<Vec<_>>() {
        let visitor = world.visitor_with(&["book", "book", "song"]).await;
        orders.push((sell_to_france(&world, &visitor).await.1, before, after));
    }
    prove_valid(&world).await;
    let admin = world.admin();
    for (order, before, after) in orders {
        let refund = async |(what, cents): &(u8, i64)| {
            let items = RefundItems::new();
            // What is not left is refused.
            let _ = match what {
                0 => admin.refund(order.number, Some(euro(*cents))).await,
                1 => admin.refund_items(order.number, &items.line("product", "book", 1)).await,
                2 => admin.refund_items(order.number, &items.line("product", "song", 1).shipping()).await,
                _ => admin.refund_items(order.number, &items.line("product", "book", 1).extra(euro(*cents))).await,
            };
        };
        for wish in &before {
            refund(wish).await;
        }
        let _ = admin.return_tax(order.number).await;
        for wish in &after {
            refund(wish).await;
        }
        deliver(&world).await;
        let refunded = world.store.order(&order.token).await.unwrap().refunded.map_or(0, |refunded| refunded.amount);
        assert_eq!(balance(&documents(&world, &order).await), order.total.amount - refunded, "{before:?} {after:?}");
        let _ = admin.refund(order.number, None).await;
        deliver(&world).await;
        assert_eq!(balance(&documents(&world, &order).await), 0, "{before:?} {after:?}");
    }
    let check = admin.check_invoices().await.unwrap();
    assert!(check.is_clean(), "{check:?}");
}

/// All is taxed at one rate.
struct Everything(TaxRate);

#[async_trait]
impl TaxProvider for Everything {
    fn id(&self) -> &'static str {
        "everything"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        Ok(Assessment::new(sale.lines.iter().map(|_| self.0).collect()))
    }
}

async fn prices_add_up_whatever_becomes_of_the_tax(world: World) {
    world.product("print").price(euro(1900)).insert().await;
    let german = Rate::percent(19);
    let mut world = world;
    for (rate, price, with_tax) in [
        (TaxRate::included(german), (1900, 1), true),
        (TaxRate::on_top(german), (1900, 1), false),
        // 47.90 without the tax, which have no third in whole cents.
        (TaxRate::removed(TaxCode::ReverseCharge, german), (4790, 3), false),
    ] {
        world = world.with(|builder| builder.tax(Everything(rate)).invoices(seller())).await;
        let (_, order) = sell(&world, &[("print", 3)]).await;
        deliver(&world).await;
        world.admin().refund_items(order.number, &RefundItems::new().line("product", "print", 1)).await.unwrap();
        deliver(&world).await;
        world.admin().correct_invoice(order.number, company(), "").await.unwrap();
        let all = documents(&world, &order).await;
        let first = &all[0].lines[0];
        assert_eq!(((first.unit_price.amount, first.base_quantity), first.priced_with_tax), (price, with_tax));
        assert_eq!(all.len(), 4, "an invoice, the piece, and the correction of the rest");
        for line in all.iter().flat_map(|document| &document.lines) {
            let pieces = line.unit_price.amount * i64::from(line.quantity) / i64::from(line.base_quantity);
            let left = pieces - line.discount.map_or(0, |off| off.amount);
            assert_eq!(left, if with_tax { line.amount.amount } else { line.net.amount }, "{line:?}");
            assert_eq!(line.discount, None, "{line:?}");
        }
    }
    let check = world.admin().check_invoices().await.unwrap();
    assert!(check.is_clean() && check.checked == 12, "{check:?}");
}
