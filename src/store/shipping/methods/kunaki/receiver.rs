//! The half that orders, and follows.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Order, OrderStatus, Product},
    country,
    shipping::ID,
};
use crate::{OrderView, ParcelStatus, Receiver, ReceiverError, Shipment, Signal, SignalKind, Store, Tracking};

/// How long it takes until Kunaki is asked again whether a parcel is on its way: most leave within a day.
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
        Err(ReceiverError::for_good("Kunaki has to know the store: it writes down what becomes of the parcels"))
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
                Err(ReceiverError::later(FOLLOW, format!("Kunaki has the order, as {id}, and has not sent it yet")))
            }
            None => Ok(()),
        }
    }
}

impl Kunaki {
    /// Orders what is in a parcel, once. Answers with Kunaki's number of the order.
    async fn order(&self, store: &Store, parcel: &Shipment) -> Result<String, ReceiverError> {
        let by_hand = format!("pannier order {} parcel {}", parcel.order_number, parcel.position);
        let lost = || {
            ReceiverError::for_good(format!(
                "Kunaki was sent parcel {} of order {}, and its answer is missing. Look in Kunaki's account whether the order is \
                 there: `{by_hand} ordered <OrderId>` says that it is, `{by_hand} again` has it sent once more",
                parcel.position, parcel.order_number
            ))
        };
        let product = products(parcel)?;
        let to = &parcel.to;
        let country = country::name(&to.country);
        let country =
            country.ok_or_else(|| ReceiverError::for_good(format!("Kunaki does not ship to {}", to.country)))?;
        // Whoever was here before has asked, and does not know what came of it.
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
                    "Kunaki was sent an order, and its answer is missing"
                );
                Err(lost())
            }
            Err(error @ Failure::NotSent(_)) => {
                store.release(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::new(error))
            }
            Err(error @ Failure::Refused { .. }) => {
                store.release(&parcel.id).await.map_err(ReceiverError::new)?;
                Err(ReceiverError::for_good(format!(
                    "{error}. `pannier outbox` has it tried again once that is put right"
                )))
            }
        }
    }

    /// Whether a parcel is on its way, which the store is told then.
    async fn sent(&self, store: &Store, parcel: &Shipment, id: &str) -> Result<bool, ReceiverError> {
        let ask = OrderStatus { user_id: &self.0.user, password: &self.0.password, order_id: id };
        let progress = match self.0.api.status(&ask).await {
            Ok(progress) => progress,
            // It is only a question: it does not count as a failure of the order.
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
        let id = id.ok_or_else(|| ReceiverError::for_good(format!("{} names no product of Kunaki's", line.title)))?;
        Ok(Product { product_id: id, quantity: line.quantity })
    };
    parcel.lines.iter().map(product).collect()
}
