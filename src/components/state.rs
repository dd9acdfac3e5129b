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

    /// The same, if something is known: a [`BasketWidget`](super::BasketWidget) brings it along, a basket's page does, and every
    /// change.
    pub(super) fn known(&self) -> Option<BasketSummary> {
        self.shown.get()
    }

    /// Shows a change before the store has answered.
    pub(super) fn guess(&self, change: impl FnOnce(&mut BasketSummary)) {
        self.shown.update(|shown| change(shown.get_or_insert_default()));
    }

    /// Takes the store's answer: the basket as it is, or a no, which takes the guess back.
    ///
    /// # Errors
    /// Passes the no on.
    pub(super) fn answer(&self, answer: Result<BasketSummary, Problem>) -> Result<(), Problem> {
        match answer {
            Ok(basket) => {
                self.confirm(basket);
                Ok(())
            }
            Err(problem) => {
                self.roll_back();
                Err(problem)
            }
        }
    }

    /// What the store says the basket is.
    pub(super) fn confirm(&self, basket: BasketSummary) {
        self.confirmed.set_value(Some(basket.clone()));
        self.shown.set(Some(basket));
    }

    /// Takes back what was guessed.
    pub(super) fn roll_back(&self) {
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
            super::in_turn::finish_before_leaving();
            BasketState::new()
        });
        BASKET.with(BasketState::clone)
    }
}

/// Listens for as long as the element lives. What is in it may come and go.
#[cfg(not(feature = "ssr"))]
pub(super) fn listen(element: &web_sys::Element, event: &str, handle: impl Fn(web_sys::Event) + 'static) {
    use wasm_bindgen::{JsCast, closure::Closure};
    let handle = Closure::<dyn Fn(web_sys::Event)>::new(handle).into_js_value();
    let _ = element.add_event_listener_with_callback(event, handle.unchecked_ref());
}

/// A random word that all tabs of this browser share until they have a session. See [`add_to_basket`](crate::api::add_to_basket).
pub(super) fn visit() -> String {
    const KEY: &str = "pannier-visit";
    let Ok(Some(storage)) = window().local_storage() else { return String::new() };
    if let Ok(Some(visit)) = storage.get_item(KEY) {
        return visit;
    }
    let visit = random();
    let _ = storage.set_item(KEY, &visit);
    visit
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
