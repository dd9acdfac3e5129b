//! The slots of a worker, and how a transaction hands it a delivery.
//!
//! A transaction that inserts a delivery reserves a slot of a worker in its own process, if one is free. The delivery
//! is then inserted with a lease, and handed to the worker once the transaction is committed: nothing has to claim it.
//! Without a free slot, the delivery is inserted as due, and the commit wakes the worker, which claims it as soon as
//! it has a slot. Due deliveries have precedence: otherwise new ones could keep a backlog waiting forever.

use std::{
    mem,
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::Delivery;

/// The workers of a receiver in this process: one while the background work runs, none otherwise.
#[derive(Default)]
pub(super) struct Workers(Mutex<Vec<Arc<Slots>>>);

impl Workers {
    /// Registers a worker with this many slots, until the result is dropped.
    pub fn register(self: &Arc<Self>, slots: usize) -> Registered {
        let slots = Arc::new(Slots::new(slots));
        lock(&self.0).push(Arc::clone(&slots));
        Registered { workers: Arc::clone(self), slots }
    }

    /// Reserves a slot, if one is free and nothing is due.
    pub fn reserve(&self) -> Option<Reservation> {
        lock(&self.0).iter().find_map(Slots::reserve)
    }

    /// Tells the workers that a delivery is due.
    pub fn wake(&self) {
        lock(&self.0).iter().for_each(|slots| slots.wake());
    }
}

/// A registered worker's slots.
pub(super) struct Registered {
    workers: Arc<Workers>,
    slots: Arc<Slots>,
}

impl Deref for Registered {
    type Target = Slots;

    fn deref(&self) -> &Slots {
        &self.slots
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        lock(&self.workers.0).retain(|slots| !Arc::ptr_eq(slots, &self.slots));
    }
}

/// The slots of one worker.
pub(super) struct Slots {
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    /// The slots without a delivery.
    free: usize,
    /// The slots reserved by transactions that are not over.
    reserved: usize,
    /// The deliveries that were handed to the worker, which has yet to begin them.
    handed: Vec<Delivery>,
    /// Whether a delivery may be due: the next free slot is for it.
    due: bool,
    /// Whether the worker takes new deliveries.
    open: bool,
}

impl Slots {
    fn new(free: usize) -> Slots {
        // Deliveries may be left from before the start.
        let state = State { free, reserved: 0, handed: Vec::new(), due: true, open: true };
        Slots { state: Mutex::new(state), changed: Notify::new() }
    }

    fn reserve(self: &Arc<Self>) -> Option<Reservation> {
        let mut state = lock(&self.state);
        if !state.open || state.due || state.free == 0 {
            return None;
        }
        state.free -= 1;
        state.reserved += 1;
        Some(Reservation(Some(Arc::clone(self))))
    }

    /// Tells the worker that a delivery is due.
    pub fn wake(&self) {
        lock(&self.state).due = true;
        self.changed.notify_one();
    }

    /// Returns the deliveries to begin, and the number of slots to fill with due ones. Those slots are taken:
    /// [`Slots::claimed`] returns the ones that are left over.
    pub fn begin(&self) -> (Vec<Delivery>, usize) {
        let mut state = lock(&self.state);
        let handed = mem::take(&mut state.handed);
        if !state.open || !state.due || state.free == 0 {
            return (handed, 0);
        }
        state.due = false;
        (handed, mem::take(&mut state.free))
    }

    /// Notes how many of the slots that were to be filled are. If all of them are, more deliveries may be due.
    pub fn claimed(&self, wanted: usize, claimed: usize) {
        let mut state = lock(&self.state);
        state.free += wanted - claimed;
        state.due |= claimed == wanted;
    }

    /// Frees slots.
    pub fn release(&self, slots: usize) {
        lock(&self.state).free += slots;
    }

    /// Whether a delivery may be due.
    pub fn is_behind(&self) -> bool {
        lock(&self.state).due
    }

    /// Takes no new deliveries. Transactions that have reserved a slot still hand over theirs.
    pub fn close(&self) {
        lock(&self.state).open = false;
    }

    /// Whether no delivery is on its way to the worker.
    pub fn is_settled(&self) -> bool {
        let state = lock(&self.state);
        state.reserved == 0 && state.handed.is_empty()
    }

    /// Waits until there is something to begin, or a transaction that had reserved a slot is over.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }
}

/// A slot that a transaction has reserved. It is free again when this is dropped.
pub(super) struct Reservation(Option<Arc<Slots>>);

impl Reservation {
    /// Hands the delivery to the worker.
    pub fn hand(mut self, delivery: Delivery) {
        let Some(slots) = self.0.take() else { return };
        {
            let mut state = lock(&slots.state);
            state.reserved -= 1;
            state.handed.push(delivery);
        }
        slots.changed.notify_one();
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let Some(slots) = self.0.take() else { return };
        {
            let mut state = lock(&slots.state);
            state.reserved -= 1;
            state.free += 1;
        }
        slots.changed.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
