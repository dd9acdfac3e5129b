//! The form in the browser, which has it from the server, but for a page that its router has rendered.

/// What the server renders, without what depends on the item.
pub(super) const FORM: &str = "<form class=\"pn-add\" method=\"post\"><input type=\"hidden\" name=\"kind\">\
    <input type=\"hidden\" name=\"id\"><label class=\"pn-visually-hidden\"></label>\
    <input class=\"pn-input pn-add__quantity\" type=\"number\" name=\"quantity\" value=\"1\" min=\"1\" inputmode=\"numeric\" \
    autocomplete=\"off\"><button class=\"pn-button pn-button--primary\"></button>\
    <p class=\"pn-add__status\" role=\"status\"></p></form>";

#[cfg(not(feature = "ssr"))]
pub(super) use here::{form, start, unavailable};

#[cfg(not(feature = "ssr"))]
mod here {
    use std::{cell::Cell, rc::Rc};

    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, HtmlFormElement};

    use super::{
        super::{add, words},
        FORM,
    };
    use crate::{
        Problem, SaleState, api,
        components::{
            browser::{basket_state::use_basket, dom::listen, place::react},
            language::{local_path, use_texts},
            server_part::is_rendered,
        },
        language::has_texts,
    };

    /// Attribute of a part with the item that its form adds.
    const OFFER: &str = "data-offer";

    /// Says in a page that the browser has rendered that an item is not on sale. What the server has rendered stays, and says from
    /// when it is.
    pub fn unavailable(sale: SaleState) -> impl Fn(Element) + 'static {
        move |part| {
            if part.text_content().is_none_or(|text| text.is_empty()) {
                part.set_text_content(sale.message(&use_texts()).as_deref());
            }
        }
    }

    /// Has the form in a part add in place. Renders it where the server has not, and again when it is for another item.
    pub fn form(kind: String, id: String, max: u32, label: Option<String>) -> impl Fn(Element) + 'static {
        move |part| {
            let offer = format!("{kind}/{id}/{max}/{}", label.as_deref().unwrap_or_default());
            let is_other = part.get_attribute(OFFER).is_some_and(|known| known != offer);
            let _ = part.set_attribute(OFFER, &offer);
            if is_other || !is_rendered(&part) {
                render(&part, &kind, &id, max);
            }
            name(part.clone(), max, label.clone());
            start(part);
        }
    }

    fn render(part: &Element, kind: &str, id: &str, max: u32) {
        part.set_inner_html(FORM);
        let set = |selector: &str, attribute: &str, value: &str| {
            if let Ok(Some(element)) = part.query_selector(selector) {
                let _ = element.set_attribute(attribute, value);
            }
        };
        let input_id = format!("quantity-{kind}-{id}");
        set("form", "action", &local_path(api::ADD_TO_BASKET_PATH));
        set("[name=kind]", "value", kind);
        set("[name=id]", "value", id);
        set("label", "for", &input_id);
        set("[type=number]", "id", &input_id);
        set("[type=number]", "max", &max.max(1).to_string());
        if max == 0 {
            set("[type=number]", "disabled", "");
            set("button", "disabled", "");
        }
    }

    /// Names the field and the button, once there are texts.
    fn name(part: Element, max: u32, label: Option<String>) {
        react(move || {
            let texts = use_texts();
            let button = match max {
                0 => texts.get("add-sold-out"),
                _ => label.clone().unwrap_or_else(|| texts.get("add-button")),
            };
            for (selector, text) in [("label", texts.get("add-quantity")), ("button", button)] {
                if let Ok(Some(element)) = part.query_selector(selector)
                    && !text.is_empty()
                {
                    element.set_text_content(Some(&text));
                }
            }
        });
    }

    /// Adds in place whatever is submitted in a form of the store. One listener does so for all of them, which may be rendered
    /// again.
    pub fn start(_: Element) {
        thread_local!(static STARTED: Cell<bool> = const { Cell::new(false) });
        let Some(page) = document().document_element() else { return };
        if !STARTED.replace(true) {
            // From here on, links wait for what is being added.
            use_basket();
            listen(&page, "submit", on_submit);
        }
    }

    fn on_submit(event: Event) {
        let form = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok());
        // A form of the app can look like one of the store, and has a handler of its own.
        let Some(form) = form.filter(|form| form.matches(".pn-add-to-basket .pn-add").unwrap_or(false)) else { return };
        let Ok(Some(status)) = form.query_selector(".pn-add__status") else { return };
        // A listener of the app may have refused it.
        if !event.default_prevented() {
            event.prevent_default();
            add(&form, Rc::new(move |outcome| show(status.clone(), outcome)));
        }
    }

    /// Shows an outcome; again once there are texts.
    fn show(status: Element, outcome: Result<u32, Problem>) {
        let is_error = outcome.is_err();
        status.set_class_name(if is_error { "pn-add__status pn-error" } else { "pn-add__status" });
        let say = move || status.set_text_content(Some(&words(&outcome, &use_texts())));
        match has_texts() {
            true => say(),
            false => react(say),
        }
    }
}
