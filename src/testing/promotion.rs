//! The contract of [`Promotion`].

use std::collections::BTreeMap;

use super::assert_name;
use crate::{Currency, Money, Offer, OfferLine, Promotion, Reduction};

/// Tests a promotion with `offers`, of which it must take something off at least one, and with unusual ones.
///
/// ```
/// use pannier::{Currency, Money, Offer, OfferLine, Timestamp, discount::PercentOff, testing};
///
/// let line = OfferLine::new("album", "blue-hour", Money::new(1999, Currency::EUR), 2);
/// let offer = Offer::new(vec![line], Currency::EUR, Timestamp::now());
/// testing::promotion_contract(&PercentOff::new("album", 10), &[offer]);
/// ```
///
/// # Panics
/// If the promotion violates its contract.
pub fn promotion_contract(promotion: &dyn Promotion, offers: &[Offer]) {
    assert_name("the id", promotion.id());
    assert!(!promotion.label().trim().is_empty(), "{} has no label", promotion.id());
    let mut taken = 0_i128;
    for offer in offers {
        taken += reduced(promotion, offer).values().sum::<i128>();
        order_of_lines(promotion, offer);
        unusual(promotion, offer);
    }
    assert!(taken > 0, "{} takes nothing off any of the given offers", promotion.id());
}

/// What a reduction is of: a line by its kind, id and price, a parcel by its index, or the order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Line(String, String, i64),
    Parcel(usize),
    Order,
}

/// Checks what a promotion takes off an offer, and returns it by what it is of.
fn reduced(promotion: &dyn Promotion, offer: &Offer) -> BTreeMap<Of, i128> {
    let id = promotion.id();
    let reductions = promotion.take_off(offer);
    assert_eq!(promotion.take_off(offer), reductions, "{id} answers the same question in two ways");
    let (mut lines, mut parcels, mut sums) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for reduction in &reductions {
        let (of, amount) = match reduction {
            Reduction::Line { line: n, amount } => {
                let line = offer.lines.get(*n);
                let line = line.unwrap_or_else(|| panic!("{id} takes something off line {n}, which is none"));
                *lines.entry(*n).or_insert(0) += i128::from(amount.amount);
                (Of::Line(line.kind.clone(), line.id.clone(), line.unit_price.amount), amount)
            }
            Reduction::Parcel { parcel: n, amount } => {
                assert!(*n < offer.parcels.len(), "{id} takes something off parcel {n}, which is none");
                *parcels.entry(*n).or_insert(0) += i128::from(amount.amount);
                (Of::Parcel(*n), amount)
            }
            Reduction::Order { amount } => (Of::Order, amount),
        };
        assert_eq!(amount.currency, offer.currency, "{id} takes off another currency: {reduction:?}");
        assert!(amount.amount >= 0, "{id} adds to a price: {reduction:?}");
        *sums.entry(of).or_insert(0) += i128::from(amount.amount);
    }
    for (n, off) in lines {
        let line = &offer.lines[n];
        assert!(off <= total(line), "{id} takes {off} off a line of {}: {line:?}", total(line));
    }
    for (n, off) in parcels {
        let parcel = &offer.parcels[n];
        assert!(off <= i128::from(parcel.price.amount), "{id} takes {off} off the shipping of {parcel:?}");
    }
    let all: i128 = offer.lines.iter().map(total).sum();
    let off = sums.get(&Of::Order).copied().unwrap_or_default();
    assert!(off <= all, "{id} takes {off} off an order of {all}");
    sums.retain(|_, amount| *amount > 0);
    sums
}

fn total(line: &OfferLine) -> i128 {
    i128::from(line.unit_price.amount) * i128::from(line.quantity)
}

/// Where a line stands in the basket must not matter: a shopper cannot see why it would.
fn order_of_lines(promotion: &dyn Promotion, offer: &Offer) {
    let mut turned = offer.clone();
    turned.lines.reverse();
    for line in turned.parcels.iter_mut().flat_map(|parcel| &mut parcel.lines) {
        *line = offer.lines.len().saturating_sub(*line + 1);
    }
    assert_eq!(
        reduced(promotion, &turned),
        reduced(promotion, offer),
        "what {} takes off depends on the order of the lines",
        promotion.id()
    );
}

/// Tests unusual offers, at which a promotion must neither panic nor take off too much.
fn unusual(promotion: &dyn Promotion, offer: &Offer) {
    let with = |change: &dyn Fn(&mut Offer)| {
        let mut changed = offer.clone();
        change(&mut changed);
        reduced(promotion, &changed)
    };
    let empty = with(&|offer| {
        offer.lines.clear();
        offer.parcels.clear();
    });
    assert!(empty.is_empty(), "{} takes something off an empty basket: {empty:?}", promotion.id());
    let prices = |offer: &mut Offer, amount: i64| {
        let Offer { lines, parcels, .. } = offer;
        let items = lines.iter_mut().map(|line| &mut line.unit_price);
        let shipping = parcels.iter_mut().flat_map(|parcel| [&mut parcel.price, &mut parcel.value]);
        items.chain(shipping).for_each(|price| price.amount = amount);
    };
    let free = with(&|offer| prices(offer, 0));
    assert!(free.is_empty(), "{} takes something off what costs nothing: {free:?}", promotion.id());
    with(&|offer| prices(offer, 1));
    with(&|offer| prices(offer, i64::MAX));
    for quantity in [1, 999, u32::MAX] {
        with(&|offer| offer.lines.iter_mut().for_each(|line| line.quantity = quantity));
    }
    // XTS is ISO 4217's test code, in which no promotion has an amount.
    let foreign = |money: &mut Money| money.currency = Currency::from_code("XTS").expect("three capital letters");
    with(&|offer| {
        offer.currency = Currency::from_code("XTS").expect("three capital letters");
        offer.lines.iter_mut().for_each(|line| foreign(&mut line.unit_price));
        for parcel in &mut offer.parcels {
            foreign(&mut parcel.price);
            foreign(&mut parcel.value);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::atomic::{AtomicI64, Ordering},
    };

    use super::*;
    use crate::{
        OfferParcel, Timestamp,
        discount::{FreeShipping, PercentOff, ThreeForTwo},
    };

    fn euro(amount: i64) -> Money {
        Money::new(amount, Currency::EUR)
    }

    fn offer() -> Offer {
        let lines = vec![
            OfferLine::new("poster", "dunes", euro(2000), 2),
            OfferLine::new("poster", "shore", euro(2000), 2),
            OfferLine::new("album", "blue-hour", euro(999), 1),
        ];
        let parcel = OfferParcel::new(euro(490), euro(8000), "DE", "standard", vec![0, 1]);
        Offer::new(lines, Currency::EUR, Timestamp::from_secs(0)).parcels(vec![parcel])
    }

    #[test]
    fn those_of_the_library_fulfil_it() {
        promotion_contract(&ThreeForTwo::of(&["poster"]), &[offer()]);
        promotion_contract(&FreeShipping::from(euro(8000)).to(&["DE"]), &[offer()]);
        promotion_contract(&PercentOff::new("album", 33), &[offer()]);
    }

    /// A promotion that does what it should not.
    struct Wrong(fn(&Offer) -> Vec<Reduction>);

    impl Promotion for Wrong {
        fn id(&self) -> &'static str {
            "wrong"
        }

        fn label(&self) -> String {
            "Wrong".to_owned()
        }

        fn take_off(&self, offer: &Offer) -> Vec<Reduction> {
            (self.0)(offer)
        }
    }

    static CALLS: AtomicI64 = AtomicI64::new(1);

    #[test]
    fn what_violates_it_is_named() {
        for (wrong, message) in [
            (Wrong(|_| Vec::new()), "takes nothing off any"),
            (Wrong(|_| vec![Reduction::line(9, euro(1))]), "which is none"),
            (Wrong(|_| vec![Reduction::parcel(9, euro(1))]), "which is none"),
            (Wrong(|_| vec![Reduction::order(euro(i64::MAX))]), "off an order of"),
            (Wrong(|offer| offer.lines.iter().take(1).map(|_| Reduction::line(0, euro(-1))).collect()), "adds to"),
            (Wrong(|_| vec![Reduction::order(Money::new(1, Currency::USD))]), "another currency"),
            (Wrong(|_| vec![Reduction::line(0, euro(4001))]), "off a line of 4000"),
            (Wrong(|_| vec![Reduction::order(euro(CALLS.fetch_add(1, Ordering::Relaxed)))]), "in two ways"),
            (
                Wrong(|offer| {
                    offer.lines.first().map(|line| Reduction::line(0, line.unit_price)).into_iter().collect()
                }),
                "the order of the lines",
            ),
        ] {
            let broken = catch_unwind(AssertUnwindSafe(|| promotion_contract(&wrong, &[offer()])));
            let panic = broken.expect_err(message);
            let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            assert!(said.contains(message), "{said:?} instead of {message:?}");
        }
    }
}
