//! Random webhooks: JSON of the words that a gateway uses, and documents of the gateway that are not quite right.

use proptest::strategy::Strategy;
use serde_json::Value;

use crate::random_text::{Random, randomly};

/// How deep random JSON is at most.
const DEPTH: usize = 4;

/// Bodies for what reads webhooks. `documents` are valid; `words` are the names and texts in them.
pub fn bodies(documents: &'static [&'static str], words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    randomly(move |random| match random.below(9) {
        0 => (0..random.below(100)).map(|_| random.number().to_be_bytes()[0]).collect(),
        1 | 2 => json(random, words, DEPTH).to_string().into_bytes(),
        _ => mutated(random, documents, words),
    })
}

/// Returns a document in which one value, at any depth, is another one.
fn mutated(random: &mut Random, documents: &[&str], words: &[&str]) -> Vec<u8> {
    let mut document: Value = serde_json::from_str(random.choose(documents)).expect("a document");
    let mut places = Vec::new();
    collect_pointers(&document, String::new(), &mut places);
    let place = &places[random.below(places.len())];
    *document.pointer_mut(place).expect("a place") = json(random, words, DEPTH);
    document.to_string().into_bytes()
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

fn json(random: &mut Random, words: &[&str], depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => Value::from(random.below(2) == 0),
        2 => Value::from(random.number().cast_signed()),
        3 => Value::from(f64::from_bits(random.number())),
        4 => Value::from(random.choose(words)),
        5 => (0..random.below(12)).map(|_| random.character()).collect::<String>().into(),
        6 => (0..random.below(4)).map(|_| json(random, words, depth - 1)).collect(),
        _ => (0..random.below(5)).map(|_| (random.choose(words).to_owned(), json(random, words, depth - 1))).collect(),
    }
}
