//! The command line of the demo shop.

use clap::{Parser, Subcommand};
use pannier::{Actor, settings_help};

use super::{plug_ins::SETTINGS, server};

mod file;
mod goods;
mod order;
mod outbox;
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
    /// List failed and pending deliveries, or retry them
    Outbox {
        #[command(subcommand)]
        command: Option<outbox::Outbox>,
    },
    /// List orders, or show and change one
    Order(order::Order),
    /// List received webhooks, or process one again
    Webhook {
        #[command(subcommand)]
        command: webhook::Webhook,
    },
    /// Manage the search index
    Goods {
        #[command(subcommand)]
        command: goods::Goods,
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
    match Arguments::parse().command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve().await,
        Command::File { command } => command.run().await,
        Command::Goods { command } => command.run(&server::open().await?.0).await,
        Command::Order(order) => order.run(server::open().await?.0.acting(&Actor::CommandLine)).await,
        Command::Webhook { command } => command.run(server::open().await?.0.acting(&Actor::CommandLine)).await,
        Command::Outbox { command } => {
            let command = command.unwrap_or(outbox::Outbox::List);
            command.run(server::open().await?.0.acting(&Actor::CommandLine)).await
        }
    }
}
