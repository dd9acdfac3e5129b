//! Products, and whatever else the app lets the staff manage: lists, forms, stock and states, from the fields of each kind.

use super::routes::Route;

mod edit;
mod empty;
mod form;
pub(super) mod found;
mod history;
mod kinds;
pub(super) mod labels;
mod list;
mod page;
pub(super) mod problems;
mod state;
mod stock;

use crate::encode;

/// The path of the first page, below the admin's own.
pub(super) const PATH: &str = "/products";

pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for more in [kinds::routes(), empty::routes(), list::routes(), edit::routes(), state::routes(), stock::routes()] {
        routes.extend(more);
    }
    routes
}

/// Returns the path of the list of a kind, below the admin's own.
pub(super) fn path(kind: &str) -> String {
    format!("{PATH}/{}", encode::component(kind))
}
