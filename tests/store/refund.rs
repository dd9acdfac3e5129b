//! Money that comes wrong, and money that goes back.

use pannier::{
    AdminError, CheckoutForm, CheckoutOutcome, Currency, DownloadOutcome, Intent, Money, OrderQuery, OrderStatus,
    PaymentError, PaymentIssue, PaymentState, RefundReason, RefundState, RefundStatus, SignalKind, Store, Timestamp,
    args, testing,
};
use serde_json::json;

use crate::{
    on_both,
    product::Product,
    webhook::{about, post, webhook},
    world::{Pending, RecordingReceiver, World, admin, euro, minutes, paid, until},
};

on_both!(
    a_payment_for_a_cancelled_order_is_refunded_automatically,
    an_automatic_refund_does_not_wait_for_the_next_round,
    a_double_payment_is_refunded_once,
    a_payment_in_another_currency_does_not_complete_the_order,
    an_owner_can_accept_another_amount,
    an_owner_can_refund_another_amount,
    gateway_payments_cannot_be_marked_paid_by_hand,
    refunds_add_up_to_what_was_paid_and_no_more,
    fifty_concurrent_refunds_never_exceed_the_payment,
    a_refund_without_an_answer_is_retried_under_its_key,
    a_refused_refund_can_be_done_by_hand,
    a_part_that_was_refused_is_made_good_by_the_same_amount,
    a_refund_that_does_not_get_through_needs_attention,
    a_full_refund_switches_downloads_off,
    a_refund_at_the_gateway_is_noted_once,
    a_refund_at_the_gateway_is_noted_when_one_of_the_store_fails,
    a_mismatched_payment_refunded_in_full_cancels_its_order,
    a_payment_that_was_refunded_in_part_goes_back_only_once,
    a_payment_is_never_less_than_what_was_refunded_of_it,
    an_order_whose_mismatch_was_resolved_can_still_be_closed,
    the_right_amount_resolves_a_mismatch,
    an_offline_order_on_hold_cannot_be_started_over,
    rejected_credentials_do_not_end_a_refund,
    a_pending_refund_is_followed_until_it_is_made,
    a_reported_refund_that_fails_is_not_taken_for_one_of_the_owner,
    a_refund_that_fails_later_is_taken_back,
    a_total_of_refunds_that_falls_is_believed,
    an_unknown_name_in_the_database_is_an_error,
    orders_are_listed_by_email_with_what_was_refunded,
);

const REFUNDED: &str = "SELECT CAST(COALESCE(SUM(refunded_amount), 0) AS BIGINT) AS n FROM pannier_payments";
const NEEDS_A_PERSON: &str =
    "SELECT COUNT(*) AS n FROM pannier_payments WHERE attention IS NOT NULL AND attention_cleared_at IS NULL";

async fn attention(world: &World) -> Option<PaymentIssue> {
    let query = OrderQuery::default().needing_attention();
    world.admin().orders(&query).await.unwrap().into_iter().find_map(|order| order.issues.first().copied())
}

async fn number(world: &World, token: &str) -> i64 {
    world.store.order(token).await.unwrap().number
}

/// An order that is paid: its token.
async fn completed(world: &World, products: &[&str], total: i64) -> String {
    let Pending { attempt, token, .. } = world.pending(products).await;
    world.gateway.decide(&attempt, paid(total));
    world.store.settle(&attempt, &paid(total)).await.unwrap();
    assert_eq!(world.status(&token).await, "completed");
    token
}

async fn a_payment_for_a_cancelled_order_is_refunded_automatically(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    // It comes three times, and with another amount than the total: whatever came goes back, once.
    for _ in 0..3 {
        world.store.settle(&attempt, &paid(1100)).await.unwrap();
    }
    assert_eq!(attention(&world).await, Some(PaymentIssue::PaidAfterCancellation));
    // In one go: a receiver that is stopped while it handles a signal gets it again.
    let all_handled = "NOT EXISTS (SELECT 1 FROM pannier_signal_deliveries WHERE status <> 'done')";
    until(&world, "refunded, and signalled", &format!("{REFUNDED} WHERE {all_handled}"), 1100).await;
    assert_eq!(world.gateway.refunds(), [(attempt, euro(1100))]);
    assert_eq!((receiver.count(SignalKind::Attention), receiver.count(SignalKind::Refunded)), (1, 1));
    assert_eq!(world.number(NEEDS_A_PERSON, &[]).await, 0, "put right by the refund");
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.status, order.paid), (OrderStatus::Cancelled, Some(euro(1100))), "not the total");
    assert_eq!((order.refunded, order.refund_pending), (order.paid, None));
}

async fn an_automatic_refund_does_not_wait_for_the_next_round(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, .. } = world.pending(&["book"]).await;
    let mut settings = world.store.settings().clone();
    settings.reconcile_every = minutes(60);
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().pay(world.gateway.clone());
    let world = World { store: builder.build().await.unwrap(), ..world };
    world.store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    until(&world, "refunded", REFUNDED, 1000).await;
}

async fn a_double_payment_is_refunded_once(world: World) {
    world.product("book").insert().await;
    let Pending { visitor, attempt: first, .. } = world.pending(&["book"]).await;
    world.store.settle(&first, &PaymentState::Expired).await.unwrap();
    let Ok(CheckoutOutcome::Redirect(gateway)) = world.pay(&visitor).await else { panic!("not placed again") };
    let second = gateway.rsplit('/').next().unwrap();
    world.store.settle(second, &paid(1000)).await.unwrap();
    world.store.settle(&first, &paid(1000)).await.unwrap();
    assert_eq!(attention(&world).await, Some(PaymentIssue::PaidTwice));
    until(&world, "given back", REFUNDED, 1000).await;
    assert_eq!(world.gateway.refunds(), [(first, euro(1000))]);
}

async fn a_payment_in_another_currency_does_not_complete_the_order(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let dollars = PaymentState::Succeeded { amount: Money::new(1000, Currency::USD) };
    world.store.settle(&attempt, &dollars).await.unwrap();
    assert_eq!(
        (world.status(&token).await.as_str(), attention(&world).await),
        ("pending", Some(PaymentIssue::CurrencyMismatch))
    );
    let order = world.store.order(&token).await.unwrap();
    assert!(!order.resumable && order.payment_message.is_some_and(|text| text.contains("doesn't match")));
}

async fn an_owner_can_accept_another_amount(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    assert_eq!(
        (world.status(&token).await.as_str(), attention(&world).await),
        ("pending", Some(PaymentIssue::AmountMismatch))
    );
    world.admin().mark_paid(number(&world, &token).await).await.unwrap();
    assert_eq!((world.status(&token).await.as_str(), attention(&world).await), ("completed", None));
    // What can be given back is what came.
    let refund = world.admin().refund(number(&world, &token).await, None).await.unwrap();
    assert_eq!(refund.amount, euro(999));
}

async fn an_owner_can_refund_another_amount(world: World) {
    world.product("book").stock(3).insert().await;
    let Pending { visitor, attempt, token } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    world.admin().cancel_order(number(&world, &token).await).await.unwrap();
    assert_eq!((world.status(&token).await.as_str(), world.stock("book").await), ("cancelled", 3));
    assert_eq!(world.store.basket(&visitor).await.unwrap().count, 1);
    until(&world, "given back", REFUNDED, 999).await;
    assert_eq!(attention(&world).await, None);
}

async fn gateway_payments_cannot_be_marked_paid_by_hand(world: World) {
    world.product("book").insert().await;
    let Pending { token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    assert!(matches!(world.admin().mark_paid(order).await, Err(AdminError::GatewayDecides)));
    world.admin().cancel_order(order).await.unwrap();
    world.admin().cancel_order(order).await.unwrap();
    assert!(matches!(world.admin().mark_paid(order).await, Err(AdminError::AlreadyFinal(OrderStatus::Cancelled))));
    assert!(matches!(world.admin().refund(order, None).await, Err(AdminError::NotPaid)));
    assert!(matches!(world.admin().mark_paid(7).await, Err(AdminError::UnknownOrder(7))));
}

async fn refunds_add_up_to_what_was_paid_and_no_more(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    world.admin().refund(order, Some(euro(400))).await.unwrap();
    assert_eq!(world.store.order(&token).await.unwrap().refunded, Some(euro(400)));
    for wrong in [euro(0), euro(-1)] {
        let refused = world.admin().refund(order, Some(wrong)).await;
        assert!(matches!(refused, Err(AdminError::NotPositive(least)) if least == euro(0)), "{wrong}: {refused:?}");
    }
    for wrong in [euro(601), Money::new(100, Currency::USD)] {
        let refused = world.admin().refund(order, Some(wrong)).await;
        assert!(
            matches!(refused, Err(AdminError::ExceedsRefundable(left)) if left == euro(600)),
            "{wrong}: {refused:?}"
        );
    }
    assert_eq!(world.admin().refund(order, None).await.unwrap().amount, euro(600));
    assert!(
        matches!(world.admin().refund(order, None).await, Err(AdminError::ExceedsRefundable(left)) if left == euro(0))
    );
    assert_eq!(world.status(&token).await, "completed", "the four statuses stay what they are");
    // The database would not have it either.
    assert!(world.db.execute("UPDATE pannier_payments SET refunded_amount = 1001", &[]).await.is_err());
}

async fn fifty_concurrent_refunds_never_exceed_the_payment(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let store = world.store.clone();
        all.spawn(async move { admin(&store).refund(order, Some(euro(300))).await });
    }
    let mut given = 0;
    while let Some(refund) = all.join_next().await {
        given += usize::from(refund.unwrap().is_ok());
    }
    assert_eq!((given, world.gateway.refunds().len()), (3, 3));
    assert_eq!(world.number(REFUNDED, &[]).await, 900);
}

async fn a_refund_without_an_answer_is_retried_under_its_key(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    world.gateway.next_refund(Err(PaymentError::Unknown("the line went dead".into())));
    let refund = world.admin().refund(number(&world, &token).await, None).await.unwrap();
    assert_eq!((refund.status, refund.error.as_deref()), (RefundStatus::Starting, Some("the line went dead")));
    until(&world, "given back", REFUNDED, 1000).await;
    assert_eq!(world.gateway.refund_keys(), [refund.id.clone(), refund.id]);
}

async fn a_refused_refund_can_be_done_by_hand(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
    let refund = world.admin().refund(order, None).await.unwrap();
    assert_eq!((refund.status, refund.reason), (RefundStatus::Failed, RefundReason::Requested));
    assert_eq!(attention(&world).await, Some(PaymentIssue::RefundFailed));
    let (_, payments) = world.admin().order(order).await.unwrap();
    assert!(!payments[0].refunds_by_hand && !payments[0].refunds[0].manual);
    let refund = world.admin().record_manual_refund(order, None).await.unwrap();
    assert_eq!((refund.status, refund.manual), (RefundStatus::Succeeded, true));
    assert_eq!(attention(&world).await, None);
    assert_eq!(world.store.order(&token).await.unwrap().refunded, Some(euro(1000)));
}

async fn a_part_that_was_refused_is_made_good_by_the_same_amount(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    for by_hand in [true, false] {
        world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
        world.admin().refund(order, Some(euro(300))).await.unwrap();
        world.advance(minutes(1));
        world.admin().record_manual_refund(order, Some(euro(100))).await.unwrap();
        assert_eq!(attention(&world).await, Some(PaymentIssue::RefundFailed), "less than that");
        match by_hand {
            true => world.admin().record_manual_refund(order, Some(euro(200))).await.unwrap(),
            false => world.admin().refund(order, Some(euro(200))).await.unwrap(),
        };
        assert_eq!(attention(&world).await, None);
        world.advance(minutes(1));
    }
}

async fn a_refund_that_does_not_get_through_needs_attention(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    world.gateway.next_refund(Err(PaymentError::Unauthorized("the key was rolled".into())));
    world.admin().refund(order, Some(euro(100))).await.unwrap();
    let needing = OrderQuery::default().needing_attention();
    assert!(world.admin().orders(&needing).await.unwrap().is_empty(), "it may still");
    let listed = world.admin().orders(&OrderQuery::default()).await.unwrap().remove(0);
    assert!(listed.refund_pending && !listed.refund_stuck);
    world.db.execute("UPDATE pannier_refunds SET attempts = 12", &[]).await.unwrap();
    let listed = world.admin().orders(&needing).await.unwrap().remove(0);
    assert!(listed.number == order && listed.refund_pending && listed.refund_stuck);
    let (_, payments) = world.admin().order(order).await.unwrap();
    assert!(payments[0].refunds[0].stuck);
    until(&world, "given back", REFUNDED, 100).await;
    assert!(world.admin().orders(&needing).await.unwrap().is_empty());
    let listed = world.admin().orders(&OrderQuery::default()).await.unwrap().remove(0);
    assert!(!listed.refund_pending && !listed.refund_stuck);
}

async fn a_full_refund_switches_downloads_off(world: World) {
    world.product("song").price(euro(500)).attempts(3).insert().await;
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    let token = completed(&world, &["song"], 500).await;
    testing::run_outbox(&world.store).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    let link = order.downloads[0].url.rsplit('/').next().unwrap().to_owned();
    world.admin().refund(order.number, Some(euro(499))).await.unwrap();
    assert!(
        matches!(world.store.redeem_download(&link).await, Ok(DownloadOutcome::Redirect(_))),
        "a part of it is kept"
    );
    world.admin().refund(order.number, None).await.unwrap();
    assert_eq!(world.store.redeem_download(&link).await, Ok(DownloadOutcome::Refunded));
    assert!(!world.store.order(&token).await.unwrap().downloads[0].available());
}

async fn a_refund_at_the_gateway_is_noted_once(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.admin().refund(number(&world, &token).await, Some(euro(100))).await.unwrap();
    // One says what we know; two are about a refund of somebody at the gateway; one comes late.
    for (id, total) in [("e1", 100), ("e2", 350), ("e3", 350), ("e4", 100)] {
        assert_eq!(post(&world, webhook(id, &attempt, paid(1000), Some(euro(total)))).await, 200);
    }
    assert_eq!(world.number(REFUNDED, &[]).await, 350);
    assert_eq!(world.gateway.refunds().len(), 1, "the gateway was not asked for what it told us");
}

async fn a_refund_at_the_gateway_is_noted_when_one_of_the_store_fails(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.gateway.next_refund(Err(PaymentError::Unknown("the line went dead".into())));
    world.admin().refund(number(&world, &token).await, Some(euro(300))).await.unwrap();
    // It may be a part of the store's own, which has no answer yet.
    assert_eq!(post(&world, webhook("e1", &attempt, paid(1000), Some(euro(200)))).await, 200);
    assert_eq!(world.number(REFUNDED, &[]).await, 0);
    world.gateway.next_refund(Err(PaymentError::Refused("the account is empty".into())));
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    assert_eq!(world.number(REFUNDED, &[]).await, 200);
}

async fn a_mismatched_payment_refunded_in_full_cancels_its_order(world: World) {
    world.product("book").stock(3).insert().await;
    for at_the_gateway in [false, true] {
        let Pending { visitor, attempt, token } = world.pending(&["book"]).await;
        world.store.settle(&attempt, &paid(999)).await.unwrap();
        let order = number(&world, &token).await;
        world.admin().refund(order, Some(euro(99))).await.unwrap();
        assert_eq!(world.status(&token).await, "pending", "a part of it");
        if at_the_gateway {
            assert_eq!(post(&world, webhook("e1", &attempt, PaymentState::Open, Some(euro(999)))).await, 200);
        } else {
            world.admin().refund(order, None).await.unwrap();
        }
        assert_eq!((world.status(&token).await.as_str(), world.stock("book").await), ("cancelled", 3));
        assert_eq!((attention(&world).await, world.store.basket(&visitor).await.unwrap().count), (None, 1));
        // Late, and no news.
        world.store.settle(&attempt, &paid(999)).await.unwrap();
        assert_eq!(attention(&world).await, None);
    }
}

async fn a_payment_that_was_refunded_in_part_goes_back_only_once(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    world.admin().refund(number(&world, &token).await, Some(euro(99))).await.unwrap();
    world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
    assert_eq!(world.status(&token).await, "cancelled");
    // The gateway says once more that it was paid.
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    until(&world, "refunded", REFUNDED, 999).await;
    assert_eq!(world.gateway.refunds(), [(attempt.clone(), euro(99)), (attempt, euro(900))]);
}

async fn a_payment_is_never_less_than_what_was_refunded_of_it(world: World) {
    world.product("book").insert().await;
    let euros = |amount| PaymentState::Succeeded { amount: euro(amount) };
    let dollars = PaymentState::Succeeded { amount: Money::new(999, Currency::USD) };
    for contradiction in [euros(50), dollars] {
        let Pending { attempt, token, .. } = world.pending(&["book"]).await;
        world.store.settle(&attempt, &paid(999)).await.unwrap();
        world.admin().refund(number(&world, &token).await, Some(euro(99))).await.unwrap();
        world.store.settle(&attempt, &PaymentState::Cancelled).await.unwrap();
        assert_eq!(post(&world, webhook(&attempt, &attempt, contradiction, None)).await, 200);
        let sql = "SELECT CAST(COALESCE(SUM(refunded_amount), 0) AS BIGINT) AS n FROM pannier_payments WHERE order_id = \
                   (SELECT id FROM pannier_orders WHERE token = $1)";
        for _ in 0..3 {
            testing::reconcile(&world.store).await;
        }
        assert_eq!(world.number(sql, args![&token]).await, 999, "all that came");
    }
}

async fn an_order_whose_mismatch_was_resolved_can_still_be_closed(world: World) {
    world.product("book").insert().await;
    for end in ["cancelled", "completed"] {
        let Pending { attempt, token, .. } = world.pending(&["book"]).await;
        world.gateway.decide(&attempt, paid(999));
        world.store.settle(&attempt, &paid(999)).await.unwrap();
        let sql = "UPDATE pannier_payments SET attention_cleared_at = 1 WHERE id = $1";
        world.db.execute(sql, args![&attempt]).await.unwrap();
        let order = number(&world, &token).await;
        match end {
            "cancelled" => world.admin().cancel_order(order).await.unwrap(),
            _ => world.admin().mark_paid(order).await.unwrap(),
        }
        assert_eq!(world.status(&token).await, end);
    }
}

async fn the_right_amount_resolves_a_mismatch(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    assert_eq!(attention(&world).await, Some(PaymentIssue::AmountMismatch));
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    assert_eq!((world.status(&token).await.as_str(), attention(&world).await), ("completed", None));
}

async fn an_offline_order_on_hold_cannot_be_started_over(world: World) {
    let world = world.with(|builder| builder.pay(testing::ManualPayment)).await;
    world.product("book").insert().await;
    let visitor = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { payment: "manual".into(), ..world.filled_in(&visitor).await };
    let attempt = form.attempt.clone();
    let CheckoutOutcome::Redirect(page) = world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap()
    else {
        panic!("not placed")
    };
    let token = page.rsplit('/').next().unwrap();
    world.store.settle(&attempt, &paid(999)).await.unwrap();
    assert!(!world.store.order(token).await.unwrap().can_start_over);
    assert_eq!(world.store.start_over(token).await, Ok(page.clone()));
    assert_eq!(world.status(token).await, "pending", "what was paid is for the owner to refund");
}

async fn rejected_credentials_do_not_end_a_refund(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    world.gateway.next_refund(Err(PaymentError::Unauthorized("the key was rolled".into())));
    let refund = world.admin().refund(number(&world, &token).await, None).await.unwrap();
    assert_eq!((refund.status, attention(&world).await), (RefundStatus::Starting, None));
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.paid, order.refunded, order.refund_pending), (Some(euro(1000)), None, Some(euro(1000))));
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    assert_eq!(world.number(REFUNDED, &[]).await, 1000);
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.refunded, order.refund_pending, order.on_hold), (Some(euro(1000)), None, false));
}

async fn a_pending_refund_is_followed_until_it_is_made(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("song").price(euro(500)).attempts(3).insert().await;
    let token = completed(&world, &["song"], 500).await;
    testing::run_outbox(&world.store).await.unwrap();
    world.gateway.refunds_are(RefundState::Pending);
    let refund = world.admin().refund(number(&world, &token).await, None).await.unwrap();
    assert_eq!(refund.status, RefundStatus::Pending);
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    testing::run_outbox(&world.store).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.refunded, order.refund_pending), (None, Some(euro(500))));
    assert!(order.downloads[0].on_hold, "a full refund disables the downloads");
    assert_eq!(receiver.count(SignalKind::Refunded), 0, "nothing is back yet");
    let more = world.admin().refund(order.number, Some(euro(1))).await;
    assert!(matches!(more, Err(AdminError::ExceedsRefundable(left)) if left == euro(0)));

    world.gateway.refunds_are(RefundState::Succeeded);
    world.advance(minutes(90));
    testing::reconcile(&world.store).await;
    testing::run_outbox(&world.store).await.unwrap();
    let order = world.store.order(&token).await.unwrap();
    assert_eq!((order.refunded, order.refund_pending), (Some(euro(500)), None));
    assert!(order.downloads[0].refunded && !order.downloads[0].on_hold);
    assert_eq!((receiver.count(SignalKind::Refunded), world.gateway.refund_keys().len()), (1, 1), "requested once");
}

async fn a_reported_refund_that_fails_is_not_taken_for_one_of_the_owner(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.gateway.refunds_are(RefundState::Pending);
    world.admin().refund(number(&world, &token).await, None).await.unwrap();
    assert_eq!(post(&world, webhook("e1", &attempt, paid(1000), Some(euro(1000)))).await, 200);
    world.gateway.refunds_are(RefundState::Failed { reason: "the account is closed".into() });
    world.advance(minutes(1));
    testing::reconcile(&world.store).await;
    assert_eq!((world.number(REFUNDED, &[]).await, attention(&world).await), (0, Some(PaymentIssue::RefundFailed)));
}

async fn a_refund_that_fails_later_is_taken_back(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    let order = number(&world, &token).await;
    let refund = world.admin().refund(order, None).await.unwrap();
    assert_eq!((refund.status, world.number(REFUNDED, &[]).await), (RefundStatus::Succeeded, 1000));
    assert_eq!(post(&world, webhook("e0", &attempt, paid(1000), Some(euro(1000)))).await, 200);
    let failed = json!(format!("ref-{}", refund.id));
    for event in ["e1", "e2"] {
        assert_eq!(post(&world, about(event, &attempt, &[("failed_refund", failed.clone())])).await, 200);
    }
    assert_eq!(world.number(REFUNDED, &[]).await, 0);
    assert_eq!(attention(&world).await, Some(PaymentIssue::RefundFailed));
    let (view, payments) = world.admin().order(order).await.unwrap();
    let record = &payments[0].refunds[0];
    assert_eq!((view.refunded, record.status), (None, RefundStatus::Failed));
    assert_eq!(record.error.as_deref(), Some("the account is closed"));
    // An event from before the failure, which comes late.
    let total = [("refunded", json!(euro(1000))), ("created", json!(Timestamp::now().as_secs() - 600))];
    assert_eq!(post(&world, about("e3", &attempt, &total)).await, 200);
    assert_eq!(world.number(REFUNDED, &[]).await, 0);
    assert_eq!(world.admin().refund(order, None).await.unwrap().status, RefundStatus::Succeeded);
}

async fn a_total_of_refunds_that_falls_is_believed(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.admin().refund(number(&world, &token).await, Some(euro(100))).await.unwrap();
    let now = Timestamp::now().as_secs();
    let hears = async |event: &str, total: i64, at: i64| {
        let total = [("refunded", json!(euro(total))), ("created", json!(at))];
        assert_eq!(post(&world, about(event, &attempt, &total)).await, 200);
        world.number(REFUNDED, &[]).await
    };
    assert_eq!(hears("e1", 350, now).await, 350, "made on the dashboard");
    assert_eq!(hears("e2", 100, now - 600).await, 350, "from before that");
    assert_eq!(hears("e3", 100, now + 600).await, 100);
    assert_eq!(attention(&world).await, Some(PaymentIssue::RefundFailed));
    // The store's own refund has failed, as the gateway says when it is asked.
    world.gateway.refunds_are(RefundState::Failed { reason: "the account is closed".into() });
    assert_eq!(hears("e4", 0, now + 700).await, 0);
}

async fn an_unknown_name_in_the_database_is_an_error(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let order = number(&world, &token).await;
    let sql = "UPDATE pannier_payments SET attention = 'of-a-newer-version' WHERE id = $1";
    world.db.execute(sql, args![&attempt]).await.unwrap();
    let error = world.admin().orders(&OrderQuery::default().needing_attention()).await.unwrap_err().to_string();
    assert!(error.contains("unknown name \"of-a-newer-version\""), "{error}");
    assert!(matches!(world.admin().mark_paid(order).await, Err(AdminError::Database(_))));
}

async fn orders_are_listed_by_email_with_what_was_refunded(world: World) {
    world.product("book").insert().await;
    let token = completed(&world, &["book"], 1000).await;
    let order = number(&world, &token).await;
    let email = world.store.order(&token).await.unwrap().email;
    let listed = async |email: &str| world.admin().orders(&OrderQuery::default().email(email)).await.unwrap();
    assert!(listed("another@example.com").await.is_empty());
    let theirs = listed(&format!(" {} ", email.to_uppercase())).await.remove(0);
    assert_eq!((theirs.number, theirs.email, theirs.refunds_by_hand), (order, email.clone(), false));
    assert_eq!((theirs.refunded, theirs.partly_refunded, theirs.on_hold), (false, false, false));
    world.admin().refund(order, Some(euro(400))).await.unwrap();
    let theirs = listed(&email).await.remove(0);
    assert_eq!((theirs.refunded, theirs.partly_refunded, theirs.on_hold), (false, true, false));
    world.admin().refund(order, None).await.unwrap();
    let theirs = listed(&email).await.remove(0);
    assert_eq!((theirs.refunded, theirs.partly_refunded, theirs.on_hold), (true, false, false));
}
