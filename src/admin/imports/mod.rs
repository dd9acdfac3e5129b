//! Products as CSV: the export, the upload of a file, its check with a report, and its application.

use axum::{body::Body, extract::Path};
use leptos::prelude::*;

use super::{
    csv,
    here::{Answer, Failure, Here},
    order::labels::badge,
    page::Tab,
    products::{self, kind_named},
    routes::Route,
};
use crate::{Act, Import, ImportError, ImportState, db, encode, store::is_key};

mod rows;
mod show;
mod upload;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/products/{kind}/export", Act::ExportProducts, export).costly(),
        Route::upload("/products/{kind}/import", Act::ImportProducts, upload::show, upload::receive),
        Route::page("/products/{kind}/import/{id}", Act::ImportProducts, show::show),
        Route::post("/products/{kind}/import/{id}/apply", Act::ImportProducts, show::apply),
        Route::page("/products/{kind}/import/{id}/report", Act::ImportProducts, report).costly(),
    ]
}

/// Returns the title of the pages about imports of a kind.
fn title(here: &Here, kind: &str) -> String {
    here.format("admin-imports-title", &[("kind", (&products::labels::kind(here, kind)).into())])
}

/// Returns the part of the admin that a kind is in.
fn tab(here: &Here, kind: &str) -> Tab {
    kind_named(here, kind).map_or(Tab::Products, |kind| products::tab(&kind))
}

/// Returns the path of the page with the upload, below the admin's own.
fn path(kind: &str) -> String {
    format!("{}/import", products::path(kind))
}

/// Returns the path of the page of an import, below the admin's own.
fn path_of(import: &Import) -> String {
    format!("{}/{}", path(&import.kind), encode::component(&import.id))
}

/// `GET /products/{kind}/export`: all products of a kind, as they are read. Who has taken them along is recorded.
async fn export(here: Here, Path(kind): Path<String>) -> Answer {
    let file = match here.admin().export_products(&kind) {
        Ok(file) => file,
        Err(ImportError::Database(error)) => return Err(error.into()),
        Err(_) => return Err(Failure::NotFound),
    };
    here.admin().record_export(Act::ExportProducts, &kind, "").await?;
    Ok(csv::attachment(&kind, Body::from_stream(file)))
}

/// `GET /products/{kind}/import/{id}/report`: what became of each row.
async fn report(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let import = found(&here, &kind, &id).await?.ok_or(Failure::NotFound)?;
    let file = here.admin().export_import(&import.id, &here.texts);
    Ok(csv::attachment(&format!("{kind}-import"), Body::from_stream(file)))
}

/// Returns the import that a path names.
async fn found(here: &Here, kind: &str, id: &str) -> db::Result<Option<Import>> {
    let import = if is_key(id) { here.admin().import(id).await? } else { None };
    Ok(import.filter(|import| import.kind == kind))
}

/// Returns the name of the file of an import.
fn name(here: &Here, import: &Import) -> String {
    if import.file_name.is_empty() { here.text("admin-imports-unnamed") } else { import.file_name.clone() }
}

/// Returns who has read in or applied an import.
fn who(import: &Import) -> String {
    import.actor.strip_prefix("staff:").unwrap_or(&import.actor).to_owned()
}

/// Renders how far an import has come.
fn state(here: &Here, import: &Import) -> AnyView {
    let (name, tone) = match import.state {
        ImportState::Reading => ("admin-imports-state-reading", "wait"),
        ImportState::Checking => ("admin-imports-state-checking", "wait"),
        ImportState::Checked => ("admin-imports-state-checked", "wait"),
        ImportState::Applying => ("admin-imports-state-applying", "wait"),
        ImportState::Applied => ("admin-imports-state-applied", "good"),
        ImportState::Stopped => ("admin-imports-state-stopped", "bad"),
    };
    badge(here.text(name), tone)
}
