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
