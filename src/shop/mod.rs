//! The demo shop: records, prints and evenings.
//!
//! Three models of its own, in tables of its own, sold by a store that knows none of them; pages that hold the store's
//! components; a look. It uses only what the library exports, as your app would: begin by copying it.

mod album;
mod art;
pub mod command;
mod json_ld;
mod pages;
mod poster;
mod query;
mod routes;
mod seed;
mod server;
mod sound;
mod ticket;

use std::path::Path;

use crate::{
    StoreBuilder,
    db::{self, Db, DbError},
};

pub use album::Album;
pub use pages::{App, shell};
pub use poster::Print;
pub use routes::routes;
pub use ticket::Ticket;

/// Teaches a store the shop's three kinds.
pub fn sell(builder: StoreBuilder) -> StoreBuilder {
    builder.sell::<Album>().sell::<Print>().sell::<Ticket>()
}

/// Creates the shop's tables and, on its first start, puts the demo goods into them and the files of their downloads under
/// `files`, which is where [`LocalFiles`](crate::LocalFiles) will look for them.
///
/// # Errors
/// When the database refuses, or a file cannot be written.
pub async fn prepare(db: &Db, files: &Path) -> db::Result<()> {
    let files = files.to_owned();
    let sounds = tokio::task::spawn_blocking(move || {
        let keys = seed::ALBUMS.iter().map(|album| (album.id, Album::file_key(album.id)));
        sound::write_missing(&files, keys)
    });
    seed::seed(db).await?;
    let written = sounds.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    written.map_err(|error| DbError(error.into()))
}
