//! The setting that says whether the shop charges VAT, and by which rules.

use pannier::{Setting, Settings, SettingsError, tax::Vat};

const VAT: &str = "PANNIER_VAT";

pub const SETTINGS: &[Setting] = &[Setting::new(
    VAT,
    "off, domestic (the rate of PANNIER_COUNTRY in all of the EU), oss (the rate of each country) or small-business; \
     domestic if empty, off where no rate is known",
)];

/// Returns the VAT that the settings ask for; `None` if the shop charges none.
///
/// # Errors
/// If the setting is another word, the country is one whose rates are unknown, or a rate is none.
pub fn from_settings(settings: &Settings) -> Result<Option<Vat>, SettingsError> {
    let country = settings.country.as_str();
    let is_known = Vat::knows(country);
    let mode = settings.get(VAT).unwrap_or(if is_known { "domestic" } else { "off" });
    let rules: fn(Vat) -> Vat = match mode {
        "off" => return Ok(None),
        "domestic" => |vat| vat,
        "oss" => Vat::oss,
        "small-business" => Vat::small_business,
        other => {
            let why = format!("{other:?} is none of off, domestic, oss and small-business");
            return Err(SettingsError::invalid(VAT, why));
        }
    };
    if !is_known {
        let why = format!("{mode:?} needs the rates of PANNIER_COUNTRY, and those of {country:?} are unknown: set off");
        return Err(SettingsError::invalid(VAT, why));
    }
    Ok(Some(rules(Vat::from(country)).rates_of(settings)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<bool, String> {
        let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::read_for_command(set, None, "127.0.0.1:3000", &[SETTINGS, Vat::SETTINGS]);
        let settings = settings.map_err(|error| error.to_string())?;
        from_settings(&settings).map(|vat| vat.is_some()).map_err(|error| error.to_string())
    }

    #[test]
    fn vat_is_charged_where_its_rates_are_known() {
        assert_eq!(read(&[]), Ok(true), "of Germany");
        assert_eq!(read(&[("PANNIER_COUNTRY", "AT")]), Ok(true));
        assert_eq!(read(&[("PANNIER_COUNTRY", "JP")]), Ok(false));
        for mode in ["domestic", "oss", "small-business"] {
            assert_eq!(read(&[("PANNIER_VAT", mode)]), Ok(true), "{mode}");
        }
        assert_eq!(read(&[("PANNIER_VAT", "off")]), Ok(false));
    }

    #[test]
    fn another_word_and_an_unknown_country_stop_the_start() {
        let wrong = read(&[("PANNIER_VAT", "yes")]).unwrap_err();
        assert!(
            wrong.contains("PANNIER_VAT") && wrong.contains("\"yes\"") && wrong.contains("small-business"),
            "{wrong}"
        );
        let rates = read(&[("PANNIER_VAT_RATES", "DE book five")]).unwrap_err();
        assert!(rates.contains("PANNIER_VAT_RATES"), "{rates}");
        let elsewhere = read(&[("PANNIER_VAT", "oss"), ("PANNIER_COUNTRY", "JP")]).unwrap_err();
        assert!(elsewhere.contains("PANNIER_VAT") && elsewhere.contains("\"JP\""), "{elsewhere}");
    }
}
