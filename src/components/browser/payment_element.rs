//! Gateways' elements. A module of JavaScript looks after them; it is loaded where there is one, so that it weighs nothing elsewhere.

use leptos::prelude::document;
use web_sys::{CustomEvent, CustomEventInit, Element, FormData, HtmlElement, HtmlFormElement};

/// The module asks for the region to be fetched anew.
pub(super) const REFRESH: &str = "pn:refresh";
/// The region is about to be replaced, by the element that is the event's detail.
const SWAP: &str = "pn:swap";

/// Loads the module, once there is an element in the region.
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

/// Whether the module has put `new` in the place of `old`, around an element with something typed in it: that would be gone if its
/// frame were moved.
pub(super) fn swapped(old: &HtmlElement, new: &Element) -> bool {
    let about = CustomEventInit::new();
    about.set_bubbles(true);
    about.set_cancelable(true);
    about.set_detail(new);
    let Ok(event) = CustomEvent::new_with_event_init_dict(SWAP, &about) else { return false };
    old.dispatch_event(&event).is_ok_and(|untouched| !untouched)
}

/// Whether the module pays by the element of a form.
pub(super) fn pays(form: &HtmlFormElement) -> bool {
    let element = FormData::new_with_form(form).ok().and_then(|data| data.get("element").as_string());
    element.is_some_and(|element| !element.is_empty())
}
