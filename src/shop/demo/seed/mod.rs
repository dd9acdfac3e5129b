//! Inserts the demo catalogue into the shop's tables on the first start.

use std::time::SystemTime;

use pannier::{
    DownloadLimit, Language, TimeZone, Timestamp, args,
    db::{self, Db, Dialect, Tx},
    managed::Values,
};
use serde_json::json;
use time::{Date, OffsetDateTime, Weekday};

use crate::shop::{album, poster, product, shipping as rates, site, ticket};

mod albums;
mod german;
mod managed;
mod posters;
mod products;
mod shipping;
mod tickets;

pub use albums::ALBUMS;
use posters::{PAPER, POSTERS, SIZES, SeedPoster};
use products::{PRODUCTS, SeedProduct};
use tickets::{CITY, COUNTRY, SeedTicket, TICKETS};

/// Records the first start, so that deleted products do not come back.
const SEEDED: &str = "CREATE TABLE IF NOT EXISTS shop_seeds (id TEXT PRIMARY KEY, at BIGINT NOT NULL)";

/// An arbitrary lock id, unique in this database.
const LOCK: &str = "SELECT CAST(pg_advisory_xact_lock(7266927) AS TEXT)";

/// What a start has written to the tables.
pub struct Seeded {
    /// Whether it was the first one, which inserts the catalogue.
    pub first: bool,
    /// Whether products have changed.
    pub changed: bool,
}

/// Creates the shop's tables and fills them once. `language` is the first one of the store, and `zone` is where its events
/// are. Concurrent starts wait for each other.
pub async fn seed(db: &Db, language: Language, zone: &TimeZone) -> db::Result<Seeded> {
    let mut tx = db.begin().await?;
    if db.dialect() == Dialect::Postgres {
        // CREATE TABLE IF NOT EXISTS fails if two sessions run it concurrently.
        tx.fetch_optional(LOCK, &[]).await?;
    }
    let tables = [SEEDED, album::TABLE, poster::TABLES, ticket::TABLE, product::TABLES, site::TABLES, rates::TABLE];
    for tables in tables {
        tx.execute_batch(tables).await?;
    }
    let now = Timestamp::now();
    let once = "INSERT INTO shop_seeds (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let first = tx.execute(once, args!["catalogue", now]).await? == 1;
    if first {
        seed_albums(&mut tx, now).await?;
        seed_posters(&mut tx, now).await?;
        seed_tickets(&mut tx, now, zone).await?;
        seed_products(&mut tx, now, language).await?;
    }
    let untranslated = tx.execute(once, args!["german", now]).await? == 1;
    if untranslated {
        german::translate(&mut tx, now).await?;
    }
    if tx.execute(once, args!["managed", now]).await? == 1 {
        managed::extend(&mut tx, language).await?;
    }
    if tx.execute(once, args!["taxed", now]).await? == 1 {
        tx.execute_batch(product::TAXED).await?;
    }
    if tx.execute(once, args!["shipping", now]).await? == 1 {
        shipping::seed(&mut tx, now, language).await?;
    }
    tx.commit().await?;
    Ok(Seeded { first, changed: untranslated })
}

/// Returns the download limits of an album.
fn allowance(album: &str) -> DownloadLimit {
    match album {
        "forty-mornings" => DownloadLimit::UNLIMITED,
        "night-ferry" => DownloadLimit::days(14),
        _ => DownloadLimit::default(),
    }
}

/// Inserts a row, with a value for each column.
async fn insert(tx: &mut Tx, table: &str, row: &[db::Value]) -> db::Result<()> {
    let sql = format!("INSERT INTO {table} VALUES ({})", db::placeholders(1, row.len()));
    tx.execute(&sql, row).await.map(drop)
}

async fn seed_albums(tx: &mut Tx, now: Timestamp) -> db::Result<()> {
    for (position, album) in (1_i64..).zip(ALBUMS) {
        let allowance = allowance(album.id);
        insert(
            tx,
            "albums",
            args![
                album.id,
                position,
                album.title,
                album.artist,
                album.year,
                album.genre,
                album.description,
                album.tracks,
                album.cents.0,
                allowance.attempts,
                allowance.lifetime.and_then(|lifetime| u32::try_from(lifetime.as_secs()).ok()),
                album.cents.1,
                110_i64,
                album.art.0,
                album.art.1,
                now,
            ],
        )
        .await?;
    }
    Ok(())
}

async fn seed_posters(tx: &mut Tx, now: Timestamp) -> db::Result<()> {
    for (position, poster) in (1_i64..).zip(POSTERS) {
        insert(
            tx,
            "posters",
            args![
                poster.id,
                position,
                poster.title,
                poster.designer,
                poster.technique,
                PAPER,
                poster.description,
                poster.art.0,
                poster.art.1,
                now,
            ],
        )
        .await?;
        seed_prints(tx, poster).await?;
    }
    Ok(())
}

async fn seed_prints(tx: &mut Tx, poster: &SeedPoster) -> db::Result<()> {
    for ((size, surcharge), stock) in SIZES.iter().zip(poster.stock) {
        let id = format!("{}/{}", poster.id, size.id);
        let amount = poster.cents + surcharge;
        insert(tx, "prints", args![id, poster.id, size.name, size.dimensions, amount, size.grams, stock]).await?;
    }
    Ok(())
}

async fn seed_products(tx: &mut Tx, now: Timestamp, language: Language) -> db::Result<()> {
    for (position, product) in (1_i64..).zip(PRODUCTS) {
        let SeedProduct { english, german, .. } = product;
        let (first, other, tag) = match language {
            Language::GERMAN => (german, english, Language::ENGLISH),
            _ => (english, german, Language::GERMAN),
        };
        let [title, text] = ["title", "text"].map(|field| format!("{field}.{tag}"));
        let translations = json!({ (title): other.title, (text): other.description }).to_string();
        let sql = "INSERT INTO products (id, position, state, title, maker, description, pictures, translations, amount, \
                   stock, grams, updated_at) VALUES ($1, $2, 'published', $3, $4, $5, '', $6, $7, $8, $9, $10)";
        let row = args![
            product.id,
            // After everything that is added later: the newest comes first.
            position,
            first.title,
            product.maker,
            first.description,
            translations,
            product.cents,
            product.stock,
            product.grams,
            now,
        ];
        tx.execute(sql, row).await?;
        for (position, option) in (1_i64..).zip(product.options) {
            let id = format!("{}/{}", product.id, option.id);
            let row = args![id, product.id, position, option.name, option.cents, option.stock];
            insert(tx, "product_options", row).await?;
        }
    }
    Ok(())
}

async fn seed_tickets(tx: &mut Tx, now: Timestamp, zone: &TimeZone) -> db::Result<()> {
    let today = OffsetDateTime::from(SystemTime::from(now)).date();
    for (position, ticket) in (1_i64..).zip(TICKETS) {
        insert(
            tx,
            "tickets",
            args![
                ticket.id,
                position,
                ticket.title,
                ticket.performer,
                ticket.venue.name,
                ticket.venue.street,
                CITY,
                COUNTRY,
                starts_at(ticket, today, zone),
                ticket.minutes,
                ticket.description,
                ticket.cents,
                ticket.seats.0,
                ticket.seats.1,
                ticket.art.0,
                ticket.art.1,
                now,
            ],
        )
        .await?;
    }
    Ok(())
}

fn starts_at(ticket: &SeedTicket, today: Date, zone: &TimeZone) -> Option<Timestamp> {
    let (days, weekday, minutes) = ticket.when;
    let day = next(weekday, today + time::Duration::days(days));
    let clock = format!("{day} {:02}:{:02}", minutes / 60, minutes % 60);
    Values::new().with("starts_at", clock).time_in("starts_at", zone)
}

/// Returns the first `weekday` on or after `day`.
fn next(weekday: Weekday, day: Date) -> Date {
    let ahead = (7 + weekday.number_days_from_monday() - day.weekday().number_days_from_monday()) % 7;
    day + time::Duration::days(ahead.into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::date;

    use super::*;

    #[test]
    fn there_are_thirty_products_with_distinct_urls() {
        let albums = ALBUMS.iter().map(|a| format!("albums/{}", a.id));
        let posters = POSTERS.iter().map(|p| format!("posters/{}", p.id));
        let tickets = TICKETS.iter().map(|t| format!("tickets/{}", t.id));
        let products = PRODUCTS.iter().map(|p| format!("products/{}", p.id));
        let all: Vec<String> = albums.chain(posters).chain(tickets).chain(products).collect();
        assert!(all.len() >= 30);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn the_catalogue_shows_every_kind_of_allowance_and_of_stock() {
        let allowances: Vec<DownloadLimit> = ALBUMS.iter().map(|a| allowance(a.id)).collect();
        assert!(allowances.iter().any(|a| a.attempts.is_none() && a.lifetime.is_none()));
        assert!(allowances.iter().any(|a| a.lifetime.is_some()));
        assert!(allowances.iter().filter(|a| **a == DownloadLimit::default()).count() > 10);
        assert!(TICKETS.iter().any(|t| t.seats.1 == 0));
        assert!(TICKETS.iter().any(|t| (1..=3).contains(&t.seats.1)));
        assert!(TICKETS.iter().all(|t| t.seats.1 <= t.seats.0));
    }

    #[test]
    fn an_event_starts_when_the_clocks_of_the_shop_say_so() {
        let zone: TimeZone = "Europe/Berlin".parse().unwrap();
        for ticket in TICKETS {
            let starts_at = starts_at(ticket, date!(2026 - 06 - 01), &zone).unwrap();
            assert_eq!(zone.clock(starts_at), format!("{:02}:{:02}", ticket.when.2 / 60, ticket.when.2 % 60));
        }
    }

    #[test]
    fn an_event_is_on_its_weekday_and_never_early() {
        let monday = date!(2026 - 11 - 23);
        assert_eq!(next(Weekday::Monday, monday), monday);
        assert_eq!(next(Weekday::Sunday, monday), date!(2026 - 11 - 29));
        assert_eq!(next(Weekday::Monday, monday.next_day().unwrap()), date!(2026 - 11 - 30));
    }
}
