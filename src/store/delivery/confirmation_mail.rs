//! The confirmation e-mail of a completed order.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
};

use super::{Receiver, ReceiverError, Signal, SignalKind};
use crate::{model::OrderView, store::Settings};

/// Where mails go.
///
/// ```
/// use pannier::{Settings, delivery::{ConfirmationMail, Mailer}};
///
/// let settings = Settings::new("https://shop.example", "keep this in the environment, not here");
/// let mail = ConfirmationMail::new(Mailer::Folder("outgoing".into()), &settings)?;
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
pub enum Mailer {
    /// Into a directory, one `.eml` file (RFC 5322) each.
    Folder(PathBuf),
    /// To an SMTP server.
    Smtp(Arc<AsyncSmtpTransport<Tokio1Executor>>),
}

impl Mailer {
    /// SMTP if there is an address of a server, else the directory `mail` under the data directory.
    ///
    /// ```
    /// use pannier::{Settings, delivery::Mailer};
    ///
    /// let mut settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// assert!(matches!(Mailer::from_settings(&settings)?, Mailer::Folder(_)));
    /// settings.smtp_url = Some("the postman".into());
    /// assert!(Mailer::from_settings(&settings).is_err());
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// When the address of the server cannot be used.
    pub fn from_settings(settings: &Settings) -> Result<Mailer, String> {
        match &settings.smtp_url {
            None => Ok(Mailer::Folder(settings.data.join("mail"))),
            // The error may quote the address, which may hold a password.
            Some(url) => AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                .map(|smtp| Mailer::Smtp(Arc::new(smtp.build())))
                .map_err(|_| "PANNIER_SMTP_URL: not an address like smtp://user:password@host:587".to_owned()),
        }
    }

    /// Sends a mail. Sent again under the same key, it replaces the file, or has the same Message-ID.
    async fn send(&self, key: &str, message: &Message) -> Result<(), ReceiverError> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(message.clone()).await.map(drop).map_err(ReceiverError::new),
            Mailer::Folder(folder) => {
                let write = async {
                    tokio::fs::create_dir_all(folder).await?;
                    let draft = folder.join(format!(".{key}.draft"));
                    tokio::fs::write(&draft, message.formatted()).await?;
                    tokio::fs::rename(&draft, folder.join(format!("{key}.eml"))).await
                };
                write.await.map_err(ReceiverError::new)
            }
        }
    }
}

/// Confirms an order to its shopper, with a link to the order's page. Never with a bare download link: mail scanners follow
/// links, and would use up the attempts.
///
/// ```
/// use pannier::{delivery::{ConfirmationMail, Mailer}, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = testing::in_memory().await;
/// let settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// let mail = ConfirmationMail::new(Mailer::from_settings(&settings)?, &settings)?;
/// let store = builder.receive(mail).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct ConfirmationMail {
    mailer: Mailer,
    from: Mailbox,
    shop_name: String,
}

impl ConfirmationMail {
    /// Its name in the outbox.
    pub(crate) const NAME: &str = "confirmation-mail";

    /// Mails through `mailer`, in the name of the shop.
    ///
    /// ```
    /// use pannier::{Settings, delivery::{ConfirmationMail, Mailer}};
    ///
    /// let mut settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// settings.mail_from = "nobody".into();
    /// assert!(ConfirmationMail::new(Mailer::Folder("mail".into()), &settings).is_err());
    /// ```
    ///
    /// # Errors
    /// When the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<ConfirmationMail, String> {
        let address = settings.mail_from.parse().map_err(|_| "PANNIER_MAIL_FROM: not an e-mail address".to_owned())?;
        Ok(ConfirmationMail {
            mailer,
            from: Mailbox::new(Some(settings.shop_name.clone()), address),
            shop_name: settings.shop_name.clone(),
        })
    }

    fn message(&self, signal: &Signal, order: &OrderView) -> Result<Message, ReceiverError> {
        let to =
            order.email.parse().map_err(|_| ReceiverError::new("the order's e-mail address cannot be mailed to"))?;
        let host = self.from.email.domain();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(format!("Your order {} at {}", order.number, self.shop_name))
            .message_id(Some(format!("<{}@{host}>", signal.id)))
            .header(header::MIME_VERSION_1_0)
            .multipart(MultiPart::alternative_plain_html(self.text(order), self.html(order)))
            .map_err(ReceiverError::new)
    }

    fn text(&self, order: &OrderView) -> String {
        let mut text = format!("Thank you for your order {}.\n\n", order.number);
        for line in &order.lines {
            text.push_str(&format!("{} x {}  {}\n", line.quantity, line.title, line.total));
        }
        if let Some(shipping) = &order.shipping {
            text.push_str(&format!("{shipping}  {}\n", order.shipping_total));
        }
        text.push_str(&format!("Total  {}\n", order.total));
        if !order.address.is_empty() {
            text.push_str(&format!("\nShips to:\n{}\n", order.address.join("\n")));
        }
        text.push_str(&format!("\n{}:\n{}\n\n{}\n", invitation(order), order.url, self.shop_name));
        text
    }

    fn html(&self, order: &OrderView) -> String {
        let row = |label: String, amount: String| {
            format!(
                "<tr><td style=\"padding:4px 0\">{label}</td><td style=\"padding:4px 0;text-align:right\">{amount}</td></tr>"
            )
        };
        let mut rows: String = order
            .lines
            .iter()
            .map(|l| row(format!("{} &times; {}", l.quantity, escape(&l.title)), l.total.to_string()))
            .collect();
        if let Some(shipping) = &order.shipping {
            rows.push_str(&row(escape(shipping), order.shipping_total.to_string()));
        }
        rows.push_str(&row("<strong>Total</strong>".into(), format!("<strong>{}</strong>", order.total)));
        let address = match order.address.is_empty() {
            true => String::new(),
            false => format!(
                "<p>Ships to:<br>{}</p>",
                order.address.iter().map(|l| escape(l)).collect::<Vec<_>>().join("<br>")
            ),
        };
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>Order {number}</title></head>\
             <body style=\"margin:0;padding:24px;font-family:system-ui,sans-serif;line-height:1.5;color:#1c1c1c;background:#fff\">\
             <div style=\"max-width:36rem;margin:0 auto\"><h1 style=\"font-size:1.4rem\">Thank you for your order {number}.</h1>\
             <table style=\"width:100%;border-collapse:collapse\">{rows}</table>{address}\
             <p style=\"margin:24px 0\"><a href=\"{url}\" style=\"display:inline-block;padding:12px 20px;background:#1c1c1c;\
             color:#fff;text-decoration:none;border-radius:6px\">{invitation}</a></p><p>{shop}</p></div></body></html>",
            number = order.number,
            url = order.url,
            invitation = invitation(order),
            shop = escape(&self.shop_name),
        )
    }
}

fn invitation(order: &OrderView) -> &'static str {
    match order.downloads.is_empty() && !order.downloads_due {
        true => "See your order",
        false => "See your order and your downloads",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[async_trait]
impl Receiver for ConfirmationMail {
    fn name(&self) -> &'static str {
        ConfirmationMail::NAME
    }

    fn listens(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        self.mailer.send(&signal.id, &self.message(signal, order)?).await
    }
}
