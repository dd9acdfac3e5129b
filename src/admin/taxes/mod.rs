//! The taxes of a quarter, and their export.

use axum::{
    body::Body,
    extract::Query,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse,
};
use serde::Deserialize;

use super::{
    here::{Answer, Failure, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, Quarter};

mod view;

/// The path of the page, below the admin's own.
pub(super) const PATH: &str = "/taxes";
const EXPORT: &str = "/taxes.csv";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::ReadTaxes, show), Route::page(EXPORT, Act::ReadTaxes, export).costly()]
}

/// The quarter that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    quarter: String,
}

impl Asked {
    /// Returns the quarter: by default, the current one.
    fn quarter(&self, here: &Here) -> Result<Quarter, Failure> {
        match self.quarter.as_str() {
            "" => Ok(Quarter::of(here.store.db().now())),
            text => text.parse().map_err(|_| Failure::NotFound),
        }
    }
}

/// `GET /taxes?quarter=2026Q4`.
async fn show(here: Here, Query(asked): Query<Asked>) -> Answer {
    let quarter = asked.quarter(&here)?;
    let report = here.admin().tax_report(quarter).await?;
    let title = here.format("admin-taxes-title", &[("quarter", (&view::name(&here, quarter)).into())]);
    Ok(here.page(Tab::Taxes, &title, view::page(&here, &report)))
}

/// `GET /taxes.csv?quarter=2026Q4`. Who has taken the VAT numbers of customers along is recorded.
async fn export(here: Here, Query(asked): Query<Asked>) -> Answer {
    let quarter = asked.quarter(&here)?;
    here.store.audit(here.actor(), Act::ReadTaxes, "", &quarter.to_string()).await?;
    let name = format!("attachment; filename=\"taxes-{quarter}.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(here.admin().export_taxes(quarter))).into_response())
}
