//! Pieces that cost nothing, which come back without money.

use pannier::{AdminError, DownloadOutcome, OrderStatus, RefundItems, RefundStatus, SignalKind, tax::Vat, testing};

use crate::{
    invoices::{check, deliver, documents, sell, shop},
    on_both,
    world::{RecordingReceiver, World, euro, visitor},
};

on_both!(pieces_of_a_free_order_come_back_without_money, a_free_piece_of_a_paid_order_comes_back_without_its_gateway,);

async fn pieces_of_a_free_order_come_back_without_money(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with(|builder| builder.receive(receiver.clone())).await;
    world.product("leaflet").price(euro(0)).stock(5).insert().await;
    world.product("song").price(euro(0)).attempts(3).insert().await;
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    let visitor = visitor();
    for (product, quantity) in [("leaflet", 2), ("song", 1)] {
        world.store.add_to_basket(&visitor, "product", product, quantity).await.unwrap();
    }
    let (_, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    testing::run_outbox(&world.store).await.unwrap();
    let (admin, number) = (world.admin(), order.number);
    assert_eq!((order.status, order.total, world.stock("leaflet").await), (OrderStatus::Completed, euro(0), 3));

    let leaflet = RefundItems::new().line("product", "leaflet", 1).restock().note("Unread");
    assert_eq!(admin.quote_refund(number, &leaflet).await.unwrap(), euro(0));
    let refund = admin.refund_items(number, &leaflet).await.unwrap();
    assert_eq!((refund.status, refund.amount, refund.manual), (RefundStatus::Succeeded, euro(0), true));
    assert_eq!((refund.items.len(), refund.items[0].quantity, world.stock("leaflet").await), (1, 1, 4));
    admin.record_manual_refund_items(number, &RefundItems::new().line("product", "song", 1)).await.unwrap();
    let mut order = world.store.order(&order.token).await.unwrap();
    let taken: Vec<_> = order.lines.iter().map(|line| line.refunded).collect();
    assert_eq!((taken, order.refunded, order.on_hold), (vec![1, 1], None, false));
    let download = order.downloads.remove(0).url;
    let download = world.store.redeem_download(download.rsplit('/').next().unwrap()).await.unwrap();
    assert_eq!(download, DownloadOutcome::Refunded);

    let many = admin.refund_items(number, &RefundItems::new().line("product", "leaflet", 2)).await;
    assert!(matches!(many, Err(AdminError::NotSoMany { left: 1, .. })), "{many:?}");
    let shipping = admin.refund_items(number, &RefundItems::new().shipping()).await;
    assert!(matches!(shipping, Err(AdminError::NotPositive(_))), "{shipping:?}");
    let all = admin.refund(number, None).await;
    assert!(matches!(all, Err(AdminError::ExceedsRefundable(left)) if left == euro(0)), "{all:?}");
    testing::run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::Refunded), 0, "nobody was given anything");
}

async fn a_free_piece_of_a_paid_order_comes_back_without_its_gateway(world: World) {
    world.product("leaflet").price(euro(0)).stock(5).insert().await;
    let world = shop(world, Vat::from("DE")).await;
    let (_, order) = sell(&world, &[("book", 1), ("leaflet", 1)]).await;
    deliver(&world).await;
    let leaflet = RefundItems::new().line("product", "leaflet", 1).restock();
    let refund = world.admin().refund_items(order.number, &leaflet).await.unwrap();
    assert_eq!((refund.status, refund.amount), (RefundStatus::Succeeded, euro(0)));
    assert_eq!((world.gateway.refunds().len(), world.stock("leaflet").await), (0, 5));
    deliver(&world).await;
    assert_eq!(documents(&world, &order).await.len(), 1, "there is nothing to credit");
    check(&world, 1).await;
    assert_eq!(world.admin().refund(order.number, None).await.unwrap().amount, order.total);
}
