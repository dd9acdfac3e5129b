//! The items of orders as CSV: a row for each.

use std::collections::BTreeMap;

use axum::body::Bytes;
use futures_util::Stream;

use super::csv;
use crate::{
    model::{Money, OrderStatus, Rate, TimeZone},
    store::{
        Store,
        admin::Admin,
        db::{Result, Row, Value, placeholders},
        order::{header::Contact, list::OrderQuery},
        spreadsheet::cell,
    },
};

/// The names of the columns, in the first row.
const HEADER: [&str; 17] = [
    "order",
    "placed_at",
    "status",
    "email",
    "name",
    "country",
    "currency",
    "kind",
    "item",
    "title",
    "quantity",
    "unit_price",
    "discount",
    "amount",
    "tax_country",
    "tax_rate",
    "tax",
];

/// SQL: the columns of the orders `o`, besides the contact.
const COLUMNS: &str = "o.id, o.number, o.placed_at, o.status, o.currency, o.total_amount, o.tax_country";

/// SQL: the columns of the lines `l`. Of a line with several rates, the lowest and the highest differ.
const LINE: &str = "l.order_id, l.kind, l.item_id, l.title, l.quantity, l.unit_amount, l.discount_amount, \
    COALESCE(l.amount, l.unit_amount * l.quantity) AS amount, \
    (SELECT CAST(SUM(t.tax_amount) AS BIGINT) FROM pannier_order_taxes t WHERE t.order_id = l.order_id \
    AND t.kind = l.kind AND t.item_id = l.item_id) AS tax, \
    (SELECT MIN(t.rate) FROM pannier_order_taxes t WHERE t.order_id = l.order_id \
    AND t.kind = l.kind AND t.item_id = l.item_id) AS lowest, \
    (SELECT MAX(t.rate) FROM pannier_order_taxes t WHERE t.order_id = l.order_id \
    AND t.kind = l.kind AND t.item_id = l.item_id) AS highest";

impl Admin<'_> {
    /// Exports the items of the orders of a query as CSV, as [`Admin::export_orders`] does the orders: a row for each item,
    /// with its order's number.
    ///
    /// `amount` is what was charged for the item, less its discount and with its tax; shipping is not in it. The rate of the
    /// tax, in percent, is empty for an item with several, and the tax for orders whose taxes are not recorded.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use futures_util::TryStreamExt as _;
    /// use pannier::{Actor, OrderQuery};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let csv = store.acting(&Actor::CommandLine).export_order_items(&OrderQuery::default());
    /// let csv = String::from_utf8(csv.try_collect::<Vec<_>>().await?.concat())?;
    /// assert!(csv.lines().nth(1).unwrap().contains(",voucher,spring,"));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// An item of the stream is an error when the database cannot be read. It is the last.
    pub fn export_order_items(&self, query: &OrderQuery) -> impl Stream<Item = Result<Bytes>> + Send + use<> + 'static {
        csv(self.store.clone(), query.clone(), COLUMNS, HEADER, records)
    }
}

/// Returns the cells of the items of these orders.
async fn records(store: Store, orders: Vec<Row>) -> Result<Vec<[String; HEADER.len()]>> {
    let ids = orders.iter().map(|order| Ok(order.get::<String>("id")?.into())).collect::<Result<Vec<Value>>>()?;
    let sql = format!(
        "SELECT {LINE} FROM pannier_order_lines l WHERE l.order_id IN ({}) ORDER BY l.order_id, l.kind, l.item_id",
        placeholders(1, ids.len())
    );
    let mut lines = BTreeMap::<String, Vec<Row>>::new();
    for line in store.db().fetch_all(&sql, &ids).await? {
        lines.entry(line.get("order_id")?).or_default().push(line);
    }
    let mut records = Vec::new();
    for order in &orders {
        for line in lines.get(&order.get::<String>("id")?).into_iter().flatten() {
            records.push(record(order, line, store.time_zone())?);
        }
    }
    Ok(records)
}

/// Returns the cells of an item.
fn record(order: &Row, line: &Row, zone: &TimeZone) -> Result<[String; HEADER.len()]> {
    let currency = order.money("total_amount", "currency")?.currency;
    let amount = |column: &str| -> Result<String> {
        let amount = line.get::<Option<i64>>(column)?;
        Ok(amount.map(|amount| Money::new(amount, currency).decimal()).unwrap_or_default())
    };
    let rate = match (line.get::<Option<i64>>("lowest")?, line.get::<Option<i64>>("highest")?) {
        (Some(lowest), Some(highest)) if lowest == highest => u32::try_from(lowest).ok(),
        _ => None,
    };
    let Contact { email, address } = Contact::read(order)?;
    Ok([
        order.get::<i64>("number")?.to_string(),
        zone.iso(order.get("placed_at")?),
        order.get::<OrderStatus>("status")?.to_string(),
        cell(&email),
        cell(&address.name),
        cell(&address.country),
        currency.code().to_owned(),
        cell(&line.get::<String>("kind")?),
        cell(&line.get::<String>("item_id")?),
        cell(&line.get::<Option<String>>("title")?.unwrap_or_default()),
        line.get::<i64>("quantity")?.to_string(),
        amount("unit_amount")?,
        amount("discount_amount")?,
        amount("amount")?,
        cell(&order.get::<Option<String>>("tax_country")?.unwrap_or_default()),
        rate.map(|rate| Rate::millionths(rate).decimal()).unwrap_or_default(),
        amount("tax")?,
    ])
}
