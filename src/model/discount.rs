//! A discount as the shopper sees it.

use serde::{Deserialize, Serialize};

use super::Money;

/// What a promotion or a code takes off a basket or an order.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let basket = store.basket(&visitor).await?;
/// assert!(basket.discounts.is_empty(), "there is no promotion");
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscountView {
    /// What it is called: "Three for two".
    pub label: String,
    /// The code, if one was typed for it.
    pub code: Option<String>,
    /// What it takes off; more than zero.
    pub amount: Money,
}
