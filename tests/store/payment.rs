//! News of payments: in any order, any number of times, or never.

use std::{str::FromStr, time::Duration};

use pannier::{
    AdminError, CheckoutForm, CheckoutOutcome, Intent, OrderStatus, PaymentError, PaymentState, Problem, SignalKind,
    Store, args, testing::reconcile,
};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::{
    on_both,
    product::Product,
    webhook::{about, post},
    world::{Pending, RecordingReceiver, World, days, euro, minutes, paid, visitor},
};

on_both!(
    twenty_concurrent_success_notifications_complete_once,
    a_declined_payment_gives_the_same_basket_back,
    a_start_without_an_answer_is_retried_under_the_same_key,
    a_refused_start_charges_nothing_and_gives_the_basket_back,
    starting_over_cancels_at_the_gateway_first,
    starting_over_an_order_that_was_paid_completes_it,
    a_silent_gateway_keeps_the_order_pending,
    an_attempt_that_never_arrived_gives_the_basket_back,
    nothing_is_added_while_a_payment_is_under_way,
    a_completed_order_leaves_room_for_the_next,
    an_unknown_attempt_is_an_error_and_nothing_else,
    a_free_order_needs_no_gateway,
    a_payment_that_takes_days_leaves_the_visitor_free,
    a_payment_that_fails_after_days_cancels_the_order,
    ten_declined_cards_end_the_attempt,
);

async fn twenty_concurrent_success_notifications_complete_once(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let mut news = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (store, attempt) = (world.store.clone(), attempt.clone());
        news.spawn(async move { store.settle(&attempt, &paid(1000)).await });
    }
    while let Some(settled) = news.join_next().await {
        assert_eq!(settled.unwrap(), Ok(()));
    }
    assert_eq!(world.status(&token).await, "completed");
    let sql = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = $1";
    assert_eq!(world.number(sql, args!["completed"]).await, 1);
    // Bad news that comes late changes nothing.
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    assert_eq!(world.status(&token).await, "completed");
}

async fn a_declined_payment_gives_the_same_basket_back(world: World) {
    world.product("book").stock(5).insert().await;
    world.product("pen").price(euro(50)).insert().await;
    let Pending { visitor, attempt, token } = world.pending(&["book", "pen"]).await;
    let declined = PaymentState::Declined { message: "Insufficient funds.".into() };
    world.store.settle(&attempt, &declined).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, order.payment_message.as_deref()), (OrderStatus::Cancelled, Some("Insufficient funds.")));
    let basket = world.store.basket(&visitor).await.unwrap();
    let titles: Vec<&str> = basket.lines.iter().map(|l| l.title.as_str()).collect();
    assert_eq!(titles, ["The book", "The pen"]);
    // The form is kept as well, and the next attempt is one of its own.
    assert_eq!(world.store.checkout(&visitor).await.unwrap().form.email, "ada@example.com");
    assert!(
        matches!(world.pay(&visitor).await, Ok(CheckoutOutcome::Redirect(url)) if url.starts_with("https://gateway"))
    );
    assert_eq!(world.gateway.attempts(), 2);
}

async fn a_start_without_an_answer_is_retried_under_the_same_key(world: World) {
    world.product("book").insert().await;
    world.gateway.next_start(Err(PaymentError::Unknown("timed out".into())));
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    assert_eq!(world.status(&token).await, "pending");
    assert!(world.store.order(&token).await.unwrap().resumable);
    let next = world.store.resume_payment(&token).await.unwrap();
    assert_eq!(next, format!("https://gateway.example/{attempt}"));
    assert_eq!((world.gateway.starts(), world.gateway.attempts()), (2, 1));
}

async fn a_refused_start_charges_nothing_and_gives_the_basket_back(world: World) {
    world.product("book").insert().await;
    world.gateway.next_start(Err(PaymentError::Refused("no such key".into())));
    let visitor = world.visitor_with(&["book"]).await;
    assert!(matches!(world.pay(&visitor).await, Ok(CheckoutOutcome::Redirect(page)) if page.starts_with("/order/")));
    assert_eq!(world.gateway.attempts(), 0);
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
}

async fn starting_over_cancels_at_the_gateway_first(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, token, .. } = world.pending(&["book"]).await;
    assert_eq!(world.store.start_over(&token).await, Ok("/basket".to_owned()));
    assert_eq!((world.gateway.cancels(), world.status(&token).await.as_str()), (1, "cancelled"));
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
}

async fn starting_over_an_order_that_was_paid_completes_it(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, attempt, token } = world.pending(&["book"]).await;
    world.gateway.decide(&attempt, paid(1000));
    assert_eq!(world.store.start_over(&token).await, Ok(format!("/order/{token}")));
    assert_eq!(world.status(&token).await, "completed");
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 0);
}

async fn a_silent_gateway_keeps_the_order_pending(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, token, .. } = world.pending(&["book"]).await;
    world.gateway.fall_silent();
    assert_eq!(world.store.start_over(&token).await, Err(Problem::GatewayUnavailable));
    assert_eq!(world.store.order(&token).await.unwrap().status, OrderStatus::Pending);
    assert!(world.store.basket(&visitor).await.unwrap().pending.is_some());
}

async fn an_attempt_that_never_arrived_gives_the_basket_back(world: World) {
    world.product("book").stock(2).insert().await;
    world.gateway.next_start(Err(PaymentError::Unknown("the process died here".into())));
    let Pending { visitor, token, .. } = world.pending(&["book"]).await;
    // A moment ago it may still be on its way.
    assert_eq!(world.store.order(&token).await.unwrap().status, OrderStatus::Pending);
    world.advance(minutes(2));
    assert_eq!(world.store.order(&token).await.unwrap().status, OrderStatus::Cancelled);
    assert_eq!((world.store.basket(&visitor).await.unwrap().count, world.stock("book").await), (1, 2));
}

async fn nothing_is_added_while_a_payment_is_under_way(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, token, .. } = world.pending(&["book"]).await;
    for changed in [
        world.store.add_to_basket(&visitor, "product", "book", 1).await,
        world.store.set_quantity(&visitor, "product", "book", 2).await,
        world.store.remove_from_basket(&visitor, "product", "book").await.map(drop),
    ] {
        assert_eq!(changed, Err(Problem::PaymentPending));
    }
    let pending = world.store.basket(&visitor).await.unwrap().pending.unwrap();
    assert_eq!(pending.url, format!("/order/{token}"));
    assert_eq!(world.store.checkout(&visitor).await.unwrap_err(), Problem::PaymentPending);
}

async fn a_completed_order_leaves_room_for_the_next(world: World) {
    world.product("book").insert().await;
    world.product("pen").price(euro(50)).insert().await;
    let Pending { visitor, attempt, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    let (one, two) = tokio::join!(
        world.store.add_to_basket(&visitor, "product", "pen", 1),
        world.store.add_to_basket(&visitor, "product", "book", 1)
    );
    assert_eq!((one, two), (Ok(()), Ok(())));
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'created'", &[]).await, 1);
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 2);
}

async fn an_unknown_attempt_is_an_error_and_nothing_else(world: World) {
    assert_eq!(world.store.settle("nobody-made-this", &paid(1)).await, Err(Problem::UnknownOrder));
    assert_eq!(world.store.order("nobody-has-this").await.unwrap_err(), Problem::UnknownOrder);
    // A basket has a token, but no page yet.
    world.product("book").insert().await;
    world.store.add_to_basket(&visitor(), "product", "book", 1).await.unwrap();
    let row = world.db.fetch_optional("SELECT token FROM pannier_orders", &[]).await.unwrap().unwrap();
    let token: String = row.get("token").unwrap();
    assert_eq!(world.store.order(&token).await.unwrap_err(), Problem::UnknownOrder);
}

async fn a_free_order_needs_no_gateway(world: World) {
    world.product("leaflet").price(euro(0)).insert().await;
    world.product("book").insert().await;
    let reader = world.visitor_with(&["leaflet"]).await;
    let checkout = world.store.checkout(&reader).await.unwrap();
    assert_eq!(checkout.payment.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["free"]);
    let CheckoutOutcome::Redirect(page) = world.pay(&reader).await.unwrap() else { panic!("not placed") };
    let token = page.rsplit('/').next().unwrap();
    assert_eq!(world.status(token).await, "completed");
    assert_eq!(world.gateway.attempts(), 0, "nobody was asked to charge nothing");

    // Whoever claims that something with a price is free is asked to pay like anybody else.
    let thief = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { payment: "free".into(), ..world.filled_in(&thief).await };
    let CheckoutOutcome::Redirect(page) = world.store.submit_checkout(&thief, form, Intent::Pay).await.unwrap() else {
        panic!("not placed")
    };
    assert!(page.starts_with("https://gateway.example/"), "{page}");
}

async fn a_payment_that_takes_days_leaves_the_visitor_free(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    world.product("pen").price(euro(50)).insert().await;
    let Pending { visitor, attempt, token } = world.pending(&["book"]).await;
    world.gateway.decide(&attempt, PaymentState::Processing);
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, order.processing, order.step), (OrderStatus::Pending, true, None));
    assert!(!order.resumable && !order.can_start_over, "the shopper has paid");
    let page = format!("/order/{token}");
    world.advance(minutes(1));
    assert_eq!(world.store.resume_payment(&token).await, Ok(page.clone()));
    assert_eq!(world.store.start_over(&token).await, Ok(page), "it is not the gateway's fault");
    let cancelled = world.admin().cancel_order(order.number).await;
    assert!(matches!(cancelled, Err(AdminError::PaymentProcessing)), "{cancelled:?}");

    world.store.add_to_basket(&visitor, "product", "pen", 1).await.unwrap();
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
    // However long it takes.
    world.advance(days(10));
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "pending");
    world.gateway.decide(&attempt, paid(1000));
    world.advance(minutes(61));
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "completed");
    pannier::testing::run_outbox(&world.store).await.unwrap();
    assert_eq!((receiver.count(SignalKind::Processing), receiver.count(OrderStatus::Completed)), (1, 1));
}

async fn a_payment_that_fails_after_days_cancels_the_order(world: World) {
    world.product("book").stock(2).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &PaymentState::Processing).await.unwrap();
    assert_eq!(world.stock("book").await, 1);
    // The gateway would take another payment; but the shopper has left days ago.
    world.gateway.decide(&attempt, PaymentState::Open);
    world.advance(days(3));
    reconcile(&world.store).await;
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, world.gateway.cancels(), world.stock("book").await), (OrderStatus::Cancelled, 1, 2));
    assert!(order.payment_message.is_some_and(|message| message.contains("didn't go through")));
}

async fn ten_declined_cards_end_the_attempt(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, attempt, token } = world.pending(&["book"]).await;
    let declined = async |event: u32| {
        let event = about(&format!("e{event}"), &attempt, &[("declined", json!(true))]);
        assert_eq!(post(&world, event).await, 200);
    };
    for event in 1..=9 {
        declined(event).await;
        declined(event).await;
    }
    assert_eq!((world.status(&token).await.as_str(), world.gateway.cancels()), ("pending", 0));
    declined(10).await;
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, world.gateway.cancels()), (OrderStatus::Cancelled, 1));
    assert!(order.payment_message.is_some_and(|message| message.contains("Too many cards")));
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
}

/// An app's own pool, which does not wait for another process that writes.
#[tokio::test]
async fn a_locked_database_is_retried_and_then_unavailable() {
    let world = World::on_sqlite().await;
    let options = SqliteConnectOptions::from_str(&world.url).unwrap().busy_timeout(Duration::ZERO);
    let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
    let build = || Store::builder(pool.clone(), world.store.settings().clone()).sell::<Product>().build();
    // The migrations do not wait either, and the other store's background tasks write now and then.
    let store = loop {
        match build().await {
            Ok(store) => break store,
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;

    let (lock, payment) = (world.db.begin().await.unwrap(), paid(1000));
    let settled = tokio::time::timeout(Duration::from_secs(30), store.settle(&attempt, &payment));
    assert_eq!(settled.await.expect("a bound"), Err(Problem::Unavailable));
    assert_eq!(world.status(&token).await, "pending");

    let unlock = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        lock.commit().await.unwrap();
    };
    let (settled, ()) = tokio::join!(store.settle(&attempt, &payment), unlock);
    assert_eq!((settled, world.status(&token).await.as_str()), (Ok(()), "completed"));
}
