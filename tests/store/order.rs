//! What the database refuses, whoever asks.

use pannier::{Address, OrderStatus, args};

use crate::{
    database, on_both,
    service::fresh_directory,
    world::{Pending, World, paid},
};

on_both!(
    only_four_changes_of_status_are_possible,
    a_placed_order_is_frozen,
    one_open_payment_per_order_and_success_is_final
);

/// The id of an order in `status`, made the regular way.
async fn order_in(world: &World, status: OrderStatus) -> String {
    let product = format!("thing-{}", status.as_str());
    if world.number("SELECT COUNT(*) AS n FROM products WHERE id = $1", args![&product]).await == 0 {
        world.product(&product).insert().await;
    }
    if status == OrderStatus::Created {
        let visitor = world.visitor_with(&[&product]).await;
        return visitor.order_id().await.unwrap().unwrap();
    }
    let Pending { attempt, token, .. } = world.pending(&[&product]).await;
    match status {
        OrderStatus::Completed => world.store.settle(&attempt, &paid(1000)).await.unwrap(),
        OrderStatus::Cancelled => world.store.settle(&attempt, &pannier::PaymentState::Cancelled).await.unwrap(),
        _ => {}
    }
    assert_eq!(world.status(&token).await, status.as_str());
    let row = world.db.fetch_optional("SELECT id FROM pannier_orders WHERE token = $1", args![&token]).await.unwrap();
    row.unwrap().get("id").unwrap()
}

async fn only_four_changes_of_status_are_possible(world: World) {
    for from in OrderStatus::ALL {
        for to in OrderStatus::ALL {
            let id = order_in(&world, from).await;
            let sql = "UPDATE pannier_orders SET status = $2 WHERE id = $1";
            let done = world.db.execute(sql, args![&id, to.as_str()]).await;
            // A bare change to `pending` or on to `completed` lacks what such an order must have.
            let possible = from.can_become(to) && !(from == OrderStatus::Created && to == OrderStatus::Pending);
            assert_eq!(done.is_ok(), possible, "{from:?} -> {to:?}: {done:?}");
        }
    }
}

async fn a_placed_order_is_frozen(world: World) {
    for status in [OrderStatus::Pending, OrderStatus::Completed, OrderStatus::Cancelled] {
        let id = order_in(&world, status).await;
        for sql in [
            "UPDATE pannier_order_lines SET quantity = 2 WHERE order_id = $1",
            "UPDATE pannier_order_lines SET unit_amount = 1 WHERE order_id = $1",
            "UPDATE pannier_order_lines SET title = 'x' WHERE order_id = $1",
            "DELETE FROM pannier_order_lines WHERE order_id = $1",
            "INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at) \
             VALUES ($1, 'product', 'more', 1, 1, 1)",
            "UPDATE pannier_orders SET total_amount = 1, items_amount = 1 WHERE id = $1",
            "UPDATE pannier_orders SET email = 'eve@example.com' WHERE id = $1",
            "UPDATE pannier_orders SET number = 1 WHERE id = $1",
            "DELETE FROM pannier_orders WHERE id = $1",
        ] {
            let done = world.db.execute(sql, args![&id]).await;
            assert!(done.is_err(), "{status:?}: {sql}");
        }
        for field in Address::FIELDS.map(pannier::AddressField::name) {
            let done =
                world.db.execute(&format!("UPDATE pannier_orders SET {field} = 'x' WHERE id = $1"), args![&id]).await;
            assert!(done.is_err(), "{status:?}: {field}");
        }
    }
}

async fn one_open_payment_per_order_and_success_is_final(world: World) {
    world.product("thing").insert().await;
    let Pending { attempt, .. } = world.pending(&["thing"]).await;
    let sql = "INSERT INTO pannier_payments (id, order_id, provider, amount, currency, created_at, updated_at, poll_at) \
               SELECT 'second', order_id, provider, amount, currency, 1, 1, 1 FROM pannier_payments WHERE id = $1";
    let second = world.db.execute(sql, args![&attempt]).await;
    assert!(second.is_err_and(|e| e.is_conflict()));
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    for status in ["open", "declined", "cancelled"] {
        let sql = "UPDATE pannier_payments SET status = $2 WHERE id = $1";
        assert!(world.db.execute(sql, args![&attempt, status]).await.is_err(), "succeeded -> {status}");
    }
}

/// A build migrates: eight at once on one empty database leave it as one would.
#[tokio::test]
async fn instances_that_start_at_once_migrate_once() {
    let dir = fresh_directory();
    for url in [database::empty_postgres().await, database::empty_sqlite().await] {
        let mut starting = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (url, dir) = (url.clone(), dir.clone());
            starting.spawn(async move {
                let settings = [("PANNIER_DATA".to_owned(), dir.display().to_string())];
                let settings = pannier::Settings::read(settings, None, "127.0.0.1:3000", &[]).unwrap();
                let db = pannier::db::Db::connect(&url).await.unwrap();
                let files = pannier::LocalFiles::new(&dir, &settings.secret);
                let store = pannier::Store::builder(db, settings).files(files).build().await.unwrap();
                // Every version once, and none left out.
                let sql = "SELECT COUNT(*) - MAX(version) AS n FROM pannier_migrations";
                store.db().fetch_optional(sql, &[]).await.unwrap().unwrap().get_u32("n").unwrap()
            });
        }
        while let Some(migrations) = starting.join_next().await {
            assert_eq!(migrations.unwrap(), 0);
        }
    }
}
