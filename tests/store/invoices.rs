//! Invoices and credit notes: one for each cause, without a gap, and never changed.

use std::{collections::BTreeSet, path::PathBuf};

use async_trait::async_trait;
use mailparse::{DispositionType, ParsedMail};
use pannier::{
    Address, AdminError, Assessment, CheckoutOutcome, Document, DocumentKind, Intent, InvoiceProblem, InvoiceQuery,
    InvoiceRecord, Language, Money, OrderView, Problem, Rate, RefundItems, Sale, Seller, SignalKind, TaxCode, TaxError,
    TaxProvider, TaxRate, args,
    db::Dialect,
    receivers::{Mailer, OrderMail},
    tax::Vat,
    testing,
};
use proptest::collection::vec;
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    on_both,
    random::values,
    webhook::{about, post, webhook},
    world::{World, euro, fresh_dir, paid, visitor},
};

on_both!(
    a_paid_order_has_one_invoice_however_often_it_is_asked_for,
    what_costs_nothing_has_no_invoice,
    numbers_have_neither_gap_nor_twin,
    an_invoice_is_final,
    credit_notes_add_up_with_the_invoice,
    any_refunds_are_credited_to_the_cent,
    a_refund_at_the_gateway_is_credited_once_its_lines_are_known,
    a_refund_that_fails_after_all_is_invoiced_again,
    what_is_outside_the_scope_of_vat_has_an_invoice_of_its_own,
    a_small_business_says_why_it_charges_no_tax,
    an_order_of_before_is_invoiced_when_asked_for,
    a_check_finds_what_was_changed,
    a_confirmation_links_to_the_invoice_and_has_it_attached,
);

pub fn seller() -> Seller {
    let mut seller = Seller::default();
    seller.name = "Quarto GmbH".into();
    seller.address = Address {
        country: "DE".into(),
        line1: "Example Street 1".into(),
        city: "Berlin".into(),
        postal_code: "10115".into(),
        ..Address::default()
    };
    seller.vat_id = "DE136695976".into();
    seller
}

/// Products to sell: a book, which ships, and a song.
pub async fn products(world: &World) {
    world.product("book").grams(500).insert().await;
    world.product("song").attempts(2).insert().await;
}

/// A shop that issues invoices.
pub async fn shop(world: World, taxes: impl TaxProvider) -> World {
    products(&world).await;
    world.with(|builder| builder.tax(taxes).invoices(seller())).await
}

/// Sells some pieces of each product. Returns the attempt to pay, and the order.
pub async fn sell(world: &World, wares: &[(&str, u32)]) -> (String, OrderView) {
    let visitor = visitor();
    for (product, quantity) in wares {
        world.store.add_to_basket(&visitor, "product", product, *quantity).await.unwrap();
    }
    let form = world.filled_in(&visitor).await;
    let attempt = form.attempt.clone();
    let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
    let token = world.token_of(&attempt).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.gateway.decide(&attempt, paid(total.amount));
    world.store.settle(&attempt, &paid(total.amount)).await.unwrap();
    (attempt, world.store.order(&token).await.unwrap())
}

pub async fn deliver(world: &World) {
    testing::run_outbox(&world.store).await.unwrap();
}

/// The documents of an order, the oldest first.
pub async fn issued(world: &World, order: &OrderView) -> Vec<InvoiceRecord> {
    world.store.invoices_of(&order.token).await.unwrap()
}

/// The numbers of an order's documents, without their year: `-00001`, `C-00001`.
pub async fn names(world: &World, order: &OrderView) -> Vec<String> {
    let year = &world.db.now().to_string()[..4];
    issued(world, order).await.iter().map(|record| record.name.replacen(year, "", 1)).collect()
}

pub async fn documents(world: &World, order: &OrderView) -> Vec<Document> {
    let mut documents = Vec::new();
    for InvoiceRecord { name, .. } in issued(world, order).await {
        documents.push(world.store.invoice(&order.token, &name).await.unwrap());
    }
    documents
}

/// What is invoiced and not credited.
pub fn balance(documents: &[Document]) -> i64 {
    let sign = |document: &Document| if document.kind == DocumentKind::CreditNote { -1 } else { 1 };
    documents.iter().map(|document| sign(document) * document.total.amount).sum()
}

/// # Panics
/// If anything is wrong with the invoices, or if there are not so many.
pub async fn check(world: &World, documents: u64) {
    let check = world.admin().check_invoices().await.unwrap();
    assert!(check.is_clean() && check.checked == documents, "{check:?}");
}

async fn a_paid_order_has_one_invoice_however_often_it_is_asked_for(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (_, order) = sell(&world, &[("book", 2)]).await;
    let (_, other) = sell(&world, &[("song", 1)]).await;
    deliver(&world).await;
    world.admin().replay(order.number, Some("invoices"), Some(SignalKind::Completed)).await.unwrap();
    deliver(&world).await;
    let again = world.store.issue_due_invoices(&order.token).await.unwrap();
    let record = world.admin().issue_invoice(order.number).await.unwrap();
    assert_eq!((again.len(), &again[0]), (1, &record));
    assert_eq!((record.total, record.kind, record.order), (order.total, DocumentKind::Invoice, order.number));

    let [invoice] = &documents(&world, &order).await[..] else { panic!("one invoice") };
    assert_eq!((invoice.seller.clone(), invoice.number.as_str()), (seller(), record.name.as_str()));
    assert_eq!((invoice.total, invoice.paid, invoice.payment.as_str()), (euro(2490), euro(2490), "Fake"));
    assert_eq!((invoice.lines[0].quantity, invoice.lines[0].unit_price), (2, euro(1000)));
    assert_eq!((invoice.charges[0].label.as_str(), invoice.charges[0].amount), ("Standard", euro(490)));
    let taxes: Vec<_> = invoice.taxes.iter().map(|sum| (sum.rate.code, sum.rate.rate, sum.net, sum.tax)).collect();
    assert_eq!(taxes, [(TaxCode::Standard, Rate::percent(19), euro(2092), euro(398))]);
    assert_eq!((invoice.buyer.name(), invoice.buyer.email.as_str()), ("Ada Lovelace", "ada@example.com"));
    assert!(invoice.ship_to.is_none() && invoice.notes.is_empty() && invoice.supplied_at.is_some(), "{invoice:?}");
    let confirmation = world.store.order_confirmation(&order.token).await.unwrap();
    assert_eq!((&confirmation.lines, confirmation.total), (&invoice.lines, invoice.total));
    assert_eq!((confirmation.kind, confirmation.number), (DocumentKind::OrderConfirmation, order.number.to_string()));

    for (token, name) in [(&other.token, &*record.name), (&order.token, "2026-99999"), (&order.token, "\0")] {
        assert_eq!(world.store.invoice(token, name).await.unwrap_err(), Problem::UnknownOrder);
    }
    assert_eq!(world.store.invoices_of("no-such-token").await.unwrap_err(), Problem::UnknownOrder);
    let unknown = world.admin().invoice_document("2026-99999").await;
    assert!(matches!(unknown, Err(AdminError::UnknownInvoice(_))));
    let list = async |query: InvoiceQuery| world.admin().invoices(&query).await.unwrap();
    let newest = list(InvoiceQuery::default().limit(1)).await;
    assert_eq!(list(InvoiceQuery::default().before(&*newest[0].name)).await.len(), 1);
    assert_eq!(list(InvoiceQuery::default().order(order.number)).await, [record]);
    assert!(list(InvoiceQuery::default().year(2020)).await.is_empty());
    check(&world, 2).await;
}

async fn what_costs_nothing_has_no_invoice(world: World) {
    world.product("leaflet").price(euro(0)).insert().await;
    let world = shop(world, Vat::from("DE")).await;
    let visitor = world.visitor_with(&["leaflet"]).await;
    let (_, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    let waiting = world.pending(&["book"]).await;
    deliver(&world).await;
    assert_eq!(names(&world, &order).await, [""; 0]);
    for token in [&order.token, &waiting.token] {
        let number = world.store.order(token).await.unwrap().number;
        let refused = world.admin().issue_invoice(number).await;
        assert!(matches!(refused, Err(AdminError::NothingToInvoice(_))), "{refused:?}");
        assert!(world.store.issue_due_invoices(token).await.unwrap().is_empty());
    }
    check(&world, 0).await;
}

async fn numbers_have_neither_gap_nor_twin(world: World) {
    const ORDERS: usize = 12;
    let world = shop(world, Vat::from("DE")).await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        orders.push(sell(&world, &[("song", 1)]).await.1);
    }
    let mut work = JoinSet::new();
    for order in orders.iter().cycle().take(3 * ORDERS) {
        let (store, token) = (world.store.clone(), order.token.clone());
        work.spawn(async move { store.issue_due_invoices(&token).await.map(drop).map_err(|error| error.to_string()) });
    }
    let store = world.store.clone();
    work.spawn(async move { testing::run_outbox(&store).await.map_err(|error| error.to_string()) });
    for outcome in work.join_all().await {
        assert_eq!(outcome, Ok(()));
    }
    deliver(&world).await;
    let mut numbers = BTreeSet::new();
    for order in &orders {
        numbers.extend(names(&world, order).await);
    }
    let expected: BTreeSet<_> = (1..=ORDERS).map(|number| format!("-{number:05}")).collect();
    assert_eq!(numbers, expected);
    check(&world, ORDERS as u64).await;
}

async fn an_invoice_is_final(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    sell(&world, &[("song", 1)]).await;
    deliver(&world).await;
    let columns = "series, kind, order_id, issued_at, total_amount, currency, body, hash";
    let insert = |values: &str| {
        format!(
            "INSERT INTO pannier_invoices (id, number, name, part, {columns}) SELECT 'x', {values}, 'O', {columns} \
             FROM pannier_invoices"
        )
    };
    for (sql, words) in [
        ("UPDATE pannier_invoices SET body = ''".to_owned(), "an invoice is final"),
        ("DELETE FROM pannier_invoices".to_owned(), "an invoice is final"),
        (insert("number + 2, 'x'"), "the numbers of invoices have no gap"),
    ] {
        let error = world.db.execute(&sql, &[]).await.expect_err(&sql).to_string();
        assert!(error.contains(words), "{sql}: {error}");
    }
    // A second invoice of the order, which SQLite could put in the place of the first.
    let again = match world.db.dialect() {
        Dialect::Sqlite => "INSERT OR REPLACE",
        Dialect::Postgres => "INSERT",
    };
    let sql = format!(
        "{again} INTO pannier_invoices (id, number, name, part, {columns}) SELECT 'x', number + 1, 'x', part, {columns} \
         FROM pannier_invoices"
    );
    assert!(world.db.execute(&sql, &[]).await.is_err());
    let waiting = world.pending(&["song"]).await;
    let sql = format!(
        "INSERT INTO pannier_invoices (id, number, name, part, {columns}) SELECT 'x', 2, 'x', '', series, kind, \
         (SELECT id FROM pannier_orders WHERE token = $1), issued_at, total_amount, currency, body, hash FROM pannier_invoices"
    );
    let error = world.db.execute(&sql, args![&waiting.token]).await.unwrap_err().to_string();
    assert!(error.contains("only a completed order is invoiced"), "{error}");
    check(&world, 1).await;
}

async fn credit_notes_add_up_with_the_invoice(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (_, order) = sell(&world, &[("book", 3), ("song", 2)]).await;
    let admin = world.admin();
    // Before the invoice: it is issued first.
    let bent = RefundItems::new().line("product", "book", 1).note("Bent at a corner");
    admin.refund_items(order.number, &bent).await.unwrap();
    deliver(&world).await;
    for cents in [1, 333, 57] {
        admin.refund(order.number, Some(euro(cents))).await.unwrap();
    }
    admin.refund_items(order.number, &RefundItems::new().line("product", "song", 2).shipping()).await.unwrap();
    deliver(&world).await;
    let some = documents(&world, &order).await;
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001", "C-00002", "C-00003", "C-00004", "C-00005"]);
    let left = order.total.amount - world.number("SELECT refunded_amount AS n FROM pannier_payments", &[]).await;
    assert_eq!(balance(&some), left);
    let (invoice, bent) = (&some[0], &some[1]);
    assert_eq!((bent.reason.as_str(), bent.total, bent.lines[0].quantity), ("Bent at a corner", euro(1000), 1));
    // Of an amount, no piece comes back.
    let texts = world.store.texts(Language::ENGLISH);
    let named: Vec<_> = some[3].lines.iter().map(|line| (line.quantity, line.name(&texts))).collect();
    assert_eq!(named[0], (0, "Part of the price of The book".to_owned()));
    assert_eq!(bent.lines[0].name(&texts), "The book");
    for note in &some[1..] {
        let about = note.refers_to.as_ref().expect("a reference");
        assert_eq!(
            (&about.number, about.issued_at, note.kind),
            (&invoice.number, invoice.issued_at, DocumentKind::CreditNote)
        );
        assert_eq!((&note.buyer, note.order), (&invoice.buyer, order.number));
    }
    admin.refund(order.number, None).await.unwrap();
    deliver(&world).await;
    deliver(&world).await;
    let all = documents(&world, &order).await;
    assert_eq!((all.len(), balance(&all)), (7, 0));
    let sums = |of: fn(&Document) -> Vec<Money>| {
        let credited = all[1..].iter().flat_map(of).map(|money| money.amount).sum::<i64>();
        (of(&all[0]).iter().map(|money| money.amount).sum::<i64>(), credited)
    };
    let (invoiced, credited) = sums(|document| document.taxes.iter().map(|sum| sum.tax).collect());
    assert_eq!(invoiced, credited, "the tax");
    let (invoiced, credited) = sums(|document| document.taxes.iter().map(|sum| sum.net).collect());
    assert_eq!(invoiced, credited, "without the tax");
    check(&world, 7).await;
}

/// What is credited of an order, and what was refunded.
async fn credited(world: &World, order: &OrderView) -> (i64, i64) {
    let refunded = world.store.order(&order.token).await.unwrap().refunded.map_or(0, |money| money.amount);
    (order.total.amount - balance(&documents(world, order).await), refunded)
}

async fn any_refunds_are_credited_to_the_cent(world: World) {
    const ORDERS: usize = 6;
    let world = shop(world, Vat::from("DE").oss()).await;
    let wish = (0..4_u8, 1..=2_u32, 1..=1500_i64);
    let orders = values((1..=4_u32, 1..=3_u32, vec(wish, 1..6))).take(ORDERS).collect::<Vec<_>>();
    let mut issued = 0;
    for (books, songs, wishes) in orders {
        let (_, order) = sell(&world, &[("book", books), ("song", songs)]).await;
        for (what, pieces, cents) in wishes {
            // What is not left is refused.
            let items = RefundItems::new();
            let _ = match what {
                0 => world.admin().refund(order.number, Some(euro(cents))).await,
                1 => world.admin().refund_items(order.number, &items.line("product", "book", pieces)).await,
                2 => world.admin().refund_items(order.number, &items.line("product", "song", pieces).shipping()).await,
                _ => world.admin().refund_items(order.number, &items.extra(euro(cents))).await,
            };
            deliver(&world).await;
            let (credited, refunded) = credited(&world, &order).await;
            assert_eq!(credited, refunded, "{books} books and {songs} songs: {what}, {pieces}, {cents}");
        }
        let _ = world.admin().refund(order.number, None).await;
        deliver(&world).await;
        let all = documents(&world, &order).await;
        let tax = |document: &Document| document.taxes.iter().map(|sum| sum.tax.amount).sum::<i64>();
        assert_eq!((balance(&all), all[1..].iter().map(tax).sum::<i64>()), (0, tax(&all[0])), "{all:?}");
        issued += all.len() as u64;
    }
    check(&world, issued).await;
}

async fn a_refund_at_the_gateway_is_credited_once_its_lines_are_known(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (attempt, order) = sell(&world, &[("book", 2)]).await;
    deliver(&world).await;
    assert_eq!(post(&world, about("e1", &attempt, &[("refunded", json!(euro(490)))])).await, 200);
    deliver(&world).await;
    assert_eq!(names(&world, &order).await, ["-00001"]);
    check(&world, 1).await;
    let waiting = world.admin().refunds_to_allocate(10).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].0), (1, order.number));
    let shipping = RefundItems::new().shipping();
    world.admin().allocate_refund(order.number, &waiting[0].1.id, &shipping).await.unwrap();
    deliver(&world).await;
    let [_, note] = &documents(&world, &order).await[..] else { panic!("an invoice and a credit note") };
    assert_eq!((note.total, note.lines.len(), note.charges[0].label.as_str()), (euro(490), 0, "Standard"));
    check(&world, 2).await;
}

async fn a_refund_that_fails_after_all_is_invoiced_again(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let (attempt, order) = sell(&world, &[("song", 1)]).await;
    let refund = world.admin().refund(order.number, None).await.unwrap();
    deliver(&world).await;
    assert_eq!(post(&world, webhook("e0", &attempt, paid(1000), Some(euro(1000)))).await, 200);
    let failed = json!(format!("ref-{}", refund.id));
    assert_eq!(post(&world, about("e1", &attempt, &[("failed_refund", failed)])).await, 200);
    deliver(&world).await;
    world.admin().replay(order.number, Some("invoices"), Some(SignalKind::Attention)).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    let [_, note, again] = &all[..] else { panic!("{all:?}") };
    assert_eq!(again.refers_to.as_ref().map(|about| &about.number), Some(&note.number));
    assert_eq!((again.kind, again.total, &again.lines), (DocumentKind::Invoice, note.total, &note.lines));
    assert_eq!((names(&world, &order).await[2].as_str(), balance(&all)), ("-00002", 1000));
    // Another refund of the same.
    world.admin().refund(order.number, None).await.unwrap();
    deliver(&world).await;
    assert_eq!(balance(&documents(&world, &order).await), 0);
    check(&world, 4).await;
}

/// What ships is taxed, and all else is outside the scope of VAT.
pub struct Mixed;

#[async_trait]
impl TaxProvider for Mixed {
    fn id(&self) -> &'static str {
        "mixed"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        let (taxed, free) = (TaxRate::included(Rate::percent(19)), TaxRate::zero(TaxCode::OutOfScope));
        Ok(Assessment::new(sale.lines.iter().map(|line| if line.ships { taxed } else { free }).collect()))
    }
}

async fn what_is_outside_the_scope_of_vat_has_an_invoice_of_its_own(world: World) {
    let world = shop(world, Mixed).await;
    let (_, order) = sell(&world, &[("book", 1), ("song", 1)]).await;
    let (_, alone) = sell(&world, &[("song", 1)]).await;
    deliver(&world).await;
    let all = documents(&world, &order).await;
    let codes = |document: &Document| document.taxes.iter().map(|sum| sum.rate.code).collect::<BTreeSet<_>>();
    let [taxed, free] = &all[..] else { panic!("{all:?}") };
    assert!(!codes(taxed).contains(&TaxCode::OutOfScope), "{taxed:?}");
    assert_eq!(codes(free), BTreeSet::from([TaxCode::OutOfScope]));
    assert_eq!(free.notes, ["Not subject to VAT."]);
    assert_eq!(taxed.total.checked_add(free.total), Some(order.total));
    assert_eq!(names(&world, &alone).await.len(), 1);

    world.admin().refund(order.number, None).await.unwrap();
    deliver(&world).await;
    let all = documents(&world, &order).await;
    assert_eq!((all.len(), balance(&all)), (4, 0));
    for note in &all[2..] {
        let of = all.iter().find(|one| Some(&one.number) == note.refers_to.as_ref().map(|about| &about.number));
        let of = of.expect("the invoice");
        assert_eq!((codes(of), of.total), (codes(note), note.total));
    }
    check(&world, 5).await;
}

async fn a_small_business_says_why_it_charges_no_tax(world: World) {
    let world = shop(world, Vat::from("DE").small_business()).await;
    let (_, order) = sell(&world, &[("book", 1)]).await;
    deliver(&world).await;
    let [invoice] = &documents(&world, &order).await[..] else { panic!("one invoice") };
    assert_eq!(invoice.notes, ["Exempt from VAT under the scheme for small businesses."]);
    assert!(invoice.taxes.iter().all(|sum| sum.tax.amount == 0 && sum.rate.code == TaxCode::Exempt), "{invoice:?}");
}

async fn an_order_of_before_is_invoiced_when_asked_for(world: World) {
    products(&world).await;
    let (_, order) = sell(&world, &[("book", 1), ("song", 2)]).await;
    deliver(&world).await;
    let refused = world.admin().issue_invoice(order.number).await;
    assert!(matches!(refused, Err(AdminError::NoSeller)), "{refused:?}");
    assert_eq!(world.store.order_confirmation(&order.token).await.unwrap().seller.name, "Pannier");

    let world = world.with(|builder| builder.invoices(seller())).await;
    world.admin().refund_items(order.number, &RefundItems::new().line("product", "song", 1)).await.unwrap();
    deliver(&world).await;
    assert!(world.store.issue_due_invoices(&order.token).await.unwrap().is_empty(), "not by itself");
    let invoice = world.admin().issue_invoice(order.number).await.unwrap();
    assert_eq!(names(&world, &order).await, ["-00001", "C-00001"]);
    let all = documents(&world, &order).await;
    assert_eq!((invoice.total, all[1].total), (order.total, euro(1000)));
    assert!(all[0].taxes.is_empty() && all[0].lines.iter().all(|line| line.rate.is_none()), "{all:?}");
    assert_eq!(world.admin().issue_invoice(order.number).await.unwrap(), invoice, "the same again");
    check(&world, 2).await;
}

async fn a_check_finds_what_was_changed(world: World) {
    let world = shop(world, Vat::from("DE")).await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(sell(&world, &[("song", 1)]).await.1);
        deliver(&world).await;
    }
    check(&world, 4).await;
    let unguarded: &[&str] = match world.db.dialect() {
        Dialect::Sqlite => &["DROP TRIGGER pannier_invoices_update", "DROP TRIGGER pannier_invoices_delete"],
        Dialect::Postgres => &["ALTER TABLE pannier_invoices DISABLE TRIGGER pannier_invoices_guard"],
    };
    for sql in unguarded {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let change = async |sql: &str| {
        assert_eq!(world.db.execute(sql, &[]).await.unwrap(), 1, "{sql}");
        world.admin().check_invoices().await.unwrap().problems
    };
    let name = async |n: usize| issued(&world, &orders[n]).await[0].name.clone();
    let (third, series) = (name(2).await, name(0).await[..4].to_owned());
    let changed = vec![InvoiceProblem::Changed(third)];
    assert_eq!(
        change("UPDATE pannier_invoices SET body = REPLACE(body, 'Quarto', 'Octavo') WHERE number = 3").await,
        changed
    );
    assert!(
        change("UPDATE pannier_invoices SET body = REPLACE(body, 'Octavo', 'Quarto') WHERE number = 3")
            .await
            .is_empty()
    );
    let other_total = change("UPDATE pannier_invoices SET total_amount = 1 WHERE number = 3").await;
    assert_eq!(other_total, [changed[0].clone(), InvoiceProblem::Order(orders[2].number)]);
    assert!(change("UPDATE pannier_invoices SET total_amount = 1000 WHERE number = 3").await.is_empty());
    let gap = |from, to| InvoiceProblem::Gap { series: series.clone(), from, to };
    let missing = |n: usize| InvoiceProblem::Missing(orders[n].number);
    assert_eq!(change("DELETE FROM pannier_invoices WHERE number = 2").await, [gap(2, 2), missing(1)]);
    let last = change("DELETE FROM pannier_invoices WHERE number = 4").await;
    assert_eq!(last, [gap(2, 2), gap(4, 4), missing(1), missing(3)]);
}

/// The parts of a mail that hold no others.
pub fn leaves<'a>(mail: &'a ParsedMail<'a>) -> Vec<&'a ParsedMail<'a>> {
    if mail.subparts.is_empty() { vec![mail] } else { mail.subparts.iter().flat_map(leaves).collect() }
}

/// A shop that attaches its invoices to its mails, and the folder of these.
pub async fn shop_with_mails(world: World) -> (World, PathBuf) {
    products(&world).await;
    let folder = fresh_dir().join("mail");
    let mail = OrderMail::new(Mailer::folder(folder.clone()), world.store.settings()).unwrap().attach_invoices("html");
    let world = world.with(|builder| builder.tax(Vat::from("DE")).invoices(seller()).receive(mail)).await;
    (world, folder)
}

/// The attachments of a mail.
pub fn attached<'a>(mail: &'a ParsedMail<'a>) -> Vec<&'a ParsedMail<'a>> {
    let mut parts = leaves(mail);
    parts.retain(|part| part.get_content_disposition().disposition == DispositionType::Attachment);
    parts
}

async fn a_confirmation_links_to_the_invoice_and_has_it_attached(world: World) {
    let (world, folder) = shop_with_mails(world).await;
    let (_, order) = sell(&world, &[("song", 1)]).await;
    deliver(&world).await;
    let sent: Vec<_> = std::fs::read_dir(folder).unwrap().map(|mail| mail.unwrap().path()).collect();
    let [path] = &sent[..] else { panic!("{sent:?}") };
    let source = std::fs::read(path).unwrap();
    let mail = mailparse::parse_mail(&source).unwrap();
    let parts = leaves(&mail);
    let text = parts.iter().find(|part| part.ctype.mimetype == "text/plain").expect("a text").get_body().unwrap();
    assert!(text.contains(&format!("{}/documents/invoice.html", order.url)), "{text}");
    let [attached] = attached(&mail)[..] else { panic!("one attachment: {text}") };
    let name = format!("Invoice {}.html", issued(&world, &order).await[0].name);
    assert_eq!(attached.get_content_disposition().params.get("filename"), Some(&name));
    assert!(attached.get_body().unwrap().contains("Quarto GmbH"));
}
