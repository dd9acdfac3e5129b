//! The mails about what the shop could not deliver: a signal to a receiver, or a sold file.

use super::Writer;
use crate::{DeliveryState, ReceiverError, SignalDelivery, SignalKind, store::mail::letter::Letter};

impl Writer<'_> {
    /// Returns the letter about a delivery that has failed or is late; `None` if it was handled or retried meanwhile.
    pub(super) async fn undelivered(&self) -> Result<Option<Letter>, ReceiverError> {
        let Some(delivery) = self.delivery().await? else { return Ok(None) };
        let SignalDelivery { signal_id, receiver, kind, attempts, error, .. } = &delivery;
        let (heading, what, then) = match delivery.state {
            DeliveryState::Failed => {
                ("owner-delivery-failed", "owner-delivery-failed-text", "owner-delivery-failed-then")
            }
            _ => ("owner-delivery-delayed", "owner-delivery-delayed-text", "owner-delivery-delayed-then"),
        };
        let mut facts = vec![
            self.fact("owner-order", self.event.order.number),
            self.fact("owner-event", kind.map_or("unknown", SignalKind::as_str)),
            self.fact("owner-receiver", receiver),
            self.fact("owner-attempts", attempts),
            self.fact("owner-shopper", &self.event.order.email),
        ];
        facts.extend(error.as_ref().map(|error| self.fact("owner-last-response", error)));
        let text = |name| self.text_with(name, &[("receiver", receiver.into()), ("id", signal_id.into())]);
        let letter = self.letter(text(heading)).paragraph(text(what)).facts(facts).paragraph(text(then));
        let url = self.admin_url(&format!("/deliveries/{signal_id}"));
        let letter = letter.button(self.text("owner-view-delivery"), url);
        Ok(Some(letter.button(self.text("owner-view-order"), self.order_url())))
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
        let text = |name| self.text_with(name, &[("key", key.into())]);
        self.letter(text("owner-file-missing"))
            .paragraph(text("owner-file-missing-text"))
            .facts(vec![
                self.fact("owner-file", key),
                self.fact("owner-order", order.number),
                self.fact("owner-shopper", &order.email),
            ])
            .paragraph(text("owner-file-missing-then"))
            .button(self.text("owner-view-order"), self.order_url())
    }
}
