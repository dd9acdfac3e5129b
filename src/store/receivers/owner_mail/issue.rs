//! The mails about payments, disputes and refunds that need the merchant.

use super::Writer;
use crate::{
    AdminError, DisputeStatus, OrderSignal, PaymentIssue, ReceiverError, SignalKind, store::mail::letter::Letter,
};

/// The failed refund that a signal is about.
#[derive(Default)]
struct FailedRefund {
    /// Whether it holds the order.
    held: bool,
    /// Whether the payment's provider makes no refunds.
    by_hand: bool,
    /// Whether it returns tax, and nothing else.
    returns_tax: bool,
}

impl Writer<'_> {
    pub(super) async fn issue(&self) -> Result<Letter, ReceiverError> {
        let (signal, order) = (self.event.signal, self.event.order);
        let failed = self.failed_refund().await?;
        let mut facts = vec![self.fact("owner-order", order.number)];
        facts.extend(signal.amount.map(|amount| self.fact("owner-amount", self.texts.money(amount))));
        facts.push(self.fact("owner-order-total", self.texts.money(order.total)));
        facts.push(self.fact("owner-shopper", &order.email));
        let whose = if failed.by_hand { "owner-reason" } else { "owner-gateway-error" };
        facts.extend(signal.error.as_ref().map(|error| self.fact(whose, error)));
        let (heading, what, then) = match signal.kind {
            SignalKind::DisputeClosed => decided(signal.dispute),
            _ => case(signal.issue),
        };
        let then = match signal.issue {
            Some(PaymentIssue::RefundFailed) => self.refund_again(signal, &failed),
            _ => self.text(then),
        };
        let letter = self.letter(self.text(heading)).paragraph(self.text(what)).facts(facts).paragraph(then);
        Ok(letter.button(self.text("owner-view-order"), self.order_url()))
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
                    returns_tax: refund.returns_tax,
                }))
            }
            // A sample order, as receivers are tested with.
            Err(AdminError::UnknownOrder(_)) => Ok(FailedRefund::default()),
            Err(error) => Err(ReceiverError::new(error)),
        }
    }

    /// Returns the next step after a refund has failed.
    fn refund_again(&self, signal: &OrderSignal, failed: &FailedRefund) -> String {
        let total = self.event.order.total;
        // Without an amount, a command is about all that is left of the payment.
        let part = signal.amount.filter(|amount| *amount != total);
        let part = part.map_or_else(String::new, |amount| format!(" {}", amount.decimal()));
        let amount = self.texts.money(signal.amount.unwrap_or(total));
        let name = match (failed.returns_tax, failed.by_hand) {
            (true, true) => "owner-return-tax-by-hand-then",
            (true, false) => "owner-return-tax-again-then",
            (false, true) => "owner-refund-by-hand-then",
            (false, false) => "owner-refund-again-then",
        };
        let then = self.text_with(name, &[("amount", (&amount).into()), ("part", (&part).into())]);
        match failed.held {
            true => format!("{then} {}", self.text("owner-refund-held")),
            false => then,
        }
    }
}

/// The names of three messages: the heading, the explanation and the next step.
type Case = (&'static str, &'static str, &'static str);

fn decided(dispute: Option<DisputeStatus>) -> Case {
    match dispute {
        Some(DisputeStatus::Won) => ("owner-dispute-won", "owner-dispute-won-text", "owner-dispute-won-then"),
        Some(DisputeStatus::Lost | DisputeStatus::Open) | None => {
            ("owner-dispute-lost", "owner-dispute-lost-text", "owner-dispute-lost-then")
        }
    }
}

fn case(issue: Option<PaymentIssue>) -> Case {
    match issue {
        Some(PaymentIssue::AmountMismatch) => {
            ("owner-amount-mismatch", "owner-amount-mismatch-text", "owner-mismatch-then")
        }
        Some(PaymentIssue::CurrencyMismatch) => {
            ("owner-currency-mismatch", "owner-currency-mismatch-text", "owner-mismatch-then")
        }
        Some(PaymentIssue::PaidAfterCancellation) => {
            ("owner-paid-late", "owner-paid-late-text", "owner-refunding-then")
        }
        Some(PaymentIssue::PaidTwice) => ("owner-paid-twice", "owner-paid-twice-text", "owner-refunding-then"),
        Some(PaymentIssue::Disputed) => ("owner-disputed", "owner-disputed-text", "owner-disputed-then"),
        Some(PaymentIssue::RefundFailed) => {
            ("owner-refund-failed", "owner-refund-failed-text", "owner-refund-again-then")
        }
        None => ("owner-attention", "owner-attention-text", "owner-attention-then"),
    }
}
