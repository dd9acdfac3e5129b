//! The account for bank transfers, as it is set from outside.

use super::BankTransfer;
use crate::{Setting, Settings, SettingsError};

const NAME: &str = "PANNIER_BANK_TRANSFER_NAME";
const IBAN: &str = "PANNIER_BANK_TRANSFER_IBAN";
const BIC: &str = "PANNIER_BANK_TRANSFER_BIC";
const BOTH: &str = "bank transfers need the name and the IBAN of the account";

impl BankTransfer {
    /// What can be set, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting {
            name: NAME,
            default: "",
            help: "holder of the account for bank transfers; none are offered if empty",
        },
        Setting { name: IBAN, default: "", help: "the account's number" },
        Setting { name: BIC, default: "", help: "its bank's code, for transfers from far away" },
    ];

    /// Transfers to the account that is set; `None` if none is.
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
    /// When the name or the IBAN is missing, or a number cannot be right.
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
