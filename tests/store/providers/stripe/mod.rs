//! Stripe: its contract against a fake that follows Stripe's published shapes, and the life of payments against localstripe, a
//! server that others have written.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Bytes, extract::State, routing::post};
use http::HeaderMap;
use pannier::{
    Address, Attempt, AttemptRef, Currency, Money, NextAction, PaymentError, PaymentProvider, PaymentState,
    RefundRequest, RefundState, StartedPayment, WebhookEvent,
    payment::{Stripe, StripeElement},
    testing::payment_contract,
};
use serde_json::Value;
use tokio::sync::Mutex;

mod fake;

use crate::{localstripe::LocalStripe, service::serve};
use fake::Fake;

const SECRET: &str = "whsec_of_the_tests";

fn stripe(address: &str) -> Stripe {
    Stripe::new("sk_test_1", "pk_test_1", SECRET).at(address, &format!("{address}/js.stripe.com/v3/"))
}

fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn attempt(amount: Money) -> Attempt {
    let (back, webhooks) = ("https://shop.example/payments/return?attempt=a", "https://shop.example/webhooks/stripe");
    Attempt::new(uuid::Uuid::new_v4().to_string(), 1001, amount, "ada@example.com", back, webhooks)
}

fn named(attempt: &Attempt, started: &StartedPayment) -> AttemptRef {
    AttemptRef::new(&*attempt.id, started.reference.clone())
}

#[tokio::test]
async fn an_intent_on_the_page_keeps_the_contract() {
    let fake = Fake::open(true).await;
    payment_contract(&stripe(&fake.url), &fake).await;
}

#[tokio::test]
async fn a_session_on_stripes_page_keeps_the_contract() {
    let fake = Fake::open(false).await;
    payment_contract(&stripe(&fake.url), &fake).await;
}

#[tokio::test]
async fn requests_to_stripe_match_the_order() {
    let fake = Fake::open(true).await;
    let krona = Money::new(5, Currency::from_code("ISK").unwrap());
    let attempt = attempt(krona);
    let provider = stripe(&fake.url);

    let page = provider.start(&attempt).await.unwrap();
    let session = fake.object(page.reference.as_deref().unwrap());
    assert_eq!(session["amount_total"], 500, "five krónur are 500 to Stripe");
    assert_eq!(session["currency"], "isk");
    assert_eq!(session["customer_email"], "ada@example.com");
    assert_eq!(session["client_reference_id"], *attempt.id);
    assert_eq!(session["success_url"], *attempt.return_url);
    assert_eq!(session["payment_intent_data"]["metadata"]["order"], "1001");

    let mut other = attempt.embedded();
    other.id = "another".into();
    let embedded = provider.clone().with_element(StripeElement::Card).start(&other).await.unwrap();
    let NextAction::Embed(element) = &embedded.action else { panic!("{embedded:?}") };
    let intent = fake.object(embedded.reference.as_deref().unwrap());
    assert_eq!(intent["amount"], 500);
    assert_eq!(intent["payment_method_types"][0], "card");
    assert_eq!(intent["metadata"]["attempt"], "another");
    assert_eq!(intent["metadata"]["order"], "1001");
    assert_eq!(element.data["client-secret"], intent["client_secret"].as_str().unwrap());
    assert_eq!(element.data["publishable-key"], "pk_test_1");
    assert_eq!(element.data["return-url"], other.return_url);
    assert!(element.data.values().all(|value| !value.contains("sk_test")), "the secret key is on the page");
}

#[tokio::test]
async fn what_is_shipped_has_an_address_at_stripe() {
    let fake = Fake::open(true).await;
    let to = Address {
        name: "Ada Lovelace".into(),
        line1: "Unter den Linden 1".into(),
        city: "Berlin".into(),
        postal_code: "10117".into(),
        country: "DE".into(),
        ..Address::default()
    };
    let attempt = attempt(euro(2490)).shipping_address(to);
    let provider = stripe(&fake.url);
    let session = provider.start(&attempt).await.unwrap().reference.unwrap();
    let mut other = attempt.embedded();
    other.id = "another".into();
    let intent = provider.start(&other).await.unwrap().reference.unwrap();
    let (session, intent) = (fake.object(&session), fake.object(&intent));
    for shipping in [&session["payment_intent_data"]["shipping"], &intent["shipping"]] {
        assert_eq!(shipping["name"], "Ada Lovelace");
        assert_eq!(shipping["address"]["postal_code"], "10117");
        assert_eq!(shipping["address"]["country"], "DE");
        assert!(shipping["address"]["line2"].is_null(), "an empty field is left out");
    }
}

#[tokio::test]
async fn a_pending_refund_is_pending_until_stripe_has_made_it() {
    let fake = Fake::open(true).await;
    let (provider, attempt) = (stripe(&fake.url), attempt(euro(2490)).embedded());
    let started = provider.start(&attempt).await.unwrap();
    let name = named(&attempt, &started);
    fake.completes(started.reference.as_deref().unwrap(), "paid");
    fake.refunds_slowly();
    let refund = provider.refund(&name, &RefundRequest::new("refund-1", euro(990))).await.unwrap();
    assert_eq!(refund.state, RefundState::Pending);
    assert_eq!(provider.fetch_refund(&name, &refund).await, Ok(refund.clone()));
    fake.turn(&refund.reference, "failed");
    let failed = provider.fetch_refund(&name, &refund).await.unwrap();
    assert!(matches!(failed.state, RefundState::Failed { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_session_past_its_time_is_expired() {
    let fake = Fake::open(false).await;
    let (provider, attempt) = (stripe(&fake.url), attempt(euro(2490)));
    let started = provider.start(&attempt).await.unwrap();
    fake.time_passes(started.reference.as_deref().unwrap());
    assert_eq!(provider.fetch_state(&named(&attempt, &started)).await, Ok(PaymentState::Expired));
    assert_eq!(provider.cancel(&named(&attempt, &started)).await, Ok(PaymentState::Expired), "it is over already");
}

#[tokio::test]
async fn a_payment_that_succeeds_during_its_cancellation_stays_paid() {
    for embedded in [true, false] {
        let fake = Fake::open(embedded).await;
        let provider = stripe(&fake.url);
        let attempt = if embedded { attempt(euro(2490)).embedded() } else { attempt(euro(2490)) };
        let started = provider.start(&attempt).await.unwrap();
        fake.pays_before_it_is_called_off(started.reference.as_deref().unwrap());
        let state = provider.cancel(&named(&attempt, &started)).await;
        assert_eq!(state, Ok(PaymentState::Succeeded { amount: euro(2490) }), "embedded: {embedded}");
    }
}

#[tokio::test]
async fn a_bank_transfer_succeeds_when_the_money_arrives() {
    let fake = Fake::open(false).await;
    let (provider, attempt) = (stripe(&fake.url), attempt(euro(2490)));
    let started = provider.start(&attempt).await.unwrap();
    let (name, reference) = (named(&attempt, &started), started.reference.as_deref().unwrap());
    fake.completes(reference, "unpaid");
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Processing));
    fake.completes(reference, "paid");
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Succeeded { amount: euro(2490) }));
}

#[tokio::test]
async fn an_intent_of_another_attempt_is_not_found() {
    let fake = Fake::open(true).await;
    let (provider, attempt) = (stripe(&fake.url), attempt(euro(2490)).embedded());
    let started = provider.start(&attempt).await.unwrap();
    let stranger = AttemptRef::new("another", started.reference.clone());
    assert_eq!(provider.fetch_state(&stranger).await, Err(PaymentError::NotFound));
    assert_eq!(provider.cancel(&stranger).await, Err(PaymentError::NotFound));
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_not_shown() {
    let fake = Fake::open(true).await;
    let provider = Stripe::new("sk_test_wrong", "pk_test_1", SECRET).at(&fake.url, &fake.url);
    let refused = provider.start(&attempt(euro(2490)).embedded()).await.unwrap_err();
    assert!(matches!(&refused, PaymentError::Unauthorized(why) if !why.contains("sk_test_wrong")), "{refused:?}");
}

type Received = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// The shop's end of the webhooks.
struct Inbox {
    url: String,
    received: Received,
}

impl Inbox {
    async fn open() -> Inbox {
        let received = Received::default();
        let keep = async |State(all): State<Received>, headers: HeaderMap, body: Bytes| {
            all.lock().await.push((headers, body));
        };
        let inbox = Router::new().route("/inbox", post(keep)).with_state(Arc::clone(&received));
        let url = format!("{}/inbox", serve(inbox).await);
        Inbox { url, received }
    }

    /// The webhook of a kind that is about an attempt, as the provider reads it.
    async fn webhook(&self, provider: &Stripe, kind: &str, attempt: &Attempt) -> WebhookEvent {
        for _ in 0..200 {
            for (headers, body) in self.received.lock().await.iter() {
                let event: Value = serde_json::from_slice(body).unwrap();
                if event["type"] == kind && event["data"]["object"]["metadata"]["attempt"] == *attempt.id {
                    let now = pannier::Timestamp::now();
                    return provider.verify_webhook(headers, body, now).await.expect("a genuine webhook");
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no {kind} within 10 s");
    }
}

#[tokio::test]
async fn with_localstripe_a_card_is_charged_reported_and_refunded() {
    let (gateway, inbox) = (LocalStripe::open(), Inbox::open().await);
    gateway.send_webhooks_to(&inbox.url, SECRET).await;
    let provider = stripe(&gateway.url).with_element(StripeElement::Card);
    let attempt = attempt(euro(2490)).embedded();
    let started = provider.start(&attempt).await.unwrap();
    let name = named(&attempt, &started);
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Open));

    gateway.confirm(started.reference.as_deref().unwrap(), "4242424242424242").await.unwrap();
    let paid = PaymentState::Succeeded { amount: euro(2490) };
    assert_eq!(provider.fetch_state(&name).await, Ok(paid.clone()));
    assert_eq!(provider.cancel(&name).await, Ok(paid.clone()), "what has succeeded was cancelled");
    let event = inbox.webhook(&provider, "payment_intent.succeeded", &attempt).await;
    assert_eq!((event.attempt, event.state), (attempt.id.clone(), paid));

    let part = provider.refund(&name, &RefundRequest::new("refund-1", euro(990))).await.unwrap();
    assert_eq!(part.amount, euro(990));
    let rest = provider.refund(&name, &RefundRequest::new("refund-2", euro(1500))).await.unwrap();
    assert_eq!(rest.amount, euro(1500));
    assert_ne!(part.reference, rest.reference);
    assert_eq!(gateway.refunded(started.reference.as_deref().unwrap()).await, 2490);
}

#[tokio::test]
async fn with_localstripe_a_declined_card_leaves_the_attempt_open() {
    let (gateway, inbox) = (LocalStripe::open(), Inbox::open().await);
    gateway.send_webhooks_to(&inbox.url, SECRET).await;
    let provider = stripe(&gateway.url).with_element(StripeElement::Card);
    let attempt = attempt(euro(2490)).embedded();
    let started = provider.start(&attempt).await.unwrap();
    let name = named(&attempt, &started);

    let declined = gateway.confirm(started.reference.as_deref().unwrap(), "4000000000000341").await;
    assert_eq!(declined, Err("Your card was declined.".to_owned()));
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Open), "another card may do");
    let event = inbox.webhook(&provider, "payment_intent.payment_failed", &attempt).await;
    assert_eq!((event.state, event.declined), (PaymentState::Open, true));
    let refund = provider.refund(&name, &RefundRequest::new("refund-1", euro(2490))).await;
    assert!(matches!(refund, Err(PaymentError::Refused(_))), "{refund:?}");

    for time in ["once", "twice"] {
        assert_eq!(provider.cancel(&name).await, Ok(PaymentState::Cancelled), "cancelled {time}");
    }
}

#[tokio::test]
async fn with_localstripe_a_card_may_ask_for_authentication() {
    let gateway = LocalStripe::open();
    let provider = stripe(&gateway.url).with_element(StripeElement::Card);
    let attempt = attempt(euro(2490)).embedded();
    let started = provider.start(&attempt).await.unwrap();
    let (name, intent) = (named(&attempt, &started), started.reference.as_deref().unwrap());

    gateway.confirm(intent, "4000002500003155").await.unwrap();
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Open), "3D Secure is not done");
    gateway.authenticate(intent, false).await;
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Open), "another try may do");
    gateway.confirm(intent, "4000002500003155").await.unwrap();
    gateway.authenticate(intent, true).await;
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Succeeded { amount: euro(2490) }));
}

#[tokio::test]
async fn with_localstripe_a_404_without_stripes_code_decides_nothing() {
    let gateway = LocalStripe::open();
    let provider = stripe(&gateway.url);
    let nobody = AttemptRef::new("a1", Some("pi_no_such_intent".into()));
    assert!(matches!(provider.fetch_state(&nobody).await, Err(PaymentError::Unknown(_))));
    let keyless = Stripe::new("wrong", "pk_test_1", SECRET).at(&gateway.url, &gateway.url);
    assert!(matches!(keyless.fetch_state(&nobody).await, Err(PaymentError::Unauthorized(_))));
}
