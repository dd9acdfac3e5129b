//! Disputes: what holds an order, and what releases it.

use pannier::{AdminError, Dispute, DisputeStatus, PaymentIssue, SignalKind, Tracking, testing};
use serde_json::json;

use crate::{
    hold::Sold,
    on_both,
    world::{RecordingReceiver, World, minutes, paid},
};

on_both!(
    a_disputed_order_is_on_hold_until_the_dispute_is_won,
    a_lost_dispute_holds_the_order_until_the_owner_releases_it,
    a_reversal_without_an_id_ends_with_the_dispute,
    a_payment_that_is_disputed_before_it_succeeds_completes_its_order,
    a_disputed_payment_of_another_amount_is_left_to_the_owner,
);

impl Sold {
    /// The gateway reports a dispute.
    async fn hears_of(&mut self, reference: &str, status: &str) {
        self.hears("dispute", json!([reference, status])).await;
    }
}

async fn a_disputed_order_is_on_hold_until_the_dispute_is_won(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let mut sold = Sold::new(world.with_receivers(vec![receiver.clone()]).await).await;
    assert!(sold.is_released().await);
    for _ in 0..3 {
        sold.hears_of("dp_1", "open").await;
    }
    sold.assert_held().await;
    assert_eq!((sold.issue().await, receiver.count(SignalKind::Attention)), (Some(PaymentIssue::Disputed), 1));

    // A second dispute, and an event that is late: one open dispute is enough.
    sold.hears_of("dp_2", "open").await;
    sold.hears_of("dp_1", "won").await;
    assert!(!sold.is_released().await);
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    sold.hears_of("dp_2", "won").await;
    sold.hears_of("dp_2", "open").await;
    assert!(sold.is_released().await);
    assert_eq!((sold.issue().await, receiver.count(SignalKind::DisputeClosed)), (None, 2));
    let poster = sold.poster().await.id;
    assert!(sold.world.admin().begin_shipment(&poster).await.unwrap());
    sold.world.admin().mark_sent(&poster, Tracking::default()).await.unwrap();
}

async fn a_lost_dispute_holds_the_order_until_the_owner_releases_it(world: World) {
    let mut sold = Sold::new(world).await;
    let number = sold.number().await;
    assert!(matches!(sold.world.admin().release_order(number).await, Err(AdminError::NotOnHold(_))));
    sold.hears_of("dp_1", "lost").await;
    assert!(!sold.is_released().await);
    assert_eq!(sold.issue().await, None, "it is decided");
    let (_, payments) = sold.world.admin().order(number).await.unwrap();
    assert_eq!(payments[0].disputes, [Dispute::new("dp_1", DisputeStatus::Lost)]);
    sold.world.admin().release_order(number).await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_reversal_without_an_id_ends_with_the_dispute(world: World) {
    let mut sold = Sold::new(world).await;
    sold.hears_of("", "open").await;
    sold.hears_of("PP-D-1", "open").await;
    assert!(!sold.is_released().await);
    sold.hears_of("PP-D-1", "won").await;
    assert!(sold.is_released().await);
    // What the supplier has already is sent, whatever the shopper's bank does.
    let poster = sold.poster().await.id;
    assert!(sold.world.admin().begin_shipment(&poster).await.unwrap());
    sold.world.admin().set_shipment_reference(&poster, "572259").await.unwrap();
    sold.hears_of("PP-D-2", "open").await;
    sold.world.admin().mark_sent(&poster, Tracking::default()).await.unwrap();
}

/// Lets the payment be polled, which succeeds with this state.
async fn polled(sold: &Sold, state: pannier::PaymentState) {
    sold.world.gateway.decide(&sold.attempt, state);
    sold.world.advance(minutes(1));
    testing::reconcile(&sold.world.store).await;
}

async fn a_payment_that_is_disputed_before_it_succeeds_completes_its_order(world: World) {
    let mut placed = Sold::placed(world).await;
    placed.hears_of("dp_1", "open").await;
    let order = placed.world.store.order(&placed.order).await.unwrap();
    assert!(order.resumable && order.payment_message.is_none(), "the shopper can still pay");
    let number = placed.number().await;
    assert!(matches!(placed.world.admin().mark_paid(number).await, Err(AdminError::GatewayDecides)));
    let payment = placed.payment().await;
    polled(&placed, payment).await;
    assert_eq!(placed.world.status(&placed.order).await, "completed");

    let mut sold = placed.delivered().await;
    sold.assert_held().await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    sold.hears_of("dp_1", "won").await;
    assert!(sold.is_released().await);
}

async fn a_disputed_payment_of_another_amount_is_left_to_the_owner(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let mut placed = Sold::placed(world.with_receivers(vec![receiver.clone()]).await).await;
    placed.hears_of("dp_1", "open").await;
    for _ in 0..2 {
        polled(&placed, paid(999)).await;
        testing::run_outbox(&placed.world.store).await.unwrap();
        assert_eq!(placed.world.status(&placed.order).await, "pending");
        assert_eq!(placed.issues().await, [PaymentIssue::AmountMismatch, PaymentIssue::Disputed]);
        assert_eq!(receiver.count(SignalKind::Attention), 2, "the dispute and the amount");
    }
    placed.world.admin().mark_paid(placed.number().await).await.unwrap();
    assert_eq!(placed.issue().await, Some(PaymentIssue::Disputed), "the amount is accepted");
    placed.delivered().await.assert_held().await;
}
