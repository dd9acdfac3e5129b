//! The mail about the sales of a day in the time zone of the shop.
//!
//! Every sale is delivered, and the first of its day waits until the day is over: with it goes the mail about all of them.
//! So there is one, whichever instances deliver, and it is retried like any other delivery.

use std::time::Duration;

use super::{NAME, Note, Writer};
use crate::{Day, ReceiverError, Shipment, ShipmentStatus, Takings, contents_of, db, store::mail::letter::Letter};

/// How long after its end a day is added up: its last sale may not be committed before.
const GRACE: Duration = Duration::from_secs(5 * 60);
/// The maximum number of pending shipments that are read.
const READ: u32 = 200;
/// The maximum number of parcels that are listed.
const LISTED: usize = 20;

impl Writer<'_> {
    /// Returns the mail about the day of a sale, if it goes out with this one.
    pub(super) async fn digest(&self) -> Result<Option<Note>, ReceiverError> {
        let zone = self.event.store.time_zone();
        let day = Day::of(self.event.signal.at, zone);
        let key = format!("{NAME}-sales-{day}");
        if !self.event.is_first_of(&key).await.map_err(ReceiverError::new)? {
            return Ok(None);
        }
        let (begins_at, ends_at) = (day.begins_at(zone), day.ends_at(zone));
        let left = (ends_at + GRACE).duration_since(self.event.store.db().now());
        if !left.is_zero() {
            let what = format!("the mail about all sales of {day} is sent when that day ({zone}) is over");
            return Err(ReceiverError::retry_after(left, what));
        }
        let takings = self.admin().takings(begins_at, ends_at).await.map_err(ReceiverError::new)?;
        let (parcels, more) = self.pending().await.map_err(ReceiverError::new)?;
        let letter = self.letter_of(day, &takings, &parcels, more);
        Ok(Some(Note { key, at: ends_at, letter }))
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
        let zone = self.event.store.time_zone();
        let day = self.texts.date(day.begins_at(zone));
        let sums: Vec<String> = takings.amounts.iter().map(|sum| self.texts.money(*sum)).collect();
        let sums = sums.join(", ");
        let about = [
            ("day", (&day).into()),
            ("orders", takings.orders.into()),
            ("sums", (&sums).into()),
            ("zone", zone.name().into()),
        ];
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
        let contents = contents_of(parcel.lines.iter().map(|line| (line.quantity, line.title.as_str())));
        let (number, position) = (parcel.order_number.to_string(), parcel.position.to_string());
        let of = [("number", (&number).into()), ("position", (&position).into())];
        let name = self.texts.format("owner-parcel-of", &of);
        let Shipment { choice, label, service, .. } = parcel;
        let label = self.shipping_label(choice, label, service, parcel.language);
        (name, format!("{contents} ({label}, {})", parcel.to.country))
    }
}
