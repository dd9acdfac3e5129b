//! Turning news of a payment into a change of status.
//!
//! There is one function for it, [`Store::settle`]. Webhooks, browsers that come back, the order's page and the background
//! task all call it with what the gateway says; the first to come makes the change, the others find it made.

use std::time::Duration;

use super::{
    Store,
    db::{Row, driven, now},
    order::{
        machine::{self, Attention, Decision},
        record, transition,
    },
    pay::FREE,
    payment::{Action, AttemptRef, PaymentError, PaymentProvider, PaymentState},
};
use crate::{
    args,
    model::{Currency, Money, Problem, Status},
};

/// The least time between two questions about one payment, in milliseconds.
const ASK_AGAIN: i64 = 2_000;
/// How long the order's page waits for the gateway before it shows what is known.
const PATIENCE: Duration = Duration::from_secs(3);
/// An attempt the gateway does not know may still be on its way there for so long, in milliseconds.
const IN_FLIGHT: i64 = 60_000;

/// An attempt to pay, as its row has it.
pub(crate) struct Payment {
    pub id: String,
    pub order_id: String,
    pub provider: String,
    pub status: String,
    pub amount: Money,
    pub reference: Option<String>,
    pub action: Option<Action>,
    pub message: Option<String>,
    pub created_at: i64,
}

pub(crate) const PAYMENT: &str = "SELECT id, order_id, provider, status, amount, currency, reference, action, message, created_at \
     FROM pannier_payments";

impl Payment {
    pub fn read(row: &Row) -> super::db::Result<Payment> {
        let currency: String = row.get("currency")?;
        let action: Option<String> = row.get("action")?;
        Ok(Payment {
            id: row.get("id")?,
            order_id: row.get("order_id")?,
            provider: row.get("provider")?,
            status: row.get("status")?,
            amount: Money::new(row.get("amount")?, Currency::from_code(&currency).unwrap_or(Currency::EUR)),
            reference: row.get("reference")?,
            action: action.as_deref().and_then(|json| serde_json::from_str(json).ok()),
            message: row.get("message")?,
            created_at: row.get("created_at")?,
        })
    }

    pub fn live(&self) -> bool {
        matches!(self.status.as_str(), "starting" | "open")
    }

    pub fn attempt_ref(&self) -> AttemptRef {
        AttemptRef { id: self.id.clone(), reference: self.reference.clone() }
    }

    fn offline(&self) -> bool {
        matches!(self.action, Some(Action::AwaitOffline { .. }))
    }
}

impl Store {
    /// Takes note of how an attempt stands, and moves its order accordingly. Safe to call with the same news any number of
    /// times, from any number of places at once; news that arrive too late change nothing, and money that does not fit its
    /// order is marked for a person.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{PaymentState, Status};
    ///
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (attempt, order) = pannier::testing::place(&store, &visitor).await?;
    /// let paid = PaymentState::Succeeded { amount: order.total };
    /// store.settle(&attempt, &paid).await?;
    /// // Old news: it changes nothing.
    /// store.settle(&attempt, &PaymentState::Expired).await?;
    /// assert_eq!(store.order(&order.token).await?.status, Status::Completed);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] when there is no such attempt; [`Problem::Unavailable`] when the database cannot be
    /// written: then nothing has changed, and the news must come again.
    pub async fn settle(&self, attempt: &str, news: &PaymentState) -> Result<(), Problem> {
        let (store, attempt, news) = (self.clone(), attempt.to_owned(), news.clone());
        // A browser that hangs up must not leave it half done.
        driven(async move {
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
        let mut tx = self.db().begin().await?;
        let sql = format!("{PAYMENT} WHERE id = $1");
        let row = tx.fetch_optional(&sql, args![attempt]).await?.ok_or(SettleError::UnknownAttempt)?;
        let payment = Payment::read(&row)?;
        // From here on nobody else moves the order; what is read of it now stays true until the commit.
        let pending = transition::hold_pending(&mut tx, &payment.order_id).await?;
        let status = match &pending {
            Some(_) => Status::Pending,
            None => {
                let sql = "SELECT status FROM pannier_orders WHERE id = $1";
                let row = tx.fetch_optional(sql, args![&payment.order_id]).await?.ok_or(SettleError::UnknownAttempt)?;
                record::status(&row)?
            }
        };
        let row = tx.fetch_optional(&sql, args![attempt]).await?.ok_or(SettleError::UnknownAttempt)?;
        let payment = Payment::read(&row)?;
        let decision = machine::decide(status, payment.amount, news);
        let (name, message) = match news {
            PaymentState::Open => return Ok(()),
            PaymentState::Succeeded { .. } => ("succeeded", None),
            PaymentState::Declined { message } => ("declined", Some(message.as_str())),
            PaymentState::Cancelled => ("cancelled", None),
            PaymentState::Expired => ("expired", None),
        };
        let outbox = &self.0.outbox;
        match (decision, pending) {
            (Decision::Complete, Some(order)) => {
                transition::complete(&mut tx, outbox, order).await?;
            }
            (Decision::Cancel, Some(order)) if payment.live() => {
                transition::cancel(&mut tx, outbox, order, &self.0.sellables).await?;
            }
            (Decision::Attention(attention), _) => {
                let sql =
                    "UPDATE pannier_payments SET attention = $2, updated_at = $3 WHERE id = $1 AND attention IS NULL";
                if tx.execute(sql, args![attempt, attention.as_str(), now()]).await? == 1 {
                    tracing::error!(
                        order = payment.order_id,
                        attention = attention.as_str(),
                        "money has come that does not fit its order"
                    );
                }
                // A wrong amount decides nothing: the order stops for a person.
                if attention == Attention::AmountMismatch {
                    tx.commit().await?;
                    return Ok(());
                }
            }
            _ => {}
        }
        let sql = "UPDATE pannier_payments SET status = $2, message = $3, updated_at = $4 WHERE id = $1 \
                   AND (status IN ('starting', 'open') OR ($2 = 'succeeded' AND status <> 'succeeded'))";
        if tx.execute(sql, args![attempt, name, message, now()]).await? == 1 {
            tracing::info!(order = payment.order_id, outcome = name, "a payment is decided");
        }
        tx.commit().await?;
        outbox.ring();
        Ok(())
    }

    /// The attempt of this id.
    pub(crate) async fn payment(&self, attempt: &str) -> Result<Option<Payment>, Problem> {
        let row = self.db().fetch_optional(&format!("{PAYMENT} WHERE id = $1"), args![attempt]).await?;
        Ok(row.as_ref().map(Payment::read).transpose()?)
    }

    /// The attempt that is under way for an order.
    pub(crate) async fn live_payment(&self, order_id: &str) -> Result<Option<Payment>, Problem> {
        let sql = format!("{PAYMENT} WHERE order_id = $1 AND status IN ('starting', 'open')");
        let row = self.db().fetch_optional(&sql, args![order_id]).await?;
        Ok(row.as_ref().map(Payment::read).transpose()?)
    }

    /// Whether an order waits for money that comes in its own time, such as a bank transfer.
    pub(crate) async fn awaits_offline(&self, order_id: &str) -> Result<bool, Problem> {
        Ok(self.live_payment(order_id).await?.is_some_and(|payment| payment.offline()))
    }

    /// Asks the gateway how an order's payment stands, unless it was asked a moment ago. Says whether anything may have
    /// changed.
    pub(crate) async fn look_after(&self, order_id: &str) -> bool {
        match self.live_payment(order_id).await {
            Ok(Some(payment)) if !payment.offline() => {
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
        let now = now();
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
        let age = u128::try_from(now() - payment.created_at).unwrap_or_default();
        !payment.offline() && age > self.settings().payment_expires.as_millis()
    }

    /// Calls an attempt off at the gateway, and settles what came of it.
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway does not say: the order stays pending.
    pub(crate) async fn call_off(&self, payment: &Payment) -> Result<(), Problem> {
        let provider = self.provider(&payment.provider).ok_or(Problem::GatewayUnavailable)?;
        let state = match cancel(provider.as_ref(), payment).await {
            Err(PaymentError::NotFound) if now() - payment.created_at > IN_FLIGHT => PaymentState::Cancelled,
            Ok(state) => state,
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "a payment could not be called off");
                return Err(Problem::GatewayUnavailable);
            }
        };
        self.settle(&payment.id, &state).await?;
        if state == PaymentState::Open { Err(Problem::GatewayUnavailable) } else { Ok(()) }
    }
}

async fn cancel(provider: &dyn PaymentProvider, payment: &Payment) -> Result<PaymentState, PaymentError> {
    tokio::time::timeout(Duration::from_secs(20), provider.cancel(&payment.attempt_ref()))
        .await
        .unwrap_or_else(|_| Err(PaymentError::Unknown("no answer in time".to_owned())))
}

/// Asks about payments that hang, for ever: a webhook that was lost, an instance that died halfway.
pub(crate) async fn reconcile(store: &Store) {
    loop {
        tokio::time::sleep(store.settings().reconcile_every).await;
        let sql = format!("{PAYMENT} WHERE status IN ('starting', 'open') AND ask_at <= $1 ORDER BY ask_at LIMIT 50");
        let due = match store.db().fetch_all(&sql, args![now()]).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "hanging payments cannot be read");
                continue;
            }
        };
        for payment in due.iter().filter_map(|row| Payment::read(row).ok()).filter(|p| !p.offline()) {
            if let Err(problem) = store.ask(&payment).await {
                tracing::warn!(order = payment.order_id, %problem, "a hanging payment could not be settled");
            }
        }
    }
}

enum SettleError {
    UnknownAttempt,
    Database(super::db::DbError),
}

impl From<super::db::DbError> for SettleError {
    fn from(error: super::db::DbError) -> Self {
        SettleError::Database(error)
    }
}
