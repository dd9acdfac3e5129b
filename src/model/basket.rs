//! The basket as the shopper sees it.

use serde::{Deserialize, Serialize};

use super::Money;
use crate::language::Texts;

/// A basket with live titles, prices and availability. An empty one is `BasketView::default()`.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// assert_eq!(store.basket(&visitor).await?, pannier::BasketView::default());
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let basket = store.basket(&visitor).await?;
/// assert_eq!((basket.lines.len(), basket.count), (1, 2));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BasketView {
    /// The lines in the order they were added.
    pub lines: Vec<LineView>,
    /// Pieces in all lines that can be bought.
    pub count: u32,
    /// What the lines that can be bought cost; `None` while there is none.
    pub total: Option<Money>,
    /// An order of this visitor that waits for its payment. While there is one, the basket cannot change.
    pub pending: Option<PendingOrder>,
}

/// The sums of a basket, for where there is little room.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let summary = store.basket(&visitor).await?.summary(&store.texts(pannier::Language::ENGLISH));
/// assert_eq!(summary.total.as_deref(), Some("€10.00"));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BasketSummary {
    /// Pieces in all lines that can be bought.
    pub count: u32,
    /// What they cost, as it is shown; `None` while there is none.
    pub total: Option<String>,
}

impl BasketSummary {
    /// The number of pieces, in words.
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
    /// The sums of the basket, as a language writes them.
    ///
    /// ```
    /// # pannier::testing::example(async |store, visitor| {
    /// store.add(&visitor, "voucher", "spring", 2, None).await?;
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
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// let line = store.basket(&visitor).await?.lines.remove(0);
/// assert_eq!(line.title, "Voucher spring");
/// assert_eq!(line.unit.checked_mul(line.quantity), Some(line.total));
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LineView {
    /// The kind of the sellable, such as `album`.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// Its title, as of now.
    pub title: String,
    /// The page that shows it.
    pub url: String,
    /// A picture, if it has one.
    pub image: Option<String>,
    /// Pieces wanted.
    pub quantity: u32,
    /// The price of one piece, as of now.
    pub unit: Money,
    /// `unit` times `quantity`.
    pub total: Money,
    /// How many may be bought at most.
    pub max: u32,
    /// What the shopper should know before paying.
    pub notice: Option<LineNotice>,
}

/// What has changed about a line since it was put into the basket.
///
/// ```
/// use pannier::LineNotice;
///
/// assert_eq!(LineNotice::OnlyLeft(2).to_string(), "Only 2 left. Please reduce the quantity.");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LineNotice {
    /// The price differs from the one shown when it was added.
    PriceChanged {
        /// The price shown then.
        was: Money,
    },
    /// Fewer are left than are wanted.
    OnlyLeft(u32),
    /// None is left.
    SoldOut,
    /// It is not for sale any more.
    Gone,
}

impl LineNotice {
    /// Whether the order cannot be placed before the shopper has changed the line.
    ///
    /// ```
    /// use pannier::{Currency, LineNotice, Money};
    ///
    /// assert!(LineNotice::SoldOut.blocks());
    /// assert!(!LineNotice::PriceChanged { was: Money::new(500, Currency::EUR) }.blocks());
    /// ```
    pub fn blocks(&self) -> bool {
        !matches!(self, LineNotice::PriceChanged { .. })
    }
}

impl LineNotice {
    /// The sentence for the shopper.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, LineNotice};
    ///
    /// let german = store.texts(Language::GERMAN);
    /// assert_eq!(LineNotice::OnlyLeft(2).in_words(&german), "Nur noch 2 verfügbar. Bitte verringern Sie die Menge.");
    /// # Ok(())
    /// # });
    /// ```
    pub fn in_words(&self, texts: &Texts) -> String {
        match self {
            LineNotice::PriceChanged { was } => {
                texts.format("notice-price-changed", &[("was", (&texts.money(*was)).into())])
            }
            LineNotice::OnlyLeft(left) => texts.format("notice-only-left", &[("left", (*left).into())]),
            LineNotice::SoldOut => texts.get("notice-sold-out"),
            LineNotice::Gone => texts.get("notice-gone"),
        }
    }
}

/// The sentence, on the server in English and in the browser in the language of the page. See [`LineNotice::in_words`].
impl std::fmt::Display for LineNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.in_words(&Texts::here()))
    }
}

/// An order that waits for the payment gateway's answer.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// if let Some(order) = store.basket(&visitor).await?.pending {
///     println!("Order {} waits for its payment: {}", order.number, order.url);
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PendingOrder {
    /// The order's number.
    pub number: i64,
    /// The order's page, which offers to resume the payment or to start over.
    pub url: String,
}

/// A line that was just removed, and can be put back.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add(&visitor, "voucher", "spring", 2, None).await?;
/// if let Some(line) = store.remove(&visitor, "voucher", "spring").await? {
///     // Undo.
///     store.add(&visitor, &line.kind, &line.id, line.quantity, None).await?;
/// }
/// # Ok(())
/// # });
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Removed {
    /// The kind of the sellable.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Pieces removed.
    pub quantity: u32,
}
