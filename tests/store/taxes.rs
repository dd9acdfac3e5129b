//! Taxes: the providers of the library, the numbers and rates that they know, and VIES, against a fake.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
    time::{Duration, Instant},
};

use pannier::{
    Address, Buyer, CheckoutForm, CheckoutOutcome, CheckoutView, Day, Intent, LocalFiles, Place, Rate, Sale, Settings,
    Store, TaxClass, Taxable, TimeZone, VatNote, Visitor,
    tax::{OnTop, Vat, checked_on, is_vat_id, normalize_vat_id, rate_of, rates},
    testing::{advance, reconcile, tax_contract},
};

use crate::{
    on_both,
    product::Product,
    service::installed,
    vies::{Fake, Mood},
    world::{World, euro, minutes, seconds, visitor},
};

on_both!(
    a_company_that_vies_knows_pays_no_tax,
    a_checkout_goes_on_without_an_answer_of_vies,
    what_vies_says_is_no_order_to_the_checkout,
);

/// How long a checkout waits in these tests.
const PATIENCE: Duration = Duration::from_secs(2);
/// A number with the right check digits.
const NUMBER: &str = "NL004495445B01";

/// A German shop in the One Stop Shop, which sells a score as a download for €11.90.
async fn shop(world: &World, vies: &str) -> (Store, Visitor) {
    world.product("score").price(euro(1190)).attempts(3).insert().await;
    let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    settings.vies_url = vies.to_owned();
    settings.vies_timeout = PATIENCE;
    let files = LocalFiles::new(world.files.clone(), &settings.secret);
    let builder = Store::builder(world.db.clone(), settings).files(files).sell::<Product>();
    let store = builder.pay(world.gateway.clone()).tax(Vat::from("DE").oss()).build().await.unwrap();
    let visitor = visitor();
    store.add_to_basket(&visitor, "product", "score", 1).await.unwrap();
    (store, visitor)
}

/// The checkout of a Dutch company.
async fn company(store: &Store, visitor: &Visitor, vat_id: &str) -> CheckoutView {
    let form = store.checkout(visitor).await.unwrap().form;
    let address = Address {
        organization: "Voorbeeld B.V.".into(),
        line1: "Damrak 1".into(),
        postal_code: "1012 LG".into(),
        city: "Amsterdam".into(),
        country: "NL".into(),
        ..Address::default()
    };
    let form = CheckoutForm {
        email: "ada@example.com".into(),
        shipping_address: Address { country: "NL".into(), ..Address::default() },
        billing_address: address,
        vat_id: vat_id.into(),
        ..form
    };
    match store.submit_checkout(visitor, form, Intent::Update).await.unwrap() {
        CheckoutOutcome::Review(view) => *view,
        outcome => panic!("{outcome:?}"),
    }
}

async fn a_company_that_vies_knows_pays_no_tax(world: World) {
    let (fake, url) = Fake::open().await;
    let (store, visitor) = shop(&world, &url).await;
    assert_eq!(store.checkout(&visitor).await.unwrap().vat_note, None);
    assert_eq!(fake.asked(), 0, "without a number, nobody asks");
    let view = company(&store, &visitor, " nl 0044.95.445 B01 ").await;
    assert_eq!((view.vat_note, view.totals.total), (Some(VatNote::ReverseCharge), euro(1000)));
    let view = company(&store, &visitor, "").await;
    assert_eq!((view.vat_note, view.totals.total), (None, euro(1190)));
    company(&store, &visitor, NUMBER).await;
    assert_eq!(fake.asked(), 1, "the answer is remembered");
}

async fn a_checkout_goes_on_without_an_answer_of_vies(world: World) {
    let (fake, url) = Fake::open().await;
    let (store, visitor) = shop(&world, &url).await;
    for mood in [Mood::Slow, Mood::Unavailable, Mood::Hostile] {
        fake.be(mood);
        let before = Instant::now();
        let view = company(&store, &visitor, NUMBER).await;
        assert_eq!((view.vat_note, view.totals.total), (Some(VatNote::Unknown), euro(1190)));
        // The HTTP client would wait for 15 s.
        assert!(before.elapsed() < seconds(14), "{:?}", before.elapsed());
        advance(&store, minutes(2));
    }
    fake.be(Mood::Valid);
    advance(&store, minutes(60));
    reconcile(&store).await;
    let view = company(&store, &visitor, NUMBER).await;
    assert_eq!((view.vat_note, view.totals.total), (Some(VatNote::ReverseCharge), euro(1000)));
}

async fn what_vies_says_is_no_order_to_the_checkout(world: World) {
    let (fake, url) = Fake::open().await;
    let (store, visitor) = shop(&world, &url).await;
    fake.be(Mood::Invalid);
    let view = company(&store, &visitor, NUMBER).await;
    assert_eq!((view.vat_note, view.totals.total), (Some(VatNote::Invalid), euro(1190)));
    assert_eq!(view.form.vat_id, NUMBER, "what was typed is kept");
}

#[tokio::test]
async fn our_providers_keep_the_contract() {
    let sale = |country: &str, region: &str| {
        let classes =
            [TaxClass::GOODS, TaxClass::DIGITAL, TaxClass::EBOOK, TaxClass::ADMISSION.at("AT"), TaxClass::VOUCHER];
        let lines = classes.map(|class| Taxable::new("thing", class, euro(1000))).to_vec();
        Sale::new(lines, Place::country(country).region(region), Buyer::Consumer, checked_on())
    };
    let sales = [sale("DE", ""), sale("FR", ""), sale("US", "NY"), sale("GB", "")];
    for vat in [Vat::from("DE"), Vat::from("AT").oss(), Vat::from("CH").also("GB"), Vat::from("IE").small_business()] {
        tax_contract(&vat, &sales).await;
    }
    tax_contract(&OnTop::new().region("US", "NY", Rate::millionths(88_750)), &sales).await;
}

/// The states whose numbers contain a date or the number of an office, which the other side looks up and we do not.
const LENIENT: [&str; 7] = ["BG", "CZ", "IT", "LV", "RO", "SE", "SK"];

/// What other people's packages know of rates and numbers.
#[test]
fn rates_and_check_digits_are_those_of_others() {
    let script = include_str!("tax_witness.py");
    let mut command = Command::new(installed("counterparts-python"));
    let output = command.args(["-c", script]).output();
    let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}: `scripts/setup test` installs it"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (mut states, mut verdicts) = (BTreeSet::new(), BTreeMap::<bool, u32>::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["rate", country, ref theirs @ ..] => {
                compare_rates(country, theirs);
                states.insert(country);
            }
            ["number", number, verdict] => {
                let (theirs, ours) = (verdict == "True", is_vat_id(&normalize_vat_id(number)));
                let allowed = ours == theirs || ours && LENIENT.contains(&&number[..2]);
                assert!(allowed, "{number}: {ours}, and they say {theirs}");
                *verdicts.entry(theirs).or_default() += 1;
            }
            _ => panic!("{line}"),
        }
    }
    assert_eq!(states.len(), 30);
    assert!(verdicts.values().all(|count| *count > 2_000), "{verdicts:?}");
}

/// Compares our rates of today with all that a country has. Zero is not in every list.
fn compare_rates(country: &str, theirs: &[&str]) {
    let day = Day::of(checked_on(), &TimeZone::UTC);
    let theirs: Vec<u32> = theirs.iter().map(|rate| rate.parse().unwrap()).collect();
    let of = |class: &TaxClass| rate_of(country, class, day).unwrap().get();
    assert_eq!(of(&TaxClass::GOODS), theirs[0], "{country}");
    for class in [TaxClass::BOOK, TaxClass::EBOOK, TaxClass::ADMISSION] {
        let ours = of(&class);
        assert!(ours == 0 || theirs.contains(&ours), "{country} {class}: {ours}, and they know {theirs:?}");
    }
}

#[test]
fn no_rate_is_of_the_future() {
    let today = checked_on().to_string();
    for row in rates() {
        assert!(row.from <= &today[..10], "{row:?}");
    }
}
