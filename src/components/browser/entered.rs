//! What shoppers enter: kept when their page is replaced, and found where it was entered before the script had loaded.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use super::dom::all;

/// Text is kept in any case. Not quantities, which the store corrects, nor a region, which is one of the country that was
/// chosen.
const TEXTS: &str = "input[maxlength]:not([id$=region])";
/// What the store may answer with something else, such as a shipping method: kept if it was changed after it was sent.
const CHOICES: &str = "select, input[id$=region], input[type=checkbox], input[type=radio]";
/// Every field that a shopper can see.
const FIELDS: &str = "select, input:not([type=hidden])";

/// The value of a field.
struct Entry {
    id: String,
    value: String,
    /// For a region: the country that it is of.
    country: Option<String>,
}

/// The choices in a region of the page at the time at which they were sent.
pub(super) struct Sent(Vec<Entry>);

impl Sent {
    pub fn of(root: &Element) -> Sent {
        Sent(all::<Element>(root, CHOICES).into_iter().filter_map(Field::of).map(|field| field.entry()).collect())
    }
}

/// What to enter again after the page was replaced.
pub(super) struct Kept(Vec<Entry>);

impl Kept {
    /// Returns the text below `root`, and the choices that have changed since they were sent.
    pub fn of(root: &Element, sent: &Sent) -> Kept {
        let texts = all::<Element>(root, TEXTS).into_iter().filter_map(Field::of).map(|field| field.entry());
        let choices = all::<Element>(root, CHOICES).into_iter().filter_map(Field::of);
        let changed = choices.filter_map(|field| {
            let entry = field.entry();
            let before = sent.0.iter().find(|before| before.id == entry.id).map(|before| before.value.clone());
            (entry.value != before.unwrap_or_else(|| field.rendered())).then_some(entry)
        });
        Kept(texts.chain(changed).collect())
    }

    /// Enters it again, in the fields that there still are. A country comes before its region.
    pub fn restore(&self) {
        for entry in &self.0 {
            let field = document().get_element_by_id(&entry.id).and_then(Field::of);
            if let Some(field) = field.filter(|field| field.country() == entry.country) {
                field.enter(&entry.value);
            }
        }
    }
}

/// Returns the fields of a form that have another value than the server has rendered.
pub(super) fn changed(form: &Element) -> Vec<Element> {
    let is_changed = |element: &Element| Field::of(element.clone()).is_some_and(|f| f.entry().value != f.rendered());
    all::<Element>(form, FIELDS).into_iter().filter(is_changed).collect()
}

enum Field {
    Select(HtmlSelectElement),
    /// A checkbox or a radio button. Its value is empty unless it is checked.
    Tick(HtmlInputElement),
    Text(HtmlInputElement),
}

impl Field {
    fn of(element: Element) -> Option<Field> {
        match element.dyn_into::<HtmlInputElement>() {
            Ok(input) if matches!(input.type_().as_str(), "checkbox" | "radio") => Some(Field::Tick(input)),
            Ok(input) => Some(Field::Text(input)),
            Err(element) => element.dyn_into().ok().map(Field::Select),
        }
    }

    fn element(&self) -> &Element {
        match self {
            Field::Select(select) => select,
            Field::Tick(input) | Field::Text(input) => input,
        }
    }

    fn entry(&self) -> Entry {
        Entry { id: self.element().id(), value: self.value(), country: self.country() }
    }

    fn value(&self) -> String {
        match self {
            Field::Select(select) => select.value(),
            Field::Tick(input) => tick(input.checked()),
            Field::Text(input) => input.value(),
        }
    }

    /// Returns the value as the server has rendered it.
    fn rendered(&self) -> String {
        match self {
            Field::Select(select) => {
                let find = |selector| select.query_selector(selector).ok().flatten();
                let option = find("option[selected]").or_else(|| find("option"));
                option.and_then(|option| option.get_attribute("value")).unwrap_or_default()
            }
            Field::Tick(input) => tick(input.default_checked()),
            Field::Text(input) => input.default_value(),
        }
    }

    /// Returns the country that is chosen for a region.
    fn country(&self) -> Option<String> {
        let id = self.element().id();
        let country = document().get_element_by_id(&format!("{}country", id.strip_suffix("region")?))?;
        country.dyn_into::<HtmlSelectElement>().ok().map(|country| country.value())
    }

    fn enter(&self, value: &str) {
        match self {
            Field::Select(select) => {
                let offered = select.value();
                select.set_value(value);
                // An option that is no longer there would leave nothing selected.
                if select.value() != value {
                    select.set_value(&offered);
                }
            }
            // Of several radio buttons, the one that is checked unchecks the others.
            Field::Tick(input) if value.is_empty() && input.type_() == "radio" => {}
            Field::Tick(input) => input.set_checked(!value.is_empty()),
            Field::Text(input) => input.set_value(value),
        }
    }
}

fn tick(checked: bool) -> String {
    if checked { "on".to_owned() } else { String::new() }
}
