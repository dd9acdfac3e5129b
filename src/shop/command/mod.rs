//! The command line of the demo shop.

use std::error::Error;

use clap::{Parser, Subcommand};
use pannier::{Actor, Settings, payment::BankTransfer};

use super::{plug_ins::SETTINGS, process, server};

mod code;
mod delivery;
mod file;
mod invoice;
mod order;
mod output;
mod product;
mod shipment;
mod staff;
mod taxes;
mod webhook;

#[derive(Parser)]
#[command(name = "pannier", version, about = "A finished shop. Without a command, it serves.", after_help = Settings::help(SETTINGS))]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop (default)
    Serve,
    #[command(flatten)]
    WithStore(WithStore),
    /// Manage the files of downloads
    File {
        #[command(subcommand)]
        command: file::File,
    },
}

#[derive(Subcommand)]
enum WithStore {
    /// List orders, or show and change one
    Order {
        #[command(subcommand)]
        command: order::Order,
    },
    /// List the shipments to send, or change one
    Shipment {
        #[command(subcommand)]
        command: shipment::Command,
    },
    /// List failed and pending deliveries of mails, downloads and webhooks, or retry them
    Delivery {
        #[command(subcommand)]
        command: delivery::Delivery,
    },
    /// List received webhooks, or process one again
    Webhook {
        #[command(subcommand)]
        command: webhook::Webhook,
    },
    /// List who may sign in to the admin, or change that
    Staff {
        #[command(subcommand)]
        command: staff::Staff,
    },
    /// List codes that take something off, or create and end one
    Code {
        #[command(subcommand)]
        command: code::Command,
    },
    /// Export and import products and shipping rates, or rebuild the search index
    Product {
        #[command(subcommand)]
        command: product::Product,
    },
    /// List and check invoices and credit notes, or issue and correct one
    Invoice {
        #[command(subcommand)]
        command: invoice::Command,
    },
    /// Print the taxes of a quarter, or the table of rates
    Taxes(taxes::Taxes),
}

/// Parses an order number, or the reference that a bank transfer shows for it.
fn order_number(text: &str) -> Result<i64, String> {
    let number = text.trim().parse().ok().or_else(|| BankTransfer::order_number(text));
    number.ok_or_else(|| "neither an order number (1003) nor the reference of a bank transfer (RF83 1003)".to_owned())
}

/// Runs the command given by the arguments.
///
/// # Errors
/// With a message for the terminal.
pub async fn run() -> Result<(), Box<dyn Error>> {
    process::keep_files_private();
    match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve().await,
        Command::File { command } => command.run().await,
        // The table is part of the program.
        Command::WithStore(WithStore::Taxes(command)) if command.are_rates() => {
            taxes::rates();
            Ok(())
        }
        Command::WithStore(command) => {
            let (store, _) = server::open(server::Purpose::Command).await?;
            let admin = store.acting(&Actor::CommandLine);
            let done = match command {
                WithStore::Order { command } => command.run(admin).await,
                WithStore::Shipment { command } => command.run(admin).await,
                WithStore::Delivery { command } => command.run(admin).await,
                WithStore::Webhook { command } => command.run(admin).await,
                WithStore::Staff { command } => command.run(admin).await,
                WithStore::Code { command } => command.run(admin).await,
                WithStore::Product { command } => command.run(&store).await,
                WithStore::Invoice { command } => command.run(admin).await,
                WithStore::Taxes(command) => command.run(admin).await,
            };
            Ok(done?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_named_by_its_number_or_its_payment_reference() {
        for named in ["1003", " 1003", "RF831003", "rf83 1003"] {
            assert_eq!(order_number(named), Ok(1003), "{named}");
        }
        for wrong in ["", "RF841003", "RF83", "order", "99999999999999999999"] {
            assert!(order_number(wrong).is_err(), "{wrong}");
        }
    }
}
