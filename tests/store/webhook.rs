//! Webhooks that come in: kept as they came, handled once, believed when they are signed.

use http::{HeaderMap, HeaderValue};
use pannier::{
    AdminError, Money, PaymentState, Store, args,
    payment::{PayPal, PayPalApp},
    testing::{ManualPayment, purge, reconcile},
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    log::Log,
    on_both,
    world::{Pending, World, admin, days, euro, minutes, paid, until},
};

on_both!(
    a_webhook_is_kept_and_handled_once,
    a_webhook_that_is_of_no_use_is_kept_if_it_is_about_a_payment_of_the_store,
    a_webhook_cannot_settle_a_payment_of_another_gateway,
    deliveries_of_a_webhook_at_once_are_handled_once,
    events_of_a_payment_at_once_are_all_handled,
    a_webhook_that_cannot_be_handled_changes_nothing_and_is_retried,
    an_unhandled_webhook_is_handled_in_the_background,
    an_unverified_webhook_makes_the_store_query_the_gateway,
    unverified_webhooks_of_one_gateway_leave_the_polls_of_another,
    unverified_webhooks_are_logged_once_a_minute,
);

/// A webhook as the fake gateway signs it.
pub fn webhook(id: &str, attempt: &str, state: PaymentState, refunded: Option<Money>) -> (HeaderMap, Vec<u8>) {
    let body = serde_json::json!({ "id": id, "attempt": attempt, "state": state, "refunded": refunded });
    (HeaderMap::from_iter([(http::header::ETAG, HeaderValue::from_static("genuine"))]), body.to_string().into_bytes())
}

/// An open attempt's webhook that says something else as well.
pub fn about(id: &str, attempt: &str, more: &[(&str, serde_json::Value)]) -> (HeaderMap, Vec<u8>) {
    let (headers, body) = webhook(id, attempt, PaymentState::Open, None);
    let mut event: serde_json::Value = serde_json::from_slice(&body).unwrap();
    for (name, value) in more {
        event[name] = value.clone();
    }
    (headers, event.to_string().into_bytes())
}

pub async fn post(world: &World, webhook: (HeaderMap, Vec<u8>)) -> u16 {
    post_to(&world.store, "fake", webhook).await
}

pub async fn post_to(store: &Store, provider: &str, webhook: (HeaderMap, Vec<u8>)) -> u16 {
    answer(store, provider, webhook).await.0
}

/// The status and the text of the answer.
pub async fn answer(store: &Store, provider: &str, (headers, body): (HeaderMap, Vec<u8>)) -> (u16, String) {
    use tower::ServiceExt;
    let mut request = http::Request::post(format!("/webhooks/{provider}")).body(axum::body::Body::from(body)).unwrap();
    *request.headers_mut() = headers;
    let response = store.routes::<()>().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let text = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&text).into_owned())
}

async fn a_webhook_is_kept_and_handled_once(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let event = webhook("e1", &attempt, paid(1000), None);
    for _ in 0..5 {
        assert_eq!(post(&world, event.clone()).await, 200);
    }
    assert_eq!(world.status(&token).await, "completed");
    let kept = world.admin().webhooks(10).await.unwrap();
    assert_eq!((kept.len(), kept[0].event_id.as_deref(), kept[0].handled), (1, Some("e1"), true));
    let sql = "SELECT body FROM pannier_webhooks";
    let body: String = world.db.fetch_optional(sql, &[]).await.unwrap().unwrap().get("body").unwrap();
    assert_eq!(body.as_bytes(), event.1, "as it came, to the byte");
    let number = world.store.order(&token).await.unwrap().number;
    for id in ["e1", &kept[0].id] {
        let (webhook, content) = world.admin().webhook(id).await.unwrap().expect("it is kept");
        assert_eq!((webhook.order_number, content.body.as_str()), (Some(number), body.as_str()));
        assert_eq!(content.headers.get("etag").map(String::as_str), Some("genuine"));
    }
    assert!(world.admin().webhook("e0").await.unwrap().is_none());
    assert!(world.admin().replay_webhook("e1").await.unwrap().is_some_and(|outcome| outcome.contains("handled")));
    // Nobody's attempt, and nothing that could be read: both are kept for a person.
    assert_eq!(post(&world, webhook("e2", "nobody", paid(1000), None)).await, 200);
    let (headers, _) = event;
    assert_eq!(post(&world, (headers.clone(), b"{".to_vec())).await, 400);
    assert_eq!(post(&world, (headers, b"{".to_vec())).await, 400);
    let kept = world.admin().webhooks(10).await.unwrap();
    assert_eq!((kept.len(), kept.iter().filter(|webhook| webhook.error.is_some()).count()), (3, 2));
}

async fn a_webhook_that_is_of_no_use_is_kept_if_it_is_about_a_payment_of_the_store(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let ignored = |id: &str, attempt: &str| about(id, attempt, &[("ignored", "payment.updated".into())]);
    let poll_at = "SELECT poll_at AS n FROM pannier_payments";
    let before = world.number(poll_at, &[]).await;
    for _ in 0..2 {
        assert_eq!(post(&world, ignored("e1", &attempt)).await, 200);
    }
    assert_eq!(post(&world, ignored("e2", "nobody")).await, 200);
    let kept = world.admin().webhooks(10).await.unwrap();
    let [webhook] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!((webhook.event_id.as_deref(), webhook.attempt.as_deref()), (Some("e1"), Some(&*attempt)));
    assert_eq!((webhook.handled, webhook.error.as_deref()), (true, Some("ignored: payment.updated")));
    let replayed = world.admin().replay_webhook("e1").await.unwrap();
    assert!(replayed.is_some_and(|outcome| outcome.contains("no effect")));
    assert_eq!((world.status(&token).await.as_str(), world.number(poll_at, &[]).await), ("pending", before));

    // Its content is deleted with that of the others.
    world.advance(days(91));
    purge(&world.store).await;
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_webhooks WHERE body <> ''", &[]).await, 0);
}

async fn a_webhook_cannot_settle_a_payment_of_another_gateway(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.db.execute("UPDATE pannier_payments SET provider = 'another'", &[]).await.unwrap();
    assert_eq!(post(&world, webhook("e1", &attempt, paid(1000), None)).await, 200);
    assert_eq!(world.status(&token).await, "pending");
}

async fn deliveries_of_a_webhook_at_once_are_handled_once(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let stores = [world.store.clone(), world.another_instance(vec![]).await];
    // A declined card is counted, so that handling it twice would show.
    let events = [about("e1", &attempt, &[("declined", json!(true))]), webhook("e2", &attempt, paid(1000), None)];
    for event in events {
        let mut deliveries = JoinSet::new();
        for store in stores.iter().cycle().take(20) {
            let (store, event) = (store.clone(), event.clone());
            deliveries.spawn(async move { post_to(&store, "fake", event).await });
        }
        while let Some(status) = deliveries.join_next().await {
            assert_eq!(status.unwrap(), 200);
        }
    }
    assert_eq!(world.number("SELECT declines AS n FROM pannier_payments", &[]).await, 1);
    assert_eq!(world.status(&token).await, "completed");
    for (table, rows) in [("pannier_webhooks WHERE handled_at > 0", 2), ("pannier_signals WHERE kind = 'completed'", 1)]
    {
        assert_eq!(world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await, rows, "{table}");
    }
}

async fn events_of_a_payment_at_once_are_all_handled(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let number = world.store.order(&token).await.unwrap().number;
    let mut all = JoinSet::new();
    for n in 0..5 {
        let events = [
            webhook(&format!("paid-{n}"), &attempt, paid(1000), None),
            webhook(&format!("refunded-{n}"), &attempt, paid(1000), Some(euro(100))),
            about(&format!("disputed-{n}"), &attempt, &[("dispute", json!([format!("dp_{n}"), "open"]))]),
        ];
        for event in events.clone().into_iter().chain(events) {
            let store = world.store.clone();
            all.spawn(async move { assert_eq!(post_to(&store, "fake", event).await, 200) });
        }
        let (store, attempt) = (world.store.clone(), attempt.clone());
        all.spawn(async move {
            store.settle(&attempt, &paid(1000)).await.unwrap();
            // It locks the same rows, and is not tried again.
            let released = admin(&store).release_order(number).await;
            assert!(matches!(released, Ok(()) | Err(AdminError::NotOnHold(_))), "{released:?}");
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    assert_eq!(world.status(&token).await, "completed");
    assert_eq!(world.number("SELECT refunded_amount AS n FROM pannier_payments", &[]).await, 100);
    for (table, rows) in
        [("pannier_disputes", 5), ("pannier_refunds", 1), ("pannier_webhooks WHERE handled_at > 0", 15)]
    {
        assert_eq!(world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await, rows, "{table}");
    }
}

async fn a_webhook_that_cannot_be_handled_changes_nothing_and_is_retried(world: World) {
    world.product("book").insert().await;
    for by_the_gateway in [true, false] {
        let Pending { attempt, token, .. } = world.pending(&["book"]).await;
        // An order has one signal of each status.
        let sql = "INSERT INTO pannier_signals (id, order_id, kind, created_at) \
                   SELECT id, order_id, 'completed', 1 FROM pannier_payments WHERE id = $1";
        world.db.execute(sql, args![&attempt]).await.unwrap();
        let event = webhook(&format!("event-{attempt}"), &attempt, paid(1000), None);
        let stored = async || world.admin().webhook(&format!("event-{attempt}")).await.unwrap().expect("it is stored");
        for _ in 0..2 {
            assert_eq!(post(&world, event.clone()).await, 503);
        }
        assert_eq!(world.status(&token).await, "pending");
        let open = "SELECT COUNT(*) AS n FROM pannier_payments WHERE id = $1 AND status = 'open'";
        assert_eq!(world.number(open, args![&attempt]).await, 1);
        let (webhook, content) = stored().await;
        assert!(!webhook.handled && webhook.error.is_some(), "{webhook:?}");
        assert_eq!(content.body.as_bytes(), event.1);

        world.db.execute("DELETE FROM pannier_signals WHERE id = $1", args![&attempt]).await.unwrap();
        if by_the_gateway {
            assert_eq!(post(&world, event).await, 200);
        } else {
            reconcile(&world.store).await;
            assert_eq!(world.status(&token).await, "pending", "it is not due yet");
            world.advance(minutes(1));
            reconcile(&world.store).await;
        }
        assert_eq!(world.status(&token).await, "completed");
        let (webhook, _) = stored().await;
        assert!(webhook.handled && webhook.error.is_none(), "{webhook:?}");
    }
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_webhooks", &[]).await, 2);
}

async fn an_unhandled_webhook_is_handled_in_the_background(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    // As an earlier version leaves it that dies between storing it and handling it.
    let (_, body) = webhook("e1", &attempt, paid(1000), None);
    let sql = "INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, received_at) \
               VALUES ('w1', 'fake', 'e1', $1, '{\"etag\":\"genuine\"}', $2, $3)";
    // Not so old that it would be emptied meanwhile.
    world.db.execute(sql, args![&attempt, String::from_utf8(body).unwrap(), world.db.now()]).await.unwrap();
    until(&world, "handled", "SELECT COUNT(*) AS n FROM pannier_webhooks WHERE handled_at IS NOT NULL", 1).await;
    assert_eq!(world.status(&token).await, "completed");
}

async fn an_unverified_webhook_makes_the_store_query_the_gateway(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.gateway.decide(&attempt, paid(1000));
    let forged = (HeaderMap::new(), webhook("e1", &attempt, PaymentState::Cancelled, None).1);
    assert_eq!(post(&world, forged).await, 401);
    assert_eq!(world.status(&token).await, "pending", "nothing it says is believed");
    assert!(world.admin().webhooks(10).await.unwrap().is_empty(), "and nothing of it is kept");
    until(&world, "asked", "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'completed'", 1).await;
}

async fn unverified_webhooks_of_one_gateway_leave_the_polls_of_another(world: World) {
    let paypal = PayPal::new(PayPalApp::new("id", "secret", "webhook").api("http://127.0.0.1:9"), "Quarto");
    let world = world.with(|builder| builder.pay(paypal).pay(ManualPayment)).await;
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.gateway.decide(&attempt, paid(1000));
    let forged = || (HeaderMap::new(), b"{}".to_vec());
    assert_eq!(post_to(&world.store, "manual", forged()).await, 404, "it sends none");
    assert_eq!(post_to(&world.store, "paypal", forged()).await, 401);
    assert_eq!(post(&world, forged()).await, 401);
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "completed", "polled before its time");
}

async fn unverified_webhooks_are_logged_once_a_minute(world: World) {
    let log = Log::default();
    let _guard = log.listen();
    for _ in 0..3 {
        assert_eq!(post(&world, (HeaderMap::new(), b"{}".to_vec())).await, 401);
        assert_eq!(log.lines("verification failed").len(), 1);
    }
    world.advance(minutes(1));
    assert_eq!(post(&world, (HeaderMap::new(), b"{}".to_vec())).await, 401);
    let lines = log.lines("verification failed");
    assert!(lines.len() == 2 && lines[1].contains("times=3"), "{lines:?}");
}
