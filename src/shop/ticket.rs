//! Tickets: one row per event, with a limited number of seats.

use pannier::{
    Currency, Listed, Listing, Money, Sellable, Texts, args,
    db::{self, Db, Row, Tx},
};
use time::{OffsetDateTime, macros::format_description};

use super::{neighbours, translated::Translated};

/// The tickets table.
///
/// `starts_at` is the local time of the venue, in milliseconds since the Unix epoch as if it were UTC. It
/// is only displayed, so it needs no time zone.
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

/// The end of sales before the start, in milliseconds: the guest list has to be printed. Also more than the
/// UTC offset of any country in Europe.
const SALE_ENDS_BEFORE: i64 = 3 * 60 * 60 * 1000;

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
    pub starts_at: i64,
    pub minutes: i64,
    pub description: Translated,
    pub price: Money,
    pub seats: u32,
    pub seats_left: u32,
    pub motif: String,
    pub palette: String,
    pub updated_at: i64,
}

impl Ticket {
    /// Returns the next `n` events that are still on sale, soonest first.
    pub async fn upcoming(db: &Db, n: u32) -> db::Result<Vec<Ticket>> {
        let sql = "SELECT * FROM tickets WHERE starts_at > $1 ORDER BY starts_at LIMIT $2";
        let rows = db.fetch_all(sql, args![sales_end(), n]).await?;
        rows.iter().map(Ticket::from_row).collect()
    }

    /// Returns the events with these ids that are still on sale, in this order.
    pub async fn in_order(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut tickets = Ticket::load(db, ids).await?;
        tickets.sort_by_key(|ticket| ids.iter().position(|id| *id == ticket.id));
        Ok(tickets)
    }

    /// Returns the event, even if it is over.
    pub async fn find(db: &Db, id: &str) -> db::Result<Option<Ticket>> {
        let row = db.fetch_optional("SELECT * FROM tickets WHERE id = $1", args![id]).await?;
        row.as_ref().map(Ticket::from_row).transpose()
    }

    /// Returns the event, even if it is over, and up to three others.
    pub async fn with_neighbours(db: &Db, id: &str) -> db::Result<Option<(Ticket, Vec<Ticket>)>> {
        let rows = db.fetch_all(&neighbours::with_neighbours("tickets", "tickets"), args![id]).await?;
        let tickets = rows.iter().map(Ticket::from_row).collect::<db::Result<_>>()?;
        let split = neighbours::split_first(tickets, |ticket: &Ticket| ticket.id == id);
        Ok(split.map(|(ticket, others)| (ticket, others.into_iter().filter(Ticket::on_sale).collect())))
    }

    /// Returns whether tickets are still on sale.
    pub fn on_sale(&self) -> bool {
        self.starts_at > sales_end()
    }

    /// Formats the date: `Friday, 15 January 2027`.
    pub fn date(&self) -> String {
        let format = format_description!("[weekday], [day padding:none] [month repr:long] [year]");
        self.clock().format(format).unwrap_or_default()
    }

    /// Formats the time: `19:30`.
    pub fn time(&self) -> String {
        self.clock().format(format_description!("[hour]:[minute]")).unwrap_or_default()
    }

    /// Returns the day of the month.
    pub fn day(&self) -> u8 {
        self.clock().day()
    }

    /// Returns the start in ISO 8601, in the venue's local time: `2027-01-15T19:30`.
    pub fn starts_iso(&self) -> String {
        iso(self.clock())
    }

    /// Returns the end in ISO 8601, in the venue's local time.
    pub fn ends_iso(&self) -> String {
        iso(self.clock() + time::Duration::minutes(self.minutes))
    }

    fn clock(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.starts_at / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
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
            price: Money::new(row.get("amount")?, Currency::EUR),
            seats: row.count("seats")?,
            seats_left: row.count("seats_left")?,
            motif: row.get("motif")?,
            palette: row.get("palette")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

fn sales_end() -> i64 {
    db::now() + SALE_ENDS_BEFORE
}

fn iso(clock: OffsetDateTime) -> String {
    clock.format(format_description!("[year]-[month]-[day]T[hour]:[minute]")).unwrap_or_default()
}

impl Sellable for Ticket {
    const KIND: &'static str = "ticket";

    async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        let rows = db.fetch_by_ids("tickets", ids).await?;
        let tickets = rows.iter().map(Ticket::from_row).collect::<db::Result<Vec<_>>>()?;
        Ok(tickets.into_iter().filter(Ticket::on_sale).collect())
    }

    fn id(&self) -> String {
        self.id.clone()
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn title_in(&self, texts: &Texts) -> String {
        let (day, month, time) = (self.day(), texts.short_month(self.starts_at), self.time());
        let about = [
            ("title", (&self.title).into()),
            ("day", u32::from(day).into()),
            ("month", (&month).into()),
            ("time", (&time).into()),
        ];
        texts.format("goods-ticket", &about)
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

    async fn reserve(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<bool> {
        let sql = "UPDATE tickets SET seats_left = seats_left - $1 WHERE id = $2 AND seats_left >= $1";
        Ok(tx.execute(sql, args![quantity, id]).await? == 1)
    }

    async fn release(tx: &mut Tx, id: &str, quantity: u32) -> db::Result<()> {
        tx.execute("UPDATE tickets SET seats_left = seats_left + $1 WHERE id = $2", args![quantity, id]).await?;
        Ok(())
    }
}

impl Listed for Ticket {
    type Sells = Ticket;
    const TABLE: &'static str = "tickets";

    async fn listed(db: &Db, ids: &[String]) -> db::Result<Vec<Ticket>> {
        Ticket::load(db, ids).await
    }

    fn listing(&self) -> Listing {
        Listing::new(&self.id, &self.title, self.url(), self.price)
            .by(&self.performer)
            .image(self.image().unwrap_or_default())
            .stock(self.seats_left)
            .text(format!("{} {} {} {}", self.venue, self.city, self.date(), self.description.everywhere()))
            .position(self.starts_at)
            .updated_at(self.updated_at)
    }
}
