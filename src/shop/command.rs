//! The command line of the finished shop.

use clap::{Parser, Subcommand};

use super::server;
use crate::{Store, settings_help};

mod file;
mod order;
mod webhook;

#[derive(Parser)]
#[command(name = "pannier", version, about = "A finished shop. Without a command, it serves.", after_help = settings_help())]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop (what happens without a command)
    Serve,
    /// Show what receivers have not handled, and have them try again
    Outbox {
        #[command(subcommand)]
        command: Option<Outbox>,
    },
    /// List orders, or show one and change it
    Order(order::Order),
    /// Show the webhooks that have come, and read one again
    Webhook {
        #[command(subcommand)]
        command: webhook::Webhook,
    },
    /// Put the files of downloads where the shop finds them
    File {
        #[command(subcommand)]
        command: file::File,
    },
}

#[derive(Subcommand)]
enum Outbox {
    /// List the signals that wait or have failed
    List,
    /// Have every receiver that has not handled a signal try again now
    Retry {
        /// The signal, as `list` shows it
        signal: String,
    },
}

/// Does what the command line says.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub async fn run() -> Result<(), String> {
    match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve().await,
        Command::File { command } => command.run().await,
        Command::Order(order) => order.run(&server::open().await?.0).await,
        Command::Webhook { command } => command.run(&server::open().await?.0).await,
        Command::Outbox { command } => {
            let (store, ..) = server::open().await?;
            match command.unwrap_or(Outbox::List) {
                Outbox::List => list(&store).await,
                Outbox::Retry { signal } => retry(&store, &signal).await,
            }
        }
    }
}

async fn list(store: &Store) -> Result<(), String> {
    let receipts = store.undelivered().await.map_err(|e| e.to_string())?;
    if receipts.is_empty() {
        println!("Every receiver has handled every signal.");
        return Ok(());
    }
    for r in receipts {
        let order = r.order_number.map_or("a basket".to_owned(), |n| format!("order {n}"));
        println!("{}  {order} {}  {}: {} after {} tries", r.signal_id, r.kind, r.receiver, r.state, r.attempts);
        if let Some(error) = r.error {
            println!("    {error}");
        }
    }
    println!("Try one again: pannier outbox retry SIGNAL");
    Ok(())
}

async fn retry(store: &Store, signal: &str) -> Result<(), String> {
    match store.replay(signal).await.map_err(|e| e.to_string())? {
        0 => Err(format!("nothing waits for signal {signal}; `pannier outbox list` shows what does")),
        n => {
            println!("{n} to be tried again by the shop that is running, or the next that starts.");
            Ok(())
        }
    }
}
