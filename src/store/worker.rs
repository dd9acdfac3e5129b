//! What the store does in the background: every loop is in this list.

use std::time::Duration;

use super::{
    Store, outbox,
    payment::{poll, reminder, webhook},
    refund, visitor,
};

/// How often what nobody needs any more is deleted.
const CLEAN_EVERY: Duration = Duration::from_secs(3600);

impl Store {
    /// Runs the store's background work for as long as it is polled: the outbox, and asking gateways about payments that
    /// hang. Spawn it once in every instance: `tokio::spawn(store.clone().work())`. Instances share the work through the
    /// database.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let background = tokio::spawn(store.clone().work());
    /// background.abort();
    /// # Ok(())
    /// # });
    /// ```
    pub async fn work(self) {
        tokio::join!(outbox::worker::run(&self), settle_what_hangs(&self), clean_up(&self));
    }
}

/// Puts right what hangs: payments without an answer, refunds that did not get through, webhooks that were kept and not
/// handled, transfers that do not come.
async fn settle_what_hangs(store: &Store) {
    loop {
        let _ = tokio::time::timeout(store.settings().reconcile_every, store.0.look.notified()).await;
        reconcile(store).await;
    }
}

/// Settles what is due, once.
pub(crate) async fn reconcile(store: &Store) {
    if let Err(problem) = poll::ask_due(store).await {
        tracing::warn!(%problem, "payments that hang could not be looked after");
    }
    refund::pursue_due(store).await;
    webhook::handle_left_over(store).await;
    reminder::remind_due(store).await;
}

async fn clean_up(store: &Store) {
    loop {
        visitor::purge(store).await;
        tokio::time::sleep(CLEAN_EVERY).await;
    }
}
