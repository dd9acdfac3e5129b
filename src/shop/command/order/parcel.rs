//! `pannier order NUMBER shipment`: changes the status of shipments.

use clap::{Args, Subcommand};
use pannier::{Admin, Shipment, ShipmentStatus, Tracking};

/// The maximum number of shipments listed.
const LISTED: u32 = 200;

#[derive(Args)]
pub(super) struct Parcel {
    /// The position of the shipment in the order, as numbered by `show`
    position: u32,
    #[command(subcommand)]
    news: News,
}

#[derive(Subcommand)]
enum News {
    /// Mark it as shipped or ready for pick-up, and notify the customer
    Sent {
        /// The carrier
        #[arg(long)]
        carrier: Option<String>,
        /// The tracking number
        #[arg(long)]
        tracking: Option<String>,
        /// The URL of the carrier's tracking page
        #[arg(long)]
        url: Option<String>,
    },
    /// Mark it as delivered or picked up
    Delivered,
    /// Mark it as failed: not shipped, or returned
    Failed {
        /// The reason, for internal use
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Reset a failed shipment, so that it can be shipped again
    Pending,
    /// The fulfilment provider has it although its response was lost: do not order it again
    Ordered {
        /// The provider's reference
        reference: String,
    },
    /// The fulfilment provider does not have it: order it again
    Again,
}

impl Parcel {
    pub async fn run(self, admin: Admin<'_>, order: i64) -> Result<(), String> {
        let shipments = admin.shipments(order).await.map_err(|error| error.to_string())?;
        let Some(shipment) = shipments.iter().find(|shipment| shipment.position == self.position) else {
            return Err(match shipments.len() {
                0 => format!("order {order} has no shipments"),
                n => format!("order {order} has shipments 1 to {n}"),
            });
        };
        let done = match self.news {
            News::Sent { carrier, tracking: number, url } => {
                let mut tracking = Tracking::default();
                (tracking.carrier, tracking.number, tracking.url) = (carrier, number, url);
                admin.mark_sent(&shipment.id, tracking).await
            }
            News::Delivered => admin.mark_delivered(&shipment.id).await,
            News::Failed { note } => admin.mark_failed(&shipment.id, &note).await,
            News::Pending => admin.mark_to_do(&shipment.id).await,
            News::Ordered { reference } => match admin.set_shipment_reference(&shipment.id, reference.trim()).await {
                Ok(()) => return try_again(admin, order).await,
                error => error,
            },
            News::Again => match admin.abort_shipment(&shipment.id).await {
                Ok(()) => return try_again(admin, order).await,
                error => error,
            },
        };
        done.map_err(|error| error.to_string())
    }
}

/// Retries the deliveries of an order that waited for an operator's decision about its shipments.
async fn try_again(admin: Admin<'_>, order: i64) -> Result<(), String> {
    let waiting = admin.undelivered().await.map_err(|error| error.to_string())?;
    for delivery in waiting.iter().filter(|delivery| delivery.order_number == Some(order)) {
        admin.retry(&delivery.signal_id).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Lists the shipments to ship.
pub(super) async fn list(admin: Admin<'_>) -> Result<(), String> {
    let shipments =
        admin.shipments_with_status(ShipmentStatus::Pending, LISTED).await.map_err(|error| error.to_string())?;
    if shipments.is_empty() {
        println!("No shipments to ship.");
    }
    for Shipment { order_number, position, label, to, .. } in shipments {
        println!(
            "{order_number} shipment {position}  {label}  {}, {} {} {}",
            to.name, to.postal_code, to.city, to.country
        );
    }
    Ok(())
}

pub(super) fn show(shipment: &Shipment) {
    let Shipment { position, label, price, status, tracking, reference, note, lines, .. } = shipment;
    println!("Parcel {position}: {status}, {label}, {price}");
    for line in lines {
        println!("  {} x {}  {}", line.quantity, line.title, line.supplier_sku.as_deref().unwrap_or_default());
    }
    let Tracking { carrier, number, url, .. } = tracking;
    let known: Vec<&str> = [carrier, number, url].into_iter().flatten().map(String::as_str).collect();
    if !known.is_empty() {
        println!("  {}", known.join(" "));
    }
    if let Some(reference) = reference {
        println!("  fulfilment reference: {reference}");
    }
    if let Some(note) = note {
        println!("  {note}");
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use pannier::{
        Actor, Currency, Grams, Money, PaymentState, Sellable, Store,
        db::{self, Db},
        shipping::FlatRate,
        testing::{self, ManualPayment},
    };

    use super::*;
    use crate::shop::command::order::Order;

    struct Crate;

    impl Sellable for Crate {
        const KIND: &'static str = "crate";

        async fn load(_: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
            Ok(ids.iter().map(|_| Crate).collect())
        }
        fn id(&self) -> String {
            "1".to_owned()
        }
        fn title(&self) -> String {
            "A crate".to_owned()
        }
        fn url(&self) -> String {
            "/crates/1".to_owned()
        }
        fn price(&self) -> Money {
            Money::new(500, Currency::EUR)
        }
        fn weight(&self) -> Option<Grams> {
            Some(Grams(1000))
        }
    }

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        order: Order,
    }

    async fn says(store: &Store, line: &str) -> Result<(), String> {
        let line = Line::try_parse_from(["order"].into_iter().chain(line.split(' '))).map_err(|e| e.to_string())?;
        line.order.run(store.acting(&Actor::CommandLine)).await
    }

    #[tokio::test]
    async fn a_person_sends_a_parcel() {
        let rate = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR));
        let store = testing::in_memory().await.sell::<Crate>().ship(rate).pay(ManualPayment).build().await.unwrap();
        let visitor = testing::visitor(&store);
        store.add_to_basket(&visitor, "crate", "1", 2, None).await.unwrap();
        let (attempt, order) = testing::place_order(&store, &visitor).await.unwrap();
        let number = order.number;
        let sent = format!("{number} shipment 1 sent --carrier DHL --tracking 0034 --url https://carrier.example/0034");
        let error = says(&store, &sent).await.unwrap_err();
        assert_eq!(error, "the order is pending: its shipments are sent once it is completed");
        store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
        for line in [
            "list --to-send",
            &format!("{number} shipment 1 failed --note torn"),
            &format!("{number} shipment 1 to-do"),
        ] {
            says(&store, line).await.unwrap();
        }
        // The shipment was requested from a fulfilment provider, with an unknown outcome.
        let admin = store.acting(&Actor::CommandLine);
        let id = admin.shipments(number).await.unwrap()[0].id.clone();
        assert!(admin.begin_shipment(&id).await.unwrap() && !admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("{number} shipment 1 again")).await.unwrap();
        assert!(admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("{number} shipment 1 ordered 572259")).await.unwrap();
        assert!(says(&store, &format!("{number} shipment 1 again")).await.is_err(), "it has a reference");
        says(&store, &sent).await.unwrap();
        let error = says(&store, &format!("{number} shipment 2 delivered")).await.unwrap_err();
        assert_eq!(error, format!("order {number} has shipments 1 to 1"));
        let error = says(&store, &format!("{number} shipment 1 sent --url javascript:alert(1)")).await.unwrap_err();
        assert_eq!(error, "the tracking URL must start with https:// or http://");
        says(&store, &format!("{number} shipment 1 delivered")).await.unwrap();
        let shipment = &admin.shipments(number).await.unwrap()[0];
        assert_eq!((shipment.status, shipment.tracking.carrier.as_deref()), (ShipmentStatus::Delivered, Some("DHL")));
    }
}
