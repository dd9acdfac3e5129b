//! Kunaki: discs manufactured on demand and shipped by the manufacturer (<https://kunaki.com>).
//!
//! As a shipping method, it requests quotes for the discs in a basket; as a receiver, it orders them
//! once the order is paid, and polls until they are shipped. An item declares itself a
//! Kunaki product by [`ShipsBy::only("kunaki").supplier_sku("PX00ZTH5GT")`](crate::ShipsBy).

use std::{fmt, sync::Arc};

use crate::{Currency, InvalidValueError};

mod api;
mod country;
mod offers;
mod rate;
mod receiver;
mod settings;
mod shipping;

use api::Api;
use offers::Offers;
use rate::Rate;

const URL: &str = "https://Kunaki.com/XMLService.ASP";

/// Discs by Kunaki. Cheap to clone: register one clone as a shipping method, another as a receiver.
///
/// Kunaki has no idempotency keys. An order without a response is therefore never retried
/// automatically: it stays in the list of `pannier delivery list` until the merchant looks it up in Kunaki's
/// account, and either confirms it or has it sent again.
///
/// ```
/// # pannier::testing::example(async |_, _| {
/// use pannier::{shipping::Kunaki, testing};
///
/// let kunaki = Kunaki::new("ada@example.com", "a password");
/// let store = testing::in_memory().await.ship(kunaki.clone()).receive(kunaki).build().await?;
/// # Ok(())
/// # });
/// ```
#[derive(Clone)]
pub struct Kunaki(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    api: Api,
    user: String,
    password: String,
    mode: KunakiMode,
    rate: Rate,
    offers: Offers,
}

/// Kunaki's processing mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KunakiMode {
    /// Orders are validated, but not manufactured.
    #[default]
    Test,
    /// Orders are manufactured, shipped and charged.
    Live,
}

impl KunakiMode {
    fn as_str(self) -> &'static str {
        match self {
            KunakiMode::Test => "TEST",
            KunakiMode::Live => "LIVE",
        }
    }
}

/// Without the account.
impl fmt::Debug for Kunaki {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kunaki").field("mode", &self.0.mode).field("rate", &self.0.rate).finish_non_exhaustive()
    }
}

impl Kunaki {
    /// Creates a client for this account in test mode, for a shop with prices in US dollars.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Kunaki {
        Kunaki(Arc::new(Inner {
            api: Api::new(URL),
            user: user.into(),
            password: password.into(),
            mode: KunakiMode::default(),
            rate: Rate::dollars(),
            offers: Offers::default(),
        }))
    }

    /// Sets the mode.
    #[must_use]
    pub fn mode(mut self, mode: KunakiMode) -> Kunaki {
        Arc::make_mut(&mut self.0).mode = mode;
        self
    }

    /// Quotes in another currency than US dollars: the price of a dollar in it, as a decimal (`0.92`)
    /// with at most six digits after the point. Prices are rounded up to the minor unit.
    ///
    /// ```
    /// use pannier::{Currency, shipping::Kunaki};
    ///
    /// let kunaki = Kunaki::new("ada@example.com", "a password");
    /// assert!(kunaki.clone().rate(Currency::EUR, "0.92").is_ok());
    /// assert!(kunaki.rate(Currency::EUR, "ninety cents").is_err());
    /// ```
    ///
    /// # Errors
    /// If the rate is malformed or zero.
    pub fn rate(mut self, currency: Currency, decimal: &str) -> Result<Kunaki, InvalidValueError> {
        let invalid = || InvalidValueError::new(format!("{decimal:?} is no rate such as 0.92"));
        Arc::make_mut(&mut self.0).rate = Rate::of(currency, decimal).ok_or_else(invalid)?;
        Ok(self)
    }

    /// Sets the URL of the service, such as that of a mock server.
    #[must_use]
    pub fn at(mut self, url: &str) -> Kunaki {
        Arc::make_mut(&mut self.0).api = Api::new(url);
        self
    }
}
