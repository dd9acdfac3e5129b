//! The state of a payment, which is all that an order knows of payments.

use serde::{Deserialize, Serialize};

use crate::model::Money;

/// The state of a payment attempt. Only final states change an order, so a payment in processing is
/// [`PaymentState::Open`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentState {
    /// Not settled yet.
    Open,
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
