//! Builds a country's address form from its record.

use super::data::{Record, Region as RegionRecord};
use crate::model::{AddressField, AddressRules, FieldRule, Region};

/// Returns the address form. Name and company come first, as is usual in forms; the rest is in the
/// country's own order.
///
/// A dependent locality (`%D`) has no field of its own: it goes into the second address line.
pub(super) fn of(record: &Record) -> AddressRules {
    let required = |letter: char| record.required.contains(letter);
    let field = |field, label: &str, required| FieldRule { field, label: label.to_owned(), required };
    let mut fields =
        vec![field(AddressField::Name, "Full name", true), field(AddressField::Organization, "Company", required('O'))];
    for part in record.format.split('%').skip(1) {
        match part.chars().next() {
            Some('A') => {
                fields.push(field(AddressField::Line1, "Address", required('A')));
                fields.push(field(AddressField::Line2, "Apartment, floor, c/o", false));
            }
            Some('C') => fields.push(field(AddressField::City, &record.city, required('C'))),
            Some('S') => fields.push(field(AddressField::Region, &record.region, required('S'))),
            Some('Z') => fields.push(field(AddressField::PostalCode, &record.postal_code, required('Z'))),
            _ => {}
        }
    }
    AddressRules {
        country: record.code.clone(),
        fields,
        postal_code_pattern: record.pattern.clone(),
        postal_code_example: record.example.clone(),
        regions: record.regions.iter().map(region).collect(),
    }
}

/// Returns the id of the message that translates a label: `address-zip-code` for "ZIP code".
pub(super) fn message_of(label: &str) -> String {
    let words = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!("address-{}", words.map(str::to_lowercase).collect::<Vec<_>>().join("-"))
}

fn region(record: &RegionRecord) -> Region {
    match record {
        RegionRecord::Name(name) => Region { key: name.clone(), name: name.clone() },
        RegionRecord::KeyAndName(key, name) => Region { key: key.clone(), name: name.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{data, matches, rules},
        message_of, of,
    };
    use crate::{
        language::fluent::english,
        model::AddressField::{self, *},
    };

    /// Returns the fields of a country's form, and the required ones.
    fn form(code: &str) -> (Vec<AddressField>, Vec<AddressField>) {
        let rules = rules(code).expect("a country");
        let required = rules.fields.iter().filter(|f| f.required).map(|f| f.field).collect();
        (rules.fields.iter().map(|f| f.field).collect(), required)
    }

    fn label(code: &str, field: AddressField) -> String {
        rules(code).and_then(|r| r.field(field).map(|f| f.label.clone())).expect("a field")
    }

    fn postal_code(code: &str, text: &str) -> bool {
        matches(&rules(code).and_then(|r| r.postal_code_pattern).expect("a pattern"), text)
    }

    #[test]
    fn every_label_has_a_message() {
        let english = english();
        for record in data::records() {
            for field in of(record).fields {
                assert_eq!(english.get_own(&message_of(&field.label)), Some(field.label));
            }
        }
    }

    #[test]
    fn united_states() {
        let (fields, required) = form("US");
        assert_eq!(fields, [Name, Organization, Line1, Line2, City, Region, PostalCode]);
        assert_eq!(required, [Name, Line1, City, Region, PostalCode]);
        assert_eq!((label("US", Region), label("US", PostalCode)), ("State".into(), "ZIP code".into()));
        assert!(postal_code("US", "94043-1351") && !postal_code("US", "9404"));
        let states = rules("US").expect("rules").regions;
        assert!(states.iter().any(|s| s.key == "CA" && s.name == "California"));
    }

    #[test]
    fn germany() {
        let (fields, required) = form("DE");
        assert_eq!(fields, [Name, Organization, Line1, Line2, PostalCode, City]);
        assert_eq!(required, [Name, Line1, PostalCode, City]);
        assert!(postal_code("DE", "10115") && !postal_code("DE", "1011") && !postal_code("DE", "D-10115"));
    }

    #[test]
    fn united_kingdom() {
        let (fields, _) = form("GB");
        assert_eq!(fields, [Name, Organization, Line1, Line2, City, PostalCode]);
        assert_eq!((label("GB", City), label("GB", PostalCode)), ("Town or city".into(), "Postcode".into()));
        assert!(postal_code("GB", "SW1A 1AA") && postal_code("GB", "SW1A1AA") && !postal_code("GB", "12345"));
    }

    #[test]
    fn japan() {
        let (fields, required) = form("JP");
        assert_eq!(fields, [Name, Organization, PostalCode, Region, Line1, Line2]);
        assert_eq!(required, [Name, PostalCode, Region, Line1]);
        assert_eq!(label("JP", Region), "Prefecture");
        let regions = rules("JP").expect("rules").regions;
        assert!(regions.len() == 47 && regions.iter().any(|r| r.key == "東京都" && r.name == "Tokyo"));
        assert!(postal_code("JP", "150-0001"));
    }

    #[test]
    fn ireland() {
        let (fields, required) = form("IE");
        assert_eq!(fields, [Name, Organization, Line1, Line2, City, Region, PostalCode]);
        assert_eq!(required, [Name, Line1, City]);
        assert_eq!((label("IE", Region), label("IE", PostalCode)), ("County".into(), "Eircode".into()));
    }

    #[test]
    fn brazil() {
        let (fields, required) = form("BR");
        assert_eq!(fields, [Name, Organization, Line1, Line2, City, Region, PostalCode]);
        assert_eq!(required, [Name, Line1, City, Region, PostalCode]);
        assert!(rules("BR").expect("rules").regions.iter().any(|r| r.key == "SP" && r.name == "São Paulo"));
    }

    #[test]
    fn kosovo() {
        let (fields, _) = form("XK");
        assert_eq!(fields, [Name, Organization, Line1, Line2, PostalCode, City]);
        assert!(postal_code("XK", "10000") && !postal_code("XK", "1000"));
    }

    #[test]
    fn some_countries_have_no_postal_codes() {
        for code in ["AE", "HK"] {
            let rules = rules(code).expect("rules");
            assert!(rules.field(PostalCode).is_none() && rules.postal_code_pattern.is_none(), "{code}");
        }
        assert_eq!((label("AE", Region), label("HK", City)), ("Emirate".into(), "District".into()));
    }
}
