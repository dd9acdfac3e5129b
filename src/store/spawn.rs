//! Spawned tasks, awaited, and how background tasks are told to stop.

use std::any::Any;

use tokio::{sync::watch, task::JoinError};

/// Runs a future to completion, whether or not the caller is polled or dropped.
///
/// Leptos first polls all futures of a page, then awaits one after the other. A future that holds a
/// connection while it is not polled keeps it from the one being awaited: a few such pages at once
/// would deadlock until the pool times out.
pub(super) async fn run_to_completion<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    joined(tokio::spawn(future).await).await.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Returns the output of a task that is never aborted, or what it panicked with.
pub(super) async fn joined<T>(done: Result<T, JoinError>) -> Result<T, Box<dyn Any + Send>> {
    match done.map_err(JoinError::try_into_panic) {
        Ok(output) => Ok(output),
        Err(Ok(panic)) => Err(panic),
        // The task was cancelled: the runtime is shutting down and drops the caller next.
        Err(Err(_)) => std::future::pending().await,
    }
}

/// Tells background work to stop: to take nothing new, and to finish what is in hand.
#[derive(Clone, Debug)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Returns a signal, and the sender that gives it by sending `true`.
    pub fn signal() -> (watch::Sender<bool>, Stop) {
        let (sender, receiver) = watch::channel(false);
        (sender, Stop(receiver))
    }

    /// Returns a signal that is never given.
    pub fn never() -> Stop {
        Stop::signal().1
    }

    /// Whether the signal was given.
    pub fn is_given(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for the signal.
    pub async fn given(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            // Without a sender, it never comes.
            std::future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_panic_continues_in_the_caller() {
        let caller = tokio::spawn(run_to_completion(async { panic!("on purpose") }));
        assert!(caller.await.is_err_and(|error| error.is_panic()));
    }

    #[tokio::test]
    async fn a_signal_to_stop_stays_given_and_without_a_sender_never_comes() {
        let (sender, mut stop) = Stop::signal();
        assert!(!stop.is_given());
        sender.send_replace(true);
        stop.given().await;
        assert!(stop.is_given());
        drop(sender);
        stop.given().await;
        let never = tokio::time::timeout(Duration::from_millis(20), Stop::never().given()).await;
        assert!(never.is_err());
    }

    #[tokio::test]
    async fn a_task_cancelled_by_shutdown_is_no_panic() {
        let task = tokio::spawn(std::future::pending::<()>());
        task.abort();
        let waiting = tokio::time::timeout(Duration::from_millis(20), joined(task.await));
        assert!(waiting.await.is_err(), "it must wait until it is dropped");
    }
}
