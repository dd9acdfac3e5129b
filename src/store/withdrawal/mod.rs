//! Withdrawals from contracts: what customers declare, from the page of their order or without it, and what becomes of it.
//!
//! A declaration is a draft until it is confirmed, and is kept as it was received. What follows is done in the background, for
//! every declaration alike: neither an answer nor the time that it takes tells a stranger whether there is an order. Money
//! moves only by a person.

mod admin;
mod deadline;
mod draft;
mod form;
mod letter;
mod order;
mod receipt;

pub use admin::{ReceiptState, WithdrawalPage, WithdrawalQuery, WithdrawalRecord};
pub(in crate::store) use receipt::send_next;

use super::{Settings, SettingsError, Store, StoreBuilder};
use crate::store::mail::mailer::{Mailer, Sender};

/// What a store needs to receive withdrawals.
pub(in crate::store) struct Withdrawals {
    sender: Sender,
    /// The merchant's address.
    owner: String,
}

impl Withdrawals {
    /// # Errors
    /// When the owner or the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<Withdrawals, SettingsError> {
        let owner = settings.owner_mail.as_ref().unwrap_or(&settings.mail_from).clone();
        if owner.parse::<lettre::Address>().is_err() {
            return Err(SettingsError::invalid("PANNIER_OWNER_MAIL", "not an e-mail address"));
        }
        Ok(Withdrawals { sender: Sender::new(mailer, settings)?, owner })
    }
}

impl StoreBuilder {
    /// Offers customers a function by which they withdraw from a contract, as a shop in the European Union has to
    /// (Directive 2011/83/EU, article 11a). `mailer` sends each its receipt at once, which ends with
    /// the [legal notice](crate::ShopProfile::imprint), and tells the [owner](Settings::owner_mail) in the language that they
    /// have chosen in the admin.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use pannier::{receivers::Mailer, testing};
    ///
    /// assert!(!testing::in_memory().await.build().await?.offers_withdrawal());
    /// let store = testing::in_memory().await.withdrawals(Mailer::folder("outgoing")).build().await?;
    /// assert!(store.offers_withdrawal());
    /// # Ok(())
    /// # }
    /// ```
    pub fn withdrawals(mut self, mailer: Mailer) -> Self {
        self.withdrawals = Some(mailer);
        self
    }
}

impl Store {
    /// Returns whether the store [offers](StoreBuilder::withdrawals) customers a function by which they withdraw.
    pub fn offers_withdrawal(&self) -> bool {
        self.0.withdrawals.is_some()
    }
}
