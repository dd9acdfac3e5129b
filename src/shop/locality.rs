//! The currency of the shop, in which all of its prices are.

use std::sync::OnceLock;

use pannier::Currency;

static CURRENCY: OnceLock<Currency> = OnceLock::new();

/// Sets the currency, once, before any price is read: a process is one shop.
pub fn set(currency: Currency) {
    if *CURRENCY.get_or_init(|| currency) != currency {
        tracing::error!(%currency, "the currency of the shop is set twice");
    }
}

/// Returns the currency. Euros, unless it was set: in tests.
pub fn currency() -> Currency {
    CURRENCY.get().copied().unwrap_or(Currency::EUR)
}
