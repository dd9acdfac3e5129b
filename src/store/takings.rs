//! What was taken in a period.

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::{Result, Row},
};
use crate::{
    args,
    model::{Money, Timestamp},
};

/// What was taken in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Takings {
    /// The number of orders of which a payment arrived.
    pub orders: u32,
    /// The payments that arrived, less the refunds that were made, in each currency. If there were none of either, zero
    /// in the currency of the shop.
    pub amounts: Vec<Money>,
}

/// Selects what was taken in the currency $1 from $2 until $3.
const TAKEN: &str = "CAST(COALESCE(SUM(p.paid_amount), 0) AS BIGINT) - \
                     (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM pannier_refunds f \
                     WHERE f.status = 'succeeded' AND f.currency = $1 AND f.updated_at >= $2 AND f.updated_at < $3) AS taken, \
                     CAST($1 AS TEXT) AS currency FROM pannier_payments p \
                     WHERE p.paid_currency = $1 AND p.paid_at >= $2 AND p.paid_at < $3";

impl Admin<'_> {
    /// Returns what was taken at `from` or later, and before `until`.
    ///
    /// A payment counts when it arrived, although its order may be completed later; a refund counts when it was made.
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
    /// let takings = admin.takings(now - Duration::from_secs(60), now + Duration::from_secs(60)).await?;
    /// assert_eq!((takings.orders, takings.amounts), (1, vec![order.total]));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn takings(&self, from: Timestamp, until: Timestamp) -> Result<Takings> {
        let sql = format!("SELECT COUNT(DISTINCT p.order_id) AS orders, {TAKEN}");
        let mut takings = Takings::default();
        for currency in self.currencies().await? {
            let row = self.store.db().fetch_one(&sql, args![currency, from, until]).await?;
            let (orders, taken) = (row.get_u32("orders")?, row.money("taken", "currency")?);
            if orders > 0 || taken.amount != 0 {
                takings.orders = takings.orders.saturating_add(orders);
                takings.amounts.push(taken);
            }
        }
        if takings.amounts.is_empty() {
            takings.amounts.push(Money::zero(self.store.settings().currency));
        }
        Ok(takings)
    }

    /// Returns what was taken in a period in the currency with a code: its orders are not counted, which takes longer than
    /// the sum.
    pub(super) async fn taken(&self, currency: &str, from: Timestamp, until: Timestamp) -> Result<Money> {
        let sql = format!("SELECT {TAKEN}");
        self.store.db().fetch_one(&sql, args![currency, from, until]).await?.money("taken", "currency")
    }

    /// Returns the codes of the currencies in which payments were made. Each is found by the one before.
    pub(super) async fn currencies(&self) -> Result<Vec<String>> {
        let sql = "WITH RECURSIVE found (value) AS (SELECT CAST('' AS TEXT) UNION ALL SELECT (SELECT \
                   MIN(p.paid_currency) FROM pannier_payments p WHERE p.paid_currency > found.value \
                   AND p.paid_at IS NOT NULL) FROM found WHERE found.value IS NOT NULL) SELECT value FROM found \
                   WHERE value <> '' ORDER BY value";
        let rows = self.store.db().fetch_all(sql, &[]).await?;
        rows.iter().map(|row: &Row| row.get("value")).collect()
    }
}
