//! The mail about the sales of a day in the time zone of the shop.
//!
//! Every sale is delivered, and the first of its day waits until the day is over: with it goes the mail about all of them.
//! So there is one, whichever instances deliver, and it is retried like any other delivery.

use std::time::Duration;

use super::{NAME, Note, Writer};
use crate::{Day, Money, ReceiverError, Shipment, ShipmentStatus, Takings, db, store::mail::letter::Letter};

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
        let orders = match takings.orders {
            1 => "1 order".to_owned(),
            n => format!("{n} orders"),
        };
        let sums = takings.amounts.iter().map(Money::to_string).collect::<Vec<_>>().join(" and ");
        let letter = self
            .letter(format!("{day}: {orders}, {sums}"))
            .paragraph(format!("These payments arrived on {day} ({zone}), less what was refunded on that day."))
            .facts(vec![Self::fact("Orders", takings.orders), Self::fact("Takings", sums)]);
        let letter = match (parcels.len(), more) {
            (0, _) => letter.paragraph("There's nothing to send."),
            (1, false) => letter.paragraph("1 parcel is waiting to be sent:"),
            (n, false) => letter.paragraph(format!("{n} parcels are waiting to be sent:")),
            (n, true) => letter.paragraph(format!("{n} parcels or more are waiting to be sent:")),
        };
        let letter = letter.facts(parcels.iter().take(LISTED).map(row).collect());
        let letter = match parcels.len().saturating_sub(LISTED) {
            0 => letter,
            n => letter
                .paragraph(format!("There are {n} more: the admin lists them, and so does `pannier shipment list`.")),
        };
        match parcels.is_empty() {
            true => letter.button("View the orders", self.admin_url("/orders")),
            false => letter
                .paragraph(
                    "Once a parcel is on its way or ready for pick-up, mark it as sent on the order's page, or with \
                     `pannier shipment mark-sent ORDER PARCEL`. The shopper then gets an email.",
                )
                .button("View what is to send", self.admin_url("/orders?tab=to-send")),
        }
    }
}

/// Returns a parcel as a fact: where it belongs, and what is in it.
fn row(parcel: &Shipment) -> (String, String) {
    let lines: Vec<_> = parcel.lines.iter().map(|line| format!("{} × {}", line.quantity, line.title)).collect();
    let name = format!("Order {}, parcel {}", parcel.order_number, parcel.position);
    (name, format!("{} ({}, {})", lines.join(", "), parcel.label, parcel.to.country))
}
