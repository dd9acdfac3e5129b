//! The countries of a rate, as the staff write them: codes of ISO 3166-1, in any case, with commas or spaces between them.

use pannier::country;

/// Returns the codes in capitals, each once, in the order in which they are written.
///
/// # Errors
/// The first word that is no code of a country.
pub fn parse(typed: &str) -> Result<Vec<String>, String> {
    let mut codes: Vec<String> = Vec::new();
    for word in typed.split([',', ';', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
        let code = word.to_uppercase();
        if country::name(&code).is_none() {
            return Err(word.to_owned());
        }
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

/// Writes codes as [`parse`] reads them.
pub fn text(codes: &[String]) -> String {
    codes.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_they_are_typed() {
        for typed in ["DE, AT, CH", "de at ch", "DE;AT; ch,DE", " DE,,AT , CH "] {
            assert_eq!(parse(typed).map(|codes| text(&codes)).as_deref(), Ok("DE, AT, CH"), "{typed}");
        }
        assert_eq!(parse(""), Ok(Vec::new()));
        assert_eq!(parse("DE, Austria"), Err("Austria".to_owned()));
        assert_eq!(parse("XX"), Err("XX".to_owned()));
    }
}
