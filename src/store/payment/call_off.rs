//! Calling off attempts that the gateway would still accept: overdue, declined too often, or failed after the
//! shopper has left.

use super::{PaymentError, in_time, record::Payment};
use crate::{
    args,
    model::{PaymentState, PaymentStatus},
    store::{
        Store,
        db::{self, DbError, Tx},
        order::header,
    },
};

/// The number of declined cards after which an attempt is cancelled, because stolen cards are being tested.
const MAX_DECLINES: u32 = 10;

/// Why an attempt that is still open at the gateway is called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallOff {
    /// Not paid in time.
    Overdue,
    /// [`MAX_DECLINES`] cards were declined.
    Declines,
    /// The payment was processing and has failed. The gateway would accept another one, but the shopper is no
    /// longer there.
    Failed,
}

impl CallOff {
    /// Returns the name of the message to the shopper, if there is something to say.
    fn message(self) -> Option<&'static str> {
        match self {
            CallOff::Overdue => None,
            CallOff::Declines => Some("order-too-many-declines"),
            CallOff::Failed => Some("order-payment-failed"),
        }
    }
}

impl Store {
    /// Returns why an attempt that is open at the gateway is to be called off, if it is.
    pub(super) fn reason_to_call_off(&self, payment: &Payment) -> Option<CallOff> {
        match payment.status {
            PaymentStatus::Processing => Some(CallOff::Failed),
            _ if payment.declines >= MAX_DECLINES => Some(CallOff::Declines),
            _ => (self.age(payment) > self.settings().payment_expires).then_some(CallOff::Overdue),
        }
    }

    /// Cancels an attempt at the gateway. Returns its state, with a message to the shopper.
    pub(super) async fn call_off(&self, payment: &Payment, reason: CallOff) -> Result<PaymentState, PaymentError> {
        let provider = self.provider(&payment.provider);
        let provider = provider.ok_or_else(|| PaymentError::Unknown("the provider is not registered".to_owned()))?;
        let state = in_time(provider.cancel(&payment.attempt_ref())).await?;
        match (&state, reason.message()) {
            (PaymentState::Cancelled | PaymentState::Expired, Some(name)) => {
                tracing::warn!(order = payment.order_id, ?reason, "payment called off");
                let message = self.message_for(&payment.order_id, name).await.map_err(unknown)?;
                Ok(PaymentState::Declined { message })
            }
            _ => Ok(state),
        }
    }

    /// Counts a declined card. Returns whether it was one too many: then the attempt is to be
    /// [called off](Self::call_off_declined) after the commit.
    pub(super) async fn note_decline(&self, tx: &mut Tx, payment: &mut Payment) -> db::Result<bool> {
        let sql =
            "UPDATE pannier_payments SET declines = declines + 1, updated_at = $2 WHERE id = $1 RETURNING declines";
        payment.declines = tx.fetch_one(sql, args![&payment.id, tx.now()]).await?.get_u32("declines")?;
        // A payment that has failed while it was processing is called off by the poll, which knows its state.
        if payment.awaits_shopper() && self.reason_to_call_off(payment) == Some(CallOff::Declines) {
            return Ok(true);
        }
        self.schedule_poll(tx, &payment.id).await?;
        Ok(false)
    }

    /// Calls off an attempt whose cards were declined too often.
    pub(super) async fn call_off_declined(&self, payment: &Payment) -> db::Result<()> {
        match self.call_off(payment, CallOff::Declines).await {
            Ok(state) => self.apply(&payment.id, &state).await.map(drop),
            Err(error) => {
                tracing::warn!(order = payment.order_id, %error, "payment could not be called off; will retry");
                let mut tx = self.db().begin().await?;
                self.schedule_poll(&mut tx, &payment.id).await?;
                tx.commit().await
            }
        }
    }

    /// Returns a message in the language of an order.
    async fn message_for(&self, order_id: &str, name: &str) -> db::Result<String> {
        let head = header::head(self.db(), order_id).await?.ok_or_else(DbError::row_not_found)?;
        Ok(self.texts(self.language_of_order(&head)).get(name))
    }
}

fn unknown(error: DbError) -> PaymentError {
    PaymentError::Unknown(error.to_string())
}
