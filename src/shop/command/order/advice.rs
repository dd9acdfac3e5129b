//! What to do about payment issues.

use pannier::{Money, PaymentIssue, PaymentRecord, RefundItem, RefundRecord, RefundStatus};

/// A refund that has failed, as far as known.
#[derive(Clone)]
pub(super) struct FailedRefund {
    /// Whether the merchant makes refunds of the payment by hand.
    pub by_hand: bool,
    /// Whether the order is on hold.
    pub held: bool,
    /// The amount, unless a list leaves it out.
    pub amount: Option<Money>,
    /// The amount paid.
    pub paid: Option<Money>,
    /// The options that name its pieces and its shipping, if it has pieces.
    pub items: String,
    /// Whether it returns tax, and nothing else.
    pub returns_tax: bool,
}

impl FailedRefund {
    pub(super) fn new(payment: &PaymentRecord, refund: &RefundRecord) -> FailedRefund {
        FailedRefund {
            by_hand: payment.refunds_by_hand,
            held: refund.holds_order,
            amount: Some(refund.amount),
            paid: payment.paid,
            items: options(&refund.items),
            returns_tax: refund.returns_tax,
        }
    }

    /// Returns how to make the refund.
    pub(super) fn advice(&self, number: i64) -> String {
        let money = self.amount.map_or_else(|| "the money".to_owned(), |amount| amount.to_string());
        let command = self.command(number);
        match self.by_hand {
            true => format!("transfer {money} back by hand, then `{command} --manual`"),
            false => format!("`{command}` tries again; `{command} --manual` records a refund made elsewhere"),
        }
    }

    /// Returns the command that makes the refund again.
    fn command(&self, number: i64) -> String {
        if self.returns_tax {
            return format!("pannier order return-tax {number}");
        }
        // Without an amount, a command is about all that is left of the payment.
        let amount = match self.amount {
            None => " [AMOUNT]".to_owned(),
            Some(_) if self.amount == self.paid => String::new(),
            Some(_) if !self.items.is_empty() => self.items.clone(),
            Some(amount) => format!(" {}", amount.decimal()),
        };
        format!("pannier order refund {number}{amount}")
    }
}

/// Whether the last refund of an order that has failed returns tax.
pub(super) fn returned_tax(payments: &[PaymentRecord]) -> bool {
    let mut refunds = payments.iter().flat_map(|payment| payment.refunds.iter().rev());
    refunds.find(|refund| refund.status == RefundStatus::Failed).is_some_and(|refund| refund.returns_tax)
}

/// Returns the options of the command that refunds the same again. Empty for a refund without pieces.
fn options(items: &[RefundItem]) -> String {
    let piece = |item: &RefundItem| match (&item.kind, &item.id) {
        (Some(kind), Some(id)) if item.quantity > 0 => Some(format!(" --item {kind}/{id}={}", item.quantity)),
        _ => None,
    };
    let pieces: String = items.iter().filter_map(piece).collect();
    let shipping = !pieces.is_empty() && items.iter().any(|item| item.shipment.is_some());
    if shipping { format!("{pieces} --shipping") } else { pieces }
}

/// Returns what to do about a payment issue, one line each. `failed` is about a refund that has failed.
pub(super) fn advice(issue: PaymentIssue, number: i64, failed: &FailedRefund) -> Vec<String> {
    match issue {
        PaymentIssue::AmountMismatch | PaymentIssue::CurrencyMismatch => vec![format!(
            "`pannier order mark-paid {number}` accepts this payment, `pannier order cancel {number}` refunds it"
        )],
        PaymentIssue::PaidAfterCancellation | PaymentIssue::PaidTwice => {
            vec!["being refunded; resolved once the gateway has confirmed the refund".to_owned()]
        }
        PaymentIssue::Disputed => vec![format!(
            "answer it at the payment service while it is open; unless it is won, downloads and shipments stay on hold \
             until `pannier order release {number}`"
        )],
        PaymentIssue::RefundFailed => {
            let otherwise = match failed.held {
                true => "To let the customer keep the goods without a refund",
                false => "To close this without a refund",
            };
            vec![failed.advice(number), format!("{otherwise}: `pannier order release {number}`")]
        }
        _ => vec![format!("`pannier order show {number}` shows the payment")],
    }
}

#[cfg(test)]
mod tests {
    use pannier::Currency;

    use super::*;

    #[test]
    fn a_command_names_the_amount_of_a_part() {
        let euro = |amount| Some(Money::new(amount, Currency::EUR));
        let failed = FailedRefund {
            by_hand: true,
            held: true,
            amount: euro(3290),
            paid: euro(3290),
            items: String::new(),
            returns_tax: false,
        };
        assert_eq!(failed.advice(1003), "transfer €32.90 back by hand, then `pannier order refund 1003 --manual`");
        let pieces =
            FailedRefund { amount: euro(500), items: " --item poster/dunes=1 --shipping".into(), ..failed.clone() };
        let again = pieces.advice(1003);
        assert!(again.ends_with("`pannier order refund 1003 --item poster/dunes=1 --shipping --manual`"), "{again}");
        let part = FailedRefund { amount: euro(500), ..failed.clone() };
        assert!(part.advice(1003).ends_with("`pannier order refund 1003 5.00 --manual`"), "{}", part.advice(1003));
        let listed = FailedRefund { by_hand: false, amount: None, ..failed.clone() };
        assert!(listed.advice(1003).starts_with("`pannier order refund 1003 [AMOUNT]` tries again"));
        let tax = FailedRefund { amount: euro(685), returns_tax: true, ..failed.clone() };
        assert_eq!(tax.advice(1003), "transfer €6.85 back by hand, then `pannier order return-tax 1003 --manual`");
        let tax = FailedRefund { by_hand: false, ..tax };
        assert!(tax.advice(1003).starts_with("`pannier order return-tax 1003` tries again"), "{}", tax.advice(1003));
        let lines = advice(PaymentIssue::RefundFailed, 1003, &failed);
        assert_eq!(lines[1], "To let the customer keep the goods without a refund: `pannier order release 1003`");
    }
}
