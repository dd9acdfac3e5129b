//! Validation of the checkout form in the browser, with the server's code and rules.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{dom::all, json};
use crate::{
    Address, CheckoutForm, Field, FieldError,
    components::language::{did_you_mean, use_texts},
    model::{half_width, meant},
};

/// Attribute of a button with the suggested e-mail address.
const SUGGESTION: &str = "data-suggestion";

/// Returns the fields that are validated here, in the order in which they may be shown.
fn fields() -> impl Iterator<Item = Field> {
    [Field::Email].into_iter().chain(Address::FIELDS.map(Field::ShippingAddress))
}

/// Returns whether a form may be submitted. Shows the errors of a checkout form.
pub(super) fn ready(form: &HtmlFormElement) -> bool {
    let Some(errors) = check(form) else { return true };
    let custom = required(form).into_iter().map(|field| field.id());
    for id in fields().map(|field| field.name().to_owned()).chain(custom) {
        mark(&id, &errors);
    }
    summarize(&errors);
    errors.is_empty()
}

/// Validates a field when it loses focus, and shows or clears its error.
pub(super) fn leave(event: &Event) {
    let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(Some(form)) = input.closest("form") else { return };
    let (Some(field), Ok(form)) = (field_of(&input), form.dyn_into::<HtmlFormElement>()) else { return };
    // An empty field that was only passed through is not an error yet.
    let Some(errors) = check(&form).filter(|_| !value(&form, field).is_empty()) else { return };
    mark(field.name(), &errors);
    if field == Field::Email {
        suggest(&value(&form, field));
    }
}

/// Suggests a corrected e-mail address, as a button that enters it.
fn suggest(email: &str) {
    let Some(place) = document().get_element_by_id("email-meant") else { return };
    place.set_text_content(None);
    let (Some(meant), Ok(button)) = (meant(email), document().create_element("button")) else { return };
    for (name, value) in [("type", "button"), ("class", "pn-meant__take"), (SUGGESTION, meant.as_str())] {
        let _ = button.set_attribute(name, value);
    }
    button.set_text_content(Some(&did_you_mean(&meant, &use_texts())));
    let _ = place.append_child(&button);
}

/// Enters the address of a suggestion button. `None` if the element is not one.
pub(super) fn take_suggestion(button: &Element) -> Option<HtmlFormElement> {
    let meant = button.get_attribute(SUGGESTION)?;
    let form: HtmlFormElement = button.closest("form").ok()??.dyn_into().ok()?;
    let input = input(&form, Field::Email)?;
    input.set_value(&meant);
    // The button disappears with its question; the focus stays in the form.
    let _ = input.focus();
    suggest(&meant);
    Some(form)
}

/// Validates a checkout form; `None` for other forms.
fn check(form: &HtmlFormElement) -> Option<Vec<FieldError>> {
    if !form.class_list().contains("pn-checkout") {
        return None;
    }
    let rules = form.get_attribute("data-address").and_then(|rules| json::address_rules(&rules));
    let mut typed = CheckoutForm::default();
    for field in fields() {
        *typed.get_mut(field) = value(form, field).chars().map(half_width).collect();
    }
    let matches = |pattern: &str, text: &str| js_sys::RegExp::new(&format!("^(?:{pattern})$"), "u").test(text);
    let mut errors = typed.validate(rules.as_ref(), matches, &use_texts());
    errors.extend(required(form).iter().filter_map(|field| missing(form, field)));
    Some(errors)
}

/// Returns the app's own fields that have to be filled in or ticked.
fn required(form: &HtmlFormElement) -> Vec<HtmlElement> {
    all(form, "[data-missing]")
}

/// Returns the error of one of the app's own fields if it is empty, in the words of the server.
fn missing(form: &HtmlFormElement, field: &HtmlElement) -> Option<FieldError> {
    if !named(form, &field.get_attribute("name")?).trim().is_empty() {
        return None;
    }
    Some(FieldError::of_custom(field.id().strip_prefix("field-")?, field.get_attribute("data-missing")?))
}

fn value(form: &HtmlFormElement, field: Field) -> String {
    named(form, field.name())
}

/// Returns the value of the field with this name; empty for a box that is not ticked.
pub(super) fn named(form: &HtmlFormElement, name: &str) -> String {
    FormData::new_with_form(form).ok().and_then(|data| data.get(name).as_string()).unwrap_or_default()
}

fn field_of(input: &Element) -> Option<Field> {
    fields().find(|field| field.name() == input.id())
}

/// Shows the error of a field, or that it has none.
fn mark(id: &str, errors: &[FieldError]) {
    let error = errors.iter().find(|error| error.element_id() == id);
    if let Some(place) = document().get_element_by_id(&format!("{id}-error")) {
        place.set_text_content(error.map(|e| e.message.as_str()));
    }
    if let Some(input) = document().get_element_by_id(id) {
        let _ = match error {
            Some(_) => input.set_attribute("aria-invalid", "true"),
            None => input.remove_attribute("aria-invalid"),
        };
    }
}

/// Lists the errors above the form and focuses the first field.
fn summarize(errors: &[FieldError]) {
    let Some(summary) = document().get_element_by_id("checkout-errors") else { return };
    let Ok(Some(list)) = summary.query_selector("ul") else { return };
    list.set_text_content(None);
    for error in errors {
        let (Ok(item), Ok(link)) = (document().create_element("li"), document().create_element("a")) else { return };
        let _ = link.set_attribute("href", &format!("#{}", error.element_id()));
        link.set_text_content(Some(&error.message));
        let _ = item.append_child(&link);
        let _ = list.append_child(&item);
    }
    let _ = summary.toggle_attribute_with_force("hidden", errors.is_empty());
    if let Some(input) = errors.first().and_then(|error| document().get_element_by_id(&error.element_id())) {
        let _ = input.unchecked_into::<HtmlElement>().focus();
    }
}

fn input(root: &HtmlElement, field: Field) -> Option<HtmlInputElement> {
    root.query_selector(&format!("input#{}", field.name())).ok()??.dyn_into().ok()
}
