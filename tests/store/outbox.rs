//! Signals: written with the change, handled once by each receiver.

use std::time::Duration;

use pannier::{Status, args};

use crate::{
    on_both,
    world::{Told, World, paid},
};

on_both!(
    each_receiver_handles_each_signal_once,
    a_receiver_that_fails_is_tried_again_and_moves_nothing,
    what_has_failed_for_good_waits_for_a_person_and_can_be_replayed,
    a_worker_that_dies_loses_nothing,
);

/// Runs the store's background work until `done`, for ten seconds at most.
async fn work_until(world: &World, what: &str, done: impl AsyncFn() -> bool) {
    let store = world.store.clone();
    let worker = tokio::spawn(async move { store.work().await });
    let waited = tokio::time::timeout(Duration::from_secs(10), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let outcome = waited.await;
    worker.abort();
    outcome.unwrap_or_else(|_| panic!("waited for ten seconds: {what}"));
}

async fn each_receiver_handles_each_signal_once(world: World) {
    let (one, two) = (Told::new("one", 0), Told::new("two", 0));
    let world = world.with_receivers(vec![one.clone(), two.clone()]).await;
    world.good("book", 1000).await;
    for _ in 0..5 {
        let (_, attempt, _) = world.pending(&["book"]).await;
        world.store.settle(&attempt, &paid(1000)).await.unwrap();
    }
    work_until(&world, "15 signals", async || world.store.undelivered().await.unwrap().is_empty()).await;
    for told in [one, two] {
        for status in [Status::Created, Status::Pending, Status::Completed] {
            assert_eq!(told.heard(status), 5, "{} {status:?}", told.name);
        }
        let heard = told.heard.lock().unwrap();
        let mut ids: Vec<&str> = heard.iter().map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 15, "each has an id of its own");
    }
}

async fn a_receiver_that_fails_is_tried_again_and_moves_nothing(world: World) {
    let told = Told::new("clumsy", 1);
    let world = world.with_receivers(vec![told.clone()]).await;
    world.good("book", 1000).await;
    let (_, attempt, token) = world.pending(&["book"]).await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    work_until(&world, "the second try", async || world.store.undelivered().await.unwrap().is_empty()).await;
    assert_eq!((told.heard(Status::Completed), world.status(&token).await.as_str()), (1, "completed"));
}

async fn what_has_failed_for_good_waits_for_a_person_and_can_be_replayed(world: World) {
    let told = Told::new("broken", u32::MAX);
    let world = world.with_receivers(vec![told.clone()]).await;
    world.good("book", 1000).await;
    world.visitor_with(&["book"]).await;
    // Nearly at the end of its patience.
    world.db.execute("UPDATE pannier_signal_receipts SET attempts = 18", &[]).await.unwrap();
    let failed = async || world.store.undelivered().await.unwrap().iter().all(|r| r.state == "failed");
    work_until(&world, "the last try", failed).await;
    let stuck = world.store.undelivered().await.unwrap().remove(0);
    assert_eq!((stuck.receiver.as_str(), stuck.error.as_deref()), ("broken", Some("told to fail")));
    told.failures.store(0, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(world.store.replay(&stuck.signal_id).await.unwrap(), 1);
    work_until(&world, "the replay", async || world.store.undelivered().await.unwrap().is_empty()).await;
    assert_eq!(told.heard(Status::Created), 1);
}

async fn a_worker_that_dies_loses_nothing(world: World) {
    let told = Told::new("told", 0);
    let world = world.with_receivers(vec![told.clone()]).await;
    world.good("book", 1000).await;
    world.visitor_with(&["book"]).await;
    // Another instance has taken the receipt, and was killed: its lease is all that is left of it.
    let lease = "UPDATE pannier_signal_receipts SET attempts = 1, due_at = due_at + 1500";
    assert_eq!(world.db.execute(lease, &[]).await.unwrap(), 1);
    work_until(&world, "the lease's end", async || world.store.undelivered().await.unwrap().is_empty()).await;
    assert_eq!(told.heard(Status::Created), 1);
    assert_eq!(
        world.number("SELECT attempts AS n FROM pannier_signal_receipts WHERE receiver = $1", args!["told"]).await,
        2
    );
}
