//! Kunaki as a receiver: places orders and polls their status.

use std::time::Duration;

use async_trait::async_trait;

use super::{
    Kunaki,
    api::{Failure, Order, OrderStatus, Product, Progress},
    country::{self, Fields},
    shipping::ID,
};
use crate::{
    Actor, Admin, AdminError, Event, FulfilmentError, Receiver, ReceiverError, Shipment, ShipmentStatus, SignalKind,
    Tracking,
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
            if is_test(&reference) {
                tracing::info!(
                    order = shipment.order_number,
                    "Kunaki accepted the order in test mode, and makes nothing"
                );
                continue;
            }
            waiting = self.follow(admin, shipment, &reference).await?.or(waiting);
        }
        match waiting {
            Some(progress) => Err(ReceiverError::retry_after(FOLLOW, progress)),
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
        // What cannot be ordered is not begun.
        products(shipment)?;
        let to = &shipment.to.country;
        let country = country::name(to);
        let country = country.ok_or_else(|| ReceiverError::permanent(format!("Kunaki does not ship to {to}")))?;
        // Begun before, with unknown outcome.
        if !admin.begin_shipment(&shipment.id).await.map_err(not_begun)? {
            return Err(lost());
        }
        let begun = match begun(admin, shipment).await {
            Ok(begun) => begun,
            Err(error) => {
                admin.abort_shipment(&shipment.id).await.map_err(ReceiverError::new)?;
                return Err(ReceiverError::new(error));
            }
        };
        let (to, product) = (&begun.to, products(&begun)?);
        let (inner, Fields { line2, city }) = (&self.0, country::fields(to, country));
        let order = Order {
            user_id: &inner.user,
            password: &inner.password,
            mode: inner.mode.as_str(),
            name: &to.name,
            company: &to.organization,
            address1: &to.line1,
            address2: &line2,
            city: &city,
            state: country::state(&to.country, &to.region),
            postal_code: &to.postal_code,
            country,
            shipping_description: &shipment.service,
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

    /// Polls how an order at Kunaki is getting on, and updates its shipment. Returns what it is waiting for, unless
    /// it was sent.
    async fn follow(&self, admin: Admin<'_>, shipment: &Shipment, id: &str) -> Result<Option<String>, ReceiverError> {
        let ask = OrderStatus { user_id: &self.0.user, password: &self.0.password, order_id: id };
        let progress = match self.0.api.status(&ask).await {
            Ok(progress) => progress,
            Err(error @ Failure::Refused { .. }) => return Err(ReceiverError::new(error)),
            // A failed poll does not count as a failed attempt of the order.
            Err(error @ (Failure::NotSent(_) | Failure::Unknown(_))) => {
                return Err(ReceiverError::retry_after(FOLLOW, error));
            }
        };
        match State::of(&progress) {
            State::Waiting => {
                let status = progress.order_status.trim();
                Ok(Some(format!("Kunaki accepted the order as {id}; not shipped yet ({status})")))
            }
            State::Sent(tracking) => {
                admin.mark_sent(&shipment.id, tracking).await.map_err(ReceiverError::new)?;
                Ok(None)
            }
            State::Cancelled => {
                let note = format!("Kunaki has cancelled the order {id}");
                admin.mark_failed(&shipment.id, &note).await.map_err(ReceiverError::new)?;
                let all = admin.shipments(shipment.order_number).await.map_err(ReceiverError::new)?;
                // The order was refunded: that is what the merchant wanted.
                if all.iter().any(|other| other.id == shipment.id && other.status == ShipmentStatus::Cancelled) {
                    return Ok(None);
                }
                let which = format!("{} {}", shipment.order_number, shipment.position);
                Err(ReceiverError::permanent(format!(
                    "{note}. To order it again, run `pannier shipment mark-pending {which}`, then `pannier shipment reorder {which}`"
                )))
            }
        }
    }
}

/// Returns a shipment as it was begun: its address may have been corrected since it was read, and pieces of it refunded.
async fn begun(admin: Admin<'_>, shipment: &Shipment) -> Result<Shipment, AdminError> {
    let shipments = admin.shipments(shipment.order_number).await?;
    let begun = shipments.into_iter().find(|begun| begun.id == shipment.id);
    Ok(begun.unwrap_or_else(|| shipment.clone()))
}

/// The state of an order at Kunaki.
#[derive(Debug, PartialEq)]
enum State {
    /// Not paid for or not made yet.
    Waiting,
    Sent(Tracking),
    Cancelled,
}

impl State {
    fn of(progress: &Progress) -> State {
        let known = |text: &str| {
            let none = matches!(text.trim().to_ascii_uppercase().as_str(), "" | "NA" | "N/A");
            (!none).then(|| text.trim().to_owned())
        };
        let (number, carrier) = (known(&progress.tracking_id), known(&progress.tracking_type));
        match (progress.order_status.trim().to_ascii_lowercase().as_str(), number) {
            ("cancelled" | "canceled", _) => State::Cancelled,
            (_, Some(number)) => {
                let tracking = Tracking::default().number(number);
                State::Sent(match carrier {
                    Some(carrier) => tracking.carrier(carrier),
                    None => tracking,
                })
            }
            ("shipped", None) => State::Sent(Tracking::default()),
            (_, None) => State::Waiting,
        }
    }
}

/// Whether an order id is the one of test mode: `00000`.
fn is_test(id: &str) -> bool {
    id.trim().parse() == Ok(0_u64)
}

/// A shipment that is on hold waits without counting as a failure: a dispute takes weeks, a refund days.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_counts_and_the_tracking_is_optional() {
        let state = |status: &str, carrier: &str, number: &str| {
            State::of(&Progress {
                order_status: status.into(),
                tracking_type: carrier.into(),
                tracking_id: number.into(),
            })
        };
        let tracking = Tracking::default().number("LZ1");
        assert_eq!(state("Shipped", "USPS", " LZ1 "), State::Sent(tracking.clone().carrier("USPS")));
        assert_eq!(state("", "NA", "LZ1"), State::Sent(tracking));
        for (carrier, number) in [("", ""), ("NA", ""), ("NA", "NA"), ("USPS", "na")] {
            assert_eq!(state("Shipped", carrier, number), State::Sent(Tracking::default()), "{carrier} {number}");
            assert_eq!(state("Pending", carrier, number), State::Waiting);
            assert_eq!(state("Processing", carrier, number), State::Waiting);
            assert_eq!(state("Cancelled", carrier, number), State::Cancelled);
            assert_eq!(state("canceled", carrier, number), State::Cancelled);
        }
    }

    #[test]
    fn a_test_is_known_by_its_order_id() {
        assert!(is_test("00000") && !is_test("700001") && !is_test("A0000") && !is_test(""));
    }
}
