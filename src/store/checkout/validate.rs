//! Validates the e-mail address and the address that were typed: the shopper's form, and the merchant's corrections.

use crate::{
    language::Texts,
    model::{AddressRules, CheckoutForm, Field, FieldError},
    store::country,
};

/// Returns what is wrong with the e-mail address and the address of a normalized form. `address` is the form of the
/// chosen country, or `None` if nothing ships.
pub fn contact_errors(form: &CheckoutForm, address: Option<&AddressRules>, texts: &Texts) -> Vec<FieldError> {
    let mut errors = form.validate(address, country::matches, texts);
    if !form.email.is_ascii() && errors.iter().all(|error| error.field != Field::Email) {
        // A domain that has no ASCII form does not exist.
        errors.push(FieldError::new(Field::Email, texts.get("field-email-form")));
    }
    errors
}
