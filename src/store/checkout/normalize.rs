//! Normalizes the input of the checkout form.

use crate::{
    model::{CheckoutForm, Field, is_email, postal_code},
    store::country,
};

/// Text fields in which white space is collapsed.
const WORDS: [Field; 6] = [Field::Name, Field::Organization, Field::Line1, Field::Line2, Field::City, Field::Region];

/// Removes typos of phone keyboards and of copy and paste: white space in an e-mail address, repeated
/// spaces, a postal code that is not formatted as in its country. Input that cannot be parsed is left
/// unchanged, for the shopper to correct.
pub fn tidy(form: &mut CheckoutForm) {
    let email: String = form.email.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
    if is_email(&email) {
        form.email = email;
    }
    for field in WORDS {
        let words = form.get(field).split_whitespace().collect::<Vec<_>>().join(" ");
        *form.get_mut(field) = words;
    }
    let code = form.postal_code.trim();
    let read = country::rules(&form.country).filter(|_| !code.is_empty());
    form.postal_code = read.and_then(|rules| postal_code(&rules, code, country::matches)).unwrap_or(code.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_errors_stay() {
        let mut form = CheckoutForm {
            email: " ada @example.com ".into(),
            name: "Ada   Lovelace ".into(),
            line1: "Unter den\tLinden 1".into(),
            postal_code: "d-10115".into(),
            country: "DE".into(),
            ..CheckoutForm::default()
        };
        tidy(&mut form);
        assert_eq!((form.email.as_str(), form.name.as_str()), ("ada@example.com", "Ada Lovelace"));
        assert_eq!((form.line1.as_str(), form.postal_code.as_str()), ("Unter den Linden 1", "10115"));
        form.postal_code = " 1011 x".into();
        form.email = "ada at example".into();
        tidy(&mut form);
        assert_eq!((form.postal_code.as_str(), form.email.as_str()), ("1011 x", "ada at example"));
    }
}
