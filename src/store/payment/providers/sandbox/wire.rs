//! The JSON that the provider and the gateway exchange.

use serde::{Deserialize, Serialize};

use crate::{Currency, DisputeStatus, Money, PaymentState, RefundState, RefundStatus};

/// The body of `POST /v1/payments`. The header `Idempotency-Key` carries the attempt's id.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewPayment {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    pub order_number: i64,
    pub return_url: String,
    pub webhook_url: String,
    /// The name that the page of the payment shows instead of the gateway's own for its merchant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
}

/// The body of `POST /v1/payments/{id}/refunds`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewRefund {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217; the payment's currency.
    pub currency: String,
}

/// A payment, in responses and webhooks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payment {
    pub id: String,
    pub attempt: String,
    pub status: Status,
    /// Minor units.
    pub amount: i64,
    pub currency: Currency,
    /// The message to the shopper if the payment was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The path of the hosted payment page, on the host that the shopper's browser is on.
    pub page: String,
}

/// The status of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Open,
    Processing,
    Succeeded,
    Declined,
    Cancelled,
    Expired,
}

/// A refund, in responses and webhooks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    /// The attempt to pay that it refunds.
    pub attempt: String,
    /// Minor units.
    pub amount: i64,
    pub currency: Currency,
    pub status: RefundStatus,
    /// Why it has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The total that was refunded of the payment, in minor units, if the merchant has made the refund here: the shop knows
    /// nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// A dispute, in webhooks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    /// The attempt to pay that is disputed.
    pub attempt: String,
    pub status: DisputeStatus,
}

/// A webhook. The same event may be delivered more than once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Event {
    pub id: String,
    /// `payment.`, `refund.` or `dispute.`, followed by the status.
    #[serde(rename = "type")]
    pub kind: String,
    /// A [`Payment`], [`Refund`] or [`Dispute`], as the kind says.
    pub data: serde_json::Value,
}

/// The body of every unsuccessful response.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Failure {
    pub error: String,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Processing => "processing",
            Status::Succeeded => "succeeded",
            Status::Declined => "declined",
            Status::Cancelled => "cancelled",
            Status::Expired => "expired",
        }
    }

    pub fn from_name(name: &str) -> Option<Status> {
        use Status::*;
        [Open, Processing, Succeeded, Declined, Cancelled, Expired].into_iter().find(|s| s.as_str() == name)
    }
}

impl Payment {
    /// Maps the status to a [`PaymentState`].
    pub fn state(&self) -> PaymentState {
        match self.status {
            Status::Open => PaymentState::Open,
            Status::Processing => PaymentState::Processing,
            Status::Succeeded => PaymentState::Succeeded { amount: Money::new(self.amount, self.currency) },
            Status::Declined => PaymentState::Declined { message: self.message.clone().unwrap_or_default() },
            Status::Cancelled => PaymentState::Cancelled,
            Status::Expired => PaymentState::Expired,
        }
    }
}

impl Refund {
    /// Converts the refund to that of the store.
    pub fn read(self) -> crate::Refund {
        let state = match self.status {
            RefundStatus::Starting | RefundStatus::Pending => RefundState::Pending,
            RefundStatus::Succeeded => RefundState::Succeeded,
            RefundStatus::Failed => RefundState::Failed { reason: self.reason.unwrap_or_default() },
        };
        crate::Refund::new(self.id, Money::new(self.amount, self.currency)).state(state)
    }
}
