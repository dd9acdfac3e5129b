//! Applying payment states to orders.
//!
//! [`Store::settle`] is the only way to do so. Webhooks, returning browsers, the order's page and the
//! background task all call it with the state the gateway reports; the first call makes the change, the
//! others find it made.

use std::time::Duration;

use super::{
    PaymentState,
    record::{self, Payment},
};
use crate::{
    args,
    model::{Money, Problem, Status},
    store::{
        Store,
        db::{DbError, Result as DbResult, Tx},
        order::{
            header,
            state::{self, Attention, Decision},
            transition,
        },
        receivers::SignalKind,
        refund,
        task::run_to_completion,
    },
};

impl Store {
    /// Applies a payment state to its order. Idempotent and safe to call concurrently; late notifications are
    /// ignored.
    ///
    /// A payment for a cancelled order is refunded. A payment that differs from the order's total leaves the
    /// order pending and needs the owner's attention.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{PaymentState, Status};
    ///
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (attempt, order) = pannier::testing::place(&store, &visitor).await?;
    /// let paid = PaymentState::Succeeded { amount: order.total };
    /// store.settle(&attempt, &paid).await?;
    /// // Late: ignored.
    /// store.settle(&attempt, &PaymentState::Expired).await?;
    /// assert_eq!(store.order(&order.token).await?.status, Status::Completed);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] when there is no such attempt; [`Problem::Unavailable`] when the database
    /// cannot be written: then nothing has changed, and the call must be retried.
    pub async fn settle(&self, attempt: &str, news: &PaymentState) -> Result<(), Problem> {
        let (store, attempt, news) = (self.clone(), attempt.to_owned(), news.clone());
        // A client that disconnects must not cancel it halfway.
        run_to_completion(async move {
            loop {
                match store.try_settle(&attempt, &news).await {
                    Err(SettleError::Database(error)) if error.is_retryable() => {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    Err(SettleError::Database(error)) => return Err(error.into()),
                    Err(SettleError::UnknownAttempt) => return Err(Problem::UnknownOrder),
                    Ok(()) => return Ok(()),
                }
            }
        })
        .await
    }

    async fn try_settle(&self, attempt: &str, news: &PaymentState) -> Result<(), SettleError> {
        let (name, message, paid) = match news {
            PaymentState::Open => return Ok(()),
            PaymentState::Succeeded { amount } => ("succeeded", None, Some(*amount)),
            PaymentState::Declined { message } => ("declined", Some(message.as_str()), None),
            PaymentState::Cancelled => ("cancelled", None, None),
            PaymentState::Expired => ("expired", None, None),
        };
        let mut tx = self.db().begin().await?;
        let payment = record::by_id_in(&mut tx, attempt).await?.ok_or(SettleError::UnknownAttempt)?;
        // Locks the order: what is read from here on holds until the commit.
        let pending = transition::lock_pending(&mut tx, &payment.order_id).await?;
        let status = match &pending {
            Some(_) => Status::Pending,
            None => header::status_in(&mut tx, &payment.order_id).await?.ok_or(SettleError::UnknownAttempt)?,
        };
        let payment = record::by_id_in(&mut tx, attempt).await?.ok_or(SettleError::UnknownAttempt)?;
        if payment.status == "succeeded" {
            return Ok(());
        }
        let outbox = &self.0.outbox;
        match (state::decide(status, payment.amount, news), pending) {
            (Decision::Complete, Some(order)) => {
                transition::complete(&mut tx, outbox, order).await?;
            }
            (Decision::Cancel, Some(order)) if payment.live() => {
                transition::cancel(&mut tx, outbox, order, &self.0.sellables).await?;
            }
            (Decision::Attention(why), Some(_)) => {
                self.flag_issue(&mut tx, &payment, why, paid).await?;
                tx.commit().await?;
                return Ok(());
            }
            (Decision::Attention(why), None) => {
                let twice = reordered_and_paid(&mut tx, &payment.order_id).await?;
                let why = if twice { Attention::PaidTwice } else { why };
                self.flag_issue(&mut tx, &payment, why, paid).await?;
                if let Some(paid) = paid.filter(|paid| paid.amount > 0) {
                    refund::schedule(self, &mut tx, &payment, paid, why.as_str()).await?;
                }
            }
            _ => {}
        }
        let sql = "UPDATE pannier_payments SET status = $2, message = $3, updated_at = $4, \
                   paid_amount = COALESCE($5, paid_amount), paid_currency = COALESCE($6, paid_currency) WHERE id = $1 \
                   AND (status IN ('starting', 'open') OR ($2 = 'succeeded' AND status <> 'succeeded'))";
        let (amount, currency) = (paid.map(|m| m.amount), paid.map(|m| m.currency.code().to_owned()));
        if tx.execute(sql, args![attempt, name, message, tx.now(), amount, currency]).await? == 1 {
            tracing::info!(order = payment.order_id, outcome = name, "payment settled");
        }
        tx.commit().await?;
        Ok(())
    }

    /// Records a payment that does not match its order, once, and signals the receivers.
    async fn flag_issue(&self, tx: &mut Tx, payment: &Payment, why: Attention, paid: Option<Money>) -> DbResult<()> {
        let sql = "UPDATE pannier_payments SET attention = $2, paid_amount = $3, paid_currency = $4, updated_at = $5 \
                   WHERE id = $1 AND attention IS NULL";
        let (amount, currency) = (paid.map(|m| m.amount), paid.map(|m| m.currency.code().to_owned()));
        if tx.execute(sql, args![&payment.id, why.as_str(), amount, currency, tx.now()]).await? == 0 {
            return Ok(());
        }
        tracing::error!(order = payment.order_id, attention = why.as_str(), "payment does not match its order");
        self.0.outbox.push(tx, &payment.order_id, SignalKind::Attention, &payment.id).await
    }
}

/// Returns whether the items of a cancelled order were ordered again since, and paid.
async fn reordered_and_paid(tx: &mut Tx, cancelled: &str) -> DbResult<bool> {
    let mut order = cancelled.to_owned();
    let sql = "SELECT id, status FROM pannier_orders WHERE replaces = $1";
    while let Some(next) = tx.fetch_optional(sql, args![&order]).await? {
        if header::status(&next)? == Status::Completed {
            return Ok(true);
        }
        order = next.get("id")?;
    }
    Ok(false)
}

enum SettleError {
    UnknownAttempt,
    Database(DbError),
}

impl From<DbError> for SettleError {
    fn from(error: DbError) -> Self {
        SettleError::Database(error)
    }
}
