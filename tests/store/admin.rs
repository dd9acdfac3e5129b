//! The merchant's operations log who performs them.

use std::sync::{Arc, Mutex};

use pannier::{Actor, PaymentState, Tracking, testing};
use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

use crate::{
    webhook::{post, webhook},
    world::{Pending, World, euro, paid},
};

/// The actors of the store's log events.
#[derive(Clone, Default)]
struct Actors(Arc<Mutex<Vec<String>>>);

impl Subscriber for Actors {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("pannier")
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "actor" {
                self.0.lock().unwrap().push(format!("{value:?}"));
            }
        });
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Actors {
    /// Asserts that one change was logged since the last call, as Ada's.
    fn assert_ada(&self, operation: &str) {
        let actors = std::mem::take(&mut *self.0.lock().unwrap());
        assert_eq!(actors, ["staff:ada@shop.example"], "{operation}");
    }
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
    let actors = Actors::default();
    let _guard = tracing::subscriber::set_default(actors.clone());
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada);

    let (accepted, _) = order(&world, "song", paid(999)).await;
    admin.mark_paid(accepted).await.unwrap();
    actors.assert_ada("mark_paid");
    let (rejected, _) = order(&world, "song", paid(999)).await;
    admin.cancel_order(rejected).await.unwrap();
    actors.assert_ada("cancel_order, with a refund");
    let (unpaid, _) = order(&world, "song", PaymentState::Open).await;
    admin.cancel_order(unpaid).await.unwrap();
    actors.assert_ada("cancel_order");
    admin.refund(accepted, Some(euro(100))).await.unwrap();
    actors.assert_ada("refund");
    admin.record_manual_refund(accepted, Some(euro(100))).await.unwrap();
    actors.assert_ada("record_manual_refund");

    admin.retry_all().await.unwrap();
    actors.assert_ada("retry_all");
    testing::run_outbox(&world.store).await.unwrap();
    admin.replay(accepted, Some("downloads"), None).await.unwrap();
    actors.assert_ada("replay");
    admin.renew_downloads(accepted).await.unwrap();
    actors.assert_ada("renew_downloads");

    let Pending { attempt, .. } = world.pending(&["book"]).await;
    post(&world, webhook("e1", &attempt, paid(1490), None)).await;
    admin.replay_webhook("e1").await.unwrap().expect("the webhook");
    actors.assert_ada("replay_webhook");
    assert!(actors.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn each_change_of_a_shipment_logs_its_actor() {
    let world = World::on_sqlite().await;
    world.product("book").grams(500).insert().await;
    let (_, token) = order(&world, "book", paid(1490)).await;
    let parcel = world.store.order(&token).await.unwrap().shipments.remove(0).id;
    let actors = Actors::default();
    let _guard = tracing::subscriber::set_default(actors.clone());
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada);

    assert!(admin.begin_shipment(&parcel).await.unwrap());
    actors.assert_ada("begin_shipment");
    assert!(!admin.begin_shipment(&parcel).await.unwrap());
    assert!(actors.0.lock().unwrap().is_empty(), "nothing changed");
    admin.abort_shipment(&parcel).await.unwrap();
    actors.assert_ada("abort_shipment");
    admin.set_shipment_reference(&parcel, "572259").await.unwrap();
    actors.assert_ada("set_shipment_reference");
    admin.mark_failed(&parcel, "torn").await.unwrap();
    actors.assert_ada("mark_failed");
    admin.mark_pending(&parcel).await.unwrap();
    actors.assert_ada("mark_pending");
    admin.mark_sent(&parcel, Tracking::default()).await.unwrap();
    actors.assert_ada("mark_sent");
    admin.mark_sent(&parcel, Tracking::default().number("0034")).await.unwrap();
    actors.assert_ada("mark_sent, with tracking");
    admin.mark_delivered(&parcel).await.unwrap();
    actors.assert_ada("mark_delivered");
}
