//! The basket as the shopper sees it.

use serde::{Deserialize, Serialize};

use super::{DiscountView, Money, Problem, Timestamp, availability::not_yet};
use crate::language::Texts;

/// A basket with current titles, prices and availability. `BasketView::default()` is an empty one.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// assert_eq!(store.basket(&visitor).await?, pannier::BasketView::default());
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let basket = store.basket(&visitor).await?;
/// assert_eq!((basket.lines.len(), basket.count), (1, 2));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BasketView {
    /// The lines in the order they were added.
    pub lines: Vec<BasketLineView>,
    /// The number of pieces in all lines that [count](BasketLineView::counts).
    pub count: u32,
    /// The sum of the lines that [count](BasketLineView::counts), after discounts; `None` if there are none, or if
    /// they do not add up.
    pub total: Option<Money>,
    /// The reason why the lines do not add up, which prevents the checkout.
    pub problem: Option<Problem>,
    /// This visitor's order that awaits payment. While there is one, the basket is read-only.
    pub pending: Option<PendingOrder>,
    /// The sum before discounts; `None` if there is no total.
    #[serde(default)]
    pub subtotal: Option<Money>,
    /// What promotions and the code take off the lines. What they take off the shipping is known at the checkout.
    #[serde(default)]
    pub discounts: Vec<DiscountView>,
    /// The code that was accepted for this basket.
    #[serde(default)]
    pub code: Option<String>,
    /// Why the code takes nothing off, as a sentence, if it does not count.
    #[serde(default)]
    pub code_problem: Option<String>,
    /// Whether the store has codes, so that the page has a field for one.
    #[serde(default)]
    pub codes: bool,
    /// Whether nothing of what [counts](BasketLineView::counts) ships, so that there is no shipping to calculate.
    #[serde(default)]
    pub nothing_ships: bool,
}

/// A basket's item count and formatted total, for compact display.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let summary = store.basket(&visitor).await?.summary(&store.texts(pannier::Language::ENGLISH));
/// assert_eq!(summary.total.as_deref(), Some("€10.00"));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BasketSummary {
    /// The number of pieces in all lines that [count](BasketLineView::counts).
    pub count: u32,
    /// The formatted total; `None` if no line counts, or if the lines do not add up.
    pub total: Option<String>,
}

impl BasketSummary {
    /// Returns the number of pieces as a localized phrase.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// let english = store.texts(pannier::Language::ENGLISH);
    /// assert_eq!(pannier::BasketSummary::default().words(&english), "Basket, empty");
    /// # Ok(())
    /// # });
    /// ```
    pub fn words(&self, texts: &Texts) -> String {
        texts.format("basket-words", &[("count", self.count.into())])
    }
}

impl BasketView {
    /// Returns the item count and the total, formatted for a language.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// let german = store.basket(&visitor).await?.summary(&store.texts(pannier::Language::GERMAN));
    /// assert_eq!(german.total.as_deref(), Some("10,00\u{a0}€"));
    /// # Ok(())
    /// # });
    /// ```
    pub fn summary(&self, texts: &Texts) -> BasketSummary {
        BasketSummary { count: self.count, total: self.total.map(|total| texts.money(total)) }
    }
}

/// One line of a basket.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// let line = store.basket(&visitor).await?.lines.remove(0);
/// assert_eq!(line.title, "Voucher spring");
/// assert_eq!(line.unit_price.checked_mul(line.quantity), line.total);
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BasketLineView {
    /// The sellable's kind, such as `album`.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// The current title, or the one it was added with if it is no longer sold.
    pub title: String,
    /// The URL of the product page.
    pub url: String,
    /// The URL of an image, if there is one.
    pub image: Option<String>,
    /// The quantity wanted.
    pub quantity: u32,
    /// The current unit price.
    pub unit_price: Money,
    /// `unit_price` times `quantity`; `None` if that is out of range, or the item is no longer sold.
    pub total: Option<Money>,
    /// The largest quantity that can be ordered.
    pub max: u32,
    /// What the shopper should know before paying.
    pub notice: Option<LineNotice>,
    /// What a promotion or the code takes off the whole line, if anything.
    #[serde(default)]
    pub discount: Option<Money>,
}

impl BasketLineView {
    /// Returns whether the line counts in the sums of basket and checkout. See [`LineNotice::counts`].
    pub fn counts(&self) -> bool {
        self.notice.as_ref().is_none_or(LineNotice::counts)
    }

    /// Returns the price of the whole line after its discount. `None` if there is no discount, or no total.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
    /// assert_eq!(store.basket(&visitor).await?.lines[0].discounted(), None);
    /// # Ok(())
    /// # });
    /// ```
    pub fn discounted(&self) -> Option<Money> {
        let (total, discount) = (self.total?, self.discount?);
        Some(Money::new(total.amount.checked_sub(discount.amount)?, total.currency))
    }
}

/// Returns the unit prices and quantities of the lines that [count](BasketLineView::counts).
#[cfg(feature = "ssr")]
pub(crate) fn counted<'a>(lines: impl IntoIterator<Item = &'a BasketLineView>) -> impl Iterator<Item = (Money, u32)> {
    lines.into_iter().filter(|line| line.counts()).map(|line| (line.unit_price, line.quantity))
}

/// Returns what the lines that [count](BasketLineView::counts) cost after their discounts, each as one piece.
#[cfg(feature = "ssr")]
pub(crate) fn reduced<'a>(lines: impl IntoIterator<Item = &'a BasketLineView>) -> impl Iterator<Item = (Money, u32)> {
    let left = |line: &BasketLineView| Some((line.discounted().or(line.total)?, 1));
    lines.into_iter().filter(|line| line.counts()).filter_map(left)
}

/// A change to a line since it was added to the basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LineNotice {
    /// The price has changed since the line was added.
    PriceChanged {
        /// The price when it was added.
        was: Money,
    },
    /// The stock is lower than the quantity wanted.
    OnlyLeft(u32),
    /// Now sold in another currency than the basket's.
    OtherCurrency,
    /// Not on sale before this time.
    NotOnSaleYet(Timestamp),
    /// Out of stock.
    SoldOut,
    /// No longer for sale. The line leaves the basket when the order is placed, if it was not removed before.
    Gone,
}

impl LineNotice {
    /// Returns whether the shopper must change the line before the order can be placed.
    ///
    /// ```
    /// use pannier::{Currency, LineNotice, Money};
    ///
    /// assert!(LineNotice::SoldOut.blocks());
    /// assert!(!LineNotice::Gone.blocks());
    /// assert!(!LineNotice::PriceChanged { was: Money::new(500, Currency::EUR) }.blocks());
    /// ```
    pub fn blocks(&self) -> bool {
        !matches!(self, LineNotice::PriceChanged { .. } | LineNotice::Gone)
    }

    /// Returns whether the line counts in the sums of basket and checkout: not if it cannot be bought at all.
    /// A line of which only some pieces are left counts with the quantity wanted, which is what it shows. One
    /// in another currency counts too, so that there is no sum at all.
    ///
    /// ```
    /// use pannier::LineNotice;
    ///
    /// assert!(LineNotice::OnlyLeft(2).counts());
    /// assert!(!LineNotice::SoldOut.counts());
    /// ```
    pub fn counts(&self) -> bool {
        !matches!(self, LineNotice::NotOnSaleYet(_) | LineNotice::SoldOut | LineNotice::Gone)
    }
}

impl LineNotice {
    /// Returns the message for the shopper. In the browser, it does not say when a sale begins, as
    /// [`SaleState::message`](crate::SaleState::message).
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, LineNotice};
    ///
    /// let german = store.texts(Language::GERMAN);
    /// assert_eq!(LineNotice::OnlyLeft(2).message(&german), "Nur noch 2 verfügbar. Bitte verringern Sie die Menge.");
    /// # Ok(())
    /// # });
    /// ```
    pub fn message(&self, texts: &Texts) -> String {
        match self {
            LineNotice::PriceChanged { was } => {
                texts.format("notice-price-changed", &[("was", (&texts.money(*was)).into())])
            }
            LineNotice::OnlyLeft(left) => texts.format("notice-only-left", &[("left", (*left).into())]),
            LineNotice::OtherCurrency => texts.get("notice-other-currency"),
            LineNotice::NotOnSaleYet(from) => not_yet("notice-not-on-sale-yet", *from, texts),
            LineNotice::SoldOut => texts.get("notice-sold-out"),
            LineNotice::Gone => texts.get("notice-gone"),
        }
    }
}

/// Formats the message: on the server in English, in the browser in the page's language. See
/// [`LineNotice::message`].
impl std::fmt::Display for LineNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(&Texts::here()))
    }
}

/// An order that awaits payment.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// if let Some(order) = store.basket(&visitor).await?.pending {
///     println!("Order {} waits for its payment: {}", order.number, order.url);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PendingOrder {
    /// The order's number.
    pub number: i64,
    /// The URL of the order's page, where the payment can be resumed or cancelled.
    pub url: String,
}

/// A removed line, with what is needed to undo the removal.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 2).await?;
/// if let Some(line) = store.remove_from_basket(&visitor, "voucher", "spring").await? {
///     // Undo.
///     store.add_to_basket(&visitor, &line.kind, &line.id, line.quantity).await?;
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RemovedLine {
    /// The sellable's kind.
    pub kind: String,
    /// The sellable's id within its kind.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The quantity removed.
    pub quantity: u32,
}
