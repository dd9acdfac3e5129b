//! `pannier order list`.

use clap::Args;
use pannier::{Act, Admin, Day, OrderPage, OrderQuery, OrderStatus, OrderSummary, OrderTab, PaymentIssue, TimeZone};

use super::{
    super::output::{self, heading_of_times, outln},
    advice::{FailedRefund, advice, returned_tax},
};

/// The maximum number of orders listed, as the help says.
const LISTED: u32 = 50;

// Without a doc comment, which clap would show as what the command does.
#[derive(Args, Clone)]
pub(in crate::shop::command) struct Filters {
    /// Only orders that need attention: --tab needs-attention
    #[arg(long, conflicts_with = "tab")]
    needs_attention: bool,
    /// The list: all, to-send, unpaid, needs-attention or refunded
    #[arg(long, value_name = "LIST", default_value = "all")]
    tab: OrderTab,
    /// Search by order number, bank transfer reference, e-mail address, name, payment reference or tracking number
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only orders with this e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Only orders placed on this day or later (2026-01-31), in the shop's time zone
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Only orders placed on this day or earlier (2026-01-31)
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Only orders with this status: pending, completed or cancelled
    #[arg(long)]
    status: Option<OrderStatus>,
    /// Only orders paid with this payment provider
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    /// Only orders with an address in this country (DE)
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Only orders with a product of this kind
    #[arg(long)]
    kind: Option<String>,
    /// Only orders with a smaller number: the next page
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    /// Write all of them as CSV, for a spreadsheet: pannier order list --csv > orders.csv
    #[arg(long)]
    csv: bool,
    /// With --csv: a row for each item instead of each order
    #[arg(long, requires = "csv")]
    items: bool,
}

impl Filters {
    /// Returns the query for a shop in a time zone.
    fn query(self, zone: &TimeZone) -> OrderQuery {
        let mut query = OrderQuery::default().tab(self.tab).limit(LISTED);
        if self.needs_attention {
            query = query.needing_attention();
        }
        query.search = self.search;
        query.email = self.email;
        query.placed_from = self.from.map(|day| day.begins_at(zone));
        query.placed_until = self.until.map(|day| day.ends_at(zone));
        query.status = self.status;
        query.provider = self.provider;
        query.country = self.country.map(|country| country.to_ascii_uppercase());
        query.kind = self.kind;
        query.before = self.before;
        query
    }
}

pub(super) async fn list(admin: Admin<'_>, filters: Filters) -> Result<(), String> {
    let Filters { csv, items, .. } = filters;
    let query = filters.query(&admin.settings().time_zone);
    if csv {
        admin.record_export(Act::Export, "", &described(&query)).await.map_err(|error| error.to_string())?;
    }
    match (csv, items) {
        (true, true) => output::csv(admin.export_order_items(&query)).await,
        (true, false) => output::csv(admin.export_orders(&query)).await,
        (false, _) => print(admin, &query).await.map_err(|error| error.to_string()),
    }
}

/// Returns which orders a query is for, without whom it searches for.
fn described(query: &OrderQuery) -> String {
    let hidden = |text: &Option<String>| text.as_ref().map(|_| "*".to_owned());
    let filters = [
        ("tab", Some(query.tab.as_str().to_owned())),
        ("search", hidden(&query.search)),
        ("email", hidden(&query.email)),
        ("from", query.placed_from.map(|at| at.to_string())),
        ("until", query.placed_until.map(|at| at.to_string())),
        ("status", query.status.map(|status| status.as_str().to_owned())),
        ("provider", query.provider.clone()),
        ("country", query.country.clone()),
        ("kind", query.kind.clone()),
        ("before", query.before.map(|number| number.to_string())),
    ];
    let filters = filters.into_iter().filter_map(|(name, value)| Some(format!("--{name} {}", value?)));
    filters.collect::<Vec<_>>().join(" ")
}

async fn print(admin: Admin<'_>, query: &OrderQuery) -> pannier::db::Result<()> {
    let OrderPage { orders, next, truncated, .. } = admin.order_page(query).await?;
    let zone = &admin.settings().time_zone;
    let heading = heading_of_times("Placed", zone);
    let width = heading.len();
    if !orders.is_empty() {
        outln!("{:>6}  {heading}  {:<9}  {:>12}  E-mail", "Order", "Status", "Total");
    }
    for order in &orders {
        let OrderSummary { number, status, total, placed_at, email, .. } = order;
        let (placed, total) = (zone.minute(*placed_at), total.to_string());
        outln!("{number:>6}  {placed:<width$}  {:<9}  {total:>12}  {email:<30}  {}", status.as_str(), marks(order));
        // Few of a list, and most lists have none.
        let returns_tax = match order.issues.contains(&PaymentIssue::RefundFailed) {
            true => admin.order(*number).await.is_ok_and(|(_, payments)| returned_tax(&payments)),
            false => false,
        };
        print_advice(order, returns_tax);
    }
    match next {
        None if orders.is_empty() => outln!("{}", nothing(query)),
        None => {}
        Some(next) if orders.len() < LISTED as usize => outln!("There may be older ones: add `--before {next}`."),
        Some(next) => outln!("There are older ones: add `--before {next}`."),
    }
    if truncated {
        outln!("Too many names or addresses begin with this: search for a longer text to find the others.");
    }
    Ok(())
}

/// Returns what to say of an empty list.
fn nothing(query: &OrderQuery) -> String {
    let all = OrderQuery::default().limit(LISTED);
    match &query.email {
        Some(email) if *query == all.clone().email(email) => format!("No orders of {email}."),
        None if *query == all => "No orders yet.".to_owned(),
        None if *query == all.clone().needing_attention() => "No order needs attention.".to_owned(),
        _ => "No such orders.".to_owned(),
    }
}

/// Returns what stands out about an order, separated by commas.
fn marks(order: &OrderSummary) -> String {
    let completed = order.status == OrderStatus::Completed;
    let marks = [
        (order.shipments_to_send > 0, "to send"),
        (order.withdrawn, "withdrawal to answer"),
        (completed && order.on_hold, "on hold"),
        (order.refunded, "refunded"),
        (order.partly_refunded, "partly refunded"),
        (order.refund_pending, "refund on its way"),
        (order.refund_stuck, "refund does not get through"),
    ];
    let marks = marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark));
    marks.chain(order.issues.iter().map(|issue| issue.as_str())).collect::<Vec<_>>().join(", ")
}

/// Prints what to do; `returns_tax` says whether the refund that has failed returns tax.
fn print_advice(order: &OrderSummary, returns_tax: bool) {
    let number = order.number;
    let failed = FailedRefund {
        by_hand: order.refunds_by_hand,
        held: order.on_hold,
        amount: None,
        paid: None,
        items: String::new(),
        returns_tax,
    };
    for line in order.issues.iter().flat_map(|issue| advice(*issue, number, &failed)) {
        outln!("        {line}");
    }
    if order.failed_deliveries > 0 {
        outln!("        failed deliveries: {}; `pannier delivery list` shows them", order.failed_deliveries);
    }
    if order.failed_shipments > 0 {
        outln!("        failed shipments: {}; `pannier shipment list --failed` shows them", order.failed_shipments);
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use pannier::Timestamp;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        filters: Filters,
    }

    fn query(line: &str) -> Result<OrderQuery, clap::Error> {
        Ok(Line::try_parse_from(["list"].into_iter().chain(line.split_whitespace()))?.filters.query(&TimeZone::UTC))
    }

    #[test]
    fn the_words_are_those_of_the_query() {
        let all = OrderQuery::default().limit(LISTED);
        assert_eq!(query("").unwrap(), all);
        assert_eq!(query("--needs-attention").unwrap(), query("--tab needs-attention").unwrap());
        let day = Timestamp::from_secs(1_769_817_600);
        assert_eq!(
            query("--tab to-send --from 2026-01-31 --until 2026-01-31 --status completed --country de --before 1003")
                .unwrap(),
            all.tab(OrderTab::ToSend)
                .placed_from(day)
                .placed_until(day + std::time::Duration::from_secs(24 * 60 * 60))
                .status(OrderStatus::Completed)
                .country("DE")
                .before(1003)
        );
        for wrong in
            ["--tab none", "--from 2026-02-30", "--until today", "--status paid", "--tab all --needs-attention"]
        {
            assert!(query(wrong).is_err(), "{wrong}");
        }
    }
}
