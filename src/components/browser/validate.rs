//! Checking the checkout form in the browser, with the code and the rules that the server checks it with.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::json;
use crate::{
    CheckoutForm, Field, FieldError,
    components::{checkout_fields::did_you_mean, language::use_texts},
    model::meant,
    validate,
};

/// On a button: the e-mail address that it puts in.
const SUGGESTION: &str = "data-suggestion";

/// The fields that are checked here, in the order in which they may be shown.
const FIELDS: [Field; 9] = [
    Field::Email,
    Field::Country,
    Field::Name,
    Field::Organization,
    Field::Line1,
    Field::Line2,
    Field::City,
    Field::Region,
    Field::PostalCode,
];

/// Whether a form may be sent: any form but one of a checkout that has errors, which are shown.
pub(super) fn ready(form: &HtmlFormElement) -> bool {
    let Some(errors) = check(form) else { return true };
    for field in FIELDS {
        mark(field, errors.iter().find(|e| e.field == field));
    }
    summarize(&errors);
    errors.is_empty()
}

/// Says what is wrong with a field when it is left, and takes back what was.
pub(super) fn leave(event: &Event) {
    let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(Some(form)) = input.closest("form") else { return };
    let (Some(field), Ok(form)) = (field_of(&input), form.dyn_into::<HtmlFormElement>()) else { return };
    // An empty field that is only passed through is not wrong yet.
    let Some(errors) = check(&form).filter(|_| !value(&form, field).is_empty()) else { return };
    mark(field, errors.iter().find(|e| e.field == field));
    if field == Field::Email {
        suggest(&value(&form, field));
    }
}

/// Asks whether another e-mail address was meant; the question is a button that puts it in.
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

/// Puts in the address of such a button. `None` if it is none.
pub(super) fn take_suggestion(button: &Element) -> Option<HtmlFormElement> {
    let meant = button.get_attribute(SUGGESTION)?;
    let form: HtmlFormElement = button.closest("form").ok()??.dyn_into().ok()?;
    let input = input(&form, Field::Email)?;
    input.set_value(&meant);
    // The button goes with its question; the focus stays in the form.
    let _ = input.focus();
    suggest(&meant);
    Some(form)
}

/// Everything that is wrong with a form; `None` if it is no checkout form.
fn check(form: &HtmlFormElement) -> Option<Vec<FieldError>> {
    if !form.class_list().contains("pn-checkout") {
        return None;
    }
    let rules = form.get_attribute("data-address").and_then(|rules| json::address_rules(&rules, &FIELDS));
    let mut typed = CheckoutForm::default();
    for field in FIELDS {
        *typed.get_mut(field) = value(form, field);
    }
    let matches = |pattern: &str, text: &str| js_sys::RegExp::new(&format!("^(?:{pattern})$"), "u").test(text);
    Some(validate(&typed, rules.as_ref(), matches, &use_texts()))
}

fn value(form: &HtmlFormElement, field: Field) -> String {
    FormData::new_with_form(form).ok().and_then(|data| data.get(field.name()).as_string()).unwrap_or_default()
}

fn field_of(input: &Element) -> Option<Field> {
    FIELDS.into_iter().find(|field| field.name() == input.id())
}

fn mark(field: Field, error: Option<&FieldError>) {
    if let Some(place) = document().get_element_by_id(&format!("{}-error", field.name())) {
        place.set_text_content(error.map(|e| e.message.as_str()));
    }
    if let Some(input) = document().get_element_by_id(field.name()) {
        let _ = match error {
            Some(_) => input.set_attribute("aria-invalid", "true"),
            None => input.remove_attribute("aria-invalid"),
        };
    }
}

/// Lists what is wrong above the form and takes the reader to the first field.
fn summarize(errors: &[FieldError]) {
    let Some(summary) = document().get_element_by_id("checkout-errors") else { return };
    let Ok(Some(list)) = summary.query_selector("ul") else { return };
    list.set_text_content(None);
    for error in errors {
        let (Ok(item), Ok(link)) = (document().create_element("li"), document().create_element("a")) else { return };
        let _ = link.set_attribute("href", &format!("#{}", error.field.name()));
        link.set_text_content(Some(&error.message));
        let _ = item.append_child(&link);
        let _ = list.append_child(&item);
    }
    let _ = summary.toggle_attribute_with_force("hidden", errors.is_empty());
    let first = FIELDS.iter().find(|f| errors.iter().any(|e| e.field == **f));
    if let Some(input) = first.and_then(|f| document().get_element_by_id(f.name())) {
        let _ = input.unchecked_into::<HtmlElement>().focus();
    }
}

/// What stands in the fields now: it may be typed while the store was thinking, and stays.
pub(super) fn typed(root: &HtmlElement) -> Vec<(Field, String)> {
    let inputs = FIELDS.into_iter().filter(|field| *field != Field::Country && *field != Field::Region);
    inputs.filter_map(|field| Some((field, input(root, field)?.value()))).collect()
}

/// Puts back what was typed.
pub(super) fn restore(typed: &[(Field, String)]) {
    let Some(body) = document().body() else { return };
    for (field, value) in typed {
        if let Some(input) = input(&body, *field) {
            input.set_value(value);
        }
    }
}

fn input(root: &HtmlElement, field: Field) -> Option<HtmlInputElement> {
    root.query_selector(&format!("input#{}", field.name())).ok()??.dyn_into().ok()
}
