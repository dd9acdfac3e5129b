//! The page with the upload of a CSV file, and the imports so far.

use std::{
    io::{self, ErrorKind},
    pin::{Pin, pin},
};

use axum::{
    body::Bytes,
    extract::{Multipart, Path, multipart::Field},
    response::Response,
};
use futures_util::{Stream, StreamExt as _};
use leptos::prelude::*;

use super::{name, path, path_of, state, title, who};
use crate::{
    Act, FileProblem, Import, ImportError, ManagedKind, NewImport,
    admin::{
        access::Recheck,
        form::refused,
        here::{Answer, Failure, Here},
        products::{self, kind_named, tab},
    },
    inert::IntoInert,
    managed::FieldKind,
};

/// The maximum size of a file in bytes: the text of the page says 50 MB.
const LARGEST: usize = 50_000_000;
/// The imports that are listed.
const LISTED: u32 = 20;

/// `GET /products/{kind}/import`.
pub(super) async fn show(here: Here, Path(kind): Path<String>) -> Answer {
    let kind = kind_of(&here, &kind)?;
    let recent = recent(&here, &kind).await?;
    let form = form(&here, &kind)?;
    let body = view! {
        {form}
        {recent}
    };
    Ok(here.page(tab(&kind), &title(&here, kind.kind), body))
}

/// Returns the kind that a path names, unless there is one of it only.
fn kind_of(here: &Here, kind: &str) -> Result<ManagedKind, Failure> {
    let kind = kind_named(here, kind)?;
    if kind.single { Err(Failure::NotFound) } else { Ok(kind) }
}

fn form(here: &Here, kind: &ManagedKind) -> Result<AnyView, Failure> {
    let fields = here.admin().managed_fields(kind.kind)?;
    let stock = fields.iter().find(|field| field.kind == FieldKind::Stock).map(|field| {
        let change = format!("{}_change", field.name);
        let with = [("stock", field.name.into()), ("change", (&change).into())];
        view! { <p>{here.format("admin-imports-stock", &with)}</p> }
    });
    let rename = fields.iter().find(|field| matches!(field.kind, FieldKind::Options(_))).map(|field| {
        let rename = format!("{}_rename", field.name);
        view! { <p>{here.format("admin-imports-rename", &[("rename", (&rename).into())])}</p> }
    });
    let columns = here.admin().import_columns(kind.kind).map_err(|_| Failure::NotFound)?;
    let columns = columns.into_iter().map(|column| view! { <code>{column}</code> " " }).collect_view();
    let sample = here.may(Act::ExportProducts).then(|| {
        let to = here.path(&format!("{}/export", products::path(kind.kind)));
        view! {
            <p>{here.text("admin-imports-sample")} " " <a href=to>{here.text("admin-imports-export")}</a></p>
        }
    });
    Ok(view! {
        <p>{here.text("admin-imports-text")}</p>
        <p>{here.text("admin-imports-ids")}</p>
        {stock}
        {rename}
        <p>{here.text("admin-imports-columns")} " " {columns}</p>
        {sample}
        <form class="ad-form" method="post" enctype="multipart/form-data" action=here.path(&path(kind.kind))>
            <div class="ad-field ad-tick">
                <input type="checkbox" id="create" name="create" value="yes"/>
                <label for="create">{here.text("admin-imports-create")}</label>
            </div>
            <div class="ad-field">
                <label for="file">{here.text("admin-imports-file")}</label>
                <input type="file" id="file" name="file" accept=".csv,.txt,text/csv" required=true/>
            </div>
            <p class="ad-actions"><button class="ad-button ad-primary">{here.text("admin-imports-check")}</button></p>
        </form>
    }
    .into_inert())
}

async fn recent(here: &Here, kind: &ManagedKind) -> Result<Option<AnyView>, Failure> {
    let imports = here.admin().imports(kind.kind, LISTED).await?;
    if imports.is_empty() {
        return Ok(None);
    }
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = imports.iter().map(|import| row(here, import)).collect_view();
    let list = view! {
        <h2>{here.text("admin-imports-recent")}</h2>
        <table class="ad-table" aria-label=here.text("admin-imports-recent")>
            <thead>
                <tr>
                    {head("admin-imports-of")}
                    {head("admin-imports-at")}
                    {head("admin-imports-by")}
                    {head("admin-imports-state")}
                    {head("admin-imports-rows")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    Ok(Some(list.into_inert()))
}

fn row(here: &Here, import: &Import) -> AnyView {
    let to = here.path(&path_of(import));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-imports-of")><a href=to>{name(here, import)}</a></th>
            <td data-label=here.text("admin-imports-at")>{here.when(import.created_at)}</td>
            <td data-label=here.text("admin-imports-by")>{who(import)}</td>
            <td data-label=here.text("admin-imports-state")>{state(here, import)}</td>
            <td data-label=here.text("admin-imports-rows")>{here.texts.number(import.total.into())}</td>
        </tr>
    }
    .into_inert()
}

/// `POST /products/{kind}/import`: reads the file in as it arrives, and leads to the page on which it is checked.
pub(super) async fn receive(
    here: Here,
    recheck: Recheck,
    Path(kind): Path<String>,
    mut body: Multipart,
) -> Result<Response, Failure> {
    let kind = kind_of(&here, &kind)?;
    let mut new = NewImport::new(kind.kind);
    loop {
        // The field of the file is the last one.
        let field = body.next_field().await.map_err(|_| Failure::BadRequest(here.text("admin-imports-cut-off")))?;
        let Some(field) = field else { return refuse(&here, &kind, &here.text("admin-imports-no-file")) };
        match field.name() {
            Some("create") => new = new.create_unknown(true),
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    return refuse(&here, &kind, &here.text("admin-imports-no-file"));
                }
                return read(&here, &recheck, &kind, &new.file_name(name), field).await;
            }
            _ => {}
        }
    }
}

async fn read(
    here: &Here,
    recheck: &Recheck,
    kind: &ManagedKind,
    new: &NewImport,
    field: Field<'_>,
) -> Result<Response, Failure> {
    let mut pieces = pin!(pieces(field));
    let import = here.admin().read_import(new, pieces.as_mut()).await;
    let why = match import {
        Ok(import) => match recheck.admit().await {
            Ok(here) => return Ok(here.go(&path_of(&import))),
            Err(response) => return Ok(*response),
        },
        Err(ImportError::Database(error)) => return Err(error.into()),
        Err(ImportError::Upload(error)) if error.kind() == ErrorKind::FileTooLarge => {
            drain(pieces).await;
            here.text("admin-imports-too-large")
        }
        Err(ImportError::File(problem)) => {
            drain(pieces).await;
            sentence(here, &problem)
        }
        Err(_) => here.text("admin-imports-cut-off"),
    };
    refuse(here, kind, &why)
}

/// Returns the content of a file, up to the maximum size.
fn pieces(field: Field<'_>) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let mut left = LARGEST;
    field.map(move |piece| -> io::Result<Bytes> {
        let piece = piece.map_err(io::Error::other)?;
        left = left.checked_sub(piece.len()).ok_or(ErrorKind::FileTooLarge)?;
        Ok(piece)
    })
}

/// Reads the rest of a file that is refused: a browser shows no answer before.
async fn drain(mut pieces: Pin<&mut (impl Stream<Item = io::Result<Bytes>> + Send)>) {
    while let Some(piece) = pieces.next().await {
        if piece.is_err_and(|error| error.kind() != ErrorKind::FileTooLarge) {
            return;
        }
    }
}

fn refuse(here: &Here, kind: &ManagedKind, why: &str) -> Answer {
    Ok(refused(here, tab(kind), &title(here, kind.kind), why, form(here, kind)?))
}

/// Returns why a file was not read in, and what to do.
fn sentence(here: &Here, problem: &FileProblem) -> String {
    let line = |name: &str, line: u32| {
        let line = line.to_string();
        here.format(name, &[("line", (&line).into())])
    };
    match problem {
        FileProblem::Workbook => here.text("admin-imports-workbook"),
        FileProblem::Utf16 => here.text("admin-imports-utf-16"),
        FileProblem::NotUtf8 { line: at } => line("admin-imports-not-utf-8", *at),
        FileProblem::TooLong { line: at } => line("admin-imports-too-long", *at),
        FileProblem::OpenQuote { line: at } => line("admin-imports-open-quote", *at),
        FileProblem::Empty => here.text("admin-imports-empty"),
        FileProblem::UnknownColumn { name, known } => {
            here.format("admin-imports-unknown-column", &[("name", name.into()), ("known", known.into())])
        }
        FileProblem::DuplicateColumn(name) => here.format("admin-imports-duplicate-column", &[("name", name.into())]),
    }
}
