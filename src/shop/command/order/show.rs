//! `pannier order show`: an order with all that belongs to it.

use pannier::{
    Admin, AdminError, DisputeRecord, DisputeStatus, DownloadView, OrderView, PaymentIssue, PaymentRecord,
    RefundRecord, RefundStatus, payment::BankTransfer,
};

use super::{
    super::{output::outln, shipment},
    advice::{FailedRefund, advice},
    refund::print_purpose,
};

/// The id of the provider whose payments have a creditor reference.
const BANK_TRANSFER: &str = "bank-transfer";

pub(super) async fn show(admin: Admin<'_>, number: i64) -> Result<(), AdminError> {
    let (order, payments) = admin.order(number).await?;
    let ships_to = if order.is_picked_up() { "Address" } else { "Shipping address" };
    let OrderView { status, total, placed_at, email, url, lines, address, downloads, .. } = order;
    let hold = hold(&payments);
    let zone = &admin.settings().time_zone;
    outln!("Order {number}: {}, {total}, placed {} ({zone})", status.as_str(), zone.minute(placed_at));
    outln!("  {email}\n  {url}");
    for line in lines {
        let mut refunded = if line.refunded > 0 { format!(", {} refunded", line.refunded) } else { String::new() };
        if let Some(amount) = line.price_refunded {
            refunded.push_str(&format!(", {amount} of the price refunded"));
        }
        outln!("  {} x {}  {}  ({}/{}{refunded})", line.quantity, line.title, line.total, line.kind, line.id);
    }
    if !address.is_empty() {
        outln!("{ships_to}:\n  {}", address.join("\n  "));
    }
    for shipment in admin.shipments(number).await? {
        shipment::show(&shipment, hold);
    }
    for DownloadView { title, attempts_left, expired, refunded, on_hold, .. } in downloads {
        let left = match (attempts_left, expired, refunded) {
            _ if on_hold => format!("on hold: {hold}"),
            (_, _, true) => "disabled by the refund".to_owned(),
            (_, true, _) => "expired".to_owned(),
            (None, ..) => "unlimited attempts".to_owned(),
            (Some(n), ..) => format!("attempts left: {n}"),
        };
        outln!("Download {title}: {left}");
    }
    for payment in &payments {
        print_payment(payment, number);
    }
    Ok(())
}

/// Returns why the order of these payments is on hold, if it is.
fn hold(payments: &[PaymentRecord]) -> &'static str {
    let disputes = || payments.iter().flat_map(|payment| &payment.disputes).filter(|dispute| dispute.holds_order);
    if disputes().any(|dispute| dispute.status == DisputeStatus::Open) {
        return "the payment is disputed";
    }
    if disputes().any(|dispute| dispute.status == DisputeStatus::Lost) {
        return "a dispute of the payment was lost";
    }
    match payments.iter().flat_map(|payment| &payment.refunds).any(|refund| refund.holds_order) {
        true => "a refund has failed",
        false => "the payment is being refunded",
    }
}

fn print_payment(payment: &PaymentRecord, number: i64) {
    let PaymentRecord { id, provider, reference, status, amount, paid, issue, refunds, disputes, .. } = payment;
    outln!("Payment {id} by {provider}: {}, {amount}", status.as_str());
    if provider == BANK_TRANSFER {
        outln!("  payment reference: {}", BankTransfer::reference(number));
    }
    if let Some(reference) = reference {
        outln!("  gateway reference: {reference}");
    }
    if let Some(paid) = paid {
        outln!("  paid: {paid}");
    }
    let mut issues: Vec<PaymentIssue> = issue.iter().copied().collect();
    let mut failed = FailedRefund {
        by_hand: payment.refunds_by_hand,
        held: false,
        amount: None,
        paid: *paid,
        items: String::new(),
        returns_tax: false,
    };
    for refund in refunds {
        let RefundRecord { id, amount, reason, status, error, manual, holds_order, .. } = refund;
        let reason = if *manual { "manual" } else { reason.as_str() };
        outln!("  refund {id} of {amount} ({reason}): {} {}", status.as_str(), error.as_deref().unwrap_or_default());
        print_purpose(refund, number);
        if *status == RefundStatus::Failed {
            let held = failed.held;
            failed = FailedRefund::new(payment, refund);
            failed.held |= held;
        }
        if *holds_order && !issues.contains(&PaymentIssue::RefundFailed) {
            issues.push(PaymentIssue::RefundFailed);
        }
    }
    for DisputeRecord { reference, status, holds_order, .. } in disputes {
        // A reversal can come without an id.
        outln!("  dispute{}{reference}: {}", if reference.is_empty() { "" } else { " " }, status.as_str());
        match status {
            _ if !holds_order => {}
            DisputeStatus::Open if !issues.contains(&PaymentIssue::Disputed) => issues.push(PaymentIssue::Disputed),
            DisputeStatus::Lost => outln!("    `pannier order release {number}` releases downloads and shipments"),
            _ => {}
        }
    }
    for issue in issues {
        outln!("  {}:", issue.as_str());
        for line in advice(issue, number, &failed) {
            outln!("    {line}");
        }
    }
}
