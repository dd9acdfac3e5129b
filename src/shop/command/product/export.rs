//! `pannier product export`.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::Path,
    pin::pin,
};

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use pannier::{Act, Admin, db};

use super::super::output::outln;

pub(super) async fn run(admin: Admin<'_>, kind: &str, file: Option<&Path>) -> Result<(), String> {
    let csv = admin.export_products(kind).map_err(|error| error.to_string())?;
    admin.record_export(Act::ExportProducts, kind, "").await.map_err(|error| error.to_string())?;
    match file {
        Some(path) => {
            write_file(path, csv).await?;
            outln!("Exported to {}.", path.display());
            Ok(())
        }
        None => match write(io::stdout(), csv).await {
            // The reader has seen enough: `pannier product export album | head -1`.
            Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done.map_err(|failure| format!("the export was cut off: {failure}")),
        },
    }
}

/// Writes a file, which is there once all of it is.
pub(super) async fn write_file(path: &Path, csv: impl Stream<Item = db::Result<Bytes>>) -> Result<(), String> {
    let failed = |failure: Failure| format!("{}: {failure}", path.display());
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let file = File::create(part).map_err(|error| failed(error.into()))?;
    let done = match write(file, csv).await {
        Ok(()) => fs::rename(part, path).map_err(Failure::Output),
        Err(failure) => Err(failure),
    };
    done.map_err(|failure| {
        // What is left of it is of no use, and may be in the way of nobody.
        let _ = fs::remove_file(part);
        failed(failure)
    })
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Database(#[from] db::DbError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

async fn write(mut output: impl Write, csv: impl Stream<Item = db::Result<Bytes>>) -> Result<(), Failure> {
    let mut csv = pin!(csv);
    while let Some(piece) = csv.next().await {
        output.write_all(&piece?)?;
    }
    Ok(output.flush()?)
}
