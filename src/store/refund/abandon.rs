//! Giving up a refund that its gateway cannot be asked for: the provider is gone, or its credentials are rejected.

use super::{LEASE, STATUS, fail};
use crate::{
    args,
    model::RefundStatus,
    store::{
        admin::Admin,
        db::{self, Row},
        error::AdminError,
        payment::record::{self, Locked},
        staff::role::Act,
    },
};

/// The error of a refund that was abandoned.
const ABANDONED: &str = "abandoned by the merchant";

impl Admin<'_> {
    /// Gives up a refund that the gateway has not accepted, or that it cannot be asked about, because its provider is
    /// not registered: it is no longer requested, and counts as failed. If it would have returned all of the payment,
    /// the order stays on hold until [`Admin::release_order`]. `refund` is its [id](crate::RefundRecord::id); it can be
    /// left out if there is only one such refund.
    ///
    /// The gateway may have made a refund whose answer was lost. Look there first: the store only learns of it if the
    /// gateway reports refunds.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let abandoned = store.acting(&pannier::Actor::CommandLine).abandon_refund(order.number, None).await;
    /// assert!(matches!(abandoned, Err(AdminError::NoOpenRefund(_))));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NoOpenRefund`]; [`AdminError::SeveralRefunds`] without an id;
    /// [`AdminError::RefundAccepted`] if the gateway has made the refund, or has accepted it and can be asked about it;
    /// [`AdminError::RefundInProgress`] while it is being requested.
    pub async fn abandon_refund(&self, number: i64, refund: Option<&str>) -> Result<(), AdminError> {
        let order = self.id_of(number).await?;
        let sql = format!(
            "SELECT id, payment_id, amount, currency, {STATUS} FROM pannier_refunds WHERE status <> 'failed' \
             AND payment_id IN (SELECT id FROM pannier_payments WHERE order_id = $1) ORDER BY created_at"
        );
        let read = |row: &Row| {
            let (id, payment): (String, String) = (row.get("id")?, row.get("payment_id")?);
            Ok((id, payment, row.money("amount", "currency")?, row.get::<RefundStatus>("status")?))
        };
        let mut tx = self.begin().await?;
        let rows = tx.fetch_all(&sql, args![&order]).await?;
        let mut refunds: Vec<_> = rows.iter().map(read).collect::<db::Result<_>>()?;
        match refund {
            Some(wanted) => refunds.retain(|(id, ..)| id == wanted),
            // One that the gateway has is not meant, unless there is no other.
            None if refunds.iter().any(|(.., status)| *status == RefundStatus::Starting) => {
                refunds.retain(|(.., status)| *status == RefundStatus::Starting);
                if refunds.len() > 1 {
                    return Err(AdminError::SeveralRefunds);
                }
            }
            None => {}
        }
        let (id, payment, amount, _) = refunds.pop().ok_or(AdminError::NoOpenRefund(number))?;
        let locked = record::lock(&mut tx, &payment).await?;
        let Locked { payment, .. } = locked.ok_or(AdminError::NoOpenRefund(number))?;
        // Locks it, so that no worker requests it meanwhile. One that does already holds the lease.
        let sql = "UPDATE pannier_refunds SET due_at = $2 WHERE id = $1 AND status = 'starting' \
                   AND (pending_since IS NULL OR $4 = 1) AND NOT (due_at > $2 AND due_at - updated_at = $3)";
        let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
        let gone = u32::from(self.store.provider(&payment.provider).is_none());
        if tx.execute(sql, args![&id, tx.now(), lease, gone]).await? == 0 {
            let sql = format!("SELECT {STATUS} FROM pannier_refunds WHERE id = $1");
            return Err(match tx.fetch_one(&sql, args![&id]).await?.get("status")? {
                RefundStatus::Starting => AdminError::RefundInProgress,
                RefundStatus::Failed => AdminError::NoOpenRefund(number),
                accepted @ (RefundStatus::Pending | RefundStatus::Succeeded) => AdminError::RefundAccepted(accepted),
            });
        }
        fail(self.store, &mut tx, &payment, (&id, amount), ABANDONED).await?;
        let entry = self.entry(Act::AbandonRefund).order(&order).subject(&id).detail(amount);
        Ok(entry.commit(tx).await?)
    }
}
