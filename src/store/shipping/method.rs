//! The trait of shipping methods, with its input and output.

use std::{collections::BTreeMap, fmt::Display};

use async_trait::async_trait;

use crate::{
    language::Language,
    model::{Address, Money},
    store::sellable::{Grams, ShipsBy},
};

/// A shipping method. It computes quotes for parcels and has no access to the store.
///
/// For a complete example, see [`recipes::shipping_method`](crate::recipes::shipping_method).
///
/// ```
/// use pannier::{Currency, Grams, Money, Parcel, ShippingError, ShippingMethod, ShippingOption, async_trait};
///
/// /// A stamp, for light items.
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

    /// Returns whether it ships this item at all, regardless of country and quantity. Items taken by
    /// the same methods share a parcel; each different set of methods makes a separate parcel, with its
    /// own choice at the checkout. Not called for items
    /// that [ship only by another method](crate::Sellable::ships_by). A method only for items that name
    /// it returns [`ParcelItem::is_for`].
    ///
    /// ```
    /// use pannier::{Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption, async_trait};
    ///
    /// /// Fragile items only.
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
    ///         Err(ShippingError::new("ask again tomorrow"))
    ///     }
    /// }
    /// ```
    fn takes(&self, item: &ParcelItem) -> bool {
        let _ = item;
        true
    }

    /// Returns whether the customer picks the parcel up: pages and mails say "ready to pick up" instead of "on its way". The
    /// checkout still asks for an address.
    fn is_pick_up(&self) -> bool {
        false
    }

    /// Returns whether a supplier makes and sends the parcels. No mail then asks the merchant to send them; they have no
    /// packing slips, and are left out when many orders are marked as sent.
    fn has_supplier(&self) -> bool {
        false
    }

    /// Returns what an option is called in a language, for those who read of an order in another language than its own, such
    /// as the owner in a mail. `option` is the [option's id](ShippingOption::id), empty if it has none. A
    /// [message](crate::recipes::shipping_method) takes precedence.
    ///
    /// `None`, the default, stands for the untranslated label. A method whose options bring
    /// [translations](ShippingOption::translated) returns these.
    fn label(&self, option: &str, language: Language) -> Option<String> {
        let _ = (option, language);
        None
    }

    /// Returns the options for shipping the parcel, with prices in the currency of [`Parcel::value`].
    /// Empty if the method does not apply: too heavy, another country.
    ///
    /// # Errors
    /// If no quote can be obtained now. The other methods remain available.
    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError>;
}

/// A parcel to quote: items, value and destination.
///
/// ```
/// use pannier::{Address, Currency, Grams, Money, Parcel, ParcelItem};
///
/// let address = Address { country: "DE".into(), ..Address::default() };
/// let items = vec![ParcelItem::new("poster", "dunes", 2, Grams(350))];
/// let parcel = Parcel::new(items, Money::new(5800, Currency::EUR), address);
/// assert_eq!((parcel.weight(), parcel.country()), (Grams(700), "DE"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parcel {
    /// The items.
    pub items: Vec<ParcelItem>,
    /// The price of the items, without shipping.
    pub value: Money,
    /// The address, which may be incomplete. Its country is always set (ISO 3166-1 alpha-2).
    pub address: Address,
}

impl Parcel {
    /// Creates a parcel of these items for this address.
    pub fn new(items: Vec<ParcelItem>, value: Money, address: Address) -> Parcel {
        Parcel { items, value, address }
    }

    /// Returns the total weight. Saturates at `u32::MAX`.
    pub fn weight(&self) -> Grams {
        let grams = self.items.iter().map(|i| u64::from(i.weight.0) * u64::from(i.quantity)).sum::<u64>();
        Grams(grams.try_into().unwrap_or(u32::MAX))
    }

    /// Returns the destination country (ISO 3166-1 alpha-2).
    pub fn country(&self) -> &str {
        &self.address.country
    }
}

/// An item in a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParcelItem {
    /// The kind of the sellable.
    pub kind: String,
    /// The id within the kind.
    pub id: String,
    /// The quantity.
    pub quantity: u32,
    /// The weight of one unit.
    pub weight: Grams,
    /// The only method it may ship by, if restricted; see [`Sellable::ships_by`](crate::Sellable::ships_by).
    pub ships_by: Option<ShipsBy>,
}

/// An option for shipping a parcel, with its price.
///
/// ```
/// use pannier::{Currency, Money, ShippingOption};
///
/// let express = ShippingOption::new("Express", Money::new(1290, Currency::EUR)).id("express").days(1, 1);
/// assert_eq!((express.id.as_str(), express.days), ("express", Some((1, 1))));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShippingOption {
    /// Identifies the option among those of its method; may be empty if there is only one.
    pub id: String,
    /// The name shown to shoppers: "Standard", "Express".
    pub label: String,
    /// The name in other languages, for those who read them.
    pub translations: BTreeMap<Language, String>,
    /// The price.
    pub price: Money,
    /// The delivery time in working days, minimum and maximum.
    pub days: Option<(u32, u32)>,
}

impl ParcelItem {
    /// `quantity` units of an item, each of this weight.
    pub fn new(kind: impl Into<String>, id: impl Into<String>, quantity: u32, weight: Grams) -> ParcelItem {
        ParcelItem { kind: kind.into(), id: id.into(), quantity, weight, ships_by: None }
    }

    /// Restricts the item to one shipping method.
    #[must_use]
    pub fn ships_by(self, ships_by: ShipsBy) -> ParcelItem {
        ParcelItem { ships_by: Some(ships_by), ..self }
    }

    /// Returns whether the item ships only by this method.
    pub fn is_for(&self, method: &str) -> bool {
        self.ships_by.as_ref().is_some_and(|by| by.method == method)
    }
}

impl ShippingOption {
    /// Creates an option. If the method has several, give each an [`id`](ShippingOption::id).
    pub fn new(label: impl Into<String>, price: Money) -> ShippingOption {
        ShippingOption { id: String::new(), label: label.into(), translations: BTreeMap::new(), price, days: None }
    }

    /// Sets the id that identifies the option among those of its method.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> ShippingOption {
        ShippingOption { id: id.into(), ..self }
    }

    /// Sets the delivery time in working days.
    #[must_use]
    pub fn days(self, from: u32, to: u32) -> ShippingOption {
        ShippingOption { days: Some((from, to)), ..self }
    }

    /// Sets the name in another language. Without it, the name there is that of a
    /// [message](crate::recipes::shipping_method), or else the [label](ShippingOption::label).
    ///
    /// ```
    /// use pannier::{Currency, Language, Money, ShippingOption};
    ///
    /// let letter = ShippingOption::new("Letter", Money::new(95, Currency::EUR)).translated(Language::GERMAN, "Brief");
    /// assert_eq!((letter.label_in(Language::GERMAN), letter.label_in(Language::ENGLISH)), ("Brief", "Letter"));
    /// ```
    #[must_use]
    pub fn translated(mut self, language: Language, label: impl Into<String>) -> ShippingOption {
        self.translations.insert(language, label.into());
        self
    }

    /// Returns the name in a language. Falls back to the label.
    pub fn label_in(&self, language: Language) -> &str {
        self.translations.get(&language).unwrap_or(&self.label)
    }
}

/// The error of a method that cannot quote a parcel now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no quote: {0}")]
pub struct ShippingError(String);

impl ShippingError {
    /// Creates an error. The reason is logged: it must not contain personal data.
    ///
    /// ```
    /// let error = std::fs::read("/no/such/tariff").map_err(pannier::ShippingError::new);
    /// assert!(error.is_err());
    /// ```
    pub fn new(why: impl Display) -> ShippingError {
        ShippingError(why.to_string())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A parcel with one item.
    pub fn parcel(country: &str, grams: u32, value: Money) -> Parcel {
        let item = ParcelItem::new("thing", "1", 1, Grams(grams));
        Parcel::new(vec![item], value, Address { country: country.into(), ..Address::default() })
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
