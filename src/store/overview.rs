//! What the merchant sees first: what is to be done, and what was taken.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::{Result, Row},
    hold,
    order::list::{OrderCount, OrderQuery, OrderTab, TO_SEND},
};
use crate::{args, model::Money};

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
    pub takings: Vec<Takings>,
}

/// What was paid in a number of days, less the refunds that were made in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Takings {
    /// The number of days, of 24 hours each, until now.
    pub days: u32,
    /// The amount in each currency. If nothing was taken in any of the periods, zero in the currency of the shop.
    pub amounts: Vec<Money>,
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
    /// assert_eq!((overview.unpaid.count, &overview.takings[0].amounts), (0, &vec![order.total]));
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
            takings: self.takings().await?,
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

    async fn takings(&self) -> Result<Vec<Takings>> {
        let now = self.store.db().now();
        let [first, second, third] = PERIODS.map(|days| now - DAY * days);
        let mut takings = PERIODS.map(|days| Takings { days, amounts: Vec::new() });
        // From the end of the period before to the beginning of each: nothing is read twice.
        let within = |at: &str, n: usize| match n {
            0 => format!("{at} >= $2"),
            _ => format!("{at} >= ${} AND {at} < ${}", n + 2, n + 1),
        };
        let parts = (0..PERIODS.len()).map(|n| {
            format!(
                "(SELECT CAST(COALESCE(SUM(p.paid_amount), 0) AS BIGINT) FROM pannier_payments p \
                 WHERE p.paid_currency = $1 AND {}) - (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) \
                 FROM pannier_refunds f WHERE f.status = 'succeeded' AND f.currency = $1 AND {}) AS part{n}",
                within("p.paid_at", n),
                within("f.updated_at", n)
            )
        });
        let sql = format!("SELECT {}, CAST($1 AS TEXT) AS currency", parts.collect::<Vec<_>>().join(", "));
        for currency in self.currencies().await? {
            let row = self.store.db().fetch_one(&sql, args![currency, first, second, third]).await?;
            let parts =
                [row.money("part0", "currency")?, row.money("part1", "currency")?, row.money("part2", "currency")?];
            if parts.iter().all(|part| part.amount == 0) {
                continue;
            }
            let mut sum = 0_i64;
            for (taken, part) in takings.iter_mut().zip(parts) {
                sum = sum.saturating_add(part.amount);
                taken.amounts.push(Money::new(sum, part.currency));
            }
        }
        for taken in takings.iter_mut().filter(|taken| taken.amounts.is_empty()) {
            taken.amounts.push(Money::zero(self.store.settings().currency));
        }
        Ok(takings.into())
    }

    /// Returns the codes of the currencies in which payments were made. Each is found by the one before.
    async fn currencies(&self) -> Result<Vec<String>> {
        let sql = "WITH RECURSIVE found (value) AS (SELECT CAST('' AS TEXT) UNION ALL SELECT (SELECT \
                   MIN(p.paid_currency) FROM pannier_payments p WHERE p.paid_currency > found.value \
                   AND p.paid_at IS NOT NULL) FROM found WHERE found.value IS NOT NULL) SELECT value FROM found \
                   WHERE value <> '' ORDER BY value";
        let rows = self.store.db().fetch_all(sql, &[]).await?;
        rows.iter().map(|row: &Row| row.get("value")).collect()
    }
}
