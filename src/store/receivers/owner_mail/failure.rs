//! The mails about what the shop could not deliver: a signal to a receiver, or a sold file.

use super::Writer;
use crate::{DeliveryState, ReceiverError, SignalDelivery, SignalKind, store::mail::letter::Letter};

impl Writer<'_> {
    /// Returns the letter about a delivery that has failed or is late; `None` if it was handled or retried meanwhile.
    pub(super) async fn undelivered(&self) -> Result<Option<Letter>, ReceiverError> {
        let Some(delivery) = self.delivery().await? else { return Ok(None) };
        let SignalDelivery { signal_id, receiver, kind, attempts, error, .. } = &delivery;
        let number = self.event.order.number;
        let (heading, what, then) = match delivery.state {
            DeliveryState::Failed => (
                format!("Order {number}: {receiver} failed"),
                format!("{receiver} couldn't handle an event of this order, and won't try again."),
                format!(
                    "Fix the cause, then retry the delivery on its page, or with `pannier delivery retry {signal_id}`. If \
                     there's nothing to fix, dismiss it there, or with `pannier delivery dismiss {signal_id}`. Until then, \
                     the admin and `pannier order list --needs-attention` list the order."
                ),
            ),
            _ => (
                format!("Order {number}: still waiting for {receiver}"),
                format!("{receiver} has been busy with an event of this order for more than a week."),
                format!(
                    "Check what it's waiting for. The delivery's page shows the details, and so does \
                     `pannier delivery show {signal_id}`."
                ),
            ),
        };
        let mut facts = vec![
            Self::fact("Order", number),
            Self::fact("Event", kind.map_or("unknown", SignalKind::as_str)),
            Self::fact("Receiver", receiver),
            Self::fact("Attempts", attempts),
            Self::fact("Shopper", &self.event.order.email),
        ];
        facts.extend(error.as_ref().map(|error| Self::fact("Last response", error)));
        let letter = self.letter(heading).paragraph(what).facts(facts).paragraph(then);
        let letter = letter.button("View the delivery", self.admin_url(&format!("/deliveries/{signal_id}")));
        Ok(Some(letter.button("View the order", self.order_url())))
    }

    /// Returns the delivery that the signal is about, unless it was handled or retried meanwhile.
    async fn delivery(&self) -> Result<Option<SignalDelivery>, ReceiverError> {
        let signal = self.event.signal;
        let mut subject = signal.subject.split(' ');
        let (receiver, id) = (subject.next().unwrap_or_default(), subject.next().unwrap_or_default());
        let deliveries = self.admin().deliveries(id).await.map_err(ReceiverError::new)?;
        let still = |delivery: &SignalDelivery| match delivery.state {
            DeliveryState::Failed => signal.kind == SignalKind::DeliveryFailed,
            DeliveryState::Waiting { .. } | DeliveryState::InProgress { .. } => {
                signal.kind == SignalKind::DeliveryDelayed
            }
            _ => false,
        };
        Ok(deliveries.into_iter().find(|delivery| delivery.receiver == receiver && still(delivery)))
    }

    pub(super) fn missing_file(&self) -> Letter {
        let order = self.event.order;
        let key = self.event.signal.subject.split_once(' ').map_or("", |(_, key)| key);
        let then = format!(
            "Upload it with `pannier file put FILE --key '{key}'`. Shoppers are asked to try again later and don't lose a download. \
             You get one email a day about this file, however many shoppers ask for it."
        );
        self.letter(format!("A download is missing: {key}"))
            .paragraph(
                "A shopper has paid for this file but can't download it, because it's missing from the shop's storage.",
            )
            .facts(vec![
                Self::fact("File", key),
                Self::fact("Order", order.number),
                Self::fact("Shopper", &order.email),
            ])
            .paragraph(then)
            .button("View the order", self.order_url())
    }
}
