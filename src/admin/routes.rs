//! The routes of the admin, each with the act that it is.

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    handler::Handler,
    middleware::from_fn_with_state,
    response::Response,
    routing::{MethodRouter, any, get},
};
use tower_http::limit::RequestBodyLimitLayer;

use super::{
    access::{self, Guard},
    audit, bulk, codes,
    costly::{self, Costly},
    deliveries, files,
    handler::{Answering, AnyHandler},
    here::{Answer, Failure, Here, see_other},
    imports, invoices, jobs, order, orders, page, pictures, products, refunds, sign_in, slips, staff, taxes, today,
    webhooks, withdrawals,
};
use crate::{Act, Store};

/// Maximum size of a request body in bytes, except of an [upload](Route::upload): ample for a list of orders.
pub(super) const LONGEST_BODY: usize = 256 * 1024;
/// Maximum size of the form of a product or of the site in bytes: several texts of 100,000 characters in each language, of which
/// an umlaut takes six bytes.
pub(super) const LONGEST_FORM: usize = 4 * 1024 * 1024;

/// A route of the admin. Only who may do its act gets to its handlers.
pub(super) struct Route {
    /// The path below the admin's: empty for the first page.
    pub path: &'static str,
    pub act: Act,
    handler: MethodRouter<Store>,
    /// Whether the body is streamed.
    is_upload: bool,
    /// Whether its form can have long texts, up to [`LONGEST_FORM`].
    is_long: bool,
    is_costly: bool,
}

impl Route {
    /// A page that shows something.
    pub fn page<H, T>(path: &'static str, act: Act, show: H) -> Route
    where
        H: Handler<T, Store, Future = Answering>,
    {
        Route { path, act, handler: get(AnyHandler::new(show)), is_upload: false, is_long: false, is_costly: false }
    }

    /// A page with a form, GET, and what the form does, POST.
    pub fn act<H, T, P, U>(path: &'static str, act: Act, show: H, perform: P) -> Route
    where
        H: Handler<T, Store, Future = Answering>,
        P: Handler<U, Store, Future = Answering>,
    {
        let handler = get(AnyHandler::new(show)).post(AnyHandler::new(perform));
        Route { path, act, handler, is_upload: false, is_long: false, is_costly: false }
    }

    /// What a form on another page does: POST. A GET, as after a new sign-in, leads to the first page.
    pub fn post<H, T>(path: &'static str, act: Act, perform: H) -> Route
    where
        H: Handler<T, Store, Future = Answering>,
    {
        let handler = get(first_page).post(AnyHandler::new(perform));
        Route { path, act, handler, is_upload: false, is_long: false, is_costly: false }
    }

    /// A page with a form, GET, and the files that it uploads, POST. Their body is streamed, up to
    /// [`Settings::largest_upload`](crate::Settings::largest_upload): before `receive` changes anything, it asks
    /// [again](access::Recheck) who may.
    pub fn upload<H, T, P, U>(path: &'static str, act: Act, show: H, receive: P) -> Route
    where
        H: Handler<T, Store, Future = Answering>,
        P: Handler<U, Store, Future = Answering>,
    {
        Route { is_upload: true, ..Route::act(path, act, show, receive) }
    }

    /// Makes it one whose form can have long texts. Its body is read of those only who may do its act.
    pub fn long(self) -> Route {
        Route { is_long: true, ..self }
    }

    /// Makes it one of those that are answered for a few at a time: see [`costly`].
    pub fn costly(self) -> Route {
        Route { is_costly: true, ..self }
    }
}

/// Returns all routes for the signed-in.
pub(super) fn all() -> Vec<Route> {
    let mut routes = vec![Route::post("/language", Act::View, page::choose_language)];
    for more in [
        today::routes(),
        orders::routes(),
        order::routes(),
        refunds::routes(),
        withdrawals::routes(),
        bulk::routes(),
        slips::routes(),
        products::routes(),
        codes::routes(),
        pictures::routes(),
        files::routes(),
        jobs::routes(),
        imports::routes(),
        deliveries::routes(),
        webhooks::routes(),
        invoices::routes(),
        taxes::routes(),
        staff::routes(),
        audit::routes(),
    ] {
        routes.extend(more);
    }
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
        let guard = |act: Act| Guard { store: self.clone(), act };
        let admit = |act: Act| from_fn_with_state(guard(act), access::admit);
        let (mut pages, mut uploads) = (sign_in::routes(self).route(&at("/"), any(first_page)), Router::new());
        let (mut paths, costly) = (Vec::new(), Costly::default());
        for Route { path, act, handler, is_upload, is_long, is_costly } in all() {
            let handler = match is_costly {
                true => handler.layer(from_fn_with_state(costly.clone(), costly::limit)),
                false => handler,
            };
            if is_upload {
                let handler = handler.layer(DefaultBodyLimit::disable());
                let handler = handler.layer(from_fn_with_state(guard(act), access::admit_upload));
                uploads = uploads.route(&at(path), handler);
                paths.push(at(path));
            } else if is_long {
                let handler = handler.layer(DefaultBodyLimit::disable());
                let handler = handler.layer(from_fn_with_state(guard(act), access::admit_long));
                uploads = uploads.route(&at(path), handler);
                paths.push(at(path));
            } else {
                pages = pages.route(&at(path), handler.layer(admit(act)));
            }
        }
        self.accept_uploads(paths);
        // What does not exist is told to the signed-in only.
        let pages = pages.route(&at("/{*missing}"), any(not_found).layer(admit(Act::View)));
        let pages = self.guarded(pages.route_layer(RequestBodyLimitLayer::new(LONGEST_BODY)).merge(uploads));
        let pages = pages.route_layer(from_fn_with_state(self.clone(), access::seal)).with_state::<S>(self.clone());
        let files: Router<S> = Router::new().nest(self.admin_path(), page::SHEET.routes().merge(page::ICON.routes()));
        pages.merge(self.guarded(files))
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, time::Duration};

    use axum::{
        body::{Body, to_bytes},
        http::{HeaderMap, Method, Request, StatusCode, header},
    };
    use tower::ServiceExt as _;

    use super::*;
    use crate::{Actor, AuditQuery, Role, testing};

    static METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];

    async fn open() -> (Router, Store) {
        let store = testing::in_memory().await.build().await.unwrap();
        (store.with_sessions_and_security(Router::new().merge(store.admin())), store)
    }

    /// Signs in a member with this role. Returns the cookie.
    async fn sign_in(store: &Store, role: Role) -> String {
        let (admin, email) = (store.acting(&Actor::System), format!("{role}@shop.example"));
        admin.add_staff(&email, "", role).await.unwrap();
        let link = admin.staff_link(&email).await.unwrap();
        let signed = store.sign_in_by_link(link.rsplit('/').next().unwrap(), "a browser").await.unwrap();
        format!("pannier_admin={}", signed.cookie)
    }

    /// An address of a route, of something that does not exist.
    fn address(store: &Store, route: &Route) -> String {
        let filled = |part: &'static str| if part.starts_with('{') { "1001" } else { part };
        let path: Vec<&str> = route.path.split('/').map(filled).collect();
        format!("{}{}", store.admin_path(), path.join("/"))
    }

    type Answered = (StatusCode, HeaderMap, String);

    async fn send(app: &Router, method: &Method, address: &str, cookie: &str, site: &str) -> Answered {
        let request = Request::builder().method(method).uri(address).header(header::COOKIE, cookie);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header("sec-fetch-site", site);
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    fn leads_to_sign_in(status: StatusCode, headers: &HeaderMap) -> bool {
        let to = headers.get(header::LOCATION).map(|to| to.to_str().unwrap());
        status == StatusCode::SEE_OTHER && to.is_some_and(|to| to.starts_with("/admin/sign-in"))
    }

    fn assert_sealed(headers: &HeaderMap, what: &str) {
        for (name, value) in [
            ("cache-control", "no-store"),
            ("content-security-policy", access::POLICY),
            ("x-robots-tag", "noindex, nofollow"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(headers.get(name).map(|value| value.to_str().unwrap()), Some(value), "{name} of {what}");
        }
        assert!(!headers.contains_key(header::ETAG), "{what}");
    }

    #[tokio::test]
    async fn each_role_gets_where_it_may() {
        let (app, store) = open().await;
        let mut refusals = HashSet::new();
        for role in Role::ALL {
            let cookie = sign_in(&store, role).await;
            for (route, method) in all().iter().flat_map(|route| METHODS.iter().map(move |method| (route, method))) {
                let (address, act) = (address(&store, route), route.act);
                let what = format!("{method} {address} of {role}");
                let (status, headers, page) = send(&app, method, &address, &cookie, "same-origin").await;
                assert_eq!(status == StatusCode::FORBIDDEN, !role.may(act), "{what}: {status}");
                assert!(!status.is_server_error() && !leads_to_sign_in(status, &headers), "{what}: {status}");
                assert_sealed(&headers, &what);
                assert!(!page.contains("<script") && page.matches("<h1").count() < 2, "{what}: {page}");
                if !role.may(act) {
                    refusals.insert((role, act));
                }
            }
        }
        assert_eq!(recorded(&store).await, refusals.len(), "each act that a member is refused is recorded, once");
    }

    /// The number of refusals in the audit log.
    async fn recorded(store: &Store) -> usize {
        let entries = store.acting(&Actor::System).audit(&AuditQuery::default().limit(10_000)).await.unwrap();
        entries.iter().filter(|entry| entry.act == Act::Refused.as_str()).count()
    }

    #[tokio::test]
    async fn a_refusal_is_recorded_once_a_minute() {
        let (app, store) = open().await;
        let cookies = [sign_in(&store, Role::Reader).await, sign_in(&store, Role::Packer).await];
        for expected in [2, 4] {
            for cookie in cookies.iter().cycle().take(6) {
                let (status, ..) = send(&app, &Method::GET, "/admin/staff/add", cookie, "none").await;
                assert_eq!(status, StatusCode::FORBIDDEN);
            }
            assert_eq!(recorded(&store).await, expected);
            testing::advance(&store, Duration::from_secs(61));
        }
    }

    #[tokio::test]
    async fn nobody_gets_anywhere_without_signing_in() {
        let (app, store) = open().await;
        for (route, method) in all().iter().flat_map(|route| METHODS.iter().map(move |method| (route, method))) {
            let address = address(&store, route);
            // A shopper's session is of no use here, nor is a cookie that nobody was given.
            for cookie in ["", "pannier=AAAAAAAAAAAAAAAAAAAAAA", "pannier_admin=AAAAAAAAAAAAAAAAAAAAAA"] {
                let (status, headers, _) = send(&app, method, &address, cookie, "same-origin").await;
                assert!(leads_to_sign_in(status, &headers), "{method} {address} with {cookie:?}: {status}");
                assert_sealed(&headers, &address);
            }
        }
        let (status, headers, _) = send(&app, &Method::GET, "/admin/no/such/page", "", "none").await;
        assert!(leads_to_sign_in(status, &headers), "what exists is nobody else's concern: {status}");
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_answered_by_a_page_for_strangers_as_well() {
        let (app, store) = open().await;
        let cookie = sign_in(&store, Role::Owner).await;
        let form = "application/x-www-form-urlencoded";
        for (path, cookie) in [("/admin/sign-in", ""), ("/admin/sign-in/code", ""), ("/admin/staff/add", &*cookie)] {
            let twice = "email=a&email=b&code=1&code=2&token=1&token=2".to_owned();
            let large = format!("email={}", "a".repeat(LONGEST_BODY));
            for (kind, body) in [(form, twice), ("application/json", "{}".to_owned()), (form, large)] {
                let request =
                    Request::post(path).header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
                let request = request.header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, body.len());
                let response = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
                let (status, headers) = (response.status(), response.headers().clone());
                let page = to_bytes(response.into_body(), usize::MAX).await.unwrap();
                let page = String::from_utf8_lossy(&page);
                assert!(status.is_client_error(), "{path} {kind}: {status}");
                assert!(page.contains("<html") && page.contains("<h1"), "{path} {kind}: {page}");
                assert_sealed(&headers, path);
            }
        }
    }

    #[tokio::test]
    async fn another_site_posts_nothing() {
        let (app, store) = open().await;
        let cookie = sign_in(&store, Role::Owner).await;
        let own =
            ["/admin/sign-in", "/admin/sign-in/code", "/admin/sign-in/link/x", "/admin/sign-out"].map(str::to_owned);
        for address in all().iter().map(|route| address(&store, route)).chain(own) {
            for site in ["cross-site", "same-site"] {
                let (status, headers, page) = send(&app, &Method::POST, &address, &cookie, site).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{address}");
                assert!(page.contains("another site"), "{address}: {page}");
                assert_sealed(&headers, &address);
            }
        }
        let (status, ..) = send(&app, &Method::GET, "/admin/staff", &cookie, "none").await;
        assert_eq!(status, StatusCode::OK, "still signed in");
    }

    #[tokio::test]
    async fn what_needs_a_recent_sign_in_asks_for_another() {
        let (app, store) = open().await;
        let cookie = sign_in(&store, Role::Owner).await;
        testing::advance(&store, Duration::from_secs(61 * 60));
        for (route, method) in all().iter().flat_map(|route| METHODS.iter().map(move |method| (route, method))) {
            let address = address(&store, route);
            let (status, headers, _) = send(&app, method, &address, &cookie, "same-origin").await;
            let asks = leads_to_sign_in(status, &headers);
            assert_eq!(asks, route.act.needs_recent_sign_in(), "{method} {address}: {status}");
        }
    }

    #[tokio::test]
    async fn an_export_is_recorded_with_its_filters() {
        let (app, store) = open().await;
        let cookie = sign_in(&store, Role::Reader).await;
        let address = "/admin/orders.csv?tab=unpaid&q=Ada+Lovelace&email=ada%40shop.example&country=DE&before=7";
        let (status, ..) = send(&app, &Method::GET, address, &cookie, "none").await;
        assert_eq!(status, StatusCode::OK);
        let entries = store.acting(&Actor::System).audit(&AuditQuery::default()).await.unwrap();
        let export = entries.iter().find(|entry| entry.act == Act::Export.as_str()).expect("an entry");
        assert_eq!(export.actor, "staff:reader@shop.example");
        assert_eq!(export.detail, "/orders?tab=unpaid&q=*&email=*&country=DE", "whom was searched for is nowhere");
    }

    #[tokio::test]
    async fn an_address_without_a_page_has_a_page_of_the_admin() {
        let (app, store) = open().await;
        let cookie = sign_in(&store, Role::Reader).await;
        for method in &METHODS {
            let (status, headers, page) = send(&app, method, "/admin/no/such/page", &cookie, "same-origin").await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{method}");
            assert_sealed(&headers, "a page that does not exist");
            assert!(*method == Method::HEAD || page.contains("There is no such page"), "{page}");
        }
        let (status, headers, _) = send(&app, &Method::GET, "/admin/", &cookie, "none").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers[header::LOCATION], "/admin");
    }
}
