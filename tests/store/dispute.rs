//! Disputes: what holds an order, and what releases it.

use pannier::{AdminError, DisputeStatus, PaymentIssue, RefundStatus, SignalKind, Tracking, testing};
use serde_json::json;

use crate::{
    hold::Sold,
    on_both,
    world::{RecordingReceiver, World, euro, minutes, paid},
};

on_both!(
    a_disputed_order_is_on_hold_until_the_dispute_is_won,
    a_lost_dispute_holds_the_order_until_the_owner_releases_it,
    an_open_dispute_that_was_released_can_still_be_won_or_lost,
    a_released_dispute_keeps_no_issue_of_another_one_open,
    a_payment_with_a_lost_dispute_is_refunded_only_by_hand,
    a_reversal_without_an_id_ends_with_the_dispute,
    a_payment_that_is_disputed_before_it_succeeds_completes_its_order,
    a_disputed_payment_of_another_amount_is_left_to_the_owner,
);

impl Sold {
    /// The gateway reports a dispute.
    async fn hears_of(&mut self, reference: &str, status: &str) {
        self.hears("dispute", json!([reference, status])).await;
    }

    /// The status of each dispute, and whether it holds the order.
    async fn disputes(&self) -> Vec<(DisputeStatus, bool)> {
        let (_, payments) = self.world.admin().order(self.number().await).await.unwrap();
        payments[0].disputes.iter().map(|dispute| (dispute.status, dispute.holds_order)).collect()
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
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed), "the owner decides what becomes of the order");
    let (_, payments) = sold.world.admin().order(number).await.unwrap();
    assert_eq!(payments[0].disputes[0].reference, "dp_1");
    assert_eq!(sold.disputes().await, [(DisputeStatus::Lost, true)]);
    sold.world.admin().release_order(number).await.unwrap();
    assert!(sold.is_released().await);
    assert_eq!(sold.disputes().await, [(DisputeStatus::Lost, false)], "it is still lost");
    assert_eq!(sold.issue().await, None);
    assert!(matches!(sold.world.admin().release_order(number).await, Err(AdminError::NotOnHold(_))), "once");
    sold.hears_of("dp_1", "lost").await;
    assert!(sold.is_released().await, "the same report again");
}

async fn an_open_dispute_that_was_released_can_still_be_won_or_lost(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let mut sold = Sold::new(world.with_receivers(vec![receiver.clone()]).await).await;
    let number = sold.number().await;
    for reference in ["dp_1", "dp_2"] {
        sold.hears_of(reference, "open").await;
    }
    sold.world.admin().release_order(number).await.unwrap();
    assert!(sold.is_released().await);
    assert_eq!(sold.disputes().await, [(DisputeStatus::Open, false); 2]);
    assert_eq!((sold.issue().await, receiver.count(SignalKind::DisputeClosed)), (None, 0));

    sold.hears_of("dp_1", "won").await;
    assert!(sold.is_released().await);
    assert_eq!((sold.issue().await, receiver.count(SignalKind::DisputeClosed)), (None, 1));
    sold.hears_of("dp_2", "lost").await;
    sold.assert_held().await;
    assert_eq!(receiver.count(SignalKind::DisputeClosed), 2);
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    sold.world.admin().release_order(number).await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_released_dispute_keeps_no_issue_of_another_one_open(world: World) {
    let mut sold = Sold::new(world).await;
    sold.hears_of("dp_1", "open").await;
    sold.world.admin().release_order(sold.number().await).await.unwrap();
    sold.hears_of("dp_2", "open").await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    sold.hears_of("dp_2", "won").await;
    assert!(sold.is_released().await);
    assert_eq!(sold.issue().await, None);
}

async fn a_payment_with_a_lost_dispute_is_refunded_only_by_hand(world: World) {
    let mut sold = Sold::new(world).await;
    let number = sold.number().await;
    sold.hears_of("dp_1", "lost").await;
    let refund = sold.world.admin().refund(number, None).await;
    assert!(matches!(refund, Err(AdminError::DisputeLost)), "{refund:?}");
    sold.world.admin().release_order(number).await.unwrap();
    let refund = sold.world.admin().refund(number, Some(euro(1))).await;
    assert!(matches!(refund, Err(AdminError::DisputeLost)), "the bank has the money: {refund:?}");
    assert_eq!(sold.world.gateway.refund_keys().len(), 0, "the gateway was not asked");
    let by_hand = sold.world.admin().record_manual_refund(number, Some(euro(1))).await.unwrap();
    assert_eq!(by_hand.status, RefundStatus::Succeeded);
    sold.hears_of("dp_1", "won").await;
    assert_eq!(sold.world.admin().refund(number, None).await.unwrap().status, RefundStatus::Succeeded);
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
