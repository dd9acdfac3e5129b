//! An order with all that its page shows, and that decides what can be done about it.

use crate::{
    DisputeStatus, Money, OrderStatus, OrderView, PaymentIssue, PaymentRecord, RefundRecord, RefundStatus, Shipment,
    admin::here::{Failure, Here},
};

/// An order, its payments and its parcels.
pub(super) struct Found {
    pub number: i64,
    pub order: OrderView,
    pub payments: Vec<PaymentRecord>,
    pub shipments: Vec<Shipment>,
}

impl Found {
    /// Returns the order whose number is in the path of a page.
    ///
    /// # Errors
    /// [`Failure::NotFound`] if there is no such order.
    pub async fn by_number(here: &Here, number: &str) -> Result<Found, Failure> {
        let number = number.parse().map_err(|_| Failure::NotFound)?;
        let admin = here.admin();
        let (order, payments) = admin.order(number).await?;
        let shipments = admin.shipments(number).await?;
        Ok(Found { number, order, payments, shipments })
    }

    /// Returns the path of the order's page, or of a page below it, below the admin's own.
    pub fn path(&self, below: &str) -> String {
        format!("/orders/{}{below}", self.number)
    }

    /// Returns the payment that a refund is about.
    pub fn paid(&self) -> Option<&PaymentRecord> {
        self.payments.iter().find(|payment| payment.paid.is_some())
    }

    /// Returns what is left of the payment: neither refunded nor being refunded. `None` if that is nothing.
    pub fn refundable(&self) -> Option<Money> {
        self.paid().and_then(left_of)
    }

    /// Whether the payment does not match the order, so that the merchant has to accept or return it.
    pub fn mismatch(&self) -> Option<&PaymentRecord> {
        let mismatches = |payment: &&PaymentRecord| {
            matches!(payment.issue, Some(PaymentIssue::AmountMismatch | PaymentIssue::CurrencyMismatch))
        };
        self.payments.iter().find(mismatches).filter(|_| self.order.status == OrderStatus::Pending)
    }

    /// Returns the refunds that are still to be requested, or that nothing can be learnt about.
    pub fn abandonable(&self) -> impl Iterator<Item = &RefundRecord> {
        let stuck = |refund: &&RefundRecord| match refund.status {
            RefundStatus::Starting => true,
            RefundStatus::Pending => refund.error.is_some(),
            RefundStatus::Succeeded | RefundStatus::Failed => false,
        };
        self.payments.iter().flat_map(|payment| &payment.refunds).filter(stuck)
    }

    /// Whether a dispute or a failed refund holds the order, or needs attention.
    pub fn releasable(&self) -> bool {
        self.payments.iter().any(|payment| {
            matches!(payment.issue, Some(PaymentIssue::Disputed | PaymentIssue::RefundFailed))
                || payment.disputes.iter().any(|dispute| dispute.holds_order)
                || payment.refunds.iter().any(|refund| refund.holds_order)
        })
    }

    /// Whether a dispute of this payment was lost, so that the shopper has the money.
    pub fn lost(payment: &PaymentRecord) -> bool {
        payment.disputes.iter().any(|dispute| dispute.status == DisputeStatus::Lost)
    }
}

/// Returns what is left of a payment. `None` if that is nothing.
pub(super) fn left_of(payment: &PaymentRecord) -> Option<Money> {
    let paid = payment.paid?;
    let left = paid.amount.saturating_sub(taken_of(payment));
    (left > 0).then_some(Money::new(left, paid.currency))
}

/// Returns how much of a payment is refunded, or is being refunded, in minor units of its currency.
pub(super) fn taken_of(payment: &PaymentRecord) -> i64 {
    let taken = payment.refunds.iter().filter(|refund| refund.status != RefundStatus::Failed);
    taken.fold(0, |taken: i64, refund| taken.saturating_add(refund.amount.amount))
}
