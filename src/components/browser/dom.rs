//! Shorthands for the DOM.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

/// Finds the elements that match a selector below `root`, in document order. All of them are of type `E`, which is not checked.
pub(crate) fn all<E: JsCast>(root: &Element, selector: &str) -> Vec<E> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.get(n)).map(|node| node.unchecked_into()).collect()
}

/// Adds an event listener for the lifetime of the element. Its descendants may change.
pub(crate) fn listen(element: &Element, event: &str, handle: impl Fn(Event) + 'static) {
    let handle = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
    let _ = element.add_event_listener_with_callback(event, handle.unchecked_ref());
}
