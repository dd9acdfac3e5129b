//! Pictures of products: what the staff upload is decoded once, and stored in the widths that pages show.

use std::{collections::BTreeMap, pin::pin};

use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    sync::Semaphore,
};

use super::{
    Store,
    admin::Admin,
    db,
    http::encode,
    staff::role::Act,
    storage::{StorageError, Upload},
    upload::UploadError,
};
use crate::{args, model::Picture};

mod convert;
mod serve;

use convert::{Converted, convert};
pub(super) use serve::routes;

/// Number of characters of an id.
const ID_LENGTH: usize = 32;

/// Limits the pictures that are converted at a time: each needs up to half a gigabyte.
static CONVERSIONS: Semaphore = Semaphore::const_new(2);

fn is_id(id: &str) -> bool {
    id.len() == ID_LENGTH && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Returns where a version of a picture is in the storage.
fn key(id: &str, width: u32) -> String {
    format!("pictures/{id}/{width}.webp")
}

/// Converts a picture, outside of the threads that serve requests.
async fn converted(upload: Vec<u8>) -> Result<Converted, UploadError> {
    let turn = CONVERSIONS.acquire().await.expect("it is never closed");
    let conversion = tokio::task::spawn_blocking(move || {
        // Held until it is done, even if nobody waits for it any more.
        let _turn = turn;
        convert(&upload)
    });
    // A decoder may panic, as its authors say.
    conversion.await.unwrap_or_else(|panic| Err(UploadError::Damaged(panic.to_string())))
}

impl Store {
    /// Returns the pictures with these ids, in one query. Ids of pictures that were never added are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pictures(&self, ids: &[String]) -> db::Result<BTreeMap<String, Picture>> {
        let ids: Vec<String> = ids.iter().filter(|id| is_id(id)).cloned().collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = self.db().fetch_by_ids("pannier_pictures", &ids).await?;
        let read = |row: &db::Row| {
            let id: String = row.get("id")?;
            let picture = Picture::new(self.paths(), &id, row.get_u32("width")?, row.get_u32("height")?);
            Ok((id, picture))
        };
        rows.iter().map(read).collect()
    }
}

impl Admin<'_> {
    /// Adds a picture in JPEG, PNG or WebP, of up to [`Picture::LARGEST_UPLOAD`] bytes and 50 million pixels. It is turned
    /// upright and converted to WebP in several widths, in sRGB and without any metadata, such as the place where it was
    /// taken. The same picture, added twice, is one.
    ///
    /// ```no_run
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let picture = admin.add_picture(tokio::fs::File::open("mug.jpg").await?).await?;
    /// println!("{} {}x{}", picture.src(640), picture.width, picture.height);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`UploadError`] says what is wrong with it. [`StorageError::Unsupported`] if pictures cannot be
    /// [read](crate::Storage::read) from the storage.
    pub async fn add_picture(&self, content: impl AsyncRead + Send) -> Result<Picture, UploadError> {
        self.check_form().await?;
        let mut upload = Vec::new();
        let mut content = pin!(content.take(Picture::LARGEST_UPLOAD + 1));
        content.read_to_end(&mut upload).await.map_err(UploadError::Unreadable)?;
        match upload.len() as u64 {
            0 => return Err(UploadError::Empty),
            length if length > Picture::LARGEST_UPLOAD => {
                return Err(UploadError::TooLarge(Picture::LARGEST_UPLOAD));
            }
            _ => {}
        }
        let id = encode::hex(&Sha256::digest(&upload)[..ID_LENGTH / 2]);
        let (storage, known) =
            (self.store.storage(), self.store.pictures(std::slice::from_ref(&id)).await?.remove(&id));
        // It may be known, and missing from a storage that is not the one of then.
        match storage.read(&key(&id, known.as_ref().map_or(0, |picture| picture.width))).await {
            Ok(_) => {
                if let Some(picture) = known {
                    return Ok(picture);
                }
            }
            Err(StorageError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let Converted { width, height, versions } = converted(upload).await?;
        for (width, content) in versions {
            storage.put(Upload::bytes(key(&id, width), "image/webp", content)).await?;
        }
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO pannier_pictures (id, width, height, created_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO NOTHING";
        let now = tx.now();
        tx.execute(sql, args![&id, width, height, now]).await?;
        self.entry(Act::UploadFile).subject(&id).detail(format!("{width} x {height}")).commit(tx).await?;
        Ok(Picture::new(self.store.paths(), id, width, height))
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn an_id_is_half_of_a_hash() {
        assert!(is_id("0f343b0931126a20f133d67c2b018a3b"));
        for id in [
            "",
            "0f343b0931126a20f133d67c2b018a3",
            "0F343B0931126A20F133D67C2B018A3B",
            "../f343b0931126a20f133d67c2b018a3",
        ] {
            assert!(!is_id(id), "{id}");
        }
    }
}
