//! The arithmetic, by example and by millions of random orders: `PROPTEST_CASES=1000000`.

use proptest::prelude::*;

use super::{calculation::Reduced, *};
use crate::model::{Rate, TaxBasis, TaxCode, TaxRate, TaxSum};

fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

/// Amounts as shops have them, and any others.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0..10_000_000_i64, 1 => 0..=2 * Amounts::MAX, 1 => any::<i64>()]
}

fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0..1000_u32, 1 => any::<u32>()]
}

fn lines() -> impl Strategy<Value = Vec<(Money, u32)>> {
    prop::collection::vec((amount().prop_map(euro), quantity()), 0..8)
}

fn shipping() -> impl Strategy<Value = Vec<Money>> {
    prop::collection::vec(amount().prop_map(euro), 0..4)
}

/// The sums as they are read from what is stored of them.
fn restored(amounts: &Amounts) -> Result<Amounts, AmountError> {
    Amounts::from_sums(amounts.subtotal(), amounts.shipping(), amounts.discount(), amounts.tax())
}

fn of(lines: &[(Money, u32)], shipping: &[Money]) -> Result<Amounts, AmountError> {
    Amounts::of(Currency::EUR, lines.iter().copied(), shipping.iter().copied())
}

proptest! {
    #[test]
    fn sums_are_exact_or_refused(lines in lines(), shipping in shipping()) {
        let items: i128 = lines.iter().map(|(unit, n)| i128::from(unit.amount) * i128::from(*n)).sum();
        let parcels: i128 = shipping.iter().map(|price| i128::from(price.amount)).sum();
        let negative = lines.iter().map(|(unit, _)| unit).chain(&shipping).any(|money| money.amount < 0);
        let fits = !negative && items + parcels <= i128::from(Amounts::MAX);
        match of(&lines, &shipping) {
            Ok(amounts) => {
                prop_assert!(fits);
                let sums = [amounts.subtotal(), amounts.shipping(), amounts.total()];
                prop_assert_eq!(sums.map(|sum| i128::from(sum.amount)), [items, parcels, items + parcels]);
                prop_assert!(sums.iter().all(|sum| sum.currency == Currency::EUR));
                prop_assert_eq!(restored(&amounts), Ok(amounts));
            }
            Err(AmountError::MixedCurrencies { .. }) => prop_assert!(false, "there is one currency"),
            Err(_) => prop_assert!(!fits),
        }
    }

    #[test]
    fn no_sum_is_smaller_than_one_of_its_parts(lines in lines(), shipping in shipping()) {
        if let Ok(amounts) = of(&lines, &shipping) {
            for (unit, quantity) in &lines {
                prop_assert!(line_total(*unit, *quantity).is_ok_and(|line| line.amount <= amounts.subtotal().amount));
            }
            prop_assert!(shipping.iter().all(|price| price.amount <= amounts.shipping().amount));
            prop_assert!(amounts.subtotal().amount.max(amounts.shipping().amount) <= amounts.total().amount);
        }
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter(
        (lines, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        shipping in shipping(),
    ) {
        prop_assert_eq!(of(&lines, &shipping).ok(), of(&shuffled, &shipping).ok());
    }

    #[test]
    fn a_second_currency_is_refused_wherever_it_stands(
        mut lines in lines(), mut shipping in shipping(), foreign in amount(), n in quantity(), at: prop::sample::Index,
    ) {
        let dollars = Money::new(foreign, Currency::USD);
        let place = at.index(lines.len() + 1);
        let parcel = at.index(shipping.len() + 1);
        shipping.insert(parcel, dollars);
        prop_assert!(of(&lines, &shipping).is_err());
        shipping.remove(parcel);
        lines.insert(place, (dollars, n));
        prop_assert!(of(&lines, &shipping).is_err());
        prop_assert!(Amounts::from_sums(euro(1), dollars, euro(0), None).is_err());
    }

    #[test]
    fn a_line_is_exact_or_refused(unit: i64, n: u32) {
        let exact = unit.checked_mul(n.into()).filter(|total| unit >= 0 && *total <= Amounts::MAX);
        prop_assert_eq!(line_total(euro(unit), n).ok(), exact.map(euro));
    }
}

#[test]
fn nothing_costs_nothing() {
    assert_eq!(of(&[], &[]), Ok(Amounts::zero(Currency::EUR)));
    assert_eq!(of(&[(euro(0), 1)], &[euro(0)]), Ok(Amounts::zero(Currency::EUR)));
}

#[test]
fn an_error_names_its_cause() {
    let dollars = Money::new(1, Currency::USD);
    let mixed = AmountError::MixedCurrencies { basket: Currency::EUR, item: Currency::USD };
    assert_eq!(of(&[(euro(1), 1), (dollars, 1), (euro(1), 1)], &[]), Err(mixed));
    assert_eq!(mixed.to_string(), "USD cannot be added to EUR");
    assert!(of(&[(euro(Amounts::MAX), 1)], &[]).is_ok());
    assert_eq!(of(&[(euro(Amounts::MAX), 1), (euro(1), 1), (euro(1), 1)], &[]), Err(AmountError::Overflow));
    assert_eq!(of(&[(euro(Amounts::MAX), 1)], &[euro(1)]), Err(AmountError::Overflow));
    assert!(Amounts::from_sums(euro(Amounts::MAX), euro(1), euro(0), None).is_ok(), "what is stored can be read");
    assert_eq!(Amounts::from_sums(euro(i64::MAX), euro(1), euro(0), None), Err(AmountError::Overflow));
    assert_eq!(of(&[(euro(-1), 1)], &[euro(1)]), Err(AmountError::Negative));
    assert_eq!(Amounts::from_sums(euro(-1), euro(1), euro(0), None), Err(AmountError::Negative));
    assert_eq!(Amounts::from_sums(euro(1), euro(1), euro(-1), None), Err(AmountError::Negative));
    assert_eq!(Amounts::from_sums(euro(1), euro(1), euro(0), Some(euro(-1))), Err(AmountError::Negative));
}

const CODES: [&str; 3] = ["EUR", "JPY", "KWD"];

/// An order with parcels that hold some of its lines each.
#[derive(Clone, Debug)]
struct Order {
    currency: Currency,
    lines: Vec<(LineInput, TaxRate)>,
    /// The parcels, without their lines.
    parcels: Vec<(ParcelInput, TaxRate)>,
    /// The parcel that each line is in, if it ships.
    in_parcel: Vec<usize>,
    follows: bool,
}

impl Order {
    fn calculate(&self) -> Result<Calculation, AmountError> {
        let (lines, rates): (Vec<_>, Vec<_>) = self.lines.iter().copied().unzip();
        let (mut parcels, own): (Vec<_>, Vec<_>) = self.parcels.iter().cloned().unzip();
        for (n, parcel) in parcels.iter_mut().enumerate() {
            parcel.lines = (0..lines.len()).filter(|line| self.in_parcel[*line] == n).collect();
        }
        let shipping = if self.follows { ShippingRates::FollowLines } else { ShippingRates::Each(own) };
        calculate(self.currency, &lines, &parcels, Some(&Rates { lines: rates, shipping }))
    }

    /// The order with other lines: of each, which one it was, and what it is now.
    fn with_lines(&self, lines: Vec<(usize, LineInput)>) -> Order {
        let in_parcel = lines.iter().map(|(n, _)| self.in_parcel[*n]).collect();
        let lines = lines.into_iter().map(|(n, line)| (line, self.lines[n].1)).collect();
        Order { lines, in_parcel, ..self.clone() }
    }
}

fn rate() -> impl Strategy<Value = TaxRate> {
    let percent = prop_oneof![
        4 => prop::sample::select(vec![0_u32, 38_000, 49_000, 55_000, 70_000, 88_750, 190_000, 200_000, 255_000, 270_000]),
        1 => 0..=1_000_000_u32,
    ];
    let code = prop::sample::select(&TaxCode::ALL[..]);
    (percent, code, 0..4_u8).prop_map(|(percent, code, kind)| {
        let rate = Rate::millionths(percent);
        match kind {
            0 => TaxRate::included(rate),
            1 => TaxRate::on_top(rate),
            2 => TaxRate::zero(code),
            _ => TaxRate::removed(code, rate),
        }
    })
}

/// A price and what is taken off it, which is nothing, a part or all.
fn reduced(price: i64, quantity: u32, percent: i64) -> (i64, i64) {
    (price, price * i64::from(quantity) * percent / 100)
}

fn percent() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0), 2 => 0..=100_i64, 1 => Just(100)]
}

fn price() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(0), 4 => 0..100_i64, 8 => 0..100_000_i64, 1 => 0..1_000_000_000_i64]
}

/// An order as shops have them. Most have few rates, so that several lines share one.
fn order() -> impl Strategy<Value = Order> {
    let rates = prop::collection::vec(rate(), 1..4);
    let line = (price(), 0..20_u32, percent(), any::<prop::sample::Index>(), 0..4_usize);
    let parcel = (price(), percent(), any::<prop::sample::Index>());
    let lines = prop::collection::vec(line, 0..8);
    let parcels = prop::collection::vec(parcel, 0..4);
    (prop::sample::select(&CODES[..]), rates, lines, parcels, any::<bool>()).prop_map(
        |(code, rates, lines, parcels, follows)| {
            let currency = Currency::from_code(code).expect("a currency");
            let money = |amount| Money::new(amount, currency);
            let in_parcel = lines.iter().map(|(.., parcel)| *parcel).collect();
            let lines = lines.into_iter().map(|(unit, quantity, percent, rate, _)| {
                let (unit, discount) = reduced(unit, quantity, percent);
                (LineInput { unit: money(unit), quantity, discount: money(discount) }, *rate.get(&rates))
            });
            let parcels = parcels.into_iter().map(|(price, percent, rate)| {
                let (price, discount) = reduced(price, 1, percent);
                let parcel = ParcelInput { price: money(price), discount: money(discount), lines: Vec::new() };
                (parcel, *rate.get(&rates))
            });
            Order { currency, lines: lines.collect(), parcels: parcels.collect(), in_parcel, follows }
        },
    )
}

fn total(amounts: impl IntoIterator<Item = Money>) -> i64 {
    amounts.into_iter().map(|money| money.amount).sum()
}

proptest! {
    #[test]
    fn every_sum_is_that_of_its_parts(order in order()) {
        let Calculation { lines, parcels, taxes, amounts } = order.calculate().unwrap();
        prop_assert_eq!(amounts.subtotal().amount, total(lines.iter().map(|line| line.amount)));
        prop_assert_eq!(amounts.shipping().amount, total(parcels.iter().map(|parcel| parcel.amount)));
        prop_assert_eq!(amounts.total().amount, total([amounts.subtotal(), amounts.shipping()]));
        let charges = || lines.iter().chain(&parcels);
        prop_assert_eq!(amounts.discount().amount, total(charges().map(|charge| charge.discount)));
        for charge in charges() {
            prop_assert_eq!(charge.amount.amount, total(charge.taxes.iter().flat_map(|part| [part.net, part.tax])));
        }
        prop_assert_eq!(amounts.total().amount, total(taxes.iter().flat_map(|sum| [sum.net, sum.tax])));
        prop_assert_eq!(amounts.tax(), Some(Money::new(total(taxes.iter().map(|sum| sum.tax)), order.currency)));
        prop_assert_eq!(restored(&amounts), Ok(amounts));
    }

    #[test]
    fn nothing_is_negative_or_in_another_currency(order in order()) {
        let Calculation { lines, parcels, taxes, amounts } = order.calculate().unwrap();
        let charges = lines.iter().chain(&parcels);
        let parts = charges.clone().flat_map(|charge| &charge.taxes).flat_map(|part| [part.net, part.tax]);
        let all = charges.flat_map(|charge| [charge.list, charge.discount, charge.amount]).chain(parts);
        let sums = [amounts.subtotal(), amounts.shipping(), amounts.total(), amounts.discount()];
        let all = all.chain(taxes.iter().flat_map(|sum| [sum.net, sum.tax])).chain(sums).chain(amounts.tax());
        for money in all {
            prop_assert!(money.amount >= 0 && money.currency == order.currency, "{money}");
        }
    }

    #[test]
    fn each_sum_is_rounded_once(order in order()) {
        let Calculation { lines, parcels, taxes, .. } = order.calculate().unwrap();
        for TaxSum { code, rate, on_top, net, tax } in taxes {
            let charges = lines.iter().chain(&parcels).flat_map(|charge| &charge.taxes);
            let bases = charges.map(|part| part.rate).filter(|own| (own.code, own.rate) == (code, rate));
            let removed = bases.filter(|own| matches!(own.basis, TaxBasis::Removed(_))).count();
            if removed > 0 {
                prop_assert_eq!(tax.amount, 0);
                continue;
            }
            // Twice the tax times the whole is at most one unit of the whole away from twice the amount times the rate.
            let (rate, whole) = (i128::from(rate.get()), 1_000_000);
            let (amount, whole) = match on_top {
                true => (i128::from(net.amount), whole),
                false => (i128::from(net.amount + tax.amount), whole + rate),
            };
            let away = 2 * i128::from(tax.amount) * whole - 2 * amount * rate;
            prop_assert!(-whole < away && away <= whole, "{tax} of {amount}");
        }
    }

    #[test]
    fn sums_are_sorted_and_each_occurs_once(order in order()) {
        let taxes = order.calculate().unwrap().taxes;
        let keys: Vec<_> = taxes.iter().map(|sum| (sum.code, sum.rate, sum.on_top)).collect();
        prop_assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }

    #[test]
    fn the_order_of_lines_is_irrelevant_to_what_is_charged(
        (order, shuffled) in order().prop_flat_map(|order| {
            let lines: Vec<_> = order.lines.iter().map(|(line, _)| *line).enumerate().collect();
            (Just(order), Just(lines).prop_shuffle())
        }),
    ) {
        let (one, other) = (order.calculate().unwrap(), order.with_lines(shuffled).calculate().unwrap());
        prop_assert_eq!((one.taxes, one.amounts), (other.taxes, other.amounts));
    }

    #[test]
    fn two_pieces_cost_as_much_as_twice_one(order in order()) {
        let pieces = order.lines.iter().enumerate().flat_map(|(n, (line, _))| {
            let discounts = spread(line.discount.amount, &vec![1; line.quantity as usize]);
            discounts.into_iter().map(move |discount| {
                (n, LineInput { quantity: 1, discount: Money::new(discount, line.unit.currency), ..*line })
            })
        });
        let pieces = order.with_lines(pieces.collect());
        // A line of no pieces has a rate, of which nothing is charged.
        let with_pieces = order.lines.iter().map(|(line, _)| *line).enumerate().filter(|(_, line)| line.quantity > 0);
        let whole = order.with_lines(with_pieces.collect());
        let (one, other) = (whole.calculate().unwrap(), pieces.calculate().unwrap());
        prop_assert_eq!((one.taxes, one.amounts), (other.taxes, other.amounts));
    }

    #[test]
    fn without_taxes_the_prices_are_what_is_charged(order in order()) {
        let lines: Vec<_> = order.lines.iter().map(|(line, _)| *line).collect();
        let parcels: Vec<_> = order.parcels.iter().map(|(parcel, _)| parcel.clone()).collect();
        let Calculation { lines, parcels, taxes, amounts } = calculate(order.currency, &lines, &parcels, None).unwrap();
        for charge in lines.iter().chain(&parcels) {
            prop_assert_eq!(charge.amount.amount, charge.list.amount - charge.discount.amount);
            prop_assert!(charge.taxes.is_empty());
        }
        prop_assert_eq!((taxes, amounts.tax()), (Vec::new(), None));
        let full: Vec<_> = order.lines.iter().map(|(line, _)| (line.unit, line.quantity)).collect();
        let full = Amounts::of(order.currency, full, parcels.iter().map(|parcel| parcel.list)).unwrap();
        prop_assert_eq!(full.total().amount, total([amounts.total(), amounts.discount()]));
    }

    #[test]
    fn every_order_is_exact_or_refused(
        lines in prop::collection::vec((any::<i64>(), any::<u32>(), any::<i64>(), any::<u32>(), 0..3_u8), 0..4),
        price in amount(), follows: bool,
    ) {
        let rates = lines.iter().map(|(.., rate, kind)| match kind {
            0 => TaxRate::included(Rate::millionths(*rate)),
            1 => TaxRate::on_top(Rate::millionths(*rate)),
            _ => TaxRate::removed(TaxCode::ReverseCharge, Rate::millionths(*rate)),
        });
        let rates: Vec<_> = rates.collect();
        let inputs = lines.iter().map(|(unit, quantity, discount, ..)| {
            LineInput { unit: euro(*unit), quantity: *quantity, discount: euro(*discount) }
        });
        let inputs: Vec<_> = inputs.collect();
        let parcels = [ParcelInput { price: euro(price), discount: euro(0), lines: (0..lines.len()).collect() }];
        let shipping = match follows {
            true => ShippingRates::FollowLines,
            false => ShippingRates::Each(vec![TaxRate::on_top(Rate::millionths(u32::MAX))]),
        };
        let calculated = calculate(Currency::EUR, &inputs, &parcels, Some(&Rates { lines: rates, shipping }));
        if let Ok(Calculation { lines, parcels, amounts, .. }) = calculated {
            let charged = lines.iter().chain(&parcels).map(|charge| i128::from(charge.amount.amount)).sum::<i128>();
            prop_assert_eq!(i128::from(amounts.total().amount), charged);
        }
    }

    #[test]
    fn what_is_spread_adds_up_and_is_fair(
        amount: i64, weights in prop::collection::vec(prop_oneof![Just(0), 0..100_i64, any::<i64>()], 1..9),
    ) {
        let parts = spread(amount, &weights);
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(parts.iter().copied().map(i128::from).sum::<i128>(), i128::from(amount));
        let mut weights: Vec<i128> = weights.into_iter().map(|weight| i128::from(weight.max(0))).collect();
        if weights.iter().all(|weight| *weight == 0) {
            weights.fill(1);
        }
        let sum: i128 = weights.iter().sum();
        for (part, weight) in parts.into_iter().zip(weights) {
            // Less than one unit away from the exact part.
            prop_assert!((i128::from(part) * sum - i128::from(amount) * weight).abs() < sum);
        }
    }

    #[test]
    fn a_line_is_reduced_by_the_best_offer_and_never_below_nothing(
        lines in prop::collection::vec(0..1000_i64, 0..6),
        offers in prop::collection::vec(prop::collection::vec(-10..1500_i64, 0..6), 0..4),
        code in prop::option::of(prop::collection::vec(-10..1500_i64, 0..6)),
    ) {
        let money = |amounts: &Vec<i64>| amounts.iter().copied().map(euro).collect::<Vec<_>>();
        let all: Vec<_> = offers.iter().map(money).collect();
        let by_code = code.as_ref().map(money);
        let reduced = combine(&money(&lines), &all, by_code.as_deref());
        prop_assert_eq!(reduced.len(), lines.len());
        for (n, (line, Reduced { amount, by })) in lines.iter().zip(reduced).enumerate() {
            let offered = offers.iter().chain(&code).filter_map(|offer| offer.get(n)).copied();
            let best = offered.map(|offer| offer.clamp(0, *line)).max().unwrap_or(0);
            prop_assert_eq!(amount, euro(best));
            prop_assert_eq!(by.is_none(), best == 0);
        }
    }
}

fn line(unit: i64, quantity: u32, discount: i64) -> LineInput {
    LineInput { unit: euro(unit), quantity, discount: euro(discount) }
}

fn parcel(price: i64, lines: &[usize]) -> ParcelInput {
    ParcelInput { price: euro(price), discount: euro(0), lines: lines.to_vec() }
}

fn summed(rate: &str, net: i64, tax: i64) -> (String, i64, i64) {
    (rate.to_owned(), net, tax)
}

/// Calculates an order whose shipping is taxed like its lines. Returns it with the sums: rate, net and tax.
fn taxed(lines: &[(LineInput, TaxRate)], parcels: &[ParcelInput]) -> (Calculation, Vec<(String, i64, i64)>) {
    let (inputs, rates): (Vec<_>, Vec<_>) = lines.iter().copied().unzip();
    let rates = Rates { lines: rates, shipping: ShippingRates::FollowLines };
    let calculated = calculate(Currency::EUR, &inputs, parcels, Some(&rates)).expect("amounts that add up");
    let sums = calculated.taxes.iter().map(|sum| (sum.rate.decimal(), sum.net.amount, sum.tax.amount)).collect();
    (calculated, sums)
}

const STANDARD: TaxRate = TaxRate::included(Rate::percent(19));
const REDUCED: TaxRate = TaxRate::included(Rate::percent(7));

#[test]
fn a_gross_price_contains_its_tax() {
    let (calculated, sums) = taxed(&[(line(1990, 1, 0), STANDARD)], &[]);
    assert_eq!(sums, [summed("19", 1672, 318)]);
    assert_eq!(calculated.amounts.total(), euro(1990));
}

#[test]
fn tax_on_top_is_added_to_line_and_total() {
    let new_york = TaxRate::on_top(Rate::millionths(88_750));
    let (calculated, sums) = taxed(&[(line(1000, 3, 0), new_york)], &[parcel(500, &[0])]);
    assert_eq!(sums, [summed("8.875", 3500, 311)]);
    assert_eq!([&calculated.lines[0], &calculated.parcels[0]].map(|charge| charge.amount), [euro(3267), euro(544)]);
    assert_eq!(calculated.amounts.total(), euro(3811));
}

#[test]
fn a_removed_tax_is_not_charged() {
    let reverse_charge = TaxRate::removed(TaxCode::ReverseCharge, Rate::percent(19));
    let (calculated, sums) = taxed(&[(line(1190, 1, 0), reverse_charge)], &[parcel(595, &[0])]);
    assert_eq!(sums, [summed("0", 1500, 0)]);
    assert_eq!((calculated.amounts.total(), calculated.amounts.tax()), (euro(1500), Some(euro(0))));
    assert_eq!(calculated.lines[0].list, euro(1190));
}

#[test]
fn shipping_is_taxed_like_the_goods_in_its_parcel() {
    let (book, poster) = ((line(2000, 1, 0), REDUCED), (line(3000, 2, 0), STANDARD));
    let (calculated, sums) = taxed(&[book, poster], &[parcel(800, &[0, 1])]);
    let shares: Vec<_> = calculated.parcels[0].taxes.iter().map(|part| part.net.amount + part.tax.amount).collect();
    assert_eq!(shares, [200, 600]);
    assert_eq!(sums, [summed("7", 2056, 144), summed("19", 5546, 1054)]);
    // A discount moves the shares, since it is what is charged that counts.
    let poster = (line(3000, 2, 4000), STANDARD);
    let (calculated, _) = taxed(&[book, poster], &[parcel(800, &[0, 1])]);
    let shares: Vec<_> = calculated.parcels[0].taxes.iter().map(|part| part.net.amount + part.tax.amount).collect();
    assert_eq!(shares, [400, 400]);
    // Another parcel's goods do not matter, and all goods do for one that has none.
    let (calculated, _) = taxed(&[book, poster], &[parcel(500, &[1]), parcel(800, &[])]);
    assert_eq!(calculated.parcels.iter().map(|parcel| parcel.taxes.len()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_shipping_of_what_is_free_is_taxed_at_the_highest_rate() {
    for lines in [
        [(line(500, 1, 500), REDUCED), (line(0, 1, 0), STANDARD)],
        [(line(0, 1, 0), STANDARD), (line(0, 1, 0), REDUCED)],
    ] {
        let (calculated, _) = taxed(&lines, &[parcel(490, &[0, 1])]);
        let rates: Vec<_> = calculated.parcels[0].taxes.iter().map(|part| part.rate).collect();
        assert_eq!(rates, [STANDARD]);
    }
}

/// Rounded by the line, there would be no tax at all.
#[test]
fn the_cents_of_a_group_are_those_of_its_lines() {
    let cheap = (line(3, 1, 0), STANDARD);
    let (calculated, sums) = taxed(&[cheap; 4], &[]);
    assert_eq!(sums, [summed("19", 10, 2)]);
    let taxes: Vec<_> = calculated.lines.iter().map(|line| line.taxes[0].tax.amount).collect();
    assert_eq!(taxes, [1, 1, 0, 0]);
}

#[test]
fn what_is_left_goes_to_the_largest_remainders_and_then_to_the_first() {
    assert_eq!(spread(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(spread(10, &[1, 6, 3, 0]), [1, 6, 3, 0]);
    assert_eq!(spread(2, &[3, 3, 4]), [1, 0, 1]);
    assert_eq!(spread(5, &[0, 0]), [3, 2]);
    assert_eq!(spread(5, &[-1, 1]), [0, 5]);
    assert_eq!(spread(-100, &[1, 1, 1]), [-33, -33, -34]);
    assert!(spread(7, &[]).is_empty());
}

#[test]
fn of_equal_offers_the_first_promotion_counts_and_a_code_only_if_it_is_larger() {
    let chosen = |automatic: &[i64], code: i64| {
        let automatic: Vec<_> = automatic.iter().map(|amount| vec![euro(*amount)]).collect();
        let [reduced] = combine(&[euro(1000)], &automatic, Some(&[euro(code)]))[..] else { panic!("one line") };
        (reduced.amount.amount, reduced.by)
    };
    assert_eq!(chosen(&[100, 300, 300], 300), (300, Some(By::Automatic(1))));
    assert_eq!(chosen(&[100, 300], 301), (301, Some(By::Code)));
    assert_eq!(chosen(&[1500, 2000], 3000), (1000, Some(By::Automatic(0))));
    assert_eq!(chosen(&[0, -5], 0), (0, None));
    let dollars = vec![Money::new(500, Currency::USD)];
    assert_eq!(combine(&[euro(1000)], &[dollars], None), [Reduced { amount: euro(0), by: None }]);
}

#[test]
fn an_order_that_does_not_add_up_is_refused() {
    let dollars = Money::new(1, Currency::USD);
    let plain =
        |lines: &[LineInput], parcels: &[ParcelInput]| calculate(Currency::EUR, lines, parcels, None).map(|_| ());
    let mixed = Err(AmountError::MixedCurrencies { basket: Currency::EUR, item: Currency::USD });
    assert_eq!(plain(&[line(100, 2, 200)], &[]), Ok(()));
    assert_eq!(plain(&[line(100, 2, 201)], &[]), Err(AmountError::Negative));
    assert_eq!(plain(&[line(100, 2, -1)], &[]), Err(AmountError::Negative));
    assert_eq!(plain(&[LineInput { discount: dollars, ..line(100, 1, 0) }], &[]), mixed);
    assert_eq!(plain(&[], &[ParcelInput { price: dollars, ..parcel(0, &[]) }]), mixed);
    assert_eq!(plain(&[line(Amounts::MAX, 1, 0), line(1, 1, 0)], &[]), Err(AmountError::Overflow));
    assert_eq!(plain(&[line(Amounts::MAX, 1, 0)], &[parcel(1, &[0])]), Err(AmountError::Overflow));
    let rated = |rates: Rates| {
        calculate(Currency::EUR, &[line(Amounts::MAX, 1, 0)], &[parcel(0, &[0])], Some(&rates)).map(|_| ())
    };
    let each = |lines: Vec<TaxRate>, parcels: Vec<TaxRate>| Rates { lines, shipping: ShippingRates::Each(parcels) };
    assert_eq!(rated(each(vec![STANDARD], vec![STANDARD])), Ok(()));
    assert_eq!(rated(each(vec![STANDARD; 2], vec![STANDARD])), Err(AmountError::Untaxed));
    assert_eq!(rated(each(vec![STANDARD], vec![])), Err(AmountError::Untaxed));
    assert_eq!(rated(each(vec![TaxRate::on_top(Rate::percent(1))], vec![STANDARD])), Err(AmountError::Overflow));
}
