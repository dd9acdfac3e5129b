//! Pieces that cost nothing, which come back without money.

use pannier::{
    AdminError, AuditQuery, DownloadOutcome, OrderStatus, RefundItems, RefundStatus, SignalKind, args, db::Dialect,
    tax::Vat, testing,
};

use crate::{
    invoices::{check, deliver, documents, sell, shop},
    on_both,
    world::{RecordingReceiver, World, euro, minutes, visitor},
};

on_both!(
    pieces_of_a_free_order_come_back_without_money,
    a_free_piece_of_a_paid_order_comes_back_without_its_gateway,
    what_was_taken_back_before_has_its_act_in_the_audit_log,
);

/// The act and the detail of each entry of the audit log, the newest first.
async fn audited(world: &World) -> Vec<(String, String)> {
    let entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    entries.into_iter().map(|entry| (entry.act, entry.detail)).collect()
}

fn entry(act: &str, detail: &str) -> (String, String) {
    (act.to_owned(), detail.to_owned())
}

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
    assert_eq!(audited(&world).await, vec![entry("order.take-back", ""); 2]);
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

async fn what_was_taken_back_before_has_its_act_in_the_audit_log(world: World) {
    world.product("leaflet").price(euro(0)).insert().await;
    world.product("book").insert().await;
    let (_, order) = sell(&world, &[("book", 1), ("leaflet", 1)]).await;
    let admin = world.admin();
    let items = |product: &str| RefundItems::new().line("product", product, 1);
    let free = admin.refund_items(order.number, &items("leaflet")).await.unwrap();
    world.advance(minutes(1));
    let paid = admin.refund_items(order.number, &items("book")).await.unwrap();
    // As they were written before.
    let sql = "INSERT INTO pannier_audit_log (id, at, actor, act, subject, detail) VALUES ($1, $2, 'command-line', $3, $4, $5)";
    for (id, act, subject, detail) in [
        ("old-1", "order.record-refund", &free.id, "€0.00"),
        ("old-2", "order.refund", &free.id, "€0.00"),
        ("old-3", "order.refund", &paid.id, "€10.00"),
    ] {
        world.db.execute(sql, args![id, 0, act, subject, detail]).await.unwrap();
    }
    let migration = match world.db.dialect() {
        Dialect::Sqlite => include_str!("../../migrations/sqlite/0043_restocks.sql"),
        Dialect::Postgres => include_str!("../../migrations/postgres/0043_restocks.sql"),
    };
    let (_, of_the_log) = migration.split_once("has ever changed an entry.").expect("its part about the audit log");
    let mut tx = world.db.begin().await.unwrap();
    tx.execute_batch(of_the_log).await.unwrap();
    tx.commit().await.unwrap();
    let taken_back = entry("order.take-back", "");
    let refunds = [entry("order.refund", "€10.00"), taken_back.clone()];
    let before = [entry("order.refund", "€10.00"), taken_back.clone(), taken_back];
    assert_eq!(audited(&world).await, [&refunds[..], &before[..]].concat());
    let change = world.db.execute("UPDATE pannier_audit_log SET detail = ''", &[]).await.unwrap_err().to_string();
    assert!(change.contains("append-only"), "{change}");
}
