//! Documents about an order, as its page links them.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::TimeZone;
use super::{Timestamp, named::named};
#[cfg(feature = "ssr")]
use crate::language::Texts;

/// The kind of a [`Document`](crate::Document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DocumentKind {
    /// An invoice (UNTDID 1001: 380).
    Invoice,
    /// A credit note (UNTDID 1001: 381). Its amounts are positive: they are what it takes back.
    CreditNote,
    /// The confirmation of an order. It is not an invoice.
    OrderConfirmation,
    /// What is in a parcel, without prices.
    PackingSlip,
}

named! { DocumentKind {
    Invoice => "invoice",
    CreditNote => "credit-note",
    OrderConfirmation => "order-confirmation",
    PackingSlip => "packing-slip",
} }

impl DocumentKind {
    /// Returns whether it is numbered, stored and never changed: an invoice or a credit note.
    pub const fn is_invoice(self) -> bool {
        matches!(self, DocumentKind::Invoice | DocumentKind::CreditNote)
    }

    /// Returns what such a document is called: "Credit note".
    #[cfg(feature = "ssr")]
    pub(crate) fn name(self, texts: &Texts) -> String {
        texts.get(match self {
            DocumentKind::Invoice => "document-invoice",
            DocumentKind::CreditNote => "document-credit-note",
            DocumentKind::OrderConfirmation => "document-order-confirmation",
            DocumentKind::PackingSlip => "document-packing-slip",
        })
    }
}

/// A document about an order, with the files that it can be read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentLink {
    /// The kind.
    pub kind: DocumentKind,
    /// The number of an invoice or credit note, with its series; that of the order for its confirmation.
    pub number: String,
    /// When it was issued; for a confirmation, when the order was placed.
    pub issued_at: Timestamp,
    /// The time zone of its day, which a stored document keeps whatever that of the shop becomes.
    #[cfg(feature = "ssr")]
    #[serde(default)]
    pub time_zone: TimeZone,
    /// The files: the id of the format, such as `html` or `pdf`, and the path, without a language.
    pub files: Vec<(String, String)>,
}

#[cfg(feature = "ssr")]
impl DocumentLink {
    /// Returns what the document is called: "Invoice 2026-00017".
    pub(crate) fn title(&self, texts: &Texts) -> String {
        format!("{} {}", self.kind.name(texts), self.number)
    }

    /// Returns the day that it bears.
    pub(crate) fn day(&self, texts: &Texts) -> String {
        texts.clone().in_zone(self.time_zone.clone()).date(self.issued_at)
    }

    /// Returns what a format is called: the message `document-format-` and its id, or else the id in capitals.
    pub(crate) fn format_name(id: &str, texts: &Texts) -> String {
        texts.get_own(&format!("document-format-{id}")).unwrap_or_else(|| id.to_uppercase())
    }
}
