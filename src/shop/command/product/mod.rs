//! `pannier product`: exports and imports products, and manages the search index.

use std::path::PathBuf;

use clap::Subcommand;
use pannier::{Actor, Store};

use super::output::outln;

mod export;
mod import;

#[derive(Subcommand)]
pub(super) enum Product {
    /// Rebuild the search index from the product tables
    Index,
    /// Export all products of a kind as CSV
    Export {
        /// The kind, such as album
        kind: String,
        /// The file to write; standard output by default
        file: Option<PathBuf>,
    },
    /// Import products of a kind from a CSV file, and report the rows to look at
    Import(import::Arguments),
}

impl Product {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        match self {
            Product::Index => {
                let indexed = store.index_products().await.map_err(|error| error.to_string())?;
                outln!("Indexed {} products, removed {}.", indexed.products, indexed.removed);
                Ok(())
            }
            Product::Export { kind, file } => {
                export::run(store.acting(&Actor::CommandLine), &kind, file.as_deref()).await
            }
            Product::Import(arguments) => import::run(store, &arguments).await,
        }
    }
}
