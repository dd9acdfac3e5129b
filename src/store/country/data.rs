//! The records of `countries.json`, parsed once.

use std::sync::OnceLock;

use serde::Deserialize;

/// A country's record in the file. Missing fields have the defaults given here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// English name.
    pub name: String,
    /// The address format in libaddressinput's notation: `%n` is a line break, `%N` name, `%O`
    /// organization, `%A` street lines, `%D` dependent locality, `%C` city, `%S` region, `%Z` postal
    /// code; other text is literal.
    #[serde(default = "default_format")]
    pub format: String,
    /// The letters of the required fields.
    #[serde(default = "default_required")]
    pub required: String,
    /// The local term for the city.
    #[serde(default = "default_city")]
    pub city: String,
    /// The local term for the region.
    #[serde(default = "default_region")]
    pub region: String,
    /// The local term for the postal code.
    #[serde(default = "default_postal_code")]
    pub postal_code: String,
    /// The regular expression of the postal codes.
    pub pattern: Option<String>,
    /// An example of a postal code.
    pub example: Option<String>,
    /// The regions.
    #[serde(default)]
    pub regions: Vec<Region>,
}

/// A region: the key written on an address and its name in Latin script, or one text for both.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Region {
    Name(String),
    KeyAndName(String, String),
}

fn default_format() -> String {
    "%N%n%O%n%A%n%C".to_owned()
}
fn default_required() -> String {
    "AC".to_owned()
}
fn default_city() -> String {
    "City".to_owned()
}
fn default_region() -> String {
    "Province".to_owned()
}
fn default_postal_code() -> String {
    "Postal code".to_owned()
}

/// Returns every country, in alphabetical order of its name.
pub(super) fn records() -> &'static [Record] {
    static RECORDS: OnceLock<Vec<Record>> = OnceLock::new();
    RECORDS.get_or_init(|| {
        serde_json::from_str(include_str!("countries.json")).expect("countries.json is part of the program")
    })
}

/// Returns the country with this code.
pub(super) fn record(code: &str) -> Option<&'static Record> {
    records().iter().find(|r| r.code == code)
}
