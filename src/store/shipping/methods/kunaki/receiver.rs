//! Kunaki as a receiver: places orders and polls their status.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Order, OrderStatus, Product},
    country,
    shipping::ID,
};
use crate::{Actor, Admin, Event, ParcelStatus, Receiver, ReceiverError, Shipment, SignalKind, Tracking};

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
        let parcels = admin.parcels(event.order.number).await.map_err(ReceiverError::new)?;
        let mut waiting = None;
        for parcel in parcels.iter().filter(|p| p.method == ID && p.status == ParcelStatus::ToDo) {
            let reference = match &parcel.reference {
                Some(reference) => reference.clone(),
                None => self.order(admin, parcel).await?,
            };
            if !self.sent(admin, parcel, &reference).await? {
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
    async fn order(&self, admin: Admin<'_>, parcel: &Shipment) -> Result<String, ReceiverError> {
        let by_hand = format!("pannier order {} parcel {}", parcel.order_number, parcel.position);
        let lost = || {
            ReceiverError::permanent(format!(
                "no response from Kunaki for parcel {} of order {}. Check in Kunaki's account whether it was ordered: if \
                 so, run `{by_hand} ordered <OrderId>`; if not, run `{by_hand} again` to send it again",
                parcel.position, parcel.order_number
            ))
        };
        let product = products(parcel)?;
        let to = &parcel.to;
        let country = country::name(&to.country);
        let country =
            country.ok_or_else(|| ReceiverError::permanent(format!("Kunaki does not ship to {}", to.country)))?;
        // Begun before, with unknown outcome.
        if !admin.begin_shipment(&parcel.id).await.map_err(ReceiverError::new)? {
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
            shipping_description: &parcel.label,
            product: &product,
        };
        match inner.api.order(&order).await {
            Ok(id) => {
                admin.set_shipment_reference(&parcel.id, &id).await.map_err(ReceiverError::new)?;
                Ok(id)
            }
            Err(Failure::Unknown(reason)) => {
                tracing::error!(
                    order = parcel.order_number,
                    reason,
                    "no response to Kunaki order; check Kunaki's account"
                );
                Err(lost())
            }
            Err(error @ Failure::NotSent(_)) => {
                admin.abort_shipment(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::new(error))
            }
            Err(error @ Failure::Refused { .. }) => {
                admin.abort_shipment(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::permanent(format!("{error}. Fix the cause, then run `pannier outbox retry`")))
            }
        }
    }

    /// Polls whether a shipment was sent, and if so updates it.
    async fn sent(&self, admin: Admin<'_>, parcel: &Shipment, id: &str) -> Result<bool, ReceiverError> {
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
        admin.mark_sent(&parcel.id, tracking).await.map_err(ReceiverError::new)?;
        Ok(true)
    }
}

fn products(parcel: &Shipment) -> Result<Vec<Product>, ReceiverError> {
    let product = |line: &crate::ParcelLine| {
        let id = line.product.clone();
        let id = id.ok_or_else(|| ReceiverError::permanent(format!("{} has no Kunaki product id", line.title)))?;
        Ok(Product { product_id: id, quantity: line.quantity })
    };
    parcel.lines.iter().map(product).collect()
}
