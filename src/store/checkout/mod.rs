//! The checkout: its page, and placing the order.
//!
//! What it costs is worked out in one order: prices, discounts of the lines (`basket/discounts.rs`), parcels (`parcels.rs`) with
//! the discounts of their shipping, tax rates (`taxation.rs`), and then all sums at once (`pricing.rs`).
//!
//! Placing an order has three phases. *Prepare* (`place.rs`) is one transaction: lines, prices and
//! totals are frozen, stock is reserved, the payment attempt is recorded, the order becomes pending.
//! Then the gateway is called (`payment/start.rs`), outside of any transaction, and its response is
//! stored. A crash in between leaves a state that `payment/settle.rs` repairs.

mod buyer;
mod code;
mod fields;
mod limits;
pub mod normalize;
mod page;
mod parcels;
mod place;
mod pricing;
mod record;
mod submit;
mod taxation;
pub mod validate;

use self::pricing::Pricing;
use crate::{
    language::Texts,
    model::{CheckoutView, LineNotice, OrderStatus, Problem},
    store::{
        basket::{Basket, CurrentOrder},
        shipping::ParcelItem,
    },
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
    pricing: Pricing,
    /// Texts in the shopper's language.
    texts: Texts,
}

/// Returns the basket to check out.
fn basket_of(order: Option<CurrentOrder>) -> Result<Basket, Problem> {
    match order {
        Some(CurrentOrder::Basket(basket)) if !basket.is_empty() => Ok(basket),
        Some(CurrentOrder::Placed(head)) if head.status == OrderStatus::Pending => Err(Problem::PaymentPending),
        _ => Err(Problem::EmptyBasket),
    }
}

/// Returns what the form says of the order that the shopper saw: its total, and how many lines have left it.
fn seen(view: &CheckoutView) -> String {
    let total = view.totals.total;
    match view.lines.iter().filter(|line| line.notice == Some(LineNotice::Gone)).count() {
        0 => format!("{} {}", total.amount, total.currency),
        gone => format!("{} {} without {gone}", total.amount, total.currency),
    }
}
