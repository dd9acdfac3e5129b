//! Sending mail: over SMTP (RFC 5321), or into a directory.

use std::{
    error::Error as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{Date, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
    transport::smtp,
};
use reqwest::Url;

use super::letter::Letter;
use crate::{
    model::Timestamp,
    store::{Environment, Settings, http::client::is_loopback},
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
/// let mail = OrderMail::new(Mailer::Folder("outgoing".into()), &settings)?;
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Mailer {
    /// A directory, with one `.eml` file (RFC 5322) per mail.
    Folder(PathBuf),
    /// An SMTP server.
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
    /// assert!(matches!(Mailer::from_settings(&settings)?, Mailer::Folder(_)));
    /// settings.smtp_url = Some("the postman".into());
    /// assert!(Mailer::from_settings(&settings).is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// When the address of the server cannot be used, or is missing in production.
    pub fn from_settings(settings: &Settings) -> Result<Mailer, String> {
        match (settings.smtp_url.as_deref(), settings.environment) {
            (None, Environment::Production) => {
                Err("PANNIER_SMTP_URL: must be set in production; folder writes mails to data/mail and sends none"
                    .to_owned())
            }
            (None, Environment::Development) | (Some("folder"), _) => Ok(Mailer::Folder(settings.data.join("mail"))),
            (Some(url), _) => Mailer::smtp(url).map_err(|why| format!("PANNIER_SMTP_URL: {why}")),
        }
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
    pub fn smtp(url: &str) -> Result<Mailer, String> {
        let address = || "not a URL like smtps://user:password@mail.example".to_owned();
        let mut url = Url::parse(url).map_err(|_| address())?;
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        match (url.scheme(), tls.as_deref()) {
            ("smtps", _) | ("smtp", Some("required")) => {}
            ("smtp", None) if is_loopback(&url) => {}
            ("smtp", None) => url.set_query(Some("tls=required")),
            ("smtp", Some("none")) if url.password().is_some() && !is_loopback(&url) => {
                return Err("a password requires TLS: remove ?tls=none".to_owned());
            }
            ("smtp", Some("none")) => url.set_query(None),
            ("smtp", Some(_)) => return Err("tls must be required or none".to_owned()),
            _ => return Err(address()),
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| address())?;
        Ok(Mailer::Smtp(Arc::new(server.timeout(Some(TIMEOUT)).build())))
    }
}

/// The error of a mail that was not sent, without personal data: it is logged and stored.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(in crate::store) struct MailError(String);

impl MailError {
    fn new(what: impl std::fmt::Display) -> MailError {
        MailError(what.to_string())
    }
}

/// Sends letters in the name of the shop.
pub(in crate::store) struct Sender {
    mailer: Mailer,
    from: Mailbox,
}

impl Sender {
    /// # Errors
    /// When the sender is not an e-mail address, or is one on this machine in production.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<Sender, String> {
        let address: Address =
            settings.mail_from.parse().map_err(|_| "PANNIER_MAIL_FROM: not an e-mail address".to_owned())?;
        if settings.environment == Environment::Production && address.domain().eq_ignore_ascii_case("localhost") {
            return Err(
                "PANNIER_MAIL_FROM: must be set in production, to an address that shoppers can reply to".to_owned()
            );
        }
        Ok(Sender { mailer, from: Mailbox::new(Some(settings.shop_name.clone()), address) })
    }

    /// Returns how long sending a letter may take, if that is longer than usual.
    pub fn timeout(&self) -> Option<Duration> {
        match &self.mailer {
            Mailer::Smtp(_) => Some(DIALOGUE_TIMEOUT),
            Mailer::Folder(_) => None,
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
        match &self.mailer {
            Mailer::Smtp(server) => server.send(message).await.map(drop).map_err(failure),
            Mailer::Folder(folder) => write(folder, key, &message.formatted()).await.map_err(MailError::new),
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
        let to = to.parse().map_err(|_| MailError::new("the order's e-mail address is invalid"))?;
        // RFC 3834: prevents auto-replies.
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(Date::new(at.into()))
            .message_id(Some(format!("<{key}@{}>", self.from.email.domain())))
            .raw_header(automatic)
            .header(MIME_VERSION_1_0)
            .multipart(MultiPart::alternative_plain_html(letter.text(), letter.html()))
            .map_err(MailError::new)
    }
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
            let why = Mailer::smtp(bad).err().unwrap_or_else(|| panic!("{bad} is taken"));
            assert!(!why.contains("secret"), "{why}");
        }
    }
}
