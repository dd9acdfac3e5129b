//! `pannier order list`.

use pannier::{Admin, OrderQuery, OrderStatus, OrderSummary};

use super::{
    super::output::{minute, outln},
    advice::{FailedRefund, advice},
};

/// The maximum number of orders listed, as the help says.
const LISTED: u32 = 50;

pub(super) async fn list(admin: Admin<'_>, needs_attention: bool, email: Option<String>) -> Result<(), String> {
    let mut query = OrderQuery::default().limit(LISTED);
    query.needs_attention = needs_attention;
    query.email = email;
    let orders = admin.orders(&query).await.map_err(|error| error.to_string())?;
    if orders.is_empty() {
        outln!(
            "{}",
            match (needs_attention, &query.email) {
                (true, _) => "No order needs attention.".to_owned(),
                (false, Some(email)) => format!("No orders of {email}."),
                (false, None) => "No orders yet.".to_owned(),
            }
        );
        return Ok(());
    }
    outln!("{:>6}  {:<16}  {:<9}  {:>12}  E-mail", "Order", "Placed (UTC)", "Status", "Total");
    for order in &orders {
        let OrderSummary { number, status, total, placed_at, email, .. } = order;
        let (placed, total) = (minute(*placed_at), total.to_string());
        outln!("{number:>6}  {placed:<16}  {:<9}  {total:>12}  {email:<30}  {}", status.as_str(), marks(order));
        print_advice(order);
    }
    Ok(())
}

/// Returns what stands out about an order, separated by commas.
fn marks(order: &OrderSummary) -> String {
    let completed = order.status == OrderStatus::Completed;
    let marks = [
        (order.shipments_to_send > 0, "to send"),
        (completed && order.on_hold, "on hold"),
        (order.refunded, "refunded"),
        (order.partly_refunded, "partly refunded"),
    ];
    let marks = marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark));
    marks.chain(order.issues.iter().map(|issue| issue.as_str())).collect::<Vec<_>>().join(", ")
}

fn print_advice(order: &OrderSummary) {
    let number = order.number;
    let failed = FailedRefund { by_hand: order.refunds_by_hand, held: order.on_hold, amount: None, paid: None };
    for line in order.issues.iter().flat_map(|issue| advice(*issue, number, failed)) {
        outln!("        {line}");
    }
    if order.failed_deliveries > 0 {
        outln!("        failed deliveries: {}; `pannier delivery list` shows them", order.failed_deliveries);
    }
    if order.failed_shipments > 0 {
        outln!("        failed shipments: {}; `pannier shipment list --failed` shows them", order.failed_shipments);
    }
}
