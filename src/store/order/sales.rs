//! What was sold in a period.

use serde::{Deserialize, Serialize};

use crate::{
    args,
    model::{Money, Timestamp},
    store::{admin::Admin, db},
};

/// The sales of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sales {
    /// The number of orders that were paid.
    pub orders: u32,
    /// The sums of their totals, one for each currency. What was refunded since is not taken off.
    pub amounts: Vec<Money>,
}

impl Admin<'_> {
    /// Returns the sales of a period: the orders that were paid at `from` or later, and before `until`.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use std::time::Duration;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let now = store.db().now();
    /// let sales = admin.sales(now - Duration::from_secs(60), now + Duration::from_secs(60)).await?;
    /// assert_eq!((sales.orders, sales.amounts), (1, vec![order.total]));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sales(&self, from: Timestamp, until: Timestamp) -> db::Result<Sales> {
        let sql = "SELECT currency, COUNT(*) AS orders, CAST(SUM(total_amount) AS BIGINT) AS total FROM pannier_orders \
                   WHERE status = 'completed' AND closed_at >= $1 AND closed_at < $2 GROUP BY currency ORDER BY currency";
        let rows = self.store.db().fetch_all(sql, args![from, until]).await?;
        let mut sales = Sales::default();
        for row in &rows {
            sales.orders = sales.orders.saturating_add(row.get_u32("orders")?);
            sales.amounts.push(row.money("total", "currency")?);
        }
        Ok(sales)
    }
}
