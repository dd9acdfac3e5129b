//! The demo shop: records, prints and evenings.
//!
//! Three models of its own, in tables of its own, sold by a store that knows none of them; pages that hold the store's
//! components; a look. It uses only what the library exports, as your app would: begin by copying it.

mod address;
mod album;
mod art;
pub mod command;
mod json_ld;
mod pages;
mod payment;
mod poster;
mod query;
mod routes;
mod seed;
mod server;
mod sound;
mod ticket;

use std::time::Duration;

use crate::{
    Storage, StorageError, StoreBuilder, StoredFile,
    db::{self, Db},
    storage::Upload,
};

pub use album::Album;
pub use pages::{App, shell};
pub use poster::{Poster, Print};
pub use routes::routes;
pub use ticket::Ticket;

/// Teaches a store the shop's three kinds, and lets shoppers find them.
pub fn sell(builder: StoreBuilder) -> StoreBuilder {
    builder.sell::<Album>().sell::<Print>().sell::<Ticket>().list::<Album>().list::<Poster>().list::<Ticket>()
}

/// Creates the shop's tables and, on its first start, puts the demo goods into them.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(db: &Db) -> db::Result<()> {
    seed::seed(db).await
}

/// Puts the files of the demo goods' downloads into a storage, wherever it is: those that are not there yet.
///
/// # Errors
/// When the storage refuses.
pub async fn fill(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut missing = Vec::new();
    for album in seed::ALBUMS {
        let file = StoredFile::new(Album::file_key(album.id), album.title, sound::CONTENT_TYPE);
        match storage.signed_url(&file, Duration::from_secs(1)).await {
            Ok(_) => {}
            Err(StorageError::Missing(_)) => missing.push(album.id),
            Err(error) => return Err(error),
        }
    }
    let pieces = tokio::task::spawn_blocking(move || sound::play(&missing)).await;
    let pieces = pieces.map_err(|error| StorageError::Unreadable(std::io::Error::other(error)))?;
    for (album, piece) in pieces {
        storage.put(Upload::bytes(Album::file_key(album), sound::CONTENT_TYPE, piece)).await?;
    }
    Ok(())
}
