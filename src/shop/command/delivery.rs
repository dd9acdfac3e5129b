//! `pannier delivery`: lists, explains, retries and replays deliveries.

use std::time::Duration;

use clap::Subcommand;
use pannier::{Admin, DeliveryState, SignalDelivery, SignalKind, TimeZone, Timestamp};

use super::{order_number, output::outln};

#[derive(Subcommand)]
pub(super) enum Delivery {
    /// List pending and failed deliveries
    List,
    /// Show the deliveries of a signal, and what to do about them
    Show {
        /// The signal's id, as shown by `list`
        signal: String,
    },
    /// Retry deliveries now
    Retry {
        /// The signal's id, as shown by `list`
        signal: Option<String>,
        /// All pending and failed deliveries
        #[arg(long, conflicts_with = "signal")]
        all: bool,
    },
    /// Record the failed deliveries of a signal as handled, because there is nothing left to do
    Dismiss {
        /// The signal's id, as shown by `list`
        signal: String,
    },
    /// Deliver a signal again, for example to resend a lost mail
    Replay {
        /// The order number
        #[arg(value_parser = order_number)]
        order: i64,
        /// Only to this receiver, such as confirmation-mail
        #[arg(long)]
        receiver: Option<String>,
        /// The kind of signal, such as completed or refunded
        #[arg(long, default_value = "completed", value_parser = kind)]
        signal: SignalKind,
    },
}

/// What `retry` without arguments lacks.
const WHICH: &str =
    "name a signal, as `pannier delivery list` shows it, or use --all for all that are pending or failed";

fn kind(name: &str) -> Result<SignalKind, String> {
    let known = || SignalKind::ALL.map(SignalKind::as_str).join(", ");
    name.parse().map_err(|_| format!("not one of {}", known()))
}

impl Delivery {
    pub async fn run(self, admin: Admin<'_>) -> Result<(), String> {
        match self {
            Delivery::List => list(admin).await,
            Delivery::Show { signal } => show(admin, &signal).await,
            Delivery::Retry { signal: None, all: false } => Err(WHICH.to_owned()),
            Delivery::Retry { signal, .. } => retry(admin, signal.as_deref()).await,
            Delivery::Dismiss { signal } => dismiss(admin, &signal).await,
            Delivery::Replay { order, receiver, signal } => replay(admin, order, receiver.as_deref(), signal).await,
        }
    }
}

async fn list(admin: Admin<'_>) -> Result<(), String> {
    let deliveries = admin.undelivered().await.map_err(|error| error.to_string())?;
    if deliveries.is_empty() {
        outln!("All signals are delivered.");
        return Ok(());
    }
    let (mut signal, zone) = ("", &admin.settings().time_zone);
    for delivery in &deliveries {
        if delivery.signal_id != signal {
            signal = &delivery.signal_id;
            outln!("{}", heading(delivery, zone));
        }
        print(delivery, zone);
    }
    let failed = deliveries.iter().filter(|delivery| delivery.state == DeliveryState::Failed).count();
    outln!("\n{} undelivered, {failed} of them failed permanently.", deliveries.len());
    outln!("Details: pannier delivery show SIGNAL. Retry: pannier delivery retry SIGNAL, or --all.");
    Ok(())
}

async fn show(admin: Admin<'_>, signal: &str) -> Result<(), String> {
    let deliveries = admin.deliveries(signal).await.map_err(|error| error.to_string())?;
    let Some(first) = deliveries.first() else { return Err(unknown(signal)) };
    let zone = &admin.settings().time_zone;
    outln!("{}", heading(first, zone));
    for delivery in &deliveries {
        print(delivery, zone);
        outln!("      {}", advice(delivery));
    }
    Ok(())
}

async fn retry(admin: Admin<'_>, signal: Option<&str>) -> Result<(), String> {
    let retried = match signal {
        Some(signal) => admin.retry(signal).await,
        None => admin.retry_all().await,
    };
    match (retried.map_err(|error| error.to_string())?, signal) {
        (0, None) => outln!("Nothing to retry."),
        (0, Some(signal)) if admin.deliveries(signal).await.map_err(|error| error.to_string())?.is_empty() => {
            return Err(unknown(signal));
        }
        (0, Some(_)) => outln!("Nothing to retry: delivered, or delivery in progress."),
        (n, _) => outln!("Deliveries to retry: {n}. The running shop retries now, a stopped one when it starts."),
    }
    Ok(())
}

async fn dismiss(admin: Admin<'_>, signal: &str) -> Result<(), String> {
    match admin.dismiss(signal).await.map_err(|error| error.to_string())? {
        0 => Err(format!("signal {signal} has no failed delivery; `pannier delivery list` shows the undelivered ones")),
        n => {
            outln!("Deliveries dismissed: {n}.");
            Ok(())
        }
    }
}

async fn replay(admin: Admin<'_>, order: i64, receiver: Option<&str>, signal: SignalKind) -> Result<(), String> {
    let again = admin.replay(order, receiver, Some(signal)).await.map_err(|error| error.to_string())?;
    outln!("Delivering again, although already handled:");
    for delivery in again {
        outln!("  {}: {}", happened(&delivery), whom(&delivery.receiver));
    }
    outln!("Receivers that have already handled this signal may ignore it.");
    Ok(())
}

fn unknown(signal: &str) -> String {
    format!("unknown signal {signal}; `pannier delivery list` shows the undelivered ones")
}

fn heading(delivery: &SignalDelivery, zone: &TimeZone) -> String {
    format!("{}\n  {}, {}", happened(delivery), delivery.signal_id, when(delivery.at, zone))
}

/// Prints the state of a delivery, and its last error.
fn print(delivery: &SignalDelivery, zone: &TimeZone) {
    outln!("  - {}: {}", whom(&delivery.receiver), how_far(delivery, zone));
    if let Some(error) = &delivery.error {
        outln!("      last error: {error}");
    }
    if !delivery.registered && !matches!(delivery.state, DeliveryState::Handled { .. }) {
        outln!("      this command's settings lack the receiver {}: run it with the server's", delivery.receiver);
    }
}

/// Describes what the signal reports.
fn happened(delivery: &SignalDelivery) -> String {
    let order = delivery.order_number.map_or("A basket".to_owned(), |number| format!("Order {number}"));
    let what = match delivery.kind {
        Some(SignalKind::Created) => " was created",
        Some(SignalKind::Pending) => " was placed",
        Some(SignalKind::Processing) => " has a payment on its way",
        Some(SignalKind::Completed) => " was paid",
        Some(SignalKind::Cancelled) => " was cancelled",
        Some(SignalKind::Refunded) => " was refunded",
        Some(SignalKind::Attention) => " needs attention",
        Some(SignalKind::DisputeClosed) => ": dispute decided",
        Some(SignalKind::Fulfilled) => ": shipment sent",
        Some(SignalKind::Overdue) => " is overdue",
        Some(SignalKind::DownloadsRenewed) => ": downloads renewed",
        Some(SignalKind::FileMissing) => ": a purchased file is missing",
        Some(SignalKind::DeliveryFailed) => ": a delivery failed",
        Some(SignalKind::DeliveryDelayed) => ": a delivery is delayed",
        Some(SignalKind::RefundAllocated) => ": the lines of a refund were named",
        Some(SignalKind::Withdrawn) => ": the customer has withdrawn",
        Some(SignalKind::InvoiceCorrected) => ": the invoice was corrected",
        _ => ": a signal of a kind unknown to this version",
    };
    format!("{order}{what} ({})", delivery.kind.map_or("unknown", SignalKind::as_str))
}

/// Describes a receiver. Names of unknown receivers are returned as they are.
fn whom(receiver: &str) -> String {
    let words = match receiver {
        "downloads" => "download activation",
        "invoices" => "issue of documents",
        "confirmation-mail" => "customer mail",
        "owner-mail" => "owner mail",
        "webhook" => "outgoing webhook",
        "kunaki" => "order at Kunaki",
        other => return other.to_owned(),
    };
    format!("{words} ({receiver})")
}

fn how_far(delivery: &SignalDelivery, zone: &TimeZone) -> String {
    let tries = match delivery.attempts {
        0 => "not tried yet".to_owned(),
        1 => "tried once".to_owned(),
        n => format!("tried {n} times"),
    };
    let now = Timestamp::now();
    match delivery.state {
        DeliveryState::Waiting { until } if until <= now => format!("{tries}, next attempt now"),
        DeliveryState::Waiting { until } => format!("{tries}, next attempt in {}", lasting(until.duration_since(now))),
        DeliveryState::InProgress { since } => format!("in progress for {}", lasting(now.duration_since(since))),
        DeliveryState::Failed => format!("{tries}, failed permanently"),
        DeliveryState::Handled { at: Some(at) } => format!("delivered {}", when(at, zone)),
        DeliveryState::Handled { at: None } => "delivered".to_owned(),
        _ => tries,
    }
}

/// Returns what happens next, and what an operator can do.
fn advice(delivery: &SignalDelivery) -> String {
    let SignalDelivery { signal_id, receiver, kind, .. } = delivery;
    match delivery.state {
        DeliveryState::Waiting { .. } => {
            format!("Will be retried automatically; `pannier delivery retry {signal_id}` retries now.")
        }
        DeliveryState::InProgress { .. } => {
            "If the delivery does not complete, such as after a crash, it is retried automatically.".to_owned()
        }
        DeliveryState::Failed => {
            format!(
                "Not retried automatically. Fix the cause, then run `pannier delivery retry {signal_id}`; if there is nothing \
                 to fix, `pannier delivery dismiss {signal_id}`."
            )
        }
        DeliveryState::Handled { .. } => match delivery.order_number {
            Some(number) => {
                let kind = kind.map_or("unknown", SignalKind::as_str);
                format!("To deliver again: `pannier delivery replay {number} --receiver {receiver} --signal {kind}`.")
            }
            None => "Nothing to do.".to_owned(),
        },
        _ => "Unknown to this version: use the newer one that wrote it.".to_owned(),
    }
}

fn when(at: Timestamp, zone: &TimeZone) -> String {
    format!("on {} ({zone})", zone.minute(at))
}

/// Formats a duration, rounded up to a whole unit.
fn lasting(length: Duration) -> String {
    match length.as_millis().div_ceil(1000) {
        seconds @ 0..=90 => format!("{seconds} s"),
        seconds @ 91..=5_400 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_is_never_said_to_be_shorter_than_it_is() {
        let millis = |millis| lasting(Duration::from_millis(millis));
        assert_eq!(millis(0), "0 s");
        assert_eq!(millis(1), "1 s");
        assert_eq!(millis(90_000), "90 s");
        assert_eq!(millis(90_001), "2 min");
        assert_eq!(millis(16_384_000), "5 h");
    }
}
