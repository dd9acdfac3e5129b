//! A percentage off a kind.

use crate::{Money, Offer, OfferLine, Promotion, Reduction};

/// A percentage off each piece of a kind, rounded half up to the currency's minor unit.
///
/// ```
/// use pannier::{Currency, Money, Offer, OfferLine, Promotion, Reduction, Timestamp, discount::PercentOff};
///
/// let euro = |cents| Money::new(cents, Currency::EUR);
/// let offer = Offer::new(vec![OfferLine::new("album", "blue", euro(1999), 2)], Currency::EUR, Timestamp::now());
/// assert_eq!(PercentOff::new("album", 10).take_off(&offer), [Reduction::line(0, euro(400))]);
/// ```
#[derive(Clone, Debug)]
pub struct PercentOff {
    id: &'static str,
    kind: &'static str,
    percent: u32,
}

impl PercentOff {
    /// Creates the promotion. Its id is `percent-off`.
    ///
    /// # Panics
    /// If the percentage is not 1 to 100.
    pub fn new(kind: &'static str, percent: u32) -> PercentOff {
        assert!((1..=100).contains(&percent), "{percent} is not a percentage to take off");
        PercentOff { id: "percent-off", kind, percent }
    }

    /// Sets another id, for a second one.
    #[must_use]
    pub fn id(self, id: &'static str) -> PercentOff {
        PercentOff { id, ..self }
    }

    /// Rounded for each piece: two lines of one piece then cost what one line of two does.
    fn off(&self, line: &OfferLine) -> Option<Money> {
        let off = (i128::from(line.unit_price.amount) * i128::from(self.percent) + 50) / 100;
        let off = Money { amount: i64::try_from(off).ok()?, ..line.unit_price };
        off.checked_mul(line.quantity).filter(|off| off.amount > 0)
    }
}

impl Promotion for PercentOff {
    fn id(&self) -> &'static str {
        self.id
    }

    fn label(&self) -> String {
        format!("{}% off", self.percent)
    }

    fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
        let lines = offer.lines.iter().enumerate();
        let of_kind = lines.filter(|(_, line)| line.kind == self.kind && line.unit_price.currency == offer.currency);
        of_kind.filter_map(|(n, line)| Some(Reduction::line(n, self.off(line)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Timestamp};

    fn off(percent: u32, kind: &str, price: i64, quantity: u32) -> Vec<Reduction> {
        let line = OfferLine::new(kind, "a", Money::new(price, Currency::EUR), quantity);
        PercentOff::new("album", percent).take_off(&Offer::new(vec![line], Currency::EUR, Timestamp::from_secs(0)))
    }

    #[test]
    fn each_piece_is_rounded_half_up() {
        let line = |amount| [Reduction::line(0, Money::new(amount, Currency::EUR))];
        assert_eq!(off(10, "album", 15, 1), line(2));
        assert_eq!(off(10, "album", 14, 3), line(3));
        assert_eq!(off(100, "album", 14, 3), line(42));
        assert_eq!(off(10, "album", 4, 3), []);
        assert_eq!(off(10, "poster", 1500, 1), []);
    }

    #[test]
    fn an_amount_out_of_range_is_left_alone() {
        assert_eq!(off(100, "album", i64::MAX, 2), []);
    }
}
