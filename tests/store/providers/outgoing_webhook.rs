//! Webhooks that go out: what is posted, that it is signed, and what the listener's answer leads to.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use pannier::{
    DeliveryState, SignalDelivery, SignalKind, Store, Timestamp,
    receivers::{OutgoingWebhook, OutgoingWebhookSettings, WebhookSecret},
    testing::{self, ManualPayment, Voucher, order, receiver_contract, run_outbox},
};

use crate::{
    service::{free_address, serve},
    world::{admin, euro},
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET: &str = "whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludA==";

/// What a listener has got, and how it answers.
#[derive(Clone, Default)]
struct Listener {
    posts: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl Listener {
    async fn open() -> (Listener, String) {
        let listener = Listener::default();
        let routes = Router::new().route("/orders", post(Listener::take)).route("/moved", post(Listener::take));
        let routes = routes.with_state(listener.clone());
        let url = format!("{}/orders", serve(routes).await);
        (listener, url)
    }

    async fn take(State(me): State<Listener>, headers: HeaderMap, body: Bytes) -> Response {
        me.posts.lock().unwrap().push((headers, body));
        let answer = me.answers.lock().unwrap().pop_front().unwrap_or(StatusCode::NO_CONTENT);
        match answer.is_redirection() {
            true => (answer, [(header::LOCATION, "/moved")]).into_response(),
            false => answer.into_response(),
        }
    }

    fn will_answer(&self, answers: impl IntoIterator<Item = u16>) {
        self.answers.lock().unwrap().extend(answers.into_iter().map(|code| StatusCode::from_u16(code).unwrap()));
    }

    fn posts(&self) -> Vec<(HeaderMap, Bytes)> {
        self.posts.lock().unwrap().clone()
    }

    /// Different messages, as a listener tells them apart.
    fn ids(&self) -> BTreeSet<String> {
        self.posts().iter().map(|(headers, _)| text(headers, "webhook-id").to_owned()).collect()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().unwrap()
}

fn settings(url: &str) -> OutgoingWebhookSettings {
    let secrets: Vec<WebhookSecret> = [SECRET, OLD_SECRET].iter().map(|secret| secret.parse().unwrap()).collect();
    OutgoingWebhookSettings::new(url, secrets).unwrap()
}

/// A shop with a listener, that has been told of nothing yet.
async fn shop(url: &str) -> Store {
    let webhook = OutgoingWebhook::new(&settings(url));
    testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).receive(webhook).build().await.unwrap()
}

async fn sell(store: &Store) -> i64 {
    let visitor = testing::visitor(store);
    store.add_to_basket(&visitor, "voucher", "spring", 2).await.unwrap();
    let (_, order) = testing::place_order(store, &visitor).await.unwrap();
    admin(store).mark_paid(order.number).await.unwrap();
    order.number
}

/// What is not handled of the webhook's.
async fn stuck(store: &Store) -> Vec<SignalDelivery> {
    let stuck = admin(store).undelivered().await.unwrap();
    stuck.into_iter().filter(|delivery| delivery.receiver == "webhook").collect()
}

#[tokio::test]
async fn the_webhook_keeps_the_contract_of_receivers() {
    let (listener, url) = Listener::open().await;
    let webhook = OutgoingWebhook::new(&settings(&url));
    let store = testing::in_memory().await.build().await.unwrap();
    let order = order(&[("album", "blue-hour", 1)]);
    receiver_contract(&webhook, &store, &order, async || listener.ids().len() as u64).await;
}

#[tokio::test]
async fn posts_are_signed_as_standard_webhooks_specifies() {
    let (listener, url) = Listener::open().await;
    let store = shop(&url).await;
    let number = sell(&store).await;
    run_outbox(&store).await.unwrap();
    let [(headers, body)] = &listener.posts()[..] else { panic!("{:?}", listener.posts()) };
    let at = Timestamp::from_secs(text(headers, "webhook-timestamp").parse().unwrap());
    assert!(Timestamp::now().duration_since(at) < Duration::from_secs(60));
    let signed = [SECRET, OLD_SECRET].map(|secret| {
        let secret: WebhookSecret = secret.parse().unwrap();
        secret.sign(text(headers, "webhook-id"), at, body)
    });
    assert_eq!(text(headers, "webhook-signature"), signed.join(" "), "once with each secret");
    assert_ne!(signed[0], signed[1]);
    assert_eq!(text(headers, "content-type"), "application/json");

    let message: serde_json::Value = serde_json::from_slice(body).unwrap();
    assert_eq!(message["type"], "order.completed");
    let at = message["timestamp"].as_str().unwrap();
    assert!(at.len() == 20 && at.ends_with('Z') && at.as_bytes()[10] == b'T', "{at}");
    let data = &message["data"];
    assert_eq!((&data["number"], &data["status"]), (&number.into(), &"completed".into()));
    assert_eq!((&data["total_amount"], &data["currency"]), (&1000.into(), &"EUR".into()));
    assert_eq!((&data["lines"][0]["kind"], &data["lines"][0]["unit_amount"]), (&"voucher".into(), &500.into()));
    assert_eq!(data["email"], "ada@example.com");
    let token = admin(&store).order(number).await.unwrap().0.token;
    assert!(!String::from_utf8_lossy(body).contains(&token), "the key to the order's page stays here");
}

#[tokio::test]
async fn refund_posts_carry_the_amount_and_the_reason() {
    let (listener, url) = Listener::open().await;
    let store = shop(&url).await;
    let number = sell(&store).await;
    run_outbox(&store).await.unwrap();
    admin(&store).record_manual_refund(number, Some(euro(300))).await.unwrap();
    run_outbox(&store).await.unwrap();
    let (_, body) = listener.posts().pop().unwrap();
    let message: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["type"], "order.refunded");
    let money = serde_json::json!({ "amount": 300, "currency": "EUR", "reason": "requested" });
    assert_eq!((&message["data"]["money"], &message["data"]["refunded_amount"]), (&money, &300.into()));
}

#[tokio::test]
async fn a_failing_listener_is_retried_under_the_same_id() {
    let (listener, url) = Listener::open().await;
    listener.will_answer([503, 302, 404]);
    let store = shop(&url).await;
    sell(&store).await;
    for status in ["503", "302", "404"] {
        run_outbox(&store).await.unwrap();
        let [SignalDelivery { state: DeliveryState::Waiting { until }, error: Some(error), .. }] =
            &stuck(&store).await[..]
        else {
            panic!("{:?}", stuck(&store).await)
        };
        assert!(error.contains(status) && *until > Timestamp::now(), "{error}");
        assert_eq!(admin(&store).retry_all().await.unwrap(), 1);
    }
    run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    assert_eq!((listener.posts().len(), listener.ids().len()), (4, 1), "no redirect is followed");
}

#[tokio::test]
async fn an_unreachable_listener_loses_nothing_and_errors_hide_its_url() {
    let (listener, url) = Listener::open().await;
    let away = free_address();
    let store = shop(&format!("http://{away}/orders?key=confidential")).await;
    let number = sell(&store).await;
    run_outbox(&store).await.unwrap();
    let error = stuck(&store).await.remove(0).error.unwrap();
    assert!(error.contains("cannot be reached") && !error.contains("confidential"), "{error}");

    let there = Store::builder(store.db().clone(), store.settings().clone()).sell::<Voucher>().pay(ManualPayment);
    let there = there.receive(OutgoingWebhook::new(&settings(&url))).build().await.unwrap();
    admin(&there).retry_all().await.unwrap();
    run_outbox(&there).await.unwrap();
    assert_eq!(listener.posts().len(), 1);
    // And once more, because somebody over there has lost it.
    admin(&there).replay(number, Some("webhook"), Some(SignalKind::Completed)).await.unwrap();
    run_outbox(&there).await.unwrap();
    assert_eq!((listener.posts().len(), listener.ids().len()), (2, 1));
}

#[tokio::test]
async fn a_listener_that_answers_410_gets_no_more_posts() {
    let (listener, url) = Listener::open().await;
    listener.will_answer([410]);
    let store = shop(&url).await;
    sell(&store).await;
    run_outbox(&store).await.unwrap();
    sell(&store).await;
    run_outbox(&store).await.unwrap();
    assert_eq!(listener.posts().len(), 1);
    let missed = stuck(&store).await;
    assert_eq!(missed.len(), 2);
    for delivery in missed {
        assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Failed, 1));
        assert!(delivery.error.unwrap().contains("410 Gone"));
    }
    // After the next start it is asked again.
    let again = Store::builder(store.db().clone(), store.settings().clone()).sell::<Voucher>().pay(ManualPayment);
    let again = again.receive(OutgoingWebhook::new(&settings(&url))).build().await.unwrap();
    assert_eq!(admin(&again).retry_all().await.unwrap(), 2);
    run_outbox(&again).await.unwrap();
    assert_eq!((listener.posts().len(), stuck(&again).await.len()), (3, 0));
}
