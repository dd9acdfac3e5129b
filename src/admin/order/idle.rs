//! Deliveries that count as done although there was nothing to do.

use super::found::Found;
use crate::{DeliveryState, OrderStatus, SignalDelivery, SignalKind};

/// Whether a delivery was made, and its receiver had nothing to do, for certain: another delivery would do nothing
/// either. `subject` is that of the signal. Only of receivers that come with the store is that known.
pub(super) fn had_nothing_to_do(delivery: &SignalDelivery, subject: &str, found: &Found) -> bool {
    let order = &found.order;
    let handled = matches!(delivery.state, DeliveryState::Handled { .. });
    handled
        && match (delivery.receiver.as_str(), delivery.kind) {
            ("downloads", Some(_)) => order.downloads.is_empty() && !order.downloads_due,
            // The shopper hears of a payment that goes back, and not of disputes and failed refunds.
            ("confirmation-mail", Some(SignalKind::Attention)) => {
                !found.payments.iter().any(|payment| payment.id == subject)
            }
            // Nor of an order that was given up before it was paid.
            ("confirmation-mail", Some(SignalKind::Cancelled)) => {
                order.status == OrderStatus::Cancelled && !order.offline && !order.processing
            }
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, testing};

    fn handled(receiver: &str, kind: SignalKind) -> SignalDelivery {
        SignalDelivery {
            signal_id: "s1".into(),
            order_number: Some(1001),
            kind: Some(kind),
            at: Timestamp::from_secs(0),
            receiver: receiver.into(),
            registered: true,
            state: DeliveryState::Handled { at: None },
            attempts: 1,
            error: None,
        }
    }

    #[test]
    fn nothing_is_promised_of_what_had_nothing_to_do() {
        let mut order = testing::order(&[("poster", "dunes", 1)]);
        (order.downloads, order.downloads_due) = (Vec::new(), false);
        let mut found = Found { number: order.number, order, payments: Vec::new(), shipments: Vec::new() };
        let idle = |delivery: &SignalDelivery, found: &Found| had_nothing_to_do(delivery, "d1", found);
        let activated = handled("downloads", SignalKind::Completed);
        assert!(idle(&activated, &found));
        assert!(idle(&handled("confirmation-mail", SignalKind::Attention), &found), "a dispute");
        for (receiver, kind) in [("confirmation-mail", SignalKind::Completed), ("erp", SignalKind::Attention)] {
            assert!(!idle(&handled(receiver, kind), &found));
        }
        assert!(!idle(&SignalDelivery { state: DeliveryState::Failed, ..activated.clone() }, &found));
        found.order.downloads_due = true;
        assert!(!idle(&activated, &found));
    }
}
