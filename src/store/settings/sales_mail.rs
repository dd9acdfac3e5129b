//! Which sales the owner gets a mail about.

use super::{SettingsError, values::Values};
use crate::model::named::named;

/// The setting.
const NAME: &str = "PANNIER_OWNER_MAIL_SALES";

/// The sales that [`OwnerMail`](crate::receivers::OwnerMail) writes about.
///
/// ```
/// use pannier::{SalesMail, Settings};
///
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// assert_eq!(settings.owner_mail_sales, SalesMail::ToSend);
/// assert_eq!("daily".parse(), Ok(SalesMail::Daily));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SalesMail {
    /// Each sale, at once.
    Each,
    /// All sales of a day in the [time zone](crate::Settings::time_zone) of the shop, in one mail when it is over. There is none
    /// about a day without a sale.
    Daily,
    /// Each sale with a parcel that the merchant has to send, at once.
    ToSend,
    /// No sale.
    None,
}

named! { SalesMail {
    Each => "each",
    Daily => "daily",
    ToSend => "to-send",
    None => "none",
} }

/// Reads the setting.
pub(super) fn read(values: &Values) -> Result<SalesMail, SettingsError> {
    let value = values.core(NAME);
    let names = SalesMail::ALL.map(SalesMail::as_str).join(", ");
    value.parse().map_err(|_| SettingsError::invalid(NAME, format!("{value:?} is none of these: {names}")))
}
