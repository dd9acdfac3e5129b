//! Documents of orders, as a browser meets them: below the order's page, and in the admin.

use axum::http::{StatusCode, header};
use pannier::{AdminError, AuditQuery, DocumentKind, Quarter, Role, Seller, Store};

use crate::{
    admin_pages::{Browser, Page, add},
    invoices::Mixed,
    on_both,
    world::{Pending, World, euro, paid},
};

on_both!(
    an_order_leads_to_its_documents,
    a_document_is_told_to_nobody_else,
    an_invoice_that_is_being_written_says_so,
    several_invoices_are_offered_together,
    a_packing_slip_is_a_document_of_its_parcel,
    the_staff_issue_and_correct_an_invoice,
    the_invoices_of_a_year_are_listed_and_exported,
);

const ADA: &str = "ada@shop.example";

pub fn seller() -> Seller {
    let mut seller = Seller::default();
    seller.name = "Marram Press".into();
    seller.address.country = "DE".into();
    seller.address.line1 = "Hafenstraße 7".into();
    seller.address.postal_code = "25813".into();
    seller.address.city = "Husum".into();
    seller.vat_id = "DE123456788".into();
    seller
}

/// A shop that issues invoices, and sells a book for €20.
async fn shop(world: World) -> World {
    world.product("book").price(euro(2_000)).grams(500).insert().await;
    world.with(|builder| builder.invoices(seller())).await
}

/// Sells a book. Returns the token of the order, before any invoice is written.
async fn sold(world: &World) -> String {
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &paid(total.amount)).await.unwrap();
    token
}

/// Sells a book, and writes its invoice. Returns the token of the order, and the number of the invoice.
async fn invoiced(world: &World) -> (String, String) {
    let token = sold(world).await;
    let name = world.store.issue_due_invoices(&token).await.unwrap().remove(0).name;
    (token, name)
}

/// A browser of somebody on the staff.
async fn desk(store: &Store, role: Role) -> Browser {
    add(store, ADA, "Ada", role).await;
    let mut browser = Browser::of(store);
    browser.sign_in(store, ADA).await;
    browser
}

fn says<'a>(page: &Page, parts: impl IntoIterator<Item = &'a str>) {
    for part in parts {
        assert!(page.html.contains(part), "{part}: {}", page.html);
    }
}

async fn an_order_leads_to_its_documents(world: World) {
    let world = shop(world).await;
    let (token, name) = invoiced(&world).await;
    let order = world.store.order(&token).await.unwrap();
    let listed: Vec<(DocumentKind, &str)> =
        order.documents.iter().map(|document| (document.kind, document.number.as_str())).collect();
    let number = order.number.to_string();
    assert_eq!(listed, [(DocumentKind::OrderConfirmation, number.as_str()), (DocumentKind::Invoice, name.as_str())]);
    let mut browser = Browser::of(&world.store);
    for document in &order.documents {
        let (id, path) = &document.files[0];
        let page = browser.get(path).await;
        assert_eq!((id.as_str(), page.status), ("html", StatusCode::OK), "{path}");
        says(&page, ["Marram Press", "Ada Lovelace", document.number.as_str(), "€24.90"]);
        assert_eq!(page.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(page.headers[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(page.headers["x-robots-tag"], "noindex");
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("script-src"), "{policy}");
    }
    let invoice = browser.get(&format!("/order/{token}/documents/{name}.html")).await;
    let disposition = format!("inline; filename=\"Invoice {name}.html\"");
    assert_eq!(invoice.headers[header::CONTENT_DISPOSITION], disposition.as_str());
    let newest = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    assert_eq!(newest.html, invoice.html);
}

async fn a_document_is_told_to_nobody_else(world: World) {
    let world = shop(world).await;
    let ((token, name), (other, _)) = (invoiced(&world).await, invoiced(&world).await);
    let mut browser = Browser::of(&world.store);
    for path in [
        format!("/order/{other}/documents/{name}.html"),
        format!("/order/no-such-token/documents/{name}.html"),
        "/order/no-such-token/documents/confirmation.html".to_owned(),
        "/order/no-such-token/documents/invoice.html".to_owned(),
        format!("/order/{token}/documents/{name}.exe"),
        format!("/order/{token}/documents/{name}"),
        format!("/order/{token}/documents/.html"),
        format!("/order/{token}/documents/%00.html"),
        format!("/order/{token}/documents/{}.html", "x".repeat(500)),
        format!("/order/{token}/documents/..%2F{name}.html"),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {}", page.html);
        assert!(page.html.contains("<h1") && !page.html.contains("Ada"), "{path}: {}", page.html);
    }
    let pending = world.pending(&["book"]).await.token;
    assert_eq!(browser.get(&format!("/order/{pending}/documents/invoice.html")).await.status, StatusCode::NOT_FOUND);
    assert!(world.store.order(&pending).await.unwrap().documents.is_empty(), "it is not paid");
}

async fn an_invoice_that_is_being_written_says_so(world: World) {
    let world = shop(world).await;
    let token = sold(&world).await;
    let mut browser = Browser::of(&world.store);
    let page = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    assert_eq!((page.status, &page.headers[header::REFRESH]), (StatusCode::ACCEPTED, &"5".parse().unwrap()));
    says(&page, ["Your invoice is being prepared", format!("href=\"/order/{token}\"").as_str()]);
    world.store.issue_due_invoices(&token).await.unwrap();
    let page = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
}

async fn several_invoices_are_offered_together(world: World) {
    world.product("book").price(euro(2_000)).grams(500).insert().await;
    world.product("song").insert().await;
    let world = world.with(|builder| builder.tax(Mixed).invoices(seller())).await;
    let Pending { attempt, token, .. } = world.pending(&["book", "song"]).await;
    let total = world.store.order(&token).await.unwrap().total;
    world.store.settle(&attempt, &paid(total.amount)).await.unwrap();
    let invoices = world.store.issue_due_invoices(&token).await.unwrap();
    assert_eq!(invoices.len(), 2);
    let mut browser = Browser::of(&world.store);
    let page = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    assert_eq!(page.status, StatusCode::OK);
    says(&page, ["Your order has 2 invoices"]);
    for invoice in &invoices {
        says(&page, [format!("href=\"{}.html\"", invoice.name).as_str(), invoice.total.to_string().as_str()]);
    }
    let unknown = browser.get(&format!("/order/{token}/documents/invoice.exe")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let mut browser = desk(&world.store, Role::Manager).await;
    let number = world.store.order(&token).await.unwrap().number;
    let correction = browser.get(&format!("/admin/orders/{number}/correct-invoice")).await;
    says(&correction, invoices.iter().map(|invoice| invoice.name.as_str()));
}

async fn a_packing_slip_is_a_document_of_its_parcel(world: World) {
    let world = shop(world).await;
    let token = sold(&world).await;
    let number = world.store.order(&token).await.unwrap().number;
    let slip = world.admin().packing_slip_document(number, 1).await.unwrap();
    assert_eq!((slip.kind, slip.number.as_str()), (DocumentKind::PackingSlip, format!("{number}-1").as_str()));
    assert_eq!((slip.lines[0].quantity, slip.lines[0].amount.amount, slip.notes.len()), (1, 0, 0));
    assert!(slip.buyer.lines.contains(&"Ada Lovelace".to_owned()), "{:?}", slip.buyer.lines);
    for (order, parcel) in [(number, 2), (number + 1, 1)] {
        assert!(world.admin().packing_slip_document(order, parcel).await.is_err());
    }
    let mut browser = desk(&world.store, Role::Packer).await;
    let page = browser.get(&format!("/admin/orders/{number}/documents/slip-1.html")).await;
    assert_eq!(page.status, StatusCode::OK);
    says(&page, ["Packing slip", "Ada Lovelace", "Marram Press"]);
    assert!(!page.html.contains('€'), "{}", page.html);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("style-src 'sha256-"), "{policy}");
    says(&browser.get(&format!("/admin/orders/{number}")).await, [format!("/{number}/documents/slip-1.html").as_str()]);
    for file in ["slip-2.html", "slip-x.html", "slip-1.exe", "2026-99999.html"] {
        let missing = browser.get(&format!("/admin/orders/{number}/documents/{file}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{file}");
    }

    // What is not paid, and what was refunded, must not be packed.
    let waiting = world.pending(&["book"]).await.token;
    let waiting = world.store.order(&waiting).await.unwrap().number;
    world.admin().refund(number, None).await.unwrap();
    for order in [waiting, number] {
        let refused = world.admin().packing_slip_document(order, 1).await;
        assert!(matches!(refused, Err(AdminError::UnknownOrder(_))), "{refused:?}");
        let page = browser.get(&format!("/admin/orders/{order}")).await;
        assert!(page.status == StatusCode::OK && !page.html.contains("/documents/slip-1"), "{}", page.html);
    }
}

async fn the_staff_issue_and_correct_an_invoice(world: World) {
    world.product("book").price(euro(2_000)).grams(500).insert().await;
    // Paid before the shop issued invoices.
    let token = sold(&world).await;
    let world = world.with(|builder| builder.invoices(seller())).await;
    let number = world.store.order(&token).await.unwrap().number;
    let order = format!("/admin/orders/{number}");
    let mut browser = desk(&world.store, Role::Manager).await;
    says(&browser.get(&order).await, ["There is no invoice yet", "issue-invoice"]);
    let none = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "it is not being written: {}", none.html);
    let not_now = browser.get(&format!("{order}/correct-invoice")).await;
    assert!(not_now.html.contains("ad-refused"), "there is nothing to correct: {}", not_now.html);

    let issued = browser.submit(&format!("{order}/issue-invoice"), &[]).await;
    assert_eq!(issued.location(), format!("{order}?done=invoice-issued"));
    let first = world.store.invoices_of(&token).await.unwrap().remove(0).name;
    says(&browser.get(&order).await, [format!("{order}/documents/{first}.html").as_str(), "correct-invoice"]);
    let again = browser.get(&format!("{order}/issue-invoice")).await;
    assert!(again.html.contains("ad-refused"), "it is issued: {}", again.html);

    let correct = format!("{order}/correct-invoice");
    says(&browser.get(&correct).await, [first.as_str(), "value=\"Ada Lovelace\"", "value=\"Berlin\""]);
    let place = [("line1", "Unter den Linden 1"), ("postal_code", "10117"), ("city", "Berlin")];
    let with = |more: &[(&'static str, &'static str)]| [&place[..], more].concat();
    let refused = browser.submit(&correct, &with(&[("name", ""), ("vat_id", "DE1")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&refused, ["id=\"name-error\"", "id=\"vat_id-error\"", "value=\"DE1\""]);
    assert_eq!(world.store.invoices_of(&token).await.unwrap().len(), 1, "nothing was changed");

    let company = with(&[("organization", "Beispiel GmbH"), ("name", ""), ("reason", "In the name of the company")]);
    let corrected = browser.submit(&correct, &company).await;
    assert_eq!(corrected.location(), format!("{order}?done=invoice-corrected"));
    let documents = world.store.invoices_of(&token).await.unwrap();
    let of = |kind: DocumentKind| documents.iter().filter(move |document| document.kind == kind);
    assert_eq!((of(DocumentKind::Invoice).count(), of(DocumentKind::CreditNote).count()), (2, 1));
    let credit_note = of(DocumentKind::CreditNote).next().unwrap();
    let credit = browser.get(&format!("{order}/documents/{}.html", credit_note.name)).await;
    says(&credit, [first.as_str(), "In the name of the company", "Total cancelled", "Nothing is refunded", "€24.90"]);
    let newest = browser.get(&format!("/order/{token}/documents/invoice.html")).await;
    says(&newest, ["Beispiel GmbH", of(DocumentKind::Invoice).next_back().unwrap().name.as_str()]);
    let log = world.admin().audit(&AuditQuery::default()).await.unwrap();
    assert_eq!(log.iter().filter(|entry| entry.act.starts_with("invoice.")).count(), 2, "{log:?}");
}

async fn the_invoices_of_a_year_are_listed_and_exported(world: World) {
    let world = shop(world).await;
    let ((_, first), (_, second)) = (invoiced(&world).await, invoiced(&world).await);
    let year = Quarter::of(world.db.now(), world.store.time_zone()).year();
    let mut browser = desk(&world.store, Role::Reader).await;
    let page = browser.get("/admin/invoices").await;
    says(&page, [first.as_str(), second.as_str(), "€24.90", "aria-current=\"page\"", "rel=\"prev\""]);
    assert!(page.html.find(&second) < page.html.find(&first), "the newest first: {}", page.html);
    let rest = browser.get(&format!("/admin/invoices?year={year}&before={second}")).await;
    let row = |name: &str| format!(">{name}</a></th>");
    assert!(rest.html.contains(&row(&first)) && !rest.html.contains(&row(&second)), "{}", rest.html);
    says(&browser.get("/admin/invoices?year=1999").await, ["No invoice was issued"]);
    for bad in ["26", "x", "99999", "-1"] {
        assert_eq!(browser.get(&format!("/admin/invoices?year={bad}")).await.status, StatusCode::NOT_FOUND, "{bad}");
    }
    let csv = browser.get(&format!("/admin/invoices.csv?year={year}")).await;
    assert_eq!(
        csv.headers[header::CONTENT_DISPOSITION],
        format!("attachment; filename=\"invoices-{year}.csv\"").as_str()
    );
    let lines: Vec<&str> = csv.html.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].starts_with(&format!("{second},invoice,")) && lines[1].ends_with(",EUR,24.90"), "{lines:?}");
    let audit = world.admin().audit(&AuditQuery::default()).await.unwrap();
    assert!(audit.iter().any(|entry| entry.act == "export" && entry.detail.contains("/invoices")), "{audit:?}");
}
