//! PayPal: a provider against the [fake](fake), and orders that are paid with it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http::HeaderMap;
use pannier::{
    Address, Attempt, AttemptRef, Currency, DisputeStatus, Money, NextAction, OrderStatus, PaymentError,
    PaymentProvider, PaymentState, RefundRequest, RefundState, StartedPayment, Store, WebhookError, args,
    payment::{PayPal, PayPalApp},
    shipping::FlatRate,
    testing::{TestGateway, reconcile},
};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::{
    on_both,
    product::Product,
    service::serve,
    world::{Gateway, Pending, World, euro, minutes, paid},
};

pub mod fake;

use fake::Fake;

// A provider against the fake.

/// The fake, and the store's part in an approval: it asks, and so captures.
pub struct Side {
    pub fake: Fake,
    pub provider: PayPal,
}

impl Side {
    pub async fn open() -> Side {
        let fake = Fake::open().await;
        Side { provider: fake.provider(), fake }
    }

    async fn started(&self) -> (Attempt, AttemptRef) {
        self.started_with(euro(2490)).await
    }

    async fn started_with(&self, amount: Money) -> (Attempt, AttemptRef) {
        let mut attempt = self.attempt();
        attempt.amount = amount;
        let started = self.provider.start(&attempt).await.expect("started");
        let name = AttemptRef::new(&*attempt.id, started.reference);
        (attempt, name)
    }
}

#[async_trait]
impl TestGateway for Side {
    fn attempt(&self) -> Attempt {
        let id = uuid::Uuid::new_v4().to_string();
        let (back, webhooks) = ("https://shop.example/payments/return", "https://shop.example/webhooks/paypal");
        Attempt::new(id, 1001, euro(2490), "ada@example.com", back, webhooks)
    }

    async fn approve(&self, attempt: &Attempt, started: &StartedPayment) {
        self.fake.approve(&attempt.id);
        // Nothing is decided before the shop has captured: the shopper comes back, and it does.
        self.provider.fetch_state(&AttemptRef::new(&*attempt.id, started.reference.clone())).await.expect("captured");
    }

    async fn decline(&self, attempt: &Attempt, _: &StartedPayment) {
        self.fake.will(&attempt.id, "INSTRUMENT_DECLINED");
        self.fake.approve(&attempt.id);
    }

    async fn process(&self, attempt: &Attempt, started: &StartedPayment) -> bool {
        self.fake.will(&attempt.id, "PENDING");
        self.approve(attempt, started).await;
        true
    }

    async fn dispute(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        Some(self.fake.dispute(&attempt.id, "CUSTOMER.DISPUTE.CREATED", true))
    }

    async fn ignored_webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        Some(self.fake.dispute(&attempt.id, "CUSTOMER.DISPUTE.UPDATED", true))
    }

    async fn webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        Some(self.fake.webhook("PAYMENT.CAPTURE.COMPLETED", &attempt.id).expect("a webhook"))
    }
}

fn declined(state: &Result<PaymentState, PaymentError>) -> bool {
    matches!(state, Ok(PaymentState::Declined { message }) if !message.is_empty())
}

#[tokio::test]
async fn a_token_is_kept_and_renewed_once_it_is_withdrawn() {
    let side = Side::open().await;
    let (_, name) = side.started().await;
    side.provider.fetch_state(&name).await.unwrap();
    assert_eq!(side.fake.tokens_given(), 1);
    side.fake.withdraw_tokens();
    assert_eq!(side.provider.fetch_state(&name).await, Ok(PaymentState::Open));
    assert_eq!(side.fake.tokens_given(), 2);
    let stranger = side.fake.provider_with("a wrong secret");
    let refused = stranger.fetch_state(&name).await;
    assert!(matches!(&refused, Err(PaymentError::Unauthorized(why)) if why.contains("invalid_client")), "{refused:?}");
    assert!(!format!("{refused:?}").contains("a wrong secret"));
}

#[tokio::test]
async fn currencies_without_decimals_are_charged_in_whole_units() {
    let side = Side::open().await;
    for (amount, code, value) in [(499_000, "HUF", "4990"), (1_200, "JPY", "1200"), (35_000, "TWD", "350")] {
        let amount = Money::new(amount, Currency::from_code(code).unwrap());
        let (attempt, name) = side.started_with(amount).await;
        side.fake.approve(&attempt.id);
        assert_eq!(side.provider.fetch_state(&name).await, Ok(PaymentState::Succeeded { amount }));
        assert_eq!(side.fake.taken(&attempt.id), [value]);
    }
    let forints = Money::new(499_050, Currency::from_code("HUF").unwrap());
    let mut attempt = side.attempt();
    attempt.amount = forints;
    let refused = side.provider.start(&attempt).await;
    assert!(matches!(refused, Err(PaymentError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn a_payment_under_review_is_processing_until_paypal_has_decided() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.will(&attempt.id, "PENDING");
    side.fake.approve(&attempt.id);
    assert_eq!(side.provider.fetch_state(&name).await, Ok(PaymentState::Processing));
    let cancelled = side.provider.cancel(&name).await;
    assert_eq!(cancelled, Ok(PaymentState::Processing), "it was captured, and cannot be called off");
    side.fake.settle_capture(&attempt.id, "DECLINED");
    assert!(declined(&side.provider.fetch_state(&name).await));
    side.fake.settle_capture(&attempt.id, "COMPLETED");
    assert_eq!(side.provider.fetch_state(&name).await, Ok(paid(2490)));
}

#[tokio::test]
async fn a_capture_that_is_declined_charges_nothing() {
    let side = Side::open().await;
    for verdict in ["DECLINED", "INSTRUMENT_DECLINED", "PAYER_CANNOT_PAY", "TRANSACTION_REFUSED"] {
        let (attempt, name) = side.started().await;
        side.fake.will(&attempt.id, verdict);
        side.fake.approve(&attempt.id);
        let state = side.provider.fetch_state(&name).await;
        assert!(declined(&state), "{verdict}: {state:?}");
        assert!(side.fake.taken(&attempt.id).is_empty());
    }
}

#[tokio::test]
async fn a_refused_card_ends_the_attempt_even_if_the_payer_goes_back_and_takes_another() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.will(&attempt.id, "INSTRUMENT_DECLINED");
    side.fake.approve(&attempt.id);
    assert!(declined(&side.provider.fetch_state(&name).await));
    side.fake.will(&attempt.id, "COMPLETED");
    side.fake.approve(&attempt.id);
    assert_eq!(side.provider.fetch_state(&name).await, Ok(PaymentState::Cancelled));
    assert_eq!(side.fake.captures(), 0);
}

#[tokio::test]
async fn an_account_error_is_not_reported_as_a_declined_payment() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.will(&attempt.id, "PAYEE_ACCOUNT_RESTRICTED");
    side.fake.approve(&attempt.id);
    let answer = side.provider.fetch_state(&name).await;
    assert!(
        matches!(&answer, Err(PaymentError::Refused(why)) if why.contains("PAYEE_ACCOUNT_RESTRICTED")),
        "{answer:?}"
    );
}

#[tokio::test]
async fn concurrent_captures_charge_once() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    let other = side.fake.provider();
    let (one, two) = tokio::join!(side.provider.fetch_state(&name), other.fetch_state(&name));
    assert_eq!((one, two), (Ok(paid(2490)), Ok(paid(2490))));
    // Somebody who captured under another key, and just before.
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    side.fake.overtake();
    assert_eq!(side.provider.fetch_state(&name).await, Ok(paid(2490)));
    assert_eq!((side.fake.captures(), side.fake.taken(&attempt.id).len()), (2, 1));
}

#[tokio::test]
async fn a_capture_without_an_answer_is_retried() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    side.fake.lose_answer("/capture");
    assert!(matches!(side.provider.fetch_state(&name).await, Err(PaymentError::Unknown(_))));
    assert_eq!(side.provider.fetch_state(&name).await, Ok(paid(2490)));
    assert_eq!(side.fake.taken(&attempt.id), ["24.90"]);
}

#[tokio::test]
async fn a_cancelled_approval_is_never_captured() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    assert_eq!(side.provider.cancel(&name).await, Ok(PaymentState::Cancelled));
    // Whoever asks, on whichever instance.
    assert_eq!(side.fake.provider().fetch_state(&name).await, Ok(PaymentState::Cancelled));
    // The payer approves after the shop has called it off.
    let (late, late_name) = side.started().await;
    assert_eq!(side.provider.cancel(&late_name).await, Ok(PaymentState::Cancelled));
    side.fake.approve(&late.id);
    assert_eq!(side.provider.fetch_state(&late_name).await, Ok(PaymentState::Cancelled));
    assert_eq!(side.fake.captures(), 0);
}

#[tokio::test]
async fn a_concurrent_capture_and_cancellation_agree() {
    let side = Side::open().await;
    for _ in 0..8 {
        let (attempt, name) = side.started().await;
        side.fake.approve(&attempt.id);
        let other = side.fake.provider();
        let (asked, cancelled) = tokio::join!(side.provider.fetch_state(&name), other.cancel(&name));
        assert_eq!(asked, cancelled);
        let taken = side.fake.taken(&attempt.id).len();
        assert_eq!(asked == Ok(paid(2490)), taken == 1, "{asked:?}, and {taken} captures");
    }
}

#[tokio::test]
async fn an_order_that_paypal_will_not_change_is_cancelled_all_the_same() {
    let side = Side::open().await;
    let (_, name) = side.started().await;
    side.fake.refuse_changes();
    assert_eq!(side.provider.cancel(&name).await, Ok(PaymentState::Cancelled));
}

#[tokio::test]
async fn voided_and_deleted_paypal_orders_are_over() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.turn(&attempt.id, "VOIDED");
    assert_eq!(side.provider.fetch_state(&name).await, Ok(PaymentState::Cancelled));
    side.fake.forget(&attempt.id);
    assert_eq!(side.provider.fetch_state(&name).await, Err(PaymentError::NotFound));
    assert_eq!(side.provider.cancel(&name).await, Err(PaymentError::NotFound));
    // An order of somebody else's is not ours, whatever the reference says.
    let (_, stranger) = side.started().await;
    let mixed = AttemptRef::new(&*attempt.id, stranger.reference);
    assert_eq!(side.provider.fetch_state(&mixed).await, Err(PaymentError::NotFound));
}

#[tokio::test]
async fn refund_webhooks_carry_the_refunded_total() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    side.provider.fetch_state(&name).await.unwrap();
    for (part, total) in [(1000, 1000), (490, 1490)] {
        let request = RefundRequest::new(format!("{}-{total}", attempt.id), euro(part));
        side.provider.refund(&name, &request).await.unwrap();
        let (headers, body) = side.fake.webhook("PAYMENT.CAPTURE.REFUNDED", &attempt.id).unwrap();
        let event = side.provider.verify_webhook(&headers, &body, pannier::Timestamp::now()).await.unwrap();
        assert_eq!((event.attempt, event.refunded), (attempt.id.clone(), Some(euro(total))));
    }
    assert_eq!(side.provider.fetch_state(&name).await, Ok(paid(2490)), "what is given back has been paid");
}

#[tokio::test]
async fn a_pending_refund_is_pending_until_paypal_has_made_it() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    side.provider.fetch_state(&name).await.unwrap();
    side.fake.refunds_slowly();
    let refund = side.provider.refund(&name, &RefundRequest::new("refund-1", euro(990))).await.unwrap();
    assert_eq!((refund.amount, &refund.state), (euro(990), &RefundState::Pending));
    assert_eq!(side.provider.fetch_refund(&name, &refund).await, Ok(refund.clone()));
    side.fake.settle_refunds("FAILED");
    let failed = side.provider.fetch_refund(&name, &refund).await.unwrap();
    assert!(matches!(failed.state, RefundState::Failed { .. }), "{failed:?}");
}

#[tokio::test]
async fn what_is_shipped_has_an_address_at_paypal() {
    let side = Side::open().await;
    let (download, _) = side.started().await;
    assert!(side.fake.shipping(&download.id).is_null());
    let to = Address {
        name: "Ada Lovelace".into(),
        line1: "Unter den Linden 1".into(),
        city: "Berlin".into(),
        postal_code: "10117".into(),
        country: "DE".into(),
        ..Address::default()
    };
    let parcel = side.attempt().shipping_address(to);
    side.provider.start(&parcel).await.unwrap();
    let shipping = side.fake.shipping(&parcel.id);
    assert_eq!(shipping["name"]["full_name"], "Ada Lovelace");
    assert_eq!(shipping["address"]["admin_area_2"], "Berlin");
    assert!(shipping["address"]["admin_area_1"].is_null(), "an empty field is left out");
}

#[tokio::test]
async fn a_dispute_without_a_name_is_looked_up_by_its_capture() {
    let side = Side::open().await;
    let (attempt, name) = side.started().await;
    side.fake.approve(&attempt.id);
    side.provider.fetch_state(&name).await.unwrap();
    let now = pannier::Timestamp::now();
    let (headers, body) = side.fake.dispute(&attempt.id, "CUSTOMER.DISPUTE.CREATED", false);
    assert_eq!(side.provider.claimed_attempt(&body), None, "the store must not drop it as nobody's");
    let event = side.provider.verify_webhook(&headers, &body, now).await.unwrap();
    assert_eq!((event.attempt, event.dispute.map(|d| d.status)), (attempt.id, Some(DisputeStatus::Open)));
}

#[tokio::test]
async fn a_webhook_waits_while_paypal_is_silent() {
    let side = Side::open().await;
    let (attempt, _) = side.started().await;
    side.fake.approve(&attempt.id);
    let (headers, body) = side.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt.id).unwrap();
    let now = pannier::Timestamp::now();
    side.fake.fall_silent(true);
    let answer = side.provider.verify_webhook(&headers, &body, now).await;
    assert!(matches!(answer, Err(WebhookError::Unavailable(_))), "{answer:?}");
    side.fake.fall_silent(false);
    assert_eq!(side.provider.verify_webhook(&headers, &body, now).await.unwrap().state, PaymentState::Open);
    // PayPal verifies for the webhook of the app, and for no other.
    let stranger = side.fake.provider_with("a wrong secret").verify_webhook(&headers, &body, now).await;
    assert!(matches!(stranger, Err(WebhookError::Unavailable(_))), "wrong credentials: {stranger:?}");
}

/// A PayPal provider whose server accepts connections and answers nothing, and the listener that keeps it so.
fn black_hole() -> (Arc<PayPal>, std::net::TcpListener) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (Arc::new(PayPal::new(PayPalApp::new("id", "secret", "webhook").api(url), "Quarto")), listener)
}

#[tokio::test]
async fn a_few_webhooks_are_verified_at_once_and_the_others_refused() {
    let side = Side::open().await;
    let (attempt, _) = side.started().await;
    side.fake.approve(&attempt.id);
    let (headers, body) = side.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt.id).unwrap();
    let (paypal, _listener) = black_hole();
    let mut verifications = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (paypal, headers, body) = (Arc::clone(&paypal), headers.clone(), body.clone());
        verifications.spawn(async move { paypal.verify_webhook(&headers, &body, pannier::Timestamp::now()).await });
    }
    for _ in 0..16 {
        let refused = tokio::time::timeout(Duration::from_secs(10), verifications.join_next()).await;
        let refused = refused.expect("at once").unwrap().unwrap();
        assert!(matches!(&refused, Err(WebhookError::Unavailable(why)) if why.contains("too many")), "{refused:?}");
    }
}

#[tokio::test]
async fn a_failed_token_fetch_is_shared_with_those_who_wait_for_it() {
    let (fetches, answers) = (Arc::new(AtomicU32::new(0)), Arc::new(Semaphore::new(0)));
    let server = {
        let (fetches, answers) = (Arc::clone(&fetches), Arc::clone(&answers));
        Router::new().fallback(async move || {
            fetches.fetch_add(1, Ordering::Relaxed);
            drop(answers.acquire().await);
            StatusCode::SERVICE_UNAVAILABLE
        })
    };
    let paypal = PayPal::new(PayPalApp::new("id", "secret", "webhook").api(serve(server).await), "Quarto");
    let name = AttemptRef::new("a1", Some("5O1".to_owned()));
    let fetch = || paypal.fetch_state(&name);
    let answer = async {
        while fetches.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        answers.add_permits(3);
    };
    let (one, two, three, ()) = tokio::join!(fetch(), fetch(), fetch(), answer);
    for state in [one, two, three] {
        assert!(matches!(state, Err(PaymentError::Unknown(_))), "{state:?}");
    }
    assert_eq!(fetches.load(Ordering::Relaxed), 1);
}

// Orders that are paid with PayPal.

on_both!(
    an_approval_is_captured_once_on_return,
    a_webhook_can_arrive_before_the_shopper,
    an_approval_without_a_return_is_captured_in_the_background,
    a_declined_payment_gives_the_basket_back_and_can_be_retried,
    an_approval_is_not_captured_after_starting_over,
    a_start_without_an_answer_is_retried_under_the_same_key,
    a_forged_webhook_changes_nothing,
    a_webhook_about_no_attempt_of_the_store_makes_no_call_to_paypal,
);

/// A world whose store takes PayPal, and nothing else.
struct Shop {
    world: World,
    fake: Fake,
}

impl Shop {
    async fn new(world: World) -> Shop {
        let fake = Fake::open().await;
        let store = Store::builder(world.db.clone(), world.store.settings().clone())
            .sell::<Product>()
            .ship(FlatRate::new("standard", "Standard", euro(490)).countries(["DE"]))
            .pay(fake.provider())
            .build()
            .await
            .expect("the store");
        world.product("book").insert().await;
        Shop { world: World { store, gateway: Gateway::default(), ..world }, fake }
    }

    async fn pending(&self) -> Pending {
        self.world.pending(&["book"]).await
    }

    fn app(&self) -> Router {
        let store = &self.world.store;
        store.with_sessions_and_security(Router::new().merge(store.routes()))
    }

    /// The browser comes back from PayPal, which adds its own words to the address.
    async fn come_back(&self, attempt: &str) -> String {
        self.pause();
        let url = format!("/payments/return?attempt={attempt}&token=5O1&PayerID=QYR5Z8XDVJNXQ");
        let answer = self.app().oneshot(Request::get(url).body(Body::empty()).unwrap()).await.unwrap();
        assert!(answer.status().is_redirection(), "{}", answer.status());
        answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    async fn deliver(&self, (headers, body): fake::Webhook) -> StatusCode {
        let mut request = Request::post("/webhooks/paypal").body(Body::from(body)).unwrap();
        request.headers_mut().extend(headers);
        self.app().oneshot(request).await.unwrap().status()
    }

    /// Lets so much time pass that the store asks PayPal about a payment again.
    fn pause(&self) {
        self.world.advance(minutes(1));
    }

    async fn reference(&self, attempt: &str) -> AttemptRef {
        let sql = "SELECT reference FROM pannier_payments WHERE id = $1";
        let row = self.world.db.fetch_optional(sql, args![attempt]).await.unwrap().unwrap();
        AttemptRef::new(attempt, row.get("reference").unwrap())
    }
}

async fn an_approval_is_captured_once_on_return(world: World) {
    let shop = Shop::new(world).await;
    let Pending { attempt, token, .. } = shop.pending().await;
    shop.fake.approve(&attempt);
    for _ in 0..3 {
        assert_eq!(shop.come_back(&attempt).await, format!("/order/{token}"));
    }
    let order = shop.world.store.order(&token).await.unwrap();
    assert_eq!(order.status, OrderStatus::Completed);
    assert_eq!(shop.fake.taken(&attempt), [order.total.decimal()]);
    for kind in ["PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.APPROVED"] {
        assert_eq!(shop.deliver(shop.fake.webhook(kind, &attempt).unwrap()).await, StatusCode::OK, "{kind}, late");
    }
    assert_eq!((shop.fake.captures(), shop.world.status(&token).await.as_str()), (1, "completed"));
}

async fn a_webhook_can_arrive_before_the_shopper(world: World) {
    let shop = Shop::new(world).await;
    let Pending { attempt, token, .. } = shop.pending().await;
    shop.fake.approve(&attempt);
    // Another instance captures, and dies before it has written that down.
    assert!(shop.fake.provider().fetch_state(&shop.reference(&attempt).await).await.is_ok());
    assert_eq!(shop.world.status(&token).await, "pending");
    for _ in 0..2 {
        let webhook = shop.fake.webhook("PAYMENT.CAPTURE.COMPLETED", &attempt).unwrap();
        assert_eq!(shop.deliver(webhook).await, StatusCode::OK);
    }
    assert_eq!(shop.world.status(&token).await, "completed");
    assert_eq!(shop.deliver(shop.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt).unwrap()).await, StatusCode::OK);
    assert_eq!(shop.come_back(&attempt).await, format!("/order/{token}"));
    assert_eq!((shop.fake.captures(), shop.world.status(&token).await.as_str()), (1, "completed"));
}

async fn an_approval_without_a_return_is_captured_in_the_background(world: World) {
    let shop = Shop::new(world).await;
    let Pending { attempt, token, .. } = shop.pending().await;
    shop.fake.approve(&attempt);
    shop.pause();
    reconcile(&shop.world.store).await;
    assert_eq!((shop.world.status(&token).await.as_str(), shop.fake.captures()), ("completed", 1));
}

async fn a_declined_payment_gives_the_basket_back_and_can_be_retried(world: World) {
    let shop = Shop::new(world).await;
    let Pending { visitor, attempt, token } = shop.pending().await;
    shop.fake.will(&attempt, "INSTRUMENT_DECLINED");
    shop.fake.approve(&attempt);
    shop.come_back(&attempt).await;
    let order = shop.world.store.order(&token).await.unwrap();
    assert_eq!(order.status, OrderStatus::Cancelled);
    assert!(order.payment_message.is_some_and(|message| message.contains("PayPal")));
    assert_eq!(shop.world.store.basket(&visitor).await.unwrap().count, 1);

    let form = shop.world.filled_in(&visitor).await;
    let second = form.attempt.clone();
    shop.world.store.submit_checkout(&visitor, form, pannier::Intent::Pay).await.unwrap();
    shop.fake.approve(&second);
    shop.come_back(&second).await;
    // The old page at PayPal is still open in another tab.
    shop.fake.will(&attempt, "COMPLETED");
    shop.fake.approve(&attempt);
    shop.deliver(shop.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt).unwrap()).await;
    shop.come_back(&attempt).await;
    assert_eq!((shop.fake.taken(&attempt).len(), shop.fake.taken(&second).len()), (0, 1));
    assert_eq!(shop.world.status(&token).await, "cancelled");
}

async fn an_approval_is_not_captured_after_starting_over(world: World) {
    let shop = Shop::new(world).await;
    let Pending { visitor, attempt, token } = shop.pending().await;
    shop.fake.approve(&attempt);
    assert_eq!(shop.world.store.start_over(&token).await, Ok("/basket".to_owned()));
    assert_eq!(shop.deliver(shop.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt).unwrap()).await, StatusCode::OK);
    shop.come_back(&attempt).await;
    for _ in 0..4 {
        reconcile(&shop.world.store).await;
        shop.pause();
    }
    assert_eq!((shop.fake.captures(), shop.world.status(&token).await.as_str()), (0, "cancelled"));
    assert_eq!(shop.world.store.basket(&visitor).await.unwrap().count, 1);
}

async fn a_start_without_an_answer_is_retried_under_the_same_key(world: World) {
    let shop = Shop::new(world).await;
    shop.fake.lose_answer("/orders");
    let visitor = shop.world.visitor_with(&["book"]).await;
    let form = shop.world.filled_in(&visitor).await;
    let attempt = form.attempt.clone();
    let pannier::CheckoutOutcome::Redirect(page) =
        shop.world.store.submit_checkout(&visitor, form, pannier::Intent::Pay).await.unwrap()
    else {
        panic!("not placed")
    };
    let token = page.rsplit('/').next().unwrap().to_owned();
    assert_eq!((shop.world.status(&token).await.as_str(), shop.fake.orders()), ("pending", 1));
    let next = shop.world.store.resume_payment(&token).await.unwrap();
    assert!(next.contains("/checkoutnow?token="), "{next}");
    assert_eq!(shop.fake.orders(), 1, "the same order");
    shop.fake.approve(&attempt);
    shop.come_back(&attempt).await;
    assert_eq!((shop.fake.captures(), shop.world.status(&token).await.as_str()), (1, "completed"));
}

async fn a_forged_webhook_changes_nothing(world: World) {
    let shop = Shop::new(world).await;
    let Pending { attempt, token, .. } = shop.pending().await;
    shop.fake.approve(&attempt);
    let (headers, body) = shop.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt).unwrap();
    let text = String::from_utf8(body.clone()).unwrap();
    let forged = text.replace("CHECKOUT.ORDER.APPROVED", "CHECKOUT.ORDER.VOIDED");
    assert_ne!(forged, text);
    assert_eq!(shop.deliver((headers.clone(), forged.into_bytes())).await, StatusCode::UNAUTHORIZED);
    // It closes the question and asks another one, about a webhook that is genuine.
    let escape = format!("{{}},\"webhook_event\":{text}");
    assert_eq!(shop.deliver((headers.clone(), escape.into_bytes())).await, StatusCode::UNAUTHORIZED);
    assert_eq!(shop.deliver((HeaderMap::new(), body.clone())).await, StatusCode::UNAUTHORIZED);
    assert_eq!(shop.world.status(&token).await, "pending");
    shop.fake.fall_silent(true);
    assert_eq!(shop.deliver((headers, body)).await, StatusCode::SERVICE_UNAVAILABLE);
    shop.fake.fall_silent(false);
    shop.come_back(&attempt).await;
    assert_eq!(shop.world.status(&token).await, "completed");
}

async fn a_webhook_about_no_attempt_of_the_store_makes_no_call_to_paypal(world: World) {
    let shop = Shop::new(world).await;
    let Pending { attempt, .. } = shop.pending().await;
    shop.fake.approve(&attempt);
    let (headers, body) = shop.fake.webhook("CHECKOUT.ORDER.APPROVED", &attempt).unwrap();
    shop.fake.fall_silent(true);
    let text = String::from_utf8(body.clone()).unwrap();
    for (about, instead) in [(&*attempt, "nobodys"), (&*attempt, "nul\\u0000"), ("custom_id", "another_id")] {
        let other = text.replace(about, instead);
        assert_eq!(shop.deliver((headers.clone(), other.into_bytes())).await, StatusCode::OK, "{instead}");
    }
    assert_eq!(shop.deliver((headers, body)).await, StatusCode::SERVICE_UNAVAILABLE, "this one is asked about");
    assert!(shop.world.admin().webhooks(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_payment_starts_at_an_origin_that_the_policy_allows() {
    let side = Side::open().await;
    let attempt = side.attempt();
    let started = side.provider.start(&attempt).await.unwrap();
    let NextAction::Redirect { url } = &started.action else { panic!("{started:?}") };
    let origins = side.provider.origins();
    assert!(origins.iter().any(|origin| url.starts_with(origin)), "{url}: the pages' policy allows {origins:?}");
    // Started again after the approval, there is nothing left to do there.
    side.fake.approve(&attempt.id);
    let again = side.provider.start(&attempt).await.unwrap();
    assert_eq!(again, StartedPayment::new(started.reference, NextAction::Decided(PaymentState::Open)));
}
