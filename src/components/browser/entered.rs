//! What shoppers enter: kept when their page is replaced, and found where it was entered before the script had loaded.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement};

use super::{dom::all, validate::named};

/// Text is kept in any case. Not quantities, which the store corrects, nor a region, which is one of the country that was
/// chosen.
const TEXTS: &str = "input[maxlength]:not([id$=region])";
/// What the store may answer with something else, such as a shipping method: kept if it was changed after it was sent.
const CHOICES: &str = "select:not([id$=region]),[type=checkbox],[type=radio]";
/// Every field that a shopper can see.
const FIELDS: &str = "select,input:not([type=hidden])";

/// The ids of fields, and what is entered; of a box or a radio button that is not ticked, nothing.
pub(super) type Entries = Vec<(String, String)>;

/// Returns the choices below `root`, as they are sent.
pub(super) fn choices(root: &Element) -> Entries {
    entries(root, CHOICES)
}

/// Returns what to enter again after `root` is replaced: its text, and the choices that have changed since they were sent.
pub(super) fn kept(root: &Element, sent: &Entries) -> Entries {
    let mut kept = choices(root);
    kept.retain(|entry| !sent.contains(entry));
    kept.extend(entries(root, TEXTS));
    kept
}

/// Enters it again, in the fields that there still are.
pub(super) fn restore(kept: &Entries) {
    for (id, value) in kept {
        // What is no field any more may have its id: a code that was accepted.
        let field = document().get_element_by_id(id).filter(|field| field.has_attribute("name"));
        let Some(field) = field.map(like_an_input) else { continue };
        match field.type_().as_str() {
            // The radio button that is checked unchecks the others.
            "radio" if value.is_empty() => {}
            "checkbox" | "radio" => field.set_checked(!value.is_empty()),
            _ => {
                let offered = field.value();
                field.set_value(value);
                // An option that is no longer there would leave nothing selected.
                if field.value() != *value {
                    field.set_value(&offered);
                }
            }
        }
    }
}

/// Returns the fields of a form that have another value than the server has rendered.
pub(super) fn changed(form: &HtmlFormElement) -> Vec<Element> {
    let Ok(rendered) = form.clone_node_with_deep(true) else { return Vec::new() };
    let rendered: HtmlFormElement = rendered.unchecked_into();
    rendered.reset();
    let is_changed = |field: &Element| {
        let name = field.get_attribute("name").unwrap_or_default();
        named(form, &name) != named(&rendered, &name)
    };
    all::<Element>(form, FIELDS).into_iter().filter(is_changed).collect()
}

fn entries(root: &Element, fields: &str) -> Entries {
    let entry = |field: Element| {
        let field = like_an_input(field);
        let ticked = matches!(field.type_().as_str(), "checkbox" | "radio").then(|| field.checked());
        let value = if ticked == Some(false) { String::new() } else { field.value() };
        (field.id(), value)
    };
    all::<Element>(root, fields).into_iter().map(entry).collect()
}

/// A select has the same properties, but for `checked`.
fn like_an_input(field: Element) -> HtmlInputElement {
    field.unchecked_into()
}
