//! Tickets: one row per event, with a limited number of seats.

use std::time::Duration;

use pannier::{
    Availability, Day, Listed, Listing, ManagedState, Money, SaleState, Sellable, Texts, TimeZone, Timestamp,
    WithdrawalRight, args,
    db::{self, Db, Row, Tx},
    tax::TaxClass,
};
use time::{Date, Month, macros::format_description};

use super::{
    locality::{currency, time_zone},
    neighbours,
    translated::Translated,
};

mod managed;

/// The tickets table. Venues are in the time zone of the shop.
pub const TABLE: &str = "CREATE TABLE IF NOT EXISTS tickets (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    performer TEXT NOT NULL,
    venue TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    description TEXT NOT NULL,
    amount BIGINT NOT NULL,
    seats BIGINT NOT NULL,
    seats_left BIGINT NOT NULL CHECK (seats_left >= 0),
    motif TEXT NOT NULL,
    palette TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS tickets_position ON tickets (position);
CREATE INDEX IF NOT EXISTS tickets_starts_at ON tickets (starts_at)";

/// The columns that the table got when the staff could edit it.
pub const MANAGED: &str = "ALTER TABLE tickets ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
ALTER TABLE tickets ADD COLUMN description_en TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN available_from BIGINT;
CREATE INDEX tickets_published ON tickets (state, position)";

/// The end of sales before the start: the guest list has to be printed.
const SALE_ENDS_BEFORE: Duration = Duration::from_secs(3 * 60 * 60);

/// A seat at an event.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: String,
    pub title: String,
    pub performer: String,
    pub venue: String,
    pub street: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub starts_at: Timestamp,
    pub minutes: i64,
    pub description: Translated,
    pub price: Money,
    pub seats: u32,
    pub seats_left: u32,
    pub motif: String,
    pub palette: String,
    pub updated_at: Timestamp,
    pub state: ManagedState,
    /// The start of sales.
    pub available_from: Option<Timestamp>,
}

impl Ticket {
    /// Returns the next `n` events whose sale is not over, soonest first.
    pub async fn upcoming(db: &Db, n: u32) -> db::Result<Vec<Ticket>> {
        let sql = "SELECT * FROM tickets WHERE state = 'published' AND starts_at > $1 ORDER BY starts_at LIMIT $2";
        let rows = db.fetch_all(sql, args![db.now() + SALE_ENDS_BEFORE, n]).await?;
        rows.iter().map(Ticket::from_row).collect()
    }

    /// Returns the events with these ids whose sale is not over, in this order.
    pub async fn in_order(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tickets = Ticket::listed(db, ids).await?;
        tickets.sort_by_key(|ticket| ids.iter().position(|id| *id == ticket.id));
        Ok(tickets)
    }

    /// Returns the event in any state, even if it is over.
    pub async fn find(db: &Db, id: &str) -> db::Result<Option<Ticket>> {
        let row = db.fetch_optional("SELECT * FROM tickets WHERE id = $1", args![id]).await?;
        row.as_ref().map(Ticket::from_row).transpose()
    }

    /// Returns the event in any state, even if it is over, and up to three others.
    pub async fn with_neighbours(db: &Db, id: &str) -> db::Result<Option<(Ticket, Vec<Ticket>)>> {
        let found = neighbours::with_neighbours(db, ("tickets", "tickets"), id, Ticket::from_row).await?;
        Ok(found.map(|(ticket, others)| (ticket, not_over(others, db))))
    }

    /// Returns the day of the month.
    pub fn day(&self, zone: &TimeZone) -> u8 {
        Day::of(self.starts_at, zone).day()
    }

    /// Returns the end.
    pub fn ends_at(&self) -> Timestamp {
        self.starts_at + Duration::from_secs(self.minutes.unsigned_abs() * 60)
    }

    fn from_row(row: &Row) -> db::Result<Ticket> {
        Ok(Ticket {
            id: row.get("id")?,
            title: row.get("title")?,
            performer: row.get("performer")?,
            venue: row.get("venue")?,
            street: row.get("street")?,
            city: row.get("city")?,
            country: row.get("country")?,
            starts_at: row.get("starts_at")?,
            minutes: row.get("minutes")?,
            description: Translated::from_row(row, "description")?,
            price: Money::new(row.get("amount")?, currency()),
            seats: row.get_u32("seats")?,
            seats_left: row.get_u32("seats_left")?,
            motif: row.get("motif")?,
            palette: row.get("palette")?,
            updated_at: row.get("updated_at")?,
            state: row.get("state")?,
            available_from: row.get("available_from")?,
        })
    }
}

/// Formats a date for the search index: `Friday, 15 January 2027`.
fn date(at: Timestamp, zone: &TimeZone) -> String {
    let format = format_description!("[weekday], [day padding:none] [month repr:long] [year]");
    let day = Day::of(at, zone);
    let month = Month::try_from(day.month()).ok();
    let date = month.and_then(|month| Date::from_calendar_date(day.year(), month, day.day()).ok());
    date.and_then(|date| date.format(format).ok()).unwrap_or_default()
}

/// Leaves out events whose sale is over. One whose sale has not begun is listed.
fn not_over(tickets: Vec<Ticket>, db: &Db) -> Vec<Ticket> {
    let now = db.now();
    tickets.into_iter().filter(|ticket| ticket.available().state(now) != SaleState::Over).collect()
}

impl Sellable for Ticket {
    const KIND: &'static str = "ticket";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        let rows = db.fetch_by_ids("tickets", ids).await?;
        let tickets = rows.iter().map(Ticket::from_row).collect::<db::Result<Vec<_>>>()?;
        Ok(tickets.into_iter().filter(|ticket| ticket.state == ManagedState::Published).collect())
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn title_in(&self, texts: &Texts) -> String {
        let zone = texts.time_zone();
        let (day, month, time) = (self.day(zone), texts.short_month(self.starts_at), zone.clock(self.starts_at));
        let about = [
            ("title", (&self.title).into()),
            ("day", u32::from(day).into()),
            ("month", (&month).into()),
            ("time", (&time).into()),
        ];
        texts.format("product-ticket", &about)
    }

    fn url(&self) -> String {
        format!("/tickets/{}", self.id)
    }

    fn image(&self) -> Option<String> {
        Some(format!("/art/ticket/{}.svg", self.id))
    }

    fn price(&self) -> Money {
        self.price
    }

    fn stock(&self) -> Option<u32> {
        Some(self.seats_left)
    }

    fn available(&self) -> Availability {
        Availability { from: self.available_from, until: Some(self.starts_at - SALE_ENDS_BEFORE) }
    }

    fn tax(&self) -> TaxClass {
        TaxClass::ADMISSION.at(&self.country)
    }

    /// An event takes place on a day.
    fn withdrawal(&self) -> WithdrawalRight {
        WithdrawalRight::Excluded
    }

    async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
        let sql = "UPDATE tickets SET seats_left = seats_left - $2 \
                   WHERE id = $1 AND seats_left >= $2 AND state = 'published'";
        Ok(tx.execute(sql, args![id, quantity]).await? == 1)
    }

    async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
        let sql = "UPDATE tickets SET seats_left = seats_left + $2 WHERE id = $1";
        tx.execute(sql, args![id, quantity]).await.map(drop)
    }
}

impl Listed for Ticket {
    type Sells = Ticket;
    const TABLE: &'static str = "tickets";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        Ok(not_over(Ticket::load(db, ids).await?, db))
    }

    fn listing(&self) -> Listing {
        let date = date(self.starts_at, &time_zone());
        Listing::of(self)
            .by(&self.performer)
            .text(format!("{} {} {date} {}", self.venue, self.city, self.description.everywhere()))
            .position(self.starts_at.as_millis())
            .updated_at(self.updated_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_found_by_the_day_in_the_zone_of_the_shop() {
        // Half past eleven in the evening, in UTC.
        let new_year = Timestamp::from_secs(1_798_759_800);
        assert_eq!(date(new_year, &TimeZone::UTC), "Thursday, 31 December 2026");
        assert_eq!(date(new_year, &"Europe/Berlin".parse().expect("a zone")), "Friday, 1 January 2027");
    }
}
