//! The seller, as the settings name it.

use crate::{
    model::{Address, is_email},
    store::{
        Setting, Settings, SettingsError, country,
        document::Seller,
        tax::{is_vat_id, normalize_vat_id},
    },
};

const NAME: &str = "PANNIER_SELLER_NAME";
const LINE1: &str = "PANNIER_SELLER_LINE1";
const POSTAL_CODE: &str = "PANNIER_SELLER_POSTAL_CODE";
const CITY: &str = "PANNIER_SELLER_CITY";
const COUNTRY: &str = "PANNIER_SELLER_COUNTRY";
const VAT_ID: &str = "PANNIER_SELLER_VAT_ID";
const TAX_NUMBER: &str = "PANNIER_SELLER_TAX_NUMBER";
const REGISTER: &str = "PANNIER_SELLER_REGISTER";
const EMAIL: &str = "PANNIER_SELLER_EMAIL";
const PHONE: &str = "PANNIER_SELLER_PHONE";
const IBAN: &str = "PANNIER_SELLER_IBAN";

/// Why one of them is not enough.
const REQUIRED: &str = "an invoice names its seller with name, street, postal code, city, and VAT number or tax number";

impl Seller {
    /// The settings that [`Seller::from_settings`] reads.
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(NAME, "full name of the person or company that sells, on invoices; no invoices if empty"),
        Setting::new(LINE1, "street and number of the seller"),
        Setting::new(POSTAL_CODE, "postal code of the seller"),
        Setting::new(CITY, "city of the seller"),
        Setting::new(COUNTRY, "country of the seller, ISO 3166-1; PANNIER_COUNTRY if empty"),
        Setting::new(VAT_ID, "VAT number of the seller, such as DE136695976; or its tax number"),
        Setting::new(TAX_NUMBER, "number of the seller at its tax office"),
        Setting::new(REGISTER, "entry in the register of companies, and who represents it"),
        Setting::new(EMAIL, "e-mail address of the seller; PANNIER_OWNER_MAIL if empty"),
        Setting::new(PHONE, "telephone number of the seller"),
        Setting::new(IBAN, "bank account of the seller"),
    ];

    /// Returns the seller that the settings name: `PANNIER_SELLER_NAME`, `_LINE1`, `_POSTAL_CODE`, `_CITY`, and `_VAT_ID` or
    /// `_TAX_NUMBER`. `None` if they name none of its settings.
    ///
    /// ```
    /// use pannier::{Seller, Settings};
    ///
    /// let given = [
    ///     ("PANNIER_SECRET", "32 bytes that nobody can guess.."),
    ///     ("PANNIER_SELLER_NAME", "Quarto GmbH"),
    ///     ("PANNIER_SELLER_LINE1", "Example Street 1"),
    ///     ("PANNIER_SELLER_POSTAL_CODE", "10115"),
    ///     ("PANNIER_SELLER_CITY", "Berlin"),
    ///     ("PANNIER_SELLER_VAT_ID", "DE 136 695 976"),
    /// ];
    /// let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    /// let settings = Settings::read(given, None, "127.0.0.1:3000", &[Seller::SETTINGS])?;
    /// let seller = Seller::from_settings(&settings)?.expect("a seller");
    /// assert_eq!((seller.vat_id.as_str(), seller.address.country.as_str()), ("DE136695976", "DE"));
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// If one that is needed is missing, or the VAT number, the country, the e-mail address or the bank account cannot be right.
    pub fn from_settings(settings: &Settings) -> Result<Option<Seller>, SettingsError> {
        if Seller::SETTINGS.iter().all(|setting| settings.get(setting.name).is_none()) {
            return Ok(None);
        }
        let get = |name| settings.get(name).unwrap_or_default().to_owned();
        let given = |name: &'static str| match settings.get(name) {
            Some(value) => Ok(value.to_owned()),
            None => Err(SettingsError::invalid(name, format!("is missing: {REQUIRED}"))),
        };
        let address = Address {
            country: country_of(settings)?,
            line1: given(LINE1)?,
            postal_code: given(POSTAL_CODE)?,
            city: given(CITY)?,
            ..Address::default()
        };
        let (name, vat_id, tax_number) = (given(NAME)?, vat_id(settings)?, get(TAX_NUMBER));
        if vat_id.is_empty() && tax_number.is_empty() {
            return Err(SettingsError::invalid(VAT_ID, format!("is missing, and so is {TAX_NUMBER}: {REQUIRED}")));
        }
        let (register, phone) = (get(REGISTER), get(PHONE));
        let (email, iban) = (email(settings)?, iban(settings)?);
        Ok(Some(Seller { name, address, vat_id, tax_number, register, email, phone, iban }))
    }
}

fn country_of(settings: &Settings) -> Result<String, SettingsError> {
    let code = settings.get(COUNTRY).unwrap_or(&settings.country).to_ascii_uppercase();
    match country::name(&code) {
        Some(_) => Ok(code),
        None => Err(SettingsError::invalid(COUNTRY, format!("{code:?} is no country of ISO 3166-1"))),
    }
}

fn vat_id(settings: &Settings) -> Result<String, SettingsError> {
    let Some(typed) = settings.get(VAT_ID) else { return Ok(String::new()) };
    let vat_id = normalize_vat_id(typed);
    match is_vat_id(&vat_id) {
        true => Ok(vat_id),
        false => Err(SettingsError::invalid(VAT_ID, format!("{typed:?} is no VAT number: check its digits"))),
    }
}

fn email(settings: &Settings) -> Result<String, SettingsError> {
    match settings.get(EMAIL) {
        Some(email) if is_email(email) => Ok(email.to_owned()),
        Some(email) => Err(SettingsError::invalid(EMAIL, format!("{email:?} is no e-mail address"))),
        None => {
            let other = settings.owner_mail.as_deref().unwrap_or(&settings.mail_from);
            Ok(Some(other).filter(|other| is_email(other)).unwrap_or_default().to_owned())
        }
    }
}

fn iban(settings: &Settings) -> Result<String, SettingsError> {
    let Some(typed) = settings.get(IBAN) else { return Ok(String::new()) };
    let iban: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    match is_iban(&iban) {
        true => Ok(iban),
        false => Err(SettingsError::invalid(IBAN, format!("{typed:?} is no IBAN: check its digits"))),
    }
}

/// Returns whether a text has the form and the check digits of an IBAN (ISO 13616).
fn is_iban(text: &str) -> bool {
    let plain = (15..=34).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    if !plain {
        return false;
    }
    // The first four characters are moved to the end, and letters count from 10 (ISO 7064, MOD 97-10).
    let (first, rest) = text.split_at(4);
    let values = rest.chars().chain(first.chars()).filter_map(|c| c.to_digit(36));
    let append = |rest: u32, value: u32| {
        let digits = if value < 10 { 10 } else { 100 };
        (rest * digits + value) % 97
    };
    values.fold(0, append) == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMPLETE: [(&str, &str); 5] = [
        (NAME, "Quarto GmbH"),
        (LINE1, "Example Street 1"),
        (POSTAL_CODE, "10115"),
        (CITY, "Berlin"),
        (VAT_ID, "DE136695976"),
    ];

    fn read(set: &[(&str, &str)]) -> Result<Option<Seller>, String> {
        let secret = ("PANNIER_SECRET", "32 bytes that nobody can guess..");
        let set = std::iter::once(&secret).chain(set).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::read_for_command(set, None, "127.0.0.1:3000", &[Seller::SETTINGS]);
        Seller::from_settings(&settings.map_err(|error| error.to_string())?).map_err(|error| error.to_string())
    }

    #[test]
    fn a_seller_is_named_in_full_or_not_at_all() {
        assert_eq!(read(&[]), Ok(None));
        for (missing, _) in COMPLETE {
            let set: Vec<_> = COMPLETE.into_iter().filter(|(name, _)| *name != missing).collect();
            let error = read(&set).unwrap_err();
            assert!(error.starts_with(&format!("{missing}: is missing")), "{error}");
        }
        let seller = read(&COMPLETE).unwrap().expect("a seller");
        assert_eq!((seller.name.as_str(), seller.address.country.as_str()), ("Quarto GmbH", "DE"));
        let with_mail = [&COMPLETE[..], &[("PANNIER_OWNER_MAIL", "ada@shop.example")]].concat();
        assert_eq!(read(&with_mail).unwrap().expect("a seller").email, "ada@shop.example");
        let small = [&COMPLETE[..4], &[(TAX_NUMBER, "12/345/67890")]].concat();
        assert_eq!(read(&small).unwrap().expect("a seller").tax_number, "12/345/67890");
    }

    #[test]
    fn a_value_that_cannot_be_right_is_named() {
        for (name, value) in [
            (VAT_ID, "DE136695978"),
            (VAT_ID, "136695976"),
            (COUNTRY, "Germany"),
            (EMAIL, "shop"),
            (IBAN, "DE89 3704 0044 0532 0130 01"),
        ] {
            let set: Vec<_> = COMPLETE.into_iter().filter(|(other, _)| *other != name).chain([(name, value)]).collect();
            let error = read(&set).unwrap_err();
            assert!(
                error.starts_with(name) && error.contains(&format!("{value:?}").replace("Germany", "GERMANY")),
                "{error}"
            );
        }
        let set = [&COMPLETE[..], &[(IBAN, "de89 3704 0044 0532 0130 00"), (COUNTRY, "at")]].concat();
        let seller = read(&set).unwrap().expect("a seller");
        assert_eq!((seller.iban.as_str(), seller.address.country.as_str()), ("DE89370400440532013000", "AT"));
    }

    proptest! {
        #[test]
        fn any_text_is_an_iban_or_none(text in "[A-Z0-9]{0,40}|\\PC{0,40}", digits in "[0-9]{2}") {
            let _ = is_iban(&text);
            let account = "370400440532013000";
            let right = is_iban(&format!("DE{digits}{account}"));
            prop_assert_eq!(right, digits == "89");
        }
    }
}
