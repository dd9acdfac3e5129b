//! Signals: written with the change, handled once by each receiver.

use std::{
    cell::Cell,
    collections::BTreeSet,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use pannier::{
    AdminError, AuditQuery, DeliveryState, Event, OrderQuery, OrderStatus, Receiver, ReceiverError, SignalDelivery,
    SignalKind, Store, Visitor,
    db::Tx,
    testing::{self, ManualPayment, Voucher, run_outbox},
};
use serde_json::json;

use crate::{
    on_both,
    product::Product,
    webhook::{about, post},
    world::{Pending, RecordingReceiver, World, admin, days, minutes, paid, visitor},
};

on_both!(
    each_receiver_handles_each_signal_once,
    a_signal_is_delivered_without_waiting_for_the_idle_poll,
    a_failing_receiver_is_retried_and_moves_no_order,
    a_failed_delivery_waits_for_a_manual_retry,
    the_deliveries_of_one_order_are_retried_at_once,
    a_failed_delivery_needs_attention_and_is_signalled_once,
    a_failed_delivery_of_a_basket_is_not_signalled,
    a_delivery_that_waits_for_a_week_is_signalled_once,
    the_week_starts_over_when_the_order_is_no_longer_on_hold,
    a_delivery_of_a_killed_worker_is_delivered_after_its_lease,
    two_instances_share_the_work,
    a_handled_signal_can_be_replayed,
    a_receiver_registered_later_gets_old_signals_by_replay_only,
    a_list_of_deliveries_has_the_oldest_signals,
    all_deliveries_are_retried_in_batches_and_by_a_form_once,
    retrying_a_delivery_in_hand_does_not_deliver_it_twice,
    a_worker_without_its_lease_does_not_overwrite_the_next_one,
    two_instances_signal_an_overdue_transfer_once,
);

/// Runs the store's background work until `done`, for thirty seconds at most.
async fn work_until(world: &World, what: &str, done: impl AsyncFn() -> bool) {
    let store = world.store.clone();
    let worker = tokio::spawn(async move { store.run_background().await });
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let outcome = waited.await;
    worker.abort();
    outcome.unwrap_or_else(|_| panic!("waited for thirty seconds: {what}"));
}

async fn each_receiver_handles_each_signal_once(world: World) {
    let (one, two) = (RecordingReceiver::new("one"), RecordingReceiver::new("two"));
    let world = world.with_receivers(vec![one.clone(), two.clone()]).await;
    world.product("book").insert().await;
    for _ in 0..5 {
        let Pending { attempt, .. } = world.pending(&["book"]).await;
        world.store.settle(&attempt, &paid(1000)).await.unwrap();
    }
    work_until(&world, "15 signals", async || world.admin().undelivered().await.unwrap().is_empty()).await;
    for receiver in [one, two] {
        for status in [OrderStatus::Created, OrderStatus::Pending, OrderStatus::Completed] {
            assert_eq!(receiver.count(status), 5, "{} {status:?}", receiver.name);
        }
        let signals = receiver.signals.lock().unwrap();
        let mut ids: Vec<&str> = signals.iter().map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 15, "each has an id of its own");
    }
}

async fn a_signal_is_delivered_without_waiting_for_the_idle_poll(world: World) {
    const SIGNALS: usize = 8;
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let fastest = Cell::new(Duration::MAX);
    work_until(&world, "one signal after the other", async || {
        let before = receiver.count(OrderStatus::Created);
        if before == SIGNALS {
            return true;
        }
        let begun = Instant::now();
        world.visitor_with(&["book"]).await;
        while receiver.count(OrderStatus::Created) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Not the first: a worker that starts looks for signals anyway.
        if before > 0 {
            fastest.set(fastest.get().min(begun.elapsed()));
        }
        false
    })
    .await;
    // The idle poll runs once a second. Each of these begins soon after one, and would have waited for nearly that long.
    let fastest = fastest.get();
    assert!(fastest < Duration::from_millis(500), "{fastest:?}");
}

async fn a_failing_receiver_is_retried_and_moves_no_order(world: World) {
    let receiver = RecordingReceiver::new("clumsy").failing(1);
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    work_until(&world, "the second try", async || world.admin().undelivered().await.unwrap().is_empty()).await;
    assert_eq!((receiver.count(OrderStatus::Completed), world.status(&token).await.as_str()), (1, "completed"));
}

async fn a_failed_delivery_waits_for_a_manual_retry(world: World) {
    let receiver = RecordingReceiver::new("broken").failing(u32::MAX);
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    // Nearly at the end of its patience.
    world.db.execute("UPDATE pannier_signal_deliveries SET attempts = 18", &[]).await.unwrap();
    let failed = async || world.admin().undelivered().await.unwrap().iter().all(|r| r.state == DeliveryState::Failed);
    work_until(&world, "the last try", failed).await;
    let stuck = world.admin().undelivered().await.unwrap().remove(0);
    assert_eq!((stuck.receiver.as_str(), stuck.error.as_deref()), ("broken", Some("told to fail")));
    receiver.failures.store(0, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(world.admin().retry(&stuck.signal_id).await.unwrap(), 1);
    work_until(&world, "the retry", async || world.admin().undelivered().await.unwrap().is_empty()).await;
    assert_eq!(receiver.count(OrderStatus::Created), 1);
}

async fn the_deliveries_of_one_order_are_retried_at_once(world: World) {
    let world = world.with_receivers(vec![RecordingReceiver::new("recorder")]).await;
    world.product("book").insert().await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let Pending { token, .. } = world.pending(&["book"]).await;
        numbers.push(world.store.order(&token).await.unwrap().number);
    }
    world.db.execute("UPDATE pannier_signal_deliveries SET attempts = 7", &[]).await.unwrap();
    let tried = async |number: i64| {
        let all = world.admin().undelivered().await.unwrap();
        let of_order = all.into_iter().filter(|delivery| delivery.order_number == Some(number));
        of_order.map(|delivery| delivery.attempts).collect::<Vec<_>>()
    };
    let deliveries = tried(numbers[0]).await.len();
    assert!(deliveries > 0);
    assert_eq!(world.admin().retry_order(numbers[0]).await.unwrap(), deliveries as u64);
    assert_eq!(tried(numbers[0]).await, vec![0; deliveries]);
    assert!(tried(numbers[1]).await.iter().all(|attempts| *attempts == 7), "those of another order");
    let entries = world.admin().audit(&AuditQuery::default().order(numbers[0])).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.act == "delivery.retry").count(), 1);
    assert!(matches!(world.admin().retry_order(4_711).await, Err(AdminError::UnknownOrder(4_711))));
}

/// Runs the outbox until every failing delivery has failed permanently, and the signals about these failures are delivered.
async fn exhaust(world: &World) {
    for _ in 0..2 {
        let sql = "UPDATE pannier_signal_deliveries SET attempts = 18 WHERE status = 'due'";
        world.db.execute(sql, &[]).await.unwrap();
        world.advance(days(1));
        run_outbox(&world.store).await.unwrap();
    }
}

/// The orders that need attention, with their failed deliveries.
async fn attention(world: &World) -> Vec<(i64, u32)> {
    let orders = world.admin().orders(&OrderQuery::default().needing_attention()).await.unwrap();
    orders.into_iter().map(|order| (order.number, order.failed_deliveries)).collect()
}

async fn a_failed_delivery_needs_attention_and_is_signalled_once(world: World) {
    // Even if the receiver that fails is the one that tells the owner.
    let (broken, well) = (RecordingReceiver::new("broken").failing(u32::MAX), RecordingReceiver::new("well"));
    let world = world.with_receivers(vec![broken.clone(), well.clone()]).await;
    let number = completed(&world).await;
    assert_eq!(attention(&world).await, []);
    exhaust(&world).await;
    // As a basket, as an order, as a paid order, and the two that are told about them.
    assert_eq!(attention(&world).await, [(number, 5)]);
    assert_eq!(well.count(SignalKind::DeliveryFailed), 2, "neither about a basket, nor about being told");

    let failed = world.admin().undelivered().await.unwrap();
    let first = failed.iter().find(|delivery| delivery.kind == Some(SignalKind::Completed)).unwrap();
    world.admin().retry(&first.signal_id).await.unwrap();
    exhaust(&world).await;
    assert_eq!(well.count(SignalKind::DeliveryFailed), 3, "it has failed again, after it was retried by hand");

    broken.failures.store(0, std::sync::atomic::Ordering::Relaxed);
    world.admin().retry(&first.signal_id).await.unwrap();
    run_outbox(&world.store).await.unwrap();
    for delivery in world.admin().undelivered().await.unwrap() {
        assert_eq!(world.admin().dismiss(&delivery.signal_id).await.unwrap(), 1);
        assert_eq!(world.admin().dismiss(&delivery.signal_id).await.unwrap(), 0);
    }
    assert_eq!((attention(&world).await, broken.count(SignalKind::Completed)), (vec![], 1));
    assert!(world.admin().undelivered().await.unwrap().is_empty());
    assert_eq!(broken.count(SignalKind::Pending), 0, "dismissed, not delivered");
}

async fn a_failed_delivery_of_a_basket_is_not_signalled(world: World) {
    let world = world.with_receivers(vec![RecordingReceiver::new("broken").failing(u32::MAX)]).await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    exhaust(&world).await;
    assert_eq!(world.admin().undelivered().await.unwrap()[0].state, DeliveryState::Failed);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_signals", &[]).await, 1);
}

/// Waits for somebody else, without end.
struct Waits;

#[async_trait]
impl Receiver for Waits {
    fn name(&self) -> &'static str {
        "waits"
    }
    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }
    async fn receive(&self, _: &Event<'_>) -> Result<(), ReceiverError> {
        Err(ReceiverError::retry_after(minutes(60), "the printers have it"))
    }
}

async fn a_delivery_that_waits_for_a_week_is_signalled_once(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with(|builder| builder.receive(Waits).receive(receiver.clone())).await;
    completed(&world).await;
    for (more, signals) in [(6, 0), (2, 1), (9, 1)] {
        world.advance(days(more));
        run_outbox(&world.store).await.unwrap();
        assert_eq!(receiver.count(SignalKind::DeliveryDelayed), signals);
    }
    assert_eq!(receiver.count(SignalKind::DeliveryFailed), 0);
    assert_eq!(attention(&world).await, [], "it has not failed");
}

async fn the_week_starts_over_when_the_order_is_no_longer_on_hold(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with(|builder| builder.receive(Waits).receive(receiver.clone())).await;
    world.product("book").insert().await;
    let Pending { attempt, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    let (held, released) = (vec![(9, 0), (9, 0)], vec![(6, 0), (2, 1), (9, 1)]);
    for (event, status, all) in [("e1", "open", held), ("e2", "won", released)] {
        assert_eq!(post(&world, about(event, &attempt, &[("dispute", json!(["dp_1", status]))])).await, 200);
        for (more, signals) in all {
            world.advance(days(more));
            run_outbox(&world.store).await.unwrap();
            assert_eq!(receiver.count(SignalKind::DeliveryDelayed), signals, "{status}");
        }
    }
}

/// One instance of several, on the same database and clock. A worker keeps its lease for a minute.
async fn instance(world: &World, receiver: RecordingReceiver) -> Store {
    let mut settings = world.store.settings().clone();
    settings.outbox_lease = minutes(1);
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().pay(ManualPayment);
    builder.receive(receiver).build().await.expect("the store")
}

/// Puts a book into a basket: one signal for each receiver of this instance.
async fn fill_a_basket(store: &Store) -> Visitor {
    let visitor = visitor();
    store.add_to_basket(&visitor, "product", "book", 1).await.expect("added");
    visitor
}

/// Waits until the only delivery has been attempted `times` times.
async fn until_taken(world: &World, times: i64) {
    while world.number("SELECT MAX(attempts) AS n FROM pannier_signal_deliveries", &[]).await < times {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn a_delivery_of_a_killed_worker_is_delivered_after_its_lease(world: World) {
    world.product("book").insert().await;
    let receiver = RecordingReceiver::new("recorder");
    let store = instance(&world, receiver.clone()).await;
    let killed = instance(&world, RecordingReceiver::new("recorder").slow(60_000)).await;
    fill_a_basket(&store).await;
    let worker = tokio::spawn(killed.run_background());
    until_taken(&world, 1).await;
    worker.abort();
    run_outbox(&store).await.unwrap();
    assert_eq!(receiver.count(OrderStatus::Created), 0, "the lease holds");
    world.advance(minutes(1));
    run_outbox(&store).await.unwrap();
    assert_eq!(receiver.count(OrderStatus::Created), 1);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_signal_deliveries", &[]).await, 2);
}

/// A completed order; its number.
async fn completed(world: &World) -> i64 {
    world.product("book").insert().await;
    let Pending { attempt, token, .. } = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    world.store.order(&token).await.unwrap().number
}

async fn two_instances_share_the_work(world: World) {
    const SIGNALS: usize = 80;
    let (one, two) = (RecordingReceiver::new("recorder").slow(100), RecordingReceiver::new("recorder").slow(100));
    let world = world.with_receivers(vec![one.clone()]).await;
    let other = world.another_instance(vec![two.clone()]).await;
    world.product("book").insert().await;
    for _ in 0..SIGNALS {
        world.visitor_with(&["book"]).await;
    }
    let worker = tokio::spawn(async move { other.run_background().await });
    work_until(&world, "80 signals", async || world.admin().undelivered().await.unwrap().is_empty()).await;
    worker.abort();
    let (by_one, by_two) = (one.signals.lock().unwrap().clone(), two.signals.lock().unwrap().clone());
    let all: BTreeSet<String> = by_one.iter().chain(&by_two).map(|(id, _)| id.clone()).collect();
    assert_eq!((all.len(), by_one.len() + by_two.len()), (SIGNALS, SIGNALS), "each once");
    assert!(by_one.len().min(by_two.len()) >= SIGNALS / 8, "both work: {} and {}", by_one.len(), by_two.len());
    // Nobody has gone in vain for what the other had: each was taken once.
    assert_eq!(world.number("SELECT MAX(attempts) AS n FROM pannier_signal_deliveries", &[]).await, 1);
}

async fn lock_five(tx: &mut Tx) -> Vec<String> {
    let sql = "SELECT signal_id FROM pannier_signal_deliveries WHERE status = 'due' AND receiver = 'recorder' \
               ORDER BY due_at LIMIT 5 FOR UPDATE";
    tx.fetch_all(sql, &[]).await.unwrap().iter().map(|row| row.get("signal_id").unwrap()).collect()
}

/// SQLite has one writer; on PostgreSQL an instance that hangs between taking and saying so must not hold up the others.
#[tokio::test]
async fn claimed_deliveries_are_skipped_on_postgres() {
    let receiver = RecordingReceiver::new("recorder");
    let world = World::on_postgres().await.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    for _ in 0..12 {
        world.visitor_with(&["book"]).await;
    }
    let mut other = world.another_instance(vec![]).await.db().begin().await.unwrap();
    let held = lock_five(&mut other).await;
    tokio::time::timeout(Duration::from_secs(5), run_outbox(&world.store)).await.expect("nobody waits").unwrap();
    let handled: Vec<String> = receiver.signals.lock().unwrap().iter().map(|(id, _)| id.clone()).collect();
    assert_eq!((held.len(), handled.len()), (5, 7));
    assert!(handled.iter().all(|id| !held.contains(id)));
    drop(other);
    work_until(&world, "the rest", async || world.admin().undelivered().await.unwrap().is_empty()).await;
    assert_eq!(receiver.count(OrderStatus::Created), 12);
}

async fn a_handled_signal_can_be_replayed(world: World) {
    let (receiver, other) = (RecordingReceiver::new("recorder"), RecordingReceiver::new("other"));
    let world = world.with_receivers(vec![receiver.clone(), other.clone()]).await;
    let number = completed(&world).await;
    let early = world.admin().replay(number, Some("recorder"), Some(SignalKind::Completed)).await;
    assert!(matches!(early, Err(AdminError::NothingHandled)), "it waits for its first time");
    run_outbox(&world.store).await.unwrap();

    let again = world.admin().replay(number, Some("recorder"), Some(SignalKind::Completed)).await.unwrap();
    let [SignalDelivery { receiver: name, kind, order_number, .. }] = &again[..] else { panic!("{again:?}") };
    assert_eq!((name.as_str(), *kind, *order_number), ("recorder", Some(SignalKind::Completed), Some(number)));
    run_outbox(&world.store).await.unwrap();
    assert_eq!((receiver.count(OrderStatus::Completed), other.count(OrderStatus::Completed)), (2, 1));
    let signals = receiver.signals.lock().unwrap().clone();
    let ids: BTreeSet<_> =
        signals.iter().filter(|(_, kind)| *kind == SignalKind::Completed).map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 1, "under the id that it had the first time");
    assert!(world.admin().undelivered().await.unwrap().is_empty());

    // All that has happened to the order, to every receiver that handled it: as a basket, as an order, and its payment.
    assert_eq!(world.admin().replay(number, Some("other"), None).await.unwrap().len(), 3);
    run_outbox(&world.store).await.unwrap();
    assert_eq!((receiver.count(OrderStatus::Pending), other.count(OrderStatus::Pending)), (1, 2));

    let refunded = world.admin().replay(number, None, Some(SignalKind::Refunded)).await;
    assert!(matches!(refunded, Err(AdminError::NothingHandled)), "{refunded:?}");
    let nobody = world.admin().replay(number, Some("nobody"), None).await.unwrap_err().to_string();
    assert!(nobody.contains("nobody") && nobody.contains("recorder, other"), "{nobody}");
    assert!(matches!(world.admin().replay(7, None, None).await, Err(AdminError::UnknownOrder(7))));
}

async fn a_receiver_registered_later_gets_old_signals_by_replay_only(world: World) {
    let number = completed(&world).await;
    run_outbox(&world.store).await.unwrap();
    let receiver = RecordingReceiver::new("late");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(OrderStatus::Completed), 0, "it was not there");
    world.admin().replay(number, Some("late"), Some(SignalKind::Completed)).await.unwrap();
    run_outbox(&world.store).await.unwrap();
    assert_eq!((receiver.count(OrderStatus::Completed), receiver.count(OrderStatus::Pending)), (1, 0));
}

/// Writes as many signals about an order, whose delivery to a receiver has this status.
async fn write_deliveries(world: &World, status: &str, count: u32) {
    let signals = format!(
        "INSERT INTO pannier_signals (id, order_id, kind, subject, created_at) WITH RECURSIVE signal (i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM signal WHERE i < {count}) SELECT '{status}-' || (100000 + i), \
         (SELECT MIN(id) FROM pannier_orders), 'refunded', '{status}-' || i, i FROM signal"
    );
    world.db.execute(&signals, &[]).await.unwrap();
    let deliveries = format!(
        "INSERT INTO pannier_signal_deliveries (signal_id, receiver, status, attempts, due_at) \
         SELECT id, 'recorder', '{status}', 3, 0 FROM pannier_signals WHERE id LIKE '{status}-%'"
    );
    world.db.execute(&deliveries, &[]).await.unwrap();
}

async fn a_list_of_deliveries_has_the_oldest_signals(world: World) {
    world.product("book").insert().await;
    fill_a_basket(&world.store).await;
    for status in ["due", "failed"] {
        write_deliveries(&world, status, 30).await;
    }
    let ids = |deliveries: Vec<SignalDelivery>| -> Vec<String> {
        deliveries.into_iter().map(|delivery| delivery.signal_id).collect()
    };
    let failed = world.admin().failed_deliveries(2).await.unwrap();
    assert!(failed.iter().all(|delivery| delivery.state == DeliveryState::Failed), "{failed:?}");
    assert_eq!(ids(failed), ["failed-100001", "failed-100002"]);
    let pending = world.admin().pending_deliveries(100).await.unwrap();
    assert!(pending.iter().all(|delivery| matches!(delivery.state, DeliveryState::Waiting { .. })), "{pending:?}");
    let pending: Vec<String> = ids(pending).into_iter().filter(|id| id.starts_with("due-")).collect();
    assert_eq!((pending.len(), pending[0].as_str(), pending[29].as_str()), (30, "due-100001", "due-100030"));
}

async fn all_deliveries_are_retried_in_batches_and_by_a_form_once(world: World) {
    world.product("book").insert().await;
    fill_a_basket(&world.store).await;
    world.db.execute("DELETE FROM pannier_signal_deliveries", &[]).await.unwrap();
    write_deliveries(&world, "due", 30).await;
    write_deliveries(&world, "failed", 1_100).await;
    let admin = world.admin().once("a form");
    assert_eq!(admin.retry_all().await.unwrap(), 1_130);
    let retried = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'due' AND attempts = 0";
    assert_eq!(world.number(retried, &[]).await, 1_130);
    let entries = world.admin().audit(&AuditQuery::default()).await.unwrap();
    let mut counts: Vec<&str> = entries.iter().map(|entry| entry.detail.as_str()).collect();
    counts.sort_unstable();
    assert_eq!(counts, ["100", "30", "500", "500"]);

    world.db.execute("UPDATE pannier_signal_deliveries SET status = 'failed'", &[]).await.unwrap();
    let again = admin.retry_all().await;
    assert!(matches!(again, Err(AdminError::AlreadyDone)), "{again:?}");
    assert_eq!(world.number(retried, &[]).await, 0);
    assert_eq!(world.admin().retry_all().await.unwrap(), 1_130);
}

async fn retrying_a_delivery_in_hand_does_not_deliver_it_twice(world: World) {
    world.product("book").insert().await;
    let receiver = RecordingReceiver::new("recorder").slow(3000);
    let store = instance(&world, receiver.clone()).await;
    fill_a_basket(&store).await;
    let first = store.clone();
    let worker = tokio::spawn(async move { run_outbox(&first).await });
    until_taken(&world, 1).await;
    let delivery = admin(&store).undelivered().await.unwrap().remove(0);
    assert!(matches!(delivery.state, DeliveryState::InProgress { .. }), "{delivery:?}");
    assert_eq!(admin(&store).retry_all().await.unwrap(), 0);
    // A second worker would take it now if it could, and handle it before this returns.
    run_outbox(&store).await.unwrap();
    worker.await.unwrap().unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty());
    assert_eq!(receiver.count(OrderStatus::Created), 1);
}

async fn a_worker_without_its_lease_does_not_overwrite_the_next_one(world: World) {
    world.product("book").insert().await;
    let late = RecordingReceiver::new("recorder").failing(1).slow(5000);
    let first = instance(&world, late.clone()).await;
    let next = instance(&world, RecordingReceiver::new("recorder").slow(60_000)).await;
    fill_a_basket(&first).await;
    let worker = tokio::spawn(async move { run_outbox(&first).await });
    while late.calls.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Its lease runs out, and another instance takes the delivery.
    world.advance(minutes(1));
    let other = tokio::spawn(next.clone().run_background());
    until_taken(&world, 2).await;
    worker.await.unwrap().unwrap();
    let delivery = admin(&next).undelivered().await.unwrap().remove(0);
    assert!(matches!(delivery.state, DeliveryState::InProgress { .. }), "{delivery:?}");
    assert_eq!((delivery.error, late.count(OrderStatus::Created)), (None, 0));
    other.abort();
}

/// A receiver with a mistake in it.
struct Panics;

#[async_trait]
impl Receiver for Panics {
    fn name(&self) -> &'static str {
        "panics"
    }
    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }
    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        panic!("order {} is one too many", event.order.number)
    }
}

#[tokio::test]
async fn a_panicking_receiver_counts_as_failed() {
    let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).receive(Panics).build().await.unwrap();
    let visitor = testing::visitor(&store);
    store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
    let (_, order) = testing::place_order(&store, &visitor).await.unwrap();
    admin(&store).mark_paid(order.number).await.unwrap();
    run_outbox(&store).await.unwrap();
    let stuck = admin(&store).undelivered().await.unwrap();
    let [SignalDelivery { receiver, state: DeliveryState::Waiting { .. }, attempts: 1, error: Some(error), .. }] =
        &stuck[..]
    else {
        panic!("{stuck:?}")
    };
    assert!(receiver == "panics" && error.contains("panicked"), "{error}");
    assert_eq!(admin(&store).deliveries(&stuck[0].signal_id).await.unwrap().len(), 2, "the downloads have handled it");
}

async fn two_instances_signal_an_overdue_transfer_once(world: World) {
    world.product("book").insert().await;
    let receiver = RecordingReceiver::new("recorder");
    let (one, two) = (instance(&world, receiver.clone()).await, instance(&world, receiver.clone()).await);
    let place = async || {
        let (attempt, order) = testing::place_order(&one, &fill_a_basket(&one).await).await.unwrap();
        (attempt, order.number)
    };
    let ((_, overdue), (paid_for, _)) = (place().await, place().await);
    world.advance(days(2));
    place().await;
    world.advance(days(6));
    one.settle(&paid_for, &paid(1000)).await.unwrap();
    for _ in 0..5 {
        tokio::join!(testing::reconcile(&one), testing::reconcile(&two));
        let (here, there) = tokio::join!(run_outbox(&one), run_outbox(&two));
        here.and(there).unwrap();
    }
    let only = "neither for an order that has time left, nor for one that is paid, nor twice";
    assert_eq!(receiver.count(SignalKind::Overdue), 1, "{only}");
    let sql = "SELECT o.number AS n FROM pannier_signals s JOIN pannier_orders o ON o.id = s.order_id WHERE s.kind = 'overdue'";
    assert_eq!(world.number(sql, &[]).await, overdue);
}
