//! The admin's pages about refunds, as a browser without scripts meets them.

use axum::http::StatusCode;
use pannier::{Intent, PaymentState, Role, testing};

use crate::{
    admin_pages::{Browser, Page, add},
    on_both,
    webhook::{post, webhook},
    world::{Pending, World, euro, paid, visitor},
};

const ADA: &str = "ada@shop.example";

on_both!(
    pieces_are_refunded_in_two_steps_once,
    what_cannot_be_refunded_is_said_beside_its_field,
    a_sum_that_nobody_has_seen_is_shown_first,
    all_that_is_left_is_filled_in,
    an_address_fills_in_the_form,
    an_amount_alone_is_refunded_as_well,
    only_the_refund_of_a_download_says_that_it_ends,
    a_refund_made_at_the_gateway_waits_for_what_it_is_for,
    a_refund_made_in_full_at_the_gateway_asks_whether_its_pieces_are_back,
    downloads_are_warned_of_only_when_one_is_refunded,
    what_cost_nothing_is_taken_back_without_money,
    what_cost_nothing_in_a_paid_order_is_taken_back_without_money,
    what_has_cost_something_is_not_taken_back_without_money,
);

/// Sells so many posters for €10 each and €4.90 shipping, of five. Returns the attempt, and the number of the order.
async fn sold(world: &World, quantity: u32) -> (String, i64) {
    world.product("poster").grams(300).stock(5).insert().await;
    let visitor = visitor();
    world.store.add_to_basket(&visitor, "product", "poster", quantity).await.unwrap();
    let form = world.filled_in(&visitor).await;
    let attempt = form.attempt.clone();
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    let order = world.store.order(&world.token_of(&attempt).await).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
    (attempt, order.number)
}

pub async fn desk(world: &World) -> Browser {
    add(&world.store, ADA, "Ada", Role::Manager).await;
    let mut browser = Browser::of(&world.store);
    browser.sign_in(&world.store, ADA).await;
    browser
}

#[track_caller]
pub fn says(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.html.contains(text), "{text:?} is not in {}", page.html);
    }
}

/// The hidden fields of the page's form.
pub fn hidden(page: &Page) -> Vec<(String, String)> {
    let (_, form) = page.html.split_once("class=\"ad-form\"").expect("a form that acts");
    let (form, _) = form.split_once("</form>").unwrap();
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let tags = form.split("<input").skip(1).filter(|tag| tag.contains("type=\"hidden\""));
    tags.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect()
}

/// Presses a button of the first step.
async fn fill_in(browser: &mut Browser, path: &str, fields: &[(&str, &str)], step: &str) -> Page {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(fields).append_pair("step", step).finish();
    browser.get(&format!("{path}?{query}")).await
}

/// Presses the button of the second step.
pub async fn press(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

async fn pieces_are_refunded_in_two_steps_once(world: World) {
    let (attempt, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    let (order, path) = (format!("/admin/orders/{number}"), format!("/admin/orders/{number}/refund"));
    says(&browser.get(&path).await, &["The poster: pieces to refund", "3 of 3 left, €30.00", "Shipping (€4.90 left)"]);
    says(&browser.get(&path).await, &["reads it in the mail"]);

    let wish = [("pieces:product/poster", "2"), ("shipping", "1"), ("restock", "1"), ("note", "Torn & bent")];
    let check = fill_in(&mut browser, &path, &wish, "check").await;
    assert_eq!(check.status, StatusCode::OK);
    says(&check, &["€24.90", "2 × The poster, Shipping", "Torn &amp; bent", "1 piece.", "go back into stock"]);
    assert!(world.gateway.refunds().is_empty(), "nothing has happened yet");

    let mut fields = hidden(&check);
    let note = fields.iter_mut().find(|(name, _)| name == "note").expect("the reason");
    assert_eq!(note.1, "Torn &amp; bent");
    "Torn & bent".clone_into(&mut note.1);
    assert_eq!(press(&mut browser, &path, &fields).await.location(), format!("{order}?done=refund-made"));
    assert_eq!(press(&mut browser, &path, &fields).await.location(), format!("{order}?done=refund-submitted"));
    assert_eq!(world.gateway.refunds(), [(attempt, euro(2490))]);
    assert_eq!(world.stock("poster").await, 4);
    says(&browser.get(&order).await, &["2 of 3 refunded", "<li>2 × The poster</li>", "Torn &amp; bent"]);
    says(&browser.get(&path).await, &["1 of 3 left, €10.00"]);
}

async fn what_cannot_be_refunded_is_said_beside_its_field(world: World) {
    let (_, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{number}/refund");
    for (field, typed, why) in [
        ("pieces:product/poster", "4", "At most 3 can be refunded."),
        ("pieces:product/poster", "two", "Please enter a number of pieces"),
        ("extra", "35", "At most €34.90 can be refunded."),
        ("extra", "0", "more than €0.00"),
        ("extra", "a few euros", "Please enter an amount, such as 34.90."),
    ] {
        let wish = [(field, typed), ("note", "Torn"), ("form", "a form")];
        for refused in [fill_in(&mut browser, &path, &wish, "check").await, browser.post(&path, &wish).await] {
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {typed}");
            let (typed, note) = (format!("value=\"{typed}\""), "value=\"Torn\"");
            says(&refused, &[why, "aria-invalid=\"true\"", &typed, note]);
        }
    }
    let nothing = fill_in(&mut browser, &path, &[("pieces:product/poster", "0")], "check").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&nothing, &["role=\"alert\"", "Choose what to refund"]);
    let unknown = fill_in(&mut browser, &path, &[("pieces:product/lamp", "1")], "check").await;
    says(&unknown, &["role=\"alert\"", "Nothing is left to refund of lamp."]);
    assert!(world.gateway.refunds().is_empty());
}

async fn a_sum_that_nobody_has_seen_is_shown_first(world: World) {
    let (attempt, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{number}/refund");
    let check = fill_in(&mut browser, &path, &[("pieces:product/poster", "2")], "check").await;
    says(&check, &["€20.00"]);
    // A tenth of everything.
    world.admin().refund(number, Some(euro(349))).await.unwrap();
    let changed = press(&mut browser, &path, &hidden(&check)).await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&changed, &["role=\"alert\"", "the sum has changed", "€18.00"]);
    press(&mut browser, &path, &hidden(&changed)).await.location();
    assert_eq!(world.gateway.refunds(), [(attempt.clone(), euro(349)), (attempt, euro(1800))]);
}

async fn all_that_is_left_is_filled_in(world: World) {
    let (_, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{number}/refund");
    let everything = fill_in(&mut browser, &path, &[("extra", "5"), ("note", "Lost")], "everything").await;
    assert_eq!(everything.status, StatusCode::OK);
    says(&everything, &["value=\"3\"", "value=\"Lost\""]);
    assert!(!everything.html.contains("value=\"5\""), "beyond everything is nothing: {}", everything.html);
    let all = [("pieces:product/poster", "3"), ("shipping", "1")];
    let check = fill_in(&mut browser, &path, &all, "check").await;
    says(&check, &["€34.90", "Nothing of the payment is left", "Nothing goes back into stock."]);
    assert!(!check.html.contains("downloads stop"), "it has none: {}", check.html);
    press(&mut browser, &path, &hidden(&check)).await.location();
    says(&browser.get(&path).await, &["does not allow this"]);
    assert_eq!(world.stock("poster").await, 2);
}

async fn an_address_fills_in_the_form(world: World) {
    let (_, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    for path in ["refund", "record-refund"] {
        let query = "line=product%2Fposter*2&shipping=1&extra=1.50&note=Withdrawn%20%22all%22";
        let form = browser.get(&format!("/admin/orders/{number}/{path}?{query}")).await;
        assert_eq!(form.status, StatusCode::OK);
        says(&form, &["value=\"2\"", "value=\"1.50\"", "value=\"Withdrawn &quot;all&quot;\""]);
        let (_, shipping) = form.html.split_once("id=\"shipping\"").expect("the shipping");
        assert!(shipping.split('>').next().unwrap().contains("checked"), "{}", form.html);
    }
}

async fn an_amount_alone_is_refunded_as_well(world: World) {
    let (attempt, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{number}/refund");
    let check = fill_in(&mut browser, &path, &[("extra", "1,50"), ("restock", "1")], "check").await;
    says(&check, &["€1.50", "An amount, without pieces"]);
    press(&mut browser, &path, &hidden(&check)).await.location();
    assert_eq!(world.gateway.refunds(), [(attempt, euro(150))]);
    says(&browser.get(&path).await, &["3 of 3 left"]);
    assert_eq!(world.stock("poster").await, 2);

    let path = format!("/admin/orders/{number}/record-refund");
    let check = fill_in(&mut browser, &path, &[("pieces:product/poster", "1"), ("note", "In cash")], "check").await;
    let done = press(&mut browser, &path, &hidden(&check)).await;
    assert_eq!(done.location(), format!("/admin/orders/{number}?done=record-refund"));
    assert_eq!(world.gateway.refunds().len(), 1, "the merchant has made it");
}

async fn only_the_refund_of_a_download_says_that_it_ends(world: World) {
    world.product("poster").grams(300).insert().await;
    world.product("song").attempts(2).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["poster", "song"]).await;
    let order = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{}/refund", order.number);
    for (pieces, ends) in [("pieces:product/poster", false), ("pieces:product/song", true)] {
        let check = fill_in(&mut browser, &path, &[(pieces, "1")], "check").await;
        assert_eq!(check.html.contains("Downloads stop working"), ends, "{}", check.html);
    }
}

async fn a_refund_made_at_the_gateway_waits_for_what_it_is_for(world: World) {
    let (attempt, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    says(&browser.get("/admin/refunds").await, &["No refund waits."]);
    assert_eq!(world.admin().overview().await.unwrap().refunds_to_allocate.count, 0);
    assert_eq!(post(&world, webhook("e1", &attempt, paid(3490), Some(euro(1200)))).await, 200);

    assert_eq!(world.admin().overview().await.unwrap().refunds_to_allocate.count, 1);
    says(&browser.get("/admin").await, &["href=\"/admin/refunds\""]);
    says(&browser.get(&format!("/admin/orders/{number}")).await, &["€12.00 was refunded there."]);
    let list = browser.get("/admin/refunds").await;
    says(&list, &["€12.00", "Made at the payment service"]);
    let start = format!("/admin/orders/{number}/allocate-refund?refund=");
    let (_, id) = list.html.split_once(&start).expect("a link to its form");
    let (path, id) = (format!("/admin/orders/{number}/allocate-refund"), id.split('"').next().unwrap());
    let form = browser.get(&format!("{path}?refund={id}")).await;
    assert!(!form.html.contains("name=\"extra\""), "its amount is known: {}", form.html);
    assert!(!form.html.contains("reads it in the mail"), "which has gone out: {}", form.html);

    let too_much = fill_in(&mut browser, &path, &[("refund", id), ("pieces:product/poster", "2")], "check").await;
    says(&too_much, &["more than the €12.00 that was refunded"]);
    let wish = [("refund", id), ("pieces:product/poster", "1"), ("restock", "1"), ("note", "Broken")];
    let check = fill_in(&mut browser, &path, &wish, "check").await;
    says(
        &check,
        &["€12.00", "1 × The poster, A further €2.00", "Broken", "cannot be changed later", "back into stock.<"],
    );
    let fields = hidden(&check);
    let done = format!("/admin/orders/{number}?done=");
    assert_eq!(press(&mut browser, &path, &fields).await.location(), format!("{done}allocate-refund"));
    assert_eq!(press(&mut browser, &path, &fields).await.location(), format!("{done}refund-submitted"));
    let (_, payments) = world.admin().order(number).await.unwrap();
    let refund = &payments[0].refunds[0];
    assert_eq!((refund.items[0].quantity, refund.note.as_str(), refund.awaits_items), (1, "Broken", false));
    assert!(world.gateway.refunds().is_empty(), "no money moved");
    says(&browser.get(&format!("/admin/orders/{number}")).await, &["1 × The poster", "A further €2.00"]);
    says(&browser.get("/admin/refunds").await, &["No refund waits."]);
    says(&browser.get(&format!("{path}?refund={id}")).await, &["does not allow this"]);
}

async fn a_refund_made_in_full_at_the_gateway_asks_whether_its_pieces_are_back(world: World) {
    let (attempt, number) = sold(&world, 3).await;
    let mut browser = desk(&world).await;
    assert_eq!(post(&world, webhook("e1", &attempt, paid(3490), Some(euro(3490)))).await, 200);
    let order = format!("/admin/orders/{number}");
    says(&browser.get("/admin").await, &["href=\"/admin/refunds\"", "refund whose pieces aren’t back in stock"]);
    let start = format!("href=\"{order}/restock-refund?refund=");
    let list = browser.get("/admin/refunds").await;
    says(&list, &["€34.90", "What goes back into stock", &start]);
    assert!(!list.html.contains("What they are for"), "that is known: {}", list.html);
    let page = browser.get(&order).await;
    says(&page, &["say whether they go back", "Its pieces are not back in stock.", &start]);
    let (_, id) = page.html.split_once(&start).expect("a link to its form");
    let path = format!("{order}/restock-refund?refund={}", id.split('"').next().unwrap());
    let form = browser.get(&path).await;
    says(&form, &["3 × The poster", "so no money moves", "Leave them out"]);
    assert_eq!(world.stock("poster").await, 2, "nothing has happened yet");

    let fields = hidden(&form);
    let (path, _) = path.split_once('?').unwrap();
    for _ in 0..2 {
        let done = press(&mut browser, path, &fields).await;
        assert_eq!(done.location(), format!("{order}?done=restock-refund"));
    }
    assert_eq!((world.stock("poster").await, world.gateway.refunds().len()), (5, 0));
    let page = browser.get(&order).await;
    says(&page, &["Decided about the pieces of a refund", "back in stock"]);
    assert!(!page.html.contains("Its pieces are not back in stock."), "{}", page.html);
    says(&browser.get("/admin/refunds").await, &["No refund waits."]);
    says(&browser.get(&format!("{path}?refund=none")).await, &["does not allow this"]);
}

async fn downloads_are_warned_of_only_when_one_is_refunded(world: World) {
    world.product("poster").grams(300).insert().await;
    world.product("song").attempts(3).insert().await;
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    let Pending { attempt, token, .. } = world.pending(&["poster", "song"]).await;
    let order = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(world.store.order(&token).await.unwrap().downloads.len(), 1);
    let mut browser = desk(&world).await;
    let path = format!("/admin/orders/{}/refund", order.number);
    for (line, warns) in [("pieces:product/poster", false), ("pieces:product/song", true)] {
        let check = fill_in(&mut browser, &path, &[(line, "1")], "check").await;
        assert_eq!(check.html.contains("Downloads stop working"), warns, "{line}: {}", check.html);
    }
}

async fn what_cost_nothing_is_taken_back_without_money(world: World) {
    world.product("leaflet").price(euro(0)).stock(5).insert().await;
    let visitor = world.visitor_with(&["leaflet"]).await;
    let (_, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    let mut browser = desk(&world).await;
    let page = format!("/admin/orders/{}", order.number);
    let path = format!("{page}/take-back");
    says(&browser.get(&page).await, &["Take items back"]);
    let wish = [("pieces:product/leaflet", "1"), ("restock", "1")];
    let check = fill_in(&mut browser, &path, &wish, "check").await;
    says(&check, &["1 × The leaflet", "no money moves", "The pieces go back into stock."]);
    let done = press(&mut browser, &path, &hidden(&check)).await;
    assert_eq!(done.location(), format!("{page}?done=take-back"));
    assert_eq!(world.stock("leaflet").await, 5);
    let says_so = ["1 of 1 taken back", "Taken back without money", "Took back items that cost nothing"];
    says(&browser.get(&page).await, &says_so);
    says(&browser.get(&path).await, &["does not allow this"]);
}

async fn what_cost_nothing_in_a_paid_order_is_taken_back_without_money(world: World) {
    world.product("leaflet").price(euro(0)).stock(5).insert().await;
    world.product("book").price(euro(1000)).insert().await;
    let visitor = world.visitor_with(&["leaflet", "book"]).await;
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
    let mut browser = desk(&world).await;
    let page = format!("/admin/orders/{}", order.number);
    let path = format!("{page}/refund");
    let wish = [("pieces:product/leaflet", "1"), ("restock", "1")];
    let check = fill_in(&mut browser, &path, &wish, "check").await;
    says(&check, &["1 × The leaflet", "These items cost nothing", "The pieces go back into stock.", "Take items back"]);
    assert!(!check.html.contains("is asked to refund") && !check.html.contains("€0.00"), "{}", check.html);
    let done = press(&mut browser, &path, &hidden(&check)).await;
    assert_eq!(done.location(), format!("{page}?done=take-back"));
    assert_eq!(world.stock("leaflet").await, 5);
}

async fn what_has_cost_something_is_not_taken_back_without_money(world: World) {
    let (_, number) = sold(&world, 2).await;
    let mut browser = desk(&world).await;
    let (path, refund) = (format!("/admin/orders/{number}/take-back"), format!("/admin/orders/{number}/refund"));
    says(&browser.get(&path).await, &["does not allow this"]);
    // That form asks for a new sign-in from an amount on; this one never does.
    let check = fill_in(&mut browser, &refund, &[("pieces:product/poster", "1")], "check").await;
    says(&press(&mut browser, &path, &hidden(&check)).await, &["does not allow this"]);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_refunds", &[]).await, 0);
}
