//! Gateways' payment elements. A JavaScript module manages them; it is loaded on demand, so that it costs
//! nothing elsewhere.

use leptos::prelude::document;
use web_sys::{CustomEvent, CustomEventInit, Element, FormData, HtmlElement, HtmlFormElement};

/// Sent by the module: the region must be fetched again.
pub(super) const REFRESH: &str = "pn:refresh";
/// Sent to the module: the region is about to be replaced by the element in the event's detail.
const SWAP: &str = "pn:swap";

/// Loads the module if the region contains an element.
pub(super) fn load(root: &HtmlElement) {
    let Ok(Some(place)) = root.query_selector("[data-module]") else { return };
    let (Some(address), Ok(script)) = (place.get_attribute("data-module"), document().create_element("script")) else {
        return;
    };
    if root.has_attribute("data-elements") {
        return;
    }
    let _ = root.set_attribute("data-elements", "");
    let _ = script.set_attribute("type", "module");
    let _ = script.set_attribute("src", &address);
    if let Some(body) = document().body() {
        let _ = body.append_child(&script);
    }
}

/// Returns whether the module has replaced `old` by `new` itself, around an element with input, which would
/// be lost if its frame were moved.
pub(super) fn swapped(old: &HtmlElement, new: &Element) -> bool {
    let about = CustomEventInit::new();
    about.set_bubbles(true);
    about.set_cancelable(true);
    about.set_detail(new);
    let Ok(event) = CustomEvent::new_with_event_init_dict(SWAP, &about) else { return false };
    old.dispatch_event(&event).is_ok_and(|untouched| !untouched)
}

/// Returns whether the module confirms this form with its element.
pub(super) fn pays(form: &HtmlFormElement) -> bool {
    let element = FormData::new_with_form(form).ok().and_then(|data| data.get("element").as_string());
    element.is_some_and(|element| !element.is_empty())
}
