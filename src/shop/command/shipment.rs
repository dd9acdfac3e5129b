//! `pannier shipment`: lists shipments to send, and changes their status.

use clap::{Args, Subcommand};
use pannier::{Admin, Shipment, ShipmentStatus, Tracking};

/// The maximum number of shipments listed.
const LISTED: u32 = 200;

#[derive(Subcommand)]
pub(super) enum Command {
    /// List the shipments to send
    List,
    /// Mark a shipment as sent or ready for pick-up, and notify the customer
    MarkSent {
        #[command(flatten)]
        shipment: Which,
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
    /// Mark a shipment as delivered or picked up
    MarkDelivered {
        #[command(flatten)]
        shipment: Which,
    },
    /// Mark a shipment as failed: not sent, or returned
    MarkFailed {
        #[command(flatten)]
        shipment: Which,
        /// The reason, for internal use
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Reset a failed shipment, so that it can be sent again
    MarkPending {
        #[command(flatten)]
        shipment: Which,
    },
    /// Store the fulfilment provider's reference, if its response was lost: it is not ordered again
    SetReference {
        #[command(flatten)]
        shipment: Which,
        /// The provider's reference
        reference: String,
    },
    /// Order a shipment again from the fulfilment provider, who does not have it
    Reorder {
        #[command(flatten)]
        shipment: Which,
    },
}

/// A shipment, by its order.
#[derive(Args)]
pub(super) struct Which {
    /// The order number
    order: i64,
    /// The position of the shipment in the order, as numbered by `pannier order show`
    position: u32,
}

impl Which {
    /// Returns the shipment's id.
    async fn id(&self, admin: Admin<'_>) -> Result<String, String> {
        let Which { order, position } = *self;
        let shipments = admin.shipments(order).await.map_err(|error| error.to_string())?;
        let found = shipments.iter().find(|shipment| shipment.position == position);
        found.map(|shipment| shipment.id.clone()).ok_or_else(|| match shipments.len() {
            0 => format!("order {order} has no shipments"),
            n => format!("order {order} has shipments 1 to {n}"),
        })
    }
}

impl Command {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let done = match self {
            Command::List => return list(admin).await,
            Command::MarkSent { shipment, carrier, tracking: number, url } => {
                let mut tracking = Tracking::default();
                (tracking.carrier, tracking.number, tracking.url) = (carrier, number, url);
                admin.mark_sent(&shipment.id(admin).await?, tracking).await
            }
            Command::MarkDelivered { shipment } => admin.mark_delivered(&shipment.id(admin).await?).await,
            Command::MarkFailed { shipment, note } => admin.mark_failed(&shipment.id(admin).await?, &note).await,
            Command::MarkPending { shipment } => admin.mark_pending(&shipment.id(admin).await?).await,
            Command::SetReference { shipment, reference } => {
                let id = shipment.id(admin).await?;
                match admin.set_shipment_reference(&id, reference.trim()).await {
                    Ok(()) => return retry(admin, shipment.order).await,
                    error => error,
                }
            }
            Command::Reorder { shipment } => match admin.abort_shipment(&shipment.id(admin).await?).await {
                Ok(()) => return retry(admin, shipment.order).await,
                error => error,
            },
        };
        done.map_err(|error| error.to_string())
    }
}

/// Retries the deliveries of an order that waited for an operator's decision about its shipments.
async fn retry(admin: Admin<'_>, order: i64) -> Result<(), String> {
    let waiting = admin.undelivered().await.map_err(|error| error.to_string())?;
    for delivery in waiting.iter().filter(|delivery| delivery.order_number == Some(order)) {
        admin.retry(&delivery.signal_id).await.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Lists the shipments to send.
async fn list(admin: Admin<'_>) -> Result<(), String> {
    let shipments =
        admin.shipments_with_status(ShipmentStatus::Pending, LISTED).await.map_err(|error| error.to_string())?;
    if shipments.is_empty() {
        println!("No shipments to send.");
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
    let Shipment { position, label, price, status, tracking, reference, note, on_hold, lines, .. } = shipment;
    println!("Shipment {position}: {status}, {label}, {price}");
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
    if *on_hold {
        println!("  on hold: the payment is disputed or being refunded");
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
        #[command(subcommand)]
        command: Command,
    }

    async fn says(store: &Store, line: &str) -> Result<(), String> {
        let line = Line::try_parse_from(["shipment"].into_iter().chain(line.split(' '))).map_err(|e| e.to_string())?;
        line.command.run(store.acting(&Actor::CommandLine)).await
    }

    #[tokio::test]
    async fn an_operator_sends_a_shipment() {
        let rate = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR));
        let store = testing::in_memory().await.sell::<Crate>().ship(rate).pay(ManualPayment).build().await.unwrap();
        let visitor = testing::visitor(&store);
        store.add_to_basket(&visitor, "crate", "1", 2).await.unwrap();
        let (attempt, order) = testing::place_order(&store, &visitor).await.unwrap();
        let number = order.number;
        let sent = format!("mark-sent {number} 1 --carrier DHL --tracking 0034 --url https://carrier.example/0034");
        let error = says(&store, &sent).await.unwrap_err();
        assert_eq!(error, "the order is pending: its shipments are sent once it is completed");
        store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
        for line in ["list", &format!("mark-failed {number} 1 --note torn"), &format!("mark-pending {number} 1")] {
            says(&store, line).await.unwrap();
        }
        // The shipment was requested from a fulfilment provider, with an unknown outcome.
        let admin = store.acting(&Actor::CommandLine);
        let id = admin.shipments(number).await.unwrap()[0].id.clone();
        assert!(admin.begin_shipment(&id).await.unwrap() && !admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("reorder {number} 1")).await.unwrap();
        assert!(admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("set-reference {number} 1 572259")).await.unwrap();
        assert!(says(&store, &format!("reorder {number} 1")).await.is_err(), "it has a reference");
        says(&store, &sent).await.unwrap();
        let error = says(&store, &format!("mark-delivered {number} 2")).await.unwrap_err();
        assert_eq!(error, format!("order {number} has shipments 1 to 1"));
        let error = says(&store, &format!("mark-sent {number} 1 --url javascript:alert(1)")).await.unwrap_err();
        assert_eq!(error, "the tracking URL must start with https:// or http://");
        says(&store, &format!("mark-delivered {number} 1")).await.unwrap();
        let shipment = &admin.shipments(number).await.unwrap()[0];
        assert_eq!((shipment.status, shipment.tracking.carrier.as_deref()), (ShipmentStatus::Delivered, Some("DHL")));
    }
}
