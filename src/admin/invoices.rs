//! The list of invoices and credit notes, by year, and its export.

use axum::{body::Body, extract::Query};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    csv,
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, Day, InvoiceQuery, InvoiceRecord, encode, inert::IntoInert};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/invoices";
const EXPORT: &str = "/invoices.csv";
/// The number of rows on a page.
const ON_A_PAGE: u32 = 100;
/// The first year that has a page.
const FIRST_YEAR: u16 = 1970;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::ReadTaxes, list), Route::page(EXPORT, Act::Export, export).costly()]
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: String,
    /// The number of the last invoice of the page before.
    before: String,
}

impl Asked {
    /// Returns the year: by default, the current one.
    fn year(&self, here: &Here) -> Result<u16, Failure> {
        match self.year.as_str() {
            "" => Ok(this_year(here)),
            text => text.parse().ok().filter(|year| (FIRST_YEAR..=9999).contains(year)).ok_or(Failure::NotFound),
        }
    }
}

fn this_year(here: &Here) -> u16 {
    let today = Day::of(here.store.db().now(), here.store.time_zone());
    u16::try_from(today.year()).unwrap_or(FIRST_YEAR)
}

/// `GET /invoices?year=2026`, the newest first.
async fn list(here: Here, Query(asked): Query<Asked>) -> Answer {
    let year = asked.year(&here)?;
    let query = InvoiceQuery::default().year(year).limit(ON_A_PAGE);
    let query = if asked.before.is_empty() { query } else { query.before(asked.before.as_str()) };
    let invoices = here.admin().invoices(&query).await?;
    let title = here.format("admin-invoices-title", &[("year", (&year.to_string()).into())]);
    let export = (here.may(Act::Export) && !invoices.is_empty()).then(|| {
        let url = here.path(&format!("{EXPORT}?year={year}"));
        view! { <p><a href=url download="">{here.text("admin-invoices-export")}</a></p> }
    });
    let found = match invoices.is_empty() {
        true => view! { <p class="ad-empty">{here.text("admin-invoices-none")}</p> }.into_inert(),
        false => table(&here, &invoices),
    };
    let body = view! {
        {years(&here, year)}
        {found}
        {pager(&here, year, &asked, &invoices)}
        {export}
    };
    Ok(here.page(Tab::Invoices, &title, body))
}

/// `GET /invoices.csv?year=2026`. Who has taken the figures along is recorded.
async fn export(here: Here, Query(asked): Query<Asked>) -> Answer {
    let year = asked.year(&here)?;
    here.admin().record_export(Act::Export, "", &format!("{PATH}?year={year}")).await?;
    Ok(csv::attachment(&format!("invoices-{year}"), Body::from_stream(here.admin().export_invoices(year))))
}

/// Renders links to the years before and after. Nothing was issued in one that has not begun.
fn years(here: &Here, year: u16) -> AnyView {
    let link = |year: u16, rel: &'static str| {
        let path = here.path(&format!("{PATH}?year={year}"));
        view! { <a href=path rel=rel>{year.to_string()}</a> }
    };
    let previous = (year > FIRST_YEAR).then(|| link(year - 1, "prev"));
    let next = (year < this_year(here)).then(|| link(year + 1, "next"));
    view! { <nav class="ad-pager" aria-label=here.text("admin-invoices-years")>{previous} {next}</nav> }.into_inert()
}

fn pager(here: &Here, year: u16, asked: &Asked, invoices: &[InvoiceRecord]) -> Option<AnyView> {
    let full = u32::try_from(invoices.len()).is_ok_and(|length| length >= ON_A_PAGE);
    let last = invoices.last().filter(|_| full);
    let newest = (!asked.before.is_empty()).then(|| {
        let to = here.path(&format!("{PATH}?year={year}"));
        view! { <a href=to>{here.text("admin-invoices-newest")}</a> }
    });
    let older = last.map(|last| {
        let to = here.path(&format!("{PATH}?year={year}&before={}", encode::component(&last.name)));
        view! { <a href=to rel="next">{here.text("admin-invoices-older")}</a> }
    });
    (newest.is_some() || older.is_some()).then(|| {
        view! { <nav class="ad-pager" aria-label=here.text("admin-invoices-pages")>{newest} {older}</nav> }.into_inert()
    })
}

fn table(here: &Here, invoices: &[InvoiceRecord]) -> AnyView {
    let texts = &here.texts;
    let row = |invoice: &InvoiceRecord| {
        let order = here.path(&format!("/orders/{}", invoice.order));
        let document = format!("{order}/documents/{}.html", encode::component(&invoice.name));
        view! {
            <tr>
                <th scope="row" data-label=texts.get("admin-invoices-number")><a href=document>{invoice.name.clone()}</a></th>
                <td data-label=texts.get("admin-invoices-kind")>{invoice.kind.name(texts)}</td>
                <td data-label=texts.get("admin-invoices-issued")>{here.when_in(invoice.issued_at, &invoice.time_zone)}</td>
                <td data-label=texts.get("admin-invoices-order")><a href=order>{invoice.order.to_string()}</a></td>
                <td data-label=texts.get("admin-invoices-refers-to")>{invoice.refers_to.clone()}</td>
                <td class="ad-amount" data-label=texts.get("admin-invoices-total")>{texts.money(invoice.total)}</td>
            </tr>
        }
    };
    let rows: Vec<_> = invoices.iter().map(row).collect();
    view! {
        <p class="ad-muted">{texts.get("admin-invoices-credited")}</p>
        <table class="ad-table" aria-label=texts.get("admin-tab-invoices")>
            <thead>
                <tr>
                    <th scope="col">{texts.get("admin-invoices-number")}</th>
                    <th scope="col">{texts.get("admin-invoices-kind")}</th>
                    <th scope="col">{texts.get("admin-invoices-issued")}</th>
                    <th scope="col">{texts.get("admin-invoices-order")}</th>
                    <th scope="col">{texts.get("admin-invoices-refers-to")}</th>
                    <th scope="col" class="ad-amount">{texts.get("admin-invoices-total")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}
