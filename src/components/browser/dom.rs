//! What the DOM says in a longer way.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

/// Finds the elements of a kind that a selector names below `root`, in the order of the page.
pub(crate) fn all<E: JsCast>(root: &Element, selector: &str) -> Vec<E> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.get(n)?.dyn_into().ok()).collect()
}

/// Listens for as long as the element lives. What is in it may come and go.
pub(crate) fn listen(element: &Element, event: &str, handle: impl Fn(Event) + 'static) {
    let handle = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
    let _ = element.add_event_listener_with_callback(event, handle.unchecked_ref());
}
