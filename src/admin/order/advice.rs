//! What to do about an order that needs a person.

use super::{found::Found, labels};
use crate::{DisputeStatus, PaymentIssue, PaymentRecord, RefundRecord, RefundStatus, Texts};

/// What is wrong with a payment, and what to do about it.
pub(super) struct Advice {
    pub issue: String,
    pub sentences: Vec<String>,
}

/// Returns what is wrong with a payment, each issue once.
pub(super) fn about(payment: &PaymentRecord, found: &Found, texts: &Texts) -> Vec<Advice> {
    let mut issues: Vec<PaymentIssue> = payment.issue.into_iter().collect();
    let disputed = payment.disputes.iter().any(|dispute| dispute.holds_order && dispute.status == DisputeStatus::Open);
    let failed = payment.refunds.iter().any(|refund| refund.holds_order);
    for (holds, issue) in [(disputed, PaymentIssue::Disputed), (failed, PaymentIssue::RefundFailed)] {
        if holds && !issues.contains(&issue) {
            issues.push(issue);
        }
    }
    let mut all: Vec<Advice> = issues
        .into_iter()
        .map(|issue| Advice { issue: labels::issue(issue, texts), sentences: sentences(issue, payment, found, texts) })
        .collect();
    if payment.disputes.iter().any(|dispute| dispute.holds_order && dispute.status == DisputeStatus::Lost) {
        let sentences = vec![texts.get("admin-advice-dispute-lost")];
        all.push(Advice { issue: labels::dispute_status(DisputeStatus::Lost, texts), sentences });
    }
    all.extend(payment.refunds.iter().filter(|refund| refund.stuck).map(|refund| {
        let (amount, error) = (texts.money(refund.amount), error_of(refund));
        let with = [("amount", (&amount).into()), ("error", (&error).into())];
        let what = texts.format("admin-advice-stuck-refund", &with);
        let sentences = vec![what, texts.get("admin-advice-stuck-refund-do")];
        Advice { issue: texts.get("admin-mark-stuck-refund"), sentences }
    }));
    all.extend(payment.refunds.iter().filter(|refund| refund.awaits_items).map(|refund| {
        let amount = texts.money(refund.amount);
        let sentences = vec![texts.format("admin-advice-refund-waits", &[("amount", (&amount).into())])];
        Advice { issue: texts.get("admin-mark-refund-waits"), sentences }
    }));
    all.extend(payment.refunds.iter().filter(|refund| refund.awaits_restock).map(|refund| {
        let amount = texts.money(refund.amount);
        let sentences = vec![texts.format("admin-advice-refund-restock", &[("amount", (&amount).into())])];
        Advice { issue: texts.get("admin-mark-refund-waits"), sentences }
    }));
    all
}

/// Returns how far the refunds that are not made yet have come, but for those that need a person.
pub(super) fn underway(payments: &[PaymentRecord], texts: &Texts) -> Vec<String> {
    let refunds = payments.iter().flat_map(|payment| &payment.refunds).filter(|refund| !refund.stuck);
    let said = refunds.filter_map(|refund| {
        let name = match refund.status {
            RefundStatus::Starting => "admin-refund-underway-requested",
            RefundStatus::Pending => "admin-refund-underway-accepted",
            RefundStatus::Succeeded | RefundStatus::Failed => return None,
        };
        let amount = texts.money(refund.amount);
        let said = texts.format(name, &[("amount", (&amount).into())]);
        if refund.error.is_none() {
            return Some(said);
        }
        let error = texts.format("admin-refund-underway-error", &[("error", (&error_of(refund)).into())]);
        Some(format!("{said} {error}"))
    });
    said.collect()
}

/// Returns the last error of a refund, without the full stop that ends the sentence around it.
fn error_of(refund: &RefundRecord) -> String {
    refund.error.as_deref().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn sentences(issue: PaymentIssue, payment: &PaymentRecord, found: &Found, texts: &Texts) -> Vec<String> {
    match issue {
        PaymentIssue::AmountMismatch | PaymentIssue::CurrencyMismatch => vec![texts.get("admin-advice-mismatch")],
        PaymentIssue::PaidAfterCancellation | PaymentIssue::PaidTwice => {
            vec![texts.get("admin-advice-being-refunded")]
        }
        PaymentIssue::Disputed => vec![texts.get("admin-advice-disputed")],
        PaymentIssue::RefundFailed => {
            let failed = payment.refunds.iter().rev().find(|refund| refund.status == RefundStatus::Failed);
            let amount = failed.map(|refund| texts.money(refund.amount));
            let returns_tax = failed.is_some_and(|refund| refund.returns_tax);
            let how = match (payment.refunds_by_hand, &amount) {
                (true, Some(amount)) if returns_tax => {
                    texts.format("admin-advice-transfer-tax-back", &[("amount", amount.into())])
                }
                (false, _) if returns_tax => texts.get("admin-advice-return-tax-again"),
                (true, Some(amount)) => texts.format("admin-advice-transfer-back", &[("amount", amount.into())]),
                (true, None) => texts.get("admin-advice-transfer-back-all"),
                (false, _) => texts.get("admin-advice-refund-again"),
            };
            let held = found.order.on_hold;
            vec![how, texts.get(if held { "admin-advice-release-held" } else { "admin-advice-release" })]
        }
    }
}

/// Returns why an order is on hold.
pub(super) fn hold(payments: &[PaymentRecord], texts: &Texts) -> String {
    let disputes = || payments.iter().flat_map(|payment| &payment.disputes).filter(|dispute| dispute.holds_order);
    texts.get(if disputes().any(|dispute| dispute.status == DisputeStatus::Open) {
        "admin-hold-disputed"
    } else if disputes().any(|dispute| dispute.status == DisputeStatus::Lost) {
        "admin-hold-dispute-lost"
    } else if payments.iter().flat_map(|payment| &payment.refunds).any(|refund| refund.holds_order) {
        "admin-hold-refund-failed"
    } else {
        "admin-hold-refunding"
    })
}
