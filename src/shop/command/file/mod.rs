//! `pannier file`: the files of downloads, put where the settings say that they are.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use clap::Subcommand;
use pannier::storage::{self, S3Settings, Upload};

use super::super::server;

mod progress;

use progress::{Progress, bytes, seconds};

#[derive(Subcommand)]
pub(super) enum File {
    /// Put a file into the storage that the settings name, in place of the one with its key
    Put {
        /// The file
        path: PathBuf,
        /// What the goods know it by, such as albums/blue-hour.flac; its name if not given
        #[arg(long)]
        key: Option<String>,
        /// Its media type, such as audio/flac; what its name says if not given
        #[arg(long)]
        content_type: Option<String>,
    },
}

/// Set when the person at the terminal wants to stop: what is under way ends as after any other failure, and is cleared away.
static STOP: AtomicBool = AtomicBool::new(false);

impl File {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            File::Put { path, key, content_type } => put(&path, key, content_type).await,
        }
    }
}

async fn put(path: &Path, key: Option<String>, content_type: Option<String>) -> Result<(), String> {
    let (settings, _) = server::settings()?;
    let storage = storage::from_settings(&settings).await?;
    let name = || path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let key = key.or_else(name).ok_or_else(|| format!("{}: is no name of a file; give it a --key", path.display()))?;
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
        true => format!("stopped: {key} was not put there"),
        false => format!("{key} was not put there: {error}"),
    })?;
    let place = match S3Settings::from_settings(&settings)? {
        Some(s3) => format!("the bucket {}", s3.bucket),
        None => settings.data.join("files").display().to_string(),
    };
    println!("Put {} into {place} in {}: {key}", bytes(length), seconds(start.elapsed()));
    Ok(())
}

/// The first Ctrl-C or SIGTERM ends the upload as soon as what is on its way has arrived, the second ends the program.
async fn cancel_on_signal() {
    server::interrupted().await;
    STOP.store(true, Ordering::Relaxed);
    eprintln!("\rStopping when this part has been sent. Once more stops at once and may leave it there.");
    server::interrupted().await;
    std::process::exit(130);
}
