//! What the shop is filled with for a demonstration: a catalogue, pictures and music, all of it generated. A shop with goods of its
//! own has none of this.

pub mod art;
mod rng;
mod seed;
mod sound;

use std::time::Duration;

use pannier::{
    Storage, StorageError, StoredFile,
    db::{self, Db},
    storage::Upload,
};

use super::album::Album;

/// Creates the shop's tables and, on its first start, puts the demo goods into them. Says whether it has written to them: then the
/// index has to be made anew.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(db: &Db) -> db::Result<bool> {
    seed::seed(db).await
}

/// Puts the files of the demo goods' downloads into a storage, wherever it is: those that are not there yet.
///
/// # Errors
/// When the storage refuses.
pub async fn fill(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut missing = Vec::new();
    for album in seed::ALBUMS {
        let file = StoredFile::new(Album::file_key(album.id), album.title, Album::FILE_TYPE);
        match storage.signed_url(&file, Duration::from_secs(1)).await {
            Ok(_) => {}
            Err(StorageError::Missing(_)) => missing.push(album.id),
            Err(error) => return Err(error),
        }
    }
    let pieces = tokio::task::spawn_blocking(move || sound::play(&missing)).await;
    let pieces = pieces.map_err(|error| StorageError::Unreadable(std::io::Error::other(error)))?;
    for (album, piece) in pieces {
        storage.put(Upload::bytes(Album::file_key(album), Album::FILE_TYPE, piece)).await?;
    }
    Ok(())
}
