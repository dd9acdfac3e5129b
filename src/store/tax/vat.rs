//! Value added tax: which country's rate applies, by the rules of the European Union.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Assessment, Buyer, Place, PriceNote, Sale, TaxClass, TaxError, TaxProvider, Taxable, VatProof, rates, vat_id,
};
use crate::model::{Day, Rate, TaxCode, TaxRate, Timestamp, days};

mod settings;
mod territory;

use territory::{Territory, is_number_in_union};

/// How old the table of rates may be before the log says so.
const STALE: Duration = days(400);

/// Value added tax of a seller in the European Union, Switzerland, Norway or the United Kingdom, included in the listed
/// prices, which are the same for every buyer.
///
/// | Sale | Rate |
/// |---|---|
/// | in the seller's country | the seller's |
/// | to a consumer in another member state | the seller's; with [`oss`](Vat::oss), the buyer's |
/// | to a company in another member state, whose number of another state than the seller's is [valid](VatProof::Valid) | none: the price without the seller's tax (reverse charge) |
/// | to another member state, to a company whose number of the seller's state is valid | the seller's |
/// | to a place where the seller is [registered, too](Vat::also) | that country's |
/// | to anywhere else | none: the price is kept |
/// | admission | that of the place where it is |
/// | a voucher | none: what it buys is taxed |
/// | by a [small business](Vat::small_business) | none |
///
/// Goods that are not shipped are sold in the seller's country. A class of your own is taxed as goods, at the
/// standard rate or [yours](Vat::rate). The rates are those of [the table](crate::tax::rates()).
///
/// What it does not know: margin schemes, triangular sales, exemptions such as those of some cultural institutions, and the
/// limits of turnover up to which a seller may stay [small](Vat::small_business) or charge the home rate abroad.
///
/// ```
/// use pannier::{Rate, TaxClass, tax::Vat};
///
/// let german_shop = Vat::from("DE").oss();
/// let registered_in_two = Vat::from("NL").oss().also("GB");
/// let with_wine = Vat::from("DE").rate("CH", TaxClass::named("wine"), Rate::percent(8));
/// # let _ = (german_shop, registered_in_two, with_wine);
/// ```
#[derive(Clone, Debug)]
pub struct Vat {
    home: &'static str,
    mode: Mode,
    /// Where the seller is registered as well.
    also: Vec<&'static str>,
    /// Rates that are not those of the table: country, name of the class, rate.
    rates: Vec<(String, String, Rate)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    SmallBusiness,
    Domestic,
    Oss,
}

impl Vat {
    /// Taxes the sales of a seller in this country (ISO 3166-1 alpha-2). Consumers in other member states are charged the
    /// seller's rates, as is allowed up to a turnover of 10,000 euros a year with them. Logs a warning if the table of rates
    /// is older than 400 days.
    ///
    /// # Panics
    /// If the country is not [known](Vat::knows): a mistake in the configuration, found at startup.
    pub fn from(country: &str) -> Vat {
        let home = state(country);
        if Timestamp::now().duration_since(rates::checked_on()) > STALE {
            tracing::warn!(
                checked_on = %rates::checked_on(),
                "the table of VAT rates is old: update the program, or check the rates with `pannier taxes rates`"
            );
        }
        Vat { home, mode: Mode::Domestic, also: Vec::new(), rates: Vec::new() }
    }

    /// Returns whether the rates of a country are known: the member states of the European Union, `CH`, `NO` and `GB`.
    ///
    /// ```
    /// assert!(pannier::tax::Vat::knows("DE") && !pannier::tax::Vat::knows("US"));
    /// ```
    pub fn knows(country: &str) -> bool {
        known(country).is_some()
    }

    /// Sells as a small business, which charges no tax.
    #[must_use]
    pub fn small_business(self) -> Vat {
        Vat { mode: Mode::SmallBusiness, ..self }
    }

    /// Takes part in the One Stop Shop: consumers in other member states are charged the rates of their country. A seller
    /// outside of the Union, for what is supplied electronically.
    #[must_use]
    pub fn oss(self) -> Vat {
        Vat { mode: Mode::Oss, ..self }
    }

    /// Is registered for tax in this country, too: what goes there is charged its rates.
    ///
    /// # Panics
    /// If the country is not [known](Vat::knows).
    #[must_use]
    pub fn also(mut self, country: &str) -> Vat {
        self.also.push(state(country));
        self
    }

    /// Sets the rate of a class in a country, in place of the table's, whatever the date. The class `standard` is that of all
    /// that have no rate of their own.
    #[must_use]
    pub fn rate(mut self, country: &str, class: TaxClass, rate: Rate) -> Vat {
        self.rates.insert(0, (country.to_owned(), class.name().to_owned(), rate));
        self
    }

    /// Decides how a line is taxed.
    fn decide(&self, line: &Taxable, sale: &Sale) -> TaxRate {
        let supply = Supply::of(line);
        let rate = |country: &str| self.rate_of(country, &line.class, sale.day);
        let seller_in_union = vat_id::is_member_state(self.home);
        let customer = self.customer(sale, supply == Supply::Goods);
        match (supply, self.mode, self.zone(sale, supply), customer) {
            // It is no supply yet: what it buys is taxed.
            (Supply::Voucher, ..) => TaxRate::zero(TaxCode::OutOfScope),
            (_, Mode::SmallBusiness, ..) => TaxRate::zero(TaxCode::Exempt),
            (Supply::Admission, ..) => match self.venue(&line.class) {
                Some(venue) => charged(rate(venue)),
                None => TaxRate::zero(TaxCode::OutOfScope),
            },
            (Supply::OnSite, ..) => charged(rate(self.home)),
            (_, _, Zone::Home(rates), _) => charged(rate(rates)),
            (Supply::Goods, _, Zone::Member { .. }, Customer::CompanyAbroad) if seller_in_union => {
                TaxRate::removed(TaxCode::IntraCommunity, rate(self.home))
            }
            (Supply::Electronic, _, Zone::Member { .. }, Customer::CompanyAbroad) if seller_in_union => {
                TaxRate::removed(TaxCode::ReverseCharge, rate(self.home))
            }
            (Supply::Electronic, _, Zone::Member { .. }, Customer::CompanyAbroad) => TaxRate::zero(TaxCode::OutOfScope),
            // It is no distance sale to a consumer, and the number proves no acquisition in another state.
            (_, _, Zone::Member { .. }, Customer::CompanyAtHome) if seller_in_union => charged(rate(self.home)),
            (_, _, Zone::Registered(rates) | Zone::Member { rates, registered: true }, _) => charged(rate(rates)),
            (Supply::Electronic, Mode::Oss, Zone::Member { rates, .. }, _) => charged(rate(rates)),
            (Supply::Goods, Mode::Oss, Zone::Member { rates, .. }, _) if seller_in_union => charged(rate(rates)),
            (_, Mode::Domestic, Zone::Member { .. }, _) if seller_in_union => charged(rate(self.home)),
            (Supply::Goods, ..) => TaxRate::zero(TaxCode::Export),
            (Supply::Electronic, ..) => TaxRate::zero(TaxCode::OutOfScope),
        }
    }

    /// Returns where a sale goes, as the seller sees it.
    fn zone(&self, sale: &Sale, supply: Supply) -> Zone {
        let Some(Territory { state, rates, in_union }) = Territory::of(&sale.to, supply == Supply::Goods) else {
            return Zone::Elsewhere;
        };
        let registered = self.also.contains(&state);
        match (state == self.home || (state, self.home) == ("XI", "GB"), in_union) {
            (true, _) => Zone::Home(rates),
            (false, true) => Zone::Member { rates, registered },
            (false, false) if registered => Zone::Registered(rates),
            (false, false) => Zone::Elsewhere,
        }
    }

    /// Returns who the buyer is known to be.
    fn customer(&self, sale: &Sale, goods: bool) -> Customer {
        match &sale.buyer {
            Buyer::Business { vat_id, proof: VatProof::Valid } if is_number_in_union(vat_id, goods) => {
                match vat_id::vat_country(vat_id) == Some(self.home) {
                    true => Customer::CompanyAtHome,
                    false => Customer::CompanyAbroad,
                }
            }
            _ => Customer::Consumer,
        }
    }

    /// Returns the code in the table of the place of an admission; `None` if its tax is not known.
    fn venue(&self, class: &TaxClass) -> Option<&'static str> {
        match class.place() {
            Some(country) => Territory::of(&Place::country(country), false).map(|territory| territory.rates),
            None => Some(self.home),
        }
    }

    /// Returns the rate of a class in a country, or in a region, of the table.
    fn rate_of(&self, country: &str, class: &TaxClass, day: Day) -> Rate {
        let own = |class: &str| self.rates.iter().find(|(of, name, _)| of == country && name == class);
        let in_table = || rates::rates().any(|row| row.country == country && row.class == class.name());
        let own_standard = || own(rates::STANDARD).filter(|_| !in_table());
        match own(class.name()).or_else(own_standard) {
            Some((_, _, rate)) => *rate,
            // Before the table begins: the clock is wrong, and no shop has sold anything then.
            None => rates::rate_of(country, class, day).unwrap_or(Rate::ZERO),
        }
    }
}

/// Returns the code of a country whose rates are known.
fn state(country: &str) -> &'static str {
    known(country).unwrap_or_else(|| panic!("the VAT of {country:?} is not known: it is not in the table of rates"))
}

/// Returns the code of a country, not of a region, if its rates are known.
fn known(country: &str) -> Option<&'static str> {
    rates::country(country).filter(|code| code.len() == 2)
}

/// Returns a rate that is charged. Zero has its own code.
fn charged(rate: Rate) -> TaxRate {
    match rate == Rate::ZERO {
        true => TaxRate::zero(TaxCode::ZeroRated),
        false => TaxRate::included(rate),
    }
}

/// What a line is to the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supply {
    /// Shipped.
    Goods,
    /// Supplied electronically, to where the buyer is.
    Electronic,
    Admission,
    Voucher,
    /// Handed over, or done, where the seller is.
    OnSite,
}

impl Supply {
    fn of(line: &Taxable) -> Supply {
        match line.class.name() {
            "voucher" => Supply::Voucher,
            "admission" => Supply::Admission,
            "digital" | "ebook" => Supply::Electronic,
            _ if line.ships => Supply::Goods,
            _ => Supply::OnSite,
        }
    }
}

/// The buyer, as far as it is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Customer {
    /// A consumer, or a company without a valid number of a member state.
    Consumer,
    /// A company with a valid number of the seller's state.
    CompanyAtHome,
    /// A company with a valid number of another member state.
    CompanyAbroad,
}

/// Where a sale goes, as the seller sees it, with the code of its rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    /// The seller's country.
    Home(&'static str),
    /// Another member state.
    Member {
        rates: &'static str,
        registered: bool,
    },
    /// A country outside of the Union in which the seller is registered.
    Registered(&'static str),
    Elsewhere,
}

#[async_trait]
impl TaxProvider for Vat {
    fn id(&self) -> &'static str {
        "vat"
    }

    async fn assess(&self, sale: &Sale) -> Result<Assessment, TaxError> {
        Ok(Assessment::new(sale.lines.iter().map(|line| self.decide(line, sale)).collect()))
    }

    fn needs_vat_id(&self) -> bool {
        self.mode != Mode::SmallBusiness && vat_id::is_member_state(self.home)
    }

    fn price_note(&self) -> PriceNote {
        match self.mode {
            Mode::SmallBusiness => PriceNote::None,
            Mode::Domestic | Mode::Oss => PriceNote::Included,
        }
    }
}

#[cfg(test)]
mod tests;
