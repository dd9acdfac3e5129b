//! What a postal address needs in a country.

use serde::{Deserialize, Serialize};

use super::Field;

/// The address form of one country: which fields, in which order, under which labels, and what a postal code looks like.
/// The server has the data; the browser is sent the rules of the country that is chosen.
///
/// ```
/// use pannier::{Field, country};
///
/// let germany = country::rules("DE").unwrap();
/// assert_eq!(germany.fields[0].field, Field::Name);
/// assert_eq!(germany.postal_code_pattern.as_deref(), Some(r"\d{5}"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddressRules {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The fields in the order in which the country writes them.
    pub fields: Vec<AddressField>,
    /// A regular expression that a whole postal code matches, if the country has such codes.
    pub postal_code_pattern: Option<String>,
    /// A postal code as it should look.
    pub postal_code_example: Option<String>,
    /// The states, provinces or prefectures to choose from; empty where the field is free text or absent.
    pub regions: Vec<Region>,
}

/// A field of an address form.
///
/// ```
/// use pannier::{Field, country};
///
/// let rules = country::rules("US").unwrap();
/// let zip = rules.field(Field::PostalCode).unwrap();
/// assert_eq!((zip.label.as_str(), zip.required), ("ZIP code", true));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressField {
    /// Which one.
    pub field: Field,
    /// What the country calls it: "ZIP code", "Postal code", "Eircode".
    pub label: String,
    /// Whether an address is incomplete without it.
    pub required: bool,
}

/// A state, province or prefecture.
///
/// ```
/// let rules = pannier::country::rules("US").unwrap();
/// let california = rules.regions.iter().find(|region| region.key == "CA").unwrap();
/// assert_eq!(california.name, "California");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// What is written on the address (`CA`, `東京都`).
    pub key: String,
    /// What is shown (`California`, `Tokyo`).
    pub name: String,
}

impl AddressRules {
    /// The field, if the country has it.
    ///
    /// ```
    /// use pannier::{Field, country};
    ///
    /// let hong_kong = country::rules("HK").unwrap();
    /// assert!(hong_kong.field(Field::PostalCode).is_none());
    /// ```
    pub fn field(&self, field: Field) -> Option<&AddressField> {
        self.fields.iter().find(|f| f.field == field)
    }

    /// Whether postal codes are digits and nothing else, so that a telephone can show its number pad.
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
