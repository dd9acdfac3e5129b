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
mod translated;

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

/// What the pages say, by language.
const MESSAGES: [(&str, &str); 2] = [("en", include_str!("messages/en.ftl")), ("de", include_str!("messages/de.ftl"))];

/// Teaches a store the shop's three kinds, and lets shoppers find them.
pub fn sell(builder: StoreBuilder) -> StoreBuilder {
    builder.sell::<Album>().sell::<Print>().sell::<Ticket>().list::<Album>().list::<Poster>().list::<Ticket>()
}

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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::MESSAGES;

    fn names(messages: &str) -> BTreeSet<String> {
        let name = |line: &str| Some(line.split_once(" =")?.0.to_owned()).filter(|name| !name.contains([' ', '{']));
        messages.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
    }

    /// All that is quoted in the sources, and what of it is the name of a message for certain.
    fn quoted(folder: &Path, all: &mut BTreeSet<String>, called: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("sources") {
            let path = entry.expect("a source").path();
            if path.is_dir() {
                if !path.ends_with("seed") {
                    quoted(&path, all, called);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                all.extend(source.split('"').map(str::to_owned));
                let calls = ["say(\"", "say_with(\"", "texts.get(\"", "texts.format(\""];
                let calls = calls.iter().flat_map(|call| source.split(call).skip(1));
                called.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }

    /// What the pages say is said in both languages, and nothing is translated for nobody. The names of the ways to ship are put
    /// together by the store.
    #[test]
    fn the_messages_are_those_that_are_used() {
        let [(_, english), (_, german)] = MESSAGES;
        assert_eq!(names(english), names(german));
        let (mut used, mut called) = (BTreeSet::new(), BTreeSet::new());
        quoted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop"), &mut used, &mut called);
        let unused: Vec<_> =
            names(english).into_iter().filter(|name| !used.contains(name) && !name.starts_with("shipping-")).collect();
        assert!(unused.is_empty(), "said by nobody: {unused:?}");
        for name in called {
            assert!(names(english).contains(&name), "no message {name}");
        }
    }
}
