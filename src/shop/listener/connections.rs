//! The places of open connections, of which those that wait for their clients make room for others.
//!
//! A connection receives a request, answers it, and receives the next. While it receives, it waits for its client: for
//! the next request, or for the rest of one. It also does while it sends an answer that its client takes too slowly.
//! When places become scarce, it is closed, the one that has waited longest first. A connection that answers a client
//! that keeps up is never closed.

use std::{
    collections::BTreeMap,
    io::{self, ErrorKind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use pannier::{RateLimit, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// All open connections.
pub struct Connections {
    most: usize,
    patience: Duration,
    places: Arc<Semaphore>,
    /// What closes each connection that waits for its client, by the time since when it waits and its id.
    waiting: Mutex<BTreeMap<(Instant, u64), Arc<Notify>>>,
    /// Notified when another connection waits for its client.
    another: Notify,
    next_id: AtomicU64,
    log: RateLimit,
}

impl Connections {
    /// Creates room for `most` connections. While more than half of it is taken, each waits for its client for
    /// `patience` at most.
    pub fn new(most: usize, patience: Duration) -> Arc<Connections> {
        Arc::new(Connections {
            most,
            patience,
            places: Arc::new(Semaphore::new(most)),
            waiting: Mutex::default(),
            another: Notify::new(),
            next_id: AtomicU64::default(),
            log: RateLimit::log_line(),
        })
    }

    /// Gives a new connection a place. If none is left, the connection that has waited longest for its client is closed,
    /// as soon as there is one.
    pub async fn open(self: &Arc<Self>) -> Arc<Connection> {
        if 2 * self.places.available_permits() < self.most {
            self.close_slow();
        }
        let place = Arc::clone(&self.places).acquire_owned();
        tokio::pin!(place);
        let place = tokio::select! {
            biased;
            place = &mut place => place,
            () = self.close_slowest() => place.await,
        };
        let connection = Connection {
            id: self.next_id.fetch_add(1, Ordering::Relaxed),
            all: Arc::clone(self),
            close: Arc::default(),
            state: Mutex::new(State { phase: Phase::Answering, lags_since: None }),
            _place: place.expect("never closed"),
        };
        let _ = connection.receives();
        Arc::new(connection)
    }

    /// Closes the connections that have waited for too long.
    fn close_slow(&self) {
        let mut waiting = lock(&self.waiting);
        while let Some(slowest) = waiting.first_entry() {
            if slowest.key().0.elapsed() < self.patience {
                break;
            }
            self.close(&slowest.remove());
        }
    }

    /// Closes the connection that has waited longest, as soon as one waits.
    async fn close_slowest(&self) {
        loop {
            let slowest = lock(&self.waiting).pop_first();
            if let Some((_, connection)) = slowest {
                return self.close(&connection);
            }
            self.another.notified().await;
        }
    }

    fn close(&self, connection: &Notify) {
        connection.notify_one();
        if let Some(times) = self.log.pass(Timestamp::now()) {
            tracing::warn!(times, "slow or idle connections closed to make room for others; see PANNIER_CONNECTIONS");
        }
    }
}

/// An open connection. Its place is free again when it is dropped.
pub struct Connection {
    id: u64,
    all: Arc<Connections>,
    close: Arc<Notify>,
    state: Mutex<State>,
    _place: OwnedSemaphorePermit,
}

#[derive(Clone, Copy)]
struct State {
    phase: Phase,
    /// Since when the client has not kept up with what is sent.
    lags_since: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Phase {
    /// Since then.
    Receiving(Instant),
    Answering,
    /// The answer is complete, and may not all be sent.
    Sending,
}

impl State {
    /// Returns since when it waits for its client. It is being closed if it is not among those that wait.
    fn waits_since(self) -> Option<Instant> {
        match self.phase {
            Phase::Receiving(since) => Some(since),
            Phase::Answering | Phase::Sending => self.lags_since,
        }
    }
}

impl Connection {
    /// Waits until the connection has to close.
    pub async fn closed(&self) {
        self.close.notified().await;
    }

    /// Begins to wait for the client, which sends a request or the body of one.
    ///
    /// # Errors
    /// If the connection is being closed.
    pub fn receives(&self) -> io::Result<()> {
        self.change(|state| state.phase = Phase::Receiving(Instant::now()))
    }

    /// Begins to answer: the request is complete, or is answered without its body.
    ///
    /// # Errors
    /// If the connection is being closed.
    pub fn answers(&self) -> io::Result<()> {
        self.change(|state| state.phase = Phase::Answering)
    }

    /// The answer is complete.
    pub fn has_answered(&self) {
        let _ = self.change(|state| state.phase = Phase::Sending);
    }

    /// Nothing is left to send.
    pub fn has_sent(&self) {
        let answered = matches!(lock(&self.state).phase, Phase::Sending);
        if answered {
            let _ = self.receives();
        }
    }

    /// How long a client may lag before [`lags`](Connection::lags) is called.
    pub fn patience(&self) -> Duration {
        self.all.patience
    }

    /// The client has taken too little of what is sent, for as long as there is [`patience`](Connection::patience).
    pub fn lags(&self) {
        let _ = self.change(|state| {
            let now = Instant::now();
            state.lags_since.get_or_insert(now.checked_sub(self.all.patience).unwrap_or(now));
        });
    }

    /// The client takes what is sent.
    pub fn keeps_up(&self) {
        let _ = self.change(|state| state.lags_since = None);
    }

    fn change(&self, change: impl FnOnce(&mut State)) -> io::Result<()> {
        let (mut state, mut waiting) = (lock(&self.state), lock(&self.all.waiting));
        if let Some(since) = state.waits_since()
            && waiting.remove(&(since, self.id)).is_none()
        {
            return Err(io::Error::new(ErrorKind::ConnectionAborted, "closed to make room for another connection"));
        }
        change(&mut state);
        if let Some(since) = state.waits_since() {
            waiting.insert((since, self.id), Arc::clone(&self.close));
            self.all.another.notify_one();
        }
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // No longer among those that wait.
        let _ = self.change(|state| *state = State { phase: Phase::Answering, lags_since: None });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tokio::{task::JoinHandle, time::timeout};

    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    fn open(all: &Arc<Connections>) -> JoinHandle<Arc<Connection>> {
        let all = Arc::clone(all);
        tokio::spawn(async move { all.open().await })
    }

    async fn is_closed(connection: &Connection) -> bool {
        timeout(Duration::ZERO, connection.closed()).await.is_ok()
    }

    #[tokio::test]
    async fn the_connection_that_has_waited_longest_makes_room() {
        let all = Connections::new(3, Duration::MAX);
        let (first, second, third) = (all.open().await, all.open().await, all.open().await);
        // Its request has arrived and was answered, and it waits for the next one.
        first.answers().unwrap();
        first.has_answered();
        first.has_sent();
        let fourth = open(&all);
        timeout(SOON, second.closed()).await.unwrap();
        assert!(!fourth.is_finished(), "the place is still taken");
        drop(second);
        timeout(SOON, fourth).await.unwrap().unwrap();
        assert!(!is_closed(&first).await && !is_closed(&third).await);
    }

    #[tokio::test]
    async fn a_connection_that_is_answered_is_not_closed() {
        let all = Connections::new(1, Duration::ZERO);
        let first = all.open().await;
        first.answers().unwrap();
        let second = open(&all);
        assert!(timeout(Duration::from_millis(50), first.closed()).await.is_err(), "while it is answered");
        first.has_answered();
        assert!(timeout(Duration::from_millis(50), first.closed()).await.is_err(), "while the answer is sent");
        first.has_sent();
        timeout(SOON, first.closed()).await.unwrap();
        drop(first);
        timeout(SOON, second).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_connection_whose_client_takes_too_little_makes_room() {
        let all = Connections::new(1, Duration::ZERO);
        let first = all.open().await;
        first.answers().unwrap();
        first.lags();
        first.keeps_up();
        let second = open(&all);
        assert!(timeout(Duration::from_millis(50), first.closed()).await.is_err(), "it has caught up");
        first.has_answered();
        first.lags();
        timeout(SOON, first.closed()).await.unwrap();
        first.keeps_up();
        assert!(first.receives().is_err(), "it is being closed");
        drop(first);
        timeout(SOON, second).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_connection_that_is_closed_does_not_answer() {
        let all = Connections::new(1, Duration::MAX);
        let first = all.open().await;
        let second = open(&all);
        timeout(SOON, first.closed()).await.unwrap();
        assert!(first.answers().is_err() && first.receives().is_err());
        drop(first);
        timeout(SOON, second).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn patience_ends_when_more_than_half_of_the_places_are_taken() {
        let all = Connections::new(4, Duration::ZERO);
        let (first, second) = (all.open().await, all.open().await);
        second.answers().unwrap();
        let third = all.open().await;
        assert!(!is_closed(&first).await, "half of the places were taken");
        let fourth = all.open().await;
        assert!(is_closed(&first).await && is_closed(&third).await);
        assert!(!is_closed(&second).await && !is_closed(&fourth).await);
    }

    #[tokio::test]
    async fn a_place_is_free_again_when_its_connection_has_ended() {
        let all = Connections::new(2, Duration::MAX);
        for _ in 0..3 {
            let (one, another) = (all.open().await, all.open().await);
            assert!(!is_closed(&one).await && !is_closed(&another).await);
        }
        assert!(lock(&all.waiting).is_empty());
    }
}
