//! Normalization of postal codes.

use super::AddressRules;

/// The longest text for which separators are tried at every position.
const LONGEST: usize = 16;

impl AddressRules {
    /// Normalizes a postal code to the country's format: in capitals, with its space or hyphen in place and
    /// without a country prefix. `None` if it is not a valid code.
    ///
    /// `matches` returns whether a text as a whole matches a regular expression.
    ///
    /// ```
    /// use pannier::country;
    ///
    /// let of = |code, typed| country::rules(code).unwrap().postal_code(typed, country::matches);
    /// assert_eq!(of("DE", "D-10115").as_deref(), Some("10115"));
    /// assert_eq!(of("PL", "00 950").as_deref(), Some("00-950"));
    /// assert_eq!(of("GB", "sw1a 1aa").as_deref(), Some("SW1A 1AA"));
    /// assert_eq!(of("DE", "1011"), None);
    /// ```
    pub fn postal_code(&self, typed: &str, matches: impl Fn(&str, &str) -> bool) -> Option<String> {
        let typed = typed.trim().to_uppercase();
        let Some(pattern) = &self.postal_code_pattern else { return Some(typed) };
        if matches(pattern, &typed) {
            return Some(typed);
        }
        let mut code: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
        if !code.is_ascii() || code.len() > LONGEST {
            return None;
        }
        if self.postal_code_is_numeric() {
            // Letters before the digits are the country: D-10115.
            code = code.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        }
        let together = std::iter::once(code.clone());
        let apart =
            (1..code.len()).flat_map(|at| [" ", "-"].map(|between| [&code[..at], between, &code[at..]].concat()));
        together.chain(apart).find(|code| matches(pattern, code))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use crate::{country, random_text::texts};

    const PIECES: &[&str] = &["1", "23", "101", "15", "A", "sw1a", "1aa", "DE", "d", " ", "-", "１", "ß", "İ"];

    proptest! {
        #[test]
        fn any_postal_code_is_normalized_once(at: Index, typed in texts(PIECES, 8)) {
            let country = at.get(country::all());
            if let Some(code) = of(country.code, &typed) {
                prop_assert_eq!(of(country.code, &code), Some(code.clone()), "{}", country.code);
            }
        }
    }

    fn of(country: &str, typed: &str) -> Option<String> {
        country::rules(country).expect("rules").postal_code(typed, country::matches)
    }

    #[test]
    fn people_write_them_in_many_ways() {
        for (country, typed, meant) in [
            ("DE", " 10115 ", "10115"),
            ("DE", "DE 10115", "10115"),
            ("AT", "A-1010", "1010"),
            ("FR", "75 001", "75001"),
            ("US", "940431351", "94043-1351"),
            ("US", "94043 - 1351", "94043-1351"),
            ("NL", "1234ab", "1234AB"),
            ("CA", "k1a-0b1", "K1A 0B1"),
            ("JP", "150 0001", "150-0001"),
            ("PL", "00950", "00-950"),
            ("BR", "40301 110", "40301-110"),
            ("PT", "2725079", "2725-079"),
            ("LV", "lv1073", "LV-1073"),
        ] {
            let read = of(country, typed);
            let same = |code: &str| code.replace(['-', ' '], "") == meant.replace(['-', ' '], "");
            assert!(read.as_deref().is_some_and(same), "{country}: {typed} is {read:?}, not {meant}");
        }
    }

    #[test]
    fn what_is_no_code_stays_none() {
        for (country, typed) in
            [("DE", "1011"), ("DE", "101155"), ("DE", "Berlin"), ("DE", "ä"), ("GB", "12345"), ("US", "9404-33")]
        {
            assert_eq!(of(country, typed), None, "{country}: {typed}");
        }
        assert_eq!(of("DE", &"1".repeat(10_000)), None);
    }

    #[test]
    fn every_example_is_read_without_its_separators() {
        for country in country::all() {
            let rules = country::rules(country.code).expect("rules");
            let Some(example) = rules.postal_code_example.as_deref() else { continue };
            let bare: String = example.chars().filter(|c| c.is_alphanumeric()).collect();
            assert!(rules.postal_code(&bare, country::matches).is_some(), "{}: {bare}", country.code);
        }
    }
}
