//! The settings of value added tax.

use super::Vat;
use crate::store::{
    Setting, Settings, SettingsError,
    tax::{TaxClass, rates},
};

const RATES: &str = "PANNIER_VAT_RATES";

impl Vat {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[Setting::new(
        RATES,
        "VAT rates in place of those that the program knows: country, class (or standard) and percent, as in DE book 5, AT standard 21",
    )];

    /// Takes the rates that are configured in place of those of the table, as [`Vat::rate`] does.
    ///
    /// ```
    /// use pannier::{Settings, tax::Vat};
    ///
    /// let given = [("PANNIER_SECRET", "32 bytes that nobody can guess.."), ("PANNIER_VAT_RATES", "DE book 5, AT standard 21")];
    /// let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    /// let settings = Settings::read(given, None, "127.0.0.1:3000", &[Vat::SETTINGS])?;
    /// let vat = Vat::from("DE").oss().rates_of(&settings)?;
    /// # let _ = vat;
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// If one is not a country of the [table](crate::tax::rates()), a class and a rate.
    pub fn rates_of(self, settings: &Settings) -> Result<Vat, SettingsError> {
        let list = settings.get(RATES).unwrap_or_default();
        list.split(',').filter(|row| !row.trim().is_empty()).try_fold(self, |vat, row| {
            let wrong =
                || SettingsError::invalid(RATES, format!("{row:?} is not a country, a class and a rate in percent"));
            let [country, class, percent] = row.split_whitespace().collect::<Vec<_>>()[..] else { return Err(wrong()) };
            let country = rates::country(country).ok_or_else(wrong)?;
            let class = TaxClass::parse(class).filter(|class| class.place().is_none()).ok_or_else(wrong)?;
            Ok(vat.rate(country, class, rates::percent(percent).ok_or_else(wrong)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Rate};

    fn read(rates: &str) -> Result<Vat, SettingsError> {
        let given = [("PANNIER_SECRET", "a secret that only tests have to know"), (RATES, rates)];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Vat::from("DE").rates_of(&Settings::read_for_command(given, None, "127.0.0.1:3000", &[Vat::SETTINGS])?)
    }

    #[test]
    fn rates_are_read_or_refused_by_name() {
        let day: Day = "2026-11-30".parse().unwrap();
        let vat = read("DE book 5, AT standard 21.5").unwrap();
        assert_eq!(vat.rate_of("DE", &TaxClass::BOOK, day), Rate::percent(5));
        assert_eq!(vat.rate_of("AT", &TaxClass::GOODS, day), Rate::millionths(215_000));
        assert_eq!(vat.rate_of("AT", &TaxClass::BOOK, day), Rate::percent(10));
        assert!(read("").is_ok());
        for wrong in ["DE", "DE book", "US book 5", "DE Book 5", "DE book 5%", "DE book 101", "DE book 5 6"] {
            assert!(read(wrong).is_err_and(|error| error.to_string().contains(RATES)), "{wrong}");
        }
    }
}
