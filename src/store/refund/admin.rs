//! The merchant's refunds: in full, of an amount, or of pieces and shipping; through the gateway, or recorded.

use super::{
    RefundedBy, close_failures,
    items::{RefundItems, Refundable, RefundableLine},
    left::Left,
    purpose::{Allocation, Purpose},
};
use crate::{
    args,
    model::{Money, RefundReason, RefundStatus},
    store::{
        admin::Admin,
        db::{self, Row, Tx, is_text},
        error::AdminError,
        order::admin::RefundRecord,
        payment::record::{self, Payment},
        receivers::SignalKind,
        shipping::shipment,
        staff::role::Act,
    },
};

mod relief;
mod restock;

use relief::Relief;

/// What a merchant wants to refund.
enum Wanted<'a> {
    /// This amount; `None` is all that is left.
    Amount(Option<Money>),
    Items(&'a RefundItems),
    /// Tax, and nothing else.
    Relief(&'a Relief),
}

impl Admin<'_> {
    /// Refunds a payment through its gateway, in full or in part. Without an answer, the request is retried
    /// in the background with the same idempotency key: see [`RefundRecord::status`].
    ///
    /// A paid order stays [`Completed`](crate::OrderStatus::Completed), and its stock is not
    /// [released](crate::Sellable::release): [`Admin::refund_items`] refunds pieces, which can go back into stock. An amount
    /// is spread over all that is left of the order, by value, and takes no piece of it. One that is all that is left takes
    /// all pieces: a refund in full disables downloads and cancels the shipments that were not sent.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::PaymentState;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (attempt, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert!(admin.refund(order.number, None).await.is_err(), "nothing was paid yet");
    /// store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
    /// assert_eq!(admin.refund(order.number, None).await?.amount, order.total);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::NotPaid`], [`AdminError::NotPositive`], [`AdminError::ExceedsRefundable`];
    /// [`AdminError::UnsettledRefund`] while the tax of the order is being [returned](Admin::return_tax);
    /// [`AdminError::DisputeLost`] after a dispute of the payment was lost, even if the order was released. Whether a
    /// payment with an open dispute can be refunded is up to its gateway: for some, that settles the dispute.
    pub async fn refund(&self, number: i64, amount: Option<Money>) -> Result<RefundRecord, AdminError> {
        self.request_refund(number, Wanted::Amount(amount)).await
    }

    /// Refunds pieces of lines, shipping, and amounts, through the gateway as [`Admin::refund`] does.
    ///
    /// A line of which all pieces are refunded has no download any more; if some are left, it has the attempts of those.
    /// Parcels that were not sent hold what is left, and are cancelled if nothing is. Until the refund is made, what it is
    /// for is on hold; if it fails, all of that is undone.
    ///
    /// Pieces that cost nothing are taken back in the same way, by a refund of 0 that is made at once: without the gateway, a
    /// mail, or a [signal](crate::SignalKind::Refunded).
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::{AdminError, PaymentState, RefundItems};
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 3).await?;
    /// let (attempt, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let two = RefundItems::new().line("voucher", "spring", 2);
    /// let quoted = admin.quote_refund(order.number, &two).await?;
    /// assert_eq!(admin.refund_items(order.number, &two).await?.amount, quoted);
    /// assert_eq!(store.order(&order.token).await?.lines[0].refunded, 2);
    /// assert!(matches!(admin.refund_items(order.number, &two).await, Err(AdminError::NotSoMany { left: 1, .. })));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// Those of [`Admin::refund`]; [`AdminError::NothingChosen`]; [`AdminError::NotSoMany`];
    /// [`AdminError::NotCompleted`] for pieces or shipping of an order that is not completed.
    pub async fn refund_items(&self, number: i64, items: &RefundItems) -> Result<RefundRecord, AdminError> {
        self.request_refund(number, Wanted::Items(items)).await
    }

    /// Records a refund that was made outside of the store, by bank transfer or in cash. Its effects are those of
    /// [`Admin::refund`]. Refunds that had failed before, of this amount at most, no longer need attention.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let refund = admin.record_manual_refund(order.number, None).await?;
    /// assert_eq!(refund.status, pannier::RefundStatus::Succeeded);
    /// assert_eq!(store.order(&order.token).await?.refunded, Some(order.total));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// Those of [`Admin::refund`], without [`AdminError::DisputeLost`].
    pub async fn record_manual_refund(&self, number: i64, amount: Option<Money>) -> Result<RefundRecord, AdminError> {
        let (payment, id) = self.write_refund(number, Wanted::Amount(amount), true).await?;
        self.refund_of(&payment, &id).await
    }

    /// Records a refund of pieces, shipping and amounts that was made outside of the store. Its effects are those of
    /// [`Admin::refund_items`].
    ///
    /// # Errors
    /// Those of [`Admin::refund_items`], without [`AdminError::DisputeLost`].
    pub async fn record_manual_refund_items(
        &self,
        number: i64,
        items: &RefundItems,
    ) -> Result<RefundRecord, AdminError> {
        let (payment, id) = self.write_refund(number, Wanted::Items(items), true).await?;
        self.refund_of(&payment, &id).await
    }

    /// Returns what can still be refunded of an order, and what it costs.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let (_, order) = pannier::testing::place_order(&store, &visitor).await?;
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// admin.mark_paid(order.number).await?;
    /// let refundable = admin.refundable(order.number).await?;
    /// assert_eq!((refundable.lines[0].left, refundable.total), (2, order.total));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`], [`AdminError::NotPaid`].
    pub async fn refundable(&self, number: i64) -> Result<Refundable, AdminError> {
        let left = self.left_of(number).await?;
        if !left.has_items() {
            let zero = Money::zero(left.money().currency);
            return Ok(Refundable { lines: Vec::new(), shipping: zero, total: left.money() });
        }
        let mut lines = Vec::new();
        for (kind, id, part, sold) in left.lines() {
            lines.push(RefundableLine {
                kind: kind.to_owned(),
                id: id.to_owned(),
                title: sold.title.clone(),
                quantity: sold.quantity,
                left: part.pieces,
                amount: Money::new(part.amount, left.money().currency),
                restock: sold.reserved && self.store.0.sellables.restocks(kind),
            });
        }
        Ok(Refundable { lines, shipping: left.shipping(), total: left.money() })
    }

    /// Returns what a refund would come to. Changes nothing.
    ///
    /// # Errors
    /// Those of [`Admin::refund_items`], without [`AdminError::DisputeLost`].
    pub async fn quote_refund(&self, number: i64, items: &RefundItems) -> Result<Money, AdminError> {
        Ok(self.left_of(number).await?.plan(items)?.amount)
    }

    /// Returns what would remain of a refund of this amount, which was made at the gateway, beyond pieces and shipping. Changes
    /// nothing.
    ///
    /// # Errors
    /// Those of [`Admin::allocate_refund`] about the items.
    pub(crate) async fn rest_of_refund(
        &self,
        number: i64,
        amount: Money,
        items: &RefundItems,
    ) -> Result<Money, AdminError> {
        let left = self.left_of(number).await?;
        left.allocate(items, amount)?;
        Ok(Money::new(left.rest(items, amount)?, amount.currency))
    }

    /// Says what a refund is for that was made at the gateway, and [waits](RefundRecord::awaits_items) for that. Pieces and
    /// shipping cost what they do for [`Admin::refund_items`]; what remains of the refund's amount is an amount without
    /// pieces, so that an `extra` of the items is not read. `refund` is the [id](RefundRecord::id).
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`]; [`AdminError::NoWaitingRefund`]; [`AdminError::UnsettledRefund`];
    /// [`AdminError::NotSoMany`]; [`AdminError::ExceedsRefundable`] if pieces and shipping cost more than was refunded.
    pub async fn allocate_refund(&self, number: i64, refund: &str, items: &RefundItems) -> Result<(), AdminError> {
        let order = self.id_of(number).await?;
        if !is_text(refund) {
            return Err(AdminError::NoWaitingRefund(number));
        }
        let mut tx = self.begin().await?;
        let sql = "SELECT f.payment_id, f.amount, f.currency FROM pannier_refunds f \
                   JOIN pannier_payments p ON p.id = f.payment_id WHERE f.id = $1 AND p.order_id = $2";
        let row = tx.fetch_optional(sql, args![refund, &order]).await?.ok_or(AdminError::NoWaitingRefund(number))?;
        let (payment, amount): (String, Money) = (row.get("payment_id")?, row.money("amount", "currency")?);
        let (payment, money) = super::refundable(&mut tx, &payment).await?.ok_or(AdminError::NotPaid)?;
        // The order is locked now: nobody else says what it is for.
        let sql = "SELECT status FROM pannier_refunds WHERE id = $1 AND allocation = 'waiting' AND status <> 'failed'";
        let waiting = tx.fetch_optional(sql, args![refund]).await?.ok_or(AdminError::NoWaitingRefund(number))?;
        if is_unsettled(&mut tx, &order, false).await? {
            return Err(AdminError::UnsettledRefund(number));
        }
        let left = Left::read_in(&mut tx, &payment.order_id, money).await?;
        let allocation = Allocation::Items(left.allocate(items, amount)?);
        let purpose = Purpose { allocation, restock: items.restock.into(), note: items.tidy_note() };
        super::purpose::record(&mut tx, refund, &purpose).await?;
        if waiting.get::<RefundStatus>("status")? == RefundStatus::Succeeded {
            shipment::cancel_if_refunded(&mut tx, &order).await?;
            super::purpose::restock(&mut tx, &self.store.0.sellables, refund).await?;
        }
        self.store.0.outbox.push(&mut tx, &order, SignalKind::RefundAllocated, refund).await?;
        Ok(self.entry(Act::AllocateRefund).order(&order).subject(refund).detail(amount).commit(tx).await?)
    }

    /// Returns the refunds that were made at a gateway, and of which nobody has said yet what they are for: each with the
    /// number of its order, the oldest first.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// assert!(admin.refunds_to_allocate(50).await?.is_empty());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refunds_to_allocate(&self, limit: u32) -> db::Result<Vec<(i64, RefundRecord)>> {
        self.refunds_waiting("allocation = 'waiting' AND status <> 'failed'", limit).await
    }

    /// Returns the refunds that satisfy the condition of a small index, each with the number of its order, the oldest first and
    /// without their items.
    async fn refunds_waiting(&self, which: &str, limit: u32) -> db::Result<Vec<(i64, RefundRecord)>> {
        let sql = format!(
            "SELECT {}, (SELECT o.number FROM pannier_payments p JOIN pannier_orders o ON o.id = p.order_id \
             WHERE p.id = pannier_refunds.payment_id) AS number FROM pannier_refunds WHERE {which} \
             ORDER BY created_at LIMIT $1",
            RefundRecord::columns()
        );
        let read = |row: &Row| Ok((row.get("number")?, RefundRecord::read(row)?));
        self.store.db().fetch_all(&sql, args![limit]).await?.iter().map(read).collect()
    }

    /// Writes a refund, and requests it from the gateway.
    async fn request_refund(&self, number: i64, wanted: Wanted<'_>) -> Result<RefundRecord, AdminError> {
        let (payment, id) = self.write_refund(number, wanted, false).await?;
        super::request(self.store, &id).await?;
        self.refund_of(&payment, &id).await
    }

    /// Writes a refund; a manual one is made, and one of nothing. Returns the ids of its payment and its own.
    async fn write_refund(
        &self,
        number: i64,
        wanted: Wanted<'_>,
        manual: bool,
    ) -> Result<(String, String), AdminError> {
        let order = self.id_of(number).await?;
        let paid = self.paid(&order).await?;
        let mut tx = self.begin().await?;
        let (payment, money) = super::refundable(&mut tx, &paid.id).await?.ok_or(AdminError::NotPaid)?;
        if !manual && dispute_was_lost(&mut tx, &payment).await? {
            return Err(AdminError::DisputeLost);
        }
        let is_relief = matches!(wanted, Wanted::Relief(_));
        if is_unsettled(&mut tx, &order, is_relief).await? {
            return Err(AdminError::UnsettledRefund(number));
        }
        let left = Left::read_in(&mut tx, &order, money).await?;
        let (plan, restock, note) = match wanted {
            Wanted::Amount(amount) => (left.plan_amount(amount)?, false, String::new()),
            Wanted::Items(items) => (left.plan(items)?, items.restock, items.tidy_note()),
            Wanted::Relief(Relief { codes, note }) => {
                let plan = left.plan_relief(codes)?.ok_or(AdminError::NoTaxToReturn(number))?;
                (plan, false, note.clone())
            }
        };
        let (amount, purpose) = (plan.amount, Purpose { allocation: plan.allocation, restock: restock.into(), note });
        let id = super::insert(&mut tx, &payment, amount, RefundReason::Requested, &purpose).await?;
        // For nothing, no gateway is asked.
        if manual || amount.amount == 0 {
            super::settle(self.store, &mut tx, &payment, (&id, amount), RefundedBy::Merchant).await?;
            close_failures(&mut tx, &payment.id).await?;
        }
        let entry = match (amount.amount, manual) {
            (0, _) => self.entry(Act::TakeBack),
            (_, true) => self.entry(Act::RecordRefund).detail(amount),
            (_, false) => self.entry(Act::Refund).detail(amount),
        };
        entry.order(&order).subject(&id).commit(tx).await?;
        Ok((payment.id, id))
    }

    /// Returns the latest payment of an order that was paid.
    async fn paid(&self, order: &str) -> Result<Payment, AdminError> {
        let payments = record::of_order(self.store.db(), order).await?;
        payments.into_iter().find(|payment| payment.paid.is_some()).ok_or(AdminError::NotPaid)
    }

    /// Returns what is left of an order, to be shown.
    async fn left_of(&self, number: i64) -> Result<Left, AdminError> {
        let order = self.id_of(number).await?;
        let payment = self.paid(&order).await?;
        let paid = payment.paid.ok_or(AdminError::NotPaid)?;
        let row = self.store.db().fetch_one(super::TAKEN, args![&payment.id]).await?;
        let money = Money::new(paid.amount - row.get::<i64>("n")?, paid.currency);
        Ok(Left::read(self.store.db(), &order, money).await?)
    }

    async fn refund_of(&self, payment: &str, id: &str) -> Result<RefundRecord, AdminError> {
        let refunds = self.refunds_of(payment).await?;
        refunds.into_iter().find(|refund| refund.id == id).ok_or(AdminError::NotPaid)
    }
}

/// Whether a refund of the order that would change what another one takes is not made yet: one that returns tax. For one that
/// returns tax itself, `any` other: what is left of the tax is known only after that. The transaction has locked the order.
async fn is_unsettled(tx: &mut Tx, order: &str, any: bool) -> db::Result<bool> {
    let which = match any {
        true => "f.status = 'starting' AND f.allocation = 'items' OR f.status <> 'failed' AND f.allocation = 'waiting'",
        false => {
            "f.status = 'starting' AND EXISTS (SELECT 1 FROM pannier_refund_items i WHERE i.refund_id = f.id \
             AND i.relieved_code IS NOT NULL)"
        }
    };
    let sql = format!(
        "SELECT 1 AS one FROM pannier_payments p JOIN pannier_refunds f ON f.payment_id = p.id WHERE p.order_id = $1 \
         AND ({which}) LIMIT 1"
    );
    Ok(tx.fetch_optional(&sql, args![order]).await?.is_some())
}

/// Whether a dispute of the payment was lost, so that the shopper has the money.
async fn dispute_was_lost(tx: &mut Tx, payment: &Payment) -> db::Result<bool> {
    let lost = "SELECT 1 AS one FROM pannier_disputes WHERE payment_id = $1 AND status = 'lost' LIMIT 1";
    Ok(tx.fetch_optional(lost, args![&payment.id]).await?.is_some())
}
