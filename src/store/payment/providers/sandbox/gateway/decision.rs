//! The choices on the payment page, and what each makes the gateway do.

use std::time::Duration;

use super::Delays;
use crate::{Texts, store::payment::providers::sandbox::wire::Status};

/// A button of the payment page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Approve,
    WebhookFirst,
    RedirectFirst,
    WebhookLost,
    NoRedirect,
    Twice,
    Late,
    Decline,
    DeclineLate,
    Cancel,
    Expire,
}

use Decision::*;

/// The ways in which an approval can reach a shop.
pub(super) const APPROVALS: [Decision; 6] = [WebhookFirst, RedirectFirst, WebhookLost, NoRedirect, Twice, Late];

/// The ways in which a payment can fail.
pub(super) const REFUSALS: [Decision; 4] = [Decline, DeclineLate, Cancel, Expire];

impl Decision {
    /// Returns the decision of a button's value.
    pub fn from_value(value: &str) -> Option<Decision> {
        [Approve].iter().chain(&APPROVALS).chain(&REFUSALS).find(|d| d.value() == value).copied()
    }

    /// Returns the button's value.
    pub fn value(self) -> &'static str {
        match self {
            Approve => "approve",
            WebhookFirst => "approve-webhook-first",
            RedirectFirst => "approve-redirect-first",
            WebhookLost => "approve-webhook-lost",
            NoRedirect => "approve-no-redirect",
            Twice => "approve-twice",
            Late => "approve-late",
            Decline => "decline",
            DeclineLate => "decline-late",
            Cancel => "cancel",
            Expire => "expire",
        }
    }

    /// Returns the payment's new status.
    pub fn status(self) -> Status {
        match self {
            Approve | WebhookFirst | RedirectFirst | WebhookLost | NoRedirect | Twice => Status::Succeeded,
            Late | DeclineLate => Status::Processing,
            Decline => Status::Declined,
            Cancel => Status::Cancelled,
            Expire => Status::Expired,
        }
    }

    /// Returns the message to the shopper.
    pub fn message(self, texts: &Texts) -> Option<String> {
        matches!(self, Decline | DeclineLate).then(|| texts.get("sandbox-declined-by-bank"))
    }

    /// Returns the delay of each webhook to the shop.
    pub fn webhooks(self, delays: &Delays) -> Vec<Duration> {
        match self {
            Approve | WebhookFirst | NoRedirect | Decline | Cancel | Expire => vec![Duration::ZERO],
            RedirectFirst => vec![delays.webhook],
            Twice => vec![Duration::ZERO; 2],
            WebhookLost | Late | DeclineLate => Vec::new(),
        }
    }
}
