//! What can be done about an order and its parcels, as far as their state allows it.

use super::found::Found;
use crate::{Act, OrderStatus, PaymentStatus, Shipment, ShipmentStatus};

/// Something that can be done about an order, on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    MarkPaid,
    PollPayment,
    Cancel,
    Refund,
    RecordRefund,
    TakeBack,
    AbandonRefund,
    Release,
    RenewDownloads,
    EndDownloads,
    Correct,
}

impl Offer {
    pub const ALL: [Offer; 11] = [
        Offer::MarkPaid,
        Offer::PollPayment,
        Offer::Cancel,
        Offer::Refund,
        Offer::RecordRefund,
        Offer::TakeBack,
        Offer::AbandonRefund,
        Offer::Release,
        Offer::RenewDownloads,
        Offer::EndDownloads,
        Offer::Correct,
    ];

    /// Returns the act, on which the role decides.
    pub const fn act(self) -> Act {
        match self {
            Offer::MarkPaid => Act::MarkPaid,
            Offer::PollPayment => Act::PollPayment,
            Offer::Cancel => Act::CancelOrder,
            Offer::Refund => Act::Refund,
            Offer::RecordRefund => Act::RecordRefund,
            Offer::TakeBack => Act::TakeBack,
            Offer::AbandonRefund => Act::AbandonRefund,
            Offer::Release => Act::ReleaseOrder,
            Offer::RenewDownloads => Act::RenewDownloads,
            Offer::EndDownloads => Act::EndDownloads,
            Offer::Correct => Act::Correct,
        }
    }

    /// Returns the path of its page, below the order's.
    pub const fn path(self) -> &'static str {
        match self {
            Offer::MarkPaid => "/mark-paid",
            Offer::PollPayment => "/poll-payment",
            Offer::Cancel => "/cancel",
            Offer::Refund => "/refund",
            Offer::RecordRefund => "/record-refund",
            Offer::TakeBack => "/take-back",
            Offer::AbandonRefund => "/abandon-refund",
            Offer::Release => "/release",
            Offer::RenewDownloads => "/renew-downloads",
            Offer::EndDownloads => "/end-downloads",
            Offer::Correct => "/correct",
        }
    }

    /// Returns the name of the text of its link, its heading and its button.
    pub const fn label(self) -> &'static str {
        match self {
            Offer::MarkPaid => "admin-do-mark-paid",
            Offer::PollPayment => "admin-do-poll-payment",
            Offer::Cancel => "admin-do-cancel",
            Offer::Refund => "admin-do-refund",
            Offer::RecordRefund => "admin-do-record-refund",
            Offer::TakeBack => "admin-do-take-back",
            Offer::AbandonRefund => "admin-do-abandon-refund",
            Offer::Release => "admin-do-release",
            Offer::RenewDownloads => "admin-do-renew-downloads",
            Offer::EndDownloads => "admin-do-end-downloads",
            Offer::Correct => "admin-do-correct",
        }
    }

    /// Whether it takes something away that cannot be given back.
    pub const fn is_dangerous(self) -> bool {
        matches!(
            self,
            Offer::Cancel
                | Offer::Refund
                | Offer::RecordRefund
                | Offer::TakeBack
                | Offer::AbandonRefund
                | Offer::EndDownloads
        )
    }

    /// Whether few orders need it, as long as there is something more common to do.
    pub fn is_rare(self, found: &Found) -> bool {
        match self {
            Offer::RecordRefund => Offer::Refund.applies(found),
            Offer::RenewDownloads | Offer::EndDownloads => true,
            _ => false,
        }
    }

    /// Whether the state of the order allows it.
    pub fn applies(self, found: &Found) -> bool {
        let Found { order, payments, .. } = found;
        let pending = order.status == OrderStatus::Pending;
        let mismatch = found.mismatch().is_some();
        match self {
            Offer::MarkPaid => pending && (order.offline || mismatch),
            Offer::PollPayment => {
                pending && !order.offline && !mismatch && payments.iter().any(|payment| payment.status.is_live())
            }
            Offer::Cancel => {
                let processing = payments.iter().any(|payment| payment.status == PaymentStatus::Processing);
                pending && (!processing || mismatch)
            }
            // The payment of a pending order is accepted, or returned with its cancellation.
            Offer::Refund => {
                let makes = found.paid().is_some_and(|paid| !paid.refunds_by_hand && !Found::lost(paid));
                !pending && makes && found.refundable().is_some()
            }
            Offer::RecordRefund => !pending && found.refundable().is_some(),
            // What cost nothing is not refunded, and can come back all the same.
            Offer::TakeBack => {
                let is_free = order.status == OrderStatus::Completed && order.total.amount == 0;
                is_free && order.lines.iter().any(|line| line.refunded < line.quantity)
            }
            Offer::AbandonRefund => found.abandonable().next().is_some(),
            Offer::Release => found.releasable(),
            Offer::RenewDownloads => order.downloads.iter().any(|download| !download.refunded && !download.on_hold),
            Offer::EndDownloads => order.downloads.iter().any(|download| download.available()),
            Offer::Correct => matches!(order.status, OrderStatus::Pending | OrderStatus::Completed),
        }
    }
}

/// Something that can be done about a parcel, on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParcelOffer {
    MarkSent,
    MarkDelivered,
    MarkFailed,
    MarkPending,
    SetReference,
    Reorder,
}

impl ParcelOffer {
    pub const ALL: [ParcelOffer; 6] = [
        ParcelOffer::MarkSent,
        ParcelOffer::MarkDelivered,
        ParcelOffer::MarkFailed,
        ParcelOffer::MarkPending,
        ParcelOffer::SetReference,
        ParcelOffer::Reorder,
    ];

    /// Returns the act, on which the role decides.
    pub const fn act(self) -> Act {
        match self {
            ParcelOffer::MarkSent => Act::MarkSent,
            ParcelOffer::MarkDelivered => Act::MarkDelivered,
            ParcelOffer::MarkFailed => Act::MarkFailed,
            ParcelOffer::MarkPending => Act::MarkPending,
            ParcelOffer::SetReference => Act::SetShipmentReference,
            ParcelOffer::Reorder => Act::AbortShipment,
        }
    }

    /// Returns the path of its page, below the parcel's.
    pub const fn path(self) -> &'static str {
        match self {
            ParcelOffer::MarkSent => "mark-sent",
            ParcelOffer::MarkDelivered => "mark-delivered",
            ParcelOffer::MarkFailed => "mark-failed",
            ParcelOffer::MarkPending => "mark-pending",
            ParcelOffer::SetReference => "set-reference",
            ParcelOffer::Reorder => "reorder",
        }
    }

    /// Returns the name of the text of its link, its heading and its button. A parcel that is a `pick_up` is not sent.
    pub fn label(self, parcel: &Shipment, pick_up: bool) -> &'static str {
        match self {
            ParcelOffer::MarkSent if pick_up => "admin-do-mark-ready",
            ParcelOffer::MarkDelivered if pick_up => "admin-do-mark-picked-up",
            ParcelOffer::MarkPending if pick_up => "admin-do-prepare-again",
            ParcelOffer::MarkFailed if pick_up => "admin-do-pick-up-failed",
            ParcelOffer::MarkSent if parcel.status == ShipmentStatus::Sent => "admin-do-update-tracking",
            ParcelOffer::MarkSent => "admin-do-mark-sent",
            ParcelOffer::MarkDelivered => "admin-do-mark-delivered",
            ParcelOffer::MarkFailed => "admin-do-mark-failed",
            ParcelOffer::MarkPending => "admin-do-mark-pending",
            ParcelOffer::SetReference => "admin-do-set-reference",
            ParcelOffer::Reorder => "admin-do-reorder",
        }
    }

    /// Whether the state of the parcel and its order allows it. What is picked up has no tracking to be updated.
    pub fn applies(self, parcel: &Shipment, pick_up: bool, order: OrderStatus) -> bool {
        let unsent = matches!(parcel.status, ShipmentStatus::Pending | ShipmentStatus::Failed);
        let sent = parcel.status == ShipmentStatus::Sent;
        // A supplier was asked for it, and has given no reference: its answer was lost.
        let unknown = parcel.requested_at.is_some() && parcel.reference.is_none();
        order == OrderStatus::Completed
            && match self {
                ParcelOffer::MarkSent => {
                    (sent && !pick_up) || (unsent && (!parcel.on_hold || parcel.reference.is_some()))
                }
                ParcelOffer::MarkDelivered => sent,
                ParcelOffer::MarkFailed => sent || parcel.status == ShipmentStatus::Pending,
                ParcelOffer::MarkPending => parcel.status == ShipmentStatus::Failed,
                ParcelOffer::SetReference | ParcelOffer::Reorder => unsent && unknown,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, DisputeRecord, DisputeStatus, Money, PaymentIssue, PaymentRecord, RefundReason, RefundRecord,
        RefundStatus, testing,
    };

    /// An order of €10.00, paid by card.
    fn paid() -> Found {
        let order = testing::order(&[("album", "blue-hour", 1)]);
        let payment = PaymentRecord {
            id: "p1".into(),
            provider: "card".into(),
            refunds_by_hand: false,
            reference: None,
            status: PaymentStatus::Succeeded,
            amount: order.total,
            paid: order.paid,
            payer_country: None,
            issue: None,
            refunds: Vec::new(),
            disputes: Vec::new(),
        };
        Found { number: order.number, order, payments: vec![payment], shipments: Vec::new() }
    }

    fn refund(cents: i64, status: RefundStatus) -> RefundRecord {
        RefundRecord {
            id: "r1".into(),
            amount: Money::new(cents, Currency::EUR),
            reason: RefundReason::Requested,
            status,
            error: None,
            manual: false,
            holds_order: false,
            stuck: false,
            note: String::new(),
            items: Vec::new(),
            awaits_items: false,
            returns_tax: false,
            not_in_stock: false,
            awaits_restock: false,
        }
    }

    fn offered(found: &Found) -> Vec<Offer> {
        Offer::ALL.into_iter().filter(|offer| offer.applies(found)).collect()
    }

    #[test]
    fn a_paid_order_is_refunded_until_nothing_is_left() {
        let mut found = paid();
        assert_eq!(offered(&found), [Offer::Refund, Offer::RecordRefund, Offer::Correct]);
        found.payments[0].refunds = vec![refund(400, RefundStatus::Succeeded), refund(300, RefundStatus::Failed)];
        assert_eq!(found.refundable(), Some(Money::new(600, Currency::EUR)));
        found.payments[0].refunds.push(refund(600, RefundStatus::Starting));
        assert_eq!(offered(&found), [Offer::AbandonRefund, Offer::Correct]);
    }

    #[test]
    fn what_cost_nothing_is_taken_back_until_nothing_is_left() {
        let mut free = paid();
        free.order.total = Money::zero(Currency::EUR);
        free.payments[0].paid = Some(Money::zero(Currency::EUR));
        assert_eq!(offered(&free), [Offer::TakeBack, Offer::Correct]);
        free.order.lines[0].refunded = free.order.lines[0].quantity;
        assert_eq!(offered(&free), [Offer::Correct]);
    }

    #[test]
    fn what_the_store_cannot_refund_is_only_recorded() {
        let mut by_hand = paid();
        by_hand.payments[0].refunds_by_hand = true;
        assert_eq!(offered(&by_hand), [Offer::RecordRefund, Offer::Correct]);
        let mut lost = paid();
        let dispute = DisputeRecord { reference: "d1".into(), status: DisputeStatus::Lost, holds_order: true };
        lost.payments[0].disputes.push(dispute);
        assert_eq!(offered(&lost), [Offer::RecordRefund, Offer::Release, Offer::Correct]);
    }

    #[test]
    fn an_unpaid_order_waits_for_its_gateway_or_for_a_person() {
        let mut found = paid();
        found.order.status = OrderStatus::Pending;
        found.payments[0].paid = None;
        found.payments[0].status = PaymentStatus::Open;
        assert_eq!(offered(&found), [Offer::PollPayment, Offer::Cancel, Offer::Correct]);
        found.payments[0].status = PaymentStatus::Processing;
        assert_eq!(offered(&found), [Offer::PollPayment, Offer::Correct]);
        found.order.offline = true;
        found.payments[0].status = PaymentStatus::Open;
        assert_eq!(offered(&found), [Offer::MarkPaid, Offer::Cancel, Offer::Correct]);
        found.order.status = OrderStatus::Cancelled;
        assert!(offered(&found).is_empty());
    }

    #[test]
    fn another_amount_than_the_total_is_accepted_or_returned() {
        let mut found = paid();
        found.order.status = OrderStatus::Pending;
        found.payments[0].status = PaymentStatus::Open;
        found.payments[0].issue = Some(PaymentIssue::AmountMismatch);
        assert_eq!(offered(&found), [Offer::MarkPaid, Offer::Cancel, Offer::Correct]);
    }
}
