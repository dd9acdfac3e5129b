//! What the merchant sees first: what is to be done, and what was taken.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::Result,
    hold,
    order::list::{OrderCount, OrderQuery, OrderTab, TO_SEND},
    takings::Takings,
};
use crate::args;

/// What is to be done, up to 1,000 of each, and what was taken lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Overview {
    /// The orders that need attention: [`OrderTab::NeedsAttention`].
    pub needs_attention: OrderCount,
    /// The deliveries of signals that have failed.
    pub failed_deliveries: OrderCount,
    /// The shipments of paid orders that are to be sent, without those on hold.
    pub shipments_to_send: OrderCount,
    /// The orders that await their payment: [`OrderTab::Unpaid`].
    pub unpaid: OrderCount,
    /// The open disputes of payments.
    pub disputes: OrderCount,
    /// What was taken in the last day, in the last 7 and in the last 30 days.
    pub takings: Vec<RecentTakings>,
}

/// What was taken in a number of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecentTakings {
    /// The number of days, of 24 hours each, until now.
    pub days: u32,
    /// What was taken in them.
    pub takings: Takings,
}

/// The numbers of days of the takings, in ascending order.
const PERIODS: [u32; 3] = [1, 7, 30];

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Admin<'_> {
    /// Returns what is to be done, and what was taken lately.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert_eq!(admin.overview().await?.unpaid.count, 1);
    /// admin.mark_paid(order.number).await?;
    /// let overview = admin.overview().await?;
    /// assert_eq!((overview.unpaid.count, &overview.takings[0].takings.amounts), (0, &vec![order.total]));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn overview(&self) -> Result<Overview> {
        let of = |tab| OrderQuery::default().tab(tab);
        let disputes = format!("pannier_disputes d WHERE d.status = 'open' AND {}", hold::held_by_dispute("d"));
        Ok(Overview {
            needs_attention: self.count_orders(&of(OrderTab::NeedsAttention)).await?,
            failed_deliveries: self.counted("pannier_signal_deliveries d WHERE d.status = 'failed'").await?,
            shipments_to_send: self.shipments_to_send().await?,
            unpaid: self.count_orders(&of(OrderTab::Unpaid)).await?,
            disputes: self.counted(&disputes).await?,
            takings: self.recent_takings().await?,
        })
    }

    /// Counts rows that a small index has.
    async fn counted(&self, rows: &str) -> Result<OrderCount> {
        let sql =
            format!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM {rows} LIMIT {}) counted", OrderCount::LIMIT);
        Ok(OrderCount::of(self.store.db().fetch_one(&sql, &[]).await?.get_u32("n")?))
    }

    /// Counts the shipments to send of the newest orders that have one.
    async fn shipments_to_send(&self) -> Result<OrderCount> {
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(counted.shipments), 0) AS BIGINT) AS shipments, COUNT(*) AS orders \
             FROM (SELECT (SELECT COUNT(*) FROM pannier_orders o JOIN pannier_shipments s ON s.order_id = o.id \
             WHERE o.number = driver.number AND s.status = 'pending' AND NOT {}) AS shipments \
             FROM pannier_order_facets driver WHERE driver.facet = $1 ORDER BY driver.number DESC LIMIT {}) counted",
            hold::on_hold("o.id"),
            OrderCount::LIMIT
        );
        let row = self.store.db().fetch_one(&sql, args![TO_SEND]).await?;
        let counted = OrderCount::of(row.get_u32("shipments")?);
        Ok(OrderCount { more: counted.more || row.get_u32("orders")? == OrderCount::LIMIT, ..counted })
    }

    async fn recent_takings(&self) -> Result<Vec<RecentTakings>> {
        let now = self.store.db().now();
        let mut recent = Vec::with_capacity(PERIODS.len());
        for days in PERIODS {
            // What is paid in this very millisecond is in it.
            let takings = self.takings(now - DAY * days, now + Duration::from_millis(1)).await?;
            recent.push(RecentTakings { days, takings });
        }
        Ok(recent)
    }
}
