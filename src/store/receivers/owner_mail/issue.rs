//! The mails about payments, disputes and refunds that need the merchant.

use super::Writer;
use crate::{
    AdminError, DisputeStatus, OrderSignal, OrderView, PaymentIssue, ReceiverError, SignalKind,
    store::mail::letter::Letter,
};

/// The failed refund that a signal is about.
#[derive(Default)]
struct FailedRefund {
    /// Whether it holds the order.
    held: bool,
    /// Whether the payment's provider makes no refunds.
    by_hand: bool,
}

impl Writer<'_> {
    pub(super) async fn issue(&self) -> Result<Letter, ReceiverError> {
        let (signal, order) = (self.event.signal, self.event.order);
        let failed = self.failed_refund().await?;
        let mut facts = vec![Self::fact("Order", order.number)];
        facts.extend(signal.amount.map(|amount| Self::fact("Amount", amount)));
        facts.push(Self::fact("Order total", order.total));
        facts.push(Self::fact("Shopper", &order.email));
        let whose = if failed.by_hand { "Reason" } else { "Error from the gateway" };
        facts.extend(signal.error.as_ref().map(|error| Self::fact(whose, error)));
        let (heading, what, then) = match signal.kind {
            SignalKind::DisputeClosed => decided(signal.dispute, order.number),
            _ => case(signal, order, &failed),
        };
        let letter = self.letter(heading).paragraph(what).facts(facts).paragraph(then);
        Ok(letter.button("View the order", self.order_url()))
    }

    async fn failed_refund(&self) -> Result<FailedRefund, ReceiverError> {
        let signal = self.event.signal;
        if signal.issue != Some(PaymentIssue::RefundFailed) {
            return Ok(FailedRefund::default());
        }
        match self.admin().order(self.event.order.number).await {
            Ok((_, payments)) => {
                let mut refunds =
                    payments.iter().flat_map(|payment| payment.refunds.iter().map(move |it| (payment, it)));
                let found = refunds.find(|(_, refund)| refund.id == signal.subject);
                Ok(found.map_or_else(FailedRefund::default, |(payment, refund)| FailedRefund {
                    held: refund.holds_order,
                    by_hand: payment.refunds_by_hand,
                }))
            }
            // A sample order, as receivers are tested with.
            Err(AdminError::UnknownOrder(_)) => Ok(FailedRefund::default()),
            Err(error) => Err(ReceiverError::new(error)),
        }
    }
}

/// Returns the heading, the explanation and the next step of a dispute that was decided.
fn decided(dispute: Option<DisputeStatus>, number: i64) -> (String, &'static str, String) {
    match dispute {
        Some(DisputeStatus::Won) => (
            format!("Order {number}: dispute won"),
            "The dispute was decided in your favor, and you keep the payment.",
            "The order is no longer on hold: its downloads are available again, and its shipments can be sent."
                .to_owned(),
        ),
        Some(DisputeStatus::Lost | DisputeStatus::Open) | None => (
            format!("Order {number}: dispute lost"),
            "The dispute was decided for the shopper, who has the money back.",
            format!(
                "Downloads stay disabled, and shipments that haven't been sent stay on hold. If the shopper pays in another \
                 way, release the order on its page, or with `pannier order release {number}`."
            ),
        ),
    }
}

/// Returns the heading, the explanation and the next step.
fn case(signal: &OrderSignal, order: &OrderView, failed: &FailedRefund) -> (String, &'static str, String) {
    let number = order.number;
    let decide = format!(
        "On the order's page, mark the order as paid to accept this payment, or cancel the order to refund it. The commands are \
         `pannier order mark-paid {number}` and `pannier order cancel {number}`. Until then the order is on hold."
    );
    let nothing =
        "We're refunding the payment automatically. You'll only hear about it again if the refund fails.".to_owned();
    match signal.issue {
        Some(PaymentIssue::AmountMismatch) => (
            format!("Order {number}: payment amount doesn't match"),
            "The payment differs from the order total.",
            decide,
        ),
        Some(PaymentIssue::CurrencyMismatch) => (
            format!("Order {number}: payment currency doesn't match"),
            "The payment arrived in a different currency from the order.",
            decide,
        ),
        Some(PaymentIssue::PaidAfterCancellation) => (
            format!("Order {number} was paid after it was cancelled"),
            "The payment arrived after the order was cancelled.",
            nothing,
        ),
        Some(PaymentIssue::PaidTwice) => {
            let what = "The payment arrived after the order was cancelled. The shopper has since ordered and paid for the same items again.";
            (format!("Order {number} was paid twice"), what, nothing)
        }
        Some(PaymentIssue::Disputed) => {
            let then = format!(
                "Answer the dispute in your account at the payment service before its deadline. Until it's decided, the \
                 order is on hold: its downloads are disabled, and shipments that haven't been sent should not be. If the \
                 shopper withdraws it, release the order on its page, or with `pannier order release {number}`."
            );
            let what = "The shopper disputes this payment, or the payment service has reversed it.";
            (format!("Order {number}: payment disputed"), what, then)
        }
        Some(PaymentIssue::RefundFailed) => (
            format!("Order {number}: refund failed"),
            "We couldn't refund the payment.",
            refund_again(signal, order, failed),
        ),
        None => {
            let then = format!("The order's page shows the details, and so does `pannier order show {number}`.");
            (format!("Order {number} needs your attention"), "There's a problem with this order.", then)
        }
    }
}

/// Returns the next step after a refund has failed.
fn refund_again(signal: &OrderSignal, order: &OrderView, failed: &FailedRefund) -> String {
    let number = order.number;
    // Without an amount, a command is about all that is left of the payment.
    let part = signal.amount.filter(|amount| *amount != order.total);
    let part = part.map_or_else(String::new, |amount| format!(" {}", amount.decimal()));
    let mut then = match failed.by_hand {
        true => format!(
            "Transfer {} back by hand, then record it on the order's page, or with \
             `pannier order refund {number}{part} --manual`.",
            signal.amount.unwrap_or(order.total)
        ),
        false => format!(
            "Try again on the order's page, or with `pannier order refund {number}{part}`. If you've refunded the money another \
             way, record it there, or with `pannier order refund {number}{part} --manual`."
        ),
    };
    if failed.held {
        then += &format!(
            " Until then, downloads and shipments that haven't been sent are on hold. To release them without a refund, release \
             the order on its page, or with `pannier order release {number}`."
        );
    }
    then
}
