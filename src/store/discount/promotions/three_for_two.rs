//! Three for the price of two.

use crate::{Offer, OfferLine, Promotion, Reduction};

/// Three for the price of two: of all pieces of some kinds, from the dearest to the cheapest, every third is free.
///
/// ```
/// use pannier::{Currency, Money, Offer, OfferLine, Promotion, Reduction, Timestamp, discount::ThreeForTwo};
///
/// let euro = |cents| Money::new(cents, Currency::EUR);
/// let line = |id: &str, cents, quantity| OfferLine::new("poster", id, euro(cents), quantity);
/// let lines = vec![line("dunes", 3000, 2), line("shore", 2000, 1)];
/// let offer = Offer::new(lines, Currency::EUR, Timestamp::now());
/// assert_eq!(ThreeForTwo::of(&["poster"]).take_off(&offer), [Reduction::line(1, euro(2000))]);
/// ```
#[derive(Clone, Debug)]
pub struct ThreeForTwo {
    id: &'static str,
    kinds: Vec<&'static str>,
}

impl ThreeForTwo {
    /// Creates the promotion for the pieces of these kinds, which count together. Its id is `three-for-two`.
    pub fn of(kinds: &[&'static str]) -> ThreeForTwo {
        ThreeForTwo { id: "three-for-two", kinds: kinds.to_vec() }
    }

    /// Sets another id, for a second one.
    #[must_use]
    pub fn id(self, id: &'static str) -> ThreeForTwo {
        ThreeForTwo { id, ..self }
    }
}

impl Promotion for ThreeForTwo {
    fn id(&self) -> &'static str {
        self.id
    }

    fn label(&self) -> String {
        "Three for two".to_owned()
    }

    fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
        let counts =
            |line: &OfferLine| self.kinds.contains(&line.kind.as_str()) && line.unit_price.currency == offer.currency;
        let mut lines: Vec<_> = offer.lines.iter().enumerate().filter(|(_, line)| counts(line)).collect();
        // Of two that cost the same, their names decide: where they stand in the basket must not.
        lines.sort_by(|(_, a), (_, b)| {
            let by_price = b.unit_price.amount.cmp(&a.unit_price.amount);
            by_price.then_with(|| (&a.kind, &a.id).cmp(&(&b.kind, &b.id)))
        });
        let (mut pieces, mut reductions) = (0_u64, Vec::new());
        for (n, line) in lines {
            let free = (pieces + u64::from(line.quantity)) / 3 - pieces / 3;
            pieces += u64::from(line.quantity);
            let amount = u32::try_from(free).ok().and_then(|free| line.unit_price.checked_mul(free));
            reductions.extend(amount.filter(|amount| amount.amount > 0).map(|amount| Reduction::line(n, amount)));
        }
        reductions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money, Timestamp};

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn off(lines: &[(&str, &str, i64, u32)]) -> Vec<Reduction> {
        let lines = lines.iter().map(|(kind, id, price, n)| OfferLine::new(*kind, *id, euro(*price), *n)).collect();
        ThreeForTwo::of(&["poster", "card"]).take_off(&Offer::new(lines, Currency::EUR, Timestamp::from_secs(0)))
    }

    #[test]
    fn every_third_piece_is_free_from_the_dearest_to_the_cheapest() {
        assert_eq!(off(&[("poster", "a", 300, 2)]), []);
        assert_eq!(off(&[("poster", "a", 300, 3)]), [Reduction::line(0, euro(300))]);
        assert_eq!(off(&[("poster", "a", 100, 1), ("poster", "b", 300, 2)]), [Reduction::line(0, euro(100))]);
        let six = off(&[("poster", "a", 100, 3), ("poster", "b", 1000, 3)]);
        assert_eq!(six, [Reduction::line(1, euro(1000)), Reduction::line(0, euro(100))]);
    }

    #[test]
    fn the_kinds_count_together_and_others_do_not() {
        assert_eq!(off(&[("poster", "a", 300, 2), ("card", "a", 50, 1)]), [Reduction::line(1, euro(50))]);
        assert_eq!(off(&[("poster", "a", 300, 2), ("album", "a", 50, 1)]), []);
    }

    #[test]
    fn no_number_of_pieces_is_too_large() {
        let most = [("poster", "a", 1, u32::MAX), ("poster", "b", 1, u32::MAX)];
        let third = |pieces: u64| i64::try_from(pieces / 3).unwrap();
        let (one, both) = (third(u32::MAX.into()), third(2 * u64::from(u32::MAX)));
        assert_eq!(off(&most), [Reduction::line(0, euro(one)), Reduction::line(1, euro(both - one))]);
        assert_eq!(off(&[("poster", "a", i64::MAX, 9)]), [], "an amount that is out of range");
    }
}
