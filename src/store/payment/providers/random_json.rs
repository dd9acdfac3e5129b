//! Random webhooks: JSON of the words that a gateway uses, and documents of the gateway that are not quite right.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::{Index, select},
};
use serde_json::Value;

/// Bodies for what reads webhooks. `documents` are valid; `words` are the names and texts in them.
pub fn bodies(documents: &'static [&'static str], words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => mutated(documents, words),
        2 => json(words).prop_map(|json| json.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..100),
    ]
}

/// A document in which one value, at any depth, is another one.
fn mutated(documents: &'static [&'static str], words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    (select(documents), any::<Index>(), json(words)).prop_map(|(document, at, value)| {
        let mut document: Value = serde_json::from_str(document).expect("a document");
        let mut places = Vec::new();
        collect_pointers(&document, String::new(), &mut places);
        *document.pointer_mut(at.get(&places)).expect("a place") = value;
        document.to_string().into_bytes()
    })
}

/// Collects the JSON pointers (RFC 6901) of all values of a document.
fn collect_pointers(value: &Value, here: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| collect_pointers(value, format!("{here}/{name}"), all));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| collect_pointers(item, format!("{here}/{n}"), all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.push(here);
}

fn json(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(words).prop_map(Value::from),
        vec(any::<char>(), 0..12).prop_map(|text| Value::from(String::from_iter(text))),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(select(words), inner, 0..5)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}
