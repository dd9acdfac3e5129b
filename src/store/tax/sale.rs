//! What a tax provider is asked, and what it answers.

use serde::{Deserialize, Serialize};

use super::TaxClass;
use crate::model::{Day, Money, TaxRate, TimeZone, Timestamp, named::named};

/// A sale to assess: what is sold, to whom, and where to.
///
/// ```
/// use pannier::{Buyer, Currency, Money, Place, Sale, TaxClass, Taxable, Timestamp};
///
/// let lines = vec![Taxable::new("score", TaxClass::DIGITAL, Money::new(900, Currency::EUR))];
/// let sale = Sale::new(lines, Place::country("AT"), Buyer::Consumer, Timestamp::now());
/// assert!(!sale.ships);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sale {
    /// The lines.
    pub lines: Vec<Taxable>,
    /// Where it is shipped to; where the shop is, if everything is picked up; where the buyer is, if nothing ships.
    pub to: Place,
    /// The buyer.
    pub buyer: Buyer,
    /// The time of the sale.
    pub at: Timestamp,
    /// The day of the sale in the [time zone](crate::Settings::time_zone) of the shop, which decides which rates are in force.
    pub day: Day,
    /// Whether anything ships. What is picked up does not.
    pub ships: bool,
}

impl Sale {
    /// Creates a sale. It ships if a line does. Its day is that in UTC.
    pub fn new(lines: Vec<Taxable>, to: Place, buyer: Buyer, at: Timestamp) -> Sale {
        let ships = lines.iter().any(|line| line.ships);
        Sale { lines, to, buyer, at, day: Day::of(at, &TimeZone::UTC), ships }
    }

    /// Sets the day to that in a time zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Sale {
        Sale { day: Day::of(self.at, zone), ..self }
    }
}

/// A line to tax.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Taxable {
    /// The kind of the sellable.
    pub kind: String,
    /// The tax class.
    pub class: TaxClass,
    /// The listed price of the whole line, after discounts: with or without tax, as the provider sees it.
    pub amount: Money,
    /// Whether it is shipped.
    pub ships: bool,
}

impl Taxable {
    /// Creates a line. It ships unless its class is digital, an admission or a voucher.
    pub fn new(kind: impl Into<String>, class: TaxClass, amount: Money) -> Taxable {
        let ships = !["digital", "ebook", "admission", "voucher"].contains(&class.name());
        Taxable { kind: kind.into(), class, amount, ships }
    }

    /// Sets whether it is shipped.
    #[must_use]
    pub fn ships(self, ships: bool) -> Taxable {
        Taxable { ships, ..self }
    }
}

/// Where a sale goes, as far as it is known.
///
/// ```
/// use pannier::Place;
///
/// let tenerife = Place::country("ES").postal_code("38001");
/// assert_eq!((tenerife.country.as_str(), tenerife.region.as_str()), ("ES", ""));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Place {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The region as in an address, such as `NY`. May be empty.
    pub region: String,
    /// The postal code. May be empty.
    pub postal_code: String,
}

impl Place {
    /// Creates a place of which only the country is known (ISO 3166-1 alpha-2).
    pub fn country(code: impl Into<String>) -> Place {
        Place { country: code.into(), ..Place::default() }
    }

    /// Sets the region.
    #[must_use]
    pub fn region(self, region: impl Into<String>) -> Place {
        Place { region: region.into(), ..self }
    }

    /// Sets the postal code.
    #[must_use]
    pub fn postal_code(self, postal_code: impl Into<String>) -> Place {
        Place { postal_code: postal_code.into(), ..self }
    }
}

/// The buyer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Buyer {
    /// A consumer, or a company without a VAT number.
    Consumer,
    /// A company that has given its VAT number.
    Business {
        /// The VAT number, [normalized](super::normalize_vat_id), with its prefix.
        vat_id: String,
        /// Whether it is known to be valid.
        proof: VatProof,
    },
}

/// Whether a VAT number is known to be valid.
///
/// ```
/// use pannier::VatProof;
///
/// assert_eq!("unknown".parse(), Ok(VatProof::Unknown));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VatProof {
    /// The tax authorities know it.
    Valid,
    /// It cannot be one, or the tax authorities do not know it.
    Invalid,
    /// It could not be checked, or not yet.
    Unknown,
}

named! { VatProof {
    Valid => "valid",
    Invalid => "invalid",
    Unknown => "unknown",
} }

/// The rates of a sale.
///
/// ```
/// use pannier::{Assessment, Rate, ShippingTax, TaxRate};
///
/// let standard = TaxRate::included(Rate::percent(19));
/// let assessment = Assessment::new(vec![TaxRate::included(Rate::percent(7))]).shipping(standard);
/// assert_eq!(assessment.shipping, ShippingTax::At(standard));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assessment {
    /// The rate of each line, in the order of the sale.
    pub lines: Vec<TaxRate>,
    /// How shipping is taxed.
    pub shipping: ShippingTax,
}

impl Assessment {
    /// Creates an assessment with the rate of each line. Shipping follows them.
    pub fn new(lines: Vec<TaxRate>) -> Assessment {
        Assessment { lines, shipping: ShippingTax::FollowsLines }
    }

    /// Taxes shipping at a rate of its own.
    #[must_use]
    pub fn shipping(self, rate: TaxRate) -> Assessment {
        Assessment { shipping: ShippingTax::At(rate), ..self }
    }
}

/// How shipping is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ShippingTax {
    /// Like the lines of each parcel, in proportion to what is charged for them.
    FollowsLines,
    /// At this rate.
    At(TaxRate),
}

/// Why there are no rates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaxError {
    /// They cannot be known now. The checkout says that tax is worked out later; an order cannot be placed. The reason is
    /// logged: it must not contain personal data.
    #[error("the tax is not known: {0}")]
    Unknown(String),
    /// The sale cannot be made. The sentence is shown to the shopper, in their language.
    #[error("the sale is refused: {0}")]
    Refused(String),
}

/// What to say about tax beside a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PriceNote {
    /// It includes tax.
    Included,
    /// Tax comes on top of it.
    OnTop,
    /// Nothing.
    None,
}
