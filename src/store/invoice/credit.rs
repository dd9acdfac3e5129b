//! What credit notes say: of a refund, by its lines, and of a correction, by what is left of the invoices. And what an invoice says
//! whose tax was returned.

use super::{
    body::{taxes, total},
    sold::rate,
};
use crate::{
    args,
    model::{AmountError, Currency, Money, Rate, TaxCode},
    store::{
        db::{Result, Row, Tx},
        document::{Document, DocumentCharge, DocumentKind, DocumentLine, DocumentRate, price::Listed},
    },
};

/// A refund that was made, and whose lines are known.
pub(super) struct Returned {
    pub id: String,
    /// The merchant's words.
    pub note: String,
    pub lines: Vec<DocumentLine>,
    pub charges: Vec<DocumentCharge>,
    /// If it returns tax and nothing else: of what. Then it has no lines and charges.
    pub relieved: Vec<Relieved>,
}

/// What has no tax any more, because that was returned.
pub(super) struct Relieved {
    /// The kind and the id of a line, or the label of a charge.
    of: RelievedOf,
    /// At what it was taxed.
    was: Option<DocumentRate>,
    /// Why it is not taxed.
    code: TaxCode,
}

#[derive(Debug, PartialEq, Eq)]
enum RelievedOf {
    Line(String, String),
    Charge(String),
}

impl Relieved {
    fn read(row: &Row, code: TaxCode) -> Result<Relieved> {
        let of = match row.get::<Option<String>>("shipment_id")? {
            None => RelievedOf::Line(row.get("kind")?, row.get("item_id")?),
            Some(_) => RelievedOf::Charge(row.get::<Option<String>>("label")?.unwrap_or_default()),
        };
        Ok(Relieved { of, was: rate(row)?, code })
    }
}

impl Returned {
    /// Reads a refund of an order. `None` if it was not made, if it is about nothing that was charged, such as a payment that
    /// came twice or pieces that cost nothing, or as long as nobody has said what it is about.
    pub async fn read(tx: &mut Tx, order_id: &str, id: &str) -> Result<Option<Returned>> {
        let sql = "SELECT note, amount, currency FROM pannier_refunds WHERE id = $1 AND status = 'succeeded' \
                   AND allocation = 'items' AND amount > 0";
        let Some(refund) = tx.fetch_optional(sql, args![id]).await? else { return Ok(None) };
        let currency = refund.money("amount", "currency")?.currency;
        let sql = "SELECT i.kind, i.item_id, i.shipment_id, i.quantity, i.code, i.rate, i.amount, i.tax_amount, l.title, \
                   l.quantity AS ordered, l.unit_amount, l.discount_amount, i.relieved_code, \
                   COALESCE(l.amount, l.unit_amount * l.quantity) AS charged, s.label FROM pannier_refund_items i \
                   LEFT JOIN pannier_order_lines l ON l.order_id = $2 AND l.kind = i.kind AND l.item_id = i.item_id \
                   LEFT JOIN pannier_shipments s ON s.id = i.shipment_id WHERE i.refund_id = $1 ORDER BY i.position";
        let (mut lines, mut charges) = (Vec::new(), Vec::<(String, DocumentCharge)>::new());
        let mut relieved = Vec::new();
        for row in &tx.fetch_all(sql, args![id, order_id]).await? {
            if let Some(code) = row.get::<Option<TaxCode>>("relieved_code")? {
                relieved.push(Relieved::read(row, code)?);
                continue;
            }
            match row.get::<Option<String>>("shipment_id")? {
                None => lines.push(line(row, currency)?),
                Some(shipment) => {
                    let charge = charge(row, currency)?;
                    // A rate that was added to a price and is in another is one rate.
                    let same =
                        |(of, other): &&mut (String, DocumentCharge)| *of == shipment && other.rate == charge.rate;
                    match charges.iter_mut().find(same) {
                        Some((_, other)) => count_charge(other, 1, &charge)?,
                        None => charges.push((shipment, charge)),
                    }
                }
            }
        }
        let charges = charges.into_iter().map(|(_, charge)| charge).collect();
        Ok(Some(Returned { id: id.to_owned(), note: refund.get("note")?, lines, charges, relieved }))
    }

    /// Takes the tax that was returned off lines and charges.
    pub fn relieve(&self, lines: &mut [DocumentLine], charges: &mut [DocumentCharge]) -> Result<(), AmountError> {
        let code = |of: RelievedOf, was| {
            let mut relieved = self.relieved.iter();
            relieved.find(|relieved| relieved.of == of && relieved.was == was).map(|relieved| relieved.code)
        };
        for line in lines {
            if let Some(code) = code(RelievedOf::Line(line.kind.clone(), line.id.clone()), line.rate) {
                without_tax(line, code)?;
            }
        }
        for charge in charges {
            if let Some(code) = code(RelievedOf::Charge(charge.label.clone()), charge.rate) {
                let zero = Money::zero(charge.amount.currency);
                (charge.amount, charge.tax, charge.rate) = (charge.net, zero, Some(untaxed(code)));
            }
        }
        Ok(())
    }
}

const fn untaxed(code: TaxCode) -> DocumentRate {
    DocumentRate { code, rate: Rate::ZERO }
}

/// Takes the tax off a line, and off its price.
fn without_tax(line: &mut DocumentLine, code: TaxCode) -> Result<(), AmountError> {
    let listed = Listed {
        unit: line.unit_price.amount,
        quantity: line.quantity,
        discount: line.discount.map_or(0, |off| off.amount),
        charged: line.net.amount,
    };
    // A price that includes the tax is listed for each piece, unless it is that of all.
    let has_list_price = line.priced_with_tax && line.base_quantity == 1 && line.quantity > 0;
    (line.amount, line.tax, line.rate) = (line.net, Money::zero(line.net.currency), Some(untaxed(code)));
    line.priced_with_tax = false;
    if has_list_price { listed.price(line) } else { line.reprice() }
}

/// Reads net, tax and the sum of both. Tax that is not recorded is none.
fn amounts(row: &Row, currency: Currency) -> Result<[Money; 3]> {
    let (amount, tax): (i64, Option<i64>) = (row.get("amount")?, row.get("tax_amount")?);
    let tax = tax.unwrap_or(0);
    let net = amount.checked_sub(tax).ok_or(AmountError::Overflow)?;
    Ok([net, tax, amount].map(|amount| Money::new(amount, currency)))
}

fn line(row: &Row, currency: Currency) -> Result<DocumentLine> {
    let [net, tax, amount] = amounts(row, currency)?;
    let listed = Listed {
        unit: row.get("unit_amount")?,
        quantity: row.get_u32("ordered")?,
        discount: row.get("discount_amount")?,
        charged: row.get("charged")?,
    };
    let mut line = DocumentLine {
        kind: row.get("kind")?,
        id: row.get("item_id")?,
        title: row.get("title")?,
        quantity: row.get_u32("quantity")?,
        unit_price: Money::new(listed.unit, currency),
        base_quantity: 1,
        priced_with_tax: true,
        discount: None,
        net,
        tax,
        amount,
        rate: rate(row)?,
    };
    listed.price(&mut line)?;
    Ok(line)
}

fn charge(row: &Row, currency: Currency) -> Result<DocumentCharge> {
    let [net, tax, amount] = amounts(row, currency)?;
    let label = row.get::<Option<String>>("label")?.unwrap_or_default();
    Ok(DocumentCharge { label, net, tax, amount, rate: rate(row)? })
}

/// Adds a charge to another, or takes it off if the sign is -1.
fn count_charge(charge: &mut DocumentCharge, sign: i64, other: &DocumentCharge) -> Result<(), AmountError> {
    charge.net = plus(charge.net, sign, other.net)?;
    charge.tax = plus(charge.tax, sign, other.tax)?;
    charge.amount = plus(charge.amount, sign, other.amount)?;
    Ok(())
}

/// Takes a line off another.
fn take_line(line: &mut DocumentLine, other: &DocumentLine) -> Result<(), AmountError> {
    line.quantity = line.quantity.checked_sub(other.quantity).ok_or(AmountError::Negative)?;
    line.net = plus(line.net, -1, other.net)?;
    line.tax = plus(line.tax, -1, other.tax)?;
    line.amount = plus(line.amount, -1, other.amount)?;
    let zero = Money::zero(line.amount.currency);
    let discount = plus(line.discount.unwrap_or(zero), -1, other.discount.unwrap_or(zero))?;
    line.discount = Some(discount).filter(|discount| discount.amount > 0 && line.quantity > 0);
    Ok(())
}

/// Returns an amount with another, or without it if the sign is -1.
fn plus(one: Money, sign: i64, other: Money) -> Result<Money, AmountError> {
    let other = other.amount.checked_mul(sign).ok_or(AmountError::Overflow)?;
    let amount = one.amount.checked_add(other).ok_or(AmountError::Overflow)?;
    Ok(Money::new(amount, one.currency))
}

/// Returns a document of these lines and charges that is otherwise like another. It has no number yet.
pub(super) fn like(
    other: &Document,
    kind: DocumentKind,
    lines: Vec<DocumentLine>,
    charges: Vec<DocumentCharge>,
) -> Result<Document, AmountError> {
    let total = total(&lines, &charges, other.total.currency)?;
    let taxes = taxes(&lines, &charges)?;
    Ok(Document { kind, total, paid: total, lines, charges, taxes, discounts: Vec::new(), ..other.clone() })
}

/// Lines and charges.
pub(super) type Content = (Vec<DocumentLine>, Vec<DocumentCharge>);

/// Returns what is left of each invoice: its lines and charges, without those of credit notes. Each note is given with the place
/// of the invoice that it refers to, and takes from that one first; what it no longer holds, from the others, the oldest first.
///
/// # Errors
/// If more is credited than was invoiced.
pub(super) fn left(invoices: &[&Document], notes: &[(usize, &Document)]) -> Result<Vec<Content>, AmountError> {
    let mut left: Vec<Content> = invoices.iter().copied().map(content).collect();
    for (of, note) in notes {
        let mut rest = content(note);
        let others = (0..left.len()).filter(|place| place != of);
        for place in [*of].into_iter().chain(others) {
            if let Some(left) = left.get_mut(place) {
                take(left, &mut rest)?;
            }
        }
        if !is_nothing(&rest) {
            return Err(AmountError::Negative);
        }
    }
    for (lines, charges) in &mut left {
        lines.retain(|line| line.quantity > 0 || line.amount.amount > 0);
        charges.retain(|charge| charge.amount.amount > 0);
        lines.iter_mut().try_for_each(DocumentLine::reprice)?;
    }
    Ok(left)
}

fn content(document: &Document) -> Content {
    (document.lines.clone(), document.charges.clone())
}

/// Returns whether all of some lines and charges is in what is left of an invoice.
///
/// # Errors
/// If an amount is out of range.
pub(super) fn holds(left: &Content, credited: &Content) -> Result<bool, AmountError> {
    let (mut left, mut rest) = (left.clone(), credited.clone());
    take(&mut left, &mut rest)?;
    Ok(is_nothing(&rest))
}

/// Takes from what is left of an invoice what is in it of these lines and charges, which keep the rest.
fn take(left: &mut Content, from: &mut Content) -> Result<(), AmountError> {
    for rest in &mut from.0 {
        for line in &mut left.0 {
            if (&line.kind, &line.id, line.rate) != (&rest.kind, &rest.id, rest.rate) {
                continue;
            }
            let (net, tax) = (lesser(line.net, rest.net), lesser(line.tax, rest.tax));
            let discount = line.discount.zip(rest.discount).map(|(one, other)| lesser(one, other));
            let quantity = line.quantity.min(rest.quantity);
            let taken = DocumentLine { quantity, discount, net, tax, amount: plus(net, 1, tax)?, ..rest.clone() };
            take_line(line, &taken)?;
            take_line(rest, &taken)?;
        }
    }
    for rest in &mut from.1 {
        for charge in &mut left.1 {
            if (&charge.label, charge.rate) != (&rest.label, rest.rate) {
                continue;
            }
            let (net, tax) = (lesser(charge.net, rest.net), lesser(charge.tax, rest.tax));
            let taken = DocumentCharge { net, tax, amount: plus(net, 1, tax)?, ..rest.clone() };
            count_charge(charge, -1, &taken)?;
            count_charge(rest, -1, &taken)?;
        }
    }
    Ok(())
}

/// Returns whether there is no piece and no amount in lines and charges.
fn is_nothing((lines, charges): &Content) -> bool {
    let is_zero = |net: Money, tax: Money| net.amount == 0 && tax.amount == 0;
    lines.iter().all(|line| line.quantity == 0 && is_zero(line.net, line.tax))
        && charges.iter().all(|charge| is_zero(charge.net, charge.tax))
}

fn lesser(one: Money, other: Money) -> Money {
    if other.amount < one.amount { other } else { one }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        language::Language,
        model::{TaxCode, TimeZone, Timestamp},
        store::{
            document::{Party, Seller},
            invoice::body::{
                adds_up,
                tests::{charge, euro, line, rate},
            },
        },
    };

    fn invoice(lines: Vec<DocumentLine>, charges: Vec<DocumentCharge>) -> Document {
        let empty = Document {
            kind: DocumentKind::Invoice,
            number: String::new(),
            issued_at: Timestamp::from_secs(0),
            supplied_at: None,
            time_zone: TimeZone::UTC,
            language: Language::ENGLISH,
            order: 1001,
            ordered_at: Timestamp::from_secs(0),
            refers_to: None,
            reason: String::new(),
            seller: Seller::default(),
            buyer: Party::default(),
            ship_to: None,
            total: euro(0),
            paid: euro(0),
            lines: Vec::new(),
            charges: Vec::new(),
            taxes: Vec::new(),
            discounts: vec![("Spring".into(), euro(100))],
            payment: String::new(),
            notes: Vec::new(),
        };
        like(&empty, DocumentKind::Invoice, lines, charges).unwrap()
    }

    #[test]
    fn what_is_left_is_what_was_invoiced_without_what_was_credited() {
        let german = rate(TaxCode::Standard, 19);
        let all = invoice(
            vec![line("a", 3, german, 2353, 447), line("b", 1, german, 840, 160)],
            vec![charge("Parcel", german, 412, 78)],
        );
        let of = |notes: &[&Document]| {
            let notes: Vec<_> = notes.iter().map(|note| (0, *note)).collect();
            left(&[&all], &notes).map(|mut left| left.remove(0))
        };
        assert_eq!(of(&[]), Ok((all.lines.clone(), all.charges.clone())));
        let credit = |lines, charges| like(&all, DocumentKind::CreditNote, lines, charges).unwrap();
        let some = credit(vec![line("a", 1, german, 784, 149)], vec![charge("Parcel", german, 412, 78)]);
        assert!(adds_up(&some) && some.discounts.is_empty(), "{some:?}");
        let (lines, charges) = of(&[&some]).unwrap();
        assert_eq!((lines.len(), charges.len()), (2, 0));
        assert_eq!((lines[0].quantity, lines[0].net, lines[0].tax), (2, euro(1569), euro(298)));
        assert_eq!(lines[0].discount, Some(euro(133)), "of 200, of which 67 are credited");
        let rest = credit(lines, charges);
        assert_eq!(of(&[&some, &rest]), Ok((Vec::new(), Vec::new())));
        assert_eq!(of(&[&some, &rest, &some]), Err(AmountError::Negative));
    }

    #[test]
    fn a_credit_note_takes_from_its_invoice_first() {
        let german = rate(TaxCode::Standard, 19);
        let of = |pieces: u32, cents: i64| invoice(vec![line("a", pieces, german, cents, 0)], Vec::new());
        let (first, second) = (of(3, 3000), of(1, 1000));
        let note = |pieces, cents| Document { kind: DocumentKind::CreditNote, ..of(pieces, cents) };
        let pieces = |notes: &[(usize, &Document)]| {
            let left = left(&[&first, &second], notes).unwrap();
            left.iter().map(|(lines, _)| lines.iter().map(|line| line.quantity).sum()).collect::<Vec<u32>>()
        };
        assert_eq!(pieces(&[(1, &note(1, 1000))]), [3, 0]);
        assert_eq!(pieces(&[(0, &note(1, 1000))]), [2, 1]);
        assert_eq!(pieces(&[(1, &note(2, 2000))]), [2, 0], "what it does not hold, of the other");
        let one = (note(1, 1000).lines, Vec::new());
        let open = left(&[&first, &second], &[]).unwrap();
        assert_eq!((holds(&open[1], &one), holds(&open[1], &open[0])), (Ok(true), Ok(false)));
    }

    proptest! {
        /// Credit notes of any parts of an invoice leave the rest, to the cent.
        #[test]
        fn parts_and_what_is_left_are_the_whole(
            nets in prop::collection::vec((1..=5_u32, 0..10_000_i64, 0..2_000_i64), 1..=5),
            parts in prop::collection::vec((0..5_usize, 0..=5_u32, 0..=100_i64), 0..10),
        ) {
            let german = rate(TaxCode::Standard, 19);
            let lines = nets.iter().enumerate().map(|(n, (pieces, net, tax))| line(&n.to_string(), *pieces, german, *net, *tax));
            let all = invoice(lines.collect(), Vec::new());
            let mut notes: Vec<Document> = Vec::new();
            let lines_left = |notes: &[Document]| {
                let notes: Vec<_> = notes.iter().map(|note| (0, note)).collect();
                left(&[&all], &notes).unwrap().remove(0).0
            };
            for (of, pieces, percent) in parts {
                let left = lines_left(&notes);
                let Some(of) = left.get(of) else { continue };
                let part = |money: Money| money.amount * percent / 100;
                let credited = line(&of.id, pieces.min(of.quantity), german, part(of.net), part(of.tax));
                notes.push(like(&all, DocumentKind::CreditNote, vec![credited], Vec::new()).unwrap());
            }
            let left = like(&all, DocumentKind::Invoice, lines_left(&notes), Vec::new()).unwrap();
            let credited: i64 = notes.iter().map(|note| note.total.amount).sum();
            prop_assert!(adds_up(&left));
            prop_assert_eq!(left.total.amount + credited, all.total.amount);
        }
    }
}
