//! Formats an address for a label.

use super::{data, name_in};
use crate::{language::Language, model::Address};

/// Formats an address in the order of its country, with the country's name as the last line. Empty
/// fields are left out along with their punctuation. Returns no lines for an unknown country.
///
/// ```
/// use pannier::{Address, country};
///
/// let address = Address {
///     name: "Ada Example".into(),
///     line1: "Example Street 1".into(),
///     postal_code: "10115".into(),
///     city: "Berlin".into(),
///     country: "DE".into(),
///     ..Address::default()
/// };
/// assert_eq!(country::format(&address), ["Ada Example", "Example Street 1", "10115 Berlin", "Germany"]);
/// ```
pub fn format(address: &Address) -> Vec<String> {
    format_in(address, Language::ENGLISH)
}

/// Like [`format()`], with the country's name in this language.
pub fn format_in(address: &Address, language: Language) -> Vec<String> {
    let Some(country) = data::record(&address.country) else { return Vec::new() };
    let mut lines = Vec::new();
    for template in country.format.split("%n") {
        match template {
            "%A" => lines.extend([&address.line1, &address.line2].map(|l| l.trim().to_owned())),
            _ => lines.push(line(template, address)),
        }
    }
    lines.retain(|line| !line.is_empty() && line.to_lowercase() != country.name.to_lowercase());
    lines.push(name_in(&country.code, language));
    lines
}

/// Formats one line of a template. Text between fields is kept only if it directly precedes a field
/// with a value.
fn line(template: &str, address: &Address) -> String {
    let mut line = String::new();
    let (mut text, rest) = template.split_at(template.find('%').unwrap_or(template.len()));
    if rest.is_empty() {
        return text.to_owned();
    }
    for part in rest.split('%').skip(1) {
        let mut chars = part.chars();
        let value = chars.next().map(|letter| value(letter, address)).unwrap_or_default();
        if !value.is_empty() {
            // Text before the first field is a prefix of that field (`CH-`); a separator would have
            // nothing to separate.
            if !line.is_empty() || text.chars().any(char::is_alphanumeric) || text == "〒" {
                line.push_str(text);
            }
            line.push_str(&value);
        }
        text = chars.as_str();
    }
    line
}

fn value(letter: char, address: &Address) -> String {
    match letter {
        'N' => address.name.trim().to_owned(),
        'O' => address.organization.trim().to_owned(),
        'A' => [address.line1.trim(), address.line2.trim()]
            .into_iter()
            .filter(|l| !l.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        'C' => address.city.trim().to_owned(),
        'S' => address.region.trim().to_owned(),
        'Z' => address.postal_code.trim().to_uppercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::format;
    use crate::model::Address;

    fn address(country: &str) -> Address {
        Address {
            name: "Ada Lovelace".into(),
            line1: "1 Main Street".into(),
            city: "Springfield".into(),
            postal_code: "12345".into(),
            country: country.into(),
            ..Address::default()
        }
    }

    #[test]
    fn lines_follow_the_country() {
        assert_eq!(format(&address("DE")), ["Ada Lovelace", "1 Main Street", "12345 Springfield", "Germany"]);
        let us =
            Address { region: "IL".into(), line2: "Apt 4".into(), organization: "Engines".into(), ..address("US") };
        let lines = ["Ada Lovelace", "Engines", "1 Main Street", "Apt 4", "Springfield, IL 12345", "United States"];
        assert_eq!(format(&us), lines);
        let gb = Address { postal_code: "sw1a 1aa".into(), ..address("GB") };
        assert_eq!(format(&gb), ["Ada Lovelace", "1 Main Street", "Springfield", "SW1A 1AA", "United Kingdom"]);
        let jp = Address { region: "東京都".into(), postal_code: "150-0001".into(), ..address("JP") };
        assert_eq!(format(&jp), ["〒150-0001", "東京都", "1 Main Street", "Ada Lovelace", "Japan"]);
    }

    #[test]
    fn an_empty_field_takes_its_punctuation_with_it() {
        assert_eq!(format(&address("US"))[2], "Springfield 12345");
        let only_code = Address { city: String::new(), ..address("US") };
        assert_eq!(format(&only_code)[2], "12345");
        let only_city = Address { postal_code: String::new(), ..address("US") };
        assert_eq!(format(&only_city)[2], "Springfield");
    }

    #[test]
    fn fixed_text_stays_and_the_country_comes_once() {
        assert_eq!(format(&address("CH"))[2], "CH-12345 Springfield");
        assert_eq!(format(&address("SG")), ["Ada Lovelace", "1 Main Street", "SINGAPORE 12345", "Singapore"]);
        assert_eq!(format(&address("GI")), ["Ada Lovelace", "1 Main Street", "12345", "Gibraltar"]);
        assert!(format(&address("ZZ")).is_empty());
    }
}
