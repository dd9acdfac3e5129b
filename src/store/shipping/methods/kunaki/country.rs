//! The countries that Kunaki ships to, with Kunaki's names for them, and addresses in its fields.

use crate::{Address, AddressField, country::rules};

/// ISO 3166-1 alpha-2 code, and Kunaki's name.
const COUNTRIES: [(&str, &str); 48] = [
    ("AR", "Argentina"),
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("BE", "Belgium"),
    ("BG", "Bulgaria"),
    ("BR", "Brazil"),
    ("CA", "Canada"),
    ("CH", "Switzerland"),
    ("CN", "China"),
    ("CY", "Cyprus"),
    ("CZ", "Czech Republic"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("ES", "Spain"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("GI", "Gibraltar"),
    ("GL", "Greenland"),
    ("GR", "Greece"),
    ("HK", "Hong Kong"),
    ("HU", "Hungary"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IS", "Iceland"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("MX", "Mexico"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("NZ", "New Zealand"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SI", "Slovenia"),
    ("SK", "Slovakia"),
    ("TR", "Turkey"),
    ("TW", "Taiwan"),
    ("UA", "Ukraine"),
    ("US", "United States"),
    ("VA", "Vatican City"),
];

/// Returns Kunaki's name of a country, if it ships there.
pub(super) fn name(code: &str) -> Option<&'static str> {
    COUNTRIES.binary_search_by_key(&code, |(code, _)| code).ok().map(|at| COUNTRIES[at].1)
}

/// The fields of an address that depend on the country's format. Kunaki has those of the United States.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub line2: String,
    /// Never empty: Kunaki requires it.
    pub city: String,
}

/// Returns the fields of an address in a country, given Kunaki's name of it. Where addresses have no city, the city
/// is the region, such as the prefecture in Japan, or else the country, such as Singapore. Where Kunaki has no field
/// for the region, it follows the address lines.
pub(super) fn fields(address: &Address, country: &str) -> Fields {
    let rules = rules(&address.country).unwrap_or_default();
    let used = |field| rules.field(field).map_or("", |_| address.get(field).trim());
    let (city, key) = (used(AddressField::City), used(AddressField::Region));
    // A key may be in the country's own script, a name is in Latin.
    let region = rules.regions.iter().find(|region| region.key == key).map_or(key, |region| region.name.as_str());
    let (city, region) = match (city, region) {
        ("", "") => (country, ""),
        ("", region) => (region, ""),
        (city, _) if !state(&address.country, key).is_empty() => (city, ""),
        (city, region) => (city, region),
    };
    let line2: Vec<_> = [address.line2.trim(), region].into_iter().filter(|part| !part.is_empty()).collect();
    Fields { line2: line2.join(", "), city: city.to_owned() }
}

/// Returns the two-letter state, which Kunaki requires for the US and Canada; empty for other countries.
pub(super) fn state<'a>(code: &str, region: &'a str) -> &'a str {
    if matches!(code, "US" | "CA") { region } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_in_order_to_be_found() {
        assert!(COUNTRIES.is_sorted_by(|(one, _), (next, _)| one < next));
        for (code, country) in COUNTRIES {
            assert_eq!(name(code), Some(country));
        }
        assert_eq!((name("AQ"), name("")), (None, None));
    }

    fn fields_of(code: &str, city: &str, region: &str) -> (String, String) {
        let (line2, city, region) = ("Flat 2".into(), city.into(), region.into());
        let address = Address { country: code.into(), line2, city, region, ..Address::default() };
        let Fields { city, line2 } = fields(&address, name(code).unwrap());
        (city, line2)
    }

    #[test]
    fn the_city_is_what_is_nearest_to_one() {
        for (code, city, region, expected) in [
            ("DE", "Berlin", "", ("Berlin", "Flat 2")),
            ("US", "New York", "NY", ("New York", "Flat 2")),
            ("CA", "Montréal", "QC", ("Montréal", "Flat 2")),
            ("JP", "", "東京都", ("Tokyo", "Flat 2")),
            ("JP", "left over from another country", "東京都", ("Tokyo", "Flat 2")),
            ("SG", "", "", ("Singapore", "Flat 2")),
            ("GI", "", "", ("Gibraltar", "Flat 2")),
            ("HK", "", "Kowloon", ("Kowloon", "Flat 2")),
            ("HK", "Mong Kok", "Kowloon", ("Mong Kok", "Flat 2, Kowloon")),
            ("AU", "Sydney", "NSW", ("Sydney", "Flat 2, New South Wales")),
            ("BR", "Campinas", "SP", ("Campinas", "Flat 2, São Paulo")),
            ("IE", "", "", ("Ireland", "Flat 2")),
        ] {
            let (city, line2) = fields_of(code, city, region);
            assert_eq!((city.as_str(), line2.as_str()), expected, "{code}");
        }
    }

    #[test]
    fn an_address_that_the_checkout_accepts_has_a_city() {
        for (code, _) in COUNTRIES {
            let rules = rules(code).unwrap();
            let mut address = Address { country: code.into(), ..Address::default() };
            for field in rules.fields.iter().filter(|field| field.required) {
                *address.get_mut(field.field) =
                    rules.regions.first().map_or("x".to_owned(), |region| region.key.clone());
            }
            assert!(!fields(&address, name(code).unwrap()).city.is_empty(), "{code}");
        }
    }
}
