//! The checkout: its page, and placing the order.
//!
//! Placing an order has three phases. *Prepare* (`place.rs`) is one transaction: lines, prices and
//! totals are frozen, stock is reserved, the payment attempt is recorded, the order becomes pending.
//! Then the gateway is called (`payment/start.rs`), outside of any transaction, and its response is
//! stored. A crash in between leaves a state that `payment/settle.rs` repairs.

mod limits;
mod normalize;
mod page;
mod place;
mod submit;

use crate::{
    language::Texts,
    model::{CheckoutView, Money, OrderStatus, Problem},
    store::{Store, basket::Basket, shipping::ParcelItem, visitor::Visitor},
};

/// A checkout with all the data it was computed from.
struct Checkout {
    basket: Basket,
    view: CheckoutView,
    /// The contents of each parcel of the view.
    packed: Vec<Vec<ParcelItem>>,
    /// The keys of parcels whose chosen shipping method is no longer available.
    lost: Vec<String>,
    /// Whether the form's country does not exist. The page then shows the store's own.
    unknown_country: bool,
    /// Texts in the shopper's language.
    texts: Texts,
}

impl Store {
    async fn checkout_basket(&self, visitor: &Visitor) -> Result<Basket, Problem> {
        let head = self.current_order(visitor).await?.ok_or(Problem::EmptyBasket)?;
        match head.status {
            OrderStatus::Created => {}
            OrderStatus::Pending => return Err(Problem::PaymentPending),
            OrderStatus::Completed | OrderStatus::Cancelled => return Err(Problem::EmptyBasket),
        }
        let basket = self.basket_of(head, &self.texts_for(visitor)).await?;
        if basket.lines.is_empty() { Err(Problem::EmptyBasket) } else { Ok(basket) }
    }
}

fn total_text(total: Money) -> String {
    format!("{} {}", total.amount, total.currency)
}
