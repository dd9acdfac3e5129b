//! What shoppers can find, for the person who runs the shop.

use clap::Subcommand;
use pannier::Store;

#[derive(Subcommand)]
pub(super) enum Goods {
    /// Go through the tables of the goods, and have lists, search and sitemaps show what is there
    Index,
}

impl Goods {
    pub async fn run(self, store: &Store) -> Result<(), String> {
        match self {
            Goods::Index => {
                let indexed = store.index_goods().await.map_err(|error| error.to_string())?;
                println!("{} goods can be found; {} were there and are gone.", indexed.goods, indexed.gone);
                Ok(())
            }
        }
    }
}
