//! What can be done about an order and its parcels, as far as their state allows it.

use super::found::Found;
use crate::{Act, OrderStatus, PaymentStatus, Shipment, ShipmentStatus};

/// Something that can be done about an order, on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::admin) enum Offer {
    MarkPaid,
    PollPayment,
    Cancel,
    Refund,
    RecordRefund,
    AbandonRefund,
    Release,
    RenewDownloads,
    EndDownloads,
    Correct,
}

impl Offer {
    pub const ALL: [Offer; 10] = [
        Offer::MarkPaid,
        Offer::PollPayment,
        Offer::Cancel,
        Offer::Refund,
        Offer::RecordRefund,
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
            Offer::AbandonRefund => "admin-do-abandon-refund",
            Offer::Release => "admin-do-release",
            Offer::RenewDownloads => "admin-do-renew-downloads",
            Offer::EndDownloads => "admin-do-end-downloads",
            Offer::Correct => "admin-do-correct",
        }
    }

    /// Whether it takes something away that cannot be given back.
    pub const fn is_dangerous(self) -> bool {
        matches!(self, Offer::Cancel | Offer::Refund | Offer::RecordRefund | Offer::AbandonRefund | Offer::EndDownloads)
    }

    /// Whether the state of the order allows it.
    pub fn applies(self, found: &Found) -> bool {
        let Found { order, payments, .. } = found;
        let pending = order.status == OrderStatus::Pending;
        match self {
            Offer::MarkPaid => pending && (order.offline || found.mismatch().is_some()),
            Offer::PollPayment => pending && !order.offline && payments.iter().any(|payment| payment.status.is_live()),
            Offer::Cancel => {
                let processing = payments.iter().any(|payment| payment.status == PaymentStatus::Processing);
                pending && (!processing || found.mismatch().is_some())
            }
            Offer::Refund => {
                let makes = found.paid().is_some_and(|paid| !paid.refunds_by_hand && !Found::lost(paid));
                makes && found.refundable().is_some()
            }
            Offer::RecordRefund => found.refundable().is_some(),
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
pub(in crate::admin) enum ParcelOffer {
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

    /// Returns the name of the text of its link, its heading and its button.
    pub fn label(self, parcel: &Shipment) -> &'static str {
        match self {
            ParcelOffer::MarkSent if parcel.status == ShipmentStatus::Sent => "admin-do-update-tracking",
            ParcelOffer::MarkSent => "admin-do-mark-sent",
            ParcelOffer::MarkDelivered => "admin-do-mark-delivered",
            ParcelOffer::MarkFailed => "admin-do-mark-failed",
            ParcelOffer::MarkPending => "admin-do-mark-pending",
            ParcelOffer::SetReference => "admin-do-set-reference",
            ParcelOffer::Reorder => "admin-do-reorder",
        }
    }

    /// Whether the state of the parcel and its order allows it.
    pub fn applies(self, parcel: &Shipment, order: OrderStatus) -> bool {
        let unsent = matches!(parcel.status, ShipmentStatus::Pending | ShipmentStatus::Failed);
        let sent = parcel.status == ShipmentStatus::Sent;
        // A supplier was asked for it, and has given no reference: its answer was lost.
        let unknown = parcel.requested_at.is_some() && parcel.reference.is_none();
        order == OrderStatus::Completed
            && match self {
                ParcelOffer::MarkSent => sent || (unsent && (!parcel.on_hold || parcel.reference.is_some())),
                ParcelOffer::MarkDelivered => sent,
                ParcelOffer::MarkFailed => sent || parcel.status == ShipmentStatus::Pending,
                ParcelOffer::MarkPending => parcel.status == ShipmentStatus::Failed,
                ParcelOffer::SetReference | ParcelOffer::Reorder => unsent && unknown,
            }
    }
}
