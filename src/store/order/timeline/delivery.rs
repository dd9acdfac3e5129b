//! The part of a timeline that is about what the shopper gets, and what receivers have done.

use super::{Entries, MOST, Order, TimelineEntry, TimelineEvent, add};
use crate::{
    args,
    model::{ShipmentStatus, Timestamp, Tracking},
    store::{
        Store,
        db::{Db, Result},
        outbox::admin::SignalDelivery,
    },
};

/// Adds what became of the shipments.
pub(super) async fn shipments(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT id, position, label, status, requested_at, reference, sent_at, delivered_at, carrier, tracking_number, \
         tracking_url, note, updated_at FROM pannier_shipments WHERE order_id = $1 ORDER BY position LIMIT {MOST}"
    );
    for row in db.fetch_all(&sql, args![&order.id]).await? {
        let (shipment, position): (String, u32) = (row.get("id")?, row.get_u32("position")?);
        let reference = row.get("reference")?;
        let begun = TimelineEvent::ShipmentBegun { shipment: shipment.clone(), position, reference };
        add(entries, row.get("requested_at")?, begun);
        let tracking = Tracking {
            carrier: row.get("carrier")?,
            number: row.get("tracking_number")?,
            url: row.get("tracking_url")?,
        };
        let label = row.get("label")?;
        let sent = TimelineEvent::ShipmentSent { shipment: shipment.clone(), position, label, tracking };
        add(entries, row.get("sent_at")?, sent);
        let delivered = TimelineEvent::ShipmentDelivered { shipment: shipment.clone(), position };
        add(entries, row.get("delivered_at")?, delivered);
        let ended = match row.get("status")? {
            ShipmentStatus::Failed => TimelineEvent::ShipmentFailed { shipment, position, note: row.get("note")? },
            ShipmentStatus::Cancelled => TimelineEvent::ShipmentCancelled { shipment, position },
            ShipmentStatus::Pending | ShipmentStatus::Sent | ShipmentStatus::Delivered => continue,
        };
        add(entries, row.get("updated_at")?, ended);
    }
    Ok(())
}

/// Adds what became of the downloads.
pub(super) async fn downloads(db: &Db, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT title, file_name, attempts, max_attempts, counted_at, created_at FROM pannier_downloads \
         WHERE order_id = $1 ORDER BY kind, item_id LIMIT {MOST}"
    );
    for row in db.fetch_all(&sql, args![&order.id]).await? {
        let (title, file_name): (String, String) = (row.get("title")?, row.get("file_name")?);
        let max: Option<i64> = row.get("max_attempts")?;
        let activated = TimelineEvent::DownloadActivated { title: title.clone(), file_name: file_name.clone() };
        add(entries, row.get("created_at")?, activated);
        let used = TimelineEvent::DownloadUsed {
            title,
            file_name,
            attempts: row.get_u32("attempts")?,
            max_attempts: max.map(|max| u32::try_from(max).unwrap_or(u32::MAX)),
        };
        add(entries, row.get("counted_at")?, used);
    }
    Ok(())
}

/// Adds the signals, each with its deliveries.
pub(super) async fn signals(store: &Store, order: &Order, entries: &mut Entries) -> Result<()> {
    let sql = format!(
        "SELECT s.id AS signal_id, s.kind, s.subject, s.created_at, CAST($2 AS BIGINT) AS number, d.receiver, \
         d.status, d.attempts, d.due_at, d.error, d.started_at, d.handled_at FROM (SELECT id, kind, subject, created_at \
         FROM pannier_signals WHERE order_id = $1 AND created_at < $3 ORDER BY created_at DESC, id DESC LIMIT {}) s \
         LEFT JOIN pannier_signal_deliveries d ON d.signal_id = s.id ORDER BY s.created_at, s.id, d.receiver",
        entries.rows()
    );
    let now = store.db().now();
    for row in &store.db().fetch_all(&sql, args![&order.id, order.number, entries.before]).await? {
        let signal: String = row.get("signal_id")?;
        let delivery = match row.get::<Option<String>>("receiver")? {
            Some(_) => Some(SignalDelivery::read(row, now, &store.0.outbox)?),
            None => None,
        };
        // The rows of a signal follow each other.
        if let Some(TimelineEntry { event: TimelineEvent::Signal { id, deliveries, .. }, .. }) =
            entries.found.last_mut()
            && *id == signal
        {
            deliveries.extend(delivery);
            continue;
        }
        let (kind, subject): (String, String) = (row.get("kind")?, row.get("subject")?);
        let deliveries = delivery.into_iter().collect();
        let event = TimelineEvent::Signal { id: signal, kind: kind.parse().ok(), subject, deliveries };
        add(entries, row.get::<Option<Timestamp>>("created_at")?, event);
    }
    Ok(())
}
