//! The rates that the shop ships for until its owner changes them.

use pannier::{
    Language, Timestamp, args,
    db::{self, Tx},
};

use crate::shop::shipping::{EUROPE, HOME};

/// A seeded rate. It is an option together with others of the same name.
struct SeedRate {
    id: &'static str,
    /// In English and German.
    title: [&'static str; 2],
    way: &'static str,
    /// Empty for all others.
    countries: &'static [&'static str],
    up_to: Option<u32>,
    amount: i64,
    days: Option<(u32, u32)>,
}

const STANDARD: [&str; 2] = ["Standard", "Standardversand"];
const TRACKED: [&str; 2] = ["Tracked parcel", "Paket mit Sendungsverfolgung"];
const TUBE: [&str; 2] = ["Rolled, in a tube", "Gerollt in einer Röhre"];
const PICK_UP: [&str; 2] = ["Pick-up at the shop in Berlin", "Abholung im Laden in Berlin"];

/// In the order of the checkout.
const RATES: [SeedRate; 9] = [
    SeedRate {
        id: "standard",
        title: STANDARD,
        way: "flat",
        countries: &HOME,
        up_to: None,
        amount: 490,
        days: Some((2, 4)),
    },
    SeedRate {
        id: "tracked",
        title: TRACKED,
        way: "flat",
        countries: &HOME,
        up_to: Some(5_000),
        amount: 790,
        days: Some((1, 2)),
    },
    SeedRate {
        id: "tracked-europe",
        title: TRACKED,
        way: "flat",
        countries: &EUROPE,
        up_to: Some(1_000),
        amount: 890,
        days: Some((3, 7)),
    },
    SeedRate {
        id: "tracked-europe-heavy",
        title: TRACKED,
        way: "flat",
        countries: &EUROPE,
        up_to: Some(10_000),
        amount: 1_690,
        days: Some((3, 7)),
    },
    SeedRate {
        id: "tracked-overseas",
        title: TRACKED,
        way: "flat",
        countries: &[],
        up_to: Some(1_000),
        amount: 1_590,
        days: Some((7, 21)),
    },
    SeedRate {
        id: "tracked-overseas-heavy",
        title: TRACKED,
        way: "flat",
        countries: &[],
        up_to: Some(5_000),
        amount: 3_490,
        days: Some((7, 21)),
    },
    SeedRate {
        id: "tube",
        title: TUBE,
        way: "rolled",
        countries: &HOME,
        up_to: Some(10_000),
        amount: 690,
        days: Some((2, 4)),
    },
    SeedRate {
        id: "tube-overseas",
        title: TUBE,
        way: "rolled",
        countries: &[],
        up_to: Some(5_000),
        amount: 2_490,
        days: Some((7, 21)),
    },
    SeedRate { id: "pick-up", title: PICK_UP, way: "pick-up", countries: &["DE"], up_to: None, amount: 0, days: None },
];

/// Inserts the rates. `language` is the first one of the store.
pub async fn seed(tx: &mut Tx, now: Timestamp, language: Language) -> db::Result<()> {
    let sql = "INSERT INTO shipping_rates (id, state, title, title_en, title_de, way, place, countries, up_to, amount, \
               days_from, days_until, position, updated_at) \
               VALUES ($1, 'published', $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12)";
    for (position, rate) in (1_i64..).zip(&RATES) {
        let [english, german] = rate.title;
        let [first, in_english, in_german] = match language {
            Language::GERMAN => [german, english, ""],
            _ => [english, "", german],
        };
        let row = args![
            rate.id,
            first,
            in_english,
            in_german,
            rate.way,
            rate.countries.join(", "),
            rate.up_to,
            rate.amount,
            rate.days.map(|(from, _)| from),
            rate.days.map(|(_, until)| until),
            position,
            now,
        ];
        tx.execute(sql, row).await?;
    }
    Ok(())
}
