//! Mails to the merchant about sales, and about problems that need attention.

mod digest;
mod failure;
mod issue;
mod sale;

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{
    Actor, Admin, Arg, Event, Language, Receiver, ReceiverError, SalesMail, Settings, SettingsError, SignalKind, Texts,
    Timestamp,
    receivers::Mailer,
    store::mail::{letter::Letter, mailer::Sender},
};

/// The receiver's name.
const NAME: &str = "owner-mail";

/// Writes to [`Settings::owner_mail`] about sales, as [`Settings::owner_mail_sales`] says, and about problems that need
/// the merchant: a payment that does not match its order or is disputed, a refund that failed, a sold file that is
/// missing from the storage, a signal that a receiver could not handle.
///
/// They are in the language that the owner, as a member of the staff with this address, has chosen in the admin, or else in the
/// first one of the store. Their links lead into the [admin](crate::Store::admin).
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
    /// In the owner's language.
    texts: Texts,
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
        Letter::new(self.texts.language(), heading, self.shop_name)
    }

    /// Returns a text, in which the order's number may be named.
    fn text(&self, name: &str) -> String {
        self.text_with(name, &[])
    }

    /// Returns a text with these values and the order's number.
    fn text_with(&self, name: &str, with: &[(&str, Arg<'_>)]) -> String {
        let number = self.event.order.number.to_string();
        let with: Vec<_> = [("number", Arg::from(&number))].into_iter().chain(with.iter().copied()).collect();
        self.texts.format(name, &with)
    }

    /// Returns a fact, such as the order's number, by the name of its message.
    fn fact(&self, name: &str, value: impl ToString) -> (String, String) {
        (self.text(name), value.to_string())
    }

    /// Returns what a parcel ships by. `own` is what its customer reads, in the language `spoken`, and `service` what the
    /// method says without a translation.
    fn shipping_label(&self, choice: &str, own: &str, service: &str, spoken: Option<Language>) -> String {
        if spoken == Some(self.texts.language()) {
            return own.to_owned();
        }
        self.event.store.shipping_label(choice, &self.texts).unwrap_or_else(|| service.to_owned())
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
        let texts = event.store.texts_of_staff(&self.owner).await.map_err(ReceiverError::new)?;
        let writer = Writer { event: *event, shop_name: &shop_name, texts };
        let Some(Note { key, at, letter }) = writer.note(self.sales).await? else { return Ok(()) };
        Ok(self.sender.send(&key, at, &self.owner, letter.heading(), &letter).await?)
    }
}
