//! Taxes as orders state them: codes, rates, and how much of each is in an order.

use serde::{Deserialize, Serialize};

use super::{Money, named::named};
#[cfg(feature = "ssr")]
use crate::language::Texts;

/// A VAT category code (UNTDID 5305, in the selection of EN 16931). It says why an amount is taxed as it is.
///
/// ```
/// use pannier::TaxCode;
///
/// assert_eq!(TaxCode::ReverseCharge.as_str(), "AE");
/// assert_eq!(TaxCode::from_code("AE"), Some(TaxCode::ReverseCharge));
/// assert_eq!(TaxCode::from_code("ae"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TaxCode {
    /// Taxed at a rate above zero, be it the standard or a reduced one.
    #[serde(rename = "S")]
    Standard,
    /// Taxed at zero percent.
    #[serde(rename = "Z")]
    ZeroRated,
    /// Exempt, such as all that a small business sells.
    #[serde(rename = "E")]
    Exempt,
    /// The buyer, a business, accounts for the tax: services to another member state.
    #[serde(rename = "AE")]
    ReverseCharge,
    /// Goods to a business in another member state.
    #[serde(rename = "K")]
    IntraCommunity,
    /// Goods that leave the tax area.
    #[serde(rename = "G")]
    Export,
    /// Outside the scope of the tax.
    #[serde(rename = "O")]
    OutOfScope,
}

named! { TaxCode {
    Standard => "S",
    ZeroRated => "Z",
    Exempt => "E",
    ReverseCharge => "AE",
    IntraCommunity => "K",
    Export => "G",
    OutOfScope => "O",
} }

impl TaxCode {
    /// Returns the value with this code.
    pub fn from_code(code: &str) -> Option<TaxCode> {
        code.parse().ok()
    }

    /// Returns whether the buyer, a business, accounts for the tax.
    #[cfg(feature = "ssr")]
    pub(crate) const fn is_reverse_charged(self) -> bool {
        matches!(self, TaxCode::ReverseCharge | TaxCode::IntraCommunity)
    }
}

/// A tax rate, exact to a millionth.
///
/// ```
/// use pannier::Rate;
///
/// assert_eq!(Rate::percent(19), Rate::millionths(190_000));
/// assert_eq!(Rate::millionths(88_750).decimal(), "8.875");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rate(u32);

impl Rate {
    /// No tax.
    pub const ZERO: Rate = Rate(0);

    /// Creates a rate from millionths: 19 % is 190 000.
    pub const fn millionths(millionths: u32) -> Rate {
        Rate(millionths)
    }

    /// Creates a rate from a whole number of percent.
    ///
    /// # Panics
    /// Above 1000 %.
    pub const fn percent(percent: u32) -> Rate {
        assert!(percent <= 1000, "a rate above 1000 %");
        Rate(percent * 10_000)
    }

    /// Returns the rate in millionths.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Formats the rate in percent, exactly and without a sign: `19`, `25.5`, `8.875`.
    pub fn decimal(self) -> String {
        let (whole, fraction) = (self.0 / 10_000, self.0 % 10_000);
        let text = format!("{whole}.{fraction:04}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// How a listed price relates to its tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TaxBasis {
    /// The listed price includes it.
    Included,
    /// It comes on top of the listed price.
    OnTop,
    /// The listed price includes tax at this rate, which is taken off and not charged (reverse charge).
    Removed(Rate),
}

/// The tax on a line of an order, or on the shipping of a parcel.
///
/// ```
/// use pannier::{Rate, TaxCode, TaxRate};
///
/// let german = TaxRate::included(Rate::percent(19));
/// assert_eq!(german.code, TaxCode::Standard);
/// // Sold to a business in the Netherlands, the same price loses its tax.
/// let reverse_charge = TaxRate::removed(TaxCode::ReverseCharge, german.rate);
/// assert_eq!(reverse_charge.rate, Rate::ZERO);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxRate {
    /// The reason.
    pub code: TaxCode,
    /// The rate that is charged.
    pub rate: Rate,
    /// Where it is in the price.
    pub basis: TaxBasis,
}

impl TaxRate {
    /// Creates a rate that the listed prices include, with the code [`TaxCode::Standard`].
    pub const fn included(rate: Rate) -> TaxRate {
        TaxRate { code: TaxCode::Standard, rate, basis: TaxBasis::Included }
    }

    /// Creates a rate that is added to the listed prices, with the code [`TaxCode::Standard`].
    pub const fn on_top(rate: Rate) -> TaxRate {
        TaxRate { code: TaxCode::Standard, rate, basis: TaxBasis::OnTop }
    }

    /// Creates a rate of zero, for this reason. The listed price is charged as it is.
    pub const fn zero(code: TaxCode) -> TaxRate {
        TaxRate { code, rate: Rate::ZERO, basis: TaxBasis::Included }
    }

    /// Creates a rate of zero, for this reason, for a listed price that includes tax at another rate. That tax is taken
    /// off the price.
    pub const fn removed(code: TaxCode, from: Rate) -> TaxRate {
        TaxRate { code, rate: Rate::ZERO, basis: TaxBasis::Removed(from) }
    }
}

/// The sum of one code and rate in an order. The sums of an order add up to what it charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxSum {
    /// The code.
    pub code: TaxCode,
    /// The rate.
    pub rate: Rate,
    /// Whether it was added to the listed prices.
    pub on_top: bool,
    /// What is charged, without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

#[cfg(feature = "ssr")]
impl TaxSum {
    /// Returns what it is called below a total that includes it.
    pub(crate) fn name(&self, texts: &Texts) -> String {
        let name = match self.code {
            TaxCode::Standard if self.on_top => "tax-included-on-top",
            TaxCode::Standard => "tax-included",
            TaxCode::ZeroRated => "tax-zero-rated",
            TaxCode::Exempt => "tax-exempt",
            TaxCode::ReverseCharge => "tax-reverse-charge",
            TaxCode::IntraCommunity => "tax-intra-community",
            TaxCode::Export => "tax-export",
            TaxCode::OutOfScope => "tax-out-of-scope",
        };
        texts.format(name, &[("rate", (&texts.rate(self.rate)).into())])
    }
}

/// Returns what applies to a sale with these taxes, as sentences for the buyer: by which rule no tax is charged, and what is
/// owed in its place.
#[cfg(feature = "ssr")]
pub(crate) fn tax_rules(taxes: &[TaxSum], texts: &Texts) -> Vec<String> {
    let rules = [
        (TaxCode::ReverseCharge, "tax-rule-reverse-charge"),
        (TaxCode::IntraCommunity, "tax-rule-intra-community"),
        (TaxCode::Export, "tax-rule-export"),
    ];
    let applied = rules.into_iter().filter(|(code, _)| taxes.iter().any(|sum| sum.code == *code));
    applied.map(|(_, name)| texts.get(name)).collect()
}

/// What a checkout says of taxes beside its total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TaxNote {
    /// Nothing: the store has no tax provider.
    #[default]
    None,
    /// The listed prices include the tax shown.
    Included,
    /// The tax shown was added to the listed prices.
    OnTop,
    /// The tax is not known yet. It is worked out when the order is placed.
    Unknown,
}

/// What a checkout says of the VAT number that was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum VatNote {
    /// It is valid, and the buyer accounts for the tax: none is charged.
    ReverseCharge,
    /// It is not valid. Tax is charged.
    Invalid,
    /// It could not be checked yet. Tax is charged.
    Unknown,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_is_written_without_rounding() {
        for (millionths, text) in [
            (0, "0"),
            (1, "0.0001"),
            (190_000, "19"),
            (200_000, "20"),
            (255_000, "25.5"),
            (88_750, "8.875"),
            (1_000_000, "100"),
            (u32::MAX, "429496.7295"),
        ] {
            assert_eq!(Rate::millionths(millionths).decimal(), text);
        }
    }

    #[test]
    fn a_code_has_one_name() {
        for code in TaxCode::ALL {
            assert_eq!(serde_json::to_value(code).expect("JSON"), code.as_str());
            assert_eq!(TaxCode::from_code(code.as_str()), Some(code));
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn every_code_of_a_tax_has_words_and_a_rate_is_written_as_the_language_does() {
        use crate::{Currency, Language, language::fluent::store_texts};
        let english = store_texts(Language::ENGLISH);
        let none = Money::zero(Currency::EUR);
        let sum = |code, rate, on_top| TaxSum { code, rate, on_top, net: none, tax: none };
        let half = Rate::millionths(255_000);
        let names: Vec<_> = TaxCode::ALL.iter().map(|code| sum(*code, half, false).name(&english)).collect();
        assert!(names.iter().all(|name| !name.starts_with("tax-")), "{names:?}");
        assert_eq!(names[0], "incl. 25.5% VAT");
        assert_eq!(sum(TaxCode::Standard, half, true).name(&english), "incl. 25.5% tax");
        let german = store_texts(Language::GERMAN);
        assert_eq!(sum(TaxCode::Standard, half, false).name(&german), "inkl. 25,5 % MwSt.");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_rule_is_said_once_for_each_sale_without_tax_and_for_no_other() {
        use crate::{Currency, Language, language::fluent::store_texts};
        let english = store_texts(Language::ENGLISH);
        let none = Money::zero(Currency::EUR);
        let rules = |codes: &[TaxCode]| {
            let sum = |code: &TaxCode| TaxSum { code: *code, rate: Rate::ZERO, on_top: false, net: none, tax: none };
            tax_rules(&codes.iter().map(sum).collect::<Vec<_>>(), &english)
        };
        use TaxCode::{Exempt, Export, IntraCommunity, OutOfScope, ReverseCharge, Standard, ZeroRated};
        assert!(rules(&[Standard, ZeroRated, Exempt, OutOfScope]).is_empty());
        let said = rules(&[IntraCommunity, ReverseCharge, Export, ReverseCharge]);
        assert_eq!(said.len(), 3, "{said:?}");
        for (sentence, words) in said.iter().zip(["(reverse charge)", "Intra-Community supply", "Export"]) {
            assert!(sentence.contains(words), "{sentence}");
        }
    }

    proptest! {
        #[test]
        fn a_rate_survives_the_wire_as_a_number(millionths: u32) {
            let rate = Rate::millionths(millionths);
            let json = serde_json::to_string(&rate).expect("JSON");
            prop_assert_eq!(&json, &millionths.to_string());
            prop_assert_eq!(serde_json::from_str::<Rate>(&json).ok(), Some(rate));
        }
    }
}
