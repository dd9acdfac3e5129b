//! Kunaki as a receiver: places orders and polls their status.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Order, OrderStatus, Product},
    country,
    shipping::ID,
};
use crate::{
    Actor, Admin, Event, FulfilmentError, Receiver, ReceiverError, Shipment, ShipmentStatus, SignalKind, Tracking,
};

/// Interval between polls of an order's status: most leave within a day.
const FOLLOW: Duration = Duration::from_secs(3600);

#[async_trait]
impl Receiver for Kunaki {
    fn name(&self) -> &'static str {
        ID
    }

    fn accepts(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, event: &Event<'_>) -> Result<(), ReceiverError> {
        let admin = event.store.acting(&Actor::Plugin(ID));
        let shipments = admin.shipments(event.order.number).await.map_err(ReceiverError::new)?;
        let mut waiting = None;
        for shipment in shipments.iter().filter(|p| p.method == ID && p.status == ShipmentStatus::Pending) {
            let reference = match &shipment.reference {
                Some(reference) => reference.clone(),
                None => self.order(admin, shipment).await?,
            };
            if !self.sent(admin, shipment, &reference).await? {
                waiting = Some(reference);
            }
        }
        match waiting {
            Some(id) => {
                Err(ReceiverError::retry_after(FOLLOW, format!("Kunaki accepted the order as {id}; not shipped yet")))
            }
            None => Ok(()),
        }
    }
}

impl Kunaki {
    /// Orders the contents of a shipment, once. Returns Kunaki's order id.
    async fn order(&self, admin: Admin<'_>, shipment: &Shipment) -> Result<String, ReceiverError> {
        let which = format!("{} {}", shipment.order_number, shipment.position);
        let lost = || {
            ReceiverError::permanent(format!(
                "no response from Kunaki for shipment {} of order {}. Check in Kunaki's account whether it was ordered: if \
                 so, run `pannier shipment set-reference {which} <OrderId>`; if not, run `pannier shipment reorder {which}`",
                shipment.position, shipment.order_number
            ))
        };
        let product = products(shipment)?;
        let to = &shipment.to;
        let country = country::name(&to.country);
        let country =
            country.ok_or_else(|| ReceiverError::permanent(format!("Kunaki does not ship to {}", to.country)))?;
        // Begun before, with unknown outcome.
        if !admin.begin_shipment(&shipment.id).await.map_err(not_begun)? {
            return Err(lost());
        }
        let inner = &self.0;
        let order = Order {
            user_id: &inner.user,
            password: &inner.password,
            mode: inner.mode.as_str(),
            name: &to.name,
            company: &to.organization,
            address1: &to.line1,
            address2: &to.line2,
            city: &to.city,
            state: country::state(&to.country, &to.region),
            postal_code: &to.postal_code,
            country,
            shipping_description: &shipment.label,
            product: &product,
        };
        match inner.api.order(&order).await {
            Ok(id) => {
                admin.set_shipment_reference(&shipment.id, &id).await.map_err(ReceiverError::new)?;
                Ok(id)
            }
            Err(Failure::Unknown(reason)) => {
                tracing::error!(
                    order = shipment.order_number,
                    reason,
                    "no response to Kunaki order; check Kunaki's account"
                );
                Err(lost())
            }
            Err(error @ Failure::NotSent(_)) => {
                admin.abort_shipment(&shipment.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::new(error))
            }
            Err(error @ Failure::Refused { .. }) => {
                admin.abort_shipment(&shipment.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::permanent(format!(
                    "{error}. Fix the cause, then run `pannier delivery retry --all`"
                )))
            }
        }
    }

    /// Polls whether a shipment was sent, and if so updates it.
    async fn sent(&self, admin: Admin<'_>, shipment: &Shipment, id: &str) -> Result<bool, ReceiverError> {
        let ask = OrderStatus { user_id: &self.0.user, password: &self.0.password, order_id: id };
        let progress = match self.0.api.status(&ask).await {
            Ok(progress) => progress,
            // A failed poll does not count as a failed attempt of the order.
            Err(error) => return Err(ReceiverError::retry_after(FOLLOW, error)),
        };
        let number = progress.tracking_id.trim();
        if number.is_empty() {
            return Ok(false);
        }
        let tracking = Tracking::default().number(number);
        let tracking = match progress.tracking_type.trim() {
            "" => tracking,
            carrier => tracking.carrier(carrier),
        };
        admin.mark_sent(&shipment.id, tracking).await.map_err(ReceiverError::new)?;
        Ok(true)
    }
}

/// A shipment that is on hold waits without counting as a failure: a dispute takes weeks.
fn not_begun(error: FulfilmentError) -> ReceiverError {
    match error {
        FulfilmentError::OnHold => ReceiverError::retry_after(FOLLOW, error),
        error => ReceiverError::new(error),
    }
}

fn products(shipment: &Shipment) -> Result<Vec<Product>, ReceiverError> {
    let product = |line: &crate::ShipmentLine| {
        let id = line.supplier_sku.clone();
        let id = id.ok_or_else(|| ReceiverError::permanent(format!("{} has no Kunaki product id", line.title)))?;
        Ok(Product { product_id: id, quantity: line.quantity })
    };
    shipment.lines.iter().map(product).collect()
}
