//! Lists of orders: tabs, filters, searches, pages and counts.

use serde::{Deserialize, Serialize};

use crate::store::{
    admin::Admin,
    db::{self, Row},
};

mod attention;
mod condition;
mod query;
mod search;
mod selection;
mod summary;
mod withdrawn;

pub(in crate::store) use self::condition::TO_SEND;
pub(in crate::store::order) use self::selection::{Part, Selection};
pub use self::{
    query::{OrderQuery, OrderTab},
    summary::OrderSummary,
};

/// The number up to which orders are counted.
const COUNTED: u32 = 1_000;

/// A page of a list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderPage {
    /// The orders, the newest first.
    pub orders: Vec<OrderSummary>,
    /// The number with which the list continues ([`OrderQuery::before`]); `None` at its end. With several filters that
    /// few orders satisfy together, a page can be shorter than its limit, or empty, and the list continue all the same.
    pub next: Option<i64>,
    /// Whether the search found a part of the orders only, because too many names or e-mail addresses begin with it. A
    /// longer text finds the others.
    pub truncated: bool,
}

/// How many there are, up to 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderCount {
    /// The number: 1,000 at most.
    pub count: u32,
    /// Whether there are more, or may be: not all were looked at.
    pub more: bool,
}

impl OrderCount {
    /// Creates the count of what there are `found` of, if it was counted up to one more than 1,000.
    pub(in crate::store) fn of(found: u32) -> OrderCount {
        OrderCount { count: found.min(COUNTED), more: found > COUNTED }
    }

    /// The number up to which there has to be counted for [`OrderCount::of`].
    pub(in crate::store) const LIMIT: u32 = COUNTED + 1;
}

/// The values by which orders can be filtered: those that orders have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilterValues {
    /// The ids of payment providers, for [`OrderQuery::provider`].
    pub providers: Vec<String>,
    /// The countries of addresses (ISO 3166-1 alpha-2), for [`OrderQuery::country`].
    pub countries: Vec<String>,
    /// The kinds of products bought, for [`OrderQuery::kind`].
    pub kinds: Vec<String>,
}

impl Admin<'_> {
    /// Returns the placed orders of a query, the newest first. With several filters that few orders satisfy together,
    /// it may look at many orders: a page that has to be fast uses [`Admin::order_page`].
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::OrderQuery;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert_eq!(admin.orders(&OrderQuery::default()).await?.len(), 1);
    /// assert!(admin.orders(&OrderQuery::default().needing_attention()).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn orders(&self, query: &OrderQuery) -> db::Result<Vec<OrderSummary>> {
        let (mut query, mut orders) = (query.clone(), Vec::new());
        loop {
            let page = self.order_page(&query).await?;
            query.limit = query.limit.saturating_sub(u32::try_from(page.orders.len()).unwrap_or(u32::MAX));
            orders.extend(page.orders);
            match page.next {
                Some(next) if query.limit > 0 => query.before = Some(next),
                _ => return Ok(orders),
            }
        }
    }

    /// Returns a page of the placed orders of a query, the newest first. It looks at a few thousand orders at most,
    /// whatever the query.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{OrderQuery, OrderTab};
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let query = OrderQuery::default().tab(OrderTab::Unpaid).search(&order.email);
    /// let page = admin.order_page(&query).await?;
    /// assert_eq!((page.orders[0].number, page.next), (order.number, None));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn order_page(&self, query: &OrderQuery) -> db::Result<OrderPage> {
        let db = self.store.db();
        let Some(selection) = Selection::new(db, query).await? else {
            return Ok(OrderPage { orders: Vec::new(), next: None, truncated: false });
        };
        let Part { rows, next, truncated } = selection.part(db, &summary::columns(self), query.limit).await?;
        let orders = rows.iter().map(|row| summary::read(self, row)).collect::<db::Result<_>>()?;
        Ok(OrderPage { orders, next, truncated })
    }

    /// Returns the number of the placed orders of a query, up to 1,000. It does not depend on the query's limit, and
    /// looks at a few thousand orders at most.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let counted = admin.count_orders(&pannier::OrderQuery::default()).await?;
    /// assert_eq!((counted.count, counted.more), (1, false));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_orders(&self, query: &OrderQuery) -> db::Result<OrderCount> {
        let Some(selection) = Selection::new(self.store.db(), query).await? else { return Ok(OrderCount::default()) };
        let (count, more) = selection.count(self.store.db(), COUNTED).await?;
        Ok(OrderCount { count, more })
    }

    /// Returns the values by which orders can be filtered, each in alphabetical order.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// pannier::testing::place_order(&store, &visitor).await?;
    /// let values = store.acting(&pannier::Actor::CommandLine).filter_values().await?;
    /// assert_eq!((values.providers, values.kinds), (vec!["manual".to_owned()], vec!["voucher".to_owned()]));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn filter_values(&self) -> db::Result<FilterValues> {
        let facets = self.values("facet", "pannier_order_facets").await?;
        Ok(FilterValues {
            providers: self.values("payment", "pannier_orders").await?,
            countries: self.values("country", "pannier_orders").await?,
            kinds: facets.iter().filter_map(|facet| facet.strip_prefix("kind:")).map(str::to_owned).collect(),
        })
    }

    /// Returns the values of a column of placed orders that is the first of an index, in alphabetical order, without
    /// the empty text. Each is found by the one before: reading all rows would take as long as there are orders.
    async fn values(&self, column: &str, table: &str) -> db::Result<Vec<String>> {
        let sql = format!(
            "WITH RECURSIVE found (value) AS (SELECT CAST('' AS TEXT) UNION ALL SELECT (SELECT MIN(o.{column}) \
             FROM {table} o WHERE o.{column} > found.value AND o.number IS NOT NULL) FROM found \
             WHERE found.value IS NOT NULL) SELECT value FROM found WHERE value <> ''"
        );
        let rows = self.store.db().fetch_all(&sql, &[]).await?;
        let mut values: Vec<String> = rows.iter().map(|row: &Row| row.get("value")).collect::<db::Result<_>>()?;
        values.sort();
        Ok(values)
    }
}
