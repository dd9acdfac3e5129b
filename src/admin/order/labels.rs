//! Names of states for people, and lists of facts.

use leptos::prelude::*;

use crate::{
    DisputeStatus, OrderStatus, PaymentIssue, PaymentStatus, RefundItem, RefundReason, RefundStatus, Shipment,
    ShipmentLine, ShipmentStatus, SignalKind, Texts, WithdrawalLine, contents_of, inert::IntoInert,
};

/// Renders facts by name. Those without a value are left out.
pub(in crate::admin) fn facts(all: impl IntoIterator<Item = (String, Option<String>)>) -> AnyView {
    let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = given.map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view();
    view! { <dl class="ad-facts">{rows}</dl> }.into_inert()
}

/// Renders a state as a badge. `tone` is the second half of its class: `good`, `bad`, `wait` or `plain`.
pub(in crate::admin) fn badge(text: String, tone: &str) -> AnyView {
    view! { <span class=format!("ad-badge ad-badge-{tone}")>{text}</span> }.into_inert()
}

pub(in crate::admin) fn order_status(status: OrderStatus, texts: &Texts) -> AnyView {
    let tone = match status {
        OrderStatus::Completed => "good",
        OrderStatus::Pending => "wait",
        OrderStatus::Created | OrderStatus::Cancelled => "plain",
    };
    badge(texts.get(order_status_name(status)), tone)
}

/// Returns the name of the text of a status.
pub(in crate::admin) const fn order_status_name(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Created => "admin-status-created",
        OrderStatus::Pending => "admin-status-pending",
        OrderStatus::Completed => "admin-status-completed",
        OrderStatus::Cancelled => "admin-status-cancelled",
    }
}

/// Renders the status of a parcel. One that is not sent yet says what it waits for.
pub(super) fn shipment_status(parcel: &Shipment, order: OrderStatus, pick_up: bool, texts: &Texts) -> AnyView {
    let status = parcel.status;
    if let (ShipmentStatus::Pending, Some((name, tone))) = (status, held_back(order, parcel.on_hold)) {
        return badge(texts.get(name), tone);
    }
    let tone = match status {
        ShipmentStatus::Pending => "wait",
        ShipmentStatus::Sent | ShipmentStatus::Delivered => "good",
        ShipmentStatus::Failed => "bad",
        ShipmentStatus::Cancelled => "plain",
    };
    badge(texts.get(shipment_status_name(status, pick_up)), tone)
}

/// Returns why the parcels of an order are not to be sent, as the name of a text, and its tone.
const fn held_back(order: OrderStatus, on_hold: bool) -> Option<(&'static str, &'static str)> {
    match order {
        OrderStatus::Cancelled => Some(("admin-parcel-status-cancelled", "plain")),
        OrderStatus::Created | OrderStatus::Pending => Some(("admin-parcel-status-unpaid", "wait")),
        OrderStatus::Completed if on_hold => Some(("admin-mark-on-hold", "bad")),
        OrderStatus::Completed => None,
    }
}

/// Returns the name of the text that names a parcel by its position.
pub(super) const fn parcel_title(pick_up: bool) -> &'static str {
    if pick_up { "admin-pick-up-title" } else { "admin-parcel-title" }
}

/// Returns the name of the text of a parcel's status.
const fn shipment_status_name(status: ShipmentStatus, pick_up: bool) -> &'static str {
    match (status, pick_up) {
        (ShipmentStatus::Pending, false) => "admin-parcel-status-pending",
        (ShipmentStatus::Pending, true) => "admin-parcel-status-to-prepare",
        (ShipmentStatus::Sent, false) => "admin-parcel-status-sent",
        (ShipmentStatus::Sent, true) => "admin-parcel-status-ready",
        (ShipmentStatus::Delivered, false) => "admin-parcel-status-delivered",
        (ShipmentStatus::Delivered, true) => "admin-parcel-status-picked-up",
        (ShipmentStatus::Failed, _) => "admin-parcel-status-failed",
        (ShipmentStatus::Cancelled, _) => "admin-parcel-status-cancelled",
    }
}

pub(super) fn payment_status(status: PaymentStatus, texts: &Texts) -> String {
    texts.get(match status {
        PaymentStatus::Starting => "admin-payment-starting",
        PaymentStatus::Open => "admin-payment-open",
        PaymentStatus::Processing => "admin-payment-processing",
        PaymentStatus::Succeeded => "admin-payment-succeeded",
        PaymentStatus::Declined => "admin-payment-declined",
        PaymentStatus::Cancelled => "admin-payment-cancelled",
        PaymentStatus::Expired => "admin-payment-expired",
    })
}

/// Returns the name of a payment provider, as the checkout calls it.
pub(in crate::admin) fn provider(id: &str, texts: &Texts) -> String {
    texts.get_own(&format!("payment-{id}")).unwrap_or_else(|| id.to_owned())
}

pub(in crate::admin) fn issue(issue: PaymentIssue, texts: &Texts) -> String {
    texts.get(match issue {
        PaymentIssue::PaidAfterCancellation => "admin-issue-paid-after-cancellation",
        PaymentIssue::PaidTwice => "admin-issue-paid-twice",
        PaymentIssue::AmountMismatch => "admin-issue-amount-mismatch",
        PaymentIssue::CurrencyMismatch => "admin-issue-currency-mismatch",
        PaymentIssue::RefundFailed => "admin-issue-refund-failed",
        PaymentIssue::Disputed => "admin-issue-disputed",
    })
}

pub(in crate::admin) fn refund_status(status: RefundStatus, texts: &Texts) -> String {
    texts.get(match status {
        RefundStatus::Starting => "admin-refund-starting",
        RefundStatus::Pending => "admin-refund-pending",
        RefundStatus::Succeeded => "admin-refund-succeeded",
        RefundStatus::Failed => "admin-refund-status-failed",
    })
}

/// Returns why a refund was made.
pub(in crate::admin) fn refund_reason(reason: RefundReason, manual: bool, texts: &Texts) -> String {
    match reason {
        _ if manual => texts.get("admin-refund-by-hand"),
        RefundReason::Requested => texts.get("admin-refund-by-shop"),
        RefundReason::MadeAtTheGateway => texts.get("admin-refund-at-gateway"),
        RefundReason::Issue(about) => issue(about, texts),
    }
}

pub(super) fn dispute_status(status: DisputeStatus, texts: &Texts) -> String {
    texts.get(match status {
        DisputeStatus::Open => "admin-dispute-open",
        DisputeStatus::Won => "admin-dispute-won",
        DisputeStatus::Lost => "admin-dispute-lost",
    })
}

/// Returns what a signal says.
pub(in crate::admin) fn signal(kind: SignalKind, texts: &Texts) -> String {
    texts.get(match kind {
        SignalKind::Created => "admin-signal-created",
        SignalKind::Pending => "admin-signal-pending",
        SignalKind::Completed => "admin-signal-completed",
        SignalKind::Cancelled => "admin-signal-cancelled",
        SignalKind::Processing => "admin-signal-processing",
        SignalKind::Refunded => "admin-signal-refunded",
        SignalKind::Attention => "admin-signal-attention",
        SignalKind::DisputeClosed => "admin-signal-dispute-closed",
        SignalKind::Fulfilled => "admin-signal-fulfilled",
        SignalKind::Overdue => "admin-signal-overdue",
        SignalKind::DownloadsRenewed => "admin-signal-downloads-renewed",
        SignalKind::FileMissing => "admin-signal-file-missing",
        SignalKind::DeliveryFailed => "admin-signal-delivery-failed",
        SignalKind::DeliveryDelayed => "admin-signal-delivery-delayed",
        SignalKind::RefundAllocated => "admin-signal-refund-allocated",
        SignalKind::Withdrawn => "admin-signal-withdrawn",
        SignalKind::InvoiceCorrected => "admin-signal-invoice-corrected",
    })
}

/// Returns the name of a receiver for people: those that come with the store have one.
pub(in crate::admin) fn receiver(name: &str, texts: &Texts) -> String {
    match name {
        "confirmation-mail" => texts.get("admin-receiver-confirmation-mail"),
        "owner-mail" => texts.get("admin-receiver-owner-mail"),
        "downloads" => texts.get("admin-receiver-downloads"),
        "invoices" => texts.get("admin-receiver-invoices"),
        "webhook" => texts.get("admin-receiver-webhook"),
        other => other.to_owned(),
    }
}

/// Returns the contents of a parcel as one text: "2 × Dunes, 1 × Blue Hour".
pub(in crate::admin) fn contents(lines: &[ShipmentLine]) -> String {
    contents_of(lines.iter().map(|line| (line.quantity, line.title.as_str())))
}

/// Returns what a refund is for: pieces, shipping, and what was refunded beyond them; or of what it returns a part of the price.
pub(in crate::admin) fn refunded(items: &[RefundItem], texts: &Texts) -> Vec<String> {
    let mut what = RefundItem::contents(items, &texts.get("admin-sum-shipping"));
    let reduced = RefundItem::reduced(items).join(", ");
    if let Some(further) = RefundItem::further(items).filter(|_| !what.is_empty()) {
        what.push(texts.format("admin-refund-what-extra", &[("amount", (&texts.money(further)).into())]));
    } else if !reduced.is_empty() {
        what.push(texts.format("admin-refund-what-price", &[("titles", (&reduced).into())]));
    }
    what
}

/// Returns the pieces from which a customer has withdrawn as one text: "1 × Dunes". Empty if none are named.
pub(in crate::admin) fn withdrawn_pieces(lines: &[WithdrawalLine]) -> String {
    contents_of(lines.iter().map(|line| (line.quantity, line.title.as_str())))
}

/// Renders lines, such as those of an address, below each other.
pub(in crate::admin) fn lines(lines: &[String]) -> AnyView {
    let lines = lines.iter().enumerate().map(|(n, line)| view! { {(n > 0).then(|| view! { <br/> })} {line.clone()} });
    lines.collect_view().into_inert()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_only_to_be_sent_if_its_order_is_paid_and_free() {
        assert_eq!(held_back(OrderStatus::Completed, false), None);
        assert_eq!(held_back(OrderStatus::Completed, true), Some(("admin-mark-on-hold", "bad")));
        assert_eq!(held_back(OrderStatus::Pending, false), Some(("admin-parcel-status-unpaid", "wait")));
        // Its payment, which came too late, is being refunded.
        assert_eq!(held_back(OrderStatus::Cancelled, true), Some(("admin-parcel-status-cancelled", "plain")));
    }
}
