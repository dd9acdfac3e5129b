//! What holds an order, and what releases it: here refunds; disputes are in `dispute.rs`.

use pannier::{
    AdminError, DownloadOutcome, FulfilmentError, OrderQuery, PaymentError, PaymentIssue, PaymentState, RefundState,
    RefundStatus, Shipment, ShipmentStatus, Tracking, testing,
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
    a_refund_that_fails_releases_the_order,
    a_refund_that_fails_after_it_was_made_gives_the_shipments_back,
    a_refund_of_a_part_holds_nothing,
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

    pub async fn issue(&self) -> Option<PaymentIssue> {
        self.world
            .admin()
            .orders(&OrderQuery::default().needing_attention())
            .await
            .unwrap()
            .into_iter()
            .find_map(|order| order.issue)
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
        assert_eq!(self.world.store.order(&self.order).await.unwrap().downloads[0].available(), released);
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
    let released = sold.world.admin().release_order(sold.number().await).await;
    assert!(matches!(released, Err(AdminError::NotOnHold)), "no dispute holds it: {released:?}");

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
    assert!(sold.is_released().await);
}

async fn a_refund_that_fails_releases_the_order(world: World) {
    let sold = Sold::new(world).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund().await;
    sold.assert_held().await;
    sold.refunds_are(failed()).await;
    assert_eq!(sold.issue().await, Some(PaymentIssue::RefundFailed));
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
        assert!(sold.is_released().await);
        let poster = sold.poster().await;
        assert_eq!(poster.status, ShipmentStatus::Pending);
        assert_eq!(poster.note.is_some_and(|note| note.contains("refund failed")), !ordered);
        assert_eq!(sold.world.admin().begin_shipment(&poster.id).await.unwrap(), !ordered);
    }
    sold.world.admin().mark_sent(&sold.poster().await.id, Tracking::default()).await.unwrap();
    assert_eq!(sold.poster().await.note, None);
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
