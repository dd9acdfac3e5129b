//! `pannier product`: manages the search index.

use clap::Subcommand;
use pannier::Store;

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
                println!("Indexed {} products, removed {}.", indexed.products, indexed.removed);
                Ok(())
            }
        }
    }
}
