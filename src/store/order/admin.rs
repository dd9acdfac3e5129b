//! The back office's operations on orders: list, inspect, mark as paid, cancel, refund.

use super::{PaymentState, header, state::Attention, transition, view};
use crate::{
    args,
    model::{Money, OrderView, Problem, Status},
    store::{
        Store,
        db::{self, Row},
        error::ManageError,
        payment::record::{self, Payment},
        refund,
    },
};

/// A placed order in a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OrderSummary {
    /// The order number.
    pub number: i64,
    /// The status.
    pub status: Status,
    /// The amount to pay.
    pub total: Money,
    /// When the order was placed, in milliseconds since the Unix epoch.
    pub placed_at: i64,
    /// The open payment issue, if any, by its name in [`Attention`](crate::machine::Attention).
    pub attention: Option<String>,
}

/// A payment attempt, with its refunds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PaymentRecord {
    /// The attempt's id, which is the idempotency key of every call about it.
    pub id: String,
    /// The payment provider.
    pub provider: String,
    /// The gateway's id of the attempt.
    pub reference: Option<String>,
    /// `starting`, `open`, `succeeded`, `declined`, `cancelled` or `expired`.
    pub status: String,
    /// The amount to pay.
    pub amount: Money,
    /// The amount paid.
    pub paid: Option<Money>,
    /// The open payment issue, if any.
    pub attention: Option<String>,
    /// The refunds, made or not.
    pub refunds: Vec<RefundRecord>,
}

/// A refund of a payment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefundRecord {
    /// The refund's id, which is the idempotency key of the call.
    pub id: String,
    /// The amount to refund.
    pub amount: Money,
    /// The reason: `requested`, `made-at-the-gateway`, or the name of a payment issue.
    pub reason: String,
    /// `starting` (retried until the gateway answers), `succeeded` or `failed`.
    pub status: String,
    /// The gateway's last error.
    pub error: Option<String>,
}

impl Store {
    /// Returns up to `limit` placed orders, the newest first; with `attention`, only those with an open
    /// payment issue.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// pannier::testing::place(&store, &visitor).await?;
    /// assert_eq!(store.orders(false, 50).await?.len(), 1);
    /// assert!(store.orders(true, 50).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn orders(&self, attention: bool, limit: u32) -> db::Result<Vec<OrderSummary>> {
        let sql = "SELECT o.number, o.status, o.total_amount, o.currency, o.placed_at, (SELECT MIN(p.attention) \
                   FROM pannier_payments p WHERE p.order_id = o.id AND p.attention_cleared_at IS NULL) AS attention \
                   FROM pannier_orders o WHERE o.number IS NOT NULL AND ($1 = 0 OR EXISTS (SELECT 1 FROM pannier_payments p \
                   WHERE p.order_id = o.id AND p.attention IS NOT NULL AND p.attention_cleared_at IS NULL)) \
                   ORDER BY o.number DESC LIMIT $2";
        let read = |row: &Row| {
            Ok(OrderSummary {
                number: row.get("number")?,
                status: header::status(row)?,
                total: row.money("total_amount", "currency")?,
                placed_at: row.get("placed_at")?,
                attention: row.get("attention")?,
            })
        };
        self.db().fetch_all(sql, args![u32::from(attention), limit]).await?.iter().map(read).collect()
    }

    /// Returns the order with this number, and its payments, the latest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (_, placed) = pannier::testing::place(&store, &visitor).await?;
    /// let (order, payments) = store.order_numbered(placed.number).await?;
    /// assert_eq!((order.token, payments.len()), (placed.token, 1));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::UnknownOrder`] if there is no such order.
    pub async fn order_numbered(&self, number: i64) -> Result<(OrderView, Vec<PaymentRecord>), ManageError> {
        let id = self.id_of(number).await?;
        let mut payments = Vec::new();
        for payment in record::of_order(self.db(), &id).await? {
            let refunds = self.refunds_of(&payment.id).await?;
            let Payment { id, provider, reference, status, amount, paid, attention, .. } = payment;
            payments.push(PaymentRecord { id, provider, reference, status, amount, paid, attention, refunds });
        }
        Ok((view::by_id(self, &id).await?, payments))
    }

    /// Marks an order as paid outside of any gateway, for instance by bank transfer. Also accepts a payment
    /// that differs from the order's total.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// assert_eq!(store.order(&order.token).await?.status, pannier::Status::Completed);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::AskTheGateway`] for a payment that only a gateway can settle; [`ManageError::Decided`]
    /// for a cancelled order.
    pub async fn mark_paid(&self, number: i64) -> Result<(), ManageError> {
        let id = self.id_of(number).await?;
        let payment = match record::live(self.db(), &id).await? {
            Some(payment) => payment,
            None => return self.decided_as(&id, Status::Completed).await,
        };
        if payment.attention.is_some() {
            return self.decide(&payment, Status::Completed).await;
        }
        if !payment.offline() {
            return Err(ManageError::AskTheGateway);
        }
        let paid = PaymentState::Succeeded { amount: payment.amount };
        self.settle(&payment.id, &paid).await.map_err(unavailable)?;
        self.decided_as(&id, Status::Completed).await
    }

    /// Cancels a pending order and restores its basket. A payment that differs from the order's total is
    /// refunded.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.cancel_order(order.number).await?;
    /// assert_eq!(store.basket(&visitor).await?.count, 2);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Decided`] for a paid order; [`ManageError::GatewayUnavailable`] when the gateway gives
    /// no answer.
    pub async fn cancel_order(&self, number: i64) -> Result<(), ManageError> {
        let id = self.id_of(number).await?;
        if let Some(payment) = record::live(self.db(), &id).await? {
            match payment.attention {
                Some(_) => return self.decide(&payment, Status::Cancelled).await,
                None => self.cancel_attempt(&payment).await.map_err(unavailable)?,
            }
        }
        self.decided_as(&id, Status::Cancelled).await
    }

    /// Refunds a payment through its gateway, in full or in part. Without an answer, the request is retried
    /// in the background with the same idempotency key: see [`RefundRecord::status`].
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::PaymentState;
    ///
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (attempt, order) = pannier::testing::place(&store, &visitor).await?;
    /// assert!(store.refund(order.number, None).await.is_err(), "nothing was paid yet");
    /// store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
    /// assert_eq!(store.refund(order.number, None).await?.amount, order.total);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NotPaid`], [`ManageError::TooMuch`].
    pub async fn refund(&self, number: i64, amount: Option<Money>) -> Result<RefundRecord, ManageError> {
        let (payment, id) = self.write_refund(number, amount, false).await?;
        refund::request(self, &id).await?;
        self.refund_of(&payment, &id).await
    }

    /// Records a refund that was made outside of the store, by bank transfer or in cash.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
    /// let (_, order) = pannier::testing::place(&store, &visitor).await?;
    /// store.mark_paid(order.number).await?;
    /// assert_eq!(store.note_refund(order.number, None).await?.status, "succeeded");
    /// assert_eq!(store.order(&order.token).await?.refunded, Some(order.total));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NotPaid`], [`ManageError::TooMuch`].
    pub async fn note_refund(&self, number: i64, amount: Option<Money>) -> Result<RefundRecord, ManageError> {
        let (payment, id) = self.write_refund(number, amount, true).await?;
        self.refund_of(&payment, &id).await
    }

    async fn write_refund(
        &self,
        number: i64,
        amount: Option<Money>,
        by_hand: bool,
    ) -> Result<(String, String), ManageError> {
        let order = self.id_of(number).await?;
        let payments = record::of_order(self.db(), &order).await?;
        let paid = payments.into_iter().find(|payment| payment.paid.is_some()).ok_or(ManageError::NotPaid)?;
        let mut tx = self.db().begin().await?;
        let (payment, left) = refund::refundable(&mut tx, &paid.id).await?.ok_or(ManageError::NotPaid)?;
        let amount = amount.unwrap_or(left);
        if amount.currency != left.currency || amount.amount > left.amount || amount.amount <= 0 {
            return Err(ManageError::TooMuch(left));
        }
        let id = refund::insert(&mut tx, &payment, amount, "requested").await?;
        if by_hand {
            refund::settle(self, &mut tx, &payment, (&id, amount), refund::RefundedBy::Merchant).await?;
        }
        tx.commit().await?;
        Ok((payment.id, id))
    }

    /// Closes an order with a payment issue: as completed, or as cancelled with a refund of the payment.
    async fn decide(&self, payment: &Payment, end: Status) -> Result<(), ManageError> {
        let mut tx = self.db().begin().await?;
        let Some(order) = transition::lock_pending(&mut tx, &payment.order_id).await? else {
            drop(tx);
            return self.decided_as(&payment.order_id, end).await;
        };
        let outbox = &self.0.outbox;
        if end == Status::Completed {
            transition::complete(&mut tx, outbox, order).await?;
        } else {
            transition::cancel(&mut tx, outbox, order, &self.0.sellables).await?;
            if let Some((payment, left)) = refund::refundable(&mut tx, &payment.id).await?
                && left.amount > 0
            {
                let why = payment.attention.clone().unwrap_or(Attention::AmountMismatch.as_str().to_owned());
                refund::schedule(self, &mut tx, &payment, left, &why).await?;
            }
        }
        // A cancelled order's issue is cleared by its refund, once the gateway has confirmed it.
        let sql = "UPDATE pannier_payments SET status = 'succeeded', updated_at = $2, \
                   attention_cleared_at = CASE WHEN $3 = 'completed' THEN $2 ELSE attention_cleared_at END WHERE id = $1";
        tx.execute(sql, args![&payment.id, tx.now(), end.as_str()]).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn id_of(&self, number: i64) -> Result<String, ManageError> {
        let row = self.db().fetch_optional("SELECT id FROM pannier_orders WHERE number = $1", args![number]).await?;
        Ok(row.ok_or(ManageError::UnknownOrder(number))?.get("id")?)
    }

    /// Checks that an order has reached the status `end`.
    async fn decided_as(&self, id: &str, end: Status) -> Result<(), ManageError> {
        match header::head(self.db(), id).await?.map(|head| head.status) {
            Some(status) if status == end => Ok(()),
            Some(Status::Pending) | None => Err(ManageError::GatewayUnavailable),
            Some(status) => Err(ManageError::Decided(status.as_str())),
        }
    }

    async fn refunds_of(&self, payment: &str) -> db::Result<Vec<RefundRecord>> {
        let sql = "SELECT id, amount, currency, reason, status, error FROM pannier_refunds WHERE payment_id = $1 ORDER BY created_at";
        let read = |row: &Row| {
            Ok(RefundRecord {
                id: row.get("id")?,
                amount: row.money("amount", "currency")?,
                reason: row.get("reason")?,
                status: row.get("status")?,
                error: row.get("error")?,
            })
        };
        self.db().fetch_all(sql, args![payment]).await?.iter().map(read).collect()
    }

    async fn refund_of(&self, payment: &str, id: &str) -> Result<RefundRecord, ManageError> {
        let refunds = self.refunds_of(payment).await?;
        refunds.into_iter().find(|refund| refund.id == id).ok_or(ManageError::NotPaid)
    }
}

fn unavailable(_: Problem) -> ManageError {
    ManageError::GatewayUnavailable
}
