//! The command line of the finished shop.

use clap::{Parser, Subcommand};
use pannier::settings_help;

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
    /// Serve the shop (what happens without a command)
    Serve,
    /// Show what receivers have not handled, and have them try again
    Outbox {
        #[command(subcommand)]
        command: Option<outbox::Outbox>,
    },
    /// List orders, or show one and change it
    Order(order::Order),
    /// Show the webhooks that have come, and read one again
    Webhook {
        #[command(subcommand)]
        command: webhook::Webhook,
    },
    /// Look after what shoppers can find
    Goods {
        #[command(subcommand)]
        command: goods::Goods,
    },
    /// Put the files of downloads where the shop finds them
    File {
        #[command(subcommand)]
        command: file::File,
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
        Command::Goods { command } => command.run(&server::open().await?.0).await,
        Command::Order(order) => order.run(&server::open().await?.0).await,
        Command::Webhook { command } => command.run(&server::open().await?.0).await,
        Command::Outbox { command } => command.unwrap_or(outbox::Outbox::List).run(&server::open().await?.0).await,
    }
}
