//! The taxes of a quarter, and their export.

use axum::{body::Body, extract::Query};
use serde::Deserialize;

use super::{
    csv,
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
            "" => Ok(Quarter::of(here.store.db().now(), here.store.time_zone())),
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
    here.admin().record_export(Act::ReadTaxes, "", &quarter.to_string()).await?;
    Ok(csv::attachment(&format!("taxes-{quarter}"), Body::from_stream(here.admin().export_taxes(quarter))))
}
