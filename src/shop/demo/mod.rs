//! The generated demo content: a catalogue, pictures and music. A shop with real products does not need it.

pub mod art;
mod rng;
mod seed;
mod sound;

use std::time::Duration;

use pannier::{
    Actor, CodeError, Environment, Language, NewCode, Off, Storage, StorageError, Store, StoredFile, db,
    storage::Upload,
};

/// The media type of the albums' downloads.
const FILE_TYPE: &str = "audio/wav";

/// Creates the shop's tables and, on the first start, inserts the demo products. Returns whether it has
/// written to the tables, in which case the search index must be rebuilt.
///
/// # Errors
/// If the database rejects a statement.
pub async fn prepare(store: &Store) -> db::Result<bool> {
    let language = store.languages().first().copied().unwrap_or(Language::ENGLISH);
    let seeded = seed::seed(store.db(), language, store.time_zone()).await?;
    // Where others can reach the shop, its owner decides who pays less.
    if seeded.first && store.settings().environment == Environment::Development {
        create_code(store).await?;
    }
    Ok(seeded.changed)
}

/// Creates a code that takes off ten percent, once for each person.
async fn create_code(store: &Store) -> db::Result<()> {
    let code = NewCode::new("WELCOME10", Off::Percent(1000)).label("Welcome").most_per_person(1);
    match store.acting(&Actor::System).create_code(&code).await {
        Err(CodeError::Database(error)) => return Err(error),
        Err(error) => tracing::warn!(%error, "the demo code was not created"),
        Ok(_) => {}
    }
    Ok(())
}

/// Uploads the missing download files of the demo products to the storage.
///
/// # Errors
/// If the storage rejects a file.
pub async fn fill(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut missing = Vec::new();
    for album in seed::ALBUMS {
        let file = StoredFile::new(file_key(album.id), album.title, FILE_TYPE);
        match storage.signed_url(&file, Duration::from_secs(1)).await {
            Ok(_) => {}
            Err(StorageError::Missing(_)) => missing.push(album.id),
            Err(error) => return Err(error),
        }
    }
    let pieces = tokio::task::spawn_blocking(move || sound::play(&missing)).await;
    let pieces = pieces.map_err(|error| StorageError::Unreadable(std::io::Error::other(error)))?;
    for (album, piece) in pieces {
        storage.put(Upload::bytes(file_key(album), FILE_TYPE, piece)).await?;
    }
    Ok(())
}

/// Returns the key of an album's download.
fn file_key(album: &str) -> String {
    format!("albums/{album}.wav")
}
