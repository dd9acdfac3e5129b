//! Disputes: the shopper's bank or the gateway takes a payment back, for good or until it is decided.
//!
//! While a dispute is open, and after it was lost, the order is on hold (`hold.rs`). A dispute that was won
//! releases it, and so does the merchant, unless an open dispute is lost after that. A dispute can arrive before its
//! payment is settled: the payment is still polled, and once it has succeeded, the order is completed and on hold.

use crate::{
    args,
    model::{DisputeStatus, PaymentIssue},
    store::{
        Store,
        db::{Result, Tx, new_id},
        payment::{Dispute, record::Payment},
        receivers::SignalKind,
    },
};

/// Records a dispute as the gateway reports it, and signals the receivers when it is opened and when it is
/// decided. Idempotent: an open dispute that is reported after its decision has no effect. The transaction has locked
/// the order.
pub(super) async fn note(store: &Store, tx: &mut Tx, payment: &Payment, dispute: &Dispute) -> Result<()> {
    let kind = match dispute.status {
        DisputeStatus::Open => SignalKind::Attention,
        DisputeStatus::Won | DisputeStatus::Lost => SignalKind::DisputeClosed,
    };
    let Some(id) = record(tx, payment, dispute).await? else { return Ok(()) };
    match dispute.status {
        DisputeStatus::Open => flag(tx, payment).await?,
        DisputeStatus::Won | DisputeStatus::Lost => close(tx, payment, dispute.status).await?,
    }
    store.0.outbox.push_once(tx, &new_id(), &payment.order_id, kind, &id).await?;
    tracing::warn!(order = payment.order_id, dispute = dispute.reference, status = dispute.status.as_str(), "dispute");
    Ok(())
}

/// Returns the id of the dispute, or `None` if nothing is new.
async fn record(tx: &mut Tx, payment: &Payment, dispute: &Dispute) -> Result<Option<String>> {
    let sql = "INSERT INTO pannier_disputes (id, payment_id, reference, status, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (payment_id, reference) \
               DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at, \
               released_at = CASE WHEN excluded.status <> 'lost' THEN pannier_disputes.released_at END \
               WHERE excluded.status <> 'open' AND pannier_disputes.status <> excluded.status RETURNING id";
    let args = args![new_id(), &payment.id, &dispute.reference, dispute.status.as_str(), tx.now()];
    tx.fetch_optional(sql, args).await?.map(|row| row.get("id")).transpose()
}

async fn flag(tx: &mut Tx, payment: &Payment) -> Result<()> {
    let sql = "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, updated_at = $3 \
               WHERE id = $1 AND (attention IS NULL OR attention_cleared_at IS NOT NULL)";
    tx.execute(sql, args![&payment.id, PaymentIssue::Disputed.as_str(), tx.now()]).await.map(drop)
}

/// Decides a reversal without an id with the dispute that it was part of, and clears the issue unless another
/// dispute is open and not released.
async fn close(tx: &mut Tx, payment: &Payment, status: DisputeStatus) -> Result<()> {
    let sql = "UPDATE pannier_disputes SET status = $2, updated_at = $3 \
               WHERE payment_id = $1 AND reference = '' AND status = 'open'";
    tx.execute(sql, args![&payment.id, status.as_str(), tx.now()]).await?;
    let sql = "UPDATE pannier_payments SET attention_cleared_at = $3, updated_at = $3 WHERE id = $1 AND attention = $2 \
               AND NOT EXISTS (SELECT 1 FROM pannier_disputes WHERE payment_id = $1 AND status = 'open' \
               AND released_at IS NULL)";
    tx.execute(sql, args![&payment.id, PaymentIssue::Disputed.as_str(), tx.now()]).await.map(drop)
}
