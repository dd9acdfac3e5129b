//! Reading signals, with what they are about.

use crate::{
    model::{DisputeStatus, PaymentIssue, RefundReason},
    store::{
        db::{Db, Result, Row, Value, placeholders},
        receivers::{OrderSignal, SignalKind},
    },
};

/// SQL: what was refunded of a payment when a refund of it was made, with that refund, even if it has failed since. A
/// refund that is made is not updated again, so this is when it was made.
const REFUNDED_SO_FAR: &str = "(SELECT CAST(SUM(r.amount) AS BIGINT) FROM pannier_refunds r WHERE r.payment_id = f.payment_id \
    AND (r.id = f.id OR (r.status = 'succeeded' AND (r.updated_at < f.updated_at \
    OR (r.updated_at = f.updated_at AND r.id < f.id)))))";

/// Returns the signals with these ids, with the amounts that they are about.
pub(super) async fn by_ids(db: &Db, ids: &[String]) -> Result<Vec<OrderSignal>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT s.id, s.order_id, s.kind, s.subject, s.created_at, f.amount, f.currency, f.reason, f.error, \
         CASE WHEN s.kind = 'refunded' THEN {REFUNDED_SO_FAR} END AS refunded, p.paid_amount, p.paid_currency, p.attention, d.status AS dispute FROM pannier_signals s \
         LEFT JOIN pannier_refunds f ON f.id = s.subject LEFT JOIN pannier_disputes d ON d.id = s.subject \
         LEFT JOIN pannier_payments p ON p.id = COALESCE(d.payment_id, s.subject) WHERE s.id IN ({})",
        placeholders(1, ids.len())
    );
    let ids: Vec<Value> = ids.iter().map(Value::from).collect();
    let mut signals = Vec::with_capacity(ids.len());
    for row in db.fetch_all(&sql, &ids).await? {
        match read(&row) {
            Ok(signal) => signals.push(signal),
            // Once its lease has ended, an instance of a newer version may be able to read it.
            Err(error) => tracing::error!(%error, "could not read a signal; will retry"),
        }
    }
    Ok(signals)
}

fn read(row: &Row) -> Result<OrderSignal> {
    let amount = match (row.get::<Option<i64>>("amount")?, row.get::<Option<i64>>("paid_amount")?) {
        (Some(_), _) => Some(row.money("amount", "currency")?),
        (None, Some(_)) => Some(row.money("paid_amount", "paid_currency")?),
        (None, None) => None,
    };
    let refunded = match row.get::<Option<i64>>("refunded")? {
        Some(_) => Some(row.money("refunded", "currency")?),
        None => None,
    };
    let (kind, reason): (SignalKind, Option<RefundReason>) = (row.get("kind")?, row.get("reason")?);
    let dispute: Option<DisputeStatus> = row.get("dispute")?;
    let issue = match (kind, reason) {
        (SignalKind::Attention, Some(_)) => Some(PaymentIssue::RefundFailed),
        (SignalKind::Attention, None) if dispute.is_some() => Some(PaymentIssue::Disputed),
        (SignalKind::Attention, None) => row.get("attention")?,
        _ => None,
    };
    Ok(OrderSignal {
        id: row.get("id")?,
        order_id: row.get("order_id")?,
        kind,
        subject: row.get("subject")?,
        amount,
        refunded,
        issue,
        dispute,
        reason,
        error: row.get("error")?,
        at: row.get("created_at")?,
    })
}
