//! The pieces of a refund that was made at the gateway: a person says whether they are back, since nobody was asked before.

use crate::{
    args,
    store::{
        admin::Admin,
        db::{self, is_text},
        error::AdminError,
        order::{
            admin::{NOT_IN_STOCK, RefundRecord},
            transition,
        },
        refund::purpose,
        staff::role::Act,
    },
};

/// The details of the entries of the audit log.
const BACK: &str = "back in stock";
const LEFT_OUT: &str = "left out of stock";

impl Admin<'_> {
    /// Puts the pieces of a refund that was made at the gateway back into stock, where they are [not](RefundRecord::not_in_stock)
    /// yet. No money moves. `refund` is the [id](RefundRecord::id).
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::AdminError;
    ///
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let refund = admin.record_manual_refund(order.number, None).await?;
    /// // It was not made at a gateway.
    /// let restocked = admin.restock_refund(order.number, &refund.id).await;
    /// assert!(matches!(restocked, Err(AdminError::NothingToRestock(_))));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NothingToRestock`].
    pub async fn restock_refund(&self, number: i64, refund: &str) -> Result<(), AdminError> {
        self.answer_restock(number, refund, true).await
    }

    /// Records that the pieces of a refund stay out of stock, so that it no longer [waits](RefundRecord::awaits_restock) for an
    /// answer. [`Admin::restock_refund`] can still put them back later.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NothingToRestock`].
    pub async fn leave_out_of_stock(&self, number: i64, refund: &str) -> Result<(), AdminError> {
        self.answer_restock(number, refund, false).await
    }

    /// Returns the refunds that were made in full at a gateway, and of which nobody has said yet whether their pieces are back:
    /// each with the number of its order, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refunds_to_restock(&self, limit: u32) -> db::Result<Vec<(i64, RefundRecord)>> {
        self.refunds_waiting("restock_open = 1 AND status = 'succeeded'", limit).await
    }

    async fn answer_restock(&self, number: i64, refund: &str, back: bool) -> Result<(), AdminError> {
        let (order, nothing) = (self.id_of(number).await?, AdminError::NothingToRestock(number));
        if !is_text(refund) {
            return Err(nothing);
        }
        let mut tx = self.begin().await?;
        // Locked, nobody else gives an answer, and the refund does not fail meanwhile.
        transition::lock(&mut tx, &order).await?;
        let sql = format!(
            "SELECT restock_open FROM pannier_refunds WHERE id = $1 \
             AND payment_id IN (SELECT id FROM pannier_payments WHERE order_id = $2) AND {NOT_IN_STOCK}"
        );
        let Some(found) = tx.fetch_optional(&sql, args![refund, &order]).await? else { return Err(nothing) };
        if !back && found.get::<i64>("restock_open")? == 0 {
            return Err(nothing);
        }
        let sql = "UPDATE pannier_refunds SET restock = $2, restock_open = 0 WHERE id = $1";
        tx.execute(sql, args![refund, u32::from(back)]).await?;
        if back {
            purpose::restock(&mut tx, &self.store.0.sellables, refund).await?;
        }
        let detail = if back { BACK } else { LEFT_OUT };
        Ok(self.entry(Act::RestockRefund).order(&order).subject(refund).detail(detail).commit(tx).await?)
    }
}
