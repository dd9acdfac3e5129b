//! A queue of basket changes.

use std::{cell::RefCell, collections::VecDeque, pin::Pin};

type Change = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// Whether a change is running, and the changes queued behind it.
    static QUEUE: RefCell<(bool, VecDeque<Change>)> = const { RefCell::new((false, VecDeque::new())) };
}

/// Runs basket changes in order, one at a time: the second click waits for the session that the first one
/// creates.
pub(crate) fn enqueue(change: impl Future<Output = ()> + 'static) {
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

/// Delays navigation by links until queued changes are done. A browser that leaves a page cancels its
/// requests, which would lose the last change.
#[cfg(not(feature = "ssr"))]
pub(super) fn finish_before_leaving() {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;

    /// On a slower network, navigation proceeds without the response.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

    window_event_listener(leptos::ev::click, |event| {
        let elsewhere = event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key();
        if elsewhere || event.default_prevented() || !QUEUE.with_borrow(|(busy, _)| *busy) {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|t| t.closest("a[href]").ok().flatten());
        let Some(address) = link.and_then(|a| a.get_attribute("href")).filter(|href| !href.starts_with('#')) else {
            return;
        };
        event.prevent_default();
        let go = move || drop(window().location().set_href(&address));
        enqueue({
            let go = go.clone();
            async move { go() }
        });
        set_timeout(go, PATIENCE);
    });
}
