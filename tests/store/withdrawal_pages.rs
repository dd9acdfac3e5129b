//! Withdrawals as a browser without scripts meets them: the page for shoppers, and the admin's.

use axum::{
    body::Body,
    http::{HeaderName, Request, Response, StatusCode, header},
};
use pannier::{
    Language, OrderView, RefundItems, Role, WithdrawalForm, WithdrawalQuery, WithdrawnLine, receivers::Mailer, testing,
};
use tower::ServiceExt;

use crate::{
    admin_queues::Browser,
    host::{Host, text, value},
    on_both,
    world::{Pending, World, fresh_dir, paid},
};

on_both!(
    what_was_withdrawn_is_refunded_and_closed,
    a_refund_of_withdrawn_pieces_is_not_offered_twice,
    a_withdrawal_that_matches_no_order_is_assigned_by_hand,
    what_was_withdrawn_is_marked_where_it_would_be_sent,
    only_the_chosen_orders_are_warned_of,
);

const DRAFT: &str = "/pannier/withdrawal/draft";
const CONFIRM: &str = "/pannier/withdrawal/confirm";

async fn post(host: &Host, path: &str, fields: &[(&str, &str)]) -> Response<Body> {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path).header("sec-fetch-site", "same-origin").header(header::ACCEPT, "text/html");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    host.app.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap()
}

/// Where a form leads.
fn location(response: &Response<Body>) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    value(response, &header::LOCATION).unwrap().to_owned()
}

async fn offering() -> Host {
    let builder = testing::in_memory().await.withdrawals(Mailer::folder(fresh_dir()));
    Host::open(builder, || {}, |app| app).await
}

#[tokio::test]
async fn one_withdraws_by_forms_alone_and_no_address_holds_personal_data() {
    let host = offering().await;
    let page = host.get("/withdraw").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(value(&page, &header::CACHE_CONTROL), Some("private, no-store"));
    assert_eq!(value(&page, &HeaderName::from_static("x-robots-tag")), Some("noindex"));
    let page = text(page).await;
    assert!(page.contains(&format!("action=\"{DRAFT}\"")) && !page.contains("role=\"alert\""), "{page}");

    let wrong = [("number", ""), ("name", "Ada Lovelace"), ("email", "ada@example.com"), ("text", "The <blue> one")];
    let draft = location(&post(&host, DRAFT, &wrong).await);
    assert!(draft.starts_with("/withdraw?draft=") && !draft.contains("ada"), "{draft}");
    let page = text(host.get(&draft).await).await;
    for part in ["role=\"alert\"", "value=\"Ada Lovelace\"", "value=\"ada@example.com\"", "The &lt;blue&gt; one"] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let token = draft.rsplit('=').next().unwrap();
    let right = [&[("draft", token), ("number", "1001")][..], &wrong[1..]].concat();
    assert_eq!(location(&post(&host, DRAFT, &right).await), draft, "the same draft");
    let page = text(host.get(&draft).await).await;
    assert!(page.contains("Confirm withdrawal") && page.contains("1001"), "{page}");
    let form = text(host.get(&format!("{draft}&edit=1")).await).await;
    assert!(form.contains(&format!("action=\"{DRAFT}\"")) && form.contains("value=\"1001\""), "{form}");

    for _ in 0..2 {
        assert_eq!(location(&post(&host, CONFIRM, &[("draft", token)]).await), draft);
        let page = text(host.get(&draft).await).await;
        assert!(page.contains("received your withdrawal") && !page.contains(CONFIRM), "{page}");
    }

    // Whoever confirms a draft that was deleted learns that nothing was sent.
    let gone = location(&post(&host, CONFIRM, &[("draft", "gone")]).await);
    let page = text(host.get(&gone).await).await;
    assert!(page.contains("role=\"alert\"") && page.contains("nothing was sent"), "{page}");
}

#[tokio::test]
async fn pieces_that_are_chosen_arrive() {
    let host = offering().await;
    let line = [("lines[0][kind]", "product"), ("lines[0][id]", "a/b"), ("lines[0][quantity]", "2"), ("pieces", "3")];
    let form = [&[("number", "1001"), ("name", "Ada"), ("email", "ada@example.com")][..], &line].concat();
    let draft = location(&post(&host, DRAFT, &form).await);
    assert!(draft.starts_with("/withdraw?draft="), "brackets and numbers are read: {draft}");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_leads_back_to_the_page() {
    let host = offering().await;
    for quantity in ["-1", "x", "4294967296"] {
        let line = [("lines[0][kind]", "product"), ("lines[0][id]", "a"), ("lines[0][quantity]", quantity)];
        let page = location(&post(&host, DRAFT, &line).await);
        assert_eq!(page, "/withdraw?problem=bad-request", "{quantity}");
        let page = text(host.get(&page).await).await;
        assert!(page.contains("role=\"alert\"") && page.contains("try again"), "{page}");
    }
}

#[tokio::test]
async fn a_store_that_offers_no_withdrawals_has_no_such_page() {
    let host = Host::plain().await;
    assert_eq!(host.get("/withdraw").await.status(), StatusCode::NOT_FOUND);
    for path in [DRAFT, CONFIRM] {
        let refused = location(&post(&host, path, &[("draft", "x")]).await);
        assert!(refused.contains("problem=unknown-order"), "{refused}");
    }
}

/// A shop that offers withdrawals, with a paid order of a book, and somebody of its staff.
async fn shop(world: World) -> (World, Browser, OrderView) {
    let world = world.with(|builder| builder.withdrawals(Mailer::folder(fresh_dir()))).await;
    world.product("book").title("Salt & <Pepper>").grams(500).insert().await;
    let browser = Browser::of(&world.store, Role::Manager).await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    (world, browser, order)
}

/// Declares a withdrawal. Returns the path of its page in the admin.
async fn declare(world: &World, form: WithdrawalForm) -> String {
    let store = &world.store;
    let draft = store.draft_withdrawal(form, None, Language::ENGLISH).await.unwrap();
    store.confirm_withdrawal(&draft).await.unwrap();
    let page = world.admin().withdrawals(&WithdrawalQuery::default()).await.unwrap();
    format!("/admin/withdrawals/{}", page.withdrawals[0].id)
}

async fn what_was_withdrawn_is_refunded_and_closed(world: World) {
    let (world, browser, order) = shop(world).await;
    assert!(!browser.get("/admin").await.html.contains("to answer"));
    let form = world.store.withdrawal(None, Some(&order.token), false).await.unwrap().form;
    let path = declare(&world, WithdrawalForm { name: "Ada <Lovelace>".to_owned(), ..form }).await;

    browser.get("/admin").await.says("withdrawal to answer");
    let list = browser.get("/admin/withdrawals").await;
    list.says(&format!("href=\"{path}\""));
    list.says("Ada &lt;Lovelace&gt;");
    let page = browser.get(&path).await;
    page.says("The whole order");
    page.says("refund?line=product%2Fbook%2A1&amp;shipping=1&amp;note=Your%20withdrawal");
    page.says("Received in time");
    page.says("Refund by");
    assert!(!page.html.contains("/match\""), "it has its order: {}", page.html);
    browser.get(&format!("/admin/orders/{}", order.number)).await.says(&format!("href=\"{path}\""));

    let refund = RefundItems::new().line("product", "book", 1).shipping();
    world.admin().record_manual_refund_items(order.number, &refund).await.unwrap();
    let page = browser.get(&path).await;
    page.says("Refunded since then");
    page.says("1 × Salt &amp; &lt;Pepper&gt;, Shipping · ");
    page.says("What was withdrawn is refunded.");
    assert!(!page.html.contains("refund?line") && !page.html.contains("Refund by"), "{}", page.html);

    for _ in 0..2 {
        let closed = browser.submit(&format!("{path}/close")).await;
        browser.get(closed.location()).await.says("The withdrawal is closed.");
    }
    browser.get("/admin/withdrawals").await.says("Nothing is waiting for an answer.");
    browser.get("/admin/withdrawals?show=all").await.says(&format!("href=\"{path}\""));
    for unknown in ["1001", "1001/match", "1001/close", "a%00b"] {
        let status = browser.get(&format!("/admin/withdrawals/{unknown}")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

async fn a_refund_of_withdrawn_pieces_is_not_offered_twice(world: World) {
    let (world, browser, _) = shop(world).await;
    let Pending { attempt, token, .. } = world.pending(&["book", "book", "book"]).await;
    let order = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    let form = world.store.withdrawal(None, Some(&token), false).await.unwrap().form;
    let lines = vec![WithdrawnLine { kind: "product".to_owned(), id: "book".to_owned(), quantity: 1 }];
    let path = declare(&world, WithdrawalForm { lines, everything: false, ..form }).await;
    browser.get(&path).await.says("refund?line=product%2Fbook%2A1&amp;note=");

    let one = RefundItems::new().line("product", "book", 1);
    world.admin().record_manual_refund_items(order.number, &one).await.unwrap();
    let page = browser.get(&path).await;
    page.says("What was withdrawn is refunded.");
    assert!(!page.html.contains("refund?"), "two books are left, which were not withdrawn: {}", page.html);
}

#[tokio::test]
async fn a_closed_withdrawal_offers_no_refund() {
    let (world, browser, order) = shop(World::on_sqlite().await).await;
    let form = world.store.withdrawal(None, Some(&order.token), false).await.unwrap().form;
    let path = declare(&world, form).await;
    browser.get(&path).await.says("refund?line=");
    browser.submit(&format!("{path}/close")).await;
    let page = browser.get(&path).await;
    assert!(!page.html.contains("refund?") && !page.html.contains("Refund by"), "{}", page.html);
}

async fn a_withdrawal_that_matches_no_order_is_assigned_by_hand(world: World) {
    let (world, browser, order) = shop(world).await;
    let number = order.number.to_string();
    let path = declare(
        &world,
        WithdrawalForm {
            number: number.clone(),
            name: "Grace Hopper".to_owned(),
            email: "grace@example.com".to_owned(),
            text: "Only the <blue> one".to_owned(),
            ..WithdrawalForm::default()
        },
    )
    .await;
    let page = browser.get(&path).await;
    for said in ["No order has this number", "Only the &lt;blue&gt; one", "What the message names"] {
        page.says(said);
    }
    assert!(!page.html.contains("refund?"), "{}", page.html);

    let form = format!("{path}/match");
    let assign = async |number: &str| {
        let mut fields = browser.get(&form).await.fields();
        fields.push(("number".to_owned(), number.to_owned()));
        browser.post(&form, &fields).await
    };
    for (typed, why) in [("", "Please enter the number"), ("x", "Please enter the number"), ("999999", "999999")] {
        let wrong = assign(typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        wrong.says(why);
        wrong.says("aria-invalid=\"true\"");
    }
    let assigned = assign(&format!("#{number}")).await;
    browser.get(assigned.location()).await.says("The withdrawal belongs to the order now.");
    let page = browser.get(&path).await;
    page.says(&format!("href=\"/admin/orders/{number}\""));
    page.says("refund?note=");
    assert_eq!(browser.get(&form).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it cannot be changed");
}

async fn what_was_withdrawn_is_marked_where_it_would_be_sent(world: World) {
    let (world, browser, order) = shop(world).await;
    let number = order.number;
    let list = "/admin/orders?tab=to-send".to_owned();
    let slip = format!("/admin/orders/slips?order={number}");
    let bulk = format!("/admin/orders/mark-sent?order={number}");
    let all = "/admin/orders/mark-sent?all=1&tab=to-send".to_owned();
    let parcel = format!("/admin/orders/{number}/parcels/1/mark-sent");
    let document = format!("/admin/orders/{number}/documents/slip-1.html");
    let marks = [
        (&list, "Withdrawal to answer"),
        (&slip, "Withdrawn from: ask before you send it"),
        (&bulk, "Do you still want to send these?"),
        (&bulk, "Withdrawal to answer"),
        (&all, "Do you still want to send these?"),
        (&parcel, "Please ask before you send it"),
        (&document, "Withdrawn from: ask before you send it"),
    ];
    let are_marked = async |wanted: bool| {
        for (path, mark) in marks {
            let page = browser.get(path).await;
            assert_eq!(page.html.contains(mark), wanted, "{path}: {}", page.html);
        }
    };
    are_marked(false).await;
    let form = world.store.withdrawal(None, Some(&order.token), false).await.unwrap().form;
    let path = declare(&world, form).await;
    are_marked(true).await;
    browser.submit(&format!("{path}/close")).await;
    are_marked(false).await;
}

async fn only_the_chosen_orders_are_warned_of(world: World) {
    let (world, browser, order) = shop(world).await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let other = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &paid(other.total.amount)).await.unwrap();
    let form = world.store.withdrawal(None, Some(&order.token), false).await.unwrap().form;
    declare(&world, form).await;
    let (one, two) = (order.number, other.number);
    let warning = format!("Customers have withdrawn from {one}, and nobody has answered yet.");
    for (chosen, warns) in [
        (format!("order={two}&order={one}"), true),
        (format!("order={two}"), false),
        ("all=1".to_owned(), true),
        (format!("all=1&q={one}"), true),
        (format!("all=1&q={two}"), false),
        ("all=1&q=love&tab=to-send&status=completed&kind=product&provider=fake".to_owned(), true),
        ("all=1&email=ADA%40example.com&from=2020-01-01&until=2099-12-31".to_owned(), true),
        ("all=1&tab=needs-attention&q=ada".to_owned(), false),
        ("all=1&tab=refunded".to_owned(), false),
    ] {
        let page = browser.get(&format!("/admin/orders/mark-sent?{chosen}")).await;
        assert_eq!(page.html.contains(&warning), warns, "{chosen}: {}", page.html);
    }
}
