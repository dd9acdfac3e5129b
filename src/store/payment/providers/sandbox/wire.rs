//! What goes over the wire between the provider and the gateway, as JSON.

use serde::{Deserialize, Serialize};

use crate::{Currency, Money, PaymentState};

/// The body of `POST /v1/payments`. The attempt's id is the header `Idempotency-Key`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewPayment {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    pub order_number: i64,
    pub return_url: String,
    pub webhook_url: String,
}

/// The body of `POST /v1/payments/{id}/refunds`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewRefund {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217; that of the payment.
    pub currency: String,
}

/// A payment, in answers and webhooks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payment {
    pub id: String,
    pub attempt: String,
    pub status: Status,
    /// Minor units.
    pub amount: i64,
    pub currency: Currency,
    /// What to tell the shopper of a payment that was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The path of the hosted page, on the server that the shopper's browser is on.
    pub page: String,
}

/// How a payment stands.
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

/// The answer to a refund.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: Currency,
}

/// A webhook. The same event may come more than once.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Event {
    pub id: String,
    /// `payment.` and its status.
    #[serde(rename = "type")]
    pub kind: String,
    /// A [`Payment`], if the kind says so.
    pub data: serde_json::Value,
}

/// The body of every answer that is not a success.
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
    /// What it means to the store: only a final status is more than open.
    pub fn state(&self) -> PaymentState {
        match self.status {
            Status::Open | Status::Processing => PaymentState::Open,
            Status::Succeeded => PaymentState::Succeeded { amount: Money::new(self.amount, self.currency) },
            Status::Declined => PaymentState::Declined { message: self.message.clone().unwrap_or_default() },
            Status::Cancelled => PaymentState::Cancelled,
            Status::Expired => PaymentState::Expired,
        }
    }
}
