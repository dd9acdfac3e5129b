//! Polling gateways for payments without a webhook: it got lost, or the instance that received it crashed.
//!
//! The return from the gateway and the order's page poll one payment at once. A background task per provider
//! polls its open payments, at growing intervals, until they are settled or cancelled.

use std::time::Duration;

use super::{
    PaymentError, PaymentReport, in_time,
    record::{self, Payment},
    start::FREE,
};
use crate::{
    args,
    model::{PaymentState, Problem, Timestamp},
    store::{
        Store,
        db::{self, Row, Tx, Value},
    },
};

/// The minimum interval between two polls of one payment.
const MIN_INTERVAL: Duration = Duration::from_secs(2);
/// The maximum interval.
const MAX_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How long the order's page waits for the gateway before it shows the last known state.
const PAGE_TIMEOUT: Duration = Duration::from_secs(3);
/// For this long, an attempt unknown to the gateway may still be on its way there.
const IN_FLIGHT: Duration = Duration::from_secs(60);

impl Store {
    /// Polls an order's open payment. Returns whether anything may have changed.
    pub(crate) async fn refresh_payment(&self, order_id: &str) -> bool {
        match record::live(self.db(), order_id).await {
            Ok(Some(payment)) => self.refresh(&payment).await,
            _ => false,
        }
    }

    /// Polls a payment, unless it is settled or was polled a moment ago. Returns whether anything may have changed.
    pub(crate) async fn refresh(&self, payment: &Payment) -> bool {
        is_pollable(payment) && matches!(tokio::time::timeout(PAGE_TIMEOUT, self.poll(payment)).await, Ok(Ok(true)))
    }

    /// Polls an attempt and settles it. Returns `false` if it was polled a moment ago, or if the gateway gave
    /// no answer.
    async fn poll(&self, payment: &Payment) -> db::Result<bool> {
        let claimed = self.claim_poll(&payment.id, payment.created_at).await?;
        Ok(claimed.is_some() && self.query(payment).await?.is_some())
    }

    /// Schedules the next poll of an attempt, and returns its row. `None` if it was polled a moment ago.
    async fn claim_poll(&self, id: &str, created_at: Timestamp) -> db::Result<Option<Row>> {
        let (sql, args) = self.poll_claim(id, created_at);
        self.db().execute_returning(&sql, &args).await
    }

    /// Returns the statement that schedules the next poll of an attempt. It returns the row, unless the attempt was
    /// polled a moment ago.
    pub(super) fn poll_claim(&self, id: &str, created_at: Timestamp) -> (String, Vec<Value>) {
        let now = self.db().now();
        // Back-off: after 2 s, then after a quarter of the payment's age, at least hourly.
        let next = now + (now.duration_since(created_at) / 4).clamp(MIN_INTERVAL, MAX_INTERVAL);
        let sql = format!(
            "UPDATE pannier_payments SET poll_at = $2, polled_at = $3 WHERE id = $1 AND polled_at <= $4 RETURNING {}",
            record::COLUMNS
        );
        (sql, args![id, next, now, now - MIN_INTERVAL].to_vec())
    }

    /// Queries the state of an attempt at the gateway and settles it. Returns the state; `None` if there is no answer.
    pub(super) async fn query(&self, payment: &Payment) -> db::Result<Option<PaymentState>> {
        if payment.provider == FREE {
            let paid = PaymentState::Succeeded { amount: payment.amount };
            self.apply(&payment.id, &paid).await?;
            return Ok(Some(paid));
        }
        let Some(provider) = self.provider(&payment.provider) else { return Ok(None) };
        let news = in_time(provider.fetch_report(&payment.attempt_ref())).await;
        let news = match (news, self.reason_to_call_off(payment)) {
            (Ok(PaymentReport { state: PaymentState::Open, .. }), Some(reason)) => {
                self.call_off(payment, reason).await.map(PaymentReport::new)
            }
            (news, _) => news,
        };
        let report = match news {
            Ok(report) => report,
            // The start never reached the gateway, and no longer can: nothing was charged and nothing will
            // be.
            Err(PaymentError::NotFound) if self.age(payment) > IN_FLIGHT => PaymentReport::new(PaymentState::Expired),
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment state query failed");
                return Ok(None);
            }
        };
        let state = report.state.clone();
        self.apply_report(&payment.id, report).await?;
        Ok(Some(state))
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
        let state = self.cancel_at_gateway(payment).await?;
        self.settle(&payment.id, &state).await?;
        if state == PaymentState::Open { Err(Problem::GatewayUnavailable) } else { Ok(state) }
    }

    /// Cancels an attempt at the gateway, and returns the resulting state, which is yet to be settled.
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway gives no answer.
    pub(in crate::store) async fn cancel_at_gateway(&self, payment: &Payment) -> Result<PaymentState, Problem> {
        let provider = self.provider(&payment.provider).ok_or(Problem::GatewayUnavailable)?;
        let attempt = payment.attempt_ref();
        match in_time(provider.cancel(&attempt)).await {
            Err(PaymentError::NotFound) if self.age(payment) > IN_FLIGHT => Ok(PaymentState::Cancelled),
            Ok(state) => Ok(state),
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment cancellation failed");
                Err(Problem::GatewayUnavailable)
            }
        }
    }

    /// Schedules an immediate poll of one payment by the background task, which the commit wakes.
    pub(super) async fn schedule_poll(&self, tx: &mut Tx, payment: &str) -> db::Result<()> {
        let sql = "UPDATE pannier_payments SET poll_at = $2 WHERE id = $1 AND poll_at > $2";
        tx.execute(sql, args![payment, tx.now()]).await?;
        tx.wake_on_commit(&self.0.reconciler);
        Ok(())
    }

    /// Schedules an immediate poll of all open payments of a provider.
    pub(in crate::store) async fn schedule_polls(&self, provider: &str) -> Result<(), Problem> {
        let sql = format!(
            "UPDATE pannier_payments SET poll_at = $2 WHERE provider = $1 AND {} AND poll_at > $2 AND polled_at <= $3",
            pollable()
        );
        let now = self.db().now();
        if self.db().execute(&sql, args![provider, now, now - MIN_INTERVAL]).await? > 0 {
            self.0.reconciler.notify_waiters();
        }
        Ok(())
    }
}

/// Whether a payment is open and the gateway can settle it. Offline payments and those that do not match their order are
/// left to the owner.
pub(super) fn is_pollable(payment: &Payment) -> bool {
    payment.live() && !payment.pays_offline() && !payment.is_flagged()
}

/// Returns an SQL condition: whether a payment is [pollable](is_pollable). An index has the same one.
fn pollable() -> String {
    format!("status IN ('starting', 'open') AND {} AND offline = 0", record::unflagged())
}

/// Polls the payment of a provider that has been due longest. Returns whether one was due at `as_of`.
pub(in crate::store) async fn poll_next(store: &Store, provider: &str, as_of: Timestamp) -> db::Result<bool> {
    let sql = format!(
        "SELECT id, created_at FROM pannier_payments WHERE provider = $1 AND {} AND poll_at <= $2 AND polled_at <= $3 \
         ORDER BY poll_at LIMIT 1",
        pollable()
    );
    let rested = store.db().now() - MIN_INTERVAL;
    let Some(due) = store.db().fetch_optional(&sql, args![provider, as_of, rested]).await? else { return Ok(false) };
    let id: String = due.get("id")?;
    // First of all, so that a payment that cannot be read or settled does not block those behind it.
    let Some(row) = store.claim_poll(&id, due.get("created_at")?).await? else { return Ok(true) };
    let polled = match Payment::read(&row) {
        Ok(payment) if is_pollable(&payment) => store.query(&payment).await.map(drop),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = polled {
        tracing::warn!(payment = id, %error, "payment poll failed");
    }
    Ok(true)
}
