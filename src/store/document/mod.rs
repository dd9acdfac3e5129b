//! Documents about an order: invoices, credit notes, confirmations and packing slips.
//!
//! A [`Document`] holds everything that is printed, so that rendering it asks nobody and gives the same again in ten years. An
//! invoice is stored as one; a [`DocumentRenderer`] turns it into a file: a page, a PDF, an electronic invoice.

#[cfg(feature = "einvoice")]
mod einvoice;
mod imprint;
pub(in crate::store) mod links;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
pub(in crate::store) mod price;
mod render;
pub(in crate::store) mod serve;
mod slip;
mod texts;

use serde::{Deserialize, Serialize};

#[cfg(feature = "einvoice")]
pub use self::einvoice::{Cii, FacturX};
pub(in crate::store) use self::page::Page;
#[cfg(feature = "pdf")]
pub use self::pdf::Pdf;
pub use self::texts::DocumentSum;
pub use crate::model::DocumentKind;
use crate::{
    language::{Language, Texts},
    model::{Address, Money, Rate, TaxCode, TimeZone, Timestamp},
};

/// A document about an order: all that is printed, as of its date.
///
/// The sums add up: `net` plus `tax` is `amount`, for each line and charge; the lines and charges of a code and rate are its row
/// in `taxes`; and all rows are the total. A packing slip has no amounts, and no taxes.
// What is stored is read in ten years as well: a field that is added has a default, and none is renamed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Document {
    /// The kind.
    pub kind: DocumentKind,
    /// The number of an invoice or credit note, with its series: `2026-00017`. That of the order for other documents; of a
    /// packing slip, with the parcel's: `1003-1`.
    pub number: String,
    /// When it was issued. The day is printed, in its time zone.
    pub issued_at: Timestamp,
    /// When the goods or services were supplied, or paid for before: an invoice is issued when it is paid, and what ships is
    /// sent later. The day is printed.
    pub supplied_at: Option<Timestamp>,
    /// The time zone of its days: that of the shop when it was issued. Documents of before there was a setting are in UTC.
    #[serde(default, skip_serializing_if = "TimeZone::is_utc")]
    pub time_zone: TimeZone,
    /// The language.
    pub language: Language,
    /// The number of the order.
    pub order: i64,
    /// When the order was placed.
    pub ordered_at: Timestamp,
    /// The invoice that a credit note takes back, or the document that an invoice replaces.
    pub refers_to: Option<DocumentReference>,
    /// Why it was issued, for a credit note: the merchant's words. May be empty.
    pub reason: String,
    /// Who sells.
    pub seller: Seller,
    /// Who buys.
    pub buyer: Party,
    /// To whom it is shipped, if that is somebody else or somewhere else than the buyer.
    pub ship_to: Option<Party>,
    /// The currency of all amounts is that of this sum: what is to be paid, or taken back. With all tax.
    pub total: Money,
    /// What has been paid of the total. Of a credit note, what is given back: nothing if another invoice takes its place.
    pub paid: Money,
    /// The lines.
    pub lines: Vec<DocumentLine>,
    /// What is charged beside the lines: shipping. One entry for each parcel and rate.
    pub charges: Vec<DocumentCharge>,
    /// The taxes by code and rate, sorted. Empty if they are not recorded, as without a tax provider.
    pub taxes: Vec<DocumentTax>,
    /// What was taken off, already contained in the amounts: the label of each promotion or code, and how much. One entry for
    /// all of them if only part of it is in this document, or if it is without tax that is not charged.
    pub discounts: Vec<(String, Money)>,
    /// How it is paid, in the document's language: "Sandbox", "Bank transfer". May be empty.
    pub payment: String,
    /// Sentences that the law asks for, in the document's language, such as why no tax is charged.
    pub notes: Vec<String>,
}

/// Another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReference {
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The time zone of that day.
    #[serde(default, skip_serializing_if = "TimeZone::is_utc")]
    pub time_zone: TimeZone,
}

/// Who sells: what an invoice has to name (article 226 of directive 2006/112/EC).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Seller {
    /// The full name of the person or company.
    pub name: String,
    /// The address. Its `name` and `organization` are empty.
    pub address: Address,
    /// The VAT number, with its prefix and without spaces. May be empty, for a small business.
    pub vat_id: String,
    /// The tax number of the local tax office. May be empty if there is a VAT number.
    pub tax_number: String,
    /// The entry in a register of companies, and who represents the company: "HRB 12345, Amtsgericht Berlin". May be empty.
    pub register: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number. May be empty.
    pub phone: String,
    /// The bank account: an IBAN without spaces. May be empty.
    pub iban: String,
}

/// A party to a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Party {
    /// Name, company and address. Of what does not ship, only the name or the country may be known.
    pub address: Address,
    /// The address as lines, in the format of its country, with the name first.
    pub lines: Vec<String>,
    /// The e-mail address. May be empty.
    pub email: String,
    /// The VAT number. May be empty.
    pub vat_id: String,
}

impl Party {
    /// Returns the name to write to: the company, or else the person.
    pub fn name(&self) -> &str {
        match self.address.organization.as_str() {
            "" => &self.address.name,
            organization => organization,
        }
    }
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The title when it was ordered.
    pub title: String,
    /// How many pieces. 0 for an amount that is about no number of pieces, as in a credit note for a lower price: its
    /// [name](DocumentLine::name) says so.
    pub quantity: u32,
    /// The price of so many pieces as `base_quantity` says, before the discount. It is as listed, but without tax that the list
    /// includes and that is not charged.
    pub unit_price: Money,
    /// How many pieces `unit_price` is for: 1, or all of the line if the price of one is not in whole minor units.
    pub base_quantity: u32,
    /// Whether price and discount are with tax: the price of all pieces less the discount is `amount`, or else `net`.
    pub priced_with_tax: bool,
    /// What was taken off the whole line, contained in the amounts.
    pub discount: Option<Money>,
    /// What is charged, without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// What is charged: `net` plus `tax`.
    pub amount: Money,
    /// Its code and rate. `None` if taxes are not recorded.
    pub rate: Option<DocumentRate>,
}

/// What is charged beside the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentCharge {
    /// What it is for: the label of the shipping option.
    pub label: String,
    /// What is charged, without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// What is charged: `net` plus `tax`.
    pub amount: Money,
    /// Its code and rate. `None` if taxes are not recorded.
    pub rate: Option<DocumentRate>,
}

/// The code and rate of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentRate {
    /// The VAT category code.
    pub code: TaxCode,
    /// The rate.
    pub rate: Rate,
}

/// The tax of a code and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentTax {
    /// The code and rate.
    pub rate: DocumentRate,
    /// What is charged at it, without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

/// A format of documents: one file, one line to register.
///
/// Rendering is pure: the same document and texts give the same bytes. It may take tens of milliseconds, and runs where that
/// blocks nobody.
pub trait DocumentRenderer: Send + Sync + 'static {
    /// The id, which is the extension of the file as well: `pdf`. Lower-case letters and digits.
    fn id(&self) -> &'static str;

    /// The media type (RFC 9110): `application/pdf`.
    fn media_type(&self) -> &'static str;

    /// Whether it renders this document. All, by default; an electronic invoice is an invoice or a credit note only.
    ///
    /// The answer depends on the [`kind`](Document::kind) alone: a page that links documents asks with one that is empty.
    fn renders(&self, document: &Document) -> bool {
        let _ = document;
        true
    }

    /// Renders a document. `texts` are those of its language, in its [time zone](Document::time_zone).
    ///
    /// # Errors
    /// If the document cannot be written in this format: see [`RenderError`].
    fn render(&self, document: &Document, texts: &Texts) -> Result<Vec<u8>, RenderError>;
}

/// Why a document cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RenderError(String);

impl RenderError {
    /// Creates an error. The message must not contain personal data: it is logged.
    pub fn new(what: impl std::fmt::Display) -> RenderError {
        RenderError(what.to_string())
    }
}
