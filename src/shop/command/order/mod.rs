//! `pannier order`: lists, shows and changes orders.

use clap::Subcommand;
use pannier::{Admin, AdminError, Money, OrderStatus, RefundRecord, RefundStatus};

use super::{order_number, output::outln};

mod advice;
mod list;
mod show;

use advice::FailedRefund;
use show::show;

#[derive(Subcommand)]
pub(super) enum Order {
    /// List the newest 50 orders, or those of a search
    List(list::Filters),
    /// Show an order, its shipments, downloads and payments
    Show {
        /// The order number, or the reference of a bank transfer (RF83 1003)
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Complete an order: its payment has arrived offline, or is accepted although the amount differs
    MarkPaid {
        /// The order number, or the reference of a bank transfer (RF83 1003)
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Cancel an order while it awaits payment
    Cancel {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Refund an order's payment, in full or in part
    Refund {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        /// The amount, such as 9.90; defaults to the amount not yet refunded
        amount: Option<String>,
        /// Only record a refund that was made elsewhere
        #[arg(long)]
        manual: bool,
    },
    /// Give up a refund that the gateway has not accepted: it is not requested any more
    AbandonRefund {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        /// The refund's id, if several are still to be requested
        refund: Option<String>,
    },
    /// Release an order that a dispute or a failed refund holds: its downloads and shipments
    Release {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Reset the attempts and the expiry of an order's downloads, and notify the customer
    RenewDownloads {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// End an order's downloads: its links expire now, until they are renewed
    EndDownloads {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Ask the gateway for the state of an order's open payment now
    PollPayment {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
    },
    /// Write a note about an order, for internal use
    Note {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        /// The text, of up to 2,000 characters
        text: String,
    },
}

impl Order {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let (number, done) = match self {
            Order::List(filters) => return list::list(admin, filters).await,
            Order::Show { number } => (number, Ok(())),
            Order::MarkPaid { number } => (number, close(admin, number, OrderStatus::Completed).await),
            Order::Cancel { number } => (number, close(admin, number, OrderStatus::Cancelled).await),
            Order::Refund { number, amount, manual } => return refund(admin, number, amount, manual).await,
            Order::AbandonRefund { number, refund } => (number, admin.abandon_refund(number, refund.as_deref()).await),
            Order::Release { number } => (number, admin.release_order(number).await),
            Order::RenewDownloads { number } => (number, admin.renew_downloads(number).await.map(drop)),
            Order::EndDownloads { number } => (number, admin.end_downloads(number).await.map(drop)),
            Order::PollPayment { number } => (number, admin.poll_payment(number).await.map(drop)),
            Order::Note { number, text } => (number, admin.note(number, &text).await),
        };
        done.map_err(|error| error.to_string())?;
        show(admin, number).await.map_err(|error| error.to_string())
    }
}

/// Completes or cancels an order, and says if it already was.
async fn close(admin: Admin<'_>, number: i64, end: OrderStatus) -> Result<(), AdminError> {
    let before = admin.order(number).await?.0.status;
    match end {
        OrderStatus::Completed => admin.mark_paid(number).await?,
        _ => admin.cancel_order(number).await?,
    }
    if before == end {
        let already = if end == OrderStatus::Completed { "paid" } else { "cancelled" };
        outln!("Order {number} was already {already}: nothing changed.");
    }
    Ok(())
}

/// Refunds a payment and shows the order. An error if the gateway has refused.
async fn refund(admin: Admin<'_>, number: i64, amount: Option<String>, manual: bool) -> Result<(), String> {
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
    let refund = match manual {
        true => admin.record_manual_refund(number, amount).await,
        false => admin.refund(number, amount).await,
    };
    let refund = refund.map_err(|error| error.to_string())?;
    show(admin, number).await.map_err(|error| error.to_string())?;
    match refund.status {
        RefundStatus::Failed => Err(refused(admin, number, &refund).await?),
        _ => Ok(()),
    }
}

/// Returns what to do about a refund that the gateway has refused.
async fn refused(admin: Admin<'_>, number: i64, refund: &RefundRecord) -> Result<String, String> {
    let (_, payments) = admin.order(number).await.map_err(|error| error.to_string())?;
    let payment = payments.iter().find(|payment| payment.refunds.iter().any(|other| other.id == refund.id));
    let advice = payment.map(|payment| FailedRefund::new(payment, refund).advice(number)).unwrap_or_default();
    let error = refund.error.as_deref().unwrap_or("without a reason");
    Ok(match payment {
        Some(payment) if payment.refunds_by_hand => format!("the shop cannot make this refund: {advice}"),
        _ => format!("the refund of {} failed: {error}; {advice}", refund.amount),
    })
}
