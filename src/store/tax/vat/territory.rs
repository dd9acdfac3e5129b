//! Territories: where value added tax applies, and at whose rates.
//!
//! Some parts of a country are outside of its tax territory, some have rates of their own, and some small countries belong
//! to the territory of a neighbour. Parts of a country are known by their postal codes. The islands of Greece with lower
//! rates are not: they depend on where the seller is, too.

use crate::store::tax::{
    Place, rates,
    vat_id::{is_member_state, vat_country},
};

/// The tax territory that a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Territory {
    /// Whose tax it is: ISO 3166-1 alpha-2, or `XI` for goods in Northern Ireland.
    pub state: &'static str,
    /// The code in the table of rates, such as `PT-20`.
    pub rates: &'static str,
    /// Whether it is of the European Union.
    pub in_union: bool,
}

impl Territory {
    /// Returns the territory of a place, for goods or for services; `None` outside of those that are known.
    pub fn of(place: &Place, goods: bool) -> Option<Territory> {
        let code = digits(&place.postal_code);
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| code.starts_with(prefix));
        let state = |code: &str| rates::country(code).map(|state| Territory::with(state, state));
        match place.country.as_str() {
            // Jungholz and Mittelberg have the rate of Germany, to which their only roads lead.
            "AT" if ["6691", "6991", "6992", "6993"].contains(&&*code) => Some(Territory::with("AT", "AT-JM")),
            // Büsingen and Helgoland.
            "DE" if ["78266", "27498"].contains(&&*code) => None,
            // The Canary Islands, Ceuta and Melilla.
            "ES" if begins(&["35", "38", "51", "52"]) => None,
            // Åland.
            "FI" if begins(&["22"]) => None,
            // The overseas departments and territories. Monaco has 980.
            "FR" if begins(&["971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"]) => {
                None
            }
            "FR" | "MC" => state("FR"),
            // Northern Ireland is in the Union for goods.
            "GB" if goods && is_in_northern_ireland(&place.postal_code) => {
                Some(Territory { state: "XI", rates: "GB", in_union: true })
            }
            "GB" | "IM" => state("GB"),
            // Mount Athos.
            "GR" if ["63086", "63087"].contains(&&*code) => None,
            // Livigno and Campione d'Italia.
            "IT" if ["23041", "22061"].contains(&&*code) => None,
            // Madeira and the Azores.
            "PT" if begins(&["90", "91", "92", "93", "94"]) => Some(Territory::with("PT", "PT-30")),
            "PT" if begins(&["95", "96", "97", "98", "99"]) => Some(Territory::with("PT", "PT-20")),
            "CH" | "LI" => state("CH"),
            // Svalbard has a code of its own, and postal codes of Norway.
            "NO" if begins(&["917", "8099"]) => None,
            country => state(country).filter(|territory| territory.state.len() == 2),
        }
    }

    fn with(state: &'static str, rates: &'static str) -> Territory {
        Territory { state, rates, in_union: is_member_state(state) }
    }
}

/// Returns whether a number is of a member state, or, for goods, of Northern Ireland.
pub(super) fn is_number_in_union(vat_id: &str, goods: bool) -> bool {
    vat_country(vat_id).is_some_and(|state| is_member_state(state) || goods && state == "XI")
}

/// Returns the digits of a postal code, without a prefix such as `FI-` or `AT `.
fn digits(postal_code: &str) -> String {
    postal_code.chars().filter(char::is_ascii_digit).collect()
}

fn is_in_northern_ireland(postal_code: &str) -> bool {
    let code = postal_code.trim().as_bytes();
    code.get(..2).is_some_and(|area| area.eq_ignore_ascii_case(b"BT")) && code.get(2).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(country: &str, postal_code: &str, goods: bool) -> Option<(&'static str, &'static str, bool)> {
        let territory = Territory::of(&Place::country(country).postal_code(postal_code), goods);
        territory.map(|Territory { state, rates, in_union }| (state, rates, in_union))
    }

    #[test]
    fn parts_of_a_country_are_known_by_their_postal_codes() {
        assert_eq!(of("ES", "28013", true), Some(("ES", "ES", true)));
        for (country, outside) in [
            ("ES", "38001"),
            ("ES", "35 001"),
            ("FI", "FI-22100"),
            ("DE", "78266"),
            ("IT", "23041"),
            ("FR", "97400"),
            ("GR", "630 86"),
            ("AX", "22100"),
            ("NO", "9170"),
            ("JE", "JE2 3AB"),
            ("GI", ""),
            ("US", "10001"),
            ("", ""),
        ] {
            assert_eq!(of(country, outside, true), None, "{country} {outside}");
        }
        assert_eq!(of("PT", "9500-150", true), Some(("PT", "PT-20", true)));
        assert_eq!(of("PT", "9000-019", true), Some(("PT", "PT-30", true)));
        assert_eq!(of("AT", "6993", true), Some(("AT", "AT-JM", true)));
        assert_eq!(of("MC", "98000", true), Some(("FR", "FR", true)));
        assert_eq!(of("FR", "98000", true), Some(("FR", "FR", true)), "Monaco, as some write it");
        assert_eq!(of("LI", "9490", true), Some(("CH", "CH", false)));
        assert_eq!(of("PT-20", "", true), None, "a region is no country");
    }

    #[test]
    fn northern_ireland_is_in_the_union_for_goods() {
        assert_eq!(of("GB", "bt1 5GS", true), Some(("XI", "GB", true)));
        assert_eq!(of("GB", "BT1 5GS", false), Some(("GB", "GB", false)));
        assert_eq!(of("GB", "B1 1AA", true), Some(("GB", "GB", false)));
        assert_eq!(of("GB", "", true), Some(("GB", "GB", false)));
    }
}
