//! The list of orders: tabs, filters, search and pages, all in the URL, and its export.

use axum::{
    body::Body,
    extract::Query,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::IntoResponse,
};

use super::{
    here::{Answer, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, OrderQuery};

mod filters;
pub(super) mod table;
mod view;

pub(super) use filters::{Filters, Invalid};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/orders";
const EXPORT: &str = "/orders.csv";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::View, list), Route::page(EXPORT, Act::Export, export)]
}

async fn list(here: Here, Query(filters): Query<Filters>) -> Answer {
    let values = here.admin().filter_values().await?;
    let query = match filters.query() {
        Ok(query) => query,
        Err(invalid) => {
            let body = view::invalid(&here, &filters, &values, invalid);
            let title = here.text("admin-tab-orders");
            return Ok(here.page_with(StatusCode::UNPROCESSABLE_ENTITY, Tab::Orders, &title, body));
        }
    };
    let page = here.admin().order_page(&query).await?;
    // All that match, whatever page is shown.
    let count = here.admin().count_orders(&OrderQuery { before: None, ..query }).await?;
    let body = view::list(&here, &filters, &values, &page, count);
    Ok(here.page(Tab::Orders, &here.text("admin-tab-orders"), body))
}

/// Sends all orders of a query as a CSV file, as they are read. Who has taken the addresses of customers along is recorded.
async fn export(here: Here, Query(filters): Query<Filters>) -> Answer {
    let query = match filters.page_after(None).query() {
        Ok(query) => query,
        Err(Invalid(_)) => return Ok(here.go(&filters.url(PATH))),
    };
    here.admin().record_export(Act::Export, "", &filters.page_after(None).url_for_the_log(PATH)).await?;
    let name = format!("attachment; filename=\"orders-{}.csv\"", here.store.db().now().utc().date());
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(here.admin().export_orders(&query))).into_response())
}
