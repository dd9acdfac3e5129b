//! Starting, resuming and cancelling the payment of a placed order.

use super::{
    Attempt, NextAction, PaymentError, in_time,
    record::{self, Payment},
};
use crate::{
    language::Texts,
    model::{CheckoutForm, OrderStatus, PaymentState, Problem},
    store::{Store, order::header},
};

/// The provider of an order that costs nothing. No gateway is involved, so it is never registered.
pub(in crate::store) const FREE: &str = "free";

impl Store {
    /// Builds the [`Attempt`] of a payment. Deterministic, since gateways reject an idempotency key that
    /// comes with a different request.
    pub(in crate::store) fn attempt(
        &self,
        payment: &Payment,
        number: i64,
        form: &CheckoutForm,
        ships: bool,
        texts: Texts,
    ) -> Attempt {
        let settings = self.settings();
        let prefix = &settings.paths.prefix;
        Attempt {
            id: payment.id.clone(),
            order_number: number,
            amount: payment.amount,
            email: form.email.trim().to_owned(),
            shipping_address: ships.then(|| form.shipping_address.clone()),
            return_url: settings.url(&format!("{prefix}/payments/return?attempt={}", payment.id)),
            webhook_url: settings.url(&format!("{prefix}/webhooks/{}", payment.provider)),
            embedded: payment.embedded,
            texts,
            shop_name: self.shop_name(),
        }
    }

    /// Phases two and three of placing an order: calls the gateway and records its answer. Returns the payment if it was
    /// started, and is not settled by that.
    pub(in crate::store) async fn call_gateway(
        &self,
        provider: &str,
        attempt: &Attempt,
    ) -> Result<Option<Payment>, Problem> {
        if provider == FREE {
            self.settle(&attempt.id, &PaymentState::Succeeded { amount: attempt.amount }).await?;
            return Ok(None);
        }
        let gateway = self.provider(provider).ok_or(Problem::GatewayUnavailable)?;
        // Without an answer in time, the order's page says "waiting for your payment".
        match in_time(gateway.start(attempt)).await {
            Ok(started) => {
                let payment = record::open(self.db(), &attempt.id, &started).await?;
                // The deliveries of the placed order have waited for this.
                self.0.outbox.wake_placed(payment.as_ref().is_none_or(Payment::pays_offline));
                if let NextAction::Decided(state) = started.action {
                    self.settle(&attempt.id, &state).await?;
                    return Ok(None);
                }
                Ok(payment)
            }
            Err(PaymentError::Refused(reason) | PaymentError::Unauthorized(reason)) => {
                tracing::error!(number = attempt.order_number, provider, %reason, "gateway refused to start a payment");
                let message = attempt.texts.get("order-refused");
                self.settle(&attempt.id, &PaymentState::Declined { message }).await?;
                Ok(None)
            }
            // The outcome is unknown: the order stays pending, and the payment is polled.
            Err(error) => {
                tracing::warn!(number = attempt.order_number, provider, %error, "no response to payment start; will be reconciled");
                Ok(None)
            }
        }
    }

    /// Resumes the payment of a pending order. Returns the URL to redirect to.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// // `ManualPayment` takes cash: it has no payment page.
    /// assert_eq!(store.resume_payment(&order.token).await?, format!("/order/{}", order.token));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::UnknownOrder`] if there is no order with this token.
    pub async fn resume_payment(&self, token: &str) -> Result<String, Problem> {
        let head = header::head_by_token(self.db(), token).await?.ok_or(Problem::UnknownOrder)?;
        let page = self.order_path(token);
        if head.status != OrderStatus::Pending {
            return Ok(page);
        }
        self.refresh_payment(&head.id).await;
        let Some(payment) = record::live(self.db(), &head.id).await? else { return Ok(page) };
        if payment.is_flagged() {
            return Ok(page);
        }
        if payment.action.is_some() {
            return Ok(self.next_step(&payment, token));
        }
        // The response to the first call was lost. With the same key, the gateway repeats it.
        let (number, ships) = (head.number.unwrap_or_default(), head.shipping_label.is_some());
        let attempt = self.attempt(&payment, number, &head.form, ships, self.texts(self.language_of_order(&head)));
        let started = self.call_gateway(&payment.provider, &attempt).await?;
        Ok(started.map_or(page, |payment| self.next_step(&payment, token)))
    }

    /// Cancels the pending order's payment and restores the basket. Returns the URL to redirect to: the order's
    /// page, if the payment is paid or processing and can no longer be cancelled, or does not match its order and
    /// is left to the merchant.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// assert_eq!(store.start_over(&order.token).await?, "/basket");
    /// assert_eq!(store.basket(&visitor).await?.count, 2);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::GatewayUnavailable`] when the gateway gives no answer; the order stays pending.
    pub async fn start_over(&self, token: &str) -> Result<String, Problem> {
        let head = header::head_by_token(self.db(), token).await?.ok_or(Problem::UnknownOrder)?;
        if head.status == OrderStatus::Pending
            && let Some(payment) = record::live(self.db(), &head.id).await?
            && !payment.is_flagged()
        {
            self.cancel_attempt(&payment).await?;
        }
        let head = header::head_by_token(self.db(), token).await?.ok_or(Problem::UnknownOrder)?;
        Ok(match head.status {
            OrderStatus::Cancelled => self.paths().basket.clone(),
            _ => self.order_path(token),
        })
    }

    /// Returns the URL that continues an attempt: the gateway's while it is open, else the order's page.
    pub(in crate::store) fn next_step(&self, payment: &Payment, token: &str) -> String {
        match &payment.action {
            Some(NextAction::Redirect { url }) if payment.awaits_shopper() => url.clone(),
            _ => self.order_path(token),
        }
    }
}
