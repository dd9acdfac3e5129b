//! The list of orders: tabs, filters, search and pages, all in the URL, and its export.

use axum::{body::Body, extract::Query, http::StatusCode};
use serde::Deserialize;

use super::{
    csv,
    here::{Answer, Here},
    page::Tab,
    routes::Route,
};
use crate::{Act, Day, OrderQuery};

mod filters;
pub(super) mod table;
mod view;

pub(super) use filters::{Filters, Invalid};

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/orders";
const EXPORT: &str = "/orders.csv";
/// The value of `rows` for an export of items.
const ITEMS: &str = "items";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(PATH, Act::View, list), Route::page(EXPORT, Act::Export, export).costly()]
}

async fn list(here: Here, Query(filters): Query<Filters>) -> Answer {
    let admin = here.admin();
    let query = match filters.query(here.store.time_zone()) {
        Ok(query) => query,
        Err(invalid) => {
            let values = admin.filter_values().await?;
            let body = view::invalid(&here, &filters, &values, invalid);
            let title = here.text("admin-tab-orders");
            return Ok(here.page_with(StatusCode::UNPROCESSABLE_ENTITY, Tab::Orders, &title, body));
        }
    };
    // All that match, whatever page is shown.
    let all = OrderQuery { before: None, ..query.clone() };
    let (values, page, count) =
        tokio::try_join!(admin.filter_values(), admin.order_page(&query), admin.count_orders(&all))?;
    let body = view::list(&here, &filters, &values, &page, count);
    Ok(here.page(Tab::Orders, &here.text("admin-tab-orders"), body))
}

/// What a row of an export is about.
#[derive(Deserialize)]
struct Rows {
    #[serde(default)]
    rows: String,
}

/// Returns the URL of an export of the orders that the filters match: a row for each of them, or with `items`, for each of
/// their items.
fn export_url(filters: &Filters, items: bool) -> String {
    let url = filters.page_after(None).url(EXPORT);
    let separator = if url.contains('?') { '&' } else { '?' };
    if items { format!("{url}{separator}rows={ITEMS}") } else { url }
}

/// `GET /orders.csv?tab=to-send&rows=items`: sends all orders of a query as a CSV file, or their items, as they are read. Who
/// has taken the addresses of customers along is recorded.
async fn export(here: Here, Query(filters): Query<Filters>, Query(Rows { rows }): Query<Rows>) -> Answer {
    let items = rows == ITEMS;
    let query = match filters.page_after(None).query(here.store.time_zone()) {
        Ok(query) => query,
        Err(Invalid(_)) => return Ok(here.go(&filters.url(PATH))),
    };
    let mut about = filters.page_after(None).url_for_the_log(PATH);
    if items {
        about += &format!(" rows={ITEMS}");
    }
    here.admin().record_export(Act::Export, "", &about).await?;
    let today = Day::of(here.store.db().now(), here.store.time_zone());
    let name = if items { "order-items" } else { "orders" };
    let file = match items {
        true => Body::from_stream(here.admin().export_order_items(&query)),
        false => Body::from_stream(here.admin().export_orders(&query)),
    };
    Ok(csv::attachment(&format!("{name}-{today}"), file))
}
