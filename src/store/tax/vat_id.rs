//! VAT numbers: their form, which can be checked without a service.

use crate::model::half_width;

mod check_digits;

/// The prefixes of VAT numbers, with the country (ISO 3166-1 alpha-2), and whether VIES knows the numbers. `XI` is Northern
/// Ireland, which has no code of its own there.
const PREFIXES: [(&str, &str, bool); 31] = [
    ("AT", "AT", true),
    ("BE", "BE", true),
    ("BG", "BG", true),
    ("CH", "CH", false),
    ("CY", "CY", true),
    ("CZ", "CZ", true),
    ("DE", "DE", true),
    ("DK", "DK", true),
    ("EE", "EE", true),
    ("EL", "GR", true),
    ("ES", "ES", true),
    ("FI", "FI", true),
    ("FR", "FR", true),
    ("GB", "GB", false),
    ("HR", "HR", true),
    ("HU", "HU", true),
    ("IE", "IE", true),
    ("IT", "IT", true),
    ("LT", "LT", true),
    ("LU", "LU", true),
    ("LV", "LV", true),
    ("MT", "MT", true),
    ("NL", "NL", true),
    ("NO", "NO", false),
    ("PL", "PL", true),
    ("PT", "PT", true),
    ("RO", "RO", true),
    ("SE", "SE", true),
    ("SI", "SI", true),
    ("SK", "SK", true),
    ("XI", "XI", true),
];

/// Returns a VAT number as authorities write it: capital letters and digits, without spaces and signs. Greece has the prefix
/// `EL`; a Swiss number has no `MWST` at its end, and a Norwegian one has `NO` and `MVA`.
///
/// ```
/// use pannier::tax::normalize_vat_id;
///
/// assert_eq!(normalize_vat_id(" de 136.695-976"), "DE136695976");
/// assert_eq!(normalize_vat_id("GR 094259216"), "EL094259216");
/// assert_eq!(normalize_vat_id("CHE-107.787.577 MWST"), "CHE107787577");
/// ```
pub fn normalize_vat_id(text: &str) -> String {
    let plain = text.chars().map(half_width).map(|c| c.to_ascii_uppercase());
    // Old Irish numbers have a sign as their second digit.
    let plain: String = plain.filter(|c| c.is_ascii_alphanumeric() || *c == '+' || *c == '*').collect();
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    match plain.split_at_checked(2) {
        Some(("GR", number)) if digits(number, 8) => format!("EL0{number}"),
        Some(("GR", number)) => format!("EL{number}"),
        // Belgium's and Greece's numbers have become longer by a zero.
        Some(("EL", number)) if digits(number, 8) => format!("EL0{number}"),
        Some(("BE", number)) if digits(number, 9) => format!("BE0{number}"),
        Some(("CH", number)) => {
            let bare = ["MWST", "TVA", "IVA", "TPV"].into_iter().find_map(|suffix| number.strip_suffix(suffix));
            format!("CH{}", bare.filter(|bare| bare.len() == 10).unwrap_or(number))
        }
        Some(("NO", number)) if digits(number, 9) => format!("NO{number}MVA"),
        _ if plain.strip_suffix("MVA").is_some_and(|number| digits(number, 9)) => format!("NO{plain}"),
        _ => plain,
    }
}

/// Returns the country of a [normalized](normalize_vat_id) VAT number (ISO 3166-1 alpha-2), by its prefix; `XI` for Northern
/// Ireland. `None` for a country whose numbers are not known.
///
/// ```
/// use pannier::tax::vat_country;
///
/// assert_eq!((vat_country("EL094259216"), vat_country("CHE107787577"), vat_country("US1")), (Some("GR"), Some("CH"), None));
/// ```
pub fn vat_country(vat_id: &str) -> Option<&'static str> {
    known(vat_id).map(|(_, country, _)| country)
}

/// Returns whether a [normalized](normalize_vat_id) VAT number has the form and the check digits of its country. Whether it was
/// given out, only the tax authorities know.
///
/// ```
/// use pannier::tax::is_vat_id;
///
/// assert!(is_vat_id("DE136695976"));
/// assert!(!is_vat_id("DE136695978"), "a wrong digit");
/// ```
pub fn is_vat_id(vat_id: &str) -> bool {
    let number = |prefix: &str| vat_id.get(prefix.len()..).unwrap_or_default();
    known(vat_id).is_some_and(|(prefix, ..)| check_digits::hold(prefix, number(prefix)))
}

/// Returns whether VIES can be asked for a number: it is of a member state, or of Northern Ireland.
pub(super) fn is_in_vies(vat_id: &str) -> bool {
    known(vat_id).is_some_and(|(.., in_vies)| in_vies)
}

/// Returns whether a country (ISO 3166-1 alpha-2) is a member state of the European Union.
pub(super) fn is_member_state(country: &str) -> bool {
    PREFIXES.iter().any(|(prefix, code, in_vies)| *code == country && *in_vies && *prefix != "XI")
}

fn known(vat_id: &str) -> Option<(&'static str, &'static str, bool)> {
    PREFIXES.into_iter().find(|(prefix, ..)| vat_id.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random_text::texts;

    const PIECES: &[&str] = &[
        "DE", "de", "GB", "EL", "XI", "CHE", "FR", "0", "1", "23", "456", "789", "X", "U", "B", "+", "*", ".", "-",
        " ", "\u{a0}", "１", "MWST", "TVA",
    ];

    /// One number of each country that was published as an example, or is on an imprint.
    const NUMBERS: [&str; 44] = [
        "ATU13585627",
        "BE0428759497",
        "BG175074752",
        "BG7523169263",
        "CHE107787577",
        "CY10259033P",
        "CZ25123891",
        "CZ640903926",
        "CZ7103192745",
        "DE136695976",
        "DK13585628",
        "EE100931558",
        "EL094259216",
        "ES54362315K",
        "ESA13585625",
        "ESX5253868R",
        "FI20774740",
        "FR40303265045",
        "FR23334175221",
        "FRK7399859412",
        "FR4Z123456782",
        "GB980780684",
        "GB802311782",
        "GBGD001",
        "GBHA500",
        "HR33392005961",
        "HU12892312",
        "IE6433435F",
        "IE6433435OA",
        "IE8D79739I",
        "IT00743110157",
        "LT119511515",
        "LT100001919017",
        "LU15027442",
        "LV40003521600",
        "LV16117519997",
        "MT11679112",
        "NL004495445B01",
        "NO995525828MVA",
        "PL8567346215",
        "PT501964843",
        "RO18547290",
        "SE123456789701",
        "SI50223054",
    ];

    #[test]
    fn published_numbers_are_numbers() {
        for number in NUMBERS.into_iter().chain(["SK2022749619", "XI980780684"]) {
            assert!(is_vat_id(number), "{number}");
        }
    }

    #[test]
    fn a_wrong_digit_is_found() {
        // The numbers of Germany have a check digit that finds every single mistake.
        for place in 2..11 {
            for digit in b'0'..=b'9' {
                let mut number = "DE136695976".to_owned().into_bytes();
                if std::mem::replace(&mut number[place], digit) != digit {
                    let number = String::from_utf8(number).unwrap();
                    assert!(!is_vat_id(&number), "{number}");
                }
            }
        }
        for number in ["", "DE", "DE1366959760", "DE13669597", "ATU1358562", "CHE", "NO995525828", "EU372022452", "ZZ1"]
        {
            assert!(!is_vat_id(number), "{number:?}");
        }
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        for (typed, normal) in [
            ("be 428.759.497", "BE0428759497"),
            ("BE (0)428.759.497", "BE0428759497"),
            ("gr94259216", "EL094259216"),
            ("CHE-107.787.577 TVA", "CHE107787577"),
            ("995 525 828 MVA", "NO995525828MVA"),
            ("NO 995 525 828", "NO995525828MVA"),
            ("ＡＴＵ１３５８５６２７", "ATU13585627"),
            ("nl\u{a0}004495445b01", "NL004495445B01"),
        ] {
            assert_eq!(normalize_vat_id(typed), normal);
            assert!(is_vat_id(normal), "{normal}");
        }
    }

    #[test]
    fn numbers_of_member_states_are_in_vies() {
        assert_eq!(PREFIXES.iter().filter(|(_, country, _)| is_member_state(country)).count(), 27);
        assert!(is_in_vies("XI980780684") && !is_in_vies("GB980780684") && !is_in_vies("CHE107787577"));
        assert!(!is_member_state("XI") && !is_member_state("EL") && is_member_state("GR"));
    }

    proptest! {
        #[test]
        fn any_vat_number_is_normalized_once(text in texts(PIECES, 14), of in 0..NUMBERS.len(), at in 0..10_usize) {
            for text in [[&NUMBERS[of][..at.min(NUMBERS[of].len())], text.as_str()].concat(), text] {
                let normal = normalize_vat_id(&text);
                prop_assert_eq!(normalize_vat_id(&normal), normal.clone());
                let _ = (is_vat_id(&text), is_vat_id(&normal), vat_country(&text), is_in_vies(&text));
            }
        }
    }
}
