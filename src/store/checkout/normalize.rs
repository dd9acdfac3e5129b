//! Normalizes the input of the checkout form.

use crate::{
    model::{Address, CheckoutForm, is_email, postal_code},
    store::country,
};

/// Removes typos of phone keyboards and of copy and paste: white space in an e-mail address, repeated
/// spaces, a postal code that is not formatted as in its country. Input that cannot be parsed is left
/// unchanged, for the shopper to correct.
pub fn tidy(form: &mut CheckoutForm) {
    let email: String = form.email.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
    if is_email(&email) {
        form.email = email;
    }
    tidy_address(&mut form.shipping_address);
}

fn tidy_address(address: &mut Address) {
    for field in Address::FIELDS {
        let words = address.get(field).split_whitespace().collect::<Vec<_>>().join(" ");
        *address.get_mut(field) = words;
    }
    let code = country::rules(&address.country)
        .filter(|_| !address.postal_code.is_empty())
        .and_then(|rules| postal_code(&rules, &address.postal_code, country::matches));
    if let Some(code) = code {
        address.postal_code = code;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_errors_stay() {
        let mut form = CheckoutForm {
            email: " ada @example.com ".into(),
            shipping_address: Address {
                name: "Ada   Lovelace ".into(),
                line1: "Unter den\tLinden 1".into(),
                postal_code: "d-10115".into(),
                country: "DE".into(),
                ..Address::default()
            },
            ..CheckoutForm::default()
        };
        tidy(&mut form);
        let Address { name, line1, postal_code, .. } = &form.shipping_address;
        assert_eq!((form.email.as_str(), name.as_str()), ("ada@example.com", "Ada Lovelace"));
        assert_eq!((line1.as_str(), postal_code.as_str()), ("Unter den Linden 1", "10115"));
        form.shipping_address.postal_code = " 1011 x".into();
        form.email = "ada at example".into();
        tidy(&mut form);
        assert_eq!((form.shipping_address.postal_code.as_str(), form.email.as_str()), ("1011 x", "ada at example"));
    }
}
