//! Mails to the merchant about sales, and about problems that need attention. In English, like the command line that
//! they refer to.

mod digest;
mod failure;
mod issue;
mod sale;

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{
    Actor, Admin, Event, Language, Receiver, ReceiverError, SalesMail, Settings, SettingsError, SignalKind, Timestamp,
    receivers::Mailer,
    store::mail::{letter::Letter, mailer::Sender},
};

/// The receiver's name.
const NAME: &str = "owner-mail";

/// Writes to [`Settings::owner_mail`] about sales, as [`Settings::owner_mail_sales`] says, and about problems that need
/// the merchant: a payment that does not match its order or is disputed, a refund that failed, a sold file that is
/// missing from the storage, a signal that a receiver could not handle.
///
/// Its links lead into the [admin](crate::Store::admin).
///
/// ```
/// use pannier::{SalesMail, receivers::{Mailer, OwnerMail}, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = testing::in_memory().await;
/// let mut settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// settings.owner_mail = Some("ada@shop.example".into());
/// settings.owner_mail_sales = SalesMail::Daily;
/// let note = OwnerMail::new(Mailer::from_settings(&settings)?, &settings)?;
/// let store = builder.receive(note).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct OwnerMail {
    sender: Sender,
    owner: String,
    sales: SalesMail,
}

/// Without the mail server.
impl fmt::Debug for OwnerMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnerMail").field("owner", &self.owner).field("sales", &self.sales).finish_non_exhaustive()
    }
}

impl OwnerMail {
    /// Creates a receiver that sends through `mailer`.
    ///
    /// # Errors
    /// When the owner or the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<OwnerMail, SettingsError> {
        let owner = settings.owner_mail.as_ref().unwrap_or(&settings.mail_from).clone();
        if owner.parse::<lettre::Address>().is_err() {
            return Err(SettingsError::invalid("PANNIER_OWNER_MAIL", "not an e-mail address"));
        }
        Ok(OwnerMail { sender: Sender::new(mailer, settings)?, owner, sales: settings.owner_mail_sales })
    }
}

/// A mail that is sent once under its key.
struct Note {
    key: String,
    at: Timestamp,
    letter: Letter,
}

/// Writes the mail about one signal.
struct Writer<'a> {
    event: Event<'a>,
    shop_name: &'a str,
}

impl Writer<'_> {
    /// Returns the mail for the signal; `None` if there is nothing to say, for instance because its problem was solved
    /// meanwhile.
    async fn note(&self, sales: SalesMail) -> Result<Option<Note>, ReceiverError> {
        let signal = self.event.signal;
        let letter = match (signal.kind, sales) {
            (SignalKind::Completed, SalesMail::Daily) => return self.digest().await,
            (SignalKind::Completed, SalesMail::Each) => Some(self.sale()),
            (SignalKind::Completed, SalesMail::ToSend) => (!self.parcels().is_empty()).then(|| self.sale()),
            (SignalKind::Completed, SalesMail::None) => None,
            (SignalKind::FileMissing, _) => Some(self.missing_file()),
            (SignalKind::DeliveryFailed | SignalKind::DeliveryDelayed, _) => self.undelivered().await?,
            _ => Some(self.issue().await?),
        };
        // The shopper's mail about the same signal uses the bare id.
        Ok(letter.map(|letter| Note { key: format!("{}-owner", signal.id), at: signal.at, letter }))
    }

    fn letter(&self, heading: impl Into<String>) -> Letter {
        Letter::new(Language::ENGLISH, heading, self.shop_name)
    }

    /// Returns a fact, such as the order's number.
    fn fact(name: &str, value: impl ToString) -> (String, String) {
        (name.to_owned(), value.to_string())
    }

    /// Returns the URL of a page of the admin, which asks for a sign-in by itself.
    fn admin_url(&self, path: &str) -> String {
        let store = self.event.store;
        store.settings().url(&format!("{}{path}", store.admin_path()))
    }

    /// Returns the URL of the order's page in the admin.
    fn order_url(&self) -> String {
        self.admin_url(&format!("/orders/{}", self.event.order.number))
    }

    fn admin(&self) -> Admin<'_> {
        self.event.store.acting(&Actor::Plugin(NAME))
    }
}

#[async_trait]
impl Receiver for OwnerMail {
    fn name(&self) -> &'static str {
        NAME
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        match kind {
            SignalKind::Completed => self.sales != SalesMail::None,
            SignalKind::Attention
            | SignalKind::DisputeClosed
            | SignalKind::FileMissing
            | SignalKind::DeliveryFailed
            | SignalKind::DeliveryDelayed => true,
            _ => false,
        }
    }

    fn accepts_completed(&self, ships: bool) -> bool {
        ships || self.sales != SalesMail::ToSend
    }

    fn timeout(&self) -> Option<Duration> {
        self.sender.timeout()
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        let shop_name = event.store.shop_name();
        let writer = Writer { event: *event, shop_name: &shop_name };
        let Some(Note { key, at, letter }) = writer.note(self.sales).await? else { return Ok(()) };
        Ok(self.sender.send(&key, at, &self.owner, letter.heading(), &letter).await?)
    }
}
