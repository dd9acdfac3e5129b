//! What documents say, in words: for every format, those of an app included.

use super::{Document, DocumentKind, DocumentLine, DocumentRate, DocumentTax, Seller};
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

    /// Returns what is said of the whole document beside its parties: label and value, such as number, day and order. Days are in
    /// its own [time zone](Document::time_zone), whatever that of the texts.
    pub fn facts(&self, texts: &Texts) -> Vec<(String, String)> {
        let (mut facts, days) = (Vec::new(), texts.clone().in_zone(self.time_zone.clone()));
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                facts.push((texts.get(name), value));
            }
        };
        if self.kind != DocumentKind::OrderConfirmation {
            add("document-number", self.number.clone());
        }
        add("document-issued", days.date(self.issued_at));
        if let Some(at) = self.supplied_at {
            add("document-supplied", days.date(at));
        }
        add("document-order", self.order.to_string());
        add("document-ordered", days.date(self.ordered_at));
        if let Some(other) = &self.refers_to {
            let date = texts.clone().in_zone(other.time_zone.clone()).date(other.issued_at);
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

    /// Returns the sentences below the sums: the [notes](Document::notes), the discounts that the amounts include, that a
    /// confirmation is no invoice, and that a credit note gives nothing back, or only a part, if another invoice takes the place
    /// of the first.
    pub fn sentences(&self, texts: &Texts) -> Vec<String> {
        let mut sentences = self.notes.clone();
        if self.kind != DocumentKind::PackingSlip {
            sentences.extend(self.discounts.iter().map(|(label, off)| {
                let off = texts.money(*off);
                texts.format("document-discount", &[("label", label.into()), ("amount", (&off).into())])
            }));
        }
        if self.kind == DocumentKind::OrderConfirmation {
            sentences.push(texts.get("document-not-an-invoice"));
        }
        if self.cancels() {
            sentences.push(texts.get("document-nothing-refunded"));
        }
        if self.kind == DocumentKind::CreditNote && self.paid.amount > 0 && self.paid.amount < self.total.amount {
            let amount = texts.money(self.paid);
            sentences.push(texts.format("document-partly-refunded", &[("amount", (&amount).into())]));
        }
        sentences
    }

    /// Returns whether it is a credit note that gives nothing back, since another invoice takes the place of the first.
    fn cancels(&self) -> bool {
        self.kind == DocumentKind::CreditNote && self.paid.amount == 0
    }

    /// Returns the heading of the prices of pieces, which says whether they are with tax, if there is any.
    pub fn price_heading(&self, texts: &Texts) -> String {
        let taxed = self.lines.iter().filter(|line| line.quantity > 0 && line.tax.amount > 0);
        let (with, without): (Vec<bool>, Vec<bool>) = taxed.map(|line| line.priced_with_tax).partition(|with| *with);
        texts.get(match (with.is_empty(), without.is_empty()) {
            (false, true) => "document-unit-price-gross",
            (true, false) => "document-unit-price-net",
            // No tax, or both: each line says what it is with and without tax.
            _ => "document-unit-price",
        })
    }

    /// Returns the heading of the sums of lines and charges: with tax, where there is a sum without it as well.
    pub fn amount_heading(&self, texts: &Texts) -> String {
        texts.get(if self.taxes.is_empty() { "document-amount" } else { "document-gross" })
    }

    /// Returns what is said of the [seller](Seller::facts). A packing slip is no letter about money: it leaves out what only that
    /// needs.
    pub fn seller_facts(&self, texts: &Texts) -> Vec<(String, String)> {
        match self.kind {
            DocumentKind::PackingSlip => {
                let Seller { register, email, phone, .. } = self.seller.clone();
                Seller { register, email, phone, ..Seller::default() }.facts(texts)
            }
            _ => self.seller.facts(texts),
        }
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
        let total = match is_credit {
            true if self.cancels() => "document-total-cancelled",
            true => "document-total-credited",
            false => "document-total",
        };
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

impl DocumentLine {
    /// Returns what it is: the title, or "Part of the price of Dunes" for an amount that is about no number of pieces, as in a
    /// credit note for a lower price.
    pub fn name(&self, texts: &Texts) -> String {
        match self.quantity {
            0 => texts.format("document-part-of-the-price", &[("title", (&self.title).into())]),
            _ => self.title.clone(),
        }
    }

    /// Returns the price of a piece: "€19.00". If that is not in whole minor units, the price of all pieces: "€47.90 for 3".
    /// `None` for an amount that is about no number of pieces, as in a credit note for a lower price.
    pub fn price(&self, texts: &Texts) -> Option<String> {
        let price = texts.money(self.unit_price);
        match (self.quantity, self.base_quantity) {
            (0, _) => None,
            (_, 1) => Some(price),
            (_, pieces) => {
                let pieces = texts.number(pieces.into());
                Some(texts.format("document-price-for", &[("price", (&price).into()), ("pieces", (&pieces).into())]))
            }
        }
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
    /// Returns the rate in percent: "19%", in German "19 %". What is outside the scope of VAT has none: "–".
    pub fn percent(self, texts: &Texts) -> String {
        if self.code == TaxCode::OutOfScope {
            return "–".to_owned();
        }
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

    /// Returns the line above the recipient in the window of an envelope: to where a letter goes back. It is short, since the
    /// window is narrow, and so without the country.
    pub fn return_line(&self, language: Language) -> String {
        let mut lines = self.lines(language);
        // The last line of an address is its country; without one, the name is all there is.
        if lines.len() > usize::from(!self.name.is_empty()) {
            lines.pop();
        }
        lines.join(" · ")
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
    use crate::{DocumentReference, Rate, TimeZone, Timestamp, language::fluent::store_texts, testing};

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
        assert_eq!(invoice.taxes[0].rate.percent(&english()), "0%");
        let outside = DocumentRate { code: TaxCode::OutOfScope, rate: Rate::ZERO };
        assert_eq!(outside.percent(&english()), "–");
    }

    #[test]
    fn its_days_are_those_of_the_zone_in_which_it_was_issued() {
        let mut invoice = testing::document(DocumentKind::Invoice);
        invoice.issued_at = Timestamp::from_secs(1_798_759_800); // 2026-12-31T23:30:00Z
        let issued = |invoice: &Document, texts: Texts| invoice.facts(&texts)[1].1.clone();
        let elsewhere = || english().in_zone("America/New_York".parse().unwrap());
        assert_eq!(issued(&invoice, elsewhere()), "31 December 2026", "the zone of the shop may change");
        let stored = serde_json::to_string(&invoice).unwrap();
        assert!(!stored.contains("time_zone"), "as documents of before: {stored}");
        assert_eq!(serde_json::from_str::<Document>(&stored).unwrap(), invoice);
        invoice.time_zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(issued(&invoice, elsewhere()), "1 January 2027");
        let stored = serde_json::to_string(&invoice).unwrap();
        assert_eq!(serde_json::from_str::<Document>(&stored).unwrap(), invoice);
    }

    #[test]
    fn a_document_names_the_one_that_it_refers_to() {
        let (number, issued_at) = ("2026-00016".to_owned(), Timestamp::from_secs(1_795_996_800));
        let reference = DocumentReference { number, issued_at, time_zone: TimeZone::UTC };
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
    fn a_correction_gives_nothing_back() {
        let mut credit = testing::document(DocumentKind::CreditNote);
        let says_so = |document: &Document| document.sentences(&english()).join(" ").contains("Nothing is refunded");
        assert!(!says_so(&credit));
        credit.paid = Money::zero(credit.total.currency);
        assert_eq!((says_so(&credit), labels(&credit).last().unwrap().as_str()), (true, "Total cancelled"));
    }

    #[test]
    fn a_discount_is_no_row_below_what_is_paid() {
        let mut invoice = testing::document(DocumentKind::Invoice);
        invoice.discounts = vec![("Spring".to_owned(), Money { amount: 100, ..invoice.total })];
        assert!(labels(&invoice).last().unwrap().starts_with("Paid"), "{:?}", labels(&invoice));
        let said = invoice.sentences(&english()).join(" ");
        assert!(said.contains("Spring") && said.contains("€1.00") && !said.contains('−'), "{said}");
    }

    #[test]
    fn a_price_says_of_what_it_is() {
        let mut invoice = testing::document(DocumentKind::Invoice);
        assert_eq!(invoice.price_heading(&english()), "Unit price (gross)");
        invoice.lines[0].priced_with_tax = false;
        assert_eq!(invoice.price_heading(&english()), "Unit price", "each its own");
        invoice.lines.truncate(1);
        assert_eq!(invoice.price_heading(&english()), "Unit price (net)");
        let line = &mut invoice.lines[0];
        assert_eq!(line.price(&english()).as_deref(), Some("€19.00"));
        (line.base_quantity, line.quantity) = (3, 3);
        assert_eq!(line.price(&english()).as_deref(), Some("€19.00 for 3"));
        line.quantity = 0;
        assert_eq!(line.price(&english()), None);
    }

    #[test]
    fn an_amount_without_pieces_says_that_it_is_a_part_of_the_price() {
        let mut line = testing::document(DocumentKind::CreditNote).lines.remove(0);
        assert_eq!(line.name(&english()), line.title);
        line.quantity = 0;
        assert_eq!(line.name(&english()), format!("Part of the price of {}", line.title));
        assert_eq!(line.name(&store_texts(Language::GERMAN)), format!("Teil des Preises von {}", line.title));
    }

    #[test]
    fn a_packing_slip_is_not_about_money() {
        let said = |kind| testing::document(kind).seller_facts(&english()).into_iter().map(|(label, _)| label);
        let (slip, invoice): (Vec<_>, Vec<_>) =
            (said(DocumentKind::PackingSlip).collect(), said(DocumentKind::Invoice).collect());
        for label in ["IBAN", "Tax number", "VAT number"] {
            assert!(invoice.iter().any(|said| said == label) && slip.iter().all(|said| said != label), "{slip:?}");
        }
        assert!(slip.iter().any(|said| said == "Email"), "{slip:?}");
    }

    #[test]
    fn a_return_address_is_without_the_country() {
        let seller = testing::document(DocumentKind::Invoice).seller;
        let line = seller.return_line(Language::ENGLISH);
        assert!(line.starts_with(&seller.name) && line.ends_with(&seller.address.city), "{line}");
        assert_eq!(Seller { name: "Quarto".into(), ..Seller::default() }.return_line(Language::ENGLISH), "Quarto");
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
