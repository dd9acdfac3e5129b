//! Kunaki as a receiver: places orders and polls their status.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Order, OrderStatus, Product},
    country,
    shipping::ID,
};
use crate::{OrderView, ParcelStatus, Receiver, ReceiverError, Shipment, Signal, SignalKind, Store, Tracking};

/// Interval between polls of an order's status: most leave within a day.
const FOLLOW: Duration = Duration::from_secs(3600);

#[async_trait]
impl Receiver for Kunaki {
    fn name(&self) -> &'static str {
        ID
    }

    fn listens(&self, kind: SignalKind) -> bool {
        kind == SignalKind::Completed
    }

    async fn receive(&self, _: &Signal, _: &OrderView) -> Result<(), ReceiverError> {
        Err(ReceiverError::for_good("Kunaki needs access to the store, to update the shipments"))
    }

    async fn receive_in(&self, store: &Store, _: &Signal, order: &OrderView) -> Result<(), ReceiverError> {
        let parcels = store.parcels(order.number).await.map_err(ReceiverError::new)?;
        let mut waiting = None;
        for parcel in parcels.iter().filter(|p| p.method == ID && p.status == ParcelStatus::ToDo) {
            let reference = match &parcel.reference {
                Some(reference) => reference.clone(),
                None => self.order(store, parcel).await?,
            };
            if !self.sent(store, parcel, &reference).await? {
                waiting = Some(reference);
            }
        }
        match waiting {
            Some(id) => {
                Err(ReceiverError::later(FOLLOW, format!("Kunaki accepted the order as {id}; not shipped yet")))
            }
            None => Ok(()),
        }
    }
}

impl Kunaki {
    /// Orders the contents of a shipment, once. Returns Kunaki's order id.
    async fn order(&self, store: &Store, parcel: &Shipment) -> Result<String, ReceiverError> {
        let by_hand = format!("pannier order {} parcel {}", parcel.order_number, parcel.position);
        let lost = || {
            ReceiverError::for_good(format!(
                "no response from Kunaki for parcel {} of order {}. Check in Kunaki's account whether it was ordered: if \
                 so, run `{by_hand} ordered <OrderId>`; if not, run `{by_hand} again` to send it again",
                parcel.position, parcel.order_number
            ))
        };
        let product = products(parcel)?;
        let to = &parcel.to;
        let country = country::name(&to.country);
        let country =
            country.ok_or_else(|| ReceiverError::for_good(format!("Kunaki does not ship to {}", to.country)))?;
        // Claimed before, with unknown outcome.
        if !store.claim(&parcel.id).await.map_err(ReceiverError::new)? {
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
                store.note_reference(&parcel.id, &id).await.map_err(ReceiverError::new)?;
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
                store.release(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::new(error))
            }
            Err(error @ Failure::Refused { .. }) => {
                store.release(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::for_good(format!("{error}. Fix the cause, then run `pannier outbox retry`")))
            }
        }
    }

    /// Polls whether a shipment was sent, and if so updates it.
    async fn sent(&self, store: &Store, parcel: &Shipment, id: &str) -> Result<bool, ReceiverError> {
        let ask = OrderStatus { user_id: &self.0.user, password: &self.0.password, order_id: id };
        let progress = match self.0.api.status(&ask).await {
            Ok(progress) => progress,
            // A failed poll does not count as a failed attempt of the order.
            Err(error) => return Err(ReceiverError::later(FOLLOW, error)),
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
        store.mark_sent(&parcel.id, tracking).await.map_err(ReceiverError::new)?;
        Ok(true)
    }
}

fn products(parcel: &Shipment) -> Result<Vec<Product>, ReceiverError> {
    let product = |line: &crate::ParcelLine| {
        let id = line.product.clone();
        let id = id.ok_or_else(|| ReceiverError::for_good(format!("{} has no Kunaki product id", line.title)))?;
        Ok(Product { product_id: id, quantity: line.quantity })
    };
    parcel.lines.iter().map(product).collect()
}
