//! Which fact of a document is which business term (BT) of EN 16931.

use en16931::{
    Date, DocumentKind, DocumentReference, Invoice, InvoiceAmount, InvoiceLine, InvoiceNote, Percentage, Quantity,
    UnitPriceAmount,
    invoice::{
        Code, CreditTransfer, DocumentAllowanceCharge, DocumentTotals, LineAllowanceCharge, LineVat,
        PaymentInstructions, PaymentMeans, PrecedingInvoice, PriceDetails, VatBreakdown,
    },
};

use super::party;
use crate::{
    Currency, Day, Document, DocumentCharge, DocumentLine, DocumentRate, DocumentTax, Money, RenderError, TaxCode,
    Texts, TimeZone, Timestamp,
};

/// The specification, which the writer repeats (BT-24).
const SPECIFICATION: &str = "urn:cen.eu:en16931:2017";
/// A piece, and a lump sum (UN/ECE recommendation 20).
const PIECE: &str = "C62";
const LUMP_SUM: &str = "LS";
/// A discount (UNTDID 5189).
const DISCOUNT: &str = "95";
/// Freight (UNTDID 7161).
const FREIGHT: &str = "FC";
/// A SEPA credit transfer, another credit transfer, and another means of payment (UNTDID 4461).
const SEPA_TRANSFER: &str = "58";
const TRANSFER: &str = "30";
const OTHER_MEANS: &str = "1";

/// Returns why a document can be no invoice of EN 16931, whatever else it says.
pub(super) fn obstacle(document: &Document) -> Option<&'static str> {
    let is_out_of_scope = |tax: &DocumentTax| tax.rate.code == TaxCode::OutOfScope;
    if !document.kind.is_invoice() {
        Some("it is no invoice")
    } else if document.taxes.is_empty() {
        Some("its taxes are not recorded")
    } else if factor(document.total.currency).is_none() {
        Some("its currency has more than two decimal digits")
    } else if document.taxes.iter().any(is_out_of_scope) && !document.taxes.iter().all(is_out_of_scope) {
        Some("some of it is outside the scope of VAT and some is not")
    } else if document.buyer.address.country.is_empty() {
        Some("the buyer's country is not known")
    } else {
        None
    }
}

/// Writes a document in the terms of the standard. Whether it satisfies the rules is not checked.
pub(super) fn invoice(document: &Document, texts: &Texts) -> Result<Invoice, RenderError> {
    if let Some(why) = obstacle(document) {
        return Err(RenderError::new(why));
    }
    let is_credit_note = document.kind == crate::DocumentKind::CreditNote;
    let (lines, charges) = contents(document, texts)?;
    let totals = totals(document, &lines, &charges)?;

    let mut invoice = Invoice::default();
    invoice.kind = if is_credit_note { DocumentKind::CreditNote } else { DocumentKind::Invoice };
    invoice.specification_id = Some(SPECIFICATION.to_owned());
    invoice.number = text(&document.number);
    invoice.issue_date = day(document.issued_at, &document.time_zone);
    invoice.type_code = Some(Code::new(if is_credit_note { "381" } else { "380" }));
    invoice.currency = Some(Code::new(document.total.currency.code()));
    // What is to be paid has a date or terms (BR-CO-25): it is due at once.
    invoice.due_date = invoice.issue_date.filter(|_| totals.due.is_positive());
    invoice.sales_order_reference = Some(DocumentReference::new(document.order.to_string()));
    let notes = document.notes.iter().chain([&document.reason]);
    invoice.notes = notes.filter_map(|note| text(note)).map(InvoiceNote::new).collect();
    let referred = document.refers_to.iter().map(|other| PrecedingInvoice {
        reference: DocumentReference::new(&other.number),
        issue_date: day(other.issued_at, &other.time_zone),
    });
    invoice.preceding_invoices = referred.collect();
    let with_vat_ids = document.taxes.iter().all(|tax| tax.rate.code != TaxCode::OutOfScope);
    invoice.seller = party::seller(&document.seller, with_vat_ids);
    invoice.buyer = party::buyer(&document.buyer, with_vat_ids);
    invoice.delivery = Some(party::delivery(document));
    invoice.payment = payment(document, totals.due).filter(|_| !is_credit_note);
    invoice.vat_breakdown =
        document.taxes.iter().map(|tax| breakdown(tax, texts)).collect::<Result<Vec<_>, RenderError>>()?;
    (invoice.lines, invoice.charges, invoice.totals) = (lines, charges, totals);
    Ok(invoice)
}

/// The lines, and the charges beside them. An invoice has at least one line (BR-16): where a document has none, because it
/// gives back shipping only, the charges are lines.
fn contents(
    document: &Document,
    texts: &Texts,
) -> Result<(Vec<InvoiceLine>, Vec<DocumentAllowanceCharge>), RenderError> {
    if document.lines.is_empty() {
        let lines = document.charges.iter().enumerate().map(|(n, charge)| charged_line(n + 1, charge));
        return Ok((lines.collect::<Result<_, _>>()?, Vec::new()));
    }
    // Which lines several promotions are about is not known.
    let reason = match &document.discounts[..] {
        [(label, _)] => text(label),
        _ => None,
    };
    let lines = document.lines.iter().enumerate().map(|(n, each)| line(n + 1, each, reason.as_deref(), texts));
    Ok((lines.collect::<Result<_, _>>()?, document.charges.iter().map(charge).collect::<Result<_, _>>()?))
}

fn line(number: usize, line: &DocumentLine, reason: Option<&str>, texts: &Texts) -> Result<InvoiceLine, RenderError> {
    // A quantity of 0 would make the price 0: an amount without pieces is one lump sum.
    let (quantity, unit) = if line.quantity == 0 { (1, LUMP_SUM) } else { (line.quantity, PIECE) };
    let net = line.net;
    let off = allowance(line);
    let listed = net.amount.checked_add(off).ok_or_else(overflow)?;
    // The price of a piece may have no end: it is then that of all pieces.
    let (price, base_quantity) = match listed % i64::from(quantity) {
        0 => (listed / i64::from(quantity), None),
        _ => (listed, Some(Quantity::new(quantity.into()))),
    };
    let price = PriceDetails {
        net_price: unit_price(Money::new(price, net.currency))?,
        base_quantity,
        base_quantity_code: base_quantity.map(|_| Code::new(PIECE)),
        ..PriceDetails::default()
    };
    let title = text(&line.title).and_then(|_| text(&line.name(texts))).unwrap_or_else(|| line.id.clone());
    let id = (!line.id.is_empty()).then(|| format!("{}/{}", line.kind, line.id));
    let mut written = new_line(number, title, (quantity, unit), net, line.rate)?.with_price(price);
    written.item.seller_identifier = id;
    if off > 0 {
        written.allowances.push(LineAllowanceCharge {
            amount: amount(Money::new(off, net.currency))?,
            base_amount: None,
            percentage: None,
            reason: reason.map(str::to_owned),
            reason_code: Some(Code::new(DISCOUNT)),
        });
    }
    Ok(written)
}

fn charged_line(number: usize, charge: &DocumentCharge) -> Result<InvoiceLine, RenderError> {
    let title = text(&charge.label).unwrap_or_else(|| FREIGHT.to_owned());
    new_line(number, title, (1, PIECE), charge.net, charge.rate)
}

fn new_line(
    number: usize,
    title: String,
    (quantity, unit): (u32, &str),
    net: Money,
    rate: Option<DocumentRate>,
) -> Result<InvoiceLine, RenderError> {
    let LineVat { category, rate } = vat(rate)?;
    Ok(InvoiceLine::new(number.to_string(), title, Quantity::new(quantity.into()), unit, amount(net)?, category, rate))
}

/// What a discount takes off the net amount, in minor units: in proportion, since the price may include tax.
/// Nothing of what is free, whose price is zero as well.
fn allowance(line: &DocumentLine) -> i64 {
    let Some(discount) = line.discount else { return 0 };
    let (discount, net) = (i128::from(discount.amount), i128::from(line.net.amount));
    let left = line.price_of_all() - discount;
    if left <= 0 || discount <= 0 || net <= 0 {
        return 0;
    }
    i64::try_from((2 * discount * net + left) / (2 * left)).unwrap_or(0)
}

fn charge(charge: &DocumentCharge) -> Result<DocumentAllowanceCharge, RenderError> {
    Ok(DocumentAllowanceCharge {
        amount: amount(charge.net)?,
        base_amount: None,
        percentage: None,
        vat: vat(charge.rate)?,
        reason: text(&charge.label),
        reason_code: Some(Code::new(FREIGHT)),
    })
}

fn vat(rate: Option<DocumentRate>) -> Result<LineVat, RenderError> {
    let rate = rate.ok_or_else(|| RenderError::new("the tax of a line or charge is not recorded"))?;
    Ok(LineVat { category: Code::new(rate.code.as_str()), rate: percentage(rate)? })
}

/// What is outside the scope has no rate (BR-O-05); all else has, be it zero.
fn percentage(rate: DocumentRate) -> Result<Option<Percentage>, RenderError> {
    match rate.code {
        TaxCode::OutOfScope => Ok(None),
        _ => rate.rate.decimal().parse().map(Some).map_err(RenderError::new),
    }
}

fn breakdown(tax: &DocumentTax, texts: &Texts) -> Result<VatBreakdown, RenderError> {
    // Why there is no tax: words, and a code of the list VATEX, which has none for all that is exempt.
    let (reason, code) = match tax.rate.code {
        TaxCode::Standard | TaxCode::ZeroRated => (None, None),
        TaxCode::Exempt => (Some("document-code-exempt"), None),
        TaxCode::ReverseCharge => (Some("document-code-reverse-charge"), Some("VATEX-EU-AE")),
        TaxCode::IntraCommunity => (Some("document-code-intra-community"), Some("VATEX-EU-IC")),
        TaxCode::Export => (Some("document-code-export"), Some("VATEX-EU-G")),
        TaxCode::OutOfScope => (Some("document-code-out-of-scope"), Some("VATEX-EU-O")),
    };
    Ok(VatBreakdown {
        taxable_amount: amount(tax.net)?,
        tax_amount: amount(tax.tax)?,
        category: Code::new(tax.rate.code.as_str()),
        rate: percentage(tax.rate)?,
        exemption_reason: reason.map(|name| texts.get(name)),
        exemption_reason_code: code.map(Code::new),
    })
}

/// The totals: of the lines, the charges and the taxes as they are, so that the rules find what does not add up.
fn totals(
    document: &Document,
    lines: &[InvoiceLine],
    charges: &[DocumentAllowanceCharge],
) -> Result<DocumentTotals, RenderError> {
    let sum = |amounts: Vec<InvoiceAmount>| InvoiceAmount::checked_sum(amounts).map_err(RenderError::new);
    let (mut nets, mut taxes) = (Vec::new(), Vec::new());
    for tax in &document.taxes {
        nets.push(amount(tax.net)?);
        taxes.push(amount(tax.tax)?);
    }
    // A credit note is settled, be it by the invoice that takes the place of the first.
    let settled = if document.kind == crate::DocumentKind::CreditNote { document.total } else { document.paid };
    let (gross_total, paid) = (amount(document.total)?, amount(settled)?);
    let charged = (!charges.is_empty()).then(|| sum(charges.iter().map(|charge| charge.amount).collect()));
    Ok(DocumentTotals {
        line_total: sum(lines.iter().map(|line| line.net_amount).collect())?,
        charge_total: charged.transpose()?,
        taxable_total: sum(nets)?,
        vat_total: Some(sum(taxes)?),
        gross_total,
        paid: (!paid.is_zero()).then_some(paid),
        due: gross_total.checked_sub(paid).map_err(RenderError::new)?,
        ..DocumentTotals::default()
    })
}

/// How to pay what is due, to the seller's account; or how it was paid.
fn payment(document: &Document, due: InvoiceAmount) -> Option<PaymentInstructions> {
    let (means_text, account) = (text(&document.payment), text(&document.seller.iban));
    let Some(account) = account.filter(|_| due.is_positive()) else {
        let means_code = means_text.as_ref().map(|_| Code::new(OTHER_MEANS));
        return Some(PaymentInstructions { means_code, means_text, ..PaymentInstructions::default() })
            .filter(|payment| payment.means_code.is_some());
    };
    let means_code = if document.total.currency == Currency::EUR { SEPA_TRANSFER } else { TRANSFER };
    let transfer = CreditTransfer {
        account_identifier: Some(account),
        account_name: text(&document.seller.name),
        provider_identifier: None,
    };
    Some(PaymentInstructions {
        means_code: Some(Code::new(means_code)),
        means_text,
        remittance_information: text(&document.number),
        means: Some(PaymentMeans::CreditTransfer(vec![transfer])),
    })
}

/// By what an amount in minor units is multiplied, to be in hundredths. `None` for a currency that is finer.
const fn factor(currency: Currency) -> Option<i64> {
    match currency.exponent() {
        0 => Some(100),
        2 => Some(1),
        _ => None,
    }
}

fn amount(money: Money) -> Result<InvoiceAmount, RenderError> {
    let hundredths = factor(money.currency).and_then(|factor| money.amount.checked_mul(factor));
    hundredths.map(InvoiceAmount::from_minor_units).ok_or_else(overflow)
}

fn unit_price(money: Money) -> Result<UnitPriceAmount, RenderError> {
    Ok(UnitPriceAmount::new(amount(money)?.into_decimal()))
}

fn overflow() -> RenderError {
    RenderError::new("an amount is too large")
}

/// The day in a time zone.
pub(super) fn day(at: Timestamp, zone: &TimeZone) -> Option<Date> {
    Day::of(at, zone).to_string().parse().ok()
}

/// A text, unless it is blank: the standard knows no empty terms.
pub(super) fn text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, Rate, language::fluent::store_texts};

    fn line(quantity: u32, price: i64, discount: i64, net: i64) -> DocumentLine {
        let euro = |amount| Money::new(amount, Currency::EUR);
        DocumentLine {
            kind: "print".to_owned(),
            id: "dunes".to_owned(),
            title: "Dunes".to_owned(),
            quantity,
            unit_price: euro(price),
            base_quantity: 1,
            priced_with_tax: true,
            discount: Some(euro(discount)),
            net: euro(net),
            tax: euro(0),
            amount: euro(net),
            rate: Some(DocumentRate { code: TaxCode::Standard, rate: Rate::percent(19) }),
        }
    }

    #[test]
    fn a_discount_is_taken_off_the_net_price_in_proportion() {
        // 11.90 with tax are 10.00; 3 of them less 11.90 are 20.00.
        assert_eq!(allowance(&line(3, 1190, 1190, 2000)), 1000);
        // What is free, and what does not add up, has none.
        assert_eq!(allowance(&line(1, 1190, 1190, 0)), 0);
        assert_eq!(allowance(&line(1, 1190, 2000, 100)), 0);
        assert_eq!(allowance(&line(0, 1190, 100, 100)), 0);
    }

    #[test]
    fn the_price_is_that_of_a_piece_or_of_all_pieces() {
        let texts = store_texts(Language::ENGLISH);
        let price = |quantity, net| super::line(1, &line(quantity, 1190, 0, net), None, &texts).unwrap().price;
        assert_eq!((price(3, 3000).net_price.to_string(), price(3, 3000).base_quantity), ("10".to_owned(), None));
        let without_end = price(3, 1000);
        assert_eq!(
            (without_end.net_price.to_string(), without_end.base_quantity),
            ("10".to_owned(), Some("3".parse().unwrap()))
        );
    }

    #[test]
    fn a_part_of_the_price_is_a_lump_sum_and_no_piece() {
        let texts = store_texts(Language::ENGLISH);
        for (quantity, name, unit) in [(0, "Part of the price of Dunes", "LS"), (1, "Dunes", "C62")] {
            let written = super::line(1, &line(quantity, 1190, 0, 500), None, &texts).unwrap();
            assert_eq!(written.item.name.as_deref(), Some(name));
            assert_eq!((written.quantity, written.unit_code), (Quantity::new(1.into()), Code::new(unit)));
        }
    }

    #[test]
    fn an_amount_is_in_hundredths() {
        let written = |amount_of: i64, code: &str| amount(Money::new(amount_of, Currency::from_code(code).unwrap()));
        assert_eq!(written(1990, "EUR").unwrap().to_string(), "19.90");
        assert_eq!(written(1990, "JPY").unwrap().to_string(), "1990.00");
        assert!(written(1990, "KWD").is_err() && written(i64::MAX, "JPY").is_err());
    }
}
