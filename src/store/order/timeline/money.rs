//! The part of a timeline that is about money: payments, refunds, disputes, and what gateways have sent.

use super::{Entries, MOST, Order, TimelineEvent, add};
use crate::{
    args,
    model::{DisputeStatus, Money, PaymentIssue, PaymentStatus, RefundReason, RefundStatus, Timestamp},
    store::{
        db::{Db, Result},
        refund,
    },
};

/// Adds the attempts to pay.
pub(super) async fn payments(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT p.id, p.provider, p.status, p.amount, p.currency, p.paid_amount, p.paid_currency, p.reference, \
         p.message, p.attention, p.attention_cleared_at, p.processing_since, p.created_at, p.updated_at, \
         (SELECT s.created_at FROM pannier_signals s WHERE s.order_id = p.order_id AND s.kind = 'attention' \
         AND s.subject = p.id) AS flagged_at FROM pannier_payments p WHERE p.order_id = $1 \
         ORDER BY p.created_at DESC LIMIT {MOST}"
    );
    for row in db.fetch_all(&sql, args![&order.id]).await?.iter().rev() {
        let (payment, provider): (String, String) = (row.get("id")?, row.get("provider")?);
        let (status, issue): (PaymentStatus, Option<PaymentIssue>) = (row.get("status")?, row.get("attention")?);
        let (flagged_at, updated_at): (Option<Timestamp>, Timestamp) = (row.get("flagged_at")?, row.get("updated_at")?);
        let paid = match row.get::<Option<i64>>("paid_amount")? {
            Some(_) => Some(row.money("paid_amount", "paid_currency")?),
            None => None,
        };
        let (id, amount) = (payment.clone(), row.money("amount", "currency")?);
        let started = TimelineEvent::PaymentStarted { payment: id, provider: provider.clone(), amount };
        add(entries, row.get("created_at")?, started);
        let processing = TimelineEvent::PaymentProcessing { payment: payment.clone() };
        add(entries, row.get("processing_since")?, processing);
        let other = |issue: &PaymentIssue| !matches!(issue, PaymentIssue::Disputed | PaymentIssue::RefundFailed);
        let found = TimelineEvent::IssueFound { payment: payment.clone(), issue: issue.filter(other), paid };
        add(entries, flagged_at, found);
        if let Some(issue) = issue {
            let closed = TimelineEvent::IssueClosed { payment: payment.clone(), issue };
            add(entries, row.get("attention_cleared_at")?, closed);
        }
        if !status.is_live() {
            // An attempt ends with its order, unless its money came later.
            let late = flagged_at.filter(|at| status == PaymentStatus::Succeeded && Some(*at) > order.closed_at);
            let at = late.or(order.closed_at).unwrap_or(updated_at);
            let (reference, message) = (row.get("reference")?, row.get("message")?);
            let ended = TimelineEvent::PaymentEnded { payment, provider, status, paid, reference, message };
            add(entries, Some(at), ended);
        }
    }
    Ok(())
}

/// Adds the refunds of the payments.
pub(super) async fn refunds(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT id, amount, currency, reason, {}, reference, error, pending_since, created_at, updated_at \
         FROM pannier_refunds WHERE payment_id IN (SELECT id FROM pannier_payments WHERE order_id = $1) \
         ORDER BY created_at DESC LIMIT {MOST}",
        refund::STATUS
    );
    for row in db.fetch_all(&sql, args![&order.id]).await?.iter().rev() {
        let (refund, amount): (String, Money) = (row.get("id")?, row.money("amount", "currency")?);
        let (reason, status): (RefundReason, RefundStatus) = (row.get("reason")?, row.get("status")?);
        // A gateway returns a reference for each refund that it makes for the store.
        let by_store = row.get::<Option<String>>("reference")?.is_some();
        let manual = status == RefundStatus::Succeeded && !by_store && reason != RefundReason::MadeAtTheGateway;
        if !manual {
            let started = TimelineEvent::RefundStarted { refund: refund.clone(), amount, reason };
            add(entries, row.get("created_at")?, started);
        }
        let accepted = TimelineEvent::RefundAccepted { refund: refund.clone(), amount };
        add(entries, row.get("pending_since")?, accepted);
        let ended = match status {
            RefundStatus::Succeeded => TimelineEvent::RefundMade { refund, amount, manual },
            RefundStatus::Failed => TimelineEvent::RefundFailed { refund, amount, error: row.get("error")? },
            RefundStatus::Starting | RefundStatus::Pending => continue,
        };
        add(entries, row.get("updated_at")?, ended);
    }
    Ok(())
}

/// Adds the disputes of the payments.
pub(super) async fn disputes(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT reference, status, created_at, updated_at FROM pannier_disputes WHERE payment_id IN \
         (SELECT id FROM pannier_payments WHERE order_id = $1) ORDER BY created_at DESC LIMIT {MOST}"
    );
    for row in db.fetch_all(&sql, args![&order.id]).await?.iter().rev() {
        let (reference, status): (String, DisputeStatus) = (row.get("reference")?, row.get("status")?);
        add(entries, row.get("created_at")?, TimelineEvent::DisputeOpened { reference: reference.clone() });
        if status != DisputeStatus::Open {
            add(entries, row.get("updated_at")?, TimelineEvent::DisputeClosed { reference, status });
        }
    }
    Ok(())
}

/// Adds the webhooks about the payments.
pub(super) async fn webhooks(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT id, provider, event_id, received_at, handled_at, error FROM pannier_webhooks \
         WHERE payment_id IN (SELECT p.id FROM pannier_payments p WHERE p.order_id = $1) AND received_at < $2 \
         ORDER BY received_at DESC LIMIT {}",
        entries.rows()
    );
    for row in db.fetch_all(&sql, args![&order.id, entries.before]).await?.iter().rev() {
        let webhook = TimelineEvent::Webhook {
            id: row.get("id")?,
            provider: row.get("provider")?,
            event: row.get("event_id")?,
            handled: row.get::<Option<Timestamp>>("handled_at")?.is_some(),
            error: row.get("error")?,
        };
        add(entries, row.get("received_at")?, webhook);
    }
    Ok(())
}
