//! Cancelling orders whose offline payment, such as a bank transfer, has not arrived.

use std::time::Duration;

use super::record::{self, Payment};
use crate::{
    args,
    language::Texts,
    model::{Instructions, PaymentState, Problem, Timestamp},
    store::{Store, db::Result},
};

/// The maximum number of orders cancelled in one round. The others follow in the next round.
const MAX_PER_ROUND: i64 = 50;

/// The interval between two tries to cancel a payment whose provider gives no answer, so that it does not keep
/// others out of the round.
const RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

impl Store {
    /// Adds to the instructions of an offline payment until when it must arrive.
    pub(in crate::store) fn with_deadline(
        &self,
        instructions: Instructions,
        started_at: Timestamp,
        texts: &Texts,
    ) -> Instructions {
        let Some(expires) = self.settings().transfer_expires else { return instructions };
        let day = texts.date(started_at + expires);
        let deadline = texts.format("order-pay-by", &[("day", (&day).into())]);
        Instructions { text: format!("{} {deadline}", instructions.text), ..instructions }
    }

    /// Cancels an overdue payment with its order, unless another instance has just tried to.
    async fn expire(&self, payment: &Payment) -> Result<(), Problem> {
        let now = self.db().now();
        let sql = "UPDATE pannier_payments SET polled_at = $2 WHERE id = $1 AND polled_at <= $3";
        if self.db().execute(sql, args![&payment.id, now, now - RETRY_AFTER]).await? == 0 {
            return Ok(());
        }
        tracing::info!(order = payment.order_id, "offline payment has not arrived in time");
        match self.provider(&payment.provider) {
            Some(_) => self.cancel_attempt(payment).await.map(drop),
            None => self.settle(&payment.id, &PaymentState::Expired).await,
        }
    }
}

/// Cancels the orders whose offline payment is overdue.
pub(in crate::store) async fn expire_due(store: &Store) -> Result<()> {
    let Some(expires) = store.settings().transfer_expires else { return Ok(()) };
    let sql = format!(
        "{} WHERE status = 'open' AND offline = 1 AND {} AND created_at <= $1 AND polled_at <= $2 \
         ORDER BY created_at LIMIT $3",
        record::select(),
        record::unflagged()
    );
    let now = store.db().now();
    for row in store.db().fetch_all(&sql, args![now - expires, now - RETRY_AFTER, MAX_PER_ROUND]).await? {
        let payment = Payment::read(&row)?;
        if let Err(problem) = store.expire(&payment).await {
            tracing::warn!(order = payment.order_id, %problem, "overdue order could not be cancelled; will retry");
        }
    }
    Ok(())
}
