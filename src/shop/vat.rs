//! The setting that says whether the shop charges VAT, and by which rules.

use pannier::{Seller, Setting, Settings, SettingsError, TaxProvider as _, tax::Vat};

const VAT: &str = "PANNIER_VAT";
const SELLER_VAT_ID: &str = "PANNIER_SELLER_VAT_ID";
const OSS: &str = "oss";

pub const SETTINGS: &[Setting] = &[Setting::new(
    VAT,
    "off, domestic (the rate of PANNIER_COUNTRY in all of the EU), oss (the rate of each country) or small-business; \
     domestic if empty, off where no rate is known",
)];

/// Returns the VAT that the settings ask for; `None` if the shop charges none.
///
/// # Errors
/// If the setting is another word, the country is one whose rates are unknown, or a rate that replaces another is none.
pub fn from_settings(settings: &Settings) -> Result<Option<Vat>, SettingsError> {
    let country = settings.country.as_str();
    let is_known = Vat::knows(country);
    let mode = settings.get(VAT).unwrap_or(if is_known { "domestic" } else { "off" });
    let rules: fn(Vat) -> Vat = match mode {
        "off" => return Ok(None),
        "domestic" => |vat| vat,
        OSS => Vat::oss,
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

/// Checks that who takes part in the One Stop Shop has a VAT number, as each of its sellers in the Union has (directive
/// 2006/112/EC, article 369d). Without invoices, who sells is not known.
///
/// # Errors
/// If the seller has none.
pub fn check_seller(settings: &Settings, vat: Option<&Vat>, seller: Option<&Seller>) -> Result<(), SettingsError> {
    let takes_part = settings.get(VAT) == Some(OSS) && vat.is_some_and(Vat::needs_vat_id);
    match seller {
        Some(seller) if takes_part && seller.vat_id.is_empty() => Err(SettingsError::invalid(
            SELLER_VAT_ID,
            format!("is missing: {VAT}={OSS} needs the VAT number of the seller"),
        )),
        _ => Ok(()),
    }
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
        assert_eq!(read(&[("PANNIER_VAT_RATES", "DE book 5")]), Ok(true));
        let elsewhere = read(&[("PANNIER_VAT", "oss"), ("PANNIER_COUNTRY", "JP")]).unwrap_err();
        assert!(elsewhere.contains("PANNIER_VAT") && elsewhere.contains("\"JP\""), "{elsewhere}");
    }

    #[test]
    fn who_takes_part_in_the_one_stop_shop_has_a_vat_number() {
        let checked = |mode: &str, country: &str, vat_id: &str| {
            let set =
                [(VAT, mode), ("PANNIER_COUNTRY", country)].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let settings = Settings::read_for_command(set, None, "127.0.0.1:3000", &[SETTINGS, Vat::SETTINGS]).unwrap();
            let mut seller = Seller::default();
            seller.vat_id = vat_id.into();
            check_seller(&settings, from_settings(&settings).unwrap().as_ref(), Some(&seller))
        };
        let error = checked("oss", "DE", "").unwrap_err().to_string();
        assert!(error.starts_with(SELLER_VAT_ID) && error.contains("oss"), "{error}");
        for (mode, country, vat_id) in [("oss", "DE", "DE136695976"), ("domestic", "DE", ""), ("oss", "CH", "")] {
            assert_eq!(checked(mode, country, vat_id), Ok(()), "{mode} {country}");
        }
    }
}
