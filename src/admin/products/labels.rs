//! What kinds, fields, choices and states are called: by the app, by the store, or else by their own names.

use leptos::prelude::*;

use crate::{
    Language, ManagedState, Money, Texts, TimeZone,
    admin::{here::Here, order::labels::badge},
    managed::{Field, FieldKind, Values},
};

/// Returns what the products of a kind are called together.
pub(in crate::admin) fn kind(here: &Here, kind: &str) -> String {
    by_app(here, &format!("kind-{kind}")).unwrap_or_else(|| readable(kind))
}

/// Returns what one product of a kind is called.
pub(in crate::admin) fn one(here: &Here, kind: &str) -> String {
    by_app(here, &format!("kind-{kind}-one")).unwrap_or_else(|| readable(kind))
}

/// Returns what a field is called.
pub(in crate::admin) fn field(here: &Here, kind: &str, name: &str) -> String {
    let by_app = |texts: &Texts| texts.get_own(&format!("field-{kind}-{name}"));
    let by_store = || here.texts.get_own(&format!("admin-field-{name}"));
    let elsewhere = || by_app(&here.store.texts(here.store.first_language()));
    by_app(&here.texts).or_else(by_store).or_else(elsewhere).unwrap_or_else(|| readable(name))
}

/// Returns what a field is called in a form: with its currency and its language, and whether it may be left empty.
pub(in crate::admin) fn input(here: &Here, kind: &str, field: &Field, language: Option<Language>) -> String {
    let mut label = self::field(here, kind, field.name);
    if let FieldKind::Money(currency) = field.kind {
        label = here.format("admin-products-in", &[("field", (&label).into()), ("unit", currency.code().into())]);
    }
    let further = language.is_some_and(|language| language != here.store.first_language());
    if let Some(language) = language {
        let language = language_name(here, language);
        label = here.format("admin-products-in", &[("field", (&label).into()), ("unit", (&language).into())]);
    }
    match field.required && !further || matches!(field.kind, FieldKind::Flag) {
        true => label,
        false => here.format("admin-field-optional", &[("label", (&label).into())]),
    }
}

/// Returns what the value of a field is called that an error or a change names: `title`, or `title.de`.
pub(in crate::admin) fn value(here: &Here, kind: &str, key: &str) -> String {
    let (name, tag) = key.split_once('.').unwrap_or((key, ""));
    let label = field(here, kind, name);
    match Language::from_tag(tag) {
        Some(language) => {
            let language = language_name(here, language);
            here.format("admin-products-in", &[("field", (&label).into()), ("unit", (&language).into())])
        }
        None => label,
    }
}

/// Returns what the app says below a field, instead of what the store says there.
pub(super) fn hint(here: &Here, kind: &str, name: &str) -> Option<String> {
    by_app(here, &format!("field-{kind}-{name}-hint"))
}

/// Returns what one of the values to choose from is called.
pub(super) fn choice(here: &Here, kind: &str, name: &str, value: &str) -> String {
    by_app(here, &format!("field-{kind}-{name}-{value}")).unwrap_or_else(|| readable(value))
}

/// Returns what the app calls the value of a field that is left empty, if that means something.
pub(super) fn empty(here: &Here, kind: &str, name: &str) -> Option<String> {
    by_app(here, &format!("field-{kind}-{name}-empty"))
}

/// Returns a value as people read it.
pub(super) fn shown(here: &Here, kind: &str, fields: &[Field], key: &str, value: &str) -> String {
    let name = key.split('.').next().unwrap_or_default();
    let field = fields.iter().find(|field| field.name == name);
    match field.map(|field| field.kind) {
        Some(FieldKind::Flag) => here.text(if value == "yes" { "admin-products-yes" } else { "admin-products-no" }),
        _ if value.is_empty() => empty(here, kind, name).unwrap_or_else(|| "–".to_owned()),
        Some(FieldKind::Choice(_)) => choice(here, kind, name, value),
        Some(FieldKind::DateTime) => shown_time(value, here.store.time_zone()),
        Some(FieldKind::Money(currency)) => match Money::from_decimal(value, currency) {
            Some(money) => here.texts.money(money),
            None => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// Returns a time, as it is stored or typed, as the clocks of the shop show it. What is no time stays.
pub(super) fn shown_time(value: &str, zone: &TimeZone) -> String {
    match Values::new().with("at", value).time_in("at", zone) {
        Some(at) => Values::time_text_in(at, zone),
        None => value.to_owned(),
    }
}

/// Returns the name of a file by its key.
pub(in crate::admin) fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// Renders the state of a product, or of one of several settings.
pub(super) fn state(here: &Here, settings: bool, state: ManagedState) -> AnyView {
    let tone = match state {
        ManagedState::Draft => "wait",
        ManagedState::Published => "good",
        ManagedState::Retired => "plain",
    };
    badge(here.text(state_name(settings, state)), tone)
}

/// Returns the name of the text of a state. Settings are not sold.
pub(in crate::admin) const fn state_name(settings: bool, state: ManagedState) -> &'static str {
    match state {
        ManagedState::Draft => "admin-products-state-draft",
        ManagedState::Published if settings => "admin-settings-state-published",
        ManagedState::Published => "admin-products-state-published",
        ManagedState::Retired => "admin-products-state-retired",
    }
}

/// Returns a text of the app in the language of the reader, or in the first one of the store.
fn by_app(here: &Here, name: &str) -> Option<String> {
    here.texts.get_own(name).or_else(|| here.store.texts(here.store.first_language()).get_own(name))
}

fn language_name(here: &Here, language: Language) -> String {
    here.store.texts(language).get_own("admin-language-name").unwrap_or_else(|| language.to_string())
}

/// Makes a name of the code readable: `available_from` is "Available from".
fn readable(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut rest = words.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_code_can_be_read() {
        for (name, read) in [("available_from", "Available from"), ("öl-farbe", "Öl farbe"), ("by", "By"), ("", "")] {
            assert_eq!(readable(name), read);
        }
    }
}
