//! Asking gateways about payments whose news do not come: a webhook that was lost, an instance that died halfway.
//!
//! The way back from the gateway and the order's page ask about one payment, at once; a task in the background asks about all
//! that hang, less and less often, until they are settled or called off.

use std::time::Duration;

use super::{
    PaymentError, PaymentState,
    record::{self, Payment},
    start::FREE,
};
use crate::{args, model::Problem, store::Store};

/// The least time between two questions about one payment, in milliseconds.
const ASK_AGAIN: i64 = 2_000;
/// How long the order's page waits for the gateway before it shows what is known.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a call to a gateway may take when nobody is waiting for a page.
const GATEWAY_PATIENCE: Duration = Duration::from_secs(20);
/// An attempt the gateway does not know may still be on its way there for so long, in milliseconds.
const IN_FLIGHT: i64 = 60_000;
/// The most payments that are asked about in one round.
const AT_ONCE: i64 = 50;

impl Store {
    /// Asks the gateway how an order's payment stands, unless it was asked a moment ago. Says whether anything may have
    /// changed.
    pub(crate) async fn look_after(&self, order_id: &str) -> bool {
        match record::live(self.db(), order_id).await {
            Ok(Some(payment)) if to_be_asked_about(&payment) => {
                matches!(tokio::time::timeout(PATIENCE, self.ask(&payment)).await, Ok(Ok(true)))
            }
            _ => false,
        }
    }

    /// Asks the gateway about an attempt and settles it. `false` if it was asked a moment ago, or does not say.
    async fn ask(&self, payment: &Payment) -> Result<bool, Problem> {
        if payment.provider == FREE {
            self.settle(&payment.id, &PaymentState::Succeeded { amount: payment.amount }).await?;
            return Ok(true);
        }
        let Some(provider) = self.provider(&payment.provider) else { return Ok(false) };
        let now = self.db().now();
        // Asked less and less often the longer it hangs: after 2 s, then after a quarter of its age, at least hourly.
        let next = now + ((now - payment.created_at) / 4).clamp(ASK_AGAIN, 3_600_000);
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
            // It never got there, and is not on its way any more: nothing was charged, nothing will be.
            Err(PaymentError::NotFound) if now - payment.created_at > IN_FLIGHT => {
                self.settle(&payment.id, &PaymentState::Expired).await?;
            }
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "a gateway was asked and did not say");
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn overdue(&self, payment: &Payment) -> bool {
        let age = u128::try_from(self.db().now() - payment.created_at).unwrap_or_default();
        age > self.settings().payment_expires.as_millis()
    }

    /// Calls an attempt off at the gateway, and settles what came of it.
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway does not say: the order stays pending.
    pub(crate) async fn call_off(&self, payment: &Payment) -> Result<(), Problem> {
        let provider = self.provider(&payment.provider).ok_or(Problem::GatewayUnavailable)?;
        let attempt = payment.attempt_ref();
        let answer = tokio::time::timeout(GATEWAY_PATIENCE, provider.cancel(&attempt)).await;
        let state = match answer.unwrap_or_else(|_| Err(PaymentError::Unknown("no answer in time".to_owned()))) {
            Err(PaymentError::NotFound) if self.db().now() - payment.created_at > IN_FLIGHT => PaymentState::Cancelled,
            Ok(state) => state,
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "a payment could not be called off");
                return Err(Problem::GatewayUnavailable);
            }
        };
        self.settle(&payment.id, &state).await?;
        if state == PaymentState::Open { Err(Problem::GatewayUnavailable) } else { Ok(()) }
    }

    /// Has the background ask about one payment at once, instead of when its turn comes.
    pub(in crate::store) async fn ask_soon(&self, payment: &str) -> Result<(), Problem> {
        let sql = "UPDATE pannier_payments SET ask_at = $2 WHERE id = $1 AND ask_at > $2";
        self.db().execute(sql, args![payment, self.db().now()]).await?;
        self.0.look.notify_one();
        Ok(())
    }

    /// The same for all payments of a provider that are under way.
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

/// Whether a gateway has an answer that would decide it.
fn to_be_asked_about(payment: &Payment) -> bool {
    !payment.offline() && payment.attention.is_none()
}

/// Asks about every payment whose turn it is.
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
            tracing::warn!(order = payment.order_id, %problem, "a hanging payment could not be settled");
        }
    }
    Ok(())
}
