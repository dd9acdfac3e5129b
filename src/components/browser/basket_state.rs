//! The basket as the browser knows it: one signal for all islands of the page.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;

use crate::{BasketSummary, Problem};

/// The basket of this page. See [`use_basket`].
///
/// ```
/// use leptos::prelude::*;
/// use pannier::components::use_basket;
///
/// #[component]
/// fn Total() -> impl IntoView {
///     let basket = use_basket().summary();
///     move || basket.get().total
/// }
/// ```
#[derive(Clone, Debug)]
pub struct BasketState {
    known: Arc<Mutex<Known>>,
    /// Not a signal of [`Known`]: each type in a signal is another copy of the code of signals.
    changed: ArcTrigger,
}

#[derive(Debug, Default)]
struct Known {
    /// The store's last response plus the changes it has not confirmed yet. `None` until known.
    shown: Option<BasketSummary>,
    /// The store's last response.
    confirmed: Option<BasketSummary>,
    /// Whether the basket could not be loaded.
    #[cfg(not(feature = "ssr"))]
    failed: bool,
}

impl BasketState {
    fn new() -> BasketState {
        BasketState { known: Arc::default(), changed: ArcTrigger::new() }
    }

    /// Returns the item count and total, including changes that the store has not confirmed yet.
    pub fn summary(&self) -> Signal<BasketSummary> {
        let state = self.clone();
        Signal::derive(move || state.known().unwrap_or_default())
    }

    /// Returns the summary, if known: from a [`BasketWidget`](crate::components::BasketWidget), the basket
    /// page or a change.
    pub(crate) fn known(&self) -> Option<BasketSummary> {
        self.changed.track();
        self.with(|known| known.shown.clone())
    }

    /// Returns whether the basket could not be loaded.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn has_failed(&self) -> bool {
        self.changed.track();
        self.with(|known| known.failed)
    }

    /// Notes that the basket could not be loaded.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn fail(&self) {
        self.change(|known| known.failed = true);
    }

    /// Shows a change before the store has responded.
    pub(crate) fn apply_optimistically(&self, change: impl FnOnce(&mut BasketSummary)) {
        self.change(|known| change(known.shown.get_or_insert_default()));
    }

    /// Applies the store's response: the current basket, or an error, which reverts the change.
    ///
    /// # Errors
    /// The store's error.
    pub(crate) fn answer(&self, answer: Result<BasketSummary, Problem>) -> Result<(), Problem> {
        match answer {
            Ok(basket) => {
                self.confirm(basket);
                Ok(())
            }
            Err(problem) => {
                self.revert();
                Err(problem)
            }
        }
    }

    /// Sets the basket to the store's state.
    pub(crate) fn confirm(&self, basket: BasketSummary) {
        self.change(|known| {
            known.confirmed = Some(basket.clone());
            known.shown = Some(basket);
        });
    }

    /// Reverts to the store's last response.
    pub(crate) fn revert(&self) {
        self.change(|known| known.shown = known.confirmed.clone());
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        self.with(change);
        self.changed.notify();
    }

    fn with<T>(&self, read: impl FnOnce(&mut Known) -> T) -> T {
        read(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Returns the basket of this page. In the browser all callers share one state, so that components stay in
/// sync; on the server, where requests must not share state, each call returns an empty one.
///
/// ```
/// # use leptos::prelude::*;
/// use pannier::components::use_basket;
///
/// #[component]
/// fn Badge() -> impl IntoView {
///     let basket = use_basket().summary();
///     view! { <span hidden=move || basket.get().count == 0>{move || basket.get().count}</span> }
/// }
/// ```
pub fn use_basket() -> BasketState {
    #[cfg(feature = "ssr")]
    return BasketState::new();
    #[cfg(not(feature = "ssr"))]
    {
        thread_local!(static BASKET: BasketState = {
            super::queue::finish_before_leaving();
            BasketState::new()
        });
        BASKET.with(BasketState::clone)
    }
}

const VISIT: &str = "pannier-visit";

/// Returns a random id that this browser's tabs share until they have a session. See
/// [`add_to_basket`](crate::api::add_to_basket).
pub(crate) fn visit_id() -> String {
    let Ok(Some(storage)) = window().local_storage() else { return String::new() };
    if let Ok(Some(id)) = storage.get_item(VISIT) {
        return id;
    }
    let id = random();
    let _ = storage.set_item(VISIT, &id);
    id
}

/// Replaces the id of this visit. From the first response on, the session leads to the basket, and a script must not.
pub(crate) fn end_visit() {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(VISIT);
    }
}

/// Returns 128 bits from the browser's random generator, in hexadecimal.
fn random() -> String {
    let mut bits = [0; 16];
    let Ok(crypto) = window().crypto() else { return String::new() };
    match crypto.get_random_values_with_u8_array(&mut bits) {
        Ok(_) => bits.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect(),
        Err(_) => String::new(),
    }
}
