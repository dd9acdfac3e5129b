//! `pannier product import`.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    time::Duration,
};

use axum::body::Bytes;
use clap::Args;
use futures_util::{Stream, stream};
use pannier::{Actor, Admin, Import, ImportState, ImportedRow, Language, NewImport, RowOutcome, Store};
use tokio::{fs::File, io::AsyncReadExt as _};

use super::{
    super::{super::server, output::outln},
    export::write_file,
};

/// How much of the file is read at once.
const PIECE: usize = 64 * 1024;
/// The rows of the report that are read at once.
const ROWS: u32 = 500;
/// The rows that a check lists of each outcome.
const LISTED: u32 = 100;
/// The delay after which it is looked again how far another instance has come.
const WAIT: Duration = Duration::from_millis(200);

#[derive(Args)]
pub(in crate::shop::command) struct Arguments {
    /// The kind, such as album
    kind: String,
    /// The CSV file, in UTF-8, with columns of `pannier product export`
    file: PathBuf,
    /// Check the file and report what it would change, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// Create products whose id is unknown, with this id
    #[arg(long)]
    create: bool,
    /// Write a CSV file that says what became of each row
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Imports a file, and reports on it. Rows that are refused are an error, after all others were imported.
pub(super) async fn run(store: &Store, arguments: &Arguments) -> Result<(), String> {
    let admin = store.acting(&Actor::CommandLine);
    let shown = io::stderr().is_terminal();
    let import = tokio::select! {
        import = work(admin, arguments, shown) => import,
        () = server::interrupted() => Err(match arguments.dry_run {
            true => "interrupted; nothing was changed".to_owned(),
            false => "interrupted; the shop completes an import that has begun, as the admin shows".to_owned(),
        }),
    };
    if shown {
        eprint!("\r\x1b[K");
    }
    let import = import?;
    report(store, &import).await?;
    if let Some(path) = &arguments.report {
        write_file(path, admin.export_import(&import.id, &store.texts(Language::ENGLISH))).await?;
    }
    match import.refused {
        0 => Ok(()),
        1 => Err("1 row was refused".to_owned()),
        refused => Err(format!("{refused} rows were refused")),
    }
}

/// Reads the file in, and checks or applies it.
async fn work(admin: Admin<'_>, arguments: &Arguments, shown: bool) -> Result<Import, String> {
    let of_file = |error: &dyn std::fmt::Display| format!("{}: {error}", arguments.file.display());
    let file = File::open(&arguments.file).await.map_err(|error| of_file(&error))?;
    let new = NewImport::new(&arguments.kind).file_name(name(&arguments.file)).create_unknown(arguments.create);
    let mut import = admin.read_import(&new, pieces(file)).await.map_err(|error| of_file(&error))?;
    if !arguments.dry_run {
        import = admin.apply_import(&import.id).await.map_err(|error| error.to_string())?;
    }
    while import.state.is_at_work() {
        if shown {
            eprint!("\r\x1b[K{} of {} rows", import.done(), import.total);
        }
        let now = admin.continue_import(&import.id).await.map_err(|error| error.to_string())?;
        if now == import {
            tokio::time::sleep(WAIT).await;
        }
        import = now;
    }
    Ok(import)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a file piece by piece.
fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// Lists the rows to look at, and says what became of all. A check also lists what would become of the others.
async fn report(store: &Store, import: &Import) -> Result<(), String> {
    let (admin, texts, mut after) = (store.acting(&Actor::CommandLine), store.texts(Language::ENGLISH), 0);
    if import.state == ImportState::Checked {
        let others = [
            (RowOutcome::Created, import.created),
            (RowOutcome::Updated, import.updated),
            (RowOutcome::Unchanged, import.unchanged),
        ];
        for (outcome, count) in others {
            list(admin, import, outcome, count).await?;
        }
    }
    loop {
        let rows = admin.noted_rows(&import.id, after, ROWS).await.map_err(|error| error.to_string())?;
        for row in &rows {
            outln!("{} {}: {}", named(row), row.outcome, row.sentences(&texts));
        }
        let Some(last) = rows.last() else { break };
        after = last.line;
    }
    let Import { created, updated, unchanged, refused, .. } = import;
    let what = match import.state {
        ImportState::Applied => "Imported",
        ImportState::Checked => "Checked, and nothing was changed; an import would have",
        _ => "Stopped",
    };
    outln!("{what}: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused.");
    Ok(())
}

/// Lists the first rows of which the same would become, and says how many more there are.
async fn list(admin: Admin<'_>, import: &Import, outcome: RowOutcome, count: u32) -> Result<(), String> {
    let rows = admin.imported_rows(&import.id, outcome, 0, LISTED).await.map_err(|error| error.to_string())?;
    for row in &rows {
        let changes = row.changes.lines().collect::<Vec<_>>().join("; ");
        let changes = if changes.is_empty() { String::new() } else { format!(": {changes}") };
        outln!("{} {outcome}{changes}", named(row));
    }
    match count.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)) {
        0 => {}
        1 => outln!("And 1 more row {outcome}."),
        more => outln!("And {more} more rows {outcome}."),
    }
    Ok(())
}

/// Names a row as a spreadsheet and a text editor do.
fn named(row: &ImportedRow) -> String {
    let ImportedRow { line, row: number, title, id, .. } = row;
    let title = if title.is_empty() { String::new() } else { format!(" {title}") };
    let id = if id.is_empty() { String::new() } else { format!(" ({id})") };
    match number {
        0 => format!("Line {line}{title}{id}"),
        number => format!("Row {number} (line {line}){title}{id}"),
    }
}
