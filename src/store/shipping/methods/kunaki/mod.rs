//! Kunaki: discs that are made when they are ordered, and sent by whoever makes them (<https://kunaki.com>).
//!
//! It has two halves. As a shipping method it asks Kunaki what sending the discs of a basket costs; as a receiver it orders them
//! once the order is paid, and follows them until there is something to follow them by. An item says that it is a disc of
//! Kunaki's, and which, by [`ShipsBy::only("kunaki").product("PX00ZTH5GT")`](crate::ShipsBy).

use std::sync::Arc;

use crate::Currency;

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

/// Discs by Kunaki. Cheap to clone: one clone is registered as a shipping method, one as a receiver.
///
/// Kunaki has no idempotency keys. An order whose answer was lost is therefore never sent again by itself: it waits, among what
/// `pannier outbox` lists, for a person who looks it up in Kunaki's account, and says that it went through, or that it is to be
/// sent again.
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

/// What Kunaki does with an order.
///
/// ```
/// use pannier::shipping::{Kunaki, KunakiMode};
///
/// let in_earnest = Kunaki::new("ada@example.com", "a password").mode(KunakiMode::Live);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KunakiMode {
    /// It checks the order, and makes nothing.
    #[default]
    Test,
    /// It makes the discs, sends them, and takes money for it.
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

impl Kunaki {
    /// Orders by the account of this user, in test mode, for a shop that counts in US dollars.
    ///
    /// ```
    /// let kunaki = pannier::shipping::Kunaki::new("ada@example.com", "a password");
    /// ```
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

    /// Another mode than for tests.
    ///
    /// ```
    /// use pannier::shipping::{Kunaki, KunakiMode};
    ///
    /// let kunaki = Kunaki::new("ada@example.com", "a password").mode(KunakiMode::Live);
    /// ```
    #[must_use]
    pub fn mode(mut self, mode: KunakiMode) -> Kunaki {
        Arc::make_mut(&mut self.0).mode = mode;
        self
    }

    /// Quotes in another currency than US dollars: so much of it for a dollar, as a decimal (`0.92`), of at most six digits after
    /// the point. What is less than the currency's minor unit is rounded up. `None` if that is no such number.
    ///
    /// ```
    /// use pannier::{Currency, shipping::Kunaki};
    ///
    /// let kunaki = Kunaki::new("ada@example.com", "a password");
    /// assert!(kunaki.clone().rate(Currency::EUR, "0.92").is_some());
    /// assert!(kunaki.rate(Currency::EUR, "ninety cents").is_none());
    /// ```
    pub fn rate(mut self, currency: Currency, decimal: &str) -> Option<Kunaki> {
        Arc::make_mut(&mut self.0).rate = Rate::of(currency, decimal)?;
        Some(self)
    }

    /// Speaks to another server than Kunaki's, such as a stand-in for tests.
    ///
    /// ```
    /// let kunaki = pannier::shipping::Kunaki::new("ada", "a password").at("http://127.0.0.1:8080/XMLService.ASP");
    /// ```
    #[must_use]
    pub fn at(mut self, url: &str) -> Kunaki {
        Arc::make_mut(&mut self.0).api = Api::new(url);
        self
    }
}
