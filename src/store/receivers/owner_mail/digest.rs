//! The mail about the sales of a day.
//!
//! Every sale is delivered, and the first of its day waits until the day is over: with it goes the mail about all of them.
//! So there is one, whichever instances deliver, and it is retried like any other delivery.

use std::{fmt, time::Duration};

use super::{NAME, Note, Writer};
use crate::{ReceiverError, Shipment, ShipmentStatus, Takings, Timestamp, db, store::mail::letter::Letter};

/// The milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long after its end a day is added up: its last sale may not be committed before.
const GRACE: Duration = Duration::from_secs(5 * 60);
/// The maximum number of pending shipments that are read.
const READ: u32 = 200;
/// The maximum number of parcels that are listed.
const LISTED: usize = 20;

/// A day in UTC. Its text is the date.
#[derive(Clone, Copy)]
struct Day(Timestamp);

impl Day {
    fn of(at: Timestamp) -> Day {
        Day(Timestamp::from_millis(at.as_millis() - at.as_millis().rem_euclid(DAY)))
    }

    fn begins_at(self) -> Timestamp {
        self.0
    }

    fn ends_at(self) -> Timestamp {
        Timestamp::from_millis(self.0.as_millis() + DAY)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split_once('T').map_or(&*text, |(date, _)| date))
    }
}

impl Writer<'_> {
    /// Returns the mail about the day of a sale, if it goes out with this one.
    pub(super) async fn digest(&self) -> Result<Option<Note>, ReceiverError> {
        let day = Day::of(self.event.signal.at);
        let key = format!("{NAME}-sales-{day}");
        if !self.event.is_first_of(&key).await.map_err(ReceiverError::new)? {
            return Ok(None);
        }
        let left = (day.ends_at() + GRACE).duration_since(self.event.store.db().now());
        if !left.is_zero() {
            let what = format!("the mail about all sales of {day} is sent when that day (UTC) is over");
            return Err(ReceiverError::retry_after(left, what));
        }
        let takings = self.admin().takings(day.begins_at(), day.ends_at()).await.map_err(ReceiverError::new)?;
        let (parcels, more) = self.pending().await.map_err(ReceiverError::new)?;
        let letter = self.letter_of(day, &takings, &parcels, more);
        Ok(Some(Note { key, at: day.ends_at(), letter }))
    }

    /// Returns the parcels that the merchant has to send, whenever they were sold, the oldest first, and whether there may
    /// be more.
    async fn pending(&self) -> db::Result<(Vec<Shipment>, bool)> {
        let mut pending = self.admin().shipments_with_status(ShipmentStatus::Pending, READ).await?;
        let more = u32::try_from(pending.len()).is_ok_and(|read| read == READ);
        pending.retain(|shipment| !self.event.store.is_sent_by_supplier(&shipment.method, &shipment.lines));
        Ok((pending, more))
    }

    fn letter_of(&self, day: Day, takings: &Takings, parcels: &[Shipment], more: bool) -> Letter {
        let day = day.to_string();
        let sums: Vec<String> = takings.amounts.iter().map(|sum| self.texts.money(*sum)).collect();
        let sums = sums.join(", ");
        let about = [("day", (&day).into()), ("orders", takings.orders.into()), ("sums", (&sums).into())];
        let letter = self
            .letter(self.text_with("owner-day", &about))
            .paragraph(self.text_with("owner-day-text", &about))
            .facts(vec![self.fact("owner-orders", takings.orders), self.fact("owner-takings", sums)]);
        let count = |name: &str, parcels: usize| {
            let parcels = u32::try_from(parcels).unwrap_or(u32::MAX);
            self.text_with(name, &[("parcels", parcels.into())])
        };
        let letter = letter.paragraph(match (parcels.len(), more) {
            (0, _) => self.text("owner-nothing-to-send"),
            (n, false) => count("owner-waiting", n),
            (n, true) => count("owner-waiting-or-more", n),
        });
        let letter = letter.facts(parcels.iter().take(LISTED).map(|parcel| self.row(parcel)).collect());
        let letter = match parcels.len().saturating_sub(LISTED) {
            0 => letter,
            n => letter.paragraph(count("owner-more-parcels", n)),
        };
        match parcels.is_empty() {
            true => letter.button(self.text("owner-view-orders"), self.admin_url("/orders")),
            false => letter
                .paragraph(self.text("owner-mark-each-sent"))
                .button(self.text("owner-view-to-send"), self.admin_url("/orders?tab=to-send")),
        }
    }

    /// Returns a parcel as a fact: where it belongs, and what is in it.
    fn row(&self, parcel: &Shipment) -> (String, String) {
        let lines: Vec<_> = parcel.lines.iter().map(|line| format!("{} × {}", line.quantity, line.title)).collect();
        let (number, position) = (parcel.order_number.to_string(), parcel.position.to_string());
        let of = [("number", (&number).into()), ("position", (&position).into())];
        let name = self.texts.format("owner-parcel-of", &of);
        (name, format!("{} ({}, {})", lines.join(", "), parcel.label, parcel.to.country))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_midnight() {
        let noon = Timestamp::from_secs(1_769_860_800);
        assert_eq!(Day::of(noon).to_string(), "2026-01-31");
        let (begins_at, ends_at) = (Day::of(noon).begins_at(), Day::of(noon).ends_at());
        assert_eq!(
            (begins_at.to_string(), ends_at.to_string()),
            ("2026-01-31T00:00:00Z".into(), "2026-02-01T00:00:00Z".into())
        );
        assert_eq!(Day::of(begins_at).to_string(), "2026-01-31");
        assert_eq!(Day::of(ends_at).to_string(), "2026-02-01");
    }
}
