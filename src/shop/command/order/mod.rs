//! `pannier order`: lists, shows and changes orders.

use clap::{Args, Subcommand};
use pannier::{
    Admin, AdminError, DownloadView, Money, OrderSummary, OrderView, PaymentIssue, PaymentRecord, RefundRecord,
};

mod parcel;

/// The maximum number of orders listed.
const LISTED: u32 = 50;

#[derive(Args)]
pub(super) struct Order {
    /// The order number, or `list`
    #[arg(value_parser = which)]
    order: Which,
    /// With `list`: only orders that need attention
    #[arg(long)]
    attention: bool,
    /// With `list`: the parcels to ship
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
    /// Show the order (default)
    Show,
    /// Complete the order: its payment has arrived offline, or is accepted although the amount differs
    Paid,
    /// Cancel the order while it awaits payment
    Cancel,
    /// Refund the payment, in full or in part
    Refund {
        /// The amount, such as 9.90; defaults to the amount not yet refunded
        amount: Option<String>,
        /// Only record a refund that was made elsewhere
        #[arg(long)]
        by_hand: bool,
    },
    /// Change the status of a parcel
    Parcel(parcel::Parcel),
    /// Manage the order's downloads
    Downloads {
        #[command(subcommand)]
        command: Downloads,
    },
}

#[derive(Subcommand)]
enum Downloads {
    /// Reset download attempts and expiry, and notify the customer
    Renew,
}

fn which(text: &str) -> Result<Which, String> {
    match text {
        "list" => Ok(Which::All),
        number => number.parse().map(Which::Number).map_err(|_| "neither `list` nor an order number".to_owned()),
    }
}

impl Order {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let Which::Number(number) = self.order else {
            if self.to_send {
                return parcel::list(admin).await;
            }
            return list(admin, self.attention).await;
        };
        let done = match self.action.unwrap_or(Action::Show) {
            Action::Show => Ok(()),
            Action::Paid => admin.mark_paid(number).await,
            Action::Cancel => admin.cancel_order(number).await,
            Action::Refund { amount, by_hand } => refund(admin, number, amount, by_hand).await?,
            Action::Parcel(parcel) => Ok(parcel.run(admin, number).await?),
            Action::Downloads { command: Downloads::Renew } => admin.renew_downloads(number).await.map(drop),
        };
        done.map_err(|error| error.to_string())?;
        show(admin, number).await.map_err(|error| error.to_string())
    }
}

async fn list(admin: Admin<'_>, attention: bool) -> Result<(), String> {
    let orders = admin.orders(attention, LISTED).await.map_err(|error| error.to_string())?;
    if orders.is_empty() {
        println!("{}", if attention { "No order needs attention." } else { "No orders yet." });
    }
    for OrderSummary { number, status, total, attention, .. } in orders {
        println!("{number}  {:<9}  {total:>12}  {}", status.as_str(), attention.map_or("", PaymentIssue::as_str));
        if let Some(attention) = attention {
            println!("      {}", advice(attention, number));
        }
    }
    Ok(())
}

/// Returns what to do about a payment issue.
fn advice(issue: PaymentIssue, number: i64) -> String {
    match issue {
        PaymentIssue::AmountMismatch | PaymentIssue::CurrencyMismatch => {
            format!("`pannier order {number} paid` accepts this payment, `pannier order {number} cancel` refunds it")
        }
        PaymentIssue::PaidAfterCancellation | PaymentIssue::PaidTwice => {
            "being refunded; resolved once the gateway has confirmed the refund".to_owned()
        }
        PaymentIssue::RefundFailed => format!(
            "`pannier order {number} refund` tries again; record a refund made elsewhere with `pannier order {number} refund --by-hand`"
        ),
    }
}

async fn refund(
    admin: Admin<'_>,
    number: i64,
    amount: Option<String>,
    by_hand: bool,
) -> Result<Result<(), AdminError>, String> {
    let amount = match amount {
        None => None,
        Some(text) => {
            let (order, _) = admin.order(number).await.map_err(|error| error.to_string())?;
            let amount = Money::from_decimal(&text, order.total.currency);
            Some(amount.ok_or(format!(
                "{text:?} is not an amount in {}, such as {}",
                order.total.currency,
                order.total.decimal()
            ))?)
        }
    };
    let refund = match by_hand {
        true => admin.record_manual_refund(number, amount).await,
        false => admin.refund(number, amount).await,
    };
    Ok(refund.map(drop))
}

async fn show(admin: Admin<'_>, number: i64) -> Result<(), AdminError> {
    let (order, payments) = admin.order(number).await?;
    let OrderView { status, total, email, url, lines, downloads, .. } = order;
    println!("Order {number}: {}, {total}", status.as_str());
    println!("  {email}\n  {url}");
    for line in lines {
        println!("  {} x {}  {}", line.quantity, line.title, line.total);
    }
    for shipment in admin.shipments(number).await? {
        parcel::show(&shipment);
    }
    for DownloadView { title, attempts_left, expired, refunded, .. } in downloads {
        let left = match (attempts_left, expired, refunded) {
            (_, _, true) => "disabled by the refund".to_owned(),
            (_, true, _) => "expired".to_owned(),
            (None, ..) => "unlimited attempts".to_owned(),
            (Some(n), ..) => format!("attempts left: {n}"),
        };
        println!("DigitalFile {title}: {left}");
    }
    for payment in payments {
        let PaymentRecord { id, provider, reference, status, amount, paid, attention, refunds, .. } = payment;
        println!("Payment {id} by {provider}: {}, {amount}", status.as_str());
        if let Some(reference) = reference {
            println!("  gateway reference: {reference}");
        }
        if let Some(paid) = paid {
            println!("  paid: {paid}");
        }
        for RefundRecord { amount, reason, status, error, .. } in refunds {
            let (reason, status) = (reason.as_str(), status.as_str());
            println!("  refund of {amount} ({reason}): {status} {}", error.unwrap_or_default());
        }
        if let Some(attention) = attention {
            println!("  {}: {}", attention.as_str(), advice(attention, number));
        }
    }
    Ok(())
}
