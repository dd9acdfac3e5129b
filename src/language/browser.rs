//! The texts that a page includes: a block of JSON, written by the server. A page that was rendered in the browser may lack it,
//! and gets it from the server later.
//!
//! The browser formats numbers, plurals and money (ECMA-402).

use std::{cell::RefCell, sync::Arc};

use js_sys::{
    Array,
    Intl::{NumberFormat, PluralRules},
    JSON, Object, Reflect,
};
use leptos::prelude::{ArcTrigger, Notify, Track, document};
use wasm_bindgen::{JsCast, JsValue};

use super::{Arg, Language, Texts, texts::MessageSource};
use crate::model::money::Money;

/// The page's language, path prefix and texts.
#[derive(Clone)]
pub(crate) struct Known {
    language: Language,
    prefix: String,
    texts: JsValue,
}

thread_local! {
    static KNOWN: RefCell<Option<Known>> = RefCell::new(on_page().as_ref().and_then(read));
    static ARRIVED: ArcTrigger = ArcTrigger::new();
}

fn on_page() -> Option<JsValue> {
    JSON::parse(&document().get_element_by_id("pn-messages")?.text_content()?).ok()
}

fn read(block: &JsValue) -> Option<Known> {
    let text = |name: &str| get(block, name).and_then(|value| value.as_string());
    let prefix = text("prefix")?;
    if !prefix.is_empty() {
        // Server functions are called in the page's language, unless the app has set a server URL.
        let _ = leptos::server_fn::client::try_set_server_url(Box::leak(prefix.clone().into_boxed_str()));
    }
    Some(Known { language: Language::from_tag(&text("language")?)?, prefix, texts: get(block, "texts")? })
}

/// Returns whether the texts are known.
pub(crate) fn has_texts() -> bool {
    KNOWN.with_borrow(Option::is_some)
}

/// Sets the texts, and shows them where they were missing.
pub(crate) fn set_texts(block: &JsValue) {
    KNOWN.set(read(block));
    ARRIVED.with(ArcTrigger::notify);
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// Returns the prefix of this page's paths.
pub(crate) fn path_prefix() -> String {
    KNOWN.with_borrow(|known| known.as_ref().map(|known| known.prefix.clone()).unwrap_or_default())
}

impl Texts {
    /// Returns the texts in the default language, which is the page's.
    pub(crate) fn here() -> Texts {
        let language = KNOWN.with_borrow(|known| known.as_ref().map(|known| known.language));
        let language = language.unwrap_or(Language::ENGLISH);
        Texts::new(language, Arc::new(Page(language)))
    }
}

struct Page(Language);

impl MessageSource for Page {
    /// Returns an empty text until the texts are known, and then has the caller's effect run again.
    fn format(&self, name: &str, with: &[(&str, Arg<'_>)]) -> Option<String> {
        KNOWN.with_borrow(|known| {
            let mut text = String::new();
            match known {
                Some(known) => self.write(&get(&known.texts, name)?, with, &mut text),
                None => ARRIVED.with(ArcTrigger::track),
            }
            Some(text)
        })
    }

    fn get_own(&self, name: &str) -> Option<String> {
        self.format(name, &[])
    }

    fn money(&self, money: Money) -> String {
        let options = Object::new();
        let digits = JsValue::from(money.currency.exponent());
        for (name, value) in [
            ("style", "currency".into()),
            ("currency", money.currency.code().into()),
            ("minimumFractionDigits", digits.clone()),
            ("maximumFractionDigits", digits),
        ] {
            let _ = Reflect::set(&options, &name.into(), &value);
        }
        // As a string, to stay exact.
        self.format_number(&options, &money.decimal().into()).unwrap_or_else(|| money.to_string())
    }
}

impl Page {
    fn locales(&self) -> Array {
        Array::of1(&self.0.tag().into())
    }

    fn format_number(&self, options: &Object, number: &JsValue) -> Option<String> {
        NumberFormat::new(&self.locales(), options).format().call1(&JsValue::NULL, number).ok()?.as_string()
    }

    /// Appends a formatted pattern. See `browser_json.rs` for its structure.
    fn write(&self, pattern: &JsValue, with: &[(&str, Arg<'_>)], text: &mut String) {
        if let Some(plain) = pattern.as_string() {
            text.push_str(&plain);
        } else if let Some(parts) = pattern.dyn_ref::<Array>() {
            parts.iter().for_each(|part| self.write(&part, with, text));
        } else if let Some(name) = get(pattern, "v") {
            match value(&name, with) {
                Some(Arg::Text(value)) => text.push_str(value),
                Some(Arg::Number(number)) => {
                    let number = JsValue::from(number.to_string());
                    text.push_str(&self.format_number(&Object::new(), &number).unwrap_or_default());
                }
                None => {}
            }
        } else if let (Some(name), Some(choices)) = (get(pattern, "s"), get(pattern, "c")) {
            let choice = match value(&name, with) {
                Some(Arg::Text(value)) => get(&choices, value),
                Some(Arg::Number(number)) => get(&choices, &number.to_string()).or_else(|| {
                    let rules = PluralRules::new(&self.locales(), &Object::new());
                    // The loss of precision is out of range for any count.
                    get(&choices, &String::from(rules.select(number as f64)))
                }),
                None => None,
            };
            let fallback = || get(&choices, &get(pattern, "d")?.as_string()?);
            if let Some(choice) = choice.or_else(fallback) {
                self.write(&choice, with, text);
            }
        }
    }
}

fn value<'a>(name: &JsValue, with: &[(&str, Arg<'a>)]) -> Option<Arg<'a>> {
    let name = name.as_string()?;
    with.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
}
