//! The admin's pages about deliveries, received webhooks and jobs, and the packing slips, as a browser without scripts meets
//! them.

use std::collections::BTreeSet;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header, request::Builder},
};
use pannier::{Actor, Language, OrderQuery, Role, Store, Tracking, shipping::PickUp, testing};
use tower::ServiceExt;

use crate::{
    on_both,
    webhook::{post, webhook},
    world::{Pending, RecordingReceiver, World, paid, seconds},
};

on_both!(
    a_failed_delivery_is_explained_retried_and_dismissed,
    a_delivery_is_made_again,
    a_webhook_is_shown_as_it_came_and_processed_again,
    webhooks_are_read_page_by_page,
    webhooks_are_offered_to_those_who_may_read_them,
    chosen_orders_are_marked_as_sent_by_a_job,
    all_that_match_are_those_that_matched_when_they_were_shown,
    slips_are_printed_in_the_customers_language,
    the_slips_of_many_orders_are_on_several_pages,
    a_delivery_that_waits_after_two_attempts_is_stuck,
    a_packer_sees_no_figures,
    what_is_picked_up_is_prepared_and_handed_over,
    one_parcel_leads_to_the_next,
    carriers_are_suggested_as_the_shop_writes_them,
);

/// A member of staff in a browser.
pub struct Browser {
    app: Router,
    cookie: String,
}

pub struct Page {
    pub status: StatusCode,
    headers: HeaderMap,
    pub html: String,
}

impl Page {
    /// Where the response leads.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The values of the hidden fields, without those of the frame.
    pub fn fields(&self) -> Vec<(String, String)> {
        let (_, form) = self.html.split_once("class=\"ad-form\"").expect("a form that acts");
        let (form, _) = form.split_once("</form>").unwrap();
        let attribute = |tag: &str, name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split('"').next().unwrap().to_owned())
        };
        let tags = form.split("<input").skip(1).filter(|tag| tag.contains("type=\"hidden\""));
        tags.map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap())).collect()
    }

    #[track_caller]
    pub fn says(&self, text: &str) {
        assert!(self.html.contains(text), "{text:?} is not in {}", self.html);
    }
}

impl Browser {
    pub async fn of(store: &Store, role: Role) -> Browser {
        let admin = store.acting(&Actor::CommandLine);
        admin.add_staff("ada@shop.example", "Ada", role).await.unwrap();
        Browser::signed_in(store).await
    }

    /// Signs in the member who was added.
    async fn signed_in(store: &Store) -> Browser {
        let admin = store.acting(&Actor::CommandLine);
        let link = admin.staff_link("ada@shop.example").await.unwrap();
        let link = link.strip_prefix(&store.settings().base_url).unwrap();
        let app = store.with_sessions_and_security(Router::new().merge(store.routes()).merge(store.admin()));
        let mut browser = Browser { app, cookie: String::new() };
        let signed_in = browser.post(link, &[]).await;
        let mut cookies = signed_in.headers.get_all(header::SET_COOKIE).into_iter().map(|set| set.to_str().unwrap());
        let cookie = cookies.find(|set| set.starts_with("pannier_admin=")).expect("signed in");
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    async fn send(&self, request: Builder, body: String) -> Page {
        let request = request.header(header::COOKIE, &self.cookie).header(header::ACCEPT_LANGUAGE, "en");
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Page { status: parts.status, headers: parts.headers, html }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form).await
    }

    /// Opens the page of a form, and presses its button.
    pub async fn submit(&self, path: &str) -> Page {
        let page = self.get(path).await;
        self.post(path, &page.fields()).await
    }
}

/// A paid order of a book.
async fn order(world: &World) -> i64 {
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = world.store.order(&token).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    order.number
}

async fn shop(world: World, role: Role) -> (World, Browser) {
    world.product("book").title("Salt & <Pepper>").grams(500).insert().await;
    let browser = Browser::of(&world.store, role).await;
    (world, browser)
}

const COMPLETED: &str = "signal_id = (SELECT id FROM pannier_signals WHERE kind = 'completed')";

async fn signal(world: &World) -> String {
    let sql = "SELECT id FROM pannier_signals WHERE kind = 'completed'";
    world.db.fetch_one(sql, &[]).await.unwrap().get("id").unwrap()
}

async fn a_failed_delivery_is_explained_retried_and_dismissed(world: World) {
    let world = world.with_receivers(vec![RecordingReceiver::new("erp")]).await;
    let (world, browser) = shop(world, Role::Manager).await;
    browser.get("/admin/deliveries").await.says("Everything has been sent.");
    let number = order(&world).await;
    let (page, signal) = (browser.get("/admin/deliveries").await, signal(&world).await);
    page.says("Not tried yet");
    page.says(&format!("href=\"/admin/orders/{number}\""));
    page.says(&format!("href=\"/admin/deliveries/{signal}\""));

    let fails = format!(
        "UPDATE pannier_signal_deliveries SET status = 'failed', attempts = 19, error = '<b>no</b>' WHERE {COMPLETED}"
    );
    let failed = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'failed'";
    world.db.execute(&fails, &[]).await.unwrap();
    let path = format!("/admin/deliveries/{signal}");
    let page = browser.get(&path).await;
    for text in ["Tried 19 times", "&lt;b&gt;no&lt;/b&gt;", "It is not tried again.", "/retry\"", "/dismiss\""] {
        page.says(text);
    }
    let retried = browser.submit(&format!("{path}/retry")).await;
    browser.get(retried.location()).await.says("It is being tried again.");
    assert_eq!(world.number(failed, &[]).await, 0);

    world.db.execute(&fails, &[]).await.unwrap();
    let dismissed = browser.submit(&format!("{path}/dismiss")).await;
    browser.get(dismissed.location()).await.says("What could not be sent is dismissed.");
    let again = browser.submit(&format!("{path}/dismiss")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("There is nothing to dismiss: nothing of this has failed.");

    world.db.execute(&fails, &[]).await.unwrap();
    let all = browser.submit("/admin/deliveries/retry").await;
    assert!(all.location().starts_with("/admin/deliveries?done="), "{}", all.location());
    assert_eq!(world.number(failed, &[]).await, 0);
    for unknown in ["1001", "1001/retry", "a%00b"] {
        assert_eq!(
            browser.get(&format!("/admin/deliveries/{unknown}")).await.status,
            StatusCode::NOT_FOUND,
            "{unknown}"
        );
    }
}

async fn a_delivery_is_made_again(world: World) {
    let erp = RecordingReceiver::new("erp");
    let world = world.with_receivers(vec![erp.clone()]).await;
    let (world, browser) = shop(world, Role::Manager).await;
    order(&world).await;
    testing::run_outbox(&world.store).await.unwrap();
    let path = format!("/admin/deliveries/{}", signal(&world).await);
    let page = browser.get(&path).await;
    page.says("Sent");
    page.says("/replay?receiver=erp\"");
    let calls = erp.signals.lock().unwrap().len();
    let replayed = browser.submit(&format!("{path}/replay?receiver=erp")).await;
    browser.get(replayed.location()).await.says("It is being sent again.");
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(erp.signals.lock().unwrap().len(), calls + 1);
    // From the page of the order, it leads back there.
    let number: i64 =
        world.db.fetch_one("SELECT number FROM pannier_orders", &[]).await.unwrap().get("number").unwrap();
    let order = format!("/admin/orders/{number}");
    browser.get(&order).await.says("/replay?receiver=erp&amp;from=order\"");
    let from_order = format!("{path}/replay?receiver=erp&from=order");
    browser.get(&from_order).await.says(&format!("Back to order {number}"));
    assert!(browser.submit(&from_order).await.location().starts_with(&format!("{order}?done=")));
    let unknown = browser.get(&format!("{path}/replay?receiver=nobody")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

async fn a_webhook_is_shown_as_it_came_and_processed_again(world: World) {
    let (world, browser) = shop(world, Role::Manager).await;
    browser.get("/admin/webhooks").await.says("No payment messages have arrived.");
    let Pending { attempt, .. } = world.pending(&["book"]).await;
    assert_eq!(post(&world, webhook("<e1>", &attempt, paid(1490), None)).await, 200);
    let list = browser.get("/admin/webhooks").await;
    list.says("&lt;e1&gt;");
    list.says("Processed");
    let id: String = world.db.fetch_one("SELECT id FROM pannier_webhooks", &[]).await.unwrap().get("id").unwrap();
    let path = format!("/admin/webhooks/{id}");
    list.says(&format!("href=\"{path}\""));
    for path in [path.as_str(), "/admin/webhooks/%3Ce1%3E"] {
        let page = browser.get(path).await;
        page.says("etag");
        page.says("genuine");
        page.says("\n  \"id\": \"&lt;e1&gt;\"");
    }
    let replayed = browser.submit(&format!("{path}/replay")).await;
    browser.get(replayed.location()).await.says("The message was processed again.");
    // The gateway cannot be asked now, so that nothing happens.
    let unverified = "UPDATE pannier_webhooks SET headers = '{\"etag\":\"unavailable\"}'";
    world.db.execute(unverified, &[]).await.unwrap();
    let refused = browser.submit(&format!("{path}/replay")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("It had no effect.");
    world.db.execute("UPDATE pannier_webhooks SET headers = '{}', body = ''", &[]).await.unwrap();
    browser.get(&path).await.says("has been deleted");
    assert_eq!(browser.get("/admin/webhooks/nothing").await.status, StatusCode::NOT_FOUND);
}

async fn webhooks_are_read_page_by_page(world: World) {
    let (world, browser) = shop(world, Role::Manager).await;
    let many = "INSERT INTO pannier_webhooks (id, provider, event_id, headers, body, received_at, handled_at) \
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) \
                SELECT 'w' || (1000 + i), 'fake', 'e' || i, '{}', '{}', i / 7, i FROM n";
    world.db.execute(many, &[]).await.unwrap();
    let (mut path, mut seen) = ("/admin/webhooks".to_owned(), Vec::new());
    loop {
        let page = browser.get(&path).await;
        let links = page.html.split("href=\"/admin/webhooks/").skip(1);
        seen.extend(links.map(|link| link.split('"').next().unwrap().to_owned()));
        let Some((_, next)) = page.html.split_once("href=\"/admin/webhooks?") else { break };
        path = format!("/admin/webhooks?{}", next.split('"').next().unwrap());
    }
    let expected: Vec<String> = (1001..=1120).rev().map(|n| format!("w{n}")).collect();
    assert_eq!(seen, expected);
    browser.get("/admin/webhooks?before=nothing").await.says("No payment messages have arrived.");
}

async fn webhooks_are_offered_to_those_who_may_read_them(world: World) {
    world.product("book").grams(500).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = world.store.order(&token).await.unwrap();
    let settled = webhook("e1", &attempt, paid(order.total.amount), None);
    assert_eq!(post(&world, settled).await, StatusCode::OK.as_u16());
    let path = format!("/admin/orders/{}", order.number);
    let packer = Browser::of(&world.store, Role::Packer).await;
    assert_eq!(packer.get(&path).await.html.matches("href=\"/admin/webhooks").count(), 0);
    assert_eq!(packer.get("/admin/webhooks").await.status, StatusCode::FORBIDDEN);
    world.admin().set_staff_role("ada@shop.example", Role::Manager).await.unwrap();
    let manager = Browser::signed_in(&world.store).await;
    assert_eq!(manager.get(&path).await.html.matches("href=\"/admin/webhooks").count(), 2, "the part, and this one");
}

async fn chosen_orders_are_marked_as_sent_by_a_job(world: World) {
    let (world, browser) = shop(world, Role::Packer).await;
    let (one, another) = (order(&world).await, order(&world).await);
    let unpaid = {
        let Pending { token, .. } = world.pending(&["book"]).await;
        world.store.order(&token).await.unwrap().number
    };
    let chosen = [("act", "mark-sent".to_owned()), ("order", one.to_string()), ("order", unpaid.to_string())];
    let chosen = chosen.map(|(name, value)| (name.to_owned(), value));
    let path = browser.post("/admin/orders/bulk", &chosen).await.location().to_owned();
    assert_eq!(path, format!("/admin/orders/mark-sent?order={one}&order={unpaid}"));
    let page = browser.get(&path).await;
    page.says("The pending parcels of 2 orders will be marked as sent.");
    let mut fields = page.fields();
    fields.push(("carrier".into(), "DHL".into()));
    page.says(&format!("Nothing to send for {unpaid}:"));
    page.says("1 × Salt &amp; &lt;Pepper&gt;");
    let parcel = world.admin().shipments(one).await.unwrap().remove(0).id;
    page.says(&format!("name=\"tracking-{parcel}\""));
    fields.push((format!("tracking-{parcel}"), " 0034 ".into()));
    let started = browser.post("/admin/orders/mark-sent", &fields).await;
    let job = started.location().to_owned();
    assert_eq!(browser.post("/admin/orders/mark-sent", &fields).await.location(), job, "a second click");
    let page = browser.get(&job).await;
    assert_eq!(page.headers["refresh"], "2");
    page.says("0 of 2 orders are done.");
    page.says("<progress");
    testing::reconcile(&world.store).await;
    let page = browser.get(&job).await;
    assert!(!page.headers.contains_key("refresh"));
    page.says("1 parcel sent. 1 order skipped:");
    page.says("It is not paid.");
    let sent = "SELECT COUNT(*) AS n FROM pannier_shipments WHERE status = 'sent' AND carrier = 'DHL'";
    assert_eq!(world.number(&format!("{sent} AND tracking_number = '0034'"), &[]).await, 1);
    browser.get("/admin/orders").await.says("href=\"/admin/jobs\"");
    browser.get("/admin/jobs").await.says(&job);

    for nothing in ["act=mark-sent", "act=slips", "act=mark-sent&all=1&tab=refunded"] {
        let path = browser.get(&format!("/admin/orders/bulk?{nothing}")).await.location().to_owned();
        let page = browser.get(&path).await;
        assert!(page.html.contains("No orders are chosen."), "{nothing}: {}", page.html);
    }
    for nonsense in ["act=burn", "act=slips&order=x", "act=slips&all=1&tab=x", &format!("order={another}")] {
        let page = browser.get(&format!("/admin/orders/bulk?{nonsense}")).await;
        let page = if page.status == StatusCode::SEE_OTHER { browser.get(page.location()).await } else { page };
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{nonsense}");
    }
    assert_eq!(browser.get("/admin/jobs/nothing").await.status, StatusCode::NOT_FOUND);
}

async fn all_that_match_are_those_that_matched_when_they_were_shown(world: World) {
    let (world, browser) = shop(world, Role::Packer).await;
    for _ in 0..3 {
        order(&world).await;
    }
    let path =
        browser.get("/admin/orders/bulk?act=mark-sent&all=1&tab=to-send&before=1002").await.location().to_owned();
    assert_eq!(path, "/admin/orders/mark-sent?all=1&tab=to-send");
    let page = browser.get(&path).await;
    page.says("The pending parcels of 3 orders will be marked as sent.");
    world.advance(seconds(1));
    order(&world).await;
    let job = browser.post("/admin/orders/mark-sent", &page.fields()).await.location().to_owned();
    testing::reconcile(&world.store).await;
    browser.get(&job).await.says("3 parcels sent.");
    let left = "SELECT COUNT(*) AS n FROM pannier_shipments WHERE status = 'pending'";
    assert_eq!(world.number(left, &[]).await, 1);
}

async fn slips_are_printed_in_the_customers_language(world: World) {
    let (world, browser) = shop(world.with(|builder| builder.messages("de", "")).await, Role::Packer).await;
    let one = order(&world).await;
    let visitor = world.visitor_with(&["book"]).await.with_language(Language::GERMAN);
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    let another = order.number;
    let page = browser.get(&format!("/admin/orders/slips?order={another}&order={one}&order=9999")).await;
    assert_eq!(page.html.matches("class=\"ad-slip\"").count(), 2);
    page.says("There are 2 parcels to pack.");
    page.says("No slip for 9999:");
    let (english, german) = page.html.split_once(&format!("Bestellung {another}")).expect("German");
    assert!(english.contains(&format!("Order {one}")) && english.contains("Salt &amp; &lt;Pepper&gt;"), "{english}");
    assert!(german.contains("Paket 1 von 1") && german.contains("Anzahl"), "{german}");
    assert!(!page.html.contains('€'), "a slip has no prices");

    let parcel = world.admin().shipments(one).await.unwrap().remove(0).id;
    world.admin().mark_sent(&parcel, Tracking::default()).await.unwrap();
    let all = browser.get("/admin/orders/slips?all=1&tab=to-send").await;
    assert_eq!(all.html.matches("class=\"ad-slip\"").count(), 1);
    let path = format!("/admin/orders/slips?order={one}");
    browser.get(&path).await.says("There is no parcel to pack.");
    browser.get(&format!("{path}&sent=1")).await.says("Already sent");
}

async fn the_slips_of_many_orders_are_on_several_pages(world: World) {
    let (world, browser) = shop(world, Role::Packer).await;
    let mut orders = Vec::new();
    for _ in 0..104 {
        orders.push(order(&world).await);
    }
    let chosen: Vec<String> = orders.iter().map(|number| format!("order={number}")).collect();
    // Those that were chosen come in the order of their numbers, those that match from the newest on.
    for path in
        [format!("/admin/orders/slips?{}", chosen.join("&")), "/admin/orders/slips?all=1&tab=to-send".to_owned()]
    {
        let (mut path, mut pages, mut printed) = (path, Vec::new(), BTreeSet::new());
        loop {
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            pages.push(page.html.matches("class=\"ad-slip\"").count());
            let numbers = page.html.split("<h2>Order ").skip(1).map(|rest| rest.split('<').next().unwrap());
            printed.extend(numbers.map(|number| number.parse::<i64>().unwrap()));
            let Some((_, next)) = page.html.split_once(" href=\"/admin/orders/slips?") else { break };
            path = format!("/admin/orders/slips?{}", next.split('"').next().unwrap().replace("&amp;", "&"));
        }
        assert_eq!((pages, printed.len()), (vec![100, 4], 104));
        assert!(orders.iter().all(|number| printed.contains(number)));
    }
}

async fn a_delivery_that_waits_after_two_attempts_is_stuck(world: World) {
    let world = world.with_receivers(vec![RecordingReceiver::new("erp")]).await;
    let (world, browser) = shop(world, Role::Manager).await;
    order(&world).await;
    let tried = async |attempts: u32, status: &str| {
        let sql = format!(
            "UPDATE pannier_signal_deliveries SET status = '{status}', attempts = {attempts}, error = '<no> answer' \
             WHERE {COMPLETED} AND receiver = 'erp'"
        );
        world.db.execute(&sql, &[]).await.unwrap();
        let overview = world.admin().overview().await.unwrap();
        (overview.stuck_deliveries.count, overview.delivery_error)
    };
    assert_eq!(tried(1, "due").await, (0, None));
    assert!(!browser.get("/admin").await.html.contains("could not be sent"));
    for (attempts, status) in [(2, "due"), (19, "failed")] {
        assert_eq!(tried(attempts, status).await, (1, Some("<no> answer".to_owned())));
        let page = browser.get("/admin").await;
        page.says("One message could not be sent; the error: ");
        page.says("&lt;no&gt; answer");
        page.says("message is stuck");
    }
}

async fn a_packer_sees_no_figures(world: World) {
    for (role, sees) in [(Role::Packer, false), (Role::Reader, true), (Role::Manager, true)] {
        let browser = match role {
            Role::Packer => Browser::of(&world.store, role).await,
            _ => {
                world.admin().set_staff_role("ada@shop.example", role).await.unwrap();
                Browser::signed_in(&world.store).await
            }
        };
        let today = browser.get("/admin").await;
        assert_eq!(today.html.contains("Takings"), sees, "{role}");
        assert_eq!(today.html.contains("href=\"/admin/audit\""), sees, "{role}");
        for path in ["/admin/audit", "/admin/orders.csv"] {
            assert_eq!(browser.get(path).await.status == StatusCode::OK, sees, "{path} of {role}");
        }
    }
}

async fn what_is_picked_up_is_prepared_and_handed_over(world: World) {
    let (world, browser) =
        shop(world.with(|builder| builder.ship(PickUp::new("In the shop", "DE"))).await, Role::Packer).await;
    world.sell_for_pick_up("book", 1000).await;
    let number = world.admin().orders(&OrderQuery::default()).await.unwrap()[0].number;
    browser.get("/admin").await.says("pick-up to prepare");
    browser.get("/admin/orders").await.says("1 pick-up to prepare");
    let page = browser.get(&format!("/admin/orders/{number}")).await;
    for text in ["Pick-up 1", "To prepare", "Mark as ready for pick-up", "Packing slip of pick-up 1", "Mark as failed"]
    {
        page.says(text);
    }
    for text in ["Goes to", "Mark as not delivered"] {
        assert!(!page.html.contains(text), "{text}: {}", page.html);
    }
    let parcel = format!("/admin/orders/{number}/parcels/1");
    let form = browser.get(&format!("{parcel}/mark-sent")).await;
    assert!(!form.html.contains("name=\"carrier\""), "{}", form.html);
    let ready = browser.submit(&format!("{parcel}/mark-sent")).await;
    browser.get(ready.location()).await.says("It is ready for pick-up. The customer gets a mail.");
    let page = browser.get(&format!("/admin/orders/{number}")).await;
    page.says("Mark as picked up");
    assert!(!page.html.contains("Update the tracking"), "{}", page.html);
    let over = browser.submit(&format!("{parcel}/mark-delivered")).await;
    browser.get(over.location()).await.says("It is picked up.");
}

async fn one_parcel_leads_to_the_next(world: World) {
    let (world, browser) = shop(world, Role::Packer).await;
    let one = order(&world).await;
    world.advance(seconds(1));
    let two = order(&world).await;
    let path = |number: i64| format!("/admin/orders/{number}/parcels/1/mark-sent");
    assert_eq!(browser.get("/admin/orders/next-parcel").await.location(), path(one));
    let sent = browser.submit(&path(one)).await;
    let page = browser.get(sent.location()).await;
    page.says("href=\"/admin/orders/next-parcel\"");
    assert_eq!(browser.get("/admin/orders/next-parcel").await.location(), path(two));
    browser.submit(&path(two)).await.location();
    let none = browser.get("/admin/orders/next-parcel").await;
    browser.get(none.location()).await.says("No further parcel waits to be sent by you.");
}

async fn carriers_are_suggested_as_the_shop_writes_them(world: World) {
    let (world, browser) = shop(world, Role::Packer).await;
    let (one, two) = (order(&world).await, order(&world).await);
    let parcel = world.admin().shipments(one).await.unwrap().remove(0).id;
    world.admin().mark_sent(&parcel, Tracking::default().carrier("Bicycle")).await.unwrap();
    for path in [format!("/admin/orders/{two}/parcels/1/mark-sent"), format!("/admin/orders/mark-sent?order={two}")] {
        let page = browser.get(&path).await;
        page.says("list=\"carrier-suggestions\"");
        let (_, suggested) = page.html.split_once("<datalist").expect("suggestions");
        let (own, common) = (suggested.find("value=\"Bicycle\""), suggested.find("value=\"DHL\""));
        assert!(own.is_some() && own < common, "{suggested}");
    }
}
