//! Payment providers: one file each, one trait, one line to register.
//!
//! A payment is an *attempt* to pay one frozen order. Its id is the idempotency key of every call and part of
//! every webhook. A provider takes and returns values: it holds no database handle and changes no order. All
//! payment states, whether from a webhook, a poll or a call, are applied to orders by one function,
//! [`Store::settle`](crate::Store::settle).
//!
//! Shoppers pay in one of four ways: on the gateway's page (a redirect, or a form posted there), in the
//! gateway's [`PaymentElement`](crate::PaymentElement) on the checkout page, or offline, as with a bank transfer.

use std::time::Duration;

use crate::{language::Texts, store::Store};

mod element_origins;
mod event;
mod provider;
pub(in crate::store) mod providers;

// The merchant's operations.
pub(crate) mod admin;

// The life of a payment: started, settled, polled, called off, the shopper reminded, and the order cancelled.
pub(crate) mod call_off;
pub(crate) mod expiry;
pub(crate) mod poll;
pub(crate) mod record;
pub(crate) mod reminder;
pub(crate) mod settle;
pub(crate) mod start;
pub(crate) mod webhook;

pub use element_origins::ElementOrigins;
pub use event::{Dispute, PaymentReport, Refund, WebhookError, WebhookEvent};
pub use provider::{Attempt, AttemptRef, NextAction, PaymentError, PaymentProvider, RefundRequest, StartedPayment};
#[cfg(feature = "bank-transfer")]
pub use providers::bank_transfer::BankTransfer;
#[cfg(feature = "sandbox")]
pub use providers::sandbox;
pub use providers::{
    paypal::{PayPal, PayPalApp},
    stripe::{Stripe, StripeElement},
};

/// The timeout of a provider's call to its gateway.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(20);

/// Awaits a provider's answer. After [`PROVIDER_TIMEOUT`], the outcome is unknown.
pub(in crate::store) async fn in_time<T>(
    call: impl Future<Output = Result<T, PaymentError>>,
) -> Result<T, PaymentError> {
    let answer = tokio::time::timeout(PROVIDER_TIMEOUT, call).await;
    answer.unwrap_or_else(|_| Err(PaymentError::Unknown("no answer in time".to_owned())))
}

impl Store {
    /// Returns the shopper-facing name of the provider with this id, if the store has it.
    pub(in crate::store) fn payment_label(&self, id: &str, texts: &Texts) -> Option<String> {
        self.provider(id).map(|provider| label(&**provider, texts))
    }
}

/// Returns the shopper-facing name of a provider, in the language of the texts if it has a translation.
pub(in crate::store) fn label(provider: &dyn PaymentProvider, texts: &Texts) -> String {
    texts.get_own(&format!("payment-{}", provider.id())).unwrap_or_else(|| provider.label())
}
