//! The basket as the browser knows it: one signal for every island of the page, so that they stay in step.

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
    /// What the store has said, with the changes it has not answered yet. `None` until something is known.
    shown: ArcRwSignal<Option<BasketSummary>>,
    /// What the store has said last.
    confirmed: ArcStoredValue<Option<BasketSummary>>,
}

impl BasketState {
    fn new() -> BasketState {
        BasketState { shown: ArcRwSignal::new(None), confirmed: ArcStoredValue::new(None) }
    }

    /// How many pieces, how much money: as the shopper's last click has left it, before the store has answered.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use pannier::components::use_basket;
    ///
    /// Owner::new().with(|| assert_eq!(use_basket().summary().get_untracked().count, 0));
    /// ```
    pub fn summary(&self) -> Signal<BasketSummary> {
        let state = self.clone();
        Signal::derive(move || state.known().unwrap_or_default())
    }

    /// The same, if something is known: a [`BasketWidget`](crate::components::BasketWidget) brings it along, a basket's page does, and every
    /// change.
    pub(crate) fn known(&self) -> Option<BasketSummary> {
        self.shown.get()
    }

    /// Shows a change before the store has answered.
    pub(crate) fn apply_optimistically(&self, change: impl FnOnce(&mut BasketSummary)) {
        self.shown.update(|shown| change(shown.get_or_insert_default()));
    }

    /// Takes the store's answer: the basket as it is, or a no, which reverts the change.
    ///
    /// # Errors
    /// Passes the no on.
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

    /// What the store says the basket is.
    pub(crate) fn confirm(&self, basket: BasketSummary) {
        self.confirmed.set_value(Some(basket.clone()));
        self.shown.set(Some(basket));
    }

    /// Shows again what the store has said last.
    pub(crate) fn revert(&self) {
        self.shown.set(self.confirmed.get_value());
    }
}

/// The basket of this page. In the browser every caller gets the same one, so that whatever shows it stays in step; on the
/// server, where requests must never share anything, each gets one of its own that is empty.
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

/// Returns a random id that all tabs of this browser share until they have a session. See [`add_to_basket`](crate::api::add_to_basket).
pub(crate) fn visit_id() -> String {
    const KEY: &str = "pannier-visit";
    let Ok(Some(storage)) = window().local_storage() else { return String::new() };
    if let Ok(Some(id)) = storage.get_item(KEY) {
        return id;
    }
    let id = random();
    let _ = storage.set_item(KEY, &id);
    id
}

/// 128 bits of the browser's own generator, in hexadecimal digits.
fn random() -> String {
    let mut bits = [0; 16];
    let Ok(crypto) = window().crypto() else { return String::new() };
    match crypto.get_random_values_with_u8_array(&mut bits) {
        Ok(_) => bits.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect(),
        Err(_) => String::new(),
    }
}
