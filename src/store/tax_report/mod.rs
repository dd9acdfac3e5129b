//! The taxes of a quarter: what a return is filled in from.
//!
//! An order counts in the quarter in which it was completed, and a refund in the one in which it was made. Both are read in
//! slices, in the order of the time, each by an index: a report of a million orders blocks nobody, and keeps no more than its
//! own rows.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    admin::Admin,
    db::{Db, Result, Row},
    tax::vat_country,
};
use crate::{
    args,
    model::{Currency, Money, Rate, TaxCode, TimeZone, Timestamp},
};

mod export;
mod quarter;

pub use quarter::Quarter;

/// About how many orders, or refunds, are added up by one statement.
const SLICE: u32 = 5_000;

/// The maximum number of orders in each list of a report.
const MOST: usize = 1_000;

/// The taxes of the orders that were completed in a quarter, and of the refunds that were made in it.
///
/// Orders count with what they were charged. What was refunded stands beside it, by the code, the rate and the country that it
/// was charged at, also if its order was completed in an earlier quarter. A refund that fails after it was made is taken out
/// again.
///
/// If the tax of an order was [returned](crate::Admin::return_tax) because of its VAT number, what it was charged on is refunded in
/// the quarter of that refund, and sold anew without tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxReport {
    /// The quarter.
    pub quarter: Quarter,
    /// The sums by country, code, rate and currency, in this order.
    pub rows: Vec<TaxRow>,
    /// What was sold to businesses that account for the tax themselves, by their VAT numbers: the recapitulative
    /// statement, or EC sales list. The rows include it.
    pub business: Vec<BusinessRow>,
    /// The orders whose payer is in another country than the one for which they were taxed, as the gateway says it: the
    /// first 1,000. It may be a card from home, or an address that is not the buyer's.
    pub contradictions: Vec<TaxedOrder>,
    /// The orders that were taxed because a VAT number could not be checked, and has proved to be valid since: the first
    /// 1,000. Their tax could be [returned](crate::Admin::return_tax): what is left of it.
    pub to_return: Vec<TaxedOrder>,
    /// How many orders have no taxes recorded, because they were placed without a tax provider.
    pub not_recorded: u32,
    /// How many refunds of orders with taxes are not taken off, because nobody has said what they are for: those that
    /// [wait for it](crate::Admin::allocate_refund), those of before refunds had items, and those for nothing of an order.
    #[serde(default)]
    pub refunds_without_items: u32,
}

impl TaxReport {
    /// Returns net and tax of all rows, less what was refunded, in each currency. Both can be negative: more was refunded in
    /// the quarter than sold.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// for (net, tax) in admin.tax_report("2026Q4".parse()?).await?.totals() {
    ///     println!("{net}, and {tax} of tax");
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn totals(&self) -> Vec<(Money, Money)> {
        let mut totals: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
        for TaxRow { net, tax, refunded_net, refunded_tax, .. } in &self.rows {
            let (net_sum, tax_sum) = totals.entry(net.currency).or_default();
            *net_sum = net_sum.saturating_add(net.amount).saturating_sub(refunded_net.amount);
            *tax_sum = tax_sum.saturating_add(tax.amount).saturating_sub(refunded_tax.amount);
        }
        let money =
            |(currency, (net, tax)): (Currency, (i64, i64))| (Money::new(net, currency), Money::new(tax, currency));
        totals.into_iter().map(money).collect()
    }
}

/// A sum of a [`TaxReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxRow {
    /// The country that it was sold to (ISO 3166-1 alpha-2): for a seller in the One Stop Shop, whose tax it is. Below its
    /// threshold, and for admissions elsewhere, the rate tells whose.
    pub country: String,
    /// The VAT category code.
    pub code: TaxCode,
    /// The rate.
    pub rate: Rate,
    /// What was charged, without the tax.
    pub net: Money,
    /// The tax, in the same currency.
    pub tax: Money,
    /// The number of orders. One can be in several rows. 0 for what was only refunded.
    pub orders: u32,
    /// What was refunded, without the tax.
    pub refunded_net: Money,
    /// The tax that was refunded.
    pub refunded_tax: Money,
}

/// What was sold to a business that accounts for the tax itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BusinessRow {
    /// Its VAT number.
    pub vat_id: String,
    /// The code: [`TaxCode::IntraCommunity`] for goods, [`TaxCode::ReverseCharge`] for services.
    pub code: TaxCode,
    /// What was charged.
    pub net: Money,
    /// The number of orders.
    pub orders: u32,
    /// What was refunded.
    pub refunded_net: Money,
}

/// An order in a list of a [`TaxReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxedOrder {
    /// The order number.
    pub order: i64,
    /// When it was completed.
    pub completed_at: Timestamp,
    /// The country that it was sold to.
    pub country: String,
    /// The country of the payer, if the gateway has said it.
    pub payer_country: Option<String>,
    /// The buyer's VAT number. Empty if none was given.
    pub vat_id: String,
    /// The tax.
    pub tax: Money,
}

/// What the sums of a quarter are grouped by. The VAT number is empty unless its business accounts for the tax.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    country: String,
    code: TaxCode,
    rate: Rate,
    currency: Currency,
    vat_id: String,
}

/// A sum, in minor units, and the number of its orders.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    net: i64,
    tax: i64,
    orders: u32,
    refunded_net: i64,
    refunded_tax: i64,
}

impl Sum {
    /// Adds another, of other orders or refunds.
    fn include(&mut self, other: Sum) {
        self.net = self.net.saturating_add(other.net);
        self.tax = self.tax.saturating_add(other.tax);
        self.orders = self.orders.saturating_add(other.orders);
        self.refunded_net = self.refunded_net.saturating_add(other.refunded_net);
        self.refunded_tax = self.refunded_tax.saturating_add(other.refunded_tax);
    }
}

/// The sums of a quarter.
#[derive(Clone, Debug, Default)]
struct Sums {
    groups: BTreeMap<Group, Sum>,
    not_recorded: u32,
    refunds_without_items: u32,
}

impl Admin<'_> {
    /// Returns the taxes of a quarter in the [time zone](crate::Settings::time_zone) of the shop.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::Quarter;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let report = admin.tax_report(Quarter::of(store.db().now(), store.time_zone())).await?;
    /// assert!(report.rows.is_empty(), "the store has no tax provider");
    /// assert_eq!(report.not_recorded, 1);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tax_report(&self, quarter: Quarter) -> Result<TaxReport> {
        let (db, zone, home) = (self.store.db(), self.store.time_zone(), self.store.settings().country.as_str());
        let (mut sums, mut contradictions, mut to_return) = (Sums::default(), Vec::new(), Vec::new());
        let mut slices = Slices::of(quarter, zone, SLICE);
        while let Some((from, until)) = slices.next(db).await? {
            sums.read(db, from, until).await?;
            for found in doubtful(db, from, until, DOUBTFUL).await? {
                if to_return.len() < MOST {
                    to_return.extend(found.to_return(home));
                }
                if found.contradicts && contradictions.len() < MOST {
                    contradictions.push(found.order);
                }
            }
        }
        sums.take_refunds_off(db, quarter, zone).await?;
        let (rows, business) = (sums.rows(), sums.business());
        let Sums { not_recorded, refunds_without_items, .. } = sums;
        Ok(TaxReport { quarter, rows, business, contradictions, to_return, not_recorded, refunds_without_items })
    }

    /// Returns the orders of this quarter and the one before whose tax can be returned, the first one first. An index holds
    /// those whose VAT number could not be checked.
    pub(in crate::store) async fn tax_to_return(&self) -> Result<Vec<TaxedOrder>> {
        if !self.store.may_reverse_charge() {
            return Ok(Vec::new());
        }
        let (db, zone, home) = (self.store.db(), self.store.time_zone(), self.store.settings().country.as_str());
        let quarter = Quarter::of(db.now(), zone);
        let found = doubtful(db, quarter.previous().begins_at(zone), quarter.ends_at(zone), UNPROVEN).await?;
        Ok(found.iter().filter_map(|found| found.to_return(home)).collect())
    }
}

/// SQL: the orders `o` that were completed at $1 or later, and before $2. The index has the same condition.
const COMPLETED: &str = "o.status = 'completed' AND o.closed_at >= $1 AND o.closed_at < $2";

/// SQL: the refunds `f` that were made at $1 or later, and before $2. The index has the same condition.
const MADE: &str = "f.status = 'succeeded' AND f.updated_at >= $1 AND f.updated_at < $2";

/// What is left of a quarter, to be read slice by slice.
struct Slices {
    from: Timestamp,
    until: Timestamp,
    /// About how many orders or refunds are in one.
    size: u32,
    /// Whether they are slices of refunds.
    of_refunds: bool,
}

impl Slices {
    /// Returns slices of the orders of a quarter.
    fn of(quarter: Quarter, zone: &TimeZone, size: u32) -> Slices {
        Slices { from: quarter.begins_at(zone), until: quarter.ends_at(zone), size, of_refunds: false }
    }

    /// Returns slices of the refunds of a quarter.
    fn of_refunds(quarter: Quarter, zone: &TimeZone, size: u32) -> Slices {
        Slices { of_refunds: true, ..Slices::of(quarter, zone, size) }
    }

    /// Returns the times between which the next orders were completed, or refunds made. `None` at the end.
    async fn next(&mut self, db: &Db) -> Result<Option<(Timestamp, Timestamp)>> {
        let Slices { from, until, size, of_refunds } = *self;
        if from >= until {
            return Ok(None);
        }
        let sql = match of_refunds {
            false => format!(
                "SELECT o.closed_at AS at FROM pannier_orders o WHERE {COMPLETED} ORDER BY o.closed_at LIMIT 1 OFFSET {size}"
            ),
            true => format!(
                "SELECT f.updated_at AS at FROM pannier_refunds f WHERE {MADE} ORDER BY f.updated_at LIMIT 1 OFFSET {size}"
            ),
        };
        self.from = match db.fetch_optional(&sql, args![from, until]).await? {
            // More than a slice may have been completed in one millisecond, as by an import.
            Some(row) => row.get::<Timestamp>("at")?.max(from + Duration::from_millis(1)),
            None => until,
        };
        Ok(Some((from, self.from)))
    }
}

impl Sums {
    /// Adds the orders of a slice.
    async fn read(&mut self, db: &Db, from: Timestamp, until: Timestamp) -> Result<()> {
        let sql = format!(
            "SELECT CASE WHEN o.tax_amount IS NULL THEN CAST(0 AS BIGINT) ELSE 1 END AS recorded, o.tax_country, o.currency, \
             t.code, t.rate, CASE WHEN t.code IN ('AE', 'K') THEN o.vat_id ELSE '' END AS buyer, \
             CAST(COALESCE(SUM(t.net_amount), 0) AS BIGINT) AS net, \
             CAST(COALESCE(SUM(t.tax_amount), 0) AS BIGINT) AS tax, COUNT(DISTINCT o.id) AS orders \
             FROM pannier_orders o LEFT JOIN pannier_order_taxes t ON t.order_id = o.id WHERE {COMPLETED} \
             GROUP BY 1, 2, 3, 4, 5, 6"
        );
        for row in &db.fetch_all(&sql, args![from, until]).await? {
            let (net, tax, orders) = (row.get("net")?, row.get("tax")?, row.get_u32("orders")?);
            let sum = Sum { net, tax, orders, ..Sum::default() };
            if row.get::<i64>("recorded")? == 0 {
                self.not_recorded = self.not_recorded.saturating_add(sum.orders);
            } else if let Some(code) = row.get::<Option<TaxCode>>("code")? {
                self.groups.entry(group(row, code)?).or_default().include(sum);
            }
        }
        Ok(())
    }

    /// Takes off what was refunded in a quarter, by the items of the refunds of completed orders.
    async fn take_refunds_off(&mut self, db: &Db, quarter: Quarter, zone: &TimeZone) -> Result<()> {
        let sql = format!(
            "SELECT o.tax_country, o.currency, i.code, i.rate, CASE WHEN i.code IN ('AE', 'K') THEN o.vat_id ELSE '' END AS buyer, \
             CAST(COALESCE(SUM(i.amount - i.tax_amount + COALESCE(i.relieved_amount, 0)), 0) AS BIGINT) AS net, \
             CAST(COALESCE(SUM(i.tax_amount), 0) AS BIGINT) AS tax, COUNT(DISTINCT f.id) AS refunds \
             FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id \
             JOIN pannier_orders o ON o.id = p.order_id LEFT JOIN pannier_refund_items i ON i.refund_id = f.id \
             WHERE {MADE} AND o.status = 'completed' AND o.tax_amount IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
        );
        let mut slices = Slices::of_refunds(quarter, zone, SLICE);
        while let Some((from, until)) = slices.next(db).await? {
            for row in &db.fetch_all(&sql, args![from, until]).await? {
                let Some(code) = row.get::<Option<TaxCode>>("code")? else {
                    self.refunds_without_items = self.refunds_without_items.saturating_add(row.get_u32("refunds")?);
                    continue;
                };
                let (refunded_net, refunded_tax) = (row.get("net")?, row.get("tax")?);
                let sum = Sum { refunded_net, refunded_tax, ..Sum::default() };
                self.groups.entry(group(row, code)?).or_default().include(sum);
            }
            self.add_relieved(db, from, until).await?;
        }
        Ok(())
    }

    /// Adds what counts as sold without tax, because its tax was returned by a refund of a slice.
    async fn add_relieved(&mut self, db: &Db, from: Timestamp, until: Timestamp) -> Result<()> {
        let sql = format!(
            "SELECT o.tax_country, o.currency, i.relieved_code AS code, CAST(0 AS BIGINT) AS rate, o.vat_id AS buyer, \
             CAST(SUM(i.relieved_amount) AS BIGINT) AS net, COUNT(DISTINCT o.id) AS orders \
             FROM pannier_refunds f JOIN pannier_payments p ON p.id = f.payment_id \
             JOIN pannier_orders o ON o.id = p.order_id JOIN pannier_refund_items i ON i.refund_id = f.id \
             WHERE {MADE} AND o.status = 'completed' AND i.relieved_code IS NOT NULL GROUP BY 1, 2, 3, 5"
        );
        for row in &db.fetch_all(&sql, args![from, until]).await? {
            let sum = Sum { net: row.get("net")?, orders: row.get_u32("orders")?, ..Sum::default() };
            self.groups.entry(group(row, row.get("code")?)?).or_default().include(sum);
        }
        Ok(())
    }

    /// Returns the sums by country, code, rate and currency.
    fn rows(&self) -> Vec<TaxRow> {
        let mut rows: BTreeMap<(&str, TaxCode, Rate, Currency), Sum> = BTreeMap::new();
        for (Group { country, code, rate, currency, .. }, sum) in &self.groups {
            rows.entry((country.as_str(), *code, *rate, *currency)).or_default().include(*sum);
        }
        let row = |((country, code, rate, currency), sum): ((&str, TaxCode, Rate, Currency), Sum)| TaxRow {
            country: country.to_owned(),
            code,
            rate,
            net: Money::new(sum.net, currency),
            tax: Money::new(sum.tax, currency),
            orders: sum.orders,
            refunded_net: Money::new(sum.refunded_net, currency),
            refunded_tax: Money::new(sum.refunded_tax, currency),
        };
        rows.into_iter().map(row).collect()
    }

    /// Returns what was sold to businesses that account for the tax, by their VAT numbers.
    fn business(&self) -> Vec<BusinessRow> {
        let mut rows: BTreeMap<(&str, TaxCode, Currency), Sum> = BTreeMap::new();
        for (Group { code, currency, vat_id, .. }, sum) in
            self.groups.iter().filter(|(group, _)| !group.vat_id.is_empty())
        {
            rows.entry((vat_id.as_str(), *code, *currency)).or_default().include(*sum);
        }
        let row = |((vat_id, code, currency), sum): ((&str, TaxCode, Currency), Sum)| BusinessRow {
            vat_id: vat_id.to_owned(),
            code,
            net: Money::new(sum.net, currency),
            orders: sum.orders,
            refunded_net: Money::new(sum.refunded_net, currency),
        };
        rows.into_iter().map(row).collect()
    }
}

fn group(row: &Row, code: TaxCode) -> Result<Group> {
    Ok(Group {
        country: row.get::<Option<String>>("tax_country")?.unwrap_or_default(),
        code,
        rate: Rate::millionths(row.get_u32("rate")?),
        currency: row.money("net", "currency")?.currency,
        vat_id: row.get("buyer")?,
    })
}

/// An order to be reviewed.
struct Doubtful {
    order: TaxedOrder,
    /// Whether its payer is in another country.
    contradicts: bool,
    /// The tax that is left to be returned: none, unless its VAT number has proved to be valid since.
    left: Money,
}

impl Doubtful {
    /// Returns the order with the tax that can be returned. `None` if there is none: a valid number changes nothing if it is of
    /// home, or what was bought stayed there.
    fn to_return(&self, home: &str) -> Option<TaxedOrder> {
        let abroad = self.order.country != home && vat_country(&self.order.vat_id) != Some(home);
        (self.left.amount > 0 && abroad).then(|| TaxedOrder { tax: self.left, ..self.order.clone() })
    }
}

/// SQL: whether an order `o` is to be reviewed, with its payment `p`.
const DOUBTFUL: &str = "p.payer_country <> o.tax_country OR o.vat_proof = 'unknown'";

/// SQL: whether tax was charged because a VAT number could not be checked. The index has the first condition.
const UNPROVEN: &str = "o.vat_proof = 'unknown' AND o.tax_amount > 0";

/// Returns the orders of a slice to be reviewed: those of which an SQL condition holds.
async fn doubtful(db: &Db, from: Timestamp, until: Timestamp, which: &str) -> Result<Vec<Doubtful>> {
    let refunded = |what: &str| {
        format!(
            "SELECT {what} FROM pannier_payments rp JOIN pannier_refunds rf ON rf.payment_id = rp.id AND rf.status <> 'failed' \
             JOIN pannier_refund_items ri ON ri.refund_id = rf.id WHERE rp.order_id = o.id"
        )
    };
    let sql = format!(
        "SELECT o.number, o.closed_at, o.tax_country, o.tax_amount, o.currency, o.vat_id, p.payer_country, \
         CASE WHEN p.payer_country <> o.tax_country THEN CAST(1 AS BIGINT) ELSE 0 END AS contradicts, \
         CASE WHEN o.vat_proof = 'unknown' AND EXISTS (SELECT 1 FROM pannier_vat_checks c \
         WHERE c.vat_id = o.vat_id AND c.answer = 'valid') AND NOT EXISTS ({relieved} AND ri.relieved_code IS NOT NULL) \
         THEN o.tax_amount - ({returned}) ELSE CAST(0 AS BIGINT) END AS tax_left FROM pannier_orders o \
         LEFT JOIN pannier_payments p ON p.order_id = o.id AND p.status = 'succeeded' \
         WHERE {COMPLETED} AND o.tax_amount IS NOT NULL AND o.tax_country IS NOT NULL \
         AND ({which}) ORDER BY o.closed_at, o.number",
        relieved = refunded("1"),
        returned = refunded("CAST(COALESCE(SUM(ri.tax_amount), 0) AS BIGINT)")
    );
    let read = |row: &Row| {
        let order = TaxedOrder {
            order: row.get("number")?,
            completed_at: row.get("closed_at")?,
            country: row.get("tax_country")?,
            payer_country: row.get("payer_country")?,
            vat_id: row.get("vat_id")?,
            tax: row.money("tax_amount", "currency")?,
        };
        let contradicts = row.get::<i64>("contradicts")? == 1;
        Ok(Doubtful { order, contradicts, left: row.money("tax_left", "currency")? })
    };
    db.fetch_all(&sql, args![from, until]).await?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Actor, Store,
        testing::{self, ManualPayment, Voucher},
    };

    #[test]
    fn each_currency_has_a_total_of_its_own() {
        let row = |currency, net, tax| TaxRow {
            country: "DE".into(),
            code: TaxCode::Standard,
            rate: Rate::percent(19),
            net: Money::new(net, currency),
            tax: Money::new(tax, currency),
            orders: 1,
            refunded_net: Money::new(1, currency),
            refunded_tax: Money::zero(currency),
        };
        let totals = |rows: Vec<TaxRow>| {
            let quarter = Quarter::of(Timestamp::from_secs(0), &TimeZone::UTC);
            let (business, contradictions, to_return) = (Vec::new(), Vec::new(), Vec::new());
            let report = TaxReport {
                quarter,
                rows,
                business,
                contradictions,
                to_return,
                not_recorded: 0,
                refunds_without_items: 0,
            };
            report.totals()
        };
        let euro = |amount| Money::new(amount, Currency::EUR);
        let rows = vec![row(Currency::EUR, 100, 19), row(Currency::USD, 50, 0), row(Currency::EUR, 7, 1)];
        // Less a cent that was refunded of each row.
        assert_eq!(totals(rows), [(euro(105), euro(20)), (Money::new(49, Currency::USD), Money::zero(Currency::USD))]);
        assert!(totals(Vec::new()).is_empty());
    }

    async fn sell(store: &Store) {
        let visitor = testing::visitor(store);
        store.add_to_basket(&visitor, "voucher", "spring", 1).await.unwrap();
        let (_, order) = testing::place_order(store, &visitor).await.unwrap();
        store.acting(&Actor::CommandLine).mark_paid(order.number).await.unwrap();
    }

    #[tokio::test]
    async fn slices_cover_a_quarter_without_a_gap() {
        let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
        for _ in 0..5 {
            sell(&store).await;
            testing::advance(&store, Duration::from_millis(10));
        }
        // The quarter may end meanwhile.
        let (last, zone) = (Quarter::of(store.db().now(), store.time_zone()), store.time_zone());
        let mut counted = 0;
        for quarter in [last.previous(), last] {
            let (mut slices, mut end) = (Slices::of(quarter, zone, 2), quarter.begins_at(zone));
            while let Some((from, until)) = slices.next(store.db()).await.unwrap() {
                assert_eq!(from, end);
                assert!(until > from);
                let mut sums = Sums::default();
                sums.read(store.db(), from, until).await.unwrap();
                assert!(sums.not_recorded <= 2);
                counted += sums.not_recorded;
                end = until;
            }
            assert_eq!(end, quarter.ends_at(zone));
        }
        assert_eq!(counted, 5);
    }

    #[tokio::test]
    async fn orders_of_one_millisecond_are_one_slice() {
        let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await.unwrap();
        for _ in 0..4 {
            sell(&store).await;
        }
        let (quarter, zone): (Quarter, _) = ("2026Q2".parse().unwrap(), store.time_zone());
        let sql = "UPDATE pannier_orders SET closed_at = $1 WHERE status = 'completed'";
        store.db().execute(sql, args![quarter.begins_at(zone)]).await.unwrap();
        let mut slices = Slices::of(quarter, zone, 2);
        let first = slices.next(store.db()).await.unwrap().unwrap();
        assert_eq!(first, (quarter.begins_at(zone), quarter.begins_at(zone) + Duration::from_millis(1)));
        assert_eq!(slices.next(store.db()).await.unwrap(), Some((first.1, quarter.ends_at(zone))));
        assert_eq!(slices.next(store.db()).await.unwrap(), None);
    }
}
