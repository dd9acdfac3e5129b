//! The time zone of the shop, for the words of a search index: pages have that of their `Texts`.

use std::sync::OnceLock;

use pannier::TimeZone;

static ZONE: OnceLock<TimeZone> = OnceLock::new();

/// Sets the time zone, once, before anything is indexed: a process is one shop.
pub fn set(zone: &TimeZone) {
    if ZONE.get_or_init(|| zone.clone()) != zone {
        tracing::error!(%zone, "the time zone of the shop is set twice");
    }
}

/// Returns the time zone. UTC, unless it was set: in tests.
pub fn time_zone() -> TimeZone {
    ZONE.get().cloned().unwrap_or_default()
}
