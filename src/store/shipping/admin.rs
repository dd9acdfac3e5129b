//! Fulfilment: the status of each shipment, updated by the merchant or by a plug-in.
//!
//! Updates are idempotent. The first time a shipment is sent, the same transaction writes a
//! [signal](crate::SignalKind::Fulfilled); later times do not.

use super::shipment::{self, FIX_ADDRESS, Shipment};
use crate::{
    args,
    model::{OrderStatus, ShipmentLine, ShipmentStatus, ShipmentView, Tracking},
    store::{
        Store,
        admin::Admin,
        audit::NotRecorded,
        db::{self, DbError, Value},
        error::AdminError,
        order::header,
        receivers::SignalKind,
        staff::role::Act,
    },
};

/// An SQL condition: whether the order of a shipment is paid.
const PAID: &str = "(SELECT o.status FROM pannier_orders o WHERE o.id = pannier_shipments.order_id) = 'completed'";

/// The reason why a shipment could not be updated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FulfilmentError {
    /// No shipment has this id.
    #[error("no such shipment")]
    UnknownShipment,
    /// The order is not paid.
    #[error("the order is {}: its shipments are sent once it is completed", .0.as_str())]
    NotPaid(OrderStatus),
    /// The transition is not allowed.
    #[error("a shipment that is {from} cannot become {to}")]
    InvalidTransition {
        /// The current status.
        from: ShipmentStatus,
        /// The requested status.
        to: ShipmentStatus,
    },
    /// All that is in the shipment is being refunded, or the payment of the order is disputed or being refunded in full, or
    /// such a refund has failed.
    #[error(
        "the order is on hold, because its payment is disputed or to be refunded; `pannier order show` lists the \
         refunds, and `pannier order release` ends the hold of a dispute or a failed refund"
    )]
    OnHold,
    /// The tracking URL is not an http(s) URL.
    #[error("the tracking URL must start with https:// or http://")]
    InvalidTrackingUrl,
    /// The form with this token has taken effect before: see [`Admin::once`].
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or whose role does not allow it. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// A database error.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<NotRecorded> for FulfilmentError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => FulfilmentError::AlreadyDone,
            NotRecorded::NotAllowed => FulfilmentError::NotAllowed,
            NotRecorded::Database(error) => FulfilmentError::Database(error),
        }
    }
}

impl Store {
    /// Returns whether a supplier makes and sends a parcel with this method and these contents, or a part of it, so that
    /// the merchant has nothing to pack: its method [says so](crate::ShippingMethod::has_supplier), or an item has the
    /// [SKU of a supplier](crate::ShipsBy).
    pub fn is_sent_by_supplier(&self, method: &str, lines: &[ShipmentLine]) -> bool {
        self.shipping_method(method).is_some_and(|method| method.has_supplier())
            || lines.iter().any(|line| line.supplier_sku.is_some())
    }

    /// Returns whether a parcel with this method is not sent, but picked up by the shopper.
    pub fn is_picked_up(&self, method: &str) -> bool {
        self.shipping_method(method).is_some_and(|method| method.is_pick_up())
    }

    /// Returns an SQL condition: whether the method in a column [is a pick-up](Store::is_picked_up).
    pub(in crate::store) fn is_picked_up_sql(&self, column: &str) -> String {
        let methods = self.0.shipping.iter().filter(|method| method.is_pick_up());
        let ids: Vec<String> = methods.map(|method| format!("'{}'", method.id().replace('\'', "''"))).collect();
        match ids.is_empty() {
            true => "1 = 0".to_owned(),
            false => format!("{column} IN ({})", ids.join(", ")),
        }
    }

    /// Returns a shipment as shown on its order's page, with these lines of its address.
    pub(in crate::store) fn shipment_view(&self, shipment: Shipment, address: Vec<String>) -> ShipmentView {
        ShipmentView {
            id: shipment.id,
            position: shipment.position,
            pick_up: self.is_picked_up(&shipment.method),
            method: shipment.method,
            choice: shipment.choice,
            label: shipment.label,
            service: shipment.service,
            delivery_time: shipment.delivery_time,
            price: shipment.price,
            status: shipment.status,
            tracking: shipment.tracking,
            address,
            lines: shipment.lines,
        }
    }
}

impl Admin<'_> {
    /// Returns the shipments of an order, by the order's number.
    ///
    /// # Errors
    /// [`AdminError::UnknownOrder`].
    pub async fn shipments(&self, number: i64) -> Result<Vec<Shipment>, AdminError> {
        let id = self.id_of(number).await?;
        Ok(shipment::of_order(self.store.db(), &id).await?)
    }

    /// Returns the shipments of paid orders with this status, oldest first. Pending ones that are
    /// [on hold](Shipment::on_hold) are left out. Those of which all pieces were refunded, or of an order that was refunded in
    /// full, are [cancelled](ShipmentStatus::Cancelled), unless a supplier was already asked for them, and pending again if
    /// the refund fails.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn shipments_with_status(&self, status: ShipmentStatus, limit: u32) -> db::Result<Vec<Shipment>> {
        shipment::in_status(self.store.db(), status, limit).await
    }

    /// Marks a shipment as sent, and notifies the customer the first time. On a shipment that was
    /// already sent, it updates the tracking: values given replace those stored.
    ///
    /// # Errors
    /// [`FulfilmentError::NotPaid`] for an order that is not completed; [`FulfilmentError::OnHold`] for one whose
    /// payment is disputed or being refunded in full, unless a supplier has the shipment already;
    /// [`FulfilmentError::InvalidTransition`] for a shipment that was delivered or cancelled;
    /// [`FulfilmentError::InvalidTrackingUrl`] for a tracking URL that is not an http(s) URL. One that begins with the name
    /// of a host, as in `dhl.de/track`, is stored with `https://` before it.
    pub async fn mark_sent(&self, shipment: &str, tracking: Tracking) -> Result<(), FulfilmentError> {
        let tracking = checked(tracking)?;
        let Tracking { carrier, number, url } = &tracking;
        let (carrier, number, url) = (carrier.as_deref(), number.as_deref(), url.as_deref());
        let known: Vec<&str> = [carrier, number, url].into_iter().flatten().collect();
        let entry = self.entry(Act::MarkSent).subject(shipment).detail(known.join(" "));
        let mut tx = self.begin().await?;
        let now = tx.now();
        let sql = "UPDATE pannier_shipments SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL AND status IN ('pending', 'failed')";
        let first = tx.execute(sql, args![shipment, now]).await? == 1;
        let sql = format!(
            "UPDATE pannier_shipments SET status = 'sent', carrier = $2, tracking_number = $3, tracking_url = $4, \
             note = NULL, updated_at = $5, {FIX_ADDRESS} WHERE id = $1 AND status IN ('pending', 'failed') AND {PAID} \
             AND (reference IS NOT NULL OR NOT {}) RETURNING order_id",
            shipment::on_hold("pannier_shipments.order_id", "pannier_shipments.id")
        );
        if let Some(row) = tx.fetch_optional(&sql, args![shipment, carrier, number, url, now]).await? {
            let order_id: String = row.get("order_id")?;
            if first {
                self.store.0.outbox.push(&mut tx, &order_id, SignalKind::Fulfilled, shipment).await?;
            }
            return Ok(entry.order(&order_id).commit(tx).await?);
        }
        let sql = "UPDATE pannier_shipments SET carrier = COALESCE($2, carrier), tracking_number = COALESCE($3, tracking_number), \
                   tracking_url = COALESCE($4, tracking_url), updated_at = $5 WHERE id = $1 AND status = 'sent' \
                   AND (carrier IS DISTINCT FROM COALESCE($2, carrier) \
                   OR tracking_number IS DISTINCT FROM COALESCE($3, tracking_number) \
                   OR tracking_url IS DISTINCT FROM COALESCE($4, tracking_url)) RETURNING order_id";
        if let Some(row) = tx.fetch_optional(sql, args![shipment, carrier, number, url, now]).await? {
            return Ok(entry.order(&row.get::<String>("order_id")?).commit(tx).await?);
        }
        drop(tx);
        self.unchanged(shipment, ShipmentStatus::Sent).await
    }

    /// Marks a shipment as delivered or picked up.
    ///
    /// # Errors
    /// [`FulfilmentError::InvalidTransition`] for a shipment that was not sent.
    pub async fn mark_delivered(&self, shipment: &str) -> Result<(), FulfilmentError> {
        let sql = format!(
            "UPDATE pannier_shipments SET status = 'delivered', delivered_at = $2, updated_at = $2 \
             WHERE id = $1 AND status = 'sent' AND {PAID}"
        );
        match self.update(Act::MarkDelivered, shipment, &sql, &[]).await? {
            true => Ok(()),
            false => self.unchanged(shipment, ShipmentStatus::Delivered).await,
        }
    }

    /// Marks a shipment as failed: it could not be sent, or was returned. `note` is the reason, for the
    /// merchant. If it was not sent and the order was refunded in full, it becomes cancelled instead.
    ///
    /// # Errors
    /// [`FulfilmentError::InvalidTransition`] for a shipment that was delivered or cancelled.
    pub async fn mark_failed(&self, shipment: &str, note: &str) -> Result<(), FulfilmentError> {
        let note = tidy(Some(note.to_owned()));
        let sql = format!(
            "UPDATE pannier_shipments SET status = 'failed', note = $3, updated_at = $2, correction = CASE \
             WHEN requested_at IS NOT NULL OR reference IS NOT NULL THEN correction END WHERE id = $1 \
             AND (status IN ('pending', 'sent') OR status = 'failed' AND note IS DISTINCT FROM $3) AND {PAID}"
        );
        match self.update(Act::MarkFailed, shipment, &sql, &[note.as_deref()]).await? {
            true => Ok(()),
            false => self.unchanged(shipment, ShipmentStatus::Failed).await,
        }
    }

    /// Resets a failed shipment to pending, without the carrier's reference, so that it can be requested again. It goes
    /// to the address as it was corrected last. If the order was refunded in full, it becomes cancelled instead.
    ///
    /// # Errors
    /// [`FulfilmentError::InvalidTransition`] for a shipment that was sent, delivered or cancelled.
    pub async fn mark_pending(&self, shipment: &str) -> Result<(), FulfilmentError> {
        let sql = format!(
            "UPDATE pannier_shipments SET status = 'pending', note = NULL, requested_at = NULL, reference = NULL, \
             correction = NULL, updated_at = $2 WHERE id = $1 AND status = 'failed' AND {PAID}"
        );
        match self.update(Act::MarkPending, shipment, &sql, &[]).await? {
            true => Ok(()),
            false => self.unchanged(shipment, ShipmentStatus::Pending).await,
        }
    }

    /// Begins to request a shipment from a carrier or fulfilment provider: call it before the request.
    /// Returns `false` if the request was begun before, so that no shipment is requested twice. From then on, no
    /// [correction](Admin::correct) changes its address, and no [refund](Admin::refund_items) its contents: read it again
    /// before the request.
    ///
    /// ```
    /// use pannier::{Admin, FulfilmentError, Shipment};
    ///
    /// async fn to_the_printers(admin: Admin<'_>, shipment: &Shipment) -> Result<(), FulfilmentError> {
    ///     if admin.begin_shipment(&shipment.id).await? {
    ///         // Only one caller gets here: request the shipment, as `admin.shipments(..)` now returns it.
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownShipment`]; [`FulfilmentError::InvalidTransition`] for a cancelled shipment;
    /// [`FulfilmentError::OnHold`] for one whose payment is disputed or being refunded in full, or whose contents are.
    pub async fn begin_shipment(&self, shipment: &str) -> Result<bool, FulfilmentError> {
        let sql = format!(
            "UPDATE pannier_shipments SET requested_at = $2, updated_at = $2, {FIX_ADDRESS} WHERE id = $1 \
             AND requested_at IS NULL AND reference IS NULL AND status <> 'cancelled' AND NOT {}",
            shipment::on_hold("pannier_shipments.order_id", "pannier_shipments.id")
        );
        if self.update(Act::BeginShipment, shipment, &sql, &[]).await? {
            return Ok(true);
        }
        match shipment::by_id(self.store.db(), shipment).await? {
            Some(Shipment { status: from @ ShipmentStatus::Cancelled, .. }) => {
                Err(FulfilmentError::InvalidTransition { from, to: ShipmentStatus::Sent })
            }
            Some(shipment) if shipment.on_hold => Err(FulfilmentError::OnHold),
            Some(_) => Ok(false),
            None => Err(FulfilmentError::UnknownShipment),
        }
    }

    /// Undoes [`Admin::begin_shipment`] for a shipment that was certainly not requested, so that it can be
    /// requested again. If the order was refunded in full, the shipment becomes cancelled.
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownShipment`] for a shipment that does not exist, or that has a carrier's
    /// reference.
    pub async fn abort_shipment(&self, shipment: &str) -> Result<(), FulfilmentError> {
        let sql = "UPDATE pannier_shipments SET requested_at = NULL, updated_at = $2, correction = CASE \
                   WHEN status IN ('sent', 'delivered') THEN correction END WHERE id = $1 AND reference IS NULL \
                   AND requested_at IS NOT NULL";
        if self.update(Act::AbortShipment, shipment, sql, &[]).await? {
            return Ok(());
        }
        match shipment::by_id(self.store.db(), shipment).await? {
            Some(Shipment { reference: None, .. }) => Ok(()),
            _ => Err(FulfilmentError::UnknownShipment),
        }
    }

    /// Stores the carrier's reference.
    ///
    /// # Errors
    /// [`FulfilmentError::UnknownShipment`].
    pub async fn set_shipment_reference(&self, shipment: &str, reference: &str) -> Result<(), FulfilmentError> {
        let reference = tidy(Some(reference.to_owned())).unwrap_or_default();
        let sql = format!(
            "UPDATE pannier_shipments SET reference = $3, updated_at = $2, {FIX_ADDRESS} WHERE id = $1 \
             AND reference IS DISTINCT FROM $3"
        );
        if self.update(Act::SetShipmentReference, shipment, &sql, &[Some(reference.as_str())]).await? {
            return Ok(());
        }
        match shipment::by_id(self.store.db(), shipment).await? {
            Some(_) => Ok(()),
            None => Err(FulfilmentError::UnknownShipment),
        }
    }

    /// Updates a shipment, if it is as the statement wants it, and records that with the `texts`. The statement has the
    /// id, the time and the texts as parameters. Returns whether the shipment was updated.
    async fn update(
        &self,
        act: Act,
        shipment: &str,
        sql: &str,
        texts: &[Option<&str>],
    ) -> Result<bool, FulfilmentError> {
        let mut tx = self.begin().await?;
        let mut args = args![shipment, tx.now()].to_vec();
        args.extend(texts.iter().copied().map(Value::from));
        let Some(row) = tx.fetch_optional(&format!("{sql} RETURNING order_id"), &args).await? else { return Ok(false) };
        let order_id: String = row.get("order_id")?;
        // It could be sent now.
        if matches!(act, Act::MarkFailed | Act::MarkPending | Act::AbortShipment) {
            shipment::cancel_if_refunded(&mut tx, &order_id).await?;
        }
        let texts: Vec<&str> = texts.iter().copied().flatten().collect();
        self.entry(act).order(&order_id).subject(shipment).detail(texts.join(" ")).commit(tx).await?;
        Ok(true)
    }

    /// Returns why a shipment could not get this status, unless it has it already.
    async fn unchanged(&self, shipment: &str, to: ShipmentStatus) -> Result<(), FulfilmentError> {
        match self.refused(shipment, to).await? {
            FulfilmentError::InvalidTransition { from, .. } if from == to => Ok(()),
            error => Err(error),
        }
    }

    /// Returns why a shipment could not get this status.
    async fn refused(&self, shipment: &str, to: ShipmentStatus) -> db::Result<FulfilmentError> {
        let Some(shipment) = shipment::by_id(self.store.db(), shipment).await? else {
            return Ok(FulfilmentError::UnknownShipment);
        };
        let order =
            header::head(self.store.db(), &shipment.order_id).await?.map_or(OrderStatus::Created, |head| head.status);
        let held = shipment.on_hold && to == ShipmentStatus::Sent;
        Ok(match order {
            OrderStatus::Completed if held && shipment.status.can_become(to) => FulfilmentError::OnHold,
            OrderStatus::Completed => FulfilmentError::InvalidTransition { from: shipment.status, to },
            status => FulfilmentError::NotPaid(status),
        })
    }
}

/// Trims the tracking data, adds `https://` to a URL that begins with a host, and rejects URLs that are not http(s): a browser
/// might run them.
fn checked(tracking: Tracking) -> Result<Tracking, FulfilmentError> {
    let Tracking { carrier, number, url } = tracking;
    let url = tidy(url).map(|url| if begins_with_host(&url) { format!("https://{url}") } else { url });
    let tracking = Tracking { carrier: tidy(carrier), number: tidy(number), url };
    let page = |url: &String| ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    match tracking.url.as_ref().is_none_or(page) {
        true => Ok(tracking),
        false => Err(FulfilmentError::InvalidTrackingUrl),
    }
}

/// Whether a URL has no scheme, and begins with the name of a host, such as `carrier.example:8080/track`.
fn begins_with_host(url: &str) -> bool {
    let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    host.contains('.')
        && host.split('.').all(label)
        && !port.is_empty()
        && port.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns a text of one line without control characters, and of up to 500 characters; `None` if nothing is left.
pub(in crate::store) fn tidy(text: Option<String>) -> Option<String> {
    let text: String = text?.trim().chars().filter(|c| !c.is_control()).take(500).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use crate::{Parcel, ShippingError, ShippingMethod, ShippingOption, testing};

    /// A supplier whose method takes items without a SKU.
    struct Press;

    #[async_trait]
    impl ShippingMethod for Press {
        fn id(&self) -> &'static str {
            "press"
        }
        fn has_supplier(&self) -> bool {
            true
        }
        async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
            Ok(Vec::new())
        }
    }

    #[tokio::test]
    async fn a_supplier_is_known_by_the_method_or_by_a_sku() {
        let store = testing::in_memory().await.ship(Press).build().await.unwrap();
        let line = |sku: Option<&str>| ShipmentLine {
            kind: "album".into(),
            id: "blue-hour".into(),
            title: "Blue Hour".into(),
            quantity: 1,
            supplier_sku: sku.map(str::to_owned),
        };
        assert!(store.is_sent_by_supplier("press", &[line(None)]));
        assert!(store.is_sent_by_supplier("post", &[line(None), line(Some("PX1"))]));
        assert!(!store.is_sent_by_supplier("post", &[line(None)]));
    }

    #[test]
    fn tracking_leads_to_a_page_or_nowhere() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//carrier.example",
            "a.example:x",
            "a..example/1",
            "0034",
            "see a.example",
        ] {
            assert!(matches!(checked(Tracking::default().url(bad)), Err(FulfilmentError::InvalidTrackingUrl)), "{bad}");
        }
        let tracking =
            checked(Tracking::default().carrier(" DHL\n").number("  ").url("https://carrier.example/1")).unwrap();
        assert_eq!(tracking, Tracking::default().carrier("DHL").url("https://carrier.example/1"));
        for (typed, stored) in [
            (" dhl.de/track?id=1:2", "https://dhl.de/track?id=1:2"),
            ("carrier.example:8080", "https://carrier.example:8080"),
            ("http://carrier.example", "http://carrier.example"),
        ] {
            assert_eq!(checked(Tracking::default().url(typed)).unwrap().url.as_deref(), Some(stored));
        }
    }
}
