//! The note to whoever runs the shop about what needs a person. It is in English, as the command line is that it speaks of.

use async_trait::async_trait;

use crate::{
    Language, OrderView, Receiver, ReceiverError, Settings, Signal, SignalKind,
    delivery::Mailer,
    machine::Attention,
    store::mail::{letter::Letter, mailer::Sender},
};

/// Writes to [`Settings::owner_mail`] when no machine can help: money has come that does not fit its order, or cannot be given
/// back; a file that was sold is not in the storage.
///
/// ```
/// use pannier::{delivery::{Mailer, OwnerMail}, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = testing::in_memory().await;
/// let mut settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// settings.owner_mail = Some("ada@shop.example".into());
/// let note = OwnerMail::new(Mailer::from_settings(&settings)?, &settings)?;
/// let store = builder.receive(note).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct OwnerMail {
    sender: Sender,
    owner: String,
    shop_name: String,
}

impl OwnerMail {
    /// Mails through `mailer`.
    ///
    /// ```
    /// use pannier::{Settings, delivery::{Mailer, OwnerMail}};
    ///
    /// let mut settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// settings.owner_mail = Some("nobody".into());
    /// assert!(OwnerMail::new(Mailer::Folder("mail".into()), &settings).is_err());
    /// ```
    ///
    /// # Errors
    /// When the owner or the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<OwnerMail, String> {
        let owner = settings.owner_mail.as_ref().unwrap_or(&settings.mail_from).clone();
        if owner.parse::<lettre::Address>().is_err() {
            return Err("PANNIER_OWNER_MAIL: not an e-mail address".to_owned());
        }
        Ok(OwnerMail { sender: Sender::new(mailer, settings)?, owner, shop_name: settings.shop_name.clone() })
    }

    fn letter(&self, signal: &Signal, order: &OrderView) -> Letter {
        if signal.kind == SignalKind::FileMissing {
            return self.missing(signal, order);
        }
        let mut facts = vec![("Order".to_owned(), order.number.to_string())];
        facts.extend(signal.amount.map(|amount| ("It is about".to_owned(), amount.to_string())));
        facts.push(("The order's total".to_owned(), order.total.to_string()));
        facts.push(("Its shopper".to_owned(), order.email.clone()));
        facts.extend(signal.error.clone().map(|error| ("The gateway says".to_owned(), error)));
        let (heading, what, then) = case(&signal.reason, order.number);
        Letter::new(Language::ENGLISH, heading, &self.shop_name)
            .paragraph(what)
            .facts(facts)
            .paragraph(then)
            .button("See the order", &order.url)
    }

    fn missing(&self, signal: &Signal, order: &OrderView) -> Letter {
        let key = signal.subject.split_once(' ').map_or("", |(_, key)| key);
        let then = format!(
            "`pannier file put FILE --key '{key}'` puts it there. Shoppers are told to try again later, and lose no attempt. However \
             many ask for it today, you are written to once."
        );
        Letter::new(Language::ENGLISH, format!("A download is missing: {key}"), &self.shop_name)
            .paragraph("A shopper has paid for this file and cannot fetch it: it is not where the shop's files are.")
            .facts(vec![
                ("File".to_owned(), key.to_owned()),
                ("Order".to_owned(), order.number.to_string()),
                ("Its shopper".to_owned(), order.email.clone()),
            ])
            .paragraph(then)
            .button("See the order", &order.url)
    }
}

/// What has happened, in a few words and in a sentence, and what can be done.
fn case(reason: &str, number: i64) -> (String, &'static str, String) {
    let is = |attention: Attention| reason == attention.as_str();
    let decide = format!(
        "`pannier order {number} paid` takes what came for enough, `pannier order {number} cancel` gives it back. Until then the \
         order waits."
    );
    let nothing = "It is being given back. You hear of it again only if that fails.".to_owned();
    if is(Attention::AmountMismatch) {
        (format!("Order {number}: the amount does not fit"), "Another amount has come than the order's total.", decide)
    } else if is(Attention::CurrencyMismatch) {
        (
            format!("Order {number}: the currency does not fit"),
            "Money has come in another currency than the order's.",
            decide,
        )
    } else if is(Attention::PaidAfterCancellation) {
        (format!("Order {number} was paid too late"), "The order was cancelled before its money came.", nothing)
    } else if is(Attention::PaidTwice) {
        let what = "The order was cancelled before its money came, and the same was ordered and paid anew since.";
        (format!("Order {number} was paid twice"), what, nothing)
    } else if is(Attention::RefundFailed) {
        let then = format!(
            "`pannier order {number} refund` tries again. If you give the money back by other means, \
             `pannier order {number} refund --by-hand` writes it down."
        );
        (format!("Order {number}: a refund was refused"), "Money could not be given back.", then)
    } else {
        let then = format!("`pannier order {number}` shows the details.");
        (format!("Order {number} needs you"), "Something has come up that a person has to look at.", then)
    }
}

#[async_trait]
impl Receiver for OwnerMail {
    fn name(&self) -> &'static str {
        "owner-mail"
    }

    fn listens(&self, kind: SignalKind) -> bool {
        matches!(kind, SignalKind::Attention | SignalKind::FileMissing)
    }

    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        let letter = self.letter(signal, order);
        // The shopper's mail about the same signal has its id for itself.
        let key = format!("{}-owner", signal.id);
        Ok(self.sender.send(&key, signal.at, &self.owner, letter.heading(), &letter).await?)
    }
}
