//! Disputes: what holds an order, and what releases it.

use pannier::{
    AdminError, DownloadOutcome, FulfilmentError, PaymentIssue, PaymentState, ShipmentStatus, SignalKind, Tracking,
    testing,
};
use serde_json::json;

use crate::{
    on_both,
    webhook::{about, post},
    world::{Pending, RecordingReceiver, World, euro},
};

on_both!(
    a_disputed_order_is_on_hold_until_the_dispute_is_won,
    a_lost_dispute_holds_the_order_until_the_owner_releases_it,
    a_reversal_without_an_id_ends_with_the_dispute,
);

/// A paid order of a song to download and a poster to send.
struct Sold {
    world: World,
    attempt: String,
    order: String,
    /// The token of the download.
    song: String,
    events: u32,
}

impl Sold {
    async fn new(world: World) -> Sold {
        world.product("song").price(euro(500)).attempts(9).insert().await;
        world.product("poster").price(euro(500)).grams(300).insert().await;
        std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
        let Pending { attempt, token, .. } = world.pending(&["song", "poster"]).await;
        let total = world.store.order(&token).await.unwrap().total;
        world.store.settle(&attempt, &PaymentState::Succeeded { amount: total }).await.unwrap();
        testing::run_outbox(&world.store).await.unwrap();
        let download = world.store.order(&token).await.unwrap().downloads.remove(0).url;
        let song = download.rsplit('/').next().unwrap().to_owned();
        Sold { world, attempt, order: token, song, events: 0 }
    }

    /// The gateway reports a dispute.
    async fn hears(&mut self, reference: &str, status: &str) {
        self.events += 1;
        let (id, dispute) = (format!("e{}", self.events), json!([reference, status]));
        assert_eq!(post(&self.world, about(&id, &self.attempt, &[("dispute", dispute)])).await, 200);
        testing::run_outbox(&self.world.store).await.unwrap();
    }

    async fn issue(&self) -> Option<PaymentIssue> {
        self.world.admin().orders(true, 10).await.unwrap().into_iter().find_map(|order| order.issue)
    }

    async fn number(&self) -> i64 {
        self.world.store.order(&self.order).await.unwrap().number
    }

    /// Whether the song can be downloaded and the poster sent. Both or none, by each of the ways to find out.
    async fn is_released(&self) -> bool {
        let admin = self.world.admin();
        let outcome = self.world.store.redeem_download(&self.song).await.unwrap();
        let released = matches!(outcome, DownloadOutcome::Redirect(_));
        assert!(released || outcome == DownloadOutcome::OnHold, "{outcome:?}");
        assert_eq!(self.world.store.order(&self.order).await.unwrap().downloads[0].available(), released);
        let to_send = admin.shipments_with_status(ShipmentStatus::Pending, 9).await.unwrap();
        assert_eq!(to_send.len(), usize::from(released));
        assert_eq!(admin.shipments(self.number().await).await.unwrap()[0].on_hold, !released);
        released
    }
}

async fn a_disputed_order_is_on_hold_until_the_dispute_is_won(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let mut sold = Sold::new(world.with_receivers(vec![receiver.clone()]).await).await;
    assert!(sold.is_released().await);
    for _ in 0..3 {
        sold.hears("dp_1", "open").await;
    }
    assert!(!sold.is_released().await);
    assert_eq!((sold.issue().await, receiver.count(SignalKind::Attention)), (Some(PaymentIssue::Disputed), 1));
    let number = sold.number().await;
    let poster = sold.world.admin().shipments(number).await.unwrap().remove(0).id;
    let sent = sold.world.admin().mark_sent(&poster, Tracking::default()).await;
    assert!(matches!(sent, Err(FulfilmentError::OnHold)), "{sent:?}");
    let begun = sold.world.admin().begin_shipment(&poster).await;
    assert!(matches!(begun, Err(FulfilmentError::OnHold)), "{begun:?}");

    // A second dispute, and an event that is late: one open dispute is enough.
    sold.hears("dp_2", "open").await;
    sold.hears("dp_1", "won").await;
    assert!(!sold.is_released().await);
    assert_eq!(sold.issue().await, Some(PaymentIssue::Disputed));
    sold.hears("dp_2", "won").await;
    sold.hears("dp_2", "open").await;
    assert!(sold.is_released().await);
    assert_eq!((sold.issue().await, receiver.count(SignalKind::DisputeClosed)), (None, 2));
    assert!(sold.world.admin().begin_shipment(&poster).await.unwrap());
    sold.world.admin().mark_sent(&poster, Tracking::default()).await.unwrap();
}

async fn a_lost_dispute_holds_the_order_until_the_owner_releases_it(world: World) {
    let mut sold = Sold::new(world).await;
    let number = sold.number().await;
    assert!(matches!(sold.world.admin().release_order(number).await, Err(AdminError::NotOnHold)));
    sold.hears("dp_1", "lost").await;
    assert!(!sold.is_released().await);
    assert_eq!(sold.issue().await, None, "it is decided");
    sold.world.admin().release_order(number).await.unwrap();
    assert!(sold.is_released().await);
}

async fn a_reversal_without_an_id_ends_with_the_dispute(world: World) {
    let mut sold = Sold::new(world).await;
    sold.hears("", "open").await;
    sold.hears("PP-D-1", "open").await;
    assert!(!sold.is_released().await);
    sold.hears("PP-D-1", "won").await;
    assert!(sold.is_released().await);
    // What the supplier has already is sent, whatever the shopper's bank does.
    let number = sold.number().await;
    let poster = sold.world.admin().shipments(number).await.unwrap().remove(0).id;
    assert!(sold.world.admin().begin_shipment(&poster).await.unwrap());
    sold.world.admin().set_shipment_reference(&poster, "572259").await.unwrap();
    sold.hears("PP-D-2", "open").await;
    sold.world.admin().mark_sent(&poster, Tracking::default()).await.unwrap();
}
