//! What a document says: one function for invoices and confirmations, from what the order has frozen.

use std::collections::BTreeMap;

use super::sold::Sold;
use crate::{
    language::Texts,
    model::{AmountError, Currency, Money, OrderStatus, TaxCode},
    store::document::{Document, DocumentCharge, DocumentKind, DocumentLine, DocumentRate, DocumentTax, Seller},
};

/// A part of an order that has invoices of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it, unless it has the other part as well.
    Main,
    /// What is outside the scope of VAT, of an order with something that is not.
    OutOfScope,
}

impl Part {
    pub const fn as_str(self) -> &'static str {
        match self {
            Part::Main => "",
            Part::OutOfScope => "O",
        }
    }

    pub fn named(name: &str) -> Part {
        if name.is_empty() { Part::Main } else { Part::OutOfScope }
    }
}

/// Returns whether something at this rate is outside the scope of VAT.
fn is_out_of_scope(rate: Option<DocumentRate>) -> bool {
    rate.is_some_and(|rate| rate.code == TaxCode::OutOfScope)
}

impl Sold {
    /// Returns the parts that have invoices of their own: one, or two.
    pub fn parts(&self) -> &'static [Part] {
        let rates = self.lines.iter().map(|line| line.rate).chain(self.charges.iter().map(|charge| charge.rate));
        let outside = rates.filter(|rate| is_out_of_scope(*rate)).count();
        match outside > 0 && outside < self.lines.len() + self.charges.len() {
            true => &[Part::Main, Part::OutOfScope],
            false => &[Part::Main],
        }
    }

    /// Returns whether something at this rate is in a part.
    pub fn holds(&self, part: Part, rate: Option<DocumentRate>) -> bool {
        self.parts().len() == 1 || is_out_of_scope(rate) == (part == Part::OutOfScope)
    }

    /// Returns the invoice of a part, which has no number yet.
    pub fn invoice(&self, part: Part, seller: &Seller, texts: &Texts) -> Result<Document, AmountError> {
        let lines = self.lines.iter().filter(|line| self.holds(part, line.rate)).cloned().collect();
        let charges = self.charges.iter().filter(|charge| self.holds(part, charge.rate)).cloned().collect();
        self.document(DocumentKind::Invoice, seller.clone(), texts, lines, charges)
    }

    /// Returns the confirmation of the order.
    pub fn confirmation(&self, seller: Seller, texts: &Texts) -> Result<Document, AmountError> {
        let (lines, charges) = (self.lines.clone(), self.charges.clone());
        self.document(DocumentKind::OrderConfirmation, seller, texts, lines, charges)
    }

    fn document(
        &self,
        kind: DocumentKind,
        seller: Seller,
        texts: &Texts,
        lines: Vec<DocumentLine>,
        charges: Vec<DocumentCharge>,
    ) -> Result<Document, AmountError> {
        let taxes = taxes(&lines, &charges)?;
        let total = total(&lines, &charges, self.currency)?;
        Ok(Document {
            kind,
            number: self.number.to_string(),
            issued_at: self.placed_at,
            supplied_at: self.completed_at,
            time_zone: texts.time_zone().clone(),
            language: self.language,
            order: self.number,
            ordered_at: self.placed_at,
            refers_to: None,
            reason: String::new(),
            seller,
            buyer: self.buyer.clone(),
            ship_to: self.ship_to.clone(),
            total,
            // What was accepted as paid is paid in full.
            paid: if self.status == OrderStatus::Completed { total } else { Money::zero(self.currency) },
            notes: self.notes(&taxes, texts),
            discounts: self.discounts_of(&lines)?,
            lines,
            charges,
            taxes,
            payment: self.payment.clone(),
        })
    }

    /// Returns what was taken off, as these lines say it. What each discount took off part of the lines, or without the tax that
    /// was removed, is not known: there, they are one.
    fn discounts_of(&self, lines: &[DocumentLine]) -> Result<Vec<(String, Money)>, AmountError> {
        let zero = Money::zero(self.currency);
        let all = lines.iter().filter_map(|line| line.discount).try_fold(zero, sum)?;
        let listed = self.discounts.iter().map(|(_, off)| *off).try_fold(zero, sum)?;
        let is_removed = |line: &DocumentLine| !line.priced_with_tax && line.tax.amount == 0;
        let is_known = self.parts().len() == 1 && !self.lines.iter().any(is_removed);
        // What is taken off the shipping is in none of the lines.
        if is_known || all == listed {
            return Ok(self.discounts.clone());
        }
        let labels: Vec<&str> = self.discounts.iter().map(|(label, _)| label.as_str()).collect();
        Ok((all.amount > 0).then(|| (labels.join(", "), all)).into_iter().collect())
    }

    /// Returns what the law asks to be said of the taxes.
    pub fn notes(&self, taxes: &[DocumentTax], texts: &Texts) -> Vec<String> {
        let mut codes: Vec<TaxCode> = taxes.iter().map(|sum| sum.rate.code).collect();
        codes.dedup();
        let note = |code| match code {
            TaxCode::Standard | TaxCode::ZeroRated => None,
            TaxCode::Exempt if self.is_own_vat => Some(texts.get("document-note-small-business")),
            TaxCode::Exempt => Some(texts.get("document-note-exempt")),
            TaxCode::ReverseCharge => Some(texts.get("document-note-reverse-charge")),
            TaxCode::IntraCommunity => Some(texts.get("document-note-intra-community")),
            TaxCode::Export => Some(texts.get("document-note-export")),
            TaxCode::OutOfScope if self.is_own_vat => Some(texts.get("document-note-place-of-supply")),
            TaxCode::OutOfScope => Some(texts.get("document-note-out-of-scope")),
        };
        codes.into_iter().filter_map(note).collect()
    }
}

/// Returns the taxes of lines and charges, by code and rate.
pub(super) fn taxes(lines: &[DocumentLine], charges: &[DocumentCharge]) -> Result<Vec<DocumentTax>, AmountError> {
    let lines = lines.iter().map(|line| (line.rate, line.net, line.tax));
    let charges = charges.iter().map(|charge| (charge.rate, charge.net, charge.tax));
    let mut sums: BTreeMap<DocumentRate, (Money, Money)> = BTreeMap::new();
    for (rate, net, tax) in lines.chain(charges) {
        let Some(rate) = rate else { continue };
        let zero = Money::zero(net.currency);
        let (nets, taxes) = sums.entry(rate).or_insert((zero, zero));
        (*nets, *taxes) = (sum(*nets, net)?, sum(*taxes, tax)?);
    }
    Ok(sums.into_iter().map(|(rate, (net, tax))| DocumentTax { rate, net, tax }).collect())
}

/// Returns the total of lines and charges.
pub(super) fn total(
    lines: &[DocumentLine],
    charges: &[DocumentCharge],
    currency: Currency,
) -> Result<Money, AmountError> {
    let mut amounts = lines.iter().map(|line| line.amount).chain(charges.iter().map(|charge| charge.amount));
    amounts.try_fold(Money::zero(currency), sum)
}

fn sum(one: Money, other: Money) -> Result<Money, AmountError> {
    one.checked_add(other).ok_or(AmountError::Overflow)
}

/// Returns whether all sums of an invoice or a credit note add up, and nothing in it is negative.
pub(super) fn adds_up(document: &Document) -> bool {
    let currency = document.total.currency;
    let is_sum = |net: Money, tax: Money, amount: Money| {
        net.checked_add(tax) == Some(amount) && amount.currency == currency && net.amount >= 0 && tax.amount >= 0
    };
    document.lines.iter().all(|line| line.is_priced() && is_sum(line.net, line.tax, line.amount))
        && document.charges.iter().all(|charge| is_sum(charge.net, charge.tax, charge.amount))
        && total(&document.lines, &document.charges, currency) == Ok(document.total)
        && taxes(&document.lines, &document.charges).as_ref() == Ok(&document.taxes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Rate;

    pub fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    pub fn rate(code: TaxCode, percent: u32) -> Option<DocumentRate> {
        Some(DocumentRate { code, rate: Rate::percent(percent) })
    }

    /// A line of so many pieces at ten euros each, at a rate, with what is charged for it.
    pub fn line(id: &str, quantity: u32, rate: Option<DocumentRate>, net: i64, tax: i64) -> DocumentLine {
        let mut line = DocumentLine {
            kind: "book".into(),
            id: id.into(),
            title: format!("The {id}"),
            quantity,
            unit_price: euro(1000),
            base_quantity: 1,
            priced_with_tax: true,
            discount: None,
            net: euro(net),
            tax: euro(tax),
            amount: euro(net + tax),
            rate,
        };
        line.reprice().unwrap();
        line
    }

    pub fn charge(label: &str, rate: Option<DocumentRate>, net: i64, tax: i64) -> DocumentCharge {
        DocumentCharge { label: label.into(), net: euro(net), tax: euro(tax), amount: euro(net + tax), rate }
    }

    #[test]
    fn taxes_are_summed_by_code_and_rate() {
        let (german, free) = (rate(TaxCode::Standard, 19), rate(TaxCode::OutOfScope, 0));
        let lines = [line("a", 1, german, 840, 160), line("b", 1, free, 1000, 0), line("c", 1, german, 840, 160)];
        let charges = [charge("Parcel", german, 412, 78)];
        let sums = taxes(&lines, &charges).unwrap();
        let sums: Vec<_> = sums.iter().map(|sum| (Some(sum.rate), sum.net, sum.tax)).collect();
        assert_eq!(sums, [(german, euro(2092), euro(398)), (free, euro(1000), euro(0))]);
        assert_eq!(total(&lines, &charges, Currency::EUR), Ok(euro(3490)));
        assert_eq!(taxes(&[line("a", 1, None, 1000, 0)], &[]), Ok(Vec::new()), "not recorded");
    }

    #[test]
    fn a_sum_out_of_range_is_an_error() {
        let huge = line("a", 1, rate(TaxCode::Standard, 19), i64::MAX - 10, 10);
        assert_eq!(taxes(&[huge.clone(), huge.clone()], &[]), Err(AmountError::Overflow));
        assert_eq!(total(&[huge.clone(), huge], &[], Currency::EUR), Err(AmountError::Overflow));
    }
}
