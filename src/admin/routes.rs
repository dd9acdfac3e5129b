//! The routes of the admin, each with the act that it is.

use axum::{
    Router,
    extract::State,
    handler::Handler,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::{MethodRouter, any, get},
};
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    access::{self, Guard},
    here::{Answer, Failure, Here, see_other},
    page,
};
use crate::{Act, Store, StoreBuilder};

/// Maximum size of a request body in bytes: ample for a list of orders.
const LONGEST_BODY: usize = 256 * 1024;

/// A route of the admin. Only who may do its act gets to its handlers.
pub(super) struct Route {
    /// The path below the admin's: empty for the first page.
    pub path: &'static str,
    pub act: Act,
    handler: MethodRouter<Store>,
}

impl Route {
    /// A page that shows something.
    pub fn page<H, T>(path: &'static str, act: Act, show: H) -> Route
    where
        H: Handler<T, Store>,
        T: 'static,
    {
        Route { path, act, handler: get(show) }
    }

    /// A page with a form, GET, and what the form does, POST.
    pub fn act<H, T, P, U>(path: &'static str, act: Act, show: H, perform: P) -> Route
    where
        H: Handler<T, Store>,
        T: 'static,
        P: Handler<U, Store>,
        U: 'static,
    {
        Route { path, act, handler: get(show).post(perform) }
    }

    /// What a form on another page does: POST. A GET, as after a new sign-in, leads to the first page.
    pub fn post<H, T>(path: &'static str, act: Act, perform: H) -> Route
    where
        H: Handler<T, Store>,
        T: 'static,
    {
        Route { path, act, handler: get(first_page).post(perform) }
    }
}

/// All routes for the signed-in.
pub(super) fn all() -> Vec<Route> {
    Vec::new()
}

async fn first_page(State(store): State<Store>) -> Response {
    see_other(store.admin_path())
}

async fn not_found(_: Here) -> Answer {
    Err(Failure::NotFound)
}
