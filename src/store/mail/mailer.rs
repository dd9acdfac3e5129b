//! Sending mail: over SMTP (RFC 5321), or into a directory.

use std::{
    error::Error as _,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        self, Mailbox, MultiPart,
        header::{ContentType, Date, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
    transport::smtp,
};
use reqwest::Url;

use super::letter::{Attachment, Letter};
use crate::{
    model::{InvalidValueError, Timestamp},
    store::{Environment, Settings, SettingsError, http::client::is_loopback},
};

/// The timeout of the connection to the mail server.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The timeout of a dialogue with the mail server, which may take ten minutes to accept a mail that it has
/// received (RFC 5321, section 4.5.3.2.6). Cut off there, the mail would arrive twice.
const DIALOGUE_TIMEOUT: Duration = Duration::from_secs(12 * 60);

/// A transport for mails.
///
/// ```
/// use pannier::{Settings, receivers::{Mailer, OrderMail}};
///
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let mail = OrderMail::new(Mailer::folder("outgoing"), &settings)?;
/// # Ok::<(), pannier::SettingsError>(())
/// ```
#[derive(Clone)]
pub struct Mailer(Transport);

#[derive(Clone)]
enum Transport {
    Folder(PathBuf),
    Smtp(Arc<AsyncSmtpTransport<Tokio1Executor>>),
}

impl Mailer {
    /// SMTP if there is an address of a server, else the directory `mail` under the data directory. In production
    /// the directory has to be asked for (`PANNIER_SMTP_URL=folder`), since mails in a directory are not sent.
    ///
    /// ```
    /// use pannier::{Settings, receivers::Mailer};
    ///
    /// let mut settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(Mailer::from_settings(&settings).is_ok());
    /// settings.smtp_url = Some("the postman".into());
    /// assert!(Mailer::from_settings(&settings).is_err());
    /// ```
    ///
    /// # Errors
    /// When the address of the server cannot be used, or is missing in production.
    pub fn from_settings(settings: &Settings) -> Result<Mailer, SettingsError> {
        let invalid = |why| SettingsError::invalid("PANNIER_SMTP_URL", why);
        let folder = settings.data.join("mail");
        match (settings.smtp_url.as_deref(), settings.environment) {
            (None, Environment::Production) => {
                let why = format!(
                    "must be set in production, such as smtps://user:password@host; folder writes mails to {} and sends none",
                    folder.display()
                );
                Err(invalid(InvalidValueError::new(why)))
            }
            (None, Environment::Development) | (Some("folder"), _) => Ok(Mailer::folder(folder)),
            (Some(url), _) => Mailer::smtp(url).map_err(invalid),
        }
    }

    /// Creates a transport that writes each mail to a file (`.eml`, RFC 5322) in a directory.
    pub fn folder(path: impl Into<PathBuf>) -> Mailer {
        Mailer(Transport::Folder(path.into()))
    }

    /// Creates a transport for an SMTP server.
    ///
    /// The URL `smtps://user:password@mail.example` uses TLS from the start (port 465),
    /// `smtp://user:password@mail.example` upgrades with STARTTLS (port 587). Special characters in the user
    /// name and password are percent-encoded. TLS is required unless the server is on this machine, or the
    /// URL ends in `?tls=none` and has no password.
    ///
    /// ```
    /// use pannier::receivers::Mailer;
    ///
    /// assert!(Mailer::smtp("smtps://shop:p%40ss@mail.example").is_ok());
    /// assert!(Mailer::smtp("smtp://mail.example:587").is_ok());
    /// assert!(Mailer::smtp("smtp://shop:secret@mail.example?tls=none").is_err());
    /// ```
    ///
    /// # Errors
    /// When the URL is invalid. The message does not contain the URL, which may hold a password.
    pub fn smtp(url: &str) -> Result<Mailer, InvalidValueError> {
        let address = || InvalidValueError::new("not a URL like smtps://user:password@mail.example");
        let mut url = Url::parse(url).map_err(|_| address())?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        match (url.scheme(), tls.as_deref()) {
            ("smtps", _) | ("smtp", Some("required")) => {}
            ("smtp", None) if is_loopback(&url) => {}
            ("smtp", None) => url.set_query(Some("tls=required")),
            ("smtp", Some("none")) if url.password().is_some() && !is_loopback(&url) => {
                return Err(InvalidValueError::new("a password requires TLS: remove ?tls=none"));
            }
            ("smtp", Some("none")) => url.set_query(None),
            ("smtp", Some(_)) => return Err(InvalidValueError::new("tls must be required or none")),
            _ => return Err(address()),
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| address())?;
        Ok(Mailer(Transport::Smtp(Arc::new(server.timeout(Some(TIMEOUT)).build()))))
    }
}

/// Without the server, whose URL may hold a password.
impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Transport::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            Transport::Smtp(_) => f.debug_tuple("Smtp").finish_non_exhaustive(),
        }
    }
}

/// The error of a mail that was not sent, without personal data: it is logged and stored.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(in crate::store) struct MailError(String);

impl MailError {
    fn new(what: impl fmt::Display) -> MailError {
        MailError(what.to_string())
    }
}

/// Sends letters in the name of the shop that signs them.
pub(in crate::store) struct Sender {
    mailer: Mailer,
    address: Address,
}

impl Sender {
    /// # Errors
    /// When the sender is not an e-mail address, or is one on this machine in production.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<Sender, SettingsError> {
        let invalid = |why| SettingsError::invalid("PANNIER_MAIL_FROM", why);
        let address: Address = settings.mail_from.parse().map_err(|_| invalid("not an e-mail address"))?;
        if settings.environment == Environment::Production && address.domain().eq_ignore_ascii_case("localhost") {
            return Err(invalid("must be set in production, to an address that shoppers can reply to"));
        }
        Ok(Sender { mailer, address })
    }

    /// Returns how long sending a letter may take, if that is longer than usual.
    pub fn timeout(&self) -> Option<Duration> {
        match &self.mailer.0 {
            Transport::Smtp(_) => Some(DIALOGUE_TIMEOUT),
            Transport::Folder(_) => None,
        }
    }

    /// Sends a letter dated `at`. Idempotent per key: a second mail
    /// replaces the file, or has the same Message-ID.
    pub async fn send(
        &self,
        key: &str,
        at: Timestamp,
        to: &str,
        subject: &str,
        letter: &Letter,
    ) -> Result<(), MailError> {
        let message = self.message(key, at, to, subject, letter)?;
        match &self.mailer.0 {
            Transport::Smtp(server) => server.send(message).await.map(drop).map_err(failure),
            Transport::Folder(folder) => write(folder, key, &message.formatted()).await.map_err(MailError::new),
        }
    }

    fn message(
        &self,
        key: &str,
        at: Timestamp,
        to: &str,
        subject: &str,
        letter: &Letter,
    ) -> Result<Message, MailError> {
        let to = to.parse().map_err(|_| MailError::new("the recipient's e-mail address is invalid"))?;
        // RFC 3834: prevents auto-replies.
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let from = Mailbox::new(Some(letter.signature().to_owned()), self.address.clone());
        let mut message = Message::builder().from(from).to(Mailbox::new(None, to));
        // An address that no mail can go to: answers go to the sender.
        if let Some(address) = letter.answers().and_then(|address| address.parse().ok()) {
            message = message.reply_to(Mailbox::new(None, address));
        }
        message
            .subject(subject)
            .header(Date::new(at.into()))
            .message_id(Some(format!("<{key}@{}>", self.address.domain())))
            .raw_header(automatic)
            .header(MIME_VERSION_1_0)
            .multipart(body(letter)?)
            .map_err(MailError::new)
    }
}

/// Returns the texts of a letter, with its files if there are any.
fn body(letter: &Letter) -> Result<MultiPart, MailError> {
    let texts = MultiPart::alternative_plain_html(letter.text(), letter.html());
    if letter.attachments().is_empty() {
        return Ok(texts);
    }
    letter.attachments().iter().try_fold(MultiPart::mixed().multipart(texts), |mail, attachment| {
        let Attachment { file_name, media_type, bytes } = attachment;
        let media_type = ContentType::parse(media_type).map_err(MailError::new)?;
        let part = message::Attachment::new(file_name.clone()).body(bytes.clone(), media_type);
        Ok(mail.singlepart(part))
    })
}

async fn write(folder: &Path, key: &str, mail: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{key}.draft"));
    tokio::fs::write(&draft, mail).await?;
    tokio::fs::rename(&draft, folder.join(format!("{key}.eml"))).await
}

/// Maps an SMTP error. The server's message is left out, since it may quote the recipient.
fn failure(error: smtp::Error) -> MailError {
    if let Some(code) = error.status() {
        return MailError::new(format!("the mail server answered {code}"));
    }
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    MailError::new(format!("the mail server cannot be reached{cause}"))
}

#[cfg(test)]
mod tests {
    use lettre::Address;
    use proptest::prelude::*;

    use super::*;
    use crate::model::is_email;

    proptest! {
        #[test]
        fn every_valid_address_is_deliverable(
            local in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,12}|[a-zé\u{9b}ß@ \"]{1,8}",
            domain in "[a-zA-Z0-9-]{1,8}(\\.[a-zA-Z0-9é-]{1,6}){1,3}|\\PC{0,12}",
        ) {
            let email = format!("{local}@{domain}");
            prop_assert!(!is_email(&email) || email.parse::<Address>().is_ok(), "{:?}", email);
        }
    }

    #[test]
    fn a_password_travels_over_tls_or_stays_at_home() {
        for good in [
            "smtps://mail.example",
            "smtps://shop:secret@mail.example:465",
            "smtp://shop:secret@mail.example",
            "smtp://shop:secret@mail.example?tls=required",
            "smtp://mail.example?tls=none",
            "smtp://shop:secret@127.0.0.1:2525",
            "smtp://shop:secret@[::1]:2525?tls=none",
        ] {
            assert!(Mailer::smtp(good).is_ok(), "{good}");
        }
        for bad in [
            "smtp://shop:secret@mail.example?tls=none",
            "smtp://shop:secret@mail.example?tls=opportunistic",
            "smtp://shop:secret@mail.example?tls=",
            "http://shop:secret@mail.example",
            "shop:secret@mail.example",
            "smtp:",
            "",
        ] {
            let why = Mailer::smtp(bad).err().unwrap_or_else(|| panic!("{bad} is taken")).to_string();
            assert!(!why.contains("secret"), "{why}");
        }
    }
}
