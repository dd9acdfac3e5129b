//! An order in a list.

use serde::{Deserialize, Serialize};

use super::attention::{self, FAILED_DELIVERIES, FLAGGED_PAYMENTS, PENDING_REFUNDS};
use crate::{
    model::{Money, OrderStatus, PaymentIssue, Timestamp},
    store::{
        admin::Admin,
        db::{Result, Row},
        hold,
        order::header::Contact,
        withdrawn,
    },
};

/// A placed order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderSummary {
    /// The order number.
    pub number: i64,
    /// The status.
    pub status: OrderStatus,
    /// The amount to pay.
    pub total: Money,
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// The shopper's e-mail address, as it was [corrected](Admin::correct) last. So are name and country.
    pub email: String,
    /// The name in the address. Empty if none was asked for.
    pub name: String,
    /// The country of the address (ISO 3166-1 alpha-2).
    pub country: String,
    /// The open payment issues. A payment can be disputed beside another one, and counts as disputed after the dispute
    /// was lost, until the order is released.
    pub issues: Vec<PaymentIssue>,
    /// Whether its payment was refunded in full.
    pub refunded: bool,
    /// Whether a part of its payment was refunded, and not all of it.
    pub partly_refunded: bool,
    /// Whether a refund of it is not made yet.
    pub refund_pending: bool,
    /// Whether such a refund does not get through, and needs a person: see
    /// [`RefundRecord::stuck`](crate::RefundRecord::stuck).
    pub refund_stuck: bool,
    /// Whether the customer has withdrawn from it, or from a part of it, and the merchant has not
    /// [answered](Admin::close_withdrawal) yet.
    pub withdrawn: bool,
    /// Whether it is on hold: its payment is disputed or being refunded in full, or such a refund has failed.
    pub on_hold: bool,
    /// The number of its shipments to send: none while it is unpaid or on hold.
    pub shipments_to_send: u32,
    /// How many of these are picked up.
    pub pick_ups_to_prepare: u32,
    /// The number of its shipments that have failed.
    pub failed_shipments: u32,
    /// Whether refunds are made by hand: see [`PaymentRecord::refunds_by_hand`](crate::PaymentRecord::refunds_by_hand).
    pub refunds_by_hand: bool,
    /// The number of signals of the order that could not be delivered and are not retried.
    pub failed_deliveries: u32,
}

/// Returns the columns of a query for summaries of the orders `o`.
pub(super) fn columns(admin: &Admin<'_>) -> String {
    let pick_up = admin.store.is_picked_up_sql("h.method");
    let of_order = "FROM pannier_payments p WHERE p.order_id = o.id AND p.paid_amount IS NOT NULL";
    let shipments = "FROM pannier_shipments h WHERE o.status = 'completed' AND h.order_id = o.id AND h.status";
    format!(
        "o.number, o.status, o.total_amount, o.currency, o.placed_at, {}, {}, \
         (SELECT MIN(p.provider) {of_order}) AS provider, \
         (SELECT COUNT(*) {of_order} AND p.refunded_amount > 0) AS refunds, \
         (SELECT COUNT(*) {shipments} = 'pending') AS to_send, \
         (SELECT COUNT(*) {shipments} = 'pending' AND {pick_up}) AS to_prepare, \
         (SELECT COUNT(*) {shipments} = 'failed') AS unsent, \
         (SELECT MIN(p.attention) {FLAGGED_PAYMENTS} AND p.order_id = o.id) AS attention, \
         (SELECT COUNT(*) {} AND p.order_id = o.id) AS disputed, \
         (SELECT COUNT(*) {} AND p.order_id = o.id) AS held, \
         (SELECT COUNT(*) {PENDING_REFUNDS} AND p.order_id = o.id) AS refunds_pending, \
         (SELECT COUNT(*) {} AND p.order_id = o.id) AS refunds_stuck, \
         (SELECT COUNT(*) {FAILED_DELIVERIES} AND s.order_id = o.id) AS failed, {} AS withdrawals",
        Contact::columns("o", ""),
        hold::columns("o.id"),
        attention::disputes(),
        attention::failed_refunds(),
        attention::stuck_refunds(),
        withdrawn::open("o.id")
    )
}

/// Reads a row with these columns.
pub(super) fn read(admin: &Admin<'_>, row: &Row) -> Result<OrderSummary> {
    let mut issues: Vec<PaymentIssue> = row.get::<Option<PaymentIssue>>("attention")?.into_iter().collect();
    for (count, issue) in [("disputed", PaymentIssue::Disputed), ("held", PaymentIssue::RefundFailed)] {
        if row.get::<i64>(count)? > 0 && !issues.contains(&issue) {
            issues.push(issue);
        }
    }
    let (refunded, on_hold) = (row.get::<i64>("refunded")? > 0, row.get::<i64>("on_hold")? > 0);
    let provider: Option<String> = row.get("provider")?;
    let Contact { email, address } = Contact::read(row)?;
    Ok(OrderSummary {
        number: row.get("number")?,
        status: row.get("status")?,
        total: row.money("total_amount", "currency")?,
        placed_at: row.get("placed_at")?,
        email,
        name: address.name,
        country: address.country,
        issues,
        refunded,
        partly_refunded: !refunded && row.get::<i64>("refunds")? > 0,
        refund_pending: row.get::<i64>("refunds_pending")? > 0,
        refund_stuck: row.get::<i64>("refunds_stuck")? > 0,
        withdrawn: row.get::<i64>("withdrawals")? > 0,
        on_hold,
        shipments_to_send: if on_hold { 0 } else { row.get_u32("to_send")? },
        pick_ups_to_prepare: if on_hold { 0 } else { row.get_u32("to_prepare")? },
        failed_shipments: row.get_u32("unsent")?,
        refunds_by_hand: provider.is_some_and(|provider| admin.refunds_by_hand(&provider)),
        failed_deliveries: row.get_u32("failed")?,
    })
}
