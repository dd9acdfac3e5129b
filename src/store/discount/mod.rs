//! Discounts: promotions, which apply by themselves, and codes, which shoppers enter.
//!
//! A [`Promotion`] is code of the app, registered by one line; a [`Code`] is a row that the staff create and end.
//! Of the promotions, the best for each line takes something off; an order's one code does where it takes off more.
//!
//! ```
//! use pannier::{Currency, Money, discount::{FreeShipping, PercentOff, ThreeForTwo}};
//!
//! let posters = ThreeForTwo::of(&["poster"]);
//! let albums = PercentOff::new("album", 10);
//! let shipping = FreeShipping::from(Money::new(10_000, Currency::EUR)).to(&["DE"]);
//! ```

pub(in crate::store) mod admin;
pub(in crate::store) mod apply;
pub(in crate::store) mod code;
mod promotions;
pub(in crate::store) mod redeem;

use std::sync::Arc;

use self::apply::Discounts;
pub use self::{
    admin::{
        CodeError, CodeField, CodeFilter, CodePage, CodeQuery, CodeRecord, CodeRedemption, NewCode, csv::codes_csv,
    },
    code::{Code, CodeState, Off},
    promotions::{FreeShipping, PercentOff, ThreeForTwo},
};
use super::Store;
use crate::model::{Currency, Money, Timestamp};

/// A discount that applies without a code.
///
/// It is pure: it looks at nothing but the offer, not even at a clock, and answers the same each time. What it takes
/// off does not depend on the order of the lines. If several promotions take something off a line, the largest
/// reduction counts; see the [recipe](crate::recipes::discounts).
///
/// ```
/// use pannier::{Currency, Money, Offer, OfferLine, Promotion, Reduction};
///
/// /// One euro off each poster.
/// struct Clearance;
///
/// impl Promotion for Clearance {
///     fn id(&self) -> &'static str {
///         "clearance"
///     }
///
///     fn label(&self) -> String {
///         "Clearance".to_owned()
///     }
///
///     fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
///         let euro = Money::new(100, Currency::EUR);
///         let posters = offer.lines.iter().enumerate().filter(|(_, line)| line.kind == "poster");
///         let cheaper = posters.filter(|(_, line)| line.unit_price.currency == euro.currency);
///         cheaper
///             .filter_map(|(n, line)| {
///                 let off = Money::new(euro.amount.min(line.unit_price.amount), euro.currency);
///                 Some(Reduction::line(n, off.checked_mul(line.quantity)?))
///             })
///             .collect()
///     }
/// }
///
/// let line = OfferLine::new("poster", "dunes", Money::new(1990, Currency::EUR), 2);
/// let offer = Offer::new(vec![line], Currency::EUR, pannier::Timestamp::now());
/// assert_eq!(Clearance.take_off(&offer), [Reduction::line(0, Money::new(200, Currency::EUR))]);
/// ```
pub trait Promotion: Send + Sync + 'static {
    /// The id in tables: lower-case letters, digits, `-` and `_`. The message `promotion-ID` is what shoppers call it
    /// in their language.
    fn id(&self) -> &'static str;

    /// What shoppers call it, unless there is a message `promotion-ID`.
    fn label(&self) -> String;

    /// Returns what it takes off. Several reductions of a line or parcel add up. What is more than the line or parcel
    /// costs, or in another currency, is left out.
    ///
    /// Called once without parcels, for the lines, and once more with parcels, whose prices are then known: of that,
    /// only reductions of parcels are used.
    fn take_off(&self, offer: &Offer) -> Vec<Reduction>;
}

/// What a promotion is asked about: a basket, at listed prices.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Offer {
    /// The lines.
    pub lines: Vec<OfferLine>,
    /// The parcels, once their prices are known; empty before.
    pub parcels: Vec<OfferParcel>,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The time.
    pub at: Timestamp,
}

impl Offer {
    /// Creates an offer without parcels.
    pub fn new(lines: Vec<OfferLine>, currency: Currency, at: Timestamp) -> Offer {
        Offer { lines, parcels: Vec::new(), currency, at }
    }

    /// Sets the parcels.
    #[must_use]
    pub fn parcels(self, parcels: Vec<OfferParcel>) -> Offer {
        Offer { parcels, ..self }
    }
}

/// A line of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferLine {
    /// The [kind](crate::Sellable::KIND).
    pub kind: String,
    /// The id within the kind.
    pub id: String,
    /// The listed price of one piece.
    pub unit_price: Money,
    /// The number of pieces.
    pub quantity: u32,
}

impl OfferLine {
    /// Creates a line.
    pub fn new(kind: impl Into<String>, id: impl Into<String>, unit_price: Money, quantity: u32) -> OfferLine {
        OfferLine { kind: kind.into(), id: id.into(), unit_price, quantity }
    }

    /// Returns the listed price of the line; the greatest amount there is if it is out of range.
    pub fn total(&self) -> Money {
        Money { amount: self.unit_price.amount.saturating_mul(self.quantity.into()), ..self.unit_price }
    }
}

/// A parcel of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferParcel {
    /// The price of its shipping.
    pub price: Money,
    /// The value of its items, after discounts.
    pub value: Money,
    /// The country to which it goes (ISO 3166-1 alpha-2).
    pub country: String,
    /// The id of its shipping option: that of the method, followed by `:` and that of the option if it has one.
    pub method: String,
    /// The indexes of its lines.
    pub lines: Vec<usize>,
}

impl OfferParcel {
    /// Creates a parcel.
    pub fn new(
        price: Money,
        value: Money,
        country: impl Into<String>,
        method: impl Into<String>,
        lines: Vec<usize>,
    ) -> OfferParcel {
        OfferParcel { price, value, country: country.into(), method: method.into(), lines }
    }
}

/// An amount that is taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// Off one line.
    Line {
        /// The index of the line.
        line: usize,
        /// The amount, for all pieces.
        amount: Money,
    },
    /// Off the shipping of a parcel.
    Parcel {
        /// The index of the parcel.
        parcel: usize,
        /// The amount.
        amount: Money,
    },
    /// Off all lines together, spread over them in proportion to what they cost.
    Order {
        /// The amount.
        amount: Money,
    },
}

impl Reduction {
    /// Takes an amount off the line with this index.
    pub const fn line(line: usize, amount: Money) -> Reduction {
        Reduction::Line { line, amount }
    }

    /// Takes an amount off the shipping of the parcel with this index.
    pub const fn parcel(parcel: usize, amount: Money) -> Reduction {
        Reduction::Parcel { parcel, amount }
    }

    /// Takes an amount off all lines together.
    pub const fn order(amount: Money) -> Reduction {
        Reduction::Order { amount }
    }
}

impl Store {
    /// Returns whether pages offer a field for codes: see [`StoreBuilder::codes`](crate::StoreBuilder::codes).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> pannier::db::Result<()> {
    /// assert!(pannier::testing::in_memory().await.codes().build().await?.offers_codes());
    /// # Ok(())
    /// # }
    /// ```
    pub fn offers_codes(&self) -> bool {
        self.0.codes
    }

    /// Returns what takes something off an order: the promotions, and the code if there is one.
    pub(crate) fn discounts(&self, code: Option<Code>) -> Discounts {
        Discounts { promotions: Arc::clone(&self.0.promotions), code: code.map(Box::new) }
    }
}
