//! Mails to the merchant about problems that need attention. In English, like the command line that they
//! refer to.

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::{
    Actor, AdminError, DeliveryState, DisputeStatus, Event, Language, OrderSignal, OrderView, PaymentIssue, Receiver,
    ReceiverError, Settings, SettingsError, SignalDelivery, SignalKind,
    receivers::Mailer,
    store::mail::{letter::Letter, mailer::Sender},
};

/// The receiver's name.
const NAME: &str = "owner-mail";

/// Writes to [`Settings::owner_mail`] about problems that need the merchant: a payment that does not match
/// its order or is disputed, a refund that failed, a sold file that is missing from the storage, a signal that a
/// receiver could not handle.
///
/// ```
/// use pannier::{receivers::{Mailer, OwnerMail}, testing};
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

/// Without the mail server.
impl fmt::Debug for OwnerMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnerMail")
            .field("owner", &self.owner)
            .field("shop_name", &self.shop_name)
            .finish_non_exhaustive()
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
        Ok(OwnerMail { sender: Sender::new(mailer, settings)?, owner, shop_name: settings.shop_name.clone() })
    }

    /// Returns the letter for a signal; `None` if its problem was solved meanwhile.
    async fn letter(&self, event: &Event<'_>) -> Result<Option<Letter>, ReceiverError> {
        let Event { signal, order, .. } = *event;
        Ok(match signal.kind {
            SignalKind::FileMissing => Some(self.missing(signal, order)),
            SignalKind::DeliveryFailed | SignalKind::DeliveryDelayed => {
                delivery(event).await?.map(|delivery| self.undelivered(&delivery, order))
            }
            _ => Some(self.issue(signal, order, &failed_refund(event).await?)),
        })
    }

    fn issue(&self, signal: &OrderSignal, order: &OrderView, failed: &FailedRefund) -> Letter {
        let mut facts = vec![("Order".to_owned(), order.number.to_string())];
        facts.extend(signal.amount.map(|amount| ("Amount".to_owned(), amount.to_string())));
        facts.push(("Order total".to_owned(), order.total.to_string()));
        facts.push(("Shopper".to_owned(), order.email.clone()));
        let whose = if failed.by_hand { "Reason" } else { "Error from the gateway" };
        facts.extend(signal.error.clone().map(|error| (whose.to_owned(), error)));
        let (heading, what, then) = match signal.kind {
            SignalKind::DisputeClosed => decided(signal.dispute, order.number),
            _ => case(signal, order, failed),
        };
        Letter::new(Language::ENGLISH, heading, &self.shop_name)
            .paragraph(what)
            .facts(facts)
            .paragraph(then)
            .button("View the order", &order.url)
    }

    fn undelivered(&self, delivery: &SignalDelivery, order: &OrderView) -> Letter {
        let SignalDelivery { signal_id, receiver, kind, attempts, error, .. } = delivery;
        let number = order.number;
        let (heading, what, then) = match delivery.state {
            DeliveryState::Failed => (
                format!("Order {number}: {receiver} failed"),
                format!("{receiver} couldn't handle an event of this order, and won't try again."),
                format!(
                    "Fix the cause, then run `pannier delivery retry {signal_id}`. If there's nothing to fix, run \
                     `pannier delivery dismiss {signal_id}`. Until then, `pannier order list --needs-attention` lists the order."
                ),
            ),
            _ => (
                format!("Order {number}: still waiting for {receiver}"),
                format!("{receiver} has been busy with an event of this order for more than a week."),
                format!("Check what it's waiting for. Run `pannier delivery show {signal_id}` for details."),
            ),
        };
        let mut facts = vec![
            ("Order".to_owned(), number.to_string()),
            ("Event".to_owned(), kind.map_or("unknown", SignalKind::as_str).to_owned()),
            ("Receiver".to_owned(), receiver.clone()),
            ("Attempts".to_owned(), attempts.to_string()),
            ("Shopper".to_owned(), order.email.clone()),
        ];
        facts.extend(error.clone().map(|error| ("Last response".to_owned(), error)));
        Letter::new(Language::ENGLISH, heading, &self.shop_name)
            .paragraph(what)
            .facts(facts)
            .paragraph(then)
            .button("View the order", &order.url)
    }

    fn missing(&self, signal: &OrderSignal, order: &OrderView) -> Letter {
        let key = signal.subject.split_once(' ').map_or("", |(_, key)| key);
        let then = format!(
            "Upload it with `pannier file put FILE --key '{key}'`. Shoppers are asked to try again later and don't lose a download. \
             You get one email a day about this file, however many shoppers ask for it."
        );
        Letter::new(Language::ENGLISH, format!("A download is missing: {key}"), &self.shop_name)
            .paragraph(
                "A shopper has paid for this file but can't download it, because it's missing from the shop's storage.",
            )
            .facts(vec![
                ("File".to_owned(), key.to_owned()),
                ("Order".to_owned(), order.number.to_string()),
                ("Shopper".to_owned(), order.email.clone()),
            ])
            .paragraph(then)
            .button("View the order", &order.url)
    }
}

/// Returns the delivery that a signal is about, unless it was handled or retried meanwhile.
async fn delivery(event: &Event<'_>) -> Result<Option<SignalDelivery>, ReceiverError> {
    let mut subject = event.signal.subject.split(' ');
    let (receiver, id) = (subject.next().unwrap_or_default(), subject.next().unwrap_or_default());
    let admin = event.store.acting(&Actor::Plugin(NAME));
    let deliveries = admin.deliveries(id).await.map_err(ReceiverError::new)?;
    let still = |delivery: &SignalDelivery| match delivery.state {
        DeliveryState::Failed => event.signal.kind == SignalKind::DeliveryFailed,
        DeliveryState::Waiting { .. } | DeliveryState::InProgress { .. } => {
            event.signal.kind == SignalKind::DeliveryDelayed
        }
        _ => false,
    };
    Ok(deliveries.into_iter().find(|delivery| delivery.receiver == receiver && still(delivery)))
}

/// The failed refund that a signal is about.
#[derive(Default)]
struct FailedRefund {
    /// Whether it holds the order.
    held: bool,
    /// Whether the payment's provider makes no refunds.
    by_hand: bool,
}

async fn failed_refund(event: &Event<'_>) -> Result<FailedRefund, ReceiverError> {
    if event.signal.issue != Some(PaymentIssue::RefundFailed) {
        return Ok(FailedRefund::default());
    }
    let subject = &event.signal.subject;
    let admin = event.store.acting(&Actor::Plugin(NAME));
    match admin.order(event.order.number).await {
        Ok((_, payments)) => {
            let mut refunds = payments.iter().flat_map(|payment| payment.refunds.iter().map(move |it| (payment, it)));
            let found = refunds.find(|(_, refund)| refund.id == *subject);
            Ok(found.map_or_else(FailedRefund::default, |(payment, refund)| FailedRefund {
                held: refund.holds_order,
                by_hand: payment.refunds_by_hand,
            }))
        }
        // A sample order, as receivers are tested with.
        Err(AdminError::UnknownOrder(_)) => Ok(FailedRefund::default()),
        Err(error) => Err(ReceiverError::new(error)),
    }
}

/// Returns the heading, the explanation and the next step of a dispute that was decided.
fn decided(dispute: Option<DisputeStatus>, number: i64) -> (String, &'static str, String) {
    match dispute {
        Some(DisputeStatus::Won) => (
            format!("Order {number}: dispute won"),
            "The dispute was decided in your favor, and you keep the payment.",
            "The order is no longer on hold: its downloads are available again, and its shipments can be sent."
                .to_owned(),
        ),
        Some(DisputeStatus::Lost | DisputeStatus::Open) | None => (
            format!("Order {number}: dispute lost"),
            "The dispute was decided for the shopper, who has the money back.",
            format!(
                "Downloads stay disabled, and shipments that haven't been sent stay on hold. If the shopper pays in another \
                 way, run `pannier order release {number}`."
            ),
        ),
    }
}

/// Returns the heading, the explanation and the next step.
fn case(signal: &OrderSignal, order: &OrderView, failed: &FailedRefund) -> (String, &'static str, String) {
    let number = order.number;
    let decide = format!(
        "Run `pannier order mark-paid {number}` to accept this payment, or `pannier order cancel {number}` to cancel the order and \
         refund it. Until then the order is on hold."
    );
    let nothing =
        "We're refunding the payment automatically. You'll only hear about it again if the refund fails.".to_owned();
    match signal.issue {
        Some(PaymentIssue::AmountMismatch) => (
            format!("Order {number}: payment amount doesn't match"),
            "The payment differs from the order total.",
            decide,
        ),
        Some(PaymentIssue::CurrencyMismatch) => (
            format!("Order {number}: payment currency doesn't match"),
            "The payment arrived in a different currency from the order.",
            decide,
        ),
        Some(PaymentIssue::PaidAfterCancellation) => (
            format!("Order {number} was paid after it was cancelled"),
            "The payment arrived after the order was cancelled.",
            nothing,
        ),
        Some(PaymentIssue::PaidTwice) => {
            let what = "The payment arrived after the order was cancelled. The shopper has since ordered and paid for the same items again.";
            (format!("Order {number} was paid twice"), what, nothing)
        }
        Some(PaymentIssue::Disputed) => {
            let then = format!(
                "Answer the dispute in your account at the payment service before its deadline. Until it's decided, the \
                 order is on hold: its downloads are disabled, and shipments that haven't been sent should not be. If the \
                 shopper withdraws it, run `pannier order release {number}`."
            );
            let what = "The shopper disputes this payment, or the payment service has reversed it.";
            (format!("Order {number}: payment disputed"), what, then)
        }
        Some(PaymentIssue::RefundFailed) => {
            // Without an amount, a command is about all that is left of the payment.
            let part = signal.amount.filter(|amount| *amount != order.total);
            let part = part.map_or_else(String::new, |amount| format!(" {}", amount.decimal()));
            let mut then = match failed.by_hand {
                true => format!(
                    "Transfer {} back by hand, then record it with `pannier order refund {number}{part} --manual`.",
                    signal.amount.unwrap_or(order.total)
                ),
                false => format!(
                    "Run `pannier order refund {number}{part}` to try again. If you've refunded the money another way, record \
                     it with `pannier order refund {number}{part} --manual`."
                ),
            };
            if failed.held {
                then += &format!(
                    " Until then, downloads and shipments that haven't been sent are on hold; `pannier order release {number}` \
                     releases them without a refund."
                );
            }
            (format!("Order {number}: refund failed"), "We couldn't refund the payment.", then)
        }
        None => {
            let then = format!("Run `pannier order show {number}` for details.");
            (format!("Order {number} needs your attention"), "There's a problem with this order.", then)
        }
    }
}

#[async_trait]
impl Receiver for OwnerMail {
    fn name(&self) -> &'static str {
        NAME
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        matches!(
            kind,
            SignalKind::Attention
                | SignalKind::DisputeClosed
                | SignalKind::FileMissing
                | SignalKind::DeliveryFailed
                | SignalKind::DeliveryDelayed
        )
    }

    fn timeout(&self) -> Option<Duration> {
        self.sender.timeout()
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        let signal = event.signal;
        let Some(letter) = self.letter(event).await? else { return Ok(()) };
        // The shopper's mail about the same signal uses the bare id.
        let key = format!("{}-owner", signal.id);
        Ok(self.sender.send(&key, signal.at, &self.owner, letter.heading(), &letter).await?)
    }
}
