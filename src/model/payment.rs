//! The states of payments and refunds, and what can be wrong with them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Money, UnknownNameError, named::named};

/// The state of a payment attempt, as its gateway reports it. Only final states change an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentState {
    /// Not settled yet: the shopper has to pay, or to pay again after a declined card.
    Open,
    /// The shopper has paid, and the money has yet to arrive, which can take days: a direct debit, a payment
    /// under review. An attempt that is open again afterwards has failed.
    Processing,
    /// Paid.
    Succeeded {
        /// The amount charged.
        amount: Money,
    },
    /// Declined, finally.
    Declined {
        /// The message to the shopper.
        message: String,
    },
    /// Cancelled, by the shopper or by the store.
    Cancelled,
    /// The gateway no longer accepts the payment.
    Expired,
}

/// The status of a payment attempt in the store's records. The state that a gateway reports is a
/// [`PaymentState`].
///
/// ```
/// use pannier::PaymentStatus;
///
/// assert!("open".parse::<PaymentStatus>().is_ok_and(PaymentStatus::is_live));
/// assert!(!PaymentStatus::Expired.is_live());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PaymentStatus {
    /// Recorded, and the gateway has not answered yet.
    Starting,
    /// Started, and not settled yet.
    Open,
    /// The shopper has paid, and the money has yet to arrive.
    Processing,
    /// Paid.
    Succeeded,
    /// Declined, finally.
    Declined,
    /// Cancelled, by the shopper or by the store.
    Cancelled,
    /// The gateway no longer accepts the payment.
    Expired,
}

named! { PaymentStatus {
    Starting => "starting",
    Open => "open",
    Processing => "processing",
    Succeeded => "succeeded",
    Declined => "declined",
    Cancelled => "cancelled",
    Expired => "expired",
} }

impl PaymentStatus {
    /// Returns whether the attempt is still to be settled. An order has at most one such attempt.
    pub const fn is_live(self) -> bool {
        match self {
            PaymentStatus::Starting | PaymentStatus::Open | PaymentStatus::Processing => true,
            PaymentStatus::Succeeded | PaymentStatus::Declined | PaymentStatus::Cancelled | PaymentStatus::Expired => {
                false
            }
        }
    }
}

/// An issue with a payment that needs the merchant's attention.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{Actor, Currency, Money, OrderQuery, PaymentIssue, PaymentState, testing};
///
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let (attempt, order) = testing::place_order(&store, &visitor).await?;
/// let short = Money::new(order.total.amount - 1, Currency::EUR);
/// store.settle(&attempt, &PaymentState::Succeeded { amount: short }).await?;
/// let orders = store.acting(&Actor::CommandLine).orders(&OrderQuery::default().needing_attention()).await?;
/// assert_eq!(orders[0].issues, [PaymentIssue::AmountMismatch]);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PaymentIssue {
    /// The order was cancelled before the payment arrived. It is refunded.
    PaidAfterCancellation,
    /// The order was cancelled before the payment arrived, and its basket was ordered again since, and paid.
    /// It is refunded.
    PaidTwice,
    /// The amount differs from the order's total.
    AmountMismatch,
    /// The currency differs from the order's.
    CurrencyMismatch,
    /// The gateway refused a refund, or a refund that was pending or made has failed.
    RefundFailed,
    /// The shopper disputes the payment, or the gateway has reversed it. Downloads and shipments of the order
    /// are on hold.
    Disputed,
}

named! { PaymentIssue {
    PaidAfterCancellation => "paid-after-cancellation",
    PaidTwice => "paid-twice",
    AmountMismatch => "amount-mismatch",
    CurrencyMismatch => "currency-mismatch",
    RefundFailed => "refund-failed",
    Disputed => "disputed",
} }

/// The status of a refund in the store's records. The state that a gateway reports is a [`RefundState`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RefundStatus {
    /// Recorded; requested from the gateway until it answers.
    Starting,
    /// Accepted by the gateway, and not made yet. It is queried until it is.
    Pending,
    /// Made.
    Succeeded,
    /// Refused by the gateway, or failed later: the money did not reach the shopper.
    Failed,
}

named! { RefundStatus {
    Starting => "starting",
    Pending => "pending",
    Succeeded => "succeeded",
    Failed => "failed",
} }

/// The state of a refund, as its gateway reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Accepted, and not made yet.
    Pending,
    /// Made. It can still fail, when the shopper's bank returns the money.
    Succeeded,
    /// Failed: the money is back on the merchant's account.
    Failed {
        /// The gateway's reason, for the merchant.
        reason: String,
    },
}

/// The status of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DisputeStatus {
    /// Not decided yet. The order is on hold.
    Open,
    /// Decided for the merchant, who keeps the payment. The order is released.
    Won,
    /// Decided for the shopper, who has the money back. The order stays on hold.
    Lost,
}

named! { DisputeStatus {
    Open => "open",
    Won => "won",
    Lost => "lost",
} }

/// The reason for a refund.
///
/// ```
/// use pannier::{PaymentIssue, RefundReason};
///
/// assert_eq!("requested".parse(), Ok(RefundReason::Requested));
/// assert_eq!("paid-twice".parse(), Ok(RefundReason::Issue(PaymentIssue::PaidTwice)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RefundReason {
    /// The merchant has requested it.
    Requested,
    /// It was made at the gateway, for instance on its dashboard.
    MadeAtTheGateway,
    /// The payment has this issue.
    #[serde(untagged)]
    Issue(PaymentIssue),
}

impl RefundReason {
    /// Returns the name in tables. That of an issue is the issue's own.
    pub const fn as_str(self) -> &'static str {
        match self {
            RefundReason::Requested => "requested",
            RefundReason::MadeAtTheGateway => "made-at-the-gateway",
            RefundReason::Issue(issue) => issue.as_str(),
        }
    }
}

/// Writes the name in tables.
impl fmt::Display for RefundReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RefundReason {
    type Err = UnknownNameError;

    /// Parses a name in tables.
    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let others = [RefundReason::Requested, RefundReason::MadeAtTheGateway];
        match others.into_iter().find(|reason| reason.as_str() == name) {
            Some(reason) => Ok(reason),
            None => name.parse().map(RefundReason::Issue),
        }
    }
}
