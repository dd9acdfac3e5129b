//! `pannier order`: lists, shows and changes orders.

use clap::Subcommand;
use pannier::{Admin, AdminError, OrderStatus};

use super::{order_number, output::outln};

mod advice;
mod list;
mod refund;
mod show;

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
    /// Refund an order's payment: all of it, some of its pieces, or an amount
    Refund(refund::Refund),
    /// Say what a refund is for that was made at the gateway: the rest of its amount is for no pieces
    AllocateRefund(refund::Allocate),
    /// Put the pieces of a refund back into stock that was made at the gateway; no money moves
    RestockRefund {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        /// The refund's id, as `pannier order show` prints it
        refund: String,
        /// Record that they stay out of stock
        #[arg(long)]
        leave_out: bool,
    },
    /// Refund the tax of an order whose VAT number has proved valid since, and nothing else
    ReturnTax {
        /// The order number
        #[arg(value_parser = order_number)]
        number: i64,
        /// Record that the tax was returned elsewhere, such as by bank transfer, instead of asking the gateway
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
            Order::Refund(refund) => return refund.run(admin).await,
            Order::AllocateRefund(allocate) => return allocate.run(admin).await,
            Order::RestockRefund { number, refund, leave_out } => {
                let done = match leave_out {
                    true => admin.leave_out_of_stock(number, &refund).await,
                    false => admin.restock_refund(number, &refund).await,
                };
                (number, done)
            }
            Order::ReturnTax { number, manual } => {
                let refund = match manual {
                    true => admin.record_returned_tax(number).await,
                    false => admin.return_tax(number).await,
                };
                return refund::made(admin, number, refund).await;
            }
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
