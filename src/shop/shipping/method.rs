//! The shipping methods, which answer from the rates.

use pannier::{Language, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption, async_trait};

use super::rate::{Rate, Rates, Way};
use crate::shop::poster::Print;

/// What a method does. Each is a method of its own, since a basket is packed into a parcel for each, and what is picked up is
/// not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Flat,
    Rolled,
    PickUp,
}

impl Service {
    /// In the order of the checkout.
    pub(super) const ALL: [Service; 3] = [Service::Flat, Service::Rolled, Service::PickUp];

    const fn id(self) -> &'static str {
        match self {
            Service::Flat => "flat",
            Service::Rolled => "rolled",
            Service::PickUp => "pick-up",
        }
    }

    const fn has(self, way: Way) -> bool {
        match self {
            Service::Flat => matches!(way, Way::All | Way::Flat),
            Service::Rolled => matches!(way, Way::All | Way::Rolled),
            Service::PickUp => matches!(way, Way::PickUp),
        }
    }
}

/// A shipping method of the shop. Its options are the rates for what it does: those of one name are one option, whose id is
/// that of the first.
#[derive(Clone, Debug)]
pub struct RateMethod {
    service: Service,
    rates: Rates,
}

impl RateMethod {
    pub(super) fn new(service: Service, rates: Rates) -> RateMethod {
        RateMethod { service, rates }
    }
}

#[async_trait]
impl ShippingMethod for RateMethod {
    fn id(&self) -> &'static str {
        self.service.id()
    }

    fn takes(&self, item: &ParcelItem) -> bool {
        match self.service {
            Service::Flat => !Print::is_rolled(item),
            Service::Rolled => Print::is_rolled(item),
            Service::PickUp => true,
        }
    }

    fn is_pick_up(&self) -> bool {
        self.service == Service::PickUp
    }

    fn label(&self, option: &str, language: Language) -> Option<String> {
        let rates = self.rates.now();
        let mut labels = rates.iter().find(|rate| rate.id == option)?.labels();
        labels.find(|(own, _)| *own == language).map(|(_, label)| label)
    }

    async fn quote(&self, parcel: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
        if !parcel.items.iter().all(|item| self.takes(item)) {
            return Ok(Vec::new());
        }
        let rates = self.rates.now();
        let mut named: Vec<Vec<&Rate>> = Vec::new();
        for rate in rates.iter().filter(|rate| self.service.has(rate.way)) {
            match named.iter_mut().find(|others| others.iter().any(|other| other.is_one_with(rate))) {
                Some(others) => others.push(rate),
                None => named.push(vec![rate]),
            }
        }
        Ok(named.iter().filter_map(|rates| option(rates, parcel)).collect())
    }
}

/// Returns what rates of one name offer for a parcel: of those for its country, the lightest step that it fits into.
fn option(rates: &[&Rate], parcel: &Parcel) -> Option<ShippingOption> {
    let named = rates.first()?;
    let lists = |rate: &Rate| rate.countries.iter().any(|country| country == parcel.country());
    let is_listed = rates.iter().any(|rate| lists(rate));
    let applies = |rate: &Rate| if is_listed { lists(rate) } else { rate.countries.is_empty() };
    let weight = parcel.weight();
    let fits = rates.iter().filter(|rate| applies(rate) && rate.up_to.is_none_or(|up_to| weight <= up_to));
    let rate = fits.min_by_key(|rate| rate.up_to.map_or(u64::MAX, |up_to| up_to.0.into()))?;
    (rate.currency() == parcel.value.currency).then(|| rate.option(named, parcel.value))
}
