//! What a payment says to its order, and all that an order knows of payments.

use serde::{Deserialize, Serialize};

use crate::model::Money;

/// How an attempt stands, in the gateway's final words. "Processing" is [`PaymentState::Open`]: only final states move an order.
///
/// ```
/// use pannier::{Currency, Money, PaymentState};
///
/// let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
/// assert_ne!(paid, PaymentState::Open);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentState {
    /// Not decided yet.
    Open,
    /// The money is ours.
    Succeeded {
        /// How much was charged.
        amount: Money,
    },
    /// Refused, and over.
    Declined {
        /// What to tell the shopper.
        message: String,
    },
    /// Called off, by the shopper or by us.
    Cancelled,
    /// The gateway has stopped waiting.
    Expired,
}
