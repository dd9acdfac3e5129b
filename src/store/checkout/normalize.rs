//! Normalizes the checkout form, once, before anything else reads it: what is validated, quoted, shown and frozen
//! is one value.

use unicode_normalization::UnicodeNormalization;

use crate::{
    model::{Address, AddressField, CheckoutField, CheckoutForm, Field, half_width, is_email},
    store::{country, tax::normalize_vat_id},
};

/// Maximum number of characters of a field that are read at all.
const LONGEST: usize = 2000;
/// Maximum length of the ids and choices that a page posts, in characters.
const LONGEST_CHOICE: usize = 500;
/// Maximum number of parcels whose choices are kept.
const MOST_PARCELS: usize = 50;
/// Maximum number of the app's own fields that are kept.
const MOST_FIELDS: usize = 50;

/// Normalizes every field of a form. Idempotent.
///
/// Each is one line without control characters, in the composed form of Unicode (NFC), with ASCII for its
/// full-width forms. Compatibility forms stay: in NFKC, the house number 12½ is 121⁄2. The country is in capitals;
/// fields that its addresses do not have are empty. Typos of phone keyboards and of copy and paste are removed:
/// white space in an e-mail address, a postal code that is not formatted as in its country. Input that cannot be
/// parsed is left for the shopper to correct, and no text is cut to a valid one.
pub fn normalize(form: &mut CheckoutForm) {
    let CheckoutForm {
        email,
        shipping_address,
        shipping,
        parcels,
        payment,
        attempt,
        element,
        total,
        code,
        vat_id,
        billing_address,
        fields,
    } = form;
    *email = normalize_email(email);
    normalize_address(shipping_address);
    normalize_address(billing_address);
    *code = one_line(code, Field::Code.max_length());
    *vat_id = normalize_vat_id(&one_line(vat_id, Field::VatId.max_length()));
    for choice in [shipping, payment, attempt, element, total] {
        *choice = one_line(choice, LONGEST_CHOICE);
    }
    let choices = std::mem::take(parcels).into_iter().take(MOST_PARCELS);
    *parcels = choices.map(|(key, id)| (one_line(&key, LONGEST_CHOICE), one_line(&id, LONGEST_CHOICE))).collect();
    let typed = std::mem::take(fields).into_iter().take(MOST_FIELDS);
    let typed = typed.map(|(id, value)| (one_line(&id, LONGEST_CHOICE), one_line(&value, CheckoutField::MAX_LENGTH)));
    *fields = typed.filter(|(_, value)| !value.is_empty()).collect();
}

/// Returns the visible characters, with single spaces between words. A text that is longer than `max` characters
/// is cut, but stays longer.
pub fn one_line(text: &str, max: usize) -> String {
    let visible = text.chars().take(LONGEST).filter(|c| c.is_whitespace() || !c.is_control() && !is_blank(*c));
    let composed: String = visible.map(half_width).nfc().collect();
    if composed.chars().all(|c| c.is_whitespace() || is_joiner(c)) {
        return String::new();
    }
    let words = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    // Two more, because the last may be a space.
    words.chars().take(max + 2).collect::<String>().trim_end().to_owned()
}

/// Returns whether a character is invisible, or changes the direction of those after it: a label would show a house
/// number backwards.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

/// Returns whether a character joins its neighbours or keeps them apart, as some scripts need.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns the address as mail servers take it: its domain in ASCII (punycode).
pub fn normalize_email(typed: &str) -> String {
    let line = one_line(typed, Field::Email.max_length());
    let compact: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let ascii = compact
        .rsplit_once('@')
        .and_then(|(local, domain)| Some(format!("{local}@{}", idna::domain_to_ascii(domain).ok()?)));
    ascii.filter(|email| is_email(email)).unwrap_or(line)
}

/// Normalizes an address by the rules of its country.
pub fn normalize_address(address: &mut Address) {
    for field in Address::FIELDS {
        *address.get_mut(field) = one_line(address.get(field), field.max_length());
    }
    address.country.make_ascii_uppercase();
    let Some(rules) = country::rules(&address.country) else { return };
    // Nothing validates a field that the form does not show.
    for field in Address::FIELDS {
        if field != AddressField::Country && rules.field(field).is_none() {
            address.get_mut(field).clear();
        }
    }
    if !address.postal_code.is_empty()
        && let Some(code) = rules.postal_code(&address.postal_code, country::matches)
    {
        address.postal_code = code;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &[
        "Ada",
        "ada@",
        "bücher",
        ".example",
        "Straße 12½",
        "１２",
        "10115",
        "d-",
        "US",
        " ",
        "\u{a0}",
        "\t",
        "\r\n",
        "\0",
        "\u{85}",
        "\u{9b}",
        "\u{200b}",
        "\u{200c}",
        "\u{202e}",
        "\u{3164}",
        "u\u{308}",
        "\u{301}",
        "می",
        "ﬃ",
        "https://",
        "www.",
    ];

    fn address(country: &str, field: AddressField, typed: &str) -> String {
        let mut address = Address { country: country.into(), ..Address::default() };
        *address.get_mut(field) = typed.into();
        normalize_address(&mut address);
        address.get(field).to_owned()
    }

    #[test]
    fn typos_are_corrected_and_errors_stay() {
        for (typed, meant) in [
            (" ada @example.com ", "ada@example.com"),
            ("ada@\u{200b}Example.COM", "ada@example.com"),
            ("ada@bücher.example", "ada@xn--bcher-kva.example"),
            ("ada@bu\u{308}cher.example", "ada@xn--bcher-kva.example"),
            ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"),
            ("ada\u{9b}@example.com", "ada@example.com"),
            ("ada at example", "ada at example"),
            ("jürgen@example.com", "jürgen@example.com"),
            ("ada@exa mple", "ada@exa mple"),
        ] {
            assert_eq!(normalize_email(typed), meant, "{typed:?}");
        }
        for (field, typed, meant) in [
            (AddressField::Name, "Ada \u{a0} Lovelace ", "Ada Lovelace"),
            (AddressField::Line1, "Unter den\tLinden\r\n1", "Unter den Linden 1"),
            (AddressField::Line1, "Hauptstraße 12½", "Hauptstraße 12½"),
            (AddressField::Line1, "１２－３", "12-3"),
            (AddressField::Line1, "Linden \u{202e}12", "Linden 12"),
            (AddressField::Name, "\u{202e}\u{200f} \u{200d}\u{3164}\u{ffa0}", ""),
            (AddressField::Name, "می\u{200c}خواهم", "می\u{200c}خواهم"),
            (AddressField::City, "Mu\u{308}n\0chen", "München"),
            (AddressField::PostalCode, "d-10115", "10115"),
            (AddressField::PostalCode, "１０１１５", "10115"),
            (AddressField::PostalCode, " 1011 x", "1011 x"),
            (AddressField::Region, "CA", ""),
        ] {
            assert_eq!(address("DE", field, typed), meant, "{typed:?}");
        }
    }

    #[test]
    fn a_country_is_a_code_in_capitals_and_nothing_is_cut_to_one() {
        for (typed, meant) in
            [("fr ", "FR"), ("U\0S", "US"), ("ＤＥ", "DE"), ("", ""), ("Germany", "GERM"), ("D E", "D E")]
        {
            assert_eq!(address(typed, AddressField::Country, typed), meant, "{typed:?}");
        }
    }

    #[test]
    fn a_region_is_still_one_of_its_country() {
        for country in country::all() {
            for region in country::rules(country.code).expect("a country").regions {
                assert_eq!(address(country.code, AddressField::Region, &region.key), region.key);
            }
        }
    }

    fn posted() -> impl Strategy<Value = CheckoutForm> {
        let typed = || texts(PIECES, 6);
        let country = texts(&["gb", "JP", "US", "ｄｅ", " "], 2);
        (typed(), typed(), country, typed()).prop_map(|(one, another, country, text)| {
            let mut shipping_address = Address::default();
            for (n, field) in Address::FIELDS.into_iter().enumerate() {
                shipping_address.get_mut(field).clone_from(if n % 2 == 0 { &one } else { &another });
            }
            shipping_address.country = country;
            let choices = std::collections::BTreeMap::from([(one, another)]);
            CheckoutForm {
                email: text.clone(),
                billing_address: shipping_address.clone(),
                shipping_address,
                code: text.clone(),
                vat_id: text.clone(),
                shipping: text,
                fields: choices.clone(),
                parcels: choices,
                ..CheckoutForm::default()
            }
        })
    }

    proptest! {
        #[test]
        fn any_form_is_normalized_once(mut form in posted()) {
            normalize(&mut form);
            let mut again = form.clone();
            normalize(&mut again);
            prop_assert_eq!(again, form);
        }

        #[test]
        fn any_line_is_visible_and_ends(text in texts(PIECES, 12), times in 1..20_usize) {
            let line = one_line(&text.repeat(times), 20);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_blank(c)), "{line:?}");
            prop_assert!(line.chars().count() <= 22 && line.trim() == line, "{line:?}");
        }

        #[test]
        fn what_is_too_long_stays_too_long(text in "[a-z ]{0,40}[a-z]") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let line = one_line(&text, 20);
            prop_assert_eq!(line.chars().count() > 20, words.chars().count() > 20);
        }
    }
}
