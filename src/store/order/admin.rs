//! The merchant's operations on orders: inspect, mark as paid, cancel. Refunds are in `refund/admin.rs`.

use serde::{Deserialize, Serialize};

use super::{header, transition, view};
use crate::{
    args,
    model::{
        DisputeStatus, Money, OrderStatus, OrderView, PaymentIssue, PaymentState, PaymentStatus, Problem, RefundReason,
        RefundStatus, Timestamp,
    },
    store::{
        admin::Admin,
        db::{self, Row},
        error::AdminError,
        hold,
        payment::{
            record::{self, Payment},
            settle::Closing,
        },
        refund::{
            self,
            items::{self, RefundItem},
        },
        staff::role::Act,
    },
};

/// A payment attempt, with its refunds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaymentRecord {
    /// The attempt's id, which is the idempotency key of every call about it.
    pub id: String,
    /// The payment provider.
    pub provider: String,
    /// Whether the provider [makes no refunds](crate::PaymentProvider::makes_refunds): the merchant transfers the money
    /// back by hand, and records it with [`Admin::record_manual_refund`].
    pub refunds_by_hand: bool,
    /// The gateway's id of the attempt.
    pub reference: Option<String>,
    /// The status.
    pub status: PaymentStatus,
    /// The amount to pay.
    pub amount: Money,
    /// The amount paid.
    pub paid: Option<Money>,
    /// The country of the payer (ISO 3166-1 alpha-2), if the gateway has said it.
    #[serde(default)]
    pub payer_country: Option<String>,
    /// The open payment issue, if any. Disputes are open beside another one.
    pub issue: Option<PaymentIssue>,
    /// The refunds, made or not.
    pub refunds: Vec<RefundRecord>,
    /// The disputes, open or decided.
    pub disputes: Vec<DisputeRecord>,
}

/// A dispute of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DisputeRecord {
    /// The gateway's id of the dispute. Empty for a reversal that came without one.
    pub reference: String,
    /// The status, as the gateway reported it last.
    pub status: DisputeStatus,
    /// Whether the order is on hold because of this dispute: it was not won, and the order was not
    /// [released](Admin::release_order).
    pub holds_order: bool,
}

/// A refund of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefundRecord {
    /// The refund's id, which is the idempotency key of the call.
    pub id: String,
    /// The amount to refund.
    pub amount: Money,
    /// The reason.
    pub reason: RefundReason,
    /// The status.
    pub status: RefundStatus,
    /// The gateway's last error.
    pub error: Option<String>,
    /// Whether no gateway has made it: the merchant has, outside of the store, or its amount is 0.
    pub manual: bool,
    /// Whether the order is on hold because this refund has failed.
    pub holds_order: bool,
    /// Whether it is still to be made and needs a person: its gateway has not accepted it for more than an hour, or its
    /// provider is no longer registered.
    pub stuck: bool,
    /// Why it was made, in the merchant's words for the customer. May be empty.
    #[serde(default)]
    pub note: String,
    /// What it is for. Empty if nobody has said it, or if it is for nothing of the order.
    #[serde(default)]
    pub items: Vec<RefundItem>,
    /// Whether a person has yet to say what it is for, because it was made at the gateway:
    /// [`Admin::allocate_refund`].
    #[serde(default)]
    pub awaits_items: bool,
    /// Whether it returns tax and nothing else. If it has failed, [`Admin::return_tax`] or [`Admin::record_returned_tax`] makes
    /// it again: a refund of the same amount would leave the sale taxed.
    #[serde(default)]
    pub returns_tax: bool,
    /// Whether it was made at the gateway, and is for pieces that were taken from stock and have not gone back there:
    /// [`Admin::restock_refund`].
    #[serde(default)]
    pub not_in_stock: bool,
    /// Whether a person has yet to say if they are back, because it returned all that was left of the order:
    /// [`Admin::restock_refund`] or [`Admin::leave_out_of_stock`].
    #[serde(default)]
    pub awaits_restock: bool,
}

/// SQL: whether a refund of `pannier_refunds` was made at the gateway, and has left its pieces out of the stock.
pub(in crate::store) const NOT_IN_STOCK: &str = "reason = 'made-at-the-gateway' AND status = 'succeeded' AND restock = 0 AND EXISTS \
    (SELECT 1 FROM pannier_refund_items i JOIN pannier_payments p ON p.id = pannier_refunds.payment_id \
    JOIN pannier_order_lines l ON l.order_id = p.order_id AND l.kind = i.kind AND l.item_id = i.item_id \
    WHERE i.refund_id = pannier_refunds.id AND i.quantity > 0 AND l.reserved = 1)";

impl RefundRecord {
    /// Returns the columns of `pannier_refunds` that [`RefundRecord::read`] reads.
    pub(in crate::store) fn columns() -> String {
        format!(
            "id, amount, currency, reason, {}, reference, error, note, \
             CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS holds, \
             CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS stuck, \
             CAST((CASE WHEN allocation = 'waiting' AND status <> 'failed' THEN 1 ELSE 0 END) AS BIGINT) AS awaits_items, \
             CAST((CASE WHEN EXISTS (SELECT 1 FROM pannier_refund_items r WHERE r.refund_id = pannier_refunds.id \
             AND r.relieved_code IS NOT NULL) THEN 1 ELSE 0 END) AS BIGINT) AS returns_tax, \
             CAST((CASE WHEN {NOT_IN_STOCK} THEN 1 ELSE 0 END) AS BIGINT) AS not_in_stock, \
             CAST((CASE WHEN restock_open = 1 AND status = 'succeeded' THEN 1 ELSE 0 END) AS BIGINT) AS awaits_restock",
            refund::STATUS,
            hold::HELD_BY_FAILURE,
            refund::stuck("pannier_refunds")
        )
    }

    /// Reads a refund, without its items.
    pub(in crate::store) fn read(row: &Row) -> db::Result<RefundRecord> {
        let (reason, status): (RefundReason, RefundStatus) = (row.get("reason")?, row.get("status")?);
        // A gateway returns a reference for each refund that it makes for the store.
        let made = status == RefundStatus::Succeeded && reason != RefundReason::MadeAtTheGateway;
        Ok(RefundRecord {
            id: row.get("id")?,
            amount: row.money("amount", "currency")?,
            reason,
            status,
            error: row.get("error")?,
            manual: made && row.get::<Option<String>>("reference")?.is_none(),
            holds_order: row.get::<i64>("holds")? > 0,
            stuck: row.get::<i64>("stuck")? > 0,
            note: row.get("note")?,
            items: Vec::new(),
            awaits_items: row.get::<i64>("awaits_items")? > 0,
            returns_tax: row.get::<i64>("returns_tax")? > 0,
            not_in_stock: row.get::<i64>("not_in_stock")? > 0,
            awaits_restock: row.get::<i64>("awaits_restock")? > 0,
        })
    }
}

impl Admin<'_> {
    /// Returns the order with this number, and its payments, the latest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, placed) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let (order, payments) = admin.order(placed.number).await?;
    /// assert_eq!((order.token, payments.len()), (placed.token, 1));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`] if there is no such order.
    pub async fn order(&self, number: i64) -> Result<(OrderView, Vec<PaymentRecord>), AdminError> {
        let id = self.id_of(number).await?;
        let mut payments = Vec::new();
        for payment in record::of_order(self.store.db(), &id).await? {
            let refunds = self.refunds_of(&payment.id).await?;
            let disputes = self.disputes_of(&payment.id).await?;
            let Payment { id, provider, reference, status, amount, paid, payer_country, issue, .. } = payment;
            let refunds_by_hand = self.refunds_by_hand(&provider);
            payments.push(PaymentRecord {
                id,
                provider,
                refunds_by_hand,
                reference,
                status,
                amount,
                paid,
                payer_country,
                issue,
                refunds,
                disputes,
            });
        }
        Ok((view::by_id(self.store, &id).await?, payments))
    }

    /// Marks an order as paid outside of any gateway, for instance by bank transfer. Also accepts a payment
    /// that differs from the order's total.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// store.acting(&pannier::Actor::CommandLine).mark_paid(order.number).await?;
    /// assert_eq!(store.order(&order.token).await?.status, pannier::OrderStatus::Completed);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::GatewayDecides`] for a payment that only a gateway can settle;
    /// [`AdminError::AlreadyFinal`] for a cancelled order.
    pub async fn mark_paid(&self, number: i64) -> Result<(), AdminError> {
        self.check_form().await?;
        let id = self.id_of(number).await?;
        let payment = match record::live(self.store.db(), &id).await? {
            Some(payment) => payment,
            None => return self.decided_as(&id, OrderStatus::Completed).await,
        };
        if payment.is_flagged() {
            return self.decide(&payment, OrderStatus::Completed, Act::MarkPaid).await;
        }
        if !payment.pays_offline() {
            return Err(AdminError::GatewayDecides);
        }
        let paid = PaymentState::Succeeded { amount: payment.amount };
        let entry = self.entry(Act::MarkPaid).order(&id).subject(&payment.id).detail(payment.amount);
        self.store.close_order(&payment.id, &paid, Closing { end: OrderStatus::Completed, entry }).await?;
        self.check_may(Act::MarkPaid).await?;
        self.decided_as(&id, OrderStatus::Completed).await
    }

    /// Cancels a pending order and restores its basket. A payment that differs from the order's total is
    /// refunded.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// store.acting(&pannier::Actor::CommandLine).cancel_order(order.number).await?;
    /// assert_eq!(store.basket(&visitor).await?.count, 2);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::AlreadyFinal`] for a paid order; [`AdminError::PaymentProcessing`] for a payment that is on
    /// its way; [`AdminError::GatewayUnavailable`] when the gateway gives no answer.
    pub async fn cancel_order(&self, number: i64) -> Result<(), AdminError> {
        self.check_form().await?;
        self.check_may(Act::CancelOrder).await?;
        let id = self.id_of(number).await?;
        let payment = match record::live(self.store.db(), &id).await? {
            Some(payment) => payment,
            None => return self.decided_as(&id, OrderStatus::Cancelled).await,
        };
        if payment.is_flagged() {
            return self.decide(&payment, OrderStatus::Cancelled, Act::CancelOrder).await;
        }
        let state = self.store.cancel_at_gateway(&payment).await.map_err(unavailable)?;
        let entry = self.entry(Act::CancelOrder).order(&id).subject(&payment.id);
        self.store.close_order(&payment.id, &state, Closing { end: OrderStatus::Cancelled, entry }).await?;
        match state {
            PaymentState::Open => Err(AdminError::GatewayUnavailable),
            PaymentState::Processing => Err(AdminError::PaymentProcessing),
            _ => self.decided_as(&id, OrderStatus::Cancelled).await,
        }
    }

    /// Closes an order with a payment issue: as completed, or as cancelled with a refund of the payment.
    async fn decide(&self, payment: &Payment, end: OrderStatus, act: Act) -> Result<(), AdminError> {
        let mut tx = self.begin().await?;
        let Some(order) = transition::lock_pending(&mut tx, &payment.order_id).await? else {
            drop(tx);
            return self.decided_as(&payment.order_id, end).await;
        };
        let outbox = &self.store.0.outbox;
        let mut entry = self.entry(act).order(&payment.order_id).subject(&payment.id);
        if end == OrderStatus::Completed {
            transition::complete(&mut tx, outbox, order).await?;
            entry = entry.detail(payment.paid.unwrap_or(payment.amount));
        } else {
            transition::cancel(&mut tx, outbox, order, &self.store.0.sellables).await?;
            if let Some((payment, left)) = refund::refundable(&mut tx, &payment.id).await?
                && left.amount > 0
            {
                let issue = payment.flagged.unwrap_or(PaymentIssue::AmountMismatch);
                refund::schedule(self.store, &mut tx, &payment, left, RefundReason::Issue(issue)).await?;
                entry = entry.detail(left);
            }
        }
        // A cancelled order's issue is cleared by its refund, once the gateway has confirmed it.
        let sql = "UPDATE pannier_payments SET status = 'succeeded', updated_at = $2, \
                   attention_cleared_at = CASE WHEN $3 = 'completed' THEN $2 ELSE attention_cleared_at END WHERE id = $1";
        tx.execute(sql, args![&payment.id, tx.now(), end.as_str()]).await?;
        Ok(entry.commit(tx).await?)
    }

    pub(super) fn refunds_by_hand(&self, provider: &str) -> bool {
        self.store.provider(provider).is_some_and(|provider| !provider.makes_refunds())
    }

    pub(in crate::store) async fn id_of(&self, number: i64) -> Result<String, AdminError> {
        let row =
            self.store.db().fetch_optional("SELECT id FROM pannier_orders WHERE number = $1", args![number]).await?;
        Ok(row.ok_or(AdminError::UnknownOrder(number))?.get("id")?)
    }

    /// Checks that an order has reached the status `end`.
    async fn decided_as(&self, id: &str, end: OrderStatus) -> Result<(), AdminError> {
        match header::head(self.store.db(), id).await?.map(|head| head.status) {
            Some(status) if status == end => Ok(()),
            Some(OrderStatus::Pending) | None => Err(AdminError::GatewayUnavailable),
            Some(status) => Err(AdminError::AlreadyFinal(status)),
        }
    }

    /// Returns the refunds of a payment, oldest first.
    pub(in crate::store) async fn refunds_of(&self, payment: &str) -> db::Result<Vec<RefundRecord>> {
        let sql = format!(
            "SELECT {} FROM pannier_refunds WHERE payment_id = $1 ORDER BY created_at",
            RefundRecord::columns()
        );
        let rows = self.store.db().fetch_all(&sql, args![payment]).await?;
        let mut refunds: Vec<RefundRecord> = rows.iter().map(RefundRecord::read).collect::<db::Result<_>>()?;
        if refunds.is_empty() {
            return Ok(refunds);
        }
        for (id, item) in items::of_payment(self.store.db(), payment).await? {
            if let Some(refund) = refunds.iter_mut().find(|refund| refund.id == id) {
                refund.items.push(item);
            }
        }
        Ok(refunds)
    }

    /// Returns the refunds of an order that were asked for at this time or later, oldest first, without those that failed.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let refund = admin.record_manual_refund(order.number, None).await?;
    /// assert_eq!(admin.refunds_since(order.number, order.placed_at).await?, [refund]);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn refunds_since(&self, number: i64, since: Timestamp) -> Result<Vec<RefundRecord>, AdminError> {
        let (db, id) = (self.store.db(), self.id_of(number).await?);
        let sql = format!(
            "SELECT {} FROM pannier_refunds WHERE payment_id IN (SELECT id FROM pannier_payments WHERE order_id = $1) \
             AND created_at >= $2 AND status <> 'failed' ORDER BY created_at, id",
            RefundRecord::columns()
        );
        let rows = db.fetch_all(&sql, args![&id, since]).await?;
        let mut refunds: Vec<RefundRecord> = rows.iter().map(RefundRecord::read).collect::<db::Result<_>>()?;
        for refund in &mut refunds {
            refund.items = items::of_refund(db, &refund.id).await?.0;
        }
        Ok(refunds)
    }

    async fn disputes_of(&self, payment: &str) -> db::Result<Vec<DisputeRecord>> {
        let sql = format!(
            "SELECT reference, status, CAST((CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) AS holds \
             FROM pannier_disputes d WHERE payment_id = $1 ORDER BY created_at",
            hold::held_by_dispute("d")
        );
        let read = |row: &Row| {
            Ok(DisputeRecord {
                reference: row.get("reference")?,
                status: row.get("status")?,
                holds_order: row.get::<i64>("holds")? > 0,
            })
        };
        self.store.db().fetch_all(&sql, args![payment]).await?.iter().map(read).collect()
    }
}

fn unavailable(_: Problem) -> AdminError {
    AdminError::GatewayUnavailable
}
