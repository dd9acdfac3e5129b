//! What a refund is for, and what follows from it: for downloads, parcels, stock and taxes.

use futures_util::TryStreamExt;
use pannier::{
    Actor, AdminError, AuditQuery, CheckoutOutcome, DownloadOutcome, FulfilmentError, Intent, OrderQuery, OrderTab,
    OrderView, PaymentState, Quarter, RefundItem, RefundItems, RefundRecord, RefundState, RefundStatus, Shipment,
    ShipmentStatus, SignalKind, Tracking, args, tax::Vat, testing,
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    on_both,
    webhook::{about, post, webhook},
    world::{Pending, RecordingReceiver, World, admin, euro, minutes, paid, visitor},
};

on_both!(
    pieces_cost_their_share_until_nothing_is_left,
    what_is_not_there_is_not_refunded,
    shipping_and_an_amount_are_refunded_beside_pieces,
    an_amount_takes_no_piece,
    twelve_refunds_at_once_take_no_piece_twice,
    pieces_go_back_into_stock_if_that_is_wanted,
    a_refund_that_fails_takes_its_pieces_out_of_stock_again,
    what_was_sold_since_does_not_go_back_twice,
    a_download_has_the_attempts_of_what_is_left,
    a_parcel_holds_what_is_left,
    a_parcel_is_on_hold_while_all_of_it_is_being_refunded,
    a_parcel_comes_back_if_its_refund_fails_after_all,
    what_a_supplier_was_asked_for_stays_with_a_note,
    a_supplier_packs_what_it_was_asked_for,
    a_refund_at_the_gateway_waits_for_its_items,
    a_refund_of_everything_at_the_gateway_has_its_items,
    the_pieces_of_a_refund_at_the_gateway_go_back_into_stock_once,
    pieces_that_stay_out_of_stock_are_not_asked_about_again,
    nobody_is_asked_about_what_was_not_in_stock,
    a_payment_that_was_not_for_its_order_has_no_items,
    what_a_waiting_refund_has_taken_is_not_refunded_twice,
    refunds_are_taken_off_the_taxes_of_the_quarter,
    items_that_do_not_add_up_are_refused_by_the_database,
);

/// A paid order.
struct Sold {
    world: World,
    attempt: String,
    token: String,
    number: i64,
}

impl Sold {
    /// Three posters of €10.00 to send for €4.90, and two songs of €5.00, with German tax: €44.90.
    async fn new(world: World) -> Sold {
        let world = world.with(|builder| builder.tax(Vat::from("DE"))).await;
        Sold::in_world(world).await
    }

    async fn in_world(world: World) -> Sold {
        world.product("poster").grams(300).stock(10).insert().await;
        world.product("song").price(euro(500)).attempts(3).insert().await;
        std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
        let visitor = visitor();
        for (product, quantity) in [("poster", 3), ("song", 2)] {
            world.store.add_to_basket(&visitor, "product", product, quantity).await.unwrap();
        }
        let form = world.filled_in(&visitor).await;
        let attempt = form.attempt.clone();
        let outcome = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
        assert!(matches!(outcome, CheckoutOutcome::Redirect(_)), "{outcome:?}");
        let token = world.token_of(&attempt).await;
        world.gateway.decide(&attempt, paid(4490));
        world.store.settle(&attempt, &paid(4490)).await.unwrap();
        testing::run_outbox(&world.store).await.unwrap();
        let order = world.store.order(&token).await.unwrap();
        assert_eq!((order.total, order.downloads.len()), (euro(4490), 1));
        Sold { world, attempt, token, number: order.number }
    }

    async fn refund(&self, items: &RefundItems) -> RefundRecord {
        self.world.admin().refund_items(self.number, items).await.unwrap()
    }

    /// Lets the gateway say how its refunds stand.
    async fn refunds_are(&self, state: RefundState) {
        self.world.gateway.refunds_are(state);
        self.world.advance(minutes(90));
        testing::reconcile(&self.world.store).await;
    }

    /// The gateway says that a refund that it had made has failed.
    async fn fails(&self, refund: &RefundRecord) {
        let failed = [("failed_refund", json!(format!("ref-{}", refund.id)))];
        assert_eq!(post(&self.world, about(&format!("failed {}", refund.id), &self.attempt, &failed)).await, 200);
    }

    /// The gateway says how much was refunded in all.
    async fn refunded_at_the_gateway(&self, total: i64) {
        let event = webhook(&format!("total {total}"), &self.attempt, paid(4490), Some(euro(total)));
        assert_eq!(post(&self.world, event).await, 200);
    }

    async fn order(&self) -> OrderView {
        self.world.store.order(&self.token).await.unwrap()
    }

    async fn parcel(&self) -> Shipment {
        self.world.admin().shipments(self.number).await.unwrap().remove(0)
    }

    /// How many pieces a parcel holds, as its own record and as the order's page say it.
    async fn packed(&self) -> Vec<u32> {
        let quantities = |lines: &[pannier::ShipmentLine]| lines.iter().map(|line| line.quantity).collect::<Vec<_>>();
        let packed = quantities(&self.parcel().await.lines);
        assert_eq!(quantities(&self.order().await.shipments[0].lines), packed);
        packed
    }

    async fn download(&self) -> DownloadOutcome {
        let url = self.order().await.downloads.remove(0).url;
        self.world.store.redeem_download(url.rsplit('/').next().unwrap()).await.unwrap()
    }

    async fn refunds(&self) -> Vec<RefundRecord> {
        self.world.admin().order(self.number).await.unwrap().1.remove(0).refunds
    }

    async fn pieces_left(&self) -> Vec<u32> {
        self.world.admin().refundable(self.number).await.unwrap().lines.iter().map(|line| line.left).collect()
    }
}

fn posters(quantity: u32) -> RefundItems {
    RefundItems::new().line("product", "poster", quantity)
}

fn songs(quantity: u32) -> RefundItems {
    RefundItems::new().line("product", "song", quantity)
}

/// The quantity and the amount of each item, in cents.
fn amounts(refund: &RefundRecord) -> Vec<(u32, i64)> {
    refund.items.iter().map(|item| (item.quantity, item.amount.amount)).collect()
}

async fn pieces_cost_their_share_until_nothing_is_left(world: World) {
    let sold = Sold::new(world).await;
    let before = sold.world.admin().refundable(sold.number).await.unwrap();
    assert_eq!((before.shipping, before.total, before.lines.len()), (euro(490), euro(4490), 2));
    let poster = &before.lines[0];
    assert_eq!((poster.title.as_str(), poster.quantity, poster.left), ("The poster", 3, 3));
    assert_eq!((poster.amount, poster.restock, before.lines[1].restock), (euro(3000), true, false));

    let one = posters(1).note(" It was\n torn ");
    assert_eq!(sold.world.admin().quote_refund(sold.number, &one).await.unwrap(), euro(1000));
    assert_eq!(sold.pieces_left().await, [3, 2], "a quote changes nothing");
    let refund = sold.refund(&one).await;
    assert_eq!(
        (refund.amount, refund.status, refund.note.as_str()),
        (euro(1000), RefundStatus::Succeeded, "It was torn")
    );
    assert_eq!((amounts(&refund), refund.awaits_items), (vec![(1, 1000)], false));
    let item = &refund.items[0];
    assert_eq!(
        (item.id.as_deref(), item.title.as_str(), item.shipment.as_deref()),
        (Some("poster"), "The poster", None)
    );
    assert_eq!(item.rate.map(|rate| rate.rate), Some(pannier::Rate::percent(19)));
    assert_eq!(sold.world.store.refund_items(&refund.id).await.unwrap(), refund.items);
    assert_eq!(sold.world.store.refund_note(&refund.id).await.unwrap(), refund.note);
    assert_eq!(sold.order().await.lines.iter().map(|line| line.refunded).collect::<Vec<_>>(), [1, 0]);

    // What is left, in parts and then as a whole: each line and parcel is returned exactly, and so is its tax.
    sold.refund(&posters(1).extra(euro(7))).await;
    let rest = sold.world.admin().refund(sold.number, None).await.unwrap();
    assert_eq!(rest.amount, euro(4490 - 1000 - 1007));
    assert_eq!(rest.items.iter().map(|item| item.quantity).sum::<u32>(), 3);
    assert_eq!((sold.pieces_left().await, sold.order().await.refunded), (vec![0, 0], Some(euro(4490))));
    let differing = "SELECT COUNT(*) AS n FROM (SELECT kind, item_id, shipment_id, SUM(net_amount + tax_amount) AS amount, \
                     SUM(tax_amount) AS tax FROM pannier_order_taxes GROUP BY kind, item_id, shipment_id EXCEPT \
                     SELECT kind, item_id, shipment_id, SUM(amount), SUM(tax_amount) FROM pannier_refund_items \
                     GROUP BY kind, item_id, shipment_id) AS differing";
    assert_eq!(sold.world.number(differing, &[]).await, 0);
}

async fn what_is_not_there_is_not_refunded(world: World) {
    let sold = Sold::new(world).await;
    let refused = async |items: &RefundItems| {
        let quoted = sold.world.admin().quote_refund(sold.number, items).await.unwrap_err().to_string();
        let error = sold.world.admin().refund_items(sold.number, items).await.unwrap_err();
        assert_eq!(error.to_string(), quoted);
        error
    };
    assert!(matches!(refused(&posters(0)).await, AdminError::NothingChosen));
    sold.refund(&posters(1)).await;
    let many = refused(&posters(1).line("product", "poster", 2)).await;
    assert!(matches!(&many, AdminError::NotSoMany { title, left: 2 } if title == "The poster"), "{many:?}");
    let unknown = refused(&RefundItems::new().line("product", "night", 1)).await;
    assert!(matches!(unknown, AdminError::NotSoMany { left: 0, .. }), "{unknown:?}");
    let too_much = refused(&songs(2).extra(euro(2491))).await;
    assert!(matches!(too_much, AdminError::ExceedsRefundable(left) if left == euro(3490)), "{too_much:?}");
    for wrong in [songs(1).extra(euro(-1)), RefundItems::new().extra(euro(0))] {
        let error = refused(&wrong).await;
        assert!(matches!(error, AdminError::NotPositive(zero) if zero == euro(0)), "{error:?}");
    }
    let dollars = refused(&songs(1).extra(pannier::Money::new(1, pannier::Currency::USD))).await;
    assert!(matches!(dollars, AdminError::ExceedsRefundable(_)), "{dollars:?}");
    assert_eq!(sold.pieces_left().await, [2, 2]);
}

async fn shipping_and_an_amount_are_refunded_beside_pieces(world: World) {
    let sold = Sold::new(world).await;
    let refund = sold.refund(&songs(1).shipping().extra(euro(350))).await;
    // The amount is spread over three posters and one song: €30.00 and €5.00.
    assert_eq!((amounts(&refund), refund.amount), (vec![(1, 500), (0, 490), (0, 300), (0, 50)], euro(1340)));
    let shipping = &refund.items[1];
    let parcel = sold.parcel().await;
    assert_eq!(
        (shipping.shipment.as_deref(), shipping.title.as_str()),
        (Some(parcel.id.as_str()), parcel.label.as_str())
    );
    assert_eq!((shipping.kind.as_deref(), shipping.id.as_deref()), (None, None));
    let left = sold.world.admin().refundable(sold.number).await.unwrap();
    assert_eq!((left.shipping, left.total), (euro(0), euro(3150)));
    assert_eq!(
        left.lines.iter().map(|line| (line.left, line.amount)).collect::<Vec<_>>(),
        [(3, euro(2700)), (1, euro(450))]
    );
    // Recorded by hand, for cash at the door.
    let by_hand = sold.world.admin().record_manual_refund_items(sold.number, &posters(1)).await.unwrap();
    assert_eq!((by_hand.manual, amounts(&by_hand)), (true, vec![(1, 900)]));
}

async fn an_amount_takes_no_piece(world: World) {
    let sold = Sold::new(world).await;
    let refund = sold.world.admin().refund(sold.number, Some(euro(449))).await.unwrap();
    assert_eq!(amounts(&refund), [(0, 300), (0, 100), (0, 49)]);
    assert_eq!(sold.pieces_left().await, [3, 2]);
    assert_eq!(RefundItem::reduced(&refund.items), ["The poster", "The song"]);
    let less: Vec<_> = sold.order().await.lines.iter().map(|line| (line.refunded, line.price_refunded)).collect();
    assert_eq!(less, [(0, Some(euro(300))), (0, Some(euro(100)))]);
    assert_eq!((sold.packed().await, sold.parcel().await.on_hold), (vec![3], false));
    // All that is left takes all pieces, as an amount too.
    let rest = sold.world.admin().refund(sold.number, Some(euro(4041))).await.unwrap();
    assert_eq!(amounts(&rest), [(3, 2700), (2, 900), (0, 441)]);
    assert_eq!(sold.pieces_left().await, [0, 0]);
}

async fn twelve_refunds_at_once_take_no_piece_twice(world: World) {
    let sold = Sold::new(world).await;
    let mut all = JoinSet::new();
    for _ in 0..12 {
        let (store, number) = (sold.world.store.clone(), sold.number);
        all.spawn(async move { admin(&store).refund_items(number, &posters(1).restock()).await });
    }
    let mut made = 0;
    while let Some(refund) = all.join_next().await {
        match refund.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, AdminError::NotSoMany { left: 0, .. }), "{error:?}"),
        }
    }
    assert_eq!((made, sold.world.gateway.refunds().len()), (3, 3));
    assert_eq!((sold.order().await.refunded, sold.world.stock("poster").await), (Some(euro(3000)), 10));
}

async fn pieces_go_back_into_stock_if_that_is_wanted(world: World) {
    let sold = Sold::new(world).await;
    assert_eq!(sold.world.stock("poster").await, 7);
    sold.refund(&posters(1)).await;
    assert_eq!(sold.world.stock("poster").await, 7);
    sold.world.gateway.refunds_are(RefundState::Pending);
    let refund = sold.refund(&posters(1).line("product", "song", 1).restock()).await;
    assert_eq!((refund.status, sold.world.stock("poster").await), (RefundStatus::Pending, 7), "not before it is made");
    sold.refunds_are(RefundState::Succeeded).await;
    assert_eq!(sold.world.stock("poster").await, 8);
    sold.world.admin().refund(sold.number, None).await.unwrap();
    assert_eq!(sold.world.stock("poster").await, 8, "a refund of an amount puts nothing back");
}

async fn a_refund_that_fails_takes_its_pieces_out_of_stock_again(world: World) {
    let sold = Sold::new(world).await;
    let stock = async || sold.world.stock("poster").await;
    let before = stock().await;
    let refund = sold.refund(&posters(2).restock()).await;
    assert_eq!(stock().await, before + 2);
    sold.fails(&refund).await;
    assert_eq!((sold.pieces_left().await, stock().await), (vec![3, 2], before), "they are the customer's");
    sold.refund(&posters(3).restock()).await;
    assert_eq!((sold.pieces_left().await, stock().await), (vec![0, 2], before + 3));
}

async fn what_was_sold_since_does_not_go_back_twice(world: World) {
    let sold = Sold::new(world).await;
    let refund = sold.refund(&posters(1).restock()).await;
    let (stock, sql) = (sold.world.stock("poster").await, "UPDATE products SET stock = $1 WHERE id = 'poster'");
    sold.world.db.execute(sql, args![0]).await.unwrap();
    sold.fails(&refund).await;
    assert_eq!((sold.pieces_left().await, sold.world.stock("poster").await), (vec![3, 2], 0), "another has it");
    sold.world.db.execute(sql, args![stock]).await.unwrap();
    sold.refund(&posters(1).restock()).await;
    assert_eq!((sold.pieces_left().await, sold.world.stock("poster").await), (vec![2, 2], stock), "the same piece");
    sold.refund(&posters(1).restock()).await;
    assert_eq!((sold.pieces_left().await, sold.world.stock("poster").await), (vec![1, 2], stock + 1));
}

async fn a_download_has_the_attempts_of_what_is_left(world: World) {
    let sold = Sold::new(world).await;
    assert_eq!(sold.order().await.downloads[0].attempts_left, Some(6));
    sold.refund(&songs(1)).await;
    assert_eq!(sold.order().await.downloads[0].attempts_left, Some(3));
    for used in 1..=3 {
        sold.world.advance(minutes(90));
        assert!(matches!(sold.download().await, DownloadOutcome::Redirect(_)), "{used}");
    }
    sold.world.advance(minutes(90));
    assert_eq!(sold.download().await, DownloadOutcome::Exhausted(3));
    sold.world.admin().renew_downloads(sold.number).await.unwrap();

    sold.world.gateway.refunds_are(RefundState::Pending);
    let refund = sold.refund(&songs(1)).await;
    let shown = async || {
        let download = sold.order().await.downloads.remove(0);
        (download.available(), download.refunded, download.on_hold)
    };
    assert_eq!((sold.download().await, shown().await), (DownloadOutcome::OnHold, (false, false, true)));
    assert!(!sold.order().await.on_hold, "only this line is");
    sold.refunds_are(RefundState::Succeeded).await;
    assert_eq!((sold.download().await, shown().await), (DownloadOutcome::Refunded, (false, true, false)));
    let renewed = sold.world.admin().renew_downloads(sold.number).await;
    assert!(matches!(renewed, Err(AdminError::DownloadsRefunded)), "{renewed:?}");
    sold.fails(&refund).await;
    assert!(matches!(sold.download().await, DownloadOutcome::Redirect(_)));
}

async fn a_parcel_holds_what_is_left(world: World) {
    let sold = Sold::new(world).await;
    sold.refund(&posters(1)).await;
    assert_eq!((sold.packed().await, sold.parcel().await.on_hold), (vec![2], false));
    let to_send = sold.world.admin().shipments_with_status(ShipmentStatus::Pending, 9).await.unwrap();
    assert_eq!(to_send[0].lines[0].quantity, 2);
    sold.world.admin().mark_sent(&sold.parcel().await.id, Tracking::default()).await.unwrap();
    sold.world.advance(minutes(1));
    sold.refund(&posters(2)).await;
    assert_eq!((sold.packed().await, sold.parcel().await.status), (vec![2], ShipmentStatus::Sent), "as it was packed");
}

async fn a_parcel_is_on_hold_while_all_of_it_is_being_refunded(world: World) {
    let sold = Sold::new(world).await;
    sold.refund(&posters(1)).await;
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund(&posters(2)).await;
    let parcel = sold.parcel().await;
    assert_eq!((parcel.status, parcel.on_hold), (ShipmentStatus::Pending, true));
    let (admin, pending) = (sold.world.admin(), ShipmentStatus::Pending);
    assert!(admin.shipments_with_status(pending, 9).await.unwrap().is_empty());
    assert!(admin.orders(&OrderQuery::default().tab(OrderTab::ToSend)).await.unwrap().is_empty());
    let sent = admin.mark_sent(&parcel.id, Tracking::default()).await;
    assert!(matches!(sent, Err(FulfilmentError::OnHold)), "{sent:?}");
    let begun = admin.begin_shipment(&parcel.id).await;
    assert!(matches!(begun, Err(FulfilmentError::OnHold)), "{begun:?}");
    assert!(matches!(sold.download().await, DownloadOutcome::Redirect(_)), "the songs are not");
    sold.refunds_are(RefundState::Failed { reason: "the account is closed".into() }).await;
    assert_eq!((sold.parcel().await.on_hold, sold.packed().await), (false, vec![2]));
    sold.refunds_are(RefundState::Succeeded).await;
    sold.refund(&posters(2)).await;
    assert_eq!((sold.parcel().await.status, sold.parcel().await.on_hold), (ShipmentStatus::Cancelled, false));
}

async fn a_parcel_comes_back_if_its_refund_fails_after_all(world: World) {
    let sold = Sold::new(world).await;
    let song = sold.refund(&songs(1)).await;
    let refund = sold.refund(&posters(3)).await;
    assert_eq!(sold.parcel().await.status, ShipmentStatus::Cancelled);
    sold.fails(&song).await;
    assert_eq!(sold.parcel().await.status, ShipmentStatus::Cancelled, "another one has failed");
    sold.fails(&refund).await;
    let parcel = sold.parcel().await;
    assert_eq!((parcel.status, sold.packed().await), (ShipmentStatus::Pending, vec![3]));
    assert!(parcel.note.is_some_and(|note| note.starts_with("The refund failed")));
    assert_eq!(sold.pieces_left().await, [3, 2]);
}

async fn what_a_supplier_was_asked_for_stays_with_a_note(world: World) {
    let sold = Sold::new(world).await;
    assert!(sold.world.admin().begin_shipment(&sold.parcel().await.id).await.unwrap());
    sold.refund(&posters(3)).await;
    let parcel = sold.parcel().await;
    assert_eq!((parcel.status, sold.packed().await), (ShipmentStatus::Pending, vec![3]));
    assert!(parcel.note.is_some_and(|note| note.contains("cancel it there")));
    sold.world.admin().abort_shipment(&parcel.id).await.unwrap();
    assert_eq!(sold.parcel().await.status, ShipmentStatus::Cancelled);
}

async fn a_supplier_packs_what_it_was_asked_for(world: World) {
    let sold = Sold::new(world).await;
    sold.refund(&posters(1)).await;
    let parcel = sold.parcel().await.id;
    assert!(sold.world.admin().begin_shipment(&parcel).await.unwrap());
    sold.world.advance(minutes(1));
    sold.refund(&posters(1)).await;
    assert_eq!(sold.packed().await, [2], "the second one is in it");
    sold.world.admin().mark_sent(&parcel, Tracking::default()).await.unwrap();
    assert_eq!((sold.packed().await, sold.parcel().await.status), (vec![2], ShipmentStatus::Sent));
}

async fn a_refund_at_the_gateway_waits_for_its_items(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let own = receiver.clone();
    let world = world.with(|builder| builder.tax(Vat::from("DE")).receive(own)).await;
    let sold = Sold::in_world(world).await;
    sold.refunded_at_the_gateway(1500).await;
    let refund = sold.refunds().await.remove(0);
    assert_eq!((refund.amount, refund.awaits_items, refund.items.len()), (euro(1500), true, 0));
    let (admin, number) = (sold.world.admin(), sold.number);
    assert_eq!(admin.refunds_to_allocate(9).await.unwrap(), [(number, refund.clone())]);
    let too_much = admin.allocate_refund(number, &refund.id, &posters(2)).await;
    assert!(matches!(too_much, Err(AdminError::ExceedsRefundable(amount)) if amount == euro(1500)), "{too_much:?}");
    let of_none = admin.allocate_refund(number, "none", &posters(1)).await;
    assert!(matches!(of_none, Err(AdminError::NoWaitingRefund(_))), "{of_none:?}");

    admin.allocate_refund(number, &refund.id, &posters(1).restock().note("Torn")).await.unwrap();
    let entry = admin.audit(&AuditQuery::default()).await.unwrap().remove(0);
    assert_eq!(
        (entry.act.as_str(), entry.order, entry.subject),
        ("order.allocate-refund", Some(number), refund.id.clone())
    );
    let refund = sold.refunds().await.remove(0);
    assert_eq!((refund.awaits_items, refund.note.as_str()), (false, "Torn"));
    assert_eq!(refund.items.iter().map(|item| item.quantity).sum::<u32>(), 1);
    assert_eq!(amounts(&refund).iter().map(|(_, amount)| amount).sum::<i64>(), 1500);
    assert_eq!((sold.pieces_left().await, sold.world.stock("poster").await), (vec![2, 2], 8));
    assert!(admin.refunds_to_allocate(9).await.unwrap().is_empty());
    let again = admin.allocate_refund(number, &refund.id, &posters(1)).await;
    assert!(matches!(again, Err(AdminError::NoWaitingRefund(_))), "{again:?}");
    testing::run_outbox(&sold.world.store).await.unwrap();
    assert_eq!((receiver.count(SignalKind::Refunded), receiver.count(SignalKind::RefundAllocated)), (1, 1));
}

async fn a_refund_of_everything_at_the_gateway_has_its_items(world: World) {
    let sold = Sold::new(world).await;
    sold.refund(&posters(1)).await;
    sold.world.advance(minutes(1));
    sold.refunded_at_the_gateway(4490).await;
    let refund = sold.refunds().await.remove(1);
    assert_eq!((amounts(&refund), refund.awaits_items), (vec![(2, 2000), (2, 1000), (0, 490)], false));
    // Nobody was asked whether the pieces are back.
    assert!(refund.not_in_stock && !sold.refunds().await.remove(0).not_in_stock);
    assert_eq!(sold.parcel().await.status, ShipmentStatus::Cancelled);
}

async fn the_pieces_of_a_refund_at_the_gateway_go_back_into_stock_once(world: World) {
    let sold = Sold::new(world).await;
    let (admin, number) = (sold.world.admin(), sold.number);
    let own = sold.refund(&posters(1)).await;
    sold.world.advance(minutes(1));
    sold.refunded_at_the_gateway(4490).await;
    let refund = sold.refunds().await.remove(1);
    assert!(refund.awaits_restock && refund.items[0].reserved && !refund.items[1].reserved, "{refund:?}");
    let waiting = admin.refunds_to_restock(9).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].0, &waiting[0].1.id), (1, number, &refund.id));
    assert_eq!((admin.overview().await.unwrap().refunds_to_restock.count, sold.world.stock("poster").await), (1, 7));
    for other in [own.id.as_str(), "none", "\0"] {
        for answer in [admin.restock_refund(number, other).await, admin.leave_out_of_stock(number, other).await] {
            assert!(matches!(answer, Err(AdminError::NothingToRestock(_))), "{other:?}: {answer:?}");
        }
    }

    let mut all = JoinSet::new();
    for _ in 0..12 {
        let (store, id) = (sold.world.store.clone(), refund.id.clone());
        all.spawn(async move { store.acting(&Actor::CommandLine).restock_refund(number, &id).await });
    }
    let mut done = 0;
    while let Some(answer) = all.join_next().await {
        match answer.unwrap() {
            Ok(()) => done += 1,
            Err(error) => assert!(matches!(error, AdminError::NothingToRestock(_)), "{error:?}"),
        }
    }
    assert_eq!((done, sold.world.stock("poster").await), (1, 9), "two: one was refunded before, and not put back");
    let refund = sold.refunds().await.remove(1);
    assert!(!refund.not_in_stock && !refund.awaits_restock && admin.refunds_to_restock(9).await.unwrap().is_empty());
    let entry = admin.audit(&AuditQuery::default()).await.unwrap().remove(0);
    assert_eq!(
        (entry.act.as_str(), entry.order, entry.subject),
        ("order.restock-refund", Some(number), refund.id.clone())
    );
    assert_eq!(sold.world.gateway.refunds().len(), 1, "no money moved");

    for sql in ["UPDATE pannier_refunds SET restock = 0", "UPDATE pannier_refunds SET restock_open = 1"] {
        let error = sold.world.db.execute(sql, &[]).await.unwrap_err().to_string();
        assert!(error.contains("pannier: it is said what goes back into stock"), "{sql}: {error}");
    }
    let sql = "UPDATE pannier_refunds SET restock = 1 WHERE id = $1";
    let error = sold.world.db.execute(sql, args![&own.id]).await.unwrap_err().to_string();
    assert!(error.contains("pannier: it is said"), "the store has made it: {error}");

    let named = "UPDATE pannier_refunds SET reference = $2 WHERE id = $1";
    sold.world.db.execute(named, args![&refund.id, format!("ref-{}", refund.id)]).await.unwrap();
    sold.fails(&refund).await;
    assert_eq!(sold.world.stock("poster").await, 7, "they are the customer's");
}

async fn pieces_that_stay_out_of_stock_are_not_asked_about_again(world: World) {
    let sold = Sold::new(world).await;
    let (admin, number) = (sold.world.admin(), sold.number);
    sold.refunded_at_the_gateway(4490).await;
    let id = sold.refunds().await.remove(0).id;
    admin.leave_out_of_stock(number, &id).await.unwrap();
    let again = admin.leave_out_of_stock(number, &id).await;
    assert!(matches!(again, Err(AdminError::NothingToRestock(_))), "{again:?}");
    let refund = sold.refunds().await.remove(0);
    assert_eq!((refund.awaits_restock, refund.not_in_stock, sold.world.stock("poster").await), (false, true, 7));
    assert_eq!(admin.overview().await.unwrap().refunds_to_restock.count, 0);
    // They have come back after all.
    admin.restock_refund(number, &id).await.unwrap();
    assert_eq!((sold.refunds().await.remove(0).not_in_stock, sold.world.stock("poster").await), (false, 10));
}

async fn nobody_is_asked_about_what_was_not_in_stock(world: World) {
    world.product("song").price(euro(500)).attempts(3).insert().await;
    let Pending { attempt, token, .. } = world.pending(&["song"]).await;
    world.store.settle(&attempt, &paid(500)).await.unwrap();
    assert_eq!(post(&world, webhook("total", &attempt, paid(500), Some(euro(500)))).await, 200);
    let number = world.store.order(&token).await.unwrap().number;
    let refund = world.admin().order(number).await.unwrap().1.remove(0).refunds.remove(0);
    assert_eq!((refund.items.len(), refund.awaits_restock, refund.not_in_stock), (1, false, false));
}

async fn a_payment_that_was_not_for_its_order_has_no_items(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    testing::reconcile(&world.store).await;
    let number = world.store.order(&token).await.unwrap().number;
    let refund = world.admin().order(number).await.unwrap().1.remove(0).refunds.remove(0);
    assert_eq!((refund.amount, refund.items.len(), refund.awaits_items), (euro(1000), 0, false));
    let pieces = RefundItems::new().line("product", "book", 1);
    // Money of an order that is not completed can go back, but nothing of the order.
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    let number = world.store.order(&token).await.unwrap().number;
    let refused = world.admin().refund_items(number, &pieces).await;
    assert!(matches!(refused, Err(AdminError::NotCompleted(_))), "{refused:?}");
    let refundable = world.admin().refundable(number).await.unwrap();
    assert_eq!((refundable.lines.len(), refundable.total), (0, euro(999)));
    let part = world.admin().refund(number, Some(euro(9))).await.unwrap();
    assert_eq!((part.items.len(), part.awaits_items), (0, false));
}

async fn what_a_waiting_refund_has_taken_is_not_refunded_twice(world: World) {
    let sold = Sold::new(world).await;
    sold.refunded_at_the_gateway(2000).await;
    let waiting = sold.refunds().await.remove(0);
    let too_much = sold.world.admin().refund_items(sold.number, &posters(3)).await;
    assert!(matches!(too_much, Err(AdminError::ExceedsRefundable(left)) if left == euro(2490)), "{too_much:?}");
    // Everything is all pieces, for the money that is left.
    let everything = posters(3).line("product", "song", 2).shipping();
    let rest = sold.refund(&everything).await;
    assert_eq!((rest.amount, sold.pieces_left().await), (euro(2490), vec![0, 0]));
    // What the other was for is then an amount.
    sold.world.admin().allocate_refund(sold.number, &waiting.id, &RefundItems::new()).await.unwrap();
    let items = "SELECT CAST(SUM(amount) AS BIGINT) AS n FROM pannier_refund_items";
    assert_eq!(sold.world.number(items, &[]).await, 4490);
}

async fn refunds_are_taken_off_the_taxes_of_the_quarter(world: World) {
    let sold = Sold::new(world).await;
    let report = async || {
        sold.world.admin().tax_report(Quarter::of(sold.world.db.now(), sold.world.store.time_zone())).await.unwrap()
    };
    let before = report().await;
    assert_eq!((before.rows[0].refunded_net, before.refunds_without_items), (euro(0), 0));
    sold.world.gateway.refunds_are(RefundState::Pending);
    sold.refund(&posters(1)).await;
    assert_eq!(report().await, before, "it is not made yet");
    sold.refunds_are(RefundState::Succeeded).await;
    sold.refunded_at_the_gateway(1100).await;
    let after = report().await;
    let [row] = &after.rows[..] else { panic!("{after:?}") };
    assert_eq!((row.net, row.tax, row.orders), (before.rows[0].net, before.rows[0].tax, 1), "what was charged");
    assert_eq!((row.refunded_net, row.refunded_tax), (euro(840), euro(160)));
    assert_eq!(after.totals(), [(euro(row.net.amount - 840), euro(row.tax.amount - 160))]);
    assert_eq!(after.refunds_without_items, 1, "that of the gateway");

    sold.world.admin().refund(sold.number, None).await.unwrap();
    let waiting = sold.refunds().await.into_iter().find(|refund| refund.awaits_items).unwrap();
    sold.world.admin().allocate_refund(sold.number, &waiting.id, &RefundItems::new()).await.unwrap();
    let after = report().await;
    assert_eq!((after.totals(), after.refunds_without_items), (vec![(euro(0), euro(0))], 0));
    let csv = sold.world.admin().export_taxes(after.quarter).try_collect::<Vec<_>>().await.unwrap().concat();
    let csv = String::from_utf8(csv).unwrap();
    let refunded = format!(",{},{}\r\n", after.rows[0].net.decimal(), after.rows[0].tax.decimal());
    assert!(csv.ends_with(&refunded), "{csv}");
}

async fn items_that_do_not_add_up_are_refused_by_the_database(world: World) {
    let sold = Sold::new(world).await;
    let refund = sold.refund(&posters(1)).await;
    for sql in [
        "UPDATE pannier_refunds SET amount = amount + 1",
        "UPDATE pannier_refunds SET allocation = 'none'",
        "UPDATE pannier_refund_items SET quantity = 2",
        "UPDATE pannier_refund_items SET restocked = 2",
        "DELETE FROM pannier_refund_items",
    ] {
        assert!(sold.world.db.execute(sql, &[]).await.is_err(), "{sql}");
    }
    let more = "INSERT INTO pannier_refund_items (refund_id, position, kind, item_id, amount) VALUES ($1, 2, 'product', 'song', 0)";
    let error = sold.world.db.execute(more, args![&refund.id]).await.unwrap_err().to_string();
    assert!(error.contains("pannier: the refund is allocated"), "{error}");
}
