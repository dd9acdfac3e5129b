//! A shop in another time zone than UTC: what is sold in the last half hour of a year in UTC is sold in the next one in Berlin.

use futures_util::TryStreamExt;
use pannier::{
    Day, DocumentKind, Language, OrderQuery, Quarter, SalesMail, Settings, Store, TimeZone, Timestamp,
    receivers::{Mailer, OwnerMail},
    tax::Vat,
    testing,
};

use crate::{
    documents::seller,
    mails::mails,
    on_both,
    world::{Pending, World, euro, fresh_dir, minutes, paid},
};

on_both!(
    the_last_half_hour_of_a_year_in_utc_is_in_the_next_one,
    a_day_is_mailed_when_it_is_over_there,
    kept_sums_are_right_in_any_zone,
    a_shop_in_new_york_is_still_in_the_old_year,
);

/// Sells a song at 23:30 UTC on 31 December, in a shop in this zone that issues invoices. Returns the shop, the token of the order
/// and the year that has half an hour left in UTC.
async fn sold(world: World, zone: &str) -> (World, String, i32) {
    world.product("song").price(euro(1_190)).attempts(3).insert().await;
    let world = world.in_zone(zone, |builder| builder.tax(Vat::from("DE")).invoices(seller())).await;
    let year = put_forward(&world);
    let Pending { attempt, token, .. } = world.pending(&["song"]).await;
    world.store.settle(&attempt, &paid(1_190)).await.unwrap();
    world.store.issue_due_invoices(&token).await.unwrap();
    (world, token, year)
}

/// Puts the clock forward to 23:30 UTC on 31 December. Returns the year.
fn put_forward(world: &World) -> i32 {
    let now = world.db.now();
    // Not of this year, which may be over in less than that.
    let year = Day::of(now, &TimeZone::UTC).year() + 1;
    let new_year: Day = format!("{}-01-01", year + 1).parse().unwrap();
    world.advance((new_year.begins_at(&TimeZone::UTC) - minutes(30)).duration_since(now));
    year
}

fn quarter(year: i32, number: u8) -> Quarter {
    format!("{year}Q{number}").parse().unwrap()
}

/// The orders in the tax report of a quarter.
async fn taxed(world: &World, quarter: Quarter) -> u32 {
    world.admin().tax_report(quarter).await.unwrap().rows.iter().map(|row| row.orders).sum()
}

/// What was taken today, and in 7 days.
async fn taken(store: &Store) -> [i64; 2] {
    let overview = crate::world::admin(store).overview().await.unwrap();
    [0, 1].map(|period: usize| overview.takings[period].amounts[0].amount)
}

async fn the_last_half_hour_of_a_year_in_utc_is_in_the_next_one(world: World) {
    let (world, token, year) = sold(world, "Europe/Berlin").await;
    assert_eq!(Quarter::of(world.db.now(), world.store.time_zone()), quarter(year + 1, 1));
    assert_eq!((taxed(&world, quarter(year, 4)).await, taxed(&world, quarter(year + 1, 1)).await), (0, 1));

    let invoice = world.store.invoices_of(&token).await.unwrap().remove(0);
    assert_eq!(invoice.name, format!("{}-00001", year + 1));
    let document = world.admin().invoice_document(&invoice.name).await.unwrap();
    let facts = document.facts(&world.store.texts(Language::ENGLISH));
    assert_eq!(document.kind, DocumentKind::Invoice);
    assert_eq!(facts[1].1, format!("1 January {}", year + 1), "{facts:?}");

    let csv = world.admin().export_orders(&OrderQuery::default()).try_collect::<Vec<_>>().await.unwrap().concat();
    let csv = String::from_utf8(csv).unwrap();
    let placed = format!(",{}-01-01T00:3", year + 1);
    assert!(csv.contains(&placed) && csv.contains("+01:00,"), "{csv}");
    let csv = world.admin().export_invoices(u16::try_from(year + 1).unwrap());
    let csv = String::from_utf8(csv.try_collect::<Vec<_>>().await.unwrap().concat()).unwrap();
    assert!(csv.contains(&invoice.name) && csv.contains(&placed), "{csv}");

    assert_eq!(taken(&world.store).await, [1_190, 1_190], "today");
    world.advance(minutes(23 * 60));
    assert_eq!(taken(&world.store).await, [1_190, 1_190], "the same day in Berlin, and the next one in UTC");
    world.advance(minutes(60));
    assert_eq!(taken(&world.store).await, [0, 1_190], "yesterday");
}

async fn a_shop_in_new_york_is_still_in_the_old_year(world: World) {
    let (world, token, year) = sold(world, "America/New_York").await;
    assert_eq!((taxed(&world, quarter(year, 4)).await, taxed(&world, quarter(year + 1, 1)).await), (1, 0));
    let invoice = world.store.invoices_of(&token).await.unwrap().remove(0);
    assert_eq!(invoice.name, format!("{year}-00001"));
    world.advance(minutes(60));
    assert_eq!(taken(&world.store).await, [1_190, 1_190], "half past seven in the evening");
}

async fn a_day_is_mailed_when_it_is_over_there(world: World) {
    world.product("song").price(euro(1_190)).attempts(3).insert().await;
    let folder = fresh_dir().join("mail");
    let mut settings = Settings::new("https://shop.example", "a secret that only tests have to know");
    settings.owner_mail_sales = SalesMail::Daily;
    let mail = OwnerMail::new(Mailer::folder(&folder), &settings).unwrap();
    let world = world.in_zone("Europe/Berlin", |builder| builder.receive(mail)).await;
    let year = put_forward(&world);
    let Pending { attempt, .. } = world.pending(&["song"]).await;
    world.store.settle(&attempt, &paid(1_190)).await.unwrap();
    for hours in [0, 1, 22] {
        world.advance(minutes(hours * 60));
        testing::run_outbox(&world.store).await.unwrap();
        assert_eq!(mails(&folder).len(), 0, "the day is not over in Berlin");
    }
    world.advance(minutes(60));
    testing::run_outbox(&world.store).await.unwrap();
    let sent = mails(&folder);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("Subject"), format!("1 January {}: 1 order, €11.90", year + 1));
}

async fn kept_sums_are_right_in_any_zone(world: World) {
    let (world, ..) = sold(world, "UTC").await;
    let sold_at: Timestamp = world.db.now();
    world.advance(minutes(3 * 24 * 60));
    let kept = async || {
        world.number("SELECT COUNT(*) AS n FROM pannier_daily_takings WHERE COALESCE(amount, 0) <> 0", &[]).await
    };
    assert_eq!((taken(&world.store).await[1], kept().await), (1_190, 1));
    // The owner sets the zone: the kept sum is that of a day that begins and ends at other times.
    let World { db, store, gateway, files, url } = &world;
    for zone in ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"] {
        let (db, store, gateway) = (db.clone(), store.clone(), gateway.clone());
        let other = World { db, store, gateway, files: files.clone(), url: url.clone() };
        let other = other.in_zone(zone, |builder| builder).await;
        assert_eq!((taken(&other.store).await[1], kept().await), (1_190, 1), "{zone}");
        let day = Day::of(sold_at, other.store.time_zone());
        for (day, sum) in [(day.plus(-1), 0), (day, 1_190), (day.plus(1), 0)] {
            let (from, until) = (day.begins_at(other.store.time_zone()), day.ends_at(other.store.time_zone()));
            let takings = other.admin().takings(from, until).await.unwrap();
            assert_eq!(takings.amounts, [euro(sum)], "{day} in {zone}");
        }
    }
}
