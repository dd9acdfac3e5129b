//! The settings of Kunaki.

use super::{Kunaki, KunakiMode};
use crate::{Environment, Setting, Settings, SettingsError};

const USER: &str = "PANNIER_KUNAKI_USER";
const PASSWORD: &str = "PANNIER_KUNAKI_PASSWORD";
const MODE: &str = "PANNIER_KUNAKI_MODE";
const RATE: &str = "PANNIER_KUNAKI_RATE";
const ADDRESS: &str = "PANNIER_KUNAKI_URL";

impl Kunaki {
    /// The settings of this plug-in, for [`Settings::read`].
    pub const SETTINGS: &'static [Setting] = &[
        Setting::new(USER, "account at Kunaki, which manufactures and ships discs; off if empty"),
        Setting::new(PASSWORD, "the account's password"),
        Setting::new(
            MODE,
            "LIVE orders discs that are made and paid for; in production, TEST has to be TEST_IN_PRODUCTION",
        )
        .default_value("TEST"),
        Setting::new(RATE, "price of a US dollar in the shop's currency, such as 0.92"),
        Setting::new(ADDRESS, "URL of Kunaki's service").default_value(super::URL),
    ];

    /// Returns Kunaki with the configured account; `None` if none is set.
    ///
    /// ```
    /// use pannier::{Settings, shipping::Kunaki};
    ///
    /// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(Kunaki::from_settings(&settings)?.is_none(), "no PANNIER_KUNAKI_USER");
    /// # Ok::<(), pannier::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// When the user or the password is missing, or what a dollar costs in a shop that counts in something
    /// else, or when a value cannot be used. In production, test mode is refused unless it is
    /// `TEST_IN_PRODUCTION`.
    pub fn from_settings(settings: &Settings) -> Result<Option<Kunaki>, SettingsError> {
        let why = "Kunaki knows an account by both its user and its password";
        let Some([user, password]) = settings.all_or_none([USER, PASSWORD], why)? else { return Ok(None) };
        let mode = match (settings.get(MODE).unwrap_or_default(), settings.environment) {
            ("LIVE", _) => KunakiMode::Live,
            ("TEST", Environment::Production) => {
                let why = "is TEST, which makes no discs: PANNIER_ENV=production needs LIVE, or TEST_IN_PRODUCTION for a shop that \
                           sells none yet";
                return Err(SettingsError::invalid(MODE, why));
            }
            ("TEST" | "TEST_IN_PRODUCTION", _) => KunakiMode::Test,
            (other, _) => return Err(SettingsError::invalid(MODE, format!("{other:?} is neither TEST nor LIVE"))),
        };
        let kunaki = Kunaki::new(user, password).mode(mode).at(settings.endpoint(ADDRESS)?);
        match (settings.get(RATE), settings.currency.code()) {
            (None, "USD") => Ok(Some(kunaki)),
            (None, code) => {
                let why = format!(
                    "is missing: Kunaki's prices are in US dollars. Say what a dollar costs in {code}, such as 0.92"
                );
                Err(SettingsError::invalid(RATE, why))
            }
            (Some(rate), _) => {
                kunaki.rate(settings.currency, rate).map(Some).map_err(|why| SettingsError::invalid(RATE, why))
            }
        }
    }
}
