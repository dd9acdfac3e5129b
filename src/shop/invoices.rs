//! The settings that say whether the shop issues invoices, and whether its mails have them.

use pannier::{Address, Environment, Seller, Setting, Settings, SettingsError, receivers::OrderMail, tax::Vat};

const ATTACH: &str = "PANNIER_INVOICE_ATTACH";

pub const SETTINGS: &[Setting] =
    &[Setting::new(ATTACH, "pdf attaches the invoice to the mail that confirms an order; off only links to it")
        .default_value("off")];

/// Returns in whose name the shop issues invoices. In development, it is one that says that it is none. `None` in production,
/// unless the settings name one.
///
/// # Errors
/// If the settings name one and are not complete.
pub fn seller(settings: &Settings) -> Result<Option<Seller>, SettingsError> {
    Ok(match (Seller::from_settings(settings)?, settings.environment) {
        (None, Environment::Development) => Some(demo(settings)),
        (named, _) => named,
    })
}

fn demo(settings: &Settings) -> Seller {
    let mut seller = Seller::default();
    seller.name = format!("{} (a demonstration: nobody sells anything)", settings.shop_name);
    seller.address = Address {
        country: settings.country.clone(),
        line1: "Example Street 1".into(),
        postal_code: "00000".into(),
        city: "Example City".into(),
        ..Address::default()
    };
    // With a VAT number, the demonstration shows reverse charge as well.
    match Vat::knows(&settings.country) {
        true => seller.vat_id = format!("{}000000000", settings.country),
        false => seller.tax_number = "00/000/00000".into(),
    }
    seller.email.clone_from(&settings.mail_from);
    seller
}

/// Attaches invoices to the mails, if the settings ask for it.
///
/// # Errors
/// If the setting is another word.
pub fn attach(mail: OrderMail, settings: &Settings) -> Result<OrderMail, SettingsError> {
    match settings.get(ATTACH) {
        Some("off") | None => Ok(mail),
        Some("pdf") => Ok(mail.attach_invoices("pdf")),
        Some(other) => Err(SettingsError::invalid(ATTACH, format!("{other:?} is neither pdf nor off"))),
    }
}

#[cfg(test)]
mod tests {
    use pannier::receivers::Mailer;

    use super::*;

    fn read(set: &[(&str, &str)]) -> Settings {
        let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::read_for_command(set, None, "127.0.0.1:3000", &[SETTINGS, Seller::SETTINGS]).expect("settings")
    }

    #[test]
    fn a_demonstration_says_that_it_is_one() {
        let mut settings = read(&[]);
        let seller = seller(&settings).unwrap().expect("a seller");
        assert!(seller.name.contains("demonstration") && seller.address.country == "DE", "{seller:?}");
        settings.environment = Environment::Production;
        assert_eq!(super::seller(&settings), Ok(None));
        let error = super::seller(&read(&[("PANNIER_SELLER_NAME", "Quarto GmbH")])).unwrap_err().to_string();
        assert!(error.contains("PANNIER_SELLER_") && error.contains("is missing"), "{error}");
    }

    #[test]
    fn another_word_for_attached_invoices_stops_the_start() {
        let attached = |set: &[(&str, &str)]| {
            let settings = read(set);
            let mail = OrderMail::new(Mailer::from_settings(&settings).unwrap(), &settings).unwrap();
            attach(mail, &settings).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(attached(&[]), Ok(()));
        assert_eq!(attached(&[("PANNIER_INVOICE_ATTACH", "pdf")]), Ok(()));
        assert!(attached(&[("PANNIER_INVOICE_ATTACH", "yes")]).is_err_and(|error| error.contains("\"yes\"")));
    }
}
