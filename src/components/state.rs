//! The basket as the browser knows it: one signal for every island of the page, so that they stay in step.

use leptos::prelude::*;

use crate::{BasketView, Problem};

/// The basket of this page.
#[derive(Clone, Debug)]
pub struct BasketState {
    /// What is shown: what the store has said, with the changes it has not answered yet. `None` until something is known.
    pub shown: ArcRwSignal<Option<BasketView>>,
    /// What the store has said last.
    confirmed: ArcStoredValue<Option<BasketView>>,
}

impl BasketState {
    fn new() -> BasketState {
        BasketState { shown: ArcRwSignal::new(None), confirmed: ArcStoredValue::new(None) }
    }

    /// What a page was rendered with, for the first island that knows.
    pub fn start_with(&self, view: BasketView) {
        if self.confirmed.with_value(Option::is_none) {
            self.confirm(view);
        }
    }

    /// Shows a change before the store has answered.
    pub fn guess(&self, change: impl FnOnce(&mut BasketView)) {
        self.shown.update(|shown| change(shown.get_or_insert_default()));
    }

    /// Takes the store's answer: the basket as it is, or a no, which takes the guess back.
    ///
    /// # Errors
    /// Passes the no on.
    pub fn answer(&self, answer: Result<BasketView, Problem>) -> Result<(), Problem> {
        match answer {
            Ok(view) => {
                self.confirm(view);
                Ok(())
            }
            Err(problem) => {
                self.shown.set(self.confirmed.get_value());
                Err(problem)
            }
        }
    }

    /// What the store says the basket is.
    pub(super) fn confirm(&self, view: BasketView) {
        self.confirmed.set_value(Some(view.clone()));
        self.shown.set(Some(view));
    }
}

/// The basket of this page. In the browser every caller gets the same one; on the server, where requests must never share
/// anything, each gets one of its own.
pub fn use_basket() -> BasketState {
    #[cfg(feature = "ssr")]
    return BasketState::new();
    #[cfg(not(feature = "ssr"))]
    {
        thread_local!(static BASKET: BasketState = BasketState::new());
        BASKET.with(BasketState::clone)
    }
}

/// Runs changes of the basket one after the other, in the order in which they were made: the second click waits for the
/// first one's session.
pub(crate) fn in_turn(change: impl Future<Output = ()> + 'static) {
    use std::{cell::RefCell, collections::VecDeque, pin::Pin};
    type Queue = (bool, VecDeque<Pin<Box<dyn Future<Output = ()>>>>);
    thread_local!(static QUEUE: RefCell<Queue> = const { RefCell::new((false, VecDeque::new())) });

    let idle = QUEUE.with_borrow_mut(|(busy, queue)| {
        queue.push_back(Box::pin(change));
        !std::mem::replace(busy, true)
    });
    if idle {
        leptos::task::spawn_local(async {
            while let Some(change) = QUEUE.with_borrow_mut(|(_, queue)| queue.pop_front()) {
                change.await;
            }
            QUEUE.with_borrow_mut(|(busy, _)| *busy = false);
        });
    }
}

/// A random word that all tabs of this browser share until they have a session. See [`add_to_basket`](crate::api::add_to_basket).
pub(crate) fn visit() -> String {
    const KEY: &str = "pannier-visit";
    let Ok(Some(storage)) = window().local_storage() else { return String::new() };
    if let Ok(Some(visit)) = storage.get_item(KEY) {
        return visit;
    }
    let visit = format!("{:x}{:x}", random_bits(), random_bits());
    let _ = storage.set_item(KEY, &visit);
    visit
}

fn random_bits() -> u64 {
    // 53 bits of a float's fraction, from the browser's own generator.
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}
