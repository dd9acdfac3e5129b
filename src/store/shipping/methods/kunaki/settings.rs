//! Kunaki as it is set from outside.

use super::{Kunaki, KunakiMode};
use crate::{Currency, Environment, SettingsError, store::settings::Setting};

const USER: &str = "PANNIER_KUNAKI_USER";
const PASSWORD: &str = "PANNIER_KUNAKI_PASSWORD";
const MODE: &str = "PANNIER_KUNAKI_MODE";
const RATE: &str = "PANNIER_KUNAKI_RATE";
const ADDRESS: &str = "PANNIER_KUNAKI_URL";

/// What can be set.
pub(in crate::store) const SETTINGS: &[Setting] = &[
    Setting {
        name: USER,
        default: "",
        help: "of an account at Kunaki, which makes and sends discs; none are if empty",
    },
    Setting { name: PASSWORD, default: "", help: "the account's password" },
    Setting { name: MODE, default: "TEST", help: "LIVE has the discs made, and paid for" },
    Setting { name: RATE, default: "", help: "what a US dollar costs in the shop's currency, such as 0.92" },
    Setting { name: ADDRESS, default: super::URL, help: "where Kunaki's service is" },
];

impl Kunaki {
    /// Kunaki as the settings have it, by their names; `None` if no user is set.
    pub(in crate::store) fn from_values<'a>(
        value: impl Fn(&str) -> &'a str,
        currency: Currency,
        environment: Environment,
    ) -> Result<Option<Kunaki>, SettingsError> {
        let unusable = |name, why: &str| Err(SettingsError::Unusable(name, why.to_owned()));
        let both = "must be set as well: Kunaki knows an account by both its user and its password";
        match (value(USER), value(PASSWORD)) {
            ("", "") => return Ok(None),
            ("", _) => return unusable(USER, both),
            (_, "") => return unusable(PASSWORD, both),
            _ => {}
        }
        let mode = match value(MODE) {
            "TEST" => KunakiMode::Test,
            "LIVE" => KunakiMode::Live,
            other => return unusable(MODE, &format!("{other:?} is neither TEST nor LIVE")),
        };
        if !value(ADDRESS).starts_with("https://") && environment == Environment::Production {
            return unusable(ADDRESS, "does not start with https://");
        }
        let kunaki = Kunaki::new(value(USER), value(PASSWORD)).mode(mode).at(value(ADDRESS));
        match (value(RATE), currency.code()) {
            ("", "USD") => Ok(Some(kunaki)),
            ("", code) => {
                let why = format!(
                    "is missing: Kunaki's prices are in US dollars. Say what a dollar costs in {code}, such as 0.92"
                );
                unusable(RATE, &why)
            }
            (rate, _) => match kunaki.rate(currency, rate) {
                Some(kunaki) => Ok(Some(kunaki)),
                None => unusable(RATE, &format!("{rate:?} is no rate such as 0.92")),
            },
        }
    }
}
