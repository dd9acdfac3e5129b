//! The merchant's operations log who performs them.

use pannier::{Actor, PaymentState, Tracking, testing};

use crate::{
    log::Log,
    webhook::{post, webhook},
    world::{Pending, World, euro, paid},
};

/// Asserts that the log contains exactly this many changes, all of them by Ada. `operation` is the latest, for the message.
fn assert_ada(log: &Log, changes: usize, operation: &str) {
    let of_ada = log.lines("actor=staff:ada@shop.example ").len();
    assert_eq!((of_ada, log.lines("actor=").len()), (changes, changes), "{operation}");
}

/// An order of one product that costs 10 EUR, with this payment; its number and token.
async fn order(world: &World, product: &str, payment: PaymentState) -> (i64, String) {
    let Pending { attempt, token, .. } = world.pending(&[product]).await;
    world.store.settle(&attempt, &payment).await.unwrap();
    (world.store.order(&token).await.unwrap().number, token)
}

#[tokio::test]
async fn each_change_of_an_order_logs_its_actor() {
    let world = World::on_sqlite().await;
    world.product("book").grams(500).insert().await;
    world.product("song").attempts(2).insert().await;
    let log = Log::default();
    let _guard = log.listen();
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada);

    let (accepted, _) = order(&world, "song", paid(999)).await;
    admin.mark_paid(accepted).await.unwrap();
    assert_ada(&log, 1, "mark_paid");
    let (rejected, _) = order(&world, "song", paid(999)).await;
    admin.cancel_order(rejected).await.unwrap();
    assert_ada(&log, 2, "cancel_order, with a refund");
    let (unpaid, _) = order(&world, "song", PaymentState::Open).await;
    admin.cancel_order(unpaid).await.unwrap();
    assert_ada(&log, 3, "cancel_order");
    admin.refund(accepted, Some(euro(100))).await.unwrap();
    assert_ada(&log, 4, "refund");
    admin.record_manual_refund(accepted, Some(euro(100))).await.unwrap();
    assert_ada(&log, 5, "record_manual_refund");

    admin.retry_all().await.unwrap();
    assert_ada(&log, 6, "retry_all");
    testing::run_outbox(&world.store).await.unwrap();
    admin.replay(accepted, Some("downloads"), None).await.unwrap();
    assert_ada(&log, 7, "replay");
    admin.renew_downloads(accepted).await.unwrap();
    assert_ada(&log, 8, "renew_downloads");

    let Pending { attempt, .. } = world.pending(&["book"]).await;
    post(&world, webhook("e1", &attempt, paid(1490), None)).await;
    admin.replay_webhook("e1").await.unwrap().expect("the webhook");
    assert_ada(&log, 9, "replay_webhook");
}

#[tokio::test]
async fn each_change_of_a_shipment_logs_its_actor() {
    let world = World::on_sqlite().await;
    world.product("book").grams(500).insert().await;
    let (_, token) = order(&world, "book", paid(1490)).await;
    let parcel = world.store.order(&token).await.unwrap().shipments.remove(0).id;
    let log = Log::default();
    let _guard = log.listen();
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada);

    assert!(admin.begin_shipment(&parcel).await.unwrap());
    assert_ada(&log, 1, "begin_shipment");
    assert!(!admin.begin_shipment(&parcel).await.unwrap());
    assert_ada(&log, 1, "nothing, as the parcel is being packed already");
    admin.abort_shipment(&parcel).await.unwrap();
    assert_ada(&log, 2, "abort_shipment");
    admin.set_shipment_reference(&parcel, "572259").await.unwrap();
    assert_ada(&log, 3, "set_shipment_reference");
    admin.mark_failed(&parcel, "torn").await.unwrap();
    assert_ada(&log, 4, "mark_failed");
    admin.mark_pending(&parcel).await.unwrap();
    assert_ada(&log, 5, "mark_pending");
    admin.mark_sent(&parcel, Tracking::default()).await.unwrap();
    assert_ada(&log, 6, "mark_sent");
    admin.mark_sent(&parcel, Tracking::default().number("0034")).await.unwrap();
    assert_ada(&log, 7, "mark_sent, with tracking");
    admin.mark_delivered(&parcel).await.unwrap();
    assert_ada(&log, 8, "mark_delivered");
}
