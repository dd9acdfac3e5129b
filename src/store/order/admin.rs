//! What a person who runs the shop does with an order: look, say that it was paid, cancel it, give money back.

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

/// A line of a list of orders.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// for order in store.orders(true, 50).await? {
///     println!("{} {}: {}", order.number, order.total, order.attention.unwrap_or_default());
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OrderSummary {
    /// The number people talk about.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// What was to be paid.
    pub total: Money,
    /// When it was placed: milliseconds since the Unix epoch, UTC.
    pub placed_at: i64,
    /// Why a person has to look at it, as [`Attention`](crate::machine::Attention) names it.
    pub attention: Option<String>,
}

/// An attempt to pay, with what was given back of it.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let (attempt, order) = pannier::testing::place(&store, &visitor).await?;
/// let (_, payments) = store.order_numbered(order.number).await?;
/// assert_eq!((payments[0].id.as_str(), payments[0].status.as_str()), (attempt.as_str(), "open"));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PaymentRecord {
    /// The attempt's id, the idempotency key of every call about it.
    pub id: String,
    /// The payment provider.
    pub provider: String,
    /// The gateway's name for it.
    pub reference: Option<String>,
    /// `starting`, `open`, `succeeded`, `declined`, `cancelled` or `expired`.
    pub status: String,
    /// What was to be paid.
    pub amount: Money,
    /// What was paid.
    pub paid: Option<Money>,
    /// Why a person has to look at it.
    pub attention: Option<String>,
    /// What was given back, or is to be.
    pub refunds: Vec<RefundRecord>,
}

/// A refund.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use pannier::{Currency, Money, PaymentState};
///
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let (attempt, order) = pannier::testing::place(&store, &visitor).await?;
/// store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
/// let refund = store.refund(order.number, Some(Money::new(500, Currency::EUR))).await?;
/// assert_eq!((refund.status.as_str(), refund.amount.to_string().as_str()), ("succeeded", "€5.00"));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefundRecord {
    /// Its id, the idempotency key of the call.
    pub id: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// `starting` (asked for again until the gateway answers), `succeeded` or `failed`.
    pub status: String,
    /// What the gateway said when it did not go through.
    pub error: Option<String>,
}

impl Store {
    /// The orders that were placed, the newest first; with `attention`, those that a person has to look at.
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

    /// An order by its number, with its payments.
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
    /// [`ManageError::UnknownOrder`].
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

    /// Says that the money for an order has arrived by a way that no gateway watches, such as a bank transfer; or that money of
    /// another amount than the total will do.
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
    /// [`ManageError::AskTheGateway`] for a payment that a gateway decides; [`ManageError::Decided`] for an order that is
    /// cancelled.
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

    /// Cancels an order that waits for its payment; its basket lives on. Money that has come for it, but not its total, is given
    /// back.
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
    /// [`ManageError::Decided`] for an order that is paid; [`ManageError::GatewayUnavailable`] when the gateway does not say.
    pub async fn cancel_order(&self, number: i64) -> Result<(), ManageError> {
        let id = self.id_of(number).await?;
        if let Some(payment) = record::live(self.db(), &id).await? {
            match payment.attention {
                Some(_) => return self.decide(&payment, Status::Cancelled).await,
                None => self.call_off(&payment).await.map_err(unavailable)?,
            }
        }
        self.decided_as(&id, Status::Cancelled).await
    }

    /// Gives money back by the way it came, all that is left of it or a part. A gateway that does not answer is asked again in
    /// the background, under the same key: look at [`RefundRecord::status`].
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
        refund::pursue(self, &id).await?;
        self.refund_of(&payment, &id).await
    }

    /// Takes note of money that was given back by hand: by a transfer, or in cash.
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
        let (payment, left) = refund::left(&mut tx, &paid.id).await?.ok_or(ManageError::NotPaid)?;
        let amount = amount.unwrap_or(left);
        if amount.currency != left.currency || amount.amount > left.amount || amount.amount <= 0 {
            return Err(ManageError::TooMuch(left));
        }
        let id = refund::write(&mut tx, &payment, amount, "requested").await?;
        if by_hand {
            refund::settle(self, &mut tx, &payment, (&id, amount), refund::By::Hand).await?;
        }
        tx.commit().await?;
        self.0.outbox.ring();
        Ok((payment.id, id))
    }

    /// Ends an order whose payment was left to a person: as paid, or as cancelled, with what came given back.
    async fn decide(&self, payment: &Payment, end: Status) -> Result<(), ManageError> {
        let mut tx = self.db().begin().await?;
        let Some(order) = transition::hold_pending(&mut tx, &payment.order_id).await? else {
            drop(tx);
            return self.decided_as(&payment.order_id, end).await;
        };
        let outbox = &self.0.outbox;
        if end == Status::Completed {
            transition::complete(&mut tx, outbox, order).await?;
        } else {
            transition::cancel(&mut tx, outbox, order, &self.0.sellables).await?;
            if let Some((payment, left)) = refund::left(&mut tx, &payment.id).await?
                && left.amount > 0
            {
                let why = payment.attention.clone().unwrap_or(Attention::AmountMismatch.as_str().to_owned());
                refund::write(&mut tx, &payment, left, &why).await?;
            }
        }
        // What was cancelled is cleared by the refund, when the gateway has confirmed it.
        let sql = "UPDATE pannier_payments SET status = 'succeeded', updated_at = $2, \
                   attention_cleared_at = CASE WHEN $3 = 'completed' THEN $2 ELSE attention_cleared_at END WHERE id = $1";
        tx.execute(sql, args![&payment.id, tx.now(), end.as_str()]).await?;
        tx.commit().await?;
        outbox.ring();
        self.0.look.notify_one();
        Ok(())
    }

    pub(in crate::store) async fn id_of(&self, number: i64) -> Result<String, ManageError> {
        let row = self.db().fetch_optional("SELECT id FROM pannier_orders WHERE number = $1", args![number]).await?;
        Ok(row.ok_or(ManageError::UnknownOrder(number))?.get("id")?)
    }

    /// Whether an order has come to the end that was wanted.
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
