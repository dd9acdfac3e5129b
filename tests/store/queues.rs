//! Background work: what cannot be handled now blocks nothing, and what is in hand at shutdown is finished.

use std::time::Duration;

use async_trait::async_trait;
use pannier::{
    Attempt, AttemptRef, CheckoutForm, Event, Intent, OrderStatus, PaymentError, PaymentProvider, PaymentState,
    Receiver, ReceiverError, Refund, RefundRequest, SignalKind, StartedPayment, Store, Timestamp, WebhookError,
    WebhookEvent, args,
    testing::{ManualPayment, reconcile, run_outbox},
};

use crate::{
    log::Log,
    on_both,
    product::Product,
    webhook::webhook,
    world::{Pending, RecordingReceiver, World, days, minutes, paid, seconds, until, visitor},
};

on_both!(
    offline_payments_are_never_polled_and_block_no_poll,
    payments_of_a_removed_provider_block_no_poll,
    webhooks_of_a_removed_provider_block_no_webhook,
    webhooks_that_cannot_be_verified_now_block_no_webhook,
    refunds_of_a_removed_provider_block_no_refund,
    payments_of_an_order_that_is_not_pending_block_no_reminder,
    signals_of_an_unknown_kind_block_no_delivery,
    a_delivery_to_a_removed_receiver_waits_for_it,
    a_gateway_that_does_not_answer_delays_no_other,
    a_receiver_that_hangs_delays_only_its_own_deliveries,
    a_delivery_in_hand_is_finished_before_a_stop_and_no_other_is_begun,
    a_receiver_with_a_timeout_of_its_own_keeps_its_lease,
);

/// The numbers from 1 to 200, as the table `n (i)` of an INSERT.
const STUCK: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)";

/// Copies a payment 200 times, each for an order of its own, due before all others.
async fn copy_payment(world: &World, attempt: &str) {
    let orders = "INSERT INTO pannier_orders (id, token, created_at, updated_at) \
                  SELECT 'stuck-' || i, 'stuck-' || i, 1, 1 FROM n";
    world.db.execute(&format!("{STUCK} {orders}"), &[]).await.unwrap();
    let payments = "INSERT INTO pannier_payments (id, order_id, provider, status, amount, currency, action, offline, \
                    created_at, updated_at, poll_at) SELECT 'stuck-' || i, 'stuck-' || i, provider, status, amount, \
                    currency, action, offline, created_at, updated_at, 0 FROM n, pannier_payments WHERE id = $1";
    world.db.execute(&format!("{STUCK} {payments}"), args![attempt]).await.unwrap();
}

/// Places an order for a book with this provider; the id of the attempt to pay.
async fn placed_with(world: &World, provider: &str) -> String {
    let visitor = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { payment: provider.to_owned(), ..world.filled_in(&visitor).await };
    let attempt = form.attempt.clone();
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    attempt
}

/// The fake gateway's payment behind all others is settled in one round of polls.
async fn assert_polled(world: &World) {
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.gateway.decide(&attempt, paid(1000));
    world.advance(minutes(1));
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "completed");
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_payments WHERE polled_at > 0", &[]).await, 1);
}

async fn offline_payments_are_never_polled_and_block_no_poll(world: World) {
    let world = world.with(|builder| builder.pay(ManualPayment)).await;
    world.product("book").insert().await;
    let attempt = placed_with(&world, "manual").await;
    copy_payment(&world, &attempt).await;
    assert_polled(&world).await;
}

async fn payments_of_a_removed_provider_block_no_poll(world: World) {
    world.product("book").insert().await;
    let Pending { attempt, .. } = world.pending(&["book"]).await;
    world.db.execute("UPDATE pannier_payments SET provider = 'removed'", &[]).await.unwrap();
    copy_payment(&world, &attempt).await;
    assert_polled(&world).await;
}

/// Stores a webhook as an instance leaves it that dies before handling it, behind 200 others of this provider; the
/// token of its order.
async fn left_over_webhook(world: &World, provider: &str, headers: &str) -> String {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    let others = "INSERT INTO pannier_webhooks (id, provider, event_id, headers, body, received_at) \
                  SELECT 'stuck-' || i, $1, 'stuck-' || i, $2, '{}', 1 FROM n";
    world.db.execute(&format!("{STUCK} {others}"), args![provider, headers]).await.unwrap();
    let (_, body) = webhook("e1", &attempt, paid(1000), None);
    let sql = "INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, received_at, due_at) \
               VALUES ('w1', 'fake', 'e1', $1, '{\"etag\":\"genuine\"}', $2, 2, 2)";
    world.db.execute(sql, args![&attempt, String::from_utf8(body).unwrap()]).await.unwrap();
    token
}

async fn webhooks_of_a_removed_provider_block_no_webhook(world: World) {
    let token = left_over_webhook(&world, "removed", "{}").await;
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "completed");
    let sql = "SELECT COUNT(*) AS n FROM pannier_webhooks WHERE attempts > 0";
    assert_eq!(world.number(sql, &[]).await, 1, "the others wait for their provider");
}

async fn webhooks_that_cannot_be_verified_now_block_no_webhook(world: World) {
    let token = left_over_webhook(&world, "fake", r#"{"etag":"unavailable"}"#).await;
    let begun = world.db.now();
    reconcile(&world.store).await;
    assert_eq!(world.status(&token).await, "completed");
    let later = "SELECT COUNT(*) AS n FROM pannier_webhooks WHERE handled_at IS NULL AND attempts = 1 AND due_at >= $1";
    assert_eq!(world.number(later, args![begun + seconds(30)]).await, 200, "each is retried later");
    // However long that has taken, none is due yet.
    let an_hour_ahead = "UPDATE pannier_webhooks SET due_at = due_at + 3600000 WHERE handled_at IS NULL";
    world.db.execute(an_hour_ahead, &[]).await.unwrap();
    reconcile(&world.store).await;
    assert_eq!(world.number("SELECT MAX(attempts) AS n FROM pannier_webhooks", &[]).await, 1, "and not at once");
}

async fn refunds_of_a_removed_provider_block_no_refund(world: World) {
    world.product("book").insert().await;
    let Pending { attempt: removed, .. } = world.pending(&["book"]).await;
    world.store.settle(&removed, &paid(1000)).await.unwrap();
    world.db.execute("UPDATE pannier_payments SET provider = 'removed'", &[]).await.unwrap();
    let stuck = "INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, due_at, created_at, updated_at) \
                 SELECT 'stuck-' || i, $1, 1, 'EUR', 'requested', 0, 1, 1 FROM n";
    world.db.execute(&format!("{STUCK} {stuck}"), args![&removed]).await.unwrap();

    let Pending { attempt, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &PaymentState::Expired).await.unwrap();
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    reconcile(&world.store).await;
    assert_eq!(world.gateway.refunds().iter().map(|(attempt, _)| attempt).collect::<Vec<_>>(), [&attempt]);
    let noted = "SELECT COUNT(*) AS n FROM pannier_refunds WHERE error LIKE '%no longer registered'";
    until(&world, "noted for the owner", noted, 200).await;
}

async fn payments_of_an_order_that_is_not_pending_block_no_reminder(world: World) {
    let world = world.with(|builder| builder.pay(ManualPayment)).await;
    world.product("book").insert().await;
    let attempt = placed_with(&world, "manual").await;
    copy_payment(&world, &attempt).await;
    let sql = "UPDATE pannier_payments SET created_at = (SELECT created_at - 1 FROM pannier_payments WHERE id = $1) \
               WHERE id <> $1";
    world.db.execute(sql, args![&attempt]).await.unwrap();
    world.advance(days(8));
    reconcile(&world.store).await;
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'overdue'", &[]).await, 1);
}

async fn signals_of_an_unknown_kind_block_no_delivery(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    for table in [
        "pannier_signals (id, order_id, kind, subject, created_at) SELECT 'stuck-' || i, id, 'of-a-newer-version', \
         'stuck-' || i, 1 FROM n, pannier_orders",
        "pannier_signal_deliveries (signal_id, receiver, due_at) SELECT 'stuck-' || i, 'recorder', 0 FROM n",
    ] {
        world.db.execute(&format!("{STUCK} INSERT INTO {table}"), &[]).await.unwrap();
    }
    run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(OrderStatus::Created), 1);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE attempts > 0", &[]).await, 1);
}

async fn a_delivery_to_a_removed_receiver_waits_for_it(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    let world = world.with_receivers(vec![]).await;
    run_outbox(&world.store).await.unwrap();
    let waiting = world.admin().undelivered().await.unwrap().remove(0);
    assert!(!waiting.registered);
    assert_eq!((waiting.error, waiting.attempts), (None, 0));
    let world = world.with_receivers(vec![receiver.clone()]).await;
    run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(OrderStatus::Created), 1);
}

/// A gateway that takes orders, and then answers nothing any more.
struct BlackHole;

#[async_trait]
impl PaymentProvider for BlackHole {
    fn id(&self) -> &'static str {
        "black-hole"
    }
    fn label(&self) -> String {
        "Black hole".to_owned()
    }
    async fn start(&self, _: &Attempt) -> Result<StartedPayment, PaymentError> {
        Ok(StartedPayment::redirect(None, "https://black-hole.example"))
    }
    async fn verify_webhook(&self, _: &http::HeaderMap, _: &[u8], _: Timestamp) -> Result<WebhookEvent, WebhookError> {
        std::future::pending().await
    }
    async fn fetch_state(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        std::future::pending().await
    }
    async fn cancel(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        std::future::pending().await
    }
    async fn refund(&self, _: &AttemptRef, _: &RefundRequest) -> Result<Refund, PaymentError> {
        std::future::pending().await
    }
}

async fn a_gateway_that_does_not_answer_delays_no_other(world: World) {
    let world = world.with(|builder| builder.pay(BlackHole)).await;
    world.product("book").insert().await;
    placed_with(&world, "black-hole").await;
    let stuck = "INSERT INTO pannier_webhooks (id, provider, event_id, headers, body, received_at) \
                 VALUES ('w0', 'black-hole', 'e0', '{}', '{}', 1)";
    world.db.execute(stuck, &[]).await.unwrap();
    // One to poll, and one to refund.
    let Pending { attempt: polled, .. } = world.pending(&["book"]).await;
    world.gateway.decide(&polled, paid(1000));
    let Pending { attempt: refunded, .. } = world.pending(&["book"]).await;
    world.store.settle(&refunded, &PaymentState::Expired).await.unwrap();
    world.store.settle(&refunded, &paid(1000)).await.unwrap();
    world.advance(minutes(1));
    let done = "SELECT COUNT(*) AS n FROM pannier_payments WHERE status = 'succeeded' AND (id = '{}' OR refunded_amount = 1000)";
    until(&world, "polled and refunded", &done.replace("{}", &polled), 2).await;
}

/// An instance with these receivers and a lease that outlives the test.
async fn instance(world: &World, receivers: Vec<RecordingReceiver>) -> Store {
    let mut settings = world.store.settings().clone();
    settings.outbox_lease = minutes(10);
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().pay(ManualPayment);
    receivers.into_iter().fold(builder, |builder, receiver| builder.receive(receiver)).build().await.expect("the store")
}

/// Fills a basket: one signal for each receiver of this instance.
async fn fill_a_basket(store: &Store) {
    store.add_to_basket(&visitor(), "product", "book", 1).await.unwrap();
}

/// Waits for thirty seconds at most.
pub async fn eventually(what: &str, done: impl AsyncFn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited for thirty seconds: {what}"));
}

async fn a_receiver_that_hangs_delays_only_its_own_deliveries(world: World) {
    world.product("book").insert().await;
    let (hangs, works) = (RecordingReceiver::new("hangs").slow(600_000), RecordingReceiver::new("works"));
    let store = instance(&world, vec![hangs, works.clone()]).await;
    for _ in 0..20 {
        fill_a_basket(&store).await;
    }
    let worker = tokio::spawn(store.run_background());
    eventually("all of the other's", async || works.count(OrderStatus::Created) == 20).await;
    worker.abort();
}

async fn a_delivery_in_hand_is_finished_before_a_stop_and_no_other_is_begun(world: World) {
    world.product("book").insert().await;
    let receiver = RecordingReceiver::new("recorder").slow(1000);
    let store = instance(&world, vec![receiver.clone()]).await;
    for _ in 0..20 {
        fill_a_basket(&store).await;
    }
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = tokio::spawn(store.run_background_until(async { drop(stopped.await) }));
    let taken = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE attempts > 0";
    eventually("a delivery in hand", async || world.number(taken, &[]).await > 0).await;
    drop(stop);
    worker.await.unwrap();
    let delivered = receiver.count(OrderStatus::Created);
    let done = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'done'";
    for sql in [taken, done] {
        assert_eq!(usize::try_from(world.number(sql, &[]).await).unwrap(), delivered, "{sql}");
    }
    assert!((1..20).contains(&delivered), "{delivered} of 20");
}

/// A receiver that may take a minute, whatever the lease.
struct Patient(RecordingReceiver);

#[async_trait]
impl Receiver for Patient {
    fn name(&self) -> &'static str {
        self.0.name()
    }
    fn accepts(&self, kind: SignalKind) -> bool {
        self.0.accepts(kind)
    }
    fn timeout(&self) -> Option<Duration> {
        Some(minutes(1))
    }
    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        self.0.receive(event).await
    }
}

async fn a_receiver_with_a_timeout_of_its_own_keeps_its_lease(world: World) {
    world.product("book").insert().await;
    let receiver = RecordingReceiver::new("recorder").slow(4000);
    let mut settings = world.store.settings().clone();
    settings.outbox_lease = Duration::from_millis(1500);
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().receive(Patient(receiver.clone()));
    let store = builder.build().await.unwrap();
    fill_a_basket(&store).await;
    let first = store.clone();
    let worker = tokio::spawn(async move { run_outbox(&first).await });
    while !worker.is_finished() {
        run_outbox(&store).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.await.unwrap().unwrap();
    assert_eq!(receiver.count(OrderStatus::Created), 1);
    assert_eq!(
        world.number("SELECT attempts AS n FROM pannier_signal_deliveries", &[]).await,
        1,
        "nobody else took it"
    );
}

#[tokio::test]
async fn a_clock_that_differs_from_the_databases_is_logged() {
    let world = World::on_postgres().await;
    let log = Log::default();
    let _guard = log.listen();
    for (ahead, warnings) in [(Duration::ZERO, 0), (minutes(1), 1)] {
        world.advance(ahead);
        // The clock is checked in the same turn in which expired sessions are deleted.
        let sql = "INSERT INTO pannier_sessions (id, data, expires_at) VALUES ('expired', '', 1)";
        world.db.execute(sql, &[]).await.unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(world.store.clone().run_background_until(async { drop(stopped.await) }));
        let sessions = "SELECT COUNT(*) AS n FROM pannier_sessions";
        eventually("the clean-up", async || world.number(sessions, &[]).await == 0).await;
        drop(stop);
        worker.await.unwrap();
        assert_eq!(log.lines("clock differs").len(), warnings);
    }
}
