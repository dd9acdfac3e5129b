//! The mails that go to a shopper about an order.

use async_trait::async_trait;
use time::{OffsetDateTime, macros::format_description};

use super::{Mailer, Receiver, ReceiverError, Signal, SignalKind, letter::Letter, mail::Sender};
use crate::{
    model::{DownloadView, Instructions, Money, OrderView, ParcelStatus, ParcelView, PaymentStep, Status},
    store::{Settings, order::machine::Attention},
};

/// Writes to the shopper when an order gets on:
///
/// | The order is | Letter |
/// |---|---|
/// | `pending`, and paid by other means than at a gateway | how to pay |
/// | `completed` | confirmation |
/// | `cancelled`, after the letter on how to pay | that nothing has to be paid any more |
/// | `cancelled`, and paid after all | that the money goes back |
/// | in any status, and money was given back | how much, and of what |
/// | `completed`, and a parcel of it was sent | what is in the parcel, and how it can be followed |
/// | `pending` for some days, and paid by other means | a reminder, once |
/// | `completed`, and its downloads were renewed | that they can be fetched again |
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
            (SignalKind::Refunded, _) => {
                let amount = signal.amount?;
                Some((format!("{subject}: {amount} given back"), self.refund(order, amount)))
            }
            (SignalKind::Attention, _) => {
                let letter = self.unexpected(order, signal.amount?, &signal.reason)?;
                Some((format!("{subject}: your payment goes back"), letter))
            }
            (SignalKind::Fulfilled, _) => {
                let parcel = order.parcels.iter().find(|parcel| parcel.id == signal.subject)?;
                let sent = matches!(parcel.status, ParcelStatus::Sent | ParcelStatus::Delivered);
                let news = if parcel.pick_up { "ready to be picked up" } else { "on its way" };
                sent.then(|| (format!("{subject}: {news}"), self.parcel(order, parcel, news)))
            }
            (SignalKind::Overdue, Some(PaymentStep::Instructions(instructions))) => {
                Some((format!("{subject} waits for your payment"), self.reminder(order, instructions)))
            }
            (SignalKind::DownloadsRenewed, _) if order.downloads.iter().any(DownloadView::available) => {
                Some((format!("{subject}: you can download again"), self.renewal(order)))
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

    fn reminder(&self, order: &OrderView, instructions: &Instructions) -> Letter {
        let letter = Letter::new(format!("Your order {} waits for your payment", order.number), &self.shop_name)
            .paragraph("We have not seen your payment yet. If it is on its way, you do not have to do anything.")
            .paragraph(&instructions.text)
            .facts(instructions.details.clone());
        bought(letter, order)
            .paragraph("If you do not want it any more, choose \"Start over\" on the order's page.")
            .button("See your order", &order.url)
    }

    fn renewal(&self, order: &OrderView) -> Letter {
        let downloads = order.downloads.iter().filter(|download| download.available());
        Letter::new("You can download again", &self.shop_name)
            .paragraph(format!(
                "Your download allowance was renewed for what you have bought with order {}.",
                order.number
            ))
            .facts(downloads.map(|download| (download.title.clone(), allowance(download))).collect())
            .button("See your order and your downloads", &order.url)
    }

    fn cancellation(&self, order: &OrderView) -> Letter {
        let heading = format!("Your order {} is cancelled", order.number);
        let letter = Letter::new(heading, &self.shop_name)
            .paragraph("You do not have to pay for it any more.")
            .paragraph("If the money is on its way already, please answer this mail, and we will send it back.");
        bought(letter, order).button("See your order", &order.url)
    }

    fn refund(&self, order: &OrderView, amount: Money) -> Letter {
        let number = order.number;
        let whole = order.refunded.is_none_or(|refunded| refunded.amount >= order.total.amount);
        let of_what = match order.status {
            Status::Cancelled => format!("It had been paid for order {number}, which is cancelled."),
            _ if amount == order.total => format!("That is all you have paid for order {number}."),
            _ if whole => format!("With that, all you have paid for order {number} is given back."),
            _ => format!("That is a part of what you have paid for order {number}."),
        };
        let way = match order.offline {
            true => "It goes to a bank account, and takes a few days to arrive.",
            false => "It goes back the way it came. It may take some days until your bank shows it.",
        };
        let mut letter = Letter::new(format!("We have given {amount} back to you"), &self.shop_name)
            .paragraph(format!("{of_what} {way} You do not have to do anything."));
        let so_far = order.refunded.filter(|refunded| *refunded != amount);
        if let Some(so_far) = so_far {
            letter = letter.facts(vec![("Given back so far, in all".to_owned(), so_far.to_string())]);
        }
        if whole && !order.downloads.is_empty() {
            letter = letter.paragraph("What you could download is no longer there.");
        }
        bought(letter, order).button("See your order", &order.url)
    }

    fn parcel(&self, order: &OrderView, parcel: &ParcelView, news: &str) -> Letter {
        let number = order.number;
        let heading = match order.parcels.len() {
            1 => format!("Your order {number} is {news}"),
            _ => format!("A parcel of your order {number} is {news}"),
        };
        let mut letter = Letter::new(heading, &self.shop_name);
        if !parcel.lines.is_empty() {
            letter = letter.paragraph(format!("In it: {}.", parcel.contents()));
        }
        if order.parcels.len() > 1 {
            letter = letter.paragraph("What else you have ordered travels separately.");
        }
        let tracking = &parcel.tracking;
        let fact = |name: &str, value: &Option<String>| Some((name.to_owned(), value.clone()?));
        let facts = [
            Some(("Shipping".to_owned(), parcel.label.clone())),
            fact("Carrier", &tracking.carrier),
            fact("Tracking number", &tracking.number),
        ];
        letter = letter.facts(facts.into_iter().flatten().collect());
        if !parcel.pick_up {
            letter = letter.address("Ships to", order.address.clone());
        }
        if let Some(url) = &tracking.url {
            letter = letter.button("Follow the parcel", url);
        }
        letter.button("See your order", &order.url)
    }

    /// Money that came too late or twice. Of what is unclear, the owner writes.
    fn unexpected(&self, order: &OrderView, amount: Money, reason: &str) -> Option<Letter> {
        let number = order.number;
        let what = if reason == Attention::PaidAfterCancellation.as_str() {
            format!("Order {number} was cancelled before your payment of {amount} arrived.")
        } else if reason == Attention::PaidTwice.as_str() {
            format!(
                "Order {number} was cancelled before your payment of {amount} arrived, and you have ordered and paid the same anew \
                 since. The new order stands."
            )
        } else {
            return None;
        };
        let letter = Letter::new("Your payment goes back to you", &self.shop_name)
            .paragraph(format!("{what} So we are giving the money back: you do not have to do anything."))
            .paragraph("We write again when it is done.");
        Some(bought(letter, order).button("See your order", &order.url))
    }
}

/// How often and until when a file can be fetched.
fn allowance(download: &DownloadView) -> String {
    let times = match download.attempts_left {
        None => "as often as you like".to_owned(),
        Some(1) => "once".to_owned(),
        Some(n) => format!("{n} times"),
    };
    match download.expires_at.and_then(|at| OffsetDateTime::from_unix_timestamp(at / 1000).ok()) {
        None => times,
        Some(end) => {
            let day = end.format(format_description!("[day padding:none] [month repr:long] [year]"));
            format!("{times}, until {} (UTC)", day.unwrap_or_default())
        }
    }
}

/// What was ordered, what it costs, and where it goes.
fn bought(letter: Letter, order: &OrderView) -> Letter {
    let mut rows: Vec<_> = order
        .lines
        .iter()
        .map(|line| (format!("{} × {}", line.quantity, line.title), line.total.to_string()))
        .collect();
    rows.extend(order.parcels.iter().map(|parcel| (parcel.label.clone(), parcel.price.to_string())));
    letter.amounts(rows, ("Total".to_owned(), order.total.to_string())).address("Ships to", order.address.clone())
}

#[async_trait]
impl Receiver for OrderMail {
    fn name(&self) -> &'static str {
        OrderMail::NAME
    }

    fn listens(&self, kind: SignalKind) -> bool {
        !matches!(kind, SignalKind::Created | SignalKind::FileMissing)
    }

    async fn receive(&self, signal: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        let Some((subject, letter)) = self.letter(signal, order) else { return Ok(()) };
        self.sender.send(&signal.id, signal.at, &order.email, &subject, &letter).await
    }
}
