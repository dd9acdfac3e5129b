//! The routes of the admin, each with the act that it is.

use axum::{
    Router,
    extract::State,
    handler::Handler,
    middleware::from_fn_with_state,
    response::Response,
    routing::{MethodRouter, any, get},
};
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    access::{self, Guard},
    audit,
    here::{Answer, Failure, Here, see_other},
    page, sign_in, staff,
};
use crate::{Act, Store};

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

/// Returns all routes for the signed-in.
pub(super) fn all() -> Vec<Route> {
    let mut routes = vec![Route::post("/language", Act::View, page::choose_language)];
    routes.extend(staff::routes());
    routes.extend(audit::routes());
    routes
}

async fn first_page(State(store): State<Store>) -> Response {
    see_other(store.admin_path())
}

async fn not_found(_: Here) -> Answer {
    Err(Failure::NotFound)
}

impl Store {
    /// Returns the admin: the pages on which the [staff](crate::Role) work on orders, at [`admin_path`](Store::admin_path).
    /// Merge it into your app's router, inside of [`Store::with_security`] or [`Store::with_sessions_and_security`].
    ///
    /// It is rendered on the server, without scripts, and shares neither style nor session with the shop. Who signs in
    /// is [on the staff](crate::Admin::add_staff); [`StoreBuilder::staff_mail`](crate::StoreBuilder::staff_mail) mails the
    /// links, [`StoreBuilder::staff_auth`](crate::StoreBuilder::staff_auth) uses a sign-in of your app instead.
    ///
    /// ```
    /// # pannier::testing::example(async |store, _| {
    /// use axum::{Router, body::Body, http::{Request, StatusCode}};
    /// use tower::ServiceExt;
    ///
    /// let app = Router::new().merge(store.routes()).merge(store.admin());
    /// let app = store.with_sessions_and_security(app);
    /// let response = app.oneshot(Request::get("/admin/staff").body(Body::empty())?).await?;
    /// assert_eq!(response.status(), StatusCode::SEE_OTHER);
    /// assert_eq!(response.headers()["location"], "/admin/sign-in?next=%2Fadmin%2Fstaff");
    /// # Ok(())
    /// # });
    /// ```
    pub fn admin<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let at = |path: &str| format!("{}{path}", self.admin_path());
        let guard = |act: Act| from_fn_with_state(Guard { store: self.clone(), act }, access::admit);
        let mut pages = sign_in::routes(self).route(&at("/"), any(first_page));
        for Route { path, act, handler } in all() {
            pages = pages.route(&at(path), handler.layer(guard(act)));
        }
        // What does not exist is told to the signed-in only.
        let pages = pages.route(&at("/{*missing}"), any(not_found).layer(guard(Act::View)));
        let pages = self.guarded(pages).route_layer(RequestBodyLimitLayer::new(LONGEST_BODY));
        let pages = pages.route_layer(from_fn_with_state(self.clone(), access::seal)).with_state(self.clone());
        let files = Router::new().nest(self.admin_path(), page::SHEET.routes().merge(page::ICON.routes()));
        pages.merge(self.guarded(files))
    }
}
