//! What deliveries cost: a commit hands them to the workers of its own process, and wakes no other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::future::join_all;
use pannier::{
    CheckoutForm, Event, Intent, OrderStatus, PaymentState, Receiver, ReceiverError, SignalKind, Store, args, db,
    receivers::{Mailer, OrderMail},
    testing::{ManualPayment, run_outbox},
};
use tokio::task::JoinHandle;

use crate::{
    log::Log,
    on_both,
    product::Product,
    queues::eventually,
    world::{Pending, RecordingReceiver, World, admin, days, euro, fresh_dir, minutes, paid, visitor},
};

on_both!(
    a_commit_without_a_delivery_wakes_no_worker,
    the_deliveries_of_a_paid_order_are_handed_over,
    deliveries_without_a_free_slot_are_claimed,
    a_delivery_of_another_instance_is_found,
    a_delivery_that_was_handed_to_a_killed_worker_is_delivered_after_its_lease,
    only_an_offline_order_is_delivered_to_who_mails_how_to_pay,
    what_a_receiver_commits_with_its_record_is_written_once,
    an_order_is_loaded_by_two_queries,
);

/// How often deliveries were claimed.
fn claims(log: &Log) -> usize {
    log.lines("UPDATE pannier_signal_deliveries SET attempts").len()
}

/// Starts the background work of a store with this many receivers, and waits until their workers have nothing to do.
async fn work(world: &World, log: &Log, receivers: usize) -> JoinHandle<()> {
    let background = tokio::spawn(world.store.clone().run_background());
    eventually("each looks for work once", async || claims(log) == receivers).await;
    // The claims end.
    tokio::time::sleep(Duration::from_millis(100)).await;
    background
}

async fn handled(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries WHERE status = 'done'";
    world.number(sql, &[]).await
}

async fn a_commit_without_a_delivery_wakes_no_worker(world: World) {
    world.product("book").insert().await;
    let log = Log::default();
    let _guard = log.listen();
    // The only receiver activates downloads, once an order is paid.
    let background = work(&world, &log, 1).await;
    let searches = || log.lines("AS receiver WHERE EXISTS").len();
    let (before, begun) = (searches(), Instant::now());
    for _ in 0..5 {
        world.pending(&["book"]).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(claims(&log), 1);
    assert_eq!(log.lines("INTO pannier_signal_deliveries").len(), 0);
    let ticks = begun.elapsed().as_secs() + 1;
    assert!(searches() - before <= usize::try_from(ticks).unwrap(), "one search a second, for all receivers");
    background.abort();
}

/// Accepts paid orders.
#[derive(Clone)]
struct Paid(RecordingReceiver);

#[async_trait]
impl Receiver for Paid {
    fn name(&self) -> &'static str {
        self.0.name
    }
    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }
    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        self.0.receive(event).await
    }
}

async fn the_deliveries_of_a_paid_order_are_handed_over(world: World) {
    let receiver = RecordingReceiver::new("paid");
    let world = world.with(|builder| builder.receive(Paid(receiver.clone()))).await;
    world.product("song").price(euro(900)).attempts(3).insert().await;
    let log = Log::default();
    let _guard = log.listen();
    let background = work(&world, &log, 2).await;
    let Pending { attempt, .. } = world.pending(&["song"]).await;
    world.store.settle(&attempt, &paid(900)).await.unwrap();
    eventually("both deliveries", async || handled(&world).await == 2).await;
    background.abort();
    assert_eq!(receiver.count(SignalKind::Completed), 1);
    assert_eq!(world.number("SELECT MAX(attempts) AS n FROM pannier_signal_deliveries", &[]).await, 1);
    assert_eq!(claims(&log), 2, "none since the start");
    for (statement, times) in [
        ("INTO pannier_signal_deliveries", 1),
        ("FROM pannier_signals s LEFT JOIN", 0),
        ("LEFT JOIN pannier_downloads", 1),
        ("INTO pannier_downloads", 1),
        ("SET status = 'done'", 2),
    ] {
        assert_eq!(log.lines(statement).len(), times, "{statement}");
    }
}

async fn deliveries_without_a_free_slot_are_claimed(world: World) {
    const SIGNALS: usize = 40;
    let receiver = RecordingReceiver::new("recorder").slow(200);
    let world = world.with_receivers(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let log = Log::default();
    let _guard = log.listen();
    let background = work(&world, &log, 2).await;
    let visitors: Vec<_> = (0..SIGNALS).map(|_| visitor()).collect();
    let adding = visitors.iter().map(|visitor| world.store.add_to_basket(visitor, "product", "book", 1));
    for added in join_all(adding).await {
        added.unwrap();
    }
    eventually("all of them", async || handled(&world).await == 40).await;
    background.abort();
    assert_eq!(receiver.count(OrderStatus::Created), SIGNALS);
    assert_eq!(world.number("SELECT MAX(attempts) AS n FROM pannier_signal_deliveries", &[]).await, 1);
    assert!(claims(&log) > 2, "there are fewer slots");
}

async fn a_delivery_of_another_instance_is_found(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    let other = world.another_instance(vec![receiver.clone()]).await;
    world.product("book").insert().await;
    let log = Log::default();
    let _guard = log.listen();
    let background = work(&world, &log, 2).await;
    other.add_to_basket(&visitor(), "product", "book", 1).await.unwrap();
    eventually("the delivery", async || handled(&world).await == 1).await;
    background.abort();
    assert_eq!(receiver.count(OrderStatus::Created), 1);
    assert_eq!(claims(&log), 3, "only the worker that has something to do");
}

async fn a_delivery_that_was_handed_to_a_killed_worker_is_delivered_after_its_lease(world: World) {
    let hangs = RecordingReceiver::new("recorder").slow(60_000);
    let world = world.with_receivers(vec![hangs.clone()]).await;
    world.product("book").insert().await;
    let log = Log::default();
    let guard = log.listen();
    let background = work(&world, &log, 2).await;
    world.visitor_with(&["book"]).await;
    eventually("a call", async || hangs.calls.load(Ordering::Relaxed) == 1).await;
    assert_eq!(claims(&log), 2, "handed over");
    drop(guard);
    background.abort();
    assert!(background.await.unwrap_err().is_cancelled());

    let works = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![works.clone()]).await;
    world.advance(minutes(1));
    run_outbox(&world.store).await.unwrap();
    assert_eq!((works.count(OrderStatus::Created), hangs.count(OrderStatus::Created)), (1, 0));
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_signal_deliveries", &[]).await, 2);
}

async fn only_an_offline_order_is_delivered_to_who_mails_how_to_pay(world: World) {
    let mail = OrderMail::new(Mailer::folder(fresh_dir().join("mail")), world.store.settings()).unwrap();
    let world = world.with(|builder| builder.pay(ManualPayment).receive(mail)).await;
    world.product("book").insert().await;
    let deliveries = "SELECT COUNT(*) AS n FROM pannier_signal_deliveries";
    world.pending(&["book"]).await;
    assert_eq!(world.number(deliveries, &[]).await, 0, "the gateway says how to pay");
    let visitor = world.visitor_with(&["book"]).await;
    let form = CheckoutForm { payment: "manual".to_owned(), ..world.filled_in(&visitor).await };
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    assert_eq!(world.number(deliveries, &[]).await, 1);
    let signals = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'pending'";
    assert_eq!(world.number(signals, &[]).await, 2, "both are on record");
}

/// Enters each signal into a ledger together with the record of the delivery, and then fails.
#[derive(Clone, Default)]
struct Ledger {
    calls: Arc<AtomicU32>,
    pause: Duration,
}

impl Ledger {
    async fn enter(event: &Event<'_>) -> db::Result<()> {
        let mut tx = event.store.db().begin().await?;
        tx.execute("INSERT INTO ledger (signal) VALUES ($1)", args![&event.signal.id]).await?;
        event.commit(tx).await
    }
}

#[async_trait]
impl Receiver for Ledger {
    fn name(&self) -> &'static str {
        "ledger"
    }
    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Created
    }
    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(self.pause).await;
        Ledger::enter(event).await.map_err(ReceiverError::new)?;
        Err(ReceiverError::new("after the commit"))
    }
}

/// One instance of several, on the same database and clock. A worker keeps its lease for a minute.
async fn instance(world: &World, ledger: &Ledger) -> Store {
    let mut settings = world.store.settings().clone();
    settings.outbox_lease = minutes(1);
    let builder = Store::builder(world.db.clone(), settings).sell::<Product>().receive(ledger.clone());
    builder.build().await.expect("the store")
}

async fn what_a_receiver_commits_with_its_record_is_written_once(world: World) {
    world.product("book").insert().await;
    world.db.execute("CREATE TABLE ledger (signal TEXT NOT NULL)", &[]).await.unwrap();
    let entries = async || world.number("SELECT COUNT(*) AS n FROM ledger", &[]).await;
    let ledger = Ledger::default();
    let store = instance(&world, &ledger).await;
    store.add_to_basket(&visitor(), "product", "book", 1).await.unwrap();
    run_outbox(&store).await.unwrap();
    assert!(admin(&store).undelivered().await.unwrap().is_empty(), "the error comes too late");
    world.advance(days(1));
    run_outbox(&store).await.unwrap();
    assert_eq!((entries().await, ledger.calls.load(Ordering::Relaxed)), (1, 1));

    // One that has lost its lease, and commits after the next one.
    let late = Ledger { pause: Duration::from_millis(500), ..Ledger::default() };
    let first = instance(&world, &late).await;
    first.add_to_basket(&visitor(), "product", "book", 1).await.unwrap();
    let worker = tokio::spawn(async move { run_outbox(&first).await });
    while late.calls.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.advance(minutes(1));
    run_outbox(&store).await.unwrap();
    assert_eq!(entries().await, 2);
    worker.await.unwrap().unwrap();
    assert_eq!((entries().await, late.calls.load(Ordering::Relaxed)), (2, 1), "it was rolled back");
}

async fn an_order_is_loaded_by_two_queries(world: World) {
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    world.product("song").price(euro(900)).attempts(3).insert().await;
    world.product("poster").grams(300).insert().await;
    for (products, queries, shipped) in [(&["song"][..], 2, 0), (&["song", "poster"][..], 3, 1)] {
        let Pending { attempt, token, .. } = world.pending(products).await;
        let order = world.store.order(&token).await.unwrap();
        assert!(order.downloads_due && order.downloads.is_empty());
        world.store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
        run_outbox(&world.store).await.unwrap();

        let log = Log::default();
        let guard = log.listen();
        let order = world.store.order(&token).await.unwrap();
        drop(guard);
        assert_eq!(log.lines("sql=").len(), queries, "{:?}", log.lines("sql="));
        assert_eq!((order.lines.len(), order.downloads.len(), order.downloads_due), (products.len(), 1, false));
        let contents: Vec<_> = order.shipments.iter().flat_map(|shipment| &shipment.lines).collect();
        assert_eq!(contents.len(), shipped, "{contents:?}");
        assert!(contents.iter().all(|line| line.id == "poster"));
    }
}
