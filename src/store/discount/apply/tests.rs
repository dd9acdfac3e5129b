use proptest::prelude::*;

use super::{super::code::tests::code, *};
use crate::language::fluent::english;

fn euro(amount: i64) -> Money {
    Money::new(amount, Currency::EUR)
}

fn line(kind: &str, price: i64, quantity: u32) -> OfferLine {
    OfferLine::new(kind, format!("{price}"), euro(price), quantity)
}

fn now() -> Timestamp {
    Timestamp::from_secs(1)
}

/// A promotion that answers with these reductions.
struct Fixed(&'static str, Vec<Reduction>);

impl Promotion for Fixed {
    fn id(&self) -> &'static str {
        self.0
    }

    fn label(&self) -> String {
        format!("label of {}", self.0)
    }

    fn take_off(&self, _: &Offer) -> Vec<Reduction> {
        self.1.clone()
    }
}

fn discounts(promotions: Vec<Fixed>, code: Option<Code>) -> Discounts {
    let promotions: Vec<Arc<dyn Promotion>> =
        promotions.into_iter().map(|promotion| Arc::new(promotion) as Arc<dyn Promotion>).collect();
    Discounts { promotions: promotions.into(), code: code.map(Box::new) }
}

fn of_lines(discounts: &Discounts, lines: &[OfferLine]) -> Reduced {
    discounts.of_lines(lines, Currency::EUR, now(), &english())
}

/// What is taken off each line, and by whom how much.
fn taken(reduced: &Reduced) -> (Vec<i64>, Vec<(&str, i64)>) {
    let given = reduced.given.iter().map(|given| {
        let who = given.promotion.or(given.code.as_deref()).expect("a promotion or a code");
        (who, given.amount.amount)
    });
    (reduced.amounts.iter().map(|off| off.amount).collect(), given.collect())
}

fn parcel(price: i64, lines: Vec<usize>) -> OfferParcel {
    OfferParcel::new(euro(price), euro(1000), "DE", "standard", lines)
}

#[test]
fn nothing_takes_off_nothing() {
    let nothing = Discounts::default();
    assert!(nothing.is_empty() && !discounts(vec![], Some(code(Off::FreeShipping))).is_empty());
    assert_eq!(taken(&of_lines(&nothing, &[line("poster", 1000, 2)])), (vec![0], vec![]));
    assert_eq!(of_lines(&nothing, &[]), Reduced::default());
}

#[test]
fn of_promotions_the_best_counts_for_each_line() {
    let lines = [line("poster", 1000, 1), line("poster", 500, 1)];
    let a = Fixed("a", vec![Reduction::line(0, euro(100)), Reduction::line(1, euro(50))]);
    let b = Fixed("b", vec![Reduction::line(0, euro(200)), Reduction::line(1, euro(50))]);
    let reduced = of_lines(&discounts(vec![a, b], None), &lines);
    assert_eq!(taken(&reduced), (vec![200, 50], vec![("a", 50), ("b", 200)]), "of equal ones, the first");
    assert_eq!(reduced.given[0].label, "label of a");
}

#[test]
fn a_code_counts_where_it_takes_off_more() {
    let lines = [line("poster", 1000, 1), line("album", 1000, 1)];
    let posters = || Fixed("posters", vec![Reduction::line(0, euro(100))]);
    let of = |points| taken_of(&discounts(vec![posters()], Some(code(Off::Percent(points)))), &lines);
    assert_eq!(of(1000), (vec![100, 100], vec![("posters".into(), 100), ("WELCOME10".into(), 100)]), "a tie");
    assert_eq!(of(1100), (vec![110, 110], vec![("WELCOME10".into(), 220)]));
    assert_eq!(of(900), (vec![100, 90], vec![("posters".into(), 100), ("WELCOME10".into(), 90)]));
}

fn taken_of(discounts: &Discounts, lines: &[OfferLine]) -> (Vec<i64>, Vec<(String, i64)>) {
    let reduced = of_lines(discounts, lines);
    let (amounts, given) = taken(&reduced);
    (amounts, given.into_iter().map(|(who, amount)| (who.to_owned(), amount)).collect())
}

#[test]
fn no_promotion_takes_off_more_than_a_line_or_adds_to_it() {
    let lines = [line("poster", 1000, 1), line("poster", 500, 1)];
    let greedy = vec![
        Reduction::line(0, euro(900)),
        Reduction::line(0, euro(i64::MAX)),
        Reduction::line(1, euro(-100)),
        Reduction::line(1, Money::new(100, Currency::USD)),
        Reduction::line(2, euro(100)),
        Reduction::parcel(0, euro(100)),
    ];
    assert_eq!(taken(&of_lines(&discounts(vec![Fixed("a", greedy)], None), &lines)).0, [1000, 0]);
    let all = Fixed("a", vec![Reduction::order(euro(i64::MAX))]);
    assert_eq!(taken(&of_lines(&discounts(vec![all], None), &lines)).0, [1000, 500]);
}

#[test]
fn an_amount_off_the_order_is_spread_to_the_cent() {
    let lines = [line("poster", 1000, 1), line("poster", 1000, 1), line("poster", 1000, 1)];
    let ten = Fixed("a", vec![Reduction::order(euro(1000))]);
    assert_eq!(taken(&of_lines(&discounts(vec![ten], None), &lines)), (vec![334, 333, 333], vec![("a", 1000)]));
    let code = code(Off::Amount(euro(1000)));
    assert_eq!(taken(&of_lines(&discounts(vec![], Some(code)), &lines)).0, [334, 333, 333]);
}

#[test]
fn where_a_line_stands_changes_no_cent() {
    let line = |id: &str| OfferLine::new("poster", id, euro(1000), 1);
    let cent_off = |n: usize| {
        let promotion = Fixed("a", vec![Reduction::line(n, euro(1))]);
        discounts(vec![promotion], Some(code(Off::Amount(euro(1)))))
    };
    // The promotion is for "dunes", and so is the only cent of the code.
    assert_eq!(taken(&of_lines(&cent_off(0), &[line("dunes"), line("shore")])).0, [1, 0]);
    assert_eq!(taken(&of_lines(&cent_off(1), &[line("shore"), line("dunes")])).0, [0, 1]);
}

#[test]
fn a_code_is_for_its_kinds_its_currency_and_a_least_amount() {
    let lines = [line("poster", 1000, 2), line("album", 500, 1)];
    let off = |change: &dyn Fn(&mut Code)| {
        let mut code = code(Off::Amount(euro(700)));
        change(&mut code);
        taken(&of_lines(&discounts(vec![], Some(code)), &lines)).0
    };
    assert_eq!(off(&|_| {}), [560, 140]);
    assert_eq!(off(&|code| code.kinds = vec!["album".into()]), [0, 500]);
    assert_eq!(off(&|code| code.kinds = vec!["ticket".into()]), [0, 0]);
    assert_eq!(off(&|code| code.off = Off::Amount(Money::new(700, Currency::USD))), [0, 0]);
    assert_eq!(off(&|code| code.least_amount = Some(euro(2500))), [560, 140]);
    assert_eq!(off(&|code| code.least_amount = Some(euro(2501))), [0, 0]);
    assert_eq!(off(&|code| code.least_amount = Some(Money::new(1, Currency::USD))), [0, 0]);
    let albums = |code: &mut Code| (code.kinds, code.least_amount) = (vec!["album".into()], Some(euro(501)));
    assert_eq!(off(&albums), [0, 0], "only what it is for counts");
}

#[test]
fn free_shipping_is_for_parcels_with_nothing_else() {
    let lines = [line("poster", 1000, 1), line("album", 500, 1)];
    let parcels = [parcel(490, vec![0]), parcel(300, vec![0, 1])];
    let of = |discounts: &Discounts| {
        let reduced = discounts.of_parcels(&lines, &parcels, Currency::EUR, now(), &english());
        reduced.amounts.iter().map(|off| off.amount).collect::<Vec<_>>()
    };
    let free = code(Off::FreeShipping);
    assert_eq!(of(&discounts(vec![], Some(free.clone()))), [490, 300]);
    assert_eq!(of(&discounts(vec![], Some(Code { kinds: vec!["poster".into()], ..free.clone() }))), [490, 0]);
    assert_eq!(of(&discounts(vec![], Some(Code { least_amount: Some(euro(1501)), ..free.clone() }))), [0, 0]);
    assert_eq!(of(&discounts(vec![], Some(code(Off::Percent(10_000))))), [0, 0], "a percentage is off the items");
    assert_eq!(taken(&of_lines(&discounts(vec![], Some(free)), &lines)).0, [0, 0]);
    let all = vec![Reduction::parcel(0, euro(200)), Reduction::order(euro(500)), Reduction::line(0, euro(500))];
    assert_eq!(of(&discounts(vec![Fixed("a", all)], None)), [200, 0], "lines were reduced before");
}

fn lines() -> impl Strategy<Value = Vec<OfferLine>> {
    let price = prop_oneof![8 => 0..100_000_i64, 1 => 0..=i64::MAX];
    let parts = (prop::sample::select(&["poster", "album"][..]), price, 1..50_u32);
    prop::collection::vec(parts.prop_map(|(kind, price, quantity)| line(kind, price, quantity)), 0..8)
}

fn promotion() -> impl Strategy<Value = Vec<Reduction>> {
    let amount = prop_oneof![8 => 0..100_000_i64, 1 => any::<i64>()];
    let reduction = (0..9_usize, amount, any::<bool>());
    let reduction = reduction.prop_map(|(n, off, all)| match all {
        true => Reduction::order(euro(off)),
        false => Reduction::line(n, euro(off)),
    });
    prop::collection::vec(reduction, 0..4)
}

fn off() -> impl Strategy<Value = Off> {
    prop_oneof![
        (1..=10_000_u32).prop_map(Off::Percent),
        (1..200_000_i64).prop_map(|amount| Off::Amount(euro(amount))),
        Just(Off::FreeShipping),
    ]
}

proptest! {
    #[test]
    fn what_is_given_is_what_is_taken_off_and_no_line_gets_cheaper_than_free(
        lines in lines(), a in promotion(), b in promotion(), off in prop::option::of(off()),
    ) {
        let discounts = discounts(vec![Fixed("a", a), Fixed("b", b)], off.map(code));
        let reduced = of_lines(&discounts, &lines);
        prop_assert_eq!(reduced.amounts.len(), lines.len());
        for (line, off) in lines.iter().zip(&reduced.amounts) {
            prop_assert!((0..=line.total().amount).contains(&off.amount), "{:?} off {:?}", off, line);
        }
        let exact = |amounts: &mut dyn Iterator<Item = i64>| amounts.map(i128::from).sum::<i128>();
        let taken = exact(&mut reduced.amounts.iter().map(|off| off.amount));
        let given = exact(&mut reduced.given.iter().map(|given| given.amount.amount));
        prop_assert!(given == taken || taken > i128::from(i64::MAX));
        prop_assert!(reduced.given.iter().all(|given| given.amount.amount > 0));
    }

    #[test]
    fn two_lines_of_one_piece_are_one_line_of_two(price in 0..100_000_i64, off in off()) {
        let discounts = discounts(vec![], Some(code(off)));
        let sum = |lines: &[OfferLine]| of_lines(&discounts, lines).amounts.iter().map(|off| off.amount).sum::<i64>();
        let (one, two) = (line("poster", price, 1), line("poster", price, 2));
        prop_assert_eq!(sum(&[one.clone(), one]), sum(&[two]));
    }

    #[test]
    fn the_order_of_lines_does_not_change_what_a_code_takes_off(
        (lines, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        off in off(),
    ) {
        let discounts = discounts(vec![], Some(code(off)));
        let sum = |lines: &[OfferLine]| {
            of_lines(&discounts, lines).amounts.iter().map(|off| i128::from(off.amount)).sum::<i128>()
        };
        prop_assert_eq!(sum(&lines), sum(&shuffled));
    }
}
