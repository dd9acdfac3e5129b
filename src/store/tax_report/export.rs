//! The taxes of a quarter as CSV (RFC 4180), for spreadsheets and bookkeeping.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, future, stream};

use super::{Group, Quarter, SLICE, Slices, Sum, Sums};
use crate::{
    model::{Money, TimeZone},
    store::{
        admin::Admin,
        db::{Db, DbError, Result},
        spreadsheet::{self, cell},
    },
};

/// The number of rows that are written at a time.
const BATCH: usize = 500;

/// The names of the columns, in the first row.
const HEADER: [&str; 11] = [
    "quarter",
    "country",
    "vat_id",
    "code",
    "rate",
    "currency",
    "net",
    "tax",
    "orders",
    "refunded_net",
    "refunded_tax",
];

impl Admin<'_> {
    /// Exports the sums of a [`TaxReport`](super::TaxReport) as CSV (RFC 4180): those of a quarter in the time zone of the shop.
    ///
    /// The first row has the names of the columns, and each other row is a sum by country, code, rate and currency. What was
    /// sold to businesses that account for the tax themselves has a row for each VAT number: these rows are the recapitulative
    /// statement, and all rows together add up. What was refunded in the quarter stands beside what was charged, and is not
    /// taken off it. Amounts are decimals, and rates are in percent.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use futures_util::TryStreamExt as _;
    /// use pannier::{Actor, Quarter};
    ///
    /// let csv = store.acting(&Actor::CommandLine).export_taxes("2026Q4".parse()?);
    /// let csv = String::from_utf8(csv.try_collect::<Vec<_>>().await?.concat())?;
    /// let names = "quarter,country,vat_id,code,rate,currency,net,tax,orders,refunded_net,refunded_tax\r\n";
    /// assert!(csv.ends_with(names));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// An item is an error when the database cannot be read. It is the last.
    pub fn export_taxes(&self, quarter: Quarter) -> impl Stream<Item = Result<Bytes>> + Send + use<> + 'static {
        let (db, zone) = (self.store.db().clone(), self.store.time_zone().clone());
        let rows = stream::once(async move { Ok::<_, DbError>(stream::iter(lines(&db, quarter, &zone).await?)) })
            .try_flatten();
        stream::once(future::ready(spreadsheet::header(HEADER))).chain(rows)
    }
}

/// Returns the rows of a quarter, in pieces.
async fn lines(db: &Db, quarter: Quarter, zone: &TimeZone) -> Result<Vec<Result<Bytes>>> {
    let (mut sums, mut slices) = (Sums::default(), Slices::of(quarter, zone, SLICE));
    while let Some((from, until)) = slices.next(db).await? {
        sums.read(db, from, until).await?;
    }
    sums.take_refunds_off(db, quarter, zone).await?;
    let records: Vec<_> = sums.groups.iter().map(|(group, sum)| record(quarter, group, *sum)).collect();
    Ok(records.chunks(BATCH).map(spreadsheet::lines).collect())
}

/// Returns the cells of a sum.
fn record(quarter: Quarter, group: &Group, sum: Sum) -> [String; HEADER.len()] {
    let Group { country, code, rate, currency, vat_id } = group;
    [
        quarter.to_string(),
        cell(country),
        cell(vat_id),
        code.to_string(),
        rate.decimal(),
        currency.to_string(),
        Money::new(sum.net, *currency).decimal(),
        Money::new(sum.tax, *currency).decimal(),
        sum.orders.to_string(),
        Money::new(sum.refunded_net, *currency).decimal(),
        Money::new(sum.refunded_tax, *currency).decimal(),
    ]
}
