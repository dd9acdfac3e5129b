//! The fields that an app adds to the checkout.

#[cfg(feature = "ssr")]
mod declared;
#[cfg(feature = "ssr")]
mod stored;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use self::declared::{CheckoutField, FieldContext};
#[cfg(feature = "ssr")]
pub(crate) use self::stored::{frozen_fields, frozen_fields_json, typed_fields, typed_fields_json};

/// What a tick is posted and stored as. Anything else is no tick.
#[cfg(feature = "ssr")]
pub(crate) const TICKED: &str = "yes";

/// A field that an app has added, as the checkout shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckoutFieldView {
    /// The field's id. In a form, its name is `fields[ID]`.
    pub id: String,
    /// The label, in the shopper's language.
    pub label: String,
    /// A sentence below the label.
    pub hint: Option<String>,
    /// How it is filled in.
    pub kind: FieldKind,
    /// Whether it is mandatory.
    pub required: bool,
    /// What was typed or chosen so far. A tick is `yes` or empty.
    pub value: String,
}

#[cfg(feature = "ssr")]
impl CheckoutFieldView {
    /// Returns what is said of it if it is mandatory and empty.
    pub(crate) fn missing(&self, texts: &crate::language::Texts) -> String {
        let name = match &self.kind {
            FieldKind::Text { .. } => "field-missing",
            FieldKind::Choice(_) => "field-choose",
            FieldKind::Tick { .. } => "field-tick",
        };
        let lowercase = super::validation::in_a_sentence(&self.label);
        texts.format(name, &[("label", (&self.label).into()), ("lowercase", (&lowercase).into())])
    }
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldKind {
    /// A line of text.
    Text {
        /// The attribute `type` of the input: `text`, `tel`.
        input_type: String,
        /// The attribute `autocomplete` (HTML, "Autofill").
        autocomplete: String,
        /// The maximum length, in characters.
        max_length: usize,
    },
    /// One of several: the value and the label of each.
    Choice(Vec<(String, String)>),
    /// A box to tick, whose value is `yes`.
    Tick {
        /// The page that says what is agreed to.
        link: Option<String>,
    },
}

/// A field as it was filled in, stored with the order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldValue {
    /// The field's id.
    pub id: String,
    /// The label as the shopper saw it. That of a tick says what was agreed to.
    pub label: String,
    /// The text, the value chosen, or `yes` for a tick.
    pub value: String,
    /// The value in the shopper's words, if it has other ones: the label of a choice, the "Yes" of a tick.
    #[serde(default)]
    pub wording: Option<String>,
}

impl FieldValue {
    /// Returns the value as pages and mails show it.
    pub fn shown(&self) -> &str {
        self.wording.as_deref().unwrap_or(&self.value)
    }

    /// Returns the label as mails show it, where a colon may follow: what was ticked is a sentence.
    #[cfg(feature = "ssr")]
    pub(crate) fn caption(&self) -> &str {
        if self.value == TICKED { self.label.trim_end_matches('.') } else { &self.label }
    }
}
