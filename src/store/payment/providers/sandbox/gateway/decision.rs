//! What one can decide on the payment page, and what the gateway then does.

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
    Cancel,
    Expire,
}

use Decision::*;

/// The ways in which an approval can reach a shop.
pub(super) const APPROVALS: [Decision; 6] = [WebhookFirst, RedirectFirst, WebhookLost, NoRedirect, Twice, Late];

/// The ways in which a payment can come to nothing.
pub(super) const REFUSALS: [Decision; 3] = [Decline, Cancel, Expire];

impl Decision {
    /// The decision that a button's value stands for.
    pub fn from_value(value: &str) -> Option<Decision> {
        [Approve].iter().chain(&APPROVALS).chain(&REFUSALS).find(|d| d.value() == value).copied()
    }

    /// The button's value.
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
            Cancel => "cancel",
            Expire => "expire",
        }
    }

    /// The button's text.
    pub fn label(self, texts: &Texts) -> String {
        texts.get(&format!("sandbox-{}", self.value()))
    }

    /// What it will do, in a sentence.
    pub fn hint(self, texts: &Texts) -> String {
        texts.get(&format!("sandbox-{}-hint", self.value()))
    }

    /// What becomes of the payment.
    pub fn status(self) -> Status {
        match self {
            Approve | WebhookFirst | RedirectFirst | WebhookLost | NoRedirect | Twice => Status::Succeeded,
            Late => Status::Processing,
            Decline => Status::Declined,
            Cancel => Status::Cancelled,
            Expire => Status::Expired,
        }
    }

    /// What the shopper is to be told.
    pub fn message(self, texts: &Texts) -> Option<String> {
        (self == Decline).then(|| texts.get("sandbox-declined-by-bank"))
    }

    /// The webhooks that tell the shop, and how long each of them waits.
    pub fn webhooks(self, delays: &Delays) -> Vec<Duration> {
        match self {
            Approve | WebhookFirst | NoRedirect | Decline | Cancel | Expire => vec![Duration::ZERO],
            RedirectFirst => vec![delays.webhook],
            Twice => vec![Duration::ZERO; 2],
            WebhookLost | Late => Vec::new(),
        }
    }
}
