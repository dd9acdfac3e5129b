//! The VAT of a German magazine: the reduced rate of periodicals, in print and as a PDF.

use pannier::{
    Rate, TaxCode, TaxRate, async_trait,
    tax::{Assessment, Sale, TaxError, TaxProvider},
};

/// The rate of periodicals in Germany, on paper and electronic (UStG, section 12 (2), numbers 1 and 14).
const PERIODICALS: Rate = Rate::percent(7);

/// The member states of the EU. Below 10,000 euros a year, sales to readers there are taxed at the German rate.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

pub struct ReducedVat;

#[async_trait]
impl TaxProvider for ReducedVat {
    fn id(&self) -> &'static str {
        "reduced-vat"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        let is_here = EU.contains(&sale.to.country.as_str());
        let rate = |ships: bool| match (is_here, ships) {
            (true, _) => TaxRate::included(PERIODICALS),
            (false, true) => TaxRate::zero(TaxCode::Export),
            (false, false) => TaxRate::zero(TaxCode::OutOfScope),
        };
        Ok(Assessment::new(sale.lines.iter().map(|line| rate(line.ships)).collect()))
    }
}
