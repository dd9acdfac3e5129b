//! What a shipping option is called in a language, beyond that of an order.

use crate::{language::Texts, store::Store};

impl Store {
    /// Returns what the checkout calls a [choice](crate::Shipment::choice) in the language of the texts. `None` if neither a
    /// message nor its method says so.
    pub(in crate::store) fn shipping_label(&self, choice: &str, texts: &Texts) -> Option<String> {
        let (method, option) = choice.split_once(':').unwrap_or((choice, ""));
        let by_method = || self.shipping_method(method)?.label(option, texts.language());
        translation(method, option, texts).or_else(by_method)
    }
}

/// Returns the message that names an option of a method, or the method if it has only one.
pub(super) fn translation(method: &str, option: &str, texts: &Texts) -> Option<String> {
    texts.get_own(&match option {
        "" => format!("shipping-{method}"),
        option => format!("shipping-{method}-{option}"),
    })
}
