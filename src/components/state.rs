//! The basket as the browser knows it: one signal for every island of the page, so that they stay in step.

use leptos::prelude::*;

use crate::{BasketSummary, Problem};

/// The basket of this page.
#[derive(Clone, Debug)]
pub struct BasketState {
    /// What is shown: what the store has said, with the changes it has not answered yet. `None` until something is known.
    pub shown: ArcRwSignal<Option<BasketSummary>>,
    /// What the store has said last.
    confirmed: ArcStoredValue<Option<BasketSummary>>,
}

impl BasketState {
    fn new() -> BasketState {
        BasketState { shown: ArcRwSignal::new(None), confirmed: ArcStoredValue::new(None) }
    }

    /// Shows a change before the store has answered.
    pub fn guess(&self, change: impl FnOnce(&mut BasketSummary)) {
        self.shown.update(|shown| change(shown.get_or_insert_default()));
    }

    /// Takes the store's answer: the basket as it is, or a no, which takes the guess back.
    ///
    /// # Errors
    /// Passes the no on.
    pub fn answer(&self, answer: Result<BasketSummary, Problem>) -> Result<(), Problem> {
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
    pub fn confirm(&self, basket: BasketSummary) {
        self.confirmed.set_value(Some(basket.clone()));
        self.shown.set(Some(basket));
    }

    /// Takes back what was guessed.
    pub(super) fn roll_back(&self) {
        self.shown.set(self.confirmed.get_value());
    }
}

/// The basket of this page. In the browser every caller gets the same one; on the server, where requests must never share
/// anything, each gets one of its own.
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
