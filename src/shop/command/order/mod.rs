//! Orders, for the person who runs the shop.

use clap::{Args, Subcommand};
use pannier::{DownloadView, ManageError, Money, OrderSummary, OrderView, PaymentRecord, RefundRecord, Store};

mod parcel;

/// The most orders that are listed.
const LISTED: u32 = 50;

#[derive(Args)]
pub(super) struct Order {
    /// The order's number, or `list`
    #[arg(value_parser = which)]
    order: Which,
    /// With `list`: only orders that a person has to look at
    #[arg(long)]
    attention: bool,
    /// With `list`: the parcels that have to be sent
    #[arg(long)]
    to_send: bool,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Clone)]
enum Which {
    All,
    Number(i64),
}

#[derive(Subcommand)]
enum Action {
    /// Show it (what happens without a command)
    Show,
    /// Say that its money has arrived, where no gateway can know: it is completed
    Paid,
    /// Cancel it while it waits for its payment
    Cancel,
    /// Give money back
    Refund {
        /// How much, such as 9.90; all that is left without it
        amount: Option<String>,
        /// The money went back by another way already: only write it down
        #[arg(long)]
        by_hand: bool,
    },
    /// Say how far a parcel of it has come
    Parcel(parcel::Parcel),
    /// What can be done about its downloads
    Downloads {
        #[command(subcommand)]
        command: Downloads,
    },
}

#[derive(Subcommand)]
enum Downloads {
    /// Give them all their attempts and all their time again, and write to the shopper
    Renew,
}

fn which(text: &str) -> Result<Which, String> {
    match text {
        "list" => Ok(Which::All),
        number => number.parse().map(Which::Number).map_err(|_| "neither `list` nor the number of an order".to_owned()),
    }
}

impl Order {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        let Which::Number(number) = self.order else {
            if self.to_send {
                return parcel::list(store).await;
            }
            return list(store, self.attention).await;
        };
        let done = match self.action.unwrap_or(Action::Show) {
            Action::Show => Ok(()),
            Action::Paid => store.mark_paid(number).await,
            Action::Cancel => store.cancel_order(number).await,
            Action::Refund { amount, by_hand } => refund(store, number, amount, by_hand).await?,
            Action::Parcel(parcel) => Ok(parcel.run(store, number).await?),
            Action::Downloads { command: Downloads::Renew } => store.renew_downloads(number).await.map(drop),
        };
        done.map_err(|error| error.to_string())?;
        show(store, number).await.map_err(|error| error.to_string())
    }
}

async fn list(store: &Store, attention: bool) -> Result<(), String> {
    let orders = store.orders(attention, LISTED).await.map_err(|error| error.to_string())?;
    if orders.is_empty() {
        println!("{}", if attention { "No order needs a person." } else { "There is no order yet." });
    }
    for OrderSummary { number, status, total, attention, .. } in orders {
        println!("{number}  {:<9}  {total:>12}  {}", status.as_str(), attention.as_deref().unwrap_or_default());
        if let Some(attention) = attention {
            println!("      {}", advice(&attention, number));
        }
    }
    Ok(())
}

/// What can be done about money that came wrong.
fn advice(attention: &str, number: i64) -> String {
    match attention {
        "amount-mismatch" | "currency-mismatch" => format!(
            "`pannier order {number} paid` takes what came for enough, `pannier order {number} cancel` gives it back"
        ),
        "paid-after-cancellation" | "paid-twice" => {
            "it is being given back; this goes away when that is confirmed".to_owned()
        }
        "refund-failed" => format!(
            "`pannier order {number} refund` tries again; if you give it back yourself: `pannier order {number} refund --by-hand`"
        ),
        _ => format!("`pannier order {number} show` has the details"),
    }
}

async fn refund(
    store: &Store,
    number: i64,
    amount: Option<String>,
    by_hand: bool,
) -> Result<Result<(), ManageError>, String> {
    let amount = match amount {
        None => None,
        Some(text) => {
            let (order, _) = store.order_numbered(number).await.map_err(|error| error.to_string())?;
            let amount = Money::from_decimal(&text, order.total.currency);
            Some(amount.ok_or(format!(
                "{text:?} is not an amount in {}, such as {}",
                order.total.currency,
                order.total.decimal()
            ))?)
        }
    };
    let refund = match by_hand {
        true => store.note_refund(number, amount).await,
        false => store.refund(number, amount).await,
    };
    Ok(refund.map(drop))
}

async fn show(store: &Store, number: i64) -> Result<(), ManageError> {
    let (order, payments) = store.order_numbered(number).await?;
    let OrderView { status, total, email, url, lines, downloads, .. } = order;
    println!("Order {number}: {}, {total}", status.as_str());
    println!("  {email}\n  {url}");
    for line in lines {
        println!("  {} x {}  {}", line.quantity, line.title, line.total);
    }
    for shipment in store.parcels(number).await? {
        parcel::show(&shipment);
    }
    for DownloadView { title, attempts_left, expired, refunded, .. } in downloads {
        let left = match (attempts_left, expired, refunded) {
            (_, _, true) => "switched off by the refund".to_owned(),
            (_, true, _) => "its time is over".to_owned(),
            (None, ..) => "any number of attempts left".to_owned(),
            (Some(n), ..) => format!("attempts left: {n}"),
        };
        println!("Download {title}: {left}");
    }
    for payment in payments {
        let PaymentRecord { id, provider, reference, status, amount, paid, attention, refunds, .. } = payment;
        println!("Payment {id} by {provider}: {status}, {amount}");
        if let Some(reference) = reference {
            println!("  the gateway calls it {reference}");
        }
        if let Some(paid) = paid {
            println!("  paid: {paid}");
        }
        for RefundRecord { amount, reason, status, error, .. } in refunds {
            println!("  refund of {amount} ({reason}): {status} {}", error.unwrap_or_default());
        }
        if let Some(attention) = attention {
            println!("  {attention}: {}", advice(&attention, number));
        }
    }
    Ok(())
}
