//! The documents of an order: its confirmation, invoices, credit notes and packing slips, and issuing an invoice.

use axum::extract::{Form, Path};
use leptos::prelude::*;

use super::{
    act_page::ActPage,
    errors::{Outcome, outcome},
    found::Found,
};
use crate::{
    Act, DocumentKind, DocumentLink, OrderStatus, Problem, Shipment,
    admin::{
        form::{Token, act_form},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    encode,
    inert::IntoInert,
};

/// The name of an order's confirmation among its files.
const CONFIRMATION: &str = "confirmation";
/// What the name of a packing slip begins with, before the number of the parcel.
const SLIP: &str = "slip-";
/// The path of the page that issues an invoice, below the order's.
const ISSUE: &str = "/issue-invoice";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/orders/{number}/documents/{file}", Act::View, file),
        Route::act("/orders/{number}/issue-invoice", Act::IssueInvoice, ask, issue),
    ]
}

/// Returns the documents of an order.
pub(super) async fn of(here: &Here, found: &Found) -> Result<Vec<DocumentLink>, Failure> {
    here.store.document_links(&found.order).await.map_err(|problem| failure(&problem))
}

/// Returns the newest invoice among documents.
fn newest_invoice(documents: &[DocumentLink]) -> Option<&DocumentLink> {
    documents.iter().rev().find(|document| document.kind == DocumentKind::Invoice)
}

pub(super) fn failure(problem: &Problem) -> Failure {
    match problem {
        Problem::UnknownOrder => Failure::NotFound,
        _ => Failure::Unavailable,
    }
}

/// Whether an order has no invoice, and should have one.
fn lacks_invoice(here: &Here, found: &Found, documents: &[DocumentLink]) -> bool {
    let sold = found.order.status == OrderStatus::Completed && found.order.total.amount > 0;
    here.store.issues_invoices() && sold && newest_invoice(documents).is_none()
}

/// Renders the documents of an order in each format, and what can be done about its invoice. `None` if the store issues none.
pub(super) fn list(here: &Here, found: &Found, documents: &[DocumentLink]) -> Option<AnyView> {
    if documents.is_empty() {
        return None;
    }
    let rows = documents.iter().map(|document| {
        let title = document.title(&here.texts);
        let name = match document.kind {
            DocumentKind::OrderConfirmation => CONFIRMATION,
            _ => document.number.as_str(),
        };
        let links = document.files.iter().map(|(id, _)| link(here, found, &title, name, id)).collect_view();
        view! { <li>{title} " · " {here.when_in(document.issued_at, &document.time_zone)} {links}</li> }
    });
    let rows = rows.collect_view();
    let lacks = lacks_invoice(here, found, documents);
    let none = lacks.then(|| view! { <p>{here.text("admin-documents-none")}</p> });
    let offer = |path: &str, label: &str| {
        let to = here.path(&found.path(path));
        view! { <ul class="ad-actions"><li><a class="ad-button" href=to>{here.text(label)}</a></li></ul> }
    };
    let issue = (lacks && here.may(Act::IssueInvoice)).then(|| offer(ISSUE, "admin-do-issue-invoice"));
    let correct = (newest_invoice(documents).is_some() && here.may(Act::CorrectInvoice))
        .then(|| offer(super::correct_invoice::PATH, "admin-do-correct-invoice"));
    Some(view! { <ul>{rows}</ul> {none} {issue} {correct} }.into_inert())
}

/// Renders links to the packing slip of a parcel, in each format. What must not be packed has none.
pub(super) fn slip(here: &Here, found: &Found, parcel: &Shipment) -> Option<AnyView> {
    let packed = found.order.status == OrderStatus::Completed && parcel.may_be_packed();
    if !packed || !here.may(Act::PrintSlips) {
        return None;
    }
    let pick_up = here.store.is_picked_up(&parcel.method);
    let title = if pick_up { "admin-pick-up-slip" } else { "admin-parcel-slip" };
    let title = here.format(title, &[("position", (&parcel.position.to_string()).into())]);
    let name = format!("{SLIP}{}", parcel.position);
    let formats = here.store.document_formats_of(DocumentKind::PackingSlip);
    let links = formats.iter().map(|id| link(here, found, &title, &name, id)).collect_view();
    Some(view! { <p>{title} {links}</p> }.into_inert())
}

/// Renders a link to a document in a format.
fn link(here: &Here, found: &Found, title: &str, name: &str, id: &str) -> AnyView {
    let to = here.path(&found.path(&format!("/documents/{}.{id}", encode::component(name))));
    let format = DocumentLink::format_name(id, &here.texts);
    let label = here.format("document-open", &[("document", title.into()), ("format", (&format).into())]);
    view! { " · " <a href=to aria-label=label>{format}</a> }.into_inert()
}

/// `GET /orders/1001/documents/2026-00017.pdf`, `confirmation.html` or `slip-1.html`.
async fn file(here: Here, Path((number, file)): Path<(String, String)>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let (name, id) = file.rsplit_once('.').ok_or(Failure::NotFound)?;
    let token = &found.order.token;
    let document = match name.strip_prefix(SLIP) {
        Some(position) => {
            let position = position.parse().map_err(|_| Failure::NotFound)?;
            here.admin().packing_slip_document(found.number, position).await?
        }
        None if name == CONFIRMATION => here.store.order_confirmation(token).await.map_err(|e| failure(&e))?,
        None => here.store.invoice(token, name).await.map_err(|e| failure(&e))?,
    };
    here.store.document_response(&document, id).await.ok_or(Failure::NotFound)
}

async fn ask(here: Here, Path(number): Path<String>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let page = ActPage::new(&here, &found, here.text("admin-do-issue-invoice"));
    if !lacks_invoice(&here, &found, &of(&here, &found).await?) {
        return Ok(page.not_now());
    }
    Ok(page.says([here.text("admin-issue-invoice-effect")]).show(form(&here, &found)))
}

fn form(here: &Here, found: &Found) -> AnyView {
    act_form(&here.path(&found.path(ISSUE)), &here.text("admin-do-issue-invoice"), false, ())
}

async fn issue(here: Here, Path(number): Path<String>, Form(token): Form<Token>) -> Answer {
    let found = Found::by_number(&here, &number).await?;
    let result = here.admin().once(&here.form(&token.form)).issue_invoice(found.number).await;
    Ok(match outcome(result, &here.texts)? {
        Outcome::Done(_) | Outcome::AlreadyDone => here.done(&found.path(""), "invoice-issued"),
        Outcome::Refused(why) => ActPage::new(&here, &found, here.text("admin-do-issue-invoice"))
            .refused(Some(why))
            .show(form(&here, &found)),
    })
}
