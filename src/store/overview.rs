//! What the merchant sees first: what is to be done, and what was taken.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::Result,
    hold,
    order::list::{OrderCount, OrderQuery, OrderTab, TO_SEND},
    refunded,
};
use crate::{
    args,
    model::{Currency, Day, Money, Timestamp},
};

/// What is to be done, up to 1,000 of each, and what was taken lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Overview {
    /// The orders that need attention: [`OrderTab::NeedsAttention`].
    pub needs_attention: OrderCount,
    /// The deliveries of signals that have failed.
    pub failed_deliveries: OrderCount,
    /// Those that have failed, and those that wait after two or more attempts, among the 1,000 that have waited longest.
    pub stuck_deliveries: OrderCount,
    /// The last error of one of these.
    pub delivery_error: Option<String>,
    /// The shipments of paid orders that are to be sent, without those on hold and those that are picked up.
    pub shipments_to_send: OrderCount,
    /// Those that are to be prepared for their pick-up.
    pub pick_ups_to_prepare: OrderCount,
    /// The orders that await their payment: [`OrderTab::Unpaid`].
    pub unpaid: OrderCount,
    /// The open disputes of payments.
    pub disputes: OrderCount,
    /// The refunds made at a gateway of which nobody has said yet [what they are for](Admin::allocate_refund).
    pub refunds_to_allocate: OrderCount,
    /// Those made in full there, of which nobody has said yet whether their [pieces are back](Admin::restock_refund).
    pub refunds_to_restock: OrderCount,
    /// The orders of this quarter and the one before whose [tax can be returned](Admin::return_tax).
    pub tax_to_return: OrderCount,
    /// When the first of these was completed.
    pub tax_to_return_since: Option<Timestamp>,
    /// What was taken today, in 7 and in 30 days.
    pub takings: Vec<RecentTakings>,
}

/// What was taken in a number of days, the last of which is today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecentTakings {
    /// The number of days in the [time zone](crate::Settings::time_zone) of the shop: 1 is today, since midnight.
    pub days: u32,
    /// What was taken in them, as in [`Takings::amounts`](crate::Takings::amounts).
    pub amounts: Vec<Money>,
}

/// The numbers of days of the takings, in ascending order.
const PERIODS: [u32; 3] = [1, 7, 30];

/// SQL: the deliveries that have waited longest, as their index has them. After those, a backlog is not looked through.
const WAITING_LONGEST: &str = "(SELECT signal_id, attempts, error FROM pannier_signal_deliveries WHERE status = 'due' \
                               ORDER BY signal_id, receiver LIMIT 1000) d";

/// SQL: the refunds that wait for what they are for, as their index has them.
const REFUNDS_TO_ALLOCATE: &str = "(SELECT status FROM pannier_refunds WHERE allocation = 'waiting' \
                                   ORDER BY created_at LIMIT 1001) r WHERE r.status <> 'failed'";

/// SQL: the refunds of which nobody has said yet whether their pieces are back, as their index has them.
const REFUNDS_TO_RESTOCK: &str = "(SELECT status FROM pannier_refunds WHERE restock_open = 1 \
                                  ORDER BY created_at LIMIT 1001) r WHERE r.status = 'succeeded'";

/// An SQL condition: whether a delivery that waits was attempted more than once.
const TRIED_AGAIN: &str = "d.attempts >= 2 AND d.error IS NOT NULL";

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
        let waiting = format!("{WAITING_LONGEST} WHERE {TRIED_AGAIN}");
        let (needs_attention, unpaid) = (of(OrderTab::NeedsAttention), of(OrderTab::Unpaid));
        let (
            needs_attention,
            unpaid,
            failed_deliveries,
            waiting,
            disputes,
            refunds_to_allocate,
            refunds_to_restock,
            to_send,
            to_return,
            takings,
        ) = tokio::try_join!(
            self.count_orders(&needs_attention),
            self.count_orders(&unpaid),
            self.counted("pannier_signal_deliveries d WHERE d.status = 'failed'"),
            self.counted(&waiting),
            self.counted(&disputes),
            self.counted(REFUNDS_TO_ALLOCATE),
            self.counted(REFUNDS_TO_RESTOCK),
            self.shipments_to_send(),
            self.tax_to_return(),
            self.recent_takings(),
        )?;
        let (shipments_to_send, pick_ups_to_prepare) = to_send;
        Ok(Overview {
            needs_attention,
            failed_deliveries,
            stuck_deliveries: OrderCount {
                count: failed_deliveries.count.saturating_add(waiting.count),
                more: failed_deliveries.more || waiting.more,
            },
            delivery_error: match (waiting.count, failed_deliveries.count) {
                (0, 0) => None,
                _ => self.delivery_error().await?,
            },
            shipments_to_send,
            pick_ups_to_prepare,
            unpaid,
            disputes,
            refunds_to_allocate,
            refunds_to_restock,
            tax_to_return: OrderCount::of(u32::try_from(to_return.len()).unwrap_or(u32::MAX)),
            tax_to_return_since: to_return.first().map(|order| order.completed_at),
            takings,
        })
    }

    /// Counts rows that a small index has.
    async fn counted(&self, rows: &str) -> Result<OrderCount> {
        let sql =
            format!("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM {rows} LIMIT {}) counted", OrderCount::LIMIT);
        Ok(OrderCount::of(self.store.db().fetch_one(&sql, &[]).await?.get_u32("n")?))
    }

    /// Returns the last error of a delivery that waits after several attempts, or else of one that has failed.
    async fn delivery_error(&self) -> Result<Option<String>> {
        let waiting =
            format!("SELECT d.error FROM {WAITING_LONGEST} WHERE {TRIED_AGAIN} ORDER BY d.signal_id DESC LIMIT 1");
        let failed = "SELECT error FROM pannier_signal_deliveries WHERE status = 'failed' \
                      ORDER BY signal_id DESC, receiver DESC LIMIT 1";
        for sql in [waiting.as_str(), failed] {
            if let Some(row) = self.store.db().fetch_optional(sql, &[]).await? {
                return row.get("error");
            }
        }
        Ok(None)
    }

    /// Counts the shipments to send of the newest orders that have one, and apart from them those that are picked up.
    async fn shipments_to_send(&self) -> Result<(OrderCount, OrderCount)> {
        let pick_up = self.store.is_picked_up_sql("s.method");
        let counted = |which: &str| {
            format!(
                "(SELECT COUNT(*) FROM pannier_orders o JOIN pannier_shipments s ON s.order_id = o.id \
                 WHERE o.number = driver.number AND s.status = 'pending' AND NOT {} AND NOT {} AND {which})",
                hold::on_hold("o.id"),
                refunded::shipment_held("o.id", "s.id")
            )
        };
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(counted.shipments), 0) AS BIGINT) AS shipments, \
             CAST(COALESCE(SUM(counted.pick_ups), 0) AS BIGINT) AS pick_ups, COUNT(*) AS orders \
             FROM (SELECT {} AS shipments, {} AS pick_ups \
             FROM pannier_order_facets driver WHERE driver.facet = $1 ORDER BY driver.number DESC LIMIT {}) counted",
            counted(&format!("NOT {pick_up}")),
            counted(&pick_up),
            OrderCount::LIMIT
        );
        let row = self.store.db().fetch_one(&sql, args![TO_SEND]).await?;
        let not_all = row.get_u32("orders")? == OrderCount::LIMIT;
        let count = |name: &str| -> Result<OrderCount> {
            let counted = OrderCount::of(row.get_u32(name)?);
            Ok(OrderCount { more: counted.more || (not_all && counted.count > 0), ..counted })
        };
        Ok((count("shipments")?, count("pick_ups")?))
    }

    async fn recent_takings(&self) -> Result<Vec<RecentTakings>> {
        let (now, zone) = (self.store.db().now(), self.store.time_zone());
        let today = Day::of(now, zone);
        // What is paid in this very millisecond is in it. Each period adds to the one before, which is not read again.
        let (currencies, mut until, mut sums) =
            (self.currencies().await?, now + Duration::from_millis(1), BTreeMap::<Currency, i64>::new());
        let mut recent = Vec::with_capacity(PERIODS.len());
        for days in PERIODS {
            let from = today.plus(1 - i64::from(days)).begins_at(zone);
            for currency in &currencies {
                let taken = self.taken(currency, from, until).await?;
                *sums.entry(taken.currency).or_insert(0) += taken.amount;
            }
            until = from;
            let amounts = sums.iter().filter(|(_, amount)| **amount != 0);
            let mut amounts: Vec<Money> = amounts.map(|(currency, amount)| Money::new(*amount, *currency)).collect();
            if amounts.is_empty() {
                amounts.push(Money::zero(self.store.settings().currency));
            }
            recent.push(RecentTakings { days, amounts });
        }
        Ok(recent)
    }
}
