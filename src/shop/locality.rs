//! The currency and the time zone of the shop, for what is asked without its settings: a process is one shop.

use std::sync::OnceLock;

use pannier::{Currency, Settings, TimeZone};

static LOCALITY: OnceLock<(Currency, TimeZone)> = OnceLock::new();

/// Sets both, once, before any price is read and anything is indexed.
pub fn set(settings: &Settings) {
    let locality = (settings.currency, settings.time_zone.clone());
    if *LOCALITY.get_or_init(|| locality.clone()) != locality {
        tracing::error!("the currency and the time zone of the shop are set twice");
    }
}

/// Returns the currency, in which all prices of the shop are. Euros, unless it was set: in tests.
pub fn currency() -> Currency {
    LOCALITY.get().map_or(Currency::EUR, |(currency, _)| *currency)
}

/// Returns the time zone, for the words of a search index: pages have that of their `Texts`. UTC, unless it was set: in
/// tests.
pub fn time_zone() -> TimeZone {
    LOCALITY.get().map(|(_, zone)| zone.clone()).unwrap_or_default()
}
