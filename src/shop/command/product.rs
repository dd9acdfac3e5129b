//! `pannier product`: manages the search index.

use clap::Subcommand;
use pannier::Store;

use super::output::outln;

#[derive(Subcommand)]
pub(super) enum Product {
    /// Rebuild the search index from the product tables
    Index,
}

impl Product {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        match self {
            Product::Index => {
                let indexed = store.index_products().await.map_err(|error| error.to_string())?;
                outln!("Indexed {} products, removed {}.", indexed.products, indexed.removed);
                Ok(())
            }
        }
    }
}
