//! The basket: implements the server functions of [`api::basket`](crate::api).

mod current;
mod discounts;
pub(super) mod lines;
mod view;

use std::time::Duration;

pub(crate) use self::current::{CurrentOrder, OrderOfPage};
pub(super) use self::discounts::{discount_views, offer_lines};
use self::lines::{BasketLine, MAX_LINES, MAX_QUANTITY};
use crate::{
    model::{
        BasketView, Currency, OrderStatus, PendingOrder, Problem, RemovedLine, SaleState, Timestamp, days, line_total,
    },
    store::{
        Store,
        db::Tx,
        discount::apply::Discounts,
        is_key,
        order::{
            Head,
            header::{self, NewBasket},
            state_machine::{Created, Order},
        },
        sellable::{Item, Items},
        visitor::Visitor,
    },
};

/// Minimum age of the last change for a change of the basket to renew the cookie. An app's own session layer does not do
/// that by itself.
const RENEW_AFTER: Duration = days(1);
/// How long the id of a visit leads to the basket that was created with it. It is only for concurrent first
/// requests; from then on, a script that reads it must not get at the basket.
const VISIT_LIFETIME: Duration = Duration::from_secs(30);

/// A basket with the current state of its items.
#[derive(Clone)]
pub(crate) struct Basket {
    pub head: Head,
    pub currency: Currency,
    pub lines: Vec<BasketLine>,
    pub items: Items,
    /// What takes something off it: the promotions, and its code if that can be used.
    pub discounts: Discounts,
}

impl Store {
    /// Returns the visitor's basket. Does not create one.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// assert_eq!(store.basket(&visitor).await?.total.unwrap().to_string(), "€10.00");
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`] if the session or the database cannot be read.
    pub async fn basket(&self, visitor: &Visitor) -> Result<BasketView, Problem> {
        match self.order_to_show(visitor).await? {
            Some(CurrentOrder::Basket(basket)) => {
                let (view, _) = basket.view(&self.texts_for(visitor), self.db().now());
                Ok(BasketView { codes: self.offers_codes(), ..view })
            }
            Some(CurrentOrder::Placed(head)) if self.holds_visitor(&head).await? => {
                Ok(BasketView { pending: Some(self.pending(&head)), ..BasketView::default() })
            }
            _ => Ok(BasketView::default()),
        }
    }

    fn pending(&self, head: &Head) -> PendingOrder {
        PendingOrder { number: head.number.unwrap_or_default(), url: self.order_path(&head.token) }
    }

    /// Returns whether a placed order keeps its visitor from filling a new basket: yes, while a payment
    /// in the browser is in progress; no, while awaiting a bank transfer or a payment that is processing.
    async fn holds_visitor(&self, head: &Head) -> Result<bool, Problem> {
        Ok(head.status == OrderStatus::Pending
            && !crate::store::payment::record::live(self.db(), &head.id)
                .await?
                .is_some_and(|payment| payment.pays_offline() || !payment.awaits_shopper()))
    }

    /// Adds an item to the basket. The first call creates an order and stores it in the visitor's
    /// session, and concurrent first calls with the same [visit](Visitor::with_visit) create a single one.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// use pannier::Problem;
    ///
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// assert_eq!(store.add_to_basket(&visitor, "anvil", "1", 1).await, Err(Problem::UnknownItem));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If the item does not exist or is not [on sale](crate::Sellable::available), its stock is insufficient, or the
    /// basket is full ([`Problem::BasketFull`]) or cannot be changed at this time. The basket is then unchanged.
    pub async fn add_to_basket(&self, visitor: &Visitor, kind: &str, id: &str, quantity: u32) -> Result<(), Problem> {
        if quantity == 0 {
            return Err(Problem::BadQuantity);
        }
        let item = self.item(visitor, kind, id).await?;
        can_be_ordered(&item, quantity, self.db().now())?;
        let head = self.head_to_change(visitor).await?;
        let reusable = match &head {
            Some(head) if head.status == OrderStatus::Created => Some(head),
            Some(head) if self.holds_visitor(head).await? => return Err(Problem::PaymentPending),
            _ => None,
        };
        let order = self.db().transact(|tx| self.add_in(tx, visitor, head.as_ref(), (&item, quantity))).await?;
        let renew = reusable.is_none_or(|head| self.db().now().duration_since(head.updated_at) > RENEW_AFTER);
        if renew || visitor.order_id().await?.as_deref() != Some(order.id()) {
            visitor.set_order_id(order.id()).await?;
        }
        Ok(())
    }

    /// Adds an item to the visitor's `last` order, if that is a basket, or else to a new one.
    async fn add_in(
        &self,
        mut tx: Tx,
        visitor: &Visitor,
        last: Option<&Head>,
        (item, quantity): (&Item, u32),
    ) -> Result<Order<Created>, Problem> {
        let (order, currency) = match last.filter(|last| last.status == OrderStatus::Created) {
            Some(basket) => lock_basket(&mut tx, &basket.id).await?,
            None => self.create_basket(&mut tx, visitor, last, item.price.currency).await?,
        };
        // A basket keeps the currency of the last line removed.
        if currency != Some(item.price.currency) && !lines::set_currency(&mut tx, &order, item.price.currency).await? {
            same_currency(currency, item)?;
        }
        let wanted = lines::add(&mut tx, &order, item, quantity).await?.ok_or(Problem::BasketFull(MAX_LINES))?;
        can_be_ordered(item, wanted, tx.now())?;
        tx.commit().await?;
        Ok(order)
    }

    /// Creates the basket that follows the visitor's `last` order, or returns the one that a concurrent request
    /// has created, with its currency.
    async fn create_basket(
        &self,
        tx: &mut Tx,
        visitor: &Visitor,
        last: Option<&Head>,
        currency: Currency,
    ) -> Result<(Order<Created>, Option<Currency>), Problem> {
        let own = last.map(|last| format!("after:{}", last.id)).or(visitor.creation_key());
        let (creation_key, key_lifetime) = match visitor.visit() {
            Some(id) if own.is_none() => (Some(format!("visit:{id}")), Some(VISIT_LIFETIME)),
            _ => (own, None),
        };
        let last = last.map(|last| last.id.as_str());
        let new = NewBasket { creation_key, key_lifetime, last, currency };
        let (order, currency) = header::create(tx, &new, &self.0.outbox).await?;
        if let Some(last) = last {
            header::prefill(tx, &order, last).await?;
        }
        Ok((order, currency))
    }

    /// Sets the quantity of a line; 0 removes the line.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// store.set_quantity(&visitor, "voucher", "spring", 5).await?;
    /// assert_eq!(store.basket(&visitor).await?.count, 5);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// As [`Store::add_to_basket`], and if the line is not in the basket.
    pub async fn set_quantity(&self, visitor: &Visitor, kind: &str, id: &str, quantity: u32) -> Result<(), Problem> {
        if quantity == 0 {
            return self.remove_from_basket(visitor, kind, id).await.map(drop);
        }
        let item = self.item(visitor, kind, id).await?;
        can_be_ordered(&item, quantity, self.db().now())?;
        let basket = self.own_basket(visitor).await?;
        self.db().transact(|tx| set_in(tx, &basket.id, &item, quantity)).await
    }

    /// Removes a line, and returns the data to undo that. A line that is already gone (removed in another
    /// tab) is no error.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let removed = store.remove_from_basket(&visitor, "voucher", "spring").await?.unwrap();
    /// assert_eq!((removed.title.as_str(), removed.quantity), ("Voucher spring", 2));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// If the basket cannot be changed at this time, or no item can have this kind or id.
    pub async fn remove_from_basket(
        &self,
        visitor: &Visitor,
        kind: &str,
        id: &str,
    ) -> Result<Option<RemovedLine>, Problem> {
        if !is_key(kind) || !is_key(id) {
            return Err(Problem::UnknownItem);
        }
        // Loaded first: after the removal, an error would deny it.
        let line = self.removed_line(visitor, kind, id, 0).await?;
        let basket = self.own_basket(visitor).await?;
        let removed = self.db().transact(|tx| remove_in(tx, &basket.id, kind, id)).await?;
        Ok(removed.and_then(|quantity| line.map(|line| RemovedLine { quantity, ..line })))
    }

    /// Describes a removed line for undo. `None` if the item no longer exists.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// let removed = store.removed_line(&visitor, "voucher", "spring", 2).await?.unwrap();
    /// assert_eq!(removed.title, "Voucher spring");
    /// assert!(store.removed_line(&visitor, "anvil", "1", 2).await?.is_none());
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub async fn removed_line(
        &self,
        visitor: &Visitor,
        kind: &str,
        id: &str,
        quantity: u32,
    ) -> Result<Option<RemovedLine>, Problem> {
        match self.item(visitor, kind, id).await {
            Ok(item) => Ok(Some(RemovedLine { kind: item.kind.to_owned(), id: item.id, title: item.title, quantity })),
            Err(Problem::UnknownItem) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    async fn item(&self, visitor: &Visitor, kind: &str, id: &str) -> Result<Item, Problem> {
        if !self.0.sellables.knows(kind) || !is_key(id) {
            return Err(Problem::UnknownItem);
        }
        let items = self.0.sellables.load(self.db(), &self.texts_for(visitor), [(kind, id)]).await?;
        items.get(kind, id).cloned().ok_or(Problem::UnknownItem)
    }

    /// Returns the visitor's basket, which can be changed, without its items.
    async fn own_basket(&self, visitor: &Visitor) -> Result<Head, Problem> {
        let head = self.head_to_change(visitor).await?.ok_or(Problem::NotInBasket)?;
        match head.status {
            OrderStatus::Created => {}
            OrderStatus::Pending => return Err(Problem::PaymentPending),
            OrderStatus::Completed | OrderStatus::Cancelled => return Err(Problem::NotInBasket),
        }
        if self.db().now().duration_since(head.updated_at) > RENEW_AFTER {
            visitor.set_order_id(&head.id).await?;
        }
        Ok(head)
    }

    /// Returns the path of an order's page.
    pub(crate) fn order_path(&self, token: &str) -> String {
        format!("{}/{token}", self.paths().order)
    }
}

/// Locks a basket.
///
/// # Errors
/// [`Problem::PaymentPending`] if another request has placed it since it was read.
async fn lock_basket(tx: &mut Tx, id: &str) -> Result<(Order<Created>, Option<Currency>), Problem> {
    header::lock_basket(tx, id).await?.ok_or(Problem::PaymentPending)
}

async fn set_in(mut tx: Tx, basket: &str, item: &Item, quantity: u32) -> Result<(), Problem> {
    let (order, currency) = lock_basket(&mut tx, basket).await?;
    same_currency(currency, item)?;
    if !lines::set(&mut tx, &order, item, quantity).await? {
        return Err(Problem::NotInBasket);
    }
    Ok(tx.commit().await?)
}

/// Returns the quantity of the line that was removed, or `None` if it was gone already.
async fn remove_in(mut tx: Tx, basket: &str, kind: &str, id: &str) -> Result<Option<u32>, Problem> {
    let (order, _) = lock_basket(&mut tx, basket).await?;
    let Some(quantity) = lines::remove(&mut tx, &order, kind, id).await? else { return Ok(None) };
    tx.commit().await?;
    Ok(Some(quantity))
}

fn can_be_ordered(item: &Item, wanted: u32, now: Timestamp) -> Result<(), Problem> {
    match item.available.state(now) {
        SaleState::NotYet(_) => return Err(Problem::NotOnSaleYet),
        SaleState::Now => {}
        SaleState::Over => return Err(Problem::UnknownItem),
    }
    match item.stock {
        Some(0) => Err(Problem::SoldOut),
        Some(left) if wanted > left => Err(Problem::OnlyLeft(left)),
        _ if wanted > MAX_QUANTITY => Err(Problem::TooMany(MAX_QUANTITY)),
        _ => Ok(line_total(item.price, wanted).map(drop)?),
    }
}

fn same_currency(basket: Option<Currency>, item: &Item) -> Result<(), Problem> {
    match (basket, item.price.currency) {
        (Some(basket), item) if basket != item => Err(Problem::MixedCurrencies { basket, item }),
        _ => Ok(()),
    }
}

impl Basket {
    /// Returns the lines of items that are no longer sold.
    pub fn gone(&self) -> impl Iterator<Item = &BasketLine> {
        self.lines.iter().filter(|line| self.items.get(&line.kind, &line.item_id).is_none())
    }

    /// Returns whether there is nothing in it that is still sold.
    pub fn is_empty(&self) -> bool {
        self.gone().count() == self.lines.len()
    }
}
