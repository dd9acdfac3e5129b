//! The store's background tasks: the complete list.

use std::time::Duration;

use tokio::task::JoinSet;

use super::{
    Store,
    db::Result,
    job, managed, outbox,
    payment::{expiry, poll, reminder, start::FREE, webhook},
    refund, retention, site,
    spawn::Stop,
    tax, withdrawal,
};
use crate::model::Timestamp;

/// How often expired data is deleted, and the database's clock is checked.
const CLEAN_EVERY: Duration = Duration::from_secs(3600);
/// The difference between the clocks of the instance and the database from which on it is logged.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5);

impl Store {
    /// Runs the store's background work until dropped: the outbox, polling and reconciliation of payments, VAT numbers,
    /// receipts of withdrawals, [jobs](crate::Admin::start_job), [imports](crate::Admin::read_import), settings of the
    /// [site](Store::site) that other instances save, and clean-up.
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
        self.run_background_until(std::future::pending()).await;
    }

    /// Runs the store's background work until `stop` completes, then takes no new work, and returns when what
    /// is in hand is finished. That can take minutes, such as the answer of a mail server: drop the future
    /// to wait no longer.
    ///
    /// A delivery that is cut off is repeated when its lease ends, and a mail then arrives twice.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    /// let background = tokio::spawn(store.clone().run_background_until(async { drop(stopped.await) }));
    /// drop(stop);
    /// background.await?;
    /// # Ok(())
    /// # });
    /// ```
    pub async fn run_background_until(self, stop: impl Future<Output = ()> + Send) {
        let (sender, signal) = Stop::signal();
        let mut tasks = JoinSet::new();
        for job in jobs(&self) {
            tasks.spawn(repeat(self.clone(), job, signal.clone()));
        }
        for receiver in self.0.outbox.names() {
            tasks.spawn(outbox::worker::run(self.clone(), receiver, signal.clone()));
        }
        tasks.spawn(outbox::worker::watch(self.clone(), signal.clone()));
        tasks.spawn(site::watch(self.clone(), signal.clone()));
        tasks.spawn(clean_up(self.clone(), signal));
        stop.await;
        sender.send_replace(true);
        while tasks.join_next().await.is_some() {}
    }
}

/// A queue that is worked through by a task of its own, so that no gateway keeps another one, or another kind
/// of work, waiting.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// Payments with this provider.
    Polls(&'static str),
    /// Refunds of payments with this provider.
    Refunds(&'static str),
    /// Webhooks of this provider that were stored and not handled.
    Webhooks(&'static str),
    /// Offline payments that have not arrived: the shopper is reminded, and later the order is cancelled.
    OfflinePayments,
    /// What members of staff do to many orders.
    StaffJobs,
    /// What was saved by staff, and is not in the search index yet; and what is in it, though its sale is over.
    StaleIndex,
    /// CSV files of products.
    Imports,
    /// VAT numbers about which VIES gave no answer.
    VatNumbers,
    /// Withdrawals that were received: which order is meant, and the mails about them.
    WithdrawalReceipts,
}

fn jobs(store: &Store) -> Vec<Job> {
    let providers: Vec<&'static str> = store.0.payments.iter().map(|provider| provider.id()).collect();
    let of = |job: fn(&'static str) -> Job| providers.iter().copied().map(job);
    of(Job::Polls)
        .chain([Job::Polls(FREE)])
        .chain(of(Job::Refunds))
        .chain(of(Job::Webhooks))
        .chain([Job::OfflinePayments, Job::StaffJobs, Job::Imports, Job::StaleIndex])
        .chain(store.tax_provider().map(|_| Job::VatNumbers))
        .chain(store.offers_withdrawal().then_some(Job::WithdrawalReceipts))
        .collect()
}

impl Job {
    /// Handles what is due now, one after the other.
    async fn round(self, store: Store, stop: Stop) {
        // What becomes due meanwhile waits for the next round, so that this one ends.
        let as_of = store.db().now();
        while !stop.is_given() {
            match self.next(&store, as_of).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(job = ?self, %error, "could not reconcile; will retry");
                    return;
                }
            }
        }
    }

    /// Handles the row that has been due longest. Returns whether there may be more. A row that could not be
    /// handled is due again later.
    async fn next(self, store: &Store, as_of: Timestamp) -> Result<bool> {
        match self {
            Job::Polls(provider) => poll::poll_next(store, provider, as_of).await,
            Job::Refunds(provider) => refund::request_next(store, provider, as_of).await,
            Job::Webhooks(provider) => webhook::resume_next(store, provider, as_of).await,
            Job::OfflinePayments => {
                // Expired first, so that no order is reminded of and cancelled at once.
                expiry::expire_due(store).await?;
                reminder::remind_due(store).await.map(|()| false)
            }
            // Until nothing is due, as a job is again after a few orders.
            Job::StaffJobs => job::worker::work_next(store).await,
            // As well, after a few hundred rows.
            Job::Imports => managed::csv::worker::work_next(store).await,
            Job::StaleIndex => Ok(managed::index_stale(store).await? | store.index_ended(as_of).await?),
            Job::VatNumbers => tax::ask_next(store).await,
            Job::WithdrawalReceipts => withdrawal::send_next(store).await,
        }
    }
}

async fn repeat(store: Store, job: Job, mut stop: Stop) {
    while !stop.is_given() {
        // Before the round, so that a wake-up during it is not missed.
        let woken = store.0.reconciler.notified();
        // In a task of its own, so that a panic in a plug-in ends this round only.
        let mut round = JoinSet::new();
        round.spawn(job.round(store.clone(), stop.clone()));
        if let Some(Err(error)) = round.join_next().await {
            tracing::error!(?job, %error, "background job panicked; will retry");
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(store.settings().reconcile_every) => {}
            () = stop.given() => {}
        }
    }
}

/// Reconciles payments without an answer, unconfirmed refunds, unhandled webhooks and overdue bank transfers, once.
pub(crate) async fn reconcile(store: &Store) {
    for job in jobs(store) {
        job.round(store.clone(), Stop::never()).await;
    }
}

async fn clean_up(store: Store, mut stop: Stop) {
    while !stop.is_given() {
        retention::purge(&store).await;
        if let Err(error) = refund::note_removed_providers(&store).await {
            tracing::error!(%error, "could not look for refunds of removed payment providers");
        }
        check_clock(&store).await;
        tokio::select! {
            () = tokio::time::sleep(CLEAN_EVERY) => {}
            () = stop.given() => {}
        }
    }
}

/// Logs a difference between the clock of this instance and the database's, which all instances share. An
/// instance that is ahead takes over deliveries that others have in hand.
async fn check_clock(store: &Store) {
    match store.db().clock_difference().await {
        Ok(difference) if difference > CLOCK_TOLERANCE => {
            tracing::warn!(seconds = difference.as_secs(), "the clock differs from the database's; synchronize both");
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "could not read the database's clock"),
    }
}
