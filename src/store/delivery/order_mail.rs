//! The mails that go to a shopper about an order.

use async_trait::async_trait;

use super::{Mailer, Receiver, ReceiverError, Signal, SignalKind, letter::Letter, mail::Sender};
use crate::{
    model::{Instructions, OrderView, PaymentStep},
    store::Settings,
};

/// Writes to the shopper when an order gets on:
///
/// | The order is | Letter |
/// |---|---|
/// | `pending`, and paid by other means than at a gateway | how to pay |
/// | `completed` | confirmation |
/// | `cancelled`, after the letter on how to pay | that nothing has to be paid any more |
///
/// A payment that was declined on the screen needs no letter. Each has a link to the order's page, never a bare download link:
/// mail scanners follow links, and would use up the attempts.
///
/// ```
/// use pannier::{delivery::{Mailer, OrderMail}, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = testing::in_memory().await;
/// let settings = pannier::Settings::new("https://shop.example", "keep this in the environment, not here");
/// let mail = OrderMail::new(Mailer::from_settings(&settings)?, &settings)?;
/// let store = builder.receive(mail).build().await?;
/// # Ok(())
/// # }
/// ```
pub struct OrderMail {
    sender: Sender,
    shop_name: String,
}

impl OrderMail {
    /// Its name in the outbox: that of the time when it confirmed orders and did nothing else. Signals wait under it.
    pub(crate) const NAME: &str = "confirmation-mail";

    /// Mails through `mailer`, in the name of the shop.
    ///
    /// ```
    /// use pannier::{Settings, delivery::{Mailer, OrderMail}};
    ///
    /// let mut settings = Settings::new("https://shop.example", "keep this in the environment, not here");
    /// settings.mail_from = "nobody".into();
    /// assert!(OrderMail::new(Mailer::Folder("mail".into()), &settings).is_err());
    /// ```
    ///
    /// # Errors
    /// When the sender is not an e-mail address.
    pub fn new(mailer: Mailer, settings: &Settings) -> Result<OrderMail, String> {
        Ok(OrderMail { sender: Sender::new(mailer, settings)?, shop_name: settings.shop_name.clone() })
    }

    /// The letter that a signal calls for, with its subject.
    fn letter(&self, signal: &Signal, order: &OrderView) -> Option<(String, Letter)> {
        let subject = format!("Your order {} at {}", order.number, self.shop_name);
        match (signal.kind, &order.step) {
            (SignalKind::Pending, Some(PaymentStep::Instructions(instructions))) => {
                Some((format!("{subject}: how to pay"), self.how_to_pay(order, instructions)))
            }
            (SignalKind::Completed, _) => Some((subject, self.confirmation(order))),
            (SignalKind::Cancelled, _) if order.offline => {
                Some((format!("{subject} is cancelled"), self.cancellation(order)))
            }
            _ => None,
        }
    }

    fn how_to_pay(&self, order: &OrderView, instructions: &Instructions) -> Letter {
        let letter = Letter::new(format!("Thank you for your order {}", order.number), &self.shop_name)
            .paragraph(&instructions.text)
            .facts(instructions.details.clone());
        bought(letter, order).button("See your order", &order.url)
    }

    fn confirmation(&self, order: &OrderView) -> Letter {
        let heading = format!("Thank you for your order {}", order.number);
        let paid = match order.total.amount {
            0 => "There is nothing to pay.".to_owned(),
            _ => "Your payment has arrived.".to_owned(),
        };
        let invitation = match order.downloads.is_empty() && !order.downloads_due {
            true => "See your order",
            false => "See your order and your downloads",
        };
        bought(Letter::new(heading, &self.shop_name).paragraph(paid), order).button(invitation, &order.url)
    }

    fn cancellation(&self, order: &OrderView) -> Letter {
        let heading = format!("Your order {} is cancelled", order.number);
        let letter = Letter::new(heading, &self.shop_name)
            .paragraph("You do not have to pay for it any more.")
            .paragraph("If the money is on its way already, please answer this mail, and we will send it back.");
        bought(letter, order).button("See your order", &order.url)
    }
}

/// What was ordered, what it costs, and where it goes.
fn bought(letter: Letter, order: &OrderView) -> Letter {
    let mut rows: Vec<_> = order
        .lines
        .iter()
        .map(|line| (format!("{} × {}", line.quantity, line.title), line.total.to_string()))
        .collect();
    if let Some(shipping) = &order.shipping {
        rows.push((shipping.clone(), order.shipping_total.to_string()));
    }
    letter.amounts(rows, ("Total".to_owned(), order.total.to_string())).address("Ships to", order.address.clone())
}

#[async_trait]
impl Receiver for OrderMail {
    fn name(&self) -> &'static str {
        OrderMail::NAME
    }

    fn listens(&self, kind: SignalKind) -> bool {
        matches!(kind, SignalKind::Pending | SignalKind::Completed | SignalKind::Cancelled)
    }

    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        let Some((subject, letter)) = self.letter(signal, order) else { return Ok(()) };
        self.sender.send(&signal.id, signal.at, &order.email, &subject, &letter).await
    }
}
