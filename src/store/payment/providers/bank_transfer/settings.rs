//! The settings of bank transfers.

use super::BankTransfer;
use crate::{Setting, Settings, SettingsError};

const NAME: &str = "PANNIER_BANK_TRANSFER_NAME";
const IBAN: &str = "PANNIER_BANK_TRANSFER_IBAN";
const BIC: &str = "PANNIER_BANK_TRANSFER_BIC";
const BOTH: &str = "bank transfers need the name and the IBAN of the account";

impl BankTransfer {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(NAME, "account holder for bank transfers, which are off if empty"),
        Setting::new(IBAN, "the account's IBAN"),
        Setting::new(BIC, "the bank's BIC, for transfers from abroad; optional"),
    ];

    /// Returns transfers to the configured account; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, payment::BankTransfer};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(BankTransfer::from_settings(&settings)?.is_none(), "no PANNIER_BANK_TRANSFER_IBAN");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// If the name or the IBAN is missing, or a number is invalid.
    pub fn from_settings(settings: &Settings) -> Result<Option<BankTransfer>, SettingsError> {
        let bic = settings.get(BIC);
        let Some([name, iban]) = settings.all_or_none([NAME, IBAN], BOTH)? else {
            return match bic {
                Some(_) => Err(SettingsError::invalid(NAME, format!("is missing: {BOTH}"))),
                None => Ok(None),
            };
        };
        let transfer = BankTransfer::new(name, iban).map_err(|why| SettingsError::invalid(IBAN, why))?;
        match bic {
            Some(code) => transfer.bic(code).map(Some).map_err(|why| SettingsError::invalid(BIC, why)),
            None => Ok(Some(transfer)),
        }
    }
}
