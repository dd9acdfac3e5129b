//! What the sandbox rehearses after the sale: disputes, refunds that are refused, pending or fail, and those made there.

use pannier::{
    AdminError, DownloadOutcome, LocalFiles, PaymentIssue, RefundItems, RefundReason, RefundStatus, ShipmentStatus,
    Store, payment::sandbox::Sandbox, shipping::FlatRate, testing,
};
use reqwest::{Client, StatusCode, header, redirect::Policy};

use crate::{
    hold::Sold,
    on_both,
    product::Product,
    world::{World, euro, minutes},
};

on_both!(
    a_dispute_holds_the_order_until_the_shop_has_won,
    a_lost_dispute_holds_the_order_until_it_is_released,
    a_refused_refund_needs_attention_until_the_order_is_released,
    a_refund_without_permission_can_be_abandoned,
    a_pending_refund_is_made_and_fails_later,
    a_refund_whose_webhook_is_lost_is_found_by_a_query,
    a_refund_made_at_the_gateway_waits_until_somebody_says_what_it_is_for,
    a_refund_of_everything_at_the_gateway_takes_all_pieces,
    nothing_happens_after_a_sale_that_was_not_made,
    its_page_has_the_name_that_the_shop_has_when_it_is_paid,
    whatever_is_sent_to_the_page_is_answered_by_a_page,
    tables_of_an_earlier_version_get_their_columns,
);

/// The gateway's page of a payment.
struct Page {
    http: Client,
    shop: String,
    path: String,
}

impl Page {
    fn new(world: &World, reference: &str) -> Page {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        let shop = world.store.settings().base_url.clone();
        Page { http, shop, path: format!("/sandbox-gateway/pay/{reference}") }
    }

    async fn post(&self, decision: &str) -> reqwest::Response {
        let form = self.http.post(format!("{}{}?lang=de", self.shop, self.path)).header(header::ORIGIN, &self.shop);
        let form = form.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        form.body(format!("decision={decision}")).send().await.unwrap()
    }

    /// Presses a button that leads back to the page.
    async fn press(&self, button: &str) {
        let answer = self.post(button).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{button}");
        assert_eq!(answer.headers()[header::LOCATION], format!("{}?lang=de", self.path));
    }

    async fn html(&self) -> String {
        let page = self.http.get(format!("{}{}", self.shop, self.path)).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        page.text().await.unwrap()
    }

    /// The values of its buttons.
    async fn buttons(&self) -> Vec<String> {
        let page = self.html().await;
        let values = page.split("<button").skip(1).filter_map(|rest| rest.split("value=\"").nth(1)?.split('"').next());
        values.map(str::to_owned).collect()
    }
}

/// The same shop, which serves the sandbox and takes no other payments.
async fn serving(world: World) -> World {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = world.store.settings().clone();
    settings.base_url = format!("http://{}", listener.local_addr().unwrap());
    let sandbox = Sandbox::self_hosted(world.db.clone(), &settings).unwrap();
    // As if the owner had renamed the shop since.
    "Mugs & Söhne".clone_into(&mut settings.shop_name);
    let files = LocalFiles::new(world.files.clone(), &settings.secret);
    let builder = Store::builder(world.db.clone(), settings).files(files).sell::<Product>().pay(sandbox);
    let builder = builder.ship(FlatRate::new("standard", "Standard", euro(490)).countries(["DE"]));
    let store = builder.build().await.unwrap();
    let app: axum::Router = store.with_sessions_and_security(store.routes());
    tokio::spawn(async move { axum::serve(listener, app).await });
    World { store, ..world }
}

/// An order that is not paid yet, and its page at the gateway.
async fn placed(world: World) -> (Sold, Page) {
    let placed = Sold::placed(serving(world).await).await;
    let (_, payments) = placed.world.admin().order(placed.number().await).await.unwrap();
    let page = Page::new(&placed.world, payments[0].reference.as_deref().unwrap());
    (placed, page)
}

/// An order that was paid at the gateway.
async fn sold(world: World) -> (Sold, Page) {
    let (placed, page) = placed(world).await;
    let answer = page.post("approve-webhook-first").await;
    assert!(answer.headers()[header::LOCATION].to_str().unwrap().contains("/payments/return"));
    let sold = placed.delivered().await;
    assert!(sold.is_released().await);
    (sold, page)
}

async fn refund(sold: &Sold) -> RefundStatus {
    sold.world.admin().refund(sold.number().await, None).await.unwrap().status
}

async fn release(sold: &Sold) -> Result<(), AdminError> {
    sold.world.admin().release_order(sold.number().await).await
}

async fn a_dispute_holds_the_order_until_the_shop_has_won(world: World) {
    let (sold, page) = sold(world).await;
    page.press("dispute").await;
    sold.assert_held().await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    let buttons = page.buttons().await;
    assert!(buttons.starts_with(&["dispute-won".to_owned(), "dispute-lost".to_owned()]), "{buttons:?}");

    page.press("dispute-won").await;
    assert!(sold.is_released().await);
    assert_eq!(sold.issue().await, None);
    // It is decided, whatever is pressed on a page that was left open.
    for button in ["dispute", "dispute-lost"] {
        page.press(button).await;
        assert!(sold.is_released().await, "{button}");
    }
    assert!(page.buttons().await.iter().all(|button| !button.starts_with("dispute")));
}

async fn a_lost_dispute_holds_the_order_until_it_is_released(world: World) {
    let (sold, page) = sold(world).await;
    page.press("dispute").await;
    page.press("dispute-lost").await;
    sold.assert_held().await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed), "the owner decides what becomes of the order");
    release(&sold).await.unwrap();
    assert!(sold.is_released().await);
    assert_eq!(sold.issue().await, None);
}

async fn a_refused_refund_needs_attention_until_the_order_is_released(world: World) {
    let (sold, page) = sold(world).await;
    page.press("refunds-refused").await;
    assert_eq!(refund(&sold).await, RefundStatus::Failed);
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    sold.assert_held().await;
    release(&sold).await.unwrap();
    assert!(sold.is_released().await);
    assert_eq!(sold.issue().await, None);

    page.press("refunds-made").await;
    assert_eq!(refund(&sold).await, RefundStatus::Succeeded);
    assert_eq!(sold.download().await, DownloadOutcome::Refunded);
}

async fn a_refund_without_permission_can_be_abandoned(world: World) {
    let (sold, page) = sold(world).await;
    page.press("refunds-unauthorized").await;
    assert_eq!(refund(&sold).await, RefundStatus::Starting);
    assert!(matches!(release(&sold).await, Err(AdminError::HeldByRefund(_))));
    sold.world.admin().abandon_refund(sold.number().await, None).await.unwrap();
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    sold.assert_held().await;
    release(&sold).await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_pending_refund_is_made_and_fails_later(world: World) {
    let (sold, page) = sold(world).await;
    page.press("refunds-pending").await;
    assert_eq!(refund(&sold).await, RefundStatus::Pending);
    sold.assert_held().await;
    let abandoned = sold.world.admin().abandon_refund(sold.number().await, None).await;
    assert!(matches!(abandoned, Err(AdminError::RefundAccepted(RefundStatus::Pending))), "{abandoned:?}");

    page.press("make-refunds").await;
    assert_eq!(sold.download().await, DownloadOutcome::Refunded);
    assert_eq!(sold.poster().await.status, ShipmentStatus::Cancelled);
    assert!(!page.buttons().await.contains(&"make-refunds".to_owned()), "none is pending");

    page.press("fail-refunds").await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    assert!(!sold.is_released().await);
    release(&sold).await.unwrap();
    assert!(sold.is_released().await);
    assert!(!page.buttons().await.contains(&"fail-refunds".to_owned()), "all have failed");
    // All of the payment can be refunded again.
    page.press("refunds-made").await;
    assert_eq!(refund(&sold).await, RefundStatus::Succeeded);
}

async fn a_refund_whose_webhook_is_lost_is_found_by_a_query(world: World) {
    let (sold, page) = sold(world).await;
    page.press("refunds-pending").await;
    assert_eq!(refund(&sold).await, RefundStatus::Pending);
    sold.world.db.execute("UPDATE sandbox_refunds SET status = 'failed'", &[]).await.unwrap();
    sold.world.advance(minutes(90));
    testing::reconcile(&sold.world.store).await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    let (_, payments) = sold.world.admin().order(sold.number().await).await.unwrap();
    assert!(payments[0].refunds[0].error.as_deref().is_some_and(|error| error.contains("returned the money")));
}

async fn a_refund_made_at_the_gateway_waits_until_somebody_says_what_it_is_for(world: World) {
    let (sold, page) = sold(world).await;
    let (admin, number) = (sold.world.admin(), sold.number().await);
    page.press("refund-half").await;
    let [(of, refund)] = &admin.refunds_to_allocate(9).await.unwrap()[..] else { panic!("one refund") };
    let half = sold.world.store.order(&sold.order).await.unwrap().total.amount / 2;
    assert_eq!((*of, refund.amount, refund.reason), (number, euro(half), RefundReason::MadeAtTheGateway));
    assert!(sold.is_released().await, "nobody has said that it is for the song");

    let song = RefundItems::new().line("product", "song", 1);
    admin.allocate_refund(number, &refund.id, &song).await.unwrap();
    assert_eq!(sold.download().await, DownloadOutcome::Refunded);
    assert!(admin.refunds_to_allocate(9).await.unwrap().is_empty());

    page.press("fail-refunds").await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed), "it is known by its id");
    assert!(sold.is_released().await);
}

async fn a_refund_of_everything_at_the_gateway_takes_all_pieces(world: World) {
    let (sold, page) = sold(world).await;
    page.press("refund-all").await;
    assert!(sold.world.admin().refunds_to_allocate(9).await.unwrap().is_empty());
    assert_eq!(sold.download().await, DownloadOutcome::Refunded);
    assert_eq!(sold.poster().await.status, ShipmentStatus::Cancelled);
    assert!(page.buttons().await.iter().all(|button| !button.starts_with("refund-")), "nothing is left");
    page.press("refund-all").await;
    assert_eq!(sold.world.number("SELECT COUNT(*) AS n FROM sandbox_refunds", &[]).await, 1);
}

async fn nothing_happens_after_a_sale_that_was_not_made(world: World) {
    let (placed, page) = placed(world).await;
    let buttons =
        ["dispute", "dispute-won", "refunds-refused", "make-refunds", "fail-refunds", "refund-all", "refund-half"];
    for button in buttons {
        page.press(button).await;
    }
    assert_eq!(placed.issue().await, None);
    assert_eq!(placed.world.number("SELECT COUNT(*) AS n FROM sandbox_webhooks", &[]).await, 0);
    assert!(page.buttons().await.contains(&"approve".to_owned()), "it is still open");
    assert_eq!(page.post("no-such-button").await.status(), StatusCode::BAD_REQUEST);
    let unknown = Page::new(&placed.world, "pay_unknown").post("dispute").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

async fn its_page_has_the_name_that_the_shop_has_when_it_is_paid(world: World) {
    let (placed, page) = placed(world).await;
    let html = page.html().await;
    assert!(html.contains("Mugs &amp; Söhne"), "{html}");
    assert_eq!(placed.issue().await, None);
}

async fn whatever_is_sent_to_the_page_is_answered_by_a_page(world: World) {
    let (placed, page) = placed(world).await;
    let get = async |path: &str| page.http.get(format!("{}{path}", page.shop)).send().await.unwrap();
    for query in ["?lang=de&lang=en", "?lang=de&x[]=%ff&%"] {
        let answer = get(&format!("{}{query}", page.path)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{query}");
        assert!(answer.text().await.unwrap().contains("<html lang=\"de\""), "{query}");
    }
    for id in ["%00", "%ff", "a%00b", "%F0%9F%8D%B5"] {
        let answer = get(&format!("/sandbox-gateway/pay/{id}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{id}");
        assert!(answer.text().await.unwrap().contains("<h1>Payment not found</h1>"), "{id}");
    }
    for decision in ["", "no-such-button", "%ff&x[]=", "&decision=approve"] {
        let answer = page.post(decision).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{decision}");
        assert!(answer.text().await.unwrap().contains("value=\"approve\""), "the page again after {decision}");
    }
    assert_eq!(placed.world.number("SELECT COUNT(*) AS n FROM sandbox_webhooks", &[]).await, 0);
}

/// The tables before disputes and pending refunds, with a payment of which a part was refunded.
const EARLIER: [&str; 4] = [
    "CREATE TABLE sandbox_payments (id TEXT PRIMARY KEY, attempt TEXT NOT NULL UNIQUE, order_number BIGINT NOT NULL, \
     amount BIGINT NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, return_url TEXT NOT NULL, \
     webhook_url TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'open', message TEXT, decide_at BIGINT, \
     refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount), created_at BIGINT NOT NULL)",
    "CREATE TABLE sandbox_refunds (id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, \
     payment_id TEXT NOT NULL REFERENCES sandbox_payments (id), amount BIGINT NOT NULL CHECK (amount > 0), \
     created_at BIGINT NOT NULL)",
    "INSERT INTO sandbox_payments (id, attempt, order_number, amount, currency, return_url, webhook_url, status, refunded, \
     created_at) VALUES ('pay_1', 'a1', 1001, 900, 'EUR', 'http://127.0.0.1:9/', 'http://127.0.0.1:9/', 'succeeded', 400, 0)",
    "INSERT INTO sandbox_refunds (id, idempotency_key, payment_id, amount, created_at) VALUES ('re_1', 'r1', 'pay_1', 400, 0)",
];

async fn tables_of_an_earlier_version_get_their_columns(world: World) {
    for sql in EARLIER {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let (sold, page) = sold(world).await;
    page.press("dispute").await;
    sold.assert_held().await;
    let buttons = Page::new(&sold.world, "pay_1").buttons().await;
    let refunds = ["refund-all", "refund-half", "fail-refunds"];
    let answers = ["refunds-pending", "refunds-refused", "refunds-unauthorized"];
    assert_eq!(buttons, [&["dispute"][..], &refunds[..], &answers[..]].concat(), "its refund was made");
}
