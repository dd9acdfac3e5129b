//! Payment providers: one file each, one trait, one line to register.
//!
//! A payment is an *attempt* to pay one frozen order. Its id is the idempotency key of every call and travels in every
//! webhook. A provider gets values and answers with values; it holds no database handle and moves no order: what it says is
//! turned into a change of status by one function, [`Store::settle`](crate::Store::settle), whoever brought the news.
//!
//! A gateway is met in one of four ways: on a page of its own (a redirect, or a form that is posted there), in an
//! [`Element`](crate::Element) of its own on the checkout page, or not at all, when money comes by other means.
//!
//! ```
//! use pannier::payment::Stripe;
//!
//! let stripe = Stripe::new("sk_test_1", "pk_test_1", "whsec_1");
//! ```

use crate::language::Texts;

mod provider;
pub(in crate::store) mod providers;

// How a payment goes: started, settled by whoever has news, asked about, reminded of.
pub(crate) mod poll;
pub(crate) mod record;
pub(crate) mod reminder;
pub(crate) mod settle;
pub(crate) mod start;
pub(crate) mod webhook;

pub use crate::store::order::PaymentState;
pub use provider::{
    Action, Attempt, AttemptRef, PaymentError, PaymentProvider, Refund, Started, WebhookError, WebhookEvent,
};
#[cfg(feature = "bank-transfer")]
pub use providers::bank_transfer::BankTransfer;
#[cfg(feature = "sandbox")]
pub use providers::sandbox;
pub use providers::{
    paypal::{PayPal, PayPalApp},
    stripe::{Stripe, StripeElement},
};

/// What a way to pay is called: a language may have its own name for it.
pub(in crate::store) fn label(provider: &dyn PaymentProvider, texts: &Texts) -> String {
    texts.get_own(&format!("payment-{}", provider.id())).unwrap_or_else(|| provider.label())
}
