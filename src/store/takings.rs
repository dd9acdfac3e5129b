//! What was taken in a period.
//!
//! The sum of each past day in UTC is kept, so that a month is not added up payment by payment. If a payment or refund of such a
//! day changes later, a trigger removes the sum for good, and the day is added up each time. A period may begin and end within
//! such a day, as those in another time zone do: what it has of that day is added up, so that kept sums are right in any zone.

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::{Result, Row},
};
use crate::{
    args,
    model::{Money, Timestamp, days},
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

/// The milliseconds of a day in UTC.
const MILLIS_OF_DAY: i64 = 24 * 60 * 60 * 1000;

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
    /// the sum. Days that have been over for a day are kept.
    pub(super) async fn taken(&self, currency: &str, from: Timestamp, until: Timestamp) -> Result<Money> {
        let db = self.store.db();
        // By then, each transaction of the day has ended, whatever the clock of its instance.
        let whole = whole_days(from, until.min(db.now() - days(1)));
        if whole.is_empty() {
            return self.add_up(currency, from, until).await;
        }
        let sql = "SELECT day, amount FROM pannier_daily_takings WHERE currency = $1 AND day >= $2 AND day < $3";
        let mut kept = BTreeMap::new();
        for row in db.fetch_all(sql, args![currency, whole.start, whole.end]).await? {
            kept.insert(row.get::<i64>("day")?, row.get::<Option<i64>>("amount")?);
        }
        let mut taken = self.add_up(currency, from, start_of(whole.start)).await?;
        taken.amount += self.add_up(currency, start_of(whole.end), until).await?.amount;
        for day in whole {
            taken.amount += match kept.get(&day) {
                Some(Some(amount)) => *amount,
                Some(None) => self.add_up(currency, start_of(day), start_of(day + 1)).await?.amount,
                None => self.keep(currency, day).await?,
            };
        }
        Ok(taken)
    }

    /// Adds up a day that is over, and keeps the sum, in minor units.
    async fn keep(&self, currency: &str, day: i64) -> Result<i64> {
        let amount = self.add_up(currency, start_of(day), start_of(day + 1)).await?.amount;
        // The trigger of a change meanwhile has written a row, or is about to take this one back.
        let sql =
            "INSERT INTO pannier_daily_takings (currency, day, amount) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        if let Err(error) = self.store.db().execute(sql, args![currency, day, amount]).await {
            error.log();
        }
        Ok(amount)
    }

    async fn add_up(&self, currency: &str, from: Timestamp, until: Timestamp) -> Result<Money> {
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

/// Returns the days, since the Unix epoch in UTC, that are in a period as a whole.
fn whole_days(from: Timestamp, until: Timestamp) -> Range<i64> {
    let first = from.as_millis().saturating_add(MILLIS_OF_DAY - 1).div_euclid(MILLIS_OF_DAY);
    first..until.as_millis().div_euclid(MILLIS_OF_DAY)
}

fn start_of(day: i64) -> Timestamp {
    Timestamp::from_millis(day.saturating_mul(MILLIS_OF_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_the_days_that_are_in_it_as_a_whole() {
        let days = |from: i64, until: i64| whole_days(Timestamp::from_millis(from), Timestamp::from_millis(until));
        assert_eq!(days(0, 2 * MILLIS_OF_DAY), 0..2);
        assert_eq!(days(1, 2 * MILLIS_OF_DAY - 1), 1..1);
        assert_eq!(days(1, 3 * MILLIS_OF_DAY + 7), 1..3);
        assert!(days(5, 9).is_empty() && days(MILLIS_OF_DAY, 0).is_empty());
        assert_eq!(start_of(2), Timestamp::from_millis(2 * MILLIS_OF_DAY));
    }
}
