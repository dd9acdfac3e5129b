//! Polling gateways for payments without a webhook: it got lost, or the instance that received it crashed.
//!
//! The return from the gateway and the order's page poll one payment at once. A background task polls all
//! open payments, at growing intervals, until they are settled or cancelled.

use std::time::Duration;

use super::{
    PaymentError, PaymentState,
    record::{self, Payment},
    start::FREE,
};
use crate::{args, model::Problem, store::Store};

/// The minimum interval between two polls of one payment.
const ASK_AGAIN: Duration = Duration::from_secs(2);
/// The maximum interval.
const ASK_AT_LEAST: Duration = Duration::from_secs(60 * 60);
/// How long the order's page waits for the gateway before it shows the last known state.
const PATIENCE: Duration = Duration::from_secs(3);
/// The timeout of a gateway call that no page waits for.
const GATEWAY_PATIENCE: Duration = Duration::from_secs(20);
/// For this long, an attempt unknown to the gateway may still be on its way there.
const IN_FLIGHT: Duration = Duration::from_secs(60);
/// The maximum number of payments polled in one round.
const AT_ONCE: i64 = 50;

impl Store {
    /// Polls an order's payment, unless it was polled a moment ago. Returns whether anything may have
    /// changed.
    pub(crate) async fn look_after(&self, order_id: &str) -> bool {
        match record::live(self.db(), order_id).await {
            Ok(Some(payment)) if to_be_asked_about(&payment) => {
                matches!(tokio::time::timeout(PATIENCE, self.ask(&payment)).await, Ok(Ok(true)))
            }
            _ => false,
        }
    }

    /// Polls an attempt and settles it. Returns `false` if it was polled a moment ago, or if the gateway gave
    /// no answer.
    async fn ask(&self, payment: &Payment) -> Result<bool, Problem> {
        if payment.provider == FREE {
            self.settle(&payment.id, &PaymentState::Succeeded { amount: payment.amount }).await?;
            return Ok(true);
        }
        let Some(provider) = self.provider(&payment.provider) else { return Ok(false) };
        let now = self.db().now();
        // Back-off: after 2 s, then after a quarter of the payment's age, at least hourly.
        let next = now + (now.duration_since(payment.created_at) / 4).clamp(ASK_AGAIN, ASK_AT_LEAST);
        let sql = "UPDATE pannier_payments SET ask_at = $2, asked_at = $3 WHERE id = $1 AND asked_at <= $4";
        if self.db().execute(sql, args![&payment.id, next, now, now - ASK_AGAIN]).await? == 0 {
            return Ok(false);
        }
        let news = match provider.query(&payment.attempt_ref()).await {
            Ok(PaymentState::Open) if self.overdue(payment) => provider.cancel(&payment.attempt_ref()).await,
            other => other,
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

    fn overdue(&self, payment: &Payment) -> bool {
        self.age(payment) > self.settings().payment_expires
    }

    fn age(&self, payment: &Payment) -> Duration {
        self.db().now().duration_since(payment.created_at)
    }

    /// Cancels an attempt at the gateway and settles the resulting state.
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway gives no answer: the order stays pending.
    pub(crate) async fn call_off(&self, payment: &Payment) -> Result<(), Problem> {
        let provider = self.provider(&payment.provider).ok_or(Problem::GatewayUnavailable)?;
        let attempt = payment.attempt_ref();
        let answer = tokio::time::timeout(GATEWAY_PATIENCE, provider.cancel(&attempt)).await;
        let state = match answer.unwrap_or_else(|_| Err(PaymentError::Unknown("no answer in time".to_owned()))) {
            Err(PaymentError::NotFound) if self.age(payment) > IN_FLIGHT => PaymentState::Cancelled,
            Ok(state) => state,
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment cancellation failed");
                return Err(Problem::GatewayUnavailable);
            }
        };
        self.settle(&payment.id, &state).await?;
        if state == PaymentState::Open { Err(Problem::GatewayUnavailable) } else { Ok(()) }
    }

    /// Schedules an immediate poll of one payment by the background task.
    pub(in crate::store) async fn ask_soon(&self, payment: &str) -> Result<(), Problem> {
        let sql = "UPDATE pannier_payments SET ask_at = $2 WHERE id = $1 AND ask_at > $2";
        self.db().execute(sql, args![payment, self.db().now()]).await?;
        self.0.look.notify_one();
        Ok(())
    }

    /// Schedules an immediate poll of all open payments of a provider.
    pub(in crate::store) async fn ask_all_soon(&self, provider: &str) -> Result<(), Problem> {
        let sql = "UPDATE pannier_payments SET ask_at = $2 WHERE provider = $1 AND status IN ('starting', 'open') \
                   AND ask_at > $2 AND asked_at <= $3";
        let now = self.db().now();
        if self.db().execute(sql, args![provider, now, now - ASK_AGAIN]).await? > 0 {
            self.0.look.notify_one();
        }
        Ok(())
    }
}

/// Whether the gateway can settle this payment. Offline payments and those with an issue are left to the
/// owner.
fn to_be_asked_about(payment: &Payment) -> bool {
    !payment.offline() && payment.attention.is_none()
}

/// Polls every payment that is due.
pub(in crate::store) async fn ask_due(store: &Store) -> Result<(), Problem> {
    let sql = format!(
        "{} WHERE status IN ('starting', 'open') AND attention IS NULL AND ask_at <= $1 ORDER BY ask_at LIMIT $2",
        record::select()
    );
    for row in store.db().fetch_all(&sql, args![store.db().now(), AT_ONCE]).await? {
        let payment = Payment::read(&row)?;
        if to_be_asked_about(&payment)
            && let Err(problem) = store.ask(&payment).await
        {
            tracing::warn!(order = payment.order_id, %problem, "payment poll failed");
        }
    }
    Ok(())
}
