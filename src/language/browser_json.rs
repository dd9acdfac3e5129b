//! The subset of the message files that the browser needs, in a form that is cheap to parse.
//!
//! A text is a JSON string, or an array of parts: a string; `{"v": NAME}` for a value; `{"s": NAME, "c":
//! {KEY: TEXT}, "d": KEY}` for a selection by a value, with its default key. `browser.rs` formats it.

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use serde_json::{Map, Value, json};

use super::Language;

/// Converts the texts of a file. Those that use more of Fluent than values and selections become null.
pub(super) fn patterns(file: &FluentResource) -> impl Iterator<Item = (String, Value)> {
    file.entries().filter_map(|entry| match entry {
        Entry::Message(message) => {
            let name = message.id.name.to_owned();
            // Null is harmless on the server; a test checks the files for the browser.
            let form = message.value.as_ref().map(|text| pattern(text).unwrap_or(Value::Null));
            form.map(|form| (name, form))
        }
        _ => None,
    })
}

fn pattern(text: &Pattern<&str>) -> Option<Value> {
    let parts: Vec<Value> = text.elements.iter().map(part).collect::<Option<_>>()?;
    match parts.as_slice() {
        [only @ Value::String(_)] => Some(only.clone()),
        _ => Some(Value::Array(parts)),
    }
}

fn part(part: &PatternElement<&str>) -> Option<Value> {
    match part {
        PatternElement::TextElement { value } => Some(json!(value)),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
            Some(json!(value))
        }
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(json!({ "v": id.name }))
        }
        PatternElement::Placeable {
            expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants },
        } => {
            let key = |key: &VariantKey<&str>| match key {
                VariantKey::Identifier { name } => (*name).to_owned(),
                VariantKey::NumberLiteral { value } => (*value).to_owned(),
            };
            let fallback = variants.iter().find(|variant| variant.default).map(|variant| key(&variant.key))?;
            let choices: Option<Map<String, Value>> =
                variants.iter().map(|variant| Some((key(&variant.key), pattern(&variant.value)?))).collect();
            Some(json!({ "s": id.name, "c": choices?, "d": fallback }))
        }
        PatternElement::Placeable { .. } => None,
    }
}

/// Serializes texts by name.
pub(super) fn object<'a>(texts: impl Iterator<Item = (&'a String, &'a Value)>) -> String {
    Value::Object(texts.map(|(name, text)| (name.clone(), text.clone())).collect()).to_string()
}

/// Serializes the language, path prefix and texts for a page.
pub(super) fn json(language: Language, prefix: &str, texts: &str) -> String {
    let head = json!({ "language": language, "prefix": prefix }).to_string();
    let head = head.trim_end_matches('}');
    format!("{head},\"texts\":{texts}}}")
}
