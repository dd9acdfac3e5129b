//! How an app declares its fields.

use super::FieldKind;
use crate::model::Money;

/// A field that an app adds to the checkout: see [`StoreBuilder::field`](crate::StoreBuilder::field) and the
/// [recipe](crate::recipes::checkout_fields).
///
/// Its texts are messages: `checkout-field-ID` is the label, `checkout-field-ID-hint` the sentence below it, if there is one,
/// and `checkout-field-ID-VALUE` the label of a choice.
///
/// ```
/// use pannier::CheckoutField;
///
/// // A courier rings before it comes.
/// let phone = CheckoutField::text("phone")
///     .input_type("tel")
///     .autocomplete("tel")
///     .max_length(40)
///     .shown_when(|order| order.ships)
///     .required_when(|order| order.methods.iter().any(|method| method == "courier"));
/// let wrapping = CheckoutField::choice("wrapping", &["none", "paper", "box"]);
/// let terms = CheckoutField::tick("terms").link("/terms").required().shown_when(|order| order.terms);
/// ```
///
/// # Panics
/// The constructors panic for an id that is not lower-case ASCII letters, digits and `_` with a letter first, or is longer
/// than 40; the other methods for values that a field cannot have, or for another kind of field.
#[derive(Clone, Debug)]
#[must_use = "a field does nothing until the store has it"]
pub struct CheckoutField {
    pub(crate) id: String,
    /// Without the labels of its choices.
    pub(crate) kind: FieldKind,
    pub(crate) required: fn(&FieldContext) -> bool,
    pub(crate) shown: fn(&FieldContext) -> bool,
}

/// What the fields of a checkout may depend on: the order as it is filled in so far.
///
/// ```
/// use pannier::{Currency, FieldContext, Money};
///
/// let mut order = FieldContext::new(Money::new(25_000, Currency::EUR));
/// order.country = "CH".into();
/// assert!(!order.ships && !order.business);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldContext {
    /// Whether anything ships.
    pub ships: bool,
    /// The country (ISO 3166-1 alpha-2). Empty if none is asked for.
    pub country: String,
    /// The shipping choice of each parcel: the id of its method, or `METHOD:OPTION` for one of several options.
    pub methods: Vec<String>,
    /// The amount to charge.
    pub total: Money,
    /// Whether the buyer is a company.
    pub business: bool,
    /// Whether it holds digital content, of which the right of withdrawal can end.
    pub downloads: bool,
    /// Whether the app has [terms](crate::StoreBuilder::terms) in the shopper's language: without any, there is nothing to
    /// agree to.
    pub terms: bool,
}

impl FieldContext {
    /// Creates the context of an order that does not ship, for tests of conditions.
    pub fn new(total: Money) -> FieldContext {
        FieldContext {
            ships: false,
            country: String::new(),
            methods: Vec::new(),
            total,
            business: false,
            downloads: false,
            terms: false,
        }
    }
}

impl CheckoutField {
    /// The maximum length of a text, in characters.
    pub const MAX_LENGTH: usize = 500;

    /// Creates a line of text of up to 120 characters. Web addresses are refused, because mails show what was typed.
    pub fn text(id: &str) -> CheckoutField {
        let (input_type, autocomplete) = ("text".to_owned(), "off".to_owned());
        CheckoutField::new(id, FieldKind::Text { input_type, autocomplete, max_length: 120 })
    }

    /// Creates a choice among these values: ASCII letters, digits, `-` and `_`. Each has a label of its own.
    pub fn choice(id: &str, values: &[&str]) -> CheckoutField {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(!values.is_empty(), "the field {id:?} has nothing to choose from");
        for (n, value) in values.iter().enumerate() {
            // The message of that name is the field's hint.
            let fits = !value.is_empty() && value.chars().all(plain) && *value != "hint";
            assert!(fits && !values[..n].contains(value), "{value:?} is not a value that the field {id:?} can have");
        }
        let values = values.iter().map(|value| ((*value).to_owned(), String::new()));
        CheckoutField::new(id, FieldKind::Choice(values.collect()))
    }

    /// Creates a box to tick. Its label says what the shopper agrees to, and is stored with the order.
    pub fn tick(id: &str) -> CheckoutField {
        CheckoutField::new(id, FieldKind::Tick { link: None })
    }

    fn new(id: &str, kind: FieldKind) -> CheckoutField {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let fits = id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(plain) && id.len() <= 40;
        assert!(fits, "{id:?} is not the id of a field: lower-case letters, digits and _, up to 40, a letter first");
        CheckoutField { id: id.to_owned(), kind, required: |_| false, shown: |_| true }
    }

    /// Limits the length of a text, in characters: at most [`CheckoutField::MAX_LENGTH`].
    pub fn max_length(mut self, max: usize) -> CheckoutField {
        let FieldKind::Text { max_length, .. } = &mut self.kind else { panic!("{:?} is no text", self.id) };
        assert!((1..=CheckoutField::MAX_LENGTH).contains(&max), "a text cannot be limited to {max} characters");
        *max_length = max;
        self
    }

    /// Sets what a browser may fill in (HTML, "Autofill field"): `tel`, `bday`.
    pub fn autocomplete(mut self, name: &str) -> CheckoutField {
        let FieldKind::Text { autocomplete, .. } = &mut self.kind else { panic!("{:?} is no text", self.id) };
        name.clone_into(autocomplete);
        self
    }

    /// Sets the type of the input, by which a phone chooses its keyboard: `text`, `tel`, `email`, `number` or `date`. The
    /// store does not check that a text has this form.
    pub fn input_type(mut self, name: &str) -> CheckoutField {
        let FieldKind::Text { input_type, .. } = &mut self.kind else { panic!("{:?} is no text", self.id) };
        assert!(["text", "tel", "email", "number", "date"].contains(&name), "{name:?} is not the type of a text");
        name.clone_into(input_type);
        self
    }

    /// Links the page that says what is agreed to.
    pub fn link(mut self, href: impl Into<String>) -> CheckoutField {
        let FieldKind::Tick { link } = &mut self.kind else { panic!("{:?} is nothing to tick", self.id) };
        *link = Some(href.into());
        self
    }

    /// Makes the field mandatory.
    pub fn required(self) -> CheckoutField {
        self.required_when(|_| true)
    }

    /// Makes the field mandatory on a condition. One that is not shown is never mandatory.
    pub fn required_when(self, condition: fn(&FieldContext) -> bool) -> CheckoutField {
        CheckoutField { required: condition, ..self }
    }

    /// Shows the field on a condition. What was typed into one that is no longer shown is not stored with the order.
    pub fn shown_when(self, condition: fn(&FieldContext) -> bool) -> CheckoutField {
        CheckoutField { shown: condition, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn a_field_that_cannot_be_shown_is_found_at_start() {
        let fields: [fn() -> CheckoutField; 14] = [
            || CheckoutField::text(""),
            || CheckoutField::text("1st"),
            || CheckoutField::text("gift-message"),
            || CheckoutField::text("Phone"),
            || CheckoutField::text("größe"),
            || CheckoutField::choice("size", &[]),
            || CheckoutField::choice("size", &["s", "s"]),
            || CheckoutField::choice("size", &["hint"]),
            || CheckoutField::choice("size", &["extra large"]),
            || CheckoutField::text("phone").max_length(0),
            || CheckoutField::text("phone").max_length(501),
            || CheckoutField::text("page").input_type("url"),
            || CheckoutField::text("phone").link("/terms"),
            || CheckoutField::tick("terms").max_length(5),
        ];
        for (n, field) in fields.into_iter().enumerate() {
            assert!(catch_unwind(field).is_err(), "field {n}");
        }
    }

    #[test]
    fn a_field_is_optional_and_shown_unless_it_says_otherwise() {
        let order = FieldContext::new(Money::new(100, crate::model::Currency::EUR));
        let field = CheckoutField::text("phone");
        assert!(!(field.required)(&order) && (field.shown)(&order));
        let field = field.required().shown_when(|order| order.ships);
        assert!((field.required)(&order) && !(field.shown)(&order));
    }
}
