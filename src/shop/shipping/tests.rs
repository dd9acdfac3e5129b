//! Tests of the rates. Those that take a store run on both databases.

use pannier::{
    Actor, Address, Currency, Grams, Language, ManagedError, ManagedSave, ManagedState, Money, Parcel, ParcelItem,
    ShippingChoice, ShippingMethod, Store,
    managed::{FieldError, FieldProblem, Record, Values},
    shipping::{FlatRate, PickUp, Restricted, WeightTable, Zone},
    testing::{self, managed_contract, shipping_contract},
};

use super::{EUROPE, HOME, Rate, Rates, TRACKED, methods, register_with};
use crate::shop::poster::Print;

/// The kind, as the admin knows it.
const KIND: &str = "shipping";
/// What ships flat, and what ships rolled.
const ITEMS: [&str; 2] = ["dunes/a3", "dunes/50x70"];

fn euros(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

fn parcel(country: &str, item: &str, grams: u32, value: Money) -> Parcel {
    let address = Address { country: country.into(), ..Address::default() };
    Parcel::new(vec![ParcelItem::new("poster", item, 1, Grams(grams))], value, address)
}

/// Returns the rates of a store's database, in memory.
async fn rates_of(store: &Store) -> Rates {
    let rates = Rates::default();
    let builder = Store::builder(store.db().clone(), store.settings().clone());
    let other = register_with(builder, &rates).build().await.unwrap();
    other.load_site().await.unwrap();
    rates
}

/// Returns what a visitor with an enamel mug chooses from.
async fn choices(store: &Store, language: Language) -> Vec<ShippingChoice> {
    let visitor = testing::visitor(store).with_language(language);
    store.add_to_basket(&visitor, "product", "low-water-mug", 1).await.unwrap();
    let [parcel] = &store.checkout(&visitor).await.unwrap().parcels[..] else { panic!("one parcel") };
    parcel.choices.clone()
}

async fn is_offered(store: &Store, id: &str) -> bool {
    choices(store, Language::ENGLISH).await.iter().any(|choice| choice.id == id)
}

fn rate(title: &str) -> Values {
    Values::new().with("title", title).with("way", "flat").with("price", "12.90")
}

pub async fn managed(store: &Store) {
    let express = rate("Express")
        .with("title.de", "Expressversand")
        .with("countries", "DE, NL")
        .with("up_to", "2000")
        .with("free_from", "100.00")
        .with("days_from", "1")
        .with("days_until", "2")
        .with("position", "12");
    managed_contract::<Rate>(store, express, async |store: &Store, id: &str| {
        is_offered(store, &format!("flat:{id}")).await
    })
    .await;
    let kiosk = rate("Pick-up at the kiosk").with("way", "pick-up").with("place", "Kade 14, Vesper");
    managed_contract::<Rate>(store, kiosk, async |store: &Store, id: &str| {
        is_offered(store, &format!("pick-up:{id}")).await
    })
    .await;
}

/// The methods of the shop before its staff could edit them.
fn before() -> Vec<Box<dyn ShippingMethod>> {
    let is_flat = |item: &ParcelItem| !Print::is_rolled(item);
    let tracked = WeightTable::new("tracked", "Tracked parcel")
        .zone(Zone::countries(HOME).up_to(Grams(5_000), euros(790)).days(1, 2))
        .zone(Zone::countries(EUROPE).up_to(Grams(1_000), euros(890)).up_to(Grams(10_000), euros(1_690)).days(3, 7))
        .zone(Zone::everywhere_else().up_to(Grams(1_000), euros(1_590)).up_to(Grams(5_000), euros(3_490)).days(7, 21));
    let tube = WeightTable::new("tube", "Rolled, in a tube")
        .zone(Zone::countries(HOME).up_to(Grams(10_000), euros(690)).days(2, 4))
        .zone(Zone::everywhere_else().up_to(Grams(5_000), euros(2_490)).days(7, 21));
    vec![
        Box::new(Restricted::new(
            FlatRate::new("standard", "Standard", euros(490)).countries(HOME).days(2, 4),
            is_flat,
        )),
        Box::new(Restricted::new(tracked, is_flat)),
        Box::new(Restricted::new(tube, Print::is_rolled)),
        Box::new(PickUp::new("Pick-up at the shop in Berlin", "DE")),
    ]
}

pub async fn defaults(store: &Store) {
    let (before, now) = (before(), methods(&rates_of(store).await));
    for country in HOME.iter().chain(&EUROPE).chain(&["US", "NO", "JP"]) {
        for grams in [1, 1_000, 1_001, 5_000, 5_001, 10_000, 10_001] {
            for item in ITEMS {
                let parcel = parcel(country, item, grams, euros(2_000));
                let (mut was, mut is) = (Vec::new(), Vec::new());
                for method in &before {
                    let options = method.quote(&parcel).await.unwrap().into_iter();
                    was.extend(options.map(|option| (method.id().to_owned(), option.label, option.price, option.days)));
                }
                for method in &now {
                    let options = method.quote(&parcel).await.unwrap().into_iter();
                    is.extend(options.map(|option| (option.id, option.label, option.price, option.days)));
                }
                assert_eq!(is, was, "{item} of {grams} g to {country}");
            }
        }
    }
    let parcels = ITEMS.map(|item| parcel("DE", item, 300, euros(2_000)));
    for method in &now {
        shipping_contract(method, &parcels).await;
    }
}

pub async fn at_the_checkout(store: &Store) {
    let admin = store.acting(&Actor::CommandLine);
    let save = async |id: &str, values: Values| admin.save_managed(KIND, &ManagedSave::update(id, values)).await;
    let german = choices(store, Language::GERMAN).await;
    let labels: Vec<_> = german.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Standardversand", "Paket mit Sendungsverfolgung", "Abholung im Laden in Berlin"]);
    let english = choices(store, Language::ENGLISH).await;
    let ids: Vec<_> = english.iter().map(|choice| choice.id.as_str()).collect();
    assert_eq!(ids, ["flat:standard", TRACKED, "pick-up:pick-up"]);
    assert_eq!((english[0].price, english[2].pick_up), (euros(490), true));

    save("standard", Values::new().with("price", "5.20").with("title", "Post")).await.unwrap();
    save("pick-up", Values::new().with("place", "Harbour 1, Berlin")).await.unwrap();
    let changed = choices(store, Language::ENGLISH).await;
    assert_eq!((changed[0].id.as_str(), changed[0].label.as_str(), changed[0].price), (ids[0], "Post", euros(520)));
    assert_eq!(changed[2].label, "Pick-up at the shop in Berlin, Harbour 1, Berlin");

    let refused = async |values: Values| match save("standard", values).await {
        Err(ManagedError::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    };
    let wrong = |field: &str, message| vec![FieldError::new(field, FieldProblem::Other(message))];
    let austria = refused(Values::new().with("countries", "DE, Austria")).await;
    assert_eq!(austria, wrong("countries", "rate-problem-countries"));
    assert_eq!(refused(Values::new().with("place", "Harbour 1")).await, wrong("place", "rate-problem-place"));
    assert_eq!(refused(Values::new().with("free_from", "0")).await, wrong("free_from", "rate-problem-free-from"));
    assert_eq!(refused(Values::new().with("days_until", "1")).await, wrong("days_until", "rate-problem-days"));

    let new = Values::new().with("title", "Express").with("way", "flat").with("price", "9");
    let new = new.with("up_to", "2 kg").with("countries", "Norway");
    let Err(ManagedError::Invalid(errors)) = admin.save_managed(KIND, &ManagedSave::create(new)).await else {
        panic!("two values are wrong");
    };
    let named: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(named, ["up_to", "countries"], "all that is wrong is said at once");

    for id in ["standard", "tracked", "tracked-europe", "tracked-europe-heavy", "pick-up"] {
        admin.set_managed_state(KIND, id, ManagedState::Retired).await.unwrap();
    }
    let [overseas] = &choices(store, Language::ENGLISH).await[..] else { panic!("one choice") };
    assert_eq!(overseas.price, euros(1_590), "Germany is where no other rate of this name goes by now");
    for id in ["tracked-overseas", "tracked-overseas-heavy"] {
        admin.set_managed_state(KIND, id, ManagedState::Retired).await.unwrap();
    }
    assert!(choices(store, Language::ENGLISH).await.is_empty());
    admin.retire_all().await.unwrap();
    let tube = admin.managed_record(KIND, "tube").await.unwrap().record;
    assert_eq!(tube.state, ManagedState::Published, "a shop that starts empty still ships");
}

/// Returns what the rates offer for a parcel: the ids and prices of the options of the methods that take it.
async fn offered(rates: &[(&str, Values)], parcel: &Parcel) -> Vec<(String, i64)> {
    let kept = Rates::default();
    let record = |(id, values): &(&str, Values)| Record::new(*id, ManagedState::Published, values.clone());
    kept.replace(&rates.iter().map(record).collect::<Vec<_>>());
    let mut offered = Vec::new();
    for method in methods(&kept) {
        let options = method.quote(parcel).await.unwrap().into_iter();
        offered.extend(options.map(|option| (format!("{}:{}", method.id(), option.id), option.price.amount)));
    }
    offered
}

fn one(id: &str, cents: i64) -> Vec<(String, i64)> {
    vec![(id.to_owned(), cents)]
}

#[tokio::test]
async fn rates_of_one_name_are_one_option() {
    let post = |countries: &str, up_to: &str, price: &str| {
        rate("Post").with("countries", countries).with("up_to", up_to).with("price", price)
    };
    let rates = [
        ("heavy", post("DE", "5000", "9.00")),
        ("light", post("DE", "1000", "5.00")),
        ("abroad", post("", "", "20.00")),
    ];
    let to = async |country: &str, grams| offered(&rates, &parcel(country, ITEMS[0], grams, euros(2_000))).await;
    assert_eq!(to("DE", 1_000).await, one("flat:abroad", 500), "a choice stays when the weight changes");
    assert_eq!(to("DE", 1_001).await, one("flat:abroad", 900));
    assert!(to("DE", 5_001).await.is_empty());
    assert_eq!(to("AT", 90_000).await, one("flat:abroad", 2_000));
}

#[tokio::test]
async fn a_rate_is_free_from_a_value() {
    let rates = [("post", rate("Post").with("free_from", "50.00"))];
    for (value, cents) in [(4_999, 1_290), (5_000, 0)] {
        assert_eq!(offered(&rates, &parcel("DE", ITEMS[0], 300, euros(value))).await, one("flat:post", cents));
    }
}

#[tokio::test]
async fn a_rate_for_everything_is_for_both_parcels() {
    let rates = [("post", rate("Post").with("way", "all"))];
    for (item, id) in ITEMS.into_iter().zip(["flat:post", "rolled:post"]) {
        assert_eq!(offered(&rates, &parcel("DE", item, 300, euros(2_000))).await, one(id, 1_290));
    }
}

#[tokio::test]
async fn places_to_pick_up_are_choices_of_their_own_and_sorted() {
    let at = |place: &str, position: &str| {
        rate("Pick-up").with("way", "pick-up").with("place", place).with("price", "0.00").with("position", position)
    };
    let rates = [("a", at("Kade 14", "2")), ("b", at("Harbour 1", "1")), ("c", at("Mill 3", ""))];
    let offered = offered(&rates, &parcel("DE", ITEMS[0], 300, euros(2_000))).await;
    assert_eq!(offered, [("pick-up:b".to_owned(), 0), ("pick-up:a".to_owned(), 0), ("pick-up:c".to_owned(), 0)]);
}

#[tokio::test]
async fn only_what_can_be_read_and_is_in_the_currency_of_the_parcel_is_offered() {
    let kept = Rates::default();
    kept.replace(&[Record::new("broken", ManagedState::Published, rate("Broken").with("price", ""))]);
    assert!(kept.now().is_empty());
    let dollars = Money::new(2_000, Currency::USD);
    assert!(offered(&[("post", rate("Post"))], &parcel("DE", ITEMS[0], 300, dollars)).await.is_empty());
}
