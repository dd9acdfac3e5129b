//! What receivers have not handled, for the person who runs the shop.

use clap::Subcommand;
use pannier::{Receipt, ReceiptState, SignalKind, Store, db::now};
use time::{OffsetDateTime, macros::format_description};

#[derive(Subcommand)]
pub(super) enum Outbox {
    /// List what waits or has failed (what happens without a command)
    List,
    /// Show what became of one signal, and what can be done
    Show {
        /// The signal, as `list` shows it
        signal: String,
    },
    /// Have what is not handled tried again at once
    Retry {
        /// The signal, as `list` shows it
        #[arg(required_unless_present = "all")]
        signal: Option<String>,
        /// Everything that waits or has failed
        #[arg(long, conflicts_with = "signal")]
        all: bool,
    },
    /// Hand over once more, on purpose, what was handled: a mail that was lost goes out again
    Replay {
        /// The order's number
        order: i64,
        /// Only to this receiver, such as confirmation-mail
        #[arg(long)]
        receiver: Option<String>,
        /// What had happened, such as completed or refunded
        #[arg(long, default_value = "completed", value_parser = kind)]
        signal: SignalKind,
    },
}

fn kind(name: &str) -> Result<SignalKind, String> {
    let known = || SignalKind::ALL.map(SignalKind::as_str).join(", ");
    name.parse().map_err(|()| format!("not one of {}", known()))
}

impl Outbox {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        match self {
            Outbox::List => list(store).await,
            Outbox::Show { signal } => show(store, &signal).await,
            Outbox::Retry { signal, .. } => retry(store, signal.as_deref()).await,
            Outbox::Replay { order, receiver, signal } => replay(store, order, receiver.as_deref(), signal).await,
        }
    }
}

async fn list(store: &Store) -> Result<(), String> {
    let receipts = store.undelivered().await.map_err(|error| error.to_string())?;
    if receipts.is_empty() {
        println!("Every receiver has handled every signal.");
        return Ok(());
    }
    let mut signal = "";
    for receipt in &receipts {
        if receipt.signal_id != signal {
            signal = &receipt.signal_id;
            println!("{}", heading(receipt));
        }
        print(receipt);
    }
    let failed = receipts.iter().filter(|receipt| receipt.state == ReceiptState::Failed).count();
    println!("\n{} not handled, {failed} of them given up.", receipts.len());
    println!("What became of one: pannier outbox show SIGNAL. Try again: pannier outbox retry SIGNAL, or --all.");
    Ok(())
}

async fn show(store: &Store, signal: &str) -> Result<(), String> {
    let receipts = store.receipts(signal).await.map_err(|error| error.to_string())?;
    let Some(first) = receipts.first() else { return Err(unknown(signal)) };
    println!("{}", heading(first));
    for receipt in &receipts {
        print(receipt);
        println!("      {}", advice(receipt));
    }
    Ok(())
}

async fn retry(store: &Store, signal: Option<&str>) -> Result<(), String> {
    let retried = match signal {
        Some(signal) => store.retry(signal).await,
        None => store.retry_all().await,
    };
    match (retried.map_err(|error| error.to_string())?, signal) {
        (0, None) => println!("There is nothing to try again."),
        (0, Some(signal)) if store.receipts(signal).await.is_ok_and(|receipts| receipts.is_empty()) => {
            return Err(unknown(signal));
        }
        (0, Some(_)) => println!("There is nothing to try again: it is handled, or being handled right now."),
        (n, _) => println!("{n} to be tried at once by the shop that is running, or by the next that starts."),
    }
    Ok(())
}

async fn replay(store: &Store, order: i64, receiver: Option<&str>, signal: SignalKind) -> Result<(), String> {
    let again = store.replay(order, receiver, Some(signal)).await.map_err(|error| error.to_string())?;
    println!("These were handled, and are handed over once more because you say so:");
    for receipt in again {
        println!("  {}: {}", happened(&receipt), whom(&receipt.receiver));
    }
    println!("A receiver that does nothing twice about the same signal does nothing now.");
    Ok(())
}

fn unknown(signal: &str) -> String {
    format!("there is no signal {signal}; `pannier outbox list` shows those that are not handled")
}

fn heading(receipt: &Receipt) -> String {
    format!("{}\n  {}, {}", happened(receipt), receipt.signal_id, when(receipt.at))
}

/// A line about a receipt, and one about what went wrong.
fn print(receipt: &Receipt) {
    println!("  - {}: {}", whom(&receipt.receiver), how_far(receipt));
    if let Some(error) = &receipt.error {
        println!("      the last time: {error}");
    }
}

/// What the signal says, in words.
fn happened(receipt: &Receipt) -> String {
    let order = receipt.order_number.map_or("A basket".to_owned(), |number| format!("Order {number}"));
    let what = match receipt.kind.parse() {
        Ok(SignalKind::Created) => "was begun",
        Ok(SignalKind::Pending) => "was placed",
        Ok(SignalKind::Completed) => "was paid",
        Ok(SignalKind::Cancelled) => "was cancelled",
        Ok(SignalKind::Refunded) => "was given money back",
        Ok(SignalKind::Attention) => "needs a person",
        Ok(SignalKind::Fulfilled) => "had a parcel sent",
        Ok(SignalKind::Overdue) => "still waits for its payment",
        Ok(SignalKind::DownloadsRenewed) => "had its downloads renewed",
        Ok(SignalKind::FileMissing) => "lacks a file that was sold with it",
        _ => "has news that this version of the shop does not know",
    };
    format!("{order} {what} ({})", receipt.kind)
}

/// Who is to be told, in words where there are any.
fn whom(receiver: &str) -> String {
    let words = match receiver {
        "downloads" => "activating the downloads",
        "confirmation-mail" => "the mail to the shopper",
        "owner-mail" => "the mail to the owner",
        "webhook" => "the webhook to your other system",
        "kunaki" => "having the discs made and sent by Kunaki",
        other => return other.to_owned(),
    };
    format!("{words} ({receiver})")
}

fn how_far(receipt: &Receipt) -> String {
    let tries = match receipt.attempts {
        0 => "not tried yet".to_owned(),
        1 => "tried once".to_owned(),
        n => format!("tried {n} times"),
    };
    match receipt.state {
        ReceiptState::Waiting { until } if until <= now() => format!("{tries}, next try now"),
        ReceiptState::Waiting { until } => format!("{tries}, next try in {}", lasting(until - now())),
        ReceiptState::InHand { since } => format!("being handled for {}", lasting(now() - since)),
        ReceiptState::Failed => format!("{tries}, given up"),
        ReceiptState::Handled { at: Some(at) } => format!("handled {}", when(at)),
        ReceiptState::Handled { at: None } => "handled".to_owned(),
        _ => tries,
    }
}

/// What comes next, and what a person can do.
fn advice(receipt: &Receipt) -> String {
    let Receipt { signal_id, receiver, kind, .. } = receipt;
    match receipt.state {
        ReceiptState::Waiting { .. } => {
            format!("It is tried again by itself; `pannier outbox retry {signal_id}` does not wait for that.")
        }
        ReceiptState::InHand { .. } => {
            "If nothing comes of it, as when the shop is stopped, it is tried again by itself.".to_owned()
        }
        ReceiptState::Failed => format!(
            "Nothing tries it again by itself. Put right what is wrong, then: `pannier outbox retry {signal_id}`."
        ),
        ReceiptState::Handled { .. } => match receipt.order_number {
            Some(number) => format!(
                "To hand it over once more: `pannier outbox replay {number} --receiver {receiver} --signal {kind}`."
            ),
            None => "There is nothing to do.".to_owned(),
        },
        _ => "A newer version of the shop knows what to do.".to_owned(),
    }
}

fn when(millis: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(millis / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(format_description!("on [year]-[month]-[day] at [hour]:[minute]:[second] UTC")).unwrap_or_default()
}

/// How long that is, to the next unit that says it.
fn lasting(millis: i64) -> String {
    let seconds = millis.max(0).unsigned_abs().div_ceil(1000);
    match seconds {
        0..=90 => format!("{seconds} s"),
        91..=5_400 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_is_never_said_to_be_shorter_than_it_is() {
        assert_eq!(lasting(-5), "0 s");
        assert_eq!(lasting(1), "1 s");
        assert_eq!(lasting(90_000), "90 s");
        assert_eq!(lasting(90_001), "2 min");
        assert_eq!(lasting(16_384_000), "5 h");
    }
}
