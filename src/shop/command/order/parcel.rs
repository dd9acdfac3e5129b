//! Parcels, for the person who packs them.

use clap::{Args, Subcommand};
use pannier::{ParcelStatus, Shipment, Store, Tracking};

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
    /// Whoever ships it has it, though their answer was lost: it is not ordered again
    Ordered {
        /// What they call it
        reference: String,
    },
    /// Whoever ships it does not have it: it is ordered once more
    Again,
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
                let mut tracking = Tracking::default();
                (tracking.carrier, tracking.number, tracking.url) = (carrier, number, url);
                store.mark_sent(&parcel.id, tracking).await
            }
            News::Delivered => store.mark_delivered(&parcel.id).await,
            News::Failed { note } => store.mark_failed(&parcel.id, &note).await,
            News::ToDo => store.mark_to_do(&parcel.id).await,
            News::Ordered { reference } => match store.note_reference(&parcel.id, reference.trim()).await {
                Ok(()) => return try_again(store, order).await,
                error => error,
            },
            News::Again => match store.release(&parcel.id).await {
                Ok(()) => return try_again(store, order).await,
                error => error,
            },
        };
        done.map_err(|error| error.to_string())
    }
}

/// Has those go on who wait for a person to say what became of an order's parcels.
async fn try_again(store: &Store, order: i64) -> Result<(), String> {
    let waiting = store.undelivered().await.map_err(|error| error.to_string())?;
    for receipt in waiting.iter().filter(|receipt| receipt.order_number == Some(order)) {
        store.retry(&receipt.signal_id).await.map_err(|error| error.to_string())?;
    }
    Ok(())
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
    let Tracking { carrier, number, url, .. } = tracking;
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use pannier::{
        Currency, Grams, Money, PaymentState, Sellable,
        db::{self, Db},
        shipping::FlatRate,
        testing::{self, Till},
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
        line.order.run(store).await
    }

    #[tokio::test]
    async fn a_person_sends_a_parcel() {
        let rate = FlatRate::new("standard", "Standard", Money::new(490, Currency::EUR));
        let store = testing::in_memory().await.sell::<Crate>().ship(rate).pay(Till).build().await.unwrap();
        let visitor = testing::visitor(&store);
        store.add(&visitor, "crate", "1", 2, None).await.unwrap();
        let (attempt, order) = testing::place(&store, &visitor).await.unwrap();
        let number = order.number;
        let sent = format!("{number} parcel 1 sent --carrier DHL --tracking 0034 --url https://carrier.example/0034");
        let error = says(&store, &sent).await.unwrap_err();
        assert_eq!(error, "the order is pending: its parcels are sent once it is completed");
        store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await.unwrap();
        for line in
            ["list --to-send", &format!("{number} parcel 1 failed --note torn"), &format!("{number} parcel 1 to-do")]
        {
            says(&store, line).await.unwrap();
        }
        // Somebody else was asked to ship it, and nobody knows what came of that.
        let id = store.parcels(number).await.unwrap()[0].id.clone();
        assert!(store.claim(&id).await.unwrap() && !store.claim(&id).await.unwrap());
        says(&store, &format!("{number} parcel 1 again")).await.unwrap();
        assert!(store.claim(&id).await.unwrap());
        says(&store, &format!("{number} parcel 1 ordered 572259")).await.unwrap();
        assert!(says(&store, &format!("{number} parcel 1 again")).await.is_err(), "somebody ships it");
        says(&store, &sent).await.unwrap();
        let error = says(&store, &format!("{number} parcel 2 delivered")).await.unwrap_err();
        assert_eq!(error, format!("order {number} has parcels 1 to 1"));
        let error = says(&store, &format!("{number} parcel 1 sent --url javascript:alert(1)")).await.unwrap_err();
        assert_eq!(error, "the tracking URL must start with https:// or http://");
        says(&store, &format!("{number} parcel 1 delivered")).await.unwrap();
        let parcel = &store.parcels(number).await.unwrap()[0];
        assert_eq!((parcel.status, parcel.tracking.carrier.as_deref()), (ParcelStatus::Delivered, Some("DHL")));
    }
}
