//! Shipping methods: one file each, one trait, one line to register.
//!
//! ```
//! use pannier::{Currency, Money, shipping::{FlatRate, PickUp}};
//!
//! let standard = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR)).days(2, 4);
//! let pick_up = PickUp::new("Pick-up in the shop", "DE");
//! ```

use async_trait::async_trait;

use super::sellable::{Grams, ShipsBy};
use crate::model::{CheckoutForm, Money};

mod flat_rate;
mod only;
mod pick_up;
pub(super) mod quotes;
pub(super) mod split;
mod weight_table;

pub use flat_rate::FlatRate;
pub use only::Only;
pub use pick_up::PickUp;
pub use weight_table::{WeightTable, Zone};

#[cfg(feature = "kunaki")]
pub use super::kunaki::{Kunaki, KunakiMode};

/// A way to ship. It gets values and answers with values.
///
/// A whole one: [`recipes::shipping_method`](crate::recipes::shipping_method).
///
/// ```
/// use pannier::{Currency, Grams, Money, Parcel, ShippingError, ShippingMethod, ShippingOption, async_trait};
///
/// /// A stamp, for what is light enough.
/// struct Letter;
///
/// #[async_trait]
/// impl ShippingMethod for Letter {
///     fn id(&self) -> &'static str {
///         "letter"
///     }
///     async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
///         let fits = parcel.weight() <= Grams(20) && parcel.value.currency == Currency::EUR;
///         let letter = || ShippingOption::new("Letter", Money::new(95, Currency::EUR)).days(1, 3);
///         Ok(fits.then(letter).into_iter().collect())
///     }
/// }
/// ```
#[async_trait]
pub trait ShippingMethod: Send + Sync + 'static {
    /// The name in forms and tables.
    fn id(&self) -> &'static str;

    /// Whether it ships such an item at all, whatever the country and the number of pieces. Items that the same methods take
    /// travel in one parcel; every other set of methods makes a parcel of its own, with a choice of its own at the checkout. It
    /// is not asked about items that [ship by another method](crate::Sellable::ships_by) only. A method for nothing but the
    /// items that name it answers with [`ParcelItem::is_for`].
    ///
    /// ```
    /// use pannier::{Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption, async_trait};
    ///
    /// /// Fragile things and nothing else.
    /// struct Courier;
    ///
    /// #[async_trait]
    /// impl ShippingMethod for Courier {
    ///     fn id(&self) -> &'static str {
    ///         "courier"
    ///     }
    ///     fn takes(&self, item: &ParcelItem) -> bool {
    ///         item.kind == "vase"
    ///     }
    ///     async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
    ///         Err(ShippingError("ask again tomorrow".into()))
    ///     }
    /// }
    /// ```
    fn takes(&self, item: &ParcelItem) -> bool {
        let _ = item;
        true
    }

    /// Whether the shopper comes and gets the parcel: the pages and mails say "ready" in place of "on its way".
    fn is_pick_up(&self) -> bool {
        false
    }

    /// The ways this method can ship the parcel, with their prices in [`Parcel::value`]'s currency. Empty if it does not
    /// apply: too heavy, another country.
    ///
    /// # Errors
    /// When it cannot tell now. The other methods stay usable.
    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError>;
}

/// What has to be shipped, and where to.
///
/// ```
/// use pannier::{CheckoutForm, Currency, Grams, Money, Parcel, ParcelItem};
///
/// let address = CheckoutForm { country: "DE".into(), ..CheckoutForm::default() };
/// let items = vec![ParcelItem::new("poster", "dunes", 2, Grams(350))];
/// let parcel = Parcel::new(items, Money::new(5800, Currency::EUR), address);
/// assert_eq!((parcel.weight(), parcel.country()), (Grams(700), "DE"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parcel {
    /// The lines that ship.
    pub items: Vec<ParcelItem>,
    /// What those lines cost, without shipping.
    pub value: Money,
    /// The address as far as it is known. The country always is (ISO 3166-1 alpha-2).
    pub address: CheckoutForm,
}

impl Parcel {
    /// A parcel of these lines, for this address.
    ///
    /// ```
    /// use pannier::{CheckoutForm, Currency, Money, Parcel};
    ///
    /// let parcel = Parcel::new(Vec::new(), Money::zero(Currency::EUR), CheckoutForm::default());
    /// assert!(parcel.items.is_empty());
    /// ```
    pub fn new(items: Vec<ParcelItem>, value: Money, address: CheckoutForm) -> Parcel {
        Parcel { items, value, address }
    }

    /// The weight of everything.
    ///
    /// ```
    /// fn too_heavy(parcel: &pannier::Parcel) -> bool {
    ///     parcel.weight() > pannier::Grams(31_500)
    /// }
    /// ```
    pub fn weight(&self) -> Grams {
        let grams = self.items.iter().map(|i| u64::from(i.weight.0) * u64::from(i.quantity)).sum::<u64>();
        Grams(grams.try_into().unwrap_or(u32::MAX))
    }

    /// ISO 3166-1 alpha-2.
    ///
    /// ```
    /// fn abroad(parcel: &pannier::Parcel) -> bool {
    ///     parcel.country() != "DE"
    /// }
    /// ```
    pub fn country(&self) -> &str {
        &self.address.country
    }
}

/// A line that ships.
///
/// ```
/// use pannier::{Grams, ParcelItem};
///
/// let item = ParcelItem::new("poster", "dunes", 2, Grams(350));
/// assert_eq!((item.kind.as_str(), item.quantity), ("poster", 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParcelItem {
    /// The kind of the sellable.
    pub kind: String,
    /// Its id within the kind.
    pub id: String,
    /// Pieces.
    pub quantity: u32,
    /// The weight of one.
    pub weight: Grams,
    /// The one method it travels by, if only one will do; see [`Sellable::ships_by`](crate::Sellable::ships_by).
    pub ships_by: Option<ShipsBy>,
}

/// A way to ship a parcel, with its price.
///
/// ```
/// use pannier::{Currency, Money, ShippingOption};
///
/// let express = ShippingOption::new("Express", Money::new(1290, Currency::EUR)).id("express").days(1, 1);
/// assert_eq!((express.id.as_str(), express.days), ("express", Some((1, 1))));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ShippingOption {
    /// Tells the options of one method apart; may be empty where there is only one.
    pub id: String,
    /// "Standard", "Express".
    pub label: String,
    /// What it costs.
    pub price: Money,
    /// Working days, from and to.
    pub days: Option<(u32, u32)>,
}

impl ParcelItem {
    /// So many pieces of an item, of so much each.
    ///
    /// ```
    /// let item = pannier::ParcelItem::new("poster", "dunes", 2, pannier::Grams(350));
    /// assert_eq!(item.weight.0, 350);
    /// ```
    pub fn new(kind: impl Into<String>, id: impl Into<String>, quantity: u32, weight: Grams) -> ParcelItem {
        ParcelItem { kind: kind.into(), id: id.into(), quantity, weight, ships_by: None }
    }

    /// The same, as an item that travels by one method only.
    ///
    /// ```
    /// use pannier::{Grams, ParcelItem, ShipsBy};
    ///
    /// let disc = ParcelItem::new("album", "blue-hour/cd", 1, Grams(100)).ships_by(ShipsBy::only("kunaki"));
    /// assert!(disc.is_for("kunaki"));
    /// ```
    #[must_use]
    pub fn ships_by(self, ships_by: ShipsBy) -> ParcelItem {
        ParcelItem { ships_by: Some(ships_by), ..self }
    }

    /// Whether it travels by this method and by no other.
    ///
    /// ```
    /// use pannier::{Grams, ParcelItem};
    ///
    /// assert!(!ParcelItem::new("poster", "dunes", 2, Grams(350)).is_for("kunaki"));
    /// ```
    pub fn is_for(&self, method: &str) -> bool {
        self.ships_by.as_ref().is_some_and(|by| by.method == method)
    }
}

impl ShippingOption {
    /// The only option of a method, or one of several with an [`id`](ShippingOption::id).
    ///
    /// ```
    /// use pannier::{Currency, Money, ShippingOption};
    ///
    /// let standard = ShippingOption::new("Standard", Money::new(490, Currency::EUR));
    /// assert!(standard.id.is_empty() && standard.days.is_none());
    /// ```
    pub fn new(label: impl Into<String>, price: Money) -> ShippingOption {
        ShippingOption { id: String::new(), label: label.into(), price, days: None }
    }

    /// Tells this option from the others of its method.
    ///
    /// ```
    /// use pannier::{Currency, Money, ShippingOption};
    ///
    /// let morning = ShippingOption::new("Before noon", Money::new(990, Currency::EUR)).id("morning");
    /// assert_eq!(morning.id, "morning");
    /// ```
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> ShippingOption {
        ShippingOption { id: id.into(), ..self }
    }

    /// It takes from so many to so many working days.
    ///
    /// ```
    /// use pannier::{Currency, Money, ShippingOption};
    ///
    /// let standard = ShippingOption::new("Standard", Money::new(490, Currency::EUR)).days(2, 4);
    /// assert_eq!(standard.days, Some((2, 4)));
    /// ```
    #[must_use]
    pub fn days(self, from: u32, to: u32) -> ShippingOption {
        ShippingOption { days: Some((from, to)), ..self }
    }
}

/// A method that cannot tell what it would cost.
///
/// ```
/// use pannier::ShippingError;
///
/// assert_eq!(ShippingError("the carrier is asleep".into()).to_string(), "no quote: the carrier is asleep");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no quote: {0}")]
pub struct ShippingError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    /// A parcel with one thing in it.
    pub fn parcel(country: &str, grams: u32, value: Money) -> Parcel {
        let item = ParcelItem::new("thing", "1", 1, Grams(grams));
        Parcel::new(vec![item], value, CheckoutForm { country: country.into(), ..CheckoutForm::default() })
    }

    #[test]
    fn weights_add_up_and_do_not_overflow() {
        let value = Money::zero(crate::model::Currency::EUR);
        let mut heavy = parcel("DE", 700, value);
        heavy.items.push(ParcelItem { quantity: 3, ..heavy.items[0].clone() });
        assert_eq!(heavy.weight(), Grams(2800));
        heavy.items[0] = ParcelItem { quantity: u32::MAX, weight: Grams(u32::MAX), ..heavy.items[0].clone() };
        assert_eq!(heavy.weight(), Grams(u32::MAX));
    }
}
