//! What documents say, in words: for every format, those of an app included.

use super::{Document, DocumentKind, DocumentRate, DocumentTax, Seller};
use crate::{
    language::{Language, Texts},
    model::{Address, Money, TaxCode},
    store::country,
};

/// A row of the sums of a [`Document`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentSum {
    /// What it is, in the document's language: "19% VAT on €16.72".
    pub label: String,
    /// The amount.
    pub amount: Money,
    /// Whether it is the [total](Document::total), which stands out.
    pub is_total: bool,
}

impl Document {
    /// Returns the title: "Invoice 2026-00017". `texts` are those of its language, here and below.
    pub fn title(&self, texts: &Texts) -> String {
        format!("{} {}", self.kind.name(texts), self.number)
    }

    /// Returns the name of a file of the document. `extension` is the [id](super::DocumentRenderer::id) of its format.
    pub fn file_name(&self, texts: &Texts, extension: &str) -> String {
        format!("{}.{extension}", self.title(texts))
    }

    /// Returns what is said of the whole document beside its parties: label and value, such as number, day and order.
    pub fn facts(&self, texts: &Texts) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                facts.push((texts.get(name), value));
            }
        };
        if self.kind != DocumentKind::OrderConfirmation {
            add("document-number", self.number.clone());
        }
        add("document-issued", texts.date(self.issued_at));
        if let Some(at) = self.supplied_at {
            add("document-supplied", texts.date(at));
        }
        add("document-order", self.order.to_string());
        add("document-ordered", texts.date(self.ordered_at));
        if let Some(other) = &self.refers_to {
            let date = texts.date(other.issued_at);
            let with = [("number", (&other.number).into()), ("date", (&date).into())];
            let name = if self.kind == DocumentKind::CreditNote { "document-corrects" } else { "document-replaces" };
            add(name, texts.format("document-reference", &with));
        }
        if self.kind != DocumentKind::PackingSlip {
            add("document-buyer-vat-id", self.buyer.vat_id.clone());
            if self.paid.amount == 0 {
                add("document-payment", self.payment.clone());
            }
        }
        add("document-reason", self.reason.clone());
        facts
    }

    /// Returns the sentences below the sums: the [notes](Document::notes), and that a confirmation is no invoice.
    pub fn sentences(&self, texts: &Texts) -> Vec<String> {
        let confirms = self.kind == DocumentKind::OrderConfirmation;
        self.notes.iter().cloned().chain(confirms.then(|| texts.get("document-not-an-invoice"))).collect()
    }

    /// Returns the sums in their order: net, the taxes, the total, and what of it is paid. A packing slip has none.
    pub fn sums(&self, texts: &Texts) -> Vec<DocumentSum> {
        if self.kind == DocumentKind::PackingSlip {
            return Vec::new();
        }
        let row = |label: String, amount: Money| DocumentSum { label, amount, is_total: false };
        let mut sums = Vec::new();
        if !self.taxes.is_empty() {
            let net: i128 = self.taxes.iter().map(|tax| i128::from(tax.net.amount)).sum();
            let net = i64::try_from(net).unwrap_or(i64::MAX);
            sums.push(row(texts.get("document-net-total"), Money::new(net, self.total.currency)));
            sums.extend(self.taxes.iter().map(|tax| row(tax.label(texts), tax.tax)));
        }
        let is_credit = self.kind == DocumentKind::CreditNote;
        let total = if is_credit { "document-total-credited" } else { "document-total" };
        sums.push(DocumentSum { label: texts.get(total), amount: self.total, is_total: true });
        if is_credit {
            return sums;
        }
        if self.paid.amount > 0 {
            let label = match self.payment.as_str() {
                "" => texts.get("document-paid"),
                payment => texts.format("document-paid-by", &[("payment", payment.into())]),
            };
            sums.push(row(label, self.paid));
        }
        let due = self.total.amount.saturating_sub(self.paid.amount);
        if due > 0 {
            sums.push(row(texts.get("document-due"), Money::new(due, self.total.currency)));
        }
        sums
    }
}

impl DocumentTax {
    /// Returns what it is, as a row of the sums says it: "19% VAT on €16.72", or why no tax is charged.
    fn label(&self, texts: &Texts) -> String {
        let net = texts.money(self.net);
        let name = match self.rate.code {
            TaxCode::Standard => {
                let rate = texts.rate(self.rate.rate);
                return texts.format("document-tax-at", &[("rate", (&rate).into()), ("net", (&net).into())]);
            }
            TaxCode::ZeroRated => "document-code-zero-rated",
            TaxCode::Exempt => "document-code-exempt",
            TaxCode::ReverseCharge => "document-code-reverse-charge",
            TaxCode::IntraCommunity => "document-code-intra-community",
            TaxCode::Export => "document-code-export",
            TaxCode::OutOfScope => "document-code-out-of-scope",
        };
        let why = texts.get(name);
        texts.format("document-untaxed", &[("why", (&why).into()), ("net", (&net).into())])
    }
}

impl DocumentRate {
    /// Returns the rate in percent: "19%", in German "19 %".
    pub fn percent(self, texts: &Texts) -> String {
        let rate = texts.rate(self.rate);
        texts.format("document-percent", &[("rate", (&rate).into())])
    }
}

impl Seller {
    /// Returns the name and the address as lines, in the format of the country.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let address = Address { name: String::new(), organization: String::new(), ..self.address.clone() };
        let name = Some(self.name.clone()).filter(|name| !name.is_empty());
        name.into_iter().chain(country::format_in(&address, language)).collect()
    }

    /// Returns what is said of the seller beside name and address: label and value, such as VAT number and bank account.
    pub fn facts(&self, texts: &Texts) -> Vec<(String, String)> {
        let all = [
            ("document-vat-id", self.vat_id.clone()),
            ("document-tax-number", self.tax_number.clone()),
            ("document-register", self.register.clone()),
            ("document-email", self.email.clone()),
            ("document-phone", self.phone.clone()),
            ("document-iban", in_groups(&self.iban)),
        ];
        let known = all.into_iter().filter(|(_, value)| !value.is_empty());
        known.map(|(name, value)| (texts.get(name), value)).collect()
    }
}

/// Writes an IBAN as on paper: in groups of four (ISO 13616).
fn in_groups(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DocumentReference, Rate, Timestamp, language::fluent::store_texts, testing};

    fn english() -> Texts {
        store_texts(Language::ENGLISH)
    }

    fn labels(document: &Document) -> Vec<String> {
        document.sums(&english()).into_iter().map(|sum| sum.label).collect()
    }

    #[test]
    fn the_sums_of_an_invoice_lead_from_net_to_what_is_paid() {
        let invoice = testing::document(DocumentKind::Invoice);
        let sums = invoice.sums(&english());
        let net = sums[0].amount.amount;
        let taxes: i64 = invoice.taxes.iter().map(|tax| tax.tax.amount).sum();
        let total = sums.iter().find(|sum| sum.is_total).unwrap();
        assert_eq!((net + taxes, total.amount), (invoice.total.amount, invoice.total));
        assert!(labels(&invoice).last().unwrap().starts_with("Paid"), "{:?}", labels(&invoice));
    }

    #[test]
    fn what_is_not_paid_is_due_but_not_on_a_credit_note() {
        let mut invoice = testing::document(DocumentKind::Invoice);
        invoice.paid = Money::zero(invoice.total.currency);
        assert_eq!(invoice.sums(&english()).last().unwrap().amount, invoice.total);
        assert_eq!(labels(&invoice).last().unwrap(), "Amount due");
        let credit = testing::document(DocumentKind::CreditNote);
        assert_eq!(labels(&credit).last().unwrap(), "Total credited");
        assert!(testing::document(DocumentKind::PackingSlip).sums(&english()).is_empty());
    }

    #[test]
    fn a_rate_of_zero_says_why() {
        let mut invoice = testing::document(DocumentKind::Invoice);
        for code in TaxCode::ALL {
            invoice.taxes[0].rate = DocumentRate { code, rate: Rate::ZERO };
            let label = &labels(&invoice)[1];
            assert!(!label.contains("document-"), "{code}: {label}");
        }
        invoice.taxes[0].rate = DocumentRate { code: TaxCode::ReverseCharge, rate: Rate::ZERO };
        assert!(labels(&invoice)[1].starts_with("Reverse charge: "), "{:?}", labels(&invoice));
    }

    #[test]
    fn a_document_names_the_one_that_it_refers_to() {
        let reference =
            DocumentReference { number: "2026-00016".into(), issued_at: Timestamp::from_secs(1_795_996_800) };
        let said = |kind| {
            let mut document = testing::document(kind);
            document.refers_to = Some(reference.clone());
            document.facts(&english())
        };
        let of = |label: &str| (label.to_owned(), "2026-00016 of 30 November 2026".to_owned());
        assert!(said(DocumentKind::CreditNote).contains(&of("For invoice")));
        assert!(said(DocumentKind::Invoice).contains(&of("Replaces")));
    }

    #[test]
    fn only_a_confirmation_says_that_it_is_no_invoice() {
        for kind in DocumentKind::ALL {
            let said = testing::document(kind).sentences(&english()).join(" ");
            assert_eq!(said.contains("not an invoice"), kind == DocumentKind::OrderConfirmation, "{kind}: {said}");
        }
    }

    #[test]
    fn a_bank_account_is_written_in_groups() {
        assert_eq!(in_groups("DE02120300000000202051"), "DE02 1203 0000 0000 2020 51");
        assert_eq!(in_groups(""), "");
    }
}
