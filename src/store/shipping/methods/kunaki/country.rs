//! The countries that Kunaki ships to, with Kunaki's names for them.

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
}
