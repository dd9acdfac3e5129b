//! When an item is on sale.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::language::Texts;

/// The period in which an item is on sale; see [`Sellable::available`](crate::Sellable::available). By default, always.
///
/// ```
/// use pannier::{Availability, SaleState, Timestamp};
///
/// let [opening, noon, end] = [1_000, 2_000, 3_000].map(Timestamp::from_secs);
/// let presale = Availability { from: Some(opening), until: Some(end) };
/// assert!(presale.is_now(opening) && presale.is_now(noon) && !presale.is_now(end));
/// assert_eq!(Availability::from(noon).state(opening), SaleState::NotYet(noon));
/// assert_eq!(Availability::until(noon).state(noon), SaleState::Over);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Availability {
    /// The start of sales, at which it is on sale; `None` for no start.
    pub from: Option<Timestamp>,
    /// The end of sales, at which it is no longer on sale; `None` for no end.
    pub until: Option<Timestamp>,
}

impl Availability {
    /// On sale at any time.
    pub const ALWAYS: Availability = Availability { from: None, until: None };

    /// On sale from a point in time.
    pub const fn from(from: Timestamp) -> Availability {
        Availability { from: Some(from), until: None }
    }

    /// On sale until a point in time.
    pub const fn until(until: Timestamp) -> Availability {
        Availability { from: None, until: Some(until) }
    }

    /// Returns whether the item is on sale. `now` is the store's time, [`Db::now`](crate::db::Db::now).
    pub fn is_now(self, now: Timestamp) -> bool {
        self.state(now) == SaleState::Now
    }

    /// Returns the state of the sale. `now` is the store's time, [`Db::now`](crate::db::Db::now).
    pub fn state(self, now: Timestamp) -> SaleState {
        match (self.from, self.until) {
            (_, Some(until)) if now >= until => SaleState::Over,
            (Some(from), _) if now < from => SaleState::NotYet(from),
            _ => SaleState::Now,
        }
    }
}

/// The state of an item's sale. See [`Availability::state`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SaleState {
    /// Not on sale before this time.
    NotYet(Timestamp),
    /// On sale.
    #[default]
    Now,
    /// No longer on sale.
    Over,
}

impl SaleState {
    /// Returns the message for the shopper; `None` if the item is on sale. In the browser, which has no time zones, it does not say
    /// when the sale begins.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use pannier::{Language, SaleState, Timestamp};
    ///
    /// let german = store.texts(Language::GERMAN);
    /// let christmas = SaleState::NotYet(Timestamp::from_secs(1_798_070_400));
    /// assert_eq!(christmas.message(&german).unwrap(), "Erhältlich ab 24. Dezember 2026");
    /// assert_eq!(SaleState::Now.message(&german), None);
    /// # Ok(())
    /// # });
    /// ```
    pub fn message(self, texts: &Texts) -> Option<String> {
        match self {
            SaleState::NotYet(from) => Some(not_yet("sale-not-yet", from, texts)),
            SaleState::Now => None,
            SaleState::Over => Some(texts.get("sale-over")),
        }
    }
}

/// Formats the message with this name, about an item that is on sale from then on.
#[cfg(feature = "ssr")]
pub(super) fn not_yet(name: &str, from: Timestamp, texts: &Texts) -> String {
    texts.format(name, &[("from", (&texts.moment(from)).into())])
}

/// Returns a message that names no time: its zone, with the clocks' changes, would have to come with each page.
#[cfg(not(feature = "ssr"))]
pub(super) fn not_yet(_: &str, _: Timestamp, texts: &Texts) -> String {
    texts.get("problem-not-on-sale-yet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sale_begins_at_its_start_and_is_over_at_its_end() {
        let [before, start, end] = [1, 2, 3].map(Timestamp::from_millis);
        let limited = Availability { from: Some(start), until: Some(end) };
        assert_eq!(
            [before, start, end].map(|now| limited.state(now)),
            [SaleState::NotYet(start), SaleState::Now, SaleState::Over]
        );
        assert_eq!(Availability::from(start).state(end), SaleState::Now);
        assert_eq!(Availability::until(end).state(before), SaleState::Now);
        assert_eq!((Availability::ALWAYS, SaleState::Now), (Availability::default(), SaleState::default()));
    }

    #[test]
    fn what_ends_before_it_starts_is_never_on_sale() {
        let [before, end, between, start, after] = [1, 2, 3, 4, 5].map(Timestamp::from_millis);
        let never = Availability { from: Some(start), until: Some(end) };
        assert_eq!(never.state(before), SaleState::NotYet(start));
        assert_eq!([end, between, start, after].map(|now| never.state(now)), [SaleState::Over; 4]);
    }
}
