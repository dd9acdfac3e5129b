//! The basket as the shopper sees it.

use serde::{Deserialize, Serialize};

use super::Money;

/// A basket with live titles, prices and availability. An empty one is `BasketView::default()`.
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
    pub fn words(&self) -> String {
        match self.count {
            0 => "Basket, empty".to_owned(),
            1 => "Basket, 1 item".to_owned(),
            n => format!("Basket, {n} items"),
        }
    }
}

impl From<BasketView> for BasketSummary {
    fn from(basket: BasketView) -> BasketSummary {
        BasketSummary { count: basket.count, total: basket.total.map(|t| t.to_string()) }
    }
}

/// One line of a basket.
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
    pub fn blocks(&self) -> bool {
        !matches!(self, LineNotice::PriceChanged { .. })
    }
}

impl std::fmt::Display for LineNotice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LineNotice::PriceChanged { was } => write!(f, "The price has changed. It was {was} when you added it."),
            LineNotice::OnlyLeft(left) => write!(f, "Only {left} left. Please lower the quantity."),
            LineNotice::SoldOut => f.write_str("Sold out. Please remove it to go on."),
            LineNotice::Gone => f.write_str("No longer for sale. Please remove it to go on."),
        }
    }
}

/// An order that waits for the payment gateway's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PendingOrder {
    /// The order's number.
    pub number: i64,
    /// The order's page, which offers to resume the payment or to start over.
    pub url: String,
}

/// A line that was just removed, and can be put back.
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
