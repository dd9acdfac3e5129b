//! Tax on top of listed prices.

use async_trait::async_trait;

use super::{Assessment, PriceNote, Sale, TaxClass, TaxError, TaxProvider};
use crate::model::{Rate, TaxCode, TaxRate};

/// Prices without tax, as in the United States: the tax of the place that the order goes to is added at the checkout.
/// Elsewhere, there is none.
///
/// One rate applies to everything that is sold to a place, and to shipping. [Vouchers](TaxClass::VOUCHER) are not taxed.
///
/// ```
/// use pannier::{Rate, tax::OnTop};
///
/// let sales_tax = OnTop::new()
///     .region("US", "NY", Rate::millionths(88_750)) // 8.875 %
///     .region("US", "NJ", Rate::millionths(66_250));
/// ```
#[derive(Clone, Debug, Default)]
pub struct OnTop(Vec<Row>);

#[derive(Clone, Debug)]
struct Row {
    country: String,
    /// `None` for the whole country.
    region: Option<String>,
    rate: Rate,
}

impl OnTop {
    /// Taxes nothing, until there are [regions](OnTop::region) or [countries](OnTop::country).
    pub fn new() -> OnTop {
        OnTop::default()
    }

    /// Taxes what goes to a region, by its name in an address: `NY`. If the address names no region, the tax of an order
    /// that ships is unknown; one that does not ship is taxed at the rate of the [country](OnTop::country), if there is one.
    #[must_use]
    pub fn region(mut self, country: &str, region: &str, rate: Rate) -> OnTop {
        self.0.push(Row { country: country.to_owned(), region: Some(region.to_owned()), rate });
        self
    }

    /// Taxes what goes to a country, except to its [regions](OnTop::region).
    #[must_use]
    pub fn country(mut self, country: &str, rate: Rate) -> OnTop {
        self.0.push(Row { country: country.to_owned(), region: None, rate });
        self
    }

    /// Returns the rate of a sale; zero where there is no tax.
    fn rate(&self, sale: &Sale) -> Result<Rate, TaxError> {
        let (region, rows) = (sale.to.region.trim(), || self.0.iter().filter(|row| row.country == sale.to.country));
        let named = |row: &&Row| row.region.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(region));
        if region.is_empty() && sale.ships && rows().any(|row| row.region.is_some()) {
            return Err(TaxError::Unknown("the region is missing".to_owned()));
        }
        let row = rows().find(named).or_else(|| rows().find(|row| row.region.is_none()));
        Ok(row.map_or(Rate::ZERO, |row| row.rate))
    }
}

#[async_trait]
impl TaxProvider for OnTop {
    fn id(&self) -> &'static str {
        "on-top"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        let rate = self.rate(sale)?;
        let of = |class: &TaxClass| match class.name() == TaxClass::VOUCHER.name() || rate == Rate::ZERO {
            true => TaxRate::zero(TaxCode::OutOfScope),
            false => TaxRate::on_top(rate),
        };
        Ok(Assessment::new(sale.lines.iter().map(|line| of(&line.class)).collect()))
    }

    fn price_note(&self) -> PriceNote {
        PriceNote::OnTop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Currency, Money, Timestamp},
        store::tax::{Buyer, Place, Taxable},
    };

    fn sale(class: TaxClass, to: Place) -> Sale {
        let line = Taxable::new("thing", class, Money::new(1000, Currency::USD));
        Sale::new(vec![line], to, Buyer::Consumer, Timestamp::from_secs(0))
    }

    #[tokio::test]
    async fn the_place_decides_the_rate() {
        let ny = Rate::millionths(88_750);
        let tax = OnTop::new().region("US", "NY", ny).country("CA", Rate::percent(5));
        let rates = async |class, to| tax.assess(&sale(class, to)).await.map(|assessment| assessment.lines);
        let none = TaxRate::zero(TaxCode::OutOfScope);
        let us = |region: &str| Place::country("US").region(region);
        assert_eq!(rates(TaxClass::GOODS, us("NY")).await, Ok(vec![TaxRate::on_top(ny)]));
        assert_eq!(rates(TaxClass::GOODS, us(" ny ")).await, Ok(vec![TaxRate::on_top(ny)]));
        assert_eq!(rates(TaxClass::GOODS, us("OR")).await, Ok(vec![none]));
        assert_eq!(rates(TaxClass::VOUCHER, us("NY")).await, Ok(vec![none]));
        assert_eq!(rates(TaxClass::GOODS, Place::country("CA")).await, Ok(vec![TaxRate::on_top(Rate::percent(5))]));
        assert_eq!(rates(TaxClass::GOODS, Place::country("DE")).await, Ok(vec![none]));
    }

    #[tokio::test]
    async fn what_ships_to_a_region_that_nobody_has_named_is_unknown() {
        let tax = OnTop::new().region("US", "NY", Rate::percent(8));
        let parcel = tax.assess(&sale(TaxClass::GOODS, Place::country("US"))).await;
        assert!(matches!(parcel, Err(TaxError::Unknown(_))), "{parcel:?}");
        let download = tax.assess(&sale(TaxClass::DIGITAL, Place::country("US"))).await;
        assert_eq!(download.map(|a| a.lines), Ok(vec![TaxRate::zero(TaxCode::OutOfScope)]));
    }
}
