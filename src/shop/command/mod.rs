//! The command line of the demo shop.

use clap::{Parser, Subcommand};
use pannier::{Actor, settings_help};

use super::{plug_ins::SETTINGS, server};

mod delivery;
mod file;
mod order;
mod product;
mod shipment;
mod webhook;

#[derive(Parser)]
#[command(name = "pannier", version, about = "A finished shop. Without a command, it serves.", after_help = settings_help(SETTINGS))]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shop (default)
    Serve,
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
    /// Manage the search index of products
    Product {
        #[command(subcommand)]
        command: product::Product,
    },
    /// Manage the files of downloads
    File {
        #[command(subcommand)]
        command: file::File,
    },
}

/// Runs the command given by the arguments.
///
/// # Errors
/// With a message for the terminal.
pub async fn run() -> Result<(), String> {
    let command = match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => return server::serve().await,
        Command::File { command } => return command.run().await,
        command => command,
    };
    let (store, ..) = server::open().await?;
    let admin = store.acting(&Actor::CommandLine);
    match command {
        Command::Order { command } => command.run(admin).await,
        Command::Shipment { command } => command.run(admin).await,
        Command::Delivery { command } => command.run(admin).await,
        Command::Webhook { command } => command.run(admin).await,
        Command::Product { command } => command.run(&store).await,
        Command::Serve | Command::File { .. } => unreachable!("run without a store"),
    }
}
