//! `pannier shipment`: lists shipments to send, and changes their status.

use clap::{Args, Subcommand};
use pannier::{Admin, FulfilmentError, Shipment, ShipmentLine, ShipmentStatus, Tracking};

use super::{order_number, output::outln};

/// The maximum number of shipments listed.
const LISTED: u32 = 200;

#[derive(Subcommand)]
pub(super) enum Command {
    /// List the shipments to send, with their contents
    List {
        /// Those that have failed instead: not sent, or returned
        #[arg(long)]
        failed: bool,
    },
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
#[derive(Args, Clone, Copy)]
pub(super) struct Which {
    /// The order number
    #[arg(value_parser = order_number)]
    order: i64,
    /// The position of the shipment in the order, as numbered by `pannier order show`
    position: u32,
}

impl Which {
    /// Returns the shipment.
    async fn find(&self, admin: Admin<'_>) -> Result<Shipment, String> {
        let Which { order, position } = *self;
        let mut shipments = admin.shipments(order).await.map_err(|error| error.to_string())?;
        match shipments.iter().position(|shipment| shipment.position == position) {
            Some(found) => Ok(shipments.swap_remove(found)),
            None if shipments.is_empty() => Err(format!("order {order} has no shipments")),
            None => Err(format!("order {order} has shipments 1 to {}", shipments.len())),
        }
    }

    /// Prints what has become of the shipment, which was `before`.
    async fn report(&self, admin: Admin<'_>, before: &Shipment) -> Result<(), String> {
        let after = self.find(admin).await?;
        let what = match (before.status, after.status) {
            (ShipmentStatus::Sent, ShipmentStatus::Sent) => {
                "sent before; the tracking is up to date, and the customer gets no further mail".to_owned()
            }
            (_, ShipmentStatus::Sent) if before.sent_at.is_none() => "sent; the customer gets a mail".to_owned(),
            (_, ShipmentStatus::Sent) => "sent again; the customer gets no further mail".to_owned(),
            (from, to) if from == to && before.note == after.note => format!("was already {to}: nothing changed"),
            (_, to) => to.to_string(),
        };
        outln!("Order {}, shipment {}: {what}", self.order, self.position);
        Ok(())
    }
}

impl Command {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let shipment = match &self {
            Command::List { failed } => return list(admin, *failed).await,
            Command::MarkSent { shipment, .. }
            | Command::MarkDelivered { shipment }
            | Command::MarkFailed { shipment, .. }
            | Command::MarkPending { shipment }
            | Command::SetReference { shipment, .. }
            | Command::Reorder { shipment } => *shipment,
        };
        let before = shipment.find(admin).await?;
        let done = match self {
            Command::List { .. } => Ok(()),
            Command::MarkSent { carrier, tracking: number, url, .. } => {
                let mut tracking = Tracking::default();
                (tracking.carrier, tracking.number, tracking.url) = (carrier, number, url);
                admin.mark_sent(&before.id, tracking).await
            }
            Command::MarkDelivered { .. } => admin.mark_delivered(&before.id).await,
            Command::MarkFailed { note, .. } => admin.mark_failed(&before.id, &note).await,
            Command::MarkPending { .. } => admin.mark_pending(&before.id).await,
            Command::SetReference { reference, .. } => return set_reference(admin, &before, reference.trim()).await,
            Command::Reorder { .. } => return reorder(admin, &before).await,
        };
        done.map_err(text)?;
        shipment.report(admin, &before).await
    }
}

fn text(error: FulfilmentError) -> String {
    error.to_string()
}

async fn set_reference(admin: Admin<'_>, shipment: &Shipment, reference: &str) -> Result<(), String> {
    admin.set_shipment_reference(&shipment.id, reference).await.map_err(text)?;
    retry(admin, shipment.order_number).await?;
    outln!("Order {}, shipment {}: has the reference {reference}", shipment.order_number, shipment.position);
    Ok(())
}

async fn reorder(admin: Admin<'_>, shipment: &Shipment) -> Result<(), String> {
    let Shipment { order_number, position, reference, requested_at, .. } = shipment;
    if let Some(reference) = reference {
        return Err(format!("the supplier has shipment {position} of order {order_number}, as {reference}"));
    }
    admin.abort_shipment(&shipment.id).await.map_err(text)?;
    if retry(admin, *order_number).await? == 0 && requested_at.is_none() {
        return Err(format!(
            "shipment {position} of order {order_number} was never ordered from a supplier; once you have sent it: \
             `pannier shipment mark-sent {order_number} {position}`"
        ));
    }
    outln!("Order {order_number}, shipment {position}: is ordered again");
    Ok(())
}

/// Retries the deliveries of an order that waited for an operator's decision about its shipments. Returns their number.
async fn retry(admin: Admin<'_>, order: i64) -> Result<u64, String> {
    admin.retry_order(order).await.map_err(|error| error.to_string())
}

/// Lists the shipments to send, or those that have failed.
async fn list(admin: Admin<'_>, failed: bool) -> Result<(), String> {
    let status = if failed { ShipmentStatus::Failed } else { ShipmentStatus::Pending };
    let shipments = admin.shipments_with_status(status, LISTED).await.map_err(|error| error.to_string())?;
    if shipments.is_empty() {
        outln!("{}", if failed { "No failed shipments." } else { "No shipments to send." });
    }
    for Shipment { order_number, position, label, to, lines, note, .. } in shipments {
        outln!(
            "{order_number} shipment {position}  {label}  {}, {} {} {}",
            to.name,
            to.postal_code,
            to.city,
            to.country
        );
        print_lines(&lines);
        if let Some(note) = note {
            outln!("  {note}");
        }
    }
    Ok(())
}

fn print_lines(lines: &[ShipmentLine]) {
    for line in lines {
        outln!("  {} x {}  {}", line.quantity, line.title, line.supplier_sku.as_deref().unwrap_or_default());
    }
}

/// Prints a shipment. `hold` is why its order is on hold, if it is.
pub(super) fn show(shipment: &Shipment, hold: &str) {
    let Shipment { position, label, price, status, tracking, reference, note, on_hold, lines, .. } = shipment;
    outln!("Shipment {position}: {status}, {label}, {price}");
    print_lines(lines);
    let Tracking { carrier, number, url, .. } = tracking;
    let known: Vec<&str> = [carrier, number, url].into_iter().flatten().map(String::as_str).collect();
    if !known.is_empty() {
        outln!("  {}", known.join(" "));
    }
    if let Some(reference) = reference {
        outln!("  fulfilment reference: {reference}");
    }
    if let Some(note) = note {
        outln!("  {note}");
    }
    if *on_hold {
        outln!("  on hold: {hold}");
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
        testing::run_outbox(&store).await.unwrap();
        let error = says(&store, &format!("reorder {number} 1")).await.unwrap_err();
        assert!(error.contains("never ordered from a supplier"), "{error}");
        for line in [
            "list",
            "list --failed",
            &format!("mark-failed {number} 1 --note torn"),
            &format!("mark-pending {number} 1"),
        ] {
            says(&store, line).await.unwrap();
        }
        // The shipment was requested from a fulfilment provider, with an unknown outcome.
        let admin = store.acting(&Actor::CommandLine);
        let id = admin.shipments(number).await.unwrap()[0].id.clone();
        assert!(admin.begin_shipment(&id).await.unwrap() && !admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("reorder {number} 1")).await.unwrap();
        assert!(admin.begin_shipment(&id).await.unwrap());
        says(&store, &format!("set-reference {number} 1 572259")).await.unwrap();
        let error = says(&store, &format!("reorder {number} 1")).await.unwrap_err();
        assert!(error.contains("572259"), "{error}");
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
