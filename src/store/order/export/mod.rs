//! Orders as CSV (RFC 4180), for spreadsheets and bookkeeping.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, future, stream};

use super::{
    header::Contact,
    list::{OrderQuery, Part, Selection},
};
use crate::{
    model::{OrderStatus, TimeZone},
    store::{
        Store,
        admin::Admin,
        db::{DbError, Result, Row},
        spreadsheet::{self, cell},
    },
};

mod items;

/// The number of orders that are read and written at a time.
const BATCH: u32 = 500;

/// The names of the columns, in the first row.
const HEADER: [&str; 26] = [
    "order",
    "placed_at",
    "status",
    "email",
    "name",
    "organization",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "shipping_method",
    "payment_provider",
    "payment_reference",
    "currency",
    "items",
    "shipping",
    "total",
    "paid",
    "refunded",
    "discount",
    "tax",
    "tax_country",
    "vat_id",
    "code",
];

/// SQL: the columns of the orders `o`, besides the contact. Money in another currency than the order's is left out.
const COLUMNS: &str = "o.number, o.placed_at, o.status, o.shipping_label, o.payment, o.currency, o.items_amount, \
    o.shipping_amount, o.total_amount, o.discount_amount, o.tax_amount, o.tax_country, o.vat_id, o.code, \
    (SELECT MIN(p.reference) FROM pannier_payments p WHERE p.order_id = o.id AND p.paid_amount IS NOT NULL) AS reference, \
    (SELECT CAST(COALESCE(SUM(p.paid_amount), 0) AS BIGINT) FROM pannier_payments p WHERE p.order_id = o.id \
    AND p.paid_currency = o.currency) AS paid, \
    (SELECT CAST(COALESCE(SUM(p.refunded_amount), 0) AS BIGINT) FROM pannier_payments p WHERE p.order_id = o.id \
    AND p.paid_currency = o.currency) AS refunded";

impl Admin<'_> {
    /// Exports the orders of a query as CSV (RFC 4180), the newest first: all of them, whatever the query's limit, and
    /// with little memory, as they are read while the stream is.
    ///
    /// The first row has the names of the columns, and each other row is an order. Amounts are decimals, in the
    /// currency of the column `currency`; addresses are those [corrected](Admin::correct) last; times are in the
    /// [time zone](crate::Settings::time_zone) of the shop, with their offset (ISO 8601).
    /// The tax is empty for orders whose taxes are not recorded.
    /// A text that a spreadsheet would take for a formula begins with an apostrophe.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use futures_util::TryStreamExt as _;
    /// use pannier::{Actor, OrderQuery};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let csv = store.acting(&Actor::CommandLine).export_orders(&OrderQuery::default());
    /// let csv = String::from_utf8(csv.try_collect::<Vec<_>>().await?.concat())?;
    /// assert!(csv.lines().nth(1).unwrap().starts_with(&format!("{},", order.number)));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// An item is an error when the database cannot be read. It is the last.
    pub fn export_orders(&self, query: &OrderQuery) -> impl Stream<Item = Result<Bytes>> + Send + use<> + 'static {
        let records = |store: Store, orders: Vec<Row>| {
            let record = |row| record(row, store.time_zone());
            future::ready(orders.iter().map(record).collect::<Result<Vec<_>>>())
        };
        csv(self.store.clone(), query.clone(), COLUMNS, HEADER, records)
    }
}

/// Streams the orders of a query as CSV, batch by batch: the names of the columns, and then the `records` of each batch, which
/// get its rows. `columns` are the SQL columns of the orders `o`, besides the contact.
fn csv<const N: usize, F>(
    store: Store,
    query: OrderQuery,
    columns: &'static str,
    names: [&'static str; N],
    records: fn(Store, Vec<Row>) -> F,
) -> impl Stream<Item = Result<Bytes>> + Send + 'static
where
    F: Future<Output = Result<Vec<[String; N]>>> + Send + 'static,
{
    let batches = stream::try_unfold(Some(query), move |rest| batch(store.clone(), rest, columns, records));
    stream::once(future::ready(spreadsheet::header(names))).chain(batches)
}

/// Returns the records of the next orders of a query, and the query for the rest. `None` at the end.
async fn batch<const N: usize, F>(
    store: Store,
    mut rest: Option<OrderQuery>,
    columns: &'static str,
    records: fn(Store, Vec<Row>) -> F,
) -> Result<Option<(Bytes, Option<OrderQuery>)>>
where
    F: Future<Output = Result<Vec<[String; N]>>>,
{
    while let Some(query) = rest {
        let Some(selection) = Selection::new(store.db(), &query).await? else { break };
        let columns = format!("{columns}, {}", Contact::columns("o", ""));
        let Part { rows, next, .. } = selection.part(store.db(), &columns, BATCH).await?;
        rest = next.map(|next| query.before(next));
        if !rows.is_empty() {
            return Ok(Some((spreadsheet::lines(records(store, rows).await?)?, rest)));
        }
    }
    Ok(None)
}

/// Returns the cells of an order.
fn record(row: &Row, zone: &TimeZone) -> Result<[String; HEADER.len()]> {
    let text = |column: &str| Ok::<_, DbError>(cell(&row.get::<String>(column)?));
    let optional = |column: &str| Ok::<_, DbError>(cell(&row.get::<Option<String>>(column)?.unwrap_or_default()));
    let amount = |column: &str| Ok::<_, DbError>(row.money(column, "currency")?.decimal());
    let tax = match row.get::<Option<i64>>("tax_amount")? {
        Some(_) => amount("tax_amount")?,
        None => String::new(),
    };
    let Contact { email, address } = Contact::read(row)?;
    Ok([
        row.get::<i64>("number")?.to_string(),
        zone.iso(row.get("placed_at")?),
        row.get::<OrderStatus>("status")?.to_string(),
        cell(&email),
        cell(&address.name),
        cell(&address.organization),
        cell(&address.line1),
        cell(&address.line2),
        cell(&address.postal_code),
        cell(&address.city),
        cell(&address.region),
        cell(&address.country),
        optional("shipping_label")?,
        text("payment")?,
        optional("reference")?,
        text("currency")?,
        amount("items_amount")?,
        amount("shipping_amount")?,
        amount("total_amount")?,
        amount("paid")?,
        amount("refunded")?,
        amount("discount_amount")?,
        tax,
        optional("tax_country")?,
        text("vat_id")?,
        text("code")?,
    ])
}
