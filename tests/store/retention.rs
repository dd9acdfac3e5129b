//! What is deleted after a time, and what is kept.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    routing::post,
};
use pannier::{Address, CheckoutForm, api, testing};
use tower::ServiceExt;

use crate::{
    on_both,
    webhook::{self, webhook},
    world::{Pending, World, days, paid},
};

on_both!(
    an_untouched_basket_is_deleted_with_all_that_was_typed,
    baskets_are_deleted_in_batches_until_none_is_left,
    a_session_goes_with_its_basket_and_stays_with_an_order,
    the_content_of_old_webhooks_is_deleted,
    the_count_of_mails_is_deleted,
);

async fn an_untouched_basket_is_deleted_with_all_that_was_typed(world: World) {
    world.product("book").insert().await;
    let leaver = world.visitor_with(&["book"]).await;
    let typed = Address { name: "Ada Lovelace".into(), ..Address::default() };
    let form = CheckoutForm { email: "ada@example.com".into(), shipping_address: typed, ..CheckoutForm::default() };
    world.store.save_checkout(&leaver, &form).await.unwrap();
    let buyer = world.pending(&["book"]).await;
    let hesitant = world.visitor_with(&["book"]).await;
    world.advance(days(29));
    world.store.set_quantity(&hesitant, "product", "book", 2).await.unwrap();
    testing::purge(&world.store).await;
    assert_eq!(world.store.basket(&leaver).await.unwrap().count, 1, "not yet");

    world.advance(days(2));
    testing::purge(&world.store).await;
    assert_eq!(world.store.basket(&leaver).await.unwrap().count, 0);
    assert_eq!(world.store.basket(&hesitant).await.unwrap().count, 2, "touched since");
    assert_eq!(world.status(&buyer.token).await, "pending", "an order is no basket");
    for table in ["pannier_order_lines", "pannier_signals WHERE kind = 'created'"] {
        assert_eq!(world.number(&format!("SELECT COUNT(*) AS n FROM {table}"), &[]).await, 2, "{table}");
    }
    // Whoever comes back begins with nothing.
    world.store.add_to_basket(&leaver, "product", "book", 1).await.unwrap();
    assert_eq!(world.store.checkout(&leaver).await.unwrap().form.email, "");
}

async fn baskets_are_deleted_in_batches_until_none_is_left(world: World) {
    let baskets = "INSERT INTO pannier_orders (id, token, created_at, updated_at) \
                   WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 450) \
                   SELECT 'old' || n, 'old' || n, 0, 0 FROM numbers";
    world.db.execute(baskets, &[]).await.unwrap();
    let elsewhere = world.another_instance(vec![]).await;
    tokio::join!(testing::purge(&world.store), testing::purge(&elsewhere));
    testing::purge(&world.store).await;
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await, 0);
}

async fn a_session_goes_with_its_basket_and_stays_with_an_order(world: World) {
    world.product("book").insert().await;
    let provide = {
        let store = world.store.clone();
        move || store.provide()
    };
    let functions = post(move |request| leptos_axum::handle_server_fns_with_context(provide, request));
    let app = world.store.with_sessions_and_security(Router::new().route("/pannier/{*function}", functions));
    let add = async || {
        let request = Request::post(api::ADD_TO_BASKET_PATH).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = app.clone().oneshot(request.body(Body::from("kind=product&id=book")).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    };
    add().await;
    add().await;
    let sessions = "SELECT COUNT(*) AS n FROM pannier_sessions";
    assert_eq!(world.number(sessions, &[]).await, 2);
    // One of them ordered in the meantime.
    let Pending { token, .. } = world.pending(&["book"]).await;
    let ordered = "UPDATE pannier_sessions SET order_id = (SELECT id FROM pannier_orders WHERE token = $1) \
                   WHERE id = (SELECT MIN(id) FROM pannier_sessions)";
    world.db.execute(ordered, pannier::args![&token]).await.unwrap();
    world.advance(days(31));
    testing::purge(&world.store).await;
    assert_eq!(world.number(sessions, &[]).await, 1);
    world.advance(days(400));
    testing::purge(&world.store).await;
    assert_eq!(world.number(sessions, &[]).await, 0, "expired");
}

async fn the_content_of_old_webhooks_is_deleted(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let event = webhook("e1", &attempt, paid(1000), None);
    assert_eq!(webhook::post(&world, event.clone()).await, 200);
    let content = "SELECT COUNT(*) AS n FROM pannier_webhooks WHERE body <> '' AND headers <> '{}'";
    world.advance(days(89));
    testing::purge(&world.store).await;
    assert_eq!(world.number(content, &[]).await, 1);
    world.advance(days(2));
    testing::purge(&world.store).await;
    assert_eq!(world.number(content, &[]).await, 0);

    // What is left recognizes the event when it comes again.
    assert_eq!(webhook::post(&world, event).await, 200);
    let kept = world.admin().webhooks(10).await.unwrap();
    assert_eq!((kept.len(), kept[0].event_id.as_deref(), kept[0].handled), (1, Some("e1"), true));
    let replayed = world.admin().replay_webhook("e1").await.unwrap().unwrap();
    assert!(replayed.contains("PANNIER_KEEP_WEBHOOKS"), "{replayed}");
    assert_eq!(world.status(&token).await, "completed");
}

async fn the_count_of_mails_is_deleted(world: World) {
    let sql = "INSERT INTO pannier_mail_limits (recipient, sent, started_at) VALUES ('somebody', 3, $1)";
    world.db.execute(sql, pannier::args![world.db.now()]).await.unwrap();
    let counts = "SELECT COUNT(*) AS n FROM pannier_mail_limits";
    testing::purge(&world.store).await;
    assert_eq!(world.number(counts, &[]).await, 1);
    world.advance(crate::world::minutes(61));
    testing::purge(&world.store).await;
    assert_eq!(world.number(counts, &[]).await, 0);
}
