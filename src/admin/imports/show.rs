//! The page of an import: the report of its check, the button that applies it, and how far that has come.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header::REFRESH},
    response::Response,
};
use leptos::prelude::*;

use super::{found, name, path, path_of, rows, state, tab, title, who};
use crate::{
    Import, ImportError, ImportState, RowOutcome,
    admin::{
        form::act_form,
        here::{Answer, Failure, Here},
    },
    inert::IntoInert,
};

/// After how many seconds the browser loads the page again that shows progress.
const AGAIN: &str = "2";

/// `GET /products/{kind}/import/{id}`. The browser loads it again while there is work to do.
pub(super) async fn show(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let Some(import) = found(&here, &kind, &id).await? else { return Ok(gone(&here, &kind)) };
    let rows = rows::tables(&here, &import).await?;
    let stopped = (import.state == ImportState::Stopped).then(|| {
        let stopped = here.format("admin-imports-stopped-text", &[("who", (&who(&import)).into())]);
        view! { <p class="ad-refused" role="alert">{stopped}</p> }
    });
    let body = view! {
        {stopped}
        {progress(&here, &import)}
        {result(&here, &import)}
        {apply_form(&here, &import)}
        {rows}
        {links(&here, &import)}
        <dl class="ad-facts">
            <dt>{here.text("admin-imports-of")}</dt>
            <dd>{name(&here, &import)}</dd>
            <dt>{here.text("admin-imports-state")}</dt>
            <dd>{state(&here, &import)}</dd>
            <dt>{here.text("admin-imports-by")}</dt>
            <dd>{who(&import)}</dd>
            <dt>{here.text("admin-imports-at")}</dt>
            <dd>{here.when(import.created_at)}</dd>
        </dl>
    };
    let mut response = here.page(tab(&here, &kind), &title(&here, &kind), body);
    if import.state.is_at_work() {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static(AGAIN));
    }
    Ok(response)
}

/// `POST /products/{kind}/import/{id}/apply`. Of two clicks, the second finds that it is being applied.
pub(super) async fn apply(here: Here, Path((kind, id)): Path<(String, String)>) -> Answer {
    let Some(import) = found(&here, &kind, &id).await? else { return Ok(gone(&here, &kind)) };
    match here.admin().apply_import(&import.id).await {
        Ok(_) | Err(ImportError::Stopped) => Ok(here.go(&path_of(&import))),
        Err(ImportError::Database(error)) => Err(error.into()),
        Err(_) => Err(Failure::NotFound),
    }
}

fn gone(here: &Here, kind: &str) -> Response {
    let again = view! {
        <p>{here.text("admin-imports-gone")}</p>
        <p class="ad-actions">
            <a class="ad-button" href=here.path(&path(kind))>{here.text("admin-imports-again")}</a>
        </p>
    };
    here.page_with(StatusCode::NOT_FOUND, tab(here, kind), &title(here, kind), again)
}

/// Renders how many rows the work at hand is done with.
fn progress(here: &Here, import: &Import) -> Option<AnyView> {
    if !import.state.is_at_work() {
        return None;
    }
    let with = [("done", import.done().into()), ("total", import.total.into())];
    let progress = view! {
        <p><label for="progress">{here.format("admin-imports-progress", &with)}</label></p>
        <progress
            class="ad-progress"
            id="progress"
            max=import.total.max(1).to_string()
            value=import.done().to_string()
        ></progress>
        <p>{here.text("admin-imports-at-work")}</p>
    };
    Some(progress.into_inert())
}

/// Renders what became of the rows, or would become of them.
fn result(here: &Here, import: &Import) -> AnyView {
    let sentence = match import.state {
        ImportState::Checked => Some("admin-imports-checked-text"),
        ImportState::Applied => Some("admin-imports-applied-text"),
        _ => None,
    };
    let sentence = sentence.map(|sentence| view! { <p>{here.text(sentence)}</p> });
    let left_out = match (import.state, import.refused) {
        (_, 0) => None,
        (ImportState::Checked, count) => Some(("admin-imports-refused-text", count)),
        (ImportState::Applied, count) => Some(("admin-imports-left-out", count)),
        _ => None,
    };
    let left_out = left_out.map(|(message, count)| view! { <p>{here.format(message, &[("count", count.into())])}</p> });
    let count = |outcome: RowOutcome, count: u32| {
        view! {
            <dt>{here.text(name_of(outcome))}</dt>
            <dd>{here.texts.number(count.into())}</dd>
        }
    };
    view! {
        {sentence}
        <dl class="ad-facts">
            {count(RowOutcome::Created, import.created)}
            {count(RowOutcome::Updated, import.updated)}
            {count(RowOutcome::Unchanged, import.unchanged)}
            {count(RowOutcome::Refused, import.refused)}
        </dl>
        {left_out}
    }
    .into_inert()
}

/// Returns the name of the text of an outcome.
pub(super) fn name_of(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Created => "admin-imports-created",
        RowOutcome::Updated => "admin-imports-updated",
        RowOutcome::Unchanged => "admin-imports-unchanged",
        RowOutcome::Refused => "admin-imports-refused",
    }
}

fn apply_form(here: &Here, import: &Import) -> Option<AnyView> {
    if import.state != ImportState::Checked {
        return None;
    }
    if import.created == 0 && import.updated == 0 {
        return Some(view! { <p>{here.text("admin-imports-nothing")}</p> }.into_inert());
    }
    let to = here.path(&format!("{}/apply", path_of(import)));
    Some(act_form(&to, &here.text("admin-imports-apply"), false, ()))
}

fn links(here: &Here, import: &Import) -> AnyView {
    let report = here.path(&format!("{}/report", path_of(import)));
    view! {
        <p class="ad-actions">
            <a class="ad-button" href=report>{here.text("admin-imports-report")}</a>
            <a class="ad-button" href=here.path(&path(&import.kind))>{here.text("admin-imports-again")}</a>
        </p>
    }
    .into_inert()
}
