//! `pannier file`: uploads download files to the configured storage.

use std::{
    error::Error,
    io::IsTerminal as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use clap::Subcommand;
use pannier::storage::{self, S3Settings, Upload};

use super::{super::server, output::outln};

mod progress;

use progress::{Progress, bytes, seconds};

#[derive(Subcommand)]
pub(super) enum File {
    /// Upload a file to the configured storage, replacing the file with the same key
    Put {
        /// The file to upload
        path: PathBuf,
        /// The key by which products refer to it, such as albums/blue-hour.flac; defaults to the file name
        #[arg(long)]
        key: Option<String>,
        /// The media type, such as audio/flac; guessed from the file name by default
        #[arg(long)]
        content_type: Option<String>,
    },
}

/// Set by the first interrupt. The upload then fails like any other, and partial data is removed.
static STOP: AtomicBool = AtomicBool::new(false);

impl File {
    pub(super) async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            File::Put { path, key, content_type } => put(&path, key, content_type).await,
        }
    }
}

async fn put(path: &Path, key: Option<String>, content_type: Option<String>) -> Result<(), Box<dyn Error>> {
    let (settings, _) = server::settings(server::Purpose::Command)?;
    let storage = storage::from_settings(&settings).await?;
    let name = || path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let key = key.or_else(name).ok_or_else(|| format!("{}: no file name; set a key with --key", path.display()))?;
    let content_type = content_type.unwrap_or_else(|| mime_guess::from_path(path).first_or_octet_stream().to_string());
    let upload = Upload::file(&key, content_type, path).await.map_err(|e| format!("{}: {e}", path.display()))?;
    let length = upload.length;
    let shown = std::io::stderr().is_terminal();
    let start = Instant::now();
    tokio::spawn(cancel_on_signal());
    let put = storage.put(upload.through(|content| Progress::new(content, length, shown, &STOP))).await;
    if shown {
        progress::clear();
    }
    put.map_err(|error| match STOP.load(Ordering::Relaxed) {
        true => format!("cancelled: {key} was not uploaded"),
        false => format!("{key} was not uploaded: {error}"),
    })?;
    let place = match S3Settings::from_settings(&settings)? {
        Some(s3) => format!("bucket {}", s3.bucket),
        None => settings.data.join("files").display().to_string(),
    };
    outln!("Uploaded {} to {place} in {}: {key}", bytes(length), seconds(start.elapsed()));
    Ok(())
}

/// Cancels the upload on the first Ctrl-C or SIGTERM, after the current part. The second one exits at once.
async fn cancel_on_signal() {
    server::interrupted().await;
    STOP.store(true, Ordering::Relaxed);
    eprintln!("\rStopping after the current part. Interrupt again to stop now, which may leave a partial upload.");
    server::interrupted().await;
    std::process::exit(130);
}
