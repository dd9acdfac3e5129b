//! The invoices of a year as CSV (RFC 4180), for bookkeeping.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, future, stream};

use super::{InvoiceQuery, InvoiceRecord};
use crate::{
    model::TimeZone,
    store::{
        Store,
        admin::{Actor, Admin},
        db::Result,
        spreadsheet::{self, cell},
    },
};

/// The number of invoices that are read and written at a time.
const BATCH: u32 = 500;

/// The names of the columns, in the first row.
const HEADER: [&str; 7] = ["number", "kind", "issued_at", "order", "refers_to", "currency", "total"];

impl Admin<'_> {
    /// Exports the invoices and credit notes of a year as CSV (RFC 4180), the newest first, as they are read while the
    /// stream is.
    ///
    /// The first row has the names of the columns. Totals are decimals; that of a credit note is what it takes back. Years and
    /// times are in the time zone of the shop, times with their offset (ISO 8601).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use futures_util::TryStreamExt as _;
    ///
    /// let csv = store.acting(&pannier::Actor::CommandLine).export_invoices(2026);
    /// let csv = String::from_utf8(csv.try_collect::<Vec<_>>().await?.concat())?;
    /// assert!(csv.ends_with("number,kind,issued_at,order,refers_to,currency,total\r\n"));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// An item is an error when the database cannot be read. It is the last.
    pub fn export_invoices(&self, year: u16) -> impl Stream<Item = Result<Bytes>> + Send + use<> + 'static {
        let query = InvoiceQuery::default().year(year).limit(BATCH);
        let store = self.store.clone();
        let batches = stream::try_unfold(Some(query), move |rest| batch(store.clone(), rest));
        stream::once(future::ready(spreadsheet::header(HEADER))).chain(batches)
    }
}

/// Returns the lines of the next invoices of a query, and the query for the rest. `None` at the end.
async fn batch(store: Store, rest: Option<InvoiceQuery>) -> Result<Option<(Bytes, Option<InvoiceQuery>)>> {
    let Some(query) = rest else { return Ok(None) };
    let invoices = store.acting(&Actor::System).invoices(&query).await?;
    let Some(last) = invoices.last() else { return Ok(None) };
    let full = u32::try_from(invoices.len()).is_ok_and(|length| length >= BATCH);
    let rest = full.then(|| query.before(last.name.as_str()));
    let records = invoices.iter().map(|invoice| record(invoice, store.time_zone()));
    Ok(Some((spreadsheet::lines(records)?, rest)))
}

/// Returns the cells of an invoice.
fn record(invoice: &InvoiceRecord, zone: &TimeZone) -> [String; HEADER.len()] {
    [
        cell(&invoice.name),
        invoice.kind.to_string(),
        zone.iso(invoice.issued_at),
        invoice.order.to_string(),
        cell(invoice.refers_to.as_deref().unwrap_or_default()),
        invoice.total.currency.to_string(),
        invoice.total.decimal(),
    ]
}
