//! Issues documents: numbers them, and stores them.
//!
//! A document and its number are one transaction, which has locked the order. The counter of its series is the last lock, and
//! numbers of invoices are drawn before those of credit notes: see `order/transition.rs`. If the transaction fails, the number is
//! drawn again by the next one, so that there is no gap. Whatever asks for a document that exists gets no second one.

use sha2::{Digest, Sha256};

use super::{
    InvoiceRecord,
    body::Part,
    credit::{Content, Returned, holds, left, like},
    parse,
    receiver::NAME,
    sold::{Sold, is_same_place, lines_of},
};
use crate::{
    args,
    model::{AmountError, Day, Money, OrderStatus, TimeZone, Timestamp},
    store::{
        Store,
        db::{DbError, Result, Row, Tx, new_id},
        document::{Document, DocumentKind, DocumentReference, Party, Seller},
        http::encode,
        order::transition,
    },
};

/// SQL: a row if the order `$1` gets its invoice by itself: the store had the receiver `$2` when it was completed.
pub(super) const BY_ITSELF: &str = "SELECT 1 AS one FROM pannier_signals s JOIN pannier_signal_deliveries d \
    ON d.signal_id = s.id AND d.receiver = $2 WHERE s.order_id = $1 AND s.kind = 'completed' LIMIT 1";

/// A transaction that issues documents of one order.
pub(super) struct Issuing<'a> {
    store: &'a Store,
    seller: &'a Seller,
    sold: &'a Sold,
    tx: Tx,
    /// The documents that there are, the oldest first.
    issued: Vec<Issued>,
}

/// A document that was issued, or is a draft: then it has no number yet.
struct Issued {
    id: String,
    part: Part,
    /// The refund that a credit note is for.
    refund: Option<String>,
    /// The id of what it refers to.
    refers_to: Option<String>,
    document: Document,
}

impl Issued {
    fn draft(part: Part, refund: Option<String>, refers_to: Option<String>, document: Document) -> Issued {
        Issued { id: new_id(), part, refund, refers_to, document }
    }

    fn read(row: &Row) -> Result<Issued> {
        Ok(Issued {
            id: row.get("id")?,
            part: Part::named(&row.get::<String>("part")?),
            refund: row.get("refund_id")?,
            refers_to: row.get("refers_to")?,
            document: parse(&row.get::<String>("body")?)?,
        })
    }

    fn is_invoice(&self) -> bool {
        self.document.kind == DocumentKind::Invoice
    }

    fn reference(&self) -> Option<DocumentReference> {
        let Document { number, issued_at, time_zone, .. } = &self.document;
        Some(DocumentReference { number: number.clone(), issued_at: *issued_at, time_zone: time_zone.clone() })
    }

    fn record(&self) -> InvoiceRecord {
        let Document { kind, number, order, issued_at, time_zone, total, refers_to, .. } = &self.document;
        InvoiceRecord {
            name: number.clone(),
            kind: *kind,
            order: *order,
            issued_at: *issued_at,
            time_zone: time_zone.clone(),
            total: *total,
            refers_to: refers_to.as_ref().map(|other| other.number.clone()),
        }
    }
}

impl<'a> Issuing<'a> {
    /// Locks an order in a transaction, for its documents. `None` if the store issues no invoices, or the order is not completed.
    pub async fn begin(store: &'a Store, sold: &'a Sold, mut tx: Tx) -> Result<Option<Issuing<'a>>> {
        let Some(seller) = store.0.seller.as_ref() else { return Ok(None) };
        let locked = transition::lock(&mut tx, &sold.id).await?;
        let is_completed = |status: OrderStatus| status == OrderStatus::Completed;
        // It may have been completed since it was read, and then comes again.
        if !is_completed(sold.status) || !locked.is_some_and(|order| is_completed(order.status)) {
            return Ok(None);
        }
        let sql = "SELECT id, part, refund_id, refers_to, body FROM pannier_invoices WHERE order_id = $1 ORDER BY issued_at, id";
        let rows = tx.fetch_all(sql, args![&sold.id]).await?;
        let issued = rows.iter().map(Issued::read).collect::<Result<_>>()?;
        Ok(Some(Issuing { store, seller, sold, tx, issued }))
    }

    /// Returns the transaction, to be committed.
    pub fn into_tx(self) -> Tx {
        self.tx
    }

    /// Returns the documents that there are, the oldest first.
    pub fn records(&self) -> Vec<InvoiceRecord> {
        self.issued.iter().map(Issued::record).collect()
    }

    /// Returns whether the order has an invoice, or is to get one by itself: it was completed when the store issued invoices.
    pub async fn is_due(&mut self) -> Result<bool> {
        if !self.issued.is_empty() {
            return Ok(true);
        }
        Ok(self.tx.fetch_optional(BY_ITSELF, args![&self.sold.id, NAME]).await?.is_some())
    }

    /// Issues the invoice of each part that has none. There is none of nothing to pay.
    pub async fn invoice(&mut self) -> Result<()> {
        let texts = self.store.texts(self.sold.language);
        let mut drafts = Vec::new();
        for part in self.sold.parts() {
            if self.invoices(*part).is_empty() {
                let document = self.sold.invoice(*part, self.seller, &texts)?;
                drafts.push(Issued::draft(*part, None, None, document));
            }
        }
        self.issue(drafts).await
    }

    /// Issues the credit notes for a refund, and before that the invoice if it is missing. One that returns tax and nothing else
    /// replaces the invoice.
    async fn credit(&mut self, refund: &str) -> Result<()> {
        if self.issued.iter().any(|one| one.refund.as_deref() == Some(refund)) {
            return Ok(());
        }
        let Some(returned) = Returned::read(&mut self.tx, &self.sold.id, refund).await? else { return Ok(()) };
        self.invoice().await?;
        if !returned.relieved.is_empty() {
            return self.replace(&returned).await;
        }
        let texts = self.store.texts(self.sold.language);
        let mut drafts = Vec::new();
        for part in self.sold.parts() {
            let lines = returned.lines.iter().filter(|line| self.sold.holds(*part, line.rate)).cloned().collect();
            let charges =
                returned.charges.iter().filter(|charge| self.sold.holds(*part, charge.rate)).cloned().collect();
            let credited = (lines, charges);
            let Some(invoice) = self.invoice_of(*part, &credited)? else { continue };
            let (lines, charges) = credited;
            let mut document = like(&invoice.document, DocumentKind::CreditNote, lines, charges)?;
            document.notes = self.sold.notes(&document.taxes, &texts);
            document.refers_to = invoice.reference();
            document.reason.clone_from(&returned.note);
            drafts.push(Issued::draft(*part, Some(returned.id.clone()), Some(invoice.id.clone()), document));
        }
        self.issue(drafts).await
    }

    /// Issues a credit note of what is left of each invoice in which a refund has returned tax, and an invoice of the same without
    /// that tax.
    async fn replace(&mut self, returned: &Returned) -> Result<()> {
        let texts = self.store.texts(self.sold.language);
        let mut drafts = Vec::new();
        for part in self.sold.parts() {
            for (invoice, (mut lines, mut charges)) in self.left(*part)? {
                let mut note = like(&invoice.document, DocumentKind::CreditNote, lines.clone(), charges.clone())?;
                returned.relieve(&mut lines, &mut charges)?;
                let mut again = like(&invoice.document, DocumentKind::Invoice, lines, charges)?;
                let tax = note.total.amount.checked_sub(again.total.amount).ok_or(AmountError::Overflow)?;
                if tax == 0 {
                    continue;
                }
                // The rest stays paid: for the new invoice.
                note.paid = Money { amount: tax, ..note.total };
                note.reason.clone_from(&returned.note);
                note.notes = self.sold.notes(&note.taxes, &texts);
                again.notes = self.sold.notes(&again.taxes, &texts);
                (note.refers_to, again.refers_to) = (invoice.reference(), invoice.reference());
                drafts.push(Issued::draft(*part, Some(returned.id.clone()), Some(invoice.id.clone()), note));
                drafts.push(Issued::draft(*part, None, Some(invoice.id.clone()), again));
            }
        }
        self.issue(drafts).await
    }

    /// Issues the credit notes for all refunds of the order that have none, in the order in which they were made: one that returns
    /// tax replaces what those before it have left, and those after it take of what replaces it.
    pub async fn credit_all(&mut self) -> Result<()> {
        let sql = "SELECT f.id FROM pannier_payments p JOIN pannier_refunds f ON f.payment_id = p.id \
                   WHERE p.order_id = $1 AND f.status = 'succeeded' ORDER BY f.updated_at, f.created_at, f.id";
        let refunds = self.tx.fetch_all(sql, args![&self.sold.id]).await?;
        for row in &refunds {
            self.credit(&row.get::<String>("id")?).await?;
        }
        Ok(())
    }

    /// Issues the invoices that replace the credit notes for a refund that has failed since. Those of one that returns tax and
    /// nothing else have been replaced already, by invoices without it: the tax stays owed to the customer.
    pub async fn invoice_again(&mut self, refund: &str) -> Result<()> {
        let sql =
            "SELECT 1 AS one FROM pannier_refund_items WHERE refund_id = $1 AND relieved_code IS NOT NULL LIMIT 1";
        if self.tx.fetch_optional(sql, args![refund]).await?.is_some() {
            return Ok(());
        }
        let mut drafts = Vec::new();
        for note in self.issued.iter().filter(|one| one.refund.as_deref() == Some(refund)) {
            let is_replaced = |one: &Issued| one.is_invoice() && one.refers_to.as_ref() == Some(&note.id);
            if self.issued.iter().any(is_replaced) {
                continue;
            }
            let mut document = Document { kind: DocumentKind::Invoice, reason: String::new(), ..note.document.clone() };
            // To whom it is invoiced may have been corrected meanwhile.
            if let Some(buyer) = self.buyer(note.part) {
                document.buyer.clone_from(buyer);
            }
            document.refers_to = note.reference();
            drafts.push(Issued::draft(note.part, None, Some(note.id.clone()), document));
        }
        self.issue(drafts).await
    }

    /// Issues a credit note of what is left of each invoice, and an invoice of the same in the name of another buyer. Returns
    /// whether there was anything.
    pub async fn correct(&mut self, buyer: &Party, reason: &str) -> Result<bool> {
        let mut drafts = Vec::new();
        for part in self.sold.parts() {
            for (invoice, (lines, charges)) in self.left(*part)? {
                let mut again = like(&invoice.document, DocumentKind::Invoice, lines, charges)?;
                if again.total == invoice.document.total {
                    // What is known of discounts is known of the whole only.
                    again = invoice.document.clone();
                }
                again.refers_to = invoice.reference();
                let mut note = Document { kind: DocumentKind::CreditNote, ..again.clone() };
                reason.clone_into(&mut note.reason);
                // Nothing is given back: the new invoice is paid by what the first one was paid by.
                note.paid = Money::zero(note.total.currency);
                // The goods have gone where they went.
                let billed = &again.buyer.address;
                if let Some(sent_to) = &self.sold.sent_to
                    && again.ship_to.is_none()
                    && !is_same_place(&buyer.address, billed)
                {
                    // A company that gave only its name is billed there, and need not be at that address.
                    let address = if is_same_place(sent_to, billed) { sent_to } else { billed }.clone();
                    let lines = lines_of(&address, again.language);
                    again.ship_to = Some(Party { address, lines, ..Party::default() });
                }
                again.buyer = Party { email: again.buyer.email, ..buyer.clone() };
                let draft = |document| Issued::draft(*part, None, Some(invoice.id.clone()), document);
                drafts.extend([draft(note), draft(again)]);
            }
        }
        let before = self.issued.len();
        self.issue(drafts).await?;
        Ok(self.issued.len() > before)
    }

    /// Returns the invoices of a part, the oldest first.
    fn invoices(&self, part: Part) -> Vec<&Issued> {
        self.issued.iter().filter(|one| one.part == part && one.is_invoice()).collect()
    }

    /// Returns the invoices of a part with what is left of each, the oldest first.
    fn left(&self, part: Part) -> Result<Vec<(&Issued, Content)>> {
        let invoices = self.invoices(part);
        let place = |note: &Issued| invoices.iter().position(|one| note.refers_to.as_ref() == Some(&one.id));
        let notes = self.issued.iter().filter(|one| one.part == part && !one.is_invoice());
        let notes: Vec<_> = notes.map(|note| (place(note).unwrap_or_default(), &note.document)).collect();
        let documents: Vec<&Document> = invoices.iter().map(|one| &one.document).collect();
        let left = left(&documents, &notes)?;
        Ok(invoices.into_iter().zip(left).collect())
    }

    /// Returns the invoice of a part that a refund is credited of: the newest that still holds all of it, since it was invoiced
    /// again after another refund of the same had failed. If it is spread over several, the newest.
    fn invoice_of(&self, part: Part, credited: &Content) -> Result<Option<&Issued>> {
        let invoices = self.invoices(part);
        if let [_, _, ..] = invoices[..] {
            // Whatever the others say, a refund is credited.
            let left = self.left(part).inspect_err(|error| {
                tracing::error!(order = self.sold.number, %error, "the documents of an order do not add up");
            });
            for (invoice, left) in left.unwrap_or_default().into_iter().rev() {
                if holds(&left, credited)? {
                    return Ok(Some(invoice));
                }
            }
        }
        Ok(invoices.last().copied())
    }

    /// Returns in whose name a part is invoiced: as it was corrected last, or else as it was sold.
    fn buyer(&self, part: Part) -> Option<&Party> {
        let invoices = self.invoices(part);
        let is_correction = |one: &&Issued| invoices.iter().any(|other| one.refers_to.as_ref() == Some(&other.id));
        let corrected = invoices.iter().copied().rfind(is_correction);
        corrected.or(invoices.first().copied()).map(|one| &one.document.buyer)
    }

    /// Numbers and stores documents. What is about nothing is left out.
    async fn issue(&mut self, mut drafts: Vec<Issued>) -> Result<()> {
        drafts.retain(|draft| draft.document.total.amount > 0);
        let now = self.tx.now();
        let mut numbers = vec![(String::new(), 0); drafts.len()];
        for kind in [DocumentKind::Invoice, DocumentKind::CreditNote] {
            let series = series(kind, now, self.store.time_zone());
            for (_, number) in drafts.iter().zip(&mut numbers).filter(|(draft, _)| draft.document.kind == kind) {
                *number = (series.clone(), next_number(&mut self.tx, &series).await?);
            }
        }
        for (mut draft, (series, number)) in drafts.into_iter().zip(numbers) {
            draft.document.number = format!("{series}-{number:05}");
            draft.document.issued_at = now;
            draft.document.time_zone = self.store.time_zone().clone();
            insert(&mut self.tx, &self.sold.id, &series, number, &draft).await?;
            self.issued.push(draft);
        }
        Ok(())
    }
}

/// Returns the series of documents of a kind that are issued at a time: one a year, in the time zone of the shop.
fn series(kind: DocumentKind, at: Timestamp, zone: &TimeZone) -> String {
    let letter = if kind == DocumentKind::CreditNote { "C" } else { "" };
    format!("{letter}{}", Day::of(at, zone).year())
}

/// Returns the name of the counter of a series.
pub(super) fn counter(series: &str) -> String {
    format!("invoice-{series}")
}

/// Draws the next number of a series. Other transactions that want one of it wait until this one has ended.
async fn next_number(tx: &mut Tx, series: &str) -> Result<i64> {
    let sql = "INSERT INTO pannier_counters (name, value) VALUES ($1, 1) \
               ON CONFLICT (name) DO UPDATE SET value = pannier_counters.value + 1 RETURNING value";
    tx.fetch_one(sql, args![counter(series)]).await?.get("value")
}

/// Returns the hash that is stored beside a document: of its text, SHA-256 in hexadecimal digits.
pub(super) fn hash(body: &str) -> String {
    encode::hex(&Sha256::digest(body))
}

async fn insert(tx: &mut Tx, order_id: &str, series: &str, number: i64, issued: &Issued) -> Result<()> {
    let Issued { id, part, refund, refers_to, document } = issued;
    let body = serde_json::to_string(document).map_err(|error| DbError(sqlx::Error::Encode(error.into())))?;
    let sql = "INSERT INTO pannier_invoices (id, series, number, name, kind, order_id, part, refund_id, refers_to, issued_at, \
               total_amount, currency, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let args = args![
        id,
        series,
        number,
        &document.number,
        document.kind.as_str(),
        order_id,
        part.as_str(),
        refund.as_deref(),
        refers_to.as_deref(),
        document.issued_at,
        document.total.amount,
        document.total.currency.code(),
        &body,
        hash(&body)
    ];
    tx.execute(sql, args).await?;
    tracing::info!(order = document.order, number = document.number, "document issued");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_of_a_year_where_the_shop_is() {
        let series = |kind, at| series(kind, at, &TimeZone::UTC);
        let last_second = Timestamp::from_secs(1_798_761_599);
        assert_eq!(last_second.to_string(), "2026-12-31T23:59:59Z");
        assert_eq!(series(DocumentKind::Invoice, last_second), "2026");
        let next_year = last_second + std::time::Duration::from_secs(1);
        assert_eq!(series(DocumentKind::CreditNote, next_year), "C2027");
        assert_eq!(counter(&series(DocumentKind::CreditNote, next_year)), "invoice-C2027");
        let in_zone = |name: &str| super::series(DocumentKind::Invoice, last_second, &name.parse().unwrap());
        assert_eq!((in_zone("Europe/Berlin"), in_zone("America/New_York")), ("2027".to_owned(), "2026".to_owned()));
    }

    #[test]
    fn a_hash_is_that_of_other_programs() {
        assert_eq!(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
