//! A rate, and the rates of the shop in memory.

use std::sync::{Arc, PoisonError, RwLock};

use pannier::{
    Currency, Grams, Language, Money, ShippingOption,
    managed::{Record, Values},
};

use super::countries;
use crate::shop::locality::currency;

/// What a rate is for. The words are those of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Sends whatever ships.
    All,
    /// Sends what ships flat.
    Flat,
    /// Sends what ships rolled.
    Rolled,
    /// The shopper picks it up.
    PickUp,
}

impl Way {
    pub const WORDS: [&str; 4] = ["all", "flat", "rolled", "pick-up"];

    pub fn parse(word: &str) -> Option<Way> {
        match word {
            "all" => Some(Way::All),
            "flat" => Some(Way::Flat),
            "rolled" => Some(Way::Rolled),
            "pick-up" => Some(Way::PickUp),
            _ => None,
        }
    }
}

/// What it costs to ship a parcel somewhere, up to a weight.
#[derive(Clone, Debug)]
pub struct Rate {
    pub id: String,
    pub way: Way,
    /// Codes of ISO 3166-1. Empty for every country that no other rate of its name lists.
    pub countries: Vec<String>,
    /// The greatest weight of a parcel; `None` if any will do.
    pub up_to: Option<Grams>,
    /// The name in all languages.
    words: Values,
    /// Where parcels are picked up; may be empty.
    place: String,
    price: Money,
    /// The value of a parcel from which it costs nothing.
    free_from: Option<Money>,
    /// The delivery time in working days.
    days: Option<(u32, u32)>,
    position: Option<u32>,
}

impl Rate {
    /// Reads a rate. `None` if it has no price, or no known way: the staff cannot save such a rate, but others can write to
    /// its table.
    fn of(record: &Record) -> Option<Rate> {
        let Record { id, values, .. } = record;
        let currency = currency();
        Some(Rate {
            id: id.clone(),
            way: Way::parse(values.get("way"))?,
            countries: countries::parse(values.get("countries")).ok()?,
            up_to: values.count("up_to").map(Grams),
            words: values.clone(),
            place: values.get("place").to_owned(),
            price: values.money("price", currency)?,
            free_from: values.money("free_from", currency),
            days: days(values),
            position: values.count("position"),
        })
    }

    /// Returns whether both are an option together: steps of weight, and prices for other countries.
    pub fn is_one_with(&self, other: &Rate) -> bool {
        self.words.get("title") == other.words.get("title") && self.place == other.place
    }

    /// Returns the currency of the price.
    pub fn currency(&self) -> Currency {
        self.price.currency
    }

    /// Returns this rate as an option for a parcel of this value, with the id and name of `named`.
    pub fn option(&self, named: &Rate, value: Money) -> ShippingOption {
        let is_free = self.free_from.is_some_and(|from| value.amount >= from.amount);
        let price = if is_free { Money::zero(self.price.currency) } else { self.price };
        let option = ShippingOption::new(named.label(named.words.get("title")), price).id(&named.id);
        let option = named.labels().fold(option, |option, (language, label)| option.translated(language, label));
        match self.days {
            Some((from, until)) => option.days(from, until),
            None => option,
        }
    }

    /// Returns the name with the place, in each language that has one of its own.
    pub fn labels(&self) -> impl Iterator<Item = (Language, String)> {
        let titles = self.words.iter().filter(|(_, title)| !title.is_empty());
        titles.filter_map(|(name, title)| Some((Language::from_tag(name.strip_prefix("title.")?)?, self.label(title))))
    }

    /// Returns the name with the place.
    fn label(&self, title: &str) -> String {
        if self.place.is_empty() { title.to_owned() } else { format!("{title}, {}", self.place) }
    }
}

/// Returns the delivery time. Of one number alone, both ends.
pub fn days(values: &Values) -> Option<(u32, u32)> {
    match (values.count("days_from"), values.count("days_until")) {
        (None, None) => None,
        (Some(days), None) | (None, Some(days)) => Some((days, days)),
        (Some(from), Some(until)) => Some((from, until)),
    }
}

/// The rates that are published, in the order of the checkout. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Rates(Arc<RwLock<Arc<Vec<Rate>>>>);

impl Rates {
    /// Returns the rates as they are now.
    pub fn now(&self) -> Arc<Vec<Rate>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the rates by these, which are published.
    pub fn replace(&self, records: &[Record]) {
        let mut rates: Vec<Rate> = records
            .iter()
            .filter_map(|record| {
                let rate = Rate::of(record);
                if rate.is_none() {
                    tracing::warn!(rate = record.id, "a shipping rate cannot be read and is not offered");
                }
                rate
            })
            .collect();
        rates.sort_by_cached_key(|rate| (rate.position.unwrap_or(u32::MAX), rate.id.clone()));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rates);
    }
}
