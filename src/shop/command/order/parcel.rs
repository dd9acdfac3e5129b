//! Parcels, for the person who packs them.

use clap::{Args, Subcommand};

use crate::{ParcelStatus, Shipment, Store, Tracking};

/// The most parcels that are listed.
const LISTED: u32 = 200;

#[derive(Args)]
pub(super) struct Parcel {
    /// Which of the order's parcels, as `show` numbers them
    position: u32,
    #[command(subcommand)]
    news: News,
}

#[derive(Subcommand)]
enum News {
    /// It is on its way, or ready to be picked up: the shopper gets a mail
    Sent {
        /// Who carries it
        #[arg(long)]
        carrier: Option<String>,
        /// The carrier's number for it
        #[arg(long)]
        tracking: Option<String>,
        /// A page of the carrier's that says where it is
        #[arg(long)]
        url: Option<String>,
    },
    /// The shopper has it
    Delivered,
    /// It could not be sent, or has come back
    Failed {
        /// Why, for the people who run the shop
        #[arg(long, default_value = "")]
        note: String,
    },
    /// One that has failed begins anew
    ToDo,
}

impl Parcel {
    pub async fn run(self, store: &Store, order: i64) -> Result<(), String> {
        let parcels = store.parcels(order).await.map_err(|error| error.to_string())?;
        let Some(parcel) = parcels.iter().find(|parcel| parcel.position == self.position) else {
            return Err(match parcels.len() {
                0 => format!("order {order} has no parcels"),
                n => format!("order {order} has parcels 1 to {n}"),
            });
        };
        let done = match self.news {
            News::Sent { carrier, tracking: number, url } => {
                store.mark_sent(&parcel.id, Tracking { carrier, number, url }).await
            }
            News::Delivered => store.mark_delivered(&parcel.id).await,
            News::Failed { note } => store.mark_failed(&parcel.id, &note).await,
            News::ToDo => store.mark_to_do(&parcel.id).await,
        };
        done.map_err(|error| error.to_string())
    }
}

/// The parcels that have to be sent.
pub(super) async fn list(store: &Store) -> Result<(), String> {
    let parcels = store.parcels_that_are(ParcelStatus::ToDo, LISTED).await.map_err(|error| error.to_string())?;
    if parcels.is_empty() {
        println!("No parcel waits to be sent.");
    }
    for Shipment { order_number, position, label, to, .. } in parcels {
        println!(
            "{order_number} parcel {position}  {label}  {}, {} {} {}",
            to.name, to.postal_code, to.city, to.country
        );
    }
    Ok(())
}

pub(super) fn show(parcel: &Shipment) {
    let Shipment { position, label, price, status, tracking, reference, note, lines, .. } = parcel;
    println!("Parcel {position}: {status}, {label}, {price}");
    for line in lines {
        println!("  {} x {}  {}", line.quantity, line.title, line.product.as_deref().unwrap_or_default());
    }
    let Tracking { carrier, number, url } = tracking;
    let known: Vec<&str> = [carrier, number, url].into_iter().flatten().map(String::as_str).collect();
    if !known.is_empty() {
        println!("  {}", known.join(" "));
    }
    if let Some(reference) = reference {
        println!("  {reference} to whoever ships it");
    }
    if let Some(note) = note {
        println!("  {note}");
    }
}
