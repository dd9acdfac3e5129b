//! What holds an order, and what releases it: here refunds; disputes are in `dispute.rs`.

use pannier::{
    Actor, AdminError, DownloadOutcome, FulfilmentError, OrderQuery, PaymentError, PaymentIssue, PaymentState,
    RefundState, RefundStatus, Shipment, ShipmentStatus, Store, Tracking, args, testing,
};
use serde_json::json;

use crate::{
    on_both,
    webhook::{about, post},
    world::{Pending, World, euro, minutes},
};

on_both!(
    a_refund_in_full_holds_the_order_until_it_is_made,
    a_refund_without_an_answer_holds_the_order_too,
    a_refund_that_fails_holds_the_order_until_it_is_released,
    a_refund_that_fails_after_it_was_made_gives_the_shipments_back,
    a_later_refund_ends_the_hold_of_one_that_failed,
    a_refund_that_fails_during_a_dispute_holds_the_order_after_it,
    a_refund_of_a_part_holds_nothing,
    a_refund_of_a_part_that_fails_holds_nothing,
    an_abandoned_refund_holds_the_order_until_it_is_released,
    a_refund_that_the_gateway_has_is_not_abandoned,
    an_accepted_refund_is_abandoned_once_its_provider_is_gone,
    one_of_several_refunds_is_abandoned_by_its_id,
);

/// A paid order of a song to download and a poster to send.
pub struct Sold {
    pub world: World,
    pub attempt: String,
    pub order: String,
    /// The token of the download, once it is paid.
    song: String,
    events: u32,
}

impl Sold {
    pub async fn new(world: World) -> Sold {
        let placed = Sold::placed(world).await;
        placed.world.store.settle(&placed.attempt, &placed.payment().await).await.unwrap();
        placed.delivered().await
    }

    /// An order that is not paid yet.
    pub async fn placed(world: World) -> Sold {
        world.product("song").price(euro(500)).attempts(9).insert().await;
        world.product("poster").price(euro(500)).grams(300).insert().await;
        std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
        let Pending { attempt, token, .. } = world.pending(&["song", "poster"]).await;
        Sold { world, attempt, order: token, song: String::new(), events: 0 }
    }

    /// The payment of its total.
    pub async fn payment(&self) -> PaymentState {
        PaymentState::Succeeded { amount: self.world.store.order(&self.order).await.unwrap().total }
    }

    /// The order once its receivers have handled the payment.
    pub async fn delivered(self) -> Sold {
        testing::run_outbox(&self.world.store).await.unwrap();
        let download = self.world.store.order(&self.order).await.unwrap().downloads.remove(0).url;
        Sold { song: download.rsplit('/').next().unwrap().to_owned(), ..self }
    }

    /// The gateway reports something about the payment.
    pub async fn hears(&mut self, what: &str, value: serde_json::Value) {
        self.events += 1;
        let event = about(&format!("e{}", self.events), &self.attempt, &[(what, value)]);
        assert_eq!(post(&self.world, event).await, 200);
        testing::run_outbox(&self.world.store).await.unwrap();
    }

    pub async fn issues(&self) -> Vec<PaymentIssue> {
        let query = OrderQuery::default().needing_attention();
        self.world.admin().orders(&query).await.unwrap().into_iter().flat_map(|order| order.issues).collect()
    }

    /// The only issue, if there is one.
    pub async fn issue(&self) -> Option<PaymentIssue> {
        let mut issues = self.issues().await;
        assert!(issues.len() < 2, "{issues:?}");
        issues.pop()
    }

    pub async fn number(&self) -> i64 {
        self.world.number("SELECT number AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await
    }

    pub async fn poster(&self) -> Shipment {
        self.world.admin().shipments(self.number().await).await.unwrap().remove(0)
    }

    pub async fn download(&self) -> DownloadOutcome {
        self.world.store.redeem_download(&self.song).await.unwrap()
    }

    /// Whether the song can be downloaded and the poster sent. Both or none, by each of the ways to find out.
    pub async fn is_released(&self) -> bool {
        let outcome = self.download().await;
        let released = matches!(outcome, DownloadOutcome::Redirect(_));
        assert!(released || outcome == DownloadOutcome::OnHold, "{outcome:?}");
        let order = self.world.store.order(&self.order).await.unwrap();
        assert_eq!((order.downloads[0].available(), order.on_hold), (released, !released));
        let to_send = self.world.admin().shipments_with_status(ShipmentStatus::Pending, 9).await.unwrap();
        assert_eq!(to_send.len(), usize::from(released));
        assert_eq!(self.poster().await.on_hold, !released);
        released
    }

    /// Asserts that nothing can be done about an order that is on hold.
    pub async fn assert_held(&self) {
        assert!(!self.is_released().await);
        let (admin, poster) = (self.world.admin(), self.poster().await.id);
        let sent = admin.mark_sent(&poster, Tracking::default()).await;
        assert!(matches!(sent, Err(FulfilmentError::OnHold)), "{sent:?}");
        let begun = admin.begin_shipment(&poster).await;
        assert!(matches!(begun, Err(FulfilmentError::OnHold)), "{begun:?}");
        let renewed = admin.renew_downloads(self.number().await).await;
        assert!(matches!(renewed, Err(AdminError::OnHold)), "{renewed:?}");
    }

    /// Lets the gateway say how its refunds stand.
    async fn refunds_are(&self, state: RefundState) {
        self.world.gateway.refunds_are(state);
        self.world.advance(minutes(90));
        testing::reconcile(&self.world.store).await;
    }

    async fn refund(&self) -> RefundStatus {
        self.world.admin().refund(self.number().await, None).await.unwrap().status
    }

    async fn release(&self) -> Result<(), AdminError> {
        self.world.admin().release_order(self.number().await).await
    }

    async fn abandon(&self, refund: Option<&str>) -> Result<(), AdminError> {
        self.world.admin().abandon_refund(self.number().await, refund).await
    }
}

fn failed() -> RefundState {
    RefundState::Failed { reason: "the account is closed".into() }
}

async fn a_refund_in_full_holds_the_order_until_it_is_made(world: World) {
    let sold = Sold::new(world).await;
    assert!(sold.is_released().await);
    sold.world.gateway.refunds_are(RefundState::Pending);
    assert_eq!(sold.refund().await, RefundStatus::Pending);
    sold.assert_held().await;
    let released = sold.release().await;
    assert!(matches!(released, Err(AdminError::HeldByRefund(_))), "the gateway has yet to say: {released:?}");

    sold.refunds_are(RefundState::Succeeded).await;
    let poster = sold.poster().await;
    assert_eq!((poster.status, poster.on_hold), (ShipmentStatus::Cancelled, false));
    assert_eq!(sold.download().await, DownloadOutcome::Refunded);
}

async fn a_refund_without_an_answer_holds_the_order_too(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.next_refund(Err(PaymentError::Unknown("the line went dead".into())));
    assert_eq!(sold.refund().await, RefundStatus::Starting);
    sold.assert_held().await;
    sold.world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
    sold.world.advance(minutes(1));
    testing::reconcile(&sold.world.store).await;
    sold.assert_held().await;
    sold.release().await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_refund_that_fails_holds_the_order_until_it_is_released(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund().await;
    sold.assert_held().await;
    sold.refunds_are(failed()).await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    sold.assert_held().await;
    let (_, payments) = sold.world.admin().order(sold.number().await).await.unwrap();
    assert!(payments[0].refunds[0].holds_order);
    sold.release().await.unwrap();
    assert_eq!(sold.issue().await, None);
    assert!(matches!(sold.release().await, Err(AdminError::NotOnHold(_))), "once");
    assert!(sold.is_released().await);
    sold.world.admin().renew_downloads(sold.number().await).await.unwrap();
    sold.world.admin().mark_sent(&sold.poster().await.id, Tracking::default()).await.unwrap();
}

async fn a_refund_that_fails_after_it_was_made_gives_the_shipments_back(world: World) {
    let mut sold = Sold::new(world).await;
    for ordered in [false, true] {
        let refund = sold.world.admin().refund(sold.number().await, None).await.unwrap();
        assert_eq!((refund.status, sold.download().await), (RefundStatus::Succeeded, DownloadOutcome::Refunded));
        let (poster, cancelled) = (sold.poster().await, ShipmentStatus::Cancelled);
        // A supplier has it the second time, and may send it.
        assert_eq!(poster.status, if ordered { ShipmentStatus::Pending } else { cancelled });
        assert_eq!(poster.note.is_some_and(|note| note.contains("cancel it there")), ordered);

        sold.hears("failed_refund", json!(format!("ref-{}", refund.id))).await;
        assert!(!sold.is_released().await, "the owner decides, as after one that was pending");
        sold.release().await.unwrap();
        assert!(sold.is_released().await);
        let poster = sold.poster().await;
        assert_eq!(poster.status, ShipmentStatus::Pending);
        assert_eq!(poster.note.is_some_and(|note| note.contains("refund failed")), !ordered);
        assert_eq!(sold.world.admin().begin_shipment(&poster.id).await.unwrap(), !ordered);
    }
    sold.world.admin().mark_sent(&sold.poster().await.id, Tracking::default()).await.unwrap();
    assert_eq!(sold.poster().await.note, None);
}

async fn a_later_refund_ends_the_hold_of_one_that_failed(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
    assert_eq!(sold.refund().await, RefundStatus::Failed);
    sold.assert_held().await;
    // A part of it decides nothing.
    sold.world.admin().refund(sold.number().await, Some(euro(1))).await.unwrap();
    sold.assert_held().await;
    assert_eq!(sold.refund().await, RefundStatus::Succeeded);
    let poster = sold.poster().await;
    assert_eq!((poster.status, poster.on_hold), (ShipmentStatus::Cancelled, false));
    assert_eq!((sold.download().await, sold.issue().await), (DownloadOutcome::Refunded, None));
}

async fn a_refund_that_fails_during_a_dispute_holds_the_order_after_it(world: World) {
    let mut sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    assert_eq!(sold.refund().await, RefundStatus::Pending);
    sold.hears("dispute", json!(["dp_1", "open"])).await;
    sold.refunds_are(failed()).await;
    assert_eq!(sold.issues().await, [PaymentIssue::Disputed, PaymentIssue::RefundFailed]);
    sold.hears("dispute", json!(["dp_1", "won"])).await;
    sold.assert_held().await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
    sold.release().await.unwrap();
    assert!(sold.is_released().await);
    assert_eq!(sold.issue().await, None);
}

async fn a_refund_of_a_part_holds_nothing(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.world.admin().refund(sold.number().await, Some(euro(1))).await.unwrap();
    assert!(sold.is_released().await);
    // The rest makes it a refund in full, whichever of the two is made first.
    sold.refund().await;
    assert!(!sold.is_released().await);
    sold.refunds_are(RefundState::Succeeded).await;
    assert_eq!(sold.poster().await.status, ShipmentStatus::Cancelled);
}

async fn a_refund_of_a_part_that_fails_holds_nothing(world: World) {
    let sold = Sold::new(world).await;
    let refuse = || sold.world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
    // Before and after one in full, whose failure was dealt with.
    for in_full in [false, true] {
        if in_full {
            refuse();
            assert_eq!(sold.refund().await, RefundStatus::Failed);
            sold.release().await.unwrap();
        }
        refuse();
        let part = sold.world.admin().refund(sold.number().await, Some(euro(1))).await.unwrap();
        assert_eq!((part.status, part.holds_order), (RefundStatus::Failed, false));
        assert!(sold.is_released().await);
        assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
        sold.release().await.unwrap();
        assert_eq!(sold.issue().await, None);
    }
}

async fn an_abandoned_refund_holds_the_order_until_it_is_released(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.next_refund(Err(PaymentError::Unauthorized("the key was rolled".into())));
    assert_eq!(sold.refund().await, RefundStatus::Starting);
    assert!(matches!(sold.release().await, Err(AdminError::HeldByRefund(_))));
    sold.abandon(None).await.unwrap();
    assert!(matches!(sold.abandon(None).await, Err(AdminError::NoOpenRefund(_))));
    sold.assert_held().await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));

    sold.world.advance(minutes(90));
    testing::reconcile(&sold.world.store).await;
    assert_eq!(sold.world.gateway.refund_keys().len(), 1, "it is not requested any more");
    sold.release().await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_refund_that_the_gateway_has_is_not_abandoned(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund().await;
    let abandoned = sold.abandon(None).await;
    assert!(matches!(abandoned, Err(AdminError::RefundAccepted(RefundStatus::Pending))), "{abandoned:?}");
    sold.assert_held().await;
    sold.refunds_are(RefundState::Succeeded).await;
    let abandoned = sold.abandon(None).await;
    assert!(matches!(abandoned, Err(AdminError::RefundAccepted(RefundStatus::Succeeded))), "{abandoned:?}");
    assert_eq!((sold.download().await, sold.issue().await), (DownloadOutcome::Refunded, None));
}

async fn an_accepted_refund_is_abandoned_once_its_provider_is_gone(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund().await;
    let settings = sold.world.store.settings().clone();
    let without = Store::builder(sold.world.db.clone(), settings).build().await.unwrap();
    without.acting(&Actor::CommandLine).abandon_refund(sold.number().await, None).await.unwrap();
    sold.assert_held().await;
    sold.release().await.unwrap();
    assert!(sold.is_released().await);
}

async fn one_of_several_refunds_is_abandoned_by_its_id(world: World) {
    let sold = Sold::new(world).await;
    let mut refunds = Vec::new();
    for _ in 0..2 {
        sold.world.gateway.next_refund(Err(PaymentError::Unknown("the line went dead".into())));
        refunds.push(sold.world.admin().refund(sold.number().await, Some(euro(1))).await.unwrap().id);
    }
    assert!(matches!(sold.abandon(None).await, Err(AdminError::SeveralRefunds)));
    assert!(matches!(sold.abandon(Some("another")).await, Err(AdminError::NoOpenRefund(_))));
    sold.abandon(Some(&refunds[0])).await.unwrap();
    assert!(matches!(sold.abandon(Some(&refunds[0])).await, Err(AdminError::NoOpenRefund(_))));

    // A worker has just leased the other one.
    let sql = "UPDATE pannier_refunds SET updated_at = $1, due_at = $1 + 30000 WHERE status = 'starting'";
    sold.world.db.execute(sql, args![sold.world.db.now()]).await.unwrap();
    assert!(matches!(sold.abandon(None).await, Err(AdminError::RefundInProgress)));
    sold.world.advance(minutes(1));
    sold.abandon(None).await.unwrap();
    assert!(sold.is_released().await, "both were parts");
}
