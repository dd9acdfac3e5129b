//! Uploads: the fields of a form with files (`multipart/form-data`), which arrive one after the other, and why a file was
//! not taken.

use std::io;

use axum::extract::multipart::{Field, MultipartError};
use futures_util::TryStreamExt as _;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use super::{
    bulk::Sent,
    here::{Failure, Here},
};
use crate::{StorageError, UploadError};

/// Maximum size of a text in such a form, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;
/// Maximum number of texts in such a form.
const MOST_TEXTS: usize = 200;

/// The texts of such a form.
#[derive(Debug, Default)]
pub(super) struct Texts {
    read: Vec<(String, String)>,
    /// How many more there are.
    skipped: usize,
}

impl Texts {
    /// Reads a text. One too many is passed over, so that the form arrives whole: a browser shows no answer before.
    pub async fn add(&mut self, name: String, field: &mut Field<'_>) -> Result<(), Failure> {
        if self.read.len() < MOST_TEXTS {
            self.read.push((name, text(field).await?));
        } else {
            skip(field).await?;
            self.skipped += 1;
        }
        Ok(())
    }

    /// Returns the texts.
    ///
    /// # Errors
    /// [`Failure::TooManyFields`].
    pub fn sent(self) -> Result<Sent, Failure> {
        if self.skipped == 0 { Ok(Sent::of(self.read)) } else { Err(Failure::TooManyFields) }
    }
}

/// Returns the content of a file, as it arrives.
pub(super) fn content(field: &mut Field<'_>) -> impl AsyncRead + Send {
    StreamReader::new(field.map_err(io::Error::other))
}

/// Reads a text.
async fn text(field: &mut Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await? {
        if bytes.len() + piece.len() > LONGEST_TEXT {
            return Err(Failure::BadRequest(String::new()));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Failure::BadRequest(String::new()))
}

/// Reads the rest of a field: a browser shows no answer before.
pub(super) async fn skip(field: &mut Field<'_>) -> Result<(), Failure> {
    while field.chunk().await?.is_some() {}
    Ok(())
}

/// For a form that breaks off, or is none.
impl From<MultipartError> for Failure {
    fn from(_: MultipartError) -> Failure {
        Failure::BadRequest(String::new())
    }
}

/// Returns `yes` if pictures can be in AVIF, for texts that say so.
pub(super) fn takes_avif() -> &'static str {
    if cfg!(feature = "avif") { "yes" } else { "no" }
}

/// Returns why a file was not taken, and what to do instead.
///
/// # Errors
/// For what is not the file's fault.
pub(super) fn refusal(here: &Here, error: UploadError) -> Result<String, Failure> {
    Ok(match error {
        UploadError::TooLarge(most) => here.format("admin-upload-larger", &[("most", (most / (1024 * 1024)).into())]),
        UploadError::Empty => here.text("admin-upload-empty"),
        UploadError::UnknownFormat => here.format("admin-upload-format", &[("avif", takes_avif().into())]),
        UploadError::Heic => here.text("admin-upload-heic"),
        UploadError::SeveralPictures => here.text("admin-upload-several"),
        UploadError::HighDynamicRange => here.text("admin-upload-hdr"),
        UploadError::Damaged(_) => here.text("admin-upload-damaged"),
        UploadError::TooManyPixels => here.text("admin-upload-pixels"),
        UploadError::TooNarrow => here.text("admin-upload-narrow"),
        UploadError::Storage(StorageError::ReadOnly | StorageError::Unsupported) => {
            here.text("admin-upload-no-storage")
        }
        UploadError::Storage(error) => {
            tracing::error!(%error, "upload not stored");
            here.text("admin-upload-storage")
        }
        UploadError::Unreadable(error) => {
            tracing::warn!(%error, "upload not received");
            here.text("admin-upload-broken")
        }
        UploadError::AlreadyDone => return Err(Failure::Conflict),
        UploadError::NotAllowed => here.text("admin-error-not-allowed"),
        UploadError::Database(error) => return Err(error.into()),
    })
}
