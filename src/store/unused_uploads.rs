//! Deletes uploads that nothing refers to any more: pictures and files of products that were replaced, or never saved.
//!
//! Once a day, one of the instances notes which uploads the products refer to. One that no product has referred to for
//! [`Settings::keep_uploads`](super::Settings::keep_uploads) is deleted. An order keeps the file that it includes.

use std::time::Duration;

use super::{Store, db::Result, managed::HasUploads, picture, storage::StorageError};
use crate::{
    args,
    model::{Timestamp, days, widths},
};

/// How often the uploads that products refer to are noted.
const NOTED_EVERY: Duration = days(1);
/// The number of uploads that are selected at once.
const BATCH: u32 = 100;

/// Deletes what was not used for long enough.
pub(super) async fn purge(store: &Store) -> Result<()> {
    let Some(keep) = store.settings().keep_uploads else { return Ok(()) };
    let now = store.db().now();
    let sql = "UPDATE pannier_counters SET value = $1 WHERE name = 'uploads_noted' AND value <= $2";
    if store.db().execute(sql, args![now, now - NOTED_EVERY]).await? == 0 {
        return Ok(());
    }
    // If it fails, nothing is deleted, as what is used may seem not to be.
    let HasUploads { pictures, files } = store.note_used_uploads(now).await?;
    // An app without such fields refers to its uploads in a way of its own.
    if pictures {
        purge_pictures(store, now - keep).await?;
    }
    if files {
        purge_files(store, now - keep).await?;
    }
    Ok(())
}

async fn purge_pictures(store: &Store, unused_since: Timestamp) -> Result<()> {
    let sql = "SELECT id, width FROM pannier_pictures WHERE used_at <= $1 ORDER BY used_at LIMIT $2";
    loop {
        let rows = store.db().fetch_all(sql, args![unused_since, BATCH]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let (id, width): (String, u32) = (row.get("id")?, row.get_u32("width")?);
            for width in widths(width) {
                if !is_deleted(store, &picture::key(&id, width)).await {
                    return Ok(());
                }
            }
            store.db().execute("DELETE FROM pannier_pictures WHERE id = $1", args![&id]).await?;
            tracing::info!(picture = id, "unused picture deleted");
        }
    }
}

async fn purge_files(store: &Store, unused_since: Timestamp) -> Result<()> {
    let sql = "SELECT key FROM pannier_uploads WHERE used_at <= $1 ORDER BY used_at LIMIT $2";
    loop {
        let rows = store.db().fetch_all(sql, args![unused_since, BATCH]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let key: String = row.get("key")?;
            let of_an_order = "SELECT 1 AS one FROM pannier_order_lines WHERE download_key = $1 LIMIT 1";
            if store.db().fetch_optional(of_an_order, args![&key]).await?.is_none() {
                if !is_deleted(store, &key).await {
                    return Ok(());
                }
                tracing::info!(key, "unused file deleted");
            }
            // That of an order is kept for good.
            store.db().execute("DELETE FROM pannier_uploads WHERE key = $1", args![&key]).await?;
        }
    }
}

/// Deletes a file from the storage. Returns `false` if it could not: it is tried again the next day.
async fn is_deleted(store: &Store, key: &str) -> bool {
    match store.storage().delete(key).await {
        Ok(()) => true,
        // It keeps everything.
        Err(StorageError::Unsupported | StorageError::ReadOnly) => false,
        Err(error) => {
            tracing::error!(key, %error, "could not delete an unused upload; will retry");
            false
        }
    }
}
