//! The store's background tasks: the complete list.

use std::time::Duration;

use super::{
    Store, outbox,
    payment::{expiry, poll, reminder, webhook},
    refund, retention,
};

/// How often expired data is deleted.
const CLEAN_EVERY: Duration = Duration::from_secs(3600);

impl Store {
    /// Runs the store's background work until dropped: the outbox, polling and reconciliation of payments,
    /// and clean-up.
    ///
    /// Spawn it once in every instance: `tokio::spawn(store.clone().run_background())`. Instances share the work
    /// through the database.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let background = tokio::spawn(store.clone().run_background());
    /// background.abort();
    /// # Ok(())
    /// # });
    /// ```
    pub async fn run_background(self) {
        tokio::join!(outbox::worker::run(&self), reconcile_regularly(&self), clean_up(&self));
    }
}

async fn reconcile_regularly(store: &Store) {
    loop {
        let _ = tokio::time::timeout(store.settings().reconcile_every, store.0.reconciler.notified()).await;
        reconcile(store).await;
    }
}

/// Reconciles payments without an answer, unconfirmed refunds, unhandled webhooks and overdue bank transfers, once.
pub(crate) async fn reconcile(store: &Store) {
    let rounds = [
        ("payments", poll::poll_due(store).await),
        ("refunds", refund::request_due(store).await),
        ("webhooks", webhook::resume_unhandled(store).await),
        // Before the reminders, so that no order is reminded of and cancelled at once.
        ("overdue orders", expiry::expire_due(store).await),
        ("reminders", reminder::remind_due(store).await),
    ];
    for (what, outcome) in rounds {
        if let Err(error) = outcome {
            tracing::error!(what, %error, "could not reconcile; will retry");
        }
    }
}

async fn clean_up(store: &Store) {
    loop {
        retention::purge(store).await;
        tokio::time::sleep(CLEAN_EVERY).await;
    }
}
