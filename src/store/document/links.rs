//! The documents of an order, as its page links them.

use super::{Document, Party, Seller};
use crate::{
    language::Language,
    model::{DocumentKind, DocumentLink, Money, OrderStatus, OrderView, Problem, TimeZone, Timestamp},
    store::Store,
};

/// The name of the confirmation among the files of an order.
pub(in crate::store) const CONFIRMATION: &str = "confirmation";
/// The name by which the invoice that holds is found, whatever its number.
pub(in crate::store) const CURRENT_INVOICE: &str = "invoice";

impl Store {
    /// Returns links to the documents of an order, by one statement. None unless the store issues invoices and the order is
    /// completed.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] if the database is.
    pub(crate) async fn document_links(&self, order: &OrderView) -> Result<Vec<DocumentLink>, Problem> {
        if order.status != OrderStatus::Completed || !self.issues_invoices() {
            return Ok(Vec::new());
        }
        let invoices = self.invoices_of(&order.token).await?;
        let link = |kind: DocumentKind, number: String, (issued_at, time_zone): (Timestamp, &TimeZone), name: &str| {
            let path = format!("{}/documents/{name}", self.order_path(&order.token));
            let files = self.document_formats_of(kind).into_iter();
            DocumentLink {
                kind,
                number,
                issued_at,
                time_zone: time_zone.clone(),
                files: files.map(|id| (id.to_owned(), format!("{path}.{id}"))).collect(),
            }
        };
        let confirmation = link(
            DocumentKind::OrderConfirmation,
            order.number.to_string(),
            (order.placed_at, self.time_zone()),
            CONFIRMATION,
        );
        let invoices = invoices.into_iter().map(|invoice| {
            link(invoice.kind, invoice.name.clone(), (invoice.issued_at, &invoice.time_zone), &invoice.name)
        });
        Ok([confirmation].into_iter().chain(invoices).collect())
    }
}

impl Store {
    /// Returns the [ids](super::DocumentRenderer::id) of the formats that render documents of a kind.
    pub(crate) fn document_formats_of(&self, kind: DocumentKind) -> Vec<&'static str> {
        self.document_formats(&blank(kind, Money::zero(self.settings().currency)))
    }
}

/// Returns a document of a kind without content, for what depends on its kind alone.
fn blank(kind: DocumentKind, total: Money) -> Document {
    let epoch = Timestamp::from_secs(0);
    Document {
        kind,
        number: String::new(),
        issued_at: epoch,
        supplied_at: None,
        time_zone: TimeZone::UTC,
        language: Language::ENGLISH,
        order: 0,
        ordered_at: epoch,
        refers_to: None,
        reason: String::new(),
        seller: Seller::default(),
        buyer: Party::default(),
        ship_to: None,
        total,
        paid: Money::zero(total.currency),
        lines: Vec::new(),
        charges: Vec::new(),
        taxes: Vec::new(),
        discounts: Vec::new(),
        payment: String::new(),
        notes: Vec::new(),
    }
}
