//! Address forms by country.

use serde::{Deserialize, Serialize};

use super::AddressField;

/// The address form of a country: its fields, their order and labels, and the format of its postal codes.
/// The server has the data; the browser receives the rules of the chosen country.
///
/// ```
/// use pannier::{AddressField, country};
///
/// let germany = country::rules("DE").unwrap();
/// assert_eq!(germany.fields[0].field, AddressField::Name);
/// assert_eq!(germany.postal_code_pattern.as_deref(), Some(r"\d{5}"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AddressRules {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The fields, in the country's order.
    pub fields: Vec<FieldRule>,
    /// The regular expression that a complete postal code matches, if the country has postal codes.
    pub postal_code_pattern: Option<String>,
    /// An example of a postal code.
    pub postal_code_example: Option<String>,
    /// The states, provinces or prefectures to choose from. Empty if the field is free text or absent.
    pub regions: Vec<Region>,
}

/// A field of an address form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldRule {
    /// The field.
    pub field: AddressField,
    /// The country's name for it: "ZIP code", "Postal code", "Eircode".
    pub label: String,
    /// Whether the field is mandatory.
    pub required: bool,
}

/// A state, province or prefecture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Region {
    /// The value in the address (`CA`, `東京都`).
    pub key: String,
    /// The name to display (`California`, `Tokyo`).
    pub name: String,
}

impl AddressRules {
    /// Returns the rule of a field, if the country has it.
    ///
    /// ```
    /// use pannier::{AddressField, country};
    ///
    /// let hong_kong = country::rules("HK").unwrap();
    /// assert!(hong_kong.field(AddressField::PostalCode).is_none());
    /// ```
    pub fn field(&self, field: AddressField) -> Option<&FieldRule> {
        self.fields.iter().find(|rule| rule.field == field)
    }

    /// Returns whether postal codes consist of digits only, so that a phone can show its number pad.
    ///
    /// ```
    /// use pannier::country;
    ///
    /// assert!(country::rules("DE").unwrap().postal_code_is_numeric());
    /// assert!(!country::rules("GB").unwrap().postal_code_is_numeric());
    /// ```
    pub fn postal_code_is_numeric(&self) -> bool {
        self.postal_code_example.as_deref().is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit()))
    }
}
