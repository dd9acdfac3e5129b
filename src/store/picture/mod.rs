//! Pictures of products: what the staff upload is decoded once, and stored in the widths that pages show.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use tokio::{
    io::AsyncRead,
    sync::{Semaphore, SemaphorePermit},
};

use super::{
    Store,
    admin::Admin,
    db,
    http::encode,
    staff::role::Act,
    storage::{StorageError, Upload},
    upload::{ReceivedUpload, UploadError},
};
use crate::{args, model::Picture};

mod convert;
mod serve;

use convert::{Converted, convert};
pub(super) use serve::routes;

/// Number of characters of an id.
const ID_LENGTH: usize = 32;

/// Limits the pictures that are in memory at a time: to convert one takes up to half a gigabyte.
static CONVERSIONS: Semaphore = Semaphore::const_new(2);

fn is_id(id: &str) -> bool {
    id.len() == ID_LENGTH && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Returns where a version of a picture is in the storage.
pub(super) fn key(id: &str, width: u32) -> String {
    format!("pictures/{id}/{width}.webp")
}

/// Converts a picture, outside of the threads that serve requests.
async fn converted(upload: Vec<u8>, turn: SemaphorePermit<'static>) -> Result<Converted, UploadError> {
    let conversion = tokio::task::spawn_blocking(move || {
        // Held until it is done, even if nobody waits for it any more.
        let _turn = turn;
        convert(&upload)
    });
    // A decoder may panic, as its authors say.
    conversion.await.unwrap_or_else(|panic| Err(UploadError::Damaged(panic.to_string())))
}

impl Store {
    /// Receives a picture. It is in a file, however many others are, until it is its turn to be converted.
    pub(crate) async fn receive_picture(&self, content: impl AsyncRead + Send) -> Result<ReceivedUpload, UploadError> {
        ReceivedUpload::of(content, &self.settings().data, Picture::LARGEST_UPLOAD).await
    }

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
    /// Adds a picture in JPEG, PNG or WebP, or in AVIF with the feature `avif`, of up to [`Picture::LARGEST_UPLOAD`] bytes and
    /// 50 million pixels. It is turned upright and converted to WebP in several widths, in sRGB and without any metadata, such
    /// as the place where it was taken. The same picture, added twice, is one.
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
        let received = self.store.receive_picture(content).await?;
        self.store_picture(received).await
    }

    /// Adds a picture that has been received. See [`Admin::add_picture`].
    pub(crate) async fn store_picture(&self, received: ReceivedUpload) -> Result<Picture, UploadError> {
        self.check_form().await?;
        let turn = CONVERSIONS.acquire().await.expect("it is never closed");
        let upload = received.into_bytes().await?;
        let id = encode::hex(&Sha256::digest(&upload)[..ID_LENGTH / 2]);
        let (storage, known) =
            (self.store.storage(), self.store.pictures(std::slice::from_ref(&id)).await?.remove(&id));
        // It may be known, and missing from a storage that is not the one of then.
        match storage.read(&key(&id, known.as_ref().map_or(0, |picture| picture.width))).await {
            Ok(_) => {
                if let Some(picture) = known {
                    let (db, sql) = (self.store.db(), "UPDATE pannier_pictures SET used_at = $2 WHERE id = $1");
                    db.execute(sql, args![&id, db.now()]).await?;
                    return Ok(picture);
                }
            }
            Err(StorageError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let Converted { width, height, versions } = converted(upload, turn).await?;
        for (width, content) in versions {
            storage.put(Upload::bytes(key(&id, width), "image/webp", content)).await?;
        }
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO pannier_pictures (id, width, height, created_at, used_at) VALUES ($1, $2, $3, $4, $4) \
                   ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at";
        let now = tx.now();
        tx.execute(sql, args![&id, width, height, now]).await?;
        self.entry(Act::UploadFile).subject(&id).detail(format!("{width} x {height}")).commit(tx).await?;
        Ok(Picture::new(self.store.paths(), id, width, height))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

    use super::*;
    use crate::{Actor, Settings, db::Db};

    #[tokio::test]
    async fn a_picture_is_received_before_it_is_its_turn() {
        let data = std::env::temp_dir().join(format!("pannier-picture-{}", uuid::Uuid::new_v4()));
        let mut settings = Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know");
        settings.data.clone_from(&data);
        let store = Store::builder(Db::memory().await.unwrap(), settings).build().await.unwrap();
        let mut png = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(RgbImage::new(40, 30)).write_to(&mut png, ImageFormat::Png).unwrap();
        let all = CONVERSIONS.acquire_many(2).await.unwrap();
        let received = store.receive_picture(&png.get_ref()[..]).await.unwrap();
        drop(all);
        let picture = store.acting(&Actor::CommandLine).store_picture(received).await.unwrap();
        assert_eq!((picture.width, picture.height), (40, 30));
        let left: Vec<_> = std::fs::read_dir(&data).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["files"], "drafts stayed behind");
        std::fs::remove_dir_all(data).unwrap();
    }

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
