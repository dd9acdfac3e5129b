//! The account for bank transfers, as it is set from outside.

use std::collections::BTreeMap;

use super::{Setting, SettingsError, unusable};
use crate::store::payment::BankTransfer;

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        name: "PANNIER_BANK_TRANSFER_NAME",
        default: "",
        help: "holder of the account for bank transfers; none are offered if empty",
    },
    Setting { name: "PANNIER_BANK_TRANSFER_IBAN", default: "", help: "the account's number" },
    Setting { name: "PANNIER_BANK_TRANSFER_BIC", default: "", help: "its bank's code, for transfers from far away" },
];

/// The account that the settings name; `None` if they name none.
pub(super) fn read(values: &BTreeMap<&'static str, String>) -> Result<Option<BankTransfer>, SettingsError> {
    let [name, iban, bic] = ["PANNIER_BANK_TRANSFER_NAME", "PANNIER_BANK_TRANSFER_IBAN", "PANNIER_BANK_TRANSFER_BIC"];
    let value = |name: &str| values[name].trim();
    if [name, iban, bic].iter().all(|name| value(name).is_empty()) {
        return Ok(None);
    }
    if let Some(missing) = [name, iban].into_iter().find(|name| value(name).is_empty()) {
        return Err(unusable(missing, "is missing: bank transfers need the name and the IBAN of the account"));
    }
    let transfer = BankTransfer::new(value(name), value(iban)).map_err(|why| unusable(iban, why))?;
    match value(bic) {
        "" => Ok(Some(transfer)),
        code => transfer.bic(code).map(Some).map_err(|why| unusable(bic, why)),
    }
}
