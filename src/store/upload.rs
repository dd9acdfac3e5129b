//! Uploads of the staff: files that products include, and what can be wrong with an upload.

use std::{
    io::{self, SeekFrom},
    path::Path,
    pin::pin,
};

use tokio::{
    fs::{self, File},
    io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, BufWriter},
};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Store,
    admin::Admin,
    audit::NotRecorded,
    db::DbError,
    is_break,
    staff::role::Act,
    storage::{StorageError, Upload, media_type},
    token,
};
use crate::args;

/// Number of bytes of an upload held in memory at a time.
const PIECE: usize = 256 * 1024;
/// Maximum length of a file name in bytes: a file system takes 255.
const LONGEST_NAME: usize = 150;
/// Maximum length of the part of a file name that says its type, in bytes.
const LONGEST_EXTENSION: usize = 12;

/// The reason why an upload was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// It has more bytes than this.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is no picture in a format that the store decodes.
    #[error("the file is no picture in JPEG, PNG, WebP or, with the feature `avif`, AVIF")]
    UnknownFormat,
    /// It is a picture in HEIC, as iPhones take them. Its codec is patented, so the store does not decode it.
    #[error("the picture is in HEIC, which the store does not decode")]
    Heic,
    /// It is an animation, or has several layers.
    #[error("the file has several pictures")]
    SeveralPictures,
    /// The picture is in HDR, which has more light than the store's versions can show.
    #[error("the picture is in HDR (high dynamic range), which the store does not convert")]
    HighDynamicRange,
    /// The picture cannot be decoded, for this reason.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// The picture has more than 50 million pixels, or needs too much memory.
    #[error("the picture has more than 50 million pixels")]
    TooManyPixels,
    /// The picture is more than eight times as high as it is wide.
    #[error("the picture is more than eight times as high as it is wide")]
    TooNarrow,
    /// It could not be received whole, or not be kept until it was.
    #[error("the upload could not be received: {0}")]
    Unreadable(#[source] io::Error),
    /// The form with this token has taken effect before: see [`Admin::once`].
    #[error("this form was already submitted, and has taken effect once")]
    AlreadyDone,
    /// The actor is a member of staff who is disabled, or whose role does not allow it. Nothing was changed.
    #[error("this member of staff may not do this (any longer), and nothing was changed")]
    NotAllowed,
    /// The storage did not take it.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database could not be reached, or reported an error.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<NotRecorded> for UploadError {
    fn from(reason: NotRecorded) -> Self {
        match reason {
            NotRecorded::AlreadyDone => UploadError::AlreadyDone,
            NotRecorded::NotAllowed => UploadError::NotAllowed,
            NotRecorded::Database(error) => UploadError::Database(error),
        }
    }
}

/// An upload that has arrived whole. It is in a file without a name, which ends with it.
pub(crate) struct ReceivedUpload {
    file: File,
    length: u64,
}

impl ReceivedUpload {
    pub(super) async fn of(
        content: impl AsyncRead + Send,
        folder: &Path,
        most: u64,
    ) -> Result<ReceivedUpload, UploadError> {
        let mut draft = BufWriter::with_capacity(PIECE, nameless(folder).await.map_err(UploadError::Unreadable)?);
        let mut content = pin!(content.take(most.saturating_add(1)));
        let length = tokio::io::copy(&mut content, &mut draft).await.map_err(UploadError::Unreadable)?;
        match length {
            0 => return Err(UploadError::Empty),
            length if length > most => return Err(UploadError::TooLarge(most)),
            _ => {}
        }
        draft.flush().await.map_err(UploadError::Unreadable)?;
        let mut file = draft.into_inner();
        file.seek(SeekFrom::Start(0)).await.map_err(UploadError::Unreadable)?;
        Ok(ReceivedUpload { file, length })
    }

    /// Reads it into memory.
    pub(super) async fn into_bytes(mut self) -> Result<Vec<u8>, UploadError> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or_default());
        self.file.read_to_end(&mut bytes).await.map_err(UploadError::Unreadable)?;
        Ok(bytes)
    }
}

/// Creates a file that is deleted at once: the system keeps its content until it is closed, even by a crash.
async fn nameless(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder).await?;
    let path = folder.join(format!(".{}.upload", uuid::Uuid::new_v4()));
    let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(&path).await?;
    fs::remove_file(&path).await?;
    Ok(file)
}

impl Store {
    /// Receives an upload of up to [`Settings::largest_upload`](crate::Settings::largest_upload) bytes.
    pub(crate) async fn receive_upload(&self, content: impl AsyncRead + Send) -> Result<ReceivedUpload, UploadError> {
        let settings = self.settings();
        ReceivedUpload::of(content, &settings.data, settings.largest_upload).await
    }
}

impl Admin<'_> {
    /// Adds a file that a product can include, of up to [`Settings::largest_upload`](crate::Settings::largest_upload)
    /// bytes. It is streamed, and kept in [`Settings::data`](crate::Settings::data) until all of it has arrived. Returns its
    /// key in the [storage](crate::Storage), at which no other file is: `uploads/`, a random part, and the file name.
    ///
    /// ```no_run
    /// # pannier::testing::example(async |store, _| {
    /// let admin = store.acting(&pannier::Actor::CommandLine);
    /// let key = admin.add_file("Scores/Nocturne No. 1.pdf", &b"%PDF-1.7"[..]).await?;
    /// assert!(key.starts_with("uploads/") && key.ends_with("/Nocturne No. 1.pdf"));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`UploadError::TooLarge`] and [`UploadError::Empty`]; if it cannot be received, stored or recorded.
    pub async fn add_file(&self, name: &str, content: impl AsyncRead + Send) -> Result<String, UploadError> {
        let received = self.store.receive_upload(content).await?;
        self.store_upload(name, &token(), received).await
    }

    /// Adds a file that has been received, in a folder of the uploads: with the same, it is stored in the place of the one
    /// before. See [`Admin::add_file`].
    pub(crate) async fn store_upload(
        &self,
        name: &str,
        folder: &str,
        received: ReceivedUpload,
    ) -> Result<String, UploadError> {
        self.check_form().await?;
        let name = clean(name);
        let key = format!("uploads/{folder}/{name}");
        let upload = Upload::new(&key, media_type(&name), received.length, received.file);
        self.store.storage().put(upload).await?;
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO pannier_uploads (key, used_at) VALUES ($1, $2) \
                   ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at";
        let now = tx.now();
        tx.execute(sql, args![&key, now]).await?;
        let entry = self.entry(Act::UploadFile).subject(&key).detail(format!("{} bytes", received.length));
        entry.commit(tx).await?;
        Ok(key)
    }
}

/// Returns the file name at the end of a path of any system, without characters that some systems interpret.
fn clean(name: &str) -> String {
    // The file names of macOS have accents as characters of their own.
    let name: String = name.rsplit(['/', '\\']).next().unwrap_or_default().nfc().collect();
    // Marks that turn the direction of writing can make one extension look like another.
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if is_break(c) || turns(c) || "<>:\"|?*".contains(c) { '_' } else { c };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, extension) = match name.rfind('.').filter(|dot| name.len() - dot <= LONGEST_EXTENSION) {
        Some(dot) => name.split_at(dot),
        None => (name, ""),
    };
    let stem = &stem[..stem.floor_char_boundary(LONGEST_NAME - extension.len())];
    match stem.trim_end() {
        "" => format!("file{extension}"),
        stem => format!("{stem}{extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, AuditQuery, Settings, db::Db};

    #[test]
    fn a_file_name_can_be_stored_anywhere() {
        for (name, expected) in [
            ("Blue Hour.flac", "Blue Hour.flac"),
            ("cover\u{202e}gpj.exe", "cover_gpj.exe"),
            ("C:\\Users\\ada\\Größe 50%.pdf", "Größe 50%.pdf"),
            ("../../etc/passwd", "passwd"),
            ("/", "file"),
            ("", "file"),
            (" .. ", "file"),
            (".htaccess", "htaccess"),
            ("a\r\nb\0.zip", "a__b_.zip"),
            ("Song\u{2028}one.mp3", "Song_one.mp3"),
            ("what?.tar.gz", "what_.tar.gz"),
            ("U\u{308}ber.pdf", "Über.pdf"),
        ] {
            assert_eq!(clean(name), expected, "{name:?}");
        }
        let long = clean(&format!("{}.flac", "ö".repeat(300)));
        assert!(long.len() <= LONGEST_NAME && long.ends_with("ö.flac"), "{long}");
        assert!(clean(&"x".repeat(300)).len() <= LONGEST_NAME);
    }

    #[tokio::test]
    async fn a_file_arrives_whole_or_not_at_all() {
        let data = std::env::temp_dir().join(format!("pannier-upload-{}", uuid::Uuid::new_v4()));
        let mut settings = Settings::new("http://127.0.0.1:3000", "a secret that only tests have to know");
        (settings.data, settings.largest_upload) = (data.clone(), 1000);
        let store = Store::builder(Db::memory().await.unwrap(), settings).build().await.unwrap();
        let admin = store.acting(&Actor::CommandLine);
        let content: Vec<u8> = (0..1000).map(|n| (n % 251) as u8).collect();
        let key = admin.add_file("a.bin", &content[..]).await.unwrap();
        let stored = store.storage().read(&key).await.unwrap();
        assert_eq!((stored.length, stored.into_bytes().await.unwrap()), (1000, content.clone()));

        let more = [&content[..], b"x"].concat();
        assert!(matches!(admin.add_file("a.bin", &more[..]).await, Err(UploadError::TooLarge(1000))));
        assert!(matches!(admin.add_file("a.bin", &b""[..]).await, Err(UploadError::Empty)));
        let broken = (&content[..]).chain(Broken);
        assert!(matches!(admin.add_file("a.bin", broken).await, Err(UploadError::Unreadable(_))));
        let left: Vec<_> = std::fs::read_dir(&data).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["files"], "drafts stayed behind");
        let entries = admin.audit(&AuditQuery::default()).await.unwrap();
        let recorded: Vec<_> = entries.iter().map(|entry| (entry.subject.as_str(), entry.detail.as_str())).collect();
        assert_eq!(recorded, [(key.as_str(), "1000 bytes")]);
        std::fs::remove_dir_all(data).unwrap();
    }

    /// A connection that is lost.
    struct Broken;

    impl AsyncRead for Broken {
        fn poll_read(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
            _: &mut tokio::io::ReadBuf<'_>,
        ) -> std::task::Poll<io::Result<()>> {
            std::task::Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
        }
    }
}
