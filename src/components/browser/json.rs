//! JSON parsing by the browser: a parser in WASM would be larger than the islands that need it
//! (`docs/weight.md`).

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::{Address, AddressRules, BasketSummary, FieldRule, Problem, Region};

/// Returns a property of an object, or `undefined`.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

fn number(value: &JsValue) -> Option<u32> {
    value.as_f64().map(|number| number as u32)
}

fn list<T>(object: &JsValue, name: &str, read: impl Fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    get(object, name).dyn_ref::<Array>()?.iter().map(|part| read(&part)).collect()
}

pub(super) fn basket_summary(json: &JsValue) -> BasketSummary {
    BasketSummary { count: number(&get(json, "count")).unwrap_or_default(), total: text(json, "total") }
}

/// Parses a problem as serde writes it: its name, or an object with its name and data.
pub(super) fn problem(json: &JsValue) -> Option<Problem> {
    if let Some(name) = json.as_string() {
        return Problem::from_name(&name, None);
    }
    let name = Object::keys(json.dyn_ref::<Object>()?).get(0).as_string()?;
    Problem::from_name(&name, number(&get(json, &name)))
}

pub(super) fn address_rules(json: &str) -> Option<AddressRules> {
    let rules = js_sys::JSON::parse(json).ok()?;
    let field = |part: &JsValue| {
        let name = text(part, "field")?;
        let field = Address::FIELDS.into_iter().find(|field| field.name() == name)?;
        Some(FieldRule { field, label: text(part, "label")?, required: get(part, "required").is_truthy() })
    };
    Some(AddressRules {
        country: text(&rules, "country")?,
        fields: list(&rules, "fields", field)?,
        postal_code_pattern: text(&rules, "postal_code_pattern"),
        postal_code_example: text(&rules, "postal_code_example"),
        regions: list(&rules, "regions", |part| Some(Region { key: text(part, "key")?, name: text(part, "name")? }))?,
    })
}
