use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    Currency, Money,
    model::TaxBasis,
    store::tax::{normalize_vat_id, rates::percent},
};

/// 2026-11-30.
const TODAY: Timestamp = Timestamp::from_secs(1_795_996_800);

/// Reads a seller: `DE oss also=GB`.
fn seller(text: &str) -> Vat {
    let mut words = text.split(' ');
    let home = Vat::from(words.next().unwrap());
    words.fold(home, |vat, word| match word {
        "oss" => vat.oss(),
        "small-business" => vat.small_business(),
        also => vat.also(also.strip_prefix("also=").unwrap_or_else(|| panic!("{also}"))),
    })
}

fn line(class: &str) -> Taxable {
    let amount = Money::new(1000, Currency::EUR);
    match class {
        "handed-over" => Taxable::new("thing", TaxClass::GOODS, amount).ships(false),
        class => Taxable::new("thing", TaxClass::parse(class).unwrap(), amount),
    }
}

fn place(text: &str) -> Place {
    let (country, postal_code) = text.split_once(' ').unwrap_or((text, ""));
    Place::country(country).postal_code(postal_code)
}

fn buyer(text: &str) -> Buyer {
    match text.split_once(' ') {
        Some((vat_id, proof)) => Buyer::Business { vat_id: vat_id.to_owned(), proof: proof.parse().unwrap() },
        None => Buyer::Consumer,
    }
}

/// The beginning of a day.
fn day(date: &str) -> Timestamp {
    let date = time::Date::parse(date, time::macros::format_description!("[year]-[month]-[day]")).unwrap();
    Timestamp::from_secs(date.midnight().assume_utc().unix_timestamp())
}

fn expected(code: &str, rate: &str) -> TaxRate {
    let code = TaxCode::from_code(code).unwrap();
    match rate.strip_prefix('-') {
        Some(rate) => TaxRate::removed(code, percent(rate).unwrap()),
        None if rate == "0" => TaxRate::zero(code),
        None => TaxRate { code, ..TaxRate::included(percent(rate).unwrap()) },
    }
}

#[tokio::test]
async fn each_sale_is_taxed_as_the_law_says() {
    let lines = include_str!("golden.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut sales = 0;
    for row in lines {
        let [vat, class, to, who, date, code, rate, _] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let sale = Sale::new(vec![line(class)], place(to), buyer(who), day(date));
        let assessment = seller(vat).assess(&sale).await.unwrap();
        assert_eq!(assessment, Assessment::new(vec![expected(code, rate)]), "{row}");
        sales += 1;
    }
    assert!(sales >= 60, "{sales}");
}

#[tokio::test]
async fn each_line_has_its_own_rate() {
    let lines = ["book", "goods", "voucher", "ebook", "admission@FR"].map(line).to_vec();
    let sale = Sale::new(lines, Place::country("DE"), Buyer::Consumer, TODAY);
    let rates = Vat::from("DE").assess(&sale).await.unwrap().lines;
    let rates: Vec<String> = rates.iter().map(|rate| rate.rate.decimal()).collect();
    assert_eq!(rates, ["7", "19", "0", "7", "5.5"]);
}

#[tokio::test]
async fn a_rate_of_ones_own_takes_the_place_of_the_tables() {
    let vat = Vat::from("DE")
        .rate("DE", TaxClass::named("wine"), Rate::percent(8))
        .rate("DE", TaxClass::named("standard"), Rate::percent(20))
        .rate("DE", TaxClass::BOOK, Rate::ZERO);
    let of = async |class: &str| {
        let sale = Sale::new(vec![line(class)], Place::country("DE"), Buyer::Consumer, TODAY);
        vat.assess(&sale).await.unwrap().lines[0]
    };
    assert_eq!(of("wine").await, TaxRate::included(Rate::percent(8)));
    assert_eq!(of("goods").await, TaxRate::included(Rate::percent(20)));
    assert_eq!(of("book").await, TaxRate::zero(TaxCode::ZeroRated));
    assert_eq!(of("ebook").await, TaxRate::included(Rate::percent(7)), "the table's");
}

#[test]
fn a_small_business_does_not_say_that_prices_include_tax() {
    assert_eq!(Vat::from("DE").price_note(), PriceNote::Included);
    assert_eq!(Vat::from("DE").small_business().price_note(), PriceNote::None);
}

#[test]
fn an_unknown_country_is_found_at_startup() {
    for country in ["US", "XX", "", "de", "EL", "PT-20"] {
        assert!(std::panic::catch_unwind(|| Vat::from(country)).is_err(), "{country}");
        assert!(!Vat::knows(country));
    }
}

const COUNTRIES: [&str; 14] = ["DE", "AT", "FR", "NL", "IE", "PT", "GR", "GB", "XI", "CH", "NO", "US", "MC", ""];
const CLASSES: [&str; 8] = ["goods", "digital", "book", "ebook", "admission", "admission@US", "voucher", "wine"];

proptest! {
    /// Tax is taken off only from what is sold to a company with a valid number of another state, and no rate is without a
    /// code that says why.
    #[test]
    fn without_proof_no_tax_is_taken_off(
        home in select(vec!["DE", "FR", "CH", "GB"]),
        mode in 0..3,
        class in select(&CLASSES[..]),
        to in select(&COUNTRIES[..]),
        postal_code in "[0-9]{0,5}",
        number in select(vec!["", "NL004495445B01", "DE136695976", "XI980780684", "CHE107787577", "nonsense"]),
        proof in select(&VatProof::ALL[..]),
    ) {
        let vat = match (Vat::from(home), mode) {
            (vat, 0) => vat,
            (vat, 1) => vat.oss(),
            (vat, _) => vat.small_business(),
        };
        let vat_id = normalize_vat_id(number);
        let of_another_state = vat_id::vat_country(&vat_id).is_some_and(|state| state != home);
        let buyer = match number {
            "" => Buyer::Consumer,
            _ => Buyer::Business { vat_id, proof },
        };
        let sale = Sale::new(vec![line(class)], Place::country(to).postal_code(postal_code), buyer, TODAY);
        let TaxRate { code, rate, basis } = vat.decide(&sale.lines[0], &sale);
        let removed = matches!(basis, TaxBasis::Removed(_));
        prop_assert!(!removed || proof == VatProof::Valid && of_another_state && mode != 2);
        prop_assert_eq!(removed, matches!(code, TaxCode::ReverseCharge | TaxCode::IntraCommunity));
        prop_assert_eq!(rate > Rate::ZERO, code == TaxCode::Standard);
        prop_assert!(!matches!(basis, TaxBasis::OnTop));
    }
}

#[test]
fn reverse_charge_needs_the_number_of_a_seller_in_the_union_who_charges_tax() {
    assert!(Vat::from("DE").needs_vat_id() && Vat::from("DE").oss().needs_vat_id());
    assert!(!Vat::from("DE").small_business().needs_vat_id() && !Vat::from("CH").needs_vat_id());
}

#[tokio::test]
async fn the_day_of_the_shop_decides_which_rate_is_in_force() {
    // 2025-06-30T22:00:00Z: one o'clock on 1 July in Tallinn, where the rate has risen on that day.
    let sale = |zone: &str| {
        let at = Timestamp::from_secs(1_751_320_800);
        let sale = Sale::new(vec![line("goods")], Place::country("EE"), Buyer::Consumer, at);
        sale.in_zone(&zone.parse().unwrap())
    };
    let rate = async |zone: &str| Vat::from("EE").assess(&sale(zone)).await.unwrap().lines[0].rate;
    assert_eq!(rate("UTC").await, Rate::percent(22));
    assert_eq!(rate("Europe/Tallinn").await, Rate::percent(24));
    assert_eq!(rate("America/New_York").await, Rate::percent(22));
}
