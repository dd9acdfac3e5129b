//! By example, and by random orders that are refunded in random parts until nothing is left.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::model::{
    Currency, Money, Rate, TaxBasis, TaxCode, TaxRate,
    amounts::{LineInput, ParcelInput, Rates, ShippingRates, TaxPart, calculate},
};

fn line(id: &str, pieces: u32, amount: i64, tax: i64) -> Part {
    let rate = ChargedRate { code: TaxCode::Standard, rate: Rate::percent(19), on_top: false };
    let of = Of::Line { kind: "poster".into(), id: id.into() };
    Part { of, rate: Some(rate), pieces, amount, tax }
}

fn parcel(amount: i64, tax: i64) -> Part {
    Part { of: Of::Parcel { shipment: "s".into() }, pieces: 0, ..line("", 0, amount, tax) }
}

fn amounts(items: &[Item]) -> Vec<(u32, i64, i64)> {
    items.iter().map(|item| (item.quantity, item.amount, item.tax)).collect()
}

/// Takes items off what is left.
fn taken(left: &mut [Part], items: &[Item]) {
    for item in items {
        let part = left.iter_mut().find(|part| part.of == item.of && part.rate == item.rate).expect("a part");
        part.pieces -= item.quantity;
        part.amount -= item.amount;
        part.tax -= item.tax;
    }
}

#[test]
fn three_pieces_one_by_one_cost_what_all_of_them_do() {
    let (mut left, mut costs) = (vec![line("dunes", 3, 1000, 160)], Vec::new());
    for _ in 0..3 {
        let items = allocate(&left, &Wish { pieces: vec![(0, 1)], ..Wish::default() }).unwrap();
        costs.extend(amounts(&items));
        taken(&mut left, &items);
    }
    assert_eq!(costs, [(1, 333, 53), (1, 334, 54), (1, 333, 53)]);
    assert_eq!((left[0].pieces, left[0].amount, left[0].tax), (0, 0, 0));
}

#[test]
fn the_tax_of_a_part_is_returned_without_a_piece_and_without_the_others() {
    let left = [line("dunes", 2, 600, 96), line("free", 1, 0, 0), line("seat", 1, 300, 48), parcel(300, 48)];
    let codes = [left[0].of.clone(), left[1].of.clone(), left[3].of.clone()].map(|of| (of, TaxCode::IntraCommunity));
    let items = relieve(&left, &HashMap::from(codes));
    assert_eq!(amounts(&items), [(0, 96, 96), (0, 48, 48)]);
    let relieved: Vec<_> = items.iter().map(|item| item.relieved).collect();
    assert_eq!(relieved, [Some((TaxCode::IntraCommunity, 504)), Some((TaxCode::IntraCommunity, 252))]);
    assert_eq!(relieve(&left, &HashMap::new()), []);
}

#[test]
fn an_extra_amount_is_spread_by_value_and_takes_no_piece() {
    let left = [line("dunes", 2, 600, 96), line("free", 1, 0, 0), parcel(300, 48)];
    let items = allocate(&left, &Wish { extra: 100, ..Wish::default() }).unwrap();
    assert_eq!(amounts(&items), [(0, 67, 11), (0, 33, 5)]);
    assert_eq!(allocate(&left, &Wish { extra: 901, ..Wish::default() }), None);
    let with_a_piece = Wish { pieces: vec![(0, 1)], shipping: true, extra: 301 };
    assert_eq!(allocate(&left, &with_a_piece), None, "300 are left after these");
}

#[test]
fn everything_is_scaled_to_the_money_that_is_left() {
    let left = [line("dunes", 2, 600, 96), line("free", 1, 0, 0), parcel(300, 48)];
    assert_eq!(amounts(&everything(&left, 900)), [(2, 600, 96), (1, 0, 0), (0, 300, 48)]);
    assert_eq!(amounts(&everything(&left, 450)), [(2, 300, 48), (1, 0, 0), (0, 150, 24)]);
}

#[test]
fn a_wish_takes_all_if_nothing_of_any_line_stays() {
    let left = [line("dunes", 2, 600, 96), line("gone", 0, 0, 0), parcel(300, 48)];
    let all = Wish { pieces: vec![(0, 2)], shipping: true, extra: 0 };
    assert!(all.takes_all(&left));
    assert!(!Wish { shipping: false, ..all.clone() }.takes_all(&left));
    assert!(!Wish { pieces: vec![(0, 1)], ..all }.takes_all(&left));
}

fn rate() -> impl Strategy<Value = TaxRate> {
    let percent = prop::sample::select(vec![0, 7, 19, 25]);
    (percent, 0..3_u8).prop_map(|(percent, basis)| match basis {
        0 => TaxRate::included(Rate::percent(percent)),
        1 => TaxRate::on_top(Rate::percent(percent)),
        _ => TaxRate::removed(TaxCode::ReverseCharge, Rate::percent(percent)),
    })
}

/// What is charged for an order of up to five lines and two parcels, in a currency with 0, 2 or 3 decimals.
fn order() -> impl Strategy<Value = Vec<Part>> {
    let currency = prop::sample::select(vec!["JPY", "EUR", "KWD"]);
    let price = || prop_oneof![4 => 0..5_000_i64, 1 => 0..100_000_000_i64];
    let lines = prop::collection::vec((price(), 1..9_u32, 0..=100_i64, rate()), 1..5);
    (currency, lines, prop::collection::vec(price(), 0..3), any::<bool>()).prop_map(
        |(currency, lines, parcels, taxed)| {
            let currency = Currency::from_code(currency).expect("a currency");
            let money = |amount| Money::new(amount, currency);
            let input = |(price, quantity, off, _): &(i64, u32, i64, TaxRate)| LineInput {
                unit: money(*price),
                quantity: *quantity,
                discount: money(price * i64::from(*quantity) * off / 100),
            };
            let inputs: Vec<LineInput> = lines.iter().map(input).collect();
            let parcel = |price: &i64| ParcelInput { price: money(*price), discount: money(0), lines: Vec::new() };
            let parcels: Vec<ParcelInput> = parcels.iter().map(parcel).collect();
            let rates =
                Rates { lines: lines.iter().map(|(.., rate)| *rate).collect(), shipping: ShippingRates::FollowLines };
            let sums = calculate(currency, &inputs, &parcels, taxed.then_some(&rates)).expect("sums");
            let of_line = |at: usize| Of::Line { kind: "poster".into(), id: at.to_string() };
            let of_parcel = |at: usize| Of::Parcel { shipment: at.to_string() };
            let lines = sums.lines.iter().enumerate().map(|(at, charge)| (of_line(at), inputs[at].quantity, charge));
            let parcels = sums.parcels.iter().enumerate().map(|(at, charge)| (of_parcel(at), 0, charge));
            let mut parts: Vec<Part> = Vec::new();
            for (of, pieces, charge) in lines.chain(parcels) {
                if charge.taxes.is_empty() {
                    parts.push(Part { of: of.clone(), rate: None, pieces, amount: charge.amount.amount, tax: 0 });
                }
                for TaxPart { rate: TaxRate { code, rate, basis }, net, tax } in &charge.taxes {
                    let rate = Some(ChargedRate { code: *code, rate: *rate, on_top: *basis == TaxBasis::OnTop });
                    let (amount, tax) = (net.amount + tax.amount, tax.amount);
                    // As `Left` reads it: two bases can have one code and rate.
                    match parts.iter_mut().find(|part| part.of == of && part.rate == rate) {
                        Some(part) => (part.amount, part.tax) = (part.amount + amount, part.tax + tax),
                        None => parts.push(Part { of: of.clone(), rate, pieces, amount, tax }),
                    }
                }
            }
            parts
        },
    )
}

/// A refund: how many of the pieces of each part, in percent; whether of shipping; and an extra amount, in percent.
type Step = (Vec<u32>, bool, i64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let percents = prop::collection::vec(prop_oneof![Just(0_u32), 0..=100_u32], 5);
    prop::collection::vec((percents, any::<bool>(), prop_oneof![Just(0_i64), 0..=100_i64]), 0..6)
}

proptest! {
    #[test]
    fn refunds_that_return_everything_return_each_part_exactly(parts in order(), steps in steps()) {
        let (mut left, mut all) = (parts.clone(), Vec::new());
        for (percents, shipping, extra) in steps {
            let pieces = left.iter().enumerate().filter(|(_, part)| part.pieces > 0);
            let chosen = pieces.map(|(at, part)| (at, part.pieces * percents[at % percents.len()] / 100));
            let wish = Wish { pieces: chosen.filter(|(_, n)| *n > 0).collect(), shipping, extra: 0 };
            let after = total(&left) - allocate(&left, &wish).unwrap().iter().map(|item| item.amount).sum::<i64>();
            let items = allocate(&left, &Wish { extra: after * extra / 100, ..wish }).unwrap();
            taken(&mut left, &items);
            for part in &left {
                prop_assert!(part.amount >= 0 && part.tax >= 0 && part.amount >= part.tax, "{part:?}");
            }
            all.extend(items);
        }
        let rest = everything(&left, total(&left));
        taken(&mut left, &rest);
        prop_assert!(left.iter().all(|part| (part.pieces, part.amount, part.tax) == (0, 0, 0)), "{left:?}");
        all.extend(rest);
        for item in &all {
            prop_assert!(item.tax >= 0 && item.amount >= item.tax && (item.quantity > 0 || item.amount > 0), "{item:?}");
        }
        prop_assert_eq!(total(&parts), all.iter().map(|item| item.amount).sum::<i64>());
        let by_rate = |sums: &mut HashMap<_, (i64, i64)>, rate: Option<ChargedRate>, amount: i64, tax: i64| {
            let sum = sums.entry(rate).or_default();
            *sum = (sum.0 + amount, sum.1 + tax);
        };
        let (mut charged, mut refunded) = (HashMap::new(), HashMap::new());
        parts.iter().for_each(|part| by_rate(&mut charged, part.rate, part.amount, part.tax));
        all.iter().for_each(|item| by_rate(&mut refunded, item.rate, item.amount, item.tax));
        refunded.retain(|_, sum| *sum != (0, 0));
        charged.retain(|_, sum| *sum != (0, 0));
        prop_assert_eq!(charged, refunded);
    }

    #[test]
    fn everything_for_less_adds_up_and_takes_no_more_than_is_left(parts in order(), percent in 1..=100_i64) {
        let amount = total(&parts) * percent / 100;
        let items = everything(&parts, amount);
        if total(&parts) > 0 {
            prop_assert_eq!(items.iter().map(|item| item.amount).sum::<i64>(), amount);
        }
        let mut left = parts;
        taken(&mut left, &items);
        for part in &left {
            prop_assert!(part.pieces == 0 && part.amount >= 0 && part.tax >= 0 && part.amount >= part.tax, "{part:?}");
        }
    }
}
