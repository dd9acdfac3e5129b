//! Applying payment states to orders.
//!
//! [`Store::settle`] is the only way to do so. Webhooks, returning browsers, the order's page and the
//! background task all apply the state that the gateway reports; the first one makes the change, the
//! others find it made. A webhook is part of the same transaction (`webhook.rs`).

use super::{
    PaymentReport,
    record::{self, Locked, Payment},
};
use crate::{
    args,
    model::{Money, OrderStatus, PaymentIssue, PaymentState, PaymentStatus, Problem, RefundReason},
    store::{
        Store,
        audit::{self, Entry},
        db::{DbError, Result as DbResult, Tx, new_id},
        order::{
            state_machine::{self, Decision},
            transition,
        },
        receivers::SignalKind,
        refund,
        spawn::run_to_completion,
    },
};

/// How the merchant closes an order: its end, and the entry of the audit log for whoever brings it about.
#[derive(Clone, Debug)]
pub(in crate::store) struct Closing {
    pub end: OrderStatus,
    pub entry: Entry,
}

impl Store {
    /// Applies a payment state to its order. Idempotent and safe to call concurrently; late notifications are
    /// ignored.
    ///
    /// A payment for a cancelled order is refunded. A payment that differs from the order's total leaves the
    /// order pending and needs the owner's attention.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{PaymentState, OrderStatus};
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (attempt, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let paid = PaymentState::Succeeded { amount: order.total };
    /// store.settle(&attempt, &paid).await?;
    /// // Late: ignored.
    /// store.settle(&attempt, &PaymentState::Expired).await?;
    /// assert_eq!(store.order(&order.token).await?.status, OrderStatus::Completed);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] when there is no such attempt; [`Problem::Unavailable`] when the database
    /// cannot be written, or concurrent writes got in the way of ten tries: then nothing has changed, and the
    /// call must be retried.
    pub async fn settle(&self, attempt: &str, news: &PaymentState) -> Result<(), Problem> {
        self.apply(attempt, news).await?.ok_or(Problem::UnknownOrder)
    }

    /// Applies a payment state to its order, as [`Store::settle`] does. Returns `None` if there is no such attempt.
    pub(super) async fn apply(&self, attempt: &str, news: &PaymentState) -> DbResult<Option<()>> {
        self.apply_report(attempt, PaymentReport::new(news.clone())).await
    }

    /// Applies the state of a report to its order, as [`Store::settle`] does, and keeps what it says about the payer once
    /// the attempt has succeeded. Returns `None` if there is no such attempt.
    pub(super) async fn apply_report(&self, attempt: &str, report: PaymentReport) -> DbResult<Option<()>> {
        self.apply_as(attempt, report, None).await
    }

    /// Applies a payment state with which the merchant closes an order. If the order reaches the end that was meant,
    /// the entry in the audit log is part of the same transaction. No effect if its form has taken effect before.
    pub(in crate::store) async fn close_order(
        &self,
        attempt: &str,
        news: &PaymentState,
        closing: Closing,
    ) -> DbResult<()> {
        let report = PaymentReport::new(news.clone());
        self.apply_as(attempt, report, Some(closing)).await?.ok_or_else(DbError::row_not_found)
    }

    async fn apply_as(&self, attempt: &str, report: PaymentReport, closing: Option<Closing>) -> DbResult<Option<()>> {
        if report.state == PaymentState::Open {
            return Ok(Some(()));
        }
        let (store, attempt) = (self.clone(), attempt.to_owned());
        // A client that disconnects must not cancel it halfway.
        run_to_completion(async move {
            store.db().transact(|tx| store.try_settle(tx, &attempt, &report, closing.as_ref())).await
        })
        .await
    }

    async fn try_settle(
        &self,
        mut tx: Tx,
        attempt: &str,
        report: &PaymentReport,
        closing: Option<&Closing>,
    ) -> DbResult<Option<()>> {
        let PaymentReport { state: news, payer_country } = report;
        let Some(locked) = record::lock(&mut tx, attempt).await? else { return Ok(None) };
        let (open, wanted) = (locked.order.pending.is_some(), closing.map(|closing| closing.end));
        // The merchant has seen an open order. Only a gateway knows of money for one that was closed meanwhile.
        if !open && wanted == Some(OrderStatus::Completed) {
            return Ok(Some(()));
        }
        if let (PaymentState::Succeeded { .. }, Some(country)) = (news, payer_country) {
            self.note_payer(&mut tx, &locked.payment, country).await?;
        }
        let closing = closing.filter(|_| open);
        let payment = self.apply_state(&mut tx, locked, news).await?;
        let entry = match closing {
            Some(Closing { end, entry }) if status(&mut tx, &payment.order_id).await? == *end => Some(entry),
            _ => None,
        };
        audit::commit(tx, entry).await?;
        Ok(Some(()))
    }

    /// Stores the country of a payer, as it is first reported. Without a tax provider, it is not needed.
    pub(super) async fn note_payer(&self, tx: &mut Tx, payment: &Payment, country: &str) -> DbResult<()> {
        if self.tax_provider().is_none() || payment.payer_country.is_some() {
            return Ok(());
        }
        record::note_payer_country(tx, &payment.id, country).await
    }

    /// Applies a payment state in the transaction that has locked the order. Returns the payment as it was.
    pub(super) async fn apply_state(&self, tx: &mut Tx, locked: Locked, news: &PaymentState) -> DbResult<Payment> {
        let Locked { payment, order: transition::Locked { status, pending } } = locked;
        let (new, message, paid) = match news {
            PaymentState::Open => return Ok(payment),
            PaymentState::Processing => {
                if pending.is_some() {
                    self.mark_processing(tx, &payment).await?;
                }
                return Ok(payment);
            }
            PaymentState::Succeeded { amount } => {
                let paid = payment.paid.filter(|before| is_refunded_beyond(&payment, *before, *amount));
                (PaymentStatus::Succeeded, None, Some(paid.unwrap_or(*amount)))
            }
            PaymentState::Declined { message } => (PaymentStatus::Declined, Some(message.as_str()), None),
            PaymentState::Cancelled => (PaymentStatus::Cancelled, None, None),
            PaymentState::Expired => (PaymentStatus::Expired, None, None),
        };
        match payment.status {
            PaymentStatus::Succeeded => return Ok(payment),
            PaymentStatus::Starting
            | PaymentStatus::Open
            | PaymentStatus::Processing
            | PaymentStatus::Declined
            | PaymentStatus::Cancelled
            | PaymentStatus::Expired => {}
        }
        let outbox = &self.0.outbox;
        match (state_machine::decide(status, payment.amount, news), pending) {
            (Decision::Complete, Some(order)) => {
                transition::complete(tx, outbox, order).await?;
                // The right amount resolves an earlier mismatch.
                if payment.issue.is_some_and(|issue| issue != PaymentIssue::Disputed) {
                    let sql = "UPDATE pannier_payments SET attention_cleared_at = $2 WHERE id = $1";
                    tx.execute(sql, args![&payment.id, tx.now()]).await?;
                }
            }
            (Decision::Cancel, Some(order)) if payment.live() => {
                transition::cancel(tx, outbox, order, &self.0.sellables).await?;
            }
            (Decision::Attention(issue), Some(_)) => {
                self.flag_issue(tx, &payment, issue, paid).await?;
                return Ok(payment);
            }
            (Decision::Attention(issue), None) => {
                let twice = reordered_and_paid(tx, &payment.order_id).await?;
                let issue = if twice { PaymentIssue::PaidTwice } else { issue };
                self.flag_issue(tx, &payment, issue, paid).await?;
                if let Some(paid) = paid {
                    refund::schedule_rest(self, tx, &payment, paid, RefundReason::Issue(issue)).await?;
                }
            }
            (Decision::Stay, _) | (Decision::Complete, None) | (Decision::Cancel, _) => {}
        }
        let sql = "UPDATE pannier_payments SET status = $2, message = $3, updated_at = $4, \
                   paid_amount = COALESCE($5, paid_amount), paid_currency = COALESCE($6, paid_currency), \
                   paid_at = CASE WHEN $5 IS NULL THEN paid_at ELSE COALESCE(paid_at, $4) END WHERE id = $1 \
                   AND (status IN ('starting', 'open') OR ($2 = 'succeeded' AND status <> 'succeeded'))";
        let (amount, currency) = (paid.map(|m| m.amount), paid.map(|m| m.currency.code().to_owned()));
        if tx.execute(sql, args![&payment.id, new.as_str(), message, tx.now(), amount, currency]).await? == 1 {
            tracing::info!(order = payment.order_id, outcome = new.as_str(), "payment settled");
        }
        Ok(payment)
    }

    /// Records, once, that the shopper of a pending order has paid and the money has yet to arrive, and signals the
    /// receivers.
    async fn mark_processing(&self, tx: &mut Tx, payment: &Payment) -> DbResult<()> {
        let sql = "UPDATE pannier_payments SET processing_since = $2, updated_at = $2 \
                   WHERE id = $1 AND processing_since IS NULL AND status IN ('starting', 'open')";
        if tx.execute(sql, args![&payment.id, tx.now()]).await? == 0 {
            return Ok(());
        }
        self.0.outbox.push(tx, &payment.order_id, SignalKind::Processing, &payment.id).await?;
        tracing::info!(order = payment.order_id, "payment is processing");
        Ok(())
    }

    /// Records a payment that does not match its order, once, and signals the receivers. That is the issue to solve
    /// first, so it takes the place of a dispute.
    async fn flag_issue(
        &self,
        tx: &mut Tx,
        payment: &Payment,
        issue: PaymentIssue,
        paid: Option<Money>,
    ) -> DbResult<()> {
        let sql = format!(
            "UPDATE pannier_payments SET attention = $2, attention_cleared_at = NULL, paid_amount = $3, \
             paid_currency = $4, paid_at = CASE WHEN $3 IS NULL THEN NULL ELSE COALESCE(paid_at, $5) END, \
             updated_at = $5 WHERE id = $1 AND {}",
            record::unflagged()
        );
        let (amount, currency) = (paid.map(|m| m.amount), paid.map(|m| m.currency.code().to_owned()));
        if tx.execute(&sql, args![&payment.id, issue.as_str(), amount, currency, tx.now()]).await? == 0 {
            return Ok(());
        }
        tracing::error!(order = payment.order_id, attention = issue.as_str(), "payment does not match its order");
        let outbox = &self.0.outbox;
        outbox.push_once(tx, &new_id(), &payment.order_id, SignalKind::Attention, &payment.id).await.map(drop)
    }
}

/// Returns whether more was refunded of what a payment was before than it is now: the gateway has contradicted itself, and
/// what was refunded has been paid.
fn is_refunded_beyond(payment: &Payment, before: Money, now: Money) -> bool {
    payment.refunded > now.amount || payment.refunded > 0 && before.currency != now.currency
}

async fn status(tx: &mut Tx, order_id: &str) -> DbResult<OrderStatus> {
    tx.fetch_one("SELECT status FROM pannier_orders WHERE id = $1", args![order_id]).await?.get("status")
}

/// Returns whether the items of a cancelled order were ordered again since, and paid.
async fn reordered_and_paid(tx: &mut Tx, cancelled: &str) -> DbResult<bool> {
    let mut order = cancelled.to_owned();
    let sql = "SELECT id, status FROM pannier_orders WHERE replaces = $1";
    while let Some(next) = tx.fetch_optional(sql, args![&order]).await? {
        if next.get::<OrderStatus>("status")? == OrderStatus::Completed {
            return Ok(true);
        }
        order = next.get("id")?;
    }
    Ok(false)
}
