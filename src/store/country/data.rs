//! The records of `countries.json`, parsed once.

use std::sync::OnceLock;

use serde::Deserialize;

/// A country as the file has it. What is left out has the default given here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// English name.
    pub name: String,
    /// The lines of an address, in libaddressinput's notation: `%n` is a line break, `%N` name, `%O` organization, `%A`
    /// street lines, `%D` dependent locality, `%C` city, `%S` region, `%Z` postal code; the rest stands for itself.
    #[serde(default = "default_format")]
    pub format: String,
    /// The letters of the fields that must be filled in.
    #[serde(default = "default_required")]
    pub required: String,
    /// What the country calls the city.
    #[serde(default = "default_city")]
    pub city: String,
    /// What the country calls the region.
    #[serde(default = "default_region")]
    pub region: String,
    /// What the country calls the postal code.
    #[serde(default = "default_postal_code")]
    pub postal_code: String,
    /// The regular expression of its postal codes.
    pub pattern: Option<String>,
    /// A postal code.
    pub example: Option<String>,
    /// Its regions.
    #[serde(default)]
    pub regions: Vec<Region>,
}

/// A region: what is written on the address and its name in Latin letters, or one text for both.
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

/// Every country, sorted by name as a reader expects it.
pub(super) fn records() -> &'static [Record] {
    static RECORDS: OnceLock<Vec<Record>> = OnceLock::new();
    RECORDS.get_or_init(|| {
        serde_json::from_str(include_str!("countries.json")).expect("countries.json is part of the program")
    })
}

/// The country of a code.
pub(super) fn record(code: &str) -> Option<&'static Record> {
    records().iter().find(|r| r.code == code)
}
