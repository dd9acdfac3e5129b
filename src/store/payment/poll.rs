//! Polling gateways for payments without a webhook: it got lost, or the instance that received it crashed.
//!
//! The return from the gateway and the order's page poll one payment at once. A background task polls all
//! open payments, at growing intervals, until they are settled or cancelled.

use std::time::Duration;

use super::{
    PaymentError, PaymentState, in_time,
    record::{self, Payment},
    start::FREE,
};
use crate::{
    args,
    model::Problem,
    store::{Store, db},
};

/// The minimum interval between two polls of one payment.
const MIN_INTERVAL: Duration = Duration::from_secs(2);
/// The maximum interval.
const MAX_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How long the order's page waits for the gateway before it shows the last known state.
const PAGE_TIMEOUT: Duration = Duration::from_secs(3);
/// For this long, an attempt unknown to the gateway may still be on its way there.
const IN_FLIGHT: Duration = Duration::from_secs(60);
/// The maximum number of payments polled in one round.
const MAX_PER_ROUND: i64 = 50;

impl Store {
    /// Polls an order's payment, unless it was polled a moment ago. Returns whether anything may have
    /// changed.
    pub(crate) async fn refresh_payment(&self, order_id: &str) -> bool {
        match record::live(self.db(), order_id).await {
            Ok(Some(payment)) if is_pollable(&payment) => {
                matches!(tokio::time::timeout(PAGE_TIMEOUT, self.poll(&payment)).await, Ok(Ok(true)))
            }
            _ => false,
        }
    }

    /// Polls an attempt and settles it. Returns `false` if it was polled a moment ago, or if the gateway gave
    /// no answer.
    async fn poll(&self, payment: &Payment) -> Result<bool, Problem> {
        if payment.provider == FREE {
            self.settle(&payment.id, &PaymentState::Succeeded { amount: payment.amount }).await?;
            return Ok(true);
        }
        let Some(provider) = self.provider(&payment.provider) else { return Ok(false) };
        let now = self.db().now();
        // Back-off: after 2 s, then after a quarter of the payment's age, at least hourly.
        let next = now + (now.duration_since(payment.created_at) / 4).clamp(MIN_INTERVAL, MAX_INTERVAL);
        let sql = "UPDATE pannier_payments SET poll_at = $2, polled_at = $3 WHERE id = $1 AND polled_at <= $4";
        if self.db().execute(sql, args![&payment.id, next, now, now - MIN_INTERVAL]).await? == 0 {
            return Ok(false);
        }
        let news = in_time(provider.fetch_state(&payment.attempt_ref())).await;
        let news = match (news, self.reason_to_call_off(payment)) {
            (Ok(PaymentState::Open), Some(reason)) => self.call_off(payment, reason).await,
            (news, _) => news,
        };
        match news {
            Ok(state) => self.settle(&payment.id, &state).await?,
            // The start never reached the gateway, and no longer can: nothing was charged and nothing will
            // be.
            Err(PaymentError::NotFound) if now.duration_since(payment.created_at) > IN_FLIGHT => {
                self.settle(&payment.id, &PaymentState::Expired).await?;
            }
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment state query failed");
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn age(&self, payment: &Payment) -> Duration {
        self.db().now().duration_since(payment.created_at)
    }

    /// Cancels an attempt at the gateway, and settles and returns the resulting state. A processing one can no
    /// longer be cancelled.
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway gives no answer: the order stays pending.
    pub(crate) async fn cancel_attempt(&self, payment: &Payment) -> Result<PaymentState, Problem> {
        let provider = self.provider(&payment.provider).ok_or(Problem::GatewayUnavailable)?;
        let attempt = payment.attempt_ref();
        let state = match in_time(provider.cancel(&attempt)).await {
            Err(PaymentError::NotFound) if self.age(payment) > IN_FLIGHT => PaymentState::Cancelled,
            Ok(state) => state,
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment cancellation failed");
                return Err(Problem::GatewayUnavailable);
            }
        };
        self.settle(&payment.id, &state).await?;
        if state == PaymentState::Open { Err(Problem::GatewayUnavailable) } else { Ok(state) }
    }

    /// Schedules an immediate poll of one payment by the background task.
    pub(in crate::store) async fn schedule_poll(&self, payment: &str) -> Result<(), Problem> {
        let sql = "UPDATE pannier_payments SET poll_at = $2 WHERE id = $1 AND poll_at > $2";
        self.db().execute(sql, args![payment, self.db().now()]).await?;
        self.0.reconciler.notify_one();
        Ok(())
    }

    /// Schedules an immediate poll of all open payments of a provider.
    pub(in crate::store) async fn schedule_polls(&self, provider: &str) -> Result<(), Problem> {
        let sql = "UPDATE pannier_payments SET poll_at = $2 WHERE provider = $1 AND status IN ('starting', 'open') \
                   AND poll_at > $2 AND polled_at <= $3";
        let now = self.db().now();
        if self.db().execute(sql, args![provider, now, now - MIN_INTERVAL]).await? > 0 {
            self.0.reconciler.notify_one();
        }
        Ok(())
    }
}

/// Whether the gateway can settle this payment. Offline payments and those with an issue are left to the
/// owner.
fn is_pollable(payment: &Payment) -> bool {
    !payment.pays_offline() && payment.issue.is_none()
}

/// Polls every payment that is due.
pub(in crate::store) async fn poll_due(store: &Store) -> db::Result<()> {
    let sql = format!(
        "{} WHERE status IN ('starting', 'open') AND attention IS NULL AND poll_at <= $1 ORDER BY poll_at LIMIT $2",
        record::select()
    );
    for row in store.db().fetch_all(&sql, args![store.db().now(), MAX_PER_ROUND]).await? {
        let payment = Payment::read(&row)?;
        if is_pollable(&payment)
            && let Err(problem) = store.poll(&payment).await
        {
            tracing::warn!(order = payment.order_id, %problem, "payment poll failed");
        }
    }
    Ok(())
}
