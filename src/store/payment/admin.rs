//! The merchant's operations on payments: asking the gateway.

use super::{poll::is_pollable, record};
use crate::{
    model::{OrderStatus, PaymentState},
    store::{admin::Admin, error::AdminError, order::header, staff::role::Act},
};

impl Admin<'_> {
    /// Asks the gateway for the state of an order's open payment now, and applies it to the order. Returns that state.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let polled = store.acting(&pannier::Actor::CommandLine).poll_payment(order.number).await;
    /// assert!(matches!(polled, Err(AdminError::NotAtGateway)), "it is paid offline");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::AlreadyFinal`] for an order that is paid or cancelled;
    /// [`AdminError::NotAtGateway`] for a payment that the merchant decides about; [`AdminError::PolledJustNow`];
    /// [`AdminError::GatewayUnavailable`] when the gateway gives no answer.
    pub async fn poll_payment(&self, order: i64) -> Result<PaymentState, AdminError> {
        self.check_form().await?;
        let (store, id) = (self.store, self.id_of(order).await?);
        let Some(payment) = record::live(store.db(), &id).await? else {
            return Err(match header::head(store.db(), &id).await?.map(|head| head.status) {
                Some(OrderStatus::Pending) | None => AdminError::NotAtGateway,
                Some(status) => AdminError::AlreadyFinal(status),
            });
        };
        if !is_pollable(&payment) {
            return Err(AdminError::NotAtGateway);
        }
        let mut tx = self.begin().await?;
        let (sql, args) = store.poll_claim(&payment.id, payment.created_at);
        tx.fetch_optional(&sql, &args).await?.ok_or(AdminError::PolledJustNow)?;
        let entry = self.entry(Act::PollPayment).order(&id).subject(&payment.id).detail(&payment.provider);
        entry.commit(tx).await?;
        store.query(&payment).await?.ok_or(AdminError::GatewayUnavailable)
    }
}
