//! `pannier order`: lists, shows and changes orders.

use clap::Subcommand;
use pannier::{
    Admin, AdminError, Dispute, DisputeStatus, DownloadView, Money, OrderQuery, OrderSummary, OrderView, PaymentIssue,
    PaymentRecord, RefundRecord,
};

use super::shipment;

/// The maximum number of orders listed.
const LISTED: u32 = 50;

#[derive(Subcommand)]
pub(super) enum Order {
    /// List the newest orders
    List {
        /// Only orders that need attention
        #[arg(long)]
        needs_attention: bool,
    },
    /// Show an order, its shipments, downloads and payments
    Show {
        /// The order number
        number: i64,
    },
    /// Complete an order: its payment has arrived offline, or is accepted although the amount differs
    MarkPaid {
        /// The order number
        number: i64,
    },
    /// Cancel an order while it awaits payment
    Cancel {
        /// The order number
        number: i64,
    },
    /// Refund an order's payment, in full or in part
    Refund {
        /// The order number
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
        number: i64,
        /// The refund's id, if several are still to be requested
        refund: Option<String>,
    },
    /// Release an order that a dispute or a failed refund holds: its downloads and shipments
    Release {
        /// The order number
        number: i64,
    },
    /// Reset the attempts and the expiry of an order's downloads, and notify the customer
    RenewDownloads {
        /// The order number
        number: i64,
    },
}

impl Order {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        let (number, done) = match self {
            Order::List { needs_attention } => return list(admin, needs_attention).await,
            Order::Show { number } => (number, Ok(())),
            Order::MarkPaid { number } => (number, admin.mark_paid(number).await),
            Order::Cancel { number } => (number, admin.cancel_order(number).await),
            Order::Refund { number, amount, manual } => (number, refund(admin, number, amount, manual).await?),
            Order::AbandonRefund { number, refund } => (number, admin.abandon_refund(number, refund.as_deref()).await),
            Order::Release { number } => (number, admin.release_order(number).await),
            Order::RenewDownloads { number } => (number, admin.renew_downloads(number).await.map(drop)),
        };
        done.map_err(|error| error.to_string())?;
        show(admin, number).await.map_err(|error| error.to_string())
    }
}

async fn list(admin: Admin<'_>, needs_attention: bool) -> Result<(), String> {
    let mut query = OrderQuery::default().limit(LISTED);
    query.needs_attention = needs_attention;
    let orders = admin.orders(&query).await.map_err(|error| error.to_string())?;
    if orders.is_empty() {
        println!("{}", if needs_attention { "No order needs attention." } else { "No orders yet." });
    }
    for OrderSummary { number, status, total, issues, failed_deliveries, .. } in orders {
        let names: Vec<_> = issues.iter().map(|issue| issue.as_str()).collect();
        println!("{number}  {:<9}  {total:>12}  {}", status.as_str(), names.join(", "));
        for issue in issues {
            println!("      {}", advice(issue, number));
        }
        if failed_deliveries > 0 {
            println!("      failed deliveries: {failed_deliveries}; `pannier delivery list` shows them");
        }
    }
    Ok(())
}

/// Returns what to do about a payment issue.
fn advice(issue: PaymentIssue, number: i64) -> String {
    match issue {
        PaymentIssue::AmountMismatch | PaymentIssue::CurrencyMismatch => {
            format!(
                "`pannier order mark-paid {number}` accepts this payment, `pannier order cancel {number}` refunds it"
            )
        }
        PaymentIssue::PaidAfterCancellation | PaymentIssue::PaidTwice => {
            "being refunded; resolved once the gateway has confirmed the refund".to_owned()
        }
        PaymentIssue::Disputed => format!(
            "answer it at the payment service; until it is decided, downloads and shipments are on hold, and \
             `pannier order release {number}` releases them"
        ),
        PaymentIssue::RefundFailed => format!(
            "`pannier order refund {number}` tries again; record a refund made elsewhere with `pannier order refund {number} --manual`; \
             without one, `pannier order release {number}` closes this, and hands the goods out if the order is on hold"
        ),
        _ => format!("`pannier order show {number}` shows the payment"),
    }
}

async fn refund(
    admin: Admin<'_>,
    number: i64,
    amount: Option<String>,
    manual: bool,
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
    let refund = match manual {
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
        shipment::show(&shipment);
    }
    for DownloadView { title, attempts_left, expired, refunded, on_hold, .. } in downloads {
        let left = match (attempts_left, expired, refunded) {
            _ if on_hold => "on hold: the payment is disputed or to be refunded".to_owned(),
            (_, _, true) => "disabled by the refund".to_owned(),
            (_, true, _) => "expired".to_owned(),
            (None, ..) => "unlimited attempts".to_owned(),
            (Some(n), ..) => format!("attempts left: {n}"),
        };
        println!("Download {title}: {left}");
    }
    for payment in payments {
        let PaymentRecord { id, provider, reference, status, amount, paid, issue, refunds, disputes, .. } = payment;
        println!("Payment {id} by {provider}: {}, {amount}", status.as_str());
        if let Some(reference) = reference {
            println!("  gateway reference: {reference}");
        }
        if let Some(paid) = paid {
            println!("  paid: {paid}");
        }
        let mut issues: Vec<PaymentIssue> = issue.into_iter().collect();
        for RefundRecord { id, amount, reason, status, error, holds_order, .. } in refunds {
            let (reason, status) = (reason.as_str(), status.as_str());
            println!("  refund {id} of {amount} ({reason}): {status} {}", error.unwrap_or_default());
            if holds_order && !issues.contains(&PaymentIssue::RefundFailed) {
                issues.push(PaymentIssue::RefundFailed);
            }
        }
        for Dispute { reference, status, .. } in disputes {
            // A reversal can come without an id.
            println!("  dispute{}{reference}: {}", if reference.is_empty() { "" } else { " " }, status.as_str());
            match status {
                DisputeStatus::Open if !issues.contains(&PaymentIssue::Disputed) => issues.push(PaymentIssue::Disputed),
                DisputeStatus::Lost => {
                    println!("    `pannier order release {number}` releases downloads and shipments")
                }
                _ => {}
            }
        }
        for issue in issues {
            println!("  {}: {}", issue.as_str(), advice(issue, number));
        }
    }
    Ok(())
}
