//! The rows of an import: those to look at, and the first of which the same became, or would become.

use leptos::prelude::*;

use super::show::name_of;
use crate::{Import, ImportedRow, RowOutcome, admin::here::Here, db, inert::IntoInert};

/// The number of rows that a table shows.
const SHOWN: u32 = 100;

/// Renders the rows to look at and, when there is no more work to do, those of each outcome.
pub(super) async fn tables(here: &Here, import: &Import) -> db::Result<AnyView> {
    let admin = here.admin();
    let looked_at = admin.noted_rows(&import.id, 0, SHOWN).await?;
    let counts = [
        (RowOutcome::Refused, import.refused),
        (RowOutcome::Created, import.created),
        (RowOutcome::Updated, import.updated),
        (RowOutcome::Unchanged, import.unchanged),
    ];
    let mut outcomes = Vec::new();
    for (outcome, count) in counts {
        if count > 0 && !import.state.is_at_work() {
            outcomes.push((outcome, count, admin.imported_rows(&import.id, outcome, 0, SHOWN).await?));
        }
    }
    let outcomes = outcomes.iter().map(|(outcome, count, rows)| folded(here, *outcome, *count, rows)).collect_view();
    Ok(view! {
        {noted(here, &looked_at)}
        {outcomes}
    }
    .into_inert())
}

/// Renders the rows of which there is something to know.
fn noted(here: &Here, rows: &[ImportedRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let heading = here.text("admin-imports-noted");
    let is_full = u32::try_from(rows.len()).is_ok_and(|shown| shown == SHOWN);
    let first = is_full.then(|| {
        let first = here.format("admin-imports-first", &[("count", SHOWN.into())]);
        view! { <p>{first}</p> }
    });
    let noted = view! {
        <h2>{heading.clone()}</h2>
        {table(here, &heading, rows)}
        {first}
    };
    Some(noted.into_inert())
}

/// Renders the first rows of an outcome, and says how many more there are.
fn folded(here: &Here, outcome: RowOutcome, count: u32, rows: &[ImportedRow]) -> AnyView {
    let name = here.text(name_of(outcome));
    let number = here.texts.number(count.into());
    let left = count.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let more = (left > 0).then(|| {
        let more = here.format("admin-imports-more", &[("count", left.into())]);
        view! { <p>{more}</p> }
    });
    view! {
        <details class="ad-more">
            <summary>{name.clone()} ": " {number}</summary>
            {table(here, &name, rows)}
            {more}
        </details>
    }
    .into_inert()
}

fn table(here: &Here, label: &str, rows: &[ImportedRow]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = rows.iter().map(|row| self::row(here, row)).collect_view();
    view! {
        <table class="ad-table" aria-label=label.to_owned()>
            <thead>
                <tr>
                    {head("admin-imports-row")}
                    {head("admin-imports-row-title")}
                    {head("admin-imports-id")}
                    {head("admin-imports-result")}
                    {head("admin-imports-why")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, row: &ImportedRow) -> AnyView {
    let line = |line: String| view! { <p>{line}</p> };
    let changes = row.changes.lines().map(|change| line(change.replace(" -> ", " → "))).collect_view();
    let notes = Some(row.sentences(&here.texts)).filter(|notes| !notes.is_empty()).map(line);
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-imports-row")>{number_of(row).to_string()}</th>
            <td data-label=here.text("admin-imports-row-title")>{row.title.clone()}</td>
            <td data-label=here.text("admin-imports-id")>{row.id.clone()}</td>
            <td data-label=here.text("admin-imports-result")>{here.text(name_of(row.outcome))}</td>
            <td data-label=here.text("admin-imports-why")>{notes} {changes}</td>
        </tr>
    }
    .into_inert()
}

/// Returns the number of a row in a spreadsheet; its line in the file, if an earlier version has worked it off.
fn number_of(row: &ImportedRow) -> u32 {
    if row.row == 0 { row.line } else { row.row }
}
